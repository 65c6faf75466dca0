//! Coupled photon and electron transport by Monte Carlo.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in tables and grids: bounded and never negative"
)]

mod alpha;
mod bremsstrahlung;
mod decay_source;
mod electron;
mod electron_tables;
mod ellipsoids;
mod engine;
mod goal;
mod lattice;
mod photon;
mod photon_tables;
mod scene;
mod score;
mod settings;
mod slabs;
mod tally;
mod vector;
mod voxels;

pub use decay_source::{DecaySource, Place, Sites};
pub use ellipsoids::Ellipsoids;
pub use engine::{Engine, Kind, Medium, Particle, Source};
pub use goal::{Estimate, Goal, Part, Watch};
pub use lattice::Lattice;
pub use scene::{Layer, Scene, Shells, Spot};
pub use score::Score;
pub use settings::Settings;
pub use slabs::Slabs;
pub use tally::{Shares, Tally, Work};
pub use vector::{Vector, along, crossing, dot, isotropic};
pub use voxels::Voxels;
