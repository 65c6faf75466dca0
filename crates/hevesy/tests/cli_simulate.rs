//! `hevesy simulate`: a study followed through its course.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, reason = "a test")]

mod common;

use common::{close, hevesy, json, number, text};
use serde_json::Value;

/// A study of one lesion and kidneys, with more lines at its end.
fn study(name: &str, more: &str) -> String {
    let folder = std::env::temp_dir().join(format!("hevesy-simulate-{}-{name}", std::process::id()));
    let base = "agent = \"177Lu-DOTATATE\"\n[patient]\nsex = \"male\"\n[[administration]]\nactivity = \"7.4 GBq\"\n\
                [measured]\ntable = \"activity.csv\"\n";
    let table = "region,time_h,activity_MBq,uncertainty_percent,volume_mL\n\
                 kidneys,4,160,5,300\nkidneys,24,130,5,300\nkidneys,72,75,5,300\nkidneys,168,24,5,300\n\
                 lesion 1,4,40,5,20\nlesion 1,24,48,5,20\nlesion 1,72,36,5,20\nlesion 1,168,17,5,20\n";
    hevesy_library::files::write_whole(&folder.join("activity.csv"), table.as_bytes()).unwrap();
    hevesy_library::files::write_whole(&folder.join("study.toml"), format!("{base}{more}").as_bytes())
        .unwrap();
    folder.to_str().unwrap().to_owned()
}

const COURSE: &str = "[course]\ncycles = 4\ninterval = \"8 wk\"\n";
const MARROW: &str = "[marrow]\ndose = \"0.45 Gy\"\nhalf_life = \"3 d\"\nplatelets = 250\n";

fn simulate(name: &str, more: &str) -> Value {
    json(&["simulate", &study(name, more), "--draws", "100", "--json"])
}

fn row<'a>(answer: &'a Value, list: &str, name: &str) -> &'a Value {
    let all = answer[list].as_array().unwrap();
    all.iter().find(|r| r["name"] == name).unwrap_or_else(|| panic!("{name} in {answer}"))
}

// Nadir four to six weeks after a cycle and recovery before the next: what the marrow was calibrated with, not what it predicts.
#[test]
fn regress_platelets_over_a_course() {
    let answer = simulate("platelets", &format!("{COURSE}{MARROW}"));
    let platelets = row(&answer, "blood", "platelets");
    for cycle in 0..4 {
        let at = |key: &str| number(platelets, &format!("/cycles/{cycle}/{key}"));
        assert!((28.0..=42.0).contains(&at("nadir_after_d/value")), "{platelets}");
        assert!(at("recovered_percent/value") > 85.0);
        assert!(at("nadir/low95") < at("nadir/value") && at("nadir/value") <= at("nadir/high95"));
    }
    let grades: f64 = (0..5).map(|g| number(platelets, &format!("/worst_grade/{g}"))).sum();
    close(grades, 1.0, 1e-9);
    // More dose, fewer platelets.
    let more = simulate("more", &format!("{COURSE}{}", MARROW.replace("0.45", "0.9")));
    let nadir = |a: &Value| number(row(a, "blood", "platelets"), "/cycles/0/nadir/value");
    assert!(nadir(&more) < 0.9 * nadir(&answer));
    // What matters most is said, the α of stem cells first.
    let first =
        answer["matters"].as_array().unwrap().iter().find(|m| m["outcome"] == "lowest platelets").unwrap();
    assert_eq!(first["unknown"], "α of marrow's stem cells");
}

