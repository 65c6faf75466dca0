use hevesy_evidence::{Circle, Combination, Item, Verdict, citation_words};
use hevesy_library::Evidence;
use hevesy_library::evidence::Direction;

use super::page::{Page, words};
use crate::html::DISCLAIMER;

/// The answer of `hevesy evidence combination`.
#[must_use]
pub fn combination_text(known: &Combination, evidence: &Evidence) -> String {
    let mut page = Page::title(&format!("{} + {}", known.agent, known.partner));
    let sign = &known.sign;
    page.text(&format!("Direction: {}.", sign.verdict.meaning()));
    if sign.verdict != Verdict::Unknown {
        page.text(&format!(
            "Weight of evidence for better {:.2}, equal {:.2}, worse {:.2}; net direction {:+.2} (95 % interval \
             {:+.2} to {:+.2}, from -1 always worse to +1 always better; weights are this program's, see theory/evidence.md).",
            sign.better, sign.equal, sign.worse, sign.net, sign.low95, sign.high95
        ));
    }
    let near = |i: &&Item| matches!(i.circle, Circle::Pair | Circle::Class);
    let of = |wanted: Direction| -> Vec<String> {
        let named = |i: &&Item| i.direction == wanted && near(i);
        let harm = |i: &Item| {
            if i.harm.is_empty() { String::new() } else { format!(", with {}", i.harm.join(", ")) }
        };
        known.evidence.iter().filter(named).map(|i| format!("{}{}", i.id, harm(i))).collect()
    };
    for (word, wanted) in [
        ("Better than", Direction::Better),
        ("No different from", Direction::Equal),
        ("Worse than", Direction::Worse),
        ("Mixed against", Direction::Mixed),
    ] {
        let found = of(wanted);
        if !found.is_empty() {
            page.text(&format!(
                "{word} {} alone in {}, class included: {}.",
                known.agent,
                found.len(),
                found.join("; ")
            ));
        }
    }
    page.text(&format!("Evidence: {} (level {} of 5).", known.maturity.meaning(), known.maturity_level));
    for alert in &known.alerts {
        page.text(&format!("! {alert}."));
    }
    page.list(
        "Rules that apply (hevesy evidence guideline ID)",
        &known.rules.iter().map(|r| format!("{}: {} → {}", r.guideline, r.when, r.then)).collect::<Vec<_>>(),
    );
    page.heading("What the partner does");
    page.field("class", &known.class);
    page.field("mechanism", &known.mechanism);
    page.field("with radionuclides", &words(&known.mechanism_state));
    page.field("model terms", &known.terms.iter().map(words).collect::<Vec<_>>().join(", "));
    page.maybe("timing", known.timing.as_ref());
    page.field("toxicities", &known.toxicities.join("; "));
    let circles = [
        Circle::Pair,
        Circle::Class,
        Circle::OtherAgent,
        Circle::Comparator,
        Circle::DrugAlone,
        Circle::Ebrt,
    ];
    for circle in circles {
        let items: Vec<&Item> = known.evidence.iter().filter(|i| i.circle == circle).collect();
        if items.is_empty() && circle != Circle::Pair {
            continue;
        }
        page.heading(&format!("{} ({})", circle.meaning(), items.len()));
        if items.is_empty() {
            page.bullet("nothing is recorded");
        }
        for item in items {
            write_item(&mut page, item, evidence);
        }
    }
    page.list(
        "Conflicts in the sources (hevesy evidence conflict ID)",
        &known.conflicts.iter().map(|c| format!("{}: {}", c.id, c.title)).collect::<Vec<_>>(),
    );
    page.list(
        "Claims that name both (hevesy evidence claim ID)",
        &known.claims.iter().map(|c| format!("{}: {}", c.id, c.statement)).collect::<Vec<_>>(),
    );
    page.list("Not known", &known.unknown);
    page.heading(DISCLAIMER);
    page.finish()
}

fn write_item(page: &mut Page, item: &Item, evidence: &Evidence) {
    let direction = match item.direction {
        Direction::Better => "BETTER",
        Direction::Equal => "EQUAL",
        Direction::Worse => "WORSE",
        Direction::Mixed => "MIXED",
        Direction::NotCompared => "not compared",
    };
    page.bullet(&format!("{direction} | {} | {}", item.id, item.setting));
    page.under(&item.outcome);
    if let Some(schedule) = &item.schedule {
        page.under(&format!("Schedule: {schedule}."));
    }
    if !item.harm.is_empty() {
        page.under(&format!("Harm: {}.", item.harm.join(", ")));
    }
    if let Some(relevance) = &item.relevance {
        let why: Vec<&str> = relevance.markdowns.iter().map(|m| m.reason.as_str()).collect();
        let why = if why.is_empty() { String::new() } else { format!(": {}", why.join("; ")) };
        let out = match (&item.counted_with, item.excluded) {
            (Some(other), _) => format!("; not counted beside {other}, of the same laboratory and model"),
            (None, true) => "; not counted, below the relevance asked for".to_owned(),
            (None, false) => String::new(),
        };
        page.under(&format!("Relevance {} ({:.2}){why}{out}.", words(&relevance.grade), relevance.score));
    }
    let cited = citation_words(&item.cited, evidence);
    if !cited.is_empty() {
        page.under(&format!("[{cited}]"));
    }
}
