use serde::{Deserialize, Serialize};

use crate::{Action, Citation, Development, Measured, Parameter};

/// A partner of a radiopharmaceutical: drug, beam, cell therapy, supportive care.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drug {
    /// Name used everywhere, such as `olaparib`.
    pub id: String,
    /// Other names; each belongs to one drug only.
    #[serde(default)]
    pub names: Vec<String>,
    /// Class of `library/drug-classes`; it decides which terms of the model the drug may touch.
    pub class: String,
    /// Ids of the drugs that this one is made of, for fixed combinations such as CAPTEM.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Terms that this drug touches, where they are fewer than those of its class.
    #[serde(default)]
    pub terms: Option<Vec<Term>>,
    /// Actions that differ from those of its class, term by term.
    #[serde(default)]
    pub acts: Vec<Action>,
    /// Concentration in plasma at which it has half its effect; a tenth of the peak after one dose where it is not known.
    #[serde(default)]
    pub half_effect: Option<Parameter<Measured>>,
    /// Molar mass, for potencies in nmol/L.
    #[serde(default)]
    pub molar_mass: Option<Parameter<Measured>>,
    /// What it does, in words.
    pub mechanism: String,
    /// Effects that the sources state, each in words.
    #[serde(default)]
    pub effects: Effects,
    /// What must be so in a patient for the drug to act, such as `TP53 wild type`.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Which direction the sources claim with a radiopharmaceutical.
    #[serde(default)]
    pub claimed: Option<String>,
    /// What is said of order and timing.
    #[serde(default)]
    pub timing: Option<String>,
    /// Doses that are given.
    #[serde(default)]
    pub dosing: Vec<Dosing>,
    /// Pharmacokinetic models.
    #[serde(default)]
    pub pharmacokinetics: Vec<Pharmacokinetics>,
    /// Concentrations at which it acts.
    #[serde(default)]
    pub potency: Vec<Potency>,
    /// Toxicities that add to those of a radiopharmaceutical, in words.
    #[serde(default)]
    pub toxicities: Vec<String>,
    /// Organs and blood cells of those toxicities, for the overlap table.
    #[serde(default)]
    pub organs_at_risk: Vec<String>,
    /// How far it has come, and when that was true.
    #[serde(default)]
    pub development: Option<Development>,
    /// What one should know that has no key of its own.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What is not known and would be needed.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Where the facts of this file come from.
    pub source: String,
    /// Passages of the founding reviews.
    #[serde(default)]
    pub cited: Vec<Citation>,
    /// Ids of the records of the evidence base that this file was made from.
    #[serde(default)]
    pub records: Vec<String>,
}

/// A class of drugs: what its members may do in the model, and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrugClass {
    /// Name, such as `PARP inhibitor`.
    pub id: String,
    /// Kinds of intervention it belongs to.
    pub interventions: Vec<Intervention>,
    /// Whether its effect on targeted radionuclide therapy is understood.
    pub mechanism: MechanismState,
    /// Terms of the model its members may touch. [`Term::Empirical`] alone where the mechanism is unknown.
    pub terms: Vec<Term>,
    /// What they do to those terms, as far as it is known.
    #[serde(default)]
    pub acts: Vec<Action>,
    /// Axes it acts on, such as `PD-1`: evidence of one class is evidence of the class of another that shares an axis.
    #[serde(default)]
    pub axes: Vec<String>,
    /// Its members have nothing in common but the name, so that evidence of one says nothing of another.
    #[serde(default)]
    pub umbrella: bool,
    /// Terms that are suspected but not proven; they are not used.
    #[serde(default)]
    pub suspected: Vec<Term>,
    /// What genes and receptors of a tumour say of the class.
    #[serde(default)]
    pub markers: Vec<MarkerNote>,
    /// What the model has to switch on, and the check that goes with it.
    #[serde(default)]
    pub recipe: Option<String>,
    /// Where that comes from.
    pub source: String,
}

/// State of a gene or receptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Marker {
    /// Not mutated.
    #[serde(rename = "wild type")]
    WildType,
    /// Mutated.
    #[serde(rename = "mutant")]
    Mutant,
    /// Expressed.
    #[serde(rename = "positive")]
    Positive,
    /// Not expressed.
    #[serde(rename = "negative")]
    Negative,
}

impl Marker {
    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WildType => "wild type",
            Self::Mutant => "mutant",
            Self::Positive => "positive",
            Self::Negative => "negative",
        }
    }
}

/// What the state of a gene or receptor says of a class of drugs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkerNote {
    /// Genes or receptors, such as `BRCA2`.
    pub of: Vec<String>,
    /// State in which it holds.
    pub state: Marker,
    /// What it says.
    pub says: String,
    /// Where that is from.
    pub source: String,
}

