//! A number with its unit for quantities that only some drugs need: clearances, concentrations, rate constants.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Units that a [`Measured`] may carry.
const MEASURED_UNITS: [&str; 36] = [
    "1",
    "%",
    "min",
    "h",
    "d",
    "1/min",
    "1/h",
    "1/d",
    "mL",
    "L",
    "L/kg",
    "L/m2",
    "mL/min",
    "L/min",
    "L/h",
    "L/d",
    "L/h/m2",
    "L/h/kg",
    "ug",
    "mg",
    "mg/kg",
    "mg/m2",
    "mg/m2/d",
    "mg/h",
    "mg/d",
    "umol/h",
    "nmol/L",
    "umol/L",
    "ng/mL",
    "ug/L",
    "ug/mL",
    "mg/L",
    "ug*h/mL",
    "L/nmol/min",
    "kDa",
    "g/mol",
];

/// A unit of [`MEASURED_UNITS`], as written.
pub(crate) type UnitName = &'static str;

/// A finite number and a unit, written `17.4 L/h`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// The unit, one of those that [`Measured`] reads.
    pub unit: UnitName,
}

impl FromStr for Measured {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, unit) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), "1"));
        let value: f64 = number
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite())
            .ok_or_else(|| format!("`{number}` is not a number; write for example \"17.4 L/h\""))?;
        let unit = unit.trim();
        let unit = MEASURED_UNITS.iter().find(|u| **u == unit).ok_or_else(|| {
            format!("`{unit}` is not a unit used here; known are {}", MEASURED_UNITS.join(", "))
        })?;
        Ok(Self { value, unit })
    }
}

impl TryFrom<String> for Measured {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Measured> for String {
    fn from(m: Measured) -> Self {
        m.to_string()
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            "1" => write!(f, "{}", self.value),
            unit => write!(f, "{} {unit}", self.value),
        }
    }
}

impl schemars::JsonSchema for Measured {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Measured".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": format!("A number and a unit, such as \"17.4 L/h\"; units: {}", MEASURED_UNITS.join(", ")),
        })
    }
}
