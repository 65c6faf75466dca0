//! The immune module against a table that an independent integration of its reduced form gave, and against its limits.
//!
//! In the table a tumour of 60 mm³ that doubles in 2.2 d is irradiated once on day 0 and gets four doses of a checkpoint inhibitor (30 times the concentration of half
//! effect, half-life 3.5 d) three days apart; the figure is the day on which the viable tumour reaches 1500 mm³. It is a proposal that is fitted to no data.

#![allow(clippy::float_cmp, clippy::unwrap_used, reason = "a test")]

mod common;

use std::f64::consts::LN_2;

use common::immunity;

use hevesy_biology::{Growth, ImmuneModifiers, Immunity, Lesion, Memory};
use hevesy_course::{Exposure, Grid, Immune, Partners, Patient, Trajectory, Weights};
use hevesy_dose::{Curve, DoseRate, Quality};

struct Arm {
    dose_gy: f64,
    effective_d: f64,
    tumour: (f64, f64),
    of: Immunity,
    inhibitor_from_d: Option<f64>,
}

/// Until day 60, in a mouse whose tumour cells are killed with (α, α/β).
fn run(arm: &Arm) -> (Grid, Trajectory) {
    let doses_h: Vec<f64> = arm
        .inhibitor_from_d
        .iter()
        .flat_map(|d| (0..4).map(move |i| 24.0 * (d + 3.0 * f64::from(i))))
        .collect();
    let grid = Grid::new(&[&[0.0], &doses_h[..]].concat(), 60.0 * 24.0);
    let lambda = LN_2 / (arm.effective_d * 24.0);
    let rates = [DoseRate {
        region: String::new(),
        quality: Quality::Electron,
        curve_gy_per_h: Curve::exponential(arm.dose_gy * lambda, lambda),
        cv: 0.0,
    }];
    let (alpha, alpha_beta) = arm.tumour;
    let lesion = Lesion {
        growth: Growth::doubling(2.2 * 24.0),
        clearance_per_h: 0.5 / 24.0,
        ..Lesion::plain(0.060, alpha, alpha_beta, LN_2 / 1.5)
    };
    let occupied = |t: &f64| {
        let given = doses_h.iter().filter(|d| *d <= t);
        let c: f64 = given.map(|d| 30.0 * libm::exp(-LN_2 / 84.0 * (t - d))).sum();
        ImmuneModifiers { pd1: c / (1.0 + c), ..ImmuneModifiers::default() }
    };
    let just_before = |t: &f64| occupied(&(t - 1e-6));
    let immune = grid.times_h().windows(2).map(|w| [occupied(&w[0]), just_before(&w[1])]).collect();
    let patient = Patient {
        lesions: vec![(lesion, Weights::ONE).into()],
        partners: Partners { immune, ..Partners::default() },
        immunity: Some(Immune {
            of: vec![arm.of],
            rbe_alpha: 1.0,
            immunogenicity_of_alphas: 1.0,
            immunogenic_gy_per_h: 0.0,
            dose_share: 1.0,
            start: vec![[0.0, 0.02, 0.05, 0.0, 0.3, 0.0]],
            usual_kill_per_h: vec![0.0],
            lymphocytes: None,
        }),
        ..Patient::default()
    };
    let course = patient.follow(&grid, &[Exposure::of(&rates, &grid)]);
    (grid, course)
}

/// Day on which the viable tumour reaches 1.5 g.
fn day_of_size(arm: &Arm) -> f64 {
    let (grid, course) = run(arm);
    let at = (0..=grid.steps()).find(|p| course.viable_g(0, *p) >= 1.5).unwrap_or_else(|| grid.steps());
    let (before, after) = (course.viable_g(0, at.max(1) - 1), course.viable_g(0, at));
    let share = libm::log(1.5 / before) / libm::log(after / before);
    let times = grid.times_h();
    (times[at.max(1) - 1] + share * (times[at] - times[at.max(1) - 1])) / 24.0
}

fn close(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() <= 0.12, "{what}: {found:.2} d, wanted {wanted}");
}

