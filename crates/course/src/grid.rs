//! Times at which a course is followed: fine after every event, coarse later.

/// Times of a course in h, from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    times_h: Vec<f64>,
    /// Lengths of the steps: powers of two of an hour but before events, so that the same lengths recur to the last bit.
    lengths_h: Vec<f64>,
}

/// Length of the first step after an event in h.
const FINEST_H: f64 = 0.25;
/// Least number of steps between two events: a beam of a minute has as many.
const LEAST: f64 = 4.0;
/// Longest step in h.
const COARSEST_H: f64 = 4.0;
/// Steps of each length before it doubles.
const OF_EACH: u32 = 64;

impl Grid {
    /// From 0 to an end in h; events are where something begins or ends.
    #[must_use]
    pub fn new(events_h: &[f64], end_h: f64) -> Self {
        Self::refined(events_h, end_h, 1)
    }

    /// The same with so many steps for one, to see whether results depend on it.
    #[must_use]
    pub fn refined(events_h: &[f64], end_h: f64, finer: u32) -> Self {
        let mut breaks: Vec<f64> =
            events_h.iter().copied().filter(|t| *t > 0.0 && *t < end_h).chain([0.0, end_h]).collect();
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        let mut grid = Self { times_h: vec![0.0], lengths_h: Vec::new() };
        for pair in breaks.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let first = FINEST_H.min((to - from) / LEAST);
            let (mut t, mut length, mut taken) = (from, first / f64::from(finer), 0);
            while t < to {
                let left = to - t;
                // A sliver at the end joins the step before it.
                let step = if left < 1.5 * length { left } else { length };
                t = if step < left { t + step } else { to };
                grid.times_h.push(t);
                grid.lengths_h.push(step);
                taken += 1;
                if taken == OF_EACH * finer && length < COARSEST_H / f64::from(finer) {
                    length *= 2.0;
                    taken = 0;
                }
            }
        }
        grid
    }

    /// Number of steps.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.lengths_h.len()
    }

    /// Times in h: one more than steps.
    #[must_use]
    pub fn times_h(&self) -> &[f64] {
        &self.times_h
    }

    /// Length of a step in h.
    #[must_use]
    pub fn length_h(&self, step: usize) -> f64 {
        self.lengths_h[step]
    }

    /// The last place at or before a time in h.
    #[must_use]
    pub fn place(&self, t_h: f64) -> usize {
        self.times_h.partition_point(|t| *t <= t_h).max(1) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_events_are_times_of_the_grid() {
        let grid = Grid::new(&[1344.0, 30.3, 2688.0, 99_999.0], 4000.0);
        assert_eq!(grid.times_h().first(), Some(&0.0));
        assert_eq!(grid.times_h().last(), Some(&4000.0));
        for event in [30.3, 1344.0, 2688.0] {
            assert!(grid.times_h().contains(&event));
        }
        assert!(grid.times_h().windows(2).all(|w| w[1] > w[0]));
        let sum: f64 = (0..grid.steps()).map(|i| grid.length_h(i)).sum();
        assert!((sum - 4000.0).abs() < 1e-9);
        // Few lengths, so that factors of a step are worked out once.
        let mut lengths: Vec<f64> = (0..grid.steps()).map(|i| grid.length_h(i)).collect();
        lengths.sort_by(f64::total_cmp);
        lengths.dedup();
        assert!(lengths.len() < 12, "{lengths:?}");
    }
}
