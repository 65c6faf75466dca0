//! Loads, checks and hands out everything under the data folder `library/`, built-in and the user's own, so that no
//! other crate opens a file.
//!
//! Knowledge is data: agents, drugs, tissues, tumours, protocols, and what is known from the literature: trials, findings,
//! claims, conflicts. Every number carries its unit, its spread, an evidence label and its source ([`Parameter`]).
//!
//! ```
//! let library = hevesy_library::Library::built_in()?;
//! let kidneys = library.tissue_of_region("Kidney_Left").expect("kidneys are a tissue");
//! assert_eq!(kidneys.id, "kidneys");
//! assert_eq!(library.agent("Lutathera").expect("a synonym").id, "177Lu-DOTATATE");
//! # Ok::<(), hevesy_library::Problem>(())
//! ```

mod action;
mod agent;
mod check;
mod chelator;
mod date;
mod drug;
pub mod evidence;
pub mod files;
mod free_element;
mod harm;
mod immunity;
mod kinetic_model;
mod lineage;
mod load;
mod measured;
mod parameter;
mod problem;
mod protocol;
mod radiation;
mod region;
mod schema;
mod shelf;
mod tissue;
mod tumour;
mod tumour_model;
mod uncertain;

pub use action::Action;
pub use agent::{
    ActivityRange, Agent, Approval, Chemistry, Development, EffectiveHalfLife, Labelling, Role, Stage,
    Substitute, Target, TargetAction, UsualRegimen, Vector, VectorClass, activity_of,
};
pub use check::{Fault, faults};
pub use chelator::{Chelator, Holding, Holds};
pub use date::AsOf;
pub use drug::{
    Dosing, Drug, DrugClass, Effects, Intervention, Marker, MarkerNote, MechanismState, Pharmacokinetics,
    Potency, Species, Term,
};
pub use evidence::{Citation, Evidence};
pub use free_element::{FreeElement, Freed, Uptake};
pub use harm::Harm;
pub use immunity::{ImmuneClass, ImmuneModel};
pub use kinetic_model::{
    Administered, CompartmentLine, DecayIn, DoseLine, FlowLine, FormulaLine, KineticModel, ModelParameter,
    NumberUnit,
};
pub use lineage::BloodLineage;
pub use load::Library;
pub use measured::Measured;
pub use parameter::{Label, Parameter};
pub use problem::{Problem, line_of};
pub use protocol::{Family, Method, Protocol, Weights};
pub use radiation::{Breaks, RadiationWeights};
pub use region::{RegionName, Side};
pub use schema::{schema_kinds, schema_of};
pub use shelf::{Record, Shelf, fold};
pub use tissue::{DoseLimit, LimitOn, LinearQuadratic, Lkb, Ntcp, ProbitBed, Tissue};
pub use tumour::{Expression, Tumour};
pub use tumour_model::{Arises, Level, Status, TumourModel};
pub use uncertain::Uncertain;
