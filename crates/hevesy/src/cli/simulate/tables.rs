//! Tables of a course, for terminal and report.

use hevesy::course::CourseAnswer;
use hevesy::quantity::significant;
use hevesy::report::{ReportTable, table};
use hevesy_statistics::Estimate;

pub(super) fn interval(e: Estimate) -> String {
    let to = if e.low95 < 0.0 { " to " } else { "–" };
    format!("{} ({}{to}{})", significant(e.value, 3), significant(e.low95, 3), significant(e.high95, 3))
}

pub(super) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.005 { "<1 %".into() } else { format!("{:.0} %", 100.0 * share) }
}

/// Caption, head and rows of every table.
pub(super) fn tables(answer: &CourseAnswer) -> Vec<ReportTable> {
    let mut out = Vec::new();
    let mut add = |caption: &str, head: &[&str], rows: Vec<Vec<String>>| {
        if !rows.is_empty() {
            let head = head.iter().map(|h| (*h).to_owned()).collect();
            out.push(ReportTable { caption: caption.into(), head, rows });
        }
    };
    add("In short", &["what", "value"], in_short(answer));
    let timeline = answer.timeline.entries.iter().map(|e| {
        // Doses of one day share its number.
        let [from, to] = [e.from_d, e.to_d].map(f64::floor);
        let days = if to > from { format!("{from} to {to}") } else { from.to_string() };
        vec![days, e.what.clone(), e.doses.to_string()]
    });
    add(
        "What is given; day 0 here is that of the first administration, which calendars call day 1",
        &["day", "what", "doses"],
        timeline.collect(),
    );
    let held = answer.held.iter().map(|h| {
        vec![h.cycle.to_string(), interval(h.day), percent(h.later), percent(h.reduced), percent(h.stopped)]
    });
    add(
        "What the rules do to each administration",
        &["cycle", "day", "later", "less activity", "not given"],
        held.collect(),
    );
    let overlapping = answer.overlapping.iter().map(|o| vec![o.organ.clone(), o.by.join(", ")]);
    add("Overlapping toxicities", &["organ", "harmed by"], overlapping.collect());
    let watch = answer.blood.iter().flat_map(|b| {
        b.cycles.iter().zip(&answer.cycles_d).enumerate().map(move |(i, (c, start))| {
            let day = |after: f64| format!("{:.0}", start + after);
            vec![
                b.name.clone(),
                (i + 1).to_string(),
                day(c.nadir_after_d.low95),
                day(c.nadir_after_d.value),
                day(c.nadir_after_d.high95),
            ]
        })
    });
    add(
        "When to look: days on which counts are expected at their lowest",
        &["count", "cycle", "from", "most likely", "to"],
        watch.collect(),
    );
    let drugs = answer.drugs.iter().map(|d| {
        vec![
            d.drug.clone(),
            d.term.into(),
            d.size.clone().unwrap_or_else(|| "not known".into()),
            if d.followed { "yes" } else { "no" }.into(),
        ]
    });
    add(
        "What drugs do: size at full effect, and its label",
        &["drug", "term", "size", "followed"],
        drugs.collect(),
    );
    let overlaps = answer.overlaps.iter().map(|o| {
        let least = o.doses.iter().map(|d| d[2]).fold(f64::INFINITY, f64::min);
        let most = o.doses.iter().map(|d| d[2]).fold(0.0, f64::max);
        vec![
            o.drug.clone(),
            o.doses.len().to_string(),
            format!("{} to {}", significant(least, 2), significant(most, 2)),
            significant(o.limit_percent, 2),
            significant(o.overlap_weeks, 3),
        ]
    });
    add(
        "Checkpoint inhibitors: share of the radionuclide that is left by physical decay when they are given, and weeks at half effect or more, by all doses so far, with more than the limit left",
        &["drug", "doses", "left/%", "limit/%", "overlap/wk"],
        overlaps.collect(),
    );
    let pairs = answer.pairs.iter().map(|p| {
        vec![
            p.pair.clone(),
            significant(p.day, 3),
            interval(p.excess_log_kill),
            format!("{:+.3}", p.bliss_excess),
            significant(p.bliss_day, 3),
        ]
    });
    add(
        "Together against each alone: log kill of all lesions beyond the sum of each alone (on the last day, or when untreated ones had grown 20-fold or to the endpoint), and the largest excess over Bliss independence until then",
        &["together", "day", "excess of log kill", "Bliss excess", "on day"],
        pairs.collect(),
    );
    let saved =
        answer.iso_effect.iter().map(|i| vec![significant(i.day, 3), significant(i.activity_percent, 3)]);
    add(
        "Equal effect: activity with the drugs that leaves as many tumour cells as all of it without them, central patient (doses of organs fall alike)",
        &["day", "activity/%"],
        saved.collect(),
    );
    let windows = answer.windows.iter().map(|w| {
        vec![
            w.drug.clone(),
            percent(w.dose_percent / 100.0),
            percent(w.idle_percent / 100.0),
            significant(w.day_95, 3),
        ]
    });
    add(
        "Drugs beside the dose rate of the largest lesion: dose given at half effect or more, and time at half effect before a cycle or after 95 % of its dose",
        &["drug", "of the dose", "idle time", "95 % of a dose by day"],
        windows.collect(),
    );
    let lesions = answer.lesions.iter().map(|l| {
        vec![
            l.name.clone(),
            significant(l.mass_g, 3),
            interval(l.log_kill),
            interval(l.best_change_percent),
            significant(l.best_day, 3),
            interval(l.end_change_percent),
        ]
    });
    add(
        "Lesions: kill as −ln of the surviving share, and change of diameter",
        &["lesion", "mass/g", "−ln S", "best change/%", "on day", "change at the end/%"],
        lesions.collect(),
    );
    let bystander = answer.lesions.iter().filter_map(|l| {
        let [without, with] = l.bystander_log_kill?;
        Some(vec![l.name.clone(), significant(without, 3), significant(with, 3)])
    });
    add(
        "Kill of cells that were not hit: log kill of the central patient without and with it",
        &["lesion", "−ln S without", "−ln S with"],
        bystander.collect(),
    );
    let immune = answer.immune.iter().map(|i| {
        vec![
            i.lesion.clone(),
            significant(i.dose_gy[0], 3),
            significant(i.dose_gy[1], 3),
            significant(i.t_cell_dose_gy, 3),
            significant(i.t_cell_log_kill, 3),
            significant(i.effectors_killed, 3),
            significant(i.most_effectors, 3),
            significant(i.most_on_day, 3),
        ]
    });
    add(
        "Immune cells in lesions, central patient: doses in Gy (of T cells with their RBE of alphas), kill of T cells that stay in the lesion, and effectors over those before treatment",
        &[
            "lesion",
            "electrons, photons",
            "alphas",
            "T cells",
            "−ln S of T cells",
            "killed by radiation",
            "most",
            "on day",
        ],
        immune.collect(),
    );
    let endpoints = answer.lesions.iter().filter_map(|l| {
        let e = l.endpoint.as_ref()?;
        let day = |d: Option<f64>| d.map_or_else(|| "not reached".into(), |d| significant(d, 3));
        Some(vec![l.name.clone(), day(e.central_day), day(e.median_day), percent(e.reached)])
    });
    add(
        "Endpoint: day on which a lesion reaches its mass",
        &["lesion", "central", "median of the draws", "reached"],
        endpoints.collect(),
    );
    let scans = answer.scans.iter().enumerate().map(|(i, s)| {
        let [cr, pr, sd, pd] = s.probability.map(|p| if i > 0 { percent(p) } else { "–".into() });
        vec![
            significant(s.day, 3),
            interval(s.sum_mm),
            if i > 0 { s.response.short().into() } else { "baseline".into() },
            cr,
            pr,
            sd,
            pd,
            percent(s.progressed),
        ]
    });
    add(
        "Scans: sum of diameters of target lesions, and response by RECIST 1.1 in the central patient and in the draws",
        &["day", "sum/mm", "response", "CR", "PR", "SD", "PD", "PD so far"],
        scans.collect(),
    );
    let durability = answer.durability.iter().map(|d| {
        let day = |d: Option<f64>| d.map_or_else(|| "not reached".into(), |d| significant(d, 3));
        let mut row: Vec<String> = d.best.map(percent).to_vec();
        row.extend([d.central_progression_d, d.median_progression_d, d.median_response_d].map(day));
        row
    });
    add(
        "How long it lasts, by what scans see: best response in the draws, first scan with progression, and from first response to progression among those who respond",
        &["CR", "PR", "SD", "PD", "progression/d, central", "median", "response/d, median"],
        durability.collect(),
    );
    let blood = answer.blood.iter().flat_map(|b| {
        b.cycles.iter().enumerate().map(move |(i, c)| {
            vec![
                b.name.clone(),
                (i + 1).to_string(),
                interval(c.nadir),
                interval(c.nadir_after_d),
                interval(c.recovered_percent),
                percent(c.grade_3),
            ]
        })
    });
    add(
        "Blood counts after each administration, in 10⁹/L; haemoglobin in g/dL",
        &["count", "cycle", "nadir", "days to it", "before the next/% of start", "grade 3 or 4"],
        blood.collect(),
    );
    let grades = answer.blood.iter().map(|b| {
        let mut row = vec![b.name.clone(), interval(b.baseline)];
        row.extend(b.worst_grade.map(percent));
        row
    });
    add(
        "Worst grade of the course by CTCAE 5, share of draws",
        &["count", "start", "0", "1", "2", "3", "4"],
        grades.collect(),
    );
    let any = answer.any_grade_3.iter().map(|p| vec!["any count".into(), percent(*p)]);
    add(
        "Grade 3 or 4 in any count, share of draws; α of lymphocytes was fitted to such rates of 177Lu-DOTATATE, so that this is no prediction",
        &["count", "grade 3 or 4"],
        any.collect(),
    );
    let nadirs = answer.nadirs.iter().filter(|n| n.lineage == "platelets").map(|n| {
        // Rounded first, so that there is no -0.0.
        let tenth = |x: f64| format!("{:+.1}", (10.0 * x).round() / 10.0 + 0.0);
        vec![n.parameter.into(), tenth(n.later_d), tenth(n.count_percent)]
    });
    add(
        "Platelets: what the first nadir does when a parameter is 10 % larger",
        &["parameter", "day later by/d", "count/%"],
        nadirs.collect(),
    );
    let harms = answer.harms.iter().map(|h| {
        let [low, value, high] = h.percent.map(|p| p.map(|p| significant(p, 3)));
        let share = match (low, high) {
            (Some(low), Some(high)) => format!("{} ({low}–{high})", value.unwrap_or_default()),
            _ => value.unwrap_or_default(),
        };
        let of = |p: Option<f64>| p.map_or_else(|| "–".into(), |p| significant(p, 2));
        vec![
            h.event.clone(),
            h.with.clone(),
            share,
            of(h.control_percent),
            of(h.by_the_end_percent),
            h.source.clone(),
        ]
    });
    add(
        "Printed rates of harms that go with what is given, in per cent of the populations named; nothing of this patient's dose is in them",
        &["event", "with", "share/%", "without/%", "by the end/%", "in whom", "source"],
        harms.collect(),
    );
    let organs = answer.organs.iter().map(|o| {
        let cycles: Vec<String> = o.bed_by_cycle_gy.iter().map(|b| significant(*b, 3)).collect();
        let complication = o.complication.as_ref().map_or_else(
            || "–".into(),
            |(what, p)| {
                if *p < 1e-4 {
                    format!("{what}: <0.01 %")
                } else {
                    format!("{what}: {} %", significant(100.0 * p, 2))
                }
            },
        );
        let before = if o.before_gy > 0.0 { significant(o.before_gy, 3) } else { "–".into() };
        vec![o.name.clone(), before, interval(o.bed_gy), cycles.join(", "), complication]
    });
    add(
        "Organs: biologically effective dose in Gy",
        &["organ", "before", "BED", "after each cycle", "complication"],
        organs.collect(),
    );
    let limits = answer.limits.iter().map(|l| {
        let on = format!("{} of {}", l.on, l.organ);
        vec![on, significant(l.gy, 3), significant(l.central_gy, 3), percent(l.exceeded)]
    });
    add("Limits", &["limit", "Gy", "at the end/Gy", "above it"], limits.collect());
    let matters = answer
        .matters
        .iter()
        .map(|m| vec![m.outcome.clone(), m.unknown.clone(), format!("{:+.2}", m.correlation)]);
    add(
        "What matters most: correlation of an unknown with the rank of an outcome",
        &["outcome", "unknown", "correlation"],
        matters.collect(),
    );
    out
}

