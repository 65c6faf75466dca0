//! The study file as it is written, before any check. Its JSON Schema is generated from these types.

use std::collections::BTreeMap;

use hevesy_library::Marker;
use hevesy_quantity::{Activity, ActivityPerMass, Density, Dose, Fraction, Length, Mass, Time, Volume};
use hevesy_regimen::Patient;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::course_schema::{
    AlsoInput, DrugInput, GivenInput, ImmunityInput, ResponseInput, RuleInput, SurgeryInput,
};

/// A study.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    /// A title for the report.
    #[serde(default)]
    pub title: Option<String>,
    /// The radiopharmaceutical, such as `177Lu-DOTATATE`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub agent: Option<Spanned<String>>,
    /// The radionuclide, such as `Lu-177`; needed for agents that the library does not know, checked otherwise.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub nuclide: Option<Spanned<String>>,
    /// Kind of tumour of `library/tumours`; the agent's by default.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub tumour: Option<Spanned<String>>,
    /// Half-lives of `icrp-107` (default) or `evaluated` (newer).
    #[serde(default)]
    pub half_life_source: HalfLifeSource,
    /// Half-lives of single nuclides, such as `"Lu-177" = "6.6443 d"`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Time>")]
    pub half_lives: BTreeMap<String, Spanned<Time>>,
    /// Seed of all random draws.
    #[serde(default = "one")]
    pub seed: u64,
    /// The patient.
    #[serde(default)]
    pub patient: Patient,
    /// Administrations; the measured one.
    #[schemars(with = "Vec<AdministrationInput>")]
    pub administration: Vec<Spanned<AdministrationInput>>,
    /// What was measured; without it doses are given.
    #[serde(default)]
    #[schemars(with = "Option<MeasuredInput>")]
    pub measured: Option<Spanned<MeasuredInput>>,
    /// Doses of one administration that are known without a table.
    #[serde(default)]
    #[schemars(with = "Vec<GivenInput>")]
    pub given: Vec<Spanned<GivenInput>>,
    /// How lesions answer, in place of what the library has of the tumour.
    #[serde(default)]
    #[schemars(with = "Option<ResponseInput>")]
    pub response: Option<Spanned<ResponseInput>>,
    /// Uncertainties that scans do not show.
    #[serde(default)]
    pub uncertainty: UncertaintyInput,
    /// A table of S-values.
    #[serde(default)]
    #[schemars(with = "Option<SValuesInput>")]
    pub s_values: Option<Spanned<SValuesInput>>,
    /// The course that the measured cycle begins.
    #[serde(default)]
    #[schemars(with = "Option<CourseInput>")]
    pub course: Option<Spanned<CourseInput>>,
    /// Further radiopharmaceuticals.
    #[serde(default)]
    #[schemars(with = "Vec<AlsoInput>")]
    pub also: Vec<Spanned<AlsoInput>>,
    /// External beams.
    #[serde(default)]
    #[schemars(with = "Vec<BeamInput>")]
    pub beam: Vec<Spanned<BeamInput>>,
    /// Operations.
    #[serde(default)]
    #[schemars(with = "Vec<SurgeryInput>")]
    pub surgery: Vec<Spanned<SurgeryInput>>,
    /// Drugs beside the radiopharmaceutical.
    #[serde(default)]
    #[schemars(with = "Vec<DrugInput>")]
    pub drug: Vec<Spanned<DrugInput>>,
    /// What is known of the tumour's genes and receptors, such as `TP53 = "mutant"` or `SSTR2 = "negative"`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Marker>")]
    pub markers: BTreeMap<String, Spanned<Marker>>,
    /// The marrow, where no activity was measured in it, and the patient's counts.
    #[serde(default)]
    #[schemars(with = "Option<MarrowInput>")]
    pub marrow: Option<Spanned<MarrowInput>>,
    /// Immune cells in lesions; not followed without.
    #[serde(default)]
    #[schemars(with = "Option<ImmunityInput>")]
    pub immunity: Option<Spanned<ImmunityInput>>,
    /// Rules that hold, reduce or stop administrations by blood counts.
    #[serde(default)]
    #[schemars(with = "Vec<RuleInput>")]
    pub rule: Vec<Spanned<RuleInput>>,
    /// BED of tissues from courses before, such as `kidneys = "12 Gy"`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Dose>")]
    pub before: BTreeMap<String, Spanned<Dose>>,
    /// How long the course is followed, and when scans are.
    #[serde(default)]
    #[schemars(with = "Option<FollowInput>")]
    pub follow: Option<Spanned<FollowInput>>,
    /// Limits by tissue, such as `kidneys = { bed = "40 Gy" }`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, LimitInput>")]
    pub limits: BTreeMap<String, Spanned<LimitInput>>,
    /// Goals.
    #[serde(default)]
    pub goals: GoalsInput,
    /// How activities of further cycles are chosen, side by side.
    #[serde(default)]
    pub activity_choice: ActivityChoice,
}

