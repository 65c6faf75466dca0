//! Where a radiopharmaceutical goes: compartment models as data.

mod definition;

use std::collections::BTreeMap;

use hevesy_compartment as compartment;
use hevesy_quantity::Fraction;
use serde::{Deserialize, Serialize};

use crate::check::Fault;
use crate::{Citation, Label, Parameter, Record};
pub use definition::Administered;

/// A model of the kinetics of an agent, in the compartment language. Formulas are in h, L, m², g, and nmol or MBq.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KineticModel {
    /// Name, such as `177Lu-PSMA-617-population`.
    pub id: String,
    /// Other names.
    #[serde(default)]
    pub names: Vec<String>,
    /// One line.
    pub title: String,
    /// Agents that it describes, by id.
    #[serde(default)]
    pub agents: Vec<String>,
    /// Nuclide that the label has unless another is asked for; absent for what carries none, such as a drug.
    #[serde(default)]
    pub nuclide: Option<String>,
    /// Whether compartments are corrected for decay (`after`) or decay by their own flows (`within`).
    #[serde(default)]
    pub decay: DecayIn,
    /// Where the numbers come from.
    pub source: String,
    /// Limits and whatever else one should know: shown with every result.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What is not known and would be needed.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Passages of the founding reviews.
    #[serde(default)]
    pub cited: Vec<Citation>,
    /// Sets over which lines repeat.
    #[serde(default)]
    pub sets: BTreeMap<String, Vec<String>>,
    /// Parameters.
    pub parameters: BTreeMap<String, ModelParameter>,
    /// Named sets of values: classes of a vector, kinds of patients.
    #[serde(default)]
    pub variant: BTreeMap<String, BTreeMap<String, NumberUnit>>,
    /// Nuclide of the label in a variant, where it is another.
    #[serde(default)]
    pub variant_nuclide: BTreeMap<String, String>,
    /// Values of parameters at the first, second, … administration of a course; the last one goes on.
    #[serde(default)]
    pub by_cycle: BTreeMap<String, Vec<NumberUnit>>,
    /// Named formulas.
    #[serde(default)]
    pub formula: Vec<FormulaLine>,
    /// Compartments.
    pub compartment: Vec<CompartmentLine>,
    /// Flows between them.
    pub flow: Vec<FlowLine>,
    /// What an administration puts where.
    pub dose: Vec<DoseLine>,
    /// What is measured beside the activity of regions.
    #[serde(default)]
    pub observed: Vec<FormulaLine>,
}

/// Where decay is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DecayIn {
    /// Compartments are corrected for decay; their activity is that times e^{−λt}.
    #[default]
    After,
    /// Decay is a flow of the model.
    Within,
}

/// A parameter with its spread in a population.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelParameter {
    /// Number and unit, such as `0.288 1/h`.
    pub value: NumberUnit,
    /// Least value that makes sense.
    #[serde(default)]
    pub least: Option<NumberUnit>,
    /// Largest value that makes sense.
    #[serde(default)]
    pub most: Option<NumberUnit>,
    /// Coefficient of variation between patients (log-normal).
    #[serde(default)]
    pub between_patients: Option<Fraction>,
    /// Coefficient of variation from cycle to cycle of one patient (log-normal).
    #[serde(default)]
    pub between_cycles: Option<Fraction>,
    /// Whether it describes the patient or the administration and not the model.
    #[serde(default)]
    pub covariate: bool,
    /// Evidence label.
    pub label: Label,
    /// Where the number comes from, if not from the model's source.
    #[serde(default)]
    pub source: Option<String>,
    /// Anything else one should know.
    #[serde(default)]
    pub note: Option<String>,
}

/// A finite number with a unit of kinetic models.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NumberUnit {
    /// Number.
    pub value: f64,
    /// Unit, such as `L/nmol/min`.
    pub unit: String,
}

