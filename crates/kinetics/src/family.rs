//! The exponential family of time–activity curves.
//!
//! ```text
//! A(t) = Σ Aᵢ e^{−(bᵢ+λp) t} − [uptake] (Σ Aᵢ) e^{−(bᵤ+λp) t}
//! ```
//!
//! Fitted are logarithms, so that amplitudes and biological rates are positive and ordered by construction:
//! θ = (ln A₁ …, ln b₁, ln(b₂−b₁) …, ln(bᵤ−bₙ)). No curve can fall more slowly than physical decay.

use hevesy_library::Family;

use crate::curve::{Curve, Piece};

/// Parameters of a curve of one family.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// The family.
    pub family: Family,
    /// Amplitudes Aᵢ in MBq.
    pub amplitude_mbq: Vec<f64>,
    /// Biological rates bᵢ in 1/h, rising; with an uptake phase the last one is bᵤ.
    pub biological_per_h: Vec<f64>,
    /// Physical decay constant in 1/h.
    pub lambda_p_per_h: f64,
}

impl Parameters {
    /// From the vector of logarithms θ.
    pub(crate) fn from_theta(family: Family, theta: &[f64], lambda_p_per_h: f64) -> Self {
        let n = family.phases();
        let amplitude_mbq = theta[..n].iter().map(|x| libm::exp(*x)).collect();
        let mut rate = 0.0;
        let mut biological_per_h: Vec<f64> = theta[n..]
            .iter()
            .map(|x| {
                rate += libm::exp(*x);
                rate
            })
            .collect();
        if family == Family::F0 {
            biological_per_h.push(0.0);
        }
        Self { family, amplitude_mbq, biological_per_h, lambda_p_per_h }
    }

    /// The vector of logarithms θ.
    pub(crate) fn theta(&self) -> Vec<f64> {
        let mut theta: Vec<f64> = self.amplitude_mbq.iter().map(|a| libm::log(*a)).collect();
        let mut before = 0.0;
        if self.family != Family::F0 {
            for b in &self.biological_per_h {
                theta.push(libm::log(b - before));
                before = *b;
            }
        }
        theta
    }

    fn uptake_rate(&self) -> Option<f64> {
        if self.family.uptake() { self.biological_per_h.last().copied() } else { None }
    }

    /// Activity in MBq at a time.
    ///
    /// Theory: theory/kinetics.md (1).
    #[must_use]
    pub fn at(&self, t_h: f64) -> f64 {
        self.phases().map(|(a, b)| a * self.shape(b, t_h)).sum()
    }

    /// Pairs (Aᵢ, bᵢ).
    fn phases(&self) -> impl Iterator<Item = (f64, f64)> {
        self.amplitude_mbq.iter().copied().zip(self.biological_per_h.iter().copied())
    }

    /// e^{−(b+λp) t} − e^{−(bᵤ+λp) t}, without cancellation at early times.
    fn shape(&self, b: f64, t_h: f64) -> f64 {
        let decay = libm::exp(-(b + self.lambda_p_per_h) * t_h);
        self.uptake_rate().map_or(decay, |u| decay * -libm::expm1(-(u - b) * t_h))
    }

    /// Time-integrated activity Ã in MBq·h: Σ Aᵢ/(bᵢ+λp), or Σ Aᵢ (bᵤ−bᵢ)/((bᵢ+λp)(bᵤ+λp)) with an uptake phase, a
    /// form that does not cancel when bᵤ comes close to bᵢ.
    ///
    /// Theory: theory/kinetics.md (2).
    #[must_use]
    pub fn tia_mbq_h(&self) -> f64 {
        let p = self.lambda_p_per_h;
        self.phases()
            .map(|(a, b)| match self.uptake_rate() {
                Some(u) => a * (u - b) / ((b + p) * (u + p)),
                None => a / (b + p),
            })
            .sum()
    }

    /// ∂A(t)/∂θ.
    pub(crate) fn gradient_at(&self, t_h: f64) -> Vec<f64> {
        let total: f64 = self.amplitude_mbq.iter().sum();
        let p = self.lambda_p_per_h;
        let by_amplitude: Vec<f64> = self.phases().map(|(a, b)| a * self.shape(b, t_h)).collect();
        let by_rate: Vec<f64> = self
            .biological_per_h
            .iter()
            .enumerate()
            .map(|(i, b)| {
                let amplitude = self.amplitude_mbq.get(i).copied().unwrap_or(-total);
                -t_h * amplitude * libm::exp(-(b + p) * t_h)
            })
            .collect();
        self.chain(by_amplitude, &by_rate)
    }

