//! The whole-body model of a PSMA ligand: laws, and what the reviews say of vectors.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use hevesy_compartment::{Compiled, Dose, Settings, run};
use hevesy_kinetics::{Given, Simulated, simulate};
use hevesy_library::{Administered, Library, NumberUnit};

const MODEL: &str = "PSMA-ligand-PBPK";
const LAMBDA_PER_H: f64 = std::f64::consts::LN_2 / (6.647 * 24.0);

fn changed(set: &[(&str, &str)]) -> BTreeMap<String, NumberUnit> {
    set.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned().try_into().unwrap())).collect()
}

fn regions(set: &[(&str, &str)]) -> Vec<Simulated> {
    let library = Library::built_in().unwrap();
    let given = [Given::activity(7400.0)];
    simulate(library.model(MODEL).unwrap(), &changed(set), LAMBDA_PER_H, &given).unwrap()
}

fn tiac(regions: &[Simulated], name: &str) -> f64 {
    regions.iter().find(|r| r.region == name).unwrap().tiac_h
}

// Nothing is lost: with no way out of the body all peptide is there after a month, hot and cold.
#[test]
fn law_peptide_is_conserved() {
    let library = Library::built_in().unwrap();
    let model = library.model(MODEL).unwrap();
    let given =
        Administered { activity_mbq: 7400.0, label_nmol: 10.18, lambda_per_h: LAMBDA_PER_H, drug_g: 0.0 };
    let mut network = model.definition(&BTreeMap::new(), given).unwrap().network().unwrap();
    network.reactions.retain(|r| r.changes.len() == 2);
    let compiled = Compiled::of(&network).unwrap();
    let dose =
        |state: &str, amount| Dose { state: network.state(state).unwrap(), amount, at: 0.0, over: 0.1 };
    let doses = [dose("vein.hot", 10.18), dose("vein.cold", 46.91)];
    let out = run(&compiled, &doses, &[1.0, 720.0], Settings::default()).unwrap();
    for states in &out.states {
        let sum: f64 = states.iter().sum();
        assert!((sum / 57.09 - 1.0).abs() < 1e-12, "{sum}");
        assert!(states.iter().all(|x| *x > -1e-9), "{states:?}");
    }
}

// Cold peptide takes the sites: uptake falls with its mass, in the tumour and in the kidneys.
#[test]
fn law_more_peptide_less_uptake() {
    let mut last = (f64::INFINITY, f64::INFINITY);
    for cold in ["0 nmol", "20 nmol", "100 nmol", "500 nmol", "3000 nmol"] {
        let at = regions(&[("cold", cold)]);
        let now = (tiac(&at, "tumour"), tiac(&at, "kidneys"));
        assert!(now.0 < last.0 && now.1 < last.1, "{cold}: {now:?}");
        last = now;
    }
}

// Amino acids block uptake by tubular cells, by 65 % at most, and with it the dose of the kidneys; more is refused.
#[test]
fn law_amino_acids_spare_kidneys_up_to_65_percent() {
    let without = regions(&[]);
    let with = regions(&[("protected", "65 %")]);
    let spared = 1.0 - tiac(&with, "kidneys") / tiac(&without, "kidneys");
    assert!(spared > 0.55 && spared <= 0.65, "{spared}");
    assert!(tiac(&with, "tumour") > 0.95 * tiac(&without, "tumour"));
    let library = Library::built_in().unwrap();
    let given = [Given::activity(7400.0)];
    let error =
        simulate(library.model(MODEL).unwrap(), &changed(&[("protected", "80 %")]), LAMBDA_PER_H, &given)
            .unwrap_err();
    assert!(error.to_string().contains("at most 65 %"), "{error}");
}

