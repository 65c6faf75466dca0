//! Energy left in targets, with its statistical uncertainty.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// For each target, the sums of targets that it counts in, with the share of its energy: (index of the sum, share).
pub type Shares = Vec<Vec<(usize, f64)>>;

/// Sums over histories of the energy in each target and of its square.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    #[serde(skip)]
    shares: Arc<Shares>,
    /// Targets of the scene; sums of them follow.
    targets: usize,
    sum: Vec<f64>,
    squares: Vec<f64>,
    #[serde(skip)]
    now: Vec<f64>,
    #[serde(skip)]
    touched: Vec<u32>,
    histories: u64,
    /// Emitted, escaped.
    balance: [f64; 2],
    /// What it took.
    pub work: Work,
}

/// Counters of work, the same on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Electrons followed, those that were set free included.
    pub electrons: u64,
    /// Steps of electrons.
    pub electron_steps: u64,
    /// Flights of photons.
    pub photon_flights: u64,
}

impl Work {
    /// Adds further work.
    pub(crate) fn add(&mut self, other: Self) {
        self.electrons += other.electrons;
        self.electron_steps += other.electron_steps;
        self.photon_flights += other.photon_flights;
    }
}

impl Tally {
    /// For a number of targets.
    #[must_use]
    pub fn new(targets: usize) -> Self {
        Self::with_sums(targets, Arc::default())
    }

    /// For a number of targets and sums of them, which follow as further targets.
    #[must_use]
    pub fn with_sums(targets: usize, shares: Arc<Shares>) -> Self {
        let sums = shares.iter().flatten().map(|(sum, _)| sum + 1).max().unwrap_or(0);
        let all = targets + sums;
        Self {
            shares,
            targets,
            sum: vec![0.0; all],
            squares: vec![0.0; all],
            now: vec![0.0; all],
            touched: Vec::new(),
            histories: 0,
            balance: [0.0; 2],
            work: Work::default(),
        }
    }

    /// Energy in MeV left in a target by the history under way.
    #[inline]
    pub fn score(&mut self, target: usize, energy_mev: f64) {
        if self.now[target] == 0.0 {
            self.touched.push(target as u32);
        }
        self.now[target] += energy_mev;
    }

    /// Energy in MeV left in a target, or where none is.
    #[inline]
    pub(crate) fn leave(&mut self, target: Option<usize>, energy_mev: f64) {
        match target {
            Some(target) => self.score(target, energy_mev),
            None => self.escape(energy_mev),
        }
    }

    /// Energy in MeV that a history starts with.
    pub fn emit(&mut self, energy_mev: f64) {
        self.balance[0] += energy_mev;
    }

    /// Energy in MeV that leaves for good, or lies where no target is.
    pub fn escape(&mut self, energy_mev: f64) {
        self.balance[1] += energy_mev;
    }

    /// Ends a history.
    pub fn end(&mut self) {
        if !self.shares.is_empty() {
            let Self { shares, targets, now, touched, .. } = self;
            for place in 0..touched.len() {
                let target = touched[place] as usize;
                for (sum, share) in &shares[target] {
                    let sum = *targets + sum;
                    if now[sum] == 0.0 {
                        touched.push(sum as u32);
                    }
                    now[sum] += share * now[target];
                }
            }
        }
        for target in self.touched.drain(..) {
            let target = target as usize;
            let energy = std::mem::take(&mut self.now[target]);
            self.sum[target] += energy;
            self.squares[target] += energy * energy;
        }
        self.histories += 1;
    }

    /// Adds what another batch found.
    pub fn add(&mut self, other: &Self) {
        for (own, more) in [(&mut self.sum, &other.sum), (&mut self.squares, &other.squares)] {
            for (a, b) in own.iter_mut().zip(more) {
                *a += b;
            }
        }
        self.histories += other.histories;
        self.balance[0] += other.balance[0];
        self.balance[1] += other.balance[1];
        self.work.add(other.work);
    }

    /// Whether another tally has the same targets.
    pub(crate) fn same_targets(&self, other: &Self) -> bool {
        let lengths = |t: &Self| (t.targets, t.sum.len(), t.squares.len());
        lengths(self) == lengths(other)
    }

    /// Number of histories.
    #[must_use]
    pub const fn histories(&self) -> u64 {
        self.histories
    }

    /// Mean energy in MeV left in a target per history, and its standard deviation.
    #[must_use]
    pub fn mean_mev(&self, target: usize) -> (f64, f64) {
        let n = self.histories as f64;
        let mean = self.sum[target] / n;
        let variance = (self.squares[target] / n - mean * mean).max(0.0) / (n - 1.0).max(1.0);
        (mean, variance.sqrt())
    }

    /// Standard deviation of a target's mean over that mean; infinite where nothing was left.
    #[must_use]
    pub fn relative_sd(&self, target: usize) -> f64 {
        let (mean, sd) = self.mean_mev(target);
        if mean > 0.0 { sd / mean } else { f64::INFINITY }
    }

    /// Mean energy in MeV emitted per history.
    #[must_use]
    pub fn emitted_mev(&self) -> f64 {
        self.balance[0] / self.histories as f64
    }

    /// What is left when all targets and what escaped are taken from what was emitted, relative to the latter.
    #[must_use]
    pub fn closure(&self) -> f64 {
        let found: f64 = self.sum[..self.targets].iter().sum::<f64>() + self.balance[1];
        if self.balance[0] > 0.0 { (self.balance[0] - found) / self.balance[0] } else { found }
    }
}
