//! How tumours grow while nothing kills them.

use std::f64::consts::LN_2;

/// A law of growth: the specific rate g(N) in dN/dt = g(N) N.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Growth {
    /// g = r.
    Exponential {
        /// r in 1/h.
        rate_per_h: f64,
    },
    /// g = r ln(K/N).
    Gompertz {
        /// r in 1/h.
        rate_per_h: f64,
        /// K, in the unit of N.
        capacity: f64,
    },
    /// g = r (1 − N/K).
    Logistic {
        /// r in 1/h.
        rate_per_h: f64,
        /// K, in the unit of N.
        capacity: f64,
    },
    /// Exponential while small, then linear: g = λ₀/(1 + (λ₀ N/λ₁)^ψ)^{1/ψ}, ψ = 20 (Simeoni 2004).
    Simeoni {
        /// λ₀ in 1/h.
        rate_per_h: f64,
        /// λ₁ in the unit of N per h.
        linear_per_h: f64,
    },
}

/// ψ of Simeoni's switch.
const SWITCH: f64 = 20.0;

impl Growth {
    /// Exponential growth with a doubling time in h.
    #[must_use]
    pub fn doubling(time_h: f64) -> Self {
        Self::Exponential { rate_per_h: LN_2 / time_h }
    }

    /// Specific rate g(N) in 1/h. Theory: theory/course.md (2).
    ///
    /// ```
    /// use hevesy_biology::Growth;
    /// let tumour = Growth::Gompertz { rate_per_h: 0.01, capacity: 100.0 };
    /// assert!(tumour.specific_per_h(100.0).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn specific_per_h(self, n: f64) -> f64 {
        match self {
            Self::Exponential { rate_per_h } => rate_per_h,
            Self::Gompertz { rate_per_h, capacity } => rate_per_h * libm::log(capacity / n),
            Self::Logistic { rate_per_h, capacity } => rate_per_h * (1.0 - n / capacity),
            Self::Simeoni { rate_per_h, linear_per_h } => {
                let ratio = rate_per_h * n / linear_per_h;
                rate_per_h / libm::pow(1.0 + libm::pow(ratio, SWITCH), 1.0 / SWITCH)
            }
        }
    }
}

impl Growth {
    /// ln of the size so many h before it was n, over n.
    #[must_use]
    pub fn log_before(self, n: f64, hours: f64) -> f64 {
        match self {
            Self::Exponential { rate_per_h } => -rate_per_h * hours,
            // ln(K/N) falls by e^{−rt}.
            Self::Gompertz { rate_per_h, capacity } => {
                -libm::log(capacity / n) * libm::expm1(rate_per_h * hours)
            }
            Self::Logistic { .. } | Self::Simeoni { .. } => {
                let steps = 2000;
                let h = hours / f64::from(steps);
                let mut log = 0.0;
                for _ in 0..steps {
                    let here = n * libm::exp(log);
                    let half = n * libm::exp(log - 0.5 * h * self.specific_per_h(here));
                    log -= h * self.specific_per_h(half);
                }
                log
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Simeoni 2004, paclitaxel: small tumours grow by 0.273/d, large ones by 0.814 g/d; a kill of 6.29e-4 /(d ng/mL) stops them at 434 ng/mL.
    #[test]
    fn exact_limits_of_simeoni() {
        let law = Growth::Simeoni { rate_per_h: 0.273 / 24.0, linear_per_h: 0.814 / 24.0 };
        assert!((law.specific_per_h(0.05) * 24.0 - 0.273).abs() < 1e-9);
        assert!((law.specific_per_h(100.0) * 100.0 * 24.0 - 0.814).abs() < 1e-6);
        let threshold = law.specific_per_h(0.05) * 24.0 / 6.29e-4;
        assert!((threshold - 434.0).abs() < 0.5, "{threshold}");
    }

    #[test]
    fn exact_doubling_time() {
        assert!((libm::exp(Growth::doubling(100.0).specific_per_h(1.0) * 100.0) - 2.0).abs() < 1e-12);
    }

    // PSA without treatment grows by 4.08·10⁻⁴ per h and doubles in 70.8 d (Siebinga 2024, EJNMMI Phys 11:39); with a kill as fast it stays.
    #[test]
    fn val_psa_doubles() {
        let law = Growth::Exponential { rate_per_h: 4.08e-4 };
        assert!((LN_2 / law.specific_per_h(1.0) / 24.0 - 70.8).abs() < 0.05);
        assert!((law.log_before(1.0, 70.8 * 24.0) + LN_2).abs() < 1e-3);
    }
}
