//! Content MathML to formulas.

use std::collections::BTreeMap;

use roxmltree::Node;

use crate::error::ModelError;
use crate::expression::{Condition, Expression, Function};

/// Deepest nesting of a formula's elements.
const DEEPEST: usize = 200;

/// A function of the model: its arguments and its formula.
pub(crate) type Functions = BTreeMap<String, (Vec<String>, Expression)>;

/// What formulas of one element need.
pub(crate) struct Math<'a> {
    pub(crate) functions: &'a Functions,
    /// The element, for messages.
    pub(crate) at: &'a str,
}

pub(crate) fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

pub(crate) fn name<'a>(node: &Node<'a, '_>) -> &'a str {
    node.tag_name().name()
}

impl Math<'_> {
    fn error(&self, what: impl Into<String>) -> ModelError {
        ModelError::new(self.at, what, "such models are not read; write the formula in another way")
    }

    /// The formula in a `math` element within a node.
    pub(crate) fn within(&self, node: Node<'_, '_>) -> Result<Expression, ModelError> {
        let math = elements(node).find(|n| name(n) == "math").and_then(|math| elements(math).next());
        math.map_or_else(|| Err(self.error("it has no formula")), |math| self.formula(math))
    }

    fn number(&self, node: Node<'_, '_>) -> Result<f64, ModelError> {
        let mut parts = node.children().filter_map(|c| c.text()).map(str::trim).filter(|t| !t.is_empty());
        let (first, second) = (parts.next().unwrap_or(""), parts.next());
        let bad = || self.error(format!("`{first}` is not a number"));
        let value: f64 = first.parse().map_err(|_| bad())?;
        let Some(second) = second else { return Ok(value) };
        let second: f64 = second.parse().map_err(|_| bad())?;
        match node.attribute("type") {
            Some("e-notation") => Ok(value * libm::pow(10.0, second)),
            Some("rational") => Ok(value / second),
            other => Err(self.error(format!("numbers of type {} are not known", other.unwrap_or("unsaid")))),
        }
    }

    pub(crate) fn formula(&self, node: Node<'_, '_>) -> Result<Expression, ModelError> {
        if node.ancestors().take(DEEPEST + 1).count() > DEEPEST {
            return Err(self.error("the formula is nested too deeply"));
        }
        let text = || node.text().unwrap_or("").trim().to_owned();
        match name(&node) {
            "cn" => Ok(Expression::Number(self.number(node)?)),
            "ci" => Ok(Expression::Name(text())),
            "csymbol" if node.attribute("definitionURL").is_some_and(|u| u.ends_with("/time")) => {
                Ok(Expression::Time)
            }
            "csymbol" if node.attribute("definitionURL").is_some_and(|u| u.ends_with("/avogadro")) => {
                // The number that SBML level 3 defines.
                Ok(Expression::Number(6.022_141_79e23))
            }
            "pi" => Ok(Expression::Number(std::f64::consts::PI)),
            "exponentiale" => Ok(Expression::Number(std::f64::consts::E)),
            "infinity" => Ok(Expression::Number(f64::INFINITY)),
            "true" => Ok(Expression::Number(1.0)),
            "false" => Ok(Expression::Number(0.0)),
            "piecewise" => self.piecewise(node),
            "apply" => self.apply(node),
            other => Err(self.error(format!("`{other}` in a formula is not known"))),
        }
    }

    fn piecewise(&self, node: Node<'_, '_>) -> Result<Expression, ModelError> {
        let mut cases = Vec::new();
        let mut other = Expression::Number(f64::NAN);
        for part in elements(node) {
            let inner: Vec<_> = elements(part).collect();
            match (name(&part), &inner[..]) {
                ("piece", [value, condition]) => {
                    cases.push((self.condition(*condition)?, self.formula(*value)?));
                }
                ("otherwise", [value]) => other = self.formula(*value)?,
                (tag, _) => return Err(self.error(format!("`{tag}` in a choice is not complete"))),
            }
        }
        Ok(Expression::Choice(cases, Box::new(other)))
    }

    fn condition(&self, node: Node<'_, '_>) -> Result<Condition, ModelError> {
        let parts: Vec<_> = elements(node).collect();
        let Some((operator, arguments)) = parts.split_first() else {
            return match name(&node) {
                "true" => Ok(Condition::Known(true)),
                "false" => Ok(Condition::Known(false)),
                other => Err(self.error(format!("`{other}` is no condition"))),
            };
        };
        let all = || arguments.iter().map(|a| self.condition(*a)).collect::<Result<Vec<_>, _>>();
        let pairs = |make: &dyn Fn(Box<Expression>, Box<Expression>) -> Condition| {
            let values = arguments.iter().map(|a| self.formula(*a)).collect::<Result<Vec<_>, _>>()?;
            let of = |w: &[Expression]| make(Box::new(w[0].clone()), Box::new(w[1].clone()));
            Ok(Condition::All(values.windows(2).map(of).collect()))
        };
        match name(operator) {
            "lt" => pairs(&Condition::Less),
            "leq" => pairs(&Condition::AtMost),
            "gt" => pairs(&|a, b| Condition::Less(b, a)),
            "geq" => pairs(&|a, b| Condition::AtMost(b, a)),
            "eq" => pairs(&Condition::Equal),
            "neq" => pairs(&|a, b| Condition::Not(Box::new(Condition::Equal(a, b)))),
            "and" => Ok(Condition::All(all()?)),
            "or" => Ok(Condition::Any(all()?)),
            "not" => {
                let mut parts = all()?;
                match (parts.pop(), parts.pop()) {
                    (Some(only), None) => Ok(Condition::Not(Box::new(only))),
                    _ => Err(self.error("`not` needs one condition")),
                }
            }
            other => Err(self.error(format!("the condition `{other}` is not known"))),
        }
    }

    fn apply(&self, node: Node<'_, '_>) -> Result<Expression, ModelError> {
        let mut parts = elements(node);
        let operator = parts.next().ok_or_else(|| self.error("an empty formula"))?;
        let parts: Vec<_> = parts.collect();
        // The first argument of a root or logarithm may be its degree or base.
        let qualifier = parts.first().filter(|p| ["degree", "logbase"].contains(&name(p))).copied();
        let mut arguments = Vec::new();
        for part in parts.iter().skip(usize::from(qualifier.is_some())) {
            arguments.push(self.formula(*part)?);
        }
        let qualifier = match qualifier.and_then(|q| elements(q).next()) {
            Some(inner) => Some(self.formula(inner)?),
            None => None,
        };
        let call = |f: Function, a: Expression| Expression::Call(f, Box::new(a));
        let power = |a: Expression, b: Expression| Expression::Power(Box::new(a), Box::new(b));
        let mut all = arguments.clone().into_iter();
        Ok(match (name(&operator), all.next(), all.next(), all.next()) {
            ("plus", ..) => Expression::Sum(arguments),
            ("times", ..) => Expression::Product(arguments),
            ("minus", Some(a), None, _) => a.negative(),
            ("minus", Some(a), Some(b), None) => a.minus(b),
            ("divide", Some(a), Some(b), None) => a.over(b),
            ("power", Some(a), Some(b), None) => power(a, b),
            ("root", Some(a), None, _) => {
                power(a, Expression::Number(1.0).over(qualifier.unwrap_or(Expression::Number(2.0))))
            }
            ("exp", Some(a), None, _) => call(Function::Exp, a),
            ("ln", Some(a), None, _) => call(Function::Ln, a),
            ("log", Some(a), None, _) => {
                let base = qualifier.unwrap_or(Expression::Number(10.0));
                call(Function::Ln, a).over(call(Function::Ln, base))
            }
            ("abs", Some(a), None, _) => call(Function::Abs, a),
            ("floor", Some(a), None, _) => call(Function::Floor, a),
            ("ceiling", Some(a), None, _) => call(Function::Ceiling, a),
            ("sin", Some(a), None, _) => call(Function::Sin, a),
            ("cos", Some(a), None, _) => call(Function::Cos, a),
            ("tan", Some(a), None, _) => call(Function::Tan, a),
            ("tanh", Some(a), None, _) => call(Function::Tanh, a),
            ("min", Some(_), ..) => {
                arguments.into_iter().reduce(Expression::smaller).unwrap_or(Expression::Number(0.0))
            }
            ("max", Some(_), ..) => {
                arguments.into_iter().reduce(Expression::larger).unwrap_or(Expression::Number(0.0))
            }
            ("ci", ..) => self.own_function(operator.text().unwrap_or("").trim(), arguments)?,
            ("lt" | "leq" | "gt" | "geq" | "eq" | "neq" | "and" | "or" | "not", ..) => Expression::Choice(
                vec![(self.condition(node)?, Expression::Number(1.0))],
                Box::new(Expression::Number(0.0)),
            ),
            (other, ..) => {
                return Err(self.error(format!("`{other}` with {} arguments is not known", arguments.len())));
            }
        })
    }

    fn own_function(&self, called: &str, arguments: Vec<Expression>) -> Result<Expression, ModelError> {
        let Some((names, body)) = self.functions.get(called) else {
            return Err(self.error(format!("the function `{called}` is not known")));
        };
        if names.len() != arguments.len() {
            return Err(self.error(format!(
                "the function `{called}` has {} arguments and is given {}",
                names.len(),
                arguments.len()
            )));
        }
        Ok(body.replaced(&|e| match e {
            Expression::Name(n) => names.iter().position(|a| a == n).map(|i| arguments[i].clone()),
            _ => None,
        }))
    }
}
