//! Hevesy: an open theranostic digital twin. The facade over its crates, and what the command line calls.
//!
//! ```
//! use hevesy::{Library, Study, assess};
//!
//! let study = r#"
//!     agent = "177Lu-DOTATATE"
//!     [[administration]]
//!     activity = "7.21 GBq"
//!     [measured]
//!     table = "activity.csv"
//! "#;
//! let table = "region,time_h,activity_MBq,mass_g\nleft kidney,4,98,150\nleft kidney,24,76,150\nleft kidney,96,28,150\n";
//! let library = Library::built_in()?;
//! let study = Study::read("study.toml", study, &|_| Ok(table.to_owned()), &library, None)?;
//! let assessment = assess(&study, &library)?;
//! assert!((4.0..4.8).contains(&assessment.doses[0].dose_gy.value()));
//! # Ok::<(), hevesy::Problem>(())
//! ```

mod answer;
mod assess;
mod assumptions;
pub mod course;
pub mod extrapolated;
pub mod fitting;
pub mod people;
mod plan;
mod rows;
pub mod simulated;
pub mod study;
pub mod together;

pub use answer::{Inputs, dose_answer, patient_line};
pub use assess::{Assessment, assess};
pub use hevesy_anatomy as anatomy;
pub use hevesy_biology as biology;
pub use hevesy_compartment as compartment;
pub use hevesy_dose as dose;
pub use hevesy_evidence as evidence;
pub use hevesy_image as image;
pub use hevesy_kinetics as kinetics;
pub use hevesy_library::{Library, Problem};
pub use hevesy_matter as matter;
pub use hevesy_nuclide as nuclide;
pub use hevesy_planner as planner;
pub use hevesy_population as population;
pub use hevesy_quantity as quantity;
pub use hevesy_report as report;
pub use hevesy_transport as transport;
pub use plan::plan_of;
pub use study::Study;

/// Name and version of the program.
pub const PROGRAM: &str = concat!("hevesy ", env!("CARGO_PKG_VERSION"));
