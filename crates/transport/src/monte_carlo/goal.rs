//! Following the parts of a decay's radiation until their sum is certain enough.

use super::decay_source::{DecaySource, Place};
use super::engine::{BATCH, Engine};
use super::scene::Scene;
use super::tally::{Tally, Work};
use crate::emission::{Component, Members};

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// Wanted relative standard deviation of the least certain watched target.
    pub relative_sd: f64,
    /// No more histories than this for each component.
    pub most_histories: u64,
}

/// Histories of the first round of each component.
const FIRST: u64 = 16_384;

/// Most histories of a round, so that progress shows and little is lost when a run is ended.
const MOST_OF_A_ROUND: u64 = 1 << 22;

/// What a component left: its tally, and its particles per decay.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Which component.
    pub component: Component,
    /// Energy emitted in MeV per decay.
    pub emitted_mev: f64,
    /// Particles per decay.
    pub per_decay: f64,
    /// What histories left.
    pub tally: Tally,
}

/// Energy left per decay, by component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Components that were followed.
    pub parts: Vec<Part>,
    /// Energy in MeV per decay that is known without following, by target.
    pub known_mev: Vec<f64>,
}

impl Estimate {
    /// Energy in MeV per decay left in a target by one component, and its standard deviation.
    #[must_use]
    pub fn of(&self, component: Component, target: usize) -> (f64, f64) {
        match self.parts.iter().find(|p| p.component == component) {
            Some(part) => {
                let (mean, sd) = part.tally.mean_mev(target);
                (mean * part.per_decay, sd * part.per_decay)
            }
            None if component == Component::Alpha => (self.known(target), 0.0),
            None => (0.0, 0.0),
        }
    }

    fn known(&self, target: usize) -> f64 {
        self.known_mev.get(target).copied().unwrap_or(0.0)
    }

    /// Energy in MeV per decay left in a target, and its standard deviation.
    #[must_use]
    pub fn total(&self, target: usize) -> (f64, f64) {
        let (mut mean, mut variance) = (self.known(target), 0.0);
        for part in &self.parts {
            let (m, sd) = part.tally.mean_mev(target);
            mean += m * part.per_decay;
            variance += sd * part.per_decay * sd * part.per_decay;
        }
        (mean, variance.sqrt())
    }

    /// Relative standard deviation of a target; infinite where nothing was left.
    #[must_use]
    pub fn relative_sd(&self, target: usize) -> f64 {
        let (mean, sd) = self.total(target);
        if mean > 0.0 { sd / mean } else { f64::INFINITY }
    }

    /// Histories followed.
    #[must_use]
    pub fn histories(&self) -> u64 {
        self.parts.iter().map(|p| p.tally.histories()).sum()
    }

    /// What it took.
    #[must_use]
    pub fn work(&self) -> Work {
        let mut work = Work::default();
        for part in &self.parts {
            work.add(part.tally.work);
        }
        work
    }
}

/// Who looks at the rounds as they come: progress, records to go on from.
pub trait Watch {
    /// Tallies of an earlier run of the same input, by component.
    fn resume(&mut self) -> Option<Vec<Tally>> {
        None
    }

    /// After each round: what there is, and the relative standard deviation of the least certain target.
    fn round(&mut self, estimate: &Estimate, worst: f64) {
        let _ = (estimate, worst);
    }
}

/// Nobody looks.
impl Watch for () {}

impl<S: Scene> Engine<'_, S> {
    /// Decays in a place, one component of them; `None` where it is not emitted or not followed.
    #[must_use]
    pub fn source(&self, members: &Members, component: Component, place: Place) -> Option<DecaySource> {
        if component == Component::Alpha && !self.alphas {
            return None;
        }
        let emitted = members.emitted(component)?;
        let emitted = match (self.size, component) {
            (Some(size), Component::Photons) => emitted.preferring(|e| self.media[0].worth(e, size)),
            _ => emitted,
        };
        Some(DecaySource::new(place, component, emitted))
    }

    /// Follows all components of decays in a place, in rounds, until every target that `watched` names is as certain as wanted or the
    /// histories are used up. Each round goes to the component that adds most to the variance of the least certain target. The rounds follow
    /// from results and not from the clock: the same input gives the same bits, resumed or not.
    pub fn follow(
        &self,
        (members, place): (&Members, &Place),
        known_mev: Vec<f64>,
        (goal, seed): (Goal, u64),
        watched: impl Fn(&Estimate) -> Vec<usize>,
        watch: &mut dyn Watch,
    ) -> Estimate {
        let mut sources = Vec::new();
        let mut estimate = Estimate { parts: Vec::new(), known_mev };
        for component in Component::ALL {
            let Some(source) = self.source(members, component, place.clone()) else { continue };
            let (per_decay, emitted_mev) = (source.emitted.per_decay(), source.emitted.energy_mev());
            sources.push(source);
            let tally = Tally::new(0);
            estimate.parts.push(Part { component, emitted_mev, per_decay, tally });
        }
        let first = FIRST.min(goal.most_histories).max(2 * BATCH);
        let fits =
            |t: &Vec<Tally>| t.len() == sources.len() && t.iter().all(|t| t.same_targets(&self.tally()));
        match watch.resume().filter(fits) {
            Some(tallies) => {
                for (part, tally) in estimate.parts.iter_mut().zip(tallies) {
                    part.tally = tally;
                }
            }
            None => {
                for (part, source) in estimate.parts.iter_mut().zip(&sources) {
                    part.tally = self.run(source, seed, part.component.name(), 0, first);
                }
            }
        }
        loop {
            let certainty = |t: &usize| (estimate.relative_sd(*t), *t);
            let worst =
                watched(&estimate).iter().map(certainty).fold((0.0, 0), |a, b| if b.0 > a.0 { b } else { a });
            watch.round(&estimate, worst.0);
            if worst.0 <= goal.relative_sd {
                return estimate;
            }
            let Some((next, histories)) = next_round(&estimate, worst.1, goal) else { return estimate };
            let part = &mut estimate.parts[next];
            let batches = part.tally.histories() / BATCH;
            let more = self.run(&sources[next], seed, part.component.name(), batches, histories);
            part.tally.add(&more);
        }
    }
}

/// The component whose variance in a target matters most, and how many histories to add.
fn next_round(estimate: &Estimate, target: usize, goal: Goal) -> Option<(usize, u64)> {
    let wanted = goal.relative_sd * estimate.total(target).0;
    let variance = |part: &Part| {
        let sd = part.tally.mean_mev(target).1 * part.per_decay;
        sd * sd
    };
    let open = estimate.parts.iter().enumerate().filter(|(_, p)| p.tally.histories() < goal.most_histories);
    let (index, part) = open.fold(None, |best: Option<(usize, &Part)>, (i, p)| match best {
        Some((_, b)) if variance(b) >= variance(p) => best,
        _ => Some((i, p)),
    })?;
    let done = part.tally.histories();
    // The square-root law, with what the others leave of the wanted variance; not more than eight times what there is, as early
    // variances are rough.
    let others = estimate.parts.iter().map(variance).sum::<f64>() - variance(part);
    let left = 0.95 * (wanted * wanted - others).max(0.3 * wanted * wanted);
    let ratio = if wanted > 0.0 { variance(part) / left } else { 8.0 };
    let more = done as f64 * (ratio - 1.0).clamp(0.1, 7.0);
    Some((index, (more as u64).min(MOST_OF_A_ROUND).min(goal.most_histories - done).max(1)))
}
