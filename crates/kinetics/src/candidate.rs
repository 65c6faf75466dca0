use hevesy_library::Family;

use crate::fit::Fit;

/// One family that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The family.
    pub family: Family,
    /// The fit, where there is one.
    pub fit: Option<Fit>,
    /// Time-integrated activity of the fit in MBq·h.
    pub tia_mbq_h: Option<f64>,
    /// AIC or AICc; `None` where the family takes no part in the comparison.
    pub criterion: Option<f64>,
    /// Akaike weight in the average.
    pub weight: f64,
    /// Why it takes no part.
    pub left_out: Option<String>,
}
