//! `simulate`: what a course does to lesions, blood counts and organs over time.

mod scenarios;

use std::path::{Path, PathBuf};

use clap::Args;
use hevesy::course::CourseAnswer;
use hevesy::quantity::significant;
use hevesy::report::{CourseFigure, CourseView, ReportTable, course_html, table};
use hevesy::{Problem, Study};
use hevesy_biology::Graded;
use hevesy_library::{LimitOn, files};
use hevesy_statistics::Estimate;
use serde::Serialize;

use scenarios::Scenario;

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
    /// count from 0: beam.0.dose=2Gy,8Gy.
    #[arg(long, value_name = "KEY=VALUE,VALUE")]
    sweep: Option<String>,
    /// Another study beside this one, with the same draws. May be repeated.
    #[arg(long, value_name = "STUDY")]
    compare: Vec<PathBuf>,
}

/// What is answered of several courses.
#[derive(Serialize)]
struct Comparison<'a> {
    scenarios: &'a [Scenario],
    comparison: Option<Vec<Vec<String>>>,
}

pub(crate) fn run(arguments: &SimulateArguments, sources: Sources) -> Result<Reply, Problem> {
    if !(20..=100_000).contains(&arguments.draws) {
        let what = format!("{} draws do not make an interval", arguments.draws);
        return Err(argument("--draws", what, "give 20 to 100000"));
    }
    let made = scenarios::run(arguments, sources)?;
    let side_by_side = scenarios::table(&made);
    let several = made.len() > 1;
    if let Some(folder) = &arguments.dose.out {
        for (i, scenario) in made.iter().enumerate() {
            // One folder for each course.
            let folder = if several { folder.join((i + 1).to_string()) } else { folder.clone() };
            write(&folder, scenario, side_by_side.as_ref())?;
        }
    }
    let hint = match &arguments.dose.out {
        Some(folder) if several => format!("Reports: {}, one folder for each scenario\n", folder.display()),
        Some(folder) => format!("Report: {}\n", folder.join("report.html").display()),
        None => "Add --out FOLDER for the report with figures and the curves as a table.\n".to_owned(),
    };
    match &made[..] {
        [one] => Ok(Reply::of(arguments.dose.json, &one.course, || text(&one.course) + &hint)),
        _ => {
            let comparison = side_by_side.as_ref().map(|t| t.rows.clone());
            let answer = Comparison { scenarios: &made, comparison };
            Ok(Reply::of(arguments.dose.json, &answer, || compared(&made, side_by_side.as_ref()) + &hint))
        }
    }
}

/// Report, tables and answer of a course.
fn write(folder: &Path, scenario: &Scenario, side_by_side: Option<&ReportTable>) -> Result<(), Problem> {
    let Loaded { study, library, inputs, .. } = &scenario.loaded;
    let answer = &scenario.course;
    files::write_whole(&folder.join("result.json"), to_json(answer).as_bytes())?;
    files::write_whole(&folder.join("curves.csv"), curves(answer).as_bytes())?;
    let provenance = format!("{} · library {} · inputs {}", hevesy::PROGRAM, library.hash(), inputs.hash);
    let mut view = view(answer, study, provenance);
    if !scenario.scenario.is_empty() {
        view.title = format!("{}: {}", view.title, scenario.scenario);
    }
    view.tables.extend(side_by_side.cloned());
    files::write_whole(&folder.join("report.html"), course_html(&view).as_bytes())
}

/// Scenarios side by side, printed.
fn compared(made: &[Scenario], side_by_side: Option<&ReportTable>) -> String {
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

fn interval(e: Estimate) -> String {
    let to = if e.low95 < 0.0 { " to " } else { "–" };
    format!("{} ({}{to}{})", significant(e.value, 3), significant(e.low95, 3), significant(e.high95, 3))
}

fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.005 { "<1 %".into() } else { format!("{:.0} %", 100.0 * share) }
}

