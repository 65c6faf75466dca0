//! What partners change in a lesion, against closed forms.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::f64::consts::LN_2;

use hevesy_biology::{BreakClasses, CellCycle, Growth, Hit, Lesion, Modifiers, SingleStrand};

const BREAKS: SingleStrand =
    SingleStrand { per_double: 1000.0 / 35.0, repair_per_h: 2.772, conversion_per_h: 2.772 * 0.002 };

fn lesion() -> Lesion {
    Lesion { single_strand: Some(BREAKS), ..Lesion::plain(1.0, 0.2, f64::INFINITY, 0.46) }
}

/// States after a time under a constant dose rate, by explicit steps of a thousandth of an hour.
fn after(lesion: &Lesion, rate: &dyn Fn(f64) -> f64, m: &Modifiers, hours: f64) -> Vec<f64> {
    let (mut x, mut k, mut change) =
        (vec![0.0; Lesion::SIZE], vec![0.0; Lesion::SIZE], vec![0.0; Lesion::SIZE]);
    lesion.start(lesion.mass_g, 0.0, &mut x);
    lesion.decay(&mut k);
    let h = 1e-3;
    let mut t = 0.0;
    while t < hours {
        let gy_per_h = rate(t);
        let hit = Hit { linear_gy_per_h: gy_per_h, sublethal_gy_per_h: gy_per_h };
        lesion.rest(hit, m, [lesion.viable_g(&x); 2], &x, &mut change);
        for i in 0..Lesion::SIZE {
            x[i] += h * (change[i] - k[i] * x[i]);
        }
        t += h;
    }
    x
}

// What blocked repair adds to a dose does not depend on dose rate: closed form, at 0.1 Gy/h and within two hours.
#[test]
fn exact_blocked_repair_adds_its_closed_form() {
    let blocked = Modifiers { blocked: 0.9, ..Modifiers::NONE };
    for (rate, until) in [(0.1, 40.0), (2.0, 2.0)] {
        let on = |t: f64| if t < until { rate } else { 0.0 };
        let dose = rate * until;
        let x = after(&lesion(), &on, &blocked, 80.0);
        let wanted = 0.2 * dose * (1.0 + BREAKS.added(0.9));
        assert!((lesion().log_kill(&x) / wanted - 1.0).abs() < 3e-3, "{} {wanted}", lesion().log_kill(&x));
    }
    let usual = after(&lesion(), &|_| 0.1, &Modifiers::NONE, 20.0);
    assert!((lesion().log_kill(&usual) - 0.4).abs() < 1e-3);
}

// A repair rate that a drug holds down is that of a slower tissue: U is not rescaled when the drug comes or goes.
#[test]
fn exact_slowed_repair_is_slow_repair() {
    let quick = Lesion::plain(1.0, 0.2, 5.0, 0.6);
    let slow = Lesion::plain(1.0, 0.2, 5.0, 0.24);
    let held = Modifiers { repair: [0.4; 2], ..Modifiers::NONE };
    let rate = |t: f64| 0.5 * libm::exp(-0.05 * t);
    let a = after(&quick, &rate, &held, 50.0);
    let b = after(&slow, &rate, &Modifiers::NONE, 50.0);
    assert!((quick.log_kill(&a) - slow.log_kill(&b)).abs() < 1e-9);
    assert!(quick.log_kill(&a) > 1.02 * quick.log_kill(&after(&quick, &rate, &Modifiers::NONE, 50.0)));
}

// Two classes whose mean time is that of one: at a dose rate that falls slowly they kill alike; a drug that holds clustered breaks open acts by what the mean time grows.
#[test]
fn law_classes_of_breaks_keep_the_mean_time() {
    let one = Lesion::plain(1.0, 0.2, 5.0, 0.6);
    let classes = BreakClasses { clustered: 0.4337, ratio: 8.0 };
    let two = Lesion { breaks: classes, ..one };
    let rate = |t: f64| 0.5 * libm::exp(-0.001 * t);
    let kill = |l: &Lesion, m: &Modifiers| l.log_kill(&after(l, &rate, m, 600.0));
    assert!((kill(&two, &Modifiers::NONE) / kill(&one, &Modifiers::NONE) - 1.0).abs() < 5e-3);
    let held = Modifiers { repair: [1.0, 0.2], ..Modifiers::NONE };
    let mean = Modifiers { repair: [classes.mean_factor(held.repair); 2], ..Modifiers::NONE };
    let (by_class, by_mean) = (kill(&two, &held), kill(&one, &mean));
    assert!(by_class > 1.1 * kill(&two, &Modifiers::NONE));
    assert!((by_class / by_mean - 1.0).abs() < 0.03, "{by_class} {by_mean}");
    assert!((classes.mean_factor([0.5; 2]) - 0.5).abs() < 1e-12);
}

