//! Compartment models as data: a graph of states with flows, binding and decay, compiled to rates with an analytic Jacobian.
//!
//! A [`Network`] is a model as written, with formulas by name; [`read_sbml`] reads one from SBML. [`Compiled`] is
//! the same with numbers; [`run`] follows it in time with doses as events, [`run_linear`] does so exactly where all rates are first order.

mod compiled;
mod definition;
mod dimension;
mod error;
mod exact;
mod expression;
mod grammar;
mod network;
mod run;
mod sbml;

pub use compiled::Compiled;
pub use definition::{Compartment, Definition, Flow, Formula, Line};
pub use dimension::{Dimension, Unit};
pub use error::ModelError;
pub use exact::run_linear;
pub use expression::{Condition, Expression, Function};
pub use grammar::formula;
pub use network::{Network, Reaction, State};
pub use run::{Dose, RunError, Settings, Trajectory, run};
pub use sbml::read_sbml;
