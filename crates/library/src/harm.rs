//! Harms whose rate is printed and whose dependence on dose is not known.

use hevesy_quantity::{Fraction, Time};
use serde::{Deserialize, Serialize};

use crate::check::Fault;
use crate::{Parameter, Record};

/// A harm in a population that was given certain agents or drugs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Harm {
    /// Name of the file.
    pub id: String,
    /// What happens.
    pub event: String,
    /// Agents of which any must be given; empty where none has to be.
    #[serde(default)]
    pub agents: Vec<String>,
    /// Drugs or classes of drugs that all must be given.
    #[serde(default)]
    pub drugs: Vec<String>,
    /// Drugs or classes with which another record holds.
    #[serde(default)]
    pub without: Vec<String>,
    /// Share of patients.
    pub share: Parameter<Fraction>,
    /// Share of those who were given the same without the agents, or without the drugs.
    #[serde(default)]
    pub control: Option<Parameter<Fraction>>,
    /// In whom and for how long they were followed.
    pub population: String,
    /// Median time to it among those who have it, from the first administration.
    #[serde(default)]
    pub median: Option<Parameter<Time>>,
    /// Standard deviation of the logarithm of that time.
    #[serde(default)]
    pub spread: Option<Parameter<f64>>,
    /// What is not known and would be needed.
    #[serde(default)]
    pub unknown: Vec<String>,
}

impl Record for Harm {
    const FOLDER: &'static str = "harms";

    fn id(&self) -> &str {
        &self.id
    }

    fn check(&self) -> Result<(), Fault> {
        if self.agents.is_empty() && self.drugs.is_empty() {
            return Err((self.id.clone().into(), "a harm needs agents or drugs that it goes with".into()));
        }
        if self.share.value.get() > 1.0 {
            return Err(("share".into(), "a share is at most 100 %".into()));
        }
        if self.spread.as_ref().is_some_and(|s| s.value <= 0.0) {
            return Err(("spread".into(), "a spread is above zero".into()));
        }
        if self.median.is_some() != self.spread.is_some() {
            return Err(("median".into(), "a median needs a spread, and a spread a median".into()));
        }
        Ok(())
    }
}
