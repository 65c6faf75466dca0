use serde::{Deserialize, Serialize};

use super::Citation;
use crate::Species;

/// A preclinical finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Key, such as `pool-ca20948`.
    pub id: String,
    /// What was seen.
    pub outcome: String,
    /// Where it was seen.
    pub system: System,
    /// Radiation that was used; evidence from external beams is kept apart.
    pub modality: Modality,
    /// Models of `library/tumour-models`.
    #[serde(default)]
    pub models: Vec<String>,
    /// The model in words.
    pub model_described: String,
    /// The animal.
    pub host: Host,
    /// Agents of `library/agents`.
    #[serde(default)]
    pub agents: Vec<String>,
    /// Radiation in words, where no agent of the library stands for it.
    #[serde(default)]
    pub radiation: Option<String>,
    /// Activity as printed.
    #[serde(default)]
    pub activity: Option<String>,
    /// Drugs of `library/drugs`.
    #[serde(default)]
    pub drugs: Vec<String>,
    /// Dose of the drug as printed.
    #[serde(default)]
    pub drug_dose: Option<String>,
    /// Order and timing.
    #[serde(default)]
    pub schedule: Option<String>,
    /// Effect of the combination on the tumour against the radiopharmaceutical (or the beam) alone; harm stands apart.
    pub direction: Direction,
    /// Harm beyond a worse effect, such as `metastasis`.
    #[serde(default)]
    pub harm: Vec<String>,
    /// What the sources call the interaction.
    #[serde(default)]
    pub interaction: Option<String>,
    /// What was seen of immunity.
    #[serde(default)]
    pub immune: Option<String>,
    /// Numbers, in words.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Remarks.
    #[serde(default)]
    pub note: Option<String>,
    /// Passages.
    pub cited: Vec<Citation>,
    /// Ids of the records of the evidence base that this file was made from.
    #[serde(default)]
    pub records: Vec<String>,
}

/// Where something was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// In cells.
    InVitro,
    /// In animals.
    InVivo,
    /// In people.
    Clinical,
    /// In chemistry or formulation.
    Chemistry,
    /// In a review, without an experiment named.
    Review,
}

/// Radiation that a record speaks of.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// Targeted radionuclide therapy.
    Trt,
    /// External beam radiotherapy: never mixed with the former.
    Ebrt,
    /// Both together.
    TrtAndEbrt,
    /// A drug without radiation.
    DrugOnly,
    /// Imaging.
    Imaging,
    /// None of these.
    None,
}

impl Modality {
    /// In words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Trt => "radionuclide therapy (TRT)",
            Self::Ebrt => "external beam (EBRT)",
            Self::TrtAndEbrt => "TRT and EBRT together",
            Self::DrugOnly => "drug without radiation",
            Self::Imaging => "imaging",
            Self::None => "none",
        }
    }
}

/// The animal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Species; absent in cells and chemistry.
    #[serde(default)]
    pub species: Option<Species>,
    /// Immunity.
    pub immunity: HostImmunity,
    /// Strain, or what is printed.
    #[serde(default)]
    pub note: Option<String>,
}

/// Immunity of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HostImmunity {
    /// Whole.
    Competent,
    /// Deficient: nude, athymic, SCID.
    Compromised,
    /// An animal of which the sources do not say.
    Unknown,
    /// No animal.
    None,
}

/// A combination against the radiopharmaceutical alone.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Better.
    Better,
    /// No different.
    Equal,
    /// Worse.
    Worse,
    /// Differs within the record: by order, dose or endpoint.
    Mixed,
    /// Not compared, or not known.
    NotCompared,
}
