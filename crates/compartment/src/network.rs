//! A model as written: states, quantities, reactions.

use std::collections::{BTreeMap, BTreeSet};

use crate::dimension::{Dimension, dimension_of};
use crate::error::ModelError;
use crate::expression::Expression;
use crate::grammar::formula;

/// A model with its formulas still by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// Name of the model.
    pub name: String,
    /// Unit of its time, where it says one.
    pub time_unit: Option<String>,
    /// What is followed in time.
    pub states: Vec<State>,
    /// Named quantities: parameters and what follows from them, from states and from time.
    pub quantities: BTreeMap<String, Expression>,
    /// Names for people of quantities whose name in formulas is another.
    pub labels: BTreeMap<String, String>,
    /// Dimensions of the quantities, where the model has units.
    pub dimensions: BTreeMap<String, Dimension>,
    /// Quantities that keep the value they have at the start.
    pub kept: BTreeSet<String>,
    /// What happens.
    pub reactions: Vec<Reaction>,
}

/// A state: an amount of a species in a compartment.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Name for people: `compartment.species`.
    pub name: String,
    /// Value at the start.
    pub initial: Expression,
    /// Whether reactions leave it as it is: a source, a sink, or what a rule gives.
    pub constant: bool,
    /// What gives its value at all times, where reactions do not.
    pub rule: Option<Expression>,
}

/// What turns states into others.
#[derive(Clone, Debug, PartialEq)]
pub struct Reaction {
    /// Name.
    pub name: String,
    /// Change of each state when it happens once.
    pub changes: Vec<(usize, f64)>,
    /// How often it happens in a unit of time.
    pub rate: Expression,
}

impl Network {
    /// Index of a state by its name; in another case where only one is meant.
    ///
    /// # Errors
    /// No such state.
    pub fn state(&self, name: &str) -> Result<usize, ModelError> {
        let exact = self.states.iter().position(|s| s.name == name);
        let mut close = (0..self.states.len()).filter(|i| self.states[*i].name.eq_ignore_ascii_case(name));
        let only = close.next().filter(|_| close.next().is_none());
        exact.or(only).ok_or_else(|| {
            let close: Vec<&str> = self
                .states
                .iter()
                .map(|s| s.name.as_str())
                .filter(|s| {
                    let (s, name) = (s.to_lowercase(), name.to_lowercase());
                    s.contains(&name) || s.split('.').any(|part| name.contains(part))
                })
                .take(6)
                .collect();
            let next = if close.is_empty() {
                format!("its states begin with {}", names(&self.states, 6))
            } else {
                format!("do you mean {}?", close.join(", "))
            };
            ModelError::new(name, "the model has no such state", next)
        })
    }

