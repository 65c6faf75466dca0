//! Runs the validation suite and the claims that can be put to the test.

use hevesy_library::evidence::{Claim, Computation, Need};
use hevesy_library::{Label, Problem, Shelf};
use serde::Serialize;
use serde_json::Value;

use crate::{Case, CaseGrade};

/// Result of the whole suite.
#[derive(Clone, Debug, Serialize)]
pub struct Validation {
    /// Cases, by id.
    pub cases: Vec<CaseResult>,
    /// Claims of the reviews, by id.
    pub claims: Vec<ClaimResult>,
}

/// State of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseState {
    /// Computed and expected agree.
    Agrees,
    /// They agree, but parameters were fitted to this case: no evidence.
    FittedTo,
    /// They differ, and it is understood why.
    DiffersExplained,
    /// They differ, or the computation failed.
    Differs,
    /// The program cannot compute it yet.
    NotYet,
}

impl CaseState {
    /// In words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::FittedTo => "fitted to",
            Self::DiffersExplained => "differs, explained",
            Self::Differs => "DIFFERS",
            Self::NotYet => "not reproducible yet",
        }
    }
}

/// State of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimState {
    /// The program computes what is claimed without having been fitted to it.
    Predicted,
    /// Parameters were fitted to it.
    Fitted,
    /// The program computes something else, and the claim is at fault.
    Contradicted,
    /// The program computes something else, and its own data are at fault or open to doubt.
    DataDiffer,
    /// The program computes something else, or failed, and nobody has said why.
    Unexplained,
    /// Out of reach.
    OutOfReach,
}

impl ClaimState {
    /// In words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Predicted => "predicted",
            Self::Fitted => "fitted",
            Self::Contradicted => "contradicted",
            Self::DataDiffer => "our data differ",
            Self::Unexplained => "UNEXPLAINED",
            Self::OutOfReach => "out of reach",
        }
    }
}

/// One computed number beside the expected one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Command line without the program's name.
    pub run: String,
    /// What is read, in words or as a JSON pointer.
    pub what: String,
    /// Unit.
    pub unit: String,
    /// Expected; absent where a range is expected.
    pub expected: Option<f64>,
    /// Computed; absent where the command failed.
    pub computed: Option<f64>,
    /// Lower and upper end of what is accepted.
    pub accepted: [f64; 2],
    /// Factor and divisor between the command's answer and the number, where there are any.
    pub scaled: Option<String>,
    /// Whether they agree.
    pub agrees: bool,
    /// Whether the difference is the one that is known and explained.
    pub known: bool,
    /// Why nothing was computed.
    pub error: Option<String>,
}

/// Result of a case.
#[derive(Clone, Debug, Serialize)]
pub struct CaseResult {
    /// Key.
    pub id: String,
    /// Title.
    pub title: String,
    /// Kind of evidence.
    pub grade: CaseGrade,
    /// Oracle.
    pub oracle: String,
    /// Version of the oracle.
    pub version: Option<String>,
    /// How well the oracle's number is founded.
    pub label: Label,
    /// State.
    pub state: CaseState,
    /// Numbers.
    pub measured: Vec<Comparison>,
    /// Why it differs, cannot be computed or is no evidence.
    pub why: Option<String>,
}

/// Result of a claim.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimResult {
    /// Key.
    pub id: String,
    /// The claim.
    pub statement: String,
    /// State.
    pub state: ClaimState,
    /// What is missing.
    pub needs: Option<Need>,
    /// Numbers.
    pub measured: Vec<Comparison>,
    /// Why it is contradicted or fitted.
    pub why: Option<String>,
}

/// Runs a command line of the program and returns its JSON answer.
type Runner<'a> = dyn FnMut(&str) -> Result<Value, Problem> + 'a;

/// Runs all cases and all claims that can be tested; `progress` is told how many are done.
pub fn validate(
    cases: &Shelf<Case>,
    claims: &Shelf<Claim>,
    run: &mut Runner<'_>,
    progress: &mut dyn FnMut(usize),
) -> Validation {
    let mut done = 0;
    let mut all = |tests: &[Computation]| {
        tests
            .iter()
            .map(|t| {
                let made = compute(t, run);
                done += 1;
                progress(done);
                made
            })
            .collect::<Vec<_>>()
    };
    let cases = cases.iter().map(|case| case_result(case, all(&case.test))).collect();
    let claims = claims.iter().map(|claim| test_claim(claim, run)).collect();
    Validation { cases, claims }
}

fn case_result(case: &Case, measured: Vec<Comparison>) -> CaseResult {
    let (state, why) = match (case.needs, outcome(&measured), &case.fitted, &case.known_difference) {
        (Some(need), ..) => (
            CaseState::NotYet,
            Some(format!("{}; expected: {}", need.meaning(), case.expected.as_deref().unwrap_or("–"))),
        ),
        (None, Compared::Agrees, _, Some(_)) => {
            (CaseState::Differs, Some("it agrees now: remove `known_difference` from the case".into()))
        }
        (None, Compared::Agrees, Some(fitted), None) => (CaseState::FittedTo, Some(fitted.clone())),
        (None, Compared::Agrees, None, None) => (CaseState::Agrees, None),
        (None, Compared::AsKnown, _, Some(why)) => (CaseState::DiffersExplained, Some(why.clone())),
        (None, Compared::AsKnown | Compared::Differs, ..) => (CaseState::Differs, None),
    };
    CaseResult {
        id: case.id.clone(),
        title: case.title.clone(),
        grade: case.grade,
        oracle: case.oracle.clone(),
        version: case.version.clone(),
        label: case.label,
        state,
        measured,
        why,
    }
}

