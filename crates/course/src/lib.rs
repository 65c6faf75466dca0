//! One patient through time: what dose rates do to lesions, blood counts and organs.
//!
//! Dose rates are put on a [`Grid`] of times once ([`Exposure`]), since they do not depend on how a patient answers; a [`Patient`] is then
//! followed over it, so that thousands of draws of the same study share that work. Theory: theory/course.md.
//!
//! ```
//! use hevesy_biology::{Growth, Lesion};
//! use hevesy_course::{Exposure, Grid, Patient, Weights};
//! use hevesy_dose::{Curve, DoseRate, Quality};
//!
//! // 20 Gy with an effective half-life of 60 h in a lesion that doubles in 100 d.
//! let rate_per_h = std::f64::consts::LN_2 / 60.0;
//! let rates = [DoseRate {
//!     region: "lesion".into(),
//!     quality: Quality::Electron,
//!     curve_gy_per_h: Curve::exponential(20.0 * rate_per_h, rate_per_h),
//!     cv: 0.0,
//! }];
//! let grid = Grid::new(&[0.0], 200.0 * 24.0);
//! let lesion = Lesion {
//!     growth: Growth::doubling(2400.0),
//!     clearance_per_h: 0.1 / 24.0,
//!     ..Lesion::plain(10.0, 0.2, 10.0, 0.46)
//! };
//! let patient = Patient { lesions: vec![(lesion, Weights::ONE).into()], ..Patient::default() };
//! let exposures = [Exposure::of(&rates, &grid)];
//! let course = patient.follow(&grid, &exposures);
//! assert!(course.lesion_g(0, grid.steps()) < 5.0);
//! ```

mod exposure;
mod grid;
mod layout;
mod patient;
mod periods;
mod trajectory;
mod tumour;

pub use exposure::{Exposure, Weights};
pub use grid::{Doses, Grid};
pub use patient::{Immune, Partners, Patient};
pub use periods::Periods;
pub use trajectory::Trajectory;
pub use tumour::{Cells, SizeFeedback, Tumour};
