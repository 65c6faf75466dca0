//! Blood counts of a course: nadirs, grades, and what the nadir depends on.

use hevesy_biology::{Graded, Lineage};
use hevesy_course::{Partners, Patient, Periods};
use hevesy_statistics::Estimate;
use serde::Serialize;

use super::Setup;
use super::answer::{BloodAnswer, BloodCycle};
use super::kept::{Kept, unit_of};

/// What the nadir after the first administration does when one parameter is 10 % larger.
#[derive(Clone, Debug, Serialize)]
pub struct NadirAnswer {
    /// Lineage.
    pub lineage: String,
    /// Parameter.
    pub parameter: &'static str,
    /// Change of its day in d.
    pub later_d: f64,
    /// Change of the count in per cent.
    pub count_percent: f64,
}

/// Worst CTCAE grade of a lineage in a run.
fn worst(k: &Kept, lineage: usize, graded: Option<Graded>) -> u8 {
    k.blood[lineage].iter().map(|c| graded.map_or(0, |g| g.grade(c[0]))).max().unwrap_or(0)
}

/// Counts over the draws.
pub(super) fn blood(setup: &Setup<'_>, middle: &Kept, all: &[Kept]) -> Vec<BloodAnswer> {
    let over = |f: &dyn Fn(&Kept) -> f64| Estimate::from_draws(all.iter().map(f).collect(), Some(f(middle)));
    let n = all.len().max(1) as f64;
    (setup.lineages.iter().enumerate())
        .map(|(i, record)| {
            let graded = Graded::of(&record.name);
            let mut worst_grade = [0.0; 5];
            for k in all {
                worst_grade[usize::from(worst(k, i, graded))] += 1.0;
            }
            let worst_grade = worst_grade.map(|count: f64| count / n);
            let severe = |k: &Kept, c: usize| graded.is_some_and(|g| g.grade(k.blood[i][c][0]) >= 3);
            let cycle = |c: usize| BloodCycle {
                nadir: over(&|k| k.blood[i][c][0]),
                nadir_after_d: over(&|k| k.blood[i][c][1]),
                recovered_percent: over(&|k| 100.0 * k.blood[i][c][2]),
                grade_3: all.iter().filter(|k| severe(k, c)).count() as f64 / n,
            };
            BloodAnswer {
                name: record.name.clone(),
                unit: unit_of(&record.name),
                baseline: over(&|k| k.baselines[i]),
                cycles: (0..setup.starts_h.len()).map(cycle).collect(),
                worst_grade,
            }
        })
        .collect()
}

/// Share of draws in which any count reaches grade 3.
pub(super) fn any_grade_3(setup: &Setup<'_>, all: &[Kept]) -> Option<f64> {
    let graded: Vec<Option<Graded>> = setup.lineages.iter().map(|l| Graded::of(&l.name)).collect();
    let any = |k: &&Kept| graded.iter().enumerate().any(|(i, g)| worst(k, i, *g) >= 3);
    (!setup.lineages.is_empty()).then(|| all.iter().filter(any).count() as f64 / all.len().max(1) as f64)
}

/// A parameter of a lineage by its name.
type Parameter = (&'static str, fn(&mut Lineage, f64));

const PARAMETERS: [Parameter; 7] = [
    ("transit", |l, f| l.transit_h *= f),
    ("life in blood", |l, f| l.loss_per_h /= f),
    ("renewal of stem cells", |l, f| l.renewal_per_h /= f),
    ("α of stem cells", |l, f| l.alpha_stem_per_gy *= f),
    ("α of progenitors", |l, f| l.alpha_progenitor_per_gy *= f),
    ("α in blood", |l, f| l.alpha_blood_per_gy *= f),
    ("feedback", |l, f| l.feedback *= f),
];

/// By how much a parameter is larger.
const LARGER: f64 = 1.1;

/// The nadir after the first administration against each parameter of the marrow and its dose, in the central patient.
pub(super) fn nadirs(setup: &Setup<'_>) -> Vec<NadirAnswer> {
    let patient = setup.patient(None).patient;
    let first = setup.grid.place(setup.zero_h);
    let until = setup.starts_h.get(1).map_or(setup.grid.steps(), |t| setup.grid.place(*t));
    let Some(exposure) = setup.exposures.last().filter(|_| !setup.lineages.is_empty()) else {
        return Vec::new();
    };
    // Day of the lowest point by the parabola through three times of the grid, and the count there.
    let nadir = |i: usize, change: &dyn Fn(&mut Lineage, &mut f64)| -> [f64; 2] {
        let (mut lineage, mut weights) = patient.lineages[i];
        change(&mut lineage, &mut weights.scale);
        let alone = Patient {
            lineages: vec![(lineage, weights)],
            partners: Partners { marrow: patient.partners.marrow.clone(), ..Partners::default() },
            periods: Periods {
                factors: patient.periods.factors.last().cloned().into_iter().collect(),
                of_step: patient.periods.of_step.clone(),
            },
            ..Patient::default()
        };
        let run = alone.follow(&setup.grid, std::slice::from_ref(exposure));
        let low =
            (first..=until).min_by(|a, b| run.count(0, *a).total_cmp(&run.count(0, *b))).unwrap_or(first);
        let t = |p: usize| setup.grid.times_h()[p];
        if low == first || low == until {
            return [t(low), run.count(0, low)];
        }
        let [a, b, c] = [low - 1, low, low + 1].map(|p| (t(p), run.count(0, p)));
        let (left, right) = ((b.1 - a.1) / (b.0 - a.0), (c.1 - b.1) / (c.0 - b.0));
        let bend = (right - left) / (c.0 - a.0);
        let at = if bend > 0.0 { f64::midpoint(a.0, b.0) - left / (2.0 * bend) } else { b.0 };
        [at, b.1]
    };
    let mut rows = Vec::new();
    for (i, record) in setup.lineages.iter().enumerate() {
        let usual = nadir(i, &|_, _| {});
        // Where the next administration comes first there is none to speak of.
        if usual[0] >= setup.grid.times_h()[until] {
            continue;
        }
        let mut row = |parameter, changed: [f64; 2]| {
            rows.push(NadirAnswer {
                lineage: record.name.clone(),
                parameter,
                later_d: (changed[0] - usual[0]) / 24.0,
                count_percent: 100.0 * (changed[1] / usual[1] - 1.0),
            });
        };
        let has_blood = record.alpha_blood.is_some();
        for (name, larger) in PARAMETERS.iter().filter(|(name, _)| has_blood || *name != "α in blood") {
            row(name, nadir(i, &|l, _| larger(l, LARGER)));
        }
        row("dose of the marrow", nadir(i, &|_, scale| *scale *= LARGER));
    }
    rows
}