/// Caption, head and rows of every table.
fn tables(answer: &CourseAnswer) -> Vec<ReportTable> {
    let mut out = Vec::new();
    let mut add = |caption: &str, head: &[&str], rows: Vec<Vec<String>>| {
        if !rows.is_empty() {
            let head = head.iter().map(|h| (*h).to_owned()).collect();
            out.push(ReportTable { caption: caption.into(), head, rows });
        }
    };
    let timeline = answer.timeline.entries.iter().map(|e| {
        // Doses of one day share its number.
        let [from, to] = [e.from_d, e.to_d].map(f64::floor);
        let days = if to > from { format!("{from} to {to}") } else { from.to_string() };
        vec![days, e.what.clone(), e.doses.to_string()]
    });
    add(
        "What is given; day 0 here is that of the first administration, which calendars call day 1",
        &["day", "what", "doses"],
        timeline.collect(),
    );
    let held = answer.held.iter().map(|h| {
        vec![h.cycle.to_string(), interval(h.day), percent(h.later), percent(h.reduced), percent(h.stopped)]
    });
    add(
        "What the rules do to each administration",
        &["cycle", "day", "later", "less activity", "not given"],
        held.collect(),
    );
    let overlapping = answer.overlapping.iter().map(|o| vec![o.organ.clone(), o.by.join(", ")]);
    add("Overlapping toxicities", &["organ", "harmed by"], overlapping.collect());
    let watch = answer.blood.iter().flat_map(|b| {
        b.cycles.iter().zip(&answer.cycles_d).enumerate().map(move |(i, (c, start))| {
            let day = |after: f64| format!("{:.0}", start + after);
            vec![
                b.name.clone(),
                (i + 1).to_string(),
                day(c.nadir_after_d.low95),
                day(c.nadir_after_d.value),
                day(c.nadir_after_d.high95),
            ]
        })
    });
    add(
        "When to look: days on which counts are expected at their lowest",
        &["count", "cycle", "from", "most likely", "to"],
        watch.collect(),
    );
    let drugs = answer.drugs.iter().map(|d| {
        vec![
            d.drug.clone(),
            d.term.into(),
            d.size.clone().unwrap_or_else(|| "not known".into()),
            if d.followed { "yes" } else { "no" }.into(),
        ]
    });
    add(
        "What drugs do: size at full effect, and its label",
        &["drug", "term", "size", "followed"],
        drugs.collect(),
    );
    let overlaps = answer.overlaps.iter().map(|o| {
        let least = o.doses.iter().map(|d| d[2]).fold(f64::INFINITY, f64::min);
        let most = o.doses.iter().map(|d| d[2]).fold(0.0, f64::max);
        vec![
            o.drug.clone(),
            o.doses.len().to_string(),
            format!("{} to {}", significant(least, 2), significant(most, 2)),
            significant(o.limit_percent, 2),
            significant(o.overlap_weeks, 3),
        ]
    });
    add(
        "Checkpoint inhibitors: share of the radionuclide that is left by physical decay when they are given, and weeks at half effect or more with more than the limit left",
        &["drug", "doses", "left/%", "limit/%", "overlap/wk"],
        overlaps.collect(),
    );
    let pairs = answer.pairs.iter().map(|p| {
        vec![
            p.pair.clone(),
            significant(p.day, 3),
            interval(p.excess_log_kill),
            format!("{:+.3}", p.bliss_excess),
            significant(p.bliss_day, 3),
        ]
    });
    add(
        "Together against each alone: log kill of all lesions beyond the sum of both (on the last day, or when untreated ones had grown 20-fold or to the endpoint), and the largest excess over Bliss independence until then",
        &["pair", "day", "excess of log kill", "Bliss excess", "on day"],
        pairs.collect(),
    );
    let lesions = answer.lesions.iter().map(|l| {
        vec![
            l.name.clone(),
            significant(l.mass_g, 3),
            interval(l.log_kill),
            interval(l.best_change_percent),
            significant(l.best_day, 3),
            interval(l.end_change_percent),
        ]
    });
    add(
        "Lesions: kill as −ln of the surviving share, and change of diameter",
        &["lesion", "mass/g", "−ln S", "best change/%", "on day", "change at the end/%"],
        lesions.collect(),
    );
    let endpoints = answer.lesions.iter().filter_map(|l| {
        let e = l.endpoint.as_ref()?;
        let day = |d: Option<f64>| d.map_or_else(|| "not reached".into(), |d| significant(d, 3));
        Some(vec![l.name.clone(), day(e.central_day), day(e.median_day), percent(e.reached)])
    });
    add(
        "Endpoint: day on which a lesion reaches its mass",
        &["lesion", "central", "median of the draws", "reached"],
        endpoints.collect(),
    );
    let scans = answer.scans.iter().enumerate().map(|(i, s)| {
        let [cr, pr, sd, pd] = s.probability.map(|p| if i > 0 { percent(p) } else { "–".into() });
        vec![
            significant(s.day, 3),
            interval(s.sum_mm),
            if i > 0 { s.response.short().into() } else { "baseline".into() },
            cr,
            pr,
            sd,
            pd,
            percent(s.progressed),
        ]
    });
    add(
        "Scans: sum of diameters of target lesions, and response by RECIST 1.1 in the central patient and in the draws",
        &["day", "sum/mm", "response", "CR", "PR", "SD", "PD", "PD so far"],
        scans.collect(),
    );
    let blood = answer.blood.iter().flat_map(|b| {
        b.cycles.iter().enumerate().map(move |(i, c)| {
            vec![
                b.name.clone(),
                (i + 1).to_string(),
                interval(c.nadir),
                interval(c.nadir_after_d),
                interval(c.recovered_percent),
                percent(c.grade_3),
            ]
        })
    });
    add(
        "Blood counts after each administration, in 10⁹/L; haemoglobin in g/dL",
        &["count", "cycle", "nadir", "days to it", "before the next/% of start", "grade 3 or 4"],
        blood.collect(),
    );
    let grades = answer.blood.iter().map(|b| {
        let mut row = vec![b.name.clone(), significant(b.baseline, 3)];
        row.extend(b.worst_grade.map(percent));
        row
    });
    add(
        "Worst grade of the course by CTCAE 5, share of draws",
        &["count", "start", "0", "1", "2", "3", "4"],
        grades.collect(),
    );
    let organs = answer.organs.iter().map(|o| {
        let cycles: Vec<String> = o.bed_by_cycle_gy.iter().map(|b| significant(*b, 3)).collect();
        let complication = o.complication.as_ref().map_or_else(
            || "–".into(),
            |(what, p)| {
                if *p < 1e-4 {
                    format!("{what}: <0.01 %")
                } else {
                    format!("{what}: {} %", significant(100.0 * p, 2))
                }
            },
        );
        let before = if o.before_gy > 0.0 { significant(o.before_gy, 3) } else { "–".into() };
        vec![o.name.clone(), before, interval(o.bed_gy), cycles.join(", "), complication]
    });
    add(
        "Organs: biologically effective dose in Gy",
        &["organ", "before", "BED", "after each cycle", "complication"],
        organs.collect(),
    );
    let matters = answer
        .matters
        .iter()
        .map(|m| vec![m.outcome.clone(), m.unknown.clone(), format!("{:+.2}", m.correlation)]);
    add(
        "What matters most: correlation of an unknown with the rank of an outcome",
        &["outcome", "unknown", "correlation"],
        matters.collect(),
    );
    out
}

