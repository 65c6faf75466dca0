//! `hevesy kinetics`: doses of the models, populations, comparisons, bad input refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test"
)]

mod common;

use common::{close, hevesy, json, number, text};
use serde_json::Value;

fn region<'a>(answer: &'a Value, scenario: usize, name: &str) -> &'a Value {
    let regions = answer["scenarios"][scenario]["regions"].as_array().unwrap();
    regions.iter().find(|r| r["region"] == name).unwrap_or_else(|| panic!("no {name}"))
}

// Oracle: an independent integration of the published models. Tolerance: printed digits and another energy per decay, 0.5 %.
#[test]
fn val_kidney_doses_of_the_population_models() {
    for (model, activity, gy_per_gbq) in [
        ("177Lu-PSMA-617-population", "3GBq", 0.425),
        ("177Lu-PSMA-I&T-population", "7.4GBq", 0.436),
        ("177Lu-HA-DOTATATE-population", "7.271GBq", 0.364),
    ] {
        let answer = json(&["kinetics", model, "--activity", activity, "--sex", "male", "--json"]);
        let kidneys = region(&answer, 0, "kidneys");
        close(number(kidneys, "/local_gy_per_gbq"), gy_per_gbq, 5e-3);
        // Photons add, electrons that leave take away.
        close(number(kidneys, "/dose_gy_per_gbq"), gy_per_gbq, 0.03);
        assert!(!answer["notes"].as_array().unwrap().is_empty());
    }
}

#[test]
fn regress_kinetics_text() {
    let run = ["kinetics", "PSMA-617 population", "--sex", "male", "--patients", "40"];
    insta::assert_snapshot!("kinetics", text(&run));
    insta::assert_snapshot!("kinetics_models", text(&["kinetics"]));
}

// A pure beta emitter: no photon links its organs, and every organ of the table has a dose all the same.
#[test]
fn law_every_nuclide_leaves_a_dose() {
    let nuclides = [
        "kinetics",
        "PSMA-617 population",
        "--nuclide",
        "Lu-177,Y-90,Ac-225",
        "--activity",
        "1GBq",
        "--sex",
        "male",
        "--json",
    ];
    let answer = json(&nuclides);
    for scenario in 0..3 {
        for name in ["kidneys", "liver", "salivary glands", "tumour"] {
            let dose = number(region(&answer, scenario, name), "/dose_gy_per_gbq");
            assert!(dose > 0.0, "{scenario} {name}: {dose}");
        }
    }
}

// Less held at the site of a recoil: bismuth from all the body reaches the kidneys, and the tumour loses; all held is the dose at equilibrium.
#[test]
fn law_daughters_that_are_freed() {
    let run = ["kinetics", "PSMA-617 population", "--nuclide", "Ac-225", "--activity", "8MBq", "--daughters"];
    let with = |retained: &[&str]| {
        let mut all = run.to_vec();
        retained.iter().for_each(|r| all.extend(["--retained", r]));
        all.push("--json");
        json(&all)
    };
    let answer = with(&["all=0,50%,1"]);
    let dose = |answer: &Value, choice: usize, name: &str| {
        let regions = answer["scenarios"][0]["daughters"][choice]["regions"].as_array().unwrap();
        let region = regions.iter().find(|r| r["region"] == name).unwrap();
        number(region, "/alpha_gy_per_gbq") + number(region, "/electron_gy_per_gbq")
    };
    // Where the kidneys hold what decays in them and all else lets go, what comes by blood is on top.
    let others = with(&["all=0", "kidneys=1"]);
    assert!(dose(&others, 0, "kidneys") > 1.2 * dose(&answer, 2, "kidneys"));
    assert!(dose(&answer, 0, "tumour") < 0.25 * dose(&answer, 2, "tumour"));
    close(dose(&answer, 2, "tumour"), number(region(&answer, 0, "tumour"), "/local_gy_per_gbq"), 2e-3);
}

