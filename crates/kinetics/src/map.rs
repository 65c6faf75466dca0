//! One to three scans with the population's distribution of effective half-lives.
//!
//! A(t) = A₀ e^{−λt}, ln T_eff ~ N(ln median, ω²), scans log-normal with coefficient of variation cv. For a given T_eff
//! the posterior of ln A₀ is normal in closed form, so the posterior of Ã is a mixture over a grid of T_eff: the mode
//! (MAP), the mean and the interval follow without linearisation.

use std::f64::consts::LN_2;

use hevesy_statistics::{Component, Spread};

use crate::single_time_point::half_lives;
use crate::time_activity::{Prior, Sample};

/// Posterior of the time-integrated activity, and the effective half-life at the mode.
///
/// Theory: theory/kinetics.md (10).
pub(crate) fn posterior(
    samples: &[(Sample, f64)],
    lambda_p_per_h: f64,
    prior: &Prior,
) -> Option<(Spread, f64)> {
    let precision: f64 = samples.iter().map(|(_, cv)| 1.0 / (cv * cv)).sum();
    let mut components = Vec::new();
    let mut mode = (0.0, f64::NAN);
    let mut least = f64::INFINITY;
    let mut rows = Vec::new();
    for (half_life_h, prior_weight) in half_lives(prior, lambda_p_per_h) {
        let rate = LN_2 / half_life_h;
        let back = |s: &Sample| libm::log(s.activity_mbq) + rate * s.time_h;
        let log_a0 = samples.iter().map(|(s, cv)| back(s) / (cv * cv)).sum::<f64>() / precision;
        let misfit: f64 =
            samples.iter().map(|(s, cv)| (back(s) - log_a0) * (back(s) - log_a0) / (cv * cv)).sum();
        least = f64::min(least, misfit);
        rows.push((half_life_h, prior_weight, misfit, log_a0 - libm::log(rate)));
    }
    for (half_life_h, prior_weight, misfit, mu) in rows {
        let weight = prior_weight * libm::exp(-0.5 * (misfit - least));
        if weight > mode.0 {
            mode = (weight, half_life_h);
        }
        components.push(Component { weight, mu, sigma: (1.0 / precision).sqrt(), dof: f64::INFINITY });
    }
    (!components.is_empty()).then(|| (Spread::new(components), mode.1))
}
