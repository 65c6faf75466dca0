use hevesy_statistics::Draws;

/// A parameter known up to a log-normal factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uncertain {
    /// Median.
    pub value: f64,
    /// Standard deviation of the logarithm.
    pub log_sd: f64,
}

impl Uncertain {
    pub(crate) fn draw(self, draws: &mut Draws) -> f64 {
        let z = draws.normal();
        self.value * libm::exp(self.log_sd * z)
    }
}
