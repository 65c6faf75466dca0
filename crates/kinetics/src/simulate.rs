//! Activity over time in regions, from a compartment model instead of measurements.

use std::collections::BTreeMap;

use hevesy_compartment::{Compiled, Dimension, Dose, ModelError, Network, RunError, Settings, run};
use hevesy_library::{Administered, DecayIn, KineticModel, NumberUnit};
use hevesy_nuclide::AVOGADRO;
use hevesy_statistics::Spread;
use thiserror::Error;

use crate::assess::Kinetics;
use crate::curve::{Curve, Piece};

/// What is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given {
    /// Activity in MBq.
    pub activity_mbq: f64,
    /// Physical decay constant in 1/h.
    pub lambda_per_h: f64,
}

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
    /// Times in h after administration.
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

/// Follows an administration. Parameters in `instead` replace the model's.
///
/// With decay after the model, regions hold amounts a(t) that are corrected for decay: A(t) = A₀ a(t)/a₀ e^{−λt}; with decay within
/// it, a(t) is of the label and decays by itself. Theory: theory/kinetics.md (14).
///
/// # Errors
/// A model that is wrong, a parameter it does not have, equations that cannot be integrated.
pub fn simulate(
    model: &KineticModel,
    instead: &BTreeMap<String, NumberUnit>,
    given: Given,
) -> Result<Vec<Simulated>, SimulationError> {
    if !(given.lambda_per_h > 0.0 && given.activity_mbq > 0.0) {
        return Err(SimulationError::Other(
            "a stable nuclide or no activity leaves nothing to follow".into(),
        ));
    }
    let network =
        model.definition(instead, administered(given)).map_err(SimulationError::Other)?.network()?;
    let compiled = Compiled::of(&network)?;
    let mut doses = Vec::new();
    let mut labelled = 0.0;
    for dose in &model.dose {
        let amount = network.constant(&dose.amount, model.content(), &dose.into)?;
        let over =
            dose.over.as_deref().map_or(Ok(0.0), |t| network.constant(t, Dimension::TIME, &dose.into))?;
        if dose.labelled {
            labelled += amount;
        }
        doses.push(Dose { state: network.state(&dose.into)?, amount, at: 0.0, over });
    }
    if labelled <= 0.0 {
        return Err(SimulationError::Other(
            "no dose of the model carries the label: check its amounts".into(),
        ));
    }
    let decay = match model.decay {
        DecayIn::After => given.lambda_per_h,
        DecayIn::Within => 0.0,
    };
    let times_h = times(given.lambda_per_h);
    let out = run(&compiled, &doses, &times_h, Settings { decay, ..Settings::default() })?;

    let mut regions: Vec<Simulated> = Vec::new();
    for compartment in model.regions() {
        let Some(region) = &compartment.region else { continue };
        let state = network.state(&compartment.name)?;
        let mass_g = compartment.mass.as_deref().map(|t| mass_g(&network, t, region)).transpose()?;
        let index = regions.iter().position(|r| r.region == *region).unwrap_or_else(|| {
            regions.push(Simulated {
                region: region.clone(),
                mass_g: None,
                tiac_h: 0.0,
                lambda_per_h: given.lambda_per_h,
                times_h: times_h.clone(),
                activity_mbq: vec![0.0; times_h.len()],
            });
            regions.len() - 1
        });
        let own = &mut regions[index];
        own.mass_g = own.mass_g.or(mass_g);
        own.tiac_h += out.integrals.last().map_or(0.0, |i| i[state]) / labelled;
        for ((sum, t), states) in own.activity_mbq.iter_mut().zip(&times_h).zip(&out.states) {
            *sum += given.activity_mbq * states[state] / labelled * libm::exp(-decay * t);
        }
    }
    Ok(regions)
}

/// What the model's formulas may use of it.
pub(crate) fn administered(given: Given) -> Administered {
    Administered {
        activity_mbq: given.activity_mbq,
        label_nmol: given.activity_mbq * 1e6 * 3600.0 / given.lambda_per_h / (AVOGADRO * 1e-9),
        lambda_per_h: given.lambda_per_h,
    }
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

/// 0, then equal steps of the logarithm from a minute on.
fn times(lambda_per_h: f64) -> Vec<f64> {
    let end = HALF_LIVES * std::f64::consts::LN_2 / lambda_per_h;
    let decades = libm::log10(end / FIRST_H).max(1.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
    let n = (decades * PER_DECADE).ceil() as usize;
    let at = |i: usize| end * libm::exp10(-decades * (n - i) as f64 / n as f64);
    std::iter::once(0.0).chain((0..=n).map(at)).collect()
}

impl Simulated {
    /// Time in h and value in MBq of the largest activity.
    #[must_use]
    pub fn peak(&self) -> (f64, f64) {
        let mut best = (0.0, 0.0);
        for (t, a) in self.times_h.iter().zip(&self.activity_mbq) {
            if *a > best.1 {
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
