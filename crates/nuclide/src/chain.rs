//! A nuclide with all that follows from it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::emission::EnergyPerDecay;
use crate::{HalfLives, Nuclide};

/// One member of a chain.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// Name in the form `Pb-212`.
    pub nuclide: String,
    /// Decays of this member per decay of the head, once the head has decayed and all that follows as well.
    pub branching: f64,
    /// Half-life in s.
    pub half_life_s: f64,
    /// Whether its emissions are counted with those of the head (see [`Chain`]).
    pub counted: bool,
    /// The radionuclide.
    #[serde(skip)]
    pub member: Nuclide,
}

/// A decay chain.
///
/// A member is *counted* with the head, that is, taken to decay where the head decayed, when it lives no longer than
/// the head or than one day, and every member before it is counted. So Bi-213 counts Pb-209 (3.3 h), while Bi-207
/// (33 y) after At-211 and Xe-131m (12 d) after I-131 are listed and left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    links: Vec<Link>,
}

impl Chain {
    /// The chain headed by a nuclide.
    #[must_use]
    pub fn of(head: Nuclide, half_lives: &HalfLives) -> Self {
        let longest = half_lives.of(head).to_s().max(86_400.0);
        let order = parents_first(&[head]);
        let mut weight: BTreeMap<Nuclide, (f64, bool)> = BTreeMap::from([(head, (1.0, true))]);
        let mut links = Vec::with_capacity(order.len());
        for member in order {
            let (branching, reached) = weight.get(&member).copied().unwrap_or((0.0, false));
            let half_life_s = half_lives.of(member).to_s();
            let counted = reached && half_life_s <= longest;
            for progeny in member.progeny() {
                if let Some(next) = progeny.nuclide {
                    let entry = weight.entry(next).or_insert((0.0, false));
                    entry.0 += branching * progeny.branching;
                    entry.1 |= counted;
                }
            }
            links.push(Link { nuclide: member.name().to_owned(), branching, half_life_s, counted, member });
        }
        Self { links }
    }

    /// Head first, every parent before its daughters.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The members whose emissions are counted with the head, with their weights.
    pub fn counted(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| link.counted)
    }

    /// Energy per decay of the head with that of all counted members, in MeV.
    #[must_use]
    pub fn energy_per_decay(&self) -> EnergyPerDecay {
        self.counted().fold(EnergyPerDecay::default(), |sum, link| {
            sum.plus(link.member.emissions().energy_per_decay(), link.branching)
        })
    }
}

/// All nuclides reachable from `heads`, every parent before its daughters.
pub(crate) fn parents_first(heads: &[Nuclide]) -> Vec<Nuclide> {
    fn visit(nuclide: Nuclide, seen: &mut Vec<Nuclide>, finished: &mut Vec<Nuclide>) {
        if seen.contains(&nuclide) {
            return;
        }
        seen.push(nuclide);
        for next in nuclide.progeny().iter().rev().filter_map(|p| p.nuclide) {
            visit(next, seen, finished);
        }
        finished.push(nuclide);
    }
    let (mut seen, mut finished) = (Vec::new(), Vec::new());
    for head in heads.iter().rev() {
        visit(*head, &mut seen, &mut finished);
    }
    finished.reverse();
    finished
}
