//! Formulas: values, derivatives, and what they depend on.

use std::collections::BTreeSet;

/// A formula over named quantities, states and time.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number.
    Number(f64),
    /// A quantity by its name, to be resolved.
    Name(String),
    /// A state by its index.
    State(usize),
    /// Time.
    Time,
    /// a + b + …
    Sum(Vec<Self>),
    /// a · b · …
    Product(Vec<Self>),
    /// a / b.
    Quotient(Box<Self>, Box<Self>),
    /// a to the power of b.
    Power(Box<Self>, Box<Self>),
    /// f(a).
    Call(Function, Box<Self>),
    /// The value of the first condition that holds, else the last.
    Choice(Vec<(Condition, Self)>, Box<Self>),
}

/// A function of one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the functions of their names")]
pub enum Function {
    Exp,
    Ln,
    Abs,
    Floor,
    Ceiling,
    Sin,
    Cos,
    Tan,
    Tanh,
}

/// Whether something holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Always or never.
    Known(bool),
    /// a < b.
    Less(Box<Expression>, Box<Expression>),
    /// a ≤ b.
    AtMost(Box<Expression>, Box<Expression>),
    /// a = b.
    Equal(Box<Expression>, Box<Expression>),
    /// All hold.
    All(Vec<Self>),
    /// At least one holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
}

use Expression::{Call, Choice, Name, Number, Power, Product, Quotient, State, Sum, Time};

impl Expression {
    /// −a.
    #[must_use]
    pub fn negative(self) -> Self {
        Product(vec![Number(-1.0), self])
    }

