//! What a nuclide emits: lines, continuous beta spectra, energy per decay.

use serde::Serialize;

use crate::Nuclide;

/// Kinds of emission, in the order of the data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Emission {
    /// Alpha particle.
    Alpha,
    /// Recoiling nucleus of an alpha decay.
    Recoil,
    /// Negative beta branch; its energy is the mean of the branch.
    BetaMinus,
    /// Positive beta branch; its energy is the mean of the branch.
    BetaPlus,
    /// Gamma ray.
    Gamma,
    /// Characteristic X ray.
    XRay,
    /// Annihilation photon.
    Annihilation,
    /// Auger or Coster–Kronig electron (grouped lines).
    Auger,
    /// Conversion electron.
    Conversion,
}

const KINDS: [Emission; 9] = [
    Emission::Alpha,
    Emission::Recoil,
    Emission::BetaMinus,
    Emission::BetaPlus,
    Emission::Gamma,
    Emission::XRay,
    Emission::Annihilation,
    Emission::Auger,
    Emission::Conversion,
];

/// One emission.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Kind of emission.
    pub kind: Emission,
    /// Energy in MeV.
    pub energy_mev: f64,
    /// Number per decay.
    pub per_decay: f64,
}

/// The continuous beta spectrum of a nuclide, all branches together.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Spectrum {
    /// Energies in MeV, rising from 0 to the end point.
    pub energy_mev: Vec<f64>,
    /// Number of beta particles per MeV and decay at those energies.
    pub per_mev: Vec<f64>,
}

/// Everything one nuclide emits.
#[derive(Clone, Debug, PartialEq)]
pub struct Emissions {
    /// Lines, by kind and rising energy; those below 1e-6 per decay and 1e-7 MeV per decay are left out.
    pub lines: Vec<Line>,
    /// Continuous beta spectrum, empty where there is none.
    pub beta: Spectrum,
}

/// Mean energy per decay in MeV by class of radiation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct EnergyPerDecay {
    /// Alpha particles, kinetic energy without recoil.
    pub alpha: f64,
    /// Recoiling nuclei of alpha decays.
    pub recoil: f64,
    /// Beta particles, conversion and Auger electrons.
    pub electron: f64,
    /// Gamma and X rays, annihilation photons.
    pub photon: f64,
}

impl EnergyPerDecay {
    /// All classes together, in MeV.
    #[must_use]
    pub fn total(self) -> f64 {
        self.alpha + self.recoil + self.electron + self.photon
    }

    /// This energy times `weight`, added to another.
    #[must_use]
    pub fn plus(self, other: Self, weight: f64) -> Self {
        Self {
            alpha: self.alpha + weight * other.alpha,
            recoil: self.recoil + weight * other.recoil,
            electron: self.electron + weight * other.electron,
            photon: self.photon + weight * other.photon,
        }
    }
}

/// Reads the data file; its layout is described in `generate.py` of `hevesy-icrp107`.
struct Reader {
    at: usize,
}

impl Reader {
    fn u16(&mut self) -> usize {
        let b = &hevesy_icrp107::EMISSIONS[self.at..self.at + 2];
        self.at += 2;
        usize::from(u16::from_le_bytes([b[0], b[1]]))
    }

    fn u32(&mut self) -> u32 {
        let b = &hevesy_icrp107::EMISSIONS[self.at..self.at + 4];
        self.at += 4;
        u32::from_le_bytes([b[0], b[1], b[2], b[3]])
    }

    /// An exact decimal: mantissa × 10^exponent, correctly rounded because both are exact doubles.
    fn number(&mut self) -> f64 {
        const POWERS: [f64; 23] = [
            1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
            1e18, 1e19, 1e20, 1e21, 1e22,
        ];
        let word = self.u32();
        let mantissa = f64::from(word & 0xf_ffff);
        let exponent = i64::from(word >> 20) - 2048;
        let power = usize::try_from(exponent.abs()).ok().and_then(|e| POWERS.get(e).copied());
        match power {
            Some(power) if exponent < 0 => mantissa / power,
            Some(power) => mantissa * power,
            None => mantissa * libm::exp10(exponent as f64),
        }
    }
}

const HEADER: usize = 8;

impl Nuclide {
    /// Decodes the emissions of this nuclide.
    #[must_use]
    pub fn emissions(self) -> Emissions {
        let mut reader = Reader { at: HEADER + 4 };
        let grid_length = reader.u32() as usize;
        let grid_at = reader.at;
        reader.at += 4 * grid_length;
        for _ in 0..self.index() {
            let lines: usize = (0..KINDS.len()).map(|_| reader.u16()).sum();
            let points = reader.u16();
            reader.at += 8 * lines + if points > 0 { 4 * (points + 1) } else { 0 };
        }
        let counts: Vec<usize> = KINDS.iter().map(|_| reader.u16()).collect();
        let points = reader.u16();
        let mut lines = Vec::with_capacity(counts.iter().sum());
        for (kind, count) in KINDS.into_iter().zip(counts) {
            for _ in 0..count {
                let (energy_mev, per_decay) = (reader.number(), reader.number());
                lines.push(Line { kind, energy_mev, per_decay });
            }
        }
        let mut beta = Spectrum::default();
        if points > 0 {
            let end_point = reader.number();
            beta.per_mev = (0..points).map(|_| reader.number()).collect();
            let mut grid = Reader { at: grid_at };
            beta.energy_mev = (1..points).map(|_| grid.number()).collect();
            beta.energy_mev.push(end_point);
        }
        Emissions { lines, beta }
    }
}

impl Emissions {
    /// Lines of one kind.
    pub fn of(&self, kind: Emission) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.kind == kind)
    }

    /// Mean energy per decay by class, from the lines.
    ///
    /// Theory: theory/decay.md (4).
    #[must_use]
    pub fn energy_per_decay(&self) -> EnergyPerDecay {
        let mut sum = EnergyPerDecay::default();
        for line in &self.lines {
            let energy = line.energy_mev * line.per_decay;
            match line.kind {
                Emission::Alpha => sum.alpha += energy,
                Emission::Recoil => sum.recoil += energy,
                Emission::BetaMinus | Emission::BetaPlus | Emission::Auger | Emission::Conversion => {
                    sum.electron += energy;
                }
                Emission::Gamma | Emission::XRay | Emission::Annihilation => sum.photon += energy,
            }
        }
        sum
    }
}

impl Spectrum {
    /// Number of beta particles per decay and their mean energy in MeV, by the trapezoidal rule.
    #[must_use]
    pub fn moments(&self) -> (f64, f64) {
        let (mut number, mut energy) = (0.0, 0.0);
        for (e, n) in self.energy_mev.windows(2).zip(self.per_mev.windows(2)) {
            let width = e[1] - e[0];
            number += 0.5 * (n[0] + n[1]) * width;
            energy += 0.5 * (n[0] * e[0] + n[1] * e[1]) * width;
        }
        (number, if number > 0.0 { energy / number } else { 0.0 })
    }
}
