//! The whole-body model of PSMA ligands in SBML against trajectories of another program.
//!
//! The files are the user's own copy (`../shared/inputs/15_sbml`); without them the tests say so and pass.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test that reads files"
)]

use hevesy_compartment::{Compiled, Dose, Network, Settings, Trajectory, read_sbml, run};

fn file(name: &str) -> Option<Vec<u8>> {
    let path = format!("{}/../../../shared/inputs/15_sbml/psma_pbpk/{name}", env!("CARGO_MANIFEST_DIR"));
    let found = std::fs::read(&path).ok();
    if found.is_none() {
        eprintln!("SKIPPED: {name} is not there");
    }
    found
}

fn model() -> Option<(Network, Compiled)> {
    named("PSMA.sbml")
}

fn named(name: &str) -> Option<(Network, Compiled)> {
    let network = read_sbml(&String::from_utf8(file(name)?).unwrap()).unwrap();
    let compiled = Compiled::of(&network).unwrap();
    Some((network, compiled))
}

/// (state, amount in nmol, at, over) with times in min.
fn doses(network: &Network, given: &[(&str, f64, f64, f64)]) -> Vec<Dose> {
    let dose = |(state, amount, at, over): &(&str, f64, f64, f64)| Dose {
        state: network.state(state).unwrap(),
        amount: *amount,
        at: *at,
        over: *over,
    };
    given.iter().map(dose).collect()
}

/// Time-integrated activity coefficient in h of an organ: of the hot peptide in all its parts, free and on albumin.
fn tiac_h(compiled: &Compiled, out: &Trajectory, organ: &str, given: f64) -> f64 {
    let of = |name: &str| name.starts_with(organ) && (name.ends_with(".Hot") || name.ends_with(".AlbHot"));
    let last = out.integrals.last().unwrap();
    let sum: f64 = compiled.names().iter().zip(last).filter(|(n, _)| of(n)).map(|(_, v)| v).sum();
    sum / 60.0 / given
}

// Oracle: libRoadRunner 2.10 on the same file, one dose of 10.18 nmol hot and 46.91 nmol cold, 70 d. Tolerance: its printed digits.
#[test]
fn val_time_integrated_activities() {
    let Some((network, compiled)) = model() else { return };
    let given = doses(&network, &[("Vein.Hot", 10.18, 0.0, 0.0), ("Vein.Cold", 46.91, 0.0, 0.0)]);
    let out = run(&compiled, &given, &[70.0 * 1440.0], Settings::default()).unwrap();
    for (organ, expected) in [
        ("Kidney", 0.769),
        ("SG", 0.0754),
        ("Liver", 1.532),
        ("Tumor1", 0.0996),
        ("Tumor2", 1.165),
        ("TumorRest", 2.114),
        ("Spleen", 0.0285),
        ("RedMarrow", 0.174),
    ] {
        let found = tiac_h(&compiled, &out, organ, 10.18);
        assert!((found / expected - 1.0).abs() < 2e-3, "{organ}: {found} h against {expected} h");
    }
}

// Oracle and tolerance: as above, the reduced model.
#[test]
fn val_time_integrated_activities_of_the_reduced_model() {
    let Some((network, compiled)) = named("reduced.sbml") else { return };
    let given = doses(&network, &[("Blood.Hot", 10.18, 0.0, 0.0), ("Blood.Cold", 46.91, 0.0, 0.0)]);
    let out = run(&compiled, &given, &[70.0 * 1440.0], Settings::default()).unwrap();
    for (organ, expected) in [("Kidney", 0.710), ("SG", 0.407), ("Tumor1", 0.0344)] {
        let found = tiac_h(&compiled, &out, organ, 10.18);
        assert!((found / expected - 1.0).abs() < 3e-3, "{organ}: {found} h against {expected} h");
    }
}

