//! A course followed, for the central patient and for every draw.

use hevesy_biology::{
    Graded, Response, diameter_mm, eqd2_gy, is_seen, lkb, probit_bed, recist, sum_of_diameters_mm, targets,
};
use hevesy_course::Trajectory;
use hevesy_library::{Library, Ntcp, Problem};
use hevesy_statistics::Estimate;
use rayon::prelude::*;

use super::Setup;
use super::answer::{
    BloodAnswer, BloodCycle, CourseAnswer, CurveAnswer, Endpoint, HeldAnswer, LesionAnswer, OrganAnswer,
    Outcome, ScanAnswer,
};
use super::immune::OverlapAnswer;
use super::notes::{drugs, notes, overlapping, rests_on};
use super::pairs::pairs;
use super::rules::held;
use super::sensitivity::matters;
use crate::assess::Assessment;
use crate::study::Study;

/// A body whose mass is not given, in g.
const BODY_G: f64 = 70_000.0;

/// Times at which curves are kept.
const TIMES: usize = 240;

/// A figure of one run.
type Figure<'f> = dyn Fn(&Kept) -> f64 + 'f;

/// What is kept of one run.
struct Kept {
    /// By quantity, then time.
    curves: Vec<Vec<f32>>,
    /// Log kill, least change in per cent and its day, change at the end, day of the endpoint.
    lesions: Vec<[f64; 5]>,
    sums_mm: Vec<f64>,
    /// Whether lesions that are no targets are seen at each scan.
    others: Vec<bool>,
    /// By lineage and cycle: nadir, days to it, relative count at its end.
    blood: Vec<Vec<[f64; 3]>>,
    /// By organ, after each cycle; the last is at the end.
    bed_gy: Vec<Vec<f64>>,
    /// Day of each administration, and its activity over the planned one.
    given: Vec<(f64, f64)>,
}

impl Kept {
    /// BED of an organ at the end in Gy.
    fn bed_at_end_gy(&self, organ: usize) -> f64 {
        self.bed_gy[organ].last().copied().unwrap_or(0.0)
    }
}

