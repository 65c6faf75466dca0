//! Models in SBML (Systems Biology Markup Language), levels 2 and 3: compartments, species, parameters, functions, initial assignments,
//! assignment and rate rules, reactions. Events, delays, algebraic rules, fast reactions, conversion factors and compartments that change
//! their size by a rate are refused by name.

mod mathml;

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};

use crate::error::ModelError;
use crate::expression::Expression;
use crate::network::{Network, Reaction, State};
use mathml::{Functions, Math, elements, name};

/// Reads a model. States are amounts: those of species, and of parameters with a rate rule.
///
/// # Errors
/// No XML, no SBML model, what is not supported, references to what the model does not have: each with the element's name.
pub fn read_sbml(text: &str) -> Result<Network, ModelError> {
    let document = Document::parse(text).map_err(|e| {
        ModelError::new("the file", format!("it is not XML: {e}"), "give an SBML file of level 2 or 3")
    })?;
    let root = document.root_element();
    let model = elements(root).find(|n| name(&root) == "sbml" && name(n) == "model").ok_or_else(|| {
        ModelError::new("the file", "it has no SBML model", "give an SBML file of level 2 or 3")
    })?;
    if !["2", "3"].contains(&root.attribute("level").unwrap_or("")) {
        let what = format!("it is SBML of level {}", root.attribute("level").unwrap_or("unknown"));
        return Err(ModelError::new("the file", what, "give one of level 2 or 3"));
    }
    let network = Reader::new(model)?.read(model)?;
    if network.states.is_empty() && network.quantities.is_empty() {
        return Err(ModelError::new(
            "the file",
            "its model is empty",
            "give a model with species or parameters",
        ));
    }
    Ok(network)
}

/// Reads one model.
struct Reader {
    functions: Functions,
    network: Network,
    /// Index of the state and, for concentrations, the compartment, of what changes in time by its id.
    states: BTreeMap<String, (usize, Option<String>)>,
}

fn label<'a>(node: &Node<'a, '_>) -> &'a str {
    let given = node.attribute("name").filter(|n| !n.trim().is_empty());
    given.or_else(|| node.attribute("id")).unwrap_or("an element without id")
}

fn required<'a>(node: &Node<'a, '_>, attribute: &str) -> Result<&'a str, ModelError> {
    node.attribute(attribute).ok_or_else(|| {
        let line = node.document().text_pos_at(node.range().start).row;
        ModelError::new(
            format!("{} in line {line}", name(node)),
            format!("the attribute `{attribute}` is missing"),
            "complete the file",
        )
    })
}

fn number(node: &Node<'_, '_>, attribute: &str) -> Result<Option<f64>, ModelError> {
    let Some(text) = node.attribute(attribute) else { return Ok(None) };
    match text.trim().parse() {
        Ok(value) => Ok(Some(value)),
        Err(_) => Err(ModelError::new(
            label(node),
            format!("`{text}` is not a number"),
            format!("correct its {attribute}"),
        )),
    }
}

fn list<'a, 'i>(model: Node<'a, 'i>, of: &str) -> Vec<Node<'a, 'i>> {
    elements(model).find(|n| name(n) == of).map(|n| elements(n).collect()).unwrap_or_default()
}

impl Reader {
    fn new(model: Node<'_, '_>) -> Result<Self, ModelError> {
        let unsupported = [("listOfEvents", "events"), ("listOfConstraints", "constraints")];
        for (tag, what) in unsupported {
            if let Some(first) = list(model, tag).first() {
                return Err(ModelError::new(
                    label(first),
                    format!("models with {what} are not read"),
                    "take the doses out of the model and give them when it is run",
                ));
            }
        }
        let mut functions = Functions::new();
        for node in list(model, "listOfFunctionDefinitions") {
            let math = elements(node).find(|n| name(n) == "math");
            let lambda = math.and_then(|m| elements(m).find(|n| name(n) == "lambda"));
            let arguments: Vec<String> = lambda
                .into_iter()
                .flat_map(elements)
                .filter(|n| name(n) == "bvar")
                .filter_map(|n| elements(n).next()?.text().map(|t| t.trim().to_owned()))
                .collect();
            let at = label(&node);
            let body = lambda.and_then(|l| elements(l).find(|n| name(n) != "bvar"));
            let body = body.ok_or_else(|| {
                ModelError::new(at, "it has no formula", "complete the function or take it out")
            })?;
            let body = Math { functions: &functions, at }.formula(body)?;
            functions.insert(required(&node, "id")?.to_owned(), (arguments, body));
        }
        let network = Network { name: label(&model).to_owned(), ..Network::default() };
        Ok(Self { functions, network, states: BTreeMap::new() })
    }

