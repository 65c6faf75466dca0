//! Answers as data: the machine-readable twin of every report. Field names are stable.

use std::collections::BTreeMap;

use hevesy_kinetics::ReducedError;
use hevesy_planner::Plan;
use hevesy_statistics::Estimate;
use serde::Serialize;

/// Answer of `hevesy dose`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DoseAnswer {
    /// Title of the study.
    pub title: String,
    /// Agent.
    pub agent: String,
    /// Radionuclide.
    pub nuclide: String,
    /// Half-life in use, in s.
    pub half_life_s: f64,
    /// Where the half-life comes from.
    pub half_life_source: String,
    /// Administered activity in MBq.
    pub administered_mbq: f64,
    /// Dosimetry protocol, `id@version`.
    pub protocol: String,
    /// Energy per decay in MeV that is counted, by quality, chain included.
    pub energy_per_decay_mev: QualityDose,
    /// Regions in the order of the table.
    pub regions: Vec<RegionAnswer>,
    /// Expected error of a reduced scan plan, by region.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub expected_error_of_reduced_plan: BTreeMap<String, ReducedError>,
    /// Remarks that concern the whole study, then each region's.
    pub notes: Vec<String>,
    /// Numbers of the library that were used, weakest evidence first.
    pub assumptions: Vec<Assumption>,
    /// How to get the same result again.
    pub provenance: Provenance,
}

/// One number for each radiation quality.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct QualityDose {
    /// Alpha particles and recoils.
    pub alpha: f64,
    /// Electrons.
    pub electron: f64,
    /// Photons.
    pub photon: f64,
}

/// A region.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegionAnswer {
    /// Name as in the table.
    pub name: String,
    /// `organ` or `lesion`.
    pub kind: &'static str,
    /// Tissue of the library it is taken for.
    pub tissue: Option<String>,
    /// Mass in g.
    pub mass_g: f64,
    /// Where the mass comes from.
    pub mass_source: String,
    /// Time-integrated activity in MBq·h.
    pub tia_mbq_h: Estimate,
    /// Time-integrated activity coefficient in h.
    pub tiac_h: Estimate,
    /// Mean absorbed dose in Gy.
    pub dose_gy: Estimate,
    /// Mean absorbed dose per administered activity in Gy/GBq.
    pub dose_gy_per_gbq: Estimate,
    /// Absorbed dose by quality in Gy.
    pub dose_by_quality_gy: QualityDose,
    /// Dose from other regions in Gy (part of the photon dose).
    pub dose_from_others_gy: Vec<ContributionAnswer>,
    /// RBE-weighted dose in Gy(RBE), beside the absorbed dose, where there are alphas.
    pub rbe_weighted_dose_gy: Option<Estimate>,
    /// Biologically effective dose in Gy; null where α/β or repair are unknown.
    pub bed_gy: Option<Estimate>,
    /// α/β in Gy behind the BED.
    pub bed_alpha_beta_gy: Option<f64>,
    /// Repair half-time in h behind the BED.
    pub bed_repair_half_time_h: Option<f64>,
    /// EQD2 in Gy.
    pub eqd2_gy: Option<Estimate>,
    /// Largest dose rate in Gy/h.
    pub peak_dose_rate_gy_per_h: f64,
    /// Dose over the time in which 95 % of it are delivered, in Gy/h.
    pub mean_dose_rate_gy_per_h: f64,
    /// Time in h by which 95 % of the dose are delivered.
    pub time_of_95_percent_h: f64,
    /// Half-life in h of the slowest phase of the model with the largest weight.
    pub effective_half_life_h: f64,
    /// The fit.
    pub fit: FitAnswer,
    /// Remarks.
    pub notes: Vec<String>,
}

/// Dose from another region.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ContributionAnswer {
    /// Source region.
    pub source: String,
    /// Dose in Gy.
    pub dose_gy: f64,
}

/// How activity was integrated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FitAnswer {
    /// Model with the largest weight, or the method.
    pub model: String,
    /// Weight of every model in the average.
    pub weights: BTreeMap<String, f64>,
    /// All models that were tried.
    pub candidates: Vec<CandidateAnswer>,
}

/// A model that was tried.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CandidateAnswer {
    /// Family.
    pub model: String,
    /// Its time-integrated activity in MBq·h.
    pub tia_mbq_h: Option<f64>,
    /// Its weight.
    pub weight: f64,
    /// Amplitudes in MBq.
    pub amplitudes_mbq: Vec<f64>,
    /// Effective rates in 1/h (biological plus physical), the uptake rate last.
    pub effective_rates_per_h: Vec<f64>,
    /// Why it takes no part, where it does not.
    pub left_out: Option<String>,
}

/// A number of the library that a result rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assumption {
    /// What it is.
    pub what: String,
    /// Its value with unit and range.
    pub value: String,
    /// Evidence label.
    pub label: String,
    /// Source.
    pub source: String,
    /// Whether it is a proposal or unknown, which every report must show.
    pub weak: bool,
}

/// How to get the same result again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Provenance {
    /// Program and version.
    pub program: String,
    /// Hash of the study file and all files it names (SHA-256, first 16 hex digits).
    pub inputs_hash: String,
    /// Hash of the library, built-in and own files.
    pub library_hash: String,
    /// Files of the user's library that replaced built-in ones.
    pub library_replaced: Vec<String>,
    /// Seed of the draws.
    pub seed: u64,
    /// Nuclear data.
    pub nuclear_data: String,
}

/// Answer of `hevesy plan`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanAnswer {
    /// The dose so far.
    #[serde(flatten)]
    pub dose: DoseAnswer,
    /// What follows.
    pub plan: Plan,
}
