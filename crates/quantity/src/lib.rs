//! Physical quantities as types, parsed from and printed as what people write.
//!
//! ```
//! use hevesy_quantity::{Activity, Time};
//! let given: Activity = "200 mCi".parse()?;
//! assert_eq!(given, Activity::gbq(7.4));
//! assert_eq!(given.to_string(), "7.4 GBq");
//! assert_eq!("16.5h".parse::<Time>()?.to_s(), 59_400.0);
//! assert!("7,4 GBq".parse::<Activity>().is_err());
//! # Ok::<(), hevesy_quantity::QuantityError>(())
//! ```
//!
//! A quantity is one `f64` in a fixed base unit. Unit factors are kept as exact rationals (`numerator / denominator ×
//! 10^k`), the power of ten is joined to the written decimal before it is rounded, so reading and converting costs at
//! most two roundings and `"7.4 GBq"` is the number 7 400 000 000 exactly.
//!
//! What could be read in two ways is refused with the readings named: a decimal comma, `m` for a time, `mbq`, a
//! product after a slash.

mod error;
mod number;
mod quantities;
mod unit;

pub use error::QuantityError;
pub use number::{percent, significant};
pub use quantities::{
    Activity, ActivityPerMass, Amount, Density, Dose, DosePerActivity, DoseRate, Energy, Fraction,
    InverseDose, Length, Mass, MolarActivity, Rate, SValue, Time, TimeIntegratedActivity, Volume,
};
pub use unit::{Dimension, Unit};
