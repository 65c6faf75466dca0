//! The course against closed forms, against itself on finer grids, and against the figures its marrow was calibrated with.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::f64::consts::LN_2;

use hevesy_biology::{
    BreakClasses, Growth, LateTissue, Lesion, Lineage, LinearQuadraticCell, Repair, bed_gy, diameter_mm,
};
use hevesy_course::{Doses, Exposure, Grid, Patient, Trajectory, Weights};
use hevesy_dose::{Curve, DoseRate, Quality};

fn rate(region: &str, curve: Curve) -> DoseRate {
    DoseRate { region: region.into(), quality: Quality::Electron, curve_gy_per_h: curve, cv: 0.0 }
}

/// Cycles of a dose with an effective half-life in h.
fn cycles(dose_gy: f64, half_life_h: f64, starts_h: &[f64]) -> Vec<DoseRate> {
    let lambda = LN_2 / half_life_h;
    let one = Curve::exponential(dose_gy * lambda, lambda);
    starts_h.iter().map(|t| rate("", one.shifted(*t))).collect()
}

fn lesion(growth: Growth) -> Lesion {
    Lesion { growth, clearance_per_h: 0.1 / 24.0, ..Lesion::plain(10.0, 0.2, 10.0, LN_2 / 1.5) }
}

const NO_GROWTH: Growth = Growth::Exponential { rate_per_h: 0.0 };

fn kidney(repair_half_time_h: f64) -> LateTissue {
    LateTissue { alpha_beta_gy: 2.5, repair_per_h: LN_2 / repair_half_time_h, breaks: BreakClasses::ONE }
}

// BED with incomplete repair has a closed form: 4 × 5.75 Gy in kidneys, and a beam of 2 Gy within minutes in the third month.
#[test]
fn exact_bed_of_late_tissue() {
    let starts = [0.0, 1344.0, 2688.0, 4032.0];
    let mut rates = cycles(5.75, 50.0, &starts);
    rates.push(DoseRate::external_beam("", 2000.0, 2.0, 120.0));
    let mut events = starts.to_vec();
    events.extend([2000.0, 2000.0 + 1.0 / 60.0]);
    let end = 6000.0;
    let exact = {
        let mut all = Curve::default();
        rates.iter().for_each(|r| all.add(&r.curve_gy_per_h));
        bed_gy(&all, &LinearQuadraticCell::new(2.5, Repair::mono(2.8)))
    };
    let run = |finer: u32| {
        let grid = Grid::refined(&events, &Doses::default(), end, finer);
        let patient = Patient { organs: vec![(kidney(2.8), Weights::ONE)], ..Patient::default() };
        patient.follow(&grid, &[Exposure::of(&rates, &grid)]).bed_gy(0, grid.steps())
    };
    assert!((run(1) / exact - 1.0).abs() < 1e-4, "{} {exact}", run(1));
    assert!((run(4) / exact - 1.0).abs() < 1e-5, "{} {exact}", run(4));
}

// Second order: steps half as long leave a quarter of the error.
#[test]
fn conv_second_order() {
    let rates = cycles(30.0, 60.0, &[0.0, 1344.0]);
    let mass = |finer: u32| {
        let grid = Grid::refined(&[0.0, 1344.0], &Doses::default(), 2500.0, finer);
        let law = Growth::Gompertz { rate_per_h: 0.004, capacity: 400.0 };
        let patient = Patient { lesions: vec![(lesion(law), Weights::ONE).into()], ..Patient::default() };
        patient.follow(&grid, &[Exposure::of(&rates, &grid)]).lesion_g(0, grid.steps())
    };
    let finest = mass(16);
    let (one, two, four) = ((mass(1) - finest).abs(), (mass(2) - finest).abs(), (mass(4) - finest).abs());
    assert!(one / finest < 2e-4, "{one} {finest}");
    assert!(one / two > 3.0 && two / four > 3.0, "{one} {two} {four}");
}

