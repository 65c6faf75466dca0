//! The compartment language: parameters with units, formulas, compartments, flows between them, and sets over which lines repeat.
//!
//! A flow moves an amount from one compartment to another or out, so amounts are conserved by construction. Checked when a model is
//! built: every name is known, dimensions agree, every compartment is reached, no flow is negative or comes from an empty compartment.

use std::collections::BTreeMap;

use crate::dimension::{Dimension, Unit, dimension_of};
use crate::error::ModelError;
use crate::expression::Expression;
use crate::grammar::formula;
use crate::network::{Network, Reaction, State};

/// A model in the compartment language. Formulas are in base units: h, L, m², g, nmol, MBq.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Definition {
    /// Name of the model.
    pub name: String,
    /// Parameters: number and unit.
    pub parameters: BTreeMap<String, (f64, String)>,
    /// Named formulas.
    pub formulas: Vec<Line<Formula>>,
    /// Sets: `{organ}` in a line that is repeated over the set `organ` stands for each member.
    pub sets: BTreeMap<String, Vec<String>>,
    /// Compartments.
    pub compartments: Vec<Line<Compartment>>,
    /// Flows.
    pub flows: Vec<Line<Flow>>,
    /// Where doses go.
    pub into: Vec<String>,
    /// What compartments hold: amounts of substance (nmol, the default), activities (MBq) or masses (g).
    pub content: Option<Dimension>,
}

/// A line that may repeat over sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<T> {
    /// Sets over which it repeats.
    pub each: Vec<String>,
    /// What repeats.
    pub what: T,
}

/// A named formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// Name.
    pub name: String,
    /// Text.
    pub text: String,
}

/// A compartment.
#[derive(Clone, Debug, PartialEq)]
pub struct Compartment {
    /// Name.
    pub name: String,
    /// Amount at the start, a formula.
    pub initial: Option<String>,
}

/// A flow. One of `rate` and `law` is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Compartment it comes from.
    pub from: String,
    /// Compartment it goes to, or nothing: it leaves.
    pub to: Option<String>,
    /// Rate constant: the flow is this times the amount it comes from.
    pub rate: Option<String>,
    /// The flow itself.
    pub law: Option<String>,
}

/// A text in which the members of sets can be put.
trait Template: Sized {
    fn with(&self, set: &str, member: &str) -> Self;
}

fn put(text: &str, set: &str, member: &str) -> String {
    text.replace(&format!("{{{set}}}"), member)
}

impl Template for Formula {
    fn with(&self, set: &str, member: &str) -> Self {
        Self { name: put(&self.name, set, member), text: put(&self.text, set, member) }
    }
}

impl Template for Compartment {
    fn with(&self, set: &str, member: &str) -> Self {
        Self {
            name: put(&self.name, set, member),
            initial: self.initial.as_ref().map(|t| put(t, set, member)),
        }
    }
}

impl Template for Flow {
    fn with(&self, set: &str, member: &str) -> Self {
        let of = |t: &Option<String>| t.as_ref().map(|t| put(t, set, member));
        Self {
            from: put(&self.from, set, member),
            to: of(&self.to),
            rate: of(&self.rate),
            law: of(&self.law),
        }
    }
}

impl Flow {
    fn name(&self) -> String {
        format!("the flow from {} to {}", self.from, self.to.as_deref().unwrap_or("outside"))
    }
}

impl Definition {
    /// The network, checked.
    ///
    /// # Errors
    /// What is wrong, with the element's name.
    pub fn network(&self) -> Result<Network, ModelError> {
        let compartments = self.repeated(&self.compartments)?;
        let flows = self.repeated(&self.flows)?;
        let content = self.content.unwrap_or(Dimension::AMOUNT);
        let mut builder = Builder { network: Network::default(), dimensions: BTreeMap::new(), content };
        builder.network.name.clone_from(&self.name);
        builder.network.time_unit = Some("h".into());
        for (name, (value, unit)) in &self.parameters {
            builder.parameter(name, *value, unit)?;
        }
        for compartment in &compartments {
            builder.compartment(compartment)?;
        }
        builder.formulas(&self.repeated(&self.formulas)?)?;
        for compartment in &compartments {
            builder.initial(compartment)?;
        }
        for flow in &flows {
            builder.flow(flow)?;
        }
        builder.check(&self.into)?;
        builder.network.dimensions = builder.dimensions;
        Ok(builder.network)
    }

