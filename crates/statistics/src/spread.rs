//! The distribution of a positive quantity: a mixture of components on the log scale.

use crate::{Estimate, normal_cdf, student_cdf, student_quantile};

/// One component: ln X = μ + σ T, with T Student t of `dof` degrees of freedom (normal where infinite).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Component {
    /// Weight; the weights of a spread sum to one.
    pub weight: f64,
    /// Location of ln X.
    pub mu: f64,
    /// Scale of ln X.
    pub sigma: f64,
    /// Degrees of freedom behind σ; infinite where the uncertainty was given and not estimated from residuals.
    pub dof: f64,
}

/// A positive quantity as a mixture of components, one for each model averaged.
///
/// The value is Σ wᵢ e^{μᵢ} and the variance Σ wᵢ [(e^{μᵢ} σᵢ)² + (e^{μᵢ} − value)²]: within-model variance by linear
/// propagation plus between-model variance (Burnham & Anderson 2002, eq. 4.9 with squares). Interval limits are
/// quantiles of the mixture, so they are never negative.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    components: Vec<Component>,
}

impl Spread {
    /// From components, whose weights are normalised to sum to one.
    #[must_use]
    pub fn new(mut components: Vec<Component>) -> Self {
        let total: f64 = components.iter().map(|c| c.weight).sum();
        for c in &mut components {
            c.weight /= total;
        }
        Self { components }
    }

    /// A value with a relative standard deviation.
    #[must_use]
    pub fn relative(value: f64, cv: f64) -> Self {
        Self::new(vec![Component { weight: 1.0, mu: libm::log(value), sigma: cv, dof: f64::INFINITY }])
    }

    /// The components.
    #[must_use]
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Best estimate Σ wᵢ e^{μᵢ}.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.components.iter().map(|c| c.weight * libm::exp(c.mu)).sum()
    }

    /// The quantity times a constant.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let shift = libm::log(factor);
        let components = self.components.iter().map(|c| Component { mu: c.mu + shift, ..*c }).collect();
        Self { components }
    }

    /// The quantity times an independent factor of mean 1 and relative standard deviation `cv`.
    ///
    /// Degrees of freedom follow Welch and Satterthwaite: the part that is known well dilutes the part that is not.
    #[must_use]
    pub fn widened(&self, cv: f64) -> Self {
        let widen = |c: &Component| {
            let (own, extra) = (c.sigma * c.sigma, cv * cv);
            let total = own + extra;
            let dof = if own > 0.0 { c.dof * (total / own) * (total / own) } else { f64::INFINITY };
            Component { sigma: total.sqrt(), dof, ..*c }
        };
        Self { components: self.components.iter().map(widen).collect() }
    }

    /// P(X ≤ x).
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        let ln = libm::log(x);
        let part = |c: &Component| {
            let distance = ln - c.mu;
            if c.sigma == 0.0 {
                return if distance >= 0.0 { c.weight } else { 0.0 };
            }
            let z = distance / c.sigma;
            c.weight * if c.dof.is_finite() { student_cdf(z, c.dof) } else { normal_cdf(z) }
        };
        self.components.iter().map(part).sum()
    }

    /// The p-quantile, by bisection between the extreme component quantiles.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let of =
            |c: &Component| c.mu + if c.sigma > 0.0 { c.sigma * student_quantile(p, c.dof) } else { 0.0 };
        let mut low = self.components.iter().map(of).fold(f64::INFINITY, f64::min);
        let mut high = self.components.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        while high - low > 1e-12 * (1.0 + low.abs()) {
            let middle = 0.5 * (low + high);
            if self.cdf(libm::exp(middle)) < p {
                low = middle;
            } else {
                high = middle;
            }
            if middle == low && middle == high {
                break;
            }
        }
        libm::exp(0.5 * (low + high))
    }

    /// Value, standard deviation and 95 % interval.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        let value = self.value();
        let variance: f64 = self
            .components
            .iter()
            .map(|c| {
                let own = libm::exp(c.mu);
                c.weight * (own * own * c.sigma * c.sigma + (own - value) * (own - value))
            })
            .sum();
        Estimate { value, sd: variance.sqrt(), low95: self.quantile(0.025), high95: self.quantile(0.975) }
    }

    /// One draw, from two uniform numbers in (0, 1): which component, and where in it.
    #[must_use]
    pub fn draw(&self, which: f64, place: f64) -> f64 {
        let mut left = which;
        let mut chosen = self.components.last();
        for c in &self.components {
            if left < c.weight {
                chosen = Some(c);
                break;
            }
            left -= c.weight;
        }
        chosen.map_or(f64::NAN, |c| libm::exp(c.mu + c.sigma * student_quantile(place, c.dof)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exact_single_component_interval_is_log_normal() {
        let e = Spread::relative(10.0, 0.1).estimate();
        assert!((e.low95 - 10.0 * libm::exp(-0.195_996_398_454_005_4)).abs() < 1e-9);
        assert!((e.high95 * e.low95 - 100.0).abs() < 1e-8);
        assert!((e.sd - 1.0).abs() < 1e-12 && (e.value - 10.0).abs() < 1e-12);
    }

    #[test]
    fn exact_between_model_variance() {
        let narrow = |mu: f64| Component { weight: 0.5, mu: libm::log(mu), sigma: 0.0, dof: f64::INFINITY };
        let e = Spread::new(vec![narrow(1.0), narrow(3.0)]).estimate();
        assert!((e.value - 2.0).abs() < 1e-12 && (e.sd - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn law_quantile_inverts_cdf(a in -3.0..3.0f64, b in -3.0..3.0f64, s in 0.01..1.0f64, w in 0.1..0.9f64, p in 0.01..0.99f64) {
            let spread = Spread::new(vec![
                Component { weight: w, mu: a, sigma: s, dof: f64::INFINITY },
                Component { weight: 1.0 - w, mu: b, sigma: 0.3, dof: 3.0 },
            ]);
            prop_assert!((spread.cdf(spread.quantile(p)) - p).abs() < 1e-6);
        }
    }
}
