//! The quantity types.

use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Div, Mul, Sub};
use std::str::FromStr;

use crate::number;
use crate::unit::{Dimension, Unit};
use crate::{QuantityError, significant};

/// What the parser must know of a quantity.
struct Kind {
    name: &'static str,
    example: &'static str,
    /// The unit in which the number is held.
    base: Unit,
    signed: bool,
}

const fn base(dimension: [i8; 7], power: i32, numerator: f64, denominator: f64) -> Unit {
    Unit { dimension: Dimension(dimension), power, numerator, denominator }
}

fn parse(text: &str, kind: &Kind) -> Result<f64, QuantityError> {
    let trimmed = text.trim();
    let (whole, example) = (trimmed.to_owned(), kind.example);
    let Some(decimal) = number::split(trimmed) else {
        return Err(QuantityError::NotANumber { text: whole, example });
    };
    if decimal.rest.starts_with(',') {
        return Err(QuantityError::Comma { text: whole, example });
    }
    if decimal.rest.is_empty() {
        return Err(QuantityError::NoUnit { text: whole, quantity: kind.name, example });
    }
    let unit = Unit::parse(decimal.rest)?;
    if unit.dimension != kind.base.dimension {
        let hint = match decimal.rest {
            "m" | "M" if kind.base.dimension.0[1] == 1 => {
                "; `m` could mean minutes (`min`) or months (give days)"
            }
            _ => "",
        };
        return Err(QuantityError::WrongDimension {
            unit: decimal.rest.to_owned(),
            quantity: kind.name,
            example,
            hint: hint.to_owned(),
        });
    }
    let (up, down) = (unit.numerator * kind.base.denominator, unit.denominator * kind.base.numerator);
    let number = decimal.scaled(unit.power - kind.base.power);
    let value = if up == down { number } else { number * up / down };
    if !value.is_finite() {
        return Err(QuantityError::NotFinite { text: whole, example });
    }
    if value < 0.0 && !kind.signed {
        return Err(QuantityError::Negative { text: whole, quantity: kind.name });
    }
    Ok(value)
}

/// Prints with the first unit of `units` (falling in size) in which the number is at least `least`.
fn print(value: f64, least: f64, units: &[(&str, f64, f64)], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let readable = |&&(_, up, down): &&(&str, f64, f64)| value.abs() * down / up >= least;
    let zero = if value == 0.0 { units.iter().find(|(_, up, down)| up == down) } else { units.last() };
    let (name, up, down) =
        units.iter().find(readable).or(zero).or(units.last()).copied().unwrap_or(("", 1.0, 1.0));
    let number = value * down / up;
    match f.precision() {
        Some(digits) => write!(f, "{} {name}", significant(number, digits)),
        None => write!(f, "{number} {name}"),
    }
}

macro_rules! quantity {
    (
        $(#[$doc:meta])* $name:ident, $what:literal, $example:literal, signed $signed:literal,
        base $base:expr, print $least:literal [$(($unit:literal, $up:expr, $down:expr)),+ $(,)?],
        $($make:ident $get:ident $unit_name:literal = ($mul:expr, $div:expr)),+ $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        #[repr(transparent)]
        pub struct $name(f64);

        impl $name {
            /// Zero.
            pub const ZERO: Self = Self(0.0);
            $(
                #[doc = concat!("From a number of ", $unit_name, ".")]
                #[must_use]
                pub const fn $make(value: f64) -> Self { Self(value * $mul / $div) }
                #[doc = concat!("As a number of ", $unit_name, ".")]
                #[must_use]
                pub const fn $get(self) -> f64 { self.0 * $div / $mul }
            )+
        }

        impl FromStr for $name {
            type Err = QuantityError;
            fn from_str(text: &str) -> Result<Self, QuantityError> {
                const KIND: Kind = Kind { name: $what, example: $example, base: $base, signed: $signed };
                parse(text, &KIND).map(Self)
            }
        }

        /// Prints in a unit of readable size, exactly unless a precision (significant digits) is asked for.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                print(self.0, $least, &[$(($unit, $up, $down)),+], f)
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self { Self(self.0 + other.0) }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self { Self(self.0 - other.0) }
        }
        impl Mul<f64> for $name {
            type Output = Self;
            fn mul(self, factor: f64) -> Self { Self(self.0 * factor) }
        }
        impl Div<f64> for $name {
            type Output = Self;
            fn div(self, divisor: f64) -> Self { Self(self.0 / divisor) }
        }
        impl Div for $name {
            type Output = f64;
            fn div(self, other: Self) -> f64 { self.0 / other.0 }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self { items.fold(Self::ZERO, Add::add) }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Visitor { what: $what, example: $example })
                    .and_then(|text: String| text.parse().map_err(serde::de::Error::custom))
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "description": concat!("a ", $what, " with its unit, for example \"", $example, "\""),
                    "pattern": r"^\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\s*\S+.*$"
                })
            }
        }
    };
}

/// Takes a string and explains itself when given a bare number.
struct Visitor {
    what: &'static str,
    example: &'static str,
}

impl serde::de::Visitor<'_> for Visitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} with its unit in quotes, for example \"{}\"", self.what, self.example)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }
}

