//! The study file as it is written, before any check. Its JSON Schema is generated from these types.

use std::collections::BTreeMap;

use hevesy_library::Term;
use hevesy_quantity::{
    Activity, ActivityPerMass, Density, Dose, Fraction, InverseDose, Length, Mass, Time, Volume,
};
use hevesy_regimen::{DrugDose, Patient};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

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

const fn single() -> u32 {
    1
}

/// Days of a calendar, as text or as one number.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DaysInput {
    /// One day.
    One(i32),
    /// `1-14`, `1, 8, 15`, `-2 to 7`.
    Text(String),
}

impl DaysInput {
    /// As text.
    pub(super) fn text(&self) -> String {
        match self {
            Self::One(day) => day.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// A further radiopharmaceutical: by a study of its own, or the same molecule with another nuclide.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlsoInput {
    /// Its study file, relative to this one, with measured or given doses of regions of the same names.
    #[serde(default)]
    pub study: Option<String>,
    /// In place of a study: this nuclide on the molecule of this study, which then goes where that was measured to go.
    #[serde(default)]
    pub nuclide: Option<String>,
    /// Activity of each administration; that of its study otherwise.
    #[serde(default)]
    pub activity: Option<Activity>,
    /// Days: `1`, `3`. Day 1 is that of the administration of the first agent, or of each start.
    #[serde(default)]
    pub days: Option<DaysInput>,
    /// Cycles with which it is given, all by default.
    #[serde(default)]
    pub cycles: Option<Vec<u32>>,
    /// Start of a calendar of its own, from the first administration on; may be negative.
    #[serde(default)]
    pub start: Option<Time>,
    /// Time from one start to the next.
    #[serde(default)]
    pub every: Option<Time>,
    /// Number of starts.
    #[serde(default = "single")]
    pub repeats: u32,
}

/// A drug and its calendar: on `days` of each cycle of the radiopharmaceutical, or from `start` on in a rhythm of its own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrugInput {
    /// Name, such as `olaparib`.
    pub name: String,
    /// One dose: `300 mg`, `825 mg/m²`, `3 mg/kg`.
    pub dose: DrugDose,
    /// Doses a day, evenly spread.
    #[serde(default = "single")]
    pub times_a_day: u32,
    /// Days: `1-14`, `1, 8, 15`, `-2 to 7`. Day 1 is that of the administration, or of each start; day -1 the one before.
    #[serde(default)]
    pub days: Option<DaysInput>,
    /// Cycles with which it is given, all by default.
    #[serde(default)]
    pub cycles: Option<Vec<u32>>,
    /// Start of a calendar of its own, from the first administration on; may be negative.
    #[serde(default)]
    pub start: Option<Time>,
    /// Time from one start to the next.
    #[serde(default)]
    pub every: Option<Time>,
    /// Number of starts.
    #[serde(default = "single")]
    pub repeats: u32,
    /// Length of an infusion.
    #[serde(default)]
    pub infusion: Option<Time>,
    /// Half-life in plasma, where the library knows no pharmacokinetics.
    #[serde(default)]
    pub half_life: Option<Time>,
    /// Sizes at full effect in place of the library's, such as `alpha = 0.3` or `direct-kill = 0.02` (per day).
    #[serde(default)]
    pub size: BTreeMap<Term, f64>,
}

/// State of a gene or receptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
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

/// Immunity of the tumour.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImmunityInput {
    /// Class of the tumour: `inflamed`, `excluded` or `desert`.
    pub class: String,
    /// Share of the dose rate of an administration that may be left when a checkpoint inhibitor is given; 25 % otherwise.
    #[serde(default)]
    pub residual_limit: Option<Fraction>,
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

/// Dose of a region in one administration, where it is known without a table: published, or from another program.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenInput {
    /// Name: a tissue such as `kidneys`, or a lesion.
    pub region: String,
    /// Absorbed dose of one administration.
    pub dose: Dose,
    /// Effective half-life of its dose rate.
    pub half_life: Time,
    /// Half-time of uptake; at once otherwise.
    #[serde(default)]
    pub uptake: Option<Time>,
    /// Mass; needed for lesions.
    #[serde(default)]
    pub mass: Option<Mass>,
    /// Uncertainty of the dose (standard deviation).
    #[serde(default)]
    pub uncertainty: Option<Fraction>,
    /// Radiation that it is from.
    #[serde(default)]
    pub quality: GivenQuality,
}

/// Radiation of a given dose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GivenQuality {
    /// Electrons and photons.
    #[default]
    Electrons,
    /// Alphas.
    Alphas,
}

/// How lesions answer, in place of what the library has of the tumour.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResponseInput {
    /// α by mean dose.
    #[serde(default)]
    pub alpha: Option<InverseDose>,
    /// α/β.
    #[serde(default)]
    pub alpha_beta: Option<Dose>,
    /// Half-time of the repair of sublethal damage.
    #[serde(default)]
    pub repair_half_time: Option<Time>,
    /// Doubling time.
    #[serde(default)]
    pub doubling_time: Option<Time>,
    /// Mass at which growth ends (Gompertz); exponential otherwise.
    #[serde(default)]
    pub capacity: Option<Mass>,
    /// Half-time of the clearance of dying cells.
    #[serde(default)]
    pub clearance: Option<Time>,
    /// Share of a lesion that is no tumour cell.
    #[serde(default)]
    pub residual: Option<Fraction>,
    /// Spread of α between lesions (coefficient of variation).
    #[serde(default)]
    pub between_lesions: Option<Fraction>,
    /// Partial pressure of oxygen in mmHg; well oxygenated (40 mmHg) otherwise.
    #[serde(default)]
    pub oxygen_mmhg: Option<f64>,
    /// Mean times in G1, S and G2/M, for drugs that arrest cells.
    #[serde(default)]
    pub phases: Option<[Time; 3]>,
}
