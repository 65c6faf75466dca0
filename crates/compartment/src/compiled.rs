//! A network with numbers: rates and their Jacobian without a look-up.

use std::collections::BTreeMap;

use hevesy_ode::System;

use crate::error::ModelError;
use crate::expression::Expression;
use crate::network::{Network, Resolver};

/// A network with numbers for all its parameters. Formulas that are polynomials of the second degree in the states (flow, exchange, binding)
/// are sums of constants, linear and bilinear terms; others are evaluated as written, with derivatives worked out once.
/// Theory: theory/compartment.md (1), (2).
#[derive(Clone, Debug)]
pub struct Compiled {
    names: Vec<String>,
    initial: Vec<f64>,
    /// What flows in, per unit of time; infusions are added to it.
    constant: Vec<f64>,
    /// (row, column, factor).
    linear: Vec<(usize, usize, f64)>,
    /// (row, one state, other state, factor).
    bilinear: Vec<(usize, usize, usize, f64)>,
    general: Vec<General>,
    /// States that turn into each other have the same number.
    group: Vec<usize>,
    /// States that rules give.
    assigned: Vec<(usize, Expression)>,
    pattern: Vec<(usize, usize)>,
    /// Places of the bilinear terms' two derivatives in the pattern.
    bilinear_places: Vec<(usize, usize)>,
    /// The linear terms' Jacobian.
    base: Vec<f64>,
}

/// A rate that is no polynomial.
#[derive(Clone, Debug)]
struct General {
    rate: Expression,
    changes: Vec<(usize, f64)>,
    /// ∂rate/∂state, and where in the pattern each change puts it.
    derivatives: Vec<(Expression, Vec<(usize, f64)>)>,
}

/// c Π x.
#[derive(Clone, Debug)]
struct Term {
    factor: f64,
    states: Vec<usize>,
}

/// Places at which conditions on time are looked at.
const SCAN: u32 = 20_000;

/// Longest polynomial that is multiplied out.
const MOST_TERMS: usize = 64;

impl Compiled {
    /// Of a network.
    ///
    /// # Errors
    /// Names that are not known; parameters that are no numbers.
    pub fn of(network: &Network) -> Result<Self, ModelError> {
        let initial = network.initial()?;
        let size = initial.len();
        let mut resolver = Resolver::new(network, &initial);
        let mut constant = vec![0.0; size];
        let mut linear: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let mut bilinear: BTreeMap<(usize, usize, usize), f64> = BTreeMap::new();
        let mut open = Vec::new();
        for reaction in &network.reactions {
            let rate = resolver.resolve(&reaction.rate, &reaction.name, &mut Vec::new())?;
            let changes: Vec<(usize, f64)> = reaction
                .changes
                .iter()
                .copied()
                .filter(|(i, n)| !network.states[*i].constant && *n != 0.0)
                .collect();
            match polynomial(&rate).filter(|terms| terms.iter().all(|t| t.states.len() <= 2)) {
                Some(terms) => {
                    for term in terms {
                        if !term.factor.is_finite() {
                            return Err(ModelError::new(
                                &reaction.name,
                                format!("its rate has the factor {}", term.factor),
                                "check the parameters for a division by zero",
                            ));
                        }
                        for (row, change) in &changes {
                            let value = change * term.factor;
                            match term.states[..] {
                                [] => constant[*row] += value,
                                [i] => *linear.entry((*row, i)).or_default() += value,
                                [i, j] => *bilinear.entry((*row, i.min(j), i.max(j))).or_default() += value,
                                _ => {}
                            }
                        }
                    }
                }
                None => open.push((rate, changes)),
            }
        }
        let mut assigned = Vec::new();
        for (i, state) in network.states.iter().enumerate() {
            if let Some(rule) = &state.rule {
                assigned.push((i, resolver.resolve(rule, &state.name, &mut Vec::new())?));
            }
        }
        let mut pattern: Vec<(usize, usize)> = (0..size).map(|i| (i, i)).collect();
        pattern.extend(linear.keys().copied());
        pattern.extend(bilinear.keys().flat_map(|(row, i, j)| [(*row, *i), (*row, *j)]));
        for (rate, changes) in &open {
            pattern.extend(rate.states().iter().flat_map(|s| changes.iter().map(|(row, _)| (*row, *s))));
        }
        pattern.sort_unstable_by_key(|(row, column)| (*column, *row));
        pattern.dedup();
        let place = |row: usize, column: usize| {
            pattern.binary_search_by_key(&(column, row), |(r, c)| (*c, *r)).unwrap_or(0)
        };
        let mut base = vec![0.0; pattern.len()];
        for ((row, column), factor) in &linear {
            base[place(*row, *column)] += factor;
        }
        let general = open
            .into_iter()
            .map(|(rate, changes)| {
                let derivatives = rate
                    .states()
                    .into_iter()
                    .map(|s| {
                        (rate.derivative(s), changes.iter().map(|(row, n)| (place(*row, s), *n)).collect())
                    })
                    .collect();
                General { rate, changes, derivatives }
            })
            .collect();
        let bilinear_places = bilinear.keys().map(|(row, i, j)| (place(*row, *i), place(*row, *j))).collect();
        Ok(Self {
            names: network.states.iter().map(|s| s.name.clone()).collect(),
            initial,
            constant,
            linear: linear.into_iter().map(|((row, column), f)| (row, column, f)).collect(),
            bilinear: bilinear.into_iter().map(|((row, i, j), f)| (row, i, j, f)).collect(),
            general,
            group: groups(network),
            assigned,
            pattern,
            bilinear_places,
            base,
        })
    }

