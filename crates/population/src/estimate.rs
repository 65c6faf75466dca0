//! The parameters of a group from all its members.

use rayon::prelude::*;

use crate::group::{Group, Member, PopulationError};
use crate::individual::{self, Individual};
use crate::minimise::minimise;
use crate::symmetric::{cholesky, eigen, inverse};

/// A group estimated.
#[derive(Clone, Debug)]
pub struct Estimated {
    /// The group, with what was found.
    pub group: Group,
    /// −2 ln likelihood of all measurements but for n ln 2π.
    pub objective: f64,
    /// What was estimated, with its certainty.
    pub coordinates: Vec<Coordinate>,
    /// Largest over least eigenvalue of the correlations of what was estimated; `None` where the measurements leave a combination open.
    pub condition: Option<f64>,
    /// Where `condition` is absent or large: the coordinates that the least certain combination is made of.
    pub least_certain: Vec<String>,
    /// Members, each with its own parameters.
    pub members: Vec<Individual>,
    /// 1 − standard deviation of η over that of the group, for each varying parameter.
    pub shrinkage: Vec<f64>,
    /// Whether the search came to rest.
    pub converged: bool,
    /// Evaluations of the objective, a work counter.
    pub evaluations: usize,
}

/// One number that was estimated.
#[derive(Clone, Debug, PartialEq)]
pub struct Coordinate {
    /// Which.
    pub of: Quantity,
    /// Value.
    pub value: f64,
    /// Relative standard error, from the second derivatives of the objective; `None` where they give none.
    pub relative_error: Option<f64>,
}

/// What kind of number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Typical value of the parameter with this index.
    Typical(usize),
    /// Variance between members of the logarithm of the parameter with this index.
    Variance(usize),
    /// Proportional scatter.
    Proportional,
    /// Additive scatter.
    Additive,
}

impl Quantity {
    /// Name for people.
    #[must_use]
    pub fn name(&self, group: &Group) -> String {
        match self {
            Self::Typical(i) => group.parameters[*i].name.clone(),
            Self::Variance(i) => format!("variance of {}", group.parameters[*i].name),
            Self::Proportional => "proportional scatter".into(),
            Self::Additive => "additive scatter".into(),
        }
    }

    const fn value(&self, group: &Group) -> f64 {
        match self {
            Self::Typical(i) => group.parameters.as_slice()[*i].value,
            Self::Variance(i) => group.parameters.as_slice()[*i].variance,
            Self::Proportional => group.scatter.proportional,
            Self::Additive => group.scatter.additive,
        }
    }

    fn place<'g>(&self, group: &'g mut Group) -> &'g mut f64 {
        match self {
            Self::Typical(i) => &mut group.parameters[*i].value,
            Self::Variance(i) => &mut group.parameters[*i].variance,
            Self::Proportional => &mut group.scatter.proportional,
            Self::Additive => &mut group.scatter.additive,
        }
    }
}

/// A change of −2 ln likelihood that nobody can see.
const ENOUGH: f64 = 1e-6;

