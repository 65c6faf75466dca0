//! Which way a combination acts, as a distribution: contradictory evidence stays visible.

use hevesy_library::evidence::Direction;
use serde::Serialize;

/// Net direction of a combination against the radiopharmaceutical alone.
///
/// The shares of better, equal and worse results are Dirichlet distributed with parameters 1 + Σ weights of the evidence;
/// the net direction is d = θ_better − θ_worse, from −1 (always worse) to 1 (always better). Mean and standard deviation
/// are those of the Dirichlet distribution (theory/evidence.md (2), (3), (4)), the interval is mean ± 1.96 sd within
/// −1 and 1. Weights are proposals of this project.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sign {
    /// Weight of evidence for better, equal, worse.
    pub weights: [f64; 3],
    /// Mean of the net direction.
    pub net: f64,
    /// Lower end of its 95 % interval.
    pub low95: f64,
    /// Upper end of its 95 % interval.
    pub high95: f64,
    /// What follows.
    pub verdict: Verdict,
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
        let [better, _, worse] = weights.map(|w| w + 1.0);
        let total = 3.0 + weights.iter().sum::<f64>();
        let net = (better - worse) / total;
        let variance = (better * (total - better) + worse * (total - worse) + 2.0 * better * worse)
            / (total * total * (total + 1.0));
        let half = 1.96 * variance.sqrt();
        let (low95, high95) = ((net - half).max(-1.0), (net + half).min(1.0));
        let verdict = match () {
            () if weights == [0.0; 3] => Verdict::Unknown,
            () if low95 > 0.0 => Verdict::For,
            () if high95 < 0.0 => Verdict::Against,
            () => Verdict::Open,
        };
        Self { weights, net, low95, high95, verdict }
    }
}