    /// For each state the largest of values among those that it can turn into or come from.
    pub(crate) fn largest_of_group(&self, values: &[f64]) -> Vec<f64> {
        let mut most = vec![0.0_f64; values.len()];
        for (group, value) in self.group.iter().zip(values) {
            most[*group] = most[*group].max(value.abs());
        }
        self.group.iter().map(|group| most[*group]).collect()
    }

    /// Names of the states.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Values of the states at the start.
    #[must_use]
    pub fn initial(&self) -> &[f64] {
        &self.initial
    }

    /// Puts in what rules give at a time.
    pub(crate) fn assign(&self, t: f64, x: &mut [f64]) {
        for (state, rule) in &self.assigned {
            x[*state] = rule.value(t, x);
        }
    }

    /// The same with more flowing into a state per unit of time.
    pub fn add_inflow(&mut self, state: usize, rate: f64) {
        self.constant[state] += rate;
    }

    /// Times up to an end at which rates may jump, found to the last bit where a condition on time changes its sign.
    pub(crate) fn jumps(&self, end: f64) -> Vec<f64> {
        let mut switches = Vec::new();
        self.general.iter().for_each(|g| g.rate.switches(&mut switches));
        let mut different: Vec<Expression> = Vec::new();
        for switch in switches {
            if !different.contains(&switch) {
                different.push(switch);
            }
        }
        let mut times = Vec::new();
        for switch in &different {
            let positive = |t: f64| switch.value(t, &[]) > 0.0;
            for i in 0..SCAN {
                let (mut low, mut high) =
                    (end * f64::from(i) / f64::from(SCAN), end * f64::from(i + 1) / f64::from(SCAN));
                if positive(low) == positive(high) {
                    continue;
                }
                loop {
                    let middle = f64::midpoint(low, high);
                    if middle <= low || middle >= high {
                        break;
                    }
                    if positive(middle) == positive(low) { low = middle } else { high = middle }
                }
                times.push(high);
            }
        }
        times
    }

    /// dx/dt = A x + b, where the model is that and nothing else: A row by row, then b.
    pub(crate) fn matrix(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        if !(self.bilinear.is_empty() && self.general.is_empty() && self.assigned.is_empty()) {
            return None;
        }
        let n = self.initial.len();
        let mut matrix = vec![0.0; n * n];
        for (row, column, factor) in &self.linear {
            matrix[row * n + column] += factor;
        }
        Some((matrix, self.constant.clone()))
    }

    /// Number of linear, bilinear and other terms, a measure of work.
    #[must_use]
    pub fn terms(&self) -> [usize; 3] {
        [self.linear.len(), self.bilinear.len(), self.general.len()]
    }
}

impl System for Compiled {
    fn size(&self) -> usize {
        self.initial.len()
    }

    fn rates(&self, t: f64, x: &[f64], dx: &mut [f64]) {
        dx.copy_from_slice(&self.constant);
        for (row, column, factor) in &self.linear {
            dx[*row] += factor * x[*column];
        }
        for (row, i, j, factor) in &self.bilinear {
            dx[*row] += factor * x[*i] * x[*j];
        }
        for general in &self.general {
            let rate = general.rate.value(t, x);
            for (row, change) in &general.changes {
                dx[*row] += change * rate;
            }
        }
    }

    fn pattern(&self) -> &[(usize, usize)] {
        &self.pattern
    }

    fn jacobian(&self, t: f64, x: &[f64], values: &mut [f64]) {
        values.copy_from_slice(&self.base);
        for ((_, i, j, factor), (first, second)) in self.bilinear.iter().zip(&self.bilinear_places) {
            values[*first] += factor * x[*j];
            values[*second] += factor * x[*i];
        }
        for general in &self.general {
            for (derivative, places) in &general.derivatives {
                let value = derivative.value(t, x);
                for (place, change) in places {
                    values[*place] += change * value;
                }
            }
        }
    }
}

/// Groups of states that reactions link, each by its least member.
fn groups(network: &Network) -> Vec<usize> {
    let mut group: Vec<usize> = (0..network.states.len()).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for reaction in &network.reactions {
            let least = reaction.changes.iter().map(|(i, _)| group[*i]).min().unwrap_or(0);
            for (i, _) in &reaction.changes {
                changed |= group[*i] > least;
                group[*i] = group[*i].min(least);
            }
        }
    }
    group
}

/// Multiplied out; `None` where it is no polynomial or a long one.
fn polynomial(e: &Expression) -> Option<Vec<Term>> {
    let terms = match e {
        Expression::Number(n) => vec![Term { factor: *n, states: Vec::new() }],
        Expression::State(i) => vec![Term { factor: 1.0, states: vec![*i] }],
        Expression::Sum(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(polynomial(part)?);
            }
            all
        }
        Expression::Product(factors) => {
            let mut all = vec![Term { factor: 1.0, states: Vec::new() }];
            for factor in factors {
                let with = polynomial(factor)?;
                if all.len() * with.len() > MOST_TERMS {
                    return None;
                }
                all = all
                    .iter()
                    .flat_map(|a| {
                        with.iter().map(|b| Term {
                            factor: a.factor * b.factor,
                            states: a.states.iter().chain(&b.states).copied().collect(),
                        })
                    })
                    .collect();
            }
            all
        }
        _ => return None,
    };
    (terms.len() <= MOST_TERMS).then_some(terms)
}
