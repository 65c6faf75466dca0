//! What is answered of a course.

use hevesy_biology::Response;
use hevesy_regimen::Timeline;
use hevesy_report::Assumption;
use hevesy_statistics::Estimate;
use serde::Serialize;

use super::alerts::LimitAnswer;
use super::blood::NadirAnswer;
use super::harms::HarmAnswer;
use super::immune::{ImmuneAnswer, OverlapAnswer};
use super::iso_effect::IsoEffectAnswer;
use super::pairs::PairAnswer;
use super::scans::DurabilityAnswer;
use super::sensitivity::Matters;
use super::windows::WindowAnswer;

/// Answer of `hevesy simulate`.
#[derive(Clone, Debug, Serialize)]
pub struct CourseAnswer {
    /// Title of the study.
    pub title: String,
    /// Agent.
    pub agent: String,
    /// Cycles, with the days on which they begin.
    pub cycles_d: Vec<f64>,
    /// Days followed.
    pub until_d: f64,
    /// Draws behind the intervals.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Steps of the grid, a work counter.
    pub steps: usize,
    /// Everything that is given, in the order of time.
    pub timeline: Timeline,
    /// What speaks against it.
    pub alerts: Vec<String>,
    /// What drugs do here.
    pub drugs: Vec<DrugAnswer>,
    /// Checkpoint inhibitors beside what is left of the dose rate.
    pub overlaps: Vec<OverlapAnswer>,
    /// Pairs of what is given against each alone.
    pub pairs: Vec<PairAnswer>,
    /// Activity that the drugs save at equal effect.
    pub iso_effect: Option<IsoEffectAnswer>,
    /// Drugs beside the tail of the dose rate.
    pub windows: Vec<WindowAnswer>,
    /// How often rules hold, reduce or stop; empty without rules.
    pub held: Vec<HeldAnswer>,
    /// Organs that several of what is given harm.
    pub overlapping: Vec<OverlappingToxicity>,
    /// Lesions.
    pub lesions: Vec<LesionAnswer>,
    /// Immune cells in lesions and their dose, in the central patient of the course as planned.
    pub immune: Vec<ImmuneAnswer>,
    /// Scans; empty without measurable lesions.
    pub scans: Vec<ScanAnswer>,
    /// How long response and control last; nothing without measurable lesions.
    pub durability: Option<DurabilityAnswer>,
    /// Blood counts.
    pub blood: Vec<BloodAnswer>,
    /// Share of draws in which any count reaches grade 3.
    pub any_grade_3: Option<f64>,
    /// What the first nadir of each count depends on.
    pub nadirs: Vec<NadirAnswer>,
    /// Printed rates of harms that go with what is given.
    pub harms: Vec<HarmAnswer>,
    /// Organs.
    pub organs: Vec<OrganAnswer>,
    /// Limits of the study.
    pub limits: Vec<LimitAnswer>,
    /// Which unknowns matter most.
    pub matters: Vec<Matters>,
    /// Single figures that sum the course up, draw by draw.
    #[serde(skip)]
    pub outcomes: Vec<Outcome>,
    /// Curves over time.
    #[serde(skip)]
    pub curves: Vec<CurveAnswer>,
    /// Numbers of the library that it rests on, weakest first.
    pub rests_on: Vec<Assumption>,
    /// Remarks.
    pub notes: Vec<String>,
}

/// A term that a drug touches.
#[derive(Clone, Debug, Serialize)]
pub struct DrugAnswer {
    /// Drug.
    pub drug: String,
    /// Term of the model.
    pub term: &'static str,
    /// Size at full effect with its range; nothing where it is not known.
    pub size: Option<String>,
    /// Whether it is followed here.
    pub followed: bool,
}

/// A figure that sums a course up.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it is of.
    pub name: String,
    /// Unit.
    pub unit: &'static str,
    /// Of the central patient.
    pub central: f64,
    /// Of each draw: the same index is the same patient in every scenario of a seed.
    pub draws: Vec<f64>,
}

