//! From one measured cycle to the next: what limits allow, what goals need, and with what probability.
//!
//! Everything is computed on joint draws of dose, α/β, repair half-time and variation between cycles, so that each answer
//! is a probability or an interval. Draws are a function of (seed, purpose, index).

mod alternatives;
mod control;
mod course;
mod input;
mod limits;
mod outlook;
mod target;

pub use alternatives::{Alternative, alternatives};
pub use course::{CourseBed, course_bed};
pub use input::{PlanInput, Rule};
pub use limits::{Limit, LimitOutlook, OrganOutlook};
pub use outlook::{CycleBenefit, Plan, plan};
pub use target::{LesionOutlook, Target, TumourResponse};