// Oracle: SimBiology. Run 2: 20 nmol hot at 100 nmol/min with 200 nmol cold at the same rate; run 11: the same in two halves, a minute apart,
// as the amounts in the files show. Tolerance: 0.1 % of each species' maximum from 2.36 min on.
#[test]
fn val_trajectories() {
    let Some((mut network, _)) = model() else { return };
    // The runs have a first tumour of 1 ml, where the file has 10 ml (`Tumor1VolumeCoeff` of 0.1 beside the trajectories).
    network.set("Tumor1", 0.001).unwrap();
    let compiled = Compiled::of(&network).unwrap();
    let hot = "Vein.Hot";
    for (run_number, given) in [
        (2, vec![(hot, 20.0, 0.0, 0.2), ("Vein.Cold", 200.0, 0.0, 2.0)]),
        (11, vec![(hot, 10.0, 0.0, 0.1), (hot, 10.0, 1.0, 0.1), ("Vein.Cold", 200.0, 0.0, 2.0)]),
    ] {
        let Some(packed) = file(&format!("SimBiology_SimDataResults_{run_number}.csv.xz")) else { return };
        let mut text = Vec::new();
        lzma_rs::xz_decompress(&mut packed.as_slice(), &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let mut lines = text.lines();
        let head: Vec<&str> = lines.next().unwrap().split(',').collect();
        let rows: Vec<Vec<f64>> =
            lines.map(|l| l.split(',').map(|v| v.parse().unwrap()).collect::<Vec<f64>>()).collect();
        let times: Vec<f64> = rows.iter().map(|r| r[0]).collect();
        let out = run(&compiled, &doses(&network, &given), &times, Settings::default()).unwrap();
        let (mut compared, mut worst) = (0, 0.0_f64);
        for (column, name) in head.iter().enumerate().filter(|(_, n)| n.contains("_species_")) {
            let name = name.replace("_species_", ".");
            let state = network.state(&name).unwrap();
            let most = rows.iter().map(|r| r[column].abs()).fold(0.0, f64::max);
            if most == 0.0 {
                continue;
            }
            compared += 1;
            for (row, states) in rows.iter().zip(&out.states).filter(|(r, _)| r[0] >= 2.36) {
                let difference = (states[state] - row[column]).abs() / most;
                worst = worst.max(difference);
                assert!(difference < 1e-3, "run {run_number}, {name}, {} min: {difference}", row[0]);
            }
        }
        assert!(compared > 100, "only {compared} species");
        eprintln!("run {run_number}: {compared} species, largest difference {worst:.1e} of the maximum");
    }
}

// Oracle: what came in is what is there, with the receptors; hot that decays becomes cold.
#[test]
fn law_amounts_are_conserved() {
    let Some((network, compiled)) = model() else { return };
    let given = doses(&network, &[("Vein.Hot", 10.18, 0.0, 0.0), ("Vein.Cold", 46.91, 5.0, 10.0)]);
    let closed = |excreted: bool| {
        let mut network = network.clone();
        if !excreted {
            network.reactions.retain(|r| r.changes.iter().any(|c| c.1 > 0.0));
        }
        let compiled = Compiled::of(&network).unwrap();
        let out = run(&compiled, &given, &[3000.0], Settings::default()).unwrap();
        let peptide = |n: &str| n.ends_with("Hot") || n.ends_with("Cold");
        compiled.names().iter().zip(&out.states[0]).filter(|(n, _)| peptide(n)).map(|(_, v)| v).sum::<f64>()
    };
    assert!(closed(true) < 50.0, "nothing is excreted");
    assert!((closed(false) - 57.09).abs() < 57.09 * 1e-9, "{}", closed(false));
    assert_eq!(compiled.names().len(), 192);
}

// Work counters: steps and terms. Time on one core follows from them (benches).
#[test]
fn regress_work_of_25_days() {
    let Some((network, compiled)) = model() else { return };
    let given = doses(&network, &[("Vein.Hot", 10.18, 0.0, 0.0), ("Vein.Cold", 46.91, 0.0, 0.0)]);
    let out = run(&compiled, &given, &[25.0 * 1440.0], Settings::default()).unwrap();
    assert_eq!(compiled.terms(), [559, 72, 0]);
    assert!(out.steps < 600, "{} steps", out.steps);
}