    fn repeated<T: Template + Clone>(&self, lines: &[Line<T>]) -> Result<Vec<T>, ModelError> {
        let mut out = Vec::new();
        for line in lines {
            let mut all = vec![line.what.clone()];
            for set in &line.each {
                let members = self.sets.get(set).ok_or_else(|| {
                    ModelError::new(
                        set,
                        "the model has no such set",
                        "define it under [sets] or correct `each`",
                    )
                })?;
                all = all.iter().flat_map(|t| members.iter().map(|m| t.with(set, m))).collect();
            }
            out.extend(all);
        }
        Ok(out)
    }
}

struct Builder {
    network: Network,
    dimensions: BTreeMap<String, Dimension>,
    /// Of what compartments hold.
    content: Dimension,
}

impl Builder {
    fn new_name(&self, name: &str) -> Result<(), ModelError> {
        if name == "t" || name.contains(['{', '}']) {
            return Err(ModelError::new(
                name,
                "this cannot be a name",
                "write another one, or repeat the line over the set",
            ));
        }
        if self.dimensions.contains_key(name) {
            return Err(ModelError::new(name, "the name stands twice in the model", "rename one of them"));
        }
        Ok(())
    }

    fn parameter(&mut self, name: &str, value: f64, unit: &str) -> Result<(), ModelError> {
        self.new_name(name)?;
        let unit = Unit::parse(unit).map_err(|e| ModelError::new(name, e, "correct its unit"))?;
        if !value.is_finite() || value < 0.0 {
            return Err(ModelError::new(
                name,
                format!("it is {value}"),
                "parameters are finite and not negative",
            ));
        }
        self.dimensions.insert(name.to_owned(), unit.dimension);
        self.network.quantities.insert(name.to_owned(), Expression::Number(value * unit.factor));
        Ok(())
    }

    fn compartment(&mut self, compartment: &Compartment) -> Result<(), ModelError> {
        let name = &compartment.name;
        self.new_name(name)?;
        let state =
            State { name: name.clone(), initial: Expression::Number(0.0), constant: false, rule: None };
        self.dimensions.insert(name.clone(), self.content);
        self.network.quantities.insert(name.clone(), Expression::State(self.network.states.len()));
        self.network.states.push(state);
        Ok(())
    }

    fn read(text: &str, at: &str) -> Result<Expression, ModelError> {
        formula(text).map_err(|e| ModelError::new(at, e, "correct the formula"))
    }

    fn dimension(&self, e: &Expression, at: &str) -> Result<Dimension, ModelError> {
        dimension_of(e, &|name| self.dimensions.get(name).copied())
            .map_err(|e| ModelError::new(at, format!("it {e}"), "check the names and units in its formula"))
    }

    /// Formulas may use those after them.
    fn formulas(&mut self, formulas: &[Formula]) -> Result<(), ModelError> {
        let mut open: Vec<(&Formula, Expression)> = Vec::new();
        for formula in formulas {
            self.new_name(&formula.name)?;
            let e = Self::read(&formula.text, &formula.name)?;
            if open.iter().any(|(f, _)| f.name == formula.name) {
                return Err(ModelError::new(
                    &formula.name,
                    "the name stands twice in the model",
                    "rename one of them",
                ));
            }
            self.network.quantities.insert(formula.name.clone(), e.clone());
            open.push((formula, e));
        }
        while !open.is_empty() {
            let before = open.len();
            let mut later = Vec::new();
            for (formula, e) in open {
                let mut waits = false;
                let names: Vec<&String> = formulas.iter().map(|f| &f.name).collect();
                e.visit(&mut |part| {
                    if let Expression::Name(n) = part {
                        waits |= names.contains(&n) && !self.dimensions.contains_key(n);
                    }
                });
                if waits {
                    later.push((formula, e));
                } else {
                    let dimension = self.dimension(&e, &formula.name)?;
                    self.dimensions.insert(formula.name.clone(), dimension);
                }
            }
            if later.len() == before {
                // Resolving tells which depends on which.
                let (first, e) = &later[0];
                self.network.resolved(e, &first.name)?;
            }
            open = later;
        }
        Ok(())
    }

