use hevesy_quantity::{Fraction, Time};
use serde::{Deserialize, Serialize};

use crate::Parameter;

/// A named, versioned way to get from scans to time-integrated activity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Name; reports print `name@version`.
    pub id: String,
    /// Raised whenever a change of this file can change a number.
    pub version: u32,
    /// One sentence.
    pub title: String,
    /// How the curve is integrated.
    pub method: Method,
    /// Curve families that are tried (`method = "fit"`).
    #[serde(default)]
    pub families: Vec<Family>,
    /// Weights of the scans (`method = "fit"`).
    #[serde(default)]
    pub weights: Weights,
    /// Relative standard deviation of an activity for which the table gives none. Without it the residual scatter of
    /// the fit is used, with the few degrees of freedom it has.
    #[serde(default)]
    pub activity_cv: Option<Parameter<Fraction>>,
    /// Half-time of the uptake phase in a population: a weak log-normal prior for families that have one, because scans
    /// hardly ever see the uptake and leaving it out is not neutral.
    #[serde(default)]
    pub uptake_half_time: Option<Parameter<Time>>,
    /// A fit with a parameter less certain than this takes no part in the average, unless those without such a parameter
    /// describe the data clearly worse.
    #[serde(default)]
    pub largest_parameter_cv: Option<Fraction>,
    /// Fits with less Akaike weight than this take no part in the average.
    #[serde(default)]
    pub least_weight: Option<Fraction>,
    /// Fewest scans of a region.
    pub fewest_scans: usize,
    /// Most scans of a region (more are an error, not silently dropped).
    #[serde(default)]
    pub most_scans: Option<usize>,
    /// Times after administration at which scans are advised.
    #[serde(default)]
    pub advised_times: Vec<Time>,
    /// Where the method was published.
    pub source: String,
}

impl Protocol {
    /// `id@version`, as printed in reports.
    #[must_use]
    pub fn full_id(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

/// How a protocol integrates activity over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Fit of exponential families, averaged by Akaike weights, integrated in closed form.
    Fit,
    /// One scan: Ã = A(T) 2T / ln 2 (Hänscheid 2018).
    Hanscheid,
    /// One scan and the median effective half-life of the population (Madsen 2018).
    Madsen,
    /// One to three scans and the population's distribution of effective half-lives.
    Map,
    /// Trapezoids between scans, activity rising linearly from zero to the first scan, physical decay after the last.
    Trapezoid,
}

/// Family of time–activity curves (theory/kinetics.md (1)). λ are biological rates to which physical decay is added.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// A e^{−λp t}: retention, physical decay only.
    F0,
    /// A e^{−(λ1+λp) t}.
    F1,
    /// A (e^{−(λ1+λp) t} − e^{−(λu+λp) t}): uptake from zero, then one washout phase.
    F2,
    /// Two washout phases.
    F3,
    /// Uptake from zero, then two washout phases.
    F3a,
    /// Uptake from zero, then three washout phases.
    F4,
}

impl Family {
    /// Number of washout phases.
    #[must_use]
    pub const fn phases(self) -> usize {
        match self {
            Self::F0 | Self::F1 | Self::F2 => 1,
            Self::F3 | Self::F3a => 2,
            Self::F4 => 3,
        }
    }

    /// Whether the curve starts from zero with an uptake phase.
    #[must_use]
    pub const fn uptake(self) -> bool {
        matches!(self, Self::F2 | Self::F3a | Self::F4)
    }

    /// Number of free parameters.
    #[must_use]
    pub const fn parameters(self) -> usize {
        match self {
            Self::F0 => 1,
            _ => 2 * self.phases() + self.uptake() as usize,
        }
    }

    /// Name as in protocols and results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::F0 => "f0",
            Self::F1 => "f1",
            Self::F2 => "f2",
            Self::F3 => "f3",
            Self::F3a => "f3a",
            Self::F4 => "f4",
        }
    }
}

/// Weights of the scans in the sum of squares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weights {
    /// 1/σ², σ from the table or proportional to the activity.
    #[default]
    InverseVariance,
    /// All scans alike.
    None,
}
