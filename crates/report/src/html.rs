//! The dose report as one self-contained HTML file.

use std::fmt::Write as _;

use hevesy_dose::RegionDose;
use hevesy_quantity::{Activity, significant};
use hevesy_statistics::Estimate;

use crate::answer::{DoseAnswer, RegionAnswer};
use crate::figure::escape;
use crate::figures::{activity_figure, dose_rate_figure};

/// What every report says.
pub const DISCLAIMER: &str = "Research software, not a medical device. It recommends no treatment: it shows what follows from \
                              the data and assumptions listed.";

/// What a report is made of.
pub struct DoseView<'a> {
    /// The answer.
    pub answer: &'a DoseAnswer,
    /// Doses with curves.
    pub doses: &'a [RegionDose],
    /// One line on the patient.
    pub patient: String,
    /// Critical dose rate of the tumour in Gy/h.
    pub critical_gy_per_h: Option<f64>,
}

const STYLE: &str = "body{font:15px/1.5 Helvetica,Arial,sans-serif;color:#1d2733;margin:0;background:#fff}\
main{max-width:1000px;margin:0 auto;padding:28px 24px 60px}h1{font-size:25px;margin:0 0 4px}h2{font-size:18px;margin:34px 0 \
8px;border-bottom:2px solid #1f5fa8;padding-bottom:3px}h3{font-size:15px;margin:18px 0 4px}p{margin:6px 0}.sub{color:#4a5663}\
.alert{background:#fdecea;border-left:4px solid #b3261e;padding:8px 12px;margin:14px 0}.warn{background:#fff6e5;border-left:4px solid #d08b00;padding:8px 12px;margin:14px 0}table{border-collapse:collapse;width:100%;\
margin:8px 0;font-size:14px}th{text-align:right;font-weight:600;color:#4a5663;border-bottom:1.5px solid #8a96a3;padding:5px 8px;\
vertical-align:bottom}td{text-align:right;padding:5px 8px;border-bottom:1px solid #e6eaee;vertical-align:top;\
font-variant-numeric:tabular-nums}th:first-child,td:first-child,td.l,th.l{text-align:left}td small{color:#6b7785;display:block;\
white-space:nowrap}.beyond{color:#8a96a3}.figures{display:flex;flex-wrap:wrap;gap:14px;margin:10px 0}.figures svg,.wide svg{max-width:100%;\
height:auto;border:1px solid #e6eaee;border-radius:4px}.cards{display:flex;flex-wrap:wrap;gap:12px;margin:14px 0}.card{border:1px \
solid #cfd6dd;border-radius:6px;padding:10px 14px;min-width:180px;flex:1}.card b{font-size:21px;display:block}.card span{color:#4a5663;\
font-size:13px}ul{margin:6px 0;padding-left:20px}li{margin:3px 0}.weak td{background:#fff6e5}.bad{color:#b3261e;font-weight:600}\
code{font-size:13px}footer{margin-top:40px;color:#6b7785;font-size:13px}@media print{main{max-width:none;padding:0}h2{break-after:avoid}\
svg,table,.card{break-inside:avoid}.figures svg{width:48%}body{font-size:12px}table{font-size:11px}}";

/// A whole page.
pub(crate) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>{}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n",
        escape(title)
    )
}

/// The report of `hevesy dose`.
#[must_use]
pub fn dose_html(view: &DoseView<'_>) -> String {
    let mut body = heading(view, "Absorbed dose after one administration");
    body += &doses(view.answer);
    body += &curves(view);
    body += &closing(view.answer, &[]);
    page(&view.answer.title, &body)
}

pub(crate) fn heading(view: &DoseView<'_>, kind: &str) -> String {
    let a = view.answer;
    format!(
        "<h1>{}</h1><p class=\"sub\">{} · {} {:.4} · {} · protocol <code>{}</code></p><p class=\"warn\">{DISCLAIMER}</p>",
        escape(&a.title),
        kind,
        escape(&a.agent),
        Activity::mbq(a.administered_mbq),
        escape(&view.patient),
        escape(&a.protocol)
    )
}

