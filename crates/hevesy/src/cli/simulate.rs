//! `simulate`: what a course does to lesions, blood counts and organs over time.

mod scenarios;
mod tables;
mod view;

use std::path::{Path, PathBuf};

use clap::Args;
use hevesy::Problem;
use hevesy::report::{ReportTable, comparison_html, course_html, table};
use hevesy_library::files;
use serde::Serialize;

use scenarios::{Compared, Scenario};
use tables::{subtitle, text};
use view::{comparison, curves, view};

use super::study::{DoseArguments, Loaded};
use super::{Reply, Sources, argument, to_json};

#[derive(Args)]
pub(crate) struct SimulateArguments {
    #[command(flatten)]
    dose: DoseArguments,
    /// Draws behind the intervals.
    #[arg(long, default_value_t = 1000)]
    draws: u64,
    /// Several values of a key of the study side by side: KEY=VALUE,VALUE, such as course.interval=6wk,8wk or marrow.dose=0.2Gy,0.4Gy. Lists
    /// count from 0: beam.0.dose=2Gy,8Gy. Repeated, every value goes with every value of the others.
    #[arg(long, value_name = "KEY=VALUE,VALUE")]
    sweep: Vec<String>,
    /// Another study beside this one, with the same draws. May be repeated.
    #[arg(long, value_name = "STUDY")]
    compare: Vec<PathBuf>,
}

/// What is answered of several courses.
#[derive(Serialize)]
struct Comparison<'a> {
    scenarios: &'a [Scenario],
    comparison: Vec<Compared>,
}

pub(crate) fn run(arguments: &SimulateArguments, sources: Sources) -> Result<Reply, Problem> {
    if !(20..=100_000).contains(&arguments.draws) {
        let what = format!("{} draws do not make an interval", arguments.draws);
        return Err(argument("--draws", what, "give 20 to 100000"));
    }
    let made = scenarios::run(arguments, sources)?;
    let compared = scenarios::side_by_side(&made);
    let side_by_side = scenarios::table(&compared);
    let several = made.len() > 1;
    if let Some(folder) = &arguments.dose.out {
        for (i, scenario) in made.iter().enumerate() {
            // One folder for each course.
            let folder = if several { folder.join((i + 1).to_string()) } else { folder.clone() };
            write(&folder, scenario, side_by_side.as_ref())?;
        }
        if several {
            let inputs: Vec<&str> = made.iter().map(|s| s.loaded.inputs.hash.as_str()).collect();
            let library = made[0].loaded.library.hash();
            let provenance =
                format!("{} · library {library} · inputs {}", hevesy::PROGRAM, inputs.join(", "));
            let page = comparison_html(&comparison(&made, side_by_side.clone(), provenance));
            files::write_whole(&folder.join("report.html"), page.as_bytes())?;
        }
    }
    let hint = match &arguments.dose.out {
        Some(folder) if several => {
            format!("Report: {}, and a folder for each scenario\n", folder.join("report.html").display())
        }
        Some(folder) => format!("Report: {}\n", folder.join("report.html").display()),
        None => "Add --out FOLDER for the report with figures and the curves as a table.\n".to_owned(),
    };
    match &made[..] {
        [one] => Ok(Reply::of(arguments.dose.json, &one.course, || text(&one.course) + &hint)),
        _ => {
            let answer = Comparison { scenarios: &made, comparison: compared };
            if let Some(folder) = &arguments.dose.out {
                files::write_whole(&folder.join("result.json"), to_json(&answer).as_bytes())?;
            }
            Ok(Reply::of(arguments.dose.json, &answer, || {
                compared_text(&made, side_by_side.as_ref()) + &hint
            }))
        }
    }
}

/// Report, tables and answer of a course.
fn write(folder: &Path, scenario: &Scenario, side_by_side: Option<&ReportTable>) -> Result<(), Problem> {
    let Loaded { study, library, inputs, .. } = &scenario.loaded;
    let answer = &scenario.course;
    files::write_whole(&folder.join("result.json"), to_json(answer).as_bytes())?;
    let curves = curves(answer);
    files::write_whole(&folder.join("curves.csv"), curves.csv().as_bytes())?;
    let columns = folder.join("curves.parquet");
    let parquet = curves
        .parquet()
        .map_err(|e| Problem::new(columns.display().to_string(), e.to_string(), "take curves.csv"))?;
    files::write_whole(&columns, &parquet)?;
    let provenance = format!("{} · library {} · inputs {}", hevesy::PROGRAM, library.hash(), inputs.hash);
    let mut view = view(answer, study, provenance);
    if !scenario.scenario.is_empty() {
        view.title = format!("{}: {}", view.title, scenario.scenario);
    }
    view.tables.extend(side_by_side.cloned());
    files::write_whole(&folder.join("report.html"), course_html(&view).as_bytes())
}

/// Scenarios side by side, printed.
fn compared_text(made: &[Scenario], side_by_side: Option<&ReportTable>) -> String {
    let mut out = String::new();
    for scenario in made {
        out += &format!("{}: {}\n", scenario.scenario, subtitle(&scenario.course));
        for alert in &scenario.course.alerts {
            out += &format!("  ALERT: {alert}\n");
        }
    }
    if let Some(t) = side_by_side {
        let head: Vec<&str> = t.head.iter().map(String::as_str).collect();
        out += &format!("\n{}\n\n{}\n", t.caption, table(&head, &t.rows));
    }
    let until = |s: &Scenario| s.course.until_d;
    if made.iter().any(|s| (until(s) - until(&made[0])).abs() > 0.5) {
        out += "  - The scenarios are followed for different times: set `until` under [follow] to compare what is at the end.\n";
    }
    let mut seen = Vec::new();
    for note in made.iter().flat_map(|s| &s.course.notes) {
        if !seen.contains(&note) {
            seen.push(note);
            out += &format!("  - {note}\n");
        }
    }
    out
}
