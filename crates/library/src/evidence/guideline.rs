use serde::{Deserialize, Serialize};

use crate::{AsOf, Label};

/// Rules of a guideline, label or custom, as data with a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guideline {
    /// Key, such as `ctcae-5-blood`.
    pub id: String,
    /// Version of this file; a change of a rule raises it.
    pub version: u32,
    /// Title.
    pub title: String,
    /// Who says so.
    pub issuer: String,
    /// Where it holds.
    #[serde(default)]
    pub jurisdiction: Option<String>,
    /// When it was so.
    pub as_of: AsOf,
    /// Rules.
    pub rule: Vec<Rule>,
    /// Where it is written.
    pub source: String,
}

impl Rule {
    /// Whether it is about an agent together with a drug by name.
    #[must_use]
    pub fn names(&self, agent: &str, drug: &str) -> bool {
        self.agents.iter().any(|a| a == agent) && self.drugs.iter().any(|d| d == drug)
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// When it applies, in words.
    pub when: String,
    /// What it says.
    pub then: String,
    /// Agents of `library/agents` that it is about; it is shown with every combination of one of them.
    #[serde(default)]
    pub agents: Vec<String>,
    /// Drugs of `library/drugs` that it is about; without any it holds for all partners of the agents.
    #[serde(default)]
    pub drugs: Vec<String>,
    /// Whether it forbids.
    #[serde(default)]
    pub stop: bool,
    /// Evidence label.
    pub label: Label,
    /// Source, where it differs from that of the guideline.
    #[serde(default)]
    pub source: Option<String>,
}
