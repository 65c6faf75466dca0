//! What a protocol of a combination trial must say before its results can be used (Jiao & Dadachova 2025, Conclusion;
//! Pouget 2023, Concluding remarks).

use hevesy_library::{Library, Problem};
use hevesy_nuclide::{HalfLives, Nuclide};
use hevesy_quantity::{Activity, Time};
use serde::{Deserialize, Serialize};

/// A trial protocol of a radiopharmaceutical with a partner; every key is mandatory, though the reader takes a file
/// with gaps so that all of them can be named at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CombinationProtocol {
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
///
/// # Errors
/// A library that cannot be read.
pub fn check_protocol(plan: &CombinationProtocol, library: &Library) -> Result<Vec<String>, Problem> {
    let drugs = &library.evidence()?.drugs;
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
        match text.as_deref().map(str::trim) {
            None | Some("") => found.push(format!("`{key}` is missing")),
            Some(t) if t.starts_with('<') || t.eq_ignore_ascii_case("tbd") => {
                found.push(format!("`{key}` is not filled in: `{t}`"));
            }
            Some(_) => {}
        }
    }
    let others = [
        ("half_life", plan.half_life.is_some()),
        ("activity", plan.activity.is_some()),
        ("cycles", plan.cycles.is_some_and(|c| (1..=20).contains(&c))),
        ("interval", plan.interval.is_some()),
        ("comparators", !plan.comparators.is_empty()),
        ("endpoints", !plan.endpoints.is_empty()),
    ];
    found.extend(
        others.iter().filter(|(_, given)| !given).map(|(key, _)| format!("`{key}` is missing or empty")),
    );
    let agent = plan.agent.as_deref().and_then(|a| library.agent(a));
    if let (Some(name), None) = (&plan.agent, agent) {
        found.push(format!("`{name}` is not an agent of the library, so its activity was not checked"));
    }
    let partner = plan.partner.as_deref().and_then(|p| drugs.find(p).map(|d| d.id.clone()));
    if let (Some(name), None) = (&plan.partner, &partner)
        && library.agent(name).is_none()
    {
        let near = match drugs.similar(name).as_slice() {
            [] => String::new(),
            alike => format!("; similar are {}", alike.join(", ")),
        };
        found.push(format!("`{name}` is no partner of the library{near}"));
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
    // An arm is that of one alone if its name leads to the agent or the partner and to nothing else.
    let is_agent =
        |arm: &String| agent.is_some() && library.agent(arm).map(|a| &a.id) == agent.map(|a| &a.id);
    let is_partner = |arm: &String| partner.is_some() && drugs.find(arm).map(|d| &d.id) == partner.as_ref();
    for (who, known, given) in [
        ("radiopharmaceutical", agent.is_some(), plan.comparators.iter().any(is_agent)),
        ("partner", partner.is_some(), plan.comparators.iter().any(is_partner)),
    ] {
        if known && !given && !plan.comparators.is_empty() {
            found.push(format!(
                "no comparator is the {who} alone: what the combination adds to it cannot be told"
            ));
        }
    }
    // A number followed by a unit of time.
    let timed = |e: &String| {
        let words: Vec<&str> = e.split_whitespace().collect();
        let unit = |w: &str| ["day", "week", "month", "year", "cycle"].iter().any(|u| w.starts_with(u));
        let count = |w: &str| w.chars().all(|c| c.is_ascii_digit() || c == '.');
        words.windows(2).any(|w| (count(w[0]) && unit(w[1])) || (unit(w[0]) && count(w[1])))
    };
    if let Some(endpoint) = plan.endpoints.iter().find(|e| !timed(e)) {
        found.push(format!("the endpoint `{endpoint}` has no time point"));
    }
    Ok(found)
}
