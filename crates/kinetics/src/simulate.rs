//! Activity over time in regions, from a compartment model instead of measurements.

use std::collections::BTreeMap;

use hevesy_compartment::{Compiled, Dimension, Dose, ModelError, Network, RunError, Settings, run};
use hevesy_library::{DecayIn, KineticModel, NumberUnit};
use hevesy_statistics::Spread;
use thiserror::Error;

use crate::assess::Kinetics;
use crate::curve::{Curve, Piece};
use crate::given::{Body, Given};
use crate::label::add_labels;

/// Activity of a region.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// Name of the region.
    pub region: String,
    /// Mass in g, where the model has one.
    pub mass_g: Option<f64>,
    /// Time-integrated activity coefficient in h: per MBq given.
    pub tiac_h: f64,
    /// Physical decay constant in 1/h.
    pub lambda_per_h: f64,
    /// Times in h from time 0 of the administrations.
    pub times_h: Vec<f64>,
    /// Activity in MBq at these times, not corrected for decay.
    pub activity_mbq: Vec<f64>,
}

/// A model that is wrong or cannot be run.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum SimulationError {
    /// The model.
    #[error("{0}")]
    Model(#[from] ModelError),
    /// The run.
    #[error("{0}")]
    Run(#[from] RunError),
    /// A parameter that the model does not have, or a nuclide that decays not.
    #[error("{0}")]
    Other(String),
}

/// So many physical half-lives are followed; what is left then is a four-thousandth of what was given.
const HALF_LIVES: f64 = 12.0;
/// Times of the curve in each factor of ten from a minute on.
const PER_DECADE: f64 = 30.0;
const FIRST_H: f64 = 1.0 / 60.0;

/// A second in h: so long before an administration the last value is read.
const BEFORE_H: f64 = 1.0 / 3600.0;

/// A nuclide on the vector, and what is given of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Physical decay constant in 1/h.
    pub lambda_per_h: f64,
    /// Administrations.
    pub given: Vec<Given>,
}

/// Follows administrations of one label. Parameters in `instead` replace the model's.
///
/// # Errors
/// As [`simulate_labels`].
pub fn simulate(
    model: &KineticModel,
    instead: &BTreeMap<String, NumberUnit>,
    lambda_per_h: f64,
    given: &[Given],
) -> Result<Vec<Simulated>, SimulationError> {
    let label = Label { lambda_per_h, given: given.to_vec() };
    Ok(simulate_labels(model, instead, &[label])?.into_iter().flatten().collect())
}

/// Follows administrations of several labels on one vector in one body; regions by label. Parameters in `instead` replace the model's.
///
/// With decay after the model, regions hold amounts a(t) that are corrected for decay, A(t) = A₀ a(t)/a₀ e^{−λt}, and each administration is
/// followed by itself: what is left of the one before takes no sites from it. With decay within the model, a(t) is of the label and
/// decays by itself, and all administrations of all labels meet. Theory: theory/kinetics.md (14), (20).
///
/// # Errors
/// A model that is wrong, a parameter it does not have, equations that cannot be integrated.
pub fn simulate_labels(
    model: &KineticModel,
    instead: &BTreeMap<String, NumberUnit>,
    labels: &[Label],
) -> Result<Vec<Vec<Simulated>>, SimulationError> {
    for label in labels {
        let activity_mbq: f64 = label.given.iter().map(|g| g.activity_mbq).sum();
        if !(label.lambda_per_h > 0.0 && activity_mbq > 0.0) {
            return Err(SimulationError::Other(
                "a stable nuclide or no activity leaves nothing to follow".into(),
            ));
        }
    }
    let mut out: Vec<Vec<Simulated>> = vec![Vec::new(); labels.len()];
    match model.decay {
        DecayIn::After => {
            for (label, regions) in labels.iter().zip(&mut out) {
                let times_h = times(label.lambda_per_h, &label.given);
                for one in &label.given {
                    let mut own = instead.clone();
                    own.extend(
                        one.by_cycle(model, instead).map(|(name, value)| (name.clone(), value.clone())),
                    );
                    own.extend(one.instead.clone());
                    let alone = Label { given: vec![one.clone()], ..label.clone() };
                    let times_h = std::slice::from_ref(&times_h);
                    follow(model, &own, &[alone], times_h, std::slice::from_mut(regions))?;
                }
            }
        }
        DecayIn::Within => {
            if labels.iter().flat_map(|l| &l.given).any(|g| !g.instead.is_empty()) {
                return Err(SimulationError::Other(
                    "parameters cannot differ between administrations that meet in one model".into(),
                ));
            }
            let times_h: Vec<Vec<f64>> = labels.iter().map(|l| times(l.lambda_per_h, &l.given)).collect();
            follow(model, instead, labels, &times_h, &mut out)?;
        }
    }
    for (label, regions) in labels.iter().zip(&mut out) {
        let activity_mbq: f64 = label.given.iter().map(|g| g.activity_mbq).sum();
        regions.iter_mut().for_each(|region| region.tiac_h /= activity_mbq);
    }
    Ok(out)
}