// BED of the kidneys is that of `hevesy plan`, at central values; a beam adds its own and what overlaps.
#[test]
fn exact_bed_is_that_of_the_plan() {
    let folder = study("kidneys", &format!("{COURSE}[limits]\nkidneys = {{ bed = \"40 Gy\" }}\n"));
    let answer = json(&["simulate", &folder, "--draws", "100", "--json"]);
    let dose = json(&["dose", &folder, "--json"]);
    let one = number(row(&dose, "regions", "kidneys"), "/bed_gy/value");
    close(number(row(&answer, "organs", "kidneys"), "/bed_gy/value"), 4.0 * one, 2e-3);
    let beam = "[[beam]]\nregion = \"kidneys\"\ndose = \"2 Gy\"\nfractions = 5\nat = \"300 d\"\n";
    let with = simulate("beam", &format!("{COURSE}{beam}"));
    let without = number(row(&answer, "organs", "kidneys"), "/bed_gy/value");
    // Five fractions of 2 Gy with α/β 2.5 Gy: 18 Gy, within a minute each.
    close(number(row(&with, "organs", "kidneys"), "/bed_gy/value") - without, 18.0, 5e-3);
}

// A beam to one kidney is half of one to both; one to the marrow lowers counts, the more the stronger, and never below zero.
#[test]
fn law_beams_reach_what_they_are_aimed_at() {
    let table = "region,time_h,activity_MBq,uncertainty_percent,volume_mL\n\
                 left kidney,24,65,5,150\nleft kidney,72,37,5,150\nleft kidney,168,12,5,150\n\
                 right kidney,24,65,5,150\nright kidney,72,37,5,150\nright kidney,168,12,5,150\n\
                 lesion 1,24,48,5,20\nlesion 1,72,36,5,20\nlesion 1,168,17,5,20\n";
    let bed = |name: &str, region: &str| {
        let beam = format!("[[beam]]\nregion = \"{region}\"\ndose = \"8 Gy\"\nat = \"300 d\"\n");
        let folder =
            study(name, &format!("{COURSE}{}", if region.is_empty() { String::new() } else { beam }));
        hevesy_library::files::write_whole(
            &std::path::Path::new(&folder).join("activity.csv"),
            table.as_bytes(),
        )
        .unwrap();
        number(
            row(&json(&["simulate", &folder, "--draws", "40", "--json"]), "organs", "kidneys"),
            "/bed_gy/value",
        )
    };
    let (none, one, both) = (bed("none", ""), bed("one", "Left Kidney"), bed("both", "kidneys"));
    // 8 Gy at once: 8 + 64/2.5; half of it on average: 4 + 16/2.5.
    close(both - none, 33.6, 0.01);
    close(one - none, 10.4, 0.01);
    let mut last = 250.0;
    for dose in [1, 2, 4, 8, 20] {
        let beam = format!("[[beam]]\nregion = \"red marrow\"\ndose = \"{dose} Gy\"\nat = \"10 d\"\n");
        let answer = simulate(&format!("marrow{dose}"), &format!("{COURSE}{MARROW}{beam}"));
        let least = number(row(&answer, "blood", "platelets"), "/cycles/0/nadir/value");
        assert!(least < last && least >= 0.0, "{dose} Gy: {least}");
        last = least;
    }
    assert!(last < 10.0);
}

#[test]
fn law_no_dose_no_effect_and_same_bits() {
    let once = text(&["simulate", &study("bits", COURSE), "--draws", "60", "--json"]);
    assert_eq!(once, text(&["simulate", &study("bits", COURSE), "--draws", "60", "--json"]));
    let answer: Value = serde_json::from_str(&once).unwrap();
    assert!(answer["blood"].as_array().unwrap().is_empty());
    assert!(once.contains("No dose of the marrow is known"));
    // A work counter: four cycles of 64 steps of each length, then of 4 h.
    assert_eq!(answer["steps"], 2884);
    let scans = answer["scans"].as_array().unwrap();
    assert_eq!(scans[0]["day"], 0.0);
    let shares: f64 = (0..4).map(|i| number(&scans[2], &format!("/probability/{i}"))).sum();
    close(shares, 1.0, 1e-9);
    assert!(number(&scans[4], "/progressed") >= number(&scans[1], "/progressed"));
}

