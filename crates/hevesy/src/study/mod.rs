//! Study files: the questions people write.

mod also;
mod calendar;
mod check;
mod course_schema;
mod drug;
mod follow;
mod given;
mod identity;
mod immunity;
mod region;
mod response;
mod rule;
mod schema;
mod source;
mod surgery;
mod table;

pub use also::AlsoGiven;
pub use calendar::DrugCalendar;
pub use check::{Files, Study};
pub use course_schema::{
    AlsoInput, BystanderInput, CloneInput, DaysInput, DrugInput, GivenInput, GivenKind, GivenQuality,
    ImmunityInput, ResponseInput, RuleInput, SurgeryInput,
};
pub use drug::GivenDrug;
pub use follow::{Beam, Follow, Marrow};
pub use given::GivenDose;
pub use immunity::{ImmunityOf, RESIDUAL_LIMIT};
pub use region::{MeasuredRegion, SOFT_TISSUE_G_PER_ML};
pub use response::{CellClone, OwnResponse};
pub use rule::CountRule;
pub use schema::{
    ActivityChoice, AdministrationInput, BeamInput, CourseInput, FollowInput, GoalsInput, LimitInput,
    MarrowInput, MeasuredInput, RecoveryInput, SValuesInput, StudyFile, UncertaintyInput, VolumeFrom,
};
pub use surgery::Surgery;
pub use table::{RegionKind, RegionRows, read_table};
