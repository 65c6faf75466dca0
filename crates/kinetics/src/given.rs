//! What is given to whom: administrations, and a model with the numbers of one body.

use std::collections::BTreeMap;

use hevesy_compartment::{Dimension, Dose, Expression, ModelError, Network, formula};
use hevesy_library::{Administered, DecayIn, KineticModel, NumberUnit};
use hevesy_nuclide::AVOGADRO;

use crate::label::decays_everywhere;
use crate::simulate::SimulationError;

/// One administration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// When, in h.
    pub at_h: f64,
    /// Activity in MBq.
    pub activity_mbq: f64,
    /// Mass in g of a drug that carries no label.
    pub drug_g: f64,
    /// How many administrations of the same course came before.
    pub before: usize,
    /// Duration in h instead of the model's.
    pub over_h: Option<f64>,
    /// Parameters that differ at this administration, in models that are corrected for decay.
    pub instead: BTreeMap<String, NumberUnit>,
}

impl Given {
    /// An activity in MBq at time 0.
    #[must_use]
    pub fn activity(activity_mbq: f64) -> Self {
        Self { activity_mbq, ..Self::default() }
    }

    /// Puts administrations in order of time, and counts them.
    pub fn put_in_order(given: &mut [Self]) {
        given.sort_by(|a, b| a.at_h.total_cmp(&b.at_h));
        given.iter_mut().enumerate().for_each(|(i, one)| one.before = i);
    }

    /// The model's values of parameters at this administration, but for those that are chosen otherwise for all of them.
    pub(crate) fn by_cycle<'m>(
        &self,
        model: &'m KineticModel,
        instead: &BTreeMap<String, NumberUnit>,
    ) -> impl Iterator<Item = (&'m String, &'m NumberUnit)> {
        let in_cycle = move |(name, values): (&'m String, &'m Vec<NumberUnit>)| {
            let value = values.get(self.before).or(values.last())?;
            (!instead.contains_key(name)).then_some((name, value))
        };
        model.by_cycle.iter().filter_map(in_cycle)
    }

    /// When the first of several begins, in h.
    pub(crate) fn first_h(given: &[Self]) -> f64 {
        given.iter().map(|g| g.at_h).fold(f64::INFINITY, f64::min)
    }
}

/// A model with the numbers of one body.
#[derive(Clone, Debug)]
pub(crate) struct Body<'a> {
    pub(crate) model: &'a KineticModel,
    pub(crate) network: Network,
    lambda_per_h: f64,
    lines: Vec<Line>,
}

/// A line of the model's doses, read.
#[derive(Clone, Debug)]
struct Line {
    state: usize,
    amount: Expression,
    at: Expression,
    over: Expression,
    into: String,
    labelled: bool,
}

/// A dose of an administration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnDose {
    pub(crate) dose: Dose,
    /// Amount that carries the activity, at the time at which it is given.
    pub(crate) labelled: f64,
}

/// Doses of administrations that are followed together.
pub(crate) struct Course {
    pub(crate) doses: Vec<Dose>,
    /// Activity for each unit of what carries it; 0 where nothing does.
    pub(crate) mbq_per_labelled: f64,
}

impl<'a> Body<'a> {
    pub(crate) fn new(
        model: &'a KineticModel,
        instead: &BTreeMap<String, NumberUnit>,
        lambda_per_h: f64,
    ) -> Result<Self, SimulationError> {
        let none = Administered { activity_mbq: 1.0, label_nmol: 1.0, lambda_per_h, drug_g: 1.0 };
        let network = model.definition(instead, none).map_err(SimulationError::Other)?.network()?;
        if model.decay == DecayIn::Within {
            decays_everywhere(model, &network)?;
        }
        let lines = model.dose.iter().map(|line| {
            // Dimensions are checked once; numbers follow at each administration.
            network.constant(&line.amount, model.content(), &line.into)?;
            let time = |text: &Option<String>| {
                let Some(text) = text else { return Ok(Expression::Number(0.0)) };
                network.constant(text, Dimension::TIME, &line.into)?;
                read(text, &line.into)
            };
            Ok(Line {
                state: network.state(&line.into)?,
                amount: read(&line.amount, &line.into)?,
                at: time(&line.at)?,
                over: time(&line.over)?,
                into: line.into.clone(),
                labelled: line.labelled,
            })
        });
        let lines = lines.collect::<Result<_, ModelError>>()?;
        Ok(Self { model, network, lambda_per_h, lines })
    }

    /// The nuclide in 1 MBq in nmol.
    pub(crate) fn nmol_per_mbq(&self) -> f64 {
        if self.lambda_per_h > 0.0 { 1e6 * 3600.0 / self.lambda_per_h / (AVOGADRO * 1e-9) } else { 0.0 }
    }

    /// Whether compartments are corrected for decay, and for what.
    pub(crate) fn corrected_per_h(&self) -> f64 {
        match self.model.decay {
            DecayIn::After => self.lambda_per_h,
            DecayIn::Within => 0.0,
        }
    }

    /// Puts what is given into the formulas.
    pub(crate) fn administer(&mut self, given: &Given) {
        let mut put = |name: &str, value| {
            self.network.quantities.insert(name.to_owned(), Expression::Number(value));
        };
        put("activity", given.activity_mbq);
        put("drug", given.drug_g);
        let label_nmol = given.activity_mbq * self.nmol_per_mbq();
        self.network.quantities.insert("label".to_owned(), Expression::Number(label_nmol));
    }

    /// Administrations together; doses count from `start`, in h.
    pub(crate) fn course(&mut self, given: &[Given], start: f64) -> Result<Course, ModelError> {
        let mut doses = Vec::new();
        let mut labelled = 0.0;
        for one in given {
            for own in self.doses(&Given { at_h: one.at_h - start, ..one.clone() })? {
                labelled += own.labelled;
                doses.push(own.dose);
            }
        }
        let activity_mbq: f64 = given.iter().map(|g| g.activity_mbq).sum();
        let mbq_per_labelled = if labelled > 0.0 { activity_mbq / labelled } else { 0.0 };
        Ok(Course { doses, mbq_per_labelled })
    }

    /// Doses of an administration; with correction for decay what is given later counts as more, so that it is right when it is given.
    pub(crate) fn doses(&mut self, given: &Given) -> Result<Vec<OwnDose>, ModelError> {
        self.administer(given);
        let value = |e: &Expression, line: &Line| match self.network.resolved(e, &line.into)? {
            Expression::Number(n) if n.is_finite() && n >= 0.0 => Ok(n),
            _ => Err(ModelError::new(
                &line.into,
                "its dose is no number that can be given",
                "check the parameters in it",
            )),
        };
        let mut out = Vec::new();
        for line in &self.lines {
            let amount = value(&line.amount, line)?;
            let after = value(&line.at, line)?;
            let over = given.over_h.map_or_else(|| value(&line.over, line), Ok)?;
            let grown = if line.labelled { libm::exp(self.corrected_per_h() * after) } else { 1.0 };
            out.push(OwnDose {
                dose: Dose { state: line.state, amount: amount * grown, at: given.at_h + after, over },
                labelled: if line.labelled { amount } else { 0.0 },
            });
        }
        Ok(out)
    }
}

fn read(text: &str, at: &str) -> Result<Expression, ModelError> {
    formula(text).map_err(|e| ModelError::new(at, e, "correct the formula"))
}
