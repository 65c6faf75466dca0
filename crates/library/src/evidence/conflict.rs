use serde::{Deserialize, Serialize};

use super::Citation;

/// A contradiction, misprint or misattribution in the sources, and what is made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// Key, such as `DIS-001`.
    pub id: String,
    /// Subject, such as `physics, units, dosimetry`.
    pub group: String,
    /// What it changes.
    pub severity: Severity,
    /// One line.
    pub title: String,
    /// What is printed, side by side.
    pub printed: Vec<Printed>,
    /// What is made of it.
    pub assessment: String,
    /// What it was compared with outside the sources.
    #[serde(default)]
    pub external_check: Option<String>,
    /// What follows for a program.
    pub consequence: String,
    /// What Hevesy does: the value it uses, the check that catches it, or why nothing is done yet.
    pub resolution: String,
    /// Agents of `library/agents` it speaks of.
    #[serde(default)]
    pub agents: Vec<String>,
    /// Drugs of `library/drugs` it speaks of.
    #[serde(default)]
    pub drugs: Vec<String>,
    /// Trials of `library/trials` it speaks of.
    #[serde(default)]
    pub trials: Vec<String>,
}

/// What a conflict changes.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum Severity {
    /// A number that is computed or that safety rests on.
    A,
    /// Scope, attribution or meaning.
    B,
    /// Wording.
    C,
}

impl Severity {
    /// In words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::A => "changes a number",
            Self::B => "changes scope, attribution or meaning",
            Self::C => "wording only",
        }
    }
}

/// One of the statements that disagree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// What is printed.
    pub text: String,
    /// Where.
    pub cited: Citation,
}
