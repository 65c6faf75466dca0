//! The most probable parameters of one member.

use crate::group::{Group, Member, PopulationError};
use crate::symmetric::{cholesky, inverse, log_determinant, solve};

/// A member's own parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Individual {
    /// ln of each varying parameter over its typical value, at the mode.
    pub eta: Vec<f64>,
    /// Their covariance after the measurements, row by row.
    pub covariance: Vec<f64>,
    /// What the parameters predict for each measurement.
    pub predicted: Vec<f64>,
    /// −2 ln of the marginal likelihood of the measurements but for n ln 2π: its share of the objective.
    pub objective: f64,
    /// Rounds of the search, a work counter.
    pub rounds: usize,
}

impl Individual {
    /// For each varying parameter the share of the group's variance that the measurements took away: 0 where they say nothing.
    #[must_use]
    pub fn informed(&self, group: &Group) -> Vec<f64> {
        let n = self.eta.len();
        let share = |(k, i): (usize, usize)| 1.0 - self.covariance[k * n + k] / group.parameters[i].variance;
        group.varying().into_iter().enumerate().map(share).collect()
    }
}

const MOST_ROUNDS: usize = 200;
/// The search ends when another step would gain less than this.
const LEAST_GAIN: f64 = 1e-15;

/// Where a member's search stands.
struct Point {
    eta: Vec<f64>,
    predicted: Vec<f64>,
    /// Σ(ε²/V + ln V) + ηᵀΩ⁻¹η.
    twice: f64,
}

/// Most probable parameters of a member, given the group.
///
/// Minimises Σⱼ[(yⱼ − f)²/V + ln V] + ηᵀΩ⁻¹η with V of the member's own prediction, by Fisher's scoring with damping; the covariance is the
/// inverse of H = Σⱼ[f′f′ᵀ/V + ½V′V′ᵀ/V²] + Ω⁻¹. Theory: theory/kinetics.md (16).
///
/// # Errors
/// A group that makes no sense; predictions that fail or are not finite.
pub fn individual(group: &Group, member: &impl Member) -> Result<Individual, PopulationError> {
    group.check()?;
    from(group, member, &vec![0.0; group.varying().len()])
}

/// The same from a start.
pub(crate) fn from(
    group: &Group,
    member: &impl Member,
    start: &[f64],
) -> Result<Individual, PopulationError> {
    let n = start.len();
    let mut damping = 0.0;
    let mut rounds = 0;
    let mut here = match point(group, member, start.to_vec()) {
        Ok(here) => here,
        Err(_) => point(group, member, vec![0.0; n])?,
    };
    loop {
        rounds += 1;
        let (gradient, information) = slopes(group, member, &here)?;
        let damped = |damping: f64| -> Vec<f64> {
            (0..n * n)
                .map(|i| information[i] * if i.is_multiple_of(n + 1) { 1.0 + damping } else { 1.0 })
                .collect()
        };
        let singular = || PopulationError::new(member.name(), "its information matrix is not finite");
        let mut moved = false;
        let gain = {
            let l = cholesky(&information, n).ok_or_else(singular)?;
            solve(&l, &gradient).iter().zip(&gradient).map(|(s, g)| s * g).sum::<f64>()
        };
        // Below what the accuracy of predictions leaves in derivatives by differences there is nothing to gain.
        let noise = member.accuracy() * libm::cbrt(member.accuracy());
        let enough = LEAST_GAIN.max(0.01 * noise * (1.0 + here.twice.abs()));
        if gain > enough && rounds < MOST_ROUNDS {
            while damping < 1e12 {
                let l = cholesky(&damped(damping), n).ok_or_else(singular)?;
                let step = solve(&l, &gradient);
                let eta: Vec<f64> = here.eta.iter().zip(&step).map(|(e, s)| e - s).collect();
                let trial = point(group, member, eta).ok().filter(|p| p.twice < here.twice);
                if let Some(better) = trial {
                    here = better;
                    damping = if damping < 1e-6 { 0.0 } else { 0.1 * damping };
                    moved = true;
                    break;
                }
                damping = if damping == 0.0 { 1e-3 } else { 10.0 * damping };
            }
        }
        if !moved {
            let l = cholesky(&information, n).ok_or_else(singular)?;
            let log_variances: f64 =
                group.varying().iter().map(|i| libm::log(group.parameters[*i].variance)).sum();
            return Ok(Individual {
                objective: here.twice + log_variances + log_determinant(&l, n),
                covariance: inverse(&l, n),
                eta: here.eta,
                predicted: here.predicted,
                rounds,
            });
        }
    }
}