quantity! {
    /// Activity, held in Bq.
    Activity, "activity", "7.4 GBq", signed false,
    base base([1, 0, 0, 0, 0, 0, 0], 0, 1.0, 1.0),
    print 1.0 [("TBq", 1e12, 1.0), ("GBq", 1e9, 1.0), ("MBq", 1e6, 1.0), ("kBq", 1e3, 1.0), ("Bq", 1.0, 1.0)],
    bq to_bq "Bq" = (1.0, 1.0), kbq to_kbq "kBq" = (1e3, 1.0), mbq to_mbq "MBq" = (1e6, 1.0),
    gbq to_gbq "GBq" = (1e9, 1.0), mci to_mci "mCi" = (37e6, 1.0),
}

quantity! {
    /// Time, held in s; may be negative (before the first administration).
    Time, "time", "16.5 h", signed true,
    base base([0, 1, 0, 0, 0, 0, 0], 0, 1.0, 1.0),
    print 1.0 [("y", 3_155_692_608.0, 100.0), ("d", 86_400.0, 1.0), ("h", 3600.0, 1.0), ("min", 60.0, 1.0),
           ("s", 1.0, 1.0), ("ms", 1.0, 1e3), ("us", 1.0, 1e6)],
    s to_s "s" = (1.0, 1.0), min to_min "min" = (60.0, 1.0), h to_h "h" = (3600.0, 1.0),
    d to_d "d" = (86_400.0, 1.0), wk to_wk "wk" = (604_800.0, 1.0), y to_y "y (365.2422 d)" = (3_155_692_608.0, 100.0),
}

quantity! {
    /// Time-integrated activity (number of decays), held in Bq·s.
    TimeIntegratedActivity, "time-integrated activity", "7594 MBq·h", signed false,
    base base([1, 1, 0, 0, 0, 0, 0], 0, 1.0, 1.0),
    print 1.0 [("GBq·h", 3.6e12, 1.0), ("MBq·h", 3.6e9, 1.0), ("Bq·h", 3600.0, 1.0), ("Bq·s", 1.0, 1.0)],
    bq_s to_bq_s "Bq·s" = (1.0, 1.0), mbq_h to_mbq_h "MBq·h" = (3.6e9, 1.0), mbq_s to_mbq_s "MBq·s" = (1e6, 1.0),
}

quantity! {
    /// Absorbed dose, and the doses BED and EQD2 derived from it, held in Gy.
    Dose, "dose", "23 Gy", signed false,
    base base([0, 0, 1, 0, 0, 0, 0], 0, 1.0, 1.0),
    print 0.01 [("Gy", 1.0, 1.0), ("mGy", 1.0, 1e3), ("µGy", 1.0, 1e6)],
    gy to_gy "Gy" = (1.0, 1.0), mgy to_mgy "mGy" = (1.0, 1e3),
}

quantity! {
    /// Absorbed-dose rate, held in Gy/h.
    DoseRate, "dose rate", "40 mGy/h", signed false,
    base base([0, -1, 1, 0, 0, 0, 0], 0, 1.0, 3600.0),
    print 0.01 [("Gy/h", 1.0, 1.0), ("mGy/h", 1.0, 1e3), ("µGy/h", 1.0, 1e6)],
    gy_per_h to_gy_per_h "Gy/h" = (1.0, 1.0), mgy_per_h to_mgy_per_h "mGy/h" = (1.0, 1e3),
    gy_per_min to_gy_per_min "Gy/min" = (60.0, 1.0),
}

quantity! {
    /// Absorbed dose per administered activity, held in Gy/GBq.
    DosePerActivity, "dose per activity", "0.34 Gy/GBq", signed false,
    base base([-1, 0, 1, 0, 0, 0, 0], -9, 1.0, 1.0),
    print 0.01 [("Gy/GBq", 1.0, 1.0), ("mGy/GBq", 1.0, 1e3)],
    gy_per_gbq to_gy_per_gbq "Gy/GBq" = (1.0, 1.0), mgy_per_mbq to_mgy_per_mbq "mGy/MBq" = (1.0, 1.0),
}

quantity! {
    /// Mass, held in g.
    Mass, "mass", "310 g", signed false,
    base base([0, 0, 0, 1, 0, 0, 0], 0, 1.0, 1.0),
    print 1.0 [("kg", 1e3, 1.0), ("g", 1.0, 1.0), ("mg", 1.0, 1e3), ("µg", 1.0, 1e6), ("ng", 1.0, 1e9), ("pg", 1.0, 1e12)],
    g to_g "g" = (1.0, 1.0), kg to_kg "kg" = (1e3, 1.0), mg to_mg "mg" = (1.0, 1e3),
}

quantity! {
    /// Volume, held in ml.
    Volume, "volume", "98.6 ml", signed false,
    base base([0, 0, 0, 0, 3, 0, 0], -6, 1.0, 1.0),
    print 1.0 [("l", 1e3, 1.0), ("ml", 1.0, 1.0), ("µl", 1.0, 1e3)],
    ml to_ml "ml" = (1.0, 1.0), l to_l "l" = (1e3, 1.0),
}

