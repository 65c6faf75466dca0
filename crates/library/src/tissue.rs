use hevesy_quantity::{Density, Dose, Mass, Time};
use serde::{Deserialize, Serialize};

use crate::{BloodLineage, Parameter};

/// A healthy tissue: how it is called, what it weighs, how it answers to dose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tissue {
    /// Name used everywhere, such as `kidneys`.
    pub id: String,
    /// Names it has in tables, without side.
    pub names: Vec<String>,
    /// Names of parts of it: they answer as it does, but do not have its mass.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Whether it is a pair, so that one side has half the mass.
    #[serde(default)]
    pub paired: bool,
    /// Mass in the reference man.
    #[serde(default)]
    pub mass_male: Option<Parameter<Mass>>,
    /// Mass in the reference woman.
    #[serde(default)]
    pub mass_female: Option<Parameter<Mass>>,
    /// Density.
    #[serde(default)]
    pub density: Option<Parameter<Density>>,
    /// Response to fractionation and dose rate.
    #[serde(default)]
    pub lq: Option<LinearQuadratic>,
    /// Blood cells that come from it.
    #[serde(default)]
    pub lineages: Vec<BloodLineage>,
    /// Complication probability.
    #[serde(default)]
    pub ntcp: Option<Ntcp>,
    /// Published limits.
    #[serde(default)]
    pub limits: Vec<DoseLimit>,
}

/// Parameters of the linear–quadratic model with incomplete repair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinearQuadratic {
    /// α/β.
    pub alpha_beta: Parameter<Dose>,
    /// Half-time of the repair of sublethal damage.
    pub repair_half_time: Parameter<Time>,
}

/// Normal-tissue complication probability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ntcp {
    /// Φ((BED − BED50) / (m BED50)).
    ProbitBed(ProbitBed),
    /// Lyman–Kutcher–Burman on the generalised equivalent uniform dose.
    Lkb(Lkb),
}

/// NTCP as a probit of BED.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProbitBed {
    /// Complication.
    pub endpoint: String,
    /// BED at which half have the complication.
    pub bed50: Parameter<Dose>,
    /// Slope m.
    pub m: f64,
}

/// NTCP of Lyman, Kutcher and Burman.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lkb {
    /// Complication.
    pub endpoint: String,
    /// Uniform dose in 2 Gy fractions at which half have the complication.
    pub td50: Parameter<Dose>,
    /// Slope m.
    pub m: f64,
    /// Volume exponent n.
    pub n: f64,
}

/// A published limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DoseLimit {
    /// What is limited.
    pub on: LimitOn,
    /// The limit.
    pub limit: Parameter<Dose>,
    /// For whom or when.
    pub scope: String,
}

/// Quantity that a limit is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LimitOn {
    /// Absorbed dose.
    Dose,
    /// Biologically effective dose.
    Bed,
    /// Equieffective dose in 2 Gy fractions.
    Eqd2,
}
