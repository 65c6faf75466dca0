//! Radiation quality and the energy each brings.

use hevesy_nuclide::{Chain, HalfLives, Nuclide};
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
        Self { alpha_mev: e.alpha + e.recoil, electron_mev: e.electron, photon_mev: e.photon, notes }
    }

    /// MeV per decay that stay in the region.
    #[must_use]
    pub fn local_mev(&self) -> f64 {
        self.alpha_mev + self.electron_mev
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
