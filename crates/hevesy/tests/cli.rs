//! The command line as people and scripts use it: keys that stay, answers that are right, exit codes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "helpers of tests"
)]

mod common;

use common::{close, hevesy, json, number, root, text};
use serde_json::Value;

const EXAMPLE: &str = "examples/lu177-dotatate-patient4";

#[test]
fn val_nuclide_keys_and_chain_energies() {
    for (name, alpha, electron, photon) in
        [("Ac-225", 27.994, 0.690, 0.219), ("223Ra", 26.873, 1.043, 0.314), ("pb212", 7.952, 0.901, 1.457)]
    {
        let a = json(&["nuclide", name, "--json"]);
        let chain = |key: &str| number(&a, &format!("/chain_energy_per_decay_mev/{key}"));
        assert!((chain("alpha") + chain("recoil") - alpha).abs() < 1e-3, "{name}");
        assert!(
            (chain("electron") - electron).abs() < 1e-3 && (chain("photon") - photon).abs() < 1e-3,
            "{name}"
        );
        assert!(number(&a, "/half_life_s") > 0.0 && number(&a, "/energy_per_decay_mev/electron") >= 0.0);
        assert_eq!(number(&a, "/chain/0/branching"), 1.0);
        assert!(a.pointer("/chain/1/nuclide").unwrap().is_string());
    }
}

#[test]
fn val_decay_keys_and_generator() {
    let a = json(&["decay", "100 MBq Ra-224", "--after", "16.5h", "--json"]);
    close(number(&a, "/activity_bq/Pb-212"), 61.015_053_69e6, 1e-9);
    let half = json(&["decay", "100 MBq Ra-224", "--after", "3.66 d", "--json"]);
    close(number(&half, "/activity_bq/Ra-224"), 50e6, 1e-12);
    let back = json(&["decay", "50 MBq Ra-224", "--before", "3.66 d", "--json"]);
    close(number(&back, "/activity_bq/Ra-224"), 100e6, 1e-12);
    let other =
        json(&["decay", "100 MBq Ra-224", "--after", "3.6319 d", "--half-life", "Ra-224=3.6319d", "--json"]);
    close(number(&other, "/activity_bq/Ra-224"), 50e6, 1e-12);
    let amount = json(&["decay", "1 nmol Lu-177", "--json"]);
    close(
        number(&amount, "/activity_bq/Lu-177"),
        1e-9 * 6.022_140_76e23 * std::f64::consts::LN_2 / 574_300.8,
        1e-12,
    );
    let eluted = json(&[
        "decay",
        "100 MBq Ra-224",
        "--elute",
        "Pb",
        "--at",
        "16.5h,33h",
        "--efficiency",
        "90 %",
        "--json",
    ]);
    close(number(&eluted, "/elutions/0/activity_bq/Pb-212"), 0.9 * 61.015_053_69e6, 1e-9);
}

#[test]
fn val_bed_keys_and_kidney_table() {
    let a = json(&[
        "bed",
        "--dose",
        "23Gy",
        "--half-life",
        "50h",
        "--alpha-beta",
        "2.5Gy",
        "--repair",
        "2.8h",
        "--json",
    ]);
    close(number(&a, "/bed_gy"), 34.221_212_121, 1e-9);
    close(number(&a, "/g"), 0.053_030_303_03, 1e-9);
    let cycles = [
        "bed",
        "--dose",
        "5.75 Gy",
        "--cycles",
        "4",
        "--half-life",
        "50h",
        "--alpha-beta",
        "2.5",
        "--repair",
        "2.8h",
        "--json",
    ];
    // The tails of cycles eight weeks apart add 1e-7.
    close(number(&json(&cycles), "/bed_gy"), 25.805_303_03, 1e-6);
    let uptake = [
        "bed",
        "--dose",
        "23Gy",
        "--half-life",
        "50h",
        "--uptake",
        "2h",
        "--alpha-beta",
        "2.5Gy",
        "--repair",
        "2.8h",
        "--json",
    ];
    assert!((number(&json(&uptake), "/g") - 0.052_180).abs() < 5e-7);
    let phases = [
        "bed",
        "--dose",
        "10Gy",
        "--half-life",
        "0.6:100h",
        "--half-life",
        "0.4:10h",
        "--alpha-beta",
        "10Gy",
        "--repair",
        "1.5h",
        "--json",
    ];
    assert!((number(&json(&phases), "/g") - 0.016_462).abs() < 5e-7);
    let beams =
        ["bed", "--dose", "28Gy", "--fractions", "14", "--alpha-beta", "2.5Gy", "--repair", "2.8h", "--json"];
    close(number(&json(&beams), "/bed_gy"), 50.4, 4e-3);
}

/// Oracle: published doses of the example patient (PyTheranostics 35922de6), tolerance 1.5 %; TIA to 0.1 %.
#[test]
fn val_published_doses_of_the_example() {
    let a = json(&["dose", EXAMPLE, "--protocol", "bi-exponential-unweighted", "--local", "--json"]);
    for (i, tia, dose) in [(0, 7_593.752_58, 2.741_417), (1, 56_425.334_75, 2.347_016)] {
        close(number(&a, &format!("/regions/{i}/tia_mbq_h/value")), tia, 1e-3);
        close(number(&a, &format!("/regions/{i}/dose_gy/value")), dose, 0.015);
    }
}

