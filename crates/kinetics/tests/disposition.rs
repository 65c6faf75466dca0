//! Drugs in the body: half-lives, areas and peaks of the library's records.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use hevesy_kinetics::{Body, Disposition, DrugGiven};
use hevesy_library::Library;

fn disposition(drug: &str, of: Option<&str>) -> Disposition {
    let library = Library::built_in().unwrap();
    let record =
        library.evidence().unwrap().drugs.iter().find(|d| d.id == drug).unwrap_or_else(|| panic!("{drug}"));
    let body = Body { mass_kg: Some(70.0), surface_m2: Some(1.8) };
    let usable = record.pharmacokinetics.iter().filter(|p| of.is_none() || p.of.as_deref() == of);
    usable
        .filter_map(|p| Disposition::of(p, body).ok())
        .next()
        .unwrap_or_else(|| panic!("{drug} has no usable set"))
}

fn once(mg: f64) -> [DrugGiven; 1] {
    [DrugGiven { at_h: 0.0, mg, over_h: 0.0 }]
}

fn area(d: &Disposition, mg: f64, to_h: f64) -> f64 {
    let n = 20_000;
    let times: Vec<f64> = (0..=n).map(|i| to_h * f64::from(i) / f64::from(n)).collect();
    let c = d.concentrations_mg_per_l(&once(mg), &times).unwrap();
    c.windows(2).map(|w| 0.5 * (w[0] + w[1])).sum::<f64>() * to_h / f64::from(n)
}

// Terminal half-lives of the parameters (check 13): 20.5, 25.8, 15.0, 26.6, 23.6 d, the last without its saturable part.
#[test]
fn exact_half_lives_of_checkpoint_inhibitors() {
    for (drug, days) in
        [("nivolumab", 20.5), ("pembrolizumab", 25.8), ("ipilimumab", 15.0), ("atezolizumab", 26.6)]
    {
        let times = [200.0 * 24.0, 230.0 * 24.0];
        let c = disposition(drug, None).concentrations_mg_per_l(&once(200.0), &times).unwrap();
        let half_d = 30.0 * std::f64::consts::LN_2 / libm::log(c[0] / c[1]);
        assert!((half_d - days).abs() < 0.06, "{drug}: {half_d}");
    }
    // Durvalumab at a high concentration loses by its clearance, at a low one faster.
    let durvalumab = disposition("durvalumab", None);
    let at = |mg: f64| {
        let c = durvalumab.concentrations_mg_per_l(&once(mg), &[40.0 * 24.0, 44.0 * 24.0]).unwrap();
        4.0 * std::f64::consts::LN_2 / libm::log(c[0] / c[1])
    };
    assert!((at(1e5) - 23.6).abs() < 0.4 && at(40.0) < 15.0, "{} {}", at(1e5), at(40.0));
}

// Areas are dose over clearance; 5-fluorouracil's is the printed one of 1255 mg/m².
#[test]
fn exact_areas_are_dose_over_clearance() {
    assert!((area(&disposition("olaparib", None), 300.0, 300.0) / (300.0 / 5.21) - 1.0).abs() < 1e-3);
    assert!((area(&disposition("temozolomide", None), 360.0, 60.0) / 36.0 - 1.0).abs() < 1e-4);
    assert!((area(&disposition("everolimus", None), 10.0, 2000.0) / (10.0 / 17.4) - 1.0).abs() < 1e-3);
    let five_fu = disposition("capecitabine", Some("5-fluorouracil"));
    assert!((area(&five_fu, 1255.0 * 1.8, 24.0) / 0.526 - 1.0).abs() < 2e-3);
}

// Four transits in a row delay the peak; an infusion is given over its length.
#[test]
fn law_input_shapes_the_peak() {
    let times: Vec<f64> = (0..2400).map(|i| f64::from(i) * 0.01).collect();
    let peak = |d: &Disposition, given: &[DrugGiven]| {
        let c = d.concentrations_mg_per_l(given, &times).unwrap();
        c.iter().zip(&times).max_by(|a, b| a.0.total_cmp(b.0)).map(|(c, t)| (*c, *t)).unwrap()
    };
    let tablets = disposition("olaparib", Some("tablets, 296 participants of five phase I studies"));
    let (_, at) = peak(&tablets, &once(300.0));
    assert!((0.5..2.5).contains(&at), "{at}");
    let nivolumab = disposition("nivolumab", None);
    let infusion = [DrugGiven { over_h: 0.5, ..once(240.0)[0] }];
    let (top, at) = peak(&nivolumab, &infusion);
    assert!((at - 0.5).abs() < 0.02 && (top / (240.0 / 3.63) - 1.0).abs() < 0.02);
}

// Mass is neither made nor lost: a saturable clearance far from its half is a first-order one.
#[test]
fn law_saturable_elimination_has_its_limits() {
    let cetuximab = disposition("cetuximab", None);
    // 4.38 mg/h over 74 mg/L is 0.0592 L/h at low concentration.
    let low = area(&cetuximab, 0.1, 4000.0);
    assert!((low / (0.1 / (4.38 / 74.0)) - 1.0).abs() < 5e-3, "{low}");
    assert!(area(&cetuximab, 1000.0, 4000.0) / 1e4 > 1.2 * low);
}

#[test]
fn exact_what_is_missing_is_said() {
    let library = Library::built_in().unwrap();
    let drugs = &library.evidence().unwrap().drugs;
    let avelumab = drugs.iter().find(|d| d.id == "avelumab").unwrap();
    let first = Disposition::of(&avelumab.pharmacokinetics[0], Body::default());
    assert!(first.is_err_and(|e| e.contains("Q beside V2")));
    let topotecan = drugs.iter().find(|d| d.id == "topotecan").unwrap();
    assert!(topotecan.pharmacokinetics.iter().any(|p| Disposition::of(p, Body::default()).is_err()));
}
