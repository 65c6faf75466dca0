//! Parameters of a group and of each of its members from measurements: nonlinear mixed effects.
//!
//! A [`Group`] has parameters with a typical value and a spread from member to member; a [`Member`] has measurements and a way to predict
//! them. [`individual`] finds the most probable parameters of one member, given the group (MAP); [`estimate`] finds the group
//! (first-order conditional estimation with interaction). Theory: theory/kinetics.md (16)–(18).
//!
//! ```
//! use hevesy_population::{Group, Member, Parameter, Scatter, individual};
//!
//! /// Activity falls with one rate; three scans.
//! struct Patient;
//! impl Member for Patient {
//!     fn name(&self) -> &str { "one" }
//!     fn observed(&self) -> &[f64] { &[82.0, 67.0, 45.0] }
//!     fn predict(&self, rate_per_h: &[f64], out: &mut [f64]) -> Result<(), String> {
//!         for (o, t) in out.iter_mut().zip([10.0, 20.0, 40.0]) { *o = 100.0 * (-rate_per_h[0] * t).exp(); }
//!         Ok(())
//!     }
//! }
//! let group = Group {
//!     parameters: vec![Parameter { name: "rate".into(), value: 0.03, variance: 0.2, estimated: true }],
//!     scatter: Scatter { proportional: 0.05, additive: 0.0, estimated: false },
//! };
//! let found = individual(&group, &Patient)?;
//! let rate_per_h = group.parameters[0].value * found.eta[0].exp();
//! assert!((rate_per_h - 0.02).abs() < 0.001);
//! # Ok::<(), hevesy_population::PopulationError>(())
//! ```

mod estimate;
mod group;
mod individual;
mod minimise;
mod symmetric;

pub use estimate::{Coordinate, Estimated, Quantity, estimate};
pub use group::{Group, Member, Parameter, PopulationError, Scatter};
pub use individual::{Individual, individual};
