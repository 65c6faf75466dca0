//! The report of `hevesy fit` as one self-contained HTML file.

use std::fmt::Write as _;

use crate::figure::{Axis, Figure, Mark, Scale, escape};
use crate::html::{DISCLAIMER, page};
use crate::kinetics_html::{ReportTable, table};

const BLUE: &str = "#1f5fa8";
const RED: &str = "#b3261e";
const GREY: &str = "#6b7785";

/// What was measured of one thing in one person, and what was fitted.
#[derive(Clone, Debug)]
pub struct FitFigure {
    /// What: a region, or an observed quantity.
    pub title: String,
    /// Its quantity and unit, such as `activity / MBq`.
    pub axis: String,
    /// (h, value, low, high) with the scatter that was assumed.
    pub measured: Vec<(f64, f64, f64, f64)>,
    /// (h, fitted).
    pub curve: Vec<(f64, f64)>,
    /// (h, low, high): 95 % of what remains uncertain of the curve.
    pub band: Vec<(f64, f64, f64)>,
}

/// One person, or the group.
#[derive(Clone, Debug)]
pub struct FitSection {
    /// Title.
    pub title: String,
    /// Figures.
    pub figures: Vec<FitFigure>,
    /// (measured, fitted) of everybody, for a group.
    pub against: Vec<(f64, f64)>,
    /// Tables.
    pub tables: Vec<ReportTable>,
}

/// What the report is made of.
#[derive(Clone, Debug)]
pub struct FitView {
    /// Title.
    pub title: String,
    /// Model and table.
    pub subtitle: String,
    /// Sections.
    pub sections: Vec<FitSection>,
    /// Notes.
    pub notes: Vec<String>,
    /// Program and library.
    pub provenance: String,
}

/// The page.
#[must_use]
pub fn fit_html(view: &FitView) -> String {
    let mut body = format!(
        "<h1>{}</h1><p class=\"sub\">{}</p><p class=\"warn\">{DISCLAIMER}</p>",
        escape(&view.title),
        escape(&view.subtitle)
    );
    for section in &view.sections {
        let _ = write!(body, "<h2>{}</h2>", escape(&section.title));
        if !section.against.is_empty() {
            let _ = write!(body, "<div class=\"wide\">{}</div>", against(&section.against).svg());
        }
        if !section.figures.is_empty() {
            body += "<div class=\"figures\">";
            for f in &section.figures {
                body += &curve(f).svg();
            }
            body += "</div>";
        }
        for t in &section.tables {
            body += &table(t);
        }
    }
    body += "<h2>Notes</h2><ul>";
    for note in &view.notes {
        let _ = write!(body, "<li>{}</li>", escape(note));
    }
    let _ = write!(body, "</ul><footer><p>{}</p></footer>", escape(&view.provenance));
    page(&view.title, &body)
}

fn curve(f: &FitFigure) -> Figure {
    let from = f.curve.first().map_or(0.0, |p| p.0);
    let to = f.curve.last().map_or(24.0, |p| p.0).max(from + 1.0);
    let top = f.band.iter().map(|p| p.2).chain(f.measured.iter().map(|p| p.3)).fold(1e-12, f64::max);
    Figure {
        title: f.title.clone(),
        x: Axis { title: "time after administration / h".into(), from, to, scale: Scale::Linear },
        y: Axis { title: f.axis.clone(), from: 0.0, to: 1.12 * top, scale: Scale::Linear },
        marks: vec![
            Mark::Band { points: f.band.clone(), colour: BLUE, name: "95 % band".into() },
            Mark::Line { points: f.curve.clone(), colour: BLUE, dash: "", name: "fitted".into() },
            Mark::Points { points: f.measured.clone(), colour: RED, name: "measured".into() },
        ],
        width: 460.0,
        height: 300.0,
    }
}

/// Measured against fitted values on logarithmic axes.
fn against(points: &[(f64, f64)]) -> Figure {
    let all = || points.iter().flat_map(|p| [p.0, p.1]).filter(|x| *x > 0.0);
    let (low, high) = (0.7 * all().fold(f64::INFINITY, f64::min), 1.4 * all().fold(0.0, f64::max));
    let axis = |title: &str| Axis { title: title.into(), from: low, to: high, scale: Scale::Log };
    let marks = vec![
        Mark::Line {
            points: vec![(low, low), (high, high)],
            colour: GREY,
            dash: "4 3",
            name: "equal".into(),
        },
        Mark::Points {
            points: points.iter().filter(|p| p.0 > 0.0 && p.1 > 0.0).map(|p| (p.1, p.0, p.0, p.0)).collect(),
            colour: BLUE,
            name: "measurements".into(),
        },
    ];
    Figure {
        title: "Measured against fitted, each person with its own parameters".into(),
        x: axis("fitted"),
        y: axis("measured"),
        marks,
        width: 560.0,
        height: 420.0,
    }
}