#[test]
fn exact_out_folder() {
    let folder = study("out", &format!("{COURSE}{MARROW}"));
    let out = format!("{folder}/out");
    text(&["simulate", &folder, "--draws", "40", "--out", &out]);
    let read = |name: &str| {
        hevesy_library::files::read_text(std::path::Path::new(&format!("{out}/{name}"))).unwrap()
    };
    let curves = read("curves.csv");
    assert!(curves.starts_with("quantity,unit,day,low95,central,high95\n"));
    assert!(curves.lines().count() > 1000 && curves.contains("platelets,10⁹/L,"));
    let report = read("report.html");
    assert!(report.contains("grade 3") && report.contains("<svg") && !report.contains("NaN"));
    assert!(read("result.json").contains("rests_on"));
}

#[test]
fn exact_bad_input_is_refused() {
    for (more, part) in [
        ("[course]\ncycles = 0\ninterval = \"8 wk\"\n", "not a number of cycles"),
        ("[[beam]]\nregion = \"toe\"\ndose = \"2 Gy\"\nat = \"1 d\"\n", "neither in the table nor a tissue"),
        ("[[beam]]\nregion = \"lesion 1\"\ndose = \"0 Gy\"\nat = \"1 d\"\n", "are not a beam"),
        ("[[beam]]\nregion = \"lesion 1\"\ndose = \"2 Gy\"\nat = \"-1 d\"\n", "are not a beam"),
        ("[marrow]\ndose = \"0.3 Gy\"\n", "has no `half_life`"),
        ("[marrow]\nplatelets = 210000\n", "not plausible"),
        ("[follow]\nuntil = \"1 h\"\n", "no time to follow"),
        ("[follow]\nscans = \"1 h\"\n", "less than a day apart"),
        (
            "[course]\ncycles = 4\ninterval = \"8 wk\"\n[follow]\nuntil = \"100 d\"\n",
            "last administration is on day 168",
        ),
        ("[[beam]]\nregion = \"liver\"\ndose = \"2 Gy\"\nat = \"1 d\"\n", "is not followed"),
        ("[[beam]]\nregion = \"red marrow\"\ndose = \"2 Gy\"\nat = \"1 d\"\n", "is not followed"),
        ("[[beam]]\nregion = \"lesion 1\"\ndose = \"2 Gy\"\nat = \"900 d\"\n", "comes after the end"),
    ] {
        let output = hevesy(&["simulate", &study("bad", more)]);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{more}");
        assert!(message.contains(part) && message.contains("study.toml"), "{more}: {message}");
    }
    let output = hevesy(&["simulate", &study("few", COURSE), "--draws", "3"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("do not make an interval"));
}

// The same patients in each scenario: what does not depend on what is swept does not move, and what does moves in every one of them.
#[test]
fn law_scenarios_are_paired() {
    let folder = study("sweep", &format!("{COURSE}{MARROW}"));
    let answer =
        json(&["simulate", &folder, "--draws", "60", "--sweep", "marrow.dose=0.3Gy,0.6Gy", "--json"]);
    assert_eq!(answer["scenarios"][1]["scenario"], "marrow.dose = 0.6Gy");
    let rows = answer["comparison"].as_array().unwrap();
    let of = |outcome: &str| {
        rows.iter().filter(|r| r[0].as_str().unwrap().starts_with(outcome)).collect::<Vec<_>>()
    };
    assert_eq!(of("lowest platelets")[1][4], "100 %");
    assert_eq!(of("BED of kidneys")[1][4], "0 %");
    // A sweep over the value that the file has is the file.
    let same = json(&["simulate", &folder, "--draws", "60", "--sweep", "marrow.dose=0.45Gy", "--json"]);
    let plain = json(&["simulate", &folder, "--draws", "60", "--json"]);
    assert_eq!(same["blood"], plain["blood"]);
    assert_eq!(same["lesions"], plain["lesions"]);
    for (sweep, part) in [
        ("course", "has no values"),
        ("toe.nail=1", "unknown field"),
        ("measured.0.table=x", "unknown field"),
        ("course.interval=soon", "does not start with a number"),
    ] {
        let output = hevesy(&["simulate", &folder, "--sweep", sweep]);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{sweep}");
        assert!(message.contains(part), "{sweep}: {message}");
    }
}
