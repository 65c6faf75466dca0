//! What partners do together beyond each alone: the excess over Bliss independence through time.

use hevesy_course::{Exposure, Trajectory};
use hevesy_statistics::Estimate;
use rayon::prelude::*;
use serde::Serialize;

use super::Setup;
use super::kept::TIMES;

/// Two or more of what is given together against each alone.
#[derive(Clone, Debug, Serialize)]
pub struct PairAnswer {
    /// What is together, such as `177Lu-DOTATATE + olaparib`.
    pub pair: String,
    /// Day on which it is looked at: when the untreated lesions have reached the endpoint or 20 times their size, else the end.
    pub day: f64,
    /// Log kill of the viable mass of all lesions on that day beyond the sum of each alone: above zero is more than independence.
    pub excess_log_kill: Estimate,
    /// Largest excess of the share that is gone over 1 − Π(1 − fᵢ) until then, either sign, in the central patient.
    pub bliss_excess: f64,
    /// Its day.
    pub bliss_day: f64,
    /// (day, that excess) through time in the central patient.
    #[serde(skip)]
    pub curve: Vec<(f64, f64)>,
}

/// Draws behind the intervals of pairs: each needs a run for every part of what is given.
const MOST_DRAWS: u64 = 100;

/// Times its start at which an untreated burden is taken for the end of an experiment.
const GROWN: f64 = 20.0;

/// ln of the viable mass of all lesions at the times of the curves.
type Burden = Vec<f64>;

impl Setup<'_> {
    /// ln of the viable mass of all lesions in g.
    pub(super) fn log_burden(&self, run: &Trajectory, place: usize) -> f64 {
        let logs: Vec<f64> = (0..self.lesions.len()).map(|i| run.log_viable(i, place)).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        most + libm::log(logs.iter().map(|x| libm::exp(x - most)).sum())
    }

    /// Place of the grid until which effects are compared: beyond the life of an untreated animal nothing can be.
    pub(super) fn compared_at(&self) -> usize {
        let run = self.patient_under(None, &|_| false).patient.follow(&self.grid, &[]);
        let burden = |place: usize| self.log_burden(&run, place);
        let grown = self.study.follow.endpoint_g.map_or(burden(0) + libm::log(GROWN), libm::log);
        self.places().find(|p| burden(*p) >= grown).unwrap_or_else(|| self.grid.steps())
    }
}

/// What is given, one by one: radiopharmaceuticals, beams, drugs.
fn members(setup: &Setup<'_>) -> Vec<(String, Member)> {
    let study = setup.study;
    let mut all = vec![(study.agent_name.clone(), Member::Source(0))];
    all.extend(study.also.iter().enumerate().map(|(i, a)| {
        let twice = a.study.agent_name == study.agent_name;
        (if twice { a.what() } else { a.study.agent_name.clone() }, Member::Source(i + 1))
    }));
    if !study.beams.is_empty() {
        all.push(("beams".into(), Member::Source(all.len())));
    }
    all.extend(setup.partners.iter().enumerate().map(|(i, p)| (p.of.drug.id.clone(), Member::Drug(i))));
    all
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    /// Of radiation, in the order of [`super::radiation::Radiation::on`].
    Source(usize),
    Drug(usize),
}

/// All pairs of what is given, then all of it where it is more than two; empty without partners or lesions. Theory: theory/course.md (11).
pub(crate) fn pairs(setup: &Setup<'_>, draws: u64) -> Vec<PairAnswer> {
    let members = members(setup);
    let n = members.len();
    if n < 2 || setup.lesions.is_empty() {
        return Vec::new();
    }
    let mut sets: Vec<Vec<usize>> = (0..n).flat_map(|i| (i + 1..n).map(move |j| vec![i, j])).collect();
    if n > 2 {
        sets.push((0..n).collect());
    }
    let exposures = |on: &[usize]| -> Vec<Exposure> {
        let wanted = |source: usize| on.iter().any(|m| members[*m].1 == Member::Source(source));
        setup.radiation.iter().map(|r| r.on(&setup.grid, &wanted)).collect()
    };
    // They do not differ between draws.
    let single: Vec<Vec<Exposure>> = (0..n).map(|i| exposures(&[i])).collect();
    let together: Vec<Vec<Exposure>> = sets.iter().map(|set| exposures(set)).collect();
    let under = |index: Option<u64>, on: &[usize], exposures: &[Exposure]| -> Burden {
        let given = |drug: usize| on.iter().any(|m| members[*m].1 == Member::Drug(drug));
        let run = setup.patient_under(index, &given).patient.follow(&setup.grid, exposures);
        setup.places().map(|place| setup.log_burden(&run, place)).collect()
    };
    // Excess of log kill of each set at each time, and of the share that is gone.
    let of = |index: Option<u64>| -> Vec<Vec<[f64; 2]>> {
        let none = under(index, &[], &[]);
        let alone: Vec<Burden> = single.iter().enumerate().map(|(i, e)| under(index, &[i], e)).collect();
        let set = |(set, exposures): (&Vec<usize>, &Vec<Exposure>)| {
            let all = under(index, set, exposures);
            let at = |t: usize| {
                let kill = |b: &Burden| none[t] - b[t];
                let (sum, together) = (set.iter().map(|i| kill(&alone[*i])).sum::<f64>(), kill(&all));
                [together - sum, libm::exp(-sum) - libm::exp(-together)]
            };
            (0..all.len()).map(at).collect()
        };
        sets.iter().zip(&together).map(set).collect()
    };
    let compared = setup.compared_at();
    let until = setup.places().position(|p| p >= compared).unwrap_or(TIMES);
    let central = of(None);
    let drawn: Vec<_> = (0..draws.min(MOST_DRAWS)).into_par_iter().map(|i| of(Some(i))).collect();
    let days: Vec<f64> = setup.places().map(|p| setup.day(setup.grid.times_h()[p])).collect();
    (sets.iter().zip(&central).enumerate())
        .map(|(p, (set, curve))| {
            let end = |c: &[[f64; 2]]| c.get(until).map_or(0.0, |x| x[0]);
            let largest =
                (0..=until).max_by(|a, b| curve[*a][1].abs().total_cmp(&curve[*b][1].abs())).unwrap_or(0);
            PairAnswer {
                pair: set.iter().map(|i| members[*i].0.as_str()).collect::<Vec<_>>().join(" + "),
                excess_log_kill: Estimate::from_draws(
                    drawn.iter().map(|d| end(&d[p])).collect(),
                    Some(end(curve)),
                ),
                bliss_excess: curve[largest][1],
                bliss_day: days[largest],
                day: days[until],
                curve: days.iter().zip(curve).take(until + 1).map(|(d, c)| (*d, c[1])).collect(),
            }
        })
        .collect()
}
