//! Volumes of images: activity, CT numbers, labels, dose.
//!
//! Files are read and written as NIfTI-1 ([`read`], [`Volume::write`]). What is written keeps the place and orientation of the volume that it was
//! made from.

mod nifti_file;
mod volume;

pub use nifti_file::read;
pub use volume::{Grid, Volume};