fn predict(group: &Group, member: &impl Member, eta: &[f64]) -> Result<Vec<f64>, PopulationError> {
    let mut out = vec![0.0; member.observed().len()];
    member.predict(&group.of(eta), &mut out).map_err(|e| PopulationError::new(member.name(), e))?;
    if let Some(i) = out.iter().position(|f| !f.is_finite()) {
        let what = format!("measurement {} is predicted to be {}", i + 1, out[i]);
        return Err(PopulationError::new(member.name(), what));
    }
    Ok(out)
}

fn point(group: &Group, member: &impl Member, eta: Vec<f64>) -> Result<Point, PopulationError> {
    let predicted = predict(group, member, &eta)?;
    let mut twice = 0.0;
    for (i, (f, y)) in predicted.iter().zip(member.observed()).enumerate() {
        let (v, _) = group.scatter.variance(*f);
        if v <= 0.0 {
            let what = format!(
                "measurement {} is predicted to be 0, of which the scatter would be 0 too; give the scatter a part that does not depend on the \
                 value",
                i + 1
            );
            return Err(PopulationError::new(member.name(), what));
        }
        twice += (y - f) * (y - f) / v + libm::log(v);
    }
    for (i, eta) in group.varying().into_iter().zip(&eta) {
        twice += eta * eta / group.parameters[i].variance;
    }
    if twice.is_finite() {
        Ok(Point { eta, predicted, twice })
    } else {
        Err(PopulationError::new(member.name(), "its likelihood is not finite"))
    }
}

/// Half the gradient of what is minimised, and the expected half of its second derivatives.
fn slopes(
    group: &Group,
    member: &impl Member,
    here: &Point,
) -> Result<(Vec<f64>, Vec<f64>), PopulationError> {
    let n = here.eta.len();
    let step = libm::cbrt(member.accuracy());
    let mut derivatives = Vec::with_capacity(n);
    for k in 0..n {
        let at = |side: f64| {
            let mut eta = here.eta.clone();
            eta[k] += side * step;
            predict(group, member, &eta)
        };
        let (above, below) = (at(1.0)?, at(-1.0)?);
        derivatives.push(above.iter().zip(&below).map(|(a, b)| (a - b) / (2.0 * step)).collect::<Vec<f64>>());
    }
    let mut gradient = vec![0.0; n];
    let mut information = vec![0.0; n * n];
    for (j, (f, y)) in here.predicted.iter().zip(member.observed()).enumerate() {
        let (v, by_f) = group.scatter.variance(*f);
        let e = y - f;
        for a in 0..n {
            let (fa, va) = (derivatives[a][j], by_f * derivatives[a][j]);
            gradient[a] += -e * fa / v + 0.5 * va / v * (1.0 - e * e / v);
            for b in 0..n {
                let (fb, vb) = (derivatives[b][j], by_f * derivatives[b][j]);
                information[a * n + b] += fa * fb / v + 0.5 * va * vb / (v * v);
            }
        }
    }
    for (k, i) in group.varying().into_iter().enumerate() {
        let precision = 1.0 / group.parameters[i].variance;
        gradient[k] += precision * here.eta[k];
        information[k * n + k] += precision;
    }
    Ok((gradient, information))
}