impl TryFrom<String> for NumberUnit {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        // `60mL/min` and `60 mL/min`; the number ends where it could not go on.
        let ends = (1..=text.len()).rev().filter(|i| text.is_char_boundary(*i));
        let (value, rest) = ends
            .filter_map(|i| Some((text[..i].parse::<f64>().ok()?, text[i..].trim())))
            .find(|(value, _)| value.is_finite())
            .ok_or_else(|| {
                format!("`{text}` does not begin with a number; write for example \"0.288 1/h\"")
            })?;
        let unit = if rest.is_empty() { "1" } else { rest };
        compartment::Unit::parse(unit)?;
        Ok(Self { value, unit: unit.to_owned() })
    }
}

impl NumberUnit {
    /// In base units, with its dimension.
    fn base(&self) -> Option<(f64, compartment::Dimension)> {
        let unit = compartment::Unit::parse(&self.unit).ok()?;
        Some((self.value * unit.factor, unit.dimension))
    }
}

impl ModelParameter {
    /// Whether a value lies within the bounds; values of another dimension are refused when the model is built.
    fn holds(&self, value: &NumberUnit) -> Result<(), String> {
        let below = |a: &NumberUnit, b: &NumberUnit| match (a.base(), b.base()) {
            (Some((a, of)), Some((b, with))) => of == with && a < b,
            _ => false,
        };
        let text = |n: &NumberUnit| String::from(n.clone());
        match (&self.least, &self.most) {
            (Some(least), _) if below(value, least) => {
                Err(format!("is {} and at least {}", text(value), text(least)))
            }
            (_, Some(most)) if below(most, value) => {
                Err(format!("is {} and at most {}", text(value), text(most)))
            }
            _ => Ok(()),
        }
    }
}

impl From<NumberUnit> for String {
    fn from(n: NumberUnit) -> Self {
        if n.unit == "1" { n.value.to_string() } else { format!("{} {}", n.value, n.unit) }
    }
}

impl schemars::JsonSchema for NumberUnit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NumberUnit".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A number and a unit, such as \"0.288 1/h\" or \"0.046 L/nmol/min\"",
        })
    }
}

/// A named formula: + - * / ^, parentheses, exp, ln, sqrt, abs, tanh, min, max, step; `t` is the time in h.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormulaLine {
    /// Sets over which it repeats.
    #[serde(default)]
    pub each: Vec<String>,
    /// Name.
    pub name: String,
    /// Formula.
    pub is: String,
}

/// A compartment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompartmentLine {
    /// Sets over which it repeats.
    #[serde(default)]
    pub each: Vec<String>,
    /// Name.
    pub name: String,
    /// Amount at the start.
    #[serde(default)]
    pub initial: Option<String>,
    /// Region whose activity it is part of; absent for what is not labelled.
    #[serde(default)]
    pub region: Option<String>,
    /// Mass of the region in g, a formula, where its dose is of interest.
    #[serde(default)]
    pub mass: Option<String>,
    /// Nuclide of the label with which alone its numbers hold, such as capacities that were fitted as activities.
    #[serde(default)]
    pub only_with: Option<String>,
    /// Share of daughters that stay although a recoil broke their bond; absent where nobody knows.
    #[serde(default)]
    pub retention: Option<Parameter<Fraction>>,
}

/// A flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowLine {
    /// Sets over which it repeats.
    #[serde(default)]
    pub each: Vec<String>,
    /// Compartment it comes from.
    pub from: String,
    /// Compartment it goes to; absent where it leaves the body.
    #[serde(default)]
    pub to: Option<String>,
    /// Rate constant: the flow is this times the amount it comes from.
    #[serde(default)]
    pub rate: Option<String>,
    /// The flow itself, where it is not first order.
    #[serde(default)]
    pub law: Option<String>,
}

