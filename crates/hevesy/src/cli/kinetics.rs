//! `hevesy kinetics`: where a radiopharmaceutical goes, by a compartment model.

mod also;
mod choices;
mod daughters;
mod html;
mod sbml;
mod scenarios;
mod text;

pub(super) use choices::{administrations, settings};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::Args;
use hevesy::simulated::Scenario;
use hevesy::{Library, Problem};
use hevesy_library::{KineticModel, Record, files};
use hevesy_regimen::Sex;
use serde::Serialize;

use super::sources::Sources;
use super::{Reply, argument};

#[derive(Args)]
pub(crate) struct KineticsArguments {
    /// Model of the library, such as "177Lu-PSMA-617-population", a file of your own in the same language (.toml), or SBML (.sbml, .xml).
    /// Without it the models of the library.
    model: Option<String>,
    /// Administered activity, such as 7.4GBq; the agent's usual one otherwise. Several with times: 7.4GBq,3.7GBq@42d; alike: 4x7.4GBq@56d,
    /// four of them 56 days apart.
    #[arg(long, value_delimiter = ',')]
    activity: Vec<String>,
    /// A further agent in the same patient: NUCLIDE=ACTIVITY[@TIME] on the same vector with the same parameters, or MODEL:NUCLIDE=ACTIVITY[@TIME]
    /// with that model's own; activities as in --activity. May be repeated.
    #[arg(long, value_name = "[MODEL:]NUCLIDE=ACTIVITY[@TIME]")]
    also: Vec<String>,
    /// Nuclides of the label instead of the model's; several are compared: Lu-177,Y-90,Tb-161.
    #[arg(long, value_delimiter = ',')]
    nuclide: Vec<String>,
    /// A parameter of the model: NAME=VALUE, such as tumour_volume=20mL. May be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Variants of the model, such as classes of a vector, side by side; "all" for every one.
    #[arg(long, value_delimiter = ',')]
    variant: Vec<String>,
    /// Several values of a parameter side by side: NAME=VALUE,VALUE.
    #[arg(long, value_name = "NAME=VALUE,VALUE")]
    sweep: Option<String>,
    /// male or female: the reference adult for photons and cross-dose.
    #[arg(long)]
    sex: Option<String>,
    /// So many patients drawn from the population that the model describes.
    #[arg(long)]
    patients: Option<u64>,
    /// Follow daughters where recoil or chemistry takes them, and give doses by nuclide.
    #[arg(long)]
    daughters: bool,
    /// Share of daughters that stay after a recoil, at each alpha decay: REGION=SHARE or all=SHARE; several shares are compared: all=0,0.5,1. May be repeated.
    #[arg(long, value_name = "REGION=SHARE[,SHARE]", requires = "daughters")]
    retained: Vec<String>,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// SBML: an amount given into a state, STATE=AMOUNT[@TIME][+DURATION], in the model's units. May be repeated.
    #[arg(long, value_name = "STATE=AMOUNT[@TIME][+DURATION]")]
    give: Vec<String>,
    /// SBML: how long, in the model's unit of time.
    #[arg(long, allow_negative_numbers = true)]
    until: Option<f64>,
    /// List the parameters of the model with their values, spreads and evidence labels.
    #[arg(long)]
    parameters: bool,
    /// Folder for report.html, result.json and curves.csv (activity or amount over time); SBML models have no report.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Folder of your own library files, added to the built-in ones; HEVESY_LIBRARY otherwise.
    #[arg(long)]
    library: Option<PathBuf>,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(a: &KineticsArguments, sources: Sources) -> Result<Reply, Problem> {
    let library = super::library(a.library.as_deref(), sources)?;
    let Some(name) = &a.model else {
        let list: Vec<Listed<'_>> = library.models().iter().map(Listed::of).collect();
        return Ok(Reply::of(a.json, &list, || text::models(&library)));
    };
    let extension = Path::new(name).extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    if ["sbml", "xml", "toml"].contains(&extension.as_str()) && !Path::new(name).is_file() {
        return Err(argument(
            "MODEL",
            format!("there is no file `{name}`"),
            "check the path, from where you are",
        ));
    }
    if ["sbml", "xml"].contains(&extension.as_str()) {
        if !a.also.is_empty() {
            return Err(argument("--also", "it is for models of the library", "give amounts by --give"));
        }
        return sbml::run(a, Path::new(name));
    }
    for (given, option) in [(!a.give.is_empty(), "--give"), (a.until.is_some(), "--until")] {
        if given {
            return Err(argument(
                option,
                "it is for SBML models only",
                "use --activity, or give a file that ends in .sbml",
            ));
        }
    }
    let model = &*model_of(name, &library)?;
    if a.parameters {
        return Ok(Reply::of(a.json, &model.parameters, || text::parameters(model)));
    }
    scenarios::run(a, model, &library)
}

/// A model in the list for scripts.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a str,
    nuclide: Option<&'a str>,
    agents: &'a [String],
    variants: Vec<&'a str>,
}

