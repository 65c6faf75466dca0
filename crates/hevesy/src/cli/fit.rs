//! `hevesy fit`: a kinetic model fitted to the measurements of a patient or of a group.

mod answer;
mod group;
mod html;
mod person;
mod text;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use answer::{Answer, GroupAnswer, PersonAnswer};
use clap::Args;
use hevesy::Problem;
use hevesy::fitting::FitError;
use hevesy::nuclide::{HalfLives, Nuclide};
use hevesy::people::read_people;
use hevesy::population::Scatter;
use hevesy::quantity::Fraction;
use hevesy_library::{KineticModel, NumberUnit, files};

use super::kinetics::{administrations, model_of, settings};
use super::reply::to_json;
use super::sources::Sources;
use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct FitArguments {
    /// Model of the library, such as "177Lu-PSMA-617-population", or a file of your own in the same language (.toml).
    model: String,
    /// Table of measurements: `time_h`, `region` and `activity_MBq`, or `observed` and `value_mg/L`; `patient` for several people, rows with
    /// `dose_MBq` or `dose_mg` for administrations, and columns named as parameters for covariates.
    table: PathBuf,
    /// What everybody was given, where the table does not say: 7.4GBq, or 7.4GBq,7.4GBq@42d.
    #[arg(long, value_delimiter = ',')]
    activity: Vec<String>,
    /// Nuclide of the label instead of the model's.
    #[arg(long)]
    nuclide: Option<String>,
    /// A parameter of the model: NAME=VALUE. May be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Relative scatter of a measurement about a person's own curve; where a group is estimated, its start. 10 % is assumed otherwise.
    #[arg(long)]
    scatter: Option<String>,
    /// Scatter that does not depend on the value, in the unit of the measurements.
    #[arg(long, value_name = "NUMBER")]
    scatter_additive: Option<f64>,
    /// Estimate the group: typical values, spreads between people and the scatter, by first-order conditional estimation.
    #[arg(long)]
    population: bool,
    /// With --population: only these parameters; all with a spread between patients otherwise.
    #[arg(long, value_delimiter = ',', requires = "population")]
    estimate: Vec<String>,
    /// The next administration, whose dose is predicted: 7.4GBq; as the last one otherwise.
    #[arg(long, conflicts_with = "population")]
    next: Option<String>,
    /// male or female: the reference adult for photons and cross-dose.
    #[arg(long, conflicts_with = "population")]
    sex: Option<String>,
    /// Draws from what remains uncertain.
    #[arg(long, default_value_t = 400)]
    draws: u64,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for report.html, result.json, fitted.csv (measured and fitted) and, for one patient or a group, model.toml: the model with what was found, for the next fit.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Folder of your own library files, added to the built-in ones; HEVESY_LIBRARY otherwise.
    #[arg(long)]
    library: Option<PathBuf>,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

/// Where none is given: a proposal of this project (evidence label P), said with the answer.
const ASSUMED_SCATTER: &str = "10 %";

pub(crate) fn run(a: &FitArguments, sources: Sources) -> Result<Reply, Problem> {
    let library = super::library(a.library.as_deref(), sources)?;
    let model = &*model_of(&a.model, &library)?;
    let instead = settings(&a.set)?;
    let nuclide = match a.nuclide.as_ref().or(model.nuclide.as_ref()) {
        Some(name) => {
            Some(Nuclide::find(name).map_err(|e| argument("--nuclide", e, "check the name of the nuclide"))?)
        }
        None => None,
    };
    let lambda_per_h = nuclide.map_or(0.0, |n| HalfLives::icrp107().decay_constant_per_h(n));
    let file = a.table.display().to_string();
    let given = if a.activity.is_empty() { Vec::new() } else { administrations("--activity", &a.activity)? };
    let (people, mut notes) = read_people(&file, &files::read_text(&a.table)?, model, &given)?;
    if a.scatter_additive.is_none()
        && let Some(person) = people.iter().find(|p| p.points.iter().any(|m| m.value <= 0.0))
    {
        let what = format!(
            "{} has a measurement of 0, and scatter in proportion to the value makes no sense there",
            shown(&person.name)
        );
        return Err(Problem::new(file, what, "leave it out, or give --scatter-additive"));
    }
    let scatter = Scatter {
        proportional: quantity::<Fraction>("--scatter", a.scatter.as_deref().unwrap_or(ASSUMED_SCATTER))?
            .get(),
        additive: a.scatter_additive.unwrap_or(0.0),
        estimated: a.population,
    };
    if a.scatter.is_none() && !a.population {
        notes.push(format!("A scatter of {ASSUMED_SCATTER} is assumed, a proposal of this project; --scatter says what it is."));
    }
    let unknown = model.unknown.iter().map(|u| format!("Not known: {u}"));
    notes.splice(0..0, model.notes.iter().cloned().chain(unknown));
    let mut job = Job {
        a,
        model,
        nuclide,
        lambda_per_h,
        instead,
        scatter,
        notes,
        library_hash: library.hash().to_owned(),
    };
    let answer = if a.population { job.group(&people)? } else { job.people(&people)? };
    Ok(Reply::of(a.json, &answer, || text::answer(&answer)))
}

struct Job<'a> {
    a: &'a FitArguments,
    model: &'a KineticModel,
    nuclide: Option<Nuclide>,
    lambda_per_h: f64,
    instead: BTreeMap<String, NumberUnit>,
    scatter: Scatter,
    notes: Vec<String>,
    library_hash: String,
}

