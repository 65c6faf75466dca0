//! Materials and how radiation is absorbed in them: photon cross sections, stopping powers and ranges of electrons and alpha
//! particles.
//!
//! ```
//! use hevesy_matter::{Electrons, Material, Photons};
//!
//! let water = Material::named("water")?;
//! let photons = Photons::of(&water);
//! assert!((photons.at(0.1).total() - 0.1707).abs() < 2e-4); // cm²/g, with coherent scattering
//! let electrons = Electrons::of(&water);
//! assert!((electrons.csda_range_g_per_cm2(1.0) - 0.4367).abs() < 3e-4);
//! # Ok::<(), hevesy_matter::MaterialError>(())
//! ```
//!
//! Data: NIST XCOM, ESTAR and ASTAR, form factors of Hubbell; `generate.py` writes them from two registry packages.

mod alpha;
mod cole;
mod ct;
mod elastic;
mod electron;
mod element;
mod form_factor;
mod grid;
mod ion;
mod material;
mod photon;
mod ranges;

pub use alpha::Alphas;
pub use cole::{cole_energy_kev, cole_range_um};
pub use elastic::{ElectronScattering, ScatteringAt};
pub use electron::{ELECTRON_MASS_MEV, Electrons};
pub use element::Element;
pub use form_factor::ScatteringFunctions;
pub use grid::Grid;
pub use ion::Ion;
pub use material::{Material, MaterialError};
pub use photon::{PhotonCoefficients, Photons};
