//! `hevesy fit`: one patient and two cycles, a group, intervals that hold the truth, bad input refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test"
)]

mod common;

use std::collections::BTreeMap;
use std::path::PathBuf;

use common::{close, hevesy, json, number, root, text};
use hevesy::Library;
use hevesy::fitting::fit_person;
use hevesy::kinetics::{Given, Measured, Measurement, simulate};
use hevesy::nuclide::{HalfLives, Nuclide};
use hevesy::population::Scatter;
use hevesy_library::NumberUnit;
use hevesy_statistics::Draws;
use serde_json::Value;

const EXAMPLE: &str = "examples/psma-617-two-cycles.csv";
const MODEL: &str = "177Lu-PSMA-617-population";
const PHENOBARBITAL: &str = "crates/hevesy/tests/phenobarbital.toml";

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn parameter<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let all = answer["people"][0]["parameters"].as_array().unwrap();
    all.iter().find(|p| p["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

// NONMEM 7's run of the same data: objective, estimates. Through the compartment language, a table with units, and the exact solution.
#[test]
fn val_phenobarbital_as_nonmem() {
    let shared = root().join("../shared/inputs/14_pharmacometrics/pharmpy_pheno/pheno.dta");
    let Ok(data) = std::fs::read_to_string(shared) else {
        eprintln!("skipped: ../shared/inputs/14_pharmacometrics is not present");
        return;
    };
    let mut table = "patient,time_h,dose_mg,weight_kg,apgar,value_mg/L\n".to_owned();
    for line in data.lines().skip(1) {
        let c: Vec<&str> = line.split_whitespace().collect();
        let dose = c[2].parse::<f64>().unwrap() > 0.0;
        table += &format!("{},{},{},{},{},{}\n", c[0], c[1], c[2], c[3], c[4], if dose { "." } else { c[5] });
    }
    let folder = folder("phenobarbital");
    let file = folder.join("table.csv");
    std::fs::write(&file, table).unwrap();
    let chosen = "clearance_per_weight,volume_per_weight,low_apgar";
    let run = |more: &[&str]| {
        let mut all =
            vec!["fit", PHENOBARBITAL, file.to_str().unwrap(), "--population", "--scatter", "11.4396%"];
        all.extend(["--estimate", chosen, "--json"]);
        all.extend(more);
        json(&all)
    };
    let answer = run(&["--out", folder.to_str().unwrap()]);
    let group = &answer["group"];
    assert!((number(group, "/objective") - 586.276_056).abs() < 1e-3, "{group}");
    assert_eq!(group["converged"], true);
    let expected = [4.69555e-3, 0.158920, 0.984258, 2.93508e-2, 2.79060e-2, 0.115_069_5];
    for (i, e) in expected.into_iter().enumerate() {
        close(number(group, &format!("/estimates/{i}/value")), e, 2e-3);
    }
    // NONMEM's own standard errors by its default method differ by up to 10 % for typical values; its shrinkages are 47.6 % and 13.6 %.
    close(number(group, "/estimates/0/relative_error"), 0.044_72, 0.1);
    close(number(group, "/shrinkage/0/1"), 0.476, 0.03);
    assert!(folder.join("model.toml").is_file() && folder.join("fitted.csv").is_file());
}

// What was drawn for the example is within the intervals; two cycles differ, and the next one is uncertain where cycles differ.
#[test]
fn val_two_cycles() {
    let answer = json(&["fit", MODEL, EXAMPLE, "--scatter", "8%", "--json"]);
    for (name, truth) in [("k_blood_kidneys", 0.00694), ("k10", 0.288), ("k_liver_blood", 0.0283)] {
        let found = parameter(&answer, name);
        assert!(number(found, "/interval95/0") < truth && truth < number(found, "/interval95/1"), "{found}");
        assert!(number(found, "/informed") > 0.8, "{found}");
    }
    let cycle = |n: u32| number(parameter(&answer, &format!("k_blood_tumour, cycle {n}")), "/value");
    close(cycle(1) / cycle(2), 2.0, 0.15);
    let regions = answer["people"][0]["regions"].as_array().unwrap();
    let of = |name: &str| regions.iter().find(|r| r["region"] == name).unwrap();
    let width = |name: &str, of_what: &str| {
        number(of(name), &format!("/{of_what}/2")) / number(of(name), &format!("/{of_what}/0"))
    };
    assert!(width("kidneys", "next_gy") < 1.3 && width("kidneys", "before_gy") > 2.0);
    assert!(width("tumour", "next_gy") > 3.0 && width("tumour", "next_gy") < width("tumour", "before_gy"));
}

#[test]
fn regress_fit_text() {
    insta::assert_snapshot!("fit", text(&["fit", MODEL, EXAMPLE, "--scatter", "8%", "--draws", "100"]));
}

// One scan of synthetic patients drawn from the population: 95 % intervals of the kidneys' integral hold the truth in 95 % of them
// (3σ of 120), and are narrower than the population.
#[test]
fn law_intervals_hold_the_truth() {
    const PATIENTS: u64 = 120;
    let library = Library::built_in().unwrap();
    let model = library.model(MODEL).unwrap();
    let lambda_per_h = HalfLives::icrp107().decay_constant_per_h(Nuclide::find("Lu-177").unwrap());
    let scatter = Scatter { proportional: 0.08, additive: 0.0, estimated: false };
    let given = [Given::activity(3000.0)];
    let (mut held, mut narrower) = (0, 0);
    for patient in 0..PATIENTS {
        let mut draws = Draws::new(7, "synthetic patients of the test", patient);
        let mut instead: BTreeMap<String, NumberUnit> = BTreeMap::new();
        for (name, p) in &model.parameters {
            let Some(cv) = p.between_patients else { continue };
            let sigma = libm::sqrt(libm::log1p(cv.get() * cv.get()));
            let mut own = p.value.clone();
            own.value *= libm::exp(sigma * draws.normal());
            instead.insert(name.clone(), own);
        }
        let truth = simulate(model, &instead, lambda_per_h, &given).unwrap();
        let kidneys = truth.iter().find(|r| r.region == "kidneys").unwrap();
        let value = kidneys.at(48.0) * libm::exp(0.08 * draws.normal());
        let measured = Measured {
            name: "synthetic".into(),
            given: given.to_vec(),
            points: vec![Measurement {
                time_h: 48.0,
                of: "kidneys".into(),
                value,
                unit: 1.0,
                unit_name: "MBq".into(),
            }],
            ..Measured::default()
        };
        let fit = fit_person(model, &BTreeMap::new(), lambda_per_h, &measured, scatter).unwrap();
        let base = hevesy::simulated::Scenario {
            model,
            instead: BTreeMap::new(),
            nuclide: Nuclide::find("Lu-177").unwrap(),
            given: given.to_vec(),
            sex: None,
        };
        let spread = fit.spread(&base, None, 100, 1).unwrap();
        let found = spread.iter().find(|r| r.region == "kidneys").unwrap().tiac_h;
        held += u64::from(found.low95 < kidneys.tiac_h && kidneys.tiac_h < found.high95);
        narrower += u64::from(found.cv() < 0.15);
    }
    let share = held as f64 / PATIENTS as f64;
    assert!((share - 0.95).abs() < 3.0 * libm::sqrt(0.95 * 0.05 / PATIENTS as f64), "{share}");
    assert_eq!(narrower, PATIENTS);
}

// The model with what was found is a model: it loads, and its population is that patient.
#[test]
fn law_what_was_found_stands_before_the_next_fit() {
    let folder = folder("posterior");
    text(&["fit", MODEL, EXAMPLE, "--scatter", "8%", "--draws", "20", "--out", folder.to_str().unwrap()]);
    let html = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(html.contains("kidneys, cycle 2") && html.contains("95 % band") && html.ends_with("</html>\n"));
    let model = folder.join("model.toml");
    let answer =
        json(&["kinetics", model.to_str().unwrap(), "--activity", "6GBq", "--patients", "60", "--json"]);
    let regions = answer["scenarios"][0]["regions"].as_array().unwrap();
    let kidneys = regions.iter().find(|r| r["region"] == "kidneys").unwrap();
    let ratio = number(kidneys, "/population/tiac_h/2") / number(kidneys, "/population/tiac_h/0");
    assert!(ratio < 1.6, "{ratio}");
    close(number(kidneys, "/tiac_h"), 1.31, 0.03);
}

// Two parameters of which only the product is seen: the answer names them.
#[test]
fn law_what_cannot_be_identified_is_named() {
    let folder = folder("open");
    let model = std::fs::read_to_string(root().join(PHENOBARBITAL)).unwrap();
    let model = model
        .replace("drug\"\n", "bioavailability * drug\"\n")
        .replace("[parameters]\n", "[parameters]\nbioavailability = { value = \"1\", label = \"P\" }\n");
    std::fs::write(folder.join("model.toml"), model).unwrap();
    let mut table = "patient,time_h,dose_mg,value_mg/L\n".to_owned();
    for patient in 0..12 {
        let mut draws = Draws::new(5, "open", patient);
        let (cl, v) = (0.007 * libm::exp(0.2 * draws.normal()), 1.5 * libm::exp(0.2 * draws.normal()));
        table += &format!("{patient},0,30,.\n");
        for t in [2.0, 30.0, 100.0, 200.0] {
            let c = 30.0 / v * libm::exp(-cl / v * t + 0.1 * draws.normal());
            table += &format!("{patient},{t},.,{c}\n");
        }
    }
    std::fs::write(folder.join("table.csv"), table).unwrap();
    let (model, table) = (folder.join("model.toml"), folder.join("table.csv"));
    let run = |names: &str| {
        json(&[
            "fit",
            model.to_str().unwrap(),
            table.to_str().unwrap(),
            "--population",
            "--estimate",
            names,
            "--json",
        ])
    };
    let sound = run("clearance_per_weight,volume_per_weight");
    assert!(number(&sound, "/group/condition") < 100.0);
    let open = run("clearance_per_weight,volume_per_weight,bioavailability");
    let named = open["group"]["least_certain"].to_string();
    assert!(open["group"]["condition"].as_f64().is_none_or(|c| c > 1e4), "{}", open["group"]["condition"]);
    for name in ["bioavailability", "clearance_per_weight", "volume_per_weight"] {
        assert!(named.contains(name), "{named}");
    }
}

#[test]
fn exact_bad_tables_are_refused() {
    let folder = folder("bad-tables");
    let head = "time_h,dose_MBq,region,activity_MBq\n";
    for (table, line, part) in [
        ("", None, "is empty"),
        (head, None, "no rows"),
        ("time_h,region\n1,liver\n", Some(1), "no column like `activity_MBq`"),
        ("time,region,activity_MBq\n1,liver,2\n", Some(1), "no unit that fits"),
        ("time_h,dose_mg,region,activity_MBq\n1,2,liver,2\n", Some(1), "is no activity"),
        (
            "time_h,dose_MBq,region,activity_MBq,k10_1/h\n0,6000,,,1\n1,,liver,2,2\n",
            Some(3),
            "`k10` of the patient changes",
        ),
        ("time_h,dose_MBq,region,activity_MBq\n0,6000,,\n1,,gonads,2\n", Some(3), "`gonads` is nothing that"),
        ("time_h,dose_MBq,region,activity_MBq\n0,6000,,\n1,,liver,many\n", Some(3), "`many` in the column"),
        (
            "time_h,dose_MBq,region,activity_MBq\n5,6000,,\n1,,liver,30\n",
            Some(3),
            "before anything was given",
        ),
        ("time_h,dose_MBq,region,activity_MBq\n0,6000,liver,20\n", Some(2), "a dose and a measurement"),
        ("time_h,dose_MBq,region,activity_MBq\n1,,liver,20\n", Some(2), "was given nothing"),
        ("time_h,dose_MBq,region,activity_MBq\n0,6000,,\n1,,,20\n", Some(3), "does not say what"),
        ("time_h,dose_MBq,region,value_mg/L\n0,6000,,\n1,,liver,20\n", Some(3), "of the dimension"),
        ("time_h;dose_MBq;region;activity_MBq\n0;6000;;\n1;;liver;20,5\n", Some(3), "decimal point"),
        (
            "time_h,dose_MBq,region,activity_MBq\n0,6000,,\n1,,liver,20,5\n",
            Some(3),
            "5 cells under a header of 4",
        ),
        (
            "time_h,dose_MBq,region,activity_MBq\n0,6000,,\n1,,liver,20000\n",
            Some(3),
            "more than the 6000 MBq",
        ),
    ] {
        let file = folder.join("table.csv");
        std::fs::write(&file, table).unwrap();
        let output = hevesy(&["fit", MODEL, file.to_str().unwrap()]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{table}: {error}");
        assert!(error.contains(part), "{table}: {error}");
        let place = line.map_or("table.csv".to_owned(), |l: u32| format!("table.csv, line {l}:"));
        assert!(error.contains(&place), "{table}: {error}");
    }
    for (arguments, part) in [
        (vec!["--scatter", "0 %"], "scatter"),
        (vec!["--population"], "too few people"),
        (vec!["--draws", "3"], "too few for an interval"),
        (vec!["--next", "0 MBq"], "nothing is given"),
        (vec!["--estimate", "k10"], "--population"),
    ] {
        let mut all = vec!["fit", MODEL, EXAMPLE];
        all.extend(arguments);
        let output = hevesy(&all);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(part), "{all:?}: {error}");
    }
}

// A rate in 1/d is the rate in 1/h, set by hand or in a column; an infusion of the table is one; two measurements at one time are two.
#[test]
fn exact_units_and_infusions() {
    let folder = folder("units");
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let table = "time_h,region,activity_MBq\n24,kidneys,120\n24,kidneys,118\n";
    let file = write("units.csv", table);
    let run = |file: &str, set: &str| {
        let mut all = vec!["fit", MODEL, file, "--draws", "20", "--json"];
        if !set.is_empty() {
            all.extend(["--set", set]);
        }
        if !file.ends_with("own.csv") {
            all.extend(["--activity", "7.4GBq"]);
        }
        json(&all)
    };
    let (hours, days) = (run(&file, "k10=0.35 1/h"), run(&file, "k10=8.4 1/d"));
    close(number(&hours, "/people/0/objective"), number(&days, "/people/0/objective"), 1e-12);
    close(number(parameter(&days, "k10"), "/before"), 0.35, 1e-12);
    assert_ne!(hours["people"][0]["objective"], run(&file, "")["people"][0]["objective"]);
    let output = hevesy(&["fit", MODEL, &file, "--activity", "7.4GBq", "--set", "k10=8 L/d"]);
    assert_eq!(output.status.code(), Some(1));
    // The same dose over half a minute is a bolus to within what half a minute makes; over a day it is not.
    let own = |over: &str| {
        let text = format!(
            "time_h,dose_MBq,over_h,region,activity_MBq\n0,7400,{over},,\n24,,,kidneys,120\n24,,,kidneys,118\n"
        );
        number(&run(&write("own.csv", &text), ""), "/people/0/objective")
    };
    let bolus = number(&run(&file, ""), "/people/0/objective");
    assert!(
        (own("0.008") - bolus).abs() < 1e-3 && (own("24") - bolus).abs() > 0.5,
        "{} {}",
        own("24"),
        bolus
    );
    for (table, more, part) in [
        ("time_h,region,activity_MBq\n24,kidneys,0\n", vec!["--activity", "7GBq"], "a measurement of 0"),
        (
            "time_h,dose_MBq,region,activity_MBq\n0,7000,,\n24,,kidneys,9\n",
            vec!["--activity", "7GBq"],
            "leave one of them out",
        ),
    ] {
        let file = write("bad.csv", table);
        let mut all = vec!["fit", MODEL, &file];
        all.extend(more);
        let output = hevesy(&all);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && error.contains(part), "{error}");
    }
}
