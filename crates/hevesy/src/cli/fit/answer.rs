//! What the command answers.

use hevesy::fitting::Band;
use hevesy::kinetics::Measured;
use hevesy::population::{Group, Individual, Scatter};
use hevesy_library::KineticModel;
use hevesy_statistics::normal_quantile;
use serde::Serialize;

/// What the command answers.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) model: String,
    pub(super) title: String,
    pub(super) people: Vec<PersonAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) group: Option<GroupAnswer>,
    pub(super) notes: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct PersonAnswer {
    pub(super) patient: String,
    pub(super) measurements: usize,
    pub(super) objective: f64,
    /// Root mean square of residuals over their expected scatter: about 1 where model and scatter are right.
    pub(super) misfit: f64,
    pub(super) parameters: Vec<ParameterAnswer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) regions: Vec<RegionAnswer>,
    pub(super) fitted: Vec<PointAnswer>,
    /// For the report.
    #[serde(skip)]
    pub(super) bands: Vec<Band>,
    /// Measured lesions whose mass is the model's, in g.
    #[serde(skip)]
    pub(super) assumed_masses: Vec<(String, f64)>,
}

#[derive(Serialize)]
pub(super) struct ParameterAnswer {
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) before: f64,
    pub(super) value: f64,
    pub(super) interval95: [f64; 2],
    /// Share of the group's variance that the measurements took away.
    pub(super) informed: f64,
    /// Distance from the population's value in its standard deviations of the logarithm.
    pub(super) from_population: f64,
}

#[derive(Serialize)]
pub(super) struct RegionAnswer {
    pub(super) region: String,
    pub(super) tiac_h: [f64; 3],
    pub(super) dose_gy: Option<[f64; 3]>,
    /// Of the next administration.
    pub(super) next_gy: Option<[f64; 3]>,
    /// Of the population before any measurement.
    pub(super) before_gy: Option<[f64; 3]>,
}

#[derive(Serialize)]
pub(super) struct PointAnswer {
    pub(super) time_h: f64,
    pub(super) of: String,
    pub(super) measured: f64,
    pub(super) fitted: f64,
}

#[derive(Serialize)]
pub(super) struct GroupAnswer {
    pub(super) objective: f64,
    pub(super) converged: bool,
    pub(super) evaluations: usize,
    pub(super) condition: Option<f64>,
    pub(super) least_certain: Vec<String>,
    pub(super) estimates: Vec<EstimateAnswer>,
    pub(super) shrinkage: Vec<(String, f64)>,
}

#[derive(Serialize)]
pub(super) struct EstimateAnswer {
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) start: f64,
    pub(super) value: f64,
    pub(super) relative_error: Option<f64>,
    /// Coefficient of variation, for a variance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cv: Option<f64>,
}

/// Measurements beside what was fitted, and the root mean square of residuals over their expected scatter.
pub(super) fn points(measured: &Measured, predicted: &[f64], scatter: Scatter) -> (Vec<PointAnswer>, f64) {
    let mut sum = 0.0;
    let mut out = Vec::new();
    for (p, f) in measured.points.iter().zip(predicted) {
        let residual = (p.value - f) / scatter.sd(*f);
        sum += residual * residual;
        out.push(PointAnswer { time_h: p.time_h, of: p.of.clone(), measured: p.value, fitted: *f });
    }
    let misfit = (sum / out.len() as f64).sqrt();
    (out, misfit)
}

/// Parameters of a person with their intervals, ± z σ of the logarithm.
pub(super) fn parameters(model: &KineticModel, group: &Group, found: &Individual) -> Vec<ParameterAnswer> {
    let z = normal_quantile(0.975);
    let n = found.eta.len();
    let values = group.of(&found.eta);
    let one = |(k, (i, informed)): (usize, (usize, f64))| {
        let (p, sd) = (&group.parameters[i], found.covariance[k * n + k].sqrt());
        ParameterAnswer {
            name: p.name.clone(),
            unit: unit(model, &p.name),
            before: p.value,
            value: values[i],
            interval95: [values[i] * libm::exp(-z * sd), values[i] * libm::exp(z * sd)],
            informed: informed.max(0.0),
            from_population: found.eta[k] / p.variance.sqrt(),
        }
    };
    group.varying().into_iter().zip(found.informed(group)).enumerate().map(one).collect()
}

/// Unit of a parameter of the model; none for factors of a cycle.
pub(super) fn unit(model: &KineticModel, name: &str) -> String {
    model.parameters.get(name).map_or_else(String::new, |p| p.value.unit.clone())
}
