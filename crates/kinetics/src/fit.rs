//! Weighted least squares of one family.

use hevesy_library::Family;
use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::storage::Owned;
use nalgebra::{DMatrix, DVector, Dyn};

use crate::family::Parameters;
use crate::start::starts;
use crate::time_activity::Sample;

/// How the scatter of the scans is described.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scatter {
    /// Each scan has its own known standard deviation (table), Gaussian.
    Known,
    /// Log-normal with this known coefficient of variation.
    Relative(f64),
    /// Log-normal with a coefficient of variation estimated from the residuals.
    RelativeUnknown,
    /// Gaussian, all scans alike, estimated from the residuals (an unweighted fit).
    UniformUnknown,
}

impl Scatter {
    /// Whether the size of the scatter is an input.
    #[must_use]
    pub const fn is_known(self) -> bool {
        matches!(self, Self::Known | Self::Relative(_))
    }

    pub(crate) const fn logarithmic(self) -> bool {
        matches!(self, Self::Relative(_) | Self::RelativeUnknown)
    }

    pub(crate) fn sd(self, sample: &Sample) -> f64 {
        match self {
            Self::Known => sample.sd_mbq.unwrap_or(1.0),
            Self::Relative(cv) => cv,
            Self::RelativeUnknown | Self::UniformUnknown => 1.0,
        }
    }
}

/// Weak log-normal prior of the uptake half-time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UptakePrior {
    /// Median in h.
    pub median_h: f64,
    /// Standard deviation of the logarithm.
    pub log_sd: f64,
}

impl UptakePrior {
    /// Residual of the effective uptake rate.
    fn residual(self, p: &Parameters) -> f64 {
        self.residual_of(p.biological_per_h.last().copied().unwrap_or(0.0) + p.lambda_p_per_h)
    }

    pub(crate) fn residual_of(self, effective_rate_per_h: f64) -> f64 {
        libm::log(effective_rate_per_h * self.median_h / std::f64::consts::LN_2) / self.log_sd
    }
}

/// A fitted curve with its uncertainty.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Best parameters.
    pub parameters: Parameters,
    /// Weighted sum of squared residuals of the scans (χ² where the scatter is known), without the prior.
    pub wssr: f64,
    /// Number of parameters the scans decide: the trace of the data's share of the information; equal to the number of
    /// parameters without a prior.
    pub effective_parameters: f64,
    /// Scans less parameters.
    pub degrees_of_freedom: usize,
    /// Standard deviation of ln Ã; `None` without degrees of freedom and known scatter.
    pub log_tia_sd: Option<f64>,
    /// Largest relative standard deviation among amplitudes and effective rates.
    pub largest_parameter_cv: Option<f64>,
    /// Whether the slowest phase has come to rest at physical decay alone.
    pub at_physical_decay: bool,
    /// Covariance of θ, row by row (empty where unknown), for the band of the curve.
    covariance: Vec<f64>,
    /// Residual evaluations, a work counter.
    pub evaluations: usize,
}

impl Fit {
    /// Standard deviation of the curve in MBq at a time, by linear propagation.
    #[must_use]
    pub fn sd_at(&self, t_h: f64) -> Option<f64> {
        (!self.covariance.is_empty())
            .then(|| quadratic(&self.covariance, &self.parameters.gradient_at(t_h)).sqrt())
    }
}

fn quadratic(covariance: &[f64], gradient: &[f64]) -> f64 {
    let n = gradient.len();
    let mut sum = 0.0;
    for i in 0..n {
        for j in 0..n {
            sum += gradient[i] * covariance[i * n + j] * gradient[j];
        }
    }
    sum.max(0.0)
}

pub(crate) struct Problem<'a> {
    pub(crate) family: Family,
    pub(crate) lambda_p_per_h: f64,
    pub(crate) samples: &'a [Sample],
    pub(crate) scatter: Scatter,
    pub(crate) uptake: Option<UptakePrior>,
    theta: DVector<f64>,
}

impl Problem<'_> {
    fn parameters(&self) -> Parameters {
        Parameters::from_theta(self.family, self.theta.as_slice(), self.lambda_p_per_h)
    }
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Problem<'_> {
    type ParameterStorage = Owned<f64, Dyn>;
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;

    fn set_params(&mut self, x: &DVector<f64>) {
        self.theta.copy_from(x);
    }

    fn params(&self) -> DVector<f64> {
        self.theta.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        let p = self.parameters();
        let residual = |s: &Sample| {
            let model = p.at(s.time_h);
            let difference = if self.scatter.logarithmic() {
                libm::log(model) - libm::log(s.activity_mbq)
            } else {
                model - s.activity_mbq
            };
            difference / self.scatter.sd(s)
        };
        let prior = self.uptake.map(|u| u.residual(&p));
        let r: Vec<f64> = self.samples.iter().map(residual).chain(prior).collect();
        r.iter().all(|x| x.is_finite()).then(|| DVector::from_vec(r))
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        let p = self.parameters();
        let n = self.samples.len();
        let mut j = DMatrix::zeros(n + usize::from(self.uptake.is_some()), self.theta.len());
        for (row, s) in self.samples.iter().enumerate() {
            let scale = self.scatter.sd(s) * if self.scatter.logarithmic() { p.at(s.time_h) } else { 1.0 };
            for (column, d) in p.gradient_at(s.time_h).into_iter().enumerate() {
                j[(row, column)] = d / scale;
            }
        }
        if let Some(uptake) = self.uptake {
            let last = p.biological_per_h.len() - 1;
            for (column, d) in p.gradient_of_log_rate(last).into_iter().enumerate() {
                j[(n, column)] = d / uptake.log_sd;
            }
        }
        j.iter().all(|x| x.is_finite()).then_some(j)
    }
}