    /// a − b.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Sum(vec![self, other.negative()])
    }

    /// a · b.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Product(vec![self, other])
    }

    /// a / b.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        Quotient(Box::new(self), Box::new(other))
    }

    /// The smaller of two.
    #[must_use]
    pub fn smaller(self, other: Self) -> Self {
        let condition = Condition::Less(Box::new(self.clone()), Box::new(other.clone()));
        Choice(vec![(condition, self)], Box::new(other))
    }

    /// The larger of two.
    #[must_use]
    pub fn larger(self, other: Self) -> Self {
        let condition = Condition::Less(Box::new(other.clone()), Box::new(self.clone()));
        Choice(vec![(condition, self)], Box::new(other))
    }

    /// Its value; names have none and give NaN.
    #[must_use]
    pub fn value(&self, t: f64, x: &[f64]) -> f64 {
        match self {
            Number(n) => *n,
            Name(_) => f64::NAN,
            State(i) => x[*i],
            Time => t,
            Sum(terms) => terms.iter().map(|e| e.value(t, x)).sum(),
            Product(factors) => factors.iter().map(|e| e.value(t, x)).product(),
            Quotient(a, b) => a.value(t, x) / b.value(t, x),
            Power(a, b) => libm::pow(a.value(t, x), b.value(t, x)),
            Call(function, a) => function.value(a.value(t, x)),
            Choice(cases, other) => {
                cases.iter().find(|(c, _)| c.holds(t, x)).map_or(other.as_ref(), |(_, e)| e).value(t, x)
            }
        }
    }

    /// Every part replaced by what `by` makes of it, from the leaves up; constant parts become numbers.
    #[must_use]
    pub fn replaced(&self, by: &impl Fn(&Self) -> Option<Self>) -> Self {
        if let Some(other) = by(self) {
            return other;
        }
        let of = |e: &Self| e.replaced(by);
        match self {
            Number(_) | Name(_) | State(_) | Time => self.clone(),
            Sum(terms) => Sum(terms.iter().map(of).collect()),
            Product(factors) => Product(factors.iter().map(of).collect()),
            Quotient(a, b) => Quotient(Box::new(of(a)), Box::new(of(b))),
            Power(a, b) => Power(Box::new(of(a)), Box::new(of(b))),
            Call(function, a) => Call(*function, Box::new(of(a))),
            Choice(cases, other) => {
                Choice(cases.iter().map(|(c, e)| (c.replaced(by), of(e))).collect(), Box::new(of(other)))
            }
        }
        .folded()
    }

    /// Constant parts as numbers, sums and products flat, without zeros and ones.
    #[must_use]
    fn folded(self) -> Self {
        match self {
            Sum(terms) => {
                let (mut number, mut rest) = (0.0, Vec::new());
                for term in terms {
                    match term {
                        Number(n) => number += n,
                        Sum(inner) => {
                            for e in inner {
                                if let Number(n) = e { number += n } else { rest.push(e) }
                            }
                        }
                        other => rest.push(other),
                    }
                }
                if number != 0.0 || rest.is_empty() {
                    rest.push(Number(number));
                }
                if rest.len() == 1 { rest.remove(0) } else { Sum(rest) }
            }
            Product(factors) => {
                let (mut number, mut rest) = (1.0, Vec::new());
                for factor in factors {
                    match factor {
                        Number(n) => number *= n,
                        Product(inner) => {
                            for e in inner {
                                if let Number(n) = e { number *= n } else { rest.push(e) }
                            }
                        }
                        other => rest.push(other),
                    }
                }
                if number == 0.0 || rest.is_empty() {
                    return Number(number);
                }
                if number != 1.0 {
                    rest.push(Number(number));
                }
                if rest.len() == 1 { rest.remove(0) } else { Product(rest) }
            }
            Quotient(a, b) => match (*a, *b) {
                (Number(a), Number(b)) => Number(a / b),
                (a, Number(b)) => Product(vec![a, Number(1.0 / b)]).folded(),
                (Number(0.0), _) => Number(0.0),
                (a, b) => Quotient(Box::new(a), Box::new(b)),
            },
            Power(a, b) => match (*a, *b) {
                (Number(a), Number(b)) => Number(libm::pow(a, b)),
                (_, Number(0.0)) => Number(1.0),
                (a, Number(1.0)) => a,
                (a, Number(2.0)) => Product(vec![a.clone(), a]).folded(),
                (a, b) => Power(Box::new(a), Box::new(b)),
            },
            Call(function, a) => match *a {
                Number(a) => Number(function.value(a)),
                a => Call(function, Box::new(a)),
            },
            Choice(cases, other) => {
                let mut open = Vec::new();
                for (condition, e) in cases {
                    match condition {
                        Condition::Known(false) => {}
                        Condition::Known(true) if open.is_empty() => return e,
                        Condition::Known(true) => return Choice(open, Box::new(e)),
                        condition => open.push((condition, e)),
                    }
                }
                if open.is_empty() { *other } else { Choice(open, other) }
            }
            other => other,
        }
    }

    /// ∂/∂x of a state. Steps (floor, ceiling) count as flat, choices by the case that holds.
    #[must_use]
    pub fn derivative(&self, state: usize) -> Self {
        let of = |e: &Self| e.derivative(state);
        match self {
            Number(_) | Name(_) | Time => Number(0.0),
            State(i) => Number(if *i == state { 1.0 } else { 0.0 }),
            Sum(terms) => Sum(terms.iter().map(of).collect()),
            Product(factors) => Sum((0..factors.len())
                .map(|i| {
                    let with = |(j, e): (usize, &Self)| if i == j { of(e) } else { e.clone() };
                    Product(factors.iter().enumerate().map(with).collect()).folded()
                })
                .collect()),
            Quotient(a, b) => {
                let above = of(a).times((**b).clone()).folded().minus((**a).clone().times(of(b)).folded());
                above.folded().over((**b).clone().times((**b).clone()))
            }
            Power(a, b) => {
                let (a, b) = (a.as_ref(), b.as_ref());
                let lower = Power(Box::new(a.clone()), Box::new(Sum(vec![b.clone(), Number(-1.0)]).folded()));
                let first = Product(vec![b.clone(), lower, of(a)]).folded();
                let second = Product(vec![of(b), Call(Function::Ln, Box::new(a.clone())), self.clone()]);
                Sum(vec![first, second.folded()])
            }
            Call(function, a) => Product(vec![function.derivative(a), of(a)]),
            Choice(cases, other) => {
                Choice(cases.iter().map(|(c, e)| (c.clone(), of(e))).collect(), Box::new(of(other)))
            }
        }
        .folded()
    }

    /// What names, states it contains, and whether time.
    pub fn visit(&self, see: &mut impl FnMut(&Self)) {
        see(self);
        match self {
            Number(_) | Name(_) | State(_) | Time => {}
            Sum(parts) | Product(parts) => parts.iter().for_each(|e| e.visit(see)),
            Quotient(a, b) | Power(a, b) => [a, b].into_iter().for_each(|e| e.visit(see)),
            Call(_, a) => a.visit(see),
            Choice(cases, other) => {
                for (condition, e) in cases {
                    condition.visit(see);
                    e.visit(see);
                }
                other.visit(see);
            }
        }
    }

    /// Differences whose sign decides a choice and that depend on time alone: the formula may jump where one of them is zero.
    pub(crate) fn switches(&self, found: &mut Vec<Self>) {
        match self {
            Number(_) | Name(_) | State(_) | Time => {}
            Sum(parts) | Product(parts) => parts.iter().for_each(|e| e.switches(found)),
            Quotient(a, b) | Power(a, b) => [a, b].into_iter().for_each(|e| e.switches(found)),
            Call(_, a) => a.switches(found),
            Choice(cases, other) => {
                for (condition, e) in cases {
                    condition.switches(found);
                    e.switches(found);
                }
                other.switches(found);
            }
        }
    }

    /// States it depends on.
    #[must_use]
    pub fn states(&self) -> BTreeSet<usize> {
        let mut states = BTreeSet::new();
        self.visit(&mut |e| {
            if let State(i) = e {
                states.insert(*i);
            }
        });
        states
    }
}

impl Function {
    fn value(self, x: f64) -> f64 {
        match self {
            Self::Exp => libm::exp(x),
            Self::Ln => libm::log(x),
            Self::Abs => x.abs(),
            Self::Floor => x.floor(),
            Self::Ceiling => x.ceil(),
            Self::Sin => libm::sin(x),
            Self::Cos => libm::cos(x),
            Self::Tan => libm::tan(x),
            Self::Tanh => libm::tanh(x),
        }
    }

