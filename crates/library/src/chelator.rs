use serde::{Deserialize, Serialize};

use crate::{Citation, Label};

/// A chelator: which elements it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chelator {
    /// Name, such as `DOTA`.
    pub id: String,
    /// Other names.
    #[serde(default)]
    pub names: Vec<String>,
    /// What is known, element by element. An element that is not listed may not be used with it.
    pub holds: Vec<Holds>,
    /// What one should know.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Where the facts come from.
    pub source: String,
    /// Passages of the founding reviews.
    #[serde(default)]
    pub cited: Vec<Citation>,
}

/// Whether a chelator holds an element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holds {
    /// Symbol of the element, such as `Lu`.
    pub element: String,
    /// How well.
    pub verdict: Holding,
    /// Evidence label.
    pub label: Label,
    /// Conditions, losses, fate of daughters.
    #[serde(default)]
    pub note: Option<String>,
}

/// How well a chelator holds an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Holding {
    /// Used in people and stable.
    Established,
    /// Works in the laboratory or has known losses.
    Usable,
    /// Does not hold it well enough.
    Unsuited,
}

impl Chelator {
    /// What is known of an element, given a nuclide such as `Lu-177`.
    #[must_use]
    pub fn holds(&self, nuclide: &str) -> Option<&Holds> {
        let element = nuclide.split('-').next().unwrap_or_default();
        self.holds.iter().find(|h| h.element == element)
    }
}
