//! What is given to whom, and when: plain types that kinetics, dose, the course and the planner share.

mod amount;
mod calendar;
mod timeline;

pub use amount::DrugDose;
pub use calendar::{Days, dose_times_h};
pub use timeline::{Entry, Timeline};

use hevesy_quantity::{Activity, Length, Mass, Time};
use serde::{Deserialize, Serialize};

/// Sex, where reference masses differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// The patient, as far as dose depends on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Patient {
    /// Sex.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Age.
    #[serde(default)]
    pub age: Option<Time>,
    /// Body mass.
    #[serde(default)]
    pub mass: Option<Mass>,
    /// Body height, for doses per body surface.
    #[serde(default)]
    pub height: Option<Length>,
}

/// One administration of a radiopharmaceutical.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Administration {
    /// Time on the axis of the study.
    pub at: Time,
    /// Activity at that time.
    pub activity: Activity,
}

/// A course of equal cycles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// Number of cycles planned, those given included.
    pub cycles: u32,
    /// Time from one administration to the next.
    pub interval: Time,
}
