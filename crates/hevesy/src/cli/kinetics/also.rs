//! `hevesy kinetics --also`: further agents in the same patient.

use std::borrow::Cow;
use std::collections::BTreeMap;

use hevesy::dose::LocalEnergy;
use hevesy::kinetics::Given;
use hevesy::nuclide::{HalfLives, Nuclide};
use hevesy::quantity::significant;
use hevesy::report::table;
use hevesy::simulated::{RegionOutcome, Scenario};
use hevesy::together::{RegionSum, meet, sum, together};
use hevesy::{Library, Problem};
use hevesy_library::KineticModel;
use serde::Serialize;

use super::choices::{administrations, shown};
use super::scenarios::{RegionAnswer, ScenarioAnswer, region_answers};
use super::{KineticsArguments, failed, model_of};
use crate::cli::argument;

/// A further agent.
pub(super) struct Also<'l> {
    /// Its model, where it is not that of the first agent.
    model: Option<Cow<'l, KineticModel>>,
    nuclide: Nuclide,
    given: Vec<Given>,
}

/// What the command answers of a further agent.
#[derive(Serialize)]
pub(super) struct AgentAnswer {
    pub(super) model: String,
    pub(super) nuclide: String,
    pub(super) activity_mbq: f64,
    #[serde(skip)]
    pub(super) given: String,
    pub(super) regions: Vec<RegionAnswer>,
}

/// Doses of all agents in a region.
#[derive(Serialize)]
pub(super) struct SumAnswer {
    pub(super) region: String,
    /// Of each agent, the first one first.
    pub(super) by_agent_gy: Vec<Option<f64>>,
    pub(super) dose_gy: Option<f64>,
    pub(super) tumour_to_region: Option<f64>,
}

const EXAMPLE: &str =
    "write NUCLIDE=ACTIVITY, such as Y-90=1.85GBq or Ac-225=8MBq@14d, or MODEL:NUCLIDE=ACTIVITY";

/// `[MODEL:]NUCLIDE=ACTIVITY[@TIME]`, each an agent.
pub(super) fn read<'l>(a: &KineticsArguments, library: &'l Library) -> Result<Vec<Also<'l>>, Problem> {
    for (other, option) in [(a.daughters, "--daughters"), (a.patients.is_some(), "--patients")] {
        if other && !a.also.is_empty() {
            let next = format!("leave {option} out, or run the agents one by one");
            return Err(argument("--also", format!("{option} follows one agent"), &next));
        }
    }
    a.also
        .iter()
        .map(|text| {
            let (what, activity) = text
                .split_once('=')
                .ok_or_else(|| argument("--also", format!("`{text}` has no activity"), EXAMPLE))?;
            let (model, nuclide) =
                what.rsplit_once(':').map_or((None, what), |(model, nuclide)| (Some(model.trim()), nuclide));
            let model = model.map(|name| model_of(name, library)).transpose()?;
            let nuclide = Nuclide::find(nuclide.trim())
                .map_err(|e| argument("--also", e, "check the name of the nuclide"))?;
            let activities: Vec<String> = activity.split(',').map(str::to_owned).collect();
            Ok(Also { model, nuclide, given: administrations("--also", &activities)? })
        })
        .collect()
}

/// Outcomes of the first agent, answers of the others, and their sum.
type AllAgents = (Vec<RegionOutcome>, Vec<AgentAnswer>, Vec<SumAnswer>);