/// Puts one claim to the test.
pub fn test_claim(claim: &Claim, run: &mut Runner<'_>) -> ClaimResult {
    let measured: Vec<Comparison> = claim.test.iter().map(|t| compute(t, run)).collect();
    let known = claim.contradicted_because.as_ref().or(claim.data_differ.as_ref());
    let (state, why) = match (claim.needs, outcome(&measured), &claim.fitted, known) {
        (Some(_), ..) => (ClaimState::OutOfReach, None),
        (None, Compared::Agrees, _, Some(_)) => {
            (ClaimState::Unexplained, Some("it is borne out now: remove the reason for a difference".into()))
        }
        (None, Compared::Agrees, Some(fitted), None) => (ClaimState::Fitted, Some(fitted.clone())),
        (None, Compared::Agrees, None, None) => (ClaimState::Predicted, None),
        (None, Compared::AsKnown, _, Some(why)) if claim.data_differ.is_some() => {
            (ClaimState::DataDiffer, Some(why.clone()))
        }
        (None, Compared::AsKnown, _, Some(why)) => (ClaimState::Contradicted, Some(why.clone())),
        (None, Compared::AsKnown | Compared::Differs, ..) => (ClaimState::Unexplained, None),
    };
    ClaimResult {
        id: claim.id.clone(),
        statement: claim.statement.clone(),
        state,
        needs: claim.needs,
        measured,
        why,
    }
}

/// What a set of comparisons comes to.
enum Compared {
    /// All agree.
    Agrees,
    /// Some differ, all of those as it is known.
    AsKnown,
    /// Some differ in a way that nobody has explained, or failed.
    Differs,
}

fn outcome(measured: &[Comparison]) -> Compared {
    if measured.iter().all(|m| m.agrees) {
        Compared::Agrees
    } else if measured.iter().all(|m| m.agrees || m.known) {
        Compared::AsKnown
    } else {
        Compared::Differs
    }
}

fn compute(test: &Computation, run: &mut Runner<'_>) -> Comparison {
    let computed = number(test, run);
    let accepted = test.accepted().unwrap_or([f64::NAN, f64::NAN]);
    // Decimal tolerances are not exact in binary: a last-digit allowance of 1e-12 keeps 0.05 within 0.05.
    let slack = 1e-12 * accepted[0].abs().max(accepted[1].abs());
    let known = matches!((&computed, test.computes), (Ok(c), Some(k)) if (c - k).abs() <= 0.01 * k.abs());
    let agrees = computed.as_ref().is_ok_and(|c| (accepted[0] - slack..=accepted[1] + slack).contains(c));
    Comparison {
        run: test.run.clone(),
        what: test.what.clone().unwrap_or_else(|| test.read.clone()),
        unit: test.unit.clone(),
        expected: test.expect,
        accepted,
        computed: computed.as_ref().ok().copied(),
        scaled: scaled(test),
        agrees,
        known,
        error: computed.err(),
    }
}

/// What stands between the command's answer and the number, in words.
fn scaled(test: &Computation) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(pointer) = &test.divide_by {
        let run = test.divide_run.as_ref().map_or(String::new(), |r| format!(" of `hevesy {r}`"));
        parts.push(format!("divided by {pointer}{run}"));
    }
    if let Some(times) = test.times {
        parts.push(format!("times {times}"));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The value at a place of an answer: a JSON pointer in which `[key=value]` picks the element of an array whose `key` has
/// that value (for numbers, within a millionth).
fn at<'a>(answer: &'a Value, place: &str) -> Option<&'a Value> {
    let mut here = answer;
    for segment in place.strip_prefix('/')?.split('/') {
        here =
            match segment.strip_prefix('[').and_then(|s| s.strip_suffix(']')).and_then(|s| s.split_once('='))
            {
                Some((key, wanted)) => here.as_array()?.iter().find(|element| match element.get(key) {
                    Some(Value::String(text)) => text == wanted,
                    Some(Value::Number(n)) => wanted
                        .parse::<f64>()
                        .is_ok_and(|w| n.as_f64().is_some_and(|n| (n - w).abs() <= 1e-6 * w.abs())),
                    _ => false,
                })?,
                None => match here {
                    Value::Array(items) => items.get(segment.parse::<usize>().ok()?)?,
                    other => other.get(segment)?,
                },
            };
    }
    Some(here)
}

fn number(test: &Computation, run: &mut Runner<'_>) -> Result<f64, String> {
    let read = |answer: &Value, place: &str, line: &str| {
        at(answer, place)
            .and_then(Value::as_f64)
            .ok_or_else(|| format!("`{place}` is no number in the answer of `hevesy {line}`"))
    };
    let answer = run(&test.run).map_err(|p| p.to_string())?;
    let mut value = read(&answer, &test.read, &test.run)?;
    if let Some(place) = &test.divide_by {
        value /= match &test.divide_run {
            Some(other) => read(&run(other).map_err(|p| p.to_string())?, place, other)?,
            None => read(&answer, place, &test.run)?,
        };
    }
    Ok(value * test.times.unwrap_or(1.0))
}

impl Validation {
    /// Whether something differs without an explanation.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.cases.iter().any(|c| c.state == CaseState::Differs)
            || self.claims.iter().any(|c| c.state == ClaimState::Unexplained)
    }

    /// Number of cases in a state.
    #[must_use]
    pub fn cases_in(&self, state: CaseState) -> usize {
        self.cases.iter().filter(|c| c.state == state).count()
    }

    /// Number of claims in a state.
    #[must_use]
    pub fn claims_in(&self, state: ClaimState) -> usize {
        self.claims.iter().filter(|c| c.state == state).count()
    }
}
