use hevesy_quantity::{Fraction, InverseDose, Time};
use serde::{Deserialize, Serialize};

use crate::{Citation, LinearQuadratic, Parameter};

/// A kind of tumour: radiosensitivity, growth, targets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tumour {
    /// Name, such as `neuroendocrine`.
    pub id: String,
    /// One line.
    pub title: String,
    /// Linear coefficient α.
    pub alpha: Parameter<InverseDose>,
    /// α that whole lesions show by mean dose, in place of that of their cells: uneven dose, oxygen and what else protects them are in it.
    #[serde(default)]
    pub apparent_alpha: Option<Parameter<InverseDose>>,
    /// α/β and repair.
    pub lq: LinearQuadratic,
    /// Volume doubling time.
    pub doubling_time: Parameter<Time>,
    /// Half-time in which dying cells are cleared.
    #[serde(default)]
    pub clearance: Option<Parameter<Time>>,
    /// Share of a lesion's mass that is no tumour cell and stays when all cells are gone; drawn lesion by lesion.
    #[serde(default)]
    pub residual: Option<Parameter<Fraction>>,
    /// Spread of α between lesions of one patient (coefficient of variation).
    #[serde(default)]
    pub between_lesions: Option<Parameter<Fraction>>,
    /// Clonogenic cells per gram.
    pub clonogens_per_g: Parameter<f64>,
    /// Targets it expresses, each in a population of patients.
    #[serde(default)]
    pub expresses: Vec<Expression>,
    /// What one should know.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What is not known and would be needed.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Passages of the founding reviews.
    #[serde(default)]
    pub cited: Vec<Citation>,
}

/// How often a target is expressed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expression {
    /// Gene of the target, as in agents.
    pub gene: String,
    /// Share of patients.
    pub share: Parameter<Fraction>,
    /// In whom.
    pub population: String,
}
