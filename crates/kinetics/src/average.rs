//! Choice among fitted families by information criterion, and their average.
//!
//! Where the scatter of the scans is known, AIC = χ² + 2K is unbiased for any number of scans. Where it is estimated from
//! the residuals, AICc = N ln(WSSR/N) + 2K + 2K(K+1)/(N−K−1) (Hurvich & Tsai 1989), which exists for N > K + 1 only. K
//! counts the parameters of the curve, not the residual variance. A parameter that a prior holds counts for the share
//! the scans decide (Spiegelhalter 2002). Akaike weights are wᵢ ∝ exp(−Δᵢ/2).

use hevesy_library::{Family, Protocol};
use hevesy_quantity::Fraction;
use hevesy_statistics::{Component, Spread};

use crate::candidate::Candidate;
use crate::curve::Curve;
use crate::fit::{Scatter, UptakePrior, fit};
use crate::time_activity::Sample;

/// What comes out of fitting and averaging.
pub(crate) struct Average {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) tia_mbq_h: Spread,
    pub(crate) curve: Curve,
    pub(crate) notes: Vec<String>,
}

/// Theory: theory/kinetics.md (6).
pub(crate) fn average(
    samples: &[Sample],
    protocol: &Protocol,
    scatter: Scatter,
    lambda_p_per_h: f64,
) -> Option<Average> {
    let uptake = protocol
        .uptake_half_time
        .as_ref()
        .map(|p| UptakePrior { median_h: p.value.to_h(), log_sd: p.log_sd() })
        .filter(|u| u.log_sd > 0.0);
    let mut candidates: Vec<Candidate> =
        protocol.families.iter().map(|f| candidate(*f, samples, scatter, lambda_p_per_h, uptake)).collect();
    let mut notes = Vec::new();
    if let (Some(limit), true) = (protocol.largest_parameter_cv, protocol.families.len() > 1) {
        leave_out_uncertain(&mut candidates, limit);
    }
    if candidates.iter().all(|c| c.criterion.is_none()) {
        // Nothing can be compared: the family with the fewest parameters that has an uncertainty, else that fits at all.
        let chosen =
            fewest_parameters(&candidates, true).or_else(|| fewest_parameters(&candidates, false))?;
        candidates[chosen].criterion = Some(0.0);
        candidates[chosen].left_out = None;
        let chosen = candidates[chosen].family;
        if protocol.families.len() > 1 {
            notes.push(format!(
                "no family of curves could be compared with another; {} (fewest parameters) is used alone",
                chosen.name()
            ));
        }
    }
    weigh(&mut candidates, protocol.least_weight.map_or(0.0, Fraction::get));
    let used =
        || candidates.iter().filter(|c| c.weight > 0.0).filter_map(|c| Some((c.weight, c.fit.as_ref()?)));
    let mut components = Vec::new();
    let mut curve = Curve::default();
    for (weight, f) in used() {
        let dof = if scatter.is_known() { f64::INFINITY } else { f.degrees_of_freedom as f64 };
        let sigma = f.log_tia_sd.unwrap_or(f64::NAN);
        components.push(Component { weight, mu: libm::log(f.parameters.tia_mbq_h()), sigma, dof });
        curve.add(&f.parameters.curve().scaled(weight));
        if f.at_physical_decay {
            notes.push(format!(
                "{}: the slowest phase falls with physical decay alone; no biological washout can be seen",
                f.parameters.family.name()
            ));
        }
        if !scatter.is_known() && f.degrees_of_freedom < 3 {
            notes.push(format!(
                "{}: the scatter is estimated from {} degree(s) of freedom, so the interval is wide",
                f.parameters.family.name(),
                f.degrees_of_freedom
            ));
        }
        if let (Some(u), Some(rate), true) =
            (uptake, f.parameters.curve().fastest_rate_per_h(), f.parameters.family.uptake())
        {
            let distance = libm::log(std::f64::consts::LN_2 / rate / u.median_h) / u.log_sd;
            if distance.abs() > 2.0 {
                notes.push(format!(
                    "{}: an uptake half-time of {:.1} h is unusual for this protocol, whose prior pulls at it; see \
                     `multi-time-point-no-prior`",
                    f.parameters.family.name(),
                    std::f64::consts::LN_2 / rate
                ));
            }
        }
        if f.log_tia_sd.is_none() {
            notes.push(format!(
                "{}: as many parameters as scans and no stated uncertainty, so the interval is not known; a factor of seven \
                 either way stands in its place: give the activities an uncertainty",
                f.parameters.family.name()
            ));
        }
    }
    if let Some(note) = misfit(&candidates, scatter) {
        notes.push(note);
    }
    // Without any uncertainty a spread of zero width would lie; say 100 % and explain in the note above.
    for c in &mut components {
        if c.sigma.is_nan() {
            c.sigma = 1.0;
        }
    }
    notes.dedup();
    (!components.is_empty()).then(|| Average {
        tia_mbq_h: Spread::new(components),
        curve,
        notes,
        candidates: candidates.clone(),
    })
}

