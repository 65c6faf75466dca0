//! Measurements of a person as a compartment model predicts them.

use std::collections::BTreeMap;

use hevesy_compartment::{Compiled, Dimension, Expression, Settings, Unit, formula, run, run_linear};
use hevesy_library::{DecayIn, FormulaLine, KineticModel, NumberUnit};
use hevesy_population::{Group, Member, Parameter, Scatter};
use hevesy_statistics::log_variance;

use crate::given::{Body, Course, Given};
use crate::simulate::SimulationError;

/// Measurements of one person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Name.
    pub name: String,
    /// What was given, in order of time.
    pub given: Vec<Given>,
    /// Covariates and whatever else is this person's own.
    pub instead: BTreeMap<String, NumberUnit>,
    /// Measurements in order of time.
    pub points: Vec<Measurement>,
}

/// One measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// When, in h.
    pub time_h: f64,
    /// Region, or the name of what the model says is observed.
    pub of: String,
    /// Activity, not corrected for decay, or the value of what the model says is observed.
    pub value: f64,
    /// Its unit in base units: 1 for MBq.
    pub unit: f64,
    /// Name of the unit.
    pub unit_name: String,
}

/// A parameter that is fitted: of the person, or of one administration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitted {
    /// Name in the model.
    pub name: String,
    /// Which administration it is a factor of; of the person otherwise.
    pub cycle: Option<usize>,
}

/// A person's measurements with the model that predicts them.
#[derive(Clone, Debug)]
pub struct Person<'a> {
    model: &'a KineticModel,
    name: String,
    body: Body<'a>,
    given: Vec<Given>,
    /// For each administration, what the model has otherwise at it, in base units.
    by_cycle: Vec<Vec<(String, f64)>>,
    fitted: Vec<Fitted>,
    observed: Vec<f64>,
    times_h: Vec<f64>,
    /// For each measurement, with its unit.
    outputs: Vec<(Output, f64)>,
    linear: bool,
    /// What is observed.
    formulas: Vec<Expression>,
}

/// What a measurement is of.
#[derive(Clone, Debug)]
enum Output {
    /// Activity: the sum of these states.
    Region(Vec<usize>),
    /// A formula, by its place among what is observed.
    Formula(usize),
}

/// Accuracy of steps where a model has no exact solution, and what differences may trust.
const RELATIVE: f64 = 1e-8;
const TRUSTED: f64 = 1e-7;

impl<'a> Person<'a> {
    /// A person; `fitted` says what the group's parameters are, in their order.
    ///
    /// # Errors
    /// A model that is wrong; a region or observed quantity that it does not have; nothing measured or given.
    pub fn new(
        model: &'a KineticModel,
        instead: &BTreeMap<String, NumberUnit>,
        lambda_per_h: f64,
        measured: &Measured,
        fitted: &[Fitted],
    ) -> Result<Self, SimulationError> {
        let mut own = instead.clone();
        own.extend(measured.instead.clone());
        let body = Body::new(model, &own, lambda_per_h)?;
        let wrong = |what: String| SimulationError::Other(what);
        if measured.points.is_empty() || measured.given.is_empty() {
            let what = if measured.given.is_empty() { "was given nothing" } else { "has no measurements" };
            return Err(wrong(format!("{} {what}", measured.name)));
        }
        let outputs: Vec<(Output, f64)> = measured
            .points
            .iter()
            .map(|p| Ok((output(model, &body, &p.of)?, p.unit)))
            .collect::<Result<_, SimulationError>>()?;
        let read = |line: &FormulaLine| formula(&line.is).map_err(wrong);
        let formulas = model.observed.iter().map(read).collect::<Result<_, _>>()?;
        for (p, (output, _)) in measured.points.iter().zip(&outputs) {
            match output {
                Output::Formula(_) if body.corrected_per_h() > 0.0 => {
                    return Err(wrong(format!(
                        "`{}` is observed by a formula, and {} is corrected for decay; measure regions, or write decay as a flow of the model",
                        p.of, model.id
                    )));
                }
                Output::Region(_) if lambda_per_h == 0.0 => {
                    return Err(wrong(format!(
                        "`{}` is an activity, and no nuclide is named; name one with --nuclide, or measure what {} says is observed",
                        p.of, model.id
                    )));
                }
                _ => {}
            }
        }
        let by_cycle = |g: &Given| {
            let value = |(name, n): (&String, &NumberUnit)| {
                Unit::parse(&n.unit).map(|unit| (name.clone(), n.value * unit.factor)).map_err(wrong)
            };
            g.by_cycle(model, &own).map(value).collect()
        };
        let by_cycle = measured.given.iter().map(by_cycle).collect::<Result<_, _>>()?;
        let linear = run_linear(&Compiled::of(&body.network)?, &[], &[0.0]).is_some();
        Ok(Self {
            model,
            name: measured.name.clone(),
            body,
            given: measured.given.clone(),
            by_cycle,
            fitted: fitted.to_vec(),
            observed: measured.points.iter().map(|p| p.value).collect(),
            times_h: measured.points.iter().map(|p| p.time_h).collect(),
            outputs,
            linear,
            formulas,
        })
    }

