//! Times at which a course is followed: fine after every event, coarse later.

/// Times of a course in h, from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    times_h: Vec<f64>,
    /// Lengths of the steps: powers of two of an hour but before events, so that the same lengths recur to the last bit.
    lengths_h: Vec<f64>,
}

/// Doses of drugs: times of the grid that do not start the fine steps of an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doses {
    /// Of drugs that come and go within days: steps are of an hour at most for a day after each.
    pub quick_h: Vec<f64>,
    /// Of drugs that stay.
    pub slow_h: Vec<f64>,
}

/// Length of the first step after an event in h.
const FINEST_H: f64 = 0.25;
/// Least number of steps between two events: a beam of a minute has as many.
const LEAST: f64 = 4.0;
/// Longest step in h.
const COARSEST_H: f64 = 8.0;
/// Longest step in h after a dose of a drug, and for how long in h.
const DOSED_H: f64 = 1.0;
const AFTER_DOSE_H: f64 = 24.0;
/// Steps of each length before it doubles.
const OF_EACH: u32 = 64;

impl Grid {
    /// From 0 to an end in h; events are where dose rates begin or end.
    #[must_use]
    pub fn new(events_h: &[f64], end_h: f64) -> Self {
        Self::refined(events_h, &Doses::default(), end_h, 1)
    }

    /// The same with doses of drugs.
    #[must_use]
    pub fn with_doses(events_h: &[f64], doses: &Doses, end_h: f64) -> Self {
        Self::refined(events_h, doses, end_h, 1)
    }

    /// The same with so many steps for one, to see whether results depend on it.
    #[must_use]
    pub fn refined(events_h: &[f64], doses: &Doses, end_h: f64, finer: u32) -> Self {
        let finer_steps = f64::from(finer);
        let within = |t: &f64| *t > 0.0 && *t < end_h;
        let hard = events_h.iter().copied().filter(within).chain([0.0, end_h]).map(|t| (t, true));
        let all = doses.quick_h.iter().chain(&doses.slow_h);
        let soft = all.copied().filter(within).map(|t| (t, false));
        let mut breaks: Vec<(f64, bool)> = hard.chain(soft).collect();
        // Where both fall together the event comes first and stays.
        breaks.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        breaks.dedup_by(|b, a| a.0.total_cmp(&b.0).is_eq());
        let mut dosed = doses.quick_h.clone();
        dosed.sort_by(f64::total_cmp);
        let mut grid = Self { times_h: vec![0.0], lengths_h: Vec::new() };
        let (mut length, mut taken, mut of_each) = (FINEST_H / finer_steps, 0, OF_EACH * finer);
        for (i, pair) in breaks.windows(2).enumerate() {
            let ((from, is_event), to) = (pair[0], pair[1].0);
            if is_event {
                let next = breaks[i + 1..].iter().find(|b| b.1).map_or(end_h, |b| b.0);
                length = FINEST_H.min((next - from) / LEAST) / finer_steps;
                (taken, of_each) = (0, OF_EACH * finer);
            }
            let mut t = from;
            while t < to {
                let last_dose = dosed.partition_point(|d| *d <= t).checked_sub(1).map(|at| dosed[at]);
                let dosed_now = last_dose.is_some_and(|d| t - d < AFTER_DOSE_H);
                let longest = if dosed_now { DOSED_H } else { COARSEST_H } / finer_steps;
                if length > longest {
                    // A drug is no event: when it is gone, steps grow sooner.
                    (length, taken, of_each) = (longest, 0, OF_EACH / 8 * finer);
                }
                let left = to - t;
                // A sliver at the end joins the step before it.
                let step = if left < 1.5 * length { left } else { length };
                t = if step < left { t + step } else { to };
                grid.times_h.push(t);
                grid.lengths_h.push(step);
                taken += 1;
                if taken >= of_each && length < longest {
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

    #[test]
    fn exact_doses_are_times_of_the_grid_and_keep_steps_short() {
        let doses: Vec<f64> = (0..28).map(|i| 1400.0 + 12.0 * f64::from(i)).collect();
        let quick = Doses { quick_h: doses.clone(), ..Doses::default() };
        let grid = Grid::with_doses(&[0.0, 1344.0], &quick, 3000.0);
        assert!(doses.iter().all(|d| grid.times_h().contains(d)));
        let near = (0..grid.steps()).filter(|i| (1400.0..1736.0).contains(&grid.times_h()[*i]));
        assert!(near.map(|i| grid.length_h(i)).all(|h| h <= 1.0));
        assert!(grid.length_h(grid.steps() - 2) == 8.0);
        // Events begin with the finest steps all the same, whatever doses come between.
        let event = grid.place(1344.0);
        assert!(grid.length_h(event) == 0.25);
        assert!(grid.steps() < Grid::new(&[0.0, 1344.0], 3000.0).steps() + 500);
    }
}
