use hevesy_library::evidence::{Computation, Need};
use hevesy_library::{Fault, Label, Record, faults};
use serde::{Deserialize, Serialize};

/// A case of the validation suite: what is computed, what it is compared with, and how good that is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Key, such as `kidney-bed-four-cycles`.
    pub id: String,
    /// One line.
    pub title: String,
    /// What kind of evidence agreement would be.
    pub grade: CaseGrade,
    /// What it is compared with: publication, program and its version, formula.
    pub oracle: String,
    /// Version or date of the oracle, where it has one.
    #[serde(default)]
    pub version: Option<String>,
    /// How well the oracle's number is founded.
    pub label: Label,
    /// Which parameters of the program were fitted to this case, so that agreement is no evidence.
    #[serde(default)]
    pub fitted: Option<String>,
    /// What is computed and expected; absent where the program cannot compute it yet.
    #[serde(default)]
    pub test: Vec<Computation>,
    /// What is missing, where nothing can be computed yet.
    #[serde(default)]
    pub needs: Option<Need>,
    /// What would be expected then, in words.
    #[serde(default)]
    pub expected: Option<String>,
    /// Why the program differs, where it does and that is understood.
    #[serde(default)]
    pub known_difference: Option<String>,
}

/// Kind of evidence.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CaseGrade {
    /// A closed form or exact arithmetic.
    Exact,
    /// Another program, run independently.
    OtherCode,
    /// A published figure.
    Published,
    /// A measurement in patients.
    Measured,
}

impl CaseGrade {
    /// In words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Exact => "closed form",
            Self::OtherCode => "other code",
            Self::Published => "published",
            Self::Measured => "measured",
        }
    }
}

impl Record for Case {
    const FOLDER: &'static str = "validation";

    fn id(&self) -> &str {
        &self.id
    }

    fn check(&self) -> Result<(), Fault> {
        let fault = |key: &'static str, what: &str| Err((key.into(), what.to_owned()));
        if self.needs.is_some() != self.test.is_empty() {
            return fault("needs", "a case has either `needs` or one `[[test]]` and more");
        }
        if self.needs.is_some() && self.expected.is_none() {
            return fault("needs", "a case that cannot be computed yet says what is `expected`");
        }
        if self.needs == Some(Need::Observation) {
            return fault("needs", "a case must be computable one day");
        }
        if self.needs.is_some() && (self.fitted.is_some() || self.known_difference.is_some()) {
            return fault("needs", "a case that cannot be computed yet is neither fitted nor different");
        }
        faults(&self.test)
    }
}
