//! Radionuclide generators: a parent on a column, a daughter element taken off now and then.

use hevesy_quantity::{Activity, Time};

use crate::{Decay, HalfLives, Nuclide};

/// One elution.
#[derive(Clone, Debug, PartialEq)]
pub struct Elution {
    /// When, after loading.
    pub at: Time,
    /// Share of the element that comes off, between 0 and 1.
    pub efficiency: f64,
}

/// A generator: what is on the column at time zero, and the element that is eluted.
#[derive(Clone, Debug)]
pub struct Generator {
    decay: Decay,
    atoms: Vec<f64>,
    element: String,
}

impl Generator {
    /// A column loaded with the given activities, eluted for all nuclides of one element (symbol such as `Pb`).
    #[must_use]
    pub fn new(loaded: &[(Nuclide, Activity)], element: &str, half_lives: &HalfLives) -> Self {
        let heads: Vec<Nuclide> = loaded.iter().map(|(n, _)| *n).collect();
        let activities: Vec<Activity> = loaded.iter().map(|(_, a)| *a).collect();
        let decay = Decay::of(&heads, half_lives);
        let atoms = decay.atoms_of(&activities);
        Self { decay, atoms, element: element.to_owned() }
    }

    /// Runs a schedule of elutions (in order of time) and returns for each the activities that came off.
    ///
    /// What is left of the element stays on the column and grows again from its parents.
    #[must_use]
    pub fn elute(&self, schedule: &[Elution]) -> Vec<Vec<(Nuclide, Activity)>> {
        let mut atoms = self.atoms.clone();
        let mut now = Time::ZERO;
        let mut yields = Vec::with_capacity(schedule.len());
        for elution in schedule {
            atoms = self.decay.atoms_after(&atoms, elution.at - now);
            now = elution.at;
            let mut eluate = vec![0.0; atoms.len()];
            for ((left, out), nuclide) in atoms.iter_mut().zip(&mut eluate).zip(self.decay.members()) {
                if nuclide.element() == self.element {
                    *out = *left * elution.efficiency;
                    *left -= *out;
                }
            }
            let of_element = |(n, _): &(Nuclide, Activity)| n.element() == self.element;
            yields.push(self.decay.activities_of(&eluate).into_iter().filter(of_element).collect());
        }
        yields
    }
}
