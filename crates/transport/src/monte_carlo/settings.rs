//! How finely particles are followed.

use hevesy_matter::ELECTRON_MASS_MEV;

/// Energies where following ends and accuracy parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Electrons below this energy in MeV are absorbed where they are.
    pub electron_cut_mev: f64,
    /// Photons below this energy in MeV are absorbed where they are.
    pub photon_cut_mev: f64,
    /// Bremsstrahlung photons above this energy in MeV are single events.
    pub photon_production_mev: f64,
    /// Mean deflection 1 − cos θ between hard elastic events.
    pub c1: f64,
    /// Largest mean share of the energy lost between them.
    pub c2: f64,
    /// Collisions with losses above this share of the energy are single events …
    pub collision_share: f64,
    /// … but not below this loss in MeV …
    pub least_collision_mev: f64,
    /// … and always above this one.
    pub most_collision_mev: f64,
    /// Photons up to this energy in MeV leave their kerma along their way, whose electrons are not followed; 0 for none.
    pub kerma_below_mev: f64,
    /// Electrons that cannot leave their target and material are absorbed where they are.
    pub range_rejection: bool,
}

impl Settings {
    /// Fine steps, for point kernels and cells.
    pub const FINE: Self = Self {
        electron_cut_mev: 1e-3,
        photon_cut_mev: 1e-3,
        photon_production_mev: 1e-2,
        c1: 0.05,
        c2: 0.05,
        collision_share: 0.02,
        least_collision_mev: 1e-4,
        most_collision_mev: 1e-2,
        kerma_below_mev: 0.0,
        range_rejection: false,
    };

    /// Steps for targets of this half width in g/cm²: electrons are dropped where they could move by less than a two-thousandth of it;
    /// photons leave kerma where the fastest Compton electron cannot move by a thirtieth of it.
    #[must_use]
    pub fn for_size(half_width: f64) -> Self {
        // Ranges of electrons in light materials go as 0.0143 (E/0.1 MeV)^1.75 g/cm² within a few per cent up to 0.2 MeV.
        let energy = |range: f64| 0.1 * libm::pow(range / 0.0143, 1.0 / 1.75);
        let cut = energy(half_width / 2000.0);
        // T = 2E²/(2E + mc²), solved for E.
        let t = energy(half_width / 30.0).min(1.0);
        let kerma_below_mev = 0.5 * (t + (t * (t + 2.0 * ELECTRON_MASS_MEV)).sqrt());
        Self {
            kerma_below_mev,
            electron_cut_mev: cut.clamp(1e-3, 0.1),
            c1: 0.1,
            c2: 0.1,
            collision_share: 0.05,
            most_collision_mev: cut.clamp(1e-2, 0.1),
            range_rejection: true,
            ..Self::FINE
        }
    }

    /// Loss above which a collision is a single event.
    #[inline]
    #[must_use]
    pub fn collision_cut_mev(&self, energy_mev: f64) -> f64 {
        (self.collision_share * energy_mev).clamp(self.least_collision_mev, self.most_collision_mev)
    }
}
