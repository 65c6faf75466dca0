//! What the command prints.

use hevesy::quantity::significant;
use hevesy::report::table;

use super::answer::{Answer, EstimateAnswer, GroupAnswer, ParameterAnswer, PersonAnswer, RegionAnswer};
use super::shown;

pub(super) fn answer(answer: &Answer) -> String {
    let mut out = format!("{}\nmodel {}\n\n", answer.title, answer.model);
    match &answer.group {
        Some(group) => out += &of_group(group, answer.people.len()),
        None => {
            for person in &answer.people {
                out += &of_person(person);
            }
        }
    }
    for note in &answer.notes {
        out += &format!("note: {note}\n");
    }
    out
}

fn of_person(person: &PersonAnswer) -> String {
    let mut out = format!(
        "{}: {} measurement{}, misfit {}\n\n",
        shown(&person.patient),
        person.measurements,
        if person.measurements == 1 { "" } else { "s" },
        significant(person.misfit, 2)
    );
    let (head, rows) = parameters(person);
    out += &table(&head, &rows);
    out += "\n";
    if !person.regions.is_empty() {
        let (head, rows) = regions(person);
        out += &table(&head, &rows);
        out += "\n";
    }
    out
}

/// Head and rows.
type Rows = (Vec<&'static str>, Vec<Vec<String>>);

pub(super) fn parameters(person: &PersonAnswer) -> Rows {
    let row = |p: &ParameterAnswer| {
        vec![
            p.name.clone(),
            p.unit.clone(),
            significant(p.before, 3),
            significant(p.value, 3),
            format!("{} to {}", significant(p.interval95[0], 3), significant(p.interval95[1], 3)),
            format!("{:.0} %", 100.0 * p.informed),
        ]
    };
    let head = vec!["parameter", "unit", "population", "fitted", "95 %", "informed"];
    (head, person.parameters.iter().map(row).collect())
}

pub(super) fn regions(person: &PersonAnswer) -> Rows {
    let three = |v: Option<[f64; 3]>| {
        v.map_or_else(
            || "–".into(),
            |[low, value, high]| {
                format!("{} ({} to {})", significant(value, 3), significant(low, 3), significant(high, 3))
            },
        )
    };
    let row = |r: &RegionAnswer| {
        vec![r.region.clone(), three(Some(r.tiac_h)), three(r.dose_gy), three(r.next_gy), three(r.before_gy)]
    };
    let head = vec![
        "region",
        "TIA/A₀ (h)",
        "dose (Gy)",
        "next administration (Gy)",
        "the same without the measurements (Gy)",
    ];
    (head, person.regions.iter().map(row).collect())
}

pub(super) fn group_line(group: &GroupAnswer, people: usize) -> String {
    let condition =
        group.condition.map_or_else(String::new, |c| format!(", condition number {}", significant(c, 2)));
    format!("{people} people, objective {:.3}{condition}", group.objective)
}

pub(super) fn estimates(group: &GroupAnswer) -> Rows {
    let row = |e: &EstimateAnswer| {
        vec![
            e.name.clone(),
            e.unit.clone(),
            significant(e.start, 4),
            significant(e.value, 4),
            e.cv.map_or_else(String::new, |cv| format!("{} %", significant(100.0 * cv, 3))),
            e.relative_error.map_or_else(|| "open".into(), |r| format!("{} %", significant(100.0 * r, 2))),
        ]
    };
    let head = vec!["estimated", "unit", "start", "value", "CV between people", "relative error"];
    (head, group.estimates.iter().map(row).collect())
}

fn of_group(group: &GroupAnswer, people: usize) -> String {
    let (head, rows) = estimates(group);
    format!("{}\n\n{}\n", group_line(group, people), table(&head, &rows))
}
