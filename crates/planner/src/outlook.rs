//! The plan: the same regimen continued, and alternatives.

use hevesy_statistics::Estimate;
use serde::Serialize;

use crate::alternatives::{Alternative, alternatives};
use crate::control::tumour_control;
use crate::course::{CourseBed, course_bed};
use crate::input::PlanInput;
use crate::limits::{
    Limit, LimitOutlook, OrganOutlook, estimate, limit_outlook, limited, organ_outlook, quantity, share_above,
};
use crate::target::LesionOutlook;

/// What the n-th cycle adds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CycleBenefit {
    /// Cycle, from 1.
    pub cycle: usize,
    /// Expected share of lesions at or above the goal after this cycle.
    pub lesions_at_goal: Option<Estimate>,
    /// Gain of that share by this cycle.
    pub gain: Option<f64>,
    /// Median dose over lesions in Gy.
    pub median_lesion_dose_gy: Option<Estimate>,
    /// P(all limits kept) after this cycle, limits drawn jointly organ by organ.
    pub probability_limits_kept: Option<f64>,
}

/// The plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Organs over the cycles.
    pub organs: Vec<OrganOutlook>,
    /// What each limit allows.
    pub limits: Vec<LimitOutlook>,
    /// Lesions after the planned cycles.
    pub lesions: Vec<LesionOutlook>,
    /// Benefit of each cycle.
    pub cycles: Vec<CycleBenefit>,
    /// Number of cycles planned.
    pub planned_cycles: usize,
    /// Activities side by side.
    pub alternatives: Vec<Alternative>,
    /// Remarks.
    pub notes: Vec<String>,
}

/// Cycles that are looked at beyond the plan, so that one sees where limits end it.
const BEYOND: usize = 4;

/// Makes the plan.
#[must_use]
pub fn plan(input: &PlanInput) -> Plan {
    let horizon = input.cycles + BEYOND;
    let mut notes = vec![
        "every further cycle is taken to repeat the measured kinetics in proportion to its activity"
            .to_owned(),
    ];
    if input.between_cycle_cv == 0.0 {
        notes.push(
            "variation of uptake between cycles is unknown for this agent and taken as zero; set `between_cycle_cv` under \
             [course] to include it"
                .into(),
        );
    }
    if input.lesion_decline == 0.0 && !input.lesions.is_empty() {
        notes.push(
            "lesions are taken to keep their uptake; published dose per cycle falls by 6 % (grade 1) to 14 % (grade 2) in \
             neuroendocrine tumours (Roth 2022): set `lesion_decline` under [course]"
                .into(),
        );
    }
    let even = vec![1.0; horizon];
    let declining: Vec<f64> = (0..horizon).map(|n| libm::pow(1.0 - input.lesion_decline, n as f64)).collect();
    let mut organs = Vec::new();
    let mut limits = Vec::new();
    let mut kept_draws: Option<Vec<Vec<bool>>> = None;
    for (target, ntcp) in &input.organs {
        let bed = course_bed(target, &even, input.interval_h, input.between_cycle_cv, input.seed);
        for limit in input.limits.iter().filter(|l| l.organ == target.name) {
            match limit_outlook(limit, &bed) {
                Some(outlook) => limits.push(outlook),
                None => notes.push(format!(
                    "the {} limit of {} cannot be checked: no α/β and repair half-time are known for it",
                    quantity(limit.on),
                    target.name
                )),
            }
            kept(&mut kept_draws, limit, &bed);
        }
        organs.push(organ_outlook(target, &bed, ntcp.as_ref(), input.seed));
    }
    for limit in &input.limits {
        if !input.organs.iter().any(|(t, _)| t.name == limit.organ) {
            notes.push(format!(
                "{} has a limit but was not measured, so the limit cannot be checked",
                limit.organ
            ));
        }
    }
    let lesion_beds: Vec<_> = input
        .lesions
        .iter()
        .map(|l| course_bed(l, &declining, input.interval_h, input.between_cycle_cv, input.seed))
        .collect();
    let lesions = input.lesions.iter().zip(&lesion_beds).map(|(lesion, bed)| LesionOutlook {
        name: lesion.name.clone(),
        dose_gy: estimate(&bed.dose_gy, input.cycles - 1),
        bed_gy: (!bed.bed_gy.is_empty()).then(|| estimate(&bed.bed_gy, input.cycles - 1)),
        probability_of_goal: input
            .lesion_goal_gy
            .map(|goal| share_above(&bed.dose_gy, input.cycles - 1, goal)),
        tcp: tumour_control(lesion, &declining[..input.cycles], input.interval_h, bed, input.seed),
    });
    let lesions = lesions.collect();
    if input.lesions.is_empty() {
        notes.push("no lesion was measured, so nothing can be said of benefit; name lesions `lesion …` or set kind = lesion".into());
    } else if input.lesion_goal_gy.is_none() {
        notes.push(
            "no dose goal for lesions is set: give `lesions = \"80 Gy\"` or another under [goals]".into(),
        );
    }
    let mut cycles = Vec::new();
    let mut before = 0.0;
    for n in 0..horizon {
        let at_goal = input.lesion_goal_gy.filter(|_| !lesion_beds.is_empty()).map(|goal| {
            let share = |draw: usize| {
                lesion_beds.iter().filter(|b| b.dose_gy[draw][n] >= goal).count() as f64
                    / lesion_beds.len() as f64
            };
            let draws: Vec<f64> = (0..lesion_beds[0].dose_gy.len()).map(share).collect();
            let mean = draws.iter().sum::<f64>() / draws.len() as f64;
            Estimate::from_draws(draws, Some(mean))
        });
        let median = (!lesion_beds.is_empty()).then(|| {
            let of_draw = |draw: usize| {
                let mut doses: Vec<f64> = lesion_beds.iter().map(|b| b.dose_gy[draw][n]).collect();
                doses.sort_by(f64::total_cmp);
                0.5 * (doses[(doses.len() - 1) / 2] + doses[doses.len() / 2])
            };
            Estimate::from_draws((0..lesion_beds[0].dose_gy.len()).map(of_draw).collect(), None)
        });
        cycles.push(CycleBenefit {
            cycle: n + 1,
            gain: at_goal.map(|e| e.value - before),
            lesions_at_goal: at_goal,
            median_lesion_dose_gy: median,
            probability_limits_kept: kept_draws
                .as_ref()
                .map(|k| k.iter().filter(|draw| draw[n]).count() as f64 / k.len() as f64),
        });
        before = at_goal.map_or(0.0, |e| e.value);
    }
    let alternatives = alternatives(input, &mut notes);
    Plan { organs, limits, lesions, cycles, planned_cycles: input.cycles, alternatives, notes }
}

/// Notes for each draw and cycle whether this limit is kept together with all before it.
fn kept(all: &mut Option<Vec<Vec<bool>>>, limit: &Limit, bed: &CourseBed) {
    let Some(values) = limited(limit, bed) else { return };
    let own = values.iter().map(|draw| draw.iter().map(|v| *v <= limit.gy).collect::<Vec<bool>>());
    *all = Some(match all.take() {
        None => own.collect(),
        Some(before) => before
            .into_iter()
            .zip(own)
            .map(|(a, b)| a.into_iter().zip(b).map(|(x, y)| x && y).collect())
            .collect(),
    });
}