    /// Adds what some administrations, followed together, are seen as.
    fn follow(&self, body: &mut Body<'_>, given: &[Given], out: &mut [f64]) -> Result<(), SimulationError> {
        let start = Given::first_h(given);
        let Course { doses, mbq_per_labelled } = body.course(given, start)?;
        let compiled = Compiled::of(&body.network)?;
        let seen: Vec<usize> = (0..out.len()).filter(|i| self.times_h[*i] >= start).collect();
        let times_h: Vec<f64> = seen.iter().map(|i| self.times_h[*i] - start).collect();
        let exact = if self.linear { run_linear(&compiled, &doses, &times_h) } else { None };
        let states = match exact {
            Some(states) => states,
            None => run(&compiled, &doses, &times_h, Settings { relative: RELATIVE, decay: 0.0 })?.states,
        };
        let formulas: Vec<Expression> = (self.model.observed.iter().zip(&self.formulas))
            .map(|(line, e)| body.network.resolved(e, &line.name))
            .collect::<Result<_, _>>()?;
        for ((i, t), mut x) in seen.into_iter().zip(times_h).zip(states) {
            let left = libm::exp(-body.corrected_per_h() * t);
            x.iter_mut().for_each(|x| *x *= left);
            let (output, unit) = &self.outputs[i];
            let value = match output {
                Output::Region(states) => mbq_per_labelled * states.iter().map(|s| x[*s]).sum::<f64>(),
                Output::Formula(f) => formulas[*f].value(t, &x),
            };
            out[i] += value / unit;
        }
        Ok(())
    }

    fn predicted(&self, parameters: &[f64], out: &mut [f64]) -> Result<(), SimulationError> {
        out.fill(0.0);
        let mut body = self.body.clone();
        for (fitted, value) in self.fitted.iter().zip(parameters).filter(|(f, _)| f.cycle.is_none()) {
            put(&mut body, &fitted.name, self.unit(&fitted.name) * value);
        }
        // What is corrected for decay is followed administration by administration, as in a simulation.
        if body.corrected_per_h() == 0.0 {
            return self.follow(&mut body, &self.given, out);
        }
        for (cycle, given) in self.given.iter().enumerate() {
            let mut own = body.clone();
            for (name, value) in self.by_cycle[cycle].iter().filter(|(n, _)| !self.is_fitted(n)) {
                put(&mut own, name, *value);
            }
            for (fitted, factor) in self.fitted.iter().zip(parameters).filter(|(f, _)| f.cycle == Some(cycle))
            {
                if let Some(Expression::Number(value)) = own.network.quantities.get(&fitted.name) {
                    let value = value * factor;
                    put(&mut own, &fitted.name, value);
                }
            }
            self.follow(&mut own, std::slice::from_ref(given), out)?;
        }
        Ok(())
    }

    fn is_fitted(&self, name: &str) -> bool {
        self.fitted.iter().any(|f| f.name == name && f.cycle.is_none())
    }

    /// Base units in the unit of a parameter of the model.
    fn unit(&self, name: &str) -> f64 {
        let unit = self.model.parameters.get(name).and_then(|p| Unit::parse(&p.value.unit).ok());
        unit.map_or(1.0, |u| u.factor)
    }
}

fn put(body: &mut Body<'_>, name: &str, value: f64) {
    body.network.quantities.insert(name.to_owned(), Expression::Number(value));
}

