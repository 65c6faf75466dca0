//! Commands about how far radiation goes: keys that stay, answers that are right, bad input refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "helpers of tests"
)]

mod common;

use std::path::{Path, PathBuf};

use common::{close, hevesy, json, number, text};
use serde_json::Value;

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
    let raw = volume(&folder, "raw.nii.gz", |_| 1024.0);
    let grey = format!(
        "a={}",
        volume(&folder, "grey.nii.gz", |v| f32::from(u8::from(v > 3)) + f32::from(u8::from(v > 9)))
    );
    let names = folder.join("names.csv");
    hevesy_library::files::write_whole(&names, b"label,name\n1,liver\n2,spleen\n").unwrap();
    let names = names.to_str().unwrap();
    let masks = ["a", "b"].map(|n| format!("{n}={decays}"));
    let empty = format!("a={none}");
    for (arguments, part) in [
        (&["--decays", &decays, "--memory", "1e-6"][..], "64 voxels (4 × 4 × 4), more than the 2"),
        (&["--decays", &none], "holds no decays"),
        (&["--decays", &negative], "negative"),
        (&["--decays", &decays, "--unit", "Ci"], "--unit"),
        (&["--decays", &decays, "--density", "0g/ml"], "density"),
        (&["--decays", &decays, "--ct", &raw], "as dense bone has"),
        (&["--decays", &decays, "--ct", &decays, "--density", "1g/ml"], "--density"),
        (&["--decays", &decays, "--labels", &none], "no voxel has a label"),
        (&["--decays", &decays, "--mask", &grey], "more than one value"),
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

// A record of a computation is no record of another one whose files have the same names; lung everywhere is no water; one voxel and air alone are answered.
#[test]
fn law_records_and_verdicts_follow_what_files_hold() {
    let folder = temporary("voxel-content");
    let decays = volume(&folder, "decays.nii.gz", |v| if v == 21 { 1e9 } else { 0.0 });
    let record = folder.join("record.json").display().to_string();
    let run = [
        "voxel",
        "--nuclide",
        "Lu-177",
        "--decays",
        &decays,
        "--uncertainty",
        "10 %",
        "--json",
        "--checkpoint",
        &record,
    ];
    let (first, second) = (json(&run), json(&run));
    assert_eq!(first, second);
    volume(&folder, "decays.nii.gz", |v| if v == 22 { 1e9 } else { 0.0 });
    let message = String::from_utf8_lossy(&hevesy(&run).stderr).into_owned();
    assert!(message.contains("belongs to another computation"), "{message}");
    let lung = json(&[
        "voxel",
        "--nuclide",
        "Lu-177",
        "--decays",
        &decays,
        "--method",
        "kernel",
        "--material",
        "lung",
        "--density",
        "0.26g/ml",
        "--json",
    ]);
    assert_eq!(lung.pointer("/suitability/kernel_holds"), Some(&Value::Bool(false)));
    assert_eq!(lung.pointer("/suitability/density_holds"), Some(&Value::Bool(true)));
    assert!(lung.pointer("/notes").unwrap().to_string().contains("does not hold here"));
    let air = volume(&folder, "air.nii.gz", |_| -1000.0);
    let air = json(&["voxel", "--nuclide", "Lu-177", "--decays", &decays, "--ct", &air, "--json"]);
    assert_eq!(number(&air, "/regions/0/mean_gy"), 0.0);
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
    let [with, without] = [&[][..], &["--local"]]
        .map(|more| json(&[&["dose", "examples/lu177-dotatate-patient4", "--json"][..], more].concat()));
    let dose = |a: &Value| number(a, "/regions/0/dose_gy/value");
    assert!(dose(&with) > 1.01 * dose(&without) && dose(&with) < 1.06 * dose(&without));
}

// Uptake that varies lets more cells survive than their mean dose would, the rim gets less than the middle, and one cell is controlled if it dies.
#[test]
fn law_clusters_survive_by_their_cold_cells() {
    let run = |radius: &str, decays: &str, more: &[&str]| {
        let cell =
            ["--cell-radius", "6um", "--nucleus-radius", "5um", "--radius", radius, "--decays", decays];
        let answer = ["--nuclide", "At-211", "--alpha", "0.3 /Gy", "--z0", "0.6Gy", "--json"];
        json(&[&["cluster"], &cell[..], &answer, more].concat())
    };
    let even = run("60um", "3", &[]);
    let uneven = run("60um", "3", &["--positive", "50 %", "--spread", "80 %"]);
    let of = |a: &Value, key: &str| number(a, key);
    assert!(of(&uneven, "/surviving_share") > of(&uneven, "/surviving_share_at_mean_dose"));
    assert!(of(&even, "/layers/0/mean_dose_gy") > 1.5 * of(&even, "/layers/4/mean_dose_gy"));
    let single = run("5um", "1", &["--source", "nucleus"]);
    close(of(&single, "/control_probability"), 1.0 - of(&single, "/surviving_share"), 1e-9);
    // Each decay has one alpha, which hits.
    close(of(&single, "/unhit_share"), libm::exp(-1.0), 1e-3);
}

// At the same dose without escape the short-ranged control what is small, and nothing escapes from what is large.
#[test]
fn law_control_of_small_tumours_needs_short_ranges() {
    let a = json(&[
        "control",
        "--nuclides",
        "Y-90,Lu-177,At-211",
        "--dose",
        "60Gy",
        "--radii",
        "100um,2cm",
        "--clonogens-per-gram",
        "1e6",
        "--cell-radius",
        "6um",
        "--nucleus-radius",
        "5um",
        "--alpha",
        "0.3 /Gy",
        "--z0",
        "0.6Gy",
        "--json",
    ]);
    let of = |nuclide: usize, radius: usize, key: &str| {
        number(&a, &format!("/nuclides/{nuclide}/curve/{radius}/{key}"))
    };
    let absorbed = |nuclide, radius| of(nuclide, radius, "absorbed_fraction");
    assert!(absorbed(0, 0) < 0.03 && absorbed(1, 0) < 0.3 && absorbed(2, 0) > 0.6);
    assert!((0..3).all(|n| absorbed(n, 1) > 0.88));
    assert!(of(2, 0, "control_probability") > 0.99 && of(0, 0, "control_probability") < 0.1);
}

#[test]
fn val_recoil_and_blood() {
    let a = json(&["recoil", "--nuclide", "Ac-225", "--core", "50nm", "--json"]);
    close(number(&a, "/recoils/0/recoil_kev"), 106.0, 0.02);
    let escaped = |shell: &str| {
        let a = json(&[
            "recoil",
            "--nuclide",
            "Ac-225",
            "--core",
            "25nm",
            "--shell",
            shell,
            "--core-material",
            "Au",
            "--shell-material",
            "Au",
            "--json",
        ]);
        number(&a, "/carrier/members/1/escaped_share")
    };
    let shares = ["0nm", "5nm", "10nm", "20nm"].map(escaped);
    assert!(shares.windows(2).all(|w| w[0] > w[1]), "{shares:?}");
    // Printed: a mean dose of blood of 1 Gy from Bi-213 is 2 cGy to the endothelium (here: of capillaries of 4 µm radius) and 10 cGy to lymphocytes (here: in
    // vessels of 11 to 12 µm radius).
    let a = json(&["vessel", "--nuclide", "Bi-213", "--radii", "4um,11.5um", "--json"]);
    close(number(&a, "/vessels/0/endothelium_gy"), 0.02, 0.1);
    close(number(&a, "/vessels/1/lymphocyte_gy"), 0.10, 0.1);
}

#[test]
fn exact_bad_arguments_of_cells_are_refused() {
    let cell = ["--cell-radius", "6um", "--nucleus-radius", "5um"];
    for (arguments, part) in [
        (&["cluster", "--nuclide", "Lu-177", "--radius", "5mm", "--decays", "1"][..], "sphere"),
        (&["cluster", "--nuclide", "Lu-177", "--radius", "50um", "--decays", "-1"], "--decays"),
        (
            &["cluster", "--nuclide", "Lu-177", "--radius", "50um", "--decays", "1", "--spacing", "8um"],
            "--spacing",
        ),
        (
            &["cluster", "--nuclide", "At-211", "--radius", "50um", "--decays", "1", "--alpha", "0.3 /Gy"],
            "--z0",
        ),
        (&["control", "--nuclides", "Lu-177", "--dose", "60Gy", "--clonogens-per-gram", "1e6"], "--alpha"),
        (
            &[
                "control",
                "--nuclides",
                "Lu-177",
                "--dose",
                "60Gy",
                "--clonogens-per-gram",
                "0",
                "--alpha",
                "0.3 /Gy",
            ],
            "--clonogens",
        ),
    ] {
        let output = hevesy(&[arguments, &cell].concat());
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
    for (arguments, part) in [
        (&["recoil", "--nuclide", "Lu-177"][..], "alpha"),
        (&["recoil", "--nuclide", "Ac-225", "--core", "25nm", "--core-material", "kryptonite"], "kryptonite"),
        (&["vessel", "--nuclide", "Bi-213", "--nucleus-radius", "9um"], "--nucleus-radius"),
    ] {
        let output = hevesy(arguments);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
}