/// Follows a study through its course, once with central values and once for each draw.
///
/// Theory: theory/course.md (1) to (12).
///
/// # Errors
/// A study without a course or without a tumour that the library knows.
pub fn course_of(
    study: &Study,
    assessment: &Assessment,
    library: &Library,
    draws: u64,
) -> Result<CourseAnswer, Problem> {
    let setup = Setup::of(study, assessment, library, None)?;
    let central = setup.patient(None).patient.follow(&setup.grid, &setup.exposures);
    let diameters: Vec<f64> =
        setup.lesions.iter().zip(&setup.ml_per_g).map(|(t, ml)| diameter_mm(t.mass_g * ml)).collect();
    let target_lesions = targets(&diameters);
    let inputs = (study, assessment, library);
    let kept = |run: &Trajectory, index: Option<u64>| {
        Ok(match held(inputs, &setup, run, index)? {
            Some((own, run)) => keep(&own, &run, &target_lesions),
            None => keep(&setup, run, &target_lesions),
        })
    };
    let middle: Kept = kept(&central, None)?;
    let drawn: Vec<(Kept, Vec<(String, f64)>)> = (0..draws)
        .into_par_iter()
        .map(|i| {
            let drawn = setup.patient(Some(i));
            let run = drawn.patient.follow(&setup.grid, &setup.exposures);
            Ok((kept(&run, Some(i))?, drawn.deviates))
        })
        .collect::<Result<_, Problem>>()?;
    let (all, deviates): (Vec<Kept>, Vec<_>) = drawn.into_iter().unzip();
    let over = |f: &dyn Fn(&Kept) -> f64| Estimate::from_draws(all.iter().map(f).collect(), Some(f(&middle)));
    let lesions: Vec<LesionAnswer> = (setup.lesions.iter().enumerate())
        .map(|(i, target)| LesionAnswer {
            name: target.name.clone(),
            mass_g: target.mass_g,
            log_kill: over(&|k| k.lesions[i][0]),
            best_change_percent: over(&|k| k.lesions[i][1]),
            best_day: middle.lesions[i][2],
            end_change_percent: over(&|k| k.lesions[i][3]),
            endpoint: study.follow.endpoint_g.map(|_| endpoint(i, &middle, &all)),
        })
        .collect();
    let blood = (setup.lineages.iter().enumerate())
        .map(|(i, record)| {
            let graded = Graded::of(&record.name);
            let grade =
                |k: &Kept| k.blood[i].iter().map(|c| graded.map_or(0, |g| g.grade(c[0]))).max().unwrap_or(0);
            let mut worst_grade = [0.0; 5];
            for k in &all {
                worst_grade[usize::from(grade(k))] += 1.0 / draws as f64;
            }
            let cycle = |c: usize| BloodCycle {
                nadir: over(&|k| k.blood[i][c][0]),
                nadir_after_d: over(&|k| k.blood[i][c][1]),
                recovered_percent: over(&|k| 100.0 * k.blood[i][c][2]),
                grade_3: share(&all, &|k| graded.is_some_and(|g| g.grade(k.blood[i][c][0]) >= 3)),
            };
            BloodAnswer {
                name: record.name.clone(),
                unit: unit_of(&record.name),
                baseline: central.count(i, 0),
                cycles: (0..setup.starts_h.len()).map(cycle).collect(),
                worst_grade,
            }
        })
        .collect();
    let organs = (setup.organs.iter().enumerate())
        .map(|(i, (target, ntcp))| OrganAnswer {
            name: target.name.clone(),
            before_gy: setup.before_gy(i),
            bed_gy: over(&|k| k.bed_at_end_gy(i)),
            bed_by_cycle_gy: middle.bed_gy[i].clone(),
            complication: ntcp.as_ref().and_then(|model| {
                let alpha_beta_gy = target.response?.0.value;
                let (endpoint, of): (_, Box<Figure<'_>>) = match model {
                    Ntcp::ProbitBed(p) => (
                        &p.endpoint,
                        Box::new(move |k| probit_bed(k.bed_at_end_gy(i), p.bed50.value.to_gy(), p.m)),
                    ),
                    // The mean dose stands for the whole organ, in 2 Gy fractions.
                    Ntcp::Lkb(l) => (
                        &l.endpoint,
                        Box::new(move |k| {
                            lkb(eqd2_gy(k.bed_at_end_gy(i), alpha_beta_gy), l.td50.value.to_gy(), l.m)
                        }),
                    ),
                };
                Some((endpoint.clone(), all.iter().map(of).sum::<f64>() / draws as f64))
            }),
        })
        .collect();
    let outcomes = outcomes(&setup, &middle, &all, !target_lesions.is_empty());
    let matters = outcomes.iter().flat_map(|o| matters(&o.name, &o.draws, &deviates, 3)).collect();
    let scans = if target_lesions.is_empty() { Vec::new() } else { scans(&setup, &middle, &all) };
    let overlaps = setup.overlaps();
    let mut alerts = study.alerts.clone();
    alerts.extend(overlaps.iter().filter_map(OverlapAnswer::alert));
    let silent = |p: &&super::partners::Partner<'_>| {
        let harms = |t: &hevesy_library::Term| *t == hevesy_library::Term::MarrowKill;
        let touches = p.of.drug.terms.as_ref().unwrap_or(&p.of.class.terms).iter().any(harms);
        touches && !p.of.acts.iter().any(|a| harms(&a.term) && a.size.is_some())
    };
    let quiet: Vec<&str> = setup.partners.iter().filter(silent).map(|p| p.of.drug.id.as_str()).collect();
    if !quiet.is_empty() && !setup.lineages.is_empty() {
        alerts.push(format!(
            "What {} do{} to the marrow by {} is not in the blood counts: the size is not known. Give `size = {{ marrow-kill = … }}` (per day) if you have one.",
            quiet.join(" and "),
            if quiet.len() == 1 { "es" } else { "" },
            if quiet.len() == 1 { "itself" } else { "themselves" }
        ));
    }
    let body_g = study.patient.mass.map_or(BODY_G, hevesy_quantity::Mass::to_g);
    let last = setup.grid.steps();
    alerts.extend((0..setup.lesions.len()).filter(|i| central.lesion_g(*i, last) > 0.1 * body_g).map(|i| {
        format!(
            "{} would weigh {:.0} % of the body at the end: what is said of that time means nothing. Shorten `until` under [follow], or give `capacity` under [response].",
            setup.lesions[i].name,
            100.0 * central.lesion_g(i, last) / body_g
        )
    }));
    Ok(CourseAnswer {
        title: study.title.clone(),
        agent: study.agent_name.clone(),
        cycles_d: setup.starts_h.iter().map(|t| setup.day(*t)).collect(),
        until_d: setup.day(setup.grid.times_h()[setup.grid.steps()]),
        draws,
        seed: study.seed,
        steps: setup.grid.steps(),
        timeline: setup.timeline.clone(),
        alerts,
        drugs: drugs(&setup),
        overlaps,
        held: held_answer(&setup, &middle, &all),
        overlapping: overlapping(&setup),
        pairs: pairs(&setup, draws),
        lesions,
        scans,
        blood,
        organs,
        matters,
        outcomes,
        curves: curves(&setup, &middle, &all),
        rests_on: rests_on(&setup, assessment, library),
        notes: notes(&setup, target_lesions.is_empty()),
    })
}

fn held_answer(setup: &Setup<'_>, middle: &Kept, all: &[Kept]) -> Vec<HeldAnswer> {
    if setup.study.rules.is_empty() {
        return Vec::new();
    }
    let of = |c: usize| {
        let planned = setup.day(setup.starts_h[c]);
        HeldAnswer {
            cycle: c + 1,
            day: Estimate::from_draws(all.iter().map(|k| k.given[c].0).collect(), Some(middle.given[c].0)),
            later: share(all, &|k| k.given[c].1 > 0.0 && k.given[c].0 > planned + 0.5),
            reduced: share(all, &|k| k.given[c].1 > 0.0 && k.given[c].1 < setup.factors[c]),
            stopped: share(all, &|k| k.given[c].1 <= 0.0),
        }
    };
    (0..setup.starts_h.len()).map(of).collect()
}

