//! Coefficient of variation and variance of the logarithm of a log-normal quantity.

/// σ² = ln(1 + cv²).
#[must_use]
pub fn log_variance(cv: f64) -> f64 {
    libm::log1p(cv * cv)
}

/// cv = √(e^{σ²} − 1).
///
/// ```
/// use hevesy_statistics::{cv_of_log_variance, log_variance};
/// assert!((cv_of_log_variance(log_variance(0.3)) - 0.3).abs() < 1e-15);
/// ```
#[must_use]
pub fn cv_of_log_variance(log_variance: f64) -> f64 {
    libm::expm1(log_variance).sqrt()
}
