//! What is known of a group, and what a member of it must be able to do.

use thiserror::Error;

/// Typical parameters of a group, their spread, and the scatter of measurements.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Parameters, in the order in which members expect them.
    pub parameters: Vec<Parameter>,
    /// Scatter of measurements about a member's own curve.
    pub scatter: Scatter,
}

/// A parameter of a group: that of member i is value · e^{ηᵢ}, η ~ N(0, variance).
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Typical value, above zero.
    pub value: f64,
    /// Variance of its logarithm between members; 0 where all have the same.
    pub variance: f64,
    /// Whether [`crate::estimate`] may change value and variance.
    pub estimated: bool,
}

/// Variance of a measurement: (proportional · prediction)² + additive².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scatter {
    /// Relative standard deviation.
    pub proportional: f64,
    /// Standard deviation that does not depend on the prediction.
    pub additive: f64,
    /// Whether [`crate::estimate`] may change those that are not zero.
    pub estimated: bool,
}

impl Scatter {
    /// Standard deviation at a prediction.
    #[must_use]
    pub fn sd(self, prediction: f64) -> f64 {
        self.variance(prediction).0.sqrt()
    }

    /// Variance at a prediction, and its derivative by the prediction.
    pub(crate) fn variance(self, prediction: f64) -> (f64, f64) {
        let p2 = self.proportional * self.proportional;
        (p2 * prediction * prediction + self.additive * self.additive, 2.0 * p2 * prediction)
    }
}

impl Group {
    /// Places of the parameters that differ between members.
    #[must_use]
    pub fn varying(&self) -> Vec<usize> {
        (0..self.parameters.len()).filter(|i| self.parameters[*i].variance > 0.0).collect()
    }

    /// Parameters of a member with these η, one for each that varies.
    #[must_use]
    pub fn of(&self, eta: &[f64]) -> Vec<f64> {
        let mut values: Vec<f64> = self.parameters.iter().map(|p| p.value).collect();
        for (i, eta) in self.varying().into_iter().zip(eta) {
            values[i] *= libm::exp(*eta);
        }
        values
    }

    pub(crate) fn check(&self) -> Result<(), PopulationError> {
        let wrong = |name: &str, what: String| Err(PopulationError::new(name, what));
        for p in &self.parameters {
            if !(p.value > 0.0 && p.value.is_finite()) {
                return wrong(&p.name, format!("its value is {}; it must be above zero", p.value));
            }
            if !(p.variance >= 0.0 && p.variance.is_finite()) {
                return wrong(&p.name, format!("the variance between members is {}", p.variance));
            }
        }
        let Scatter { proportional, additive, .. } = self.scatter;
        if !(proportional >= 0.0 && additive >= 0.0 && (proportional + additive).is_finite())
            || proportional + additive <= 0.0
        {
            return wrong("scatter", "measurements without scatter would decide everything".into());
        }
        Ok(())
    }
}

/// A member of a group: what was measured, and what its parameters predict.
pub trait Member: Sync {
    /// Name, for messages.
    fn name(&self) -> &str;

    /// What was measured.
    fn observed(&self) -> &[f64];

    /// What parameters predict for each measurement.
    ///
    /// # Errors
    /// Why nothing can be predicted.
    fn predict(&self, parameters: &[f64], out: &mut [f64]) -> Result<(), String>;

    /// Relative accuracy of predictions, which decides the steps of differences.
    fn accuracy(&self) -> f64 {
        1e-14
    }
}

/// Why a group or a member could not be estimated.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{at}: {what}")]
pub struct PopulationError {
    /// Member or parameter.
    pub at: String,
    /// What is wrong.
    pub what: String,
}

impl PopulationError {
    pub(crate) fn new(at: &str, what: impl Into<String>) -> Self {
        Self { at: at.to_owned(), what: what.into() }
    }
}