quantity! {
    /// Length, held in mm.
    Length, "length", "4.8 mm", signed false,
    base base([0, 0, 0, 0, 1, 0, 0], -3, 1.0, 1.0),
    print 1.0 [("m", 1e3, 1.0), ("cm", 10.0, 1.0), ("mm", 1.0, 1.0), ("µm", 1.0, 1e3)],
    mm to_mm "mm" = (1.0, 1.0), cm to_cm "cm" = (10.0, 1.0),
}

quantity! {
    /// Mass density, held in g/ml.
    Density, "density", "1.05 g/ml", signed false,
    base base([0, 0, 0, 1, -3, 0, 0], 6, 1.0, 1.0),
    print 1.0 [("g/ml", 1.0, 1.0)],
    g_per_ml to_g_per_ml "g/ml" = (1.0, 1.0),
}

quantity! {
    /// Energy, held in MeV.
    Energy, "energy", "147.9 keV", signed false,
    base base([0, 0, 0, 0, 0, 0, 1], 6, 1.0, 1.0),
    print 1.0 [("MeV", 1.0, 1.0), ("keV", 1.0, 1e3), ("eV", 1.0, 1e6)],
    mev to_mev "MeV" = (1.0, 1.0), kev to_kev "keV" = (1.0, 1e3),
    j to_j "J" = (1e22, 1_602_176_634.0),
}

quantity! {
    /// Amount of substance, held in nmol.
    Amount, "amount", "10.2 nmol", signed false,
    base base([0, 0, 0, 0, 0, 1, 0], -9, 1.0, 1.0),
    print 1.0 [("mol", 1e9, 1.0), ("mmol", 1e6, 1.0), ("µmol", 1e3, 1.0), ("nmol", 1.0, 1.0), ("pmol", 1.0, 1e3)],
    nmol to_nmol "nmol" = (1.0, 1.0), mol to_mol "mol" = (1e9, 1.0),
}

quantity! {
    /// Activity per mass, of a body (kBq/kg) or of a substance (its specific activity), held in kBq/kg.
    ActivityPerMass, "activity per mass", "55 kBq/kg", signed false,
    base base([1, 0, 0, -1, 0, 0, 0], 0, 1.0, 1.0),
    print 1.0 [("TBq/g", 1e12, 1.0), ("GBq/g", 1e9, 1.0), ("MBq/kg", 1e3, 1.0), ("kBq/kg", 1.0, 1.0), ("Bq/kg", 1.0, 1e3)],
    kbq_per_kg to_kbq_per_kg "kBq/kg" = (1.0, 1.0), mbq_per_kg to_mbq_per_kg "MBq/kg" = (1e3, 1.0),
    tbq_per_g to_tbq_per_g "TBq/g" = (1e12, 1.0),
}

quantity! {
    /// Molar activity, held in MBq/nmol.
    MolarActivity, "molar activity", "80 MBq/nmol", signed false,
    base base([1, 0, 0, 0, 0, -1, 0], 15, 1.0, 1.0),
    print 1.0 [("MBq/nmol", 1.0, 1.0), ("kBq/nmol", 1.0, 1e3)],
    mbq_per_nmol to_mbq_per_nmol "MBq/nmol" = (1.0, 1.0),
}

quantity! {
    /// S-value: mean absorbed dose to a target per decay in a source, held in mGy/(MBq·s).
    SValue, "S-value", "1.566e-4 mGy/(MBq·s)", signed false,
    base base([-1, -1, 1, 0, 0, 0, 0], -9, 1.0, 1.0),
    print 1.0 [("mGy/(MBq·s)", 1.0, 1.0)],
    mgy_per_mbq_s to_mgy_per_mbq_s "mGy/(MBq·s)" = (1.0, 1.0),
    gy_per_mbq_h to_gy_per_mbq_h "Gy/(MBq·h)" = (1e3, 3600.0),
}

quantity! {
    /// A rate or rate constant, held in 1/h.
    Rate, "rate", "0.0141 1/h", signed false,
    base base([0, -1, 0, 0, 0, 0, 0], 0, 1.0, 3600.0),
    print 1.0 [("1/h", 1.0, 1.0)],
    per_h to_per_h "1/h" = (1.0, 1.0), per_d to_per_d "1/d" = (1.0, 24.0),
}

quantity! {
    /// Reciprocal dose, the unit of the linear coefficient α, held in 1/Gy.
    InverseDose, "radiosensitivity", "0.35 1/Gy", signed false,
    base base([0, 0, -1, 0, 0, 0, 0], 0, 1.0, 1.0),
    print 1.0 [("1/Gy", 1.0, 1.0)],
    per_gy to_per_gy "1/Gy" = (1.0, 1.0),
}

quantity! {
    /// A share, held as a number between 0 and 1 (or above, for a ratio), written in percent.
    Fraction, "share", "5 %", signed false,
    base base([0, 0, 0, 0, 0, 0, 0], 0, 1.0, 1.0),
    print 1.0 [("%", 1.0, 100.0)],
    new get "one" = (1.0, 1.0), percent to_percent "percent" = (1.0, 100.0),
}
