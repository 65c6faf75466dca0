//! Many records, a line each.

use hevesy_evidence::{Ages, Number, Summary, citation_words, log_rank_power};
use hevesy_library::evidence::{Claim, Conflict, Evidence, Finding, Guideline, Severity, Trial};
use hevesy_library::{Agent, Drug, fold};
use hevesy_quantity::percent;

use super::page::{Page, words};
use crate::text::table;

fn rows<T>(header: &[&str], items: impl IntoIterator<Item = T>, row: impl Fn(T) -> Vec<String>) -> String {
    table(header, &items.into_iter().map(row).collect::<Vec<_>>())
}

/// At most `n` characters.
fn short(text: &str, n: usize) -> String {
    if text.chars().count() <= n {
        return text.to_owned();
    }
    let cut: String = text.chars().take(n - 1).collect();
    format!("{}…", cut.trim_end())
}

/// All agents.
pub fn agents_text<'a>(agents: impl Iterator<Item = &'a Agent>) -> String {
    rows(&["agent", "nuclide", "role", "target", "vector", "development"], agents, |a| {
        vec![
            a.id.clone(),
            a.nuclide.clone().unwrap_or_else(|| "not named".into()),
            words(&a.role),
            a.target.as_ref().map_or("–".into(), |t| t.gene.clone().unwrap_or_else(|| t.name.clone())),
            words(&a.vector.class),
            words(&a.development.stage),
        ]
    })
}

/// Statuses in one jurisdiction (its folded name), with their dates.
#[must_use]
pub fn approvals_text(agents: &[&Agent], jurisdiction: &str, ages: &Ages) -> String {
    let mut lines = Vec::new();
    for agent in agents {
        for a in agent.approvals.iter().filter(|a| fold(&a.jurisdiction).contains(jurisdiction)) {
            let aged = ages.of(&a.status, &a.as_of);
            lines.push(vec![
                agent.id.clone(),
                a.jurisdiction.clone(),
                a.status.clone(),
                a.since.as_ref().map_or("–".into(), ToString::to_string),
                format!("{}{}", aged.as_of, if aged.stale { " (old: check)" } else { "" }),
                short(a.indication.as_deref().unwrap_or("–"), 60),
            ]);
        }
    }
    table(&["agent", "where", "status", "since", "as of", "for"], &lines)
}

/// All drugs.
pub fn drugs_text<'a>(drugs: impl Iterator<Item = &'a Drug>) -> String {
    rows(&["partner", "class", "pharmacokinetics", "not known"], drugs, |d| {
        vec![
            d.id.clone(),
            d.class.clone(),
            d.pharmacokinetics.iter().map(|p| words(&p.species)).collect::<Vec<_>>().join(", "),
            short(&d.unknown.join("; "), 48),
        ]
    })
}

/// All trials.
pub fn trials_text<'a>(trials: impl Iterator<Item = &'a Trial>) -> String {
    rows(&["trial", "registry", "phase", "radiation", "against the agent"], trials, |t| {
        vec![
            short(&t.id, 52),
            t.registry.clone().unwrap_or_else(|| "–".into()),
            short(&t.phase.join(", "), 22),
            t.modality.meaning().to_owned(),
            words(&t.direction),
        ]
    })
}

/// All findings.
pub fn findings_text<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    rows(&["finding", "radiation", "agents", "partners", "direction"], findings, |f| {
        vec![
            f.id.clone(),
            f.modality.meaning().to_owned(),
            short(&f.agents.join(", "), 34),
            short(&f.drugs.join(", "), 30),
            words(&f.direction),
        ]
    })
}

/// All claims.
pub fn claims_text<'a>(claims: impl Iterator<Item = &'a Claim>) -> String {
    rows(&["claim", "category", "to test it", "statement"], claims, |c| {
        let test = c.needs.map_or("tested", |n| n.meaning());
        vec![c.id.clone(), c.category.clone(), short(test, 32), short(&c.statement, 90)]
    })
}

/// Conflicts, those that change a number first.
pub fn conflicts_text<'a>(conflicts: impl Iterator<Item = &'a Conflict>, evidence: &Evidence) -> String {
    let mut all: Vec<&Conflict> = conflicts.collect();
    all.sort_by_key(|c| (c.severity, c.id.clone()));
    let mut page = Page::default();
    for severity in [Severity::A, Severity::B, Severity::C] {
        let of: Vec<&&Conflict> = all.iter().filter(|c| c.severity == severity).collect();
        if of.is_empty() {
            continue;
        }
        page.heading(&format!("{severity:?}: {} ({})", severity.meaning(), of.len()));
        for conflict in of {
            page.bullet(&format!("{}  {}", conflict.id, conflict.title));
            for p in &conflict.printed {
                let place = citation_words(std::slice::from_ref(&p.cited), evidence);
                page.under(&format!("{}: “{}”", place.split(" (").next().unwrap_or_default(), p.text));
            }
            page.under(&format!("→ {}", conflict.assessment));
        }
    }
    page.finish()
}

