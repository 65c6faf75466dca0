//! α against lineal energy by the microdosimetric kinetic model.

/// α = α₀ + β z*, z* = 0.1602 y*/(π r_d² ρ) with ρ = 1 g/cm³ (Kase 2006, Radiat Res 166:629, recalled).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MicrodosimetricKinetic {
    /// α at vanishing lineal energy in 1/Gy.
    pub alpha_per_gy: f64,
    /// β in 1/Gy².
    pub beta_per_gy2: f64,
    /// Radius of a domain in µm.
    pub domain_um: f64,
}

/// Radius of a domain of HSG cells in µm (Kase 2006, recalled).
pub const HSG_DOMAIN_UM: f64 = 0.42;

impl MicrodosimetricKinetic {
    /// Specific energy z* in Gy that one event of a lineal energy y* in keV/µm leaves in a domain.
    #[must_use]
    pub fn specific_energy_gy(&self, lineal_kev_per_um: f64) -> f64 {
        0.1602 * lineal_kev_per_um / (std::f64::consts::PI * self.domain_um * self.domain_um)
    }

    /// α in 1/Gy at a saturation-corrected dose-mean lineal energy y* in keV/µm. Theory: theory/course.md (17).
    ///
    /// ```
    /// use hevesy_biology::{HSG_DOMAIN_UM, MicrodosimetricKinetic};
    /// let hsg = MicrodosimetricKinetic { alpha_per_gy: 0.13, beta_per_gy2: 0.05, domain_um: HSG_DOMAIN_UM };
    /// for (y, alpha) in [(2.0, 0.159), (10.0, 0.275), (50.0, 0.853), (100.0, 1.575)] {
    ///     assert!((hsg.alpha_at(y) - alpha).abs() < 1e-3);
    /// }
    /// ```
    #[must_use]
    pub fn alpha_at(&self, lineal_kev_per_um: f64) -> f64 {
        self.alpha_per_gy + self.beta_per_gy2 * self.specific_energy_gy(lineal_kev_per_um)
    }

    /// RBE at vanishing dose: α(y*)/α₀, 1 + z*/(α/β).
    #[must_use]
    pub fn rbe_max(&self, lineal_kev_per_um: f64) -> f64 {
        self.alpha_at(lineal_kev_per_um) / self.alpha_per_gy
    }
}