// Without oxygen a third of α and a ninth of β are left; alphas do not care.
#[test]
fn exact_oxygen() {
    let lesion = Lesion { oxygen_mmhg: Some([1e9, 1e9]), ..Lesion::plain(1.0, 0.2, 5.0, 0.5) };
    let none = Modifiers { oxygen: 0.0, ..Modifiers::NONE };
    let mut x = vec![0.0; Lesion::SIZE];
    x[2] = 1.0;
    let mut out = vec![0.0; Lesion::SIZE];
    lesion.rest(Hit { linear_gy_per_h: 1.0, sublethal_gy_per_h: 1.0 }, &none, [1.0; 2], &x, &mut out);
    assert!((out[4] - (0.2 / 3.0 + 2.0 * 0.04 / 9.0)).abs() < 1e-6, "{}", out[4]);
    lesion.rest(Hit { linear_gy_per_h: 5.0, sublethal_gy_per_h: 0.0 }, &none, [1.0; 2], &x, &mut out);
    assert!((out[4] - 1.0).abs() < 1e-12);
}

// Cells held in G2 are those that radiation kills best: a short dose after a day of arrest kills more than one without.
#[test]
fn law_arrest_in_g2_sensitises() {
    let cycle =
        CellCycle { phase_h: [12.0, 8.0, 4.0], sensitivity: [1.0, 0.6, 1.8], delay_gy_per_h: f64::INFINITY };
    let lesion = Lesion {
        cycle: Some((cycle, cycle.undisturbed())),
        growth: Growth::doubling(24.0),
        ..Lesion::plain(1.0, 0.2, f64::INFINITY, 0.5)
    };
    let beam = |t: f64| if (24.0..24.1).contains(&t) { 20.0 } else { 0.0 };
    let arrest = Modifiers { exit: [1.0, 1.0, 0.1], ..Modifiers::NONE };
    let kill = |m: &Modifiers| lesion.log_kill(&after(&lesion, &beam, m, 30.0));
    assert!(kill(&arrest) > 1.2 * kill(&Modifiers::NONE), "{} {}", kill(&arrest), kill(&Modifiers::NONE));
    // Cells that radiation holds in G2 do not divide: at the dose rate that halves their exit growth is at most halved in the long run.
    let slow = CellCycle { delay_gy_per_h: 1e-6, ..cycle };
    let held = Lesion { alpha_per_gy: 0.0, cycle: Some((slow, slow.undisturbed())), ..lesion };
    assert!(after(&held, &|_| 1e-3, &Modifiers::NONE, 24.0)[0] < 0.05 * LN_2);
    // Undisturbed, phases change nothing: growth is that of the law.
    let x = after(&lesion, &|_| 0.0, &Modifiers::NONE, 24.0);
    assert!((x[0] / LN_2 - 1.0).abs() < 1e-3);
}

// Breaks that a drug makes are those of as many Gy of electrons.
#[test]
fn exact_breaks_by_a_drug() {
    let lesion = Lesion::plain(1.0, 0.2, 10.0, 0.46);
    let drug = Modifiers { breaks_gy_per_h: 0.05, ..Modifiers::NONE };
    let by_drug = lesion.log_kill(&after(&lesion, &|_| 0.0, &drug, 20.0));
    let by_radiation = lesion.log_kill(&after(&lesion, &|_| 0.05, &Modifiers::NONE, 20.0));
    assert!(by_drug > 0.2 && (by_drug / by_radiation - 1.0).abs() < 1e-12);
}
