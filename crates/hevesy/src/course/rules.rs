//! Rules that hold, reduce or stop administrations by blood counts.

use hevesy_course::Trajectory;
use hevesy_library::{Library, Problem};

use super::Setup;
use crate::assess::Assessment;
use crate::study::{CountRule, Study};

/// Administrations as they are given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cycles {
    /// In h from the first one.
    pub(crate) starts_h: Vec<f64>,
    /// Activity over the planned one; 0 where it is not given.
    pub(crate) factors: Vec<f64>,
}

/// What a course is set up from.
pub(crate) type Inputs<'a> = (&'a Study, &'a Assessment, &'a Library);

/// A course in which rules have changed something, and its run, after the run as planned; nothing where they did not. Each change starts the course again: what comes before it is the
/// same, since nothing before a change depends on it.
pub(crate) fn held<'a>(
    (study, assessment, library): Inputs<'a>,
    planned: &Setup<'a>,
    run: &Trajectory,
    index: Option<u64>,
) -> Result<Option<(Setup<'a>, Trajectory)>, Problem> {
    if study.rules.is_empty() || planned.lineages.is_empty() {
        return Ok(None);
    }
    let n = planned.starts_h.len();
    let mut state = State {
        cycles: Cycles {
            starts_h: planned.starts_h.iter().map(|t| t - planned.zero_h).collect(),
            factors: vec![1.0; n],
        },
        waited_h: vec![0.0; n],
        reduced: vec![false; n],
    };
    if !state.change(planned, run) {
        return Ok(None);
    }
    let inputs = (study, assessment, library);
    // Every pass settles a cycle or moves one by a wait, so that there is an end.
    for _ in 0..MOST_PASSES {
        let (setup, run) = again(inputs, &state.cycles, index)?;
        if !state.change(&setup, &run) {
            return Ok(Some((setup, run)));
        }
    }
    again(inputs, &state.cycles, index).map(Some)
}

/// What rules have done so far.
struct State {
    cycles: Cycles,
    waited_h: Vec<f64>,
    reduced: Vec<bool>,
}

/// Twenty cycles that wait sixteen weeks each, and some.
const MOST_PASSES: usize = 400;

fn again<'a>(
    (study, assessment, library): Inputs<'a>,
    cycles: &Cycles,
    index: Option<u64>,
) -> Result<(Setup<'a>, Trajectory), Problem> {
    let setup = Setup::of(study, assessment, library, Some(cycles))?;
    let run = setup.patient(index).patient.follow(&setup.grid, &setup.exposures);
    Ok((setup, run))
}

impl State {
    /// Applies the first rule that asks for a change; whether one did.
    fn change(&mut self, setup: &Setup<'_>, run: &Trajectory) -> bool {
        let places: Vec<usize> = setup.starts_h.iter().map(|t| setup.grid.place(*t)).collect();
        for (before, pair) in places.windows(2).enumerate() {
            let (cycle, from, to) = (before + 1, pair[0], pair[1]);
            if self.cycles.factors[cycle] <= 0.0 {
                continue;
            }
            for rule in &setup.study.rules {
                let Some(lineage) = setup.lineages.iter().position(|l| l.name == rule.count) else {
                    continue;
                };
                let lowest = (from..=to).map(|p| run.count(lineage, p)).fold(f64::INFINITY, f64::min);
                if let Some((below, factor)) = rule.reduce
                    && lowest < below
                    && !self.reduced[cycle]
                {
                    // From this cycle on, once for what the one before has done.
                    self.reduced[cycle] = true;
                    self.cycles.factors[cycle..].iter_mut().for_each(|f| *f *= factor);
                    return true;
                }
                if run.count(lineage, to) < rule.least {
                    self.wait(rule, cycle, setup);
                    return true;
                }
            }
        }
        false
    }

    /// Moves a cycle and those after it, or ends the course where it has waited too long.
    fn wait(&mut self, rule: &CountRule, cycle: usize, setup: &Setup<'_>) {
        let end_h = setup.grid.times_h()[setup.grid.steps()] - setup.zero_h;
        let last_h = self.cycles.starts_h.last().copied().unwrap_or(0.0);
        let too_long =
            self.waited_h[cycle] + rule.wait_h > rule.longest_h || last_h + rule.wait_h >= end_h - 24.0;
        if too_long {
            self.cycles.factors[cycle..].fill(0.0);
        } else {
            self.waited_h[cycle] += rule.wait_h;
            self.cycles.starts_h[cycle..].iter_mut().for_each(|t| *t += rule.wait_h);
        }
    }
}
