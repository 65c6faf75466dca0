//! From scans to time-integrated activity, as a protocol says.

use std::f64::consts::LN_2;

use hevesy_library::{Method, Protocol, Weights};
use hevesy_statistics::Spread;

use crate::average::average;
use crate::candidate::Candidate;
use crate::curve::Curve;
use crate::error::KineticsError;
use crate::fit::Scatter;
use crate::time_activity::{Prior, Sample, TimeActivity};
use crate::{map, plausibility, single_time_point, trapezoid};

/// Activity of a region over time, integrated.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinetics {
    /// Name of the region.
    pub region: String,
    /// The samples that were used.
    pub samples: Vec<Sample>,
    /// Protocol, `id@version`.
    pub protocol: String,
    /// Name of the curve with the largest weight, or of the method.
    pub model: String,
    /// Families that were tried (empty where nothing is fitted).
    pub candidates: Vec<Candidate>,
    /// Time-integrated activity in MBq·h with the uncertainty of scans, fit and choice of model. What all scans share
    /// (calibration, volume, recovery) is added by the dose.
    pub tia_mbq_h: Spread,
    /// Activity in MBq over time in h; its integral is the value of `tia_mbq_h`.
    pub curve_mbq: Curve,
    /// Relative standard deviation assumed where samples state none, if it was needed.
    pub assumed_cv: Option<f64>,
    /// Remarks.
    pub notes: Vec<String>,
}

impl Kinetics {
    /// Standard deviation of the curve in MBq at a time, models weighted; `None` where no fit has one.
    #[must_use]
    pub fn sd_at(&self, t_h: f64) -> Option<f64> {
        let mean = self.curve_mbq.at(t_h);
        let mut variance = 0.0;
        let mut known = false;
        for c in self.candidates.iter().filter(|c| c.weight > 0.0) {
            let f = c.fit.as_ref()?;
            let sd = f.sd_at(t_h)?;
            let difference = f.parameters.at(t_h) - mean;
            variance += c.weight * (sd * sd + difference * difference);
            known = true;
        }
        known.then(|| variance.sqrt())
    }
}

