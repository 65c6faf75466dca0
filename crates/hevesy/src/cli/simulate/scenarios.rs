//! `hevesy simulate --sweep` and `--compare`: the same draws of a patient under several courses.

use hevesy::Problem;
use hevesy::course::{CourseAnswer, Outcome, course_of};
use hevesy::quantity::significant;
use hevesy::report::ReportTable;
use hevesy_statistics::Estimate;
use serde::Serialize;
use toml::{Table, Value};

use super::SimulateArguments;
use crate::cli::study::{Loaded, load, load_changed};
use crate::cli::{Sources, argument};

/// A course beside others.
#[derive(Serialize)]
pub(super) struct Scenario {
    pub(super) scenario: String,
    pub(super) course: CourseAnswer,
    #[serde(skip)]
    pub(super) loaded: Loaded,
}

/// The study, or one for each value of the sweep, then those it is compared with.
pub(super) fn run(a: &SimulateArguments, sources: Sources) -> Result<Vec<Scenario>, Problem> {
    let mut loaded: Vec<(String, Loaded)> = Vec::new();
    let combinations = combinations(&a.sweep)?;
    for edits in &combinations {
        let name = edits.iter().map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join(", ");
        let change = |file: &str, text: String| {
            edits.iter().try_fold(text, |text, (key, value)| changed(file, &text, key, value))
        };
        // Lines of the changed text are not those of the file.
        let of_sweep = |p: Problem| match &*name {
            "" => p,
            name => Problem { what: format!("{} (with {name})", p.what), line: None, ..p },
        };
        let one = if edits.is_empty() {
            load(&a.dose, sources)
        } else {
            load_changed(&a.dose, sources, &change).map_err(of_sweep)
        };
        let plain = edits.is_empty() && !a.compare.is_empty();
        loaded.push((if plain { a.dose.study.display().to_string() } else { name.clone() }, one?));
    }
    for study in &a.compare {
        let mut other = a.dose.clone();
        other.study.clone_from(study);
        loaded.push((study.display().to_string(), load(&other, sources)?));
    }
    let follow = |(scenario, loaded): (String, Loaded)| {
        let course = course_of(&loaded.study, &loaded.assessment, &loaded.library, a.draws)?;
        Ok(Scenario { scenario, course, loaded })
    };
    loaded.into_iter().map(follow).collect()
}

/// Most scenarios of sweeps.
const MOST: usize = 100;

/// Every value of every sweep with every value of the others: keys and values; one without any where nothing is swept.
fn combinations(sweeps: &[String]) -> Result<Vec<Vec<(&str, &str)>>, Problem> {
    let mut all: Vec<Vec<(&str, &str)>> = vec![Vec::new()];
    for text in sweeps {
        let (key, values) = text.split_once('=').ok_or_else(|| {
            argument(
                "--sweep",
                format!("`{text}` has no values"),
                "write KEY=VALUE,VALUE, such as course.interval=6wk,8wk",
            )
        })?;
        let mut with = Vec::new();
        for edits in &all {
            for value in values.split(',') {
                with.push([&edits[..], &[(key.trim(), value.trim())]].concat());
            }
        }
        all = with;
        if all.len() > MOST {
            let what = format!("{} scenarios are more than {MOST}", all.len());
            return Err(argument("--sweep", what, "give fewer values"));
        }
    }
    Ok(all)
}

