use hevesy_kinetics::Curve;

use crate::Quality;

/// Absorbed-dose rate of one radiation quality in one region over time: the one thing both halves of Hevesy share.
///
/// Radionuclides, a second agent and external beams all write this, and add up by being listed together.
///
/// Theory: theory/dose.md (1).
#[derive(Clone, Debug, PartialEq)]
pub struct DoseRate {
    /// The region: organ, lesion, voxel class or cell.
    pub region: String,
    /// Radiation quality.
    pub quality: Quality,
    /// Dose rate in Gy/h over time in h.
    pub curve_gy_per_h: Curve,
    /// Relative standard deviation of the whole curve.
    pub cv: f64,
}

impl DoseRate {
    /// An external beam fraction: photons at a constant dose rate.
    ///
    /// ```
    /// use hevesy_dose::DoseRate;
    /// let fraction = DoseRate::external_beam("kidneys", 24.0, 2.0, 2.0 * 60.0);
    /// assert!((fraction.curve_gy_per_h.total() - 2.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn external_beam(region: &str, at_h: f64, dose_gy: f64, rate_gy_per_h: f64) -> Self {
        Self {
            region: region.to_owned(),
            quality: Quality::Photon,
            curve_gy_per_h: Curve::constant(at_h, at_h + dose_gy / rate_gy_per_h, rate_gy_per_h),
            cv: 0.0,
        }
    }

    /// The same dose rate, later.
    #[must_use]
    pub fn shifted(&self, by_h: f64) -> Self {
        Self { curve_gy_per_h: self.curve_gy_per_h.shifted(by_h), ..self.clone() }
    }

    /// The same dose rate times a factor (another activity).
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self { curve_gy_per_h: self.curve_gy_per_h.scaled(factor), ..self.clone() }
    }
}
