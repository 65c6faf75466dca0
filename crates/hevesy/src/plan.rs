//! From a study to a plan.

use hevesy_library::{Library, LinearQuadratic, Ntcp, Problem, RadiationWeights, Tissue};
use hevesy_planner::{Plan, PlanInput, Rule, Target, plan};
use hevesy_quantity::{Activity, Mass, significant};
use hevesy_regimen::{Course, Sex};

use crate::Study;
use crate::assess::{Assessment, response, response_name};
use crate::study::GivenDose;

/// Makes the plan of a study.
///
/// # Errors
/// A study without a course, and an agent without a usual one.
pub fn plan_of(study: &Study, assessment: &Assessment, library: &Library) -> Result<Plan, Problem> {
    let mut notes = Vec::new();
    let course = course(study, &mut notes)?;
    let (organs, lesions) = targets_of(study, assessment, library, &mut notes);
    if !lesions.is_empty() && study.tumour.as_ref().is_some_and(|t| t.apparent_alpha.is_some()) {
        notes.push(
            "Tumour control counts with the α of cells. Whole lesions answer as if it were about a tenth (`hevesy simulate` follows them by that), so that control \
             is an upper bound."
                .into(),
        );
    }
    let measured_mbq = study.administration.activity.to_mbq();
    let choice = &study.activity_choice;
    let mut made = plan(&PlanInput {
        organs,
        lesions,
        measured_mbq,
        cycles: course.cycles as usize,
        interval_h: course.interval.to_h(),
        between_cycle_cv: study.between_cycle_cv,
        lesion_decline: study.lesion_decline,
        limits: study.limits.clone(),
        lesion_goal_gy: study.lesion_goal_gy,
        rules: rules(study, &mut notes),
        accepted_risk: choice.risk(),
        seed: study.seed,
    });
    if let Some(agent) = &study.agent
        && let Some(range) = &agent.activity
    {
        let unusual = |mbq: f64| !range.holds(Activity::mbq(mbq));
        for a in made.alternatives.iter().filter(|a| a.activity_mbq.is_some_and(unusual)) {
            notes.push(format!(
                "the {} activity lies outside {} to {}, the range in which {} has been used: nothing is known of it there",
                a.name, range.least, range.most, agent.id
            ));
        }
    }
    if study.limits.is_empty() {
        notes.push("no limit is set: give for example `kidneys = { bed = \"40 Gy\" }` under [limits]".into());
    }
    made.notes.splice(0..0, notes);
    Ok(made)
}

/// The study's course, else the agent's usual one.
///
/// # Errors
/// Neither of them, or one that is none.
pub(crate) fn course(study: &Study, notes: &mut Vec<String>) -> Result<Course, Problem> {
    let course = match (study.course, study.agent.as_ref().and_then(|a| a.regimen.as_ref())) {
        (Some(course), _) => course,
        (None, Some(usual)) => {
            notes.push(format!(
                "no [course] is given; the usual {} cycles every {} are taken ({})",
                usual.cycles, usual.interval, usual.source
            ));
            Course { cycles: usual.cycles, interval: usual.interval }
        }
        (None, None) => {
            return Err(Problem::new(
                study.file.clone(),
                "there is no course to follow, and the library knows no usual one for this agent",
                "add `[course]` with `cycles` and `interval`",
            ));
        }
    };
    let interval_h = course.interval.to_h();
    if !(1..=20).contains(&course.cycles) || interval_h < 24.0 {
        return Err(Problem::new(
            study.file.clone(),
            format!("{} cycles every {interval_h} h is not a course", course.cycles),
            "give 1 to 20 cycles a day or more apart, in [course] or in the agent's file",
        ));
    }
    Ok(course)
}

