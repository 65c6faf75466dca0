//! Following histories until the answer is certain enough.

use super::engine::{Engine, Source};
use super::scene::Scene;
use super::tally::Tally;

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// Wanted relative standard deviation of the least certain watched target.
    pub relative_sd: f64,
    /// No more histories than this for each component.
    pub most_histories: u64,
}

/// Histories of the first round.
const FIRST: u64 = 16_384;

impl<S: Scene> Engine<'_, S> {
    /// Rounds of histories until `worst`, the relative standard deviation of what matters, is below the goal or the histories are
    /// used up. The rounds follow from the results, not from the clock: the same input gives the same bits.
    pub fn run_until(
        &self,
        source: &impl Source,
        seed: u64,
        purpose: &str,
        goal: Goal,
        worst: impl Fn(&Tally) -> f64,
    ) -> Tally {
        let mut tally = self.run(source, seed, purpose, 0, FIRST.min(goal.most_histories));
        let mut batches = FIRST.min(goal.most_histories).div_ceil(super::engine::BATCH);
        loop {
            let now = worst(&tally);
            let done = tally.histories();
            if now <= goal.relative_sd || done >= goal.most_histories {
                return tally;
            }
            // What the square-root law asks for, but not more than eight times what there is: early variances are rough.
            let ratio = now / goal.relative_sd;
            let wanted =
                (done as f64 * (1.05 * ratio * ratio - 1.0)).clamp(0.1 * done as f64, 7.0 * done as f64);
            let more = (wanted as u64).min(goal.most_histories - done).max(1);
            tally.add(&self.run(source, seed, purpose, batches, more));
            batches += more.div_ceil(super::engine::BATCH);
        }
    }
}
