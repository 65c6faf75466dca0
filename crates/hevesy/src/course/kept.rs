//! What is kept of one run through a course.

use hevesy_biology::{Graded, diameter_mm, is_seen, sum_of_diameters_mm};
use hevesy_course::Trajectory;
use hevesy_statistics::Estimate;

use super::Setup;
use super::answer::CurveAnswer;

/// Times at which curves are kept.
pub(super) const TIMES: usize = 240;

/// What is kept of one run.
pub(super) struct Kept {
    /// Whether the first curve is the sum of diameters.
    pub(super) has_sum: bool,
    /// By quantity, then time.
    pub(super) curves: Vec<Vec<f32>>,
    /// Log kill, least change in per cent and its day, change at the end, day of the endpoint.
    pub(super) lesions: Vec<[f64; 5]>,
    pub(super) sums_mm: Vec<f64>,
    /// Whether lesions that are no targets are seen at each scan.
    pub(super) others: Vec<bool>,
    /// Counts before treatment.
    pub(super) baselines: Vec<f64>,
    /// By lineage and cycle: nadir, days to it, relative count at its end.
    pub(super) blood: Vec<Vec<[f64; 3]>>,
    /// By organ, after each cycle; the last is at the end.
    pub(super) bed_gy: Vec<Vec<f64>>,
    /// Day of each administration, and its activity over the planned one.
    pub(super) given: Vec<(f64, f64)>,
}

impl Kept {
    /// Whether every figure is a number, and no count below zero.
    pub(super) fn is_finite(&self) -> bool {
        // The day of the endpoint may be never.
        let lesions = self.lesions.iter().flat_map(|l| &l[..4]);
        let blood = self.blood.iter().flatten().flatten();
        let positive = blood.clone().all(|x| *x >= 0.0);
        lesions.chain(&self.sums_mm).chain(blood).chain(self.bed_gy.iter().flatten()).all(|x| x.is_finite())
            && positive
    }

    /// BED of an organ at the end in Gy.
    pub(super) fn bed_at_end_gy(&self, organ: usize) -> f64 {
        self.bed_gy[organ].last().copied().unwrap_or(0.0)
    }
}

/// Places of the grid at which cycles end: where the next one begins, or at the end.
fn cycle_ends<'s>(setup: &'s Setup<'_>) -> impl Iterator<Item = usize> + 's {
    let next = setup.starts_h.iter().skip(1).map(|t| setup.grid.place(*t));
    next.chain([setup.grid.steps()])
}

impl Setup<'_> {
    /// Times at which curves are kept, as places of the grid.
    pub(crate) fn places(&self) -> impl Iterator<Item = usize> {
        let end = self.grid.times_h()[self.grid.steps()];
        (0..=TIMES).map(move |i| self.grid.place(end * i as f64 / TIMES as f64))
    }
}

