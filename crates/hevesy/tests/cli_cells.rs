//! What cells of one lesion do not share, what is cut out, and what is said beside the numbers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, reason = "a test")]

mod common;

use common::{close, json, number, text};
use serde_json::Value;

const BASE: &str = "agent = \"177Lu-DOTATATE\"\n[patient]\nsex = \"male\"\n[[administration]]\nactivity = \"7.4 GBq\"\n\
    [[given]]\nregion = \"liver lesion\"\ndose = \"30 Gy\"\nhalf_life = \"90 h\"\nmass = \"20 g\"\n\
    [[given]]\nregion = \"kidneys\"\ndose = \"5 Gy\"\nhalf_life = \"50 h\"\n";
const COURSE: &str = "[course]\ncycles = 4\ninterval = \"8 wk\"\n";

fn folder(name: &str, more: &str) -> String {
    let folder = std::env::temp_dir().join(format!("hevesy-cells-{}-{name}", std::process::id()));
    hevesy_library::files::write_whole(&folder.join("study.toml"), format!("{BASE}{more}").as_bytes())
        .unwrap();
    folder.to_str().unwrap().to_owned()
}

fn simulate(name: &str, more: &str) -> Value {
    json(&["simulate", &folder(name, more), "--draws", "40", "--json"])
}

const ALPHA: &str = "[response]\nalpha = \"0.1 1/Gy\"\n";

fn kill(answer: &Value) -> f64 {
    number(answer, "/lesions/0/log_kill/value")
}

// Uneven dose leaves more cells: −ln Σ of the populations' survival, here of 120 Gy with 50 %.
#[test]
fn law_uneven_uptake_kills_less() {
    let even = kill(&simulate("even", &format!("{COURSE}{ALPHA}")));
    let uneven = kill(&simulate("uneven", &format!("{COURSE}{ALPHA}uneven_uptake = \"50 %\"\n")));
    let sensitive = kill(&simulate("sensitive", &format!("{COURSE}{ALPHA}uneven_alpha = \"50 %\"\n")));
    // Of the linear term 12: 6.50 by 4000 slices of the log-normal law; the quadratic term adds a little.
    assert!(even > 12.0 && (6.4..7.2).contains(&uneven), "{even} {uneven}");
    assert!((sensitive / uneven - 1.0).abs() < 0.03);
}

// A clone that has lost the target is what grows back.
#[test]
fn law_a_clone_limits_the_kill() {
    let clone = "clone = [{ share = \"1 %\", dose = 0.0 }]\n";
    let with = kill(&simulate("clone", &format!("{COURSE}{ALPHA}{clone}")));
    close(with, std::f64::consts::LN_10 * 2.0, 1e-3);
}

// Bystanders are off by default; given, the answer says what they do.
#[test]
fn law_bystanders_are_reported() {
    let off = simulate("off", &format!("{COURSE}{ALPHA}"));
    assert!(off["lesions"][0]["bystander_log_kill"].is_null());
    let more = "bystander = { largest_per_day = 0.02, saturates_per_day = 0.1 }\n";
    let on = simulate("bystander", &format!("{COURSE}{ALPHA}{more}"));
    close(number(&on, "/lesions/0/bystander_log_kill/0"), kill(&off), 1e-12);
    assert!(kill(&on) > kill(&off));
}

// What is cut out is gone from then on; what is left grows.
#[test]
fn law_surgery() {
    let more = "[[surgery]]\nlesion = \"liver lesion\"\nat = \"20 wk\"\nleaves = \"1 %\"\n";
    let plain = simulate("plain", COURSE);
    let cut = simulate("cut", &format!("{COURSE}{more}"));
    let change = |a: &Value| number(a, "/lesions/0/end_change_percent/value");
    assert!(change(&cut) < -70.0 && change(&plain) > -60.0, "{} {}", change(&cut), change(&plain));
    close(kill(&cut), kill(&plain), 1e-6);
    let entries = cut["timeline"]["entries"].as_array().unwrap();
    assert!(entries.iter().any(|e| e["what"].as_str().unwrap().starts_with("operation on liver lesion")));
}

// Amino acids that the first cycle did not have lower what the kidneys get in the others, and tumours nothing.
#[test]
fn law_renal_protection() {
    let drug = "[[drug]]\nname = \"amino acids\"\ndose = \"50 g\"\ncycles = [2, 3, 4]\n";
    let (without, with) = (simulate("bare", COURSE), simulate("protected", &format!("{COURSE}{drug}")));
    let bed = |a: &Value, cycle: usize| number(a, &format!("/organs/0/bed_by_cycle_gy/{cycle}"));
    close(bed(&with, 0), bed(&without, 0), 1e-9);
    let share = (bed(&with, 3) - bed(&with, 0)) / (bed(&without, 3) - bed(&without, 0));
    assert!((0.5..0.6).contains(&share), "{share}");
    close(kill(&with), kill(&without), 1e-12);
    let all = drug.replace("cycles = [2, 3, 4]\n", "");
    close(bed(&simulate("usual", &format!("{COURSE}{all}")), 3), bed(&without, 3), 1e-12);
}

