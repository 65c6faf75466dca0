//! Units of models and the dimensions of formulas.

use std::fmt;

use crate::expression::{Condition, Expression, Function};

/// Powers of the dimensions that kinetic models use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dimension {
    time: i8,
    volume: i8,
    area: i8,
    mass: i8,
    amount: i8,
    activity: i8,
}

/// A unit: its dimension and how many of the base units (h, L, m², g, nmol, MBq) it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// Dimension.
    pub dimension: Dimension,
    /// In base units.
    pub factor: f64,
}

impl Dimension {
    /// That of an amount of substance.
    pub const AMOUNT: Self = Self { amount: 1, ..Self::NONE };
    /// That of an activity.
    pub const ACTIVITY: Self = Self { activity: 1, ..Self::NONE };
    /// That of a rate constant.
    pub const RATE: Self = Self { time: -1, ..Self::NONE };
    /// That of a number.
    pub const NONE: Self = Self { time: 0, volume: 0, area: 0, mass: 0, amount: 0, activity: 0 };
    /// That of a time.
    pub const TIME: Self = Self { time: 1, ..Self::NONE };
    /// That of a mass.
    pub const MASS: Self = Self { mass: 1, ..Self::NONE };

    /// Per unit of time.
    pub(crate) const fn per_time(self) -> Self {
        self.times(Self::TIME, -1)
    }

    const fn times(self, other: Self, power: i8) -> Self {
        Self {
            time: self.time + other.time * power,
            volume: self.volume + other.volume * power,
            area: self.area + other.area * power,
            mass: self.mass + other.mass * power,
            amount: self.amount + other.amount * power,
            activity: self.activity + other.activity * power,
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            ("amount", self.amount),
            ("activity", self.activity),
            ("volume", self.volume),
            ("area", self.area),
            ("mass", self.mass),
            ("time", self.time),
        ];
        let named: Vec<String> = parts
            .iter()
            .filter(|(_, power)| *power != 0)
            .map(|(name, power)| if *power == 1 { (*name).to_owned() } else { format!("{name}^{power}") })
            .collect();
        if named.is_empty() { f.write_str("a number") } else { f.write_str(&named.join(" ")) }
    }
}

impl Unit {
    /// Reads a unit such as `1/h`, `L/nmol/min`, `mL/min/g`, `MBq`, `%`; a slash divides by the one unit after it.
    ///
    /// # Errors
    /// A unit that is not known.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut unit = Self { dimension: Dimension::NONE, factor: 1.0 };
        for (i, part) in text.trim().split('/').enumerate() {
            let (dimension, factor) = base(part.trim()).ok_or_else(|| {
                format!(
                    "`{part}` in the unit `{text}` is not known; known are s, min, h, d, mL, L, m2, ug, mg, g, kg, pmol, nmol, umol, mol, kBq, \
                     MBq, GBq, 1 and %, divided by slashes"
                )
            })?;
            let power = if i == 0 { 1 } else { -1 };
            unit.dimension = unit.dimension.times(dimension, power);
            unit.factor *= if i == 0 { factor } else { 1.0 / factor };
        }
        Ok(unit)
    }
}

fn base(name: &str) -> Option<(Dimension, f64)> {
    let none = Dimension::NONE;
    let (time, volume) = (Dimension::TIME, Dimension { volume: 1, ..none });
    let (mass, amount) = (Dimension { mass: 1, ..none }, Dimension::AMOUNT);
    Some(match name {
        "1" => (none, 1.0),
        "%" => (none, 0.01),
        "s" => (time, 1.0 / 3600.0),
        "min" => (time, 1.0 / 60.0),
        "h" => (time, 1.0),
        "d" => (time, 24.0),
        "mL" => (volume, 1e-3),
        "L" => (volume, 1.0),
        "m2" => (Dimension { area: 1, ..none }, 1.0),
        "ug" => (mass, 1e-6),
        "mg" => (mass, 1e-3),
        "g" => (mass, 1.0),
        "kg" => (mass, 1e3),
        "pmol" => (amount, 1e-3),
        "nmol" => (amount, 1.0),
        "umol" => (amount, 1e3),
        "mol" => (amount, 1e9),
        "kBq" => (Dimension::ACTIVITY, 1e-3),
        "MBq" => (Dimension::ACTIVITY, 1.0),
        "GBq" => (Dimension::ACTIVITY, 1e3),
        _ => return None,
    })
}

/// Dimension of a formula, given those of its names. A model's states, which formulas have by name, are amounts or activities.
///
/// # Errors
/// Sums of different dimensions, functions and powers of what is no number.
pub(crate) fn dimension_of(
    e: &Expression,
    of: &impl Fn(&str) -> Option<Dimension>,
) -> Result<Dimension, String> {
    let inner = |e: &Expression| dimension_of(e, of);
    let same = |parts: &mut dyn Iterator<Item = &Expression>| -> Result<Dimension, String> {
        let mut first: Option<Dimension> = None;
        for part in parts {
            // A bare number may stand for nothing or one of anything.
            if matches!(part, Expression::Number(n) if *n == 0.0) {
                continue;
            }
            let own = inner(part)?;
            match first {
                Some(first) if first != own => return Err(format!("adds or compares {first} and {own}")),
                _ => first = Some(own),
            }
        }
        Ok(first.unwrap_or(Dimension::NONE))
    };
    match e {
        Expression::Number(_) => Ok(Dimension::NONE),
        Expression::State(_) => Err("uses a state without a name".into()),
        Expression::Time => Ok(Dimension::TIME),
        Expression::Name(name) => of(name).ok_or_else(|| format!("uses `{name}`, which is not known")),
        Expression::Sum(parts) => same(&mut parts.iter()),
        Expression::Product(parts) => {
            let mut all = Dimension::NONE;
            for part in parts {
                all = all.times(inner(part)?, 1);
            }
            Ok(all)
        }
        Expression::Quotient(a, b) => Ok(inner(a)?.times(inner(b)?, -1)),
        Expression::Power(a, b) => {
            let base = inner(a)?;
            if inner(b)? != Dimension::NONE {
                return Err("has an exponent with a unit".into());
            }
            match b.as_ref() {
                _ if base == Dimension::NONE => Ok(Dimension::NONE),
                #[allow(clippy::cast_possible_truncation, reason = "checked to be a small whole number")]
                Expression::Number(n) if n.fract() == 0.0 && n.abs() < 9.0 => {
                    Ok(Dimension::NONE.times(base, *n as i8))
                }
                _ => Err(format!("takes a broken power of {base}; divide by a reference first")),
            }
        }
        Expression::Call(Function::Abs | Function::Floor | Function::Ceiling, a) => inner(a),
        Expression::Call(_, a) => match inner(a)? {
            Dimension::NONE => Ok(Dimension::NONE),
            other => Err(format!("takes a function of {other}; divide by a reference first")),
        },
        Expression::Choice(cases, other) => {
            for (condition, _) in cases {
                if let Condition::Less(a, b) | Condition::AtMost(a, b) | Condition::Equal(a, b) = condition {
                    same(&mut [a.as_ref(), b.as_ref()].into_iter())?;
                }
            }
            same(&mut cases.iter().map(|c| &c.1).chain([other.as_ref()]))
        }
    }
}
