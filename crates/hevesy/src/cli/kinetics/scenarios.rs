//! One model under one or several scenarios: nuclides, values of a parameter, a population.

use std::collections::{BTreeMap, BTreeSet};

use hevesy::dose::LocalEnergy;
use hevesy::kinetics::Given;
use hevesy::nuclide::{HalfLives, Nuclide};
use hevesy::simulated::{RegionOutcome, Scenario};
use hevesy::{Library, Problem};
use hevesy_library::{KineticModel, files};
use hevesy_statistics::Estimate;
use serde::Serialize;

use super::also::{self, AgentAnswer, SumAnswer};
use super::choices::{administrations, choices, settings, shown, variants};
use super::daughters::{self, DaughterAnswer};
use super::{KineticsArguments, failed, html, sex, text};
use crate::cli::reply::to_json;
use crate::cli::{Reply, argument};

/// What the command answers.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) model: String,
    pub(super) title: String,
    pub(super) source: String,
    pub(super) activity_mbq: f64,
    pub(super) administrations: Vec<AdministrationAnswer>,
    #[serde(skip)]
    pub(super) given: String,
    pub(super) changed: BTreeMap<String, String>,
    pub(super) scenarios: Vec<ScenarioAnswer>,
    pub(super) patients: Option<u64>,
    pub(super) seed: Option<u64>,
    pub(super) notes: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct AdministrationAnswer {
    pub(super) at_h: f64,
    pub(super) activity_mbq: f64,
}

#[derive(Serialize)]
pub(super) struct ScenarioAnswer {
    pub(super) scenario: String,
    pub(super) nuclide: String,
    pub(super) regions: Vec<RegionAnswer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) daughters: Vec<DaughterAnswer>,
    /// Further agents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) also: Vec<AgentAnswer>,
    /// Doses of all agents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) together: Vec<SumAnswer>,
    /// Least ratio of tumour to region, patient by patient.
    #[serde(skip)]
    pub(super) least_ratios: Vec<f64>,
}

#[derive(Serialize)]
pub(super) struct RegionAnswer {
    pub(super) region: String,
    /// Whether the model's numbers hold there with this nuclide.
    pub(super) holds: bool,
    pub(super) mass_g: Option<f64>,
    pub(super) tiac_h: f64,
    pub(super) peak_h: f64,
    pub(super) peak_share: f64,
    pub(super) effective_half_life_h: Option<f64>,
    pub(super) local_gy_per_gbq: Option<f64>,
    pub(super) dose_gy_per_gbq: Option<f64>,
    pub(super) dose_gy: Option<f64>,
    pub(super) tumour_to_region: Option<f64>,
    pub(super) population: Option<PopulationAnswer>,
    #[serde(skip)]
    pub(super) curve: Vec<(f64, f64)>,
}

#[derive(Serialize)]
pub(super) struct PopulationAnswer {
    pub(super) tiac_h: [f64; 3],
    pub(super) dose_gy: Option<[f64; 3]>,
    pub(super) tumour_to_region: Option<[f64; 3]>,
}

/// Between these times in h the effective half-life is read, unless the label lives too briefly.
const HALF_LIFE_FROM_H: f64 = 24.0;
const HALF_LIFE_TO_H: f64 = 168.0;

