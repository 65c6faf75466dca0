use hevesy_quantity::{Activity, ActivityPerMass};
use serde::{Deserialize, Serialize};

use super::{Citation, Direction, Modality};
use crate::{AsOf, Label};

/// A clinical study with all that the sources print of it, one record for one study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Name, such as `NETTER-1`.
    pub id: String,
    /// Other names.
    #[serde(default)]
    pub names: Vec<String>,
    /// Registry number, such as `NCT01578239`; belongs to one study only.
    #[serde(default)]
    pub registry: Option<String>,
    /// Registry number as printed, where that is not it.
    #[serde(default)]
    pub registry_as_printed: Option<String>,
    /// Kind of study.
    pub kind: StudyKind,
    /// Radiation; external beam studies are kept apart.
    pub modality: Modality,
    /// Phases that are printed.
    #[serde(default)]
    pub phase: Vec<String>,
    /// Design in words.
    #[serde(default)]
    pub design: Option<String>,
    /// Patients, each with what it counts: `229 (primary analysis)`.
    #[serde(default)]
    pub patients: Vec<String>,
    /// Numbers of the comparison that `direction` speaks of.
    #[serde(default)]
    pub compared: Option<Compared>,
    /// Disease.
    #[serde(default)]
    pub indication: Option<String>,
    /// Arms.
    #[serde(default)]
    pub arm: Vec<Arm>,
    /// Primary endpoint.
    #[serde(default)]
    pub primary_endpoint: Option<String>,
    /// Results.
    #[serde(default)]
    pub result: Vec<Outcome>,
    /// Adverse events.
    #[serde(default)]
    pub adverse_event: Vec<Outcome>,
    /// For a combination: its effect on the tumour against the radiopharmaceutical (or the beam) alone; harm stands apart.
    pub direction: Direction,
    /// Harm beyond a worse effect, such as `fractures`.
    #[serde(default)]
    pub harm: Vec<String>,
    /// Dates as printed.
    #[serde(default)]
    pub dates: Vec<String>,
    /// Status with its date.
    #[serde(default)]
    pub status: Vec<DatedStatus>,
    /// What is uncertain in this record.
    #[serde(default)]
    pub uncertain: Vec<String>,
    /// Remarks.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Passages.
    pub cited: Vec<Citation>,
    /// Ids of the records of the evidence base that this file was made from.
    #[serde(default)]
    pub records: Vec<String>,
}

/// Numbers of a randomised comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// Patients with the combination.
    pub with: u32,
    /// Patients without the partner.
    pub without: u32,
    /// Which patients: `randomised`, `treated`, `evaluable`.
    pub who: String,
    /// Evidence label.
    pub label: Label,
    /// Source.
    pub source: String,
}

/// Kind of study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StudyKind {
    /// Patients are treated by a protocol.
    Interventional,
    /// Patients are observed.
    Cohort,
    /// Comparison of imaging.
    Diagnostic,
    /// One or few patients.
    CaseReport,
    /// Several studies pooled.
    MetaAnalysis,
    /// Several studies named together, or a review's summary.
    Review,
    /// Population statistics.
    Epidemiology,
}

/// An arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// `experimental`, `control` …
    #[serde(default)]
    pub role: Option<String>,
    /// Agents of `library/agents`.
    #[serde(default)]
    pub agents: Vec<String>,
    /// Drugs of `library/drugs`.
    #[serde(default)]
    pub drugs: Vec<String>,
    /// What is given besides, in words.
    #[serde(default)]
    pub other: Option<String>,
    /// Activity of one administration; checked against the range of each agent.
    #[serde(default)]
    pub activity: Option<Activity>,
    /// The same per body mass.
    #[serde(default)]
    pub activity_per_mass: Option<ActivityPerMass>,
    /// Activity as printed, where it is a range, a sum or a misprint.
    #[serde(default)]
    pub activity_as_printed: Option<String>,
    /// Number of cycles, in words.
    #[serde(default)]
    pub cycles: Option<String>,
    /// Interval, in words.
    #[serde(default)]
    pub interval: Option<String>,
    /// Conflict that explains why the printed activity is not the one used here.
    #[serde(default)]
    pub disputed: Option<String>,
}

