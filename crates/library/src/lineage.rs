use hevesy_quantity::{InverseDose, Time};
use serde::{Deserialize, Serialize};

use crate::Parameter;

/// A lineage of blood cells: how it matures, and how the marrow's dose harms it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BloodLineage {
    /// Name: `platelets`, `neutrophils`, `lymphocytes` or `haemoglobin`.
    pub name: String,
    /// Count of a healthy person in 10⁹/L; haemoglobin in g/dL.
    pub baseline: Parameter<f64>,
    /// Mean time from progenitor to blood.
    pub transit: Parameter<Time>,
    /// Mean time in blood.
    pub life: Parameter<Time>,
    /// Time 1/ρ in which stem cells renew themselves.
    pub renewal: Parameter<Time>,
    /// α of stem cells.
    pub alpha_stem: Parameter<InverseDose>,
    /// α of progenitors.
    pub alpha_progenitor: Parameter<InverseDose>,
    /// α of the cells in blood, where they die at once.
    #[serde(default)]
    pub alpha_blood: Option<Parameter<InverseDose>>,
    /// Exponent of the feedback (baseline/count)^γ.
    pub feedback: Parameter<f64>,
}