/// Name, dose, effective half-life, tumour, α of T cells, days without an inhibitor and with one at each delay.
type Row<const N: usize> = (&'static str, f64, f64, (f64, f64), f64, [f64; N]);

const BETA: (f64, f64) = (0.15, 15.0);
const ALPHA: (f64, f64) = (0.75, f64::INFINITY);

// The table of iso-effective doses; it gives the next tenth of a day.
#[test]
fn val_checkpoint_inhibitor_after_irradiation() {
    let rows: [Row<4>; 7] = [
        ("177Lu 12 Gy", 12.0, 2.5, BETA, 0.35, [17.8, 21.3, 21.5, 20.1]),
        ("177Lu, sensitive T cells", 12.0, 2.5, BETA, 0.8, [17.6, 20.0, 20.1, 19.3]),
        ("225Ac 2.4 Gy", 2.4, 3.5, ALPHA, 2.0, [17.8, 21.7, 22.1, 20.7]),
        ("225Ac, α_E 4", 2.4, 3.5, ALPHA, 4.0, [17.5, 20.0, 20.2, 19.4]),
        ("225Ac, α_E 8", 2.4, 3.5, ALPHA, 8.0, [17.1, 18.4, 18.5, 18.2]),
        ("225Ac 0.6 Gy", 0.6, 3.5, ALPHA, 4.0, [12.3, 13.2, 13.0, 12.5]),
        ("213Bi 2.4 Gy", 2.4, 46.0 / 1440.0, ALPHA, 4.0, [17.0, 18.9, 18.4, 17.5]),
    ];
    for (what, dose_gy, effective_d, tumour, alpha, wanted) in rows {
        for (from, wanted) in [None, Some(0.0), Some(5.0), Some(10.0)].into_iter().zip(wanted) {
            let of = immunity(0.4, 0.4, 150.0, alpha);
            let arm = Arm { dose_gy, effective_d, tumour, of, inhibitor_from_d: from };
            close(day_of_size(&arm), wanted, &format!("{what}, inhibitor {from:?}"));
        }
    }
    let nothing = |from| Arm {
        dose_gy: 0.0,
        effective_d: 1.0,
        tumour: BETA,
        of: immunity(0.4, 0.4, 150.0, 0.35),
        inhibitor_from_d: from,
    };
    close(day_of_size(&nothing(None)), 10.4, "control");
    close(day_of_size(&nothing(Some(0.0))), 10.7, "inhibitor alone");
}

// The best delay of the inhibitor is about a week, and after four weeks nothing is left of it in a fast tumour.
#[test]
fn val_delay_of_the_inhibitor() {
    let rows: [Row<5>; 4] = [
        ("177Lu", 20.0, 4.0, BETA, 0.35, [22.2, 25.9, 26.9, 25.2, 22.2]),
        ("177Lu, sensitive T cells", 20.0, 4.0, BETA, 1.0, [21.6, 23.5, 23.8, 23.2, 21.6]),
        ("223Ra", 5.0, 11.0, ALPHA, 4.0, [21.7, 24.8, 25.5, 24.4, 21.7]),
        ("long-lived alpha", 5.0, 8.0, ALPHA, 4.0, [23.1, 26.0, 26.7, 26.2, 23.1]),
    ];
    for (what, dose_gy, effective_d, tumour, alpha, wanted) in rows {
        for (from, wanted) in [None, Some(0.0), Some(7.0), Some(14.0), Some(28.0)].into_iter().zip(wanted) {
            let of = immunity(0.4, 0.4, 150.0, alpha);
            let arm = Arm { dose_gy, effective_d, tumour, of, inhibitor_from_d: from };
            close(day_of_size(&arm), wanted, &format!("{what}, inhibitor {from:?}"));
        }
    }
}

// Cells of the tumour that radiation spares never make the pair worse.
#[test]
fn law_spared_t_cells_are_no_harm() {
    let day = |alpha| {
        let of = immunity(0.4, 0.4, 150.0, alpha);
        day_of_size(&Arm { dose_gy: 12.0, effective_d: 2.5, tumour: BETA, of, inhibitor_from_d: Some(0.0) })
    };
    let spared = day(0.0);
    let mut last = spared;
    for alpha in [0.1, 0.35, 1.0, 3.0] {
        assert!(day(alpha) <= last + 1e-9);
        last = day(alpha);
    }
}

// Nothing given: a tumour at rest keeps its immune cells to rounding.
#[test]
fn exact_nothing_given_leaves_immunity_at_rest() {
    let of = immunity(0.4, 0.4, 150.0, 0.35);
    let lesion = Lesion::plain(0.5, 0.15, 15.0, 0.46);
    let mut start = [0.0; Immunity::SIZE];
    of.start(0.0, 0.0, &mut start);
    let patient = Patient {
        lesions: vec![(lesion, Weights::ONE).into()],
        immunity: Some(Immune {
            of: vec![of],
            rbe_alpha: 1.0,
            immunogenicity_of_alphas: 1.0,
            immunogenic_gy_per_h: 0.0,
            dose_share: 1.0,
            start: vec![start],
            usual_kill_per_h: vec![of.kill(&start)],
            lymphocytes: None,
        }),
        ..Patient::default()
    };
    let grid = Grid::new(&[], 4000.0);
    let course = patient.follow(&grid, &[]);
    let (first, last) = (course.immune_cells(0, 0).unwrap(), course.immune_cells(0, grid.steps()).unwrap());
    for (a, b) in
        [(first.effectors, last.effectors), (first.exhausted, last.exhausted), (first.pdl1, last.pdl1)]
    {
        assert!((a - b).abs() < 1e-9, "{first:?} {last:?}");
    }
    assert!((course.viable_g(0, grid.steps()) - 0.5).abs() < 1e-9);
}

// Regulatory cells that come with exhausted ones make a tumour faster, and a drug against them gives that back.
#[test]
fn law_regulatory_cells_suppress() {
    let of = |suppression_per_h: f64| Immunity {
        suppression_per_h,
        regulatory_per_h: 0.02,
        ..immunity(0.4, 0.4, 150.0, 0.35)
    };
    let day = |of| {
        day_of_size(&Arm { dose_gy: 12.0, effective_d: 2.5, tumour: BETA, of, inhibitor_from_d: Some(0.0) })
    };
    assert!(day(of(0.05)) < day(of(0.0)) - 0.05);
    let mut left = [[0.02, 0.5, 0.2, 0.5, 0.4, 0.0]; 2];
    for (x, treg) in left.iter_mut().zip([0.0, 1.0]) {
        of(0.05).suppress(4.0, treg, x);
    }
    assert!((left[0][1] - 0.5 * libm::exp(-0.05 * 0.5 * 4.0)).abs() < 1e-15 && left[1][1] == 0.5);
}

// Memory that effectors leave makes later ones, and interferon of dying cells raises PD-L1: more dose, more interferon.
#[test]
fn law_memory_and_interferon() {
    let usual = immunity(0.4, 0.4, 150.0, 0.35);
    let memory = Memory { made_per_h: 0.01, loss_per_h: 1e-4, recall_per_h: 0.02 };
    let day = |of| {
        day_of_size(&Arm { dose_gy: 12.0, effective_d: 2.5, tumour: BETA, of, inhibitor_from_d: Some(0.0) })
    };
    assert!(day(Immunity { memory, ..usual }) > day(usual) + 0.05);
    let dying = Immunity { interferon_of_death: 0.5, ..usual };
    let cells = |antigen_of: f64| [antigen_of * usual.half_antigen, 0.02, 0.05, 0.0, 0.3, 0.0];
    let interferon = |antigen_of: f64| dying.seen(&cells(antigen_of)).interferon;
    assert!(interferon(3.0) > interferon(0.3) && interferon(0.3) > usual.seen(&cells(0.3)).interferon);
    // Antigen at half priming makes the stated share.
    assert!((interferon(1.0) - usual.seen(&cells(1.0)).interferon - 0.5).abs() < 1e-12);
}
