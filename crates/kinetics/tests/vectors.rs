//! Antibodies and their fragments.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use hevesy_kinetics::{Given, Simulated, simulate};
use hevesy_library::{Library, NumberUnit};

const LAMBDA_PER_H: f64 = std::f64::consts::LN_2 / (6.647 * 24.0);

fn regions(variant: &str, lambda_per_h: f64, set: &[(&str, &str)]) -> Vec<Simulated> {
    let library = Library::built_in().unwrap();
    let model = library.model("antibody").unwrap();
    let mut instead: BTreeMap<String, NumberUnit> = model.variant[variant].clone();
    instead.extend(set.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned().try_into().unwrap())));
    simulate(model, &instead, lambda_per_h, &[Given::activity(1000.0)]).unwrap()
}

fn tiac(regions: &[Simulated], name: &str) -> f64 {
    regions.iter().find(|r| r.region == name).unwrap().tiac_h
}

// Larger vectors stay longer in blood: the order that the reviews give.
#[test]
fn law_blood_by_size() {
    let blood = |v: &str| tiac(&regions(v, LAMBDA_PER_H, &[]), "blood");
    let of: Vec<f64> = ["IgG", "F(ab')2", "Fab", "scFv", "sdAb"].map(blood).to_vec();
    assert!(of.windows(2).all(|w| w[0] > 1.2 * w[1]), "{of:?}");
}

// Oracle: without a tumour all leaves by plasma, so that the area under the curve of a label that hardly decays is dose over clearance,
// and the terminal half-life of an IgG is some three weeks. Tolerance: what decay with 10 000 d takes away.
#[test]
fn exact_area_is_dose_over_clearance() {
    let slow = std::f64::consts::LN_2 / (10_000.0 * 24.0);
    let at = regions("IgG", slow, &[("tumour_volume", "0.000001 mL")]);
    // 2.6 L of plasma cleared by 0.2 L/d.
    let expected = 2.6 / 0.2 * 24.0;
    assert!((tiac(&at, "blood") / expected - 1.0).abs() < 5e-3, "{}", tiac(&at, "blood"));
    let blood = at.iter().find(|r| r.region == "blood").unwrap();
    let half_life_d = blood.half_life_h(60.0 * 24.0, 120.0 * 24.0).unwrap() / 24.0;
    assert!((14.0..35.0).contains(&half_life_d), "{half_life_d} d");
}

// A target that is taken up drains the tumour's fluid; with too much antibody sites are full and more of it adds little.
#[test]
fn law_sites_saturate() {
    let per_dose = |antibody: &str| tiac(&regions("IgG", LAMBDA_PER_H, &[("antibody", antibody)]), "tumour");
    let (little, much) = (per_dose("10 nmol"), per_dose("10000 nmol"));
    assert!(much < 0.3 * little, "{little} {much}");
    let none = tiac(&regions("IgG", LAMBDA_PER_H, &[("sites", "0 nmol/L")]), "tumour");
    assert!(none < 0.5 * little && none > 0.0, "{none} {little}");
}
