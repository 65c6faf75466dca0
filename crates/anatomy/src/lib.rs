//! Bodies in voxels: which region lies where, of what it consists, how much it weighs.
//!
//! The adult reference phantoms of ICRP Publication 110 are read from a copy that the user has ([`icrp110::read`]); they may not be
//! redistributed. Combined regions such as kidneys, red marrow or blood are [`Group`]s.

mod cluster;
mod group;
pub mod icrp110;
mod mouse;
mod phantom;
mod tissue_map;

pub use cluster::{Cluster, Expression};
pub use group::Group;
pub use mouse::{MOUSE_G, MOUSE_ORGANS, MouseOrgan, semi_axes_cm};
pub use phantom::{Phantom, Region};
pub use tissue_map::TissueMap;
