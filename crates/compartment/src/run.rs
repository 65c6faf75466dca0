//! A model in time: doses as events, values at wanted times, integrals.

use hevesy_ode::{Failure, Tolerance, integrate};
use thiserror::Error;

use crate::compiled::Compiled;

/// An amount given into a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dose {
    /// The state.
    pub state: usize,
    /// Amount.
    pub amount: f64,
    /// When.
    pub at: f64,
    /// For how long; 0 for at once.
    pub over: f64,
}

/// States over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// Times that were asked for.
    pub times: Vec<f64>,
    /// At each time, the states. At the time of a dose it has been given.
    pub states: Vec<Vec<f64>>,
    /// At each time, the integrals of the states from the start.
    pub integrals: Vec<Vec<f64>>,
    /// Steps of the solver, a work counter.
    pub steps: usize,
}

/// A model that could not be run.
#[derive(Clone, Debug, PartialEq, Error)]
#[error(
    "{state} cannot be followed beyond t = {at}: {reason}; its parameters and those of its neighbours are worth a look"
)]
pub struct RunError {
    /// The state that changes fastest.
    pub state: String,
    /// Time reached.
    pub at: f64,
    /// The reason.
    pub reason: String,
}

/// Wanted relative accuracy of each step.
pub const RELATIVE_TOLERANCE: f64 = 1e-6;

/// Largest absolute error of each step, as a share of all that is given or there at the start.
const ABSOLUTE_SHARE: f64 = 1e-11;

/// Places and weights of Gauss's rule with three points between 0 and 1, exact for the polynomials of the solver's steps.
const GAUSS: [(f64, f64); 3] =
    [(0.112_701_665_379_258_31, 5.0 / 18.0), (0.5, 4.0 / 9.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// Runs a model from time 0 through rising times, with doses.
///
/// # Errors
/// Equations that cannot be integrated: the state and the time.
pub fn run(model: &Compiled, doses: &[Dose], times: &[f64], relative: f64) -> Result<Trajectory, RunError> {
    let end = times.iter().copied().fold(0.0, f64::max);
    let mut breaks: Vec<f64> =
        doses.iter().flat_map(|d| [d.at, d.at + d.over]).filter(|t| *t < end).collect();
    breaks.extend([0.0, end]);
    breaks.sort_by(f64::total_cmp);
    breaks.dedup();
    let mut state = model.initial().to_vec();
    let scale = doses.iter().map(|d| d.amount).chain(state.iter().copied()).fold(0.0, f64::max);
    let absolute = if scale > 0.0 { ABSOLUTE_SHARE * scale } else { ABSOLUTE_SHARE };
    let tolerance = Tolerance { relative, absolute: vec![absolute; state.len()] };
    let mut out = Trajectory { times: times.to_vec(), states: Vec::new(), integrals: Vec::new(), steps: 0 };
    let mut integral = vec![0.0; state.len()];
    let mut x = vec![0.0; state.len()];
    for pair in breaks.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        #[allow(clippy::float_cmp, reason = "breaks are the doses' own times")]
        for dose in doses.iter().filter(|d| d.over == 0.0 && d.at == from) {
            state[dose.state] += dose.amount;
        }
        let mut stretch = model.clone();
        for dose in doses.iter().filter(|d| d.over > 0.0 && d.at <= from && from < d.at + d.over) {
            stretch.add_inflow(dose.state, dose.amount / dose.over);
        }
        model.assign(from, &mut state);
        while out.states.len() < times.len() && times[out.states.len()] <= from {
            out.states.push(state.clone());
            out.integrals.push(integral.clone());
        }
        let end = integrate(&stretch, (from, to), &state, &tolerance, &mut |step| {
            // Integrals up to each wanted time within the step, then to its end.
            let mut begin = step.from;
            loop {
                let next = out.states.len();
                let wanted = times.get(next).copied().filter(|t| *t < step.to);
                let until = wanted.unwrap_or(step.to);
                for (place, weight) in GAUSS {
                    let t = begin + place * (until - begin);
                    step.at(t, &mut x);
                    model.assign(t, &mut x);
                    for (sum, value) in integral.iter_mut().zip(&x) {
                        *sum += weight * (until - begin) * value;
                    }
                }
                begin = until;
                if wanted.is_none() {
                    break;
                }
                step.at(until, &mut x);
                model.assign(until, &mut x);
                out.states.push(x.clone());
                out.integrals.push(integral.clone());
            }
        })
        .map_err(|e| named(model, e))?;
        out.steps += end.steps;
        state = end.state;
    }
    for dose in doses.iter().filter(|d| d.over == 0.0 && d.at >= end && d.at <= end) {
        state[dose.state] += dose.amount;
    }
    model.assign(end, &mut state);
    while out.states.len() < times.len() {
        out.states.push(state.clone());
        out.integrals.push(integral.clone());
    }
    Ok(out)
}

fn named(model: &Compiled, failure: Failure) -> RunError {
    let state = model.names().get(failure.state).cloned().unwrap_or_default();
    RunError { state, at: failure.at, reason: failure.reason }
}