fn output(model: &KineticModel, body: &Body<'_>, of: &str) -> Result<Output, SimulationError> {
    if let Some(f) = model.observed.iter().position(|f| f.name.eq_ignore_ascii_case(of)) {
        return Ok(Output::Formula(f));
    }
    let mut states = Vec::new();
    let mut known: Vec<String> = model.observed.iter().map(|f| f.name.clone()).collect();
    for compartment in model.regions() {
        let Some(region) = compartment.region else { continue };
        if same_region(&region, of) {
            states.push(body.network.state(&compartment.name)?);
        }
        if !known.contains(&region) {
            known.push(region);
        }
    }
    if states.is_empty() {
        return Err(SimulationError::Other(format!(
            "`{of}` is nothing that {} predicts; it predicts {}",
            model.id,
            known.join(", ")
        )));
    }
    Ok(Output::Region(states))
}

fn same_region(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || hevesy_library::RegionName::of(a) == hevesy_library::RegionName::of(b)
}

impl Member for Person<'_> {
    fn name(&self) -> &str {
        &self.name
    }

    fn observed(&self) -> &[f64] {
        &self.observed
    }

    fn predict(&self, parameters: &[f64], out: &mut [f64]) -> Result<(), String> {
        self.predicted(parameters, out).map_err(|e| e.to_string())
    }

    fn accuracy(&self) -> f64 {
        if self.linear { 1e-14 } else { TRUSTED }
    }
}

/// Dimension of what a name of a measurement is: an activity for a region.
///
/// # Errors
/// As [`Person::new`].
pub fn observed_dimension(model: &KineticModel, of: &str) -> Result<Dimension, SimulationError> {
    let body = Body::new(model, &BTreeMap::new(), 0.0)?;
    match output(model, &body, of)? {
        Output::Region(_) => Ok(Dimension::ACTIVITY),
        Output::Formula(f) => {
            let line = &model.observed[f];
            Ok(body.network.formula(&line.is, &line.name)?.1)
        }
    }
}

/// The group that a model describes, and what its parameters are.
///
/// Those with a spread between patients, or those named; a spread between cycles becomes a factor of each of `cycles` administrations where
/// these are followed one by one. σ² = ln(1 + cv²).
///
/// # Errors
/// A parameter that the model does not have, or whose value is no number above zero; nothing to fit.
pub fn group_of(
    model: &KineticModel,
    instead: &BTreeMap<String, NumberUnit>,
    named: &[String],
    cycles: usize,
    scatter: Scatter,
) -> Result<(Group, Vec<Fitted>), SimulationError> {
    let wrong = |what: String| SimulationError::Other(what);
    let of_cv = |cv: Option<hevesy_quantity::Fraction>| cv.map_or(0.0, |cv| log_variance(cv.get()));
    if let Some(unknown) = named.iter().find(|n| !model.parameters.contains_key(*n)) {
        let known: Vec<&str> = model.parameters.keys().map(String::as_str).collect();
        return Err(wrong(format!("{} has no parameter `{unknown}`; it has {}", model.id, known.join(", "))));
    }
    let mut parameters = Vec::new();
    let mut fitted = Vec::new();
    for (name, p) in &model.parameters {
        let variance = of_cv(p.between_patients);
        if variance == 0.0 && !named.contains(name) {
            continue;
        }
        let value = model.in_own_unit(name, instead.get(name).unwrap_or(&p.value)).map_err(wrong)?;
        let estimated = named.is_empty() || named.contains(name);
        parameters.push(Parameter { name: name.clone(), value, variance, estimated });
        fitted.push(Fitted { name: name.clone(), cycle: None });
    }
    if model.decay == DecayIn::After {
        for cycle in 0..cycles {
            for (name, p) in model.parameters.iter().filter(|(_, p)| p.between_cycles.is_some()) {
                parameters.push(Parameter {
                    name: format!("{name}, cycle {}", cycle + 1),
                    value: 1.0,
                    variance: of_cv(p.between_cycles),
                    estimated: false,
                });
                fitted.push(Fitted { name: name.clone(), cycle: Some(cycle) });
            }
        }
    }
    if parameters.is_empty() {
        return Err(wrong(format!(
            "{} has no parameter with a spread between patients, so there is nothing to fit; name some, or give them `between_patients`",
            model.id
        )));
    }
    Ok((Group { parameters, scatter }, fitted))
}
