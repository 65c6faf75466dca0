//! Radiation quality and the energy each brings.

use hevesy_nuclide::{Chain, Emission, HalfLives, Nuclide};
use serde::Serialize;

/// Dose in Gy that 1 MeV per decay leaves in 1 g after 1 MBq·h: 1.602 176 634e-13 J × 3.6e9 decays / 1e-3 kg.
pub const GY_G_PER_MBQ_H_MEV: f64 = 1.602_176_634e-13 * 3.6e9 / 1e-3;

/// Radiation quality: what the biology must tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quality {
    /// Alpha particles and recoiling nuclei.
    Alpha,
    /// Beta particles, conversion and Auger electrons.
    Electron,
    /// Photons.
    Photon,
}

impl Quality {
    /// All qualities.
    pub const ALL: [Self; 3] = [Self::Alpha, Self::Electron, Self::Photon];

    /// Name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alpha => "alpha",
            Self::Electron => "electron",
            Self::Photon => "photon",
        }
    }
}

/// Energy per decay of a nuclide with the members of its chain that decay where it decayed.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalEnergy {
    /// Alpha particles and recoils, MeV per decay.
    pub alpha_mev: f64,
    /// Electrons, MeV per decay.
    pub electron_mev: f64,
    /// Photons, MeV per decay (not local).
    pub photon_mev: f64,
    /// Range of the electrons in water in mm, averaged over their energy.
    pub electron_range_mm: f64,
    /// What should be known about the chain.
    pub notes: Vec<String>,
}

impl LocalEnergy {
    /// Sums the chain of a nuclide, daughters at equilibrium with it.
    #[must_use]
    pub fn of(nuclide: Nuclide, half_lives: &HalfLives) -> Self {
        let chain = Chain::of(nuclide, half_lives);
        let e = chain.energy_per_decay();
        let mut notes = Vec::new();
        let own = chain.links()[0].half_life_s;
        let daughters: Vec<&str> = chain.counted().skip(1).map(|l| l.nuclide.as_str()).collect();
        if !daughters.is_empty() {
            notes.push(format!(
                "{nuclide}: the decays of {} are counted where and when {nuclide} decays; daughters that leave are not followed",
                daughters.join(", ")
            ));
        }
        for link in chain.counted().skip(1).filter(|l| l.half_life_s > 0.1 * own) {
            notes.push(format!(
                "{} lives {} as long as {nuclide}, so equilibrium is an approximation",
                link.nuclide,
                hevesy_quantity::significant(link.half_life_s / own, 2)
            ));
        }
        for link in chain.links().iter().filter(|l| !l.counted && l.branching > 1e-3) {
            notes.push(format!(
                "{} ({:.2} per decay of {nuclide}) outlives it and is not counted",
                link.nuclide, link.branching
            ));
        }
        Self {
            alpha_mev: e.alpha + e.recoil,
            electron_mev: e.electron,
            photon_mev: e.photon,
            electron_range_mm: electron_range_mm(&chain),
            notes,
        }
    }

    /// MeV per decay that stay in the region.
    #[must_use]
    pub fn local_mev(&self) -> f64 {
        self.alpha_mev + self.electron_mev
    }

    /// Rough share of the electron energy that leaves a sphere of water of this mass with the source spread evenly in it:
    /// ¾ R/r for ranges that are small against the radius. Only for warnings where no table of balls is at hand.
    #[must_use]
    pub fn electron_escape(&self, mass_g: f64) -> f64 {
        let radius_mm = 10.0 * libm::cbrt(3.0 * mass_g / (4.0 * std::f64::consts::PI));
        (0.75 * self.electron_range_mm / radius_mm).min(1.0)
    }

    /// MeV per decay by quality.
    #[must_use]
    pub const fn of_quality(&self, quality: Quality) -> f64 {
        match quality {
            Quality::Alpha => self.alpha_mev,
            Quality::Electron => self.electron_mev,
            Quality::Photon => self.photon_mev,
        }
    }
}

/// Energy-weighted mean over all electrons of a chain of the practical range of Katz & Penfold (1952),
/// R = 4.12 mm · E^(1.265 − 0.0954 ln E), E in MeV (0.01–2.5 MeV); for beta branches at their mean energy.
fn electron_range_mm(chain: &Chain) -> f64 {
    let (mut sum, mut energy) = (0.0, 0.0);
    for link in chain.counted() {
        for line in link.member.emissions().lines {
            let electron = matches!(
                line.kind,
                Emission::BetaMinus | Emission::BetaPlus | Emission::Auger | Emission::Conversion
            );
            if electron && line.energy_mev > 0.01 {
                let e = line.energy_mev;
                let weight = link.branching * line.per_decay * e;
                sum += weight * 4.12 * libm::pow(e, 1.265 - 0.0954 * libm::log(e));
                energy += weight;
            }
        }
    }
    if energy > 0.0 { sum / energy } else { 0.0 }
}
