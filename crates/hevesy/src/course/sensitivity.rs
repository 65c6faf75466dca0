//! Which unknown matters most for an outcome.

use hevesy_statistics::normal_quantile;
use serde::Serialize;

/// How much of an outcome's spread goes with an unknown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matters {
    /// The outcome.
    pub outcome: String,
    /// The unknown.
    pub unknown: String,
    /// Correlation of its deviate with the normal score of the outcome's rank, from −1 to 1; its square is the share of the spread that goes with it.
    pub correlation: f64,
}

/// The unknowns that matter most for an outcome, the first ones first; those with less than 2 % of its spread, or no more than chance, are left out.
pub(crate) fn matters(
    outcome: &str,
    values: &[f64],
    deviates: &[Vec<(String, f64)>],
    most: usize,
) -> Vec<Matters> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    if order.first().zip(order.last()).is_none_or(|(a, b)| values[*a] >= values[*b]) {
        return Vec::new();
    }
    let mut rank = vec![0.0; values.len()];
    // Equal outcomes share the middle of their ranks.
    let mut before = 0;
    for equal in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let middle = before as f64 + 0.5 * equal.len() as f64;
        equal.iter().for_each(|i| rank[*i] = normal_quantile(middle / values.len() as f64));
        before += equal.len();
    }
    // Beyond what chance does with so many draws.
    let least = 0.14_f64.max(3.0 / (values.len() as f64).sqrt());
    let names = deviates.first().into_iter().flatten().enumerate();
    let mut found: Vec<Matters> = names
        .map(|(i, (name, _))| Matters {
            outcome: outcome.to_owned(),
            unknown: name.clone(),
            correlation: correlation(&rank, &deviates.iter().map(|d| d[i].1).collect::<Vec<_>>()),
        })
        .filter(|m| m.correlation.abs() > least)
        .collect();
    found.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()));
    found.truncate(most);
    found
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
    let (ma, mb) = (mean(a), mean(b));
    let both: f64 = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum();
    let own = |x: &[f64], m: f64| x.iter().map(|v| (v - m) * (v - m)).sum::<f64>();
    let scale = (own(a, ma) * own(b, mb)).sqrt();
    if scale > 0.0 { both / scale } else { 0.0 }
}