/// Fits one family; `None` where there are fewer scans (and priors) than parameters or no curve of the family fits.
///
/// Starts are found on a grid of rates, where amplitudes follow from a linear system; the best three are refined by
/// Levenberg–Marquardt (MINPACK's algorithm) with an analytic Jacobian. The prior concerns families with an uptake phase
/// and a known scatter only.
#[must_use]
pub fn fit(
    family: Family,
    samples: &[Sample],
    lambda_p_per_h: f64,
    scatter: Scatter,
    uptake: Option<UptakePrior>,
) -> Option<Fit> {
    let uptake = uptake.filter(|_| family.uptake() && scatter.is_known());
    if samples.len() + usize::from(uptake.is_some()) < family.parameters() {
        return None;
    }
    let problem = |theta| Problem { family, lambda_p_per_h, samples, scatter, uptake, theta };
    let mut best: Option<(f64, DVector<f64>)> = None;
    let mut evaluations = 0;
    for start in starts(&problem(DVector::zeros(0))) {
        let started = problem(DVector::from_vec(start.theta()));
        let (ended, report) =
            LevenbergMarquardt::new().with_ftol(1e-13).with_xtol(1e-11).with_patience(40).minimize(started);
        evaluations += report.number_of_evaluations;
        if let Some(r) = ended.residuals() {
            let sum = r.norm_squared();
            if best.as_ref().is_none_or(|(least, _)| sum < *least) {
                best = Some((sum, ended.theta));
            }
        }
    }
    let (sum, theta) = best?;
    Some(describe(&problem(theta), sum, evaluations))
}

/// Uncertainty of a fit from the inverse of JᵀJ.
fn describe(problem: &Problem<'_>, sum: f64, evaluations: usize) -> Fit {
    let parameters = problem.parameters();
    let wssr = problem.uptake.map_or(sum, |u| sum - u.residual(&parameters) * u.residual(&parameters));
    let (n, k) = (problem.samples.len(), problem.theta.len());
    let dof = n.saturating_sub(k);
    let first_rate = problem.family.phases();
    let slowest = parameters.biological_per_h.first().copied().unwrap_or(0.0);
    let at_physical_decay = problem.family != Family::F0 && slowest < 1e-3 * problem.lambda_p_per_h;
    let variance = if problem.scatter.is_known() {
        Some(1.0)
    } else if dof > 0 {
        Some(wssr / dof as f64)
    } else {
        None
    };
    let covariance = variance.zip(problem.jacobian()).and_then(|(variance, mut j)| {
        if at_physical_decay {
            // The rate rests at its bound: it is no longer free, and its column is all but zero.
            j.column_mut(first_rate).fill(0.0);
        }
        // Written out: nalgebra's product of larger matrices uses instructions that differ between processors.
        let mut jtj =
            DMatrix::from_fn(k, k, |a, b| (0..j.nrows()).map(|row| j[(row, a)] * j[(row, b)]).sum());
        if at_physical_decay {
            jtj[(first_rate, first_rate)] = 1.0;
        }
        let mut inverse = jtj.try_inverse()?;
        if at_physical_decay {
            inverse[(first_rate, first_rate)] = 0.0;
        }
        let values: Vec<f64> = inverse.transpose().iter().map(|x| x * variance).collect();
        (0..k).all(|i| values[i * k + i] >= 0.0 && values[i * k + i].is_finite()).then_some(values)
    });
    let covariance = covariance.unwrap_or_default();
    // 1 − (prior variance explained by the posterior): what is left of the prior's one parameter.
    let effective_parameters = match problem.uptake {
        Some(u) if !covariance.is_empty() => {
            let gradient = parameters.gradient_of_log_rate(parameters.biological_per_h.len() - 1);
            k as f64 - quadratic(&covariance, &gradient) / (u.log_sd * u.log_sd)
        }
        _ => k as f64,
    };
    let known = !covariance.is_empty();
    let sd = |gradient: Vec<f64>| quadratic(&covariance, &gradient).sqrt();
    let log_tia_sd = known.then(|| sd(parameters.gradient_of_log_tia()));
    let largest_parameter_cv = known.then(|| {
        let amplitudes = (0..first_rate).map(|i| covariance[i * k + i].max(0.0).sqrt());
        // An uptake rate that a prior holds needs no certainty of its own.
        let free_rates = k - first_rate - usize::from(problem.uptake.is_some());
        let rates = (0..free_rates).map(|j| sd(parameters.gradient_of_log_rate(j)));
        amplitudes.chain(rates).fold(0.0, f64::max)
    });
    Fit {
        parameters,
        wssr,
        effective_parameters,
        degrees_of_freedom: dof,
        log_tia_sd,
        largest_parameter_cv,
        at_physical_decay,
        covariance,
        evaluations,
    }
}
