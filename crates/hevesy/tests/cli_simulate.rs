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
        let answer = simulate(&format!("marrow-beam{dose}"), &format!("{COURSE}{MARROW}{beam}"));
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
    // A work counter: four cycles of 64 steps of each length up to 4 h, then of 8 h.
    assert_eq!(answer["steps"], 2082);
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
        ("[[rule]]\ncount = \"thrombocytes\"\nleast = 75\n", "is no blood count"),
        ("[[rule]]\ncount = \"platelets\"\nleast = 75000\n", "not plausible"),
        ("[before]\ntoe = \"3 Gy\"\n", "is not a tissue whose BED is known"),
        ("[[also]]\ndays = \"1\"\n", "neither study nor nuclide"),
        ("[[also]]\nnuclide = \"Xx-177\"\n", "Xx-177"),
        ("[[also]]\nnuclide = \"Y-90\"\ncycles = [9]\n", "a cycle that this course does not have"),
        ("[[drug]]\nname = \"olapari\"\ndose = \"1 mg\"\n", "similar are olaparib"),
        ("[[drug]]\nname = \"triapine\"\ndose = \"1 furlong\"\n", "is no dose of a drug"),
        ("[[drug]]\nname = \"peposertib\"\ndose = \"400 mg\"\n", "no pharmacokinetics in people"),
        ("[[drug]]\nname = \"CAPTEM\"\ndose = \"400 mg\"\n", "is a combination of"),
        ("[[drug]]\nname = \"capecitabine\"\ndose = \"825 mg/m2\"\n", "need the patient's mass and height"),
        ("[[drug]]\nname = \"olaparib\"\ndose = \"300 mg\"\ndays = \"0-3\"\n", "there is no day 0"),
        (
            "[[drug]]\nname = \"olaparib\"\ndose = \"300 mg\"\ndays = \"1-14\"\nevery = \"7 d\"\nrepeats = 3\n",
            "do not fit into",
        ),
        (
            "[[drug]]\nname = \"olaparib\"\ndose = \"300 mg\"\nsize = { growth = 0.2 }\n",
            "may not touch `growth`",
        ),
        ("[[drug]]\nname = \"olaparib\"\ndose = \"300 mg\"\ncycles = [9]\n", "cycle 9 is not one of"),
        (
            "[[drug]]\nname = \"idasanutlin\"\ndose = \"300 mg\"\n[markers]\nTP53 = \"mutant\"\n",
            "acts with wild-type TP53 only",
        ),
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
        rows.iter().filter(|r| r["outcome"].as_str().unwrap().starts_with(outcome)).collect::<Vec<_>>()
    };
    assert_eq!(of("lowest platelets")[1]["lower"], 1.0);
    assert_eq!(of("BED of kidneys")[1]["lower"], 0.0);
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

const OLAPARIB: &str =
    "[[drug]]\nname = \"olaparib\"\ndose = \"200 mg\"\ntimes_a_day = 2\ndays = \"-2 to 14\"\n";

fn excess(answer: &Value, pair: &str) -> (f64, f64) {
    let row = answer["pairs"].as_array().unwrap().iter().find(|p| p["pair"] == pair);
    let row = row.unwrap_or_else(|| panic!("{pair} in {}", answer["pairs"]));
    (number(row, "/excess_log_kill/value"), number(row, "/bliss_excess"))
}

// A drug that blocks repair does more with the radiopharmaceutical than beside it, and the marrow pays.
#[test]
fn law_a_sensitiser_exceeds_independence() {
    let alone = simulate("alone", &format!("{COURSE}{MARROW}"));
    let both = simulate("olaparib", &format!("{COURSE}{MARROW}{OLAPARIB}"));
    let (kill, bliss) = excess(&both, "177Lu-DOTATATE + olaparib");
    assert!(kill > 0.05 && bliss > 0.0, "{kill} {bliss}");
    let nadir = |a: &Value| number(row(a, "blood", "platelets"), "/cycles/0/nadir/value");
    assert!(nadir(&both) < nadir(&alone));
    // It began two days before the first administration, with which all days are counted.
    assert_eq!(both["cycles_d"][0], 0.0);
    assert_eq!(both["timeline"]["entries"][0]["from_d"], -2.0);
    let first = number(row(&both, "blood", "platelets"), "/cycles/0/nadir_after_d/value");
    assert!((28.0..42.0).contains(&first));
}