    fn derivative(self, a: &Expression) -> Expression {
        let call = |f: Self| Call(f, Box::new(a.clone()));
        let one_minus_square = |e: Expression| Number(1.0).minus(e.clone().times(e));
        match self {
            Self::Exp => call(self),
            Self::Ln => Number(1.0).over(a.clone()),
            Self::Abs => Choice(
                vec![(Condition::Less(Box::new(a.clone()), Box::new(Number(0.0))), Number(-1.0))],
                Box::new(Number(1.0)),
            ),
            Self::Floor | Self::Ceiling => Number(0.0),
            Self::Sin => call(Self::Cos),
            Self::Cos => call(Self::Sin).negative(),
            Self::Tan => Sum(vec![Number(1.0), call(self).times(call(self))]),
            Self::Tanh => one_minus_square(call(self)),
        }
    }
}

impl Condition {
    fn holds(&self, t: f64, x: &[f64]) -> bool {
        let value = |e: &Expression| e.value(t, x);
        match self {
            Self::Known(known) => *known,
            Self::Less(a, b) => value(a) < value(b),
            Self::AtMost(a, b) => value(a) <= value(b),
            #[allow(clippy::float_cmp, reason = "the comparison that the model asks for")]
            Self::Equal(a, b) => value(a) == value(b),
            Self::All(parts) => parts.iter().all(|c| c.holds(t, x)),
            Self::Any(parts) => parts.iter().any(|c| c.holds(t, x)),
            Self::Not(part) => !part.holds(t, x),
        }
    }

    fn visit(&self, see: &mut impl FnMut(&Expression)) {
        match self {
            Self::Known(_) => {}
            Self::Less(a, b) | Self::AtMost(a, b) | Self::Equal(a, b) => {
                a.visit(see);
                b.visit(see);
            }
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|c| c.visit(see)),
            Self::Not(part) => part.visit(see),
        }
    }

    fn switches(&self, found: &mut Vec<Expression>) {
        match self {
            Self::Known(_) => {}
            Self::Less(a, b) | Self::AtMost(a, b) | Self::Equal(a, b) => {
                let difference = a.as_ref().clone().minus(b.as_ref().clone());
                if difference.states().is_empty() {
                    found.push(difference);
                }
            }
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|c| c.switches(found)),
            Self::Not(part) => part.switches(found),
        }
    }

    fn replaced(&self, by: &impl Fn(&Expression) -> Option<Expression>) -> Self {
        let of = |e: &Expression| Box::new(e.replaced(by));
        let new = match self {
            Self::Known(known) => Self::Known(*known),
            Self::Less(a, b) => Self::Less(of(a), of(b)),
            Self::AtMost(a, b) => Self::AtMost(of(a), of(b)),
            Self::Equal(a, b) => Self::Equal(of(a), of(b)),
            Self::All(parts) => Self::All(parts.iter().map(|c| c.replaced(by)).collect()),
            Self::Any(parts) => Self::Any(parts.iter().map(|c| c.replaced(by)).collect()),
            Self::Not(part) => Self::Not(Box::new(part.replaced(by))),
        };
        let mut open = false;
        new.visit(&mut |e| open |= matches!(e, Name(_) | State(_) | Time));
        if open { new } else { Self::Known(new.holds(0.0, &[])) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Oracle: central differences.
    #[test]
    fn val_derivatives_against_differences() {
        let x = || State(0);
        let cases = [
            x().times(x()).times(State(1)),
            x().over(Sum(vec![x(), Number(2.0)])),
            Power(Box::new(x()), Box::new(Number(1.7))),
            Power(Box::new(Number(1.3)), Box::new(x().times(State(1)))),
            Call(Function::Exp, Box::new(x().negative().times(Time))),
            Call(Function::Ln, Box::new(Sum(vec![x(), State(1)]))),
            Call(Function::Tanh, Box::new(x())),
            Call(Function::Tan, Box::new(x())),
            Call(Function::Cos, Box::new(x().times(x()))),
            Call(Function::Abs, Box::new(x().minus(Number(5.0)))),
            x().smaller(State(1)),
            x().larger(State(1)),
        ];
        for e in cases {
            for state in [0, 1] {
                let at = |h: f64| {
                    let mut point = [1.2, 0.7];
                    point[state] += h;
                    e.value(0.4, &point)
                };
                let numeric = (at(1e-5) - at(-1e-5)) / 2e-5;
                let found = e.derivative(state).value(0.4, &[1.2, 0.7]);
                assert!((found - numeric).abs() < 1e-8, "{e:?} by {state}: {found} {numeric}");
            }
        }
    }

    #[test]
    fn exact_constants_fold() {
        let e = Number(2.0).times(Name("k".into())).times(State(0)).over(Number(4.0));
        let found = e.replaced(&|e| (*e == Name("k".into())).then_some(Number(3.0)));
        assert_eq!(found, Product(vec![State(0), Number(1.5)]));
        let choice = State(0).smaller(State(1)).replaced(&|e| match e {
            State(i) => Some(Number(*i as f64)),
            _ => None,
        });
        assert_eq!(choice, Number(0.0));
    }
}
