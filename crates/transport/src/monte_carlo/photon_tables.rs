//! What a photon does in a material, tabulated by energy.

use hevesy_matter::{ELECTRON_MASS_MEV, Element, Material, Photons, ScatteringFunctions};

/// Points of the tables in each factor e of energy.
const PER_E: f64 = 256.0;
/// Points of the tables of scattering functions in each factor e of x.
const PER_X: f64 = 24.0;
/// Range of x = sin(θ/2)/λ in 1/Å.
const LEAST_X: f64 = 1e-3;
const MOST_X: f64 = 1e3;
/// h c in MeV Å.
const HC_MEV_ANGSTROM: f64 = 0.012_398_419_84;

/// Coefficients in cm²/g at an energy.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Coefficients {
    pub(crate) total: f64,
    pub(crate) incoherent: f64,
    pub(crate) photoelectric: f64,
    pub(crate) coherent: f64,
    /// Energy given to charged particles, MeV cm²/g.
    pub(crate) kerma: f64,
}

/// Tables of one material.
pub(crate) struct PhotonTables {
    rows: Vec<Coefficients>,
    /// For each row, the shares of the elements in the photoelectric effect, summed up.
    shares: Vec<Vec<f64>>,
    /// Binding energy in MeV of the innermost shell of each element.
    binding_mev: Vec<f64>,
    /// S(x)/Z of the mixture at equal steps of ln x.
    incoherent: Vec<f64>,
    /// ∫F² dx² of the mixture below x, at the same steps.
    coherent: Vec<f64>,
}

impl PhotonTables {
    pub(crate) fn of(material: &Material) -> Self {
        let photons = Photons::of(material);
        let count = (libm::log(Photons::MOST_MEV / Photons::LEAST_MEV) * PER_E).ceil() as usize + 1;
        let mut rows = Vec::with_capacity(count);
        let mut shares = Vec::with_capacity(count);
        for i in 0..count {
            let energy = Photons::LEAST_MEV * libm::exp(i as f64 / PER_E);
            let c = photons.at(energy);
            rows.push(Coefficients {
                total: c.total(),
                incoherent: c.incoherent,
                photoelectric: c.photoelectric,
                coherent: c.coherent,
                kerma: 0.0,
            });
            let mut sum = 0.0;
            let running = photons.by_element(energy).map(|(_, part)| {
                sum += part.photoelectric / c.photoelectric;
                sum
            });
            shares.push(running.collect());
        }
        let inner = |e: &Element| e.shells.iter().map(|(_, ev)| *ev).fold(0.0, f64::max) * 1e-6;
        let atoms: Vec<(f64, f64, &ScatteringFunctions)> = material
            .elements()
            .filter_map(|(z, w, e)| Some((w / e.weight, f64::from(z), ScatteringFunctions::of(z)?)))
            .collect();
        let electrons: f64 = atoms.iter().map(|(n, z, _)| n * z).sum();
        let steps = (libm::log(MOST_X / LEAST_X) * PER_X).ceil() as usize + 1;
        let x = |i: f64| LEAST_X * libm::exp(i / PER_X);
        let incoherent = (0..steps)
            .map(|i| atoms.iter().map(|(n, _, f)| n * f.incoherent(x(i as f64))).sum::<f64>() / electrons)
            .collect();
        let square = |x: f64| atoms.iter().map(|(n, _, f)| n * f.coherent(x) * f.coherent(x)).sum::<f64>();
        let mut below = square(LEAST_X) * LEAST_X * LEAST_X;
        let coherent = (0..steps)
            .map(|i| {
                let value = below;
                let middle = x(i as f64 + 0.5);
                let (low, high) = (x(i as f64), x(i as f64 + 1.0));
                below += square(middle) * (high * high - low * low);
                value
            })
            .collect();
        let binding_mev = material.elements().map(|(_, _, e)| inner(e)).collect();
        let mut tables = Self { rows, shares, binding_mev, incoherent, coherent };
        for i in 0..count {
            let energy = Photons::LEAST_MEV * libm::exp(i as f64 / PER_E);
            let c = tables.rows[i];
            let pair = c.total - c.incoherent - c.photoelectric - c.coherent;
            tables.rows[i].kerma = c.photoelectric * energy
                + c.incoherent * tables.compton_transfer_mev(energy)
                + pair * (energy - 2.0 * ELECTRON_MASS_MEV).max(0.0);
        }
        tables
    }

    /// Mean energy in MeV that an incoherent scattering gives to its electron. Theory: theory/transport.md (7).
    fn compton_transfer_mev(&self, energy_mev: f64) -> f64 {
        let k = energy_mev / ELECTRON_MASS_MEV;
        let (mut all, mut given) = (0.0, 0.0);
        const STEPS: usize = 200;
        for i in 0..STEPS {
            let t = 2.0 * (i as f64 + 0.5) / STEPS as f64;
            let e = 1.0 / (1.0 + k * t);
            let x = (0.5 * t).sqrt() * energy_mev / HC_MEV_ANGSTROM;
            let weight = e * e * (e + 1.0 / e - t * (2.0 - t)) * self.incoherent_share(x);
            all += weight;
            given += weight * (1.0 - e);
        }
        given / all * energy_mev
    }

