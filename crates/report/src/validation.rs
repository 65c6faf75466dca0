//! The validation suite as text and as one self-contained HTML file.

use std::fmt::Write as _;

use hevesy_evidence::{CaseResult, CaseState, ClaimResult, ClaimState, Comparison, Validation};
use hevesy_quantity::significant;

use crate::figure::escape;
use crate::html::{DISCLAIMER, page};
use crate::text::table;

const CASE_STATES: [CaseState; 5] = [
    CaseState::Agrees,
    CaseState::FittedTo,
    CaseState::DiffersExplained,
    CaseState::Differs,
    CaseState::NotYet,
];

const CLAIM_STATES: [ClaimState; 6] = [
    ClaimState::Predicted,
    ClaimState::Fitted,
    ClaimState::Contradicted,
    ClaimState::DataDiffer,
    ClaimState::Unexplained,
    ClaimState::OutOfReach,
];

/// A number with as many digits as the comparison needs.
fn digits(value: f64, tolerance: f64) -> String {
    let magnitude = if value == 0.0 { 0.0 } else { libm::log10(value.abs()) };
    let finest = if tolerance > 0.0 { libm::log10(tolerance) } else { magnitude - 8.0 };
    // One digit finer than the tolerance, between 3 and 12 in all.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 3 to 12")]
    let count = (magnitude - finest + 2.0).ceil().clamp(3.0, 12.0) as usize;
    significant(value, count)
}

/// Half of what is accepted.
fn tolerance(m: &Comparison) -> f64 {
    (m.accepted[1] - m.accepted[0]) / 2.0
}

fn computed(m: &Comparison) -> String {
    m.computed.map_or_else(|| "failed".to_owned(), |c| digits(c, tolerance(m).min(c.abs() / 10.0)))
}

/// The expected value, or the range.
fn expected(m: &Comparison) -> String {
    m.expected.map_or_else(
        || format!("{} to {}", significant(m.accepted[0], 3), significant(m.accepted[1], 3)),
        |e| digits(e, tolerance(m)),
    )
}

/// Deviation from the expected value, relative where that says more.
fn off(m: &Comparison) -> String {
    match (m.computed, m.expected) {
        (Some(c), Some(e)) if e != 0.0 => format!("{:+.2e}", (c - e) / e),
        (Some(c), Some(e)) => format!("{:+.2e} {}", c - e, m.unit),
        _ => "–".to_owned(),
    }
}

/// The answer of `hevesy validate`.
#[must_use]
pub fn validation_text(made: &Validation, all_claims: bool) -> String {
    let mut s = String::new();
    let mut rows = Vec::new();
    for case in &made.cases {
        for (i, m) in case.measured.iter().enumerate() {
            rows.push(vec![
                if i == 0 { case.id.clone() } else { String::new() },
                if i == 0 { case.state.meaning().to_owned() } else { String::new() },
                if i == 0 { case.grade.meaning().to_owned() } else { String::new() },
                expected(m),
                computed(m),
                m.unit.clone(),
                off(m),
                if m.agrees { "within".to_owned() } else { "OUTSIDE".to_owned() },
            ]);
        }
    }
    s += "Cases\n";
    s += &table(
        &["case", "state", "oracle", "expected", "computed", "unit", "relative off", "tolerance"],
        &rows,
    );
    for case in made.cases.iter().filter(|c| c.why.is_some() || c.state == CaseState::Differs) {
        let mut errors: Vec<&str> = case.measured.iter().filter_map(|m| m.error.as_deref()).collect();
        errors.dedup();
        let why = case.why.as_deref().unwrap_or("no reason is recorded");
        let _ = writeln!(s, "  {} ({}): {why} {}", case.id, case.state.meaning(), errors.join(" "));
    }
    s += "\nClaims of the reviews\n";
    let mut rows = Vec::new();
    for claim in made.claims.iter().filter(|c| all_claims || c.state != ClaimState::OutOfReach) {
        let first = claim.measured.first();
        rows.push(vec![
            claim.id.clone(),
            claim.state.meaning().to_owned(),
            first.map_or("–".into(), expected),
            first.map_or("–".into(), computed),
            first.map_or_else(|| claim.needs.map_or("", |n| n.meaning()).to_owned(), |m| m.unit.clone()),
            if claim.statement.chars().count() > 70 {
                claim.statement.chars().take(69).chain(['…']).collect()
            } else {
                claim.statement.clone()
            },
        ]);
    }
    s += &table(&["claim", "state", "claimed", "computed", "unit", "statement"], &rows);
    for claim in made.claims.iter().filter(|c| c.why.is_some() || c.state == ClaimState::Unexplained) {
        let errors: Vec<&str> = claim.measured.iter().filter_map(|m| m.error.as_deref()).collect();
        let why = claim.why.as_deref().unwrap_or("no reason is recorded");
        let _ = writeln!(s, "  {}: {why} {}", claim.id, errors.join(" "));
    }
    s += "\nEach number above comes from a command that you can run yourself; --out FOLDER and --json name it.\n";
    let _ = writeln!(s, "\n{}", counts(made));
    s
}

