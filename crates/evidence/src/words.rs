//! Records in words.

use hevesy_library::evidence::{Citation, Evidence, Outcome};

/// A result or adverse event in one phrase: `median PFS 22.8 months (19.4–NE), 177Lu-DOTATATE`.
#[must_use]
pub fn outcome_words(outcome: &Outcome) -> String {
    let mut text = outcome.what.clone();
    let unit = match outcome.unit.as_deref() {
        None | Some("" | "1" | "HR") => String::new(),
        Some(unit) => format!(" {unit}"),
    };
    match (outcome.value, outcome.low, outcome.high) {
        (Some(value), ..) => text += &format!(" {value}{unit}"),
        (None, Some(low), Some(high)) => text += &format!(" {low}–{high}{unit}"),
        (None, Some(low), None) => text += &format!(" from {low}{unit}"),
        (None, None, Some(high)) => text += &format!(" up to {high}{unit}"),
        (None, None, None) => {}
    }
    let mut brackets = Vec::new();
    if let (Some(k), Some(n)) = (outcome.numerator, outcome.denominator) {
        brackets.push(format!("{k} of {n}"));
    }
    if let Some([low, high]) = outcome.interval {
        brackets.push(format!("interval {low}–{high}"));
    }
    if let Some(sd) = outcome.sd {
        brackets.push(format!("sd {sd}"));
    }
    if let Some(other) = outcome.comparator {
        brackets.push(format!("against {other}"));
    }
    if let Some(p) = &outcome.p {
        brackets.push(format!("p {p}"));
    }
    if let Some(label) = outcome.label {
        brackets.push(label.meaning().to_owned());
    }
    if let Some(conflict) = &outcome.disputed {
        brackets.push(format!("disputed, {conflict}"));
    }
    if !brackets.is_empty() {
        text += &format!(" ({})", brackets.join(", "));
    }
    if let Some(finding) = &outcome.finding
        && outcome.value.is_none()
    {
        text += &format!(": {finding}");
    }
    if let Some(arm) = outcome.arm.as_deref().filter(|a| !a.is_empty() && *a != "all") {
        text += &format!(" [{arm}]");
    }
    text
}

/// `Chan 2020, DDR inhibitors (Purohit 2018, Nonnekens 2016)`
#[must_use]
pub fn citation_words(cited: &[Citation], evidence: &Evidence) -> String {
    let one = |c: &Citation| {
        let document = evidence.documents.get(&c.document).map_or_else(
            || c.document.clone(),
            |d| format!("{} {}", d.authors.split([' ', ',']).next().unwrap_or_default(), d.year),
        );
        let section = if c.section.is_empty() { String::new() } else { format!(", {}", c.section) };
        let references =
            if c.references.is_empty() { String::new() } else { format!(" ({})", c.references.join(", ")) };
        let title = if c.title_only { " [title only]" } else { "" };
        format!("{document}{section}{references}{title}")
    };
    cited.iter().map(one).collect::<Vec<_>>().join("; ")
}