// Report, table and answer are written whole; the curves integrate to the coefficients of the answer.
#[test]
fn exact_out_folder() {
    let folder = std::env::temp_dir().join(format!("hevesy-kinetics-{}", std::process::id()));
    let out = folder.to_str().unwrap();
    text(&["kinetics", "177Lu-HA-DOTATATE-population", "--sex", "female", "--out", out]);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let (html, curves) = (read("report.html"), read("curves.csv"));
    let answer: Value = serde_json::from_str(&read("result.json")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        html.contains("<svg") && html.contains("sites_kidneys") && html.contains("simulated, not measured")
    );
    let mut area = 0.0;
    let points: Vec<(f64, f64)> = curves
        .lines()
        .filter(|l| l.contains(",kidneys,"))
        .map(|l| {
            let mut cells = l.rsplit(',').map(|c| c.parse::<f64>().unwrap());
            let activity = cells.next().unwrap();
            (cells.next().unwrap(), activity)
        })
        .collect();
    for pair in points.windows(2) {
        area += 0.5 * (pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1);
    }
    let expected = number(region(&answer, 0, "kidneys"), "/tiac_h") * number(&answer, "/activity_mbq");
    close(area, expected, 5e-3);
}

// The model that the README shows runs as it stands there.
#[test]
fn exact_the_model_of_the_readme() {
    let readme = std::fs::read_to_string(common::root().join("README.md")).unwrap();
    let model = readme.split("```toml\n").find(|part| part.starts_with("id = \"mine\"")).unwrap();
    let model = model.split("```").next().unwrap();
    let file = std::env::temp_dir().join(format!("hevesy-readme-{}.toml", std::process::id()));
    std::fs::write(&file, model).unwrap();
    let run = ["kinetics", file.to_str().unwrap(), "--activity", "1GBq", "--patients", "30", "--json"];
    let answer = json(&run);
    std::fs::remove_file(&file).unwrap();
    let kidneys = region(&answer, 0, "kidneys");
    assert!(number(kidneys, "/dose_gy") > 0.0 && number(kidneys, "/population/dose_gy/2") > 0.0);
}

// The same seed gives the same population; the typical patient lies within it.
#[test]
fn law_populations_are_reproducible() {
    let run = ["kinetics", "177Lu-PSMA-617-population", "--patients", "60", "--json"];
    let answer = json(&run);
    assert_eq!(answer, json(&run));
    let kidneys = region(&answer, 0, "kidneys");
    let at = |i: usize| number(kidneys, &format!("/population/tiac_h/{i}"));
    assert!(at(0) < number(kidneys, "/tiac_h") && number(kidneys, "/tiac_h") < at(2));
}

