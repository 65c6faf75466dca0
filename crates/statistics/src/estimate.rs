use serde::{Deserialize, Serialize};

/// A value with its standard deviation and 95 % interval, all in one unit named by the field that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Estimate {
    /// Best estimate.
    pub value: f64,
    /// Standard deviation (1 sigma, coverage factor 1).
    pub sd: f64,
    /// 2.5 % quantile.
    pub low95: f64,
    /// 97.5 % quantile.
    pub high95: f64,
}

impl Estimate {
    /// A value known exactly, such as an input taken as given.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self { value, sd: 0.0, low95: value, high95: value }
    }

    /// From draws of one quantity: median, standard deviation, and the 2.5 % and 97.5 % sample quantiles.
    ///
    /// `value` replaces the median where the best estimate is known better than from the draws.
    #[must_use]
    pub fn from_draws(mut draws: Vec<f64>, value: Option<f64>) -> Self {
        if draws.is_empty() {
            return Self::exact(value.unwrap_or(f64::NAN));
        }
        draws.sort_by(f64::total_cmp);
        let n = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / n;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0).max(1.0);
        Self {
            value: value.unwrap_or_else(|| quantile_of_sorted(&draws, 0.5)),
            sd: variance.sqrt(),
            low95: quantile_of_sorted(&draws, 0.025),
            high95: quantile_of_sorted(&draws, 0.975),
        }
    }

    /// The same estimate in another unit.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let (a, b) = (self.low95 * factor, self.high95 * factor);
        Self { value: self.value * factor, sd: self.sd * factor.abs(), low95: a.min(b), high95: a.max(b) }
    }

    /// Relative standard deviation.
    #[must_use]
    pub fn cv(self) -> f64 {
        self.sd / self.value
    }
}

/// Linear interpolation between order statistics.
fn quantile_of_sorted(sorted: &[f64], p: f64) -> f64 {
    let position = p * (sorted.len() - 1) as f64;
    let below = position.floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= below < len")]
    let i = below as usize;
    let next = sorted[(i + 1).min(sorted.len() - 1)];
    sorted[i] + (position - below) * (next - sorted[i])
}