fn subtitle(answer: &CourseAnswer) -> String {
    let days: Vec<String> = answer.cycles_d.iter().map(|d| significant(*d, 3)).collect();
    format!(
        "{} · {} administrations on days {} · followed for {} d · {} draws, seed {}",
        answer.agent,
        days.len(),
        days.join(", "),
        significant(answer.until_d, 3),
        answer.draws,
        answer.seed
    )
}

fn text(answer: &CourseAnswer) -> String {
    let mut out = format!("{}\n{}\n\n", answer.title, subtitle(answer));
    for alert in &answer.alerts {
        out += &format!("ALERT: {alert}\n\n");
    }
    for t in tables(answer) {
        let head: Vec<&str> = t.head.iter().map(String::as_str).collect();
        out += &format!("{}\n\n{}\n", t.caption, table(&head, &t.rows));
    }
    out += "Central values of all unknowns, and the interval of 95 % of the draws.\n\n";
    for note in &answer.notes {
        out += &format!("  - {note}\n");
    }
    out
}

fn curves(answer: &CourseAnswer) -> String {
    let mut out = String::from("quantity,unit,day,low95,central,high95\n");
    for p in &answer.pairs {
        for (day, excess) in &p.curve {
            out += &format!("Bliss excess of {},1,{day:.4},,{excess:.6},\n", p.pair.replace(',', ";"));
        }
    }
    for c in &answer.curves {
        for (day, low, central, high) in &c.points {
            out += &format!(
                "{},{},{day:.4},{low:.6},{central:.6},{high:.6}\n",
                c.name.replace(',', ";"),
                c.unit
            );
        }
    }
    out
}

/// Lines of the timeline by what is given, in the order of their first day.
fn lanes(answer: &CourseAnswer) -> Vec<(String, Vec<(f64, f64)>)> {
    let mut lanes: Vec<(String, Vec<(f64, f64)>)> = Vec::new();
    for e in &answer.timeline.entries {
        let bar = (e.from_d, e.to_d);
        match lanes.iter_mut().find(|(what, _)| *what == e.what) {
            Some((_, bars)) => bars.push(bar),
            None => lanes.push((e.what.clone(), vec![bar])),
        }
    }
    // The study's own agent first.
    lanes.sort_by_key(|(what, _)| !what.starts_with(&answer.agent));
    lanes
}

fn view(answer: &CourseAnswer, study: &Study, provenance: String) -> CourseView {
    let levels = |name: &str| -> Vec<(f64, String)> {
        if let Some(graded) = Graded::of(name) {
            return graded.limits()[1..]
                .iter()
                .zip(2..)
                .filter(|(y, _)| **y > 0.0)
                .map(|(y, g)| (*y, format!("grade {g}")))
                .collect();
        }
        let own = study.limits.iter().filter(|l| l.organ == name && l.on == LimitOn::Bed);
        own.map(|l| (l.gy, format!("limit {} Gy", significant(l.gy, 3)))).collect()
    };
    let figure = |c: &hevesy::course::CurveAnswer| {
        let quantity = match c.unit {
            "mm" => "diameter",
            "Gy" => "BED",
            "relative" => "cells",
            "g/dL" => "haemoglobin",
            _ => "count",
        };
        CourseFigure {
            title: c.name.clone(),
            axis: format!("{quantity} / {}", c.unit.replace("10⁹/L", "(10⁹/L)")),
            points: c.points.clone(),
            levels: levels(&c.name),
        }
    };
    CourseView {
        title: answer.title.clone(),
        subtitle: subtitle(answer),
        cycles_d: answer.cycles_d.clone(),
        figures: answer.curves.iter().map(figure).collect(),
        lanes: lanes(answer),
        until_d: answer.until_d,
        tables: tables(answer),
        notes: answer.notes.clone(),
        alerts: answer.alerts.clone(),
        parameters: answer
            .rests_on
            .iter()
            .map(|a| ([&a.what, &a.value, &a.label, &a.source].map(Clone::clone), a.weak))
            .collect(),
        provenance,
    }
}
