//! Response by RECIST 1.1, from sums of diameters at the times of scans.

use serde::Serialize;

/// Response at a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Response {
    /// Complete: all target lesions are gone.
    #[serde(rename = "CR")]
    Complete,
    /// Partial: the sum is at least 30 % below baseline.
    #[serde(rename = "PR")]
    Partial,
    /// Stable.
    #[serde(rename = "SD")]
    Stable,
    /// Progressive: at least 20 % and 5 mm above the least sum so far, or back after all were gone.
    #[serde(rename = "PD")]
    Progressive,
}

impl Response {
    /// The field's abbreviation.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Complete => "CR",
            Self::Partial => "PR",
            Self::Stable => "SD",
            Self::Progressive => "PD",
        }
    }
}

/// A lesion of this diameter or less in mm is no longer seen: a proposal of this project.
const GONE_MM: f64 = 2.0;

/// Most target lesions that are measured.
const MOST_TARGETS: usize = 5;

/// Sum of the diameters of target lesions in mm: of up to five, the largest at baseline; those that are gone count nothing.
#[must_use]
pub fn sum_of_diameters_mm(targets: &[usize], diameters_mm: &[f64]) -> f64 {
    targets.iter().map(|i| diameters_mm[*i]).filter(|d| is_seen(*d)).sum()
}

/// Target lesions: up to five of at least 10 mm, the largest first.
#[must_use]
pub fn targets(diameters_mm: &[f64]) -> Vec<usize> {
    let mut all: Vec<usize> = (0..diameters_mm.len()).filter(|i| diameters_mm[*i] >= 10.0).collect();
    all.sort_by(|a, b| diameters_mm[*b].total_cmp(&diameters_mm[*a]));
    all.truncate(MOST_TARGETS);
    all
}

/// Whether a lesion of a diameter in mm is seen.
#[must_use]
pub fn is_seen(diameter_mm: f64) -> bool {
    diameter_mm > GONE_MM
}

/// Response at each scan; the first sum is the baseline. `others` says whether lesions that are no targets are seen: while they are, nothing is complete.
/// Theory: theory/course.md (6).
///
/// ```
/// use hevesy_biology::{Response, recist};
/// let scans = recist(&[100.0, 69.0, 60.0, 71.9, 72.0], &[]);
/// assert_eq!(scans[1..], [Response::Partial, Response::Partial, Response::Stable, Response::Progressive]);
/// ```
#[must_use]
pub fn recist(sums_mm: &[f64], others: &[bool]) -> Vec<Response> {
    let Some(baseline) = sums_mm.first() else { return Vec::new() };
    let mut least = *baseline;
    sums_mm
        .iter()
        .enumerate()
        .map(|(i, sum)| {
            let response = if *sum <= 0.0 {
                if others.get(i) == Some(&true) { Response::Partial } else { Response::Complete }
            } else if least <= 0.0 || (*sum >= 1.2 * least && *sum - least >= 5.0) {
                Response::Progressive
            } else if *sum <= 0.7 * baseline {
                Response::Partial
            } else {
                Response::Stable
            };
            least = least.min(*sum);
            response
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesion::diameter_mm;

    // −30 % of a diameter is −65.7 % of a ball's volume, +20 % is +72.8 %.
    #[test]
    fn exact_balls() {
        assert!((diameter_mm(0.343 * 4.0) / diameter_mm(4.0) - 0.7).abs() < 1e-12);
        assert!((diameter_mm(1.728 * 4.0) / diameter_mm(4.0) - 1.2).abs() < 1e-12);
        assert!((diameter_mm(std::f64::consts::PI / 6.0) - 10.0).abs() < 1e-12);
    }

    // Growth by a fifth of something small is not progression: 5 mm are needed; the nadir is what counts, not the baseline.
    #[test]
    fn exact_recist_rules() {
        use Response::{Complete, Partial, Progressive, Stable};
        assert_eq!(recist(&[20.0, 24.0, 25.0], &[]), [Stable, Stable, Progressive]);
        assert_eq!(recist(&[100.0, 50.0, 59.0, 61.0], &[]), [Stable, Partial, Partial, Progressive]);
        assert_eq!(recist(&[100.0, 0.0, 4.0, 5.0], &[]), [Stable, Complete, Progressive, Progressive]);
        assert_eq!(targets(&[9.0, 30.0, 12.0, 50.0, 11.0, 10.0, 13.0]), [3, 1, 6, 2, 4]);
        assert_eq!(recist(&[100.0, 0.0, 0.0], &[true, true, false]), [Stable, Partial, Complete]);
        assert!(recist(&[], &[]).is_empty());
    }
}