/// Estimates what may change of a group: first-order conditional estimation with interaction.
///
/// Minimises Σᵢ {Σⱼ[ε²/V + ln V] + η̂ᵀΩ⁻¹η̂ + ln|Ω| + ln|Hᵢ|} with each member at its own most probable η̂. The logarithms of typical values,
/// variances and scatters are searched, by quasi-Newton steps and Newton's at the end. Members may be worked on by several threads; sums
/// are in their order. Theory: theory/kinetics.md (17), (18).
///
/// # Errors
/// A group that makes no sense, nothing to estimate, a member that cannot be predicted at the start.
pub fn estimate(start: &Group, members: &[impl Member]) -> Result<Estimated, PopulationError> {
    start.check()?;
    let quantities = quantities(start);
    if quantities.is_empty() {
        return Err(PopulationError::new("the group", "nothing of it may change"));
    }
    let accuracy = members.iter().map(Member::accuracy).fold(1e-14, f64::max);
    let group_of = |u: &[f64]| {
        let mut group = start.clone();
        for (q, u) in quantities.iter().zip(u) {
            *q.place(&mut group) = libm::exp(*u);
        }
        group
    };
    let u: Vec<f64> = quantities.iter().map(|q| libm::log(q.value(start))).collect();
    // Each member's search begins where its first one ended, so that differences see the same valley.
    let zero = vec![vec![0.0; start.varying().len()]; members.len()];
    let mut begin: Vec<Vec<f64>> = all(start, members, &zero)?.into_iter().map(|m| m.eta).collect();
    let mut best = f64::INFINITY;
    let minimum = minimise(&u, accuracy.sqrt().sqrt(), ENOUGH, &mut |u: &[f64]| {
        let found = all(&group_of(u), members, &begin)?;
        let value: f64 = found.iter().map(|m| m.objective).sum();
        if value < best {
            best = value;
            begin = found.into_iter().map(|m| m.eta).collect();
        }
        Ok::<f64, PopulationError>(value)
    })?;
    let group = group_of(&minimum.at);
    let found = all(&group, members, &begin)?;
    let n = quantities.len();
    // The objective is −2 ln L: the covariance of what was searched is twice the inverse of its second derivatives.
    let covariance: Option<Vec<f64>> =
        cholesky(&minimum.hessian, n).map(|l| inverse(&l, n).into_iter().map(|x| 2.0 * x).collect());
    let coordinates: Vec<Coordinate> = quantities
        .iter()
        .enumerate()
        .map(|(i, q)| Coordinate {
            of: q.clone(),
            value: q.value(&group),
            relative_error: covariance.as_ref().map(|c| c[i * n + i].sqrt()),
        })
        .collect();
    let (condition, least_certain) = certainty(&minimum.hessian, covariance.as_deref(), &quantities, &group);
    let shrinkage = group
        .varying()
        .into_iter()
        .enumerate()
        .map(|(k, i)| {
            let mean = found.iter().map(|m| m.eta[k]).sum::<f64>() / found.len() as f64;
            let spread: f64 = found.iter().map(|m| (m.eta[k] - mean) * (m.eta[k] - mean)).sum();
            let sd = (spread / (found.len() as f64 - 1.0).max(1.0)).sqrt();
            1.0 - sd / group.parameters[i].variance.sqrt()
        })
        .collect();
    Ok(Estimated {
        objective: found.iter().map(|m| m.objective).sum(),
        coordinates,
        condition,
        least_certain,
        members: found,
        shrinkage,
        converged: minimum.converged,
        evaluations: minimum.evaluations,
        group,
    })
}

fn quantities(group: &Group) -> Vec<Quantity> {
    let mut out = Vec::new();
    let free = || (0..group.parameters.len()).filter(|i| group.parameters[*i].estimated);
    out.extend(free().map(Quantity::Typical));
    out.extend(free().filter(|i| group.parameters[*i].variance > 0.0).map(Quantity::Variance));
    if group.scatter.estimated {
        if group.scatter.proportional > 0.0 {
            out.push(Quantity::Proportional);
        }
        if group.scatter.additive > 0.0 {
            out.push(Quantity::Additive);
        }
    }
    out
}

fn all(
    group: &Group,
    members: &[impl Member],
    begin: &[Vec<f64>],
) -> Result<Vec<Individual>, PopulationError> {
    // Collected first, so that of several errors the first member's is the one that is told.
    let all: Vec<_> = members.par_iter().zip(begin).map(|(m, eta)| individual::from(group, m, eta)).collect();
    all.into_iter().collect()
}

/// Condition of the correlations, and what the least certain combination is made of.
fn certainty(
    hessian: &[f64],
    covariance: Option<&[f64]>,
    quantities: &[Quantity],
    group: &Group,
) -> (Option<f64>, Vec<String>) {
    let n = quantities.len();
    let finite = hessian.iter().all(|x| x.is_finite());
    let matrix = covariance.unwrap_or(hessian);
    let scaled: Vec<f64> = (0..n * n)
        .map(|k| {
            matrix[k] / (matrix[k / n * (n + 1)].abs() * matrix[k % n * (n + 1)].abs()).sqrt().max(1e-300)
        })
        .collect();
    if !finite {
        return (None, quantities.iter().map(|q| q.name(group)).collect());
    }
    let mut found = eigen(&scaled, n);
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Of the covariance the largest eigenvalue is the least certain direction, of the Hessian the least one.
    let open = if covariance.is_some() { found.last() } else { found.first() };
    let names = open.map_or_else(Vec::new, |(_, vector)| {
        (0..n).filter(|i| vector[*i].abs() > 0.3).map(|i| quantities[i].name(group)).collect()
    });
    let condition = covariance.and_then(|_| {
        let (least, most) = (found.first()?.0, found.last()?.0);
        (least > most * n as f64 * f64::EPSILON).then_some(most / least)
    });
    (condition, names)
}
