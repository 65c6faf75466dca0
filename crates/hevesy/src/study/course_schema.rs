//! What a study file says of partners, given doses and rules, as it is written.

use std::collections::BTreeMap;

use hevesy_library::Term;
use hevesy_quantity::{Activity, Dose, Fraction, InverseDose, Mass, Time};
use hevesy_regimen::DrugDose;
use schemars::JsonSchema;
use serde::Deserialize;

use super::schema::single;

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
    /// Dose of the marrow in one administration of this `nuclide`, RBE-weighted for alphas; needed where blood counts are followed.
    #[serde(default)]
    pub marrow_dose: Option<Dose>,
    /// Half-life of its rate.
    #[serde(default)]
    pub marrow_half_life: Option<Time>,
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

/// Immunity of the tumour.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImmunityInput {
    /// Class of the tumour: `inflamed`, `excluded` or `desert`.
    pub class: String,
    /// Share of the dose rate of an administration that may be left when a checkpoint inhibitor is given; 25 % otherwise.
    #[serde(default)]
    pub residual_limit: Option<Fraction>,
    /// α of T cells, in place of the library's.
    #[serde(default)]
    pub alpha: Option<InverseDose>,
    /// Dose of immune cells by radiopharmaceuticals over the mean of their lesion: some 0.05 to 0.5 in stroma under alphas on the membrane; 1 otherwise.
    #[serde(default)]
    pub dose_share: Option<f64>,
    /// Regulatory cells made per day for each exhausted one, each of which takes an effector a day: up to 100, none otherwise.
    #[serde(default)]
    pub regulatory: Option<f64>,
    /// Memory cells made per day of each effector; none otherwise.
    #[serde(default)]
    pub memory: Option<f64>,
    /// Effectors made per day of each memory cell at full antigen; 0.5 otherwise.
    #[serde(default)]
    pub recall: Option<f64>,
    /// Interferon of type I by dying cells that fill half of the priming, over that of many effectors; none otherwise.
    #[serde(default)]
    pub interferon_of_death: Option<f64>,
    /// Dose rate in Gy/h (alphas weighted) at which death is half as immunogenic as at high dose rate; it does not matter otherwise.
    #[serde(default)]
    pub immunogenic_gy_per_h: Option<f64>,
    /// How immunogenic death by alphas is, over that by electrons and photons; 1 otherwise, since nobody has measured it.
    #[serde(default)]
    pub immunogenicity_of_alphas: Option<f64>,
}

/// A rule for the next administration.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleInput {
    /// `platelets`, `neutrophils`, `lymphocytes` or `haemoglobin`.
    pub count: String,
    /// Least count at which it is given, in 10⁹/L or g/dL.
    pub least: f64,
    /// How long one waits before looking again; a week otherwise.
    #[serde(default)]
    pub wait: Option<Time>,
    /// Longest wait, after which the course ends; 16 weeks otherwise.
    #[serde(default)]
    pub longest: Option<Time>,
    /// Lowest count since the last administration below which activity is reduced from now on.
    #[serde(default)]
    pub reduce_below: Option<f64>,
    /// To which share; half otherwise.
    #[serde(default)]
    pub reduce_to: Option<Fraction>,
}

/// Dose of a region in one administration, where it is known without a table: published, or from another program.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenInput {
    /// Name: a tissue such as `kidneys`, or a lesion.
    pub region: String,
    /// `lesion` where the name does not say so.
    #[serde(default)]
    pub kind: Option<GivenKind>,
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
    /// Radiation that it is from; must be said where the nuclide emits alphas.
    #[serde(default)]
    pub quality: Option<GivenQuality>,
}

/// Kind of a region whose dose is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GivenKind {
    /// A lesion.
    Lesion,
}

/// Radiation of a given dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GivenQuality {
    /// Electrons and photons.
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
    /// Dose rate in Gy/h (alphas weighted) that halves the rate at which cells leave G2, with `phases`.
    #[serde(default)]
    pub g2_delay_gy_per_h: Option<f64>,
    /// Saturation-corrected dose-mean lineal energy y* of the alphas in keV/µm (up to 95.7), which then gives the RBE of alphas in lesions by the microdosimetric kinetic model.
    #[serde(default)]
    pub lineal_energy: Option<f64>,
    /// Dose-averaged LET of the alphas in keV/µm, for their enhancement by oxygen.
    #[serde(default)]
    pub alpha_let: Option<f64>,
    /// Largest oxygen enhancement of the alphas; otherwise that of `alpha_let`, and 1 without it.
    #[serde(default)]
    pub alpha_oer: Option<f64>,
    /// Spread of the dose between the cells of a lesion (coefficient of variation, log-normal).
    #[serde(default)]
    pub uneven_uptake: Option<Fraction>,
    /// Spread of α between the cells of a lesion.
    #[serde(default)]
    pub uneven_alpha: Option<Fraction>,
    /// Share of the activity that a lesion takes up, as a power of its mass: 1 keeps the concentration, 0 the activity. Without it size changes no dose.
    #[serde(default)]
    pub uptake_exponent: Option<f64>,
    /// Populations that answer otherwise than the rest.
    #[serde(default)]
    pub clone: Vec<CloneInput>,
    /// Kill of cells that were not hit.
    #[serde(default)]
    pub bystander: Option<BystanderInput>,
}

/// A part of every lesion whose cells answer otherwise than the rest.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloneInput {
    /// Its share of the cells at the first administration.
    pub share: Fraction,
    /// Its α over that of the rest.
    #[serde(default = "one")]
    pub alpha: f64,
    /// Its dose over that of the rest: less where it has lost the target.
    #[serde(default = "one")]
    pub dose: f64,
    /// Its doubling time; that of the rest otherwise.
    #[serde(default)]
    pub doubling_time: Option<Time>,
}

const fn one() -> f64 {
    1.0
}

/// A saturating kill by signals of cells that were hit. No value is known in patients.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BystanderInput {
    /// Largest kill per day.
    pub largest_per_day: f64,
    /// Kill per day by the radiation at which it is 63 % of that.
    pub saturates_per_day: f64,
}

/// An operation.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurgeryInput {
    /// Lesion.
    pub lesion: String,
    /// Time, from the first administration on.
    pub at: Time,
    /// Share of it that is left; one cell in 10⁹ otherwise.
    #[serde(default)]
    pub leaves: Option<Fraction>,
}
