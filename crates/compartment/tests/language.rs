//! The compartment language: closed forms, and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test")]

use hevesy_compartment::{Compartment, Compiled, Definition, Dose, Flow, Formula, Line, Settings, run};

fn line<T>(what: T) -> Line<T> {
    Line { each: Vec::new(), what }
}

fn flow(from: &str, to: Option<&str>, rate: &str) -> Line<Flow> {
    line(Flow { from: from.into(), to: to.map(Into::into), rate: Some(rate.into()), law: None })
}

fn two() -> Definition {
    Definition {
        name: "two".into(),
        parameters: [("k12", (0.3, "1/h")), ("k21", (0.1, "1/h")), ("k10", (0.2, "1/h"))]
            .into_iter()
            .map(|(n, (v, u))| (n.to_owned(), (v, u.to_owned())))
            .collect(),
        compartments: ["a", "b"].map(|n| line(Compartment { name: n.into(), initial: None })).to_vec(),
        flows: vec![flow("a", Some("b"), "k12"), flow("b", Some("a"), "k21"), flow("a", None, "k10")],
        into: vec!["a".into()],
        ..Definition::default()
    }
}

// Oracle: the sum of two exponentials of the two-compartment model in closed form.
#[test]
fn exact_two_compartments() {
    let compiled = Compiled::of(&two().network().unwrap()).unwrap();
    let times: Vec<f64> = (0..40).map(f64::from).collect();
    let dose = Dose { state: 0, amount: 5.0, at: 0.0, over: 0.0 };
    let out = run(&compiled, &[dose], &times, Settings::default()).unwrap();
    let (k12, k21, k10) = (0.3, 0.1, 0.2);
    let sum: f64 = k12 + k21 + k10;
    let root = (sum * sum - 4.0 * k21 * k10).sqrt();
    let (alpha, beta) = (0.5 * (sum + root), 0.5 * (sum - root));
    for (t, x) in times.iter().zip(&out.states) {
        let part = |r: f64, other: f64| 5.0 * (k21 - r) / (other - r) * libm::exp(-r * t);
        let expected = part(alpha, beta) + part(beta, alpha);
        assert!((x[0] - expected).abs() < 1e-5, "{t}: {} {expected}", x[0]);
    }
    let all = 5.0 / k10;
    let found = run(&compiled, &[dose], &[500.0], Settings::default()).unwrap().integrals[0][0];
    assert!((found / all - 1.0).abs() < 1e-5, "{found} {all}");
}

// An infusion with a closed form, in one compartment, twice.
#[test]
fn exact_infusions() {
    let mut one = two();
    one.compartments.truncate(1);
    one.flows = vec![flow("a", None, "k10")];
    let compiled = Compiled::of(&one.network().unwrap()).unwrap();
    let doses = [0.0, 6.0].map(|at| Dose { state: 0, amount: 8.0, at, over: 4.0 });
    let out =
        run(&compiled, &doses, &[4.0, 6.0, 10.0, 20.0], Settings { relative: 1e-8, decay: 0.0 }).unwrap();
    let during = |t: f64| 2.0 / 0.2 * (1.0 - libm::exp(-0.2 * t));
    let after = |x: f64, t: f64| x * libm::exp(-0.2 * t);
    let (a, b) = (during(4.0), after(during(4.0), 2.0));
    let c = during(4.0) + after(b, 4.0);
    for (found, expected) in out.states.iter().zip([a, b, c, after(c, 10.0)]) {
        assert!((found[0] - expected).abs() < 1e-6, "{} {expected}", found[0]);
    }
}

#[test]
fn exact_sets_repeat_lines() {
    let mut many = two();
    many.sets.insert("o".into(), vec!["liver".into(), "lung".into()]);
    many.compartments
        .push(Line { each: vec!["o".into()], what: Compartment { name: "{o}".into(), initial: None } });
    let to = Flow { from: "a".into(), to: Some("{o}".into()), rate: Some("k12".into()), law: None };
    many.flows.push(Line { each: vec!["o".into()], what: to });
    let network = many.network().unwrap();
    assert_eq!(network.states.len(), 4);
    assert_eq!(network.reactions.len(), 5);
}