    /// Gives a quantity, or a state at the start, another value.
    ///
    /// # Errors
    /// No such quantity, or several of this name.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), ModelError> {
        if let Ok(state) = self.state(name) {
            self.states[state].initial = Expression::Number(value);
            return Ok(());
        }
        let of_name = |q: &&String| *q == name || self.labels.get(*q).is_some_and(|l| l == name);
        let found: Vec<String> = self.quantities.keys().filter(of_name).cloned().collect();
        match &found[..] {
            [one] => {
                self.kept.remove(one);
                self.quantities.insert(one.clone(), Expression::Number(value));
                Ok(())
            }
            [] => Err(ModelError::new(
                name,
                "the model has no such quantity",
                "name a parameter, compartment or state",
            )),
            several => Err(ModelError::new(
                name,
                format!("the model has {} quantities of this name", several.len()),
                format!("give its id: {}", several.join(", ")),
            )),
        }
    }

    /// Name for people of a quantity.
    fn shown<'a>(&'a self, name: &'a str) -> &'a str {
        self.labels.get(name).map_or(name, String::as_str)
    }

    /// A formula with every name replaced by what it stands for; what does not depend on states or time becomes a number.
    ///
    /// # Errors
    /// Names that are not known, or that depend on themselves.
    pub fn resolved(&self, e: &Expression, at: &str) -> Result<Expression, ModelError> {
        Resolver::new(self, &[]).resolve(e, at, &mut Vec::new())
    }

    /// A formula of the model's names with its dimension, every name replaced as by [`Network::resolved`].
    ///
    /// # Errors
    /// A formula that cannot be read, or of unknown names or unequal dimensions.
    pub fn formula(&self, text: &str, at: &str) -> Result<(Expression, Dimension), ModelError> {
        let wrong =
            |what: String| ModelError::new(at, what, "correct the formula or the value of its parameters");
        let e = formula(text).map_err(wrong)?;
        let dimension = dimension_of(&e, &|name| self.dimensions.get(name).copied())
            .map_err(|e| wrong(format!("`{text}` {e}")))?;
        Ok((self.resolved(&e, at)?, dimension))
    }

    /// Value of a formula of parameters, in base units.
    ///
    /// # Errors
    /// A formula that cannot be read, of another dimension, that depends on states or time, or is negative.
    pub fn constant(&self, text: &str, dimension: Dimension, at: &str) -> Result<f64, ModelError> {
        let wrong =
            |what: String| ModelError::new(at, what, "correct the formula or the value of its parameters");
        let (e, found) = self.formula(text, at)?;
        // A bare number is in base units.
        let bare = text.trim().parse::<f64>().is_ok();
        if found != dimension && !bare {
            return Err(wrong(format!("`{text}` must have the dimension {dimension} and has {found}")));
        }
        match e {
            Expression::Number(n) if n.is_finite() && n >= 0.0 => Ok(n),
            Expression::Number(n) => Err(wrong(format!("`{text}` is {n}"))),
            _ => Err(wrong(format!("`{text}` depends on compartments or time"))),
        }
    }

    /// Values of the states at the start.
    ///
    /// # Errors
    /// As [`Network::resolved`]; states at the start that depend on each other.
    pub fn initial(&self) -> Result<Vec<f64>, ModelError> {
        let mut values = vec![f64::NAN; self.states.len()];
        // Those that depend on others follow once these are known.
        for _ in 0..=self.states.len() {
            for (i, state) in self.states.iter().enumerate() {
                if values[i].is_nan() {
                    values[i] = self.resolved(&state.initial, &state.name)?.value(0.0, &values);
                }
            }
            if values.iter().all(|v| !v.is_nan()) {
                return Ok(values);
            }
        }
        let open = values.iter().position(|v| v.is_nan()).unwrap_or(0);
        Err(ModelError::new(
            &self.states[open].name,
            "its value at the start is not a number or depends on itself",
            "give it a value",
        ))
    }
}

fn names(states: &[State], most: usize) -> String {
    states.iter().map(|s| s.name.as_str()).take(most).collect::<Vec<_>>().join(", ")
}

/// Resolves names, each once.
pub(crate) struct Resolver<'a> {
    network: &'a Network,
    start: &'a [f64],
    known: BTreeMap<String, Expression>,
}

impl<'a> Resolver<'a> {
    /// With values of the states at the start for what keeps them; without values nothing is kept, which is the same at the start.
    pub(crate) const fn new(network: &'a Network, start: &'a [f64]) -> Self {
        Self { network, start, known: BTreeMap::new() }
    }

    pub(crate) fn resolve(
        &mut self,
        e: &Expression,
        at: &str,
        open: &mut Vec<String>,
    ) -> Result<Expression, ModelError> {
        let mut needed = Vec::new();
        e.visit(&mut |part| {
            if let Expression::Name(name) = part {
                needed.push(name.clone());
            }
        });
        for name in needed {
            if self.known.contains_key(&name) {
                continue;
            }
            if open.contains(&name) {
                let way: Vec<&str> = open.iter().map(|n| self.network.shown(n)).collect();
                return Err(ModelError::new(
                    self.network.shown(at),
                    format!("`{}` depends on itself through {}", self.network.shown(&name), way.join(" → ")),
                    "define one of them without the others",
                ));
            }
            let Some(definition) = self.network.quantities.get(&name) else {
                return Err(ModelError::new(
                    at,
                    format!("`{name}` is not known"),
                    "define it as a parameter, a species or a compartment of the model",
                ));
            };
            open.push(name.clone());
            let mut value = self.resolve(definition, &name, open)?;
            if !self.start.is_empty() && self.network.kept.contains(&name) {
                value = Expression::Number(value.value(0.0, self.start));
            }
            open.pop();
            self.known.insert(name, value);
        }
        let known = &self.known;
        Ok(e.replaced(&|part| match part {
            Expression::Name(name) => known.get(name).cloned(),
            _ => None,
        }))
    }
}
