//! The hazard form integrated in time, for α, β and μ that change (drugs, oxygen, arrest).
//!
//! dUₖ/dt = Ḋ_eff − μₖ(t) Uₖ ; h = Σ α_q(t) Ḋ_q + 2 β(t) Ḋ_eff Σ wₖ Uₖ, with Ḋ_eff = Σ √(β_q/β) Ḋ_q.
//!
//! Solved by an explicit Runge–Kutta pair (Tsitouras 2011) of the library diffsol, stopped at every break of the dose
//! rates, so that a beam of one minute in a course of months is neither missed nor smeared.

use diffsol::{NalgebraMat, OdeBuilder, OdeSolverMethod, OdeSolverStopReason, Vector};
use hevesy_dose::DoseRate;
use thiserror::Error;

use crate::lq::LinearQuadraticCell;

/// Multipliers of α, β and μ as functions of time in h; all 1 without drugs.
pub struct Modifiers<'a> {
    /// Multiplies α of every quality.
    pub alpha: &'a dyn Fn(f64) -> f64,
    /// Multiplies β, at the time of the second hit.
    pub beta: &'a dyn Fn(f64) -> f64,
    /// Multiplies the repair rate of every pool.
    pub repair: &'a dyn Fn(f64) -> f64,
}

impl Modifiers<'_> {
    /// Nothing changes in time.
    pub const NONE: Modifiers<'static> = Modifiers { alpha: &|_| 1.0, beta: &|_| 1.0, repair: &|_| 1.0 };
}

/// What the integration returns.
#[derive(Clone, Debug, PartialEq)]
pub struct LogKill {
    /// −ln S at the end.
    pub log_kill: f64,
    /// Un-repaired dose Σ wₖ Uₖ in Gy at the end.
    pub unrepaired_gy: f64,
    /// Steps of the solver, a work counter.
    pub steps: usize,
}

/// The solver gave up.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "the damage equations could not be integrated beyond {at_h} h: {reason}; check the dose rates for extreme values"
)]
pub struct HazardError {
    /// Where it stopped, in h.
    pub at_h: String,
    /// The solver's reason.
    pub reason: String,
}

/// Integrates the hazard from the first break to `end_h`, with α of low LET in 1/Gy.
///
/// Theory: theory/biology.md (1), (2).
///
/// # Errors
/// Step sizes that fall below what a double resolves.
pub fn log_kill(
    rates: &[DoseRate],
    cell: &LinearQuadraticCell,
    alpha_per_gy: f64,
    modifiers: &Modifiers<'_>,
    end_h: f64,
) -> Result<LogKill, HazardError> {
    let mut breaks: Vec<f64> =
        rates.iter().flat_map(|r| r.curve_gy_per_h.breaks_h()).filter(|b| *b < end_h).collect();
    breaks.push(end_h);
    breaks.sort_by(f64::total_cmp);
    breaks.dedup();
    let pools = cell.repair.pools();
    let beta = alpha_per_gy / cell.alpha_beta_gy;
    // Between breaks each curve is smooth; evaluating just inside the segment keeps ends of beams out of the next one.
    let both = |t: f64, from: f64, to: f64| {
        let t = t.clamp(from, to - 1e-12 * (to - from));
        let mut sums = (0.0, 0.0);
        for r in rates {
            let rate = r.curve_gy_per_h.at(t);
            sums.0 += cell.linear_weight(r.quality) * rate;
            sums.1 += cell.sublethal_weight(r.quality) * rate;
        }
        sums
    };
    let mut state = vec![0.0; pools.len() + 1];
    let mut steps = 0;
    for pair in breaks.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let error = |reason: String| HazardError { at_h: from.to_string(), reason };
        let start = state.clone();
        let n = start.len();
        let problem = OdeBuilder::<NalgebraMat<f64>>::new()
            .t0(from)
            .rtol(1e-10)
            .atol([1e-13])
            .h0((to - from) * 1e-4)
            .rhs(|x: &[f64], _p: &[f64], t: f64, y: &mut [f64]| {
                let (linear, sublethal) = both(t, from, to);
                let mut unrepaired = 0.0;
                for (k, (weight, mu)) in pools.iter().enumerate() {
                    y[k + 1] = sublethal - mu * (modifiers.repair)(t) * x[k + 1];
                    unrepaired += weight * x[k + 1];
                }
                y[0] = alpha_per_gy * (modifiers.alpha)(t) * linear
                    + 2.0 * beta * (modifiers.beta)(t) * unrepaired * sublethal;
            })
            .init(
                move |_p: &[f64], _t: f64, y: &mut [f64]| {
                    for (i, value) in start.iter().enumerate() {
                        y[i] = *value;
                    }
                },
                n,
            )
            .build()
            .map_err(|e| error(e.to_string()))?;
        let mut solver = problem.tsit45().map_err(|e| error(e.to_string()))?;
        solver.set_stop_time(to).map_err(|e| error(e.to_string()))?;
        loop {
            let reason = solver.step().map_err(|e| error(e.to_string()))?;
            steps += 1;
            if matches!(reason, OdeSolverStopReason::TstopReached) {
                break;
            }
        }
        let y = solver.state().y;
        for (i, value) in state.iter_mut().enumerate() {
            *value = y.get_index(i);
        }
    }
    let unrepaired_gy = pools.iter().zip(&state[1..]).map(|((w, _), u)| w * u).sum();
    Ok(LogKill { log_kill: state[0], unrepaired_gy, steps })
}
