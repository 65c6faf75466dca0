//! A course of four cycles: three lesions, kidneys, two lineages of blood cells, half a year beyond the last cycle.

use std::f64::consts::LN_2;

use divan::{Bencher, black_box};
use hevesy_biology::{
    BreakClasses, Growth, ImmuneModifiers, Immunity, LateTissue, Lesion, Lineage, MarrowModifiers, Memory,
    Modifiers,
};
use hevesy_course::{Doses, Exposure, Grid, Immune, Patient, Weights};
use hevesy_dose::{Curve, DoseRate, Quality};

fn main() {
    divan::main();
}

const STARTS_H: [f64; 4] = [0.0, 1344.0, 2688.0, 4032.0];

fn exposure(dose_gy: f64, half_life_h: f64, grid: &Grid) -> Exposure {
    let lambda = LN_2 / half_life_h;
    let one = Curve::exponential(dose_gy * lambda, lambda);
    let cycle = |start: &f64| DoseRate {
        region: String::new(),
        quality: Quality::Electron,
        curve_gy_per_h: one.shifted(*start),
        cv: 0.0,
    };
    Exposure::of(&STARTS_H.iter().map(cycle).collect::<Vec<_>>(), grid)
}

fn patient() -> Patient {
    let lesion = |mass_g| Lesion {
        residual: 0.1,
        growth: Growth::doubling(4800.0),
        clearance_per_h: 0.002,
        ..Lesion::plain(mass_g, 0.02, 10.0, 0.46)
    };
    let lineage = |baseline, transit_h, loss_per_h| Lineage {
        baseline,
        transit_h,
        loss_per_h,
        renewal_per_h: 0.05 / 24.0,
        alpha_stem_per_gy: 1.2,
        alpha_progenitor_per_gy: 0.2,
        alpha_blood_per_gy: 0.0,
        feedback: 0.1,
    };
    Patient {
        lesions: [5.0, 20.0, 60.0].map(|m| (lesion(m), Weights::ONE).into()).to_vec(),
        organs: vec![(
            LateTissue { alpha_beta_gy: 2.5, repair_per_h: 0.25, breaks: BreakClasses::ONE },
            Weights::ONE,
        )],
        lineages: vec![
            (lineage(250.0, 288.0, 0.1 / 24.0), Weights::ONE),
            (lineage(5.0, 144.0, 0.1), Weights::ONE),
        ],
        ..Patient::default()
    }
}

/// One patient over dose rates that are on the grid.
#[divan::bench]
fn follow(bencher: Bencher<'_, '_>) {
    let grid = Grid::new(&STARTS_H, 8400.0);
    let doses = [(40.0, 90.0), (30.0, 80.0), (15.0, 100.0), (5.0, 50.0), (0.35, 72.0)];
    let exposures = doses.map(|(gy, h)| exposure(gy, h, &grid));
    let patient = patient();
    bencher.bench(|| black_box(&patient).follow(&grid, &exposures));
}

/// The same with immune cells in every lesion and two drugs: one swallowed twice a day for two weeks of each cycle, one infused every two weeks.
#[divan::bench]
fn follow_with_immunity_and_two_drugs(bencher: Bencher<'_, '_>) {
    let swallowed = STARTS_H.iter().flat_map(|s| (0..28).map(move |i| s + 12.0 * f64::from(i)));
    let infused = (0..12).map(|i| 504.0 + 336.0 * f64::from(i));
    let doses = Doses { quick_h: swallowed.collect(), slow_h: infused.collect() };
    let grid = Grid::with_doses(&STARTS_H, &doses, 8400.0);
    let exposures = [(40.0, 90.0), (30.0, 80.0), (15.0, 100.0), (5.0, 50.0), (0.35, 72.0)]
        .map(|(gy, h)| exposure(gy, h, &grid));
    let mut patient = patient();
    let times = grid.steps();
    patient.partners.tissue = vec![[Modifiers { alpha: 1.2, blocked: 0.3, ..Modifiers::NONE }; 2]; times];
    patient.partners.marrow = vec![[MarrowModifiers { alpha: 1.1, ..MarrowModifiers::NONE }; 2]; times];
    patient.partners.immune = vec![[ImmuneModifiers { pd1: 0.9, ..ImmuneModifiers::default() }; 2]; times];
    let of = Immunity {
        kill_per_h: 1e-4,
        half_kill: 1.0,
        recruit_per_h: 0.017,
        half_antigen: 10.0,
        antigen_loss_per_h: 0.0125,
        antigen_of_growth: 0.01,
        immunogenicity: 1.0,
        proliferation_per_h: 0.023,
        crowding: 2.0,
        loss_per_h: 0.015,
        exhaustion_per_h: 0.04,
        revival_per_h: 0.006,
        pdl1_per_h: 0.04,
        pdl1: [0.3, 1.0, 0.5],
        suppression_per_h: 0.0,
        regulatory_per_h: 0.0,
        alpha_per_gy: 0.35,
        interferon_of_death: 0.0,
        memory: Memory::default(),
    };
    patient.immunity = Some(Immune {
        of: vec![of; 3],
        rbe_alpha: 6.0,
        immunogenicity_of_alphas: 1.0,
        immunogenic_gy_per_h: 0.0,
        dose_share: 1.0,
        start: vec![[0.1, 0.02, 0.05, 0.0, 0.3, 0.0]; 3],
        usual_kill_per_h: vec![0.0; 3],
        lymphocytes: Some(1),
    });
    bencher.bench(|| black_box(&patient).follow(&grid, &exposures));
}

/// Dose rates onto the grid, once for a study.
#[divan::bench]
fn expose(bencher: Bencher<'_, '_>) {
    let grid = Grid::new(&STARTS_H, 8400.0);
    bencher.bench(|| exposure(black_box(40.0), 90.0, &grid));
}