// Kill that needs no radiation and uptake that nothing touches: independent hazards, Bliss excess 0 to rounding.
#[test]
fn exact_independent_drugs_have_no_bliss_excess() {
    let drug = "[[drug]]\nname = \"temozolomide\"\ndose = \"200 mg\"\ndays = \"40-44\"\ncycles = [4]\nsize = { direct-kill = 0.05 }\n";
    let answer = simulate("independent", &format!("{COURSE}{drug}"));
    let (kill, bliss) = excess(&answer, "177Lu-DOTATATE + temozolomide");
    assert!(kill.abs() < 1e-9 && bliss.abs() < 1e-9, "{kill} {bliss}");
}

// Given two weeks before, it raises what the cycle leaves, since that is how it was put in; given after, it comes too late.
#[test]
fn law_uptake_is_settled_when_a_cycle_is_given() {
    let drug = |days: &str| {
        format!(
            "[course]\ncycles = 1\ninterval = \"8 wk\"\n[[drug]]\nname = \"temozolomide\"\ndose = \"150 mg\"\ndays = \"{days}\"\n"
        )
    };
    let kill = |a: &Value| number(row(a, "lesions", "lesion 1"), "/log_kill/value");
    let before = kill(&simulate("before", &drug("-14 to -10")));
    let after = kill(&simulate("after", &drug("14-18")));
    assert!(before > 1.2 * after, "{before} {after}");
}

// Rules and receptors that speak against a course are said first, with their source.
#[test]
fn exact_alerts_are_said() {
    let answer = simulate("sstr", &format!("{COURSE}[markers]\nSSTR2 = \"negative\"\n"));
    assert!(answer["alerts"][0].as_str().unwrap().contains("negative for SSTR2"));
    let nutlin = "[[drug]]\nname = \"idasanutlin\"\ndose = \"100 mg\"\n";
    let answer = simulate("tp53", &format!("{COURSE}{nutlin}"));
    assert!(answer["alerts"][0].as_str().unwrap().contains("wild-type TP53 only"));
    let folder = study(
        "radium",
        "[course]\ncycles = 6\ninterval = \"4 wk\"\n[[drug]]\nname = \"abiraterone\"\ndose = \"1000 mg\"\ndays = \"1-28\"\nhalf_life = \"12 h\"\n",
    );
    let file = std::path::Path::new(&folder).join("study.toml");
    let text = hevesy_library::files::read_text(&file).unwrap();
    let radium = text.replace("177Lu-DOTATATE", "223RaCl2").replace("7.4 GBq", "4 MBq");
    hevesy_library::files::write_whole(&file, radium.as_bytes()).unwrap();
    let table = "region,time_h,activity_MBq,uncertainty_percent,volume_mL\nlesion 1,24,0.04,5,20\nlesion 1,72,0.03,5,20\nlesion 1,168,0.02,5,20\n";
    hevesy_library::files::write_whole(&std::path::Path::new(&folder).join("activity.csv"), table.as_bytes())
        .unwrap();
    let out = text_of(&folder);
    assert!(out.contains("ALERT") && out.contains("ERA 223"), "{out}");
}

fn text_of(folder: &str) -> String {
    text(&["simulate", folder, "--draws", "40"])
}

/// A study without a table.
fn given(name: &str, more: &str) -> String {
    let folder = std::env::temp_dir().join(format!("hevesy-given-{}-{name}", std::process::id()));
    let base = "nuclide = \"Lu-177\"\nagent = \"an antibody\"\n[patient]\nmass = \"22 g\"\n[[administration]]\nactivity = \"5 MBq\"\n\
                [[given]]\nregion = \"tumour 1\"\ndose = \"12 Gy\"\nhalf_life = \"60 h\"\nmass = \"60 mg\"\n\
                [response]\nalpha = \"0.15 1/Gy\"\nalpha_beta = \"15 Gy\"\nrepair_half_time = \"1.5 h\"\ndoubling_time = \"2.2 d\"\n\
                clearance = \"1.4 d\"\n[course]\ncycles = 1\ninterval = \"30 d\"\n[follow]\nuntil = \"40 d\"\nscans = \"3 d\"\nendpoint = \"1.5 g\"\n";
    hevesy_library::files::write_whole(&folder.join("study.toml"), format!("{base}{more}").as_bytes())
        .unwrap();
    folder.to_str().unwrap().to_owned()
}

