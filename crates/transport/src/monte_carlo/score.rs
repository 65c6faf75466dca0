//! Energy left in targets by the histories of a batch.

use super::tally::Work;

/// What the histories of one batch leave. One score serves many batches: only the targets that were met are looked at again.
#[derive(Clone, Debug)]
pub struct Score {
    sum: Vec<f64>,
    met: Vec<u32>,
    balance: [f64; 2],
    /// What it took.
    pub work: Work,
}

/// A batch that is over.
pub(crate) struct Batch {
    /// (target, energy in MeV).
    pub(crate) found: Vec<(u32, f64)>,
    /// Emitted, escaped.
    pub(crate) balance: [f64; 2],
    pub(crate) work: Work,
}

impl Score {
    /// For a number of targets.
    #[must_use]
    pub fn new(targets: usize) -> Self {
        Self { sum: vec![0.0; targets], met: Vec::new(), balance: [0.0; 2], work: Work::default() }
    }

    /// Energy in MeV left in a target.
    #[inline]
    pub fn score(&mut self, target: usize, energy_mev: f64) {
        if energy_mev == 0.0 {
            return;
        }
        if self.sum[target] == 0.0 {
            self.met.push(target as u32);
        }
        self.sum[target] += energy_mev;
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

    /// Ends the batch and makes ready for the next.
    pub(crate) fn end(&mut self) -> Batch {
        let sum = &mut self.sum;
        // A target that was met again at a sum of zero stands twice; the second time nothing is left to take.
        let found = self.met.drain(..).map(|t| (t, std::mem::take(&mut sum[t as usize])));
        let found = found.filter(|(_, energy)| *energy != 0.0).collect();
        Batch { found, balance: std::mem::take(&mut self.balance), work: std::mem::take(&mut self.work) }
    }
}
