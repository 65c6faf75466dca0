use hevesy_quantity::Time;
use serde::{Deserialize, Serialize};

use crate::Parameter;

/// Relative biological effectiveness by radiation quality, for deterministic effects and tumour control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RadiationWeights {
    /// Name.
    pub id: String,
    /// Alpha particles and recoils.
    pub alpha: Parameter<f64>,
    /// Electrons.
    pub electron: Parameter<f64>,
    /// Photons.
    pub photon: Parameter<f64>,
    /// Breaks of DNA, for drugs that block their repair.
    #[serde(default)]
    pub breaks: Option<Breaks>,
}

/// Breaks of DNA by low LET.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Breaks {
    /// Single-strand breaks per Gy and cell.
    pub single_per_gy: Parameter<f64>,
    /// Double-strand breaks per Gy and cell.
    pub double_per_gy: Parameter<f64>,
    /// Half-time of the repair of single-strand breaks.
    pub single_repair: Parameter<Time>,
    /// Single-strand breaks that become double-strand ones at replication for each one that is repaired.
    pub converted: Parameter<f64>,
    /// Half-time of the rejoining of simple double-strand breaks.
    pub simple_repair: Parameter<Time>,
    /// Half-time of the rejoining of clustered ones.
    pub clustered_repair: Parameter<Time>,
    /// Share of double-strand breaks that are clustered under low LET.
    pub clustered: Parameter<f64>,
}