// On albumin a ligand stays in blood: more for the marrow, and of all decays a smaller share in the kidneys.
#[test]
fn law_albumin_binder() {
    let share = |at: &[Simulated], name: &str| tiac(at, name) / at.iter().map(|r| r.tiac_h).sum::<f64>();
    let (free, bound) = (regions(&[]), regions(&[("free", "0.05")]));
    assert!(tiac(&bound, "red marrow") > 2.0 * tiac(&free, "red marrow"));
    assert!(share(&bound, "kidneys") < 0.7 * share(&free, "kidneys"));
    assert!(tiac(&bound, "blood") > 5.0 * tiac(&free, "blood"));
}

// An antagonist that is not internalised and binds 150 times less firmly: with as many sites it is lost, and 1.3 times the uptake of the agonist
// takes hundreds of times as many. The reviews' pair of numbers cannot come from sites alone.
#[test]
fn law_antagonist_needs_more_sites() {
    let agonist = tiac(&regions(&[]), "tumour");
    let with_sites = |factor: f64| {
        let sites = format!("{} nmol/L", 57.0 * factor);
        let set = [
            ("internalisation", "0 1/min"),
            ("dissociation", "55.2 1/min"),
            ("sites.tumour", sites.as_str()),
        ];
        tiac(&regions(&set), "tumour")
    };
    assert!(with_sites(1.0) < 0.05 * agonist);
    let (mut low, mut high) = (1.0, 1e5);
    while high / low > 1.01 {
        let middle = f64::sqrt(low * high);
        if with_sites(middle) < 1.3 * agonist { low = middle } else { high = middle }
    }
    assert!((300.0..3000.0).contains(&high), "{high}");
}

// In one body doses meet: a second administration an hour after the first finds sites taken.
#[test]
fn law_administrations_meet() {
    let library = Library::built_in().unwrap();
    let model = library.model(MODEL).unwrap();
    let second = |at_h| {
        let given = [Given::activity(7400.0), Given { at_h, ..Given::activity(7400.0) }];
        simulate(model, &BTreeMap::new(), LAMBDA_PER_H, &given).unwrap()
    };
    let (together, apart) = (second(1.0), second(1000.0));
    let one = regions(&[]);
    assert!(tiac(&together, "tumour") < 0.9 * tiac(&apart, "tumour"));
    assert!((tiac(&apart, "tumour") / tiac(&one, "tumour") - 1.0).abs() < 0.02);
}

// Into the tumour's artery: more for the tumour, by one passage; nothing appears or is lost.
#[test]
fn law_an_artery_helps_once() {
    let (vein, artery) = (regions(&[]), regions(&[("arterial", "100 %")]));
    let gain = tiac(&artery, "tumour") / tiac(&vein, "tumour");
    assert!(gain > 1.05 && gain < 30.0, "{gain}");
    assert!(tiac(&artery, "kidneys") < tiac(&vein, "kidneys"));
}

// Unlabelled ligand first: the label finds fewer sites; the longer it waits the more are free again.
#[test]
fn law_a_pre_load_takes_sites() {
    let none = tiac(&regions(&[]), "tumour");
    let mut last = 0.0;
    for delay in ["0.5 h", "4 h", "24 h"] {
        let with = tiac(&regions(&[("preload", "300 nmol"), ("label_delay", delay)]), "tumour");
        assert!(with > last && with < none, "{delay}: {with} {none}");
        last = with;
    }
    assert!(last > 0.8 * none);
}

// More sites while the ligand is there raise uptake; the same window after a week, when it is gone, does next to nothing.
#[test]
fn law_expression_counts_while_the_ligand_is_there() {
    let with = |from: &str, until: &str| {
        let at = regions(&[("raised.tumour", "2"), ("raised_from", from), ("raised_until", until)]);
        tiac(&at, "tumour") / tiac(&regions(&[]), "tumour")
    };
    let (early, late) = (with("0 h", "48 h"), with("168 h", "216 h"));
    assert!(early > 1.3 && early < 2.05, "{early}");
    assert!(late > 0.999 && late < 1.03, "{late}");
    let flow = regions(&[("perfused", "2"), ("raised_from", "0 h"), ("raised_until", "24 h")]);
    assert!(tiac(&flow, "tumour") > tiac(&regions(&[]), "tumour"));
}