fn endpoint(lesion: usize, middle: &Kept, all: &[Kept]) -> Endpoint {
    let mut days: Vec<f64> = all.iter().map(|k| k.lesions[lesion][4]).collect();
    days.sort_by(f64::total_cmp);
    let finite = |d: f64| d.is_finite().then_some(d);
    Endpoint {
        central_day: finite(middle.lesions[lesion][4]),
        median_day: days.get(days.len() / 2).copied().and_then(finite),
        reached: share(all, &|k| k.lesions[lesion][4].is_finite()),
    }
}

/// Unit of a lineage's count.
fn unit_of(lineage: &str) -> &'static str {
    Graded::of(lineage).map_or("10⁹/L", Graded::unit)
}

fn outcomes(setup: &Setup<'_>, middle: &Kept, all: &[Kept], measurable: bool) -> Vec<Outcome> {
    let mut out = Vec::new();
    let mut add = |name: String, unit: &'static str, of: &dyn Fn(&Kept) -> f64| {
        out.push(Outcome { name, unit, central: of(middle), draws: all.iter().map(of).collect() });
    };
    if measurable {
        let end = |k: &Kept| k.sums_mm.last().copied().unwrap_or(0.0);
        add("sum of diameters at the last scan".into(), "mm", &end);
    }
    let end_d = setup.day(setup.grid.times_h()[setup.grid.steps()]);
    for (i, target) in setup.lesions.iter().enumerate() {
        add(format!("log kill of {}", target.name), "1", &|k| k.lesions[i][0]);
        if setup.study.follow.endpoint_g.is_some() {
            let name = format!("endpoint of {} (the end where it is not reached)", target.name);
            add(name, "d", &|k| k.lesions[i][4].min(end_d));
        }
    }
    for (i, record) in setup.lineages.iter().enumerate() {
        let least = |k: &Kept| k.blood[i].iter().map(|c| c[0]).fold(f64::INFINITY, f64::min);
        add(format!("lowest {}", record.name), unit_of(&record.name), &least);
    }
    for (i, (target, _)) in setup.organs.iter().enumerate() {
        add(format!("BED of {}", target.name), "Gy", &|k| k.bed_at_end_gy(i));
    }
    out
}

fn share(all: &[Kept], holds: &dyn Fn(&Kept) -> bool) -> f64 {
    all.iter().filter(|k| holds(k)).count() as f64 / all.len().max(1) as f64
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

fn keep(setup: &Setup<'_>, run: &Trajectory, target_lesions: &[usize]) -> Kept {
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
    if let Some(lesion) = setup.immune_shown() {
        curves.push(curve(&|p| run.immune_cells(lesion, p).map_or(0.0, |cells| cells[0])));
    }
    Kept {
        curves,
        lesions: (0..setup.lesions.len()).map(lesion).collect(),
        sums_mm: setup.scans_h.iter().map(|t| sum_at(setup.grid.place(*t))).collect(),
        others: setup.scans_h.iter().map(|t| others_at(setup.grid.place(*t))).collect(),
        blood: (0..setup.lineages.len()).map(blood).collect(),
        bed_gy: (0..setup.organs.len())
            .map(|i| cycle_ends(setup).map(|end| setup.before_gy(i) + run.bed_gy(i, end)).collect())
            .collect(),
        given: setup.starts_h.iter().zip(&setup.factors).map(|(t, f)| (setup.day(*t), *f)).collect(),
    }
}

fn curves(setup: &Setup<'_>, middle: &Kept, all: &[Kept]) -> Vec<CurveAnswer> {
    let mut names: Vec<(String, &'static str)> = Vec::new();
    let shown = usize::from(setup.immune_shown().is_some());
    if middle.curves.len() > setup.lesions.len() + setup.lineages.len() + setup.organs.len() + shown {
        names.push(("sum of diameters".into(), "mm"));
    }
    names.extend(setup.lesions.iter().map(|t| (t.name.clone(), "mm")));
    names.extend(setup.lineages.iter().map(|l| (l.name.clone(), unit_of(&l.name))));
    names.extend(setup.organs.iter().map(|(t, _)| (t.name.clone(), "Gy")));
    let effectors = |i: usize| (format!("effector T cells in {}", setup.lesions[i].name), "relative");
    names.extend(setup.immune_shown().map(effectors));
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

fn scans(setup: &Setup<'_>, middle: &Kept, all: &[Kept]) -> Vec<ScanAnswer> {
    let central = recist(&middle.sums_mm, &middle.others);
    let drawn: Vec<Vec<Response>> = all.iter().map(|k| recist(&k.sums_mm, &k.others)).collect();
    let kinds = [Response::Complete, Response::Partial, Response::Stable, Response::Progressive];
    (setup.scans_h.iter().enumerate())
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
                probability: kinds.map(|kind| share(&|d| d[i] == kind)),
                progressed: share(&|d| d[..=i].contains(&Response::Progressive)),
            }
        })
        .collect()
}
