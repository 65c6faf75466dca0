//! What a reduced scan plan costs: its error against the full series on synthetic patients.

use std::f64::consts::LN_2;

use hevesy_library::{Family, Method, Protocol};
use hevesy_statistics::Draws;
use serde::Serialize;

use crate::assess::assess;
use crate::fit::{Scatter, fit};
use crate::time_activity::{Prior, Sample, TimeActivity};

/// Distribution of the error of a reduced plan against the full series, in percent of the full series.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ReducedError {
    /// Median error in percent.
    pub median_percent: f64,
    /// 2.5 % quantile in percent.
    pub low95_percent: f64,
    /// 97.5 % quantile in percent.
    pub high95_percent: f64,
    /// Share of patients whose error is larger than 10 %.
    pub share_above_10_percent: f64,
    /// Number of synthetic patients.
    pub patients: u32,
}

/// Scans of the full series in h.
const FULL_H: [f64; 4] = [4.0, 24.0, 96.0, 168.0];

/// Draws patients from the prior (mono-exponential washout), measures each at the full series and at the reduced times
/// with the same scatter, and compares the time-integrated activities.
///
/// `None` for protocols that are not reduced.
#[must_use]
pub fn expected_error(
    protocol: &Protocol,
    times_h: &[f64],
    lambda_p_per_h: f64,
    prior: &Prior,
    cv: f64,
    seed: u64,
) -> Option<ReducedError> {
    const PATIENTS: u32 = 300;
    if !matches!(protocol.method, Method::Hanscheid | Method::Madsen | Method::Map) {
        return None;
    }
    let mut errors: Vec<f64> = Vec::new();
    for patient in 0..PATIENTS {
        let mut draws = Draws::new(seed, "reduced scan plan", u64::from(patient));
        let half_life =
            (prior.median_h * libm::exp(prior.log_sd * draws.normal())).min(LN_2 / lambda_p_per_h);
        let mut scan = |time_h: f64| Sample {
            time_h,
            activity_mbq: 100.0 * libm::exp(-LN_2 / half_life * time_h + cv * draws.normal()),
            sd_mbq: None,
        };
        let full: Vec<Sample> = FULL_H.into_iter().map(&mut scan).collect();
        let samples: Vec<Sample> = times_h.iter().copied().map(&mut scan).collect();
        let all = fit(Family::F1, &full, lambda_p_per_h, Scatter::Relative(cv), None)?.parameters.tia_mbq_h();
        let reduced = TimeActivity { region: String::new(), samples };
        let part = assess(&reduced, protocol, lambda_p_per_h, Some(prior)).ok()?.tia_mbq_h.value();
        errors.push(100.0 * (part / all - 1.0));
    }
    let above = errors.iter().filter(|e| e.abs() > 10.0).count() as f64 / f64::from(PATIENTS);
    let e = hevesy_statistics::Estimate::from_draws(errors, None);
    Some(ReducedError {
        median_percent: e.value,
        low95_percent: e.low95,
        high95_percent: e.high95,
        share_above_10_percent: above,
        patients: PATIENTS,
    })
}
