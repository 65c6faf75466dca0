//! The models of the library against the figures of their publications and of independent runs.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use hevesy_kinetics::{Given, Simulated, simulate};
use hevesy_library::Library;

/// Energy of the electrons of Lu-177 per decay, in g Gy/(MBq h).
const ELECTRONS: f64 = 0.0853;
const LAMBDA_PER_H: f64 = std::f64::consts::LN_2 / (6.644 * 24.0);

fn regions(model: &str, activity_mbq: f64, set: &[(&str, &str)]) -> Vec<Simulated> {
    let library = Library::built_in().unwrap();
    let instead: BTreeMap<_, _> =
        set.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned().try_into().unwrap())).collect();
    let given = [Given::activity(activity_mbq)];
    simulate(library.model(model).unwrap(), &instead, LAMBDA_PER_H, &given).unwrap()
}

/// Tolerance: half a unit of the third printed digit, as a share of the least of them.
fn assert_tiac(regions: &[Simulated], expected: &[(&str, f64)]) {
    for (name, tiac_h) in expected {
        let found = regions.iter().find(|r| r.region == *name).unwrap().tiac_h;
        assert!((found / tiac_h - 1.0).abs() < 5e-3, "{name}: {found} h against {tiac_h} h");
    }
}

/// Self-dose of electrons per activity in Gy/GBq.
fn self_dose(regions: &[Simulated], name: &str) -> f64 {
    let region = regions.iter().find(|r| r.region == name).unwrap();
    region.tiac_h * 1e3 * ELECTRONS / region.mass_g.unwrap()
}

// Oracle: an independent integration of the published equations (scipy). Tolerance: its printed digits.
#[test]
fn val_psma_617() {
    let at = regions("177Lu-PSMA-617-population", 3000.0, &[]);
    assert_tiac(
        &at,
        &[
            ("blood", 3.283),
            ("salivary glands", 0.6345),
            ("kidneys", 1.543),
            ("liver", 2.394),
            ("tumour", 0.0609),
            ("remainder", 4.607),
        ],
    );
    assert!((self_dose(&at, "kidneys") - 0.425).abs() < 1e-3);
    let more = regions("177Lu-PSMA-617-population", 7400.0, &[]);
    assert_tiac(&more, &[("salivary glands", 0.327), ("kidneys", 1.545)]);
}

// Oracle and tolerance: as above, cycles 1 to 4.
#[test]
fn val_psma_i_and_t() {
    for (factor, tumour) in [("1", 1.648), ("0.731", 1.207), ("0.498", 0.824), ("0.436", 0.722)] {
        let at = regions("177Lu-PSMA-I&T-population", 7400.0, &[("cycle_factor", factor)]);
        assert_tiac(&at, &[("tumour", tumour)]);
        if factor == "1" {
            assert_tiac(&at, &[("blood", 3.298), ("salivary glands", 0.3746), ("kidneys", 1.5835)]);
            assert!((self_dose(&at, "kidneys") - 0.436).abs() < 1e-3);
        }
    }
}

// Oracle and tolerance: as above.
#[test]
fn val_ha_dotatate() {
    let at = regions("177Lu-HA-DOTATATE-population", 7271.0, &[]);
    assert_tiac(&at, &[("blood", 0.726), ("kidneys", 1.32), ("tumour", 2.94), ("remainder", 28.8)]);
    assert_tiac(&at, &[("spleen", 1.18), ("other organs with receptors", 7.38)]);
    assert!((self_dose(&at, "kidneys") - 0.364).abs() < 1e-3);
}

// More peptide saturates receptors: dose to the tumour per activity falls beyond an optimum. Oracle: as above.
// Tolerance: 2 %, for the density of the tumour.
#[test]
fn val_peptide_mass() {
    for (ug, gy_per_gbq) in [(10.0, 4.31), (50.0, 4.64), (151.0, 3.03), (300.0, 1.66), (600.0, 0.83)] {
        let nmol = format!("{} nmol", ug * 1e3 / 1628.5);
        let at = regions("177Lu-HA-DOTATATE-population", 7271.0, &[("peptide", &nmol)]);
        let found = self_dose(&at, "tumour");
        assert!((found / gy_per_gbq - 1.0).abs() < 0.02, "{ug} ug: {found} {gy_per_gbq}");
    }
}

#[test]
fn exact_unknown_parameters_are_named() {
    let library = Library::built_in().unwrap();
    let instead = BTreeMap::from([("k99".to_owned(), "1 1/h".to_owned().try_into().unwrap())]);
    let given = [Given::activity(1000.0)];
    let error =
        simulate(library.model("PSMA-617 population").unwrap(), &instead, LAMBDA_PER_H, &given).unwrap_err();
    assert!(error.to_string().contains("no parameter `k99`"), "{error}");
}

// Cycles add up: four of them far apart integrate to four times one; in between the curve is that of one.
#[test]
fn law_administrations_add_up() {
    let library = Library::built_in().unwrap();
    let model = library.model("177Lu-PSMA-617-population").unwrap();
    let once = simulate(model, &BTreeMap::new(), LAMBDA_PER_H, &[Given::activity(3000.0)]).unwrap();
    let cycle = |i: u32| Given { at_h: 1008.0 * f64::from(i), ..Given::activity(3000.0) };
    let cycles: Vec<Given> = (0..4).map(cycle).collect();
    let all = simulate(model, &BTreeMap::new(), LAMBDA_PER_H, &cycles).unwrap();
    for (one, four) in once.iter().zip(&all) {
        assert!(
            (four.tiac_h / one.tiac_h - 1.0).abs() < 1e-4,
            "{}: {} {}",
            one.region,
            one.tiac_h,
            four.tiac_h
        );
        let late = four.at(3024.0 + 48.0) / one.at(48.0);
        assert!((1.0..1.03).contains(&late), "{}: {late}", one.region);
        assert!((four.at(48.0) / one.at(48.0) - 1.0).abs() < 2e-3, "{}", one.region);
    }
}
