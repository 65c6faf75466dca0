//! Several labels on one vector in one body.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use hevesy_kinetics::{Given, Label, Simulated, simulate, simulate_labels};
use hevesy_library::{KineticModel, Library, NumberUnit};

const LU_177_PER_H: f64 = std::f64::consts::LN_2 / (6.647 * 24.0);
const Y_90_PER_H: f64 = std::f64::consts::LN_2 / 64.1;

fn model(library: &Library) -> &KineticModel {
    library.model("PSMA-ligand-PBPK").unwrap()
}

fn cold(nmol: f64) -> BTreeMap<String, NumberUnit> {
    BTreeMap::from([("cold".into(), format!("{nmol} nmol").try_into().unwrap())])
}

fn label(lambda_per_h: f64, activity_mbq: f64, at_h: f64) -> Label {
    Label { lambda_per_h, given: vec![Given { at_h, ..Given::activity(activity_mbq) }] }
}

fn tiac(regions: &[Simulated], region: &str) -> f64 {
    regions.iter().find(|r| r.region == region).unwrap().tiac_h
}

// One activity or its two halves under two names: the same curves.
#[test]
fn law_halves_make_a_whole() {
    let library = Library::built_in().unwrap();
    let whole = simulate(model(&library), &cold(80.0), LU_177_PER_H, &[Given::activity(7400.0)]).unwrap();
    let half = label(LU_177_PER_H, 3700.0, 0.0);
    let halves = simulate_labels(model(&library), &cold(40.0), &[half.clone(), half]).unwrap();
    for (i, region) in whole.iter().enumerate() {
        for half in &halves {
            assert!((half[i].tiac_h / region.tiac_h - 1.0).abs() < 1e-4, "{}", region.region);
            for (a, b) in half[i].activity_mbq.iter().zip(&region.activity_mbq) {
                assert!((2.0 * a - b).abs() < 1e-4 * region.peak().1, "{}", region.region);
            }
        }
    }
}

// At the same time both share the sites; weeks apart each has them for itself. Equal before saturation: what carries little mass changes nothing.
#[test]
fn law_labels_share_the_sites() {
    let library = Library::built_in().unwrap();
    let alone =
        |lambda, mbq| simulate(model(&library), &cold(100.0), lambda, &[Given::activity(mbq)]).unwrap();
    let tumour = |at_h: f64| {
        let labels = [label(LU_177_PER_H, 7400.0, 0.0), label(Y_90_PER_H, 1850.0, at_h)];
        let both = simulate_labels(model(&library), &cold(100.0), &labels).unwrap();
        [tiac(&both[0], "tumour"), tiac(&both[1], "tumour")]
    };
    let own = [tiac(&alone(LU_177_PER_H, 7400.0), "tumour"), tiac(&alone(Y_90_PER_H, 1850.0), "tumour")];
    let (together, apart) = (tumour(0.0), tumour(2000.0));
    for i in 0..2 {
        assert!(together[i] < 0.9 * own[i], "{together:?} {own:?}");
        assert!((apart[i] / own[i] - 1.0).abs() < 0.01, "{apart:?} {own:?}");
    }
}

// A trace of the same nuclide has the uptake of the other label.
#[test]
fn law_equal_nuclides_have_equal_uptake() {
    let library = Library::built_in().unwrap();
    let labels = [label(LU_177_PER_H, 7400.0, 0.0), label(LU_177_PER_H, 1e-3, 0.0)];
    let both = simulate_labels(model(&library), &cold(40.0), &labels).unwrap();
    for (large, small) in both[0].iter().zip(&both[1]) {
        assert!((large.tiac_h / small.tiac_h - 1.0).abs() < 1e-3, "{}", large.region);
    }
}
