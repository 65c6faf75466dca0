//! Energy left in targets per decay in sources.
//!
//! So far at the scale of cells, for charged particles: [`CellSValues`].
//!
//! ```
//! use hevesy_nuclide::{HalfLives, Nuclide};
//! use hevesy_transport::{Cell, CellSValues, Compartment};
//!
//! let lu = Nuclide::find("Lu-177")?;
//! let cell = Cell::new(5.0, 4.0)?;
//! let s = CellSValues::of(lu, &HalfLives::icrp107(), cell);
//! let nucleus = s.own(Compartment::Nucleus, Compartment::Nucleus).total();
//! assert!((nucleus / 1.74e-3 - 1.0).abs() < 0.01); // Gy/(Bq s)
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cell;
mod cell_s_value;
mod gauss;
mod track;

pub use cell::{Cell, CellError, Compartment};
pub use cell_s_value::{CellSValues, SByQuality};
pub use track::Track;
