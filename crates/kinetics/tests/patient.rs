//! The published curves of a real patient (SNMMI 177Lu dosimetry challenge, patient 4).
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

use hevesy_kinetics::{Sample, TimeActivity, assess};
use hevesy_library::Library;

const LAMBDA_P: f64 = std::f64::consts::LN_2 / (574_300.8 / 3600.0);
const TIMES_H: [f64; 4] =
    [3.741_111_111_111_111, 27.725_277_777_777_777, 103.094_166_666_666_67, 123.983_611_111_111_12];
const KIDNEY: [f64; 4] = [98.561_432, 73.599_408, 25.395_68, 19.046_61];
const LIVER: [f64; 4] = [378.4744, 347.404_416, 192.664_08, 173.225_408];

fn curve(region: &str, activity: [f64; 4]) -> TimeActivity {
    let samples =
        TIMES_H.iter().zip(activity).map(|(t, a)| Sample { time_h: *t, activity_mbq: a, sd_mbq: None });
    TimeActivity { region: region.into(), samples: samples.collect() }
}

/// Oracle: TIA printed by PyTheranostics (35922de6) for its unweighted fit of A (e^{-l1 t} - e^{-l2 t}); tolerance 0.1 %.
#[test]
fn val_published_fit_forced() {
    let library = Library::built_in().unwrap();
    let protocol = library.protocol("bi-exponential-unweighted").unwrap();
    for (region, activity, want) in [("Kidney_Left", KIDNEY, 7_593.752_58), ("Liver", LIVER, 56_425.334_75)] {
        let kinetics = assess(&curve(region, activity), protocol, LAMBDA_P, None).unwrap();
        let tia = kinetics.tia_mbq_h.value();
        assert!((tia / want - 1.0).abs() < 1e-3, "{region}: {tia}");
        assert!((kinetics.curve_mbq.total() / tia - 1.0).abs() < 1e-9);
        println!("{region}: {tia:.3} against {want:.3} MBq h ({:+.5} %)", 100.0 * (tia / want - 1.0));
    }
}

#[test]
fn law_same_input_same_bits() {
    let library = Library::built_in().unwrap();
    for protocol in library.protocols().iter().filter(|p| p.fewest_scans >= 2 && p.most_scans.is_none()) {
        let run = || assess(&curve("Kidney_Left", KIDNEY), protocol, LAMBDA_P, None).unwrap();
        assert_eq!(run().tia_mbq_h.value().to_bits(), run().tia_mbq_h.value().to_bits(), "{}", protocol.id);
    }
}

#[test]
fn law_free_choice_shows_how_far_models_differ() {
    let library = Library::built_in().unwrap();
    let kinetics =
        assess(&curve("Liver", LIVER), library.protocol("multi-time-point").unwrap(), LAMBDA_P, None)
            .unwrap();
    let total: f64 = kinetics.candidates.iter().map(|c| c.weight).sum();
    assert!((total - 1.0).abs() < 1e-12);
    assert!(kinetics.candidates.iter().filter(|c| c.tia_mbq_h.is_some()).count() >= 2);
    let e = kinetics.tia_mbq_h.estimate();
    for c in &kinetics.candidates {
        println!("{} {:?} weight {:.3} {:?}", c.family.name(), c.tia_mbq_h, c.weight, c.left_out);
    }
    println!("{e:?}");
    assert!(e.low95 < e.value && e.value < e.high95);
}

#[test]
fn law_exchanged_rows_are_noticed() {
    let library = Library::built_in().unwrap();
    let exchanged = [KIDNEY[0], KIDNEY[2], KIDNEY[1] * 0.5, KIDNEY[3]];
    let kinetics = assess(
        &curve("Kidney_Left", exchanged),
        library.protocol("multi-time-point").unwrap(),
        LAMBDA_P,
        None,
    )
    .unwrap();
    assert!(kinetics.notes.iter().any(|n| n.contains("exchanged rows")), "{:?}", kinetics.notes);
}

/// Work counters: a slower algorithm shows here without a clock.
#[test]
fn regress_evaluations_of_the_fits() {
    let library = Library::built_in().unwrap();
    let kinetics =
        assess(&curve("Liver", LIVER), library.protocol("multi-time-point").unwrap(), LAMBDA_P, None)
            .unwrap();
    let counts: Vec<usize> =
        kinetics.candidates.iter().filter_map(|c| Some(c.fit.as_ref()?.evaluations)).collect();
    assert_eq!(counts, EVALUATIONS);
}

/// f1, f2, f3, f3a of the liver.
const EVALUATIONS: [usize; 4] = [19, 21, 123, 129];
