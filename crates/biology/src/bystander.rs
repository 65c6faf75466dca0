//! Kill of cells that were not hit, by signals of those that were.

/// A saturating signal: h_b = k (1 − e^{−h/s}), with the mean hazard h of the radiation over the viable cells of a tumour. Nothing is known of k in patients: it is off unless a study gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bystander {
    /// Largest kill k in 1/h.
    pub largest_per_h: f64,
    /// Hazard s in 1/h at which it is 63 % of that.
    pub saturates_per_h: f64,
}

impl Bystander {
    /// Kill in 1/h beside a hazard in 1/h. Theory: theory/course.md (15).
    ///
    /// ```
    /// let b = hevesy_biology::Bystander { largest_per_h: 0.01, saturates_per_h: 0.1 };
    /// assert_eq!(b.kill_per_h(0.0), 0.0);
    /// assert!((b.kill_per_h(1e9) - 0.01).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn kill_per_h(&self, hazard_per_h: f64) -> f64 {
        -self.largest_per_h * libm::expm1(-hazard_per_h / self.saturates_per_h)
    }
}
