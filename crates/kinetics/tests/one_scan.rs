//! Methods for one scan.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::f64::consts::LN_2;

use hevesy_kinetics::{
    Prior, Sample, TimeActivity, assess, expected_error, hanscheid_ratio, hanscheid_tia_mbq_h,
    madsen_tia_mbq_h,
};
use hevesy_library::Library;
use hevesy_statistics::Draws;

/// A synthetic mono-exponential reproduces the ratio 2x/2^x, to 1e-6; the printed table is MODEL_BOOK 1.2.
#[test]
fn exact_ratio_table() {
    for (x, printed) in
        [(0.75, 0.892), (0.8, 0.919), (1.0, 1.0), (1.443, 1.061), (2.0, 1.0), (2.4, 0.909), (2.5, 0.884)]
    {
        let half_life = 50.0;
        let (time, rate) = (x * half_life, LN_2 / half_life);
        let ratio = hanscheid_tia_mbq_h(time, 100.0 * libm::exp(-rate * time)) / (100.0 / rate);
        assert!((ratio - 2.0 * x / libm::exp2(x)).abs() < 1e-6);
        assert!((ratio - hanscheid_ratio(x)).abs() < 1e-12);
        assert!((ratio - printed).abs() < 5e-4, "{x}: {ratio}");
    }
}

#[test]
fn exact_madsen_is_right_for_the_median_patient() {
    let rate = LN_2 / 48.0;
    let tia = madsen_tia_mbq_h(72.0, 10.0 * libm::exp(-rate * 72.0), 48.0);
    assert!((tia * rate / 10.0 - 1.0).abs() < 1e-12);
}

/// Gustafsson & Taprogge 2022: errors of one-scan methods over a log-normal population are negatively skewed.
#[test]
fn law_errors_are_negatively_skewed() {
    let errors: Vec<f64> = (0..4000)
        .map(|i| {
            let half_life = 50.0 * libm::exp(0.25 * Draws::new(3, "skew", i).normal());
            hanscheid_ratio(90.0 / half_life) - 1.0
        })
        .collect();
    let mean = errors.iter().sum::<f64>() / 4000.0;
    let moment =
        |n: i32| errors.iter().map(|e| (0..n).fold(1.0, |p, _| p * (e - mean))).sum::<f64>() / 4000.0;
    assert!(moment(3) / libm::pow(moment(2), 1.5) < -0.5);
}

#[test]
fn law_two_scans_with_a_population_beat_one() {
    let library = Library::built_in().unwrap();
    let prior = Prior { median_h: 50.0, log_sd: 0.25, source: "test".into() };
    let protocol = library.protocol("reduced-time-point-map").unwrap();
    let lambda = LN_2 / (6.647 * 24.0);
    let error = |times: &[f64]| expected_error(protocol, times, lambda, &prior, 0.05, 1).unwrap();
    let (early, late, both) = (error(&[24.0]), error(&[72.0]), error(&[24.0, 96.0]));
    let width = |e: &hevesy_kinetics::ReducedError| e.high95_percent - e.low95_percent;
    assert!(width(&both) < width(&late) && width(&late) < width(&early), "{early:?} {late:?} {both:?}");
    assert!(early.share_above_10_percent > 0.3, "{early:?}");
}

#[test]
fn exact_a_missing_population_is_an_error_that_says_so() {
    let library = Library::built_in().unwrap();
    let curve = TimeActivity {
        region: "liver".into(),
        samples: vec![Sample { time_h: 72.0, activity_mbq: 10.0, sd_mbq: None }],
    };
    for id in ["single-time-point-madsen", "reduced-time-point-map"] {
        let error = assess(&curve, library.protocol(id).unwrap(), 0.0043, None).unwrap_err();
        assert!(error.to_string().contains("effective half-life of this region"), "{error}");
    }
    assert!(assess(&curve, library.protocol("single-time-point-hanscheid").unwrap(), 0.0043, None).is_ok());
}

#[test]
fn law_value_lies_in_its_interval_and_the_curve_has_its_integral() {
    let library = Library::built_in().unwrap();
    let prior = Prior { median_h: 48.3, log_sd: 0.25, source: "test".into() };
    let lambda = LN_2 / (6.647 * 24.0);
    for id in ["single-time-point-hanscheid", "single-time-point-madsen", "reduced-time-point-map"] {
        for time_h in [40.0, 72.0, 96.0, 115.0] {
            let sample = Sample { time_h, activity_mbq: 40.0, sd_mbq: None };
            let curve = TimeActivity { region: "kidney".into(), samples: vec![sample] };
            let k = assess(&curve, library.protocol(id).unwrap(), lambda, Some(&prior)).unwrap();
            let e = k.tia_mbq_h.estimate();
            assert!(e.low95 < e.value && e.value < e.high95, "{id} {time_h}: {e:?}");
            assert!((k.curve_mbq.total() / e.value - 1.0).abs() < 1e-9, "{id}");
            if id != "reduced-time-point-map" {
                // Through the scan, but for the few percent between the method's value and the population's mean.
                assert!(
                    (k.curve_mbq.at(time_h) / 40.0 - 1.0).abs() < 1e-6,
                    "{id} {time_h}: {}",
                    k.curve_mbq.at(time_h)
                );
            }
        }
    }
}

#[test]
fn exact_hanscheid_outside_its_domain_is_refused() {
    let library = Library::built_in().unwrap();
    let prior = Prior { median_h: 48.3, log_sd: 0.25, source: "test".into() };
    let protocol = library.protocol("single-time-point-hanscheid").unwrap();
    for time_h in [4.0, 24.0, 168.0] {
        let sample = Sample { time_h, activity_mbq: 40.0, sd_mbq: None };
        let curve = TimeActivity { region: "kidney".into(), samples: vec![sample] };
        let error = assess(&curve, protocol, 0.0043, Some(&prior)).unwrap_err();
        assert!(error.to_string().contains("the method holds for 0.75 to 2.5"), "{error}");
    }
}
