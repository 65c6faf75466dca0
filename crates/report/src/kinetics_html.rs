//! The report of `hevesy kinetics` as one self-contained HTML file.

use std::fmt::Write as _;

use crate::figure::{Axis, Figure, Mark, Scale, escape};
use crate::figures::COLOURS;
use crate::html::{DISCLAIMER, page};

/// Activity of a region over time.
#[derive(Clone, Debug)]
pub struct RegionCurve {
    /// Region.
    pub region: String,
    /// (h, per cent of the administered activity), not corrected for decay.
    pub points: Vec<(f64, f64)>,
}

/// A table: a caption, a head and rows.
#[derive(Clone, Debug)]
pub struct ReportTable {
    /// Caption.
    pub caption: String,
    /// Head.
    pub head: Vec<String>,
    /// Rows; the first cell is a name.
    pub rows: Vec<Vec<String>>,
}

/// One scenario: its curves and tables.
#[derive(Clone, Debug)]
pub struct KineticsSection {
    /// Title; empty where there is one scenario only.
    pub title: String,
    /// Curves.
    pub curves: Vec<RegionCurve>,
    /// Tables.
    pub tables: Vec<ReportTable>,
}

/// What the report is made of.
#[derive(Clone, Debug)]
pub struct KineticsView {
    /// Title.
    pub title: String,
    /// What was given to whom, and by which model.
    pub subtitle: String,
    /// Where the model comes from.
    pub source: String,
    /// Scenarios.
    pub sections: Vec<KineticsSection>,
    /// A ranking of the scenarios.
    pub ranking: Option<ReportTable>,
    /// Notes.
    pub notes: Vec<String>,
    /// Parameters: name, value, label, source.
    pub parameters: Vec<[String; 4]>,
    /// Labels of parameters that are proposals or unknown.
    pub weak: Vec<bool>,
    /// Program and library.
    pub provenance: String,
}

/// The page.
#[must_use]
pub fn kinetics_html(view: &KineticsView) -> String {
    let mut body = format!(
        "<h1>{}</h1><p class=\"sub\">{}</p><p class=\"sub\">{}</p><p class=\"warn\">{DISCLAIMER} The activity is simulated, not measured.</p>",
        escape(&view.title),
        escape(&view.subtitle),
        escape(&view.source)
    );
    if let Some(ranking) = &view.ranking {
        body += &table(ranking);
    }
    for section in &view.sections {
        if !section.title.is_empty() {
            let _ = write!(body, "<h2>{}</h2>", escape(&section.title));
        }
        let _ = write!(body, "<div class=\"wide\">{}</div>", figure(&section.curves).svg());
        for t in &section.tables {
            body += &table(t);
        }
    }
    body += "<h2>Notes</h2><ul>";
    for note in &view.notes {
        let _ = write!(body, "<li>{}</li>", escape(note));
    }
    body += "</ul><h2>Parameters of the model</h2><p class=\"sub\">Shaded: proposals of this project, or unknown and assumed. Labels: C confirmed in a publication, C2 in a transcription only, M recalled and not verified again, D derived, P proposal, U unknown.</p>";
    body += &parameters(view.parameters.iter().zip(view.weak.iter().copied()));
    let _ = write!(body, "<footer><p>{}</p></footer>", escape(&view.provenance));
    page(&view.title, &body)
}

/// Rows of name, value, label and source, shaded where they are weak.
pub(crate) fn parameters<'r>(rows: impl Iterator<Item = (&'r [String; 4], bool)>) -> String {
    let mut out = "<table><tr><th>parameter</th><th>value</th><th>label</th><th class=\"l\">source</th></tr>"
        .to_owned();
    for ([name, value, label, source], weak) in rows {
        let class = if weak { " class=\"weak\"" } else { "" };
        let _ = write!(
            out,
            "<tr{class}><td>{}</td><td>{}</td><td>{}</td><td class=\"l\">{}</td></tr>",
            escape(name),
            escape(value),
            escape(label),
            escape(source)
        );
    }
    out + "</table>"
}

pub(crate) fn table(t: &ReportTable) -> String {
    let mut out = String::new();
    if !t.caption.is_empty() {
        let _ = write!(out, "<h3>{}</h3>", escape(&t.caption));
    }
    out += "<table><tr>";
    for cell in &t.head {
        let _ = write!(out, "<th>{}</th>", escape(cell));
    }
    out += "</tr>";
    for row in &t.rows {
        out += "<tr>";
        for cell in row {
            // An interval in brackets goes below its value.
            let interval = cell.strip_suffix(')').and_then(|c| c.split_once(" ("));
            let _ = match interval {
                Some((value, interval)) => {
                    write!(out, "<td>{}<small>{}</small></td>", escape(value), escape(interval))
                }
                None => write!(out, "<td>{}</td>", escape(cell)),
            };
        }
        out += "</tr>";
    }
    out + "</table>"
}

/// Most curves that a reader can tell apart.
const MOST_CURVES: usize = 9;

/// Activity over time on a logarithmic axis, the regions with the largest time integrals.
fn figure(curves: &[RegionCurve]) -> Figure {
    let area = |c: &RegionCurve| {
        c.points.windows(2).map(|w| 0.5 * (w[1].0 - w[0].0) * (w[0].1 + w[1].1)).sum::<f64>()
    };
    let tumour = |c: &RegionCurve| c.region.contains("tumour");
    let mut chosen: Vec<&RegionCurve> = curves.iter().collect();
    chosen.sort_by(|a, b| tumour(b).cmp(&tumour(a)).then(area(b).total_cmp(&area(a))));
    chosen.truncate(MOST_CURVES);
    // Until all but a hundredth of the area is behind.
    let until = |c: &RegionCurve| {
        let (all, mut sum) = (area(c), 0.0);
        for w in c.points.windows(2) {
            sum += 0.5 * (w[1].0 - w[0].0) * (w[0].1 + w[1].1);
            if sum > 0.99 * all {
                return w[1].0;
            }
        }
        24.0
    };
    let to = chosen.iter().map(|c| until(c)).fold(1.0, f64::max);
    let top = chosen.iter().flat_map(|c| &c.points).map(|p| p.1).fold(1e-6, f64::max);
    let bottom = (top * 1e-5).max(1e-6);
    let from = libm::exp10(libm::log10(bottom).floor());
    // Weeks are read in days.
    let (unit, per_unit) = if to > 24.0 * 30.0 { ("d", 24.0) } else { ("h", 1.0) };
    let marks = chosen
        .iter()
        .enumerate()
        .map(|(i, c)| Mark::Line {
            // What is below the axis runs along it: left out, a line would join one administration to the next.
            points: c.points.iter().filter(|p| p.0 <= to).map(|p| (p.0 / per_unit, p.1.max(from))).collect(),
            colour: COLOURS[i % COLOURS.len()],
            dash: "",
            name: c.region.clone(),
        })
        .collect();
    Figure {
        title: "Activity, not corrected for decay".into(),
        x: Axis { title: format!("time / {unit}"), from: 0.0, to: to / per_unit, scale: Scale::Linear },
        y: Axis { title: "% of administered activity".into(), from, to: 1.3 * top, scale: Scale::Log },
        marks,
        width: 940.0,
        height: 380.0,
    }
}