pub(super) fn keep(setup: &Setup<'_>, run: &Trajectory, target_lesions: &[usize]) -> Kept {
    let last = setup.grid.steps();
    let diameter =
        |lesion: usize, place: usize| diameter_mm(run.lesion_g(lesion, place) * setup.ml_per_g[lesion]);
    let sum_at = |place: usize| {
        let all: Vec<f64> = (0..setup.lesions.len()).map(|i| diameter(i, place)).collect();
        sum_of_diameters_mm(target_lesions, &all)
    };
    let others_at = |place: usize| {
        let others = (0..setup.lesions.len()).filter(|i| !target_lesions.contains(i));
        others.map(|i| diameter(i, place)).any(is_seen)
    };
    let lesion = |i: usize| {
        let first = setup.grid.place(setup.zero_h);
        let start = diameter(i, first);
        let (mut least, mut day) = (start, 0.0);
        for place in first..=last {
            let d = diameter(i, place);
            if d < least {
                (least, day) = (d, setup.day(setup.grid.times_h()[place]));
            }
        }
        let percent = |d: f64| 100.0 * (d / start - 1.0);
        let out_day = setup.study.follow.endpoint_g.map_or(f64::INFINITY, |g| {
            let out = (0..=last).find(|p| run.lesion_g(i, *p) >= g);
            out.map_or(f64::INFINITY, |p| {
                // Between two times of the grid sizes grow exponentially.
                let (before, after) = (run.lesion_g(i, p.max(1) - 1), run.lesion_g(i, p));
                let share =
                    if after > before { libm::log(g / before) / libm::log(after / before) } else { 1.0 };
                let times = setup.grid.times_h();
                let from = times[p.max(1) - 1];
                setup.day(from + share.clamp(0.0, 1.0) * (times[p] - from))
            })
        });
        [run.log_kill(i, last), percent(least), day, percent(diameter(i, last)), out_day]
    };
    let blood = |lineage: usize| {
        let mut from = setup.grid.place(setup.zero_h);
        cycle_ends(setup)
            .map(|end| {
                let mut nadir = [f64::INFINITY, 0.0, 0.0];
                for place in from..=end {
                    let count = run.count(lineage, place);
                    if count < nadir[0] {
                        nadir[0] = count;
                        nadir[1] = (setup.grid.times_h()[place] - setup.grid.times_h()[from]) / 24.0;
                    }
                }
                nadir[2] = run.count(lineage, end) / run.count(lineage, 0);
                from = end;
                nadir
            })
            .collect()
    };
    #[allow(clippy::cast_possible_truncation, reason = "curves are drawn, not computed with")]
    let curve = |f: &dyn Fn(usize) -> f64| setup.places().map(|p| f(p) as f32).collect();
    let mut curves: Vec<Vec<f32>> = Vec::new();
    if !target_lesions.is_empty() {
        curves.push(curve(&sum_at));
    }
    curves.extend((0..setup.lesions.len()).map(|i| curve(&|p| diameter(i, p))));
    curves.extend((0..setup.lineages.len()).map(|i| curve(&|p| run.count(i, p))));
    curves.extend((0..setup.organs.len()).map(|i| curve(&|p| setup.before_gy(i) + run.bed_gy(i, p))));
    let breaks_per_gy = setup.breaks.map_or(0.0, |b| b.double_per_gy.value);
    curves.extend((0..setup.lesions.len()).map(|i| curve(&|p| breaks_per_gy * run.unrepaired_gy(i, p))));
    if let Some(lesion) = setup.immune_shown() {
        let of = |p: usize| run.immune_cells(lesion, p).unwrap_or_default();
        curves.push(curve(&|p| of(p).effectors));
        curves.push(curve(&|p| of(p).exhausted));
        curves.push(curve(&|p| of(p).regulatory));
        curves.push(curve(&|p| of(p).pdl1));
        curves.push(curve(&|p| of(p).interferon));
        curves.push(curve(&|p| of(p).memory));
    }
    Kept {
        has_sum: !target_lesions.is_empty(),
        curves,
        lesions: (0..setup.lesions.len()).map(lesion).collect(),
        sums_mm: setup.scans_h.iter().map(|t| sum_at(setup.grid.place(*t))).collect(),
        others: setup.scans_h.iter().map(|t| others_at(setup.grid.place(*t))).collect(),
        baselines: (0..setup.lineages.len()).map(|i| run.count(i, 0)).collect(),
        blood: (0..setup.lineages.len()).map(blood).collect(),
        bed_gy: (0..setup.organs.len())
            .map(|i| cycle_ends(setup).map(|end| setup.before_gy(i) + run.bed_gy(i, end)).collect())
            .collect(),
        given: setup.starts_h.iter().zip(&setup.factors).map(|(t, f)| (setup.day(*t), *f)).collect(),
    }
}

pub(super) fn curves(setup: &Setup<'_>, middle: &Kept, all: &[Kept]) -> Vec<CurveAnswer> {
    let mut names: Vec<(String, &'static str)> = Vec::new();
    if middle.has_sum {
        names.push(("sum of diameters".into(), "mm"));
    }
    names.extend(setup.lesions.iter().map(|t| (t.name.clone(), "mm")));
    names.extend(setup.lineages.iter().map(|l| (l.name.clone(), unit_of(&l.name))));
    names.extend(setup.organs.iter().map(|(t, _)| (t.name.clone(), "Gy")));
    let open = |t: &hevesy_planner::Target| (format!("open double-strand breaks in {}", t.name), "per cell");
    names.extend(setup.lesions.iter().map(open));
    let cells = [
        "effector T cells",
        "exhausted T cells",
        "regulatory T cells",
        "PD-L1",
        "interferon",
        "memory T cells",
    ];
    if let Some(lesion) = setup.immune_shown() {
        names.extend(cells.map(|what| (format!("{what} in {}", setup.lesions[lesion].name), "relative")));
    }
    let days: Vec<f64> = setup.places().map(|p| setup.day(setup.grid.times_h()[p])).collect();
    (names.into_iter().enumerate())
        .map(|(q, (name, unit))| {
            let point = |(i, day): (usize, &f64)| {
                let values = all.iter().map(|k| f64::from(k.curves[q][i])).collect();
                let e = Estimate::from_draws(values, Some(f64::from(middle.curves[q][i])));
                (*day, e.low95, e.value, e.high95)
            };
            CurveAnswer { name, unit, points: days.iter().enumerate().map(point).collect() }
        })
        .collect()
}

/// Unit of a lineage's count.
pub(super) fn unit_of(lineage: &str) -> &'static str {
    Graded::of(lineage).map_or("10⁹/L", Graded::unit)
}
