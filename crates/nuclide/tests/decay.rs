//! Decay of chains against closed forms, an independent high-precision solution, and the laws it must obey.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "helpers of tests"
)]

use hevesy_nuclide::{Decay, Elution, Generator, HalfLives, Nuclide, all};
use hevesy_quantity::{Activity, Time};
use proptest::prelude::*;

fn find(name: &str) -> Nuclide {
    Nuclide::find(name).unwrap()
}

/// Oracle: `bateman_reference.py` (textbook sums with 400 digits); tolerance 1e-9 relative, 1 ms to 100 y.
#[test]
fn val_chains_agree_with_an_independent_bateman_solution() {
    let mut worst = 0.0_f64;
    for row in include_str!("bateman_reference.csv").lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let decay = Decay::of(&[find(cells[0])], &HalfLives::icrp107());
        let after = decay.activities(&[Activity::bq(1.0)], Time::s(cells[1].parse().unwrap()));
        let got = after.iter().find(|(n, _)| n.name() == cells[2]).unwrap().1.to_bq();
        let want: f64 = cells[3].parse().unwrap();
        let error = (got / want - 1.0).abs();
        assert!(error < 1e-9, "{row}: {got}");
        worst = worst.max(error);
    }
    println!("largest relative error {worst:.1e}");
    assert!(worst < 1e-11, "the method is good to rounding, {worst}");
}

fn pb212_after_16_5_h(half_lives: &HalfLives) -> f64 {
    let decay = Decay::of(&[find("Ra-224")], half_lives);
    let after = decay.activities(&[Activity::mbq(100.0)], Time::h(16.5));
    after.iter().find(|(n, _)| n.name() == "Pb-212").unwrap().1.to_mbq()
}

/// The usual figures 61.05 % (61.02 % with 3.6319 d) come from the two-member formula, which skips Rn-220 and Po-216.
#[test]
fn exact_generator_ra224_pb212_two_members() {
    let skip = |half_lives: HalfLives| {
        let at_once = |h: HalfLives, n| h.with(find(n), Time::s(1e-6)).unwrap();
        at_once(at_once(half_lives, "Rn-220"), "Po-216")
    };
    let icrp = pb212_after_16_5_h(&skip(HalfLives::icrp107()));
    let newer =
        pb212_after_16_5_h(&skip(HalfLives::icrp107().with(find("Ra-224"), Time::d(3.6319)).unwrap()));
    assert!((icrp - 61.054_045).abs() < 1e-5, "{icrp}");
    assert!((newer - 61.018_534).abs() < 1e-5, "{newer}");
}

/// Oracle: radioactivedecay 0.6.1 (ICRP-107): the 55.6 s of Rn-220 hold back 0.04 % of the whole.
#[test]
fn val_generator_ra224_pb212_whole_chain() {
    let whole = pb212_after_16_5_h(&HalfLives::icrp107());
    assert!((whole - 61.015_053_691_564).abs() < 1e-9, "{whole}");
}

#[test]
fn exact_bi213_peaks_after_6_3_hours() {
    let half_lives = HalfLives::icrp107().with(find("Ac-225"), Time::d(9.92)).unwrap();
    let decay = Decay::of(&[find("Ac-225")], &half_lives);
    let at = |h: f64| {
        let a = decay.activities(&[Activity::bq(1.0)], Time::h(h));
        a.iter().find(|(n, _)| n.name() == "Bi-213").unwrap().1.to_bq()
    };
    // t_max = 6.32 h from the two-member formula; Fr-221 (4.9 min) delays it by some minutes.
    assert!(at(6.4) > at(5.9) && at(6.4) > at(7.2));
}

#[test]
fn exact_elutions_share_the_column() {
    let loaded = [(find("Ra-224"), Activity::mbq(100.0))];
    let generator = Generator::new(&loaded, "Pb", &HalfLives::icrp107());
    let elution = |h: f64, efficiency| Elution { at: Time::h(h), efficiency };
    let twice = generator.elute(&[elution(16.5, 0.5), elution(16.5, 1.0)]);
    let once = generator.elute(&[elution(16.5, 1.0)]);
    let pb = |y: &[(Nuclide, Activity)]| y.iter().find(|(n, _)| n.name() == "Pb-212").unwrap().1.to_mbq();
    assert!((pb(&twice[0]) + pb(&twice[1]) - pb(&once[0])).abs() < 1e-9);
    assert!((pb(&once[0]) - 61.015).abs() < 0.001);
}

#[test]
fn law_every_chain_keeps_its_atoms() {
    for nuclide in all() {
        let decay = Decay::of(&[nuclide], &HalfLives::icrp107());
        let start = decay.atoms_of(&[Activity::bq(1.0)]);
        let half_life = nuclide.half_life_icrp107();
        let later = decay.atoms_after(&start, half_life);
        let decays = decay.decays_during(&start, half_life);
        let total: f64 = start.iter().sum();
        // Members that are still there, and decays into what is stable or left the table (fission).
        let mut balance: f64 = later.iter().sum();
        for (member, n) in decay.members().iter().zip(&decays) {
            let kept: f64 =
                member.progeny().iter().filter(|p| p.nuclide.is_some()).map(|p| p.branching).sum();
            balance += n * (1.0 - kept);
        }
        assert!((balance / total - 1.0).abs() < 1e-12, "{nuclide}: {}", balance / total - 1.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn law_two_steps_equal_one(pick in 0usize..1252, a in -3.0..9.0f64, b in -3.0..9.0f64) {
        let nuclide = all().nth(pick).unwrap();
        let decay = Decay::of(&[nuclide], &HalfLives::icrp107());
        let (a, b) = (libm::exp10(a), libm::exp10(b));
        let start = decay.atoms_of(&[Activity::bq(1.0)]);
        let once = decay.atoms_after(&start, Time::s(a + b));
        let twice = decay.atoms_after(&decay.atoms_after(&start, Time::s(a)), Time::s(b));
        for (x, y) in once.iter().zip(&twice) {
            // Where more than 100 half-lives pass, exp(-λt) itself loses digits to the rounding of t.
            prop_assert!((x - y).abs() <= 1e-10 * x.abs() + 1e-200, "{nuclide} {x} {y}");
        }
    }
}
