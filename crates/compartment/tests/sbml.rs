//! SBML models of others against trajectories of others: models of oncology (libRoadRunner) and the SBML test suite.
//!
//! The files are the user's own copy (`../shared/inputs/15_sbml`); without them the tests say so and pass.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that reads files"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hevesy_compartment::{Compiled, Expression, Network, Settings, read_sbml, run};

fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/inputs/15_sbml").join(name);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("SKIPPED: {name} is not there");
    None
}

/// Names and rows of a table.
fn table(path: &Path) -> (Vec<String>, Vec<Vec<f64>>) {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().filter(|l| !l.trim().is_empty());
    let name = |n: &str| n.trim().trim_matches(['[', ']', '"']).to_owned();
    let head = lines.next().unwrap().split(',').map(name).collect();
    let rows = lines.map(|l| l.split(',').map(|v| v.trim().parse().unwrap_or(f64::NAN)).collect()).collect();
    (head, rows)
}

/// Largest difference from a table in units of what is allowed at each value.
fn worst(
    network: &Network,
    path: &Path,
    (relative, absolute, of_most): (f64, f64, f64),
    amounts: &[&str],
) -> (f64, String) {
    let compiled = Compiled::of(network).unwrap();
    let (head, rows) = table(path);
    let times: Vec<f64> = rows.iter().map(|r| r[0]).collect();
    let out = run(&compiled, &[], &times, Settings { relative: 1e-9, decay: 0.0 })
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut worst = (0.0_f64, String::new());
    for (column, name) in head.iter().enumerate().skip(1) {
        // A model knows its quantities by id; the amount of a species is its state.
        let as_amount = amounts.contains(&name.as_str());
        let state = network.states.iter().position(|s| s.name == *name).filter(|_| as_amount);
        let value = state.map_or_else(|| Expression::Name(name.clone()), Expression::State);
        let value = network.resolved(&value, name).unwrap();
        let most = rows.iter().map(|r| r[column].abs()).filter(|v| v.is_finite()).fold(0.0, f64::max);
        let absolute = (absolute + of_most * most).max(1e-300);
        for ((t, states), row) in times.iter().zip(&out.states).zip(&rows) {
            let difference = (value.value(*t, states) - row[column]).abs();
            let share = difference / (relative * row[column].abs() + absolute);
            if share > worst.0 || share.is_nan() {
                worst =
                    (share, format!("{name} at {t}: {} against {}", value.value(*t, states), row[column]));
            }
        }
    }
    worst
}

// Oracle: libRoadRunner 2.10 at rtol 1e-10. Tolerance: 1e-4 of the value, 1e-6 of the
// largest one.
#[test]
fn val_models_of_oncology() {
    let Some(folder) = folder("oncology_biomodels") else { return };
    let mut compared = 0;
    for entry in std::fs::read_dir(folder.join("ref_libroadrunner_2.10.0")).unwrap() {
        let reference = entry.unwrap().path();
        let id = reference.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(folder.join(format!("{id}.xml"))).unwrap();
        let (share, at) = worst(&read_sbml(&text).unwrap(), &reference, (1e-4, 0.0, 1e-6), &[]);
        assert!(share < 1.0, "{id}: {share:.2e} of the tolerance, {at}");
        compared += 1;
    }
    assert!(compared == 12, "only {compared} models");
}

// Oracle: the results of the suite, its own tolerances. A case may be refused by name, never wrong.
#[test]
fn val_sbml_test_suite() {
    let Some(folder) = folder("sbml_test_suite/semantic") else { return };
    let (mut right, mut refused) = (0, BTreeMap::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let case = entry.unwrap().path();
        let number = case.file_name().unwrap().to_string_lossy().into_owned();
        let settings = std::fs::read_to_string(case.join(format!("{number}-settings.txt"))).unwrap();
        let setting = |key: &str| {
            settings
                .lines()
                .find_map(|l| l.split_once(':').filter(|(k, _)| k.trim() == key))
                .map_or("", |(_, v)| v.trim())
        };
        let mut files: Vec<PathBuf> = std::fs::read_dir(&case)
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.to_string_lossy().ends_with(".xml") && !p.to_string_lossy().contains("sedml"))
            .collect();
        files.sort();
        let Some(file) = files.last() else { continue };
        let text = std::fs::read_to_string(file).unwrap();
        let network = match read_sbml(&text).and_then(|n| Compiled::of(&n).map(|_| n)) {
            Ok(network) => network,
            Err(e) => {
                *refused.entry(e.what.clone()).or_insert(0) += 1;
                continue;
            }
        };
        let amounts: Vec<&str> = setting("amount").split(',').map(str::trim).collect();
        let number_of = |key: &str, or: f64| setting(key).parse().unwrap_or(or);
        let results = case.join(format!("{number}-results.csv"));
        let (share, at) = worst(
            &network,
            &results,
            (number_of("relative", 1e-4), number_of("absolute", 1e-7), 0.0),
            &amounts,
        );
        assert!(share <= 1.0, "case {number}: {share:.2e} of the tolerance, {at}");
        right += 1;
    }
    assert!(right >= 45, "{right} right, refused: {refused:#?}");
    eprintln!("{right} right, refused: {refused:#?}");
}
