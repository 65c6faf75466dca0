//! How much of a drug is given at once.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Patient;

/// What an amount is per.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Per {
    Patient,
    BodyMass,
    BodySurface,
}

/// One dose of a drug: `300 mg`, `825 mg/m²`, `0.25 mg/kg`.
///
/// ```
/// use hevesy_regimen::DrugDose;
/// let dose: DrugDose = "75 mg/m2".parse()?;
/// assert_eq!(dose.to_string(), "75 mg/m²");
/// assert_eq!(dose.mg(Some(70.0), Some(1.8)), Ok(135.0));
/// assert!(dose.mg(Some(70.0), None).is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DrugDose {
    mg: f64,
    per: Per,
}

impl DrugDose {
    /// The amount in mg for a body mass in kg and a body surface in m².
    ///
    /// # Errors
    /// What of the patient is missing.
    pub fn mg(self, mass_kg: Option<f64>, surface_m2: Option<f64>) -> Result<f64, &'static str> {
        match self.per {
            Per::Patient => Ok(self.mg),
            Per::BodyMass => mass_kg.map(|m| self.mg * m).ok_or("the patient's mass"),
            Per::BodySurface => surface_m2.map(|s| self.mg * s).ok_or("the patient's mass and height"),
        }
    }
}

impl FromStr for DrugDose {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no dose of a drug; write for example \"300 mg\", \"825 mg/m²\" or \"3 mg/kg\""
            )
        };
        let trimmed = text.trim();
        let number = trimmed.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == 'e')).unwrap_or(0);
        let (value, unit) = trimmed.split_at(number);
        let value: f64 = value.parse().map_err(|_| wrong())?;
        let (mass, per) = match unit.trim().split_once('/') {
            None => (unit.trim(), Per::Patient),
            Some((mass, "kg")) => (mass.trim(), Per::BodyMass),
            Some((mass, "m²" | "m2")) => (mass.trim(), Per::BodySurface),
            Some(_) => return Err(wrong()),
        };
        let mg = match mass {
            "g" => 1e3,
            "mg" => 1.0,
            "ug" | "µg" | "μg" => 1e-3,
            _ => return Err(wrong()),
        };
        let mg = mg * value;
        if mg > 0.0 && mg < 1e6 { Ok(Self { mg, per }) } else { Err(wrong()) }
    }
}

impl fmt::Display for DrugDose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per = match self.per {
            Per::Patient => "",
            Per::BodyMass => "/kg",
            Per::BodySurface => "/m²",
        };
        write!(f, "{} mg{per}", self.mg)
    }
}

impl TryFrom<String> for DrugDose {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<DrugDose> for String {
    fn from(d: DrugDose) -> Self {
        d.to_string()
    }
}

impl schemars::JsonSchema for DrugDose {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DrugDose".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "Amount of one dose: \"300 mg\", \"825 mg/m²\", \"0.25 mg/kg\"",
        })
    }
}

impl Patient {
    /// Body surface in m²: √(height · mass / 3600) with cm and kg (Mosteller 1987, N Engl J Med 317:1098); `None` without both.
    #[must_use]
    pub fn surface_m2(&self) -> Option<f64> {
        let (height, mass) = (self.height?, self.mass?);
        Some((height.to_cm() * mass.to_kg() / 3600.0).sqrt())
    }
}
