//! What the command prints.

use hevesy::quantity::significant;
use hevesy::report::table;

use super::answer::{Answer, EstimateAnswer, GroupAnswer, PersonAnswer};
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
        "{}: {} measurements, misfit {}\n\n",
        shown(&person.patient),
        person.measurements,
        significant(person.misfit, 2)
    );
    let rows: Vec<Vec<String>> = person
        .parameters
        .iter()
        .map(|p| {
            vec![
                p.name.clone(),
                p.unit.clone(),
                significant(p.before, 3),
                significant(p.value, 3),
                format!("{} to {}", significant(p.interval95[0], 3), significant(p.interval95[1], 3)),
                format!("{:.0} %", 100.0 * p.informed),
            ]
        })
        .collect();
    out += &table(&["parameter", "unit", "population", "fitted", "95 %", "informed"], &rows);
    out += "\n";
    if !person.regions.is_empty() {
        let three = |v: Option<[f64; 3]>| {
            v.map_or_else(
                || "–".into(),
                |[low, value, high]| {
                    format!("{} ({} to {})", significant(value, 3), significant(low, 3), significant(high, 3))
                },
            )
        };
        let rows: Vec<Vec<String>> = person
            .regions
            .iter()
            .map(|r| {
                vec![
                    r.region.clone(),
                    three(Some(r.tiac_h)),
                    three(r.dose_gy),
                    three(r.next_gy),
                    three(r.before_gy),
                ]
            })
            .collect();
        out += &table(
            &[
                "region",
                "TIA/A₀ (h)",
                "dose (Gy)",
                "next administration (Gy)",
                "the same without the scans (Gy)",
            ],
            &rows,
        );
        out += "\n";
    }
    out
}

fn of_group(group: &GroupAnswer, people: usize) -> String {
    let mut out = format!(
        "{people} people, objective {:.3}{}\n\n",
        group.objective,
        group.condition.map_or_else(String::new, |c| format!(", condition number {}", significant(c, 2)))
    );
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
    let rows: Vec<Vec<String>> = group.estimates.iter().map(row).collect();
    out += &table(&["estimated", "unit", "start", "value", "CV between people", "relative error"], &rows);
    out + "\n"
}
