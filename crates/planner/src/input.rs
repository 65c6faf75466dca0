use hevesy_library::Ntcp;

use crate::limits::Limit;
use crate::target::Target;

/// Everything a plan rests on.
#[derive(Clone, Debug)]
pub struct PlanInput {
    /// Organs with the complication model of their tissue.
    pub organs: Vec<(Target, Option<Ntcp>)>,
    /// Lesions.
    pub lesions: Vec<Target>,
    /// Activity of the measured cycle in MBq.
    pub measured_mbq: f64,
    /// Number of cycles planned, the measured one included.
    pub cycles: usize,
    /// Time between administrations in h.
    pub interval_h: f64,
    /// Relative standard deviation of uptake between cycles.
    pub between_cycle_cv: f64,
    /// Relative loss of lesion dose per cycle (tumours take up less as they respond).
    pub lesion_decline: f64,
    /// Limits.
    pub limits: Vec<Limit>,
    /// Dose in Gy every lesion should reach.
    pub lesion_goal_gy: Option<f64>,
    /// Ways to choose the activity that are set side by side.
    pub rules: Vec<Rule>,
    /// Accepted probability of exceeding a limit, for the dose-based rule.
    pub accepted_risk: f64,
    /// Seed of the draws.
    pub seed: u64,
}

/// A way to choose the activity of the cycles that follow the measured one.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The measured activity again.
    Same,
    /// A fixed activity in MBq, and where it comes from.
    Fixed(f64, String),
    /// By body mass: the resulting activity in MBq, and the rule in words.
    WeightBased(f64, String),
    /// The largest activity that keeps every limit with the accepted probability.
    DoseBased,
}