    /// ∂ ln Ã/∂θ.
    pub(crate) fn gradient_of_log_tia(&self) -> Vec<f64> {
        let total: f64 = self.amplitude_mbq.iter().sum();
        let p = self.lambda_p_per_h;
        let tia = self.tia_mbq_h();
        let by_amplitude = self
            .phases()
            .map(|(a, b)| {
                let own = self.uptake_rate().map_or(1.0 / (b + p), |u| (u - b) / ((b + p) * (u + p)));
                a * own / tia
            })
            .collect();
        let by_rate: Vec<f64> = self
            .biological_per_h
            .iter()
            .enumerate()
            .map(|(i, b)| -self.amplitude_mbq.get(i).copied().unwrap_or(-total) / ((b + p) * (b + p)) / tia)
            .collect();
        self.chain(by_amplitude, &by_rate)
    }

    /// ∂ ln(bⱼ+λp)/∂θ for the j-th rate: what decides whether a phase is known.
    pub(crate) fn gradient_of_log_rate(&self, j: usize) -> Vec<f64> {
        let mut by_rate = vec![0.0; self.biological_per_h.len()];
        by_rate[j] = 1.0 / (self.biological_per_h[j] + self.lambda_p_per_h);
        self.chain(vec![0.0; self.amplitude_mbq.len()], &by_rate)
    }

    /// Derivatives by rates turned into derivatives by the logarithms of their differences.
    fn chain(&self, by_amplitude: Vec<f64>, by_rate: &[f64]) -> Vec<f64> {
        let mut gradient = by_amplitude;
        if self.family == Family::F0 {
            return gradient;
        }
        let mut before = 0.0;
        for (i, b) in self.biological_per_h.iter().enumerate() {
            let later: f64 = by_rate[i..].iter().sum();
            gradient.push((b - before) * later);
            before = *b;
        }
        gradient
    }

    /// The curve of this family member.
    #[must_use]
    pub fn curve(&self) -> Curve {
        let p = self.lambda_p_per_h;
        let piece = |amplitude, b: f64| Piece::Exponential { from_h: 0.0, amplitude, rate_per_h: b + p };
        let mut pieces: Vec<Piece> = self.phases().map(|(a, b)| piece(a, b)).collect();
        if let Some(u) = self.uptake_rate() {
            pieces.push(piece(-self.amplitude_mbq.iter().sum::<f64>(), u));
        }
        Curve { pieces }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any() -> impl Strategy<Value = Parameters> {
        let families = [Family::F0, Family::F1, Family::F2, Family::F3, Family::F3a, Family::F4];
        (0..6usize, prop::collection::vec(-3.0..3.0f64, 7)).prop_map(move |(f, x)| {
            let family = families[f];
            Parameters::from_theta(family, &x[..family.parameters()], 0.0043)
        })
    }

    proptest! {
        #[test]
        fn law_curve_and_parameters_agree(p in any(), t in 0.0..50.0f64) {
            let curve = p.curve();
            prop_assert!((curve.at(t) - p.at(t)).abs() < 1e-9 * p.amplitude_mbq.iter().sum::<f64>());
            prop_assert!((curve.total() / p.tia_mbq_h() - 1.0).abs() < 1e-9);
        }

        #[test]
        fn law_gradients_are_those_of_the_curve(p in any(), t in 0.1..20.0f64, i in 0usize..7) {
            let theta = p.theta();
            let i = i % theta.len();
            let step = |h: f64| {
                let mut moved = theta.clone();
                moved[i] += h;
                Parameters::from_theta(p.family, &moved, p.lambda_p_per_h)
            };
            let scale = p.amplitude_mbq.iter().sum::<f64>();
            let numeric = (step(1e-5).at(t) - step(-1e-5).at(t)) / 2e-5;
            prop_assert!((numeric - p.gradient_at(t)[i]).abs() < 1e-6 * scale);
            let log_tia = (libm::log(step(1e-5).tia_mbq_h()) - libm::log(step(-1e-5).tia_mbq_h())) / 2e-5;
            prop_assert!((log_tia - p.gradient_of_log_tia()[i]).abs() < 1e-6);
        }
    }

    #[test]
    fn exact_uptake_as_slow_as_washout() {
        // Ã of A (e^{-λ1 t} - e^{-λ2 t}) for λ2 → λ1 is A (λ2-λ1)/λ1².
        let p = Parameters {
            family: Family::F2,
            amplitude_mbq: vec![1e9],
            biological_per_h: vec![0.1, 0.1 + 1e-12],
            lambda_p_per_h: 0.0,
        };
        let want = 1e9 * (p.biological_per_h[1] - 0.1) / 0.01;
        assert!((p.tia_mbq_h() / want - 1.0).abs() < 1e-9);
    }
}
