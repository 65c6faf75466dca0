//! Curves and figures of a course.

use hevesy::Study;
use hevesy::course::{CourseAnswer, CurveAnswer};
use hevesy::quantity::significant;
use hevesy::report::{ComparisonView, CourseFigure, CourseView, ReportTable};
use hevesy_biology::Graded;
use hevesy_library::LimitOn;
use hevesy_table::{Column, Table};

use super::scenarios::Scenario;
use super::tables::{subtitle, tables};

/// All curves through time, one row for each quantity and day.
pub(super) fn curves(answer: &CourseAnswer) -> Table {
    let (mut quantities, mut units, mut numbers) = (Vec::new(), Vec::new(), [(); 4].map(|()| Vec::new()));
    let mut row = |quantity: &str, unit: &str, values: [Option<f64>; 4]| {
        quantities.push(quantity.to_owned());
        units.push(unit.to_owned());
        numbers.iter_mut().zip(values).for_each(|(column, x)| column.push(x));
    };
    for p in &answer.pairs {
        let name = format!("Bliss excess of {}", p.pair);
        p.curve.iter().for_each(|(day, excess)| row(&name, "1", [Some(*day), None, Some(*excess), None]));
    }
    for c in &answer.curves {
        for (day, low, central, high) in &c.points {
            row(&c.name, c.unit, [*day, *low, *central, *high].map(Some));
        }
    }
    let [day, low95, central, high95] = numbers.map(Column::Number);
    Table::of(vec![
        ("quantity", Column::Text(quantities)),
        ("unit", Column::Text(units)),
        ("day", day),
        ("low95", low95),
        ("central", central),
        ("high95", high95),
    ])
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

/// Curves that are drawn; all are in the table.
fn shown(answer: &CourseAnswer) -> impl Iterator<Item = &CurveAnswer> {
    // Open breaks look alike in all lesions: the largest stands for them. Of immune cells effectors do.
    let largest = answer.lesions.iter().max_by(|a, b| a.mass_g.total_cmp(&b.mass_g));
    answer.curves.iter().filter(move |c| match c.unit {
        "relative" => c.name.starts_with("effector"),
        "per cell" => largest.is_some_and(|l| c.name.ends_with(&format!(" in {}", l.name))),
        _ => true,
    })
}

fn figure(c: &CurveAnswer, study: &Study) -> CourseFigure {
    let quantity = match c.unit {
        "mm" => "diameter",
        "Gy" => "BED",
        "relative" => "cells",
        "per cell" => "open breaks",
        "g/dL" => "haemoglobin",
        _ => "count",
    };
    let graded = Graded::of(&c.name).map(|graded| {
        let limits = graded.limits();
        let drawn = limits[1..].iter().zip(2..).filter(|(y, _)| **y > 0.0);
        drawn.map(|(y, g)| (*y, format!("grade {g}"))).collect()
    });
    let own = study.limits.iter().filter(|l| l.organ == c.name && l.on == LimitOn::Bed);
    CourseFigure {
        title: c.name.clone(),
        axis: format!("{quantity} / {}", c.unit.replace("10⁹/L", "(10⁹/L)")),
        points: c.points.clone(),
        levels: graded
            .unwrap_or_else(|| own.map(|l| (l.gy, format!("limit {} Gy", significant(l.gy, 3)))).collect()),
    }
}

/// All scenarios in one page.
pub(super) fn comparison(
    made: &[Scenario],
    table: Option<ReportTable>,
    provenance: String,
) -> ComparisonView {
    let quantity = |name: &String| {
        let of = |(i, s): (usize, &Scenario)| {
            let curve = shown(&s.course).find(|c| c.name == *name)?;
            Some((i, figure(curve, &s.loaded.study)))
        };
        made.iter().enumerate().filter_map(of).collect()
    };
    let first = made.iter().take(1).flat_map(|s| shown(&s.course));
    ComparisonView {
        title: made.first().map_or_else(String::new, |s| s.course.title.clone()),
        scenarios: made.iter().map(|s| (s.scenario.clone(), subtitle(&s.course))).collect(),
        figures: first.map(|c| quantity(&c.name)).collect(),
        table,
        provenance,
    }
}

pub(super) fn view(answer: &CourseAnswer, study: &Study, provenance: String) -> CourseView {
    let mut tables = tables(answer);
    let summary = (!tables.is_empty()).then(|| tables.remove(0));
    CourseView {
        title: answer.title.clone(),
        subtitle: subtitle(answer),
        cycles_d: answer.cycles_d.clone(),
        summary,
        figures: shown(answer).map(|c| figure(c, study)).collect(),
        lanes: lanes(answer),
        until_d: answer.until_d,
        tables,
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
