//! Single-strand breaks that become double-strand breaks where their repair is blocked.

/// Breaks of one Gy of low LET and what becomes of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SingleStrand {
    /// Single-strand breaks for one double-strand break.
    pub per_double: f64,
    /// Their repair in 1/h.
    pub repair_per_h: f64,
    /// Their conversion into double-strand breaks at replication, averaged over the cycle, in 1/h.
    pub conversion_per_h: f64,
}

impl SingleStrand {
    /// Dose of the double-strand breaks that arise in addition, over the dose given, with the share I of repair blocked for good: Y [r/(1 − I + r) − r/(1 + r)],
    /// r = conversion/repair, Y = [`per_double`](Self::per_double). It does not depend on dose rate. Theory: theory/course.md (9).
    ///
    /// ```
    /// use hevesy_biology::SingleStrand;
    /// let breaks = SingleStrand { per_double: 1000.0 / 35.0, repair_per_h: 2.77, conversion_per_h: 2.77 * 0.002 };
    /// assert!((breaks.added(0.9) - 0.50).abs() < 0.01);
    /// assert_eq!(breaks.added(0.0), 0.0);
    /// ```
    #[must_use]
    pub fn added(&self, blocked: f64) -> f64 {
        let r = self.conversion_per_h / self.repair_per_h;
        self.per_double * (r / (1.0 - blocked + r) - r / (1.0 + r))
    }

    /// Breaks that stand open under a dose rate without any block, as the dose in Gy whose double-strand breaks are as many.
    pub(crate) fn usual_gy(&self, gy_per_h: f64) -> f64 {
        self.per_double * gy_per_h / self.loss_per_h()
    }

    /// How fast open breaks vanish without any block, in 1/h.
    pub(crate) fn loss_per_h(&self) -> f64 {
        self.repair_per_h + self.conversion_per_h
    }
}
