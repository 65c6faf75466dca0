//! Fixed, weight-based and dose-based activity side by side.

use hevesy_statistics::Estimate;
use serde::Serialize;

use crate::course::course_bed;
use crate::input::{PlanInput, Rule};
use crate::limits::{Limit, estimate, probability_exceeded, quantity, share_above};
use crate::target::Target;

/// One way and what it would bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alternative {
    /// Name.
    pub name: String,
    /// How the activity follows.
    pub basis: String,
    /// Activity of each further cycle in MBq; `None` where none does, or where the limits do not bind (see `basis`).
    pub activity_mbq: Option<f64>,
    /// Cumulative organ BED (absorbed dose where no BED is known) in Gy after the planned cycles.
    pub organs: Vec<(String, Estimate)>,
    /// P(limit exceeded) after the planned cycles, by limit.
    pub probability_exceeded: Vec<(String, f64)>,
    /// Cumulative dose of the median lesion in Gy.
    pub median_lesion_dose_gy: Option<f64>,
    /// Expected share of lesions at the goal.
    pub lesions_at_goal: Option<f64>,
}

/// Activities of all cycles relative to the measured one: the first was given, the rest are chosen.
fn factors(input: &PlanInput, further: f64, lesion: bool) -> Vec<f64> {
    let trend = |n: usize| if lesion { libm::pow(1.0 - input.lesion_decline, n as f64) } else { 1.0 };
    (0..input.cycles).map(|n| trend(n) * if n == 0 { 1.0 } else { further }).collect()
}

/// P(limit exceeded) for each limit that can be checked, if further cycles use this activity.
fn exceeded(input: &PlanInput, further: f64) -> Vec<(String, f64)> {
    let one = |limit: &Limit| {
        let (target, _) = input.organs.iter().find(|(t, _)| t.name == limit.organ)?;
        let bed = course_bed(
            target,
            &factors(input, further, false),
            input.interval_h,
            input.between_cycle_cv,
            input.seed,
        );
        let name = format!("{} {} {} Gy", limit.organ, quantity(limit.on), limit.gy);
        Some((name, probability_exceeded(limit, &bed)?))
    };
    input.limits.iter().filter_map(one).collect()
}

/// Computes all alternatives of the input.
#[must_use]
pub fn alternatives(input: &PlanInput, notes: &mut Vec<String>) -> Vec<Alternative> {
    if input.cycles < 2 {
        notes.push("one cycle is planned and was given, so there is no activity left to choose".into());
        return Vec::new();
    }
    let mut found = Vec::new();
    for rule in &input.rules {
        let (name, basis, mbq) = match rule {
            Rule::Same => ("as given", "the measured activity again".to_owned(), Some(input.measured_mbq)),
            Rule::Fixed(mbq, source) => ("fixed", source.clone(), Some(*mbq)),
            Rule::WeightBased(mbq, rule) => ("weight-based", rule.clone(), Some(*mbq)),
            Rule::DoseBased => {
                let basis = format!(
                    "largest activity for which each limit is exceeded with at most {:.0} % probability",
                    100.0 * input.accepted_risk
                );
                match dose_based(input) {
                    DoseBased::Activity(mbq) => ("dose-based", basis, Some(mbq)),
                    DoseBased::Never => {
                        ("dose-based", format!("{basis}: already the given cycle exceeds it"), None)
                    }
                    DoseBased::NoLimit => {
                        notes.push(
                            "no limit can be checked, so no dose-based activity follows: set [limits]".into(),
                        );
                        continue;
                    }
                    DoseBased::Beyond => (
                        "dose-based",
                        format!("{basis}: not reached at ten times the measured activity"),
                        None,
                    ),
                }
            }
        };
        found.push(describe(input, name, basis, mbq));
    }
    found
}

enum DoseBased {
    Activity(f64),
    Never,
    NoLimit,
    Beyond,
}

fn dose_based(input: &PlanInput) -> DoseBased {
    let worst =
        |further: f64| exceeded(input, further).into_iter().map(|(_, p)| p).fold(f64::NEG_INFINITY, f64::max);
    let none = worst(0.0);
    if none == f64::NEG_INFINITY {
        return DoseBased::NoLimit;
    }
    if none > input.accepted_risk {
        return DoseBased::Never;
    }
    if worst(10.0) <= input.accepted_risk {
        return DoseBased::Beyond;
    }
    let (mut low, mut high) = (0.0, 10.0);
    for _ in 0..20 {
        let middle = 0.5 * (low + high);
        if worst(middle) <= input.accepted_risk {
            low = middle;
        } else {
            high = middle;
        }
    }
    DoseBased::Activity(low * input.measured_mbq)
}

fn describe(input: &PlanInput, name: &str, basis: String, activity_mbq: Option<f64>) -> Alternative {
    let Some(mbq) = activity_mbq else {
        return Alternative {
            name: name.to_owned(),
            basis,
            activity_mbq: None,
            organs: Vec::new(),
            probability_exceeded: Vec::new(),
            median_lesion_dose_gy: None,
            lesions_at_goal: None,
        };
    };
    let further = mbq / input.measured_mbq;
    let last = input.cycles - 1;
    let course = |t: &Target, lesion| {
        course_bed(t, &factors(input, further, lesion), input.interval_h, input.between_cycle_cv, input.seed)
    };
    let organs = input
        .organs
        .iter()
        .map(|(t, _)| {
            let bed = course(t, false);
            let draws = if bed.bed_gy.is_empty() { &bed.dose_gy } else { &bed.bed_gy };
            (t.name.clone(), estimate(draws, last))
        })
        .collect();
    let lesion_beds: Vec<_> = input.lesions.iter().map(|t| course(t, true)).collect();
    let median_lesion_dose_gy = (!lesion_beds.is_empty()).then(|| {
        let mut doses: Vec<f64> = lesion_beds.iter().map(|b| estimate(&b.dose_gy, last).value).collect();
        doses.sort_by(f64::total_cmp);
        0.5 * (doses[(doses.len() - 1) / 2] + doses[doses.len() / 2])
    });
    let lesions_at_goal = input.lesion_goal_gy.filter(|_| !lesion_beds.is_empty()).map(|goal| {
        lesion_beds.iter().map(|b| share_above(&b.dose_gy, last, goal)).sum::<f64>()
            / lesion_beds.len() as f64
    });
    Alternative {
        name: name.to_owned(),
        basis,
        activity_mbq: Some(mbq),
        organs,
        probability_exceeded: exceeded(input, further),
        median_lesion_dose_gy,
        lesions_at_goal,
    }
}
