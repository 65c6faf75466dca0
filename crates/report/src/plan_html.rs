//! The plan as one self-contained HTML file.

use std::fmt::Write as _;

use hevesy_planner::Plan;
use hevesy_quantity::{Activity, percent, significant};

use crate::figure::escape;
use crate::figures::{coverage_figure, limit_figure};
use crate::html::{DoseView, cell, closing, curves, doses, heading, optional, page};

/// The report of `hevesy plan`.
#[must_use]
pub fn plan_html(view: &DoseView<'_>, plan: &Plan, goal_gy: Option<f64>) -> String {
    let mut body = heading(view, "Dose so far and the course ahead");
    body += &cards(plan);
    body += &doses(view.answer);
    body += &continued(plan, goal_gy);
    body += &lesions(plan);
    body += &alternatives(plan);
    body += &curves(view);
    body += &closing(view.answer, &plan.notes);
    page(&view.answer.title, &body)
}

/// The answers a tumour board asks for first.
fn cards(plan: &Plan) -> String {
    let n = plan.planned_cycles;
    let mut s = String::from("<div class=\"cards\">");
    for limit in &plan.limits {
        let kept = limit.probability_kept.get(n - 1).copied().unwrap_or(0.0);
        let _ = write!(
            s,
            "<div class=\"card\"><span>P({} {} above {} Gy after {n} cycles)</span><b{}>{} %</b><span>limit: {}</span></div>",
            escape(&limit.organ),
            limit.quantity,
            limit.limit_gy,
            if kept < 0.95 { " class=\"bad\"" } else { "" },
            percent(1.0 - kept),
            escape(&limit.source)
        );
    }
    if let Some(cycle) = plan.cycles.get(n - 1) {
        if let Some(e) = &cycle.lesions_at_goal {
            let _ = write!(
                s,
                "<div class=\"card\"><span>lesions at the dose goal after {n} cycles</span><b>{:.0} %</b><span>95 % interval {:.0} – {:.0} %</span></div>",
                100.0 * e.value,
                100.0 * e.low95,
                100.0 * e.high95
            );
        } else if let Some(e) = &cycle.median_lesion_dose_gy {
            let _ = write!(
                s,
                "<div class=\"card\"><span>median lesion dose after {n} cycles</span><b>{} Gy</b><span>95 % interval {} – {} Gy</span></div>",
                significant(e.value, 3),
                significant(e.low95, 3),
                significant(e.high95, 3)
            );
        }
    }
    for organ in &plan.organs {
        if let Some((endpoint, values)) = &organ.ntcp
            && let Some(e) = values.get(n - 1)
        {
            let _ = write!(
                s,
                "<div class=\"card\"><span>P({}) after {n} cycles, model estimate</span><b>{} %</b><span>95 % interval {} – {} %</span></div>",
                escape(endpoint),
                percent(e.value),
                percent(e.low95),
                percent(e.high95)
            );
        }
    }
    s + "</div>"
}

fn continued(plan: &Plan, goal_gy: Option<f64>) -> String {
    let n = plan.planned_cycles;
    let mut s = format!(
        "<h2>The same regimen continued</h2><p class=\"sub\">{n} cycles are planned; grey columns look beyond.</p><table><tr><th>cumulative, after cycle</th>"
    );
    for c in &plan.cycles {
        let _ = write!(s, "<th{}>{}</th>", beyond(c.cycle, n), c.cycle);
    }
    s += "</tr>";
    let mut row = |name: String, cells: Vec<String>| {
        let _ = write!(s, "<tr><td>{name}</td>");
        for (i, text) in cells.iter().enumerate() {
            let _ = write!(s, "<td{}>{text}</td>", beyond(i + 1, n));
        }
        s += "</tr>";
    };
    for organ in &plan.organs {
        let name = escape(&organ.organ);
        let sided = |r: &String| hevesy_library::RegionName::of(r).side.is_some();
        let from = if organ.regions.len() == 1 && organ.regions.iter().any(sided) {
            format!("<small>from {} alone</small>", escape(&organ.regions[0]))
        } else {
            String::new()
        };
        row(format!("{name}, dose / Gy{from}"), organ.dose_gy.iter().map(cell).collect());
        if !organ.bed_gy.is_empty() {
            row(format!("{name}, BED / Gy"), organ.bed_gy.iter().map(cell).collect());
        }
        if let Some((endpoint, values)) = &organ.ntcp {
            row(format!("P({}) / %", escape(endpoint)), values.iter().map(percent_cell).collect());
        }
    }
    for limit in &plan.limits {
        let kept = limit.probability_kept.iter();
        row(
            format!("P({} {} ≤ {} Gy) / %", escape(&limit.organ), limit.quantity, limit.limit_gy),
            kept.map(|p| percent(*p)).collect(),
        );
    }
    if plan.limits.len() > 1 {
        let joint =
            |c: &hevesy_planner::CycleBenefit| c.probability_limits_kept.map_or_else(|| "–".into(), percent);
        row("P(all limits kept) / %".into(), plan.cycles.iter().map(joint).collect());
    }
    if plan.cycles.iter().any(|c| c.median_lesion_dose_gy.is_some()) {
        let median = |c: &hevesy_planner::CycleBenefit| optional(c.median_lesion_dose_gy.as_ref());
        row("median lesion dose / Gy".into(), plan.cycles.iter().map(median).collect());
    }
    if plan.cycles.iter().any(|c| c.lesions_at_goal.is_some()) {
        let share = |c: &hevesy_planner::CycleBenefit| {
            c.lesions_at_goal.map_or_else(|| "–".into(), |e| percent_cell(&e))
        };
        row(
            format!("lesions at {} Gy / %", goal_gy.unwrap_or_default()),
            plan.cycles.iter().map(share).collect(),
        );
        let gain = |c: &hevesy_planner::CycleBenefit| {
            c.gain.map_or_else(|| "–".into(), |g| format!("{:+.1}", 100.0 * g))
        };
        row("gained by this cycle / %".into(), plan.cycles.iter().map(gain).collect());
    }
    s += "</table>";
    for limit in &plan.limits {
        let last = limit.probability_of_cycles.len() - 1;
        let parts: Vec<String> = limit
            .probability_of_cycles
            .iter()
            .enumerate()
            .filter(|(_, p)| **p >= 0.005)
            .map(|(i, p)| {
                format!("<b>{i}{}</b> with {:.0} %", if i == last { " or more" } else { "" }, 100.0 * p)
            })
            .collect();
        let _ = write!(
            s,
            "<p>Cycles that {} {} ≤ {} Gy allows: {}.</p>",
            escape(&limit.organ),
            limit.quantity,
            limit.limit_gy,
            parts.join(", ")
        );
    }
    s += "<div class=\"figures\">";
    for limit in &plan.limits {
        s += &limit_figure(limit, n, 480.0, 300.0).svg();
    }
    if let Some(figure) = goal_gy.and_then(|g| coverage_figure(plan, g, 480.0, 300.0)) {
        s += &figure.svg();
    }
    s + "</div>"
}

