//! Radionuclides: half-lives, emissions, decay chains, and what a vial holds at another time.
//!
//! ```
//! use hevesy_nuclide::{Chain, Decay, HalfLives, Nuclide};
//! use hevesy_quantity::{Activity, Time};
//!
//! let ra = Nuclide::find("224Ra")?;
//! let decay = Decay::of(&[ra], &HalfLives::icrp107());
//! let after = decay.activities(&[Activity::mbq(100.0)], Time::h(16.5));
//! let pb = after.iter().find(|(n, _)| n.name() == "Pb-212").expect("a daughter of Ra-224");
//! assert!((pb.1.to_mbq() - 61.015).abs() < 0.001);
//!
//! let energy = Chain::of(ra, &HalfLives::icrp107()).energy_per_decay();
//! assert!((energy.alpha + energy.recoil - 27.039).abs() < 0.001);
//! # Ok::<(), hevesy_nuclide::NuclideError>(())
//! ```
//!
//! Data: ICRP-107 by default (crate `hevesy-icrp107`), newer evaluated half-lives beside them ([`HalfLives`]).

mod amount;
mod chain;
mod decay;
mod emission;
mod generator;
mod half_life;
mod name;
mod table;

pub use amount::{
    AVOGADRO, activity_of_amount, amount_of_activity, mass_of_activity, molar_activity, specific_activity,
};
pub use chain::{Chain, Link};
pub use decay::Decay;
pub use emission::{Emission, Emissions, EnergyPerDecay, Line, Spectrum};
pub use generator::{Elution, Generator};
pub use half_life::HalfLives;
pub use name::NuclideError;
pub use table::{Nuclide, Progeny, all};
