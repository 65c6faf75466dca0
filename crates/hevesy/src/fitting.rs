//! A kinetic model fitted to people: the parameters of each, the doses that follow, and the group that they come from.

use std::collections::BTreeMap;

use hevesy_kinetics::{Fitted, Given, Measured, Measurement, Person, SimulationError, group_of};
use hevesy_library::{KineticModel, NumberUnit};
use hevesy_population::{
    Estimated, Group, Individual, Member, PopulationError, Scatter, estimate, individual,
};
use hevesy_statistics::{Draws, Estimate};
use rayon::prelude::*;
use thiserror::Error;

use crate::simulated::{RegionPopulation, Scenario};

/// A model that cannot be run, or people that cannot be fitted.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum FitError {
    /// The model.
    #[error("{0}")]
    Model(#[from] SimulationError),
    /// The fit.
    #[error("{0}")]
    Fit(#[from] PopulationError),
}

/// A person with fitted parameters.
#[derive(Clone, Debug)]
pub struct FittedPerson<'a> {
    /// Name and measurements.
    pub measured: &'a Measured,
    /// The group that stood for what was known before.
    pub group: Group,
    /// What its parameters are.
    pub fitted: Vec<Fitted>,
    /// What was found.
    pub individual: Individual,
}

/// The most probable parameters of a person, what the model says of its population being known before.
///
/// # Errors
/// As [`Person::new`] and [`individual`].
pub fn fit_person<'a>(
    model: &KineticModel,
    instead: &BTreeMap<String, NumberUnit>,
    lambda_per_h: f64,
    measured: &'a Measured,
    scatter: Scatter,
) -> Result<FittedPerson<'a>, FitError> {
    let cycles = if lambda_per_h > 0.0 { measured.given.len() } else { 0 };
    let mut own = instead.clone();
    own.extend(measured.instead.clone());
    let (group, fitted) = group_of(model, &own, &[], cycles, scatter)?;
    let person = Person::new(model, instead, lambda_per_h, measured, &fitted)?;
    let individual = individual(&group, &person)?;
    Ok(FittedPerson { measured, group, fitted, individual })
}

/// The group that people come from, and from where the search started. Variation between cycles is part of that between people here.
///
/// # Errors
/// As [`Person::new`] and [`estimate`].
pub fn fit_group(
    model: &KineticModel,
    instead: &BTreeMap<String, NumberUnit>,
    lambda_per_h: f64,
    people: &[Measured],
    named: &[String],
    scatter: Scatter,
) -> Result<(Estimated, Group), FitError> {
    let (group, fitted) = group_of(model, instead, named, 0, scatter)?;
    for person in people {
        if let Some(f) = fitted.iter().find(|f| person.instead.contains_key(&f.name)) {
            return Err(FitError::Model(SimulationError::Other(format!(
                "the table gives {} a value of `{}`, which is estimated; take the column out, or leave the parameter out of --estimate",
                person.name, f.name
            ))));
        }
    }
    let members: Vec<Person<'_>> = people
        .iter()
        .map(|p| Person::new(model, instead, lambda_per_h, p, &fitted))
        .collect::<Result<_, _>>()?;
    Ok((estimate(&group, &members)?, group))
}

