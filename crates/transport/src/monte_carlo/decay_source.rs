//! Decays in a region, one component of their radiation at a time.

use hevesy_statistics::Draws;

use super::engine::{Kind, Particle, Source};
use super::vector::{Vector, isotropic};
use crate::emission::{Component, Emitted};

/// Where decays are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// At the origin.
    Point,
    /// Evenly in a ball around the origin, of this radius in cm.
    Ball(f64),
    /// Evenly between two radii around the origin, in cm.
    Shell(f64, f64),
    /// Evenly in a box between two corners, in cm.
    Box(Vector, Vector),
}

impl Place {
    /// A cube around the origin, of this side in cm.
    #[must_use]
    pub fn cube(side_cm: f64) -> Self {
        Self::Box([-0.5 * side_cm; 3], [0.5 * side_cm; 3])
    }

    fn draw(self, draws: &mut Draws) -> Vector {
        match self {
            Self::Point => [0.0; 3],
            Self::Ball(radius) => {
                let r = radius * libm::cbrt(draws.uniform());
                isotropic(draws).map(|c| c * r)
            }
            Self::Shell(inner, outer) => {
                let cube = |r: f64| r * r * r;
                let r = libm::cbrt(cube(inner) + draws.uniform() * (cube(outer) - cube(inner)));
                isotropic(draws).map(|c| c * r)
            }
            Self::Box(low, high) => std::array::from_fn(|i| low[i] + draws.uniform() * (high[i] - low[i])),
        }
    }
}

/// One particle of a component for each history, in random directions from a place.
pub struct DecaySource {
    /// Where.
    pub place: Place,
    /// What.
    pub emitted: Emitted,
    /// Which kind of particle that is.
    pub kind: Kind,
}

impl DecaySource {
    /// Of a component; `None` for alpha particles, which are not followed here.
    #[must_use]
    pub fn new(place: Place, component: Component, emitted: Emitted) -> Option<Self> {
        let kind = match component {
            Component::Alpha => return None,
            Component::Beta | Component::ElectronLines => Kind::Electron,
            Component::Photons => Kind::Photon,
        };
        Some(Self { place, emitted, kind })
    }
}

impl Source for DecaySource {
    fn emit(&self, draws: &mut Draws, stack: &mut Vec<Particle>) {
        let energy_mev = self.emitted.at(draws.uniform());
        let position = self.place.draw(draws);
        stack.push(Particle { kind: self.kind, energy_mev, position, direction: isotropic(draws) });
    }
}