// Doses that are given need no table: log kill is α·BED, and the day of the endpoint is that of growth and kill.
#[test]
fn exact_given_doses_are_followed() {
    let answer = json(&["simulate", &given("mouse", ""), "--draws", "40", "--json"]);
    let lesion = row(&answer, "lesions", "tumour 1");
    // Dale: BED = D (1 + D/(α/β) λ/(μ + λ)).
    let (lambda, mu) = (std::f64::consts::LN_2 / 60.0, std::f64::consts::LN_2 / 1.5);
    let kill = 0.15 * 12.0 * (1.0 + 12.0 / 15.0 * lambda / (mu + lambda));
    close(number(lesion, "/log_kill/value"), kill, 2e-3);
    // 25-fold of the start at a doubling time of 2.2 d, later by what the kill costs; dying cells count too.
    let day = number(lesion, "/endpoint/central_day");
    let viable = 2.2 * (libm::log2(25.0) + kill / std::f64::consts::LN_2);
    assert!((day - viable).abs() < 0.3, "{day} {viable}");
}

// With immunity a checkpoint inhibitor a week after the dose keeps the tumour smaller for longer than without.
#[test]
fn law_checkpoint_inhibitor_after_the_dose() {
    let drug = "[[drug]]\nname = \"nivolumab\"\ndose = \"0.2 mg\"\nhalf_life = \"3.5 d\"\nstart = \"5 d\"\nevery = \"3 d\"\nrepeats = 4\n";
    let immune = "[immunity]\nclass = \"inflamed\"\nresidual_limit = \"25 %\"\n";
    let day = |name: &str, more: &str| {
        let answer = json(&["simulate", &given(name, more), "--draws", "40", "--json"]);
        (number(row(&answer, "lesions", "tumour 1"), "/endpoint/central_day"), answer)
    };
    let (alone, _) = day("i0", immune);
    let (both, answer) = day("i1", &format!("{immune}{drug}"));
    assert!(both > alone + 1.0, "{both} {alone}");
    let (kill, bliss) = excess(&answer, "an antibody + nivolumab");
    assert!(kill > 0.01 && bliss > 0.005, "{kill} {bliss}");
    // Two weeks after an administration 23 % of 177Lu are left.
    let overlap = &answer["overlaps"][0];
    close(number(overlap, "/doses/3/2"), 23.2, 0.01);
    assert!(answer["alerts"][0].as_str().unwrap().contains("3 of 4 doses"));
}

#[test]
fn exact_bad_given_doses_are_refused() {
    for (from, to, part) in [
        ("half_life = \"60 h\"", "half_life = \"900 h\"", "longer than the physical one"),
        ("mass = \"60 mg\"", "", "has no mass"),
        ("dose = \"12 Gy\"", "dose = \"0 Gy\"", "is not plausible"),
        ("alpha = \"0.15 1/Gy\"\n", "", "is not whole"),
        ("clearance = \"1.4 d\"", "clearance = \"0 d\"", "clearance is not above zero"),
    ] {
        let folder = given("bad", "");
        let file = std::path::Path::new(&folder).join("study.toml");
        let text = hevesy_library::files::read_text(&file).unwrap();
        assert!(text.contains(from));
        hevesy_library::files::write_whole(&file, text.replacen(from, to, 1).as_bytes()).unwrap();
        let output = hevesy(&["simulate", &folder]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(part), "{from}: {error}");
    }
}