/// `2.74<small>2.49–3.02</small>`
pub(crate) fn cell(e: &Estimate) -> String {
    format!(
        "{}<small>{} – {}</small>",
        significant(e.value, 3),
        significant(e.low95, 3),
        significant(e.high95, 3)
    )
}

pub(crate) fn optional(e: Option<&Estimate>) -> String {
    e.map_or_else(|| "–".to_owned(), cell)
}

pub(crate) fn doses(a: &DoseAnswer) -> String {
    let has_alpha = a.regions.iter().any(|r| r.rbe_weighted_dose_gy.is_some());
    let mut s = String::from(
        "<h2>Dose so far</h2><table><tr><th>region</th><th>mass<br>g</th><th>TIA<br>MBq·h</th><th>TIAC<br>h</th><th>absorbed dose<br>Gy</th><th>per activity<br>Gy/GBq</th>",
    );
    if has_alpha {
        s += "<th>RBE-weighted<br>Gy(RBE)</th>";
    }
    s += "<th>BED<br>Gy</th><th>EQD2<br>Gy</th><th>effective<br>half-life h</th></tr>";
    for r in &a.regions {
        let rbe = if has_alpha {
            format!("<td>{}</td>", optional(r.rbe_weighted_dose_gy.as_ref()))
        } else {
            String::new()
        };
        let bed_note = match (r.bed_alpha_beta_gy, r.bed_repair_half_time_h) {
            (Some(ab), Some(t)) => format!("<small>α/β {ab} Gy, T_rep {t} h</small>"),
            _ => String::new(),
        };
        let _ = write!(
            s,
            "<tr><td>{}<small>{}</small></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>{rbe}<td>{}{bed_note}</td><td>{}</td><td>{}</td></tr>",
            escape(&r.name),
            escape(&r.mass_source),
            significant(r.mass_g, 3),
            cell(&r.tia_mbq_h),
            significant(r.tiac_h.value, 3),
            cell(&r.dose_gy),
            cell(&r.dose_gy_per_gbq),
            optional(r.bed_gy.as_ref()),
            optional(r.eqd2_gy.as_ref()),
            significant(r.effective_half_life_h, 3)
        );
    }
    let e = a.energy_per_decay_mev;
    let _ = write!(
        s,
        "</table><p class=\"sub\">Small figures are 95 % intervals. Counted per decay of {}: alpha with recoil {} MeV, electrons {} \
         MeV; photons {} MeV. BED and EQD2 rest on the radiobiological numbers listed below.</p>",
        a.nuclide,
        significant(e.alpha, 4),
        significant(e.electron, 4),
        significant(e.photon, 4)
    );
    s + &parts(a)
}

/// Dose by quality and from other regions, where there is more than one part.
fn parts(a: &DoseAnswer) -> String {
    if a.regions.iter().all(|r| r.dose_by_quality_gy.photon == 0.0 && r.dose_by_quality_gy.alpha == 0.0) {
        return String::new();
    }
    let mut s = String::from(
        "<h3>By radiation quality</h3><table><tr><th>region</th><th>alpha and recoil<br>Gy</th><th>electrons<br>Gy</th><th>photons<br>Gy</th><th class=\"l\">of the photons, from other regions</th></tr>",
    );
    for r in &a.regions {
        let q = r.dose_by_quality_gy;
        let others: Vec<String> = r
            .dose_from_others_gy
            .iter()
            .map(|c| format!("{} {}", escape(&c.source), significant(c.dose_gy, 2)))
            .collect();
        let _ = write!(
            s,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"l\">{}</td></tr>",
            escape(&r.name),
            significant(q.alpha, 3),
            significant(q.electron, 3),
            significant(q.photon, 3),
            others.join(", ")
        );
    }
    s + "</table>"
}

