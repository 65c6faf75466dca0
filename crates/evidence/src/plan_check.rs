//! What a protocol of a combination trial must say before its results can be used (rows E06, M03 of the requirements:
//! Jiao & Dadachova 2025, Conclusion; Pouget 2023, Concluding remarks).

use hevesy_library::{Library, fold};
use hevesy_nuclide::{HalfLives, Nuclide};
use hevesy_quantity::{Activity, Time};
use serde::{Deserialize, Serialize};

/// A trial protocol of a radiopharmaceutical with a partner; every key is mandatory, though the reader takes a file
/// with gaps so that all of them can be named at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CombinationPlan {
    /// Title.
    pub title: Option<String>,
    /// Radiopharmaceutical.
    pub agent: Option<String>,
    /// Its nuclide.
    pub nuclide: Option<String>,
    /// Physical half-life as the protocol states it.
    pub half_life: Option<Time>,
    /// Emission: alpha, beta, Auger …
    pub emission: Option<String>,
    /// Activity of one administration.
    pub activity: Option<Activity>,
    /// Number of cycles.
    pub cycles: Option<u32>,
    /// Time between administrations.
    pub interval: Option<Time>,
    /// Partner.
    pub partner: Option<String>,
    /// Dose of the partner.
    pub partner_dose: Option<String>,
    /// Days of the partner, relative to each administration, such as `-5..9`.
    pub partner_days: Option<String>,
    /// Immune status of the patients: what is measured, and when.
    pub immune_status: Option<String>,
    /// Immune class of the tumours: inflamed, excluded, desert, and how it is found.
    pub tumour_immune_class: Option<String>,
    /// Dosimetry: method, regions, in whom.
    pub dosimetry: Option<String>,
    /// Arms it is compared with; the radiopharmaceutical alone and the partner alone among them, or why not.
    pub comparators: Vec<String>,
    /// Endpoints, each with its time point.
    pub endpoints: Vec<String>,
    /// Number of patients, effect looked for, power.
    pub statistics: Option<String>,
    /// Preclinical record it rests on.
    pub preclinical: Option<String>,
}

/// What is missing or wrong in a protocol, a sentence each; empty when it is complete.
#[must_use]
pub fn check_plan(plan: &CombinationPlan, library: &Library) -> Vec<String> {
    let mut found = Vec::new();
    let texts = [
        ("title", &plan.title),
        ("agent", &plan.agent),
        ("nuclide", &plan.nuclide),
        ("emission", &plan.emission),
        ("partner", &plan.partner),
        ("partner_dose", &plan.partner_dose),
        ("partner_days", &plan.partner_days),
        ("immune_status", &plan.immune_status),
        ("tumour_immune_class", &plan.tumour_immune_class),
        ("dosimetry", &plan.dosimetry),
        ("statistics", &plan.statistics),
        ("preclinical", &plan.preclinical),
    ];
    for (key, text) in texts {
        if text.as_ref().is_none_or(|t| t.trim().is_empty()) {
            found.push(format!("`{key}` is missing"));
        }
    }
    let others = [
        ("half_life", plan.half_life.is_some()),
        ("activity", plan.activity.is_some()),
        ("cycles", plan.cycles.is_some()),
        ("interval", plan.interval.is_some()),
        ("comparators", !plan.comparators.is_empty()),
        ("endpoints", !plan.endpoints.is_empty()),
    ];
    found.extend(others.iter().filter(|(_, given)| !given).map(|(key, _)| format!("`{key}` is missing")));
    let agent = plan.agent.as_deref().and_then(|a| library.agent(a));
    if let (Some(name), None) = (&plan.agent, agent) {
        found.push(format!("`{name}` is not an agent of the library, so its activity was not checked"));
    }
    let nuclide = plan.nuclide.as_deref().map(Nuclide::find);
    match nuclide {
        Some(Err(e)) => found.push(e.to_string()),
        Some(Ok(nuclide)) => {
            if let Some(own) = agent.and_then(|a| a.nuclide.as_deref())
                && Nuclide::find(own).is_ok_and(|o| o != nuclide)
            {
                found.push(format!("the agent is labelled with {own}, not with {nuclide}"));
            }
            let evaluated = HalfLives::evaluated().of(nuclide);
            if let Some(stated) = plan.half_life
                && !(0.98..=1.02).contains(&(stated / evaluated))
            {
                found.push(format!(
                    "a half-life of {stated} is not that of {nuclide}, which is {evaluated:.4}"
                ));
            }
        }
        None => {}
    }
    if let (Some(range), Some(activity)) = (agent.and_then(|a| a.activity.as_ref()), plan.activity)
        && !range.holds(activity)
    {
        let slip = range.likely_slip(activity).map_or(String::new(), |s| format!("; {s}"));
        found.push(format!("{activity} is outside {} to {}{slip}", range.least, range.most));
    }
    let holds = |arm: &str, name: &str| fold(arm).contains(&fold(name));
    let alone = |one: &str, other: &str| plan.comparators.iter().any(|c| holds(c, one) && !holds(c, other));
    if let (Some(agent), Some(partner)) = (&plan.agent, &plan.partner)
        && !plan.comparators.is_empty()
        && !(alone(agent, partner) && alone(partner, agent))
    {
        found.push(
            "no comparator is the radiopharmaceutical alone and the partner alone: what the combination adds cannot be told"
                .into(),
        );
    }
    let timed = |e: &String| e.chars().any(|c| c.is_ascii_digit());
    if let Some(endpoint) = plan.endpoints.iter().find(|e| !timed(e)) {
        found.push(format!("the endpoint `{endpoint}` has no time point"));
    }
    found
}
