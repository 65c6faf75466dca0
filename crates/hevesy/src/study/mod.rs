//! Study files: the questions people write.

mod check;
mod identity;
mod region;
mod schema;
mod source;
mod table;

pub use check::{Files, Study};
pub use region::MeasuredRegion;
pub use schema::{
    ActivityChoice, AdministrationInput, CourseInput, GoalsInput, LimitInput, MeasuredInput, RecoveryInput,
    SValuesInput, StudyFile, UncertaintyInput, VolumeFrom,
};
pub use table::{RegionKind, RegionRows, read_table};