/// All guidelines.
pub fn guidelines_text<'a>(guidelines: impl Iterator<Item = &'a Guideline>) -> String {
    rows(&["guideline", "version", "title", "issuer"], guidelines, |g| {
        vec![g.id.clone(), g.version.to_string(), g.title.clone(), g.issuer.clone()]
    })
}

/// Hazard ratio that negative trials are asked about.
const ASKED_HAZARD_RATIO: f64 = 0.7;

/// Records of no gain, a loss or a mixed effect against the radiation alone, with what the trials could have shown.
#[must_use]
pub fn negatives_text(trials: &[&Trial], findings: &[&Finding]) -> String {
    let mut page = Page::title("Negative and mixed results");
    page.text(&format!(
        "Power: of a two-sided 5 % log-rank test to find a hazard ratio of {ASKED_HAZARD_RATIO}, if every patient had an event; an \
         upper bound. A negative result with little power shows little."
    ));
    page.heading("Trials");
    for t in trials {
        page.bullet(&format!("{} | {} | {}", words(&t.direction).to_uppercase(), t.id, t.modality.meaning()));
        page.under(&t.result.iter().map(hevesy_evidence::outcome_words).collect::<Vec<_>>().join("; "));
        if let Some(primary) = &t.primary_endpoint {
            page.under(&format!("Primary endpoint: {primary}."));
        }
        let power = match &t.compared {
            Some(c) => {
                let (with, without) = (f64::from(c.with), f64::from(c.without));
                let power = log_rank_power(with + without, with / (with + without), ASKED_HAZARD_RATIO, 0.05);
                format!(
                    "{} against {} patients {} [{:?}: {}]: power at most {} %",
                    c.with,
                    c.without,
                    c.who,
                    c.label,
                    c.source,
                    percent(power)
                )
            }
            None => "numbers of the arms not known here: no power".into(),
        };
        page.under(&power);
        if !t.harm.is_empty() {
            page.under(&format!("Harm: {}.", t.harm.join(", ")));
        }
    }
    page.heading("Preclinical");
    for f in findings {
        page.bullet(&format!("{} | {} | {}", words(&f.direction).to_uppercase(), f.id, f.modality.meaning()));
        page.under(&f.outcome);
        let numbers = if f.numbers.is_empty() { "not given".to_owned() } else { f.numbers.join("; ") };
        page.under(&format!("{} | numbers: {numbers}", f.model_described));
        if !f.harm.is_empty() {
            page.under(&format!("Harm: {}.", f.harm.join(", ")));
        }
    }
    page.finish()
}

/// Numbers with what they rest on.
#[must_use]
pub fn numbers_text(numbers: &[Number]) -> String {
    let mut page = Page::default();
    let mut file = "";
    for n in numbers {
        if n.file != file {
            file = &n.file;
            page.heading(file);
        }
        let range = n.range.as_ref().map_or(String::new(), |r| format!(" ({r})"));
        let note = n.note.as_ref().map_or(String::new(), |t| format!(" — {t}"));
        page.bullet(&format!("{} = {}{range} [{:?}] {}{note}", n.key, n.value, n.label, n.source));
    }
    page.finish()
}

/// The answer of `hevesy evidence summary`.
#[must_use]
pub fn summary_text(summary: &Summary) -> String {
    let mut page = Page::title(&format!("Library {}", summary.hash));
    page.heading("From the evidence base");
    let kinds =
        rows(&["kind", "files", "records in them", "records left out", "all records"], &summary.kinds, |k| {
            vec![
                k.kind.clone(),
                k.files.to_string(),
                k.records.to_string(),
                k.left_out.len().to_string(),
                (k.records + k.left_out.len()).to_string(),
            ]
        });
    page.line(kinds.trim_end());
    page.heading("Other knowledge");
    let others = rows(&["kind", "files"], &summary.others, |(kind, n)| vec![kind.clone(), n.to_string()]);
    page.line(others.trim_end());
    page.heading("Numbers by evidence label");
    let labels = rows(&["label", "numbers", "meaning"], &summary.labels, |(label, n)| {
        vec![format!("{label:?}"), n.to_string(), label.meaning().to_owned()]
    });
    page.line(labels.trim_end());
    page.heading("Left out, and why");
    for kind in &summary.kinds {
        for (id, reason) in &kind.left_out {
            page.bullet(&format!("{} {id}: {reason}", kind.kind));
        }
        for field in &kind.left_out_fields {
            page.bullet(&format!("of all {}: {field}", kind.kind));
        }
    }
    page.list(
        "Documents",
        &summary.documents.iter().map(|(d, n)| format!("{d} ({n} references)")).collect::<Vec<_>>(),
    );
    page.finish()
}
