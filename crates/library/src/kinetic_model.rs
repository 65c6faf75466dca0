//! Where a radiopharmaceutical goes: compartment models as data.

use std::collections::BTreeMap;

use hevesy_compartment as compartment;
use hevesy_quantity::Fraction;
use serde::{Deserialize, Serialize};

use crate::check::Fault;
use crate::{Citation, Label, Parameter, Record};

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
    /// Nuclide that the label has unless another is asked for.
    pub nuclide: String,
    /// Whether compartments are corrected for decay (`after`) or decay by their own flows (`within`).
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
    /// Named formulas.
    #[serde(default)]
    pub formula: Vec<FormulaLine>,
    /// Compartments.
    pub compartment: Vec<CompartmentLine>,
    /// Flows between them.
    pub flow: Vec<FlowLine>,
    /// What an administration puts where.
    pub dose: Vec<DoseLine>,
}

/// Where decay is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DecayIn {
    /// Compartments are corrected for decay; their activity is that times e^{−λt}.
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

/// A named formula: + - * / ^, parentheses, exp, ln, sqrt, abs, tanh, min, max; `t` is the time in h.
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
/// the nuclide in it) and `lambda` (its decay constant in 1/h).
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
    /// Whether it carries the activity.
    #[serde(default = "yes")]
    pub labelled: bool,
}

const fn yes() -> bool {
    true
}

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
        }
        if self.decay == DecayIn::Within && !self.uses("lambda") {
            let what = "decay is said to be within the model, and no flow has the decay constant `lambda`";
            return Err(fault("decay".into(), what.into()));
        }
        if self.dose.is_empty() {
            return Err(fault("dose".into(), "no dose goes anywhere".into()));
        }
        // Any administration will do to check names, units, flows and connections.
        let nominal = Administered { activity_mbq: 1000.0, label_nmol: 1.0, lambda_per_h: 0.01 };
        for (name, values) in &self.variant {
            self.definition(values, nominal).map_err(|e| fault(name.clone(), e))?;
        }
        let definition =
            self.definition(&BTreeMap::new(), nominal).map_err(|e| fault("parameters".into(), e))?;
        definition.network().map(|_| ()).map_err(|e| {
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

/// What formulas may use beside the model's own names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Administered {
    /// `activity` in MBq.
    pub activity_mbq: f64,
    /// `label` in nmol: the nuclide in that activity.
    pub label_nmol: f64,
    /// `lambda` in 1/h: its decay constant.
    pub lambda_per_h: f64,
}

impl KineticModel {
    /// The model in the compartment language, some parameters replaced.
    ///
    /// # Errors
    /// A parameter that the model does not have.
    pub fn definition(
        &self,
        instead: &BTreeMap<String, NumberUnit>,
        given: Administered,
    ) -> Result<compartment::Definition, String> {
        let mut parameters = BTreeMap::from([
            ("activity".to_owned(), (given.activity_mbq, "MBq".to_owned())),
            ("label".to_owned(), (given.label_nmol, "nmol".to_owned())),
            ("lambda".to_owned(), (given.lambda_per_h, "1/h".to_owned())),
        ]);
        for (name, p) in &self.parameters {
            parameters.insert(name.clone(), (p.value.value, p.value.unit.clone()));
        }
        for (name, value) in instead {
            let Some(place) = parameters.get_mut(name) else {
                let known: Vec<&str> = self.parameters.keys().map(String::as_str).collect();
                return Err(format!("{} has no parameter `{name}`; it has {}", self.id, known.join(", ")));
            };
            self.parameters[name].holds(value).map_err(|e| format!("`{name}` {e}"))?;
            *place = (value.value, value.unit.clone());
        }
        let line = |each: &[String], what| compartment::Line { each: each.to_vec(), what };
        let formulas = self
            .formula
            .iter()
            .map(|f| compartment::Line {
                each: f.each.clone(),
                what: compartment::Formula { name: f.name.clone(), text: f.is.clone() },
            })
            .collect();
        let compartments = self
            .compartment
            .iter()
            .map(|c| {
                line(&c.each, compartment::Compartment { name: c.name.clone(), initial: c.initial.clone() })
            })
            .collect();
        let flows = self
            .flow
            .iter()
            .map(|f| compartment::Line {
                each: f.each.clone(),
                what: compartment::Flow {
                    from: f.from.clone(),
                    to: f.to.clone(),
                    rate: f.rate.clone(),
                    law: f.law.clone(),
                },
            })
            .collect();
        Ok(compartment::Definition {
            name: self.id.clone(),
            parameters,
            formulas,
            sets: self.sets.clone(),
            compartments,
            flows,
            into: self.dose.iter().map(|d| d.into.clone()).collect(),
            activities: self.holds_activity(),
        })
    }

    /// Whether compartments hold MBq: those of models whose doses are in terms of the activity.
    fn holds_activity(&self) -> bool {
        self.dose.iter().any(|d| {
            let Ok(e) = compartment::formula(&d.amount) else { return false };
            let mut found = false;
            e.visit(&mut |part| {
                if let compartment::Expression::Name(name) = part {
                    let unit = self.parameters.get(name).map(|p| p.value.unit.as_str());
                    found |= name == "activity" || unit.is_some_and(|u| u.ends_with("Bq"));
                }
            });
            found
        })
    }

    /// Dimension of what compartments hold.
    #[must_use]
    pub fn content(&self) -> compartment::Dimension {
        if self.holds_activity() { compartment::Dimension::ACTIVITY } else { compartment::Dimension::AMOUNT }
    }

    /// Whether a formula of the model uses a name.
    fn uses(&self, name: &str) -> bool {
        let laws = self.flow.iter().flat_map(|f| [&f.rate, &f.law]).flatten();
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        laws.chain(self.formula.iter().map(|f| &f.is)).any(|text| text.split(|c| !word(c)).any(|w| w == name))
    }

    /// Each compartment with its region and the formula of its mass, lines that repeat written out.
    #[must_use]
    pub fn regions(&self) -> Vec<CompartmentLine> {
        let mut out = Vec::new();
        for line in &self.compartment {
            let mut all = vec![line.clone()];
            for set in &line.each {
                let members = self.sets.get(set).map_or(&[][..], Vec::as_slice);
                let with = |c: &CompartmentLine, m: &String| {
                    let put = |t: &str| t.replace(&format!("{{{set}}}"), m);
                    CompartmentLine {
                        each: Vec::new(),
                        name: put(&c.name),
                        initial: None,
                        region: c.region.as_deref().map(put),
                        mass: c.mass.as_deref().map(put),
                        retention: c.retention.clone(),
                    }
                };
                all =
                    all.iter().flat_map(|c| members.iter().map(|m| with(c, m)).collect::<Vec<_>>()).collect();
            }
            out.extend(all);
        }
        out
    }
}