// Variation between cycles widens what the kidneys get and leaves its middle.
#[test]
fn law_cycles_vary() {
    let vary = format!("{COURSE}between_cycle_cv = \"30 %\"\n");
    let (same, varied) = (simulate("same", COURSE), simulate("varied", &vary));
    close(number(&varied, "/organs/0/bed_gy/value"), number(&same, "/organs/0/bed_gy/value"), 1e-12);
    assert!(number(&varied, "/organs/0/bed_gy/sd") > 1.2 * number(&same, "/organs/0/bed_gy/sd"));
}

// A sensitiser that beams show to be worth half again saves activity; its window says how much of the dose it sees.
#[test]
fn law_equal_effect_needs_less_activity() {
    let drug = "[[drug]]\nname = \"olaparib\"\ndose = \"300 mg\"\ntimes_a_day = 2\ndays = \"-2 to 14\"\n";
    let answer = simulate("saves", &format!("{COURSE}{ALPHA}{drug}"));
    let saved = number(&answer, "/iso_effect/activity_percent");
    assert!((60.0..95.0).contains(&saved), "{saved}");
    let window = &answer["windows"][0];
    assert!(window["dose_percent"].as_f64().unwrap() > 50.0, "{window}");
    close(number(&answer, "/windows/0/day_95"), 16.2, 0.02);
}

// Printed rates that go with what is given, and what genes say of a drug.
#[test]
fn exact_harms_and_markers_are_said() {
    let drug = "[[drug]]\nname = \"nivolumab\"\ndose = \"240 mg\"\nstart = \"21 d\"\n\
        [[drug]]\nname = \"olaparib\"\ndose = \"300 mg\"\n[markers]\nBRCA2 = \"mutant\"\n";
    let answer = simulate("harms", &format!("{COURSE}{drug}"));
    let harms = answer["harms"].as_array().unwrap();
    let with = |what: &str| harms.iter().find(|h| h["with"].as_str().unwrap().contains(what));
    close(with("177Lu-DOTATATE").unwrap()["percent"][1].as_f64().unwrap(), 2.9, 1e-9);
    close(with("anti-PD-1").unwrap()["percent"][1].as_f64().unwrap(), 16.3, 1e-9);
    assert!(with("223RaCl2").is_none());
    let alerts = answer["alerts"].to_string();
    assert!(alerts.contains("BRCA2 mutant") && alerts.contains("homologous recombination"), "{alerts}");
}

// Limits are looked at, and a rule that can never be met is said.
#[test]
fn exact_limits_and_hopeless_rules_are_said() {
    let answer = simulate("limits", &format!("{COURSE}[limits]\nkidneys = {{ bed = \"15 Gy\" }}\n"));
    assert!(number(&answer, "/limits/0/exceeded") > 0.9);
    assert!(answer["alerts"].to_string().contains("above the limit of BED 15"));
    let more = "[marrow]\ndose = \"0.3 Gy\"\nhalf_life = \"3 d\"\nplatelets = 220\n\
        [[rule]]\ncount = \"platelets\"\nleast = 300\n";
    let answer = simulate("hopeless", &format!("{COURSE}{more}"));
    assert!(answer["alerts"].to_string().contains("below the 300"));
}

// Three together against each alone.
#[test]
fn law_all_together_are_a_set_too() {
    let more = "[[beam]]\nregion = \"liver lesion\"\ndose = \"2 Gy\"\nfractions = 5\nat = \"10 d\"\n\
        [[drug]]\nname = \"olaparib\"\ndose = \"300 mg\"\ntimes_a_day = 2\ndays = \"1-14\"\n";
    let answer = simulate("three", &format!("{COURSE}{ALPHA}{more}"));
    let names: Vec<&str> =
        answer["pairs"].as_array().unwrap().iter().map(|p| p["pair"].as_str().unwrap()).collect();
    let wanted = [
        "177Lu-DOTATATE + beams",
        "177Lu-DOTATATE + olaparib",
        "beams + olaparib",
        "177Lu-DOTATATE + beams + olaparib",
    ];
    assert_eq!(names, wanted);
}

