//! What a decay sets free, by component, ready to be drawn.

use hevesy_nuclide::{Chain, Emission, HalfLives, Nuclide};

/// Parts of the radiation that are followed apart, as published S-values often hold only some.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// Alpha particles and recoiling nuclei.
    Alpha,
    /// Beta particles with their continuous spectrum.
    Beta,
    /// Conversion and Auger electrons.
    ElectronLines,
    /// Gamma rays, X rays and annihilation photons.
    Photons,
}

impl Component {
    /// All components.
    pub const ALL: [Self; 4] = [Self::Alpha, Self::Beta, Self::ElectronLines, Self::Photons];

    /// Name in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alpha => "alpha",
            Self::Beta => "beta",
            Self::ElectronLines => "electron lines",
            Self::Photons => "photons",
        }
    }

    const fn of(kind: Emission) -> Option<Self> {
        match kind {
            Emission::Alpha | Emission::Recoil => Some(Self::Alpha),
            Emission::Auger | Emission::Conversion => Some(Self::ElectronLines),
            Emission::Gamma | Emission::XRay | Emission::Annihilation => Some(Self::Photons),
            // The continuous spectrum stands for the branches, which carry mean energies.
            _ => None,
        }
    }
}

/// The nuclides whose radiation counts per decay of the first: (nuclide, decays of it per decay of the first).
#[derive(Clone, Debug)]
pub struct Members(pub Vec<(Nuclide, f64)>);

impl Members {
    /// The nuclide and what follows it where it decayed, as at equilibrium.
    #[must_use]
    pub fn chain(nuclide: Nuclide, half_lives: &HalfLives) -> Self {
        let chain = Chain::of(nuclide, half_lives);
        Self(chain.counted().filter_map(|l| Some((Nuclide::find(&l.nuclide).ok()?, l.branching))).collect())
    }

    /// One nuclide alone.
    #[must_use]
    pub fn alone(nuclide: Nuclide) -> Self {
        Self(vec![(nuclide, 1.0)])
    }

    /// Names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().map(|(n, _)| n.name())
    }

    /// Lines of a component, (kind, energy in MeV, number per decay); of beta particles the bins of the spectrum, each at its mean.
    pub fn lines(&self, component: Component) -> Vec<(Emission, f64, f64)> {
        let mut all = Vec::new();
        for (nuclide, branching) in &self.0 {
            let emissions = nuclide.emissions();
            if component == Component::Beta {
                all.extend(Spectrum::of(*nuclide).into_iter().flat_map(|s| {
                    let kind = Emission::BetaMinus;
                    (0..s.number.len()).map(move |i| (kind, s.middle(i), branching * s.number[i]))
                }));
            } else {
                let own = emissions.lines.iter().filter(|l| Component::of(l.kind) == Some(component));
                all.extend(own.map(|l| (l.kind, l.energy_mev, branching * l.per_decay)));
            }
        }
        all
    }

    /// A component, to be drawn from; `None` where it is not emitted.
    #[must_use]
    pub fn emitted(&self, component: Component) -> Option<Emitted> {
        let mut bins = Vec::new();
        for (nuclide, branching) in &self.0 {
            if component == Component::Beta {
                let Some(s) = Spectrum::of(*nuclide) else { continue };
                bins.extend((0..s.number.len()).map(|i| {
                    let bin = Bin { low: s.energy[i], high: s.energy[i + 1], tilt: s.tilt(i) };
                    (bin, branching * s.number[i])
                }));
            }
        }
        if component != Component::Beta {
            let lines = self.lines(component);
            bins.extend(lines.into_iter().map(|(_, e, n)| (Bin { low: e, high: e, tilt: 0.0 }, n)));
        }
        bins.retain(|(_, n)| *n > 0.0);
        let per_decay: f64 = bins.iter().map(|(_, n)| n).sum();
        let energy_mev: f64 = bins.iter().map(|(b, n)| b.mean() * n).sum();
        (per_decay > 0.0).then(|| Emitted::of(bins, per_decay, energy_mev, |_| 1.0))
    }

    /// Energy of recoiling nuclei in MeV per decay, part of that of alphas.
    #[must_use]
    pub fn recoil_mev(&self) -> f64 {
        let recoils = self.lines(Component::Alpha).into_iter().filter(|l| l.0 == Emission::Recoil);
        recoils.map(|(_, energy, number)| energy * number).sum()
    }

    /// Energy of a component in MeV per decay.
    #[must_use]
    pub fn energy_mev(&self, component: Component) -> f64 {
        self.lines(component).iter().map(|(_, e, n)| e * n).sum()
    }
}

/// A beta spectrum in bins, scaled to the energy of its branches.
struct Spectrum {
    energy: Vec<f64>,
    density: Vec<f64>,
    number: Vec<f64>,
}

impl Spectrum {
    fn of(nuclide: Nuclide) -> Option<Self> {
        let emissions = nuclide.emissions();
        let beta = &emissions.beta;
        let branches: f64 = emissions
            .lines
            .iter()
            .filter(|l| matches!(l.kind, Emission::BetaMinus | Emission::BetaPlus))
            .map(|l| l.energy_mev * l.per_decay)
            .sum();
        let (number, mean) = beta.moments();
        if !(number > 0.0 && mean > 0.0) {
            return None;
        }
        let mut spectrum = Self {
            energy: beta.energy_mev.clone(),
            density: beta.per_mev.clone(),
            number: beta
                .energy_mev
                .windows(2)
                .zip(beta.per_mev.windows(2))
                .map(|(e, n)| 0.5 * (n[0] + n[1]) * (e[1] - e[0]))
                .collect(),
        };
        let energy: f64 = (0..spectrum.number.len()).map(|i| spectrum.number[i] * spectrum.middle(i)).sum();
        for n in &mut spectrum.number {
            *n *= branches / energy;
        }
        Some(spectrum)
    }

