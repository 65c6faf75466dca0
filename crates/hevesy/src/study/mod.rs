//! Study files: the questions people write.

mod also;
mod calendar;
mod check;
mod drug;
mod follow;
mod given;
mod identity;
mod region;
mod schema;
mod source;
mod table;

pub use also::AlsoGiven;
pub use calendar::DrugCalendar;
pub use check::{Files, Study};
pub use drug::GivenDrug;
pub use follow::{Beam, Follow, ImmunityOf, Marrow, RESIDUAL_LIMIT};
pub use given::{GivenDose, OwnResponse};
pub use region::{MeasuredRegion, SOFT_TISSUE_G_PER_ML};
pub use schema::{
    ActivityChoice, AdministrationInput, AlsoInput, BeamInput, CourseInput, DaysInput, DrugInput,
    FollowInput, GivenInput, GivenQuality, GoalsInput, LimitInput, Marker, MarrowInput, MeasuredInput,
    RecoveryInput, ResponseInput, SValuesInput, StudyFile, UncertaintyInput, VolumeFrom,
};
pub use table::{RegionKind, RegionRows, read_table};