/// What an administration puts into a compartment. Its formulas may use parameters and, as all formulas, `activity` (MBq given), `label` (nmol of
/// the nuclide in it), `lambda` (its decay constant in 1/h) and `drug` (g given of what carries no label).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DoseLine {
    /// Compartment.
    pub into: String,
    /// Amount.
    pub amount: String,
    /// Duration, a formula; absent for a bolus.
    #[serde(default)]
    pub over: Option<String>,
    /// How long after the administration begins, a formula; absent for at once.
    #[serde(default)]
    pub at: Option<String>,
    /// Whether it carries the activity.
    #[serde(default = "yes")]
    pub labelled: bool,
}

const fn yes() -> bool {
    true
}

/// Names that formulas have for what is given.
const RESERVED: [&str; 4] = ["activity", "label", "lambda", "drug"];

impl Record for KineticModel {
    const FOLDER: &'static str = "models";

    fn id(&self) -> &str {
        &self.id
    }

    fn names(&self) -> &[String] {
        &self.names
    }

    fn check(&self) -> Result<(), Fault> {
        let fault = |at: String, what: String| (at.into(), what);
        for (name, p) in &self.parameters {
            p.holds(&p.value).map_err(|e| fault(name.clone(), e))?;
            if RESERVED.contains(&name.as_str()) {
                return Err(fault(name.clone(), "the name is kept for what is given".into()));
            }
            if p.between_patients.is_some() && (p.least.is_some() || p.most.is_some()) {
                let what =
                    "a parameter with bounds cannot be drawn from a log-normal distribution, which has none";
                return Err(fault(name.clone(), what.into()));
            }
            if p.between_cycles.is_some() && self.decay == DecayIn::Within {
                let what = "administrations that meet in one model cannot differ in a parameter; take between_cycles out";
                return Err(fault(name.clone(), what.into()));
            }
        }
        if let Some((name, _)) = self.by_cycle.iter().find(|(n, values)| {
            values.is_empty() || self.decay == DecayIn::Within || !self.parameters.contains_key(*n)
        }) {
            let what =
                "by_cycle lists values of a parameter, one or more, in a model that is corrected for decay";
            return Err(fault(name.clone(), what.into()));
        }
        if let Some(name) = self.variant_nuclide.keys().find(|n| !self.variant.contains_key(*n)) {
            return Err(fault("variant_nuclide".into(), format!("there is no variant `{name}`")));
        }
        if self.decay == DecayIn::Within && !self.uses("lambda") {
            let what = "decay is said to be within the model, and no flow has the decay constant `lambda`";
            return Err(fault("decay".into(), what.into()));
        }
        if self.dose.is_empty() {
            return Err(fault("dose".into(), "no dose goes anywhere".into()));
        }
        // Any administration will do to check names, units, flows and connections.
        let nominal = Administered { activity_mbq: 1000.0, label_nmol: 1.0, lambda_per_h: 0.01, drug_g: 1.0 };
        for (name, values) in &self.variant {
            self.definition(values, nominal).map_err(|e| fault(name.clone(), e))?;
        }
        let definition =
            self.definition(&BTreeMap::new(), nominal).map_err(|e| fault("parameters".into(), e))?;
        let network = definition.network();
        if let Ok(network) = &network {
            for (i, line) in self.observed.iter().enumerate() {
                let at = format!("observed[{i}].is");
                if !line.each.is_empty() {
                    return Err(fault(at, "lines of what is observed do not repeat over sets".into()));
                }
                network.formula(&line.is, &line.name).map_err(|e| fault(at, e.to_string()))?;
            }
        }
        network.map(|_| ()).map_err(|e| {
            // Flows have no names of their own: the first one whose ends are named.
            let of = |f: &FlowLine| {
                e.at == format!("the flow from {} to {}", f.from, f.to.as_deref().unwrap_or("outside"))
            };
            let place = match self.flow.iter().position(of) {
                Some(i) => format!("flow[{i}].from"),
                None if e.at.starts_with("the flow") => "flow[0].from".to_owned(),
                None => e.at.clone(),
            };
            fault(place, e.to_string())
        })
    }
}
