//! Response at scans, and for how long it lasts.

use hevesy_biology::{Response, recist};
use hevesy_statistics::Estimate;
use serde::Serialize;

use super::Setup;
use super::answer::ScanAnswer;
use super::kept::Kept;

/// How long control and response last, by what scans see.
#[derive(Clone, Debug, Serialize)]
pub struct DurabilityAnswer {
    /// Share of draws whose best response is CR, PR, SD and PD.
    pub best: [f64; 4],
    /// Day of the scan that first finds progression in the central patient; nothing where none does.
    pub central_progression_d: Option<f64>,
    /// Median of that day over the draws; nothing where fewer than half progress.
    pub median_progression_d: Option<f64>,
    /// Median time in d from the first response to progression among draws that respond; nothing where fewer than half of them progress.
    pub median_response_d: Option<f64>,
}

/// Kinds of response, the best first.
const KINDS: [Response; 4] = [Response::Complete, Response::Partial, Response::Stable, Response::Progressive];

/// Response at every scan in the central patient and in the draws, and how long it lasts.
pub(super) fn scans(setup: &Setup<'_>, middle: &Kept, all: &[Kept]) -> (Vec<ScanAnswer>, DurabilityAnswer) {
    let of = |k: &Kept| recist(&k.sums_mm, &k.others);
    let (central, drawn) = (of(middle), all.iter().map(of).collect::<Vec<_>>());
    let durability = durability(setup, &central, &drawn);
    let scans = (setup.scans_h.iter().enumerate())
        .map(|(i, t)| {
            let share = |holds: &dyn Fn(&Vec<Response>) -> bool| {
                drawn.iter().filter(|d| holds(d)).count() as f64 / drawn.len().max(1) as f64
            };
            ScanAnswer {
                day: setup.day(*t),
                sum_mm: Estimate::from_draws(
                    all.iter().map(|k| k.sums_mm[i]).collect(),
                    Some(middle.sums_mm[i]),
                ),
                response: central[i],
                probability: KINDS.map(|kind| share(&|d| d[i] == kind)),
                progressed: share(&|d| d[..=i].contains(&Response::Progressive)),
            }
        })
        .collect();
    (scans, durability)
}

/// Best response, progression and duration of response.
fn durability(setup: &Setup<'_>, central: &[Response], drawn: &[Vec<Response>]) -> DurabilityAnswer {
    let day = |scan: usize| setup.day(setup.scans_h[scan]);
    let progressed = |r: &[Response]| r.iter().position(|x| *x == Response::Progressive);
    let best = |r: &Vec<Response>| {
        // What comes after progression is no response.
        let until = progressed(r).unwrap_or(r.len());
        let seen = |kind: &Response| r.get(1..until.max(1)).is_some_and(|r| r.contains(kind));
        KINDS.iter().position(seen).unwrap_or(if until < r.len() { 3 } else { 2 })
    };
    let mut shares = [0.0; 4];
    drawn.iter().for_each(|r| shares[best(r)] += 1.0);
    let shares = shares.map(|count| count / drawn.len().max(1) as f64);
    let progression = |r: &Vec<Response>| progressed(r).map_or(f64::INFINITY, day);
    let duration = |r: &Vec<Response>| {
        let first = r.iter().position(|x| matches!(x, Response::Complete | Response::Partial))?;
        let end = progressed(r);
        end.is_none_or(|end| end > first).then(|| end.map_or(f64::INFINITY, |end| day(end) - day(first)))
    };
    DurabilityAnswer {
        best: shares,
        central_progression_d: progressed(central).map(day),
        median_progression_d: median(drawn.iter().map(progression).collect()),
        median_response_d: median(drawn.iter().filter_map(duration).collect()),
    }
}

/// The middle one, where it is not beyond what is followed.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().filter(|d| d.is_finite())
}
