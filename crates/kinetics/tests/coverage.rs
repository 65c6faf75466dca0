//! Stated 95 % intervals hold the truth: 93–97 % of a cohort of 1000 synthetic patients measured in sixteen ways; for each
//! way alone two standard errors of 1000 patients are allowed on either side.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "helpers of tests"
)]

use std::f64::consts::LN_2;

use hevesy_kinetics::{Prior, Sample, TimeActivity, assess};
use hevesy_library::Library;
use hevesy_statistics::Draws;

const LAMBDA_P: f64 = LN_2 / (6.647 * 24.0);

/// Synthetic kidneys of a 177Lu therapy: effective half-life log-normal, median 50 h, σ 0.25.
#[derive(Clone, Copy)]
struct Case {
    protocol: &'static str,
    times_h: &'static [f64],
    cv: f64,
    /// Gaussian scatter with stated standard deviations, else log-normal with none stated.
    stated: bool,
    /// An uptake phase of 0.8 h half-time, log-normal, σ 0.3.
    uptake: bool,
    /// Share of the amplitude that leaves ten times as fast.
    fast_share: f64,
    /// Whether the method is told the population.
    population: bool,
}

const FOUR: Case = Case {
    protocol: "multi-time-point",
    times_h: &[4.0, 24.0, 96.0, 168.0],
    cv: 0.05,
    stated: true,
    uptake: true,
    fast_share: 0.0,
    population: false,
};
const SIX: Case = Case { times_h: &[1.0, 4.0, 24.0, 72.0, 120.0, 168.0], ..FOUR };
const MAP: Case = Case {
    protocol: "reduced-time-point-map",
    times_h: &[72.0],
    stated: false,
    uptake: false,
    population: true,
    ..FOUR
};

/// Shares of synthetic patients whose truth lies in the interval; patient `i` is measured as `cases[i % len]` says.
fn coverage(cases: &[Case]) -> f64 {
    const PATIENTS: u64 = 1000;
    let library = Library::built_in().unwrap();
    let prior = Prior { median_h: 50.0, log_sd: 0.25, source: "synthetic".into() };
    let mut inside = 0;
    for patient in 0..PATIENTS {
        let case = cases[usize::try_from(patient).unwrap() % cases.len()];
        let protocol = library.protocol(case.protocol).unwrap();
        let mut draws = Draws::new(2026, "coverage", patient);
        let half_life =
            (prior.median_h * libm::exp(prior.log_sd * draws.normal())).min(0.98 * LN_2 / LAMBDA_P);
        let uptake_half_time = 0.8 * libm::exp(0.3 * draws.normal());
        let amplitude = 100.0 * libm::exp(0.4 * draws.normal());
        let washout = LN_2 / half_life;
        let mut phases = vec![(1.0 - case.fast_share, washout), (case.fast_share, 10.0 * washout)];
        if case.uptake {
            phases.push((-1.0, LN_2 / uptake_half_time));
        }
        let at = |t: f64| amplitude * phases.iter().map(|(a, l)| a * libm::exp(-l * t)).sum::<f64>();
        let truth: f64 = amplitude * phases.iter().map(|(a, l)| a / l).sum::<f64>();
        let samples = case
            .times_h
            .iter()
            .map(|t| {
                let (exact, z) = (at(*t), draws.normal());
                if case.stated {
                    Sample {
                        time_h: *t,
                        activity_mbq: exact * (1.0 + case.cv * z),
                        sd_mbq: Some(case.cv * exact),
                    }
                } else {
                    Sample { time_h: *t, activity_mbq: exact * libm::exp(case.cv * z), sd_mbq: None }
                }
            })
            .collect();
        let curve = TimeActivity { region: "kidney".into(), samples };
        let kinetics = assess(&curve, protocol, LAMBDA_P, case.population.then_some(&prior)).unwrap();
        let e = kinetics.tia_mbq_h.estimate();
        inside += u32::from(e.low95 <= truth && truth <= e.high95);
    }
    f64::from(inside) / PATIENTS as f64
}

const CASES: [(&str, Case); 16] = [
    ("four scans", Case { stated: false, ..FOUR }),
    ("four scans stated uncertainty", FOUR),
    ("four scans ten percent", Case { cv: 0.1, ..FOUR }),
    ("four scans without uptake", Case { uptake: false, ..FOUR }),
    ("three late scans", Case { times_h: &[24.0, 96.0, 168.0], stated: false, ..FOUR }),
    ("three late scans without uptake", Case { times_h: &[24.0, 96.0, 168.0], uptake: false, ..FOUR }),
    ("six scans", SIX),
    ("six scans without uptake", Case { uptake: false, ..SIX }),
    ("six scans two phases", Case { uptake: false, fast_share: 0.3, ..SIX }),
    ("six scans two phases and uptake", Case { fast_share: 0.3, ..SIX }),
    ("four scans two phases", Case { fast_share: 0.3, uptake: false, ..FOUR }),
    (
        "residual scatter",
        Case { protocol: "multi-time-point-residual", stated: false, uptake: false, cv: 0.08, ..SIX },
    ),
    ("map one scan", MAP),
    ("map two scans", Case { times_h: &[24.0, 96.0], ..MAP }),
    ("hanscheid", Case { protocol: "single-time-point-hanscheid", times_h: &[96.0], ..MAP }),
    ("madsen", Case { protocol: "single-time-point-madsen", ..MAP }),
];

/// The bar: one cohort of 1000 patients over all the ways they may be measured.
#[test]
fn law_coverage_of_a_thousand_patients() {
    let share = coverage(&CASES.map(|(_, case)| case));
    println!("1000 patients, all cases in turn: {share:.3}");
    assert!((0.93..=0.97).contains(&share), "{share}");
}

/// Each way of measuring on 1000 patients of its own: 93–97 %, and two standard errors (1.4 %) for the draw.
#[test]
fn law_coverage_of_each_case() {
    for (name, case) in CASES {
        let share = coverage(&[case]);
        println!("{name}: {share:.3}");
        assert!((0.916..=0.984).contains(&share), "{name}: {share}");
    }
}
