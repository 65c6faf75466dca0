//! Relevance, direction, power: the equations of theory/evidence.md.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_cmp_const,
    reason = "helpers of tests"
)]

use hevesy_evidence::{Question, Sign, Verdict, log_rank_power, relevance};
use hevesy_library::Library;
use hevesy_library::evidence::Direction;
use hevesy_statistics::Draws;
use proptest::prelude::*;

/// Equation 1 by hand: cells 0.5, not neuroendocrine 0.6, transfected 0.7; and cells 0.5, low 0.5, TP53 0.8.
#[test]
fn exact_relevance_is_the_product_of_its_factors() {
    let library = Library::built_in().unwrap();
    let evidence = library.evidence().unwrap();
    let question = Question { agent: library.agent("177Lu-DOTATATE"), immune: false };
    let score = |id: &str| relevance(evidence.findings.get(id).unwrap(), evidence, question).score;
    assert!((score("parpi-u2os") - 0.5 * 0.6 * 0.7).abs() < 1e-12);
    assert!((score("parpi-bon1") - 0.5 * 0.5 * 0.8).abs() < 1e-12);
    let immune = Question { immune: true, ..question };
    let finding = evidence.findings.get("zellmer-ar42j").unwrap();
    assert!(relevance(finding, evidence, immune).score < relevance(finding, evidence, question).score / 5.0);
}

#[test]
fn exact_direction_without_evidence_is_unknown() {
    assert_eq!(Sign::of(&[]).verdict, Verdict::Unknown);
    assert_eq!(Sign::of(&[(Direction::NotCompared, 9.0)]).verdict, Verdict::Unknown);
    let one = Sign::of(&[(Direction::Better, 1.0)]);
    assert!((one.net - 0.25).abs() < 1e-12);
    assert_eq!(one.verdict, Verdict::Open);
    // A single phase III trial of weight 4 does not decide: −0.94 to 0.04 by 200 000 independent draws.
    let trial = Sign::of(&[(Direction::Worse, 4.0)]);
    assert!((trial.low95 + 0.94).abs() < 0.01 && (trial.high95 - 0.04).abs() < 0.015, "{trial:?}");
    assert_eq!(trial.verdict, Verdict::Open);
    assert_eq!(Sign::of(&[(Direction::Worse, 12.0)]).verdict, Verdict::Against);
    assert_eq!(Sign::of(&[(Direction::Better, 12.0)]).verdict, Verdict::For);
}

/// Equations 2 and 3 against draws of the Dirichlet distribution of our own (gamma variates of whole shape as sums of
/// exponentials).
#[test]
fn val_direction_has_the_quantiles_of_a_dirichlet_distribution() {
    let sign = Sign::of(&[(Direction::Better, 4.0), (Direction::Equal, 2.0), (Direction::Worse, 1.0)]);
    let mut draws = Draws::new(7, "dirichlet", 0);
    let mut gamma = |shape: u32| -> f64 { (0..shape).map(|_| -libm::log(1.0 - draws.uniform())).sum() };
    let n = 40_000;
    let mut nets: Vec<f64> = (0..n)
        .map(|_| {
            let (better, equal, worse) = (gamma(5), gamma(3), gamma(2));
            (better - worse) / (better + equal + worse)
        })
        .collect();
    nets.sort_by(f64::total_cmp);
    let mean = nets.iter().sum::<f64>() / f64::from(n);
    assert!((mean - sign.net).abs() < 0.005, "{mean} {}", sign.net);
    assert!((nets[1_000] - sign.low95).abs() < 0.02, "{} {}", nets[1_000], sign.low95);
    assert!((nets[39_000] - sign.high95).abs() < 0.02, "{} {}", nets[39_000], sign.high95);
}

/// Schoenfeld's table: 247 events for HR 0.7, 80 % power, 5 % two-sided, equal arms.
#[test]
fn val_power_of_the_log_rank_test() {
    assert!((log_rank_power(247.0, 0.5, 0.7, 0.05) - 0.80).abs() < 0.002);
    assert!((log_rank_power(66.0, 0.5, 0.5, 0.05) - 0.80).abs() < 0.01);
    assert!((log_rank_power(0.0, 0.5, 0.7, 0.05) - 0.025).abs() < 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Swapping better and worse turns the direction round; more evidence for one side moves it to that side; the
    /// interval holds the mean and stays within −1 and 1; the same evidence gives the same bits.
    #[test]
    fn law_direction_is_symmetric_and_monotone(better in 0.0..30.0_f64, equal in 0.0..30.0_f64, worse in 0.0..30.0_f64) {
        let of = |b: f64, w: f64| Sign::of(&[(Direction::Better, b), (Direction::Equal, equal), (Direction::Worse, w)]);
        let (there, back) = (of(better, worse), of(worse, better));
        prop_assert!((there.net + back.net).abs() < 1e-12);
        prop_assert!((there.low95 + back.high95).abs() < 0.05);
        prop_assert_eq!(&there, &of(better, worse));
        prop_assert!(of(better + 1.0, worse).net > there.net);
        prop_assert!(there.low95 <= there.net && there.net <= there.high95);
        prop_assert!(there.low95 >= -1.0 && there.high95 <= 1.0);
    }

    #[test]
    fn law_power_grows_with_events_and_effect(events in 1.0..800.0_f64, ratio in 0.2..0.95_f64) {
        let power = |d: f64, hr: f64| log_rank_power(d, 0.5, hr, 0.05);
        prop_assert!(power(events + 1.0, ratio) >= power(events, ratio));
        prop_assert!(power(events, ratio * 0.95) >= power(events, ratio));
        prop_assert!((power(events, ratio) - power(events, 1.0 / ratio)).abs() < 1e-12);
    }
}