/// Adds what administrations that meet do to the activities and integrals (in MBq·h) of regions; times and regions by label.
fn follow(
    model: &KineticModel,
    instead: &BTreeMap<String, NumberUnit>,
    labels: &[Label],
    times_h: &[Vec<f64>],
    regions: &mut [Vec<Simulated>],
) -> Result<(), SimulationError> {
    let start = labels.iter().map(|l| Given::first_h(&l.given)).fold(f64::INFINITY, f64::min);
    // Administrations put what is given into the formulas, so they come before the rates.
    let mut given = Vec::new();
    for label in labels {
        let mut body = Body::new(model, instead, label.lambda_per_h)?;
        let course = body.course(&label.given, start)?;
        given.push((course, body.network));
    }
    let further: Vec<f64> = labels[1..].iter().map(|l| l.lambda_per_h).collect();
    let mut network = given[0].1.clone();
    let twins = add_labels(&mut network, model, &further)?;
    // The first label is in the states of the model itself.
    let state_of = |label: usize, state: usize| match label {
        0 => state,
        further => *twins[further - 1].get(&state).unwrap_or(&state),
    };
    let mut doses = Vec::new();
    let mut mbq_per_labelled = Vec::new();
    for (i, (course, _)) in given.into_iter().enumerate() {
        if course.mbq_per_labelled <= 0.0 {
            return Err(SimulationError::Other(
                "no dose of the model carries the label: check its amounts".into(),
            ));
        }
        mbq_per_labelled.push(course.mbq_per_labelled);
        doses.extend(course.doses.into_iter().map(|d| Dose { state: state_of(i, d.state), ..d }));
    }
    let mut all_h: Vec<f64> = times_h.iter().flatten().filter(|t| **t >= start).map(|t| t - start).collect();
    all_h.sort_by(f64::total_cmp);
    all_h.dedup();
    let decay = if model.decay == DecayIn::After { labels[0].lambda_per_h } else { 0.0 };
    let out = run(&Compiled::of(&network)?, &doses, &all_h, Settings { decay, ..Settings::default() })?;
    for compartment in model.regions() {
        let Some(region) = &compartment.region else { continue };
        let mass_g = compartment.mass.as_deref().map(|t| mass_g(&network, t, region)).transpose()?;
        let first = network.state(&compartment.name)?;
        for (label, (own_h, regions)) in times_h.iter().zip(&mut *regions).enumerate() {
            let state = state_of(label, first);
            let own = entry(regions, region, labels[label].lambda_per_h, own_h);
            own.mass_g = own.mass_g.or(mass_g);
            own.tiac_h += out.integrals.last().map_or(0.0, |i| i[state]) * mbq_per_labelled[label];
            for (sum, t) in own.activity_mbq.iter_mut().zip(own_h).filter(|(_, t)| **t >= start) {
                let t = t - start;
                let amount =
                    all_h.binary_search_by(|h| h.total_cmp(&t)).map_or(0.0, |i| out.states[i][state]);
                *sum += mbq_per_labelled[label] * amount * libm::exp(-decay * t);
            }
        }
    }
    Ok(())
}

/// The region of this name, new if need be.
fn entry<'r>(
    regions: &'r mut Vec<Simulated>,
    name: &str,
    lambda_per_h: f64,
    times_h: &[f64],
) -> &'r mut Simulated {
    let known = regions.iter().position(|r| r.region == name);
    let index = known.unwrap_or_else(|| {
        regions.push(Simulated {
            region: name.to_owned(),
            mass_g: None,
            tiac_h: 0.0,
            lambda_per_h,
            times_h: times_h.to_vec(),
            activity_mbq: vec![0.0; times_h.len()],
        });
        regions.len() - 1
    });
    &mut regions[index]
}

