//! Power of a comparison of two survival curves, to judge what a negative trial could have shown.

use hevesy_statistics::{normal_cdf, normal_quantile};

/// Power of a two-sided log-rank test (Schoenfeld 1981, Biometrika 68:316; theory/evidence.md (4)):
/// Φ( √(d·p·(1−p))·|ln HR| − z₁₋α⸝₂ ), with d events and a share p of the patients in one arm.
///
/// With the number of patients in place of the events it is an upper bound.
#[must_use]
pub fn log_rank_power(events: f64, share: f64, hazard_ratio: f64, alpha: f64) -> f64 {
    let shift = (events * share * (1.0 - share)).sqrt() * libm::log(hazard_ratio).abs();
    normal_cdf(shift - normal_quantile(1.0 - alpha / 2.0))
}
