//! Differential equations: stiff ones dx/dt = f(t, x) with a sparse Jacobian, integrated between events, and such whose fast part is diagonal,
//! followed on a grid ([`Exponential`]).
//!
//! The method of the former is the backward differentiation formulas of variable order 1 to 5 of the library diffsol; the linear equations within it are
//! solved by an LU decomposition whose pattern is worked out once ([`SparseLu`]).
//!
//! ```
//! use hevesy_ode::{System, Tolerance, integrate};
//!
//! struct Decay;
//! impl System for Decay {
//!     fn size(&self) -> usize { 1 }
//!     fn rates(&self, _t: f64, x: &[f64], dx: &mut [f64]) { dx[0] = -0.1 * x[0]; }
//!     fn pattern(&self) -> &[(usize, usize)] { &[(0, 0)] }
//!     fn jacobian(&self, _t: f64, _x: &[f64], values: &mut [f64]) { values[0] = -0.1; }
//! }
//! let tolerance = Tolerance { relative: 1e-8, absolute: vec![1e-10] };
//! let end = integrate(&Decay, (0.0, 10.0), &[1.0], &tolerance, &mut |_| ())?;
//! assert!((end.state[0] - (-1.0_f64).exp()).abs() < 1e-7);
//! # Ok::<(), hevesy_ode::Failure>(())
//! ```

mod equations;
mod exponential;
mod integrate;
mod linear;
mod sparse_lu;
mod system;

pub use exponential::{Diagonal, Exponential, Side};
pub use integrate::{End, Failure, Step, Tolerance, integrate};
pub use sparse_lu::SparseLu;
pub use system::System;
