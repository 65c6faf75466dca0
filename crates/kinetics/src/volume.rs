//! Uncertainty of a delineated volume and of its recovery coefficient (Gear 2018).

use std::f64::consts::{LN_2, PI};

/// Recovery coefficient as a function of volume: R(v) = 1 − [1 + (v/b₂)^{b₁}]⁻¹.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recovery {
    /// Exponent b₁.
    pub b1: f64,
    /// Volume b₂ in ml at which R = ½.
    pub b2_ml: f64,
    /// Relative standard deviation of R from its calibration.
    pub cv: f64,
}

impl Recovery {
    /// R at a volume in ml.
    ///
    /// Theory: theory/kinetics.md (12).
    #[must_use]
    pub fn at(&self, volume_ml: f64) -> f64 {
        1.0 - 1.0 / (1.0 + libm::pow(volume_ml / self.b2_ml, self.b1))
    }

    /// d ln R / d ln v = b₁ (1 − R).
    #[must_use]
    pub fn slope(&self, volume_ml: f64) -> f64 {
        self.b1 * (1.0 - self.at(volume_ml))
    }
}

/// What blurs a boundary: voxels and resolution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolumeUncertainty {
    /// Voxel side in mm.
    pub voxel_mm: f64,
    /// Full width at half maximum of the resolution in mm.
    pub fwhm_mm: f64,
}

/// u(v)/v = 3 u(d)/d with u²(d) = a²/6 + FWHM²/(4 ln 2) and d the diameter of the sphere of equal volume.
///
/// ```
/// use hevesy_kinetics::{VolumeUncertainty, relative_volume_uncertainty};
/// let camera = VolumeUncertainty { voxel_mm: 4.8, fwhm_mm: 12.0 };
/// let u = relative_volume_uncertainty(150.0, camera);
/// assert!((u - 0.3399).abs() < 1e-3);
/// ```
///
/// Theory: theory/kinetics.md (11).
#[must_use]
pub fn relative_volume_uncertainty(volume_ml: f64, camera: VolumeUncertainty) -> f64 {
    let diameter_mm = 10.0 * libm::cbrt(6.0 * volume_ml / PI);
    let variance = camera.voxel_mm * camera.voxel_mm / 6.0 + camera.fwhm_mm * camera.fwhm_mm / (4.0 * LN_2);
    3.0 * variance.sqrt() / diameter_mm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_slope_of_recovery() {
        let r = Recovery { b1: 1.3, b2_ml: 4.0, cv: 0.0 };
        let numeric = (libm::log(r.at(10.0 * 1.000_01)) - libm::log(r.at(10.0 / 1.000_01)))
            / (2.0 * libm::log(1.000_01));
        assert!((numeric / r.slope(10.0) - 1.0).abs() < 1e-8);
        assert!((r.at(4.0) - 0.5).abs() < 1e-15);
    }
}