/// Mass of a region in g.
pub(crate) fn mass_g(network: &Network, text: &str, region: &str) -> Result<f64, ModelError> {
    let mass = network.constant(text, Dimension::MASS, region)?;
    if mass > 0.0 {
        return Ok(mass);
    }
    Err(ModelError {
        at: region.to_owned(),
        what: "its mass is zero".into(),
        next: "give it a mass, or none if its dose is of no interest".into(),
    })
}

/// From each administration on: at once, then equal steps of the logarithm from a minute on, to the next one or the end.
pub(crate) fn times(lambda_per_h: f64, given: &[Given]) -> Vec<f64> {
    let mut starts: Vec<f64> = given.iter().map(|g| g.at_h).collect();
    starts.sort_by(f64::total_cmp);
    starts.dedup();
    let whole = HALF_LIVES * std::f64::consts::LN_2 / lambda_per_h;
    let mut out = Vec::new();
    for (i, start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(whole, |next| (next - start - BEFORE_H).max(BEFORE_H));
        let decades = libm::log10(end / FIRST_H).max(1.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
        let n = (decades * PER_DECADE).ceil() as usize;
        let at = |i: usize| end * libm::exp10(-decades * (n - i) as f64 / n as f64);
        out.extend(std::iter::once(0.0).chain((0..=n).map(at)).map(|t| start + t));
    }
    out.sort_by(f64::total_cmp);
    out.dedup();
    out
}

impl Simulated {
    /// Time in h and value in MBq of the largest activity.
    #[must_use]
    pub fn peak(&self) -> (f64, f64) {
        let mut best = (0.0, 0.0);
        for (t, a) in self.times_h.iter().zip(&self.activity_mbq) {
            // Of equal peaks, but for rounding, the first.
            if *a > best.1 * (1.0 + 1e-6) {
                best = (*t, *a);
            }
        }
        best
    }

    /// Effective half-life in h between two times; `None` where the activity does not fall.
    #[must_use]
    pub fn half_life_h(&self, from_h: f64, to_h: f64) -> Option<f64> {
        let fall = libm::log(self.at(from_h) / self.at(to_h));
        (fall.is_finite() && fall > 0.0).then(|| std::f64::consts::LN_2 * (to_h - from_h) / fall)
    }

    /// Activity in MBq at a time, by straight lines.
    #[must_use]
    pub fn at(&self, t_h: f64) -> f64 {
        let i = self.times_h.partition_point(|t| *t <= t_h).clamp(1, self.times_h.len() - 1);
        let (t0, t1) = (self.times_h[i - 1], self.times_h[i]);
        let share = ((t_h - t0) / (t1 - t0)).clamp(0.0, 1.0);
        self.activity_mbq[i - 1] + share * (self.activity_mbq[i] - self.activity_mbq[i - 1])
    }

    /// The same as a measured region has it: straight lines between the times, then an exponential, scaled to the exact integral.
    #[must_use]
    pub fn kinetics(&self, model: &str, activity_mbq: f64) -> Kinetics {
        let mut pieces: Vec<Piece> = (1..self.times_h.len())
            .map(|i| Piece::Line {
                from_h: self.times_h[i - 1],
                to_h: self.times_h[i],
                first: self.activity_mbq[i - 1],
                last: self.activity_mbq[i],
            })
            .collect();
        let end = self.times_h[self.times_h.len() - 1];
        // What is left decays at least physically; by then it is below a thousandth.
        if self.at(end) > 0.0 {
            pieces.push(Piece::Exponential {
                from_h: end,
                amplitude: self.at(end),
                rate_per_h: self.lambda_per_h,
            });
        }
        let curve = Curve { pieces };
        let tia = self.tiac_h * activity_mbq;
        let scale = if curve.total() > 0.0 { tia / curve.total() } else { 1.0 };
        Kinetics {
            region: self.region.clone(),
            samples: Vec::new(),
            protocol: "simulated".into(),
            model: model.to_owned(),
            candidates: Vec::new(),
            tia_mbq_h: Spread::relative(tia, 0.0),
            curve_mbq: curve.scaled(scale),
            assumed_cv: None,
            notes: Vec::new(),
        }
    }
}
