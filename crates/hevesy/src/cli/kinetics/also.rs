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
use super::scenarios::{AdministrationAnswer, RegionAnswer, ScenarioAnswer, administered, region_answers};
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
    pub(super) name: String,
    pub(super) model: String,
    pub(super) nuclide: String,
    pub(super) activity_mbq: f64,
    pub(super) administrations: Vec<AdministrationAnswer>,
    #[serde(skip)]
    pub(super) given: String,
    pub(super) regions: Vec<RegionAnswer>,
}

/// Doses of all agents in a region.
#[derive(Serialize)]
pub(super) struct SumAnswer {
    pub(super) region: String,
    /// Names of the agents.
    pub(super) agents: Vec<String>,
    /// Of each agent.
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
            let of_model = |p: Problem| Problem { file: "argument --also".into(), ..p };
            let model = model.map(|name| model_of(name, library).map_err(of_model)).transpose()?;
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
    agents.extend(also.iter().map(|one| {
        // On the same vector with its parameters, or on a model with the parameters of its own.
        let (model, instead) = match one.model.as_deref() {
            None => (first.model, first.instead.clone()),
            Some(model) => (model, BTreeMap::new()),
        };
        Scenario { model, instead, nuclide: one.nuclide, given: one.given.clone(), sex: first.sex }
    }));
    count_cycles(&mut agents);
    let mut outcomes = together(&agents).map_err(|e| failed(first, &e))?;
    let names = names(&agents);
    let sums = sum(&outcomes);
    notes.extend(sums.iter().filter_map(different_masses));
    let sums = sums.into_iter().map(|s| SumAnswer {
        region: s.region,
        agents: names.clone(),
        by_agent_gy: s.by_agent_gy,
        dose_gy: s.dose_gy,
        tumour_to_region: s.tumour_to_region,
    });
    let sums = sums.collect();
    let rest = outcomes.split_off(1);
    let mut further = Vec::new();
    for (i, regions) in (1..agents.len()).zip(rest) {
        let agent = &agents[i];
        let partners: Vec<&str> = (0..agents.len())
            .filter(|j| *j != i && meet(agent, &agents[*j]))
            .map(|j| names[j].as_str())
            .collect();
        notes.push(if partners.is_empty() {
            format!(
                "{}: followed by itself, it takes no sites from the other agents nor they from it.",
                names[i]
            )
        } else {
            format!("{} shares the sites of its vector with {}.", names[i], partners.join(", "))
        });
        if agent.model == first.model {
            notes.push(
                "Every administration, also of a further label, brings the model's unlabelled ligand again: for several labels in one \
                 syringe share that amount out by --set. Parameters that are set, and the variant, count for all labels of the first vector."
                    .into(),
            );
        } else {
            notes.push(format!(
                "{}: parameters are the model's own; --set and --variant are of the first agent.",
                names[i]
            ));
            notes.extend(agent.model.notes.iter().map(|n| format!("{}: {n}", agent.model.id)));
        }
        let energy = LocalEnergy::of(agent.nuclide, &HalfLives::icrp107());
        notes.extend(energy.notes.iter().map(|n| format!("Doses by region: {n}")));
        further.push(AgentAnswer {
            name: names[i].clone(),
            model: agent.model.id.clone(),
            nuclide: agent.nuclide.name().to_owned(),
            activity_mbq: agent.activity_mbq(),
            administrations: administered(&agent.given),
            given: shown(&agent.given),
            regions: region_answers(regions, agent),
        });
    }
    notes.push("All agents: doses in Gy added up where each model has one for the same mass; equal doses of different radiation or rate are not equal in effect.".into());
    Ok((outcomes.remove(0), further, sums))
}

/// Administrations of the same vector count on from each other, whatever label they carry.
fn count_cycles(agents: &mut [Scenario<'_>]) {
    let all: Vec<(String, f64)> =
        (agents.iter()).flat_map(|a| a.given.iter().map(|g| (a.model.id.clone(), g.at_h))).collect();
    for agent in agents {
        let id = agent.model.id.clone();
        for given in &mut agent.given {
            given.before = all.iter().filter(|(model, at_h)| *model == id && *at_h < given.at_h).count();
        }
    }
}

/// Names that tell agents apart: the nuclide, with its model where several have it, and a number where that is not enough.
fn names(agents: &[Scenario<'_>]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for agent in agents {
        let nuclide = agent.nuclide.name();
        let elsewhere = |a: &Scenario<'_>| a.nuclide == agent.nuclide && a.model.id != agent.model.id;
        let name = if agents.iter().any(elsewhere) {
            format!("{nuclide} on {}", agent.model.id)
        } else {
            nuclide.to_owned()
        };
        let before = out.iter().filter(|n| **n == name || n.starts_with(&format!("{name} #"))).count();
        out.push(if before == 0 { name } else { format!("{name} #{}", before + 1) });
    }
    out
}

/// Models that have another mass for the same region.
fn different_masses(sum: &RegionSum) -> Option<String> {
    let shown: Vec<String> =
        sum.by_agent_mass_g.iter().flatten().map(|g| format!("{} g", significant(*g, 3))).collect();
    let note =
        || format!("{}: the models have {}, so that doses cannot be added.", sum.region, shown.join(" and "));
    sum.masses_differ().then(note)
}

/// Head and rows of the doses of all agents.
pub(super) fn sums(scenario: &ScenarioAnswer) -> (Vec<String>, Vec<Vec<String>>) {
    let mut head = ["all agents", "Gy", "tumour/region"].map(str::to_owned).to_vec();
    head.extend(scenario.together.first().iter().flat_map(|s| &s.agents).map(|name| format!("{name} Gy")));
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
    format!("Also {}: {}, model {}", agent.name, agent.given, agent.model)
}
