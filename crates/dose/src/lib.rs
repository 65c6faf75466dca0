//! The waist: dose rate by region, radiation quality and time, and the absorbed dose it leaves.
//!
//! Everything above may only write a [`DoseRate`]; everything below may only read it.
//!
//! D = Σ_q Ã · Δ_q · φ_q / m: electrons, alphas and recoils are taken to stay in their region (φ = 1); photons need an
//! S-value table ([`STable`]), and where there is none the result says how much energy is missing.

mod absorbed;
mod from_table;
mod quality;
mod rate;
mod reference;
mod s_table;
mod s_table_reader;

pub use absorbed::{Contribution, Part, Region, RegionDose, Shared, absorbed_dose};
pub use hevesy_kinetics::{Curve, Piece};
pub use quality::{GY_G_PER_MBQ_H_MEV, LocalEnergy, Quality};
pub use rate::DoseRate;
pub use s_table::{Ball, SEntry, STable};
