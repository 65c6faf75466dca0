//! Answers for the terminal: readable without colour.

use std::fmt::Write as _;

use hevesy_planner::Plan;
use hevesy_quantity::{percent, significant};
use hevesy_statistics::Estimate;

use crate::answer::{DoseAnswer, PlanAnswer};
use crate::html::DISCLAIMER;

/// A table with aligned columns: text to the left, numbers to the right.
#[must_use]
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let width = |i: usize| {
        let cells = rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count());
        cells.chain([header[i].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let wordy = |c: &String| {
        c.chars().filter(|c| c.is_alphabetic()).count() > 3 && !c.starts_with(|c: char| c.is_ascii_digit())
    };
    let left = |i: usize| i == 0 || rows.iter().filter_map(|r| r.get(i)).any(wordy);
    let mut text = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut row = String::new();
        for (i, cell) in cells.enumerate() {
            let pad = " ".repeat(widths[i].saturating_sub(cell.chars().count()));
            if left(i) {
                let _ = write!(row, "  {cell}{pad}");
            } else {
                let _ = write!(row, "  {pad}{cell}");
            }
        }
        let _ = writeln!(text, "{}", row.trim_end());
    };
    line(&mut header.iter().copied());
    for row in rows {
        line(&mut row.iter().map(String::as_str));
    }
    text
}

/// `2.74 (2.49–3.02)`
pub(crate) fn interval(e: &Estimate) -> String {
    format!("{} ({}–{})", significant(e.value, 3), significant(e.low95, 3), significant(e.high95, 3))
}

pub(crate) fn optional(e: Option<&Estimate>) -> String {
    e.map_or_else(|| "–".to_owned(), interval)
}

/// The answer of `hevesy dose`.
#[must_use]
pub fn dose_text(answer: &DoseAnswer) -> String {
    let mut s = dose_tables(answer);
    notes(&mut s, &answer.notes);
    let _ = writeln!(s, "\n{DISCLAIMER}");
    s
}

/// Heading, doses and how far models differ.
fn dose_tables(answer: &DoseAnswer) -> String {
    let mut s = String::new();
    let _ = writeln!(s, "{}", answer.title);
    let _ = writeln!(
        s,
        "{} · {:.4} · {} (T½ {} d, {}) · protocol {}\n",
        answer.agent,
        hevesy_quantity::Activity::mbq(answer.administered_mbq),
        answer.nuclide,
        significant(answer.half_life_s / 86_400.0, 4),
        answer.half_life_source,
        answer.protocol
    );
    let has_alpha = answer.regions.iter().any(|r| r.rbe_weighted_dose_gy.is_some());
    let mut header =
        vec!["region", "TIA / MBq·h", "TIAC / h", "dose / Gy", "Gy/GBq", "BED / Gy", "T_eff / h", "model"];
    if has_alpha {
        header.push("Gy(RBE)");
    }
    let rows: Vec<Vec<String>> = answer
        .regions
        .iter()
        .map(|r| {
            let mut row = vec![
                r.name.clone(),
                interval(&r.tia_mbq_h),
                significant(r.tiac_h.value, 3),
                interval(&r.dose_gy),
                significant(r.dose_gy_per_gbq.value, 3),
                optional(r.bed_gy.as_ref()),
                significant(r.effective_half_life_h, 3),
                r.fit.model.clone(),
            ];
            if has_alpha {
                row.push(optional(r.rbe_weighted_dose_gy.as_ref()));
            }
            row
        })
        .collect();
    s += &table(&header, &rows);
    let _ = writeln!(s, "  value (95 % interval)");
    let differing: Vec<Vec<String>> = answer
        .regions
        .iter()
        .flat_map(|r| {
            r.fit.candidates.iter().filter(|_| r.fit.candidates.len() > 1).map(|c| {
                vec![
                    r.name.clone(),
                    c.model.clone(),
                    c.tia_mbq_h.map_or_else(|| "–".into(), |t| significant(t, 5)),
                    format!("{:.1} %", 100.0 * c.weight),
                    c.left_out.clone().unwrap_or_default(),
                ]
            })
        })
        .collect();
    if !differing.is_empty() {
        let _ = writeln!(s, "\nHow far models differ");
        s += &table(&["region", "model", "TIA / MBq·h", "weight", "left out because"], &differing);
        let _ = writeln!(
            s,
            "  f1: one exponential; f2: uptake and one; f3: two exponentials; f3a: uptake and two"
        );
    }
    s
}

fn notes(s: &mut String, notes: &[String]) {
    if !notes.is_empty() {
        let _ = writeln!(s, "\nNotes");
        for note in notes {
            let _ = writeln!(s, "  - {note}");
        }
    }
}

/// The answer of `hevesy plan`.
#[must_use]
pub fn plan_text(answer: &PlanAnswer) -> String {
    let mut s = dose_tables(&answer.dose);
    plan_tables(&mut s, &answer.plan);
    let all: Vec<String> = answer.dose.notes.iter().chain(&answer.plan.notes).cloned().collect();
    notes(&mut s, &all);
    let _ = writeln!(s, "\n{DISCLAIMER}");
    s
}

