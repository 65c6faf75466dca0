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
}
