//! A model in SBML, as it is: amounts of its states over time.

use std::path::Path;

use hevesy::Problem;
use hevesy::compartment::{
    Compiled, Dose, ModelError, Network, Settings, Trajectory, read_sbml, run as follow,
};
use hevesy::quantity::significant;
use hevesy::report::table;
use hevesy_library::files;
use serde::Serialize;

use super::KineticsArguments;
use crate::cli::reply::to_json;
use crate::cli::{Reply, argument};

#[derive(Serialize)]
struct Answer {
    model: String,
    until: f64,
    time_unit: Option<String>,
    states: Vec<StateAnswer>,
    steps: usize,
}

#[derive(Serialize)]
struct StateAnswer {
    state: String,
    start: f64,
    most: f64,
    at: f64,
    end: f64,
    /// Integral over time.
    integral: f64,
}

/// Times of the curves, twice.
const POINTS: u32 = 300;

pub(super) fn run(a: &KineticsArguments, path: &Path) -> Result<Reply, Problem> {
    let unused = [
        (!a.activity.is_empty(), "--activity"),
        (!a.nuclide.is_empty(), "--nuclide"),
        (a.sweep.is_some(), "--sweep"),
        (a.patients.is_some(), "--patients"),
        (a.sex.is_some(), "--sex"),
        (a.daughters, "--daughters"),
        (!a.variant.is_empty(), "--variant"),
    ];
    if let Some((_, option)) = unused.iter().find(|(given, _)| *given) {
        return Err(argument(
            option,
            "an SBML model says nothing of it",
            "give doses by --give and parameters by --set",
        ));
    }
    let file = path.display().to_string();
    let wrong = |e: ModelError| Problem::new(format!("{file}, {}", e.at), e.what, e.next);
    let until = a.until.ok_or_else(|| {
        argument("--until", "an SBML model needs an end", "give it in the model's unit of time")
    })?;
    if !(until.is_finite() && until > 0.0) {
        return Err(argument("--until", format!("{until} is no duration"), "give a number above zero"));
    }
    let mut network = read_sbml(&files::read_text(path)?).map_err(wrong)?;
    for text in &a.set {
        let parsed = text.split_once('=').and_then(|(name, v)| Some((name, v.trim().parse::<f64>().ok()?)));
        let (name, value) = parsed.filter(|(_, v)| v.is_finite()).ok_or_else(|| {
            argument("--set", format!("`{text}` is not NAME=NUMBER"), "give the number in the model's units")
        })?;
        network
            .set(name, value)
            .map_err(|e| argument("--set", format!("`{}`: {}", e.at, e.what), &e.next))?;
    }
    let doses = a.give.iter().map(|text| dose(&network, text)).collect::<Result<Vec<_>, _>>()?;
    let compiled = Compiled::of(&network).map_err(wrong)?;
    if let Some(late) = doses.iter().find(|d| d.at >= until) {
        return Err(argument(
            "--give",
            format!("{} is given at {}, after the end", late.amount, late.at),
            "give it before --until",
        ));
    }
    let mut times: Vec<f64> = (0..=POINTS)
        .flat_map(|i| {
            let share = f64::from(i) / f64::from(POINTS);
            // Equal steps, and equal steps of the logarithm over six decades for what happens early.
            [until * share, until * libm::exp10(6.0 * (share - 1.0))]
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let out = follow(&compiled, &doses, &times, Settings::default()).map_err(|e| {
        Problem::new(
            format!("{file}, {}", e.state),
            format!("cannot be followed beyond t = {}: {}", e.at, e.reason),
            "check its parameters and those of its neighbours",
        )
    })?;
    let states = (0..compiled.names().len()).map(|i| state(&compiled, &out, i)).collect();
    let answer =
        Answer { model: network.name, until, time_unit: network.time_unit, states, steps: out.steps };
    if let Some(folder) = &a.out {
        files::write_whole(&folder.join("result.json"), to_json(&answer).as_bytes())?;
        files::write_whole(&folder.join("curves.csv"), curves(&compiled, &out).as_bytes())?;
    }
    Ok(Reply::of(a.json, &answer, || text(&answer)))
}

fn state(compiled: &Compiled, out: &Trajectory, i: usize) -> StateAnswer {
    let (mut most, mut at) = (f64::NEG_INFINITY, 0.0);
    for (t, states) in out.times.iter().zip(&out.states) {
        if states[i] > most {
            (most, at) = (states[i], *t);
        }
    }
    let last = out.times.len() - 1;
    StateAnswer {
        state: compiled.names()[i].clone(),
        start: out.states[0][i],
        most,
        at,
        end: out.states[last][i],
        integral: out.integrals[last][i],
    }
}

/// STATE=AMOUNT[@TIME][+DURATION].
fn dose(network: &Network, text: &str) -> Result<Dose, Problem> {
    let wrong = || {
        argument(
            "--give",
            format!("`{text}` is not STATE=AMOUNT[@TIME][+DURATION]"),
            "write for example Vein.Hot=10.18@0+5",
        )
    };
    let (name, rest) = text.split_once('=').ok_or_else(wrong)?;
    let (rest, over) = rest.split_once('+').map_or((rest, "0"), |(r, d)| (r, d));
    let (amount, at) = rest.split_once('@').map_or((rest, "0"), |(r, t)| (r, t));
    let number =
        |t: &str| t.trim().parse::<f64>().ok().filter(|v| v.is_finite() && *v >= 0.0).ok_or_else(wrong);
    let state = network
        .state(name.trim())
        .map_err(|e| argument("--give", format!("`{}`: {}", e.at, e.what), &e.next))?;
    Ok(Dose { state, amount: number(amount)?, at: number(at)?, over: number(over)? })
}

fn text(answer: &Answer) -> String {
    let rows: Vec<Vec<String>> = answer
        .states
        .iter()
        .map(|s| {
            let [start, most, at, end, integral] =
                [s.start, s.most, s.at, s.end, s.integral].map(|v| significant(v, 4));
            vec![s.state.clone(), start, most, at, end, integral]
        })
        .collect();
    let head = ["state", "start", "most", "at", "end", "integral over time"];
    let unit = answer.time_unit.as_deref().unwrap_or("in the model's unit of time");
    format!(
        "{}, until {} ({unit}), {} steps\n\n{}",
        answer.model,
        answer.until,
        answer.steps,
        table(&head, &rows)
    )
}

fn curves(compiled: &Compiled, out: &Trajectory) -> String {
    let mut text = format!("time,{}\n", compiled.names().join(","));
    for (t, states) in out.times.iter().zip(&out.states) {
        let values: Vec<String> = states.iter().map(|v| format!("{v:.9e}")).collect();
        text += &format!("{t},{}\n", values.join(","));
    }
    text
}