#[test]
fn exact_bad_models_are_refused() {
    #[allow(clippy::type_complexity, reason = "a list of cases")]
    let cases: Vec<(&str, Box<dyn Fn(&mut Definition)>)> = vec![
        (
            "nothing ever reaches",
            Box::new(|d| d.compartments.push(line(Compartment { name: "c".into(), initial: None }))),
        ),
        (
            "not negative",
            Box::new(|d| {
                d.parameters.insert("k12".into(), (-0.3, "1/h".into()));
            }),
        ),
        (
            "has volume time^-1",
            Box::new(|d| {
                d.parameters.insert("k12".into(), (0.3, "L/h".into()));
            }),
        ),
        (
            "`furlong`",
            Box::new(|d| {
                d.parameters.insert("k12".into(), (0.3, "furlong/h".into()));
            }),
        ),
        ("`k99`", Box::new(|d| d.flows.push(flow("a", None, "k99")))),
        ("`z` is not a compartment", Box::new(|d| d.flows.push(flow("a", Some("z"), "k12")))),
        (
            "empty compartment",
            Box::new(|d| {
                let law = Some("k12 * b".to_owned());
                d.flows.push(line(Flow { from: "a".into(), to: Some("b".into()), rate: None, law }));
            }),
        ),
        (
            "stands twice",
            Box::new(|d| d.compartments.push(line(Compartment { name: "k12".into(), initial: None }))),
        ),
        (
            "depends on itself",
            Box::new(|d| {
                for (name, text) in [("x", "y + k12"), ("y", "x")] {
                    d.formulas.push(line(Formula { name: name.into(), text: text.into() }));
                }
            }),
        ),
        (
            "adds or compares",
            Box::new(|d| d.formulas.push(line(Formula { name: "x".into(), text: "k12 + 1".into() }))),
        ),
        ("no such set", Box::new(|d| d.flows[0].each.push("organ".into()))),
        ("goes to where it comes from", Box::new(|d| d.flows.push(flow("a", Some("a"), "k12")))),
    ];
    for (part, spoil) in cases {
        let mut definition = two();
        spoil(&mut definition);
        let error = definition.network().unwrap_err().to_string();
        assert!(error.contains(part), "{part}: {error}");
    }
}

// An infusion of a large number against the closed form: exact whatever the unit.
#[test]
fn exact_infusion_without_a_solver() {
    let mut one = two();
    one.compartments.truncate(1);
    one.flows = vec![flow("a", None, "k10")];
    let compiled = Compiled::of(&one.network().unwrap()).unwrap();
    for amount in [1e-9, 1.0, 1e12] {
        let dose = Dose { state: 0, amount, at: 1.0, over: 4.0 };
        let states = hevesy_compartment::run_linear(&compiled, &[dose], &[3.0, 5.0, 10.0]).unwrap();
        let during = |t: f64| amount / 4.0 / 0.2 * -libm::expm1(-0.2 * t);
        for (state, expected) in states.iter().zip([during(2.0), during(4.0), during(4.0) * libm::exp(-1.0)])
        {
            assert!((state[0] / expected - 1.0).abs() < 1e-13, "{amount}: {} {expected}", state[0]);
        }
    }
}

// Without a solver and with it: the same, doses, infusions and inflows included.
#[test]
fn val_linear_models_exactly_and_by_steps() {
    let compiled = Compiled::of(&two().network().unwrap()).unwrap();
    let dose = |state, amount, at, over| Dose { state, amount, at, over };
    let doses = [dose(0, 10.0, 0.0, 0.0), dose(1, 4.0, 3.0, 2.5), dose(0, 7.0, 20.0, 0.0)];
    let times = [0.0, 0.5, 3.0, 4.0, 5.5, 20.0, 60.0];
    let exact = hevesy_compartment::run_linear(&compiled, &doses, &times).unwrap();
    let steps = run(&compiled, &doses, &times, Settings { relative: 1e-9, decay: 0.0 }).unwrap();
    for (a, b) in exact.iter().flatten().zip(steps.states.iter().flatten()) {
        assert!((a - b).abs() < 1e-6 * b.max(1.0), "{a} {b}");
    }
}