#[test]
fn regress_keys_of_dose() {
    let a = json(&["dose", EXAMPLE, "--json"]);
    for key in ["tia_mbq_h", "tiac_h", "dose_gy", "bed_gy"] {
        for part in ["value", "sd", "low95", "high95"] {
            let x = number(&a, &format!("/regions/0/{key}/{part}"));
            assert!(x.is_finite() && x > 0.0, "{key}/{part}");
        }
        let at = |part: &str| number(&a, &format!("/regions/1/{key}/{part}"));
        assert!(at("low95") < at("value") && at("value") < at("high95"), "{key}");
    }
    assert_eq!(a.pointer("/regions/0/name").unwrap(), "Kidney_Left");
    assert!(a.pointer("/regions/0/fit/model").unwrap().is_string());
    let weights = a.pointer("/regions/0/fit/weights").unwrap().as_object().unwrap();
    assert!((weights.values().filter_map(Value::as_f64).sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(
        a.pointer("/notes")
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n.as_str().unwrap().contains("photons"))
    );
    assert_eq!(a.pointer("/protocol").unwrap(), "multi-time-point@1");
}

#[test]
fn law_same_input_same_bytes_and_whole_files() {
    let folder = std::env::temp_dir().join(format!("hevesy-test-{}", std::process::id()));
    let out = folder.to_str().unwrap();
    let first = text(&["plan", EXAMPLE, "--json", "--out", out]);
    let report = |name: &str| hevesy_library::files::read_text(&folder.join(name)).unwrap();
    let html = report("report.html");
    assert_eq!(first, text(&["plan", EXAMPLE, "--json", "--out", out]));
    assert_eq!(html, report("report.html"));
    assert!(
        html.contains("<svg") && !html.contains("http-equiv") && !html.contains("src="),
        "self-contained"
    );
    assert!(html.contains("not a medical device") && html.contains("multi-time-point@1"));
    for name in ["result.json", "doses.csv", "curves.csv", "provenance.json"] {
        assert!(!report(name).is_empty(), "{name}");
    }
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|n| !n.to_string_lossy().ends_with(".tmp")), "{left:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn exact_exit_codes_and_errors() {
    let code = |arguments: &[&str]| hevesy(arguments).status.code().unwrap();
    assert_eq!(code(&["nuclide", "Lu-177"]), 0);
    assert_eq!(code(&["--help"]), 0);
    assert_eq!(code(&["--version"]), 0);
    assert_eq!(code(&["nuclide", "Lutetium"]), 1);
    assert_eq!(code(&["dose", "nowhere.toml"]), 1);
    assert_eq!(code(&["dose", "examples"]), 1);
    assert_eq!(code(&["--nonsense"]), 1);
    assert_eq!(code(&["plan", EXAMPLE, "--strict"]), 0);
    let folder = std::env::temp_dir().join(format!("hevesy-strict-{}", std::process::id()));
    let example = root().join("examples/ac225-synthetic");
    for name in ["study.toml", "activity.csv"] {
        let content =
            hevesy_library::files::read_text(&example.join(name)).unwrap().replace("\"28 Gy\"", "\"8 Gy\"");
        hevesy_library::files::write_whole(&folder.join(name), content.as_bytes()).unwrap();
    }
    assert_eq!(code(&["plan", folder.to_str().unwrap(), "--strict"]), 2);
    assert_eq!(code(&["plan", folder.to_str().unwrap()]), 0);
    std::fs::remove_dir_all(&folder).unwrap();
    let error = String::from_utf8(hevesy(&["dose", "nowhere.toml"]).stderr).unwrap();
    assert!(error.starts_with("error: nowhere.toml: cannot be read") && error.contains("Remedy"), "{error}");
    assert!(text(&["--version", "--verbose"]).contains("A. Endo and K.F. Eckerman"));
}

#[test]
fn regress_text_of_the_example() {
    insta::assert_snapshot!("plan", text(&["plan", EXAMPLE]));
    insta::assert_snapshot!("dose_alpha", text(&["dose", "examples/ac225-synthetic"]));
    insta::assert_snapshot!("nuclide", text(&["nuclide", "Pb-212"]));
}

#[test]
fn law_every_example_runs() {
    for entry in std::fs::read_dir(root().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.join("activity.csv").exists() {
            // Doses are given: there is nothing to assess, and a course to follow.
            let a = json(&["simulate", path.to_str().unwrap(), "--draws", "20", "--json"]);
            assert!(!a["lesions"].as_array().unwrap().is_empty(), "{path:?}");
        } else if path.is_dir() {
            let a = json(&["plan", path.to_str().unwrap(), "--json"]);
            assert!(!a.pointer("/plan/organs").unwrap().as_array().unwrap().is_empty(), "{path:?}");
        }
    }
}

/// The published schema is the one the program prints; to renew it: `hevesy schema > docs/study.schema.json`.
#[test]
fn regress_schema_has_not_drifted() {
    let published = hevesy_library::files::read_text(&root().join("docs/study.schema.json")).unwrap();
    assert_eq!(published, text(&["schema"]), "run `cargo run -- schema > docs/study.schema.json`");
}
