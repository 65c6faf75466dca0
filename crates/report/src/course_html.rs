//! The report of `hevesy simulate` as one self-contained HTML file.

use std::fmt::Write as _;

use crate::figure::{Axis, Figure, Mark, Scale, escape};
use crate::html::{DISCLAIMER, page};
use crate::kinetics_html::{ReportTable, parameters, table};

const BLUE: &str = "#1f5fa8";
const GREY: &str = "#8a96a3";
const RED: &str = "#b3261e";

/// A quantity over time.
#[derive(Clone, Debug)]
pub struct CourseFigure {
    /// What.
    pub title: String,
    /// Its quantity and unit, such as `platelets / 10⁹/L`.
    pub axis: String,
    /// (day, 2.5 % quantile, central, 97.5 % quantile).
    pub points: Vec<(f64, f64, f64, f64)>,
    /// Levels with labels: grades, limits.
    pub levels: Vec<(f64, String)>,
}

/// What the report is made of.
#[derive(Clone, Debug)]
pub struct CourseView {
    /// Title.
    pub title: String,
    /// Agent and cycles.
    pub subtitle: String,
    /// Days on which cycles begin.
    pub cycles_d: Vec<f64>,
    /// What a board asks first.
    pub summary: Option<ReportTable>,
    /// Figures.
    pub figures: Vec<CourseFigure>,
    /// What is given: (what, from day, to day), a lane for each kind.
    pub lanes: Vec<(String, Vec<(f64, f64)>)>,
    /// Last day.
    pub until_d: f64,
    /// Tables.
    pub tables: Vec<ReportTable>,
    /// Notes.
    pub notes: Vec<String>,
    /// What speaks against the course.
    pub alerts: Vec<String>,
    /// Rows of parameters: name, value, label, source; and whether each is weak.
    pub parameters: Vec<([String; 4], bool)>,
    /// Program and library.
    pub provenance: String,
}

/// The page.
#[must_use]
pub fn course_html(view: &CourseView) -> String {
    let mut body = format!(
        "<h1>{}</h1><p class=\"sub\">{}</p><p class=\"warn\">{DISCLAIMER} What follows the measured cycle is simulated.</p>",
        escape(&view.title),
        escape(&view.subtitle)
    );
    for alert in &view.alerts {
        let _ = write!(body, "<p class=\"alert\"><strong>Alert.</strong> {}</p>", escape(alert));
    }
    body += &view.summary.as_ref().map_or_else(String::new, table);
    body += &lanes(&view.lanes, view.until_d);
    body += "<div class=\"figures\">";
    for f in &view.figures {
        body += &figure(f, &view.cycles_d).svg();
    }
    body += "</div>";
    for t in &view.tables {
        body += &table(t);
    }
    body += "<h2>Notes</h2><ul>";
    for note in &view.notes {
        let _ = write!(body, "<li>{}</li>", escape(note));
    }
    body += "</ul><h2>Numbers that the course rests on</h2><p class=\"sub\">Shaded: proposals of this project, or unknown and assumed.</p>";
    body += &parameters(view.parameters.iter().map(|(row, weak)| (row, *weak)));
    let _ = write!(body, "<footer><p>{}</p></footer>", escape(&view.provenance));
    page(&view.title, &body)
}

/// What is given when: one lane for each kind, bars from first to last day.
fn lanes(lanes: &[(String, Vec<(f64, f64)>)], until_d: f64) -> String {
    const LEFT: f64 = 300.0;
    const WIDTH: f64 = 640.0;
    const LANE: f64 = 24.0;
    const NAME: usize = 46;
    let begins = lanes.iter().flat_map(|l| &l.1).map(|b| b.0).fold(0.0, f64::min);
    let x = |day: f64| LEFT + WIDTH * (day - begins) / (until_d - begins).max(1.0);
    let height = 34.0 + LANE * lanes.len() as f64;
    let mut out = format!(
        "<svg class=\"lanes\" viewBox=\"0 0 {} {height}\" width=\"100%\" role=\"img\"><title>What is given when</title>",
        LEFT + WIDTH + 20.0
    );
    let step = [7.0, 14.0, 28.0, 56.0, 112.0, 364.0]
        .into_iter()
        .find(|s| (until_d - begins) / s < 14.0)
        .unwrap_or(728.0);
    let mut week = libm::ceil(begins / step) * step + 0.0;
    while week <= until_d {
        let at = x(week);
        let _ = write!(
            out,
            "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"4\" y2=\"{:.1}\" stroke=\"#dfe4ea\"/><text x=\"{at:.1}\" y=\"{:.1}\" font-size=\"11\" fill=\"#5b6673\" text-anchor=\"middle\">{week:.0}</text>",
            height - 26.0,
            height - 12.0
        );
        week += step;
    }
    let _ = write!(
        out,
        "<text x=\"0\" y=\"{:.1}\" font-size=\"11\" fill=\"#5b6673\">days from the first administration</text>",
        height - 12.0
    );
    for (i, (name, bars)) in lanes.iter().enumerate() {
        let y = 4.0 + LANE * i as f64;
        let short: String = if name.chars().count() > NAME {
            name.chars().take(NAME - 1).chain(['…']).collect()
        } else {
            name.clone()
        };
        let colour = if i == 0 { RED } else { BLUE };
        let _ = write!(out, "<text x=\"0\" y=\"{:.1}\" font-size=\"12\">{}</text>", y + 15.0, escape(&short));
        for (from, to) in bars {
            // A single day is still seen.
            let (from, width) = (x(*from), (x(*to) - x(*from)).max(3.0));
            let _ = write!(
                out,
                "<rect x=\"{from:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"14\" rx=\"2\" fill=\"{colour}\" fill-opacity=\"0.8\"/>",
                y + 4.0
            );
        }
    }
    out + "</svg>"
}

fn figure(f: &CourseFigure, cycles_d: &[f64]) -> Figure {
    let to = f.points.last().map_or(1.0, |p| p.0);
    let highest = f.points.iter().map(|p| p.3.max(p.2)).fold(1e-12, f64::max);
    let levels = f.levels.iter().filter(|l| l.0 < 1.3 * highest).map(|l| l.0).fold(0.0, f64::max);
    let top = 1.08 * highest.max(levels);
    let mut marks = vec![
        Mark::Band {
            points: f.points.iter().map(|p| (p.0, p.1, p.3)).collect(),
            colour: BLUE,
            name: "95 % of draws".into(),
        },
        Mark::Line {
            points: f.points.iter().map(|p| (p.0, p.2)).collect(),
            colour: BLUE,
            dash: "",
            name: "central values".into(),
        },
    ];
    for (i, day) in cycles_d.iter().enumerate() {
        let name = if i == 0 { "administration".to_owned() } else { String::new() };
        marks.push(Mark::Line {
            points: vec![(*day, 0.0), (*day, 0.06 * top)],
            colour: GREY,
            dash: "",
            name,
        });
    }
    marks.extend(f.levels.iter().filter(|l| l.0 <= top).map(|(y, label)| Mark::Level {
        y: *y,
        colour: RED,
        label: label.clone(),
    }));
    Figure {
        title: f.title.clone(),
        x: Axis { title: "days from the first administration".into(), from: 0.0, to, scale: Scale::Linear },
        y: Axis { title: f.axis.clone(), from: 0.0, to: top, scale: Scale::Linear },
        marks,
        width: 460.0,
        height: 300.0,
    }
}
