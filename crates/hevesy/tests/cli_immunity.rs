//! When a checkpoint inhibitor is best given, and what radiation does to effectors.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use common::json;
use serde_json::Value;

fn simulate(study: &str, sweep: &str) -> Vec<Value> {
    let folder = format!("{}/../../validation/studies/{study}", env!("CARGO_MANIFEST_DIR"));
    let answer = json(&["simulate", &folder, "--draws", "20", "--sweep", sweep, "--json"]);
    answer["scenarios"].as_array().unwrap().iter().map(|s| s["course"].clone()).collect()
}

fn day(course: &Value) -> f64 {
    course["lesions"][0]["endpoint"]["central_day"].as_f64().unwrap()
}

// Where the sign of a delay of four weeks flips: in a tumour that doubles in 2.2 d it loses all, in one that doubles in 6 d under a dose rate that lasts it gains.
#[test]
fn law_sign_of_the_delay() {
    let fast = simulate("mouse-checkpoint", "drug.0.start=0d,7d,28d");
    assert!(day(&fast[1]) > day(&fast[0]) && day(&fast[2]) < day(&fast[0]) - 1.0);
    let slow = simulate("mouse-checkpoint-slow", "drug.0.start=0d,28d");
    assert!(day(&slow[1]) > day(&slow[0]) + 0.2);
}

// At equal dose, and so equal kill, a dose rate that lasts kills hundreds of times the effectors: those that come later.
#[test]
fn law_long_half_lives_kill_more_effectors() {
    let of = simulate("mouse-checkpoint-alpha", "given.0.half_life=0.76h,8d");
    let killed = |c: &Value| c["immune"][0]["effectors_killed"].as_f64().unwrap();
    let dose = |c: &Value| c["immune"][0]["t_cell_dose_gy"].as_f64().unwrap();
    assert!((dose(&of[0]) / dose(&of[1]) - 1.0).abs() < 0.01);
    assert!(killed(&of[1]) > 100.0 * killed(&of[0]));
}

// Two sweeps give every combination: activity with the delay of an inhibitor.
#[test]
fn law_sweeps_combine() {
    let folder = format!("{}/../../validation/studies/mouse-checkpoint", env!("CARGO_MANIFEST_DIR"));
    let both = ["--sweep", "given.0.dose=10Gy,20Gy", "--sweep", "drug.0.start=0d,7d"];
    let mut arguments = vec!["simulate", &folder, "--draws", "20", "--json"];
    arguments.extend(both);
    let answer = json(&arguments);
    let scenarios = answer["scenarios"].as_array().unwrap();
    assert_eq!(scenarios.len(), 4);
    assert_eq!(scenarios[1]["scenario"], "given.0.dose = 10Gy, drug.0.start = 7d");
    assert!(day(&scenarios[2]["course"]) > day(&scenarios[0]["course"]) + 2.0);
}

// Where death at a low dose rate primes less, the inhibitor gains less.
#[test]
fn law_priming_by_dose_rate() {
    let of = simulate("mouse-checkpoint", "immunity.immunogenic_gy_per_h=0,0.2");
    assert!(day(&of[1]) < day(&of[0]) - 0.1);
}