pub(super) fn run(a: &KineticsArguments, model: &KineticModel, library: &Library) -> Result<Reply, Problem> {
    let instead = settings(&a.set)?;
    variants(&a.variant, model)?;
    let also = also::read(a, library)?;
    let retained = daughters::choices(&a.retained)?;
    let given = if a.activity.is_empty() {
        vec![Given::activity(usual(a, model, library)?)]
    } else {
        administrations("--activity", &a.activity)?
    };
    let mut answer = Answer {
        model: model.id.clone(),
        title: model.title.clone(),
        source: model.source.clone(),
        activity_mbq: given.iter().map(|g| g.activity_mbq).sum(),
        given: shown(&given),
        administrations: administered(&given),
        changed: instead.iter().map(|(k, v)| (k.clone(), String::from(v.clone()))).collect(),
        scenarios: Vec::new(),
        patients: a.patients,
        seed: a.patients.map(|_| a.seed),
        notes: model.notes.clone(),
    };
    answer.notes.extend(model.unknown.iter().map(|u| format!("Not known: {u}")));
    let of_variants: Vec<&String> = a.variant.iter().filter_map(|v| model.variant_nuclide.get(v)).collect();
    let nuclides: Vec<&String> = match (a.nuclide.is_empty(), &of_variants[..]) {
        (false, _) => a.nuclide.iter().collect(),
        (true, [first, rest @ ..])
            if rest.len() + 1 == a.variant.len() && rest.iter().all(|n| n == first) =>
        {
            vec![*first]
        }
        (true, []) => model.nuclide.iter().collect(),
        (true, _) => {
            let what = "the variants have different nuclides";
            return Err(argument("--variant", what, "choose one of them, or name a nuclide"));
        }
    };
    if nuclides.is_empty() {
        let what = format!("{} names no nuclide: it is a model of what carries no label", model.id);
        return Err(argument("--nuclide", what, "name one, or use `hevesy fit` for a drug's own data"));
    }
    for name in &nuclides {
        let nuclide =
            Nuclide::find(name).map_err(|e| argument("--nuclide", e, "check the name of the nuclide"))?;
        for (label, mut chosen) in choices(a, model)? {
            // What is set by hand wins over a variant.
            chosen.extend(instead.clone());
            let instead = chosen;
            let scenario =
                Scenario { model, instead, nuclide, given: given.clone(), sex: sex(a.sex.as_deref())? };
            let mut own = one(a, &scenario, &also, label, nuclides.len() > 1, &mut answer.notes)?;
            let decays_on = nuclide.progeny().iter().any(|p| p.nuclide.is_some());
            if a.daughters && !decays_on {
                answer.notes.push(format!("{} has no radioactive daughters to follow.", nuclide.name()));
            } else if a.daughters {
                for retained in retained.clone() {
                    let found = daughters::one(&scenario, retained, library)?;
                    answer.notes.extend(found.notes.iter().cloned());
                    own.daughters.push(found);
                }
            }
            let energy = LocalEnergy::of(nuclide, &HalfLives::icrp107());
            answer.notes.extend(energy.notes.iter().map(|n| format!("Doses by region: {n}")));
            answer.scenarios.push(own);
        }
    }
    let mut seen = BTreeSet::new();
    answer.notes.retain(|n| seen.insert(n.clone()));
    answer.notes.push(
        "TIA/A₀: time-integrated activity coefficient. Peak: largest activity in per cent of all that is administered, and when. T_eff: effective \
         half-life between 24 and 168 h after the first administration, or between a tenth and seven tenths of the time followed where that is earlier. Self: dose if all energy of \
         electrons and alphas stays; Gy: what is known to leave is taken off, photons and cross-dose are added. Tumour/region: ratio of doses. Regions \
         without a mass in the model have no dose."
            .into(),
    );
    answer.notes.push(match a.sex {
        None => "Photons and cross-dose need --sex; without it each region counts as one ball of its mass, and those of 500 g or more that are no lesion have no dose by photons.".into(),
        Some(_) => "Photons and cross-dose come from regions of the model with a mass and a place in the reference adult; blood and the \
                    remainder give none. Masses are the model's, whatever the sex."
            .into(),
    });
    if a.daughters {
        answer.notes.push(
            "Doses and ratios by region have all daughters decay where their parent does; the tables of daughters follow them, with ratios of \
             self-doses of alphas and electrons, and the ranking is by these. A retained share \
             counts at each alpha decay whose daughter lives for 10 s or more: of two in a row the square stays; what lives less decays in place."
                .into(),
        );
    }
    if a.patients.is_some() {
        let varies: Vec<&str> = model
            .parameters
            .iter()
            .filter(|(_, p)| p.between_patients.is_some())
            .map(|(n, _)| n.as_str())
            .collect();
        let cycles: Vec<&str> = model
            .parameters
            .iter()
            .filter(|(_, p)| p.between_cycles.is_some())
            .map(|(n, _)| n.as_str())
            .collect();
        let list = |n: Vec<&str>| if n.is_empty() { "nothing".into() } else { n.join(", ") };
        answer.notes.push(format!(
            "Between patients vary {}; from cycle to cycle {}; all else is that of the typical patient.",
            list(varies),
            list(cycles)
        ));
    }
    if let Some(folder) = &a.out {
        files::write_whole(&folder.join("result.json"), to_json(&answer).as_bytes())?;
        files::write_whole(&folder.join("curves.csv"), curves(&answer).as_bytes())?;
        files::write_whole(&folder.join("report.html"), html::report(&answer, model, library).as_bytes())?;
    }
    Ok(Reply::of(a.json, &answer, || text::answer(&answer)))
}

