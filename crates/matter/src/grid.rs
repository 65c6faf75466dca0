//! Interpolation in logarithms, segment by segment.

/// A positive function tabulated on a rising grid of positive arguments, interpolated in the logarithms of both.
///
/// Two equal arguments mark a step (an absorption edge): below it the first value holds, at it and above the second.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    ln_x: Vec<f64>,
    ln_y: Vec<f64>,
}

/// Logarithm that stands for zero.
const LN_ZERO: f64 = -700.0;

impl Grid {
    /// From (argument, value) pairs in rising order of the argument. Values that are not positive count as zero.
    #[must_use]
    pub fn new(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let (ln_x, ln_y) = points
            .into_iter()
            .map(|(x, y)| (libm::log(x), if y > 0.0 { libm::log(y) } else { LN_ZERO }))
            .unzip();
        Self { ln_x, ln_y }
    }

    /// Value at an argument; outside the grid that of the nearest end.
    #[must_use]
    pub fn at(&self, x: f64) -> f64 {
        self.at_ln(libm::log(x))
    }

    /// Value at the logarithm of an argument.
    #[must_use]
    pub fn at_ln(&self, ln_x: f64) -> f64 {
        let above = self.ln_x.partition_point(|g| *g <= ln_x);
        let ln_y = match (above, self.ln_x.len()) {
            (_, 0) => return 0.0,
            (0, _) => self.ln_y[0],
            (i, n) if i == n => self.ln_y[n - 1],
            (i, _) => {
                let (x0, x1) = (self.ln_x[i - 1], self.ln_x[i]);
                let (y0, y1) = (self.ln_y[i - 1], self.ln_y[i]);
                y0 + (y1 - y0) * (ln_x - x0) / (x1 - x0)
            }
        };
        // A logarithm that is partly on the way to zero is no cross section.
        if ln_y <= LN_ZERO / 2.0 { 0.0 } else { libm::exp(ln_y) }
    }

    /// Arguments of the grid.
    pub fn arguments(&self) -> impl Iterator<Item = f64> + '_ {
        self.ln_x.iter().map(|x| libm::exp(*x))
    }
}