    /// Difference of the ends' densities over their sum.
    fn tilt(&self, i: usize) -> f64 {
        let (a, b) = (self.density[i], self.density[i + 1]);
        if a + b > 0.0 { (b - a) / (a + b) } else { 0.0 }
    }

    fn middle(&self, i: usize) -> f64 {
        Bin { low: self.energy[i], high: self.energy[i + 1], tilt: self.tilt(i) }.mean()
    }
}

/// Energies between two ends with a density that changes in proportion, by ±tilt of its mean.
#[derive(Clone, Copy, Debug)]
struct Bin {
    low: f64,
    high: f64,
    tilt: f64,
}

impl Bin {
    fn mean(&self) -> f64 {
        0.5 * (self.low + self.high) + self.tilt * (self.high - self.low) / 6.0
    }

    /// Energy below which a share u of the bin lies.
    fn at(&self, u: f64) -> f64 {
        // (1 − t) v + t v² = u, in a form without loss of digits for small t.
        let t = self.tilt;
        let b = 1.0 - t;
        let v = 2.0 * u / (b + (b * b + 4.0 * t * u).max(0.0).sqrt());
        self.low + v.min(1.0) * (self.high - self.low)
    }
}

/// Energies of a component, drawn in proportion to the energy they carry: the many soft ones that stay in place cost little then.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// Bins with the particles in them per decay.
    bins: Vec<(Bin, f64)>,
    /// For each bin, the chance of it or one before it, and how many particles one drawn from it stands for.
    drawn: Vec<(f64, f64)>,
    per_decay: f64,
    energy_mev: f64,
}

impl Emitted {
    /// One particle of one energy in MeV per decay.
    #[must_use]
    pub fn single(energy_mev: f64) -> Self {
        let bin = Bin { low: energy_mev, high: energy_mev, tilt: 0.0 };
        Self::of(vec![(bin, 1.0)], 1.0, energy_mev, |_| 1.0)
    }

    fn of(bins: Vec<(Bin, f64)>, per_decay: f64, energy_mev: f64, worth: impl Fn(f64) -> f64) -> Self {
        let wanted: Vec<f64> = bins.iter().map(|(b, n)| n * b.mean() * worth(b.mean())).collect();
        let all: f64 = wanted.iter().sum();
        let mut below = 0.0;
        let drawn = bins.iter().zip(&wanted).map(|((_, number), wanted)| {
            below += wanted / all;
            (below, number / per_decay * all / wanted)
        });
        Self { drawn: drawn.collect(), bins, per_decay, energy_mev }
    }

    /// The same, drawn in proportion to energy times what a particle of that energy in MeV is worth (above zero).
    #[must_use]
    pub fn preferring(self, worth: impl Fn(f64) -> f64) -> Self {
        Self::of(self.bins, self.per_decay, self.energy_mev, worth)
    }

    /// Particles per decay.
    #[must_use]
    pub const fn per_decay(&self) -> f64 {
        self.per_decay
    }

    /// Energy in MeV per decay.
    #[must_use]
    pub const fn energy_mev(&self) -> f64 {
        self.energy_mev
    }

    /// Energy in MeV of the particle at a place between 0 and 1 in the distribution, and how many it stands for (1 in the mean).
    #[must_use]
    pub fn at(&self, u: f64) -> (f64, f64) {
        let i = self.drawn.partition_point(|(below, _)| *below < u).min(self.bins.len() - 1);
        let below = if i == 0 { 0.0 } else { self.drawn[i - 1].0 };
        let (upto, weight) = self.drawn[i];
        let share = ((u - below) / (upto - below)).clamp(0.0, 1.0);
        (self.bins[i].0.at(share), weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn law_drawn_energies_have_the_mean_of_the_component() {
        for name in ["Lu-177", "Y-90", "I-131", "F-18"] {
            let members = Members::alone(Nuclide::find(name).unwrap());
            for component in Component::ALL {
                let Some(emitted) = members.emitted(component) else { continue };
                // Whatever is preferred, number and energy stay.
                for emitted in [emitted.clone(), emitted.preferring(|e| 0.05 + libm::exp(-10.0 * e))] {
                    let n = 400_000;
                    let (mut number, mut energy) = (0.0, 0.0);
                    for i in 0..n {
                        let (e, weight) = emitted.at((f64::from(i) + 0.5) / f64::from(n));
                        number += weight / f64::from(n);
                        energy += weight * e / f64::from(n);
                    }
                    let expected = emitted.energy_mev() / emitted.per_decay();
                    assert!(
                        (energy / expected - 1.0).abs() < 1e-3,
                        "{name} {component:?}: {energy} {expected}"
                    );
                    // The softest line of a component may stand for thousands.
                    assert!((number - 1.0).abs() < 0.02, "{name} {component:?}: {number}");
                }
            }
        }
    }

    #[test]
    fn val_energies_per_decay_of_lu177() {
        let members = Members::alone(Nuclide::find("Lu-177").unwrap());
        for (component, mev) in
            [(Component::Beta, 0.1333), (Component::ElectronLines, 0.01465), (Component::Photons, 0.0351)]
        {
            assert!((members.energy_mev(component) / mev - 1.0).abs() < 3e-3, "{component:?}");
        }
    }
}
