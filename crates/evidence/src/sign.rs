//! Which way a combination acts, as a distribution: contradictory evidence stays visible.

use hevesy_library::evidence::Direction;
use hevesy_statistics::{Draws, Estimate};
use serde::Serialize;

/// Net direction of a combination against the radiopharmaceutical alone.
///
/// The shares of better, equal and worse results are Dirichlet distributed with parameters 1 + Σ weights of the evidence;
/// the net direction is d = θ_better − θ_worse, from −1 (always worse) to 1 (always better). Its mean is exact, its interval
/// holds the 2.5 % and 97.5 % quantiles of 20 000 draws. Theory: theory/evidence.md (2), (3). Weights are proposals of this
/// project.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sign {
    /// Weight of evidence for a gain.
    pub better: f64,
    /// Weight of evidence for no difference.
    pub equal: f64,
    /// Weight of evidence for a loss.
    pub worse: f64,
    /// Mean of the net direction.
    pub net: f64,
    /// Lower end of its 95 % interval.
    pub low95: f64,
    /// Upper end of its 95 % interval.
    pub high95: f64,
    /// What follows.
    pub verdict: Verdict,
}

/// Draws of the net direction.
const DRAWS: usize = 20_000;

/// A gamma variate of shape 1 or more and unit scale (Marsaglia & Tsang 2000, ACM Trans Math Softw 26:363).
fn gamma(shape: f64, draws: &mut Draws) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = draws.normal();
        let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
        if v > 0.0 && libm::log(draws.uniform()) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

/// What follows from the net direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing was compared.
    Unknown,
    /// The interval holds zero: no recommendation.
    Open,
    /// The interval lies above zero.
    For,
    /// The interval lies below zero.
    Against,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Unknown => "not compared with the radiopharmaceutical alone: no recommendation",
            Self::Open => "the evidence does not settle the direction: no recommendation",
            Self::For => "the evidence points to a gain",
            Self::Against => "the evidence points to a loss",
        }
    }
}

impl Sign {
    /// From directions with weights.
    #[must_use]
    pub fn of(evidence: &[(Direction, f64)]) -> Self {
        let mut weights = [0.0; 3];
        for (direction, weight) in evidence {
            match direction {
                Direction::Better => weights[0] += weight,
                Direction::Equal => weights[1] += weight,
                Direction::Worse => weights[2] += weight,
                Direction::Mixed => {
                    weights[0] += weight / 2.0;
                    weights[2] += weight / 2.0;
                }
                Direction::NotCompared => {}
            }
        }
        let parameters = weights.map(|w| w + 1.0);
        let total: f64 = parameters.iter().sum();
        let net = (parameters[0] - parameters[2]) / total;
        let mut draws = Draws::new(0, "direction of a combination", 0);
        let nets: Vec<f64> = (0..DRAWS)
            .map(|_| {
                let [better, equal, worse] = parameters.map(|a| gamma(a, &mut draws));
                (better - worse) / (better + equal + worse)
            })
            .collect();
        let Estimate { low95, high95, .. } = Estimate::from_draws(nets, Some(net));
        let verdict = match () {
            () if weights == [0.0; 3] => Verdict::Unknown,
            () if low95 > 0.0 => Verdict::For,
            () if high95 < 0.0 => Verdict::Against,
            () => Verdict::Open,
        };
        let [better, equal, worse] = weights;
        Self { better, equal, worse, net, low95, high95, verdict }
    }
}