impl<'a> Listed<'a> {
    fn of(m: &'a KineticModel) -> Self {
        let variants = m.variant.keys().map(String::as_str).collect();
        Self { id: &m.id, title: &m.title, nuclide: m.nuclide.as_deref(), agents: &m.agents, variants }
    }
}

/// A model: of a file that ends in .toml, or of the library.
pub(super) fn model_of<'l>(name: &str, library: &'l Library) -> Result<Cow<'l, KineticModel>, Problem> {
    if Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) {
        return model_of_file(Path::new(name)).map(Cow::Owned);
    }
    model_of_name(name, library).map(Cow::Borrowed)
}

/// A model of the library, by its own name or by that of an agent that has one model.
fn model_of_name<'l>(name: &str, library: &'l Library) -> Result<&'l KineticModel, Problem> {
    let only = || match of_agent(name, library)[..] {
        [one] => Some(one),
        _ => None,
    };
    library.model(name).or_else(only).ok_or_else(|| unknown(name, library))
}

fn of_agent<'l>(name: &str, library: &'l Library) -> Vec<&'l KineticModel> {
    let Some(agent) = library.agent(name) else { return Vec::new() };
    library.models().iter().filter(|m| m.agents.contains(&agent.id)).collect()
}

fn unknown(name: &str, library: &Library) -> Problem {
    let of_agent: Vec<&str> = of_agent(name, library).iter().map(|m| m.id.as_str()).collect();
    let remedy = if of_agent.is_empty() {
        let all: Vec<&str> = library.models().iter().map(|m| m.id.as_str()).collect();
        format!("known are {}, or a file that ends in .toml, .sbml or .xml", all.join(", "))
    } else {
        format!("models of this agent are {}", of_agent.join(", "))
    };
    argument("MODEL", format!("the library has no model `{name}`"), &remedy)
}

/// A model in a file, checked as one of the library.
fn model_of_file(path: &Path) -> Result<KineticModel, Problem> {
    let text = files::read_text(path)?;
    let folder = path.parent().map_or_else(String::new, |p| p.display().to_string());
    let file = path.file_name().map_or_else(String::new, |f| f.to_string_lossy().into_owned());
    let within = format!("{}/{file}", KineticModel::FOLDER);
    let library = Library::with_texts(vec![(within, text)], &folder)
        .map_err(|p| Problem { file: path.display().to_string(), ..p })?;
    let own = library.models().own().next().cloned();
    own.ok_or_else(|| {
        Problem::new(path.display().to_string(), "holds no model", "write it as the files in library/models")
    })
}

pub(super) fn sex(text: Option<&str>) -> Result<Option<Sex>, Problem> {
    match text.map(str::to_lowercase).as_deref() {
        None => Ok(None),
        Some("male" | "m") => Ok(Some(Sex::Male)),
        Some("female" | "f") => Ok(Some(Sex::Female)),
        Some(other) => Err(argument("--sex", format!("`{other}` is not known"), "give male or female")),
    }
}

/// A simulation that failed, as a problem of the model.
fn failed(scenario: &Scenario<'_>, error: &hevesy::kinetics::SimulationError) -> Problem {
    let message = error.to_string();
    let (what, remedy) =
        message.rsplit_once("; ").unwrap_or((&message, "check the model and what --set changes"));
    Problem::new(format!("model {}", scenario.model.id), what, remedy)
}
