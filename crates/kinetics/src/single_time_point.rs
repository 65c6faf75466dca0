//! One scan: the approximations of Hänscheid and of Madsen.

use std::f64::consts::LN_2;

use hevesy_statistics::{Component, Spread};

use crate::time_activity::{Prior, Sample};

/// Ã = A(T) 2T / ln 2 in MBq·h (Hänscheid 2018).
///
/// Theory: theory/kinetics.md (7).
#[must_use]
pub fn hanscheid_tia_mbq_h(time_h: f64, activity_mbq: f64) -> f64 {
    activity_mbq * 2.0 * time_h / LN_2
}

/// Estimate over truth for a mono-exponential, 2x / 2^x with x = T / T_eff; between 0.88 and 1.06 for 0.75 < x < 2.5.
///
/// Theory: theory/kinetics.md (8).
#[must_use]
pub fn hanscheid_ratio(x: f64) -> f64 {
    2.0 * x / libm::exp2(x)
}

/// Ã = A(T) e^{λT} / λ in MBq·h with the population's median effective rate λ (Madsen 2018).
///
/// Theory: theory/kinetics.md (9).
#[must_use]
pub fn madsen_tia_mbq_h(time_h: f64, activity_mbq: f64, effective_half_life_h: f64) -> f64 {
    let rate = LN_2 / effective_half_life_h;
    activity_mbq * libm::exp(rate * time_h) / rate
}

/// Hänscheid's estimate with the error of the approximation: from the population where a prior is known, else the
/// rectangular range −12 … +6 % of its domain of validity.
pub(crate) fn hanscheid(sample: Sample, cv: f64, lambda_p_per_h: f64, prior: Option<&Prior>) -> Spread {
    let value = hanscheid_tia_mbq_h(sample.time_h, sample.activity_mbq);
    match prior {
        None => {
            let method = (1.061 - 0.884) / 12.0_f64.sqrt();
            Spread::relative(value, (cv * cv + method * method).sqrt())
        }
        Some(prior) => centred(population(sample, cv, lambda_p_per_h, prior), value),
    }
}

/// Madsen's estimate with the spread of effective half-lives in the population.
pub(crate) fn madsen(sample: Sample, cv: f64, lambda_p_per_h: f64, prior: &Prior) -> Spread {
    let half_life_h = prior.median_h.min(LN_2 / lambda_p_per_h);
    let value = madsen_tia_mbq_h(sample.time_h, sample.activity_mbq, half_life_h);
    centred(population(sample, cv, lambda_p_per_h, prior), value)
}

/// Effective half-life of a mono-exponential that passes through the scan and has Hänscheid's integral.
///
/// e^x/x = 2/ln 2 with x = λT has the two solutions T_eff = T and T_eff = T/2; the one nearer to the population's median
/// (else T, unless physics forbids it) gives the shape.
pub(crate) fn hanscheid_half_life_h(time_h: f64, lambda_p_per_h: f64, prior: Option<&Prior>) -> f64 {
    let far = |t: f64| prior.map_or(0.0, |p| libm::log(t / p.median_h).abs());
    if time_h > LN_2 / lambda_p_per_h || far(0.5 * time_h) < far(time_h) { 0.5 * time_h } else { time_h }
}

/// The relative spread of the population about the method's own value.
fn centred(population: Spread, value: f64) -> Spread {
    let mean = population.value();
    population.scaled(value / mean)
}

/// Where the truth lies for one scan, given the population: Ã(T_eff) over the prior.
fn population(sample: Sample, cv: f64, lambda_p_per_h: f64, prior: &Prior) -> Spread {
    Spread::new(
        half_lives(prior, lambda_p_per_h)
            .map(|(half_life, weight)| Component {
                weight,
                mu: libm::log(madsen_tia_mbq_h(sample.time_h, sample.activity_mbq, half_life)),
                sigma: cv,
                dof: f64::INFINITY,
            })
            .collect(),
    )
}

/// Quadrature over the prior: effective half-lives in h with weights; none is longer than the physical one.
pub(crate) fn half_lives(prior: &Prior, lambda_p_per_h: f64) -> impl Iterator<Item = (f64, f64)> {
    const HALF: i32 = 60;
    let longest = LN_2 / lambda_p_per_h;
    (-HALF..=HALF)
        .map(move |i| {
            let u = f64::from(i) * 5.0 / f64::from(HALF);
            (prior.median_h * libm::exp(prior.log_sd * u), libm::exp(-0.5 * u * u))
        })
        .filter(move |(t, _)| *t <= longest)
}
