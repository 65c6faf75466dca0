use hevesy_quantity::{InverseDose, Time};
use serde::{Deserialize, Serialize};

use crate::{LinearQuadratic, Parameter};

/// A kind of tumour: radiosensitivity and growth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tumour {
    /// Name, such as `neuroendocrine`.
    pub id: String,
    /// One line.
    pub title: String,
    /// Linear coefficient α.
    pub alpha: Parameter<InverseDose>,
    /// α/β and repair.
    pub lq: LinearQuadratic,
    /// Volume doubling time.
    pub doubling_time: Parameter<Time>,
    /// Clonogenic cells per gram.
    pub clonogens_per_g: Parameter<f64>,
}
