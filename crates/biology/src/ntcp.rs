//! Normal-tissue complication probability.

use hevesy_statistics::normal_cdf;

/// Φ((BED − BED50)/(m BED50)).
///
/// ```
/// // Kidney from external beams: 5 % at BED 41.4 Gy, 50 % at 50.4 Gy.
/// assert!((hevesy_biology::probit_bed(41.4, 50.4, 0.1086) - 0.05).abs() < 1e-3);
/// ```
///
/// Theory: theory/biology.md (14).
#[must_use]
pub fn probit_bed(bed_gy: f64, bed50_gy: f64, m: f64) -> f64 {
    normal_cdf((bed_gy - bed50_gy) / (m * bed50_gy))
}

/// Lyman–Kutcher–Burman: Φ((gEUD − TD50)/(m TD50)), gEUD in 2 Gy fractions.
///
/// Theory: theory/biology.md (14).
#[must_use]
pub fn lkb(eud_gy: f64, td50_gy: f64, m: f64) -> f64 {
    normal_cdf((eud_gy - td50_gy) / (m * td50_gy))
}

/// Generalised equivalent uniform dose (Σ vᵢ Dᵢ^{1/n}/Σ vᵢ)ⁿ from (volume, dose) of each part.
///
/// Theory: theory/biology.md (13).
#[must_use]
pub fn generalised_eud_gy(parts: &[(f64, f64)], n: f64) -> f64 {
    let volume: f64 = parts.iter().map(|(v, _)| v).sum();
    libm::pow(parts.iter().map(|(v, d)| v * libm::pow(*d, 1.0 / n)).sum::<f64>() / volume, n)
}
