//! A model in time: doses as events, values at wanted times, integrals.

use hevesy_ode::{Failure, System, Tolerance, integrate};
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
    /// At each time, the integrals of the states from the start, with the weight of the settings.
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

/// How a model is run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Wanted relative accuracy of each step.
    pub relative: f64,
    /// Integrals are of the states times e^{−this·t}: the decay constant where states are corrected for decay, else 0.
    pub decay: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { relative: 1e-6, decay: 0.0 }
    }
}

/// Largest absolute error of each step: this times the relative one times the largest amount at hand.
const ABSOLUTE_SHARE: f64 = 1e-5;

/// Times closer than this share of the whole are one.
const SAME: f64 = 1e-12;

/// Places and weights of Gauss's rule with three points between 0 and 1, exact for the polynomials of the solver's steps.
const GAUSS: [(f64, f64); 3] =
    [(0.112_701_665_379_258_31, 5.0 / 18.0), (0.5, 4.0 / 9.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// Runs a model from time 0 through rising times, with doses. Theory: theory/compartment.md (4).
///
/// # Errors
/// Equations that cannot be integrated: the state and the time.
pub fn run(
    model: &Compiled,
    doses: &[Dose],
    times: &[f64],
    settings: Settings,
) -> Result<Trajectory, RunError> {
    let end = times.iter().copied().fold(0.0, f64::max);
    let mut breaks: Vec<f64> =
        doses.iter().flat_map(|d| [d.at, d.at + d.over]).filter(|t| *t < end).collect();
    breaks.extend([0.0, end]);
    // A jump beside a dose is found a hair away from it.
    let near = |t: f64| breaks.iter().any(|b| (b - t).abs() <= SAME * end);
    let jumps: Vec<f64> = model.jumps(end).into_iter().filter(|t| !near(*t)).collect();
    breaks.extend(jumps);
    breaks.sort_by(f64::total_cmp);
    breaks.dedup();
    let mut state = model.initial().to_vec();
    let tolerance = Tolerance {
        relative: settings.relative,
        absolute: absolute(model, &state, doses, settings.relative),
    };
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
        let end =
            integrate(&Within { model: stretch, from, to }, (from, to), &state, &tolerance, &mut |step| {
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
                        let weight = weight * (until - begin) * libm::exp(-settings.decay * t);
                        for (sum, value) in integral.iter_mut().zip(&x) {
                            *sum += weight * value;
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

/// For each state, by the largest amount among the states that turn into it. Where all those start empty, as for signals, by the least
/// of the others, since units may differ.
fn absolute(model: &Compiled, start: &[f64], doses: &[Dose], relative: f64) -> Vec<f64> {
    let mut amounts = start.to_vec();
    for dose in doses {
        amounts[dose.state] = amounts[dose.state].max(dose.amount);
    }
    let scale = model.largest_of_group(&amounts);
    let least = scale.iter().copied().filter(|s| *s > 0.0).fold(f64::INFINITY, f64::min);
    let least = if least.is_finite() { least } else { 1.0 };
    scale.into_iter().map(|s| relative * ABSOLUTE_SHARE * if s > 0.0 { s } else { least }).collect()
}

/// A model between two jumps: at its ends the rates are those within.
struct Within {
    model: Compiled,
    from: f64,
    to: f64,
}

impl Within {
    fn inside(&self, t: f64) -> f64 {
        let margin = 1e-9 * (self.to - self.from);
        t.clamp(self.from + margin, self.to - margin)
    }
}

impl System for Within {
    fn size(&self) -> usize {
        self.model.size()
    }

    fn rates(&self, t: f64, x: &[f64], dx: &mut [f64]) {
        self.model.rates(self.inside(t), x, dx);
    }

    fn pattern(&self) -> &[(usize, usize)] {
        self.model.pattern()
    }

    fn jacobian(&self, t: f64, x: &[f64], values: &mut [f64]) {
        self.model.jacobian(self.inside(t), x, values);
    }
}

fn named(model: &Compiled, failure: Failure) -> RunError {
    let state = model.names().get(failure.state).cloned().unwrap_or_default();
    RunError { state, at: failure.at, reason: failure.reason }
}
