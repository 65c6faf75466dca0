//! Drugs against the tail of the dose rate.

use hevesy_course::Trajectory;
use serde::Serialize;

use super::Setup;

/// A drug beside the dose of the largest lesion.
#[derive(Clone, Debug, Serialize)]
pub struct WindowAnswer {
    /// Drug.
    pub drug: String,
    /// Share in per cent of the lesion's dose that is given while the drug has half its effect or more.
    pub dose_percent: f64,
    /// Share in per cent of the time of half effect or more after 95 % of a cycle's dose is given, or before any.
    pub idle_percent: f64,
    /// Days after an administration by which 95 % of its dose is given.
    pub day_95: f64,
}

/// Share of a cycle's dose after which a drug has little left to act on.
const MOST_OF_IT: f64 = 0.95;

/// Of each drug that has a concentration, in the central patient of the course as planned.
pub(super) fn windows(setup: &Setup<'_>, run: &Trajectory) -> Vec<WindowAnswer> {
    let Some(lesion) = setup.largest_lesion() else { return Vec::new() };
    let steps = setup.grid.steps();
    let of = |i: usize| run.lesion_dose_gy(lesion, i, &setup.exposures[lesion], &setup.grid);
    let dose: Vec<f64> = (0..steps).map(|i| of(i).iter().sum()).collect();
    let all: f64 = dose.iter().sum();
    if all <= 0.0 {
        return Vec::new();
    }
    // When 95 % of what is given until the study's next administration is.
    let starts: Vec<usize> = setup.starts_h.iter().map(|t| setup.grid.place(*t)).collect();
    let ends = starts.iter().skip(1).copied().chain([steps]);
    let mut busy = vec![false; steps];
    let mut day_95 = 0.0;
    for (from, to) in starts.iter().copied().zip(ends) {
        let cycle: f64 = dose[from..to].iter().sum();
        let mut so_far = 0.0;
        for step in from..to {
            if so_far >= MOST_OF_IT * cycle {
                break;
            }
            busy[step] = true;
            so_far += dose[step];
            if day_95 <= 0.0 || from == starts[0] {
                day_95 = (setup.grid.times_h()[step + 1] - setup.grid.times_h()[from]) / 24.0;
            }
        }
    }
    let known = setup.partners.iter().filter(|p| p.of.disposition.is_some());
    known
        .map(|p| {
            let effect = p.central_effect();
            let acts = |i: &usize| effect[*i] >= 0.5;
            let hours = |wanted: &dyn Fn(usize) -> bool| -> f64 {
                (0..steps).filter(acts).filter(|i| wanted(*i)).map(|i| setup.grid.length_h(i)).sum()
            };
            let active = hours(&|_| true);
            WindowAnswer {
                drug: p.of.drug.id.clone(),
                dose_percent: 100.0 * (0..steps).filter(acts).map(|i| dose[i]).sum::<f64>() / all,
                idle_percent: if active > 0.0 {
                    (100.0 * hours(&|i| !busy[i]) / active).max(0.0)
                } else {
                    0.0
                },
                day_95,
            }
        })
        .collect()
}