const fn one() -> u64 {
    1
}

/// Which half-lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum HalfLifeSource {
    /// ICRP Publication 107.
    #[default]
    #[serde(rename = "icrp-107")]
    Icrp107,
    /// Newer evaluations (ENSDF) where there are any.
    #[serde(rename = "evaluated")]
    Evaluated,
}

/// One administration.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdministrationInput {
    /// Time on the axis of the study; the first is its zero.
    #[serde(default)]
    pub at: Option<Time>,
    /// Activity.
    #[serde(default)]
    pub activity: Option<Activity>,
    /// Activity per body mass, instead of `activity`.
    #[serde(default)]
    pub activity_per_mass: Option<ActivityPerMass>,
    /// Set to true to confirm an activity outside the agent's range.
    #[serde(default)]
    pub confirmed: bool,
}

/// Measured activities.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuredInput {
    /// Path of the time–activity table, relative to the study file.
    pub table: String,
    /// Dosimetry protocol, with or without version.
    #[serde(default)]
    pub protocol: Option<String>,
    /// Whether activities are corrected for decay to the time of administration.
    #[serde(default)]
    pub decay_corrected: bool,
    /// Density that turns volumes into masses; the tissue's by default.
    #[serde(default)]
    pub density: Option<Density>,
    /// Which of several volumes of a region is used.
    #[serde(default)]
    pub volume: VolumeFrom,
    /// Volume at which recovery is one half, and exponent, where the table's activities still need it.
    #[serde(default)]
    pub recovery: Option<RecoveryInput>,
}

/// Which volume of a region counts when every scan has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VolumeFrom {
    /// The mean over the scans.
    #[default]
    Mean,
    /// The first scan's.
    First,
}

/// Recovery coefficient R(v) = 1 − 1/(1 + (v/b2)^b1).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoveryInput {
    /// Exponent.
    pub b1: f64,
    /// Volume at which R is one half.
    pub b2: Volume,
    /// Uncertainty of R from its calibration.
    #[serde(default)]
    pub uncertainty: Option<Fraction>,
    /// True if the table's activities are already divided by R (then only its uncertainty counts).
    #[serde(default)]
    pub applied: bool,
}

/// Standard deviations of what all scans share.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UncertaintyInput {
    /// Calibration factor of the camera.
    #[serde(default)]
    pub calibration: Option<Fraction>,
    /// Delineated volume; computed from `voxel` and `resolution` where they are given.
    #[serde(default)]
    pub volume: Option<Fraction>,
    /// Voxel side.
    #[serde(default)]
    pub voxel: Option<Length>,
    /// Full width at half maximum of the resolution.
    #[serde(default)]
    pub resolution: Option<Length>,
    /// Mass at given volume (density), or a mass that was not measured.
    #[serde(default)]
    pub mass: Option<Fraction>,
    /// S-value at given mass.
    #[serde(default)]
    pub s_value: Option<Fraction>,
}

/// S-values.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SValuesInput {
    /// Path of the table, relative to the study file; `none` for alphas and electrons alone. Without this section the reference adult of the patient's
    /// sex is taken.
    pub table: String,
}

