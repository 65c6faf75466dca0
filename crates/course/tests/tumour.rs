//! Tumours of several populations, whose size feeds back on their dose, and that surgeons reduce.

use std::f64::consts::LN_2;

use hevesy_biology::{Bystander, Growth, Lesion, uneven};
use hevesy_course::{Cells, Exposure, Grid, Patient, Periods, SizeFeedback, Tumour, Weights};
use hevesy_dose::{Curve, DoseRate, Quality};

const ALPHA: f64 = 0.2;

fn lesion(mass_g: f64) -> Lesion {
    Lesion { clearance_per_h: 0.02, ..Lesion::plain(mass_g, ALPHA, f64::INFINITY, 0.46) }
}

fn exposure(dose_gy: f64, starts_h: &[f64], grid: &Grid) -> Exposure {
    let lambda = LN_2 / 60.0;
    let one = Curve::exponential(dose_gy * lambda, lambda);
    let rates: Vec<DoseRate> = starts_h
        .iter()
        .map(|t| DoseRate {
            region: String::new(),
            quality: Quality::Electron,
            curve_gy_per_h: one.shifted(*t),
            cv: 0.0,
        })
        .collect();
    Exposure::of(&rates, grid)
}

fn alone(tumour: Tumour) -> Patient {
    Patient { lesions: vec![tumour], ..Patient::default() }
}

// Survivors of an uneven dose are those of the populations that got little: −ln Σ share e^{−αD·factor}.
#[test]
fn exact_uneven_dose() {
    let grid = Grid::new(&[0.0], 1500.0);
    let nodes = uneven(0.4);
    let cells: Vec<Cells> =
        nodes.iter().map(|(share, dose)| Cells { lesion: lesion(10.0 * share), dose: *dose }).collect();
    let tumour = Tumour { cells, ..(lesion(10.0), Weights::ONE).into() };
    assert!((tumour.mass_g() - 10.0).abs() < 1e-12);
    let run = alone(tumour).follow(&grid, &[exposure(40.0, &[0.0], &grid)]);
    let wanted: f64 = nodes.iter().map(|(share, dose)| share * libm::exp(-ALPHA * 40.0 * dose)).sum();
    let end = grid.steps();
    assert!((run.log_kill(0, end) / -libm::log(wanted) - 1.0).abs() < 1e-6);
    assert!((run.log_viable(0, end) - libm::log(10.0 * wanted)).abs() < 1e-6);
    assert!(run.log_kill(0, end) < 0.85 * ALPHA * 40.0);
}

// Populations that answer alike are one tumour, whatever law it grows by.
#[test]
fn law_equal_populations_are_one() {
    let grid = Grid::new(&[0.0], 3000.0);
    let of =
        |mass_g| Lesion { growth: Growth::Gompertz { rate_per_h: 1e-3, capacity: 100.0 }, ..lesion(mass_g) };
    let exposures = [exposure(10.0, &[0.0], &grid)];
    let one = alone((of(10.0), Weights::ONE).into()).follow(&grid, &exposures);
    let cells = [2.0, 3.0, 5.0].map(|m| Cells { lesion: of(m), dose: 1.0 }).to_vec();
    let three = alone(Tumour { cells, ..(of(10.0), Weights::ONE).into() }).follow(&grid, &exposures);
    for place in [0, 100, grid.steps()] {
        assert!((three.lesion_g(0, place) / one.lesion_g(0, place) - 1.0).abs() < 1e-12);
        assert!((three.log_kill(0, place) - one.log_kill(0, place)).abs() < 1e-12);
    }
}

// One cell in a thousand with a tenth of the sensitivity is most of what grows back.
#[test]
fn law_a_resistant_clone_grows_back() {
    let grid = Grid::new(&[0.0], 4000.0);
    let grows =
        |mass_g, alpha_per_gy| Lesion { alpha_per_gy, growth: Growth::doubling(400.0), ..lesion(mass_g) };
    let cells = vec![
        Cells { lesion: grows(9.99, ALPHA), dose: 1.0 },
        Cells { lesion: grows(0.01, 0.1 * ALPHA), dose: 1.0 },
    ];
    let run = alone(Tumour { cells, ..(lesion(10.0), Weights::ONE).into() })
        .follow(&grid, &[exposure(80.0, &[0.0], &grid)]);
    let without =
        alone((grows(10.0, ALPHA), Weights::ONE).into()).follow(&grid, &[exposure(80.0, &[0.0], &grid)]);
    let wanted = libm::log(0.01) - 1.6 + LN_2 * 10.0;
    assert!((run.log_viable(0, grid.steps()) - wanted).abs() < 0.02);
    assert!(without.log_viable(0, grid.steps()) < wanted - 6.0);
}

