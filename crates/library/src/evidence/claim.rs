use serde::{Deserialize, Serialize};

use super::{Citation, Computation};

/// A statement of a founding review that can be checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Key, such as `chan2020-001`.
    pub id: String,
    /// What it is about, such as `dose-rate`.
    pub category: String,
    /// Whether it is a number or a direction.
    pub kind: ClaimKind,
    /// The claim.
    pub statement: String,
    /// Value, for a number.
    #[serde(default)]
    pub value: Option<f64>,
    /// Lower end of a printed range.
    #[serde(default)]
    pub low: Option<f64>,
    /// Upper end of a printed range.
    #[serde(default)]
    pub high: Option<f64>,
    /// Unit of value and comparator.
    #[serde(default)]
    pub unit: Option<String>,
    /// What the number is.
    #[serde(default)]
    pub quantity: Option<String>,
    /// `up to`, `about`, `below` …
    #[serde(default)]
    pub qualifier: Option<String>,
    /// The same number in the control or reference arm.
    #[serde(default)]
    pub comparator: Option<f64>,
    /// Direction, for a claim without a number.
    #[serde(default)]
    pub direction: Option<String>,
    /// Population, model, trial.
    #[serde(default)]
    pub context: Option<String>,
    /// What the claim asks of a program.
    pub asks: String,
    /// Remarks, such as the conflict that concerns it.
    #[serde(default)]
    pub note: Option<String>,
    /// Conflicts of `library/conflicts` that concern it.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// Agents of `library/agents` it speaks of.
    #[serde(default)]
    pub agents: Vec<String>,
    /// Drugs of `library/drugs` it speaks of.
    #[serde(default)]
    pub drugs: Vec<String>,
    /// Passages.
    pub cited: Vec<Citation>,
    /// What is missing to put it to the test; absent where [`Claim::test`] says how.
    #[serde(default)]
    pub needs: Option<Need>,
    /// How the program tests it; all must agree.
    #[serde(default)]
    pub test: Vec<Computation>,
    /// Which parameters of the program were fitted to this claim, so that agreement is no evidence.
    #[serde(default)]
    pub fitted: Option<String>,
    /// Why the computed number differs, where it does and the claim is at fault.
    #[serde(default)]
    pub contradicted_because: Option<String>,
    /// Why the computed number differs, where the program's data are at fault or open to doubt.
    #[serde(default)]
    pub data_differ: Option<String>,
}

/// Kind of claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// A number.
    Quantitative,
    /// A direction or a fact in words.
    Directional,
}

/// What is missing to put a claim or a case to the test.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Radiation transport: ranges, cells, cross-dose, S-values.
    Transport,
    /// Simulated kinetics: receptors, daughters, blood.
    Kinetics,
    /// The course: drugs, tumour, immunity, marrow through time.
    Course,
    /// Virtual populations and trials.
    Trial,
    /// Images.
    Images,
    /// Search for schedules.
    Planner,
    /// Nothing can compute it: an observation, a definition, an opinion or a status.
    Observation,
}

impl Need {
    /// In words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Transport => "needs radiation transport",
            Self::Kinetics => "needs simulated kinetics",
            Self::Course => "needs the simulated course",
            Self::Trial => "needs virtual trials",
            Self::Images => "needs images",
            Self::Planner => "needs the schedule search",
            Self::Observation => "an observation, definition or opinion: nothing to compute",
        }
    }
}