/// Organs with their complications, and lesions: what a course is planned and followed for.
pub(crate) fn targets_of(
    study: &Study,
    assessment: &Assessment,
    library: &Library,
    notes: &mut Vec<String>,
) -> (Vec<(Target, Option<Ntcp>)>, Vec<Target>) {
    let weights = library.radiation_weights();
    let mut organs = Vec::new();
    for tissue in library.tissues().iter() {
        let parts: Vec<_> = assessment
            .doses
            .iter()
            .zip(&study.regions)
            .filter(|(_, m)| m.tissue.as_deref() == Some(&tissue.id))
            .map(|(d, _)| d)
            .collect();
        if let Some(target) = Target::of(&tissue.id, &tissue.id, &parts, tissue.lq.as_ref(), weights) {
            one_of_a_pair(notes, tissue, &target);
            organs.push((target, tissue.ntcp.clone()));
        }
    }
    for tissue in library.tissues().iter() {
        let own = study.given.iter().filter(|g| g.tissue.as_deref() == Some(&tissue.id));
        organs.extend(
            own.map(|g| (given_target(g, &tissue.id, tissue.lq.as_ref(), weights), tissue.ntcp.clone())),
        );
    }
    let mut lesions: Vec<Target> = assessment
        .doses
        .iter()
        .zip(&study.regions)
        .filter(|(_, m)| m.is_lesion)
        .filter_map(|(dose, m)| {
            let target = Target::of(
                dose.name(),
                &response_name(study, m),
                &[dose],
                response(study, m, library),
                weights,
            )?;
            Some(match &study.tumour {
                Some(tumour) => target.with_tumour(tumour),
                None => target,
            })
        })
        .collect();
    for given in study.given.iter().filter(|g| g.tissue.is_none()) {
        let tumour = study.tumour.as_ref();
        let name = tumour.map_or("", |t| &t.id);
        let target = given_target(given, name, tumour.map(|t| &t.lq), weights);
        lesions.push(match tumour {
            Some(tumour) => target.with_tumour(tumour),
            None => target,
        });
    }
    (organs, lesions)
}

/// A target whose dose is given.
fn given_target(
    given: &GivenDose,
    response_of: &str,
    lq: Option<&LinearQuadratic>,
    weights: Option<&RadiationWeights>,
) -> Target {
    let name = given.tissue.as_ref().unwrap_or(&given.region);
    Target::given(
        name,
        response_of,
        (given.mass_g, given.dose_gy, given.cv),
        given.rate.clone(),
        (lq, weights),
    )
}

fn one_of_a_pair(notes: &mut Vec<String>, tissue: &Tissue, target: &Target) {
    let sided = |r: &String| hevesy_library::RegionName::of(r).side.is_some();
    if target.regions.len() == 1 && target.regions.iter().any(sided) {
        notes.push(format!("{}: only `{}` was measured and stands for both", tissue.id, target.regions[0]));
    }
}

/// Fixed, weight-based and dose-based activity; what cannot be formed is noted.
fn rules(study: &Study, notes: &mut Vec<String>) -> Vec<Rule> {
    let choice = &study.activity_choice;
    let agent = study.agent.as_ref();
    let mut rules = vec![Rule::Same];
    let range = agent.and_then(|a| a.activity.as_ref());
    let usual = range.and_then(|r| r.usual.as_ref());
    let fixed = match (choice.fixed, usual) {
        (Some(a), _) => Some((a.to_mbq(), format!("{a}, set in the study"))),
        (None, Some(u)) => Some((u.value.to_mbq(), format!("{}: {}", u.value, u.source))),
        (None, None) => None,
    };
    match &fixed {
        Some((mbq, basis)) => rules.push(Rule::Fixed(*mbq, basis.clone())),
        None => notes.push(
            "no usual fixed activity is known for this agent: set `fixed` under [activity_choice]".into(),
        ),
    }
    let per_mass = match (choice.per_mass, range.and_then(|r| r.usual_per_mass.as_ref())) {
        (Some(p), _) => Some((p, "set in the study".to_owned())),
        (None, Some(p)) => Some((p.value, p.source.clone())),
        (None, None) => None,
    };
    match (study.patient.mass, per_mass, &fixed) {
        (None, ..) => {
            notes.push("weight-based activity needs the patient's mass: add it under [patient]".into());
        }
        (Some(mass), Some((per, basis)), _) => {
            let mbq = per.to_kbq_per_kg() * mass.to_kg() * 1e-3;
            rules.push(Rule::WeightBased(mbq, format!("{per} × {}: {basis}", mass_text(mass))));
        }
        (Some(mass), None, Some((fixed_mbq, _))) => {
            let reference = choice.reference_mass.unwrap_or(match study.patient.sex {
                Some(Sex::Female) => Mass::kg(60.0),
                _ => Mass::kg(73.0),
            });
            let basis = format!(
                "no activity per mass is usual for this agent; the fixed activity in proportion to body mass, {} to {} (ICRP-89 \
                 reference or as set; a proposal)",
                mass_text(mass),
                mass_text(reference)
            );
            rules.push(Rule::WeightBased(fixed_mbq * (mass / reference), basis));
        }
        (Some(_), None, None) => {
            notes.push("weight-based activity: set `per_mass` under [activity_choice]".into());
        }
    }
    rules.push(Rule::DoseBased);
    rules
}

fn mass_text(mass: Mass) -> String {
    format!("{} kg", significant(mass.to_kg(), 3))
}