/// A probability in percent with its interval.
fn percent_cell(e: &hevesy_statistics::Estimate) -> String {
    let (low, high) = (percent(e.low95), percent(e.high95));
    let range = if low == high { String::new() } else { format!("<small>{low} – {high}</small>") };
    format!("{}{range}", percent(e.value))
}

const fn beyond(cycle: usize, planned: usize) -> &'static str {
    if cycle > planned { " class=\"beyond\"" } else { "" }
}

fn lesions(plan: &Plan) -> String {
    if plan.lesions.is_empty() {
        return String::new();
    }
    let mut s = format!(
        "<h2>Lesions after {} cycles</h2><table><tr><th>lesion</th><th>dose<br>Gy</th><th>BED<br>Gy</th><th>P(goal reached)</th><th>tumour control,<br>model estimate</th></tr>",
        plan.planned_cycles
    );
    for l in &plan.lesions {
        let _ = write!(
            s,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&l.name),
            cell(&l.dose_gy),
            optional(l.bed_gy.as_ref()),
            l.probability_of_goal.map_or_else(|| "–".into(), |p| format!("{} %", percent(p))),
            l.tcp.as_ref().map_or_else(|| "–".into(), percent_cell)
        );
    }
    s + "</table><p class=\"sub\">Tumour control: no clonogenic cell survives (Poisson), regrowth counted. Radiosensitivity in \
         patients is all but unknown, so read it as an ordering of lesions, not as a prediction.</p>"
}

fn alternatives(plan: &Plan) -> String {
    if plan.alternatives.is_empty() {
        return String::new();
    }
    let mut s = format!(
        "<h2>Activity of each further cycle, {} cycles in all</h2><table><tr><th>rule</th><th>activity</th><th>organs: BED (dose where no BED)<br>Gy</th><th>P(limit exceeded)</th><th>median lesion<br>Gy</th><th>lesions at goal</th></tr>",
        plan.planned_cycles
    );
    for a in &plan.alternatives {
        let organs: Vec<String> =
            a.organs.iter().map(|(n, e)| format!("{} {}", escape(n), significant(e.value, 3))).collect();
        let risks: Vec<String> =
            a.probability_exceeded.iter().map(|(n, p)| format!("{}: {} %", escape(n), percent(*p))).collect();
        let _ = write!(
            s,
            "<tr><td>{}<small style=\"white-space:normal\">{}</small></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&a.name),
            escape(&a.basis),
            a.activity_mbq.map_or_else(|| "none".into(), |m| format!("{:.3}", Activity::mbq(m))),
            organs.join("<br>"),
            risks.join("<br>"),
            a.median_lesion_dose_gy.map_or_else(|| "–".into(), |d| significant(d, 3)),
            a.lesions_at_goal.map_or_else(|| "–".into(), |p| format!("{:.0} %", 100.0 * p))
        );
    }
    s + "</table><p class=\"sub\">Doses are taken to rise in proportion to activity: the amount of substance, and with it saturation, \
         is the same. None of these rows is a recommendation.</p>"
}