/// All agents in one patient.
pub(super) fn run(
    first: &Scenario<'_>,
    also: &[Also<'_>],
    notes: &mut Vec<String>,
) -> Result<AllAgents, Problem> {
    let mut agents = vec![first.clone()];
    for one in also {
        let (model, instead) = match one.model.as_deref().filter(|m| *m != first.model) {
            None => (first.model, first.instead.clone()),
            Some(model) => (model, BTreeMap::new()),
        };
        agents.push(Scenario {
            model,
            instead,
            nuclide: one.nuclide,
            given: one.given.clone(),
            sex: first.sex,
        });
    }
    let mut outcomes = together(&agents).map_err(|e| failed(first, &e))?;
    let sums = sum(&outcomes);
    notes.extend(sums.iter().filter_map(different_masses));
    let sums = sums.into_iter().map(|s| SumAnswer {
        region: s.region,
        by_agent_gy: s.by_agent_gy,
        dose_gy: s.dose_gy,
        tumour_to_region: s.tumour_to_region,
    });
    let sums = sums.collect();
    let rest = outcomes.split_off(1);
    let further = agents[1..].iter().zip(rest).map(|(agent, regions)| {
        let of = if agent.model == first.model { String::new() } else { format!("{}: ", agent.model.id) };
        if meet(first, agent) {
            notes.push("Labels on the same vector share its sites; each administration brings its own unlabelled ligand.".into());
        } else {
            notes.push(format!(
                "{of}{} is followed by itself: neither takes sites from the other.{}",
                agent.nuclide.name(),
                if of.is_empty() { "" } else { " What is set by hand or by a variant is of the first agent." }
            ));
            notes.extend(agent.model.notes.iter().filter(|_| !of.is_empty()).map(|n| format!("{of}{n}")));
        }
        let energy = LocalEnergy::of(agent.nuclide, &HalfLives::icrp107());
        notes.extend(energy.notes.iter().map(|n| format!("Doses by region: {n}")));
        AgentAnswer {
            model: agent.model.id.clone(),
            nuclide: agent.nuclide.name().to_owned(),
            activity_mbq: agent.activity_mbq(),
            given: shown(&agent.given),
            regions: region_answers(regions, agent),
        }
    });
    let further = further.collect();
    notes.push("All agents: doses in Gy added up; equal doses of different radiation or rate are not equal in effect.".into());
    Ok((outcomes.remove(0), further, sums))
}

/// Models that have another mass for the same region.
fn different_masses(sum: &RegionSum) -> Option<String> {
    let masses: Vec<f64> = sum.by_agent_mass_g.iter().flatten().copied().collect();
    let (least, most) = masses.iter().fold((f64::INFINITY, 0.0_f64), |(l, m), g| (l.min(*g), m.max(*g)));
    let shown: Vec<String> = masses.iter().map(|g| format!("{} g", significant(*g, 3))).collect();
    (most > 1.05 * least).then(|| {
        format!(
            "{}: the models have {}: doses are of different masses and their sum of neither.",
            sum.region,
            shown.join(" and ")
        )
    })
}

/// Head and rows of the doses of all agents.
pub(super) fn sums(scenario: &ScenarioAnswer) -> (Vec<String>, Vec<Vec<String>>) {
    let mut head = vec![
        "all agents".to_owned(),
        "Gy".into(),
        "tumour/region".into(),
        format!("{} Gy", scenario.nuclide),
    ];
    head.extend(scenario.also.iter().map(|a| format!("{} Gy", a.nuclide)));
    let cell = |v: Option<f64>| v.map_or_else(|| "–".into(), |v| significant(v, 3));
    let row = |s: &SumAnswer| {
        let mut row = vec![s.region.clone(), cell(s.dose_gy), cell(s.tumour_to_region)];
        row.extend(s.by_agent_gy.iter().map(|gy| cell(*gy)));
        row
    };
    (head, scenario.together.iter().map(row).collect())
}

/// The further agents and the sum, printed.
pub(super) fn text(scenario: &ScenarioAnswer) -> String {
    let mut out = String::new();
    for agent in &scenario.also {
        let (head, rows) = super::text::table_of(&agent.regions);
        out += &format!("{}\n{}\n", title(agent), table(&head, &rows));
    }
    if !scenario.together.is_empty() {
        let (head, rows) = sums(scenario);
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        out += &format!("{}\n", table(&head, &rows));
    }
    out
}

/// What a further agent is.
pub(super) fn title(agent: &AgentAnswer) -> String {
    format!("Also {}: {}, model {}", agent.nuclide, agent.given, agent.model)
}
