//! Integration over one stretch without events.

use diffsol::{FaerSparseMat, OdeBuilder, OdeSolverMethod, OdeSolverStopReason, Vector};
use thiserror::Error;

use crate::System;
use crate::equations::Equations;
use crate::linear::Linear;

/// Wanted accuracy of each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Tolerance {
    /// Relative to each state.
    pub relative: f64,
    /// Absolute, for each state.
    pub absolute: Vec<f64>,
}

/// A step of the solver, with the states within it.
pub struct Step<'a> {
    /// Start.
    pub from: f64,
    /// End.
    pub to: f64,
    at: &'a dyn Fn(f64, &mut [f64]),
}

impl Step<'_> {
    /// States at a time within the step.
    pub fn at(&self, t: f64, x: &mut [f64]) {
        (self.at)(t, x);
    }
}

/// Where a stretch ended.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// The states.
    pub state: Vec<f64>,
    /// Steps of the solver, a work counter.
    pub steps: usize,
}

/// The solver gave up.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("the equations could not be integrated beyond t = {at}: {reason}")]
pub struct Failure {
    /// Time reached.
    pub at: f64,
    /// State that changes fastest there, by its index.
    pub state: usize,
    /// The solver's reason.
    pub reason: String,
}

/// Most steps of one stretch.
const MOST_STEPS: usize = 1_000_000;

/// Integrates from the first to the second time; every step is shown to `observe`.
///
/// # Errors
/// Steps that become smaller than numbers resolve, states that are no numbers.
pub fn integrate<S: System>(
    system: &S,
    (from, to): (f64, f64),
    start: &[f64],
    tolerance: &Tolerance,
    observe: &mut dyn FnMut(&Step<'_>),
) -> Result<End, Failure> {
    if to <= from || start.is_empty() {
        return Ok(End { state: start.to_vec(), steps: 0 });
    }
    let failure =
        |at: f64, x: &[f64], reason: String| Failure { at, state: fastest(system, at, x, tolerance), reason };
    let error = |reason: String| failure(from, start, reason);
    let equations = Equations::new(system, start).map_err(error)?;
    let problem = OdeBuilder::<FaerSparseMat<f64>>::new()
        .t0(from)
        .h0(first_step(system, (from, to), start, tolerance))
        .rtol(tolerance.relative)
        .atol(tolerance.absolute.iter().copied())
        .build_from_eqn(equations)
        .map_err(|e| error(e.to_string()))?;
    let mut solver = problem.bdf::<Linear>().map_err(|e| error(e.to_string()))?;
    solver.set_stop_time(to).map_err(|e| error(e.to_string()))?;
    let (mut last, mut steps) = (from, 0);
    loop {
        let reason = solver.step();
        let (t, y) = (solver.state().t, solver.state().y);
        steps += 1;
        let reason = reason.map_err(|e| e.to_string()).and_then(|r| {
            let finite = y.clone_as_vec().iter().all(|v| v.is_finite());
            if finite && steps < MOST_STEPS { Ok(r) } else { Err("the states grow beyond bounds".into()) }
        });
        let stopped = match reason {
            Ok(reason) => matches!(reason, OdeSolverStopReason::TstopReached),
            Err(reason) => return Err(failure(last, &y.clone_as_vec(), reason)),
        };
        let at = |t: f64, x: &mut [f64]| {
            if let Ok(mut y) = solver.interpolate(t) {
                y.for_each_batch_host([], |y, [], _| x.copy_from_slice(y));
            }
        };
        observe(&Step { from: last, to: t, at: &at });
        last = t;
        if stopped {
            return Ok(End { state: solver.state().y.clone_as_vec(), steps });
        }
    }
}

/// A hundredth of the time in which the fastest state changes by itself (Hairer, Nørsett & Wanner 1993, II.4), within bounds: the solver
/// shortens what is too long.
fn first_step<S: System>(system: &S, (from, to): (f64, f64), x: &[f64], tolerance: &Tolerance) -> f64 {
    let mut dx = vec![0.0; x.len()];
    system.rates(from, x, &mut dx);
    let mut speed = 0.0_f64;
    for ((x, dx), absolute) in x.iter().zip(&dx).zip(&tolerance.absolute) {
        speed = speed.max(dx.abs() / (x.abs() + absolute / tolerance.relative));
    }
    (0.01 / speed.max(1e-300)).clamp(1e-9 * (to - from), 1e-2 * (to - from))
}

/// The state whose change is largest in units of its tolerance.
fn fastest<S: System>(system: &S, t: f64, x: &[f64], tolerance: &Tolerance) -> usize {
    let mut dx = vec![0.0; x.len()];
    system.rates(t, x, &mut dx);
    let weight = |i: usize| {
        let speed = dx[i].abs() / (x[i].abs() * tolerance.relative + tolerance.absolute[i]);
        if speed.is_finite() { speed } else { f64::INFINITY }
    };
    (0..x.len()).max_by(|a, b| weight(*a).total_cmp(&weight(*b))).unwrap_or(0)
}
