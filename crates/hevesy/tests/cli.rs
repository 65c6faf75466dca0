//! The command line as people and scripts use it: keys that stay, answers that are right, exit codes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "helpers of tests"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn hevesy(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hevesy")).args(arguments).current_dir(root()).output().unwrap()
}

fn text(arguments: &[&str]) -> String {
    let output = hevesy(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&text(arguments)).unwrap()
}

fn number(value: &Value, pointer: &str) -> f64 {
    value.pointer(pointer).and_then(Value::as_f64).unwrap_or_else(|| panic!("{pointer} in {value}"))
}

fn close(got: f64, want: f64, relative: f64) {
    assert!((got / want - 1.0).abs() <= relative, "{got} {want}");
}

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
        if path.is_dir() {
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

#[test]
fn val_sphere_and_kernel_keys() {
    let sphere = json(&["sphere", "--nuclide", "Lu-177", "--mass", "1g", "--uncertainty", "2%", "--json"]);
    let absorbed = number(&sphere, "/absorbed_energy_mev");
    close(number(&sphere, "/s_gy_per_bq_s"), absorbed * 1.602_176_634e-13 / 1e-3, 1e-12);
    close(number(&sphere, "/emitted_energy_mev"), 0.1829, 2e-3);
    assert!(absorbed > 0.140 && absorbed < 0.150, "{absorbed}");

    let kernel =
        ["kernel", "--nuclide", "F-18", "--voxel", "3mm", "--reach", "1", "--uncertainty", "2%", "--json"];
    let kernel = json(&kernel);
    assert_eq!(kernel.pointer("/kernel").unwrap().as_array().unwrap().len(), 8);
    for key in ["i", "j", "k", "s_mgy_per_mbq_s", "rel_sd"] {
        assert!(number(&kernel, &format!("/kernel/7/{key}")) > 0.0);
    }
}

#[test]
fn regress_sphere_text() {
    let run = ["sphere", "--nuclide", "At-211", "--mass", "10mg", "--uncertainty", "5%"];
    insta::assert_snapshot!("sphere", text(&run));
}

#[test]
fn law_resumed_computations_give_the_same_bits() {
    let file = std::env::temp_dir().join(format!("hevesy-checkpoint-{}.json", std::process::id()));
    let path = file.to_str().unwrap();
    let short = ["sphere", "--nuclide", "I-131", "--mass", "1g", "--uncertainty", "0.6%"];
    let plain = text(&short);
    let with = [&short[..], &["--checkpoint", path]].concat();
    assert_eq!(text(&with), plain);
    assert_eq!(text(&with), plain);
    let other = hevesy(&["sphere", "--nuclide", "I-131", "--mass", "2g", "--checkpoint", path]);
    assert_eq!(other.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&other.stderr).contains("another computation"));
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn exact_bad_arguments_of_transport_are_refused() {
    for (arguments, part) in [
        (&["sphere", "--nuclide", "Xx-1", "--mass", "1g"][..], "--nuclide"),
        (&["sphere", "--nuclide", "Lu-177", "--mass", "1ng"], "hevesy cell"),
        (&["kernel", "--nuclide", "Lu-177", "--voxel", "4.8mm", "--reach", "5000"], "--reach"),
        (&["kernel", "--nuclide", "Lu-177", "--voxel", "4.8mm", "--density", "0g/ml"], "density"),
        (&["kernel", "--nuclide", "Lu-177", "--voxel", "4.8mm", "--material", "marble"], "marble"),
        (&["sphere", "--nuclide", "Lu-177", "--mass", "1g", "--uncertainty", "0%"], "--uncertainty"),
        (
            &["svalue", "--phantom", "docs", "--person", "AM", "--nuclide", "Lu-177", "--source", "liver"],
            "AM_organs.dat",
        ),
        (
            &["svalue", "--phantom", "docs", "--person", "XY", "--nuclide", "Lu-177", "--source", "liver"],
            "--person",
        ),
    ] {
        let output = hevesy(arguments);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
}

/// An empty folder for a test.
fn temporary(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("hevesy-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A volume of 4 × 4 × 4 voxels of 4 mm in a folder of the test.
fn volume(folder: &Path, name: &str, value: impl Fn(usize) -> f32) -> String {
    let grid = hevesy::image::Grid { size: [4; 3], voxel_mm: [4.0; 3] };
    let path = folder.join(name);
    hevesy::image::Volume::new(name, grid, (0..64).map(value).collect()).write(&path, "a test").unwrap();
    path.display().to_string()
}

// One decay in each of two voxels of 0.064 g: 0.1479 MeV of electrons, of which nine tenths stay.
#[test]
fn exact_voxel_doses_of_two_voxels() {
    let folder = temporary("voxel-two");
    let decays = volume(&folder, "decays.nii.gz", |v| if v == 21 || v == 22 { 1e9 } else { 0.0 });
    let labels =
        volume(&folder, "labels.nii.gz", |v| if v == 21 { 1.0 } else { f32::from(u8::from(v == 22)) * 2.0 });
    let out = folder.join("out");
    let run = [
        "voxel",
        "--nuclide",
        "Lu-177",
        "--decays",
        &decays,
        "--labels",
        &labels,
        "--json",
        "--out",
        out.to_str().unwrap(),
    ];
    let answer = json(&run);
    let most = 1e9 * 0.1480 * 1.602_176_634e-13 / 0.064e-3;
    for region in ["/regions/0", "/regions/1"] {
        let mean = number(&answer, &format!("{region}/mean_gy"));
        assert!(mean > 0.88 * most && mean < most, "{mean} {most}");
    }
    let local = json(&[&run[..], &["--method", "local"]].concat());
    close(number(&local, "/regions/0/mean_gy"), most, 1e-3);
    let written = hevesy::image::read(&out.join("dose.nii.gz"), 64).unwrap();
    close(f64::from(written.values[21]), number(&local, "/regions/0/mean_gy"), 1e-6);
}

#[test]
fn exact_bad_volumes_are_refused() {
    let folder = temporary("voxel-bad");
    let decays = volume(&folder, "decays.nii.gz", |_| 1.0);
    let none = volume(&folder, "none.nii.gz", |_| 0.0);
    let negative = volume(&folder, "negative.nii.gz", |_| -1.0);
    let labels = volume(&folder, "labels.nii.gz", |v| if v < 8 { 1.0 } else { 0.0 });
    let halves = volume(&folder, "halves.nii.gz", |_| 0.5);
    let names = folder.join("names.csv");
    hevesy_library::files::write_whole(&names, b"label,name\n1,liver\n2,spleen\n").unwrap();
    let names = names.to_str().unwrap();
    let masks = ["a", "b"].map(|n| format!("{n}={decays}"));
    let empty = format!("a={none}");
    for (arguments, part) in [
        (&["--decays", &decays, "--memory", "1e-6"][..], "64 voxels (4 × 4 × 4), more than 5"),
        (&["--decays", &none], "holds no decays"),
        (&["--decays", &negative], "negative"),
        (&["--decays", &decays, "--unit", "Ci"], "--unit"),
        (&["--decays", &decays, "--density", "0g/ml"], "density"),
        (&["--decays", &decays, "--ct", &decays], "no CT number below zero"),
        (&["--decays", &decays, "--labels", &halves], "no label"),
        (&["--decays", &decays, "--labels", &labels, "--names", names], "empty at label 2 (spleen)"),
        (&["--decays", &decays, "--mask", &empty], "is empty"),
        (
            &["--decays", &decays, "--mask", &masks[0], "--mask", &masks[1]],
            "64 voxels belong to both a and b",
        ),
        (&["--decays", names], "NIfTI"),
    ] {
        let output = hevesy(&[&["voxel", "--nuclide", "Lu-177"], arguments].concat());
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
}

// Oracle: air kerma of the gamma rays of Co-60 (1.173 and 1.332 MeV, one of each per decay) without water and air, 4πd² K = Σ E μ_en/ρ with 0.02666 cm²/g
// at 1.25 MeV (NIST): 306 µGy/h per GBq at 1 m; a centimetre of water takes some 3 %. Behind lead at least what is not scattered arrives: μ/ρ 0.0588 cm²/g
// (XCOM, 1.25 MeV), less of it the thicker it is.
#[test]
fn val_shield_of_cobalt() {
    let run = ["shield", "--nuclide", "Co-60", "--uncertainty", "1%", "--json"];
    let open = json(&run);
    close(number(&open, "/air_kerma_rate_ugy_per_h_per_gbq"), 300.0, 0.03);
    let [thin, thick] = ["41mm", "82mm"].map(|thickness| {
        let behind = json(&[&run[..], &["--thickness", thickness]].concat());
        number(&behind, "/transmission")
    });
    let narrow = |cm: f64| libm::exp(-0.0588 * 11.35 * cm);
    assert!(thin > narrow(4.1) && thick > narrow(8.2) && thick < 0.2 * thin, "{thin} {thick}");
}

#[test]
fn exact_opaque_shields_answer_at_once() {
    let a = json(&["shield", "--nuclide", "I-125", "--thickness", "3mm", "--json"]);
    assert_eq!(number(&a, "/air_kerma_rate_ugy_per_h_per_gbq"), 0.0);
    assert!(number(&a, "/unshielded_ugy_per_h_per_gbq") > 1.0 && a.pointer("/rel_sd").unwrap().is_null());
    assert!(a.pointer("/notes").unwrap().to_string().contains("No photon"));
}

#[test]
fn val_hits_keys_and_reference_sex() {
    let a = json(&[
        "hits",
        "--nuclide",
        "Ac-225",
        "--cell-radius",
        "6um",
        "--nucleus-radius",
        "5um",
        "--dose",
        "1Gy",
        "--z0",
        "0.5Gy",
        "--tracks",
        "200000",
        "--json",
    ]);
    close(number(&a, "/unhit_share"), libm::exp(-number(&a, "/mean_hits")), 1e-12);
    close(number(&a, "/mean_hits"), 1.0 / number(&a, "/z1f_gy"), 1e-12);
    assert!(number(&a, "/z1d_gy") > number(&a, "/z1f_gy") && number(&a, "/survival") > libm::exp(-2.0));

    // Photons of measured neighbours arrive: more with the reference adult than without.
    let [with, without] =
        [&[][..], &["--local"]].map(|more| json(&[&["dose", EXAMPLE, "--json"][..], more].concat()));
    let dose = |a: &Value| number(a, "/regions/0/dose_gy/value");
    assert!(dose(&with) > 1.01 * dose(&without) && dose(&with) < 1.06 * dose(&without));
}
