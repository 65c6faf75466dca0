//! Energy left in targets, with its statistical uncertainty.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::engine::BATCH;
use super::score::Batch;

/// For each target, the sums of targets that it counts in, with the share of its energy: (index of the sum, share).
pub type Shares = Vec<Vec<(usize, f64)>>;

/// Sums over batches of histories of the energy in each target and of its square.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    #[serde(skip)]
    shares: Arc<Shares>,
    /// Targets of the scene; sums of them follow.
    targets: usize,
    sum: Vec<f64>,
    squares: Vec<f64>,
    batches: u64,
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
            batches: 0,
            balance: [0.0; 2],
            work: Work::default(),
        }
    }

    /// Adds a batch.
    pub(crate) fn count(&mut self, batch: &Batch) {
        let (own, sums) = (self.targets, self.sum.len() - self.targets);
        let mut of_sums = vec![0.0; sums];
        for (target, energy) in &batch.found {
            let target = *target as usize;
            self.sum[target] += energy;
            self.squares[target] += energy * energy;
            for (sum, share) in self.shares.get(target).into_iter().flatten() {
                of_sums[*sum] += share * energy;
            }
        }
        for (sum, energy) in of_sums.into_iter().enumerate() {
            self.sum[own + sum] += energy;
            self.squares[own + sum] += energy * energy;
        }
        self.batches += 1;
        self.balance[0] += batch.balance[0];
        self.balance[1] += batch.balance[1];
        self.work.add(batch.work);
    }

    /// Adds what further batches found.
    pub fn add(&mut self, other: &Self) {
        for (own, more) in [(&mut self.sum, &other.sum), (&mut self.squares, &other.squares)] {
            for (a, b) in own.iter_mut().zip(more) {
                *a += b;
            }
        }
        self.batches += other.batches;
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
        self.batches * BATCH
    }

    /// Mean energy in MeV left in a target per history, and its standard deviation: that of the means of batches, whose histories are not
    /// independent of each other. Theory: theory/transport.md (15).
    #[must_use]
    pub fn mean_mev(&self, target: usize) -> (f64, f64) {
        let n = self.batches as f64;
        let mean = self.sum[target] / n;
        // One batch says nothing about its spread.
        let variance = match self.batches {
            0 | 1 => f64::INFINITY,
            _ => (self.squares[target] / n - mean * mean).max(0.0) / (n - 1.0),
        };
        (mean / BATCH as f64, variance.sqrt() / BATCH as f64)
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
        self.balance[0] / self.histories() as f64
    }

    /// What is left when all targets and what escaped are taken from what was emitted, relative to the latter.
    #[must_use]
    pub fn closure(&self) -> f64 {
        let found: f64 = self.sum[..self.targets].iter().sum::<f64>() + self.balance[1];
        if self.balance[0] > 0.0 { (self.balance[0] - found) / self.balance[0] } else { found }
    }
}