// Kill is that of the closed form; what is killed is cleared exponentially; nothing is lost.
#[test]
fn exact_lesion_without_growth() {
    let rates = cycles(20.0, 60.0, &[0.0]);
    let grid = Grid::new(&[0.0], 3000.0);
    let patient = Patient { lesions: vec![(lesion(NO_GROWTH), Weights::ONE).into()], ..Patient::default() };
    let course = patient.follow(&grid, &[Exposure::of(&rates, &grid)]);
    let bed = bed_gy(&rates[0].curve_gy_per_h, &LinearQuadraticCell::new(10.0, Repair::mono(1.5)));
    let kill = course.log_kill(0, grid.steps());
    assert!((kill / (0.2 * bed) - 1.0).abs() < 1e-4, "{kill} {}", 0.2 * bed);
    let viable = 10.0 * libm::exp(-kill);
    assert!((course.lesion_g(0, grid.steps()) / viable - 1.0).abs() < 0.01);
}

// Hazards that do not know of each other add up: Bliss excess of two radiations without sublethal lesions is rounding.
#[test]
fn exact_independent_hazards_have_no_bliss_excess() {
    let alpha = |dose: f64| {
        let mut all = cycles(dose, 200.0, &[0.0]);
        all.iter_mut().for_each(|r| r.quality = Quality::Alpha);
        all
    };
    let grid = Grid::new(&[0.0, 100.0], 2000.0);
    let beam = |dose: f64| {
        let mut one = DoseRate::external_beam("", 100.0, dose, 1.0);
        one.quality = Quality::Alpha;
        vec![one]
    };
    let log_survival = |rates: Vec<DoseRate>| {
        let patient = Patient {
            lesions: vec![(lesion(Growth::doubling(900.0)), Weights::ONE).into()],
            ..Patient::default()
        };
        let course = patient.follow(&grid, &[Exposure::of(&rates, &grid)]);
        -course.log_kill(0, grid.steps())
    };
    let both = log_survival([alpha(5.0), beam(3.0)].concat());
    assert!((both - log_survival(alpha(5.0)) - log_survival(beam(3.0))).abs() < 1e-9);
}

#[test]
fn law_nothing_given_changes_nothing() {
    let grid = Grid::new(&[], 8760.0);
    let patient = Patient {
        lesions: vec![(lesion(NO_GROWTH), Weights::ONE).into()],
        organs: vec![(kidney(2.8), Weights::ONE)],
        lineages: vec![(platelets(), Weights::ONE)],
        ..Patient::default()
    };
    let course = patient.follow(&grid, &[]);
    for place in [0, grid.steps() / 2, grid.steps()] {
        assert!((course.lesion_g(0, place) - 10.0).abs() < 1e-12);
        assert!(course.bed_gy(0, place).abs() < 1e-12);
        assert!((course.count(0, place) - 250.0).abs() < 1e-6);
    }
}

/// The set that the figures below were worked out with.
fn platelets() -> Lineage {
    Lineage {
        baseline: 250.0,
        transit_h: 288.0,
        loss_per_h: 0.1 / 24.0,
        renewal_per_h: 0.05 / 24.0,
        alpha_stem_per_gy: 1.2,
        alpha_progenitor_per_gy: 0.2,
        alpha_blood_per_gy: 0.0,
        feedback: 0.1,
    }
}

fn counts(dose_gy: f64, starts_h: &[f64], end_h: f64) -> (Grid, Trajectory) {
    let grid = Grid::new(starts_h, end_h);
    let patient = Patient { lineages: vec![(platelets(), Weights::ONE)], ..Patient::default() };
    let course = patient.follow(&grid, &[Exposure::of(&cycles(dose_gy, 72.0, starts_h), &grid)]);
    (grid, course)
}

fn nadir(grid: &Grid, course: &Trajectory, from_h: f64, to_h: f64) -> (f64, f64) {
    (grid.place(from_h)..=grid.place(to_h))
        .map(|i| (grid.times_h()[i] / 24.0, course.count(0, i) / 250.0))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap()
}