/// A remark if even the best fit lies further from the scans than their stated scatter allows (p < 0.001).
fn misfit(candidates: &[Candidate], scatter: Scatter) -> Option<String> {
    let best = candidates.iter().max_by(|a, b| a.weight.total_cmp(&b.weight))?.fit.as_ref()?;
    let dof = u32::try_from(best.degrees_of_freedom).ok().filter(|dof| *dof > 0 && scatter.is_known())?;
    let p = hevesy_statistics::chi_square_above(best.wssr, dof);
    (p < 1e-3).then(|| {
        format!(
            "even the best curve misses the scans by far more than their uncertainty (χ² = {:.0} for {dof} degrees of freedom): \
             look for exchanged rows, a wrong time or uncertainties that are too small; the interval is too narrow",
            best.wssr
        )
    })
}

/// Leaves out fits with an uncertain parameter, unless the certain ones describe the data clearly worse (a criterion
/// larger by more than 2; "substantial support" ends at 2 in Burnham & Anderson 2002, section 2.6): an extra phase that the
/// data do not show goes, one that they show badly stays.
fn leave_out_uncertain(candidates: &mut [Candidate], limit: Fraction) {
    const CLEARLY_WORSE: f64 = 2.0;
    let cv = |c: &Candidate| c.fit.as_ref().and_then(|f| f.largest_parameter_cv);
    let certain = |c: &Candidate| cv(c).is_some_and(|cv| cv <= limit.get());
    let best_certain =
        candidates.iter().filter(|c| certain(c)).filter_map(|c| c.criterion).fold(f64::INFINITY, f64::min);
    for c in candidates {
        let Some(criterion) = c.criterion.filter(|_| !certain(c)) else { continue };
        let reason = match cv(c) {
            None => "its parameters cannot be told apart by these scans".to_owned(),
            Some(_) if best_certain - criterion > CLEARLY_WORSE => continue,
            Some(_) => format!("a parameter is less certain than {limit}"),
        };
        c.criterion = None;
        c.left_out = Some(reason);
    }
}

/// Place of the usable family with the fewest parameters.
fn fewest_parameters(candidates: &[Candidate], with_sd: bool) -> Option<usize> {
    let usable = |c: &Candidate| c.fit.as_ref().is_some_and(|f| !with_sd || f.log_tia_sd.is_some());
    (0..candidates.len())
        .filter(|i| usable(&candidates[*i]))
        .min_by_key(|i| candidates[*i].family.parameters())
}

/// Theory: theory/kinetics.md (3), (4).
fn candidate(
    family: Family,
    samples: &[Sample],
    scatter: Scatter,
    lambda_p_per_h: f64,
    uptake: Option<UptakePrior>,
) -> Candidate {
    let found = fit(family, samples, lambda_p_per_h, scatter, uptake);
    let (n, k) = (samples.len() as f64, family.parameters() as f64);
    let criterion = found.as_ref().and_then(|f| {
        if scatter.is_known() {
            Some(f.wssr + 2.0 * f.effective_parameters)
        } else if n - k - 1.0 > 0.0 {
            // A floor far below any real scatter keeps the logarithm finite for invented, exact data.
            let mean_square = (f.wssr / n).max(1e-24);
            Some(n * libm::log(mean_square) + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0))
        } else {
            None
        }
    });
    let left_out = match (&found, criterion) {
        (None, _) if samples.len() < family.parameters() => {
            Some(format!("{} parameters need at least as many scans", family.parameters()))
        }
        (None, _) => Some("no curve of this family fits".to_owned()),
        (Some(_), None) => Some(format!(
            "AICc needs more than {} scans for {} parameters",
            family.parameters() + 1,
            family.parameters()
        )),
        _ => None,
    };
    Candidate {
        family,
        tia_mbq_h: found.as_ref().map(|f| f.parameters.tia_mbq_h()),
        fit: found,
        criterion,
        weight: 0.0,
        left_out,
    }
}

/// Theory: theory/kinetics.md (5).
fn weigh(candidates: &mut [Candidate], least: f64) {
    let best = candidates.iter().filter_map(|c| c.criterion).fold(f64::INFINITY, f64::min);
    let raw = |c: &Candidate| c.criterion.map_or(0.0, |x| libm::exp(-0.5 * (x - best)));
    let total: f64 = candidates.iter().map(raw).sum();
    for c in candidates.iter_mut() {
        c.weight = raw(c) / total;
        if c.criterion.is_some() && c.weight < least {
            c.weight = 0.0;
            c.left_out = Some("Akaike weight below the protocol's least".to_owned());
        }
    }
    let kept: f64 = candidates.iter().map(|c| c.weight).sum();
    for c in candidates {
        c.weight /= kept;
    }
}