impl FittedPerson<'_> {
    /// Parameters of the person and of each administration at η.
    fn at(
        &self,
        model: &KineticModel,
        base: &BTreeMap<String, NumberUnit>,
        eta: &[f64],
    ) -> (BTreeMap<String, NumberUnit>, Vec<Given>) {
        let mut instead = base.clone();
        instead.extend(self.measured.instead.clone());
        let mut given = self.measured.given.clone();
        let values = self.group.of(eta);
        for (fitted, value) in self.fitted.iter().zip(&values) {
            let Some(parameter) = model.parameters.get(&fitted.name) else { continue };
            let unit = parameter.value.unit.clone();
            match fitted.cycle {
                None => {
                    instead.insert(fitted.name.clone(), NumberUnit { value: *value, unit });
                }
                Some(cycle) => {
                    // Parameters of the person come first in the list.
                    let mut own = instead.get(&fitted.name).unwrap_or(&parameter.value).clone();
                    own.value *= value;
                    given[cycle].instead.insert(fitted.name.clone(), own);
                }
            }
        }
        (instead, given)
    }

    /// The person's scenario at the mode.
    #[must_use]
    pub fn scenario<'m>(&self, base: &Scenario<'m>) -> Scenario<'m> {
        let (instead, given) = self.at(base.model, &base.instead, &self.individual.eta);
        Scenario { instead, given, ..base.clone() }
    }

    /// What the parameters predict over time of everything that was measured, with 95 % of what remains uncertain.
    ///
    /// # Errors
    /// As [`Person::new`].
    pub fn bands(
        &self,
        model: &KineticModel,
        instead: &BTreeMap<String, NumberUnit>,
        lambda_per_h: f64,
        (draws, seed): (u64, u64),
    ) -> Result<Vec<Band>, FitError> {
        const TIMES: u32 = 160;
        let mut kinds: Vec<&Measurement> = Vec::new();
        for p in &self.measured.points {
            if !kinds.iter().any(|k| k.of == p.of) {
                kinds.push(p);
            }
        }
        let windows = self.windows(lambda_per_h);
        let mut points = Vec::new();
        for (from, to) in &windows {
            for i in 0..=TIMES {
                let time_h = from + (to - from) * f64::from(i) / f64::from(TIMES);
                points.extend(kinds.iter().map(|k| Measurement { time_h, value: 0.0, ..(*k).clone() }));
            }
        }
        let dense = Measured { points, ..self.measured.clone() };
        let person = Person::new(model, instead, lambda_per_h, &dense, &self.fitted)?;
        let count = dense.points.len();
        let predict = |eta: &[f64]| {
            let mut out = vec![0.0; count];
            let wrong = |e| FitError::Model(SimulationError::Other(e));
            person.predict(&self.group.of(eta), &mut out).map_err(wrong)?;
            Ok::<_, FitError>(out)
        };
        let mode = predict(&self.individual.eta)?;
        let all: Vec<Vec<f64>> =
            (0..draws).into_par_iter().map(|i| predict(&self.drawn(seed, i).0)).collect::<Result<_, _>>()?;
        let each = (TIMES as usize + 1) * kinds.len();
        let mut bands = Vec::new();
        for (k, kind) in kinds.iter().enumerate() {
            for (w, (from, _)) in windows.iter().enumerate() {
                let places = (w * each + k..(w + 1) * each).step_by(kinds.len());
                let value = |j: usize| {
                    let e = Estimate::from_draws(all.iter().map(|d| d[j]).collect(), Some(mode[j]));
                    (dense.points[j].time_h - from, e.low95, e.value, e.high95)
                };
                bands.push(Band {
                    of: kind.of.clone(),
                    unit_name: kind.unit_name.clone(),
                    cycle: (windows.len() > 1).then_some(w + 1),
                    from_h: *from,
                    points: places.map(value).collect(),
                });
            }
        }
        Ok(bands)
    }

    /// What is worth a look: from each labelled administration with measurements to a little after the last of these; all of it at once for what has
    /// no label.
    fn windows(&self, lambda_per_h: f64) -> Vec<(f64, f64)> {
        let given = &self.measured.given;
        let starts: Vec<f64> =
            given.iter().take(if lambda_per_h > 0.0 { given.len() } else { 1 }).map(|g| g.at_h).collect();
        let mut out = Vec::new();
        for (i, from) in starts.iter().enumerate() {
            let next = starts.get(i + 1).copied().unwrap_or(f64::INFINITY);
            let last = self.measured.points.iter().map(|p| p.time_h).rfind(|t| (*from..next).contains(t));
            if let Some(last) = last {
                out.push((*from, (from + 1.12 * (last - from).max(1.0)).min(next)));
            }
        }
        out
    }

    /// η drawn from what remains uncertain, and the stream it was drawn from.
    fn drawn(&self, seed: u64, index: u64) -> (Vec<f64>, Draws) {
        let n = self.individual.eta.len();
        let root = root(&self.individual.covariance, n);
        let mut draws = Draws::new(seed, "parameters of a fitted person", index);
        let z: Vec<f64> = (0..n).map(|_| draws.normal()).collect();
        let eta = (0..n)
            .map(|a| self.individual.eta[a] + (0..=a).map(|b| root[a * n + b] * z[b]).sum::<f64>())
            .collect();
        (eta, draws)
    }

    /// What remains uncertain of integrals and doses of what was given, or of a next administration, whose variation from cycle to cycle
    /// is drawn anew. Draws are from the normal distribution about the mode.
    ///
    /// # Errors
    /// As [`Scenario::typical`].
    pub fn spread(
        &self,
        base: &Scenario<'_>,
        next: Option<&Given>,
        draws: u64,
        seed: u64,
    ) -> Result<Vec<RegionPopulation>, SimulationError> {
        let mode = self.scenario(base);
        let given = next.map_or_else(|| mode.given.clone(), |g| vec![g.clone()]);
        let scenario = Scenario { given, ..mode };
        scenario.spread(draws, |i| {
            let (eta, mut draws) = self.drawn(seed, i);
            let (instead, mut given) = self.at(base.model, &base.instead, &eta);
            if let Some(next) = next {
                let mut next = next.clone();
                base.draw_cycle(&instead, &mut next, &mut draws);
                given = vec![next];
            }
            (instead, given)
        })
    }
}

/// A measured quantity over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Region, or the name of what is observed.
    pub of: String,
    /// Name of its unit.
    pub unit_name: String,
    /// Which administration, from 1, where several have measurements.
    pub cycle: Option<usize>,
    /// From when times count, in h.
    pub from_h: f64,
    /// (h, low, fitted, high).
    pub points: Vec<(f64, f64, f64, f64)>,
}

/// Lower triangle of a covariance; rows of what has none are zero.
fn root(a: &[f64], n: usize) -> Vec<f64> {
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let rest = a[i * n + j] - (0..j).map(|k| l[i * n + k] * l[j * n + k]).sum::<f64>();
            l[i * n + j] = match (i == j, l[j * n + j] > 0.0) {
                (true, _) => rest.max(0.0).sqrt(),
                (false, true) => rest / l[j * n + j],
                (false, false) => 0.0,
            };
        }
    }
    l
}