/// A result or an adverse event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Endpoint or event.
    pub what: String,
    /// Arm or comparison.
    #[serde(default)]
    pub arm: Option<String>,
    /// Value.
    #[serde(default)]
    pub value: Option<f64>,
    /// Lower end of a printed range.
    #[serde(default)]
    pub low: Option<f64>,
    /// Upper end of a printed range.
    #[serde(default)]
    pub high: Option<f64>,
    /// Unit: `%`, `months`, `weeks`, `HR`, `patients` …
    #[serde(default)]
    pub unit: Option<String>,
    /// Confidence interval.
    #[serde(default)]
    pub interval: Option<[f64; 2]>,
    /// Standard deviation.
    #[serde(default)]
    pub sd: Option<f64>,
    /// Patients with the result.
    #[serde(default)]
    pub numerator: Option<u32>,
    /// Of how many.
    #[serde(default)]
    pub denominator: Option<u32>,
    /// The same in the comparator.
    #[serde(default)]
    pub comparator: Option<f64>,
    /// P value as printed.
    #[serde(default)]
    pub p: Option<String>,
    /// How well the number is founded; absent for what a review prints.
    #[serde(default)]
    pub label: Option<Label>,
    /// In words, where there is no number.
    #[serde(default)]
    pub finding: Option<String>,
    /// Remarks.
    #[serde(default)]
    pub note: Option<String>,
    /// Conflict of `library/conflicts` that concerns this number.
    #[serde(default)]
    pub disputed: Option<String>,
}

/// A status and when it was true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedStatus {
    /// As printed: `Recruiting`.
    pub text: String,
    /// When that was true.
    pub as_of: AsOf,
    /// Document.
    pub document: String,
}

impl Outcome {
    /// Why this outcome cannot be right as it stands, if so: range upside down, counts that do not give the
    /// percentage, a value outside its own interval or far from the middle of it.
    #[must_use]
    pub fn implausible(&self) -> Option<String> {
        let what = &self.what;
        if let (Some(low), Some(high)) = (self.low, self.high)
            && low > high
        {
            return Some(format!("{what}: the range {low} to {high} is upside down"));
        }
        if let (Some(k), Some(n)) = (self.numerator, self.denominator) {
            if k > n || n == 0 {
                return Some(format!("{what}: {k} of {n} cannot be"));
            }
            let percent = 100.0 * f64::from(k) / f64::from(n);
            if let (Some(value), Some("%")) = (self.value, self.unit.as_deref())
                && (value - percent).abs() > 0.6
            {
                return Some(format!("{what}: {k} of {n} is {percent:.1} %, not {value} %"));
            }
        }
        if let Some(value) = self.value
            && self.unit.as_deref() == Some("%")
            && !(-100.0..=100.0).contains(&value)
        {
            return Some(format!("{what}: {value} % is no share"));
        }
        let ([low, high], value) = (self.interval?, self.value?);
        if low > high {
            return Some(format!("{what}: the interval {low} to {high} is upside down"));
        }
        if !(low..=high).contains(&value) {
            return Some(format!("{what}: {value} lies outside its own interval {low} to {high}"));
        }
        // An interval of a proportion away from 0 and 100 % is nearly symmetric; the estimate stands near its middle.
        let off = (value - f64::midpoint(low, high)) / (high - low);
        let proportion = self.unit.as_deref() == Some("%") && low > 5.0 && high < 95.0;
        (proportion && off.abs() > 0.2).then(|| {
            format!(
                "{what}: {value} % stands far from the middle of its own interval {low} to {high} %, so one of them \
                 belongs to another analysis"
            )
        })
    }
}