// A tumour that shrinks without regrowth between two administrations: the second dose is (m₂/m₀)^{p−c} times the first, where it no longer shrinks.
#[test]
fn exact_size_feedback() {
    let starts = [0.0, 4000.0];
    let grid = Grid::new(&starts, 4001.0);
    let of_step = (0..grid.steps()).map(|i| 1 + usize::from(grid.times_h()[i] >= 4000.0)).collect();
    let stroma = Lesion { residual: 0.5, ..lesion(10.0) };
    let run = |size: SizeFeedback| {
        let tumour = Tumour { size: Some(size), ..(stroma, Weights::ONE).into() };
        let periods = Periods { of_step, factors: Vec::new() };
        let patient = Patient { periods, ..alone(tumour) };
        let run = patient.follow(&grid, &[exposure(100.0, &starts, &grid)]);
        let before = grid.place(4000.0);
        (run.lesion_g(0, before), run.log_kill(0, grid.steps()) - run.log_kill(0, before))
    };
    let (mass_g, kill) = run(SizeFeedback { uptake: 0.67, concentration: 0.985 });
    assert!((mass_g / 5.0 - 1.0).abs() < 1e-2);
    let usual = -ALPHA * 100.0 * libm::expm1(-LN_2 / 60.0);
    assert!((kill / (usual * libm::pow(mass_g / 10.0, 0.67 - 0.985)) - 1.0).abs() < 1e-3);
}

// What surgeons leave goes on as it was.
#[test]
fn exact_surgery() {
    let grid = Grid::new(&[0.0, 500.0], 1000.0);
    let place = grid.place(500.0);
    let of = Lesion { growth: Growth::doubling(500.0), residual: 0.2, ..lesion(10.0) };
    let tumour = Tumour { surgery: vec![(place, 0.01)], ..(of, Weights::ONE).into() };
    let run = alone(tumour).follow(&grid, &[]);
    assert!((run.lesion_g(0, place - 1) / 18.0 - 1.0).abs() < 0.01);
    assert!((run.lesion_g(0, place) / 0.18 - 1.0).abs() < 1e-9);
    assert!((run.lesion_g(0, grid.steps()) / 0.34 - 1.0).abs() < 1e-9);
}

// Each administration with its own factor.
#[test]
fn exact_periods() {
    let starts = [0.0, 2000.0];
    let grid = Grid::new(&starts, 4000.0);
    let of_step = (0..grid.steps()).map(|i| 1 + usize::from(grid.times_h()[i] >= 2000.0)).collect();
    let periods = Periods { of_step, factors: vec![vec![1.0, 0.6]] };
    let patient = Patient { periods, ..alone((lesion(10.0), Weights::ONE).into()) };
    let run = patient.follow(&grid, &[exposure(20.0, &starts, &grid)]);
    assert!((run.log_kill(0, grid.steps()) / (ALPHA * 20.0 * 1.6) - 1.0).abs() < 1e-6);
}

// Signals add at most their largest kill, nothing where nothing is hit, and reach those that are not.
#[test]
fn law_bystander_saturates_and_reaches_all() {
    let grid = Grid::new(&[0.0], 400.0);
    let bystander = Some(Bystander { largest_per_h: 1e-3, saturates_per_h: 1e-9 });
    let kill = |dose_gy: f64, bystander| {
        let cells = vec![Cells { lesion: lesion(5.0), dose: 1.0 }, Cells { lesion: lesion(5.0), dose: 0.0 }];
        let tumour = Tumour { cells, bystander, ..(lesion(10.0), Weights::ONE).into() };
        let run = alone(tumour).follow(&grid, &[exposure(dose_gy, &[0.0], &grid)]);
        run.log_kill(0, grid.steps())
    };
    assert!(kill(0.0, bystander).abs() < 1e-15);
    // Half of the cells are not hit, and all are reached as long as any hazard is above the saturation.
    let added = kill(20.0, bystander) - kill(20.0, None);
    assert!((added / 0.4 - 1.0).abs() < 0.01, "{added}");
}

// A clone that has lost the target gets none of the radiopharmaceutical and all of a beam.
#[test]
fn exact_beams_reach_clones() {
    let grid = Grid::new(&[0.0, 100.0, 100.1], 1000.0);
    let beam = DoseRate::external_beam("", 100.0, 10.0, 100.0);
    let lambda = LN_2 / 60.0;
    let agent = DoseRate {
        region: String::new(),
        quality: Quality::Electron,
        curve_gy_per_h: Curve::exponential(20.0 * lambda, lambda),
        cv: 0.0,
    };
    let exposures = [Exposure::with_beams(&[agent], &[beam], &grid)];
    let cells = vec![Cells { lesion: lesion(10.0), dose: 0.0 }];
    let run = alone(Tumour { cells, ..(lesion(10.0), Weights::ONE).into() }).follow(&grid, &exposures);
    assert!((run.log_kill(0, grid.steps()) / (ALPHA * 10.0) - 1.0).abs() < 1e-6);
}
