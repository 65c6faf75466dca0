//! Energy left in targets per decay in sources.
//!
//! At the scale of cells by straight tracks: [`CellSValues`]. From spheres and voxels upwards by [`monte_carlo`].
//!
//! ```
//! use hevesy_nuclide::Nuclide;
//! use hevesy_transport::{Cell, CellSValues, Compartment, Members};
//!
//! let lu = Members::alone(Nuclide::find("Lu-177")?);
//! let s = CellSValues::of(&lu, Cell::new(5.0, 4.0)?);
//! let nucleus = s.own(Compartment::Nucleus, Compartment::Nucleus).total();
//! assert!((nucleus / 1.74e-3 - 1.0).abs() < 0.01); // Gy/(Bq s)
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cell;
mod cell_s_value;
mod cluster_dose;
mod convolution;
mod ellipsoid;
mod emission;
mod gauss;
mod hits;
mod kernel;
pub mod monte_carlo;
mod point_kernel;
mod recoil;
mod saf;
mod shield;
mod sphere;
mod svalue;
mod track;
mod vessel;
mod voxel_dose;

pub use cell::{Cell, CellError, Compartment};
pub use cell_s_value::{CellSValues, SByQuality};
pub use cluster_dose::{CellDose, CellSurvival, Sensitivity, cluster_doses};
pub use convolution::convolve;
pub use ellipsoid::{EllipsoidDose, ellipsoid};
pub use emission::{Component, Emitted, Members};
pub use hits::{DecaySpectrum, HitSpectrum, Origin};
pub use kernel::{Kernel, KernelVoxel, MOST_REACH};
pub use point_kernel::{KernelShell, PointKernel};
pub use recoil::{Carrier, Recoil, Retained, retention};
pub use saf::{SAF_ENERGIES_MEV, SAF_REGIONS, Saf, sphere_fractions};
pub use shield::{AirKerma, SOURCE_CM, Shield, air_kerma};
pub use sphere::{ComponentDose, SphereDose, sphere, sphere_by_quality};
pub use svalue::{Body, SValues, TargetDose};
pub use track::Track;
pub use vessel::{Bystander, VesselDose, vessel_dose};
pub use voxel_dose::{AIR_BELOW, Suitability, VoxelDose, VoxelSource};

/// J per MeV.
pub const J_PER_MEV: f64 = 1.602_176_634e-13;