// Mistakes say what is wrong and what to do.
#[test]
fn exact_impossible_cells_are_refused() {
    for (more, said) in [
        ("[response]\nuneven_uptake = \"300 %\"\n", "not plausible"),
        ("[[drug]]\nname = \"olaparib\"\ndose = \"300 mg\"\nsize = { marrow-kill = 50 }\n", "not possible"),
        ("[marrow]\ndose = \"250 Gy\"\nhalf_life = \"3 d\"\n", "not plausible"),
        ("[response]\nlineal_energy = 120\n", "95.7"),
        ("[response]\nphases = [\"1 h\", \"8 h\", \"4 h\"]\n", "shorter than 2 h"),
        ("[immunity]\nclass = \"inflamed\"\nregulatory = 400\n", "from 0 to 100"),
        ("[immunity]\nclass = \"inflamed\"\nrecall = 0.5\n", "says nothing without"),
        ("[response]\nclone = [{ share = \"100 %\" }]\n", "add up to 100 %"),
        ("[response]\nuptake_exponent = 3\n", "between 0 and 2"),
        ("[response]\ng2_delay_gy_per_h = 0.3\n", "without `phases`"),
        ("[[surgery]]\nlesion = \"lesion 9\"\nat = \"20 wk\"\n", "no lesion of this study"),
        ("[[surgery]]\nlesion = \"liver lesion\"\nat = \"9000 d\"\n", "after the end"),
    ] {
        let out = common::hevesy(&["simulate", &folder("wrong", &format!("{COURSE}{more}"))]);
        let error = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success() && error.contains(said), "{more}: {error}");
    }
    assert!(text(&["simulate", &folder("right", COURSE), "--draws", "20"]).contains("How long it lasts"));
}

// A tumour that has shrunk takes up less and gets more of it.
#[test]
fn law_size_changes_the_dose() {
    let of = |name: &str, more: &str| {
        kill(&simulate(name, &format!("{COURSE}{ALPHA}clearance = \"10 d\"\n{more}")))
    };
    let (fixed, fed) = (of("fixed", ""), of("fed", "uptake_exponent = 0.67\n"));
    let concentration = of("concentration", "uptake_exponent = 1.0\n");
    // With an exponent of one the concentration of every administration is the same; with less a smaller tumour has more.
    assert!(
        (concentration / fixed - 1.0).abs() < 0.02 && fed > 1.05 * fixed,
        "{fixed} {concentration} {fed}"
    );
    // Uptake by the power of the mass is bounded at a hundredth of it: 4.4 times the dose at most.
    assert!(fed < 4.4 * fixed, "{fixed} {fed}");
}

// RBE of alphas by their lineal energy: 1 + z*/(α/β) with z* = 23.1 Gy at 80 keV/µm, of 2 Gy.
#[test]
fn exact_lineal_energy_gives_the_rbe() {
    let text = "nuclide = \"Ac-225\"\nagent = \"an antibody\"\n[[administration]]\nactivity = \"5 kBq\"\n\
        [[given]]\nregion = \"tumour\"\ndose = \"2 Gy\"\nquality = \"alphas\"\nhalf_life = \"2 d\"\nmass = \"100 mg\"\n\
        [response]\nalpha = \"0.1 1/Gy\"\nalpha_beta = \"10 Gy\"\nrepair_half_time = \"1.5 h\"\ndoubling_time = \"5 d\"\n\
        clearance = \"2 d\"\nlineal_energy = 80\n[course]\ncycles = 1\ninterval = \"30 d\"\n[follow]\nuntil = \"60 d\"\n";
    let folder = std::env::temp_dir().join(format!("hevesy-cells-{}-lineal", std::process::id()));
    hevesy_library::files::write_whole(&folder.join("study.toml"), text.as_bytes()).unwrap();
    let answer = json(&["simulate", folder.to_str().unwrap(), "--draws", "20", "--json"]);
    let z = 0.1602 * 80.0 / (std::f64::consts::PI * 0.42 * 0.42);
    close(kill(&answer), 0.1 * (1.0 + z / 10.0) * 2.0, 1e-3);
}

// A larger dose lowers the nadir and hardly moves it; a longer way to the blood makes it later.
#[test]
fn law_nadirs_by_parameter() {
    let marrow = "[marrow]\ndose = \"0.45 Gy\"\nhalf_life = \"3 d\"\n";
    let answer = simulate("nadirs", &format!("{COURSE}{marrow}"));
    let row = |parameter: &str| {
        let all = answer["nadirs"].as_array().unwrap();
        let found = all.iter().find(|n| n["lineage"] == "platelets" && n["parameter"] == parameter).unwrap();
        (found["later_d"].as_f64().unwrap(), found["count_percent"].as_f64().unwrap())
    };
    let (dose, transit) = (row("dose of the marrow"), row("transit"));
    assert!(dose.0.abs() < 0.5 && (-4.0..-1.0).contains(&dose.1), "{dose:?}");
    assert!((0.8..2.0).contains(&transit.0) && transit.1.abs() < 1.0, "{transit:?}");
}

// What scans see first is when it is said to end.
#[test]
fn law_progression_is_that_of_a_scan() {
    let answer = simulate("lasting", &format!("{COURSE}[follow]\nuntil = \"6 y\"\n"));
    let d = &answer["durability"];
    let scans = answer["scans"].as_array().unwrap();
    let first = scans.iter().find(|s| s["response"] == "PD").map(|s| s["day"].clone());
    assert_eq!(d["central_progression_d"], first.unwrap_or(Value::Null));
    let best: f64 = d["best"].as_array().unwrap().iter().filter_map(Value::as_f64).sum();
    close(best, 1.0, 1e-9);
}