#[test]
fn exact_bad_arguments_are_refused() {
    for (arguments, part) in [
        (vec!["kinetics", "nothing"], "known are 131I"),
        (vec!["kinetics", "PSMA-617 population", "--set", "k10"], "has no value"),
        (vec!["kinetics", "PSMA-617 population", "--set", "k99=1 1/h"], "no parameter `k99`"),
        (vec!["kinetics", "PSMA-617 population", "--set", "k10=1 L/h"], "must have the dimension time^-1"),
        (vec!["kinetics", "PSMA-617 population", "--set", "k10=-1 1/h"], "not negative"),
        (vec!["kinetics", "PSMA-617 population", "--activity", "0GBq"], "nothing is given"),
        (vec!["kinetics", "PSMA-617 population", "--nuclide", "Lu-999"], "Lu-999"),
        (vec!["kinetics", "PSMA-617 population", "--patients", "3"], "too few"),
        (
            vec!["kinetics", "antibody", "--variant", "IgM", "--activity", "1GBq"],
            "known are F(ab')2, Fab, IgG",
        ),
        (vec!["kinetics", "PSMA-617 population", "--variant", "x"], "has no variants"),
        (vec!["kinetics", "PSMA PBPK", "--set", "protected=80%"], "at most 65 %"),
        (vec!["kinetics", "antibody"], "no usual activity"),
        (vec!["kinetics", "PSMA-617 population", "--nuclide", "Ac-225"], "usual activity is one of Lu-177"),
        (vec!["kinetics", "177Lu-PSMA-617"], "models of this agent are 177Lu-PSMA-617-population"),
        (
            vec!["kinetics", "177Lu-HA-DOTATATE-population", "--set", "peptide=20ug"],
            "must have the dimension amount",
        ),
        (
            vec!["kinetics", "PSMA-617 population", "--set", "kidney_mass=310mL"],
            "must have the dimension mass",
        ),
        (vec!["kinetics", "PSMA-617 population", "--set", "kidney_mass=0g"], "its mass is zero"),
        (vec!["kinetics", "PSMA-617 population", "--set", "capacity=40nmol"], "adds or compares"),
        (vec!["kinetics", "PSMA-617 population", "--set", "capacity=-40MBq"], "not negative"),
        (vec!["kinetics", "177Lu-HA-DOTATATE-population", "--set", "peptide=0nmol"], "carries the label"),
        (vec!["kinetics", "PSMA-617 population", "--until", "3"], "SBML models only"),
        (vec!["kinetics", "PSMA-617 population", "--sex", "x"], "give male or female"),
        (vec!["kinetics", "PSMA-617 population", "--daughters", "--retained", "x"], "has no share"),
        (vec!["kinetics", "PSMA-617 population", "--daughters", "--retained", "all=2"], "is no share"),
        (
            vec!["kinetics", "223RaCl2", "--activity", "4MBq", "--daughters", "--retained", "toe=1"],
            "no region `toe`",
        ),
        (vec!["kinetics", "no.sbml", "--until", "3"], "there is no file"),
        (vec!["kinetics", "PSMA PBPK", "--also", "Y-90"], "has no activity"),
        (vec!["kinetics", "PSMA PBPK", "--also", "Y-90=0GBq"], "nothing is given"),
        (vec!["kinetics", "PSMA PBPK", "--also", "nothing:Y-90=1GBq"], "no model `nothing`"),
        (vec!["kinetics", "PSMA PBPK", "--also", "Y-90=1GBq", "--daughters"], "follows one agent"),
        (vec!["kinetics", "PSMA PBPK", "--patients", "40"], "no parameter has a spread"),
    ] {
        let output = hevesy(&arguments);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
}

#[test]
fn exact_courses() {
    let of = |activity: &str| json(&["kinetics", "PSMA-617 population", "--activity", activity, "--json"]);
    let times = |a: &Value| -> Vec<(f64, f64)> {
        let all = a["administrations"].as_array().unwrap();
        all.iter().map(|g| (number(g, "/at_h"), number(g, "/activity_mbq"))).collect()
    };
    assert_eq!(times(&of("2x3GBq@42d")), [(0.0, 3000.0), (1008.0, 3000.0)]);
    assert_eq!(times(&of("3GBq@42d,1GBq")), [(0.0, 1000.0), (1008.0, 3000.0)]);
    close(number(&of("2x3GBq@42d"), "/activity_mbq"), 6000.0, 1e-12);
    let (one, two) = (of("3GBq"), of("2x3GBq@42d"));
    close(number(region(&two, 0, "kidneys"), "/tiac_h"), number(region(&one, 0, "kidneys"), "/tiac_h"), 1e-3);
    // Half-lives are read between 24 and 168 h, and not across another administration.
    assert!(region(&of("2x3GBq@3d"), 0, "kidneys")["effective_half_life_h"].is_null());
    for bad in ["2x3GBq", "0x3GBq@1d", "x3GBq@1d", "3GBq@-1d", "0GBq", "2x3GBq@0d", "3GBq@soon"] {
        let output = hevesy(&["kinetics", "PSMA-617 population", "--activity", bad]);
        assert_eq!(output.status.code(), Some(1), "{bad}");
    }
    for reserved in ["lambda=1 1/h", "drug=1 g", "label=2 nmol"] {
        let output = hevesy(&["kinetics", "PSMA-617 population", "--set", reserved]);
        assert_eq!(output.status.code(), Some(1), "{reserved}");
    }
    let strontium =
        json(&["kinetics", "bone-seeker-ICRP", "--variant", "strontium", "--activity", "150MBq", "--json"]);
    assert_eq!(strontium["scenarios"][0]["nuclide"], "Sr-89");
}

// Labels of one vector compete; agents on different vectors do not, and their doses add up where both have one.
#[test]
fn law_agents_together() {
    let alone = json(&["kinetics", "PSMA PBPK", "--activity", "7.4GBq", "--json"]);
    let with =
        |also: &str| json(&["kinetics", "PSMA PBPK", "--activity", "7.4GBq", "--also", also, "--json"]);
    let tumour = |a: &Value| number(region(a, 0, "tumour"), "/dose_gy");
    let (same, other) = (with("Y-90=1.85GBq"), with("177Lu-PSMA-617-population:Ac-225=8MBq@14d"));
    assert!(tumour(&same) < 0.95 * tumour(&alone));
    close(tumour(&other), tumour(&alone), 1e-9);
    let sum = |a: &Value, name: &str| {
        let all = a["scenarios"][0]["together"].as_array().unwrap();
        all.iter().find(|s| s["region"] == name).unwrap().clone()
    };
    let kidneys = sum(&same, "kidneys");
    let parts = number(&kidneys, "/by_agent_gy/0") + number(&kidneys, "/by_agent_gy/1");
    close(number(&kidneys, "/dose_gy"), parts, 1e-12);
    // A dose that one agent's model does not have is not known in sum; numbers of another nuclide do not hold.
    assert!(sum(&other, "red marrow")["dose_gy"].is_null());
    assert!(sum(&other, "salivary glands")["tumour_to_region"].is_null());
    assert!(sum(&other, "kidneys")["dose_gy"].is_null() || sum(&other, "tumour")["dose_gy"].is_null());
    assert_eq!(other["scenarios"][0]["also"][0]["administrations"][0]["at_h"], 336.0);
    assert!(
        other["notes"].as_array().unwrap().iter().any(|n| n.as_str().unwrap().contains("cannot be added"))
    );
}

// The study's uptake of tumour falls from cycle to cycle, unless it is set for all of them.
#[test]
fn exact_values_by_cycle() {
    let tumour = |activity: &str, set: &[&str]| {
        let mut all = vec!["kinetics", "PSMA-I&T population", "--activity", activity, "--json"];
        all.extend(set);
        number(region(&json(&all), 0, "tumour"), "/tiac_h")
    };
    let set = ["--set", "cycle_factor=1"];
    let (one, four) = (tumour("7.4GBq", &[]), tumour("4x7.4GBq@42d", &[]));
    close(four / one, (1.0 + 0.731 + 0.498 + 0.436) / 4.0, 0.01);
    close(tumour("4x7.4GBq@42d", &set), one, 1e-4);
    // Cycles count on, whatever label they carry.
    let also = |label: &str| {
        let given = ["kinetics", "PSMA-I&T population", "--activity", "7.4GBq", "--also", label, "--json"];
        let answer = json(&given);
        let agents = answer["scenarios"][0]["also"][0]["regions"].as_array().unwrap().clone();
        number(agents.iter().find(|r| r["region"] == "tumour").unwrap(), "/tiac_h")
    };
    close(also("Lu-177=7.4GBq@42d") / one, 0.731, 0.01);
}

// With daughters the ratio is that of the doses with their fate; capacities that hold for one nuclide only rank no other.
#[test]
fn law_ratios_follow_daughters() {
    let answer = json(&[
        "kinetics",
        "PSMA-617 population",
        "--nuclide",
        "Ac-225",
        "--activity",
        "8MBq",
        "--daughters",
        "--retained",
        "all=0,1",
        "--json",
    ]);
    let ratio = |i: usize| {
        let all = answer["scenarios"][0]["daughters"][i]["regions"].as_array().unwrap();
        number(all.iter().find(|r| r["region"] == "kidneys").unwrap(), "/tumour_to_region")
    };
    let in_place = number(region(&answer, 0, "kidneys"), "/local_gy_per_gbq");
    let tumour = number(region(&answer, 0, "tumour"), "/local_gy_per_gbq");
    close(ratio(1), tumour / in_place, 1e-4);
    assert!(ratio(0) < 0.5 * ratio(1));
    assert_eq!(region(&answer, 0, "salivary glands")["holds"], false);
    assert!(region(&answer, 0, "salivary glands")["tumour_to_region"].is_null());
}
