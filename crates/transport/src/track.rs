//! Straight tracks that slow down continuously: residual energy against residual range.

use hevesy_matter::{Alphas, Grid, Material, cole_energy_kev};

/// Range and energy of one kind of particle in water of unit density.
pub struct Track {
    /// Range in µm against energy in MeV.
    range_um: Grid,
    /// Energy in MeV against range in µm.
    energy_mev: Grid,
    least_mev: f64,
}

/// Range in µm of the recoiling nuclei of alpha decays, about 0.1 MeV.
const RECOIL_RANGE_UM: f64 = 0.1;

impl Track {
    /// Electrons, by Cole's relation between residual energy and range. Theory: theory/matter.md (9).
    #[must_use]
    pub fn electrons() -> Self {
        // 0.5 nm to 2 cm.
        let decades = 8.0;
        let points = (0..=800).map(|i| {
            let um = 5e-4 * libm::exp10(decades * f64::from(i) / 800.0);
            (um, cole_energy_kev(um) * 1e-3)
        });
        Self::of(points.filter(|(_, mev)| *mev > 1e-6))
    }

    /// Alpha particles in water (ASTAR).
    ///
    /// # Panics
    /// Never: water is a built-in material, as the tests of `hevesy-matter` show.
    #[must_use]
    pub fn alphas() -> Self {
        Material::named("water")
            .map_or_else(|_| Self::of(std::iter::empty()), |water| Self::alphas_in(&water))
    }

    /// Alpha particles in a material, as if it had unit density.
    #[must_use]
    pub fn alphas_in(material: &Material) -> Self {
        let alphas = Alphas::of(material);
        let points = (0..=800).map(|i| {
            let mev = Alphas::LEAST_MEV * libm::exp10(4.3 * f64::from(i) / 800.0);
            (alphas.csda_range_g_per_cm2(mev) * 1e4, mev)
        });
        Self::of(points)
    }

    /// Recoiling nuclei: energy in proportion to what is left of a tenth of a micrometre.
    #[must_use]
    pub fn recoils(energy_mev: f64) -> Self {
        let points = [1e-6, 1.0].map(|share| (RECOIL_RANGE_UM * share, energy_mev * share));
        Self::of(points.into_iter())
    }

    fn of(points: impl Iterator<Item = (f64, f64)>) -> Self {
        let points: Vec<(f64, f64)> = points.collect();
        Self {
            range_um: Grid::new(points.iter().map(|(um, mev)| (*mev, *um))),
            energy_mev: Grid::new(points.iter().copied()),
            least_mev: points.first().map_or(0.0, |p| p.1),
        }
    }

    /// Range in µm.
    #[must_use]
    pub fn range_um(&self, energy_mev: f64) -> f64 {
        if energy_mev <= self.least_mev {
            self.range_um.at(self.least_mev) * (energy_mev / self.least_mev).max(0.0)
        } else {
            self.range_um.at(energy_mev)
        }
    }

    /// Energy in MeV left when this range in µm is left.
    #[must_use]
    pub fn energy_mev(&self, range_um: f64) -> f64 {
        let first = self.range_um.at(self.least_mev);
        if range_um <= first {
            self.least_mev * (range_um / first).max(0.0)
        } else {
            self.energy_mev.at(range_um)
        }
    }
}
