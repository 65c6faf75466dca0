use hevesy_quantity::{Activity, ActivityPerMass, Fraction, Time};
use serde::{Deserialize, Serialize};

use crate::{AsOf, Citation, Parameter};

/// A radiopharmaceutical.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// Name used everywhere, such as `177Lu-DOTATATE`.
    pub id: String,
    /// Other names; each belongs to one agent only.
    #[serde(default)]
    pub names: Vec<String>,
    /// Radionuclide, such as `Lu-177`; absent where the sources do not name it.
    #[serde(default)]
    pub nuclide: Option<String>,
    /// What it is for.
    pub role: Role,
    /// How far it has come, and when that was true.
    pub development: Development,
    /// The molecule that carries the nuclide.
    pub vector: Vector,
    /// What the vector binds.
    #[serde(default)]
    pub target: Option<Target>,
    /// How the nuclide is held.
    pub labelling: Labelling,
    /// Tumour of `library/tumours` that lesions are taken to be, unless the study says otherwise.
    #[serde(default)]
    pub tumour: Option<String>,
    /// Tissues of `library/tissues` that limit the activity.
    #[serde(default)]
    pub organs_at_risk: Vec<String>,
    /// Activity of one administration to a person; absent where no human use is known.
    #[serde(default)]
    pub activity: Option<ActivityRange>,
    /// The usual course.
    #[serde(default)]
    pub regimen: Option<UsualRegimen>,
    /// Other courses that the sources report, in words.
    #[serde(default)]
    pub reported_regimens: Vec<String>,
    /// Diseases it is used or tested for.
    #[serde(default)]
    pub indications: Vec<String>,
    /// Where and since when it is approved, refused or reimbursed.
    #[serde(default)]
    pub approvals: Vec<Approval>,
    /// Agents that aim at the same target and are often taken for it.
    #[serde(default)]
    pub substitutes: Vec<Substitute>,
    /// Effective half-lives in a population, priors for plans with one or two scans.
    #[serde(default)]
    pub effective_half_life: Vec<EffectiveHalfLife>,
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

/// What an agent is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Treats.
    Therapy,
    /// Shows.
    Diagnostic,
}

/// How far an agent or a drug has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Development {
    /// Stage.
    pub stage: Stage,
    /// Year in which that was so.
    pub as_of: AsOf,
    /// More, such as the trial that is under way.
    #[serde(default)]
    pub note: Option<String>,
}

/// Stage of development.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Cells, animals, chemistry.
    Preclinical,
    /// Given to people in studies.
    Investigational,
    /// Approved somewhere.
    Approved,
    /// Was approved and is no longer sold.
    Withdrawn,
    /// The sources do not say.
    Unknown,
}

/// The molecule that carries the nuclide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Name, such as `Tyr3-octreotate`; absent where the sources do not name it.
    #[serde(default)]
    pub name: Option<String>,
    /// Class.
    pub class: VectorClass,
    /// Molar mass in kDa.
    #[serde(default)]
    pub size_kda: Option<Parameter<f64>>,
    /// Whether it is built to bind albumin.
    #[serde(default)]
    pub binds_albumin: bool,
}

/// Class of vector, which decides how fast it leaves the blood.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum VectorClass {
    /// The nuclide itself as an ion.
    Ion,
    /// Small molecule.
    SmallMolecule,
    /// Peptide or peptidomimetic.
    Peptide,
    /// Single-domain antibody (nanobody).
    SingleDomainAntibody,
    /// Fragment of an antibody: scFv, Fab, F(ab')2.
    AntibodyFragment,
    /// Whole antibody.
    Antibody,
    /// Other protein.
    Protein,
    /// Nanoparticle.
    Nanoparticle,
    /// Particle that stays in the vessels of the tumour.
    Microsphere,
    /// The sources do not say.
    Unknown,
}

/// What a vector binds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Name, such as `somatostatin receptor 2`.
    pub name: String,
    /// Gene, such as `SSTR2`; agents are compared by it.
    #[serde(default)]
    pub gene: Option<String>,
    /// What the vector does to a receptor.
    #[serde(default)]
    pub action: Option<TargetAction>,
}

/// What a vector does to its receptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TargetAction {
    /// Activates it and is taken up with it.
    Agonist,
    /// Blocks it and stays outside; it finds more sites.
    Antagonist,
}

/// How the nuclide is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Labelling {
    /// Chemistry.
    pub chemistry: Chemistry,
    /// Chelator of `library/chelators`, for [`Chemistry::Chelate`]; absent where the sources do not name it.
    #[serde(default)]
    pub chelator: Option<String>,
}

/// Chemistry between nuclide and vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Chemistry {
    /// A chelator holds the metal.
    Chelate,
    /// A covalent bond holds it: halogens, carbon.
    Covalent,
    /// The ion itself.
    Ion,
    /// Enclosed in a particle.
    Enclosed,
    /// The sources do not say.
    Unknown,
}

/// An approval, its absence, or a cover by insurance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Country or agency: `US (FDA)`, `EU (EMA)`, `Japan`.
    pub jurisdiction: String,
    /// What is so there: `approved`, `insurance cover`, `discontinued` …
    pub status: String,
    /// Since when.
    #[serde(default)]
    pub since: Option<AsOf>,
    /// For what.
    #[serde(default)]
    pub indication: Option<String>,
    /// When that was true.
    pub as_of: AsOf,
    /// Where it is written.
    pub source: String,
}

/// An agent that is often taken for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Substitute {
    /// Id of the other agent.
    pub agent: String,
    /// Whether one may stand for the other without new dosimetry.
    pub interchangeable: bool,
    /// Why, or why not.
    pub why: String,
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

/// Activity that an activity per body mass means in a body.
#[must_use]
pub fn activity_of(per_mass: ActivityPerMass, body_kg: f64) -> Activity {
    Activity::kbq(per_mass.to_kbq_per_kg() * body_kg)
}

impl ActivityRange {
    /// Body mass that activities per mass are judged with.
    pub const JUDGED_KG: f64 = 70.0;

    /// Whether an activity is plausible.
    #[must_use]
    pub fn holds(&self, activity: Activity) -> bool {
        (self.least..=self.most).contains(&activity)
    }

    /// The slip that would explain an implausible activity, in words.
    #[must_use]
    pub fn likely_slip(&self, activity: Activity) -> Option<&'static str> {
        let inside = |factor: f64| self.holds(activity * factor);
        match () {
            () if inside(1e3) => Some("a prefix may be missing (a thousand times more would be usual)"),
            () if inside(1e-3) => Some("a prefix may be wrong (a thousandth would be usual)"),
            () if inside(1e6) => Some("two prefixes may be missing (a million times more would be usual)"),
            () => None,
        }
    }
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
