//! Study files: the questions people write.

mod check;
mod follow;
mod identity;
mod region;
mod schema;
mod source;
mod table;

pub use check::{Files, Study};
pub use follow::{Beam, Follow, Marrow};
pub use region::{MeasuredRegion, SOFT_TISSUE_G_PER_ML};
pub use schema::{
    ActivityChoice, AdministrationInput, BeamInput, CourseInput, FollowInput, GoalsInput, LimitInput,
    MarrowInput, MeasuredInput, RecoveryInput, SValuesInput, StudyFile, UncertaintyInput, VolumeFrom,
};
pub use table::{RegionKind, RegionRows, read_table};
