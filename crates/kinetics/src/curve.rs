//! A quantity over time as a sum of pieces that can be integrated in closed form.

/// One piece.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Piece {
    /// From `from_h` on: amplitude · e^{−rate (t − from)}. The amplitude may be negative (an uptake phase).
    Exponential {
        /// Start in h.
        from_h: f64,
        /// Value at the start.
        amplitude: f64,
        /// Rate in 1/h, positive.
        rate_per_h: f64,
    },
    /// From `from_h` to `to_h`: a straight line. A beam is a line of constant height.
    Line {
        /// Start in h.
        from_h: f64,
        /// End in h.
        to_h: f64,
        /// Value at the start.
        first: f64,
        /// Value at the end.
        last: f64,
    },
}

/// A curve over time in h: activity in MBq, dose rate in Gy/h, whatever the owner says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// The pieces, which add up.
    pub pieces: Vec<Piece>,
}

impl Curve {
    /// One exponential from time zero.
    #[must_use]
    pub fn exponential(amplitude: f64, rate_per_h: f64) -> Self {
        Self { pieces: vec![Piece::Exponential { from_h: 0.0, amplitude, rate_per_h }] }
    }

    /// A constant height between two times.
    #[must_use]
    pub fn constant(from_h: f64, to_h: f64, height: f64) -> Self {
        Self { pieces: vec![Piece::Line { from_h, to_h, first: height, last: height }] }
    }

    /// Value at a time.
    #[must_use]
    pub fn at(&self, t_h: f64) -> f64 {
        self.pieces.iter().map(|p| p.at(t_h)).sum()
    }

    /// Integral from time zero (or wherever pieces start) to a time.
    #[must_use]
    pub fn integral_to(&self, t_h: f64) -> f64 {
        self.pieces.iter().map(|p| p.integral_to(t_h)).sum()
    }

    /// Integral over all times.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.integral_to(f64::INFINITY)
    }

    /// The curve times a factor.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self { pieces: self.pieces.iter().map(|p| p.scaled(factor)).collect() }
    }

    /// The curve moved to later times.
    #[must_use]
    pub fn shifted(&self, by_h: f64) -> Self {
        Self { pieces: self.pieces.iter().map(|p| p.shifted(by_h)).collect() }
    }

    /// Adds another curve.
    pub fn add(&mut self, other: &Self) {
        self.pieces.extend_from_slice(&other.pieces);
    }

    /// Times at which pieces start or end, rising, without repetition.
    #[must_use]
    pub fn breaks_h(&self) -> Vec<f64> {
        let mut breaks: Vec<f64> = Vec::new();
        for piece in &self.pieces {
            match *piece {
                Piece::Exponential { from_h, .. } => breaks.push(from_h),
                Piece::Line { from_h, to_h, .. } => breaks.extend([from_h, to_h]),
            }
        }
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        breaks
    }

    /// Time of the largest value, on a fine grid that is dense where pieces start.
    #[must_use]
    pub fn peak(&self) -> (f64, f64) {
        let slowest = self.slowest_rate_per_h().unwrap_or(0.01);
        let mut best = (0.0, f64::NEG_INFINITY);
        for start in self.breaks_h() {
            for i in 0..=400 {
                let t = start + if i == 0 { 0.0 } else { libm::exp(f64::from(i) * 0.03 - 9.0) / slowest };
                let value = self.at(t);
                if value > best.1 {
                    best = (t, value);
                }
            }
        }
        best
    }

    fn rates_per_h(&self) -> impl Iterator<Item = f64> {
        self.pieces.iter().filter_map(|p| match p {
            Piece::Exponential { rate_per_h, .. } => Some(*rate_per_h),
            Piece::Line { .. } => None,
        })
    }

    /// Smallest rate among the exponentials, which rules the tail.
    #[must_use]
    pub fn slowest_rate_per_h(&self) -> Option<f64> {
        self.rates_per_h().min_by(f64::total_cmp)
    }

    /// Largest rate among the exponentials, that of the uptake phase where there is one.
    #[must_use]
    pub fn fastest_rate_per_h(&self) -> Option<f64> {
        self.rates_per_h().max_by(f64::total_cmp)
    }

    /// Time after which less than `share` of the total is left, to 1e-6 of it.
    #[must_use]
    pub fn time_left(&self, share: f64) -> f64 {
        let total = self.total();
        let (mut low, mut high) = (0.0, 1.0);
        while total - self.integral_to(high) > share * total && high < 1e9 {
            high *= 2.0;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if total - self.integral_to(middle) > share * total {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

impl Piece {
    /// Value at a time; a line holds its first value at its start and nothing at its end.
    #[must_use]
    pub fn at(&self, t_h: f64) -> f64 {
        match *self {
            Self::Exponential { from_h, amplitude, rate_per_h } if t_h >= from_h => {
                amplitude * libm::exp(-rate_per_h * (t_h - from_h))
            }
            Self::Line { from_h, to_h, first, last } if t_h >= from_h && t_h < to_h => {
                first + (last - first) * (t_h - from_h) / (to_h - from_h)
            }
            _ => 0.0,
        }
    }

    fn integral_to(&self, t_h: f64) -> f64 {
        match *self {
            Self::Exponential { from_h, amplitude, rate_per_h } if t_h > from_h => {
                amplitude * -libm::expm1(-rate_per_h * (t_h - from_h)) / rate_per_h
            }
            Self::Line { from_h, to_h, first, .. } if t_h > from_h => {
                let end = t_h.min(to_h);
                let height = if end == to_h { self.last() } else { self.at(end) };
                0.5 * (first + height) * (end - from_h)
            }
            _ => 0.0,
        }
    }

    const fn last(&self) -> f64 {
        match *self {
            Self::Line { last, .. } => last,
            Self::Exponential { .. } => 0.0,
        }
    }

    const fn scaled(self, factor: f64) -> Self {
        match self {
            Self::Exponential { from_h, amplitude, rate_per_h } => {
                Self::Exponential { from_h, amplitude: amplitude * factor, rate_per_h }
            }
            Self::Line { from_h, to_h, first, last } => {
                Self::Line { from_h, to_h, first: first * factor, last: last * factor }
            }
        }
    }

    const fn shifted(self, by_h: f64) -> Self {
        match self {
            Self::Exponential { from_h, amplitude, rate_per_h } => {
                Self::Exponential { from_h: from_h + by_h, amplitude, rate_per_h }
            }
            Self::Line { from_h, to_h, first, last } => {
                Self::Line { from_h: from_h + by_h, to_h: to_h + by_h, first, last }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_integrals_of_pieces() {
        let mut curve = Curve::exponential(10.0, 0.5);
        curve.add(&Curve::constant(2.0, 4.0, 3.0));
        assert!((curve.total() - 26.0).abs() < 1e-12);
        assert!((curve.integral_to(3.0) - (20.0 * (1.0 - libm::exp(-1.5)) + 3.0)).abs() < 1e-12);
        assert!((curve.shifted(5.0).total() - 26.0).abs() < 1e-12);
        assert_eq!(curve.breaks_h(), vec![0.0, 2.0, 4.0]);
        let alone = Curve::exponential(1.0, 0.1);
        assert!((alone.time_left(0.05) - libm::log(20.0) / 0.1).abs() < 1e-6);
    }
}