fn one(
    a: &KineticsArguments,
    scenario: &Scenario<'_>,
    also: &[also::Also<'_>],
    label: String,
    name: bool,
    notes: &mut Vec<String>,
) -> Result<ScenarioAnswer, Problem> {
    let (outcomes, also, together) = if also.is_empty() {
        (scenario.typical().map_err(|e| failed(scenario, &e))?, Vec::new(), Vec::new())
    } else {
        also::run(scenario, also, notes)?
    };
    let population = match a.patients {
        Some(n) if n < 20 => {
            return Err(argument(
                "--patients",
                format!("{n} are too few for an interval"),
                "give 20 or more",
            ));
        }
        Some(_)
            if !scenario
                .model
                .parameters
                .values()
                .any(|p| p.between_patients.is_some() || p.between_cycles.is_some()) =>
        {
            let what = format!("{} is of one patient: no parameter has a spread", scenario.model.id);
            return Err(argument(
                "--patients",
                what,
                "leave it out, or give parameters `between_patients` in a file of your own",
            ));
        }
        Some(n) => Some(scenario.population(n, a.seed).map_err(|e| failed(scenario, &e))?),
        None => None,
    };
    let mut regions = region_answers(outcomes, scenario);
    for (own, spread) in regions.iter_mut().zip(population.iter().flatten()) {
        let three = |e: Estimate| [e.low95, e.value, e.high95];
        own.population = Some(PopulationAnswer {
            tiac_h: three(spread.tiac_h),
            dose_gy: spread.dose_gy.map(three),
            tumour_to_region: (!spread.tumour_to_region.is_empty())
                .then(|| three(Estimate::from_draws(spread.tumour_to_region.clone(), None))),
        });
    }
    let ratios: Vec<&Vec<f64>> =
        population.iter().flatten().map(|r| &r.tumour_to_region).filter(|r| !r.is_empty()).collect();
    let count = ratios.first().map_or(0, |r| r.len());
    let least_ratios =
        (0..count).map(|i| ratios.iter().map(|r| r[i]).fold(f64::INFINITY, f64::min)).collect();
    let nuclide = scenario.nuclide.name().to_owned();
    let words: Vec<String> = [name.then(|| nuclide.clone()), Some(label)].into_iter().flatten().collect();
    let scenario = words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(", ");
    Ok(ScenarioAnswer { scenario, nuclide, regions, daughters: Vec::new(), also, together, least_ratios })
}

/// Administrations for scripts.
pub(super) fn administered(given: &[Given]) -> Vec<AdministrationAnswer> {
    given.iter().map(|g| AdministrationAnswer { at_h: g.at_h, activity_mbq: g.activity_mbq }).collect()
}

/// Regions of an agent.
pub(super) fn region_answers(outcomes: Vec<RegionOutcome>, scenario: &Scenario<'_>) -> Vec<RegionAnswer> {
    let tumour = outcomes.iter().find(|o| is_tumour(o)).and_then(|o| Some(o.dose.as_ref()?.dose_gy.value()));
    outcomes.into_iter().map(|o| region(o, scenario, tumour)).collect()
}

fn is_tumour(outcome: &RegionOutcome) -> bool {
    hevesy_library::RegionName::of(&outcome.activity.region).is_lesion()
}

fn region(outcome: RegionOutcome, scenario: &Scenario<'_>, tumour_gy: Option<f64>) -> RegionAnswer {
    let activity_mbq = scenario.activity_mbq();
    let (peak_h, peak) = outcome.activity.peak();
    let dose_gy = outcome.dose.as_ref().map(|d| d.dose_gy.value());
    let per_gbq = |gy: f64| gy / activity_mbq * 1e3;
    let itself = is_tumour(&outcome);
    let start = scenario.given.first().map_or(0.0, |g| g.at_h);
    let last = outcome.activity.times_h.last().copied().unwrap_or(0.0) - start;
    let (from, to) = (HALF_LIFE_FROM_H.min(0.1 * last), HALF_LIFE_TO_H.min(0.7 * last));
    // Another administration in between would be read as slower decline.
    let undisturbed = scenario.given.iter().skip(1).all(|g| g.at_h - start > to);
    RegionAnswer {
        mass_g: outcome.activity.mass_g,
        tiac_h: outcome.activity.tiac_h,
        peak_h,
        peak_share: peak / activity_mbq,
        effective_half_life_h: undisturbed
            .then(|| outcome.activity.half_life_h(start + from, start + to))
            .flatten(),
        local_gy_per_gbq: outcome.local_gy.map(per_gbq),
        dose_gy_per_gbq: dose_gy.map(per_gbq),
        dose_gy,
        tumour_to_region: tumour_gy.filter(|_| !itself && outcome.holds).and_then(|t| Some(t / dose_gy?)),
        population: None,
        curve: outcome
            .activity
            .times_h
            .iter()
            .copied()
            .zip(outcome.activity.activity_mbq.iter().copied())
            .collect(),
        holds: outcome.holds,
        region: outcome.activity.region,
    }
}

/// The usual activity of the model's agent in MBq.
fn usual(a: &KineticsArguments, model: &KineticModel, library: &Library) -> Result<f64, Problem> {
    let own = model.nuclide.as_deref().unwrap_or_default();
    let other = a.nuclide.iter().find(|n| Nuclide::find(n).ok() != Nuclide::find(own).ok());
    if let Some(other) = other {
        let what = format!("the usual activity is one of {own}, not of {other}");
        return Err(argument("--activity", what, "give the activity, such as 8MBq"));
    }
    let usual = model.agents.iter().find_map(|id| {
        let range = library.agent(id)?.activity.as_ref()?;
        Some(range.usual.as_ref()?.value.to_mbq())
    });
    usual.ok_or_else(|| {
        let agents = if model.agents.is_empty() { "no agent".into() } else { model.agents.join(", ") };
        let what = format!("{} names {agents}, for which the library has no usual activity", model.id);
        argument("--activity", what, "give one, such as 7.4GBq")
    })
}

fn curves(answer: &Answer) -> String {
    let mut out = "scenario,model,nuclide,region,time_h,activity_MBq\n".to_owned();
    for scenario in &answer.scenarios {
        let name = scenario.scenario.replace(',', ";");
        let first = (&answer.model, &scenario.nuclide, &scenario.regions);
        let also = scenario.also.iter().map(|a| (&a.model, &a.nuclide, &a.regions));
        for (model, nuclide, regions) in std::iter::once(first).chain(also) {
            for region in regions {
                for (t, activity) in &region.curve {
                    out += &format!("{name},{model},{nuclide},{},{t:.6},{activity:.6e}\n", region.region);
                }
            }
        }
    }
    out
}
