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

/// Blood, a tumour with so many sites, and decay everywhere but where it is left out.
fn tiny(sites: &str, decay: [bool; 2]) -> Library {
    let decays = |from: &str, on: bool| {
        if on { format!("[[flow]]\nfrom = \"{from}\"\nrate = \"lambda\"\n") } else { String::new() }
    };
    let text = format!(
        "id = \"tiny\"\ntitle = \"binding\"\nnuclide = \"Lu-177\"\ndecay = \"within\"\nsource = \"made up\"\n\
         [parameters]\nk = {{ value = \"0.01 1/nmol/h\", label = \"P\" }}\nout = {{ value = \"0.2 1/h\", label = \"P\" }}\n\
         share = {{ value = \"0.5\", label = \"P\" }}\nfew = {{ value = \"5 nmol\", label = \"P\" }}\n\
         [[formula]]\nname = \"sites\"\nis = \"{sites}\"\n\
         [[compartment]]\nname = \"blood\"\nregion = \"blood\"\n[[compartment]]\nname = \"tumour\"\nregion = \"tumour\"\n\
         [[flow]]\nfrom = \"blood\"\nrate = \"out\"\n\
         [[flow]]\nfrom = \"blood\"\nto = \"tumour\"\nlaw = \"k * max(0, sites - tumour) * blood\"\n{}{}\
         [[dose]]\ninto = \"blood\"\namount = \"label\"\n",
        decays("blood", decay[0]),
        decays("tumour", decay[1])
    );
    Library::with_texts(vec![("models/tiny.toml".into(), text)], "").unwrap()
}

// What is given counts in every formula, not in doses only; several labels do not share it.
#[test]
fn exact_formulas_know_what_is_given() {
    let run = |sites: &str, labels: &[Label]| {
        let library = tiny(sites, [true, true]);
        simulate_labels(library.model("tiny").unwrap(), &BTreeMap::new(), labels)
    };
    let one = [label(LU_177_PER_H, 7400.0, 0.0)];
    let given = run("few + share * label", &one).unwrap();
    let label_nmol = 7400.0 * 1e6 * 3600.0 / LU_177_PER_H / 6.022_140_76e14;
    let stated = run(&format!("few * {}", 1.0 + 0.1 * label_nmol), &one).unwrap();
    let none = run("few", &one).unwrap();
    assert!((tiac(&given[0], "tumour") / tiac(&stated[0], "tumour") - 1.0).abs() < 1e-6);
    assert!(tiac(&given[0], "tumour") > 1.2 * tiac(&none[0], "tumour"));
    let two = [one[0].clone(), label(Y_90_PER_H, 1000.0, 0.0)];
    let error = run("few + share * label", &two).unwrap_err().to_string();
    assert!(error.contains("several labels"), "{error}");
}

#[test]
fn exact_labels_that_do_not_decay_are_refused() {
    for decay in [[true, false], [false, true]] {
        let library = tiny("few", decay);
        let one = [label(LU_177_PER_H, 7400.0, 0.0)];
        let error = simulate_labels(library.model("tiny").unwrap(), &BTreeMap::new(), &one).unwrap_err();
        assert!(error.to_string().contains("lets it decay"), "{error}");
    }
}