    #[inline]
    fn place(&self, energy_mev: f64) -> (usize, f64) {
        let position = (libm::log(energy_mev / Photons::LEAST_MEV) * PER_E).max(0.0);
        let i = (position as usize).min(self.rows.len() - 2);
        (i, (position - i as f64).min(1.0))
    }

    #[inline]
    pub(crate) fn at(&self, energy_mev: f64) -> Coefficients {
        let (i, t) = self.place(energy_mev);
        let (a, b) = (&self.rows[i], &self.rows[i + 1]);
        let mix = |a: f64, b: f64| a + t * (b - a);
        Coefficients {
            total: mix(a.total, b.total),
            incoherent: mix(a.incoherent, b.incoherent),
            photoelectric: mix(a.photoelectric, b.photoelectric),
            coherent: mix(a.coherent, b.coherent),
            kerma: mix(a.kerma, b.kerma),
        }
    }

    /// Binding energy in MeV of the shell that a photoelectron leaves: the innermost one that the photon can open, of an element drawn
    /// by its share.
    pub(crate) fn binding_mev(&self, energy_mev: f64, u: f64) -> f64 {
        let (i, _) = self.place(energy_mev);
        let element = self.shares[i].partition_point(|s| *s < u).min(self.binding_mev.len() - 1);
        let binding = self.binding_mev[element];
        if binding < energy_mev { binding } else { 0.0 }
    }

    /// S/Z at x in 1/Å.
    #[inline]
    fn incoherent_share(&self, x: f64) -> f64 {
        if x <= LEAST_X {
            return self.incoherent[0] * (x / LEAST_X) * (x / LEAST_X);
        }
        let position = libm::log(x / LEAST_X) * PER_X;
        let i = position as usize;
        match (self.incoherent.get(i), self.incoherent.get(i + 1)) {
            (Some(a), Some(b)) => a + (position - i as f64) * (b - a),
            _ => 1.0,
        }
    }

    /// Energy after, and cosine of, an incoherent scattering: Klein–Nishina times S(x)/Z. Theory: theory/transport.md (7).
    pub(crate) fn compton(&self, energy_mev: f64, mut uniform: impl FnMut() -> f64) -> (f64, f64) {
        let k = energy_mev / ELECTRON_MASS_MEV;
        let least = 1.0 / (1.0 + 2.0 * k);
        // Mixture of 1/ε and ε between least and 1 (Butcher & Messel).
        let (a1, a2) = (-libm::log(least), 0.5 * (1.0 - least * least));
        loop {
            let e = if uniform() * (a1 + a2) < a1 {
                libm::exp(-a1 * uniform())
            } else {
                (least * least + (1.0 - least * least) * uniform()).sqrt()
            };
            let t = (1.0 - e) / (k * e);
            let sine2 = t * (2.0 - t);
            if uniform() > 1.0 - e * sine2 / (1.0 + e * e) {
                continue;
            }
            let x = (0.5 * t).sqrt() * energy_mev / HC_MEV_ANGSTROM;
            if uniform() <= self.incoherent_share(x) {
                return (e * energy_mev, 1.0 - t);
            }
        }
    }

    /// Cosine of a coherent scattering: F² times Thomson's distribution.
    pub(crate) fn rayleigh(&self, energy_mev: f64, mut uniform: impl FnMut() -> f64) -> f64 {
        let most_x = energy_mev / HC_MEV_ANGSTROM;
        let value = |x: f64| {
            let position = (libm::log(x / LEAST_X) * PER_X).clamp(0.0, (self.coherent.len() - 1) as f64);
            let i = (position as usize).min(self.coherent.len() - 2);
            self.coherent[i] + (position - i as f64) * (self.coherent[i + 1] - self.coherent[i])
        };
        let all = value(most_x);
        loop {
            let wanted = uniform() * all;
            let i = self.coherent.partition_point(|c| *c < wanted);
            let x2 = |i: f64| {
                let x = LEAST_X * libm::exp(i / PER_X);
                x * x
            };
            let square = if i == 0 {
                x2(0.0) * wanted / self.coherent[0]
            } else {
                let t = (wanted - self.coherent[i - 1]) / (self.coherent[i] - self.coherent[i - 1]);
                let (low, high) = (x2(i as f64 - 1.0), x2(i as f64));
                low + t * (high - low)
            };
            let cosine = 1.0 - 2.0 * (square / (most_x * most_x)).min(1.0);
            if 2.0 * uniform() <= 1.0 + cosine * cosine {
                return cosine;
            }
        }
    }
}
