//! Double-strand breaks by class: simple ones that are rejoined fast, clustered ones that are rejoined slowly.

/// How a repair rate splits over the two classes.
///
/// What one knows of a tissue is one repair half-time. It stands for the mean time that a break stays open, so that the split changes nothing at the dose rates of
/// radionuclides, where U = Ḋ × mean time: μₛ = μ (1 − c + c r), μ_c = μₛ/r, with the share c of clustered breaks and the ratio r of the rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreakClasses {
    /// Share of breaks that are clustered under low LET.
    pub clustered: f64,
    /// Rate of simple breaks over that of clustered ones.
    pub ratio: f64,
}

impl BreakClasses {
    /// All breaks alike.
    pub const ONE: Self = Self { clustered: 0.0, ratio: 1.0 };

    /// Rates of simple and clustered breaks whose mean time is 1/μ. Theory: theory/course.md (13).
    ///
    /// ```
    /// use hevesy_biology::BreakClasses;
    /// let classes = BreakClasses { clustered: 0.4337, ratio: 8.0 };
    /// let [simple, clustered] = classes.rates_per_h(0.46);
    /// assert!((0.5663 / simple + 0.4337 / clustered - 1.0 / 0.46).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn rates_per_h(&self, mean_per_h: f64) -> [f64; 2] {
        let simple = mean_per_h * (1.0 - self.clustered + self.clustered * self.ratio);
        [simple, simple / self.ratio]
    }

    /// Factor on the rate 1/(mean time) where the classes are repaired at these factors of their rates.
    #[must_use]
    pub fn mean_factor(&self, factors: [f64; 2]) -> f64 {
        let (simple, clustered) = (1.0 - self.clustered, self.clustered * self.ratio);
        let slowed = |share: f64, factor: f64| if share > 0.0 { share / factor } else { 0.0 };
        (simple + clustered) / (slowed(simple, factors[0]) + slowed(clustered, factors[1]))
    }
}
