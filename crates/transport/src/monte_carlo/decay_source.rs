//! Decays in a region, one component of their radiation at a time.

use std::sync::Arc;

use hevesy_statistics::Draws;

use super::engine::{Kind, Particle, Source};
use super::vector::{Vector, isotropic};
use super::voxels::Voxels;
use crate::emission::{Component, Emitted};

/// Where decays are.
#[derive(Clone, Debug)]
pub enum Place {
    /// At the origin.
    Point,
    /// Evenly in a ball around the origin, of this radius in cm.
    Ball(f64),
    /// Evenly in an ellipsoid around the origin with these semi-axes in cm.
    Ellipsoid(Vector),
    /// Evenly between two radii around the origin, in cm.
    Shell(f64, f64),
    /// Evenly in a box between two corners, in cm.
    Box(Vector, Vector),
    /// In voxels.
    Sites(Arc<Sites>),
}

/// Voxels that hold decays.
#[derive(Clone, Debug)]
pub struct Sites {
    size: [usize; 3],
    side_cm: [f64; 3],
    /// Share of the decays up to and with each set, and its voxels, evenly.
    sets: Vec<(f64, Vec<u32>)>,
}

impl Sites {
    /// Decays in regions of a body in voxels, as (region, weight of all its voxels together), spread evenly in each region.
    #[must_use]
    pub fn new(voxels: &Voxels, regions: &[(usize, f64)]) -> Self {
        let all: f64 = regions.iter().map(|(_, weight)| weight).sum();
        let mut below = 0.0;
        let mut sets: Vec<(f64, Vec<u32>)> = regions
            .iter()
            .map(|(_, weight)| {
                below += weight / all;
                (below, Vec::new())
            })
            .collect();
        for (place, region) in (0_u32..).zip(voxels.regions()) {
            if let Some(set) = regions.iter().position(|(r, _)| *r == usize::from(region)) {
                sets[set].1.push(place);
            }
        }
        Self { size: voxels.size(), side_cm: voxels.side_cm(), sets }
    }

    /// Decays in single voxels, in proportion to a weight of each; those without are left out.
    #[must_use]
    pub fn weighted(voxels: &Voxels, weights: &[f32]) -> Self {
        let all: f64 = weights.iter().map(|w| f64::from(*w)).sum();
        let mut below = 0.0;
        let mut sets = Vec::new();
        for (place, weight) in (0_u32..).zip(weights).filter(|(_, weight)| **weight > 0.0) {
            below += f64::from(*weight) / all;
            sets.push((below, vec![place]));
        }
        Self { size: voxels.size(), side_cm: voxels.side_cm(), sets }
    }

    fn draw(&self, draws: &mut Draws) -> Vector {
        let choice = draws.uniform();
        let set = self.sets.partition_point(|(below, _)| *below < choice).min(self.sets.len() - 1);
        let places = &self.sets[set].1;
        let place = places[((draws.uniform() * places.len() as f64) as usize).min(places.len() - 1)] as usize;
        let [nx, ny, _] = self.size;
        let corner = [place % nx, place / nx % ny, place / (nx * ny)];
        std::array::from_fn(|i| (corner[i] as f64 + draws.uniform()) * self.side_cm[i])
    }
}

impl Place {
    /// A cube around the origin, of this side in cm.
    #[must_use]
    pub fn cube(side_cm: f64) -> Self {
        Self::Box([-0.5 * side_cm; 3], [0.5 * side_cm; 3])
    }

    fn draw(&self, draws: &mut Draws) -> Vector {
        match *self {
            Self::Point => [0.0; 3],
            Self::Ball(radius) => {
                let r = radius * libm::cbrt(draws.uniform());
                isotropic(draws).map(|c| c * r)
            }
            Self::Ellipsoid(axes) => {
                let r = libm::cbrt(draws.uniform());
                let at = isotropic(draws);
                std::array::from_fn(|i| axes[i] * r * at[i])
            }
            Self::Shell(inner, outer) => {
                let cube = |r: f64| r * r * r;
                let r = libm::cbrt(cube(inner) + draws.uniform() * (cube(outer) - cube(inner)));
                isotropic(draws).map(|c| c * r)
            }
            Self::Sites(ref sites) => sites.draw(draws),
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
    /// Of a component.
    #[must_use]
    pub const fn new(place: Place, component: Component, emitted: Emitted) -> Self {
        let kind = match component {
            Component::Alpha => Kind::Alpha,
            Component::Beta | Component::ElectronLines => Kind::Electron,
            Component::Photons => Kind::Photon,
        };
        Self { place, emitted, kind }
    }
}

impl Source for DecaySource {
    fn emit(&self, stratum: f64, draws: &mut Draws, stack: &mut Vec<Particle>) {
        let (energy_mev, weight) = self.emitted.at(stratum);
        let position = self.place.draw(draws);
        stack.push(Particle { kind: self.kind, energy_mev, position, direction: isotropic(draws), weight });
    }
}