// An independent integration of the same equations: 0.45 Gy per cycle, four cycles 8 weeks apart: lowest on day 33 at 0.78, 0.88 by day 56, then 0.76,
// 0.76, 0.75; once 2 Gy: lowest on day 40 at 0.30.
#[test]
fn val_platelets_of_four_cycles() {
    let starts = [0.0, 1344.0, 2688.0, 4032.0];
    let (grid, course) = counts(0.45, &starts, 5400.0);
    let (day, least) = nadir(&grid, &course, 0.0, 1343.0);
    assert!((day - 33.0).abs() < 1.0 && (least - 0.78).abs() < 0.005, "{day} {least}");
    assert!((course.count(0, grid.place(1344.0)) / 250.0 - 0.88).abs() < 0.005);
    for (start, wanted) in [(1344.0, 0.76), (2688.0, 0.76), (4032.0, 0.75)] {
        let (_, least) = nadir(&grid, &course, start, start + 1343.0);
        assert!((least - wanted).abs() < 0.006, "{least} {wanted}");
    }
    let (grid, course) = counts(2.0, &[0.0], 2400.0);
    let (day, least) = nadir(&grid, &course, 0.0, 2400.0);
    assert!((day - 40.0).abs() < 1.0 && (least - 0.30).abs() < 0.005, "{day} {least}");
}

// Alphas count by their RBE, and a scale is a scale.
#[test]
fn law_weights() {
    let mut rates = cycles(1.0, 100.0, &[0.0]);
    rates[0].quality = Quality::Alpha;
    let grid = Grid::new(&[0.0], 3000.0);
    let bed = |weights| {
        let patient = Patient { organs: vec![(kidney(2.8), weights)], ..Patient::default() };
        patient.follow(&grid, &[Exposure::of(&rates, &grid)]).bed_gy(0, grid.steps())
    };
    assert!((bed(Weights { scale: 2.0, rbe_max_alpha: 5.0 }) - 10.0).abs() < 1e-6);
    assert!((bed(Weights::ONE) - 1.0).abs() < 1e-6);
    assert!((diameter_mm(1.0) - 12.407).abs() < 1e-3);
}

// A beam that kills nearly everything: cells are neither made nor lost, and nothing goes below zero.
#[test]
fn law_beams_make_no_mass() {
    for dose_gy in [2.0, 8.0, 20.0, 100.0] {
        let minutes = dose_gy / 120.0;
        let grid = Grid::new(&[24.0, 24.0 + minutes], 2000.0);
        let beam = [DoseRate::external_beam("", 24.0, dose_gy, 120.0)];
        let patient = Patient {
            lesions: vec![(lesion(NO_GROWTH), Weights::ONE).into()],
            lineages: vec![(platelets(), Weights::ONE)],
            ..Patient::default()
        };
        let exposure = Exposure::with_beams(&[], &beam, &grid);
        let course = patient.follow(&grid, &[exposure.clone(), exposure]);
        // Just after the beam the scan sees what it saw before, but for what is cleared within an hour.
        let after = grid.place(24.0 + minutes);
        assert!(
            (course.lesion_g(0, after) / 10.0 - 1.0).abs() < 4e-3,
            "{dose_gy}: {}",
            course.lesion_g(0, after)
        );
        let counts: Vec<f64> = (0..=grid.steps()).map(|p| course.count(0, p)).collect();
        assert!(counts.iter().all(|c| *c >= 0.0 && *c < 251.0), "{dose_gy}");
    }
    // Stem cells have no repair: 4 Gy within minutes leave e^{-4.8} of them; by hand the lowest count after one such dose is below a tenth.
    let grid = Grid::new(&[0.0, 4.0 / 120.0], 2400.0);
    let beam = [DoseRate::external_beam("", 0.0, 4.0, 120.0)];
    let patient = Patient { lineages: vec![(platelets(), Weights::ONE)], ..Patient::default() };
    let course = patient.follow(&grid, &[Exposure::with_beams(&[], &beam, &grid)]);
    let (_, least) = nadir(&grid, &course, 0.0, 2400.0);
    assert!(least < 0.1 && least > 0.0, "{least}");
}

// Beams keep their dose when the radionuclide's is scaled.
#[test]
fn exact_beams_are_not_scaled() {
    let grid = Grid::new(&[100.0, 100.0 + 2.0 / 120.0], 1000.0);
    let beam = [DoseRate::external_beam("", 100.0, 2.0, 120.0)];
    let bed = |scale| {
        let weights = Weights { scale, rbe_max_alpha: 1.0 };
        let patient = Patient { organs: vec![(kidney(2.8), weights)], ..Patient::default() };
        patient.follow(&grid, &[Exposure::with_beams(&[], &beam, &grid)]).bed_gy(0, grid.steps())
    };
    assert!((bed(3.0) - bed(1.0)).abs() < 1e-12);
    assert!((bed(1.0) - 3.6).abs() < 0.01);
}
