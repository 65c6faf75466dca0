//! A course followed, for the central patient and for every draw.

use hevesy_biology::{diameter_mm, eqd2_gy, lkb, probit_bed, targets};
use hevesy_course::Trajectory;
use hevesy_library::{Library, Ntcp, Problem};
use hevesy_statistics::Estimate;
use rayon::prelude::*;

use super::Setup;
use super::alerts::{alerts, limits};
use super::answer::{CourseAnswer, Endpoint, HeldAnswer, LesionAnswer, OrganAnswer, Outcome};
use super::blood::{any_grade_3, blood, nadirs};
use super::harms::harms;
use super::iso_effect::iso_effect;
use super::kept::{Kept, curves, keep, unit_of};
use super::notes::{drugs, notes, overlapping, rests_on};
use super::pairs::pairs;
use super::rules::held;
use super::scans::{median, scans};
use super::sensitivity::matters;
use super::windows::windows;
use crate::assess::Assessment;
use crate::study::Study;

/// A figure of one run.
type Figure<'f> = dyn Fn(&Kept) -> f64 + 'f;

/// Follows a study through its course, once with central values and once for each draw.
///
/// Theory: theory/course.md (1) to (18).
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
    let central_patient = setup.patient(None).patient;
    let central = central_patient.follow(&setup.grid, &setup.exposures);
    let diameters: Vec<f64> =
        setup.lesions.iter().zip(&setup.ml_per_g).map(|(t, ml)| diameter_mm(t.mass_g * ml)).collect();
    let target_lesions = targets(&diameters);
    let without_bystander = study.response.bystander.map(|_| {
        let mut patient = setup.patient(None).patient;
        patient.lesions.iter_mut().for_each(|t| t.bystander = None);
        patient.follow(&setup.grid, &setup.exposures)
    });
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
    if !all.iter().chain([&middle]).all(Kept::is_finite) {
        return Err(Problem::new(
            study.file.clone(),
            "a result is no number: something in the study changes faster than the steps of a course",
            "give slower rates under [response], [immunity] and [drug.size]",
        ));
    }
    let over = |f: &dyn Fn(&Kept) -> f64| Estimate::from_draws(all.iter().map(f).collect(), Some(f(&middle)));
    let lesions: Vec<LesionAnswer> = (setup.lesions.iter().enumerate())
        .map(|(i, target)| LesionAnswer {
            name: target.name.clone(),
            mass_g: target.mass_g,
            log_kill: over(&|k| k.lesions[i][0]),
            bystander_log_kill: without_bystander
                .as_ref()
                .map(|run| [run, &central].map(|r| r.log_kill(i, setup.grid.steps()))),
            best_change_percent: over(&|k| k.lesions[i][1]),
            best_day: middle.lesions[i][2],
            end_change_percent: over(&|k| k.lesions[i][3]),
            endpoint: study.follow.endpoint_g.map(|_| endpoint(i, &middle, &all)),
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
    let (scans, durability) = if target_lesions.is_empty() {
        (Vec::new(), None)
    } else {
        let (scans, durability) = scans(&setup, &middle, &all);
        (scans, Some(durability))
    };
    let overlaps = setup.overlaps();
    let limits = limits(&setup, &middle, &all);
    let alerts = alerts(&setup, &central, &overlaps, &limits);
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
        iso_effect: iso_effect(&setup),
        windows: windows(&setup, &central),
        lesions,
        immune: setup.immune_answers(&central_patient, &central),
        scans,
        durability,
        blood: blood(&setup, &middle, &all),
        any_grade_3: any_grade_3(&setup, &all),
        nadirs: nadirs(&setup),
        harms: harms(&setup, library),
        organs,
        limits,
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
    let days = all.iter().map(|k| k.lesions[lesion][4]).collect();
    let finite = |d: f64| d.is_finite().then_some(d);
    Endpoint {
        central_day: finite(middle.lesions[lesion][4]),
        median_day: median(days),
        reached: share(all, &|k| k.lesions[lesion][4].is_finite()),
    }
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
        let day = |k: &Kept| k.blood[i].first().map_or(0.0, |c| c[1]);
        add(format!("day of the first nadir of {}", record.name), "d", &day);
    }
    for (i, (target, _)) in setup.organs.iter().enumerate() {
        add(format!("BED of {}", target.name), "Gy", &|k| k.bed_at_end_gy(i));
    }
    out
}

fn share(all: &[Kept], holds: &dyn Fn(&Kept) -> bool) -> f64 {
    all.iter().filter(|k| holds(k)).count() as f64 / all.len().max(1) as f64
}
