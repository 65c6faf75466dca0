//! Estimates with intervals, the distributions behind them, and random draws that are a function of their purpose.
//!
//! Every result of Hevesy is an [`Estimate`]: a value, its standard deviation and a 95 % interval. Positive quantities
//! (activity, dose, BED) are held as a [`Spread`], a mixture of log-scale components, one for each model that was
//! averaged.

mod draws;
mod estimate;
mod log_normal;
mod normal;
mod spread;

pub use draws::Draws;
pub use estimate::Estimate;
pub use log_normal::{cv_of_log_variance, log_variance};
pub use normal::{chi_square_above, normal_cdf, normal_quantile, student_cdf, student_quantile};
pub use spread::{Component, Spread};
