//! The report that `--out` writes.

use hevesy::fitting::Band;
use hevesy::population::Scatter;
use hevesy::report::{FitFigure, FitSection, FitView, ReportTable, fit_html};

use super::answer::{Answer, PersonAnswer};
use super::{shown, text};

/// So many people have figures of their own.
const MOST_PEOPLE: usize = 24;

pub(super) fn report(answer: &Answer, scatter: Scatter, table: &str, library: &str) -> String {
    let mut sections = Vec::new();
    if let Some(group) = &answer.group {
        let (head, rows) = text::estimates(group);
        let against = answer.people.iter().flat_map(|p| &p.fitted).map(|p| (p.measured, p.fitted)).collect();
        sections.push(FitSection {
            title: text::group_line(group, answer.people.len()),
            figures: Vec::new(),
            against,
            tables: vec![titled("Estimates", head, rows)],
        });
    } else {
        sections.extend(answer.people.iter().take(MOST_PEOPLE).map(|p| person(p, scatter)));
    }
    fit_html(&FitView {
        title: answer.title.clone(),
        subtitle: format!("model {} · measurements {table}", answer.model),
        sections,
        notes: answer.notes.clone(),
        provenance: format!("{} · library {library}", hevesy::PROGRAM),
    })
}

fn titled(caption: &str, head: Vec<&'static str>, rows: Vec<Vec<String>>) -> ReportTable {
    ReportTable { caption: caption.into(), head: head.into_iter().map(str::to_owned).collect(), rows }
}

/// Whether a measurement belongs to a band.
fn within(time_h: f64, band: &Band) -> bool {
    let last = band.points.last().map_or(0.0, |p| p.0);
    (0.0..=last).contains(&(time_h - band.from_h))
}

fn person(person: &PersonAnswer, scatter: Scatter) -> FitSection {
    let figures = person
        .bands
        .iter()
        .map(|band| {
            let quantity = if band.unit_name.ends_with("Bq") { "activity" } else { "value" };
            FitFigure {
                title: band.cycle.map_or_else(|| band.of.clone(), |c| format!("{}, cycle {c}", band.of)),
                axis: format!("{quantity} / {}", band.unit_name),
                measured: person
                    .fitted
                    .iter()
                    .filter(|p| p.of == band.of && within(p.time_h, band))
                    .map(|p| {
                        let half = 1.96 * scatter.sd(p.fitted);
                        (p.time_h - band.from_h, p.measured, (p.measured - half).max(0.0), p.measured + half)
                    })
                    .collect(),
                curve: band.points.iter().map(|p| (p.0, p.2)).collect(),
                band: band.points.iter().map(|p| (p.0, p.1, p.3)).collect(),
            }
        })
        .collect();
    let mut tables = Vec::new();
    if !person.regions.is_empty() {
        let (head, rows) = text::regions(person);
        tables.push(titled("Integrals and doses", head, rows));
    }
    let (head, rows) = text::parameters(person);
    tables.push(titled("Parameters", head, rows));
    FitSection { title: shown(&person.patient), figures, against: Vec::new(), tables }
}