// A further administration of the same agent is a further cycle, by a study of its own and by its nuclide alike.
#[test]
fn exact_a_further_agent_is_a_further_cycle() {
    let one = "[course]\ncycles = 1\ninterval = \"8 wk\"\n[follow]\nuntil = \"30 wk\"\n";
    let bed = |name: &str, more: &str| {
        let answer = simulate(name, &format!("{one}{more}"));
        number(row(&answer, "organs", "kidneys"), "/bed_gy/value")
    };
    let two = simulate("two", "[course]\ncycles = 2\ninterval = \"8 wk\"\n[follow]\nuntil = \"30 wk\"\n");
    let wanted = number(row(&two, "organs", "kidneys"), "/bed_gy/value");
    close(bed("nuclide", "[[also]]\nnuclide = \"Lu-177\"\nstart = \"8 wk\"\n"), wanted, 1e-9);
    let other = study("other", "");
    let relative =
        format!("../{}/study.toml", std::path::Path::new(&other).file_name().unwrap().to_str().unwrap());
    close(bed("study", &format!("[[also]]\nstudy = \"{relative}\"\nstart = \"8 wk\"\n")), wanted, 1e-9);
    // Half the activity is half the dose; together with the first one overlaps and more than half is added.
    let first = bed("first", "");
    let added = bed("half", "[[also]]\nnuclide = \"Lu-177\"\nactivity = \"3.7 GBq\"\ndays = \"1\"\n") - first;
    assert!(added > 0.5 * (wanted - first) && added < wanted - first);
    // An alpha emitter on the same molecule counts with its RBE.
    let alpha = simulate(
        "alpha",
        &format!("{COURSE}[[also]]\nnuclide = \"Ac-225\"\nactivity = \"4 MBq\"\ncycles = [2]\n"),
    );
    let matters = alpha["matters"].to_string();
    assert!(alpha["timeline"]["entries"].to_string().contains("Ac-225 on DOTATATE 4 MBq"), "{matters}");
}

// A rule holds a cycle until counts are back, halves what follows a deep fall, and ends a course that never recovers; without cause it does nothing.
#[test]
fn law_rules_hold_reduce_and_stop() {
    let marrow = "[marrow]\ndose = \"0.9 Gy\"\nhalf_life = \"3 d\"\nplatelets = 150\n";
    let rule = |least: f64, more: &str| format!("[[rule]]\ncount = \"platelets\"\nleast = {least}\n{more}");
    let run = |name: &str, rule: &str| simulate(name, &format!("{COURSE}{marrow}{rule}"));
    let free = run("free", "");
    let idle = run("idle", &rule(5.0, ""));
    assert_eq!(free["organs"][0]["bed_gy"]["value"], idle["organs"][0]["bed_gy"]["value"]);
    assert_eq!(idle["held"][3]["day"]["value"], 168.0);
    let held = run("held", &rule(125.0, "wait = \"1 wk\"\n"));
    let day = number(&held, "/held/1/day/value");
    assert!(day > 56.0 && ((day - 56.0) / 7.0).fract().abs() < 1e-9, "{day}");
    // Given later, cycles are given at a count that is back.
    let nadir =
        |a: &Value, c: usize| number(row(a, "blood", "platelets"), &format!("/cycles/{c}/nadir/value"));
    assert!(nadir(&held, 3) > nadir(&free, 3));
    let reduced = run("reduced", &rule(5.0, "reduce_below = 90\nreduce_to = \"50 %\"\n"));
    assert!(number(&reduced, "/held/1/reduced") > 0.5);
    let bed = |a: &Value| number(row(a, "organs", "kidneys"), "/bed_gy/value");
    assert!(bed(&reduced) < bed(&free));
    let stopped = run("stopped", &rule(149.9, "wait = \"1 wk\"\nlongest = \"2 wk\"\n"));
    assert_eq!(stopped["held"][1]["stopped"], 1.0);
    assert!((bed(&stopped) - 0.25 * bed(&free)).abs() < 0.02 * bed(&free));
}

// Courses before add to BED and to what may come of it.
#[test]
fn exact_courses_before_are_in_the_ledger() {
    let bed = |a: &Value| number(row(a, "organs", "kidneys"), "/bed_gy/value");
    let (new, again) =
        (simulate("new", COURSE), simulate("again", &format!("{COURSE}[before]\nkidneys = \"12 Gy\"\n")));
    close(bed(&again) - bed(&new), 12.0, 1e-9);
    let risk = |a: &Value| row(a, "organs", "kidneys")["complication"][1].as_f64().unwrap();
    assert!(risk(&again) > risk(&new));
}

// What is given before the first administration and does nothing changes nothing: the stated mass is that at the first administration.
#[test]
fn exact_sizes_are_those_at_the_first_administration() {
    let inert =
        "[[drug]]\nname = \"temozolomide\"\ndose = \"1 mg\"\nhalf_life = \"2 h\"\nstart = \"-40 d\"\n";
    let day = |name: &str, more: &str| {
        let answer = json(&["simulate", &given(name, more), "--draws", "20", "--json"]);
        (number(row(&answer, "lesions", "tumour 1"), "/endpoint/central_day"), answer)
    };
    let ((without, _), (with, answer)) = (day("plain", ""), day("inert", inert));
    assert!((with - without).abs() < 0.02, "{with} {without}");
    assert_eq!(answer["scans"].as_array().unwrap().len(), 0);
}