fn plan_tables(s: &mut String, plan: &Plan) {
    let shown = plan.cycles.len();
    let mut header = vec!["cumulative".to_owned()];
    header.extend(
        (1..=shown).map(|n| if n <= plan.planned_cycles { format!("cycle {n}") } else { format!("({n})") }),
    );
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut rows = Vec::new();
    for organ in &plan.organs {
        let row = |name: String, values: &[Estimate]| {
            let mut cells = vec![name];
            cells.extend(values.iter().map(|e| significant(e.value, 3)));
            cells
        };
        rows.push(row(format!("{} dose / Gy", organ.organ), &organ.dose_gy));
        if !organ.bed_gy.is_empty() {
            rows.push(row(format!("{} BED / Gy", organ.organ), &organ.bed_gy));
        }
        if let Some((endpoint, values)) = &organ.ntcp {
            let mut cells = vec![format!("P({endpoint}) / %")];
            cells.extend(values.iter().map(|e| percent(e.value)));
            rows.push(cells);
        }
    }
    for limit in &plan.limits {
        let mut cells = vec![format!("P({} {} ≤ {} Gy) / %", limit.organ, limit.quantity, limit.limit_gy)];
        cells.extend(limit.probability_kept.iter().map(|p| percent(*p)));
        rows.push(cells);
    }
    if plan.cycles.iter().any(|c| c.median_lesion_dose_gy.is_some()) {
        let value = |f: &dyn Fn(&hevesy_planner::CycleBenefit) -> Option<String>, name: &str| {
            let mut cells = vec![name.to_owned()];
            cells.extend(plan.cycles.iter().map(|c| f(c).unwrap_or_else(|| "–".into())));
            cells
        };
        rows.push(value(
            &|c| c.median_lesion_dose_gy.map(|e| significant(e.value, 3)),
            "median lesion dose / Gy",
        ));
        if plan.cycles.iter().any(|c| c.lesions_at_goal.is_some()) {
            rows.push(value(
                &|c| c.lesions_at_goal.map(|e| format!("{:.0}", 100.0 * e.value)),
                "lesions at goal / %",
            ));
            rows.push(value(&|c| c.gain.map(|g| format!("{:+.0}", 100.0 * g)), "  gained by this cycle / %"));
        }
    }
    let _ = writeln!(s, "\nThe same regimen continued (cycles in brackets are beyond the plan)");
    *s += &table(&header, &rows);
    for limit in &plan.limits {
        let n = limit.probability_of_cycles.len() - 1;
        let parts: Vec<String> = limit
            .probability_of_cycles
            .iter()
            .enumerate()
            .filter(|(_, p)| **p >= 0.005)
            .map(|(i, p)| format!("{i}{} with {:.0} %", if i == n { " or more" } else { "" }, 100.0 * p))
            .collect();
        let _ = writeln!(
            s,
            "  Cycles that {} {} ≤ {} Gy allows: {}",
            limit.organ,
            limit.quantity,
            limit.limit_gy,
            parts.join(", ")
        );
    }
    if !plan.lesions.is_empty() {
        let _ = writeln!(s, "\nLesions after {} cycles", plan.planned_cycles);
        let row = |l: &hevesy_planner::LesionOutlook| {
            vec![
                l.name.clone(),
                interval(&l.dose_gy),
                optional(l.bed_gy.as_ref()),
                l.probability_of_goal.map_or_else(|| "–".into(), percent),
                l.tcp.map_or_else(|| "–".into(), |t| percent(t.value)),
            ]
        };
        let rows: Vec<Vec<String>> = plan.lesions.iter().map(row).collect();
        *s += &table(&["lesion", "dose / Gy", "BED / Gy", "P(goal) / %", "TCP (model) / %"], &rows);
    }
    if plan.alternatives.is_empty() {
        return;
    }
    let _ = writeln!(s, "\nActivity of each further cycle, {} cycles in all", plan.planned_cycles);
    let rows: Vec<Vec<String>> = plan
        .alternatives
        .iter()
        .map(|a| {
            let organs: Vec<String> =
                a.organs.iter().map(|(n, e)| format!("{n} {}", significant(e.value, 3))).collect();
            let risks: Vec<String> =
                a.probability_exceeded.iter().map(|(n, p)| format!("{n}: {} %", percent(*p))).collect();
            vec![
                a.name.clone(),
                a.activity_mbq
                    .map_or_else(|| "none".into(), |m| format!("{:.3}", hevesy_quantity::Activity::mbq(m))),
                organs.join(", "),
                risks.join(", "),
                a.median_lesion_dose_gy.map_or_else(|| "–".into(), |d| significant(d, 3)),
                a.lesions_at_goal.map_or_else(|| "–".into(), |p| format!("{:.0}", 100.0 * p)),
            ]
        })
        .collect();
    *s += &table(
        &["", "activity", "organ BED (dose) / Gy", "P(limit exceeded)", "median lesion / Gy", "at goal / %"],
        &rows,
    );
    for a in &plan.alternatives {
        let _ = writeln!(s, "  {}: {}", a.name, a.basis);
    }
}