/// A lesion.
#[derive(Clone, Debug, Serialize)]
pub struct LesionAnswer {
    /// Name.
    pub name: String,
    /// Mass at the start in g.
    pub mass_g: f64,
    /// −ln of the surviving share of cells, growth and operations not counted.
    pub log_kill: Estimate,
    /// Where the study has kill of cells that were not hit: log kill of the central patient without and with it, in the course as planned.
    pub bystander_log_kill: Option<[f64; 2]>,
    /// Least diameter over that at the start, in per cent of change.
    pub best_change_percent: Estimate,
    /// Day of the least diameter in the central patient.
    pub best_day: f64,
    /// Change of diameter at the end, in per cent.
    pub end_change_percent: Estimate,
    /// The endpoint of an animal, where the study has one.
    pub endpoint: Option<Endpoint>,
}

/// When a lesion reaches the mass at which an animal is out.
#[derive(Clone, Debug, Serialize)]
pub struct Endpoint {
    /// Day in the central patient; nothing where it is not reached.
    pub central_day: Option<f64>,
    /// Median day over the draws; nothing where fewer than half reach it.
    pub median_day: Option<f64>,
    /// Share of draws that reach it.
    pub reached: f64,
}

/// A scan.
#[derive(Clone, Debug, Serialize)]
pub struct ScanAnswer {
    /// Day.
    pub day: f64,
    /// Sum of diameters of target lesions in mm.
    pub sum_mm: Estimate,
    /// Response in the central patient.
    pub response: Response,
    /// Share of draws with CR, PR, SD and PD at this scan.
    pub probability: [f64; 4],
    /// Share of draws that progressed at this scan or before.
    pub progressed: f64,
}

/// A lineage of blood cells.
#[derive(Clone, Debug, Serialize)]
pub struct BloodAnswer {
    /// Name.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// Count before the first cycle.
    pub baseline: Estimate,
    /// Cycle by cycle.
    pub cycles: Vec<BloodCycle>,
    /// Share of draws by worst grade, 0 to 4.
    pub worst_grade: [f64; 5],
}

/// Counts after an administration, to the next one or the end.
#[derive(Clone, Debug, Serialize)]
pub struct BloodCycle {
    /// Lowest count.
    pub nadir: Estimate,
    /// Days from the administration to it.
    pub nadir_after_d: Estimate,
    /// Count when the next administration begins, or at the end, over that before the first.
    pub recovered_percent: Estimate,
    /// Share of draws with grade 3 or more.
    pub grade_3: f64,
}

/// An organ.
#[derive(Clone, Debug, Serialize)]
pub struct OrganAnswer {
    /// Name.
    pub name: String,
    /// BED of courses before, in Gy; it is in the others.
    pub before_gy: f64,
    /// BED at the end in Gy.
    pub bed_gy: Estimate,
    /// BED after each cycle in the central patient.
    pub bed_by_cycle_gy: Vec<f64>,
    /// Complication and its probability, expected over the draws.
    pub complication: Option<(String, f64)>,
}

/// What rules did to an administration.
#[derive(Clone, Debug, Serialize)]
pub struct HeldAnswer {
    /// Cycle, from 1.
    pub cycle: usize,
    /// Day on which it is given.
    pub day: Estimate,
    /// Share of draws in which it comes later than planned.
    pub later: f64,
    /// Share in which it is given with less activity.
    pub reduced: f64,
    /// Share in which it is not given.
    pub stopped: f64,
}

/// An organ or cell that several partners harm.
#[derive(Clone, Debug, Serialize)]
pub struct OverlappingToxicity {
    /// Organ.
    pub organ: String,
    /// Who harms it.
    pub by: Vec<String>,
}

/// A quantity over time: day, low, central, high.
#[derive(Clone, Debug)]
pub struct CurveAnswer {
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: &'static str,
    /// (day, 2.5 % quantile, central patient, 97.5 % quantile).
    pub points: Vec<(f64, f64, f64, f64)>,
}
