//! A positive parameter with its two-sided uncertainty.

use hevesy_statistics::Draws;

use crate::parameter::Parameter;

/// A positive parameter: median and, on either side of it, the standard deviation of the logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uncertain {
    /// Median.
    pub value: f64,
    /// Standard deviation of the logarithm below the median.
    pub log_sd_below: f64,
    /// Standard deviation of the logarithm above the median.
    pub log_sd_above: f64,
}

impl Uncertain {
    /// A value known exactly.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self { value, log_sd_below: 0.0, log_sd_above: 0.0 }
    }

    /// From a parameter of the library: its low and high become the 2.5 % and 97.5 % quantiles.
    #[must_use]
    pub fn of<Q: Copy>(parameter: &Parameter<Q>, unit: impl Fn(Q) -> f64) -> Self {
        const Z: f64 = 1.959_963_984_540_054;
        let value = unit(parameter.value);
        let side = |end: Option<Q>| end.map_or(0.0, |e| libm::log(unit(e) / value).abs() / Z);
        Self { value, log_sd_below: side(parameter.low), log_sd_above: side(parameter.high) }
    }

    /// The value at a standard normal deviate.
    #[must_use]
    pub fn at(self, z: f64) -> f64 {
        self.value * libm::exp(z * if z < 0.0 { self.log_sd_below } else { self.log_sd_above })
    }

    /// A draw.
    #[must_use]
    pub fn draw(self, draws: &mut Draws) -> f64 {
        self.at(draws.normal())
    }
}
