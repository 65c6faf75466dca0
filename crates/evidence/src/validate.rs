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
    /// The program computes something else, and it is understood why.
    Contradicted,
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
            Self::Unexplained => "UNEXPLAINED",
            Self::OutOfReach => "out of reach",
        }
    }
}

/// One computed number beside the expected one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
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
    /// Whether they agree.
    pub agrees: bool,
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
    pub measured: Vec<Measured>,
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
    pub measured: Vec<Measured>,
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
    let claims = claims.iter().map(|claim| claim_result(claim, all(&claim.test))).collect();
    Validation { cases, claims }
}

fn case_result(case: &Case, measured: Vec<Measured>) -> CaseResult {
    let agrees = measured.iter().all(|m| m.agrees);
    let (state, why) = match (&case.needs, agrees, &case.fitted, &case.known_difference) {
        (Some(need), ..) => (
            CaseState::NotYet,
            Some(format!("{}; expected: {}", need.meaning(), case.expected.as_deref().unwrap_or("–"))),
        ),
        (None, true, _, Some(_)) => {
            (CaseState::Differs, Some("it agrees now: remove `known_difference` from the case".into()))
        }
        (None, true, Some(fitted), None) => (CaseState::FittedTo, Some(fitted.clone())),
        (None, true, None, None) => (CaseState::Agrees, None),
        (None, false, _, Some(why)) => (CaseState::DiffersExplained, Some(why.clone())),
        (None, false, _, None) => (CaseState::Differs, None),
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

fn claim_result(claim: &Claim, measured: Vec<Measured>) -> ClaimResult {
    let agrees = measured.iter().all(|m| m.agrees);
    let (state, why) = match (claim.needs, agrees, &claim.fitted, &claim.contradicted_because) {
        (Some(_), ..) => (ClaimState::OutOfReach, None),
        (None, true, _, Some(_)) => {
            (ClaimState::Unexplained, Some("it is borne out now: remove `contradicted_because`".into()))
        }
        (None, true, Some(fitted), None) => (ClaimState::Fitted, Some(fitted.clone())),
        (None, true, None, None) => (ClaimState::Predicted, None),
        (None, false, _, Some(why)) => (ClaimState::Contradicted, Some(why.clone())),
        (None, false, _, None) => (ClaimState::Unexplained, None),
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

fn compute(test: &Computation, run: &mut Runner<'_>) -> Measured {
    let computed = number(test, run);
    let accepted = test.accepted().unwrap_or([f64::NAN, f64::NAN]);
    // Decimal tolerances are not exact in binary: a last-digit allowance of 1e-12 keeps 0.05 within 0.05.
    let slack = 1e-12 * accepted[0].abs().max(accepted[1].abs());
    let agrees = computed.as_ref().is_ok_and(|c| (accepted[0] - slack..=accepted[1] + slack).contains(c));
    Measured {
        run: test.run.clone(),
        what: test.what.clone().unwrap_or_else(|| test.read.clone()),
        unit: test.unit.clone(),
        expected: test.expect,
        accepted,
        computed: computed.as_ref().ok().copied(),
        agrees,
        error: computed.err(),
    }
}

fn number(test: &Computation, run: &mut Runner<'_>) -> Result<f64, String> {
    let answer = run(&test.run).map_err(|p| p.to_string())?;
    let read = |answer: &Value, pointer: &str| {
        answer
            .pointer(pointer)
            .and_then(Value::as_f64)
            .ok_or_else(|| format!("`{pointer}` is no number in the answer of `hevesy {}`", test.run))
    };
    let mut value = read(&answer, &test.read)?;
    if let Some(pointer) = &test.divide_by {
        value /= match &test.divide_run {
            Some(other) => read(&run(other).map_err(|p| p.to_string())?, pointer)?,
            None => read(&answer, pointer)?,
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
