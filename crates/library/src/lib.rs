//! Loads, checks and hands out everything under the data folder `library/`, built-in and the user's own, so that no
//! other crate opens a file.
//!
//! Knowledge is data: agents, dosimetry protocols, tissues, tumours, radiation weights. Every number carries its unit,
//! its spread, an evidence label and its source ([`Parameter`]).
//!
//! ```
//! let library = hevesy_library::Library::built_in()?;
//! let kidneys = library.tissue_of_region("Kidney_Left").expect("kidneys are a tissue");
//! assert_eq!(kidneys.id, "kidneys");
//! assert_eq!(library.agent("Lutathera").expect("a synonym").id, "177Lu-DOTATATE");
//! # Ok::<(), hevesy_library::Problem>(())
//! ```

mod agent;
mod check;
pub mod files;
mod load;
mod parameter;
mod problem;
mod protocol;
mod radiation;
mod region;
mod tissue;
mod tumour;

pub use agent::{ActivityRange, Agent, EffectiveHalfLife, UsualRegimen};
pub use load::Library;
pub use parameter::{Label, Parameter};
pub use problem::{Problem, line_of};
pub use protocol::{Family, Method, Protocol, Weights};
pub use radiation::RadiationWeights;
pub use region::{RegionName, Side};
pub use tissue::{DoseLimit, LimitOn, LinearQuadratic, Lkb, Ntcp, ProbitBed, Tissue};
pub use tumour::Tumour;