fn counts(made: &Validation) -> String {
    let cases: Vec<String> =
        CASE_STATES.iter().map(|c| format!("{} {}", made.cases_in(*c), c.meaning())).collect();
    let claims: Vec<String> =
        CLAIM_STATES.iter().map(|c| format!("{} {}", made.claims_in(*c), c.meaning())).collect();
    format!(
        "{} cases: {}.\n{} claims: {}.",
        made.cases.len(),
        cases.join(", "),
        made.claims.len(),
        claims.join(", ")
    )
}

fn colour(good: bool, bad: bool) -> &'static str {
    match (good, bad) {
        (true, _) => "#2d7a46",
        (_, true) => "#b3261e",
        _ => "#8a6100",
    }
}

fn tag(text: &str, colour: &str) -> String {
    format!("<span style=\"color:{colour};font-weight:600;white-space:nowrap\">{}</span>", escape(text))
}

/// Bar of the deviation in units of the tolerance, from −2 to 2.
fn deviation_bar(m: &Comparison) -> String {
    let Some(c) = m.computed else { return String::new() };
    let width = tolerance(m);
    let ratio = if width > 0.0 { (c - f64::midpoint(m.accepted[0], m.accepted[1])) / width } else { 0.0 };
    let x = 60.0 + 30.0 * ratio.clamp(-2.0, 2.0);
    let dot = if m.agrees { "#2d7a46" } else { "#b3261e" };
    format!(
        "<svg width=\"120\" height=\"16\" role=\"img\" aria-label=\"{ratio:.2} tolerances\"><rect x=\"30\" y=\"3\" width=\"60\" \
         height=\"10\" fill=\"#e3efe6\"/><line x1=\"60\" x2=\"60\" y1=\"1\" y2=\"15\" stroke=\"#8a96a3\"/><circle cx=\"{x:.1}\" \
         cy=\"8\" r=\"4\" fill=\"{dot}\"/></svg>"
    )
}

fn case_rows(body: &mut String, case: &CaseResult) {
    let bad = case.state == CaseState::Differs;
    let state = tag(case.state.meaning(), colour(case.state == CaseState::Agrees, bad));
    let version = case.version.as_ref().map_or(String::new(), |v| format!(", {v}"));
    let why = case.why.as_ref().map_or(String::new(), |w| format!("<br>{}", escape(w)));
    let head = format!(
        "<td class=l style=\"width:34%\"><b>{}</b><br>{}<small style=\"white-space:normal\">{} [{:?}]: {}{}{why}</small></td><td class=l>{state}</td>",
        escape(&case.id),
        escape(&case.title),
        case.grade.meaning(),
        case.label,
        escape(&case.oracle),
        escape(&version),
    );
    for (i, m) in case.measured.iter().enumerate() {
        let head = if i == 0 { head.as_str() } else { "<td></td><td></td>" };
        let error = m.error.as_ref().map_or(String::new(), |e| format!("<br>{}", escape(e)));
        let scaled = m.scaled.as_ref().map_or(String::new(), |s| format!(" ({})", escape(s)));
        let _ = write!(
            body,
            "<tr>{head}<td class=l><code>hevesy {}</code><small style=\"white-space:normal\">{}{scaled}{error}</small></td><td>{}</td><td>{}<small>{}</small></td><td>{}</td></tr>",
            escape(&m.run),
            escape(&m.what),
            expected(m),
            computed(m),
            escape(&m.unit),
            deviation_bar(m),
        );
    }
}

