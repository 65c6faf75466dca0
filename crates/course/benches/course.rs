//! A course of four cycles: three lesions, kidneys, two lineages of blood cells, half a year beyond the last cycle.

use std::f64::consts::LN_2;

use divan::{Bencher, black_box};
use hevesy_biology::{Growth, LateTissue, Lesion, Lineage};
use hevesy_course::{Exposure, Grid, Patient, Weights};
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
        lesions: [5.0, 20.0, 60.0].map(|m| (lesion(m), Weights::ONE)).to_vec(),
        organs: vec![(LateTissue { alpha_beta_gy: 2.5, repair_per_h: 0.25 }, Weights::ONE)],
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

/// Dose rates onto the grid, once for a study.
#[divan::bench]
fn expose(bencher: Bencher<'_, '_>) {
    let grid = Grid::new(&STARTS_H, 8400.0);
    bencher.bench(|| exposure(black_box(40.0), 90.0, &grid));
}