    fn wanted(&self, e: &Expression, dimension: Dimension, at: &str, what: &str) -> Result<(), ModelError> {
        let found = self.dimension(e, at)?;
        if found == dimension {
            return Ok(());
        }
        Err(ModelError::new(
            at,
            format!("{what} must have the dimension {dimension} and has {found}"),
            "check the units of its parameters",
        ))
    }

    fn initial(&mut self, compartment: &Compartment) -> Result<(), ModelError> {
        let Some(text) = &compartment.initial else { return Ok(()) };
        let e = Self::read(text, &compartment.name)?;
        self.wanted(&e, self.content, &compartment.name, "its amount at the start")?;
        let index = self.network.state(&compartment.name)?;
        self.network.states[index].initial = e;
        Ok(())
    }

    fn flow(&mut self, flow: &Flow) -> Result<(), ModelError> {
        let at = flow.name();
        let index = |name: &str| {
            self.network.states.iter().position(|s| s.name == name).ok_or_else(|| {
                ModelError::new(
                    &at,
                    format!("`{name}` is not a compartment of the model"),
                    "add it or correct the name",
                )
            })
        };
        let from = index(&flow.from)?;
        let mut changes = vec![(from, -1.0)];
        if let Some(to) = &flow.to {
            let to = index(to)?;
            if to == from {
                return Err(ModelError::new(at, "it goes to where it comes from", "correct one of its ends"));
            }
            changes.push((to, 1.0));
        }
        let rate = match (&flow.rate, &flow.law) {
            (Some(rate), None) => {
                let rate = Self::read(rate, &at)?;
                self.wanted(&rate, Dimension::RATE, &at, "its rate")?;
                rate.times(Expression::State(from))
            }
            (None, Some(law)) => {
                let law = Self::read(law, &at)?;
                self.wanted(&law, self.content.per_time(), &at, "its law")?;
                law
            }
            _ => return Err(ModelError::new(at, "it needs one of `rate` and `law`", "give one of them")),
        };
        self.network.reactions.push(Reaction { name: at, changes, rate });
        Ok(())
    }

    fn check(&self, into: &[String]) -> Result<(), ModelError> {
        let n = self.network.states.len();
        let start = self.network.initial()?;
        let mut reached: Vec<bool> = start.iter().map(|v| *v != 0.0).collect();
        for name in into {
            reached[self.network.state(name)?] = true;
        }
        // Small and unequal, so that saturation is far and differences show.
        let some: Vec<f64> = (0..n).map(|i| 1e-6 * (1.0 + 0.37 * i as f64)).collect();
        for reaction in &self.network.reactions {
            let rate = self.network.resolved(&reaction.rate, &reaction.name)?;
            let from = reaction.changes.first().map_or(0, |c| c.0);
            let value = rate.value(0.0, &some);
            if !value.is_finite() || value < 0.0 {
                return Err(ModelError::new(
                    &reaction.name,
                    if value < 0.0 { "it is negative" } else { "it is not a finite number" },
                    "rates may not be negative: correct it, or turn the flow round",
                ));
            }
            let mut empty = some.clone();
            empty[from] = 0.0;
            let value = rate.value(0.0, &empty);
            if value != 0.0 {
                return Err(ModelError::new(
                    &reaction.name,
                    format!("it takes {value} per hour from an empty compartment"),
                    "multiply its law by the amount it comes from",
                ));
            }
        }
        for _ in 0..n {
            for reaction in &self.network.reactions {
                if let [(from, _), (to, _)] = reaction.changes[..] {
                    reached[to] |= reached[from];
                }
            }
        }
        match reached.iter().position(|r| !r) {
            None => Ok(()),
            Some(lost) => Err(ModelError::new(
                &self.network.states[lost].name,
                "nothing ever reaches this compartment",
                "add a flow to it, dose into it, or take it out",
            )),
        }
    }
}
