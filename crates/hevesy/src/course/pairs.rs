//! What two partners do together beyond each alone: the excess over Bliss independence through time.

use hevesy_statistics::Estimate;
use rayon::prelude::*;
use serde::Serialize;

use super::Setup;
use super::body::Given;

/// Two partners together against each alone.
#[derive(Clone, Debug, Serialize)]
pub struct PairAnswer {
    /// The two, such as `177Lu-DOTATATE + olaparib`.
    pub pair: String,
    /// Day on which it is looked at: when the untreated lesions have reached the endpoint or 20 times their size, else the end.
    pub day: f64,
    /// Log kill of the viable mass of all lesions on that day beyond the sum of both: above zero is more than independence.
    pub excess_log_kill: Estimate,
    /// Largest excess of the share that is gone over f₁ + f₂ − f₁f₂ until then, either sign, in the central patient.
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

/// All pairs of what is given; empty without drugs or lesions. Theory: theory/course.md (11).
pub(crate) fn pairs(setup: &Setup<'_>, draws: u64) -> Vec<PairAnswer> {
    let n = setup.partners.len();
    if n == 0 || setup.lesions.is_empty() {
        return Vec::new();
    }
    // 0 stands for the radiation, i for drug i − 1.
    let all: Vec<(usize, usize)> = (0..=n).flat_map(|i| (i + 1..=n).map(move |j| (i, j))).collect();
    let under = |index: Option<u64>, on: &[usize]| -> Burden {
        let given = Given { radiation: on.contains(&0), drugs: (1..=n).map(|i| on.contains(&i)).collect() };
        let patient = setup.patient_under(index, &given).patient;
        let run = patient.follow(&setup.grid, if given.radiation { &setup.exposures } else { &[] });
        let all = |place: usize| {
            let logs: Vec<f64> = (0..setup.lesions.len()).map(|i| run.log_viable(i, place)).collect();
            let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            most + libm::log(logs.iter().map(|x| libm::exp(x - most)).sum())
        };
        setup.places().map(all).collect()
    };
    // Excess of log kill of each pair at each time, and of the share that is gone.
    let of = |index: Option<u64>| -> Vec<Vec<[f64; 2]>> {
        let none = under(index, &[]);
        let single: Vec<Burden> = (0..=n).map(|i| under(index, &[i])).collect();
        let pair = |(i, j): &(usize, usize)| {
            let both = under(index, &[*i, *j]);
            let at = |t: usize| {
                let kill = |b: &Burden| none[t] - b[t];
                let (a, b, ab) = (kill(&single[*i]), kill(&single[*j]), kill(&both));
                [ab - a - b, libm::exp(-a - b) - libm::exp(-ab)]
            };
            (0..both.len()).map(at).collect()
        };
        all.iter().map(pair).collect()
    };
    // Beyond the life of an untreated animal nothing can be compared.
    let untreated = under(None, &[]);
    let start = untreated.first().copied().unwrap_or(0.0);
    let grown = setup.study.follow.endpoint_g.map_or(start + libm::log(GROWN), libm::log);
    let until = untreated.iter().position(|log_g| *log_g >= grown).unwrap_or(untreated.len() - 1);
    let central = of(None);
    let drawn: Vec<_> = (0..draws.min(MOST_DRAWS)).into_par_iter().map(|i| of(Some(i))).collect();
    let days: Vec<f64> = setup.places().map(|p| setup.day(setup.grid.times_h()[p])).collect();
    let name = |i: usize| match i {
        0 if setup.study.beams.is_empty() => setup.study.agent_name.clone(),
        0 => format!("{} and beams", setup.study.agent_name),
        i => setup.partners[i - 1].of.drug.id.clone(),
    };
    (all.iter().zip(&central).enumerate())
        .map(|(p, ((i, j), curve))| {
            let end = |c: &[[f64; 2]]| c.get(until).map_or(0.0, |x| x[0]);
            let largest =
                (0..=until).max_by(|a, b| curve[*a][1].abs().total_cmp(&curve[*b][1].abs())).unwrap_or(0);
            PairAnswer {
                pair: format!("{} + {}", name(*i), name(*j)),
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
