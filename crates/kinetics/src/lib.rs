//! Activity over time in a region, from measurements or from a compartment model ([`simulate`]).
//!
//! A [`TimeActivity`] is what was measured; a [`Protocol`](hevesy_library::Protocol) says how it is integrated;
//! [`assess`] does it and returns the [`Kinetics`] of the region: the activity as a [`Curve`], the time-integrated
//! activity with its distribution, every model that was tried, and notes.
//!
//! ```
//! use hevesy_kinetics::{Sample, TimeActivity, assess};
//! use hevesy_library::Library;
//!
//! let library = Library::built_in()?;
//! let scan = |time_h, activity_mbq| Sample { time_h, activity_mbq, sd_mbq: None };
//! let kidney = TimeActivity {
//!     region: "left kidney".into(),
//!     samples: vec![scan(3.7, 98.6), scan(27.7, 73.6), scan(103.1, 25.4), scan(124.0, 19.0)],
//! };
//! let protocol = library.protocol("multi-time-point").expect("built in");
//! let lambda_p_per_h = std::f64::consts::LN_2 / (6.647 * 24.0);
//! let kinetics = assess(&kidney, protocol, lambda_p_per_h, None).expect("a plain curve");
//! let tia_mbq_h = kinetics.tia_mbq_h.estimate();
//! assert!(tia_mbq_h.low95 < 7594.0 && 7594.0 < tia_mbq_h.high95);
//! # Ok::<(), hevesy_library::Problem>(())
//! ```

mod assess;
mod average;
mod candidate;
mod curve;
mod daughters;
mod disposition;
mod error;
mod family;
mod fit;
mod given;
mod label;
mod map;
mod member;
mod plausibility;
mod reduced;
mod simulate;
mod single_time_point;
mod species;
mod start;
mod time_activity;
mod trapezoid;
mod volume;

pub use assess::{Kinetics, assess};
pub use candidate::Candidate;
pub use curve::{Curve, Piece};
pub use daughters::{Followed, RegionDecays, Retention, follow_daughters};
pub use disposition::{Body, Disposition, DrugGiven};
pub use error::KineticsError;
pub use family::Parameters;
pub use fit::{Fit, Scatter, UptakePrior, fit};
pub use given::Given;
pub use member::{Fitted, Measured, Measurement, Person, group_of, observed_dimension};
pub use plausibility::{UNSTATED_CV, check};
pub use reduced::{ReducedError, expected_error};
pub use simulate::{Label, Simulated, SimulationError, simulate, simulate_labels};
pub use single_time_point::{hanscheid_ratio, hanscheid_tia_mbq_h, madsen_tia_mbq_h};
pub use species::{AnimalOrgan, Bodies, Extrapolated, ScalingRule, extrapolate};
pub use time_activity::{Prior, Sample, TimeActivity};
pub use volume::{Recovery, VolumeUncertainty, relative_volume_uncertainty};
