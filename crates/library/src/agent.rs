use hevesy_quantity::{Activity, ActivityPerMass, Fraction, Time};
use serde::{Deserialize, Serialize};

use crate::Parameter;

/// A radiopharmaceutical.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// Name used everywhere, such as `177Lu-DOTATATE`.
    pub id: String,
    /// Other names.
    #[serde(default)]
    pub names: Vec<String>,
    /// Radionuclide, such as `Lu-177`.
    pub nuclide: String,
    /// Molecular target, such as `SSTR2`.
    #[serde(default)]
    pub target: Option<String>,
    /// Kind of vector, such as `peptide`.
    #[serde(default)]
    pub vector: Option<String>,
    /// Tumour of `library/tumours` that lesions are taken to be, unless the study says otherwise.
    #[serde(default)]
    pub tumour: Option<String>,
    /// Organs that limit the activity.
    #[serde(default)]
    pub organs_at_risk: Vec<String>,
    /// Activity of one administration.
    pub activity: ActivityRange,
    /// The usual course.
    #[serde(default)]
    pub regimen: Option<UsualRegimen>,
    /// Effective half-lives in a population, priors for plans with one or two scans.
    #[serde(default)]
    pub effective_half_life: Vec<EffectiveHalfLife>,
    /// Where the facts of this file come from.
    pub source: String,
}

/// Activities of one administration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityRange {
    /// The usual activity, where it is the same for all adults.
    #[serde(default)]
    pub usual: Option<Parameter<Activity>>,
    /// The usual activity per body mass, where it is given so.
    #[serde(default)]
    pub usual_per_mass: Option<Parameter<ActivityPerMass>>,
    /// Below this an administration is refused until it is confirmed in the study.
    pub least: Activity,
    /// Above this an administration is refused until it is confirmed in the study.
    pub most: Activity,
}

/// A usual course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsualRegimen {
    /// Number of cycles.
    pub cycles: u32,
    /// Time between administrations.
    pub interval: Time,
    /// Source.
    pub source: String,
}

/// Effective half-life of the washout from a tissue or from lesions in a population: log-normal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EffectiveHalfLife {
    /// Id of a tissue, or `lesion`.
    pub region: String,
    /// Median.
    pub median: Parameter<Time>,
    /// Coefficient of variation between patients.
    pub cv: Parameter<Fraction>,
}