/// A study's text with one value changed: `course.interval`, `beam.0.dose`.
fn changed(file: &str, text: &str, key: &str, value: &str) -> Result<String, Problem> {
    let mut table: Table = toml::from_str(text).map_err(|e| Problem::from_toml(file, text, &e))?;
    let wrong = |what: String| {
        argument("--sweep", what, "name a key of the study file, such as course.interval or beam.0.dose")
    };
    let parts: Vec<&str> = key.split('.').collect();
    let (last, path) =
        parts.split_last().filter(|(l, _)| !l.is_empty()).ok_or_else(|| wrong("no key is named".into()))?;
    let mut place = &mut table;
    let mut path = path.iter();
    while let Some(part) = path.next() {
        let inner = place.entry(*part).or_insert_with(|| Value::Table(Table::new()));
        place = match inner {
            Value::Table(table) => table,
            Value::Array(all) => {
                let index = path.next().and_then(|i| i.parse::<usize>().ok());
                index
                    .and_then(|i| all.get_mut(i)?.as_table_mut())
                    .ok_or_else(|| wrong(format!("`{part}` in `{key}` is a list without that place")))?
            }
            _ => return Err(wrong(format!("`{part}` in `{key}` holds a value, not keys"))),
        };
    }
    // A number or a truth stays one; all else is text, such as `6 wk`.
    let bare = toml::from_str::<Table>(&format!("v = {value}")).ok().and_then(|mut t| t.remove("v"));
    place.insert((*last).to_owned(), bare.unwrap_or_else(|| Value::String(value.to_owned())));
    toml::to_string(&table).map_err(|e| wrong(e.to_string()))
}

/// An outcome of a scenario, beside that of the first one.
#[derive(Serialize)]
pub(super) struct Compared {
    /// What.
    outcome: String,
    /// Unit.
    unit: &'static str,
    /// Scenario.
    scenario: String,
    /// Its value.
    value: Estimate,
    /// Less that of the first scenario, patient by patient.
    difference: Option<Estimate>,
    /// Share of patients in whom it is lower.
    lower: Option<f64>,
}

/// Outcomes side by side, with differences from the first scenario patient by patient; empty for one.
pub(super) fn side_by_side(scenarios: &[Scenario]) -> Vec<Compared> {
    let Some((first, rest)) = scenarios.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for base in &first.course.outcomes {
        rows.push(compared(base, first, None));
        for other in rest {
            let own = other.course.outcomes.iter().find(|o| o.name == base.name);
            rows.extend(own.map(|own| compared(own, other, Some(base))));
        }
    }
    rows
}

fn compared(own: &Outcome, scenario: &Scenario, base: Option<&Outcome>) -> Compared {
    let differences =
        |base: &Outcome| -> Vec<f64> { own.draws.iter().zip(&base.draws).map(|(a, b)| a - b).collect() };
    // Rounding is no difference.
    let lower = |base: &Outcome| {
        let all = differences(base);
        let least = NO_DIFFERENCE * base.central.abs();
        all.iter().filter(|d| **d < -least).count() as f64 / all.len().max(1) as f64
    };
    Compared {
        outcome: own.name.clone(),
        unit: own.unit,
        scenario: scenario.scenario.clone(),
        value: Estimate::from_draws(own.draws.clone(), Some(own.central)),
        difference: base.map(|b| Estimate::from_draws(differences(b), Some(own.central - b.central))),
        lower: base.map(lower),
    }
}

/// Changes below this share of a value are none: steps of the grid differ.
const NO_DIFFERENCE: f64 = 1e-3;

/// The same as a table.
pub(super) fn table(rows: &[Compared]) -> Option<ReportTable> {
    let row = |c: &Compared| {
        let number = |x: f64| significant(x, 3);
        let interval = |e: &Estimate| {
            let most = e.low95.abs().max(e.high95.abs()).max(e.value.abs());
            if most < NO_DIFFERENCE * c.value.value.abs() {
                return "none".into();
            }
            format!("{} ({} to {})", number(e.value), number(e.low95), number(e.high95))
        };
        vec![
            if c.unit == "1" { c.outcome.clone() } else { format!("{} / {}", c.outcome, c.unit) },
            c.scenario.clone(),
            super::tables::interval(c.value),
            c.difference.as_ref().map_or_else(|| "–".into(), interval),
            c.lower.map_or_else(|| "–".into(), |share| format!("{:.0} %", 100.0 * share)),
        ]
    };
    let head = ["outcome", "scenario", "value", "change from the first", "lower in draws"]
        .map(str::to_owned)
        .to_vec();
    let caption = "Scenarios side by side: the same patients in each, differences patient by patient".into();
    (!rows.is_empty()).then(|| ReportTable { caption, head, rows: rows.iter().map(row).collect() })
}