impl Job<'_> {
    fn answer(&mut self, people: Vec<PersonAnswer>, group: Option<GroupAnswer>) -> Answer {
        Answer {
            model: self.model.id.clone(),
            title: self.model.title.clone(),
            people,
            group,
            notes: std::mem::take(&mut self.notes),
        }
    }

    fn write(&self, folder: &Path, answer: &Answer) -> Result<(), Problem> {
        files::write_whole(&folder.join("result.json"), to_json(answer).as_bytes())?;
        let quoted = |text: &str| {
            if text.contains([',', '"']) {
                format!("\"{}\"", text.replace('"', "\"\""))
            } else {
                text.to_owned()
            }
        };
        let mut out = "patient,time_h,observed,measured,fitted\n".to_owned();
        for person in &answer.people {
            for p in &person.fitted {
                let (patient, of) = (quoted(&person.patient), quoted(&p.of));
                out += &format!("{patient},{},{of},{:e},{:e}\n", p.time_h, p.measured, p.fitted);
            }
        }
        files::write_whole(&folder.join("fitted.csv"), out.as_bytes())?;
        let html = html::report(answer, self.scatter, &name(&self.a.table), &self.library_hash);
        files::write_whole(&folder.join("report.html"), html.as_bytes())
    }

    /// The model with all that was set by hand or is a covariate of a person.
    fn model_with(&self, own: &BTreeMap<String, NumberUnit>) -> Result<KineticModel, Problem> {
        let mut model = self.model.clone();
        for (name, value) in self.instead.iter().chain(own) {
            let number = model.in_own_unit(name, value).map_err(|e| {
                Problem::new(format!("model {}", model.id), e, "check --set and the columns of the table")
            })?;
            if let Some(p) = model.parameters.get_mut(name) {
                p.value.value = number;
                p.source = Some("set where the model was fitted".into());
            }
        }
        if self.a.nuclide.is_some() {
            model.nuclide = self.nuclide.map(|n| n.name().to_owned());
        }
        Ok(model)
    }

    fn write_model(&self, folder: &Path, mut model: KineticModel) -> Result<(), Problem> {
        model.id = format!("{}-fitted", model.id);
        model.names.clear();
        let text = model.text().map_err(|e| Problem::new("model.toml", e, "report this"))?;
        files::write_whole(&folder.join("model.toml"), text.as_bytes())
    }

    fn failed(&self, error: &FitError) -> Problem {
        let message = error.to_string();
        let (what, next) =
            message.rsplit_once("; ").unwrap_or((&message, "check the table, and what --set changes"));
        Problem::new(format!("model {}", self.model.id), what, next)
    }
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

fn shown(patient: &str) -> String {
    if patient.is_empty() { "The patient".into() } else { format!("Patient {patient}") }
}
