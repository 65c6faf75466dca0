use hevesy_quantity::Time;
use serde::{Deserialize, Serialize};

use crate::{Citation, Parameter, Species};

/// A cell line or animal tumour of preclinical work, with what decides how far a result on it carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TumourModel {
    /// Name, such as `BON-1`.
    pub id: String,
    /// Other names.
    #[serde(default)]
    pub names: Vec<String>,
    /// Tumour it comes from.
    pub origin: String,
    /// Species of the cells.
    pub species: Species,
    /// Whether it is a neuroendocrine tumour; absent where the sources do not say.
    #[serde(default)]
    pub neuroendocrine: Option<bool>,
    /// Whether it is poorly differentiated or a small cell cancer, unlike tumours of grade 1 and 2.
    #[serde(default)]
    pub poorly_differentiated: bool,
    /// Expression of the agent's target.
    #[serde(default)]
    pub target_expression: Level,
    /// Status of TP53.
    #[serde(default)]
    pub tp53: Status,
    /// Status of DNA repair genes.
    #[serde(default)]
    pub repair: Status,
    /// How the tumour arises in the animal.
    #[serde(default)]
    pub arises: Arises,
    /// Volume doubling time without treatment.
    #[serde(default)]
    pub doubling_time: Option<Parameter<Time>>,
    /// What one should know.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Where the facts come from.
    pub source: String,
    /// Passages of the founding reviews.
    #[serde(default)]
    pub cited: Vec<Citation>,
}

/// Level of expression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// High.
    High,
    /// Low.
    Low,
    /// Put there by transfection.
    Transfected,
    /// The sources do not say.
    #[default]
    Unknown,
}

/// Status of a gene or group of genes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Wild type.
    WildType,
    /// Mutated.
    Mutated,
    /// The sources do not say.
    #[default]
    Unknown,
}

/// How a tumour arises in an animal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Arises {
    /// A transplanted line: already edited by an immune system, without the heterogeneity of a patient's tumour.
    Transplanted,
    /// From genes altered in the animal.
    GeneticallyEngineered,
    /// From a carcinogen.
    Carcinogen,
    /// In culture only.
    Culture,
    /// The sources do not say.
    #[default]
    Unknown,
}