    fn read(mut self, model: Node<'_, '_>) -> Result<Network, ModelError> {
        self.network.time_unit = model.attribute("timeUnits").map(str::to_owned);
        let compartments = self.compartments(model)?;
        for node in list(model, "listOfParameters") {
            let value = number(&node, "value")?.unwrap_or(f64::NAN);
            self.define(required(&node, "id")?, Expression::Number(value));
            self.label(&node);
        }
        self.species(model, &compartments)?;
        self.initial_assignments(model)?;
        self.rules(model)?;
        let reactions = list(model, "listOfReactions");
        for node in reactions {
            self.reaction(node)?;
        }
        Ok(self.network)
    }

    fn define(&mut self, id: &str, value: Expression) {
        self.network.quantities.insert(id.to_owned(), value);
    }

    fn label(&mut self, node: &Node<'_, '_>) {
        if let (Some(id), Some(name)) = (node.attribute("id"), node.attribute("name")) {
            self.network.labels.insert(id.to_owned(), name.to_owned());
        }
    }

    fn math(&self, node: Node<'_, '_>, at: &str) -> Result<Expression, ModelError> {
        Math { functions: &self.functions, at }.within(node)
    }

    /// Names of the compartments by their ids.
    fn compartments(&mut self, model: Node<'_, '_>) -> Result<BTreeMap<String, String>, ModelError> {
        let mut names = BTreeMap::new();
        for node in list(model, "listOfCompartments") {
            let id = required(&node, "id")?;
            let size = number(&node, "size")?.or(number(&node, "volume")?).unwrap_or(1.0);
            if size <= 0.0 {
                return Err(ModelError::new(
                    label(&node),
                    format!("its size is {size}"),
                    "give a positive size",
                ));
            }
            self.define(id, Expression::Number(size));
            self.label(&node);
            names.insert(id.to_owned(), label(&node).to_owned());
        }
        Ok(names)
    }

    fn species(
        &mut self,
        model: Node<'_, '_>,
        compartments: &BTreeMap<String, String>,
    ) -> Result<(), ModelError> {
        let nodes = list(model, "listOfSpecies");
        let mut names: Vec<&str> = nodes.iter().map(label).collect();
        names.sort_unstable();
        let repeated = names.windows(2).any(|w| w[0] == w[1]);
        for node in nodes {
            let (id, within) = (required(&node, "id")?, required(&node, "compartment")?);
            let Some(compartment) = compartments.get(within) else {
                return Err(ModelError::new(
                    label(&node),
                    format!("its compartment `{within}` is not in the model"),
                    "add the compartment or correct the reference",
                ));
            };
            if node.attribute("conversionFactor").or_else(|| model.attribute("conversionFactor")).is_some() {
                return Err(ModelError::new(
                    label(&node),
                    "conversion factors are not read",
                    "use one unit of substance",
                ));
            }
            let amounts = node.attribute("hasOnlySubstanceUnits") == Some("true");
            let size = Expression::Name(within.to_owned());
            let (amount, concentration) =
                (number(&node, "initialAmount")?, number(&node, "initialConcentration")?);
            let initial = match (amount, concentration) {
                (Some(a), _) => Expression::Number(a),
                (None, Some(c)) => Expression::Number(c).times(size.clone()),
                (None, None) => Expression::Number(0.0),
            };
            let name =
                if repeated { format!("{compartment}.{}", label(&node)) } else { label(&node).to_owned() };
            let constant = node.attribute("boundaryCondition") == Some("true")
                || node.attribute("constant") == Some("true");
            let state = self.add_state(
                id,
                State { name, initial, constant, rule: None },
                (!amounts).then(|| within.to_owned()),
            );
            let value = if amounts { state } else { state.over(size) };
            self.define(id, value);
        }
        Ok(())
    }

    fn add_state(&mut self, id: &str, state: State, within: Option<String>) -> Expression {
        let index = self.network.states.len();
        self.network.states.push(state);
        self.states.insert(id.to_owned(), (index, within));
        Expression::State(index)
    }

    fn initial_assignments(&mut self, model: Node<'_, '_>) -> Result<(), ModelError> {
        let mut seen = BTreeSet::new();
        for node in list(model, "listOfInitialAssignments") {
            let id = required(&node, "symbol")?;
            if !seen.insert(id) {
                return Err(self.twice(id, "initial assignments"));
            }
            let value = self.math(node, id)?;
            if let Some((index, within)) = self.states.get(id).cloned() {
                self.network.states[index].initial = match within {
                    Some(size) => value.times(Expression::Name(size)),
                    None => value,
                };
            } else {
                self.known(id, "an initial assignment")?;
                self.network.kept.insert(id.to_owned());
                self.define(id, value);
            }
        }
        Ok(())
    }