// Kill by a drug alone is its integral: 0.5/d at C/(C + C₅₀), a tenth of the peak at half effect, is ln 11 half-lives over ln 2 of full effect; not before it is given.
#[test]
fn exact_direct_kill_is_the_integral_of_the_effect() {
    for half_life_h in [1.0, 3.0, 24.0] {
        let drug = format!(
            "[[drug]]\nname = \"temozolomide\"\ndose = \"1 mg\"\nhalf_life = \"{half_life_h} h\"\nstart = \"10 d\"\nsize = {{ direct-kill = 0.5 }}\n"
        );
        let kill = |name: &str, more: &str| {
            let answer = json(&["simulate", &given(name, more), "--draws", "20", "--json"]);
            number(row(&answer, "lesions", "tumour 1"), "/log_kill/value")
        };
        let found = kill("kill", &drug) - kill("none", "");
        let wanted = 0.5 / 24.0 * libm::log(11.0) * half_life_h / std::f64::consts::LN_2;
        assert!((found / wanted - 1.0).abs() < 0.03, "{half_life_h} h: {found} {wanted}");
    }
}

// More of the same molecule is more dose to the marrow too; another nuclide on it needs its own.
#[test]
fn law_further_agents_reach_the_marrow() {
    let nadir = |name: &str, more: &str| {
        let answer = simulate(name, &format!("{COURSE}{MARROW}{more}"));
        number(row(&answer, "blood", "platelets"), "/cycles/0/nadir/value")
    };
    let one = nadir("marrow1", "");
    let two = nadir("marrow2", "[[also]]\nnuclide = \"Lu-177\"\ncycles = [1]\n");
    let other = nadir(
        "marrow3",
        "[[also]]\nnuclide = \"Y-90\"\ncycles = [1]\nmarrow_dose = \"0.45 Gy\"\nmarrow_half_life = \"3 d\"\n",
    );
    assert!(two < one - 10.0 && (other / two - 1.0).abs() < 1e-9, "{one} {two} {other}");
    let missing =
        hevesy(&["simulate", &study("marrow4", &format!("{COURSE}{MARROW}[[also]]\nnuclide = \"Y-90\"\n"))]);
    assert!(String::from_utf8_lossy(&missing.stderr).contains("the marrow's dose of Y-90 is not known"));
}

// Half the activity in further cycles is half their dose; the measured one stays as it was.
#[test]
fn exact_further_cycles_go_with_their_activity() {
    let bed = |a: &Value| number(row(a, "organs", "kidneys"), "/bed_gy/value");
    let all = bed(&simulate("full", COURSE));
    let one = bed(&simulate("single", &COURSE.replace("cycles = 4", "cycles = 1")));
    let half = bed(&simulate("halves", &format!("{COURSE}activity = \"3.7 GBq\"\n")));
    // BED = D (1 + qD): three times half a dose.
    assert!(half > one + 0.5 * (all - one) * 0.9 && half < one + 0.5 * (all - one), "{half} {one} {all}");
}

// A slip in an organ's name is not taken for a tumour, and counts say what they leave out.
#[test]
fn exact_slips_and_silences_are_said() {
    let folder = given(
        "slip",
        "[[given]]\nregion = \"kidnies\"\ndose = \"3 Gy\"\nhalf_life = \"50 h\"\nmass = \"300 g\"\n",
    );
    let output = hevesy(&["simulate", &folder]);
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("neither a tissue of the library nor named as a lesion")
    );
    let answer = simulate("quiet", &format!("{COURSE}{MARROW}{OLAPARIB}"));
    let alerts = answer["alerts"].to_string();
    assert!(alerts.contains("is not in the blood counts"), "{alerts}");
    let tall = study("tall", &format!("{COURSE}[[drug]]\nname = \"capecitabine\"\ndose = \"825 mg/m2\"\n"));
    let file = std::path::Path::new(&tall).join("study.toml");
    let text = hevesy_library::files::read_text(&file).unwrap();
    let text = text.replace("sex = \"male\"", "sex = \"male\"\nmass = \"80 kg\"\nheight = \"178 m\"");
    hevesy_library::files::write_whole(&file, text.as_bytes()).unwrap();
    let output = hevesy(&["simulate", &tall]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("body surface of"));
}