/// Whether the effect of a class on targeted radionuclide therapy is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MechanismState {
    /// The step it acts on is known.
    Known,
    /// Sources contradict each other on its direction.
    Conflicting,
    /// It is not known how it acts here: only an empirical interaction with a wide interval is allowed.
    Unknown,
}

/// Kind of intervention, after figure 1 of Chan 2020 with those the other reviews add.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Intervention {
    /// More DNA damage.
    MoreDamage,
    /// Less repair.
    RepairBlock,
    /// Metabolism disrupted.
    Metabolism,
    /// Cell cycle disrupted.
    CellCycle,
    /// Hedgehog pathway.
    Hedgehog,
    /// PI3K, AKT and mTOR.
    Mtor,
    /// p53 and MDM2.
    P53,
    /// Immune checkpoints and other immunotherapy.
    Immune,
    /// Blood supply, oxygen, receptor density.
    Delivery,
    /// Hormones.
    Hormonal,
    /// Another radiation.
    Radiation,
    /// Surgery.
    Surgery,
    /// Supportive care.
    Support,
    /// What was given before.
    History,
}

/// A term of the model that a class of drugs may touch.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Term {
    /// Factor on α.
    Alpha,
    /// Factor on β.
    Beta,
    /// Factor on the repair rate μ of all breaks.
    RepairRate,
    /// Factor on that of simple double-strand breaks.
    RepairSimple,
    /// Factor on that of clustered double-strand breaks.
    RepairClustered,
    /// Double-strand breaks added.
    DsbYield,
    /// Single-strand breaks turned into double-strand breaks at replication.
    SPhaseConversion,
    /// Factor on the growth rate.
    Growth,
    /// Kill by the drug itself.
    DirectKill,
    /// Arrest in G1.
    ArrestG1,
    /// Arrest in S.
    ArrestS,
    /// Arrest in G2 and mitosis, or its removal.
    ArrestG2m,
    /// Oxygen.
    Oxygen,
    /// Blood flow and permeability.
    Perfusion,
    /// Receptor density.
    ReceptorDensity,
    /// Internalisation rate.
    Internalisation,
    /// Uptake in the kidney.
    RenalUptake,
    /// Kill of the marrow's progenitors.
    MarrowKill,
    /// Kill of lymphocytes.
    LymphocyteKill,
    /// Support of marrow cells.
    MarrowSupport,
    /// Immunogenic cell death.
    ImmunogenicDeath,
    /// Occupancy of PD-1 or PD-L1.
    Pd1Occupancy,
    /// Occupancy of CTLA-4.
    Ctla4Occupancy,
    /// Regulatory T cells.
    Treg,
    /// Effector T cells added or primed.
    Effector,
    /// Hazard of fractures.
    Fracture,
    /// Dose rate of its own.
    DoseRate,
    /// One interaction factor without a mechanism.
    Empirical,
}

/// Effects that the sources state, each in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effects {
    /// On DNA damage and repair.
    #[serde(default)]
    pub repair: Option<String>,
    /// On the cell cycle.
    #[serde(default)]
    pub cell_cycle: Option<String>,
    /// On immunity.
    #[serde(default)]
    pub immune: Option<String>,
    /// On perfusion, oxygen and uptake.
    #[serde(default)]
    pub perfusion: Option<String>,
    /// On metabolism and anything else.
    #[serde(default)]
    pub other: Option<String>,
}

/// A dose that is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dosing {
    /// Species.
    pub species: Species,
    /// Dose and days, in words: `300 mg twice daily`.
    pub regimen: String,
    /// Evidence label.
    pub label: crate::Label,
    /// Source.
    pub source: String,
}

/// Species.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Species {
    /// Human.
    Human,
    /// Mouse.
    Mouse,
    /// Rat.
    Rat,
    /// Other animal or not stated.
    Animal,
}

/// A pharmacokinetic model and its parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pharmacokinetics {
    /// What the model describes, if not the drug itself: a metabolite, whole blood, one sex.
    #[serde(default)]
    pub of: Option<String>,
    /// Species.
    pub species: Species,
    /// Route: `oral`, `intravenous`.
    pub route: String,
    /// Structure in words: `one compartment, first-order absorption`.
    pub structure: String,
    /// Parameters by their usual symbols: `CL`, `V1`, `ka`, `T_half`.
    pub parameters: std::collections::BTreeMap<String, Parameter<Measured>>,
    /// Conditions and relations to covariates.
    #[serde(default)]
    pub note: Option<String>,
}

/// A concentration at which a drug acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Potency {
    /// Target, such as `PARP1`.
    pub target: String,
    /// What is measured: `IC50`, `Ki`, `KD`, `least concentration that sensitises cells`.
    pub measure: String,
    /// Its value.
    pub value: Parameter<Measured>,
}