    fn twice(&self, id: &str, what: &str) -> ModelError {
        let label = self.network.labels.get(id).map_or(id, String::as_str);
        let what = format!("it has several {what} (id {id})");
        ModelError::new(label, what, "leave one of them, or give what they mean names of its own")
    }

    fn known(&self, id: &str, what: &str) -> Result<(), ModelError> {
        if self.network.quantities.contains_key(id) {
            return Ok(());
        }
        Err(ModelError::new(
            id,
            format!("{what} is about something that the model does not have"),
            "add it to the model or correct the reference",
        ))
    }

    fn rules(&mut self, model: Node<'_, '_>) -> Result<(), ModelError> {
        let compartments: Vec<String> = list(model, "listOfCompartments")
            .iter()
            .filter_map(|n| n.attribute("id").map(str::to_owned))
            .collect();
        let mut seen = BTreeSet::new();
        for node in list(model, "listOfRules") {
            if name(&node) == "algebraicRule" {
                return Err(ModelError::new(
                    "an algebraic rule",
                    "such rules are not read",
                    "solve it for a variable",
                ));
            }
            let id = required(&node, "variable")?;
            self.known(id, "a rule")?;
            if !seen.insert(id) {
                return Err(self.twice(id, "rules"));
            }
            if name(&node) == "rateRule" && compartments.iter().any(|c| c == id) {
                return Err(ModelError::new(
                    id,
                    "compartments that change their size by a rate are not read",
                    "follow amounts instead of concentrations",
                ));
            }
            let value = self.math(node, id)?;
            match (name(&node), self.states.get(id).cloned()) {
                ("assignmentRule", Some((index, within))) => {
                    // The state keeps its place and what is said of it; its value is the rule's.
                    let amount = within
                        .map_or_else(|| value.clone(), |size| value.clone().times(Expression::Name(size)));
                    self.network.states[index].constant = true;
                    self.network.states[index].initial = amount.clone();
                    self.network.states[index].rule = Some(amount);
                    self.define(id, value);
                }
                ("assignmentRule", None) => self.define(id, value),
                (_, known) => {
                    let (index, within) = match known {
                        Some(known) => known,
                        None => {
                            let initial = self.network.quantities.get(id).cloned();
                            let initial = initial.unwrap_or(Expression::Number(f64::NAN));
                            let state = State { name: id.to_owned(), initial, constant: false, rule: None };
                            let value = self.add_state(id, state, None);
                            self.define(id, value);
                            (self.network.states.len() - 1, None)
                        }
                    };
                    self.network.states[index].constant = false;
                    let rate = within
                        .map_or_else(|| value.clone(), |size| value.clone().times(Expression::Name(size)));
                    let name = format!("the rate of {id}");
                    self.network.reactions.push(Reaction { name, changes: vec![(index, 1.0)], rate });
                }
            }
        }
        Ok(())
    }

    fn reaction(&mut self, node: Node<'_, '_>) -> Result<(), ModelError> {
        let at = label(&node).to_owned();
        if node.attribute("fast") == Some("true") {
            return Err(ModelError::new(
                at,
                "fast reactions, which are always at equilibrium, are not read",
                "give it a rate",
            ));
        }
        let mut changes = Vec::new();
        for (tag, sign) in [("listOfReactants", -1.0), ("listOfProducts", 1.0)] {
            for reference in list(node, tag) {
                let species = required(&reference, "species")?;
                let Some((index, _)) = self.states.get(species) else {
                    return Err(ModelError::new(
                        at,
                        format!("the species `{species}` is not in the model"),
                        "add the species or correct the reaction",
                    ));
                };
                if elements(reference).any(|n| name(&n) == "stoichiometryMath") {
                    return Err(ModelError::new(
                        at,
                        "stoichiometries by formula are not read",
                        "give numbers",
                    ));
                }
                changes.push((*index, sign * number(&reference, "stoichiometry")?.unwrap_or(1.0)));
            }
        }
        let law = elements(node).find(|n| name(n) == "kineticLaw").ok_or_else(|| {
            ModelError::new(at.clone(), "it has no kinetic law", "give it one or take the reaction out")
        })?;
        let mut rate = self.math(law, &at)?;
        // Parameters of the law hide those of the model.
        let mut own = BTreeMap::new();
        for node in list(law, "listOfParameters").into_iter().chain(list(law, "listOfLocalParameters")) {
            own.insert(required(&node, "id")?.to_owned(), number(&node, "value")?.unwrap_or(f64::NAN));
        }
        rate = rate.replaced(&|e| match e {
            Expression::Name(n) => own.get(n).map(|v| Expression::Number(*v)),
            _ => None,
        });
        self.network.reactions.push(Reaction { name: at, changes, rate });
        Ok(())
    }
}