fn claim_row(body: &mut String, claim: &ClaimResult) {
    let bad = claim.state == ClaimState::Unexplained;
    let state = tag(claim.state.meaning(), colour(claim.state == ClaimState::Predicted, bad));
    let why = claim
        .why
        .as_ref()
        .map_or(String::new(), |w| format!("<small style=\"white-space:normal\">{}</small>", escape(w)));
    let mut numbers = String::new();
    for m in &claim.measured {
        let _ = write!(
            numbers,
            "<code>hevesy {}</code><br>{}: claimed {}, computed {} {}{}<br>",
            escape(&m.run),
            escape(&m.what),
            expected(m),
            computed(m),
            escape(&m.unit),
            m.error.as_ref().map_or(String::new(), |e| format!(" — {}", escape(e)))
        );
    }
    let _ = write!(
        body,
        "<tr><td class=l><b>{}</b><br>{}{why}</td><td class=l>{state}</td><td class=l>{numbers}</td></tr>",
        escape(&claim.id),
        escape(&claim.statement)
    );
}

/// The whole suite as a page.
#[must_use]
pub fn validation_html(made: &Validation, program: &str, library: &str) -> String {
    let mut body = format!(
        "<h1>Why should I believe this program?</h1><p class=sub>{} · library {} · every number comes from a command that anyone can run with --json (examples and studies from the \
         repository's root)</p><div class=cards>",
        escape(program),
        escape(library)
    );
    for (n, what) in [
        (made.cases_in(CaseState::Agrees), "cases agree with an independent oracle"),
        (made.cases_in(CaseState::DiffersExplained), "cases differ, explained"),
        (made.cases_in(CaseState::Differs), "cases differ"),
        (made.cases_in(CaseState::FittedTo), "cases agree because of a fit"),
        (made.cases_in(CaseState::NotYet), "cases not reproducible yet"),
        (made.claims_in(ClaimState::Predicted), "claims of the reviews predicted"),
        (made.claims_in(ClaimState::Contradicted), "claims contradicted"),
        (made.claims_in(ClaimState::DataDiffer), "claims that our own data miss"),
        (made.claims_in(ClaimState::Unexplained), "claims that differ without a reason"),
    ] {
        let _ = write!(body, "<div class=card><b>{n}</b><span>{what}</span></div>");
    }
    body += "</div><h2>Cases</h2><p>The dot is the deviation from the oracle; the green field is the tolerance.</p><table><tr>\
             <th class=l>case and oracle</th><th class=l>state</th><th class=l>command and quantity</th><th>expected</th>\
             <th>computed</th><th>deviation</th></tr>";
    for case in made.cases.iter().filter(|c| c.state != CaseState::NotYet) {
        case_rows(&mut body, case);
    }
    body += "</table><h2>Cases that cannot be computed yet</h2><table><tr><th class=l>case and oracle</th><th class=l>what is missing, and what is expected</th></tr>";
    for case in made.cases.iter().filter(|c| c.state == CaseState::NotYet) {
        let _ = write!(
            body,
            "<tr><td class=l><b>{}</b><br>{}<small style=\"white-space:normal\">{} [{:?}]: {}</small></td><td class=l>{}</td></tr>",
            escape(&case.id),
            escape(&case.title),
            case.grade.meaning(),
            case.label,
            escape(&case.oracle),
            escape(case.why.as_deref().unwrap_or_default())
        );
    }
    body += "</table><h2>Claims of the founding reviews that the program can test</h2><table><tr><th class=l>claim</th>\
             <th class=l>state</th><th class=l>numbers</th></tr>";
    for claim in made.claims.iter().filter(|c| c.state != ClaimState::OutOfReach) {
        claim_row(&mut body, claim);
    }
    body +=
        "</table><h2>Claims out of reach</h2><table><tr><th class=l>what is missing</th><th>claims</th></tr>";
    let mut needs: Vec<(&str, usize)> = Vec::new();
    for claim in made.claims.iter().filter(|c| c.state == ClaimState::OutOfReach) {
        let what = claim.needs.map_or("–", |n| n.meaning());
        match needs.iter_mut().find(|(w, _)| *w == what) {
            Some((_, n)) => *n += 1,
            None => needs.push((what, 1)),
        }
    }
    needs.sort_unstable();
    for (what, n) in needs {
        let _ = write!(body, "<tr><td class=l>{}</td><td>{n}</td></tr>", escape(what));
    }
    let _ = write!(body, "</table><footer>{DISCLAIMER}</footer>");
    page("Hevesy: validation", &body)
}