/// What a board asks first.
fn in_short(answer: &CourseAnswer) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = |what: String, value: String| rows.push(vec![what, value]);
    if let Some(d) = &answer.durability {
        let [cr, pr, sd, pd] = d.best.map(percent);
        row("best response by RECIST, share of draws".into(), format!("CR {cr}, PR {pr}, SD {sd}, PD {pd}"));
        let median = d.median_progression_d.map_or_else(
            || format!("not within {} d", significant(answer.until_d, 3)),
            |day| format!("day {}", significant(day, 3)),
        );
        row("progression seen by a scan, median".into(), median);
    }
    for b in &answer.blood {
        let severe = b.worst_grade[3] + b.worst_grade[4];
        let lowest = b.cycles.iter().min_by(|x, y| x.nadir.value.total_cmp(&y.nadir.value));
        let count = lowest.map_or_else(String::new, |c| interval(c.nadir));
        row(
            format!("lowest {} in {}", b.name, b.unit),
            format!("{count}; grade 3 or 4 in {}", percent(severe)),
        );
    }
    for o in &answer.organs {
        let over = answer.limits.iter().find(|l| l.organ == o.name);
        let limit =
            over.map_or_else(String::new, |l| format!("; above its limit in {}", percent(l.exceeded)));
        row(format!("BED of {} in Gy", o.name), format!("{}{limit}", interval(o.bed_gy)));
    }
    if let Some(saved) = &answer.iso_effect {
        let value = format!("{} %", significant(saved.activity_percent, 3));
        row("activity with the drugs at equal effect".into(), value);
    }
    rows
}

pub(super) fn subtitle(answer: &CourseAnswer) -> String {
    let days: Vec<String> = answer.cycles_d.iter().map(|d| significant(*d, 3)).collect();
    let many = if days.len() == 1 { "administration on day" } else { "administrations on days" };
    format!(
        "{} · {} {many} {} · followed for {} d · {} draws, seed {}",
        answer.agent,
        days.len(),
        days.join(", "),
        significant(answer.until_d, 3),
        answer.draws,
        answer.seed
    )
}

pub(super) fn text(answer: &CourseAnswer) -> String {
    let mut out = format!("{}\n{}\n\n", answer.title, subtitle(answer));
    for alert in &answer.alerts {
        out += &format!("ALERT: {alert}\n\n");
    }
    for t in tables(answer) {
        let head: Vec<&str> = t.head.iter().map(String::as_str).collect();
        out += &format!("{}\n\n{}\n", t.caption, table(&head, &t.rows));
    }
    out += "Central values of all unknowns, and the interval of 95 % of the draws.\n\n";
    for note in &answer.notes {
        out += &format!("  - {note}\n");
    }
    out
}