pub(crate) fn curves(view: &DoseView<'_>) -> String {
    let mut s = String::from("<h2>Activity over time</h2><div class=\"figures\">");
    for dose in view.doses {
        s += &activity_figure(dose, 480.0, 330.0).svg();
    }
    s += "</div>";
    s += &models(&view.answer.regions);
    s += "<h2>Dose rate</h2><div class=\"wide\">";
    s += &dose_rate_figure(view.doses, view.critical_gy_per_h, 960.0, 380.0).svg();
    s += "</div><table><tr><th>region</th><th>peak<br>mGy/h</th><th>mean until 95 %<br>mGy/h</th><th>95 % delivered by<br>d</th><th>external beam (2 Gy/min)<br>over peak</th></tr>";
    for r in &view.answer.regions {
        let _ = write!(
            s,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&r.name),
            significant(1e3 * r.peak_dose_rate_gy_per_h, 3),
            significant(1e3 * r.mean_dose_rate_gy_per_h, 3),
            significant(r.time_of_95_percent_h / 24.0, 3),
            significant(120.0 / r.peak_dose_rate_gy_per_h, 2)
        );
    }
    s + "</table>"
}

/// How far models differ.
fn models(regions: &[RegionAnswer]) -> String {
    if regions.iter().all(|r| r.fit.candidates.len() < 2) {
        return String::new();
    }
    let mut s = String::from(
        "<h3>How far models differ</h3><table><tr><th>region</th><th class=\"l\">model</th><th>TIA<br>MBq·h</th><th>against used</th><th>weight</th><th class=\"l\">left out because</th></tr>",
    );
    for r in regions {
        for c in &r.fit.candidates {
            let _ = write!(
                s,
                "<tr><td>{}</td><td class=\"l\">{}</td><td>{}</td><td>{}</td><td>{:.1} %</td><td class=\"l\">{}</td></tr>",
                escape(&r.name),
                c.model,
                c.tia_mbq_h.map_or_else(|| "–".into(), |t| significant(t, 5)),
                c.tia_mbq_h.map_or_else(
                    || "–".into(),
                    |t| format!("{:+.1} %", 100.0 * (t / r.tia_mbq_h.value - 1.0))
                ),
                100.0 * c.weight,
                escape(c.left_out.as_deref().unwrap_or_default())
            );
        }
    }
    s + "</table><p class=\"sub\">f1: one exponential; f2: uptake and one exponential; f3: two exponentials; f3a: uptake and two. Every \
         exponential falls at least as fast as physical decay.</p>"
}

/// Notes, the numbers a result rests on, provenance.
pub(crate) fn closing(a: &DoseAnswer, more_notes: &[String]) -> String {
    let mut s = String::from("<h2>Notes</h2><ul>");
    for note in a.notes.iter().chain(more_notes) {
        let _ = write!(s, "<li>{}</li>", escape(note));
    }
    s += "</ul><h2>Numbers this rests on</h2><p class=\"sub\">Shaded: proposals of this project, or unknown and assumed. Labels: C confirmed in a publication, C2 in a transcription only, M recalled and not verified again, D derived, P proposal, U unknown.</p><table><tr><th>number</th><th>value</th><th>label</th><th class=\"l\">source</th></tr>";
    for x in &a.assumptions {
        let _ = write!(
            s,
            "<tr{}><td>{}</td><td>{}</td><td>{}</td><td class=\"l\">{}</td></tr>",
            if x.weak { " class=\"weak\"" } else { "" },
            escape(&x.what),
            escape(&x.value),
            escape(&x.label),
            escape(&x.source)
        );
    }
    let p = &a.provenance;
    let _ = write!(
        s,
        "</table><footer><p>{} · inputs {} · library {}{} · seed {} · {}</p></footer>",
        escape(&p.program),
        p.inputs_hash,
        p.library_hash,
        if p.library_replaced.is_empty() {
            String::new()
        } else {
            format!(" (own files replace {})", escape(&p.library_replaced.join(", ")))
        },
        p.seed,
        escape(&p.nuclear_data)
    );
    s
}