/// Integrates the activities of a region.
///
/// `lambda_p_per_h` is the physical decay constant; `prior` is needed by the methods that use a population.
///
/// # Errors
/// Samples that cannot be, too few or too many scans for the protocol, or a missing prior.
pub fn assess(
    curve: &TimeActivity,
    protocol: &Protocol,
    lambda_p_per_h: f64,
    prior: Option<&Prior>,
) -> Result<Kinetics, KineticsError> {
    let refuse = |what: String, remedy: String| KineticsError { region: curve.region.clone(), what, remedy };
    let n = curve.samples.len();
    if n < protocol.fewest_scans {
        return Err(refuse(
            format!(
                "protocol {} needs {} or more scans and there are {n}",
                protocol.full_id(),
                protocol.fewest_scans
            ),
            if n == 0 {
                "give its activities".into()
            } else {
                "choose `reduced-time-point-map` or another protocol for few scans with `protocol` under [measured] or \
                 --protocol"
                    .into()
            },
        ));
    }
    if let Some(most) = protocol.most_scans
        && n > most
    {
        return Err(refuse(
            format!("protocol {} takes at most {most} scans and there are {n}", protocol.full_id()),
            "choose `multi-time-point`, or leave scans out of the table on purpose".into(),
        ));
    }
    let default_cv = protocol.activity_cv.as_ref().map(|p| p.value.get());
    let mut notes =
        plausibility::check(curve, lambda_p_per_h, default_cv.unwrap_or(plausibility::UNSTATED_CV))?;
    let stated = curve.samples.iter().filter(|s| s.sd_mbq.is_some()).count();
    let assumed_cv = if stated == n || protocol.weights == Weights::None { None } else { default_cv };
    let mut samples = curve.samples.clone();
    if stated > 0 && stated < n && protocol.weights != Weights::None {
        let Some(cv) = default_cv else {
            return Err(refuse(
                format!(
                    "{stated} of {n} activities state an uncertainty, and this protocol assumes none for the others"
                ),
                "give every scan of the region an uncertainty, or none".into(),
            ));
        };
        for s in &mut samples {
            s.sd_mbq = s.sd_mbq.or(Some(cv * s.activity_mbq).filter(|sd| *sd > 0.0));
        }
    }
    let all_state_sd = samples.iter().all(|s| s.sd_mbq.is_some());
    let with_cv = || -> Vec<(Sample, f64)> {
        let cv = |s: &Sample| {
            s.sd_mbq
                .map_or(default_cv.unwrap_or(plausibility::UNSTATED_CV), |sd| sd / s.activity_mbq)
                .max(1e-9)
        };
        curve.samples.iter().map(|s| (*s, cv(s))).collect()
    };
    let zero = curve.samples.iter().find(|s| s.activity_mbq == 0.0);
    let scatter = match (protocol.weights, all_state_sd, default_cv) {
        (Weights::None, ..) => Scatter::UniformUnknown,
        (Weights::InverseVariance, true, _) => Scatter::Known,
        (Weights::InverseVariance, false, Some(cv)) => Scatter::Relative(cv),
        (Weights::InverseVariance, false, None) => Scatter::RelativeUnknown,
    };
    if let Some(s) = zero.filter(|_| {
        !matches!(scatter, Scatter::Known | Scatter::UniformUnknown) || protocol.method != Method::Fit
    }) {
        return Err(refuse(
            format!("the activity at {} h is zero, which no relative uncertainty can describe", s.time_h),
            "give the activities of this region an uncertainty, or leave that scan out".into(),
        ));
    }
    let need_prior = || {
        prior.ok_or_else(|| {
            refuse(
                format!(
                    "protocol {} needs the effective half-life of this region in a population",
                    protocol.full_id()
                ),
                "add it to the agent's file in your own library ([[effective_half_life]]), or choose \
                 `single-time-point-hanscheid`"
                    .into(),
            )
        })
    };
    let population_too_slow = || {
        refuse(
            "the population's effective half-lives are all longer than the physical half-life".into(),
            "check the nuclide of the study against the agent's file".into(),
        )
    };
    let mut candidates = Vec::new();
    let (tia_mbq_h, curve_mbq, model) = match protocol.method {
        Method::Fit => {
            let found = average(&samples, protocol, scatter, lambda_p_per_h).ok_or_else(|| {
                refuse(
                    "no curve of the protocol's families fits these activities".into(),
                    "look for a wrong unit, exchanged rows or a wrong nuclide".into(),
                )
            })?;
            notes.extend(found.notes);
            candidates = found.candidates;
            let best = candidates.iter().max_by(|a, b| a.weight.total_cmp(&b.weight));
            let model = best.map_or_else(String::new, |c| c.family.name().to_owned());
            (found.tia_mbq_h, found.curve, model)
        }
        Method::Trapezoid => {
            let (spread, curve) = trapezoid::trapezoid(&with_cv(), lambda_p_per_h)
                .ok_or_else(|| refuse("the integral is zero".into(), "check the activities".into()))?;
            notes.push("physical decay after the last scan is assumed, so the integral is an upper bound of the tail".into());
            (spread, curve, "trapezoid".to_owned())
        }
        Method::Hanscheid | Method::Madsen => {
            let (sample, cv) = with_cv()[0];
            if sample.time_h <= 0.0 {
                return Err(refuse(
                    "one scan at time zero holds no washout".into(),
                    "scan 1 to 2 effective half-lives later".into(),
                ));
            }
            if prior.is_some_and(|p| single_time_point::half_lives(p, lambda_p_per_h).next().is_none()) {
                return Err(population_too_slow());
            }
            let position = prior.map(|p| sample.time_h / p.median_h);
            let (spread, half_life, name) = if protocol.method == Method::Hanscheid {
                match position {
                    None => notes.push(
                        "the interval holds if the scan lies between 0.75 and 2.5 effective half-lives, which is not \
                         checked here for want of a population half-life"
                            .into(),
                    ),
                    Some(x) if !(0.75..=2.5).contains(&x) => {
                        return Err(refuse(
                            format!("the scan lies at {x:.2} effective half-lives of the population, and the method holds for 0.75 to 2.5"),
                            "choose `reduced-time-point-map` or `single-time-point-madsen`, whose intervals say what such a scan is worth".into(),
                        ));
                    }
                    Some(_) => {}
                }
                let spread = single_time_point::hanscheid(sample, cv, lambda_p_per_h, prior);
                (
                    spread,
                    single_time_point::hanscheid_half_life_h(sample.time_h, lambda_p_per_h, prior),
                    "hanscheid",
                )
            } else {
                let prior = need_prior()?;
                (single_time_point::madsen(sample, cv, lambda_p_per_h, prior), prior.median_h, "madsen")
            };
            if let Some(x) = position.filter(|x| !(0.75..=2.5).contains(x)) {
                notes.push(format!(
                    "the scan lies at {x:.2} effective half-lives of the population; outside 0.75-2.5 one scan is a poor guide"
                ));
            }
            notes.push("the effective half-life shown is assumed by the method, not measured".into());
            let rate = LN_2 / half_life.min(LN_2 / lambda_p_per_h);
            let curve = Curve::exponential(spread.value() * rate, rate);
            (spread, curve, name.to_owned())
        }
        Method::Map => {
            let (spread, half_life) =
                map::posterior(&with_cv(), lambda_p_per_h, need_prior()?).ok_or_else(|| {
                    refuse(
                        "the population's effective half-lives are all longer than the physical half-life"
                            .into(),
                        "check the nuclide of the study against the agent's file".into(),
                    )
                })?;
            let rate = LN_2 / half_life;
            notes.push(format!("effective half-life {half_life:.1} h at the mode of the posterior"));
            (spread.clone(), Curve::exponential(spread.value() * rate, rate), "map".to_owned())
        }
    };
    if let Some(cv) = assumed_cv {
        notes.push(format!(
            "the table gives no uncertainty of {} activities; {:.0} % for each is assumed (protocol, evidence label P)",
            if stated == 0 { "the".to_owned() } else { format!("{} of {n}", n - stated) },
            100.0 * cv
        ));
    }
    Ok(Kinetics {
        region: curve.region.clone(),
        samples,
        protocol: protocol.full_id(),
        model,
        candidates,
        tia_mbq_h,
        curve_mbq,
        assumed_cv,
        notes,
    })
}
