//! Several courses in one self-contained HTML file: what differs, drawn over each other.

use std::fmt::Write as _;

use crate::course_html::CourseFigure;
use crate::figure::{Axis, Figure, Mark, Scale, escape};
use crate::html::{DISCLAIMER, page};
use crate::kinetics_html::{ReportTable, table};

/// Colours that people who see few colours tell apart, with dashes for print.
const LINES: [(&str, &str); 6] = [
    ("#1f5fa8", ""),
    ("#d55e00", "7 4"),
    ("#009e73", "2 3"),
    ("#a0559b", "9 3 2 3"),
    ("#8a6d00", "4 4"),
    ("#444c56", "1 4"),
];

/// What the page is made of.
#[derive(Clone, Debug)]
pub struct ComparisonView {
    /// Title.
    pub title: String,
    /// (name of a scenario, what it is).
    pub scenarios: Vec<(String, String)>,
    /// For each quantity its figure in every scenario that has it, with the scenario's place.
    pub figures: Vec<Vec<(usize, CourseFigure)>>,
    /// Outcomes side by side.
    pub table: Option<ReportTable>,
    /// Program and library.
    pub provenance: String,
}

/// The page.
#[must_use]
pub fn comparison_html(view: &ComparisonView) -> String {
    let mut body = format!("<h1>{}</h1><p class=\"warn\">{DISCLAIMER}</p><ul>", escape(&view.title));
    for (name, what) in &view.scenarios {
        let _ = write!(body, "<li><strong>{}</strong>: {}</li>", escape(name), escape(what));
    }
    body += "</ul><p class=\"sub\">Lines are central values; intervals are in the table and in the report of each scenario.</p><div class=\"figures\">";
    for figures in &view.figures {
        body += &figure(figures, &view.scenarios).svg();
    }
    body += "</div>";
    body += &view.table.as_ref().map_or_else(String::new, table);
    let _ = write!(body, "<footer><p>{}</p></footer>", escape(&view.provenance));
    page(&view.title, &body)
}

fn figure(of: &[(usize, CourseFigure)], scenarios: &[(String, String)]) -> Figure {
    let points = || of.iter().flat_map(|(_, f)| &f.points);
    let highest = points().map(|p| p.2).fold(1e-12, f64::max);
    let levels = || of.first().into_iter().flat_map(|(_, f)| &f.levels);
    let top = 1.08 * levels().map(|l| l.0).filter(|y| *y < 1.3 * highest).fold(highest, f64::max);
    let line = |(place, f): &(usize, CourseFigure)| {
        let (colour, dash) = LINES[place % LINES.len()];
        Mark::Line {
            points: f.points.iter().map(|p| (p.0, p.2)).collect(),
            colour,
            dash,
            name: scenarios.get(*place).map_or_else(String::new, |s| s.0.clone()),
        }
    };
    let mut marks: Vec<Mark> = of.iter().map(line).collect();
    marks.extend(levels().filter(|l| l.0 <= top).map(|(y, label)| Mark::Level {
        y: *y,
        colour: "#b3261e",
        label: label.clone(),
    }));
    let first = of.first().map(|(_, f)| f);
    Figure {
        title: first.map_or_else(String::new, |f| f.title.clone()),
        x: Axis {
            title: "days from the first administration".into(),
            from: 0.0,
            to: points().map(|p| p.0).fold(1.0, f64::max),
            scale: Scale::Linear,
        },
        y: Axis {
            title: first.map_or_else(String::new, |f| f.axis.clone()),
            from: 0.0,
            to: top,
            scale: Scale::Linear,
        },
        marks,
        width: 460.0,
        height: 300.0,
    }
}