/// A course of equal cycles.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CourseInput {
    /// Number of cycles, the measured one included.
    pub cycles: u32,
    /// Time between administrations.
    pub interval: Time,
    /// Activity of the cycles after the measured one, of all of them where doses are given; doses go in proportion. That of the study otherwise.
    #[serde(default)]
    pub activity: Option<Activity>,
    /// Variation of uptake between cycles (standard deviation).
    #[serde(default)]
    pub between_cycle_cv: Option<Fraction>,
    /// Loss of lesion dose per cycle.
    #[serde(default)]
    pub lesion_decline: Option<Fraction>,
}

/// Fractions of an external beam to one region.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeamInput {
    /// A lesion of the table, or a tissue such as `kidneys`.
    pub region: String,
    /// Dose of each fraction.
    pub dose: Dose,
    /// Number of fractions, one a day unless `every` says otherwise.
    #[serde(default = "single")]
    pub fractions: u32,
    /// First fraction, from the first administration on.
    pub at: Time,
    /// Time from one fraction to the next.
    #[serde(default)]
    pub every: Option<Time>,
}

pub(super) const fn single() -> u32 {
    1
}

/// Dose of the marrow in the measured cycle, and counts before it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarrowInput {
    /// Absorbed dose of the measured cycle, from blood or images.
    #[serde(default)]
    pub dose: Option<Dose>,
    /// Its uncertainty (standard deviation).
    #[serde(default)]
    pub uncertainty: Option<Fraction>,
    /// Half-life of its dose rate.
    #[serde(default)]
    pub half_life: Option<Time>,
    /// Platelets before the first cycle in 10⁹/L.
    #[serde(default)]
    pub platelets: Option<f64>,
    /// Neutrophils before the first cycle in 10⁹/L.
    #[serde(default)]
    pub neutrophils: Option<f64>,
    /// Lymphocytes before the first cycle in 10⁹/L.
    #[serde(default)]
    pub lymphocytes: Option<f64>,
    /// Haemoglobin before the first cycle in g/dL.
    #[serde(default)]
    pub haemoglobin: Option<f64>,
}

/// What `hevesy simulate` follows.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowInput {
    /// Until when, from the first administration on; half a year after the last cycle otherwise.
    #[serde(default)]
    pub until: Option<Time>,
    /// Time from one scan to the next; 12 weeks otherwise.
    #[serde(default)]
    pub scans: Option<Time>,
    /// Mass of a lesion at which an animal is out of the experiment.
    #[serde(default)]
    pub endpoint: Option<Mass>,
}

/// A limit on a tissue; one or more of its quantities.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitInput {
    /// Absorbed dose.
    #[serde(default)]
    pub dose: Option<Dose>,
    /// Biologically effective dose.
    #[serde(default)]
    pub bed: Option<Dose>,
    /// Equieffective dose in 2 Gy fractions.
    #[serde(default)]
    pub eqd2: Option<Dose>,
}

/// Goals.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalsInput {
    /// Absorbed dose every lesion should reach.
    #[serde(default)]
    pub lesions: Option<Dose>,
}

impl ActivityChoice {
    /// Accepted probability of exceeding a limit; 5 % (a proposal of this project) where the study gives none.
    #[must_use]
    pub fn risk(&self) -> f64 {
        self.accepted_risk.map_or(0.05, Fraction::get)
    }
}

/// How the activity of further cycles is chosen.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityChoice {
    /// Fixed activity; the agent's usual one by default.
    #[serde(default)]
    pub fixed: Option<Activity>,
    /// Activity per body mass; the agent's usual one by default, else the fixed activity shared over the reference mass.
    #[serde(default)]
    pub per_mass: Option<ActivityPerMass>,
    /// Body mass at which the fixed activity is meant, for agents without an activity per mass.
    #[serde(default)]
    pub reference_mass: Option<Mass>,
    /// Accepted probability of exceeding a limit, 5 % by default.
    #[serde(default)]
    pub accepted_risk: Option<Fraction>,
}
