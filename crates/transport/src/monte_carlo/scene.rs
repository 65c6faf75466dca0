//! What a particle meets on its way.

use super::score::Score;
use super::vector::{Vector, along, dot};

/// What is at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Index of the material.
    pub material: usize,
    /// The target it belongs to; none where energy is not of interest.
    pub target: Option<usize>,
    /// What the scene needs to know again: a shell, a layer, a voxel.
    pub place: usize,
}

/// Where which material is, and which target.
pub trait Scene: Sync {
    /// What is at a point; none outside, where particles are lost.
    fn at(&self, point: Vector) -> Option<Spot>;

    /// Way in cm to the next change of material or target; may be shorter, never longer.
    fn to_edge(&self, spot: &Spot, point: Vector, direction: Vector) -> f64;

    /// Way in cm to the next change of material; may be shorter, never longer.
    fn to_change(&self, spot: &Spot, point: Vector, direction: Vector) -> f64 {
        self.to_edge(spot, point, direction)
    }

    /// A distance in cm within which, in any direction, target and material stay the same; 0 if not known.
    fn clearance(&self, spot: &Spot, point: Vector) -> f64;

    /// Number of targets.
    fn targets(&self) -> usize;

    /// How much a photon is worth here: where it doubles photons are split in two, where it halves every second one is given up.
    fn importance(&self, _: &Spot) -> f64 {
        1.0
    }

    /// Whether kerma of photons of any energy is scored here, and electrons are not.
    fn kerma_alone(&self, _: &Spot) -> bool {
        false
    }

    /// Scores energy in MeV left at a point.
    #[inline]
    fn leave(&self, point: Vector, energy_mev: f64, score: &mut Score) {
        score.leave(self.at(point).and_then(|spot| spot.target), energy_mev);
    }

    /// Scores energy in MeV left evenly along a way in cm that stays before the next edge.
    #[inline]
    fn leave_along(
        &self,
        spot: &Spot,
        (point, direction): (Vector, Vector),
        way: f64,
        energy_mev: f64,
        score: &mut Score,
    ) {
        let _ = (point, direction, way);
        score.leave(spot.target, energy_mev);
    }
}

/// Ways end this far beyond an edge, in cm, so that the next begins on its other side.
pub(crate) const BEYOND: f64 = 1e-7;

/// Directions closer to a face than this are taken as parallel to it, so that going [`BEYOND`] changes sides in spite of rounding.
const PARALLEL: f64 = 1e-6;

/// Way in cm until one coordinate leaves an interval.
#[inline]
pub(crate) fn to_leave(x: f64, u: f64, low: f64, high: f64) -> f64 {
    if u > PARALLEL {
        (high - x) / u
    } else if u < -PARALLEL {
        (low - x) / u
    } else {
        f64::INFINITY
    }
}

/// Balls inside each other around the origin: target i lies between radius i − 1 and radius i. What leaves the
/// last is lost.
#[derive(Clone, Debug)]
pub struct Shells {
    radii_cm: Vec<f64>,
    squares: Vec<f64>,
    layers: Vec<Layer>,
    uniform: bool,
}

/// What a shell is beside its radius.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// Index of the material.
    pub material: usize,
    /// See [`Scene::importance`].
    pub importance: f64,
    /// See [`Scene::kerma_alone`].
    pub kerma_alone: bool,
}

impl Shells {
    /// Of one material, from rising radii in cm.
    #[must_use]
    pub fn new(radii_cm: Vec<f64>) -> Self {
        let layer = Layer { material: 0, importance: 1.0, kerma_alone: false };
        Self::layered(radii_cm.into_iter().map(|r| (r, layer)))
    }

    /// From rising outer radii in cm and what lies within each.
    #[must_use]
    pub fn layered(layers: impl IntoIterator<Item = (f64, Layer)>) -> Self {
        let (radii_cm, layers): (Vec<f64>, Vec<Layer>) = layers.into_iter().unzip();
        let squares = radii_cm.iter().map(|r| r * r).collect();
        let uniform = layers.iter().all(|l| *l == layers[0]);
        Self { radii_cm, squares, layers, uniform }
    }

    fn outer(&self) -> f64 {
        self.squares.last().copied().unwrap_or(0.0)
    }
}

impl Scene for Shells {
    fn at(&self, point: Vector) -> Option<Spot> {
        let r2 = dot(point, point);
        let place = self.squares.partition_point(|s| *s < r2);
        let layer = self.layers.get(place)?;
        Some(Spot { material: layer.material, target: Some(place), place })
    }

    fn to_edge(&self, spot: &Spot, point: Vector, direction: Vector) -> f64 {
        let (b, r2) = (dot(point, direction), dot(point, point));
        // Inwards the inner ball may be in the way.
        if let Some(inner) = spot.place.checked_sub(1).map(|i| self.squares[i]) {
            let root = b * b - r2 + inner;
            if b < 0.0 && root > 0.0 {
                return (-b - root.sqrt()).max(0.0);
            }
        }
        -b + (b * b - r2 + self.squares[spot.place]).max(0.0).sqrt()
    }

    fn to_change(&self, spot: &Spot, point: Vector, direction: Vector) -> f64 {
        if !self.uniform {
            return self.to_edge(spot, point, direction);
        }
        let b = dot(point, direction);
        let c = dot(point, point) - self.outer();
        -b + (b * b - c).max(0.0).sqrt()
    }

    fn clearance(&self, spot: &Spot, point: Vector) -> f64 {
        let r = dot(point, point).sqrt();
        let outwards = self.radii_cm[spot.place] - r;
        spot.place.checked_sub(1).map_or(outwards, |inner| outwards.min(r - self.radii_cm[inner]))
    }

    fn targets(&self) -> usize {
        self.radii_cm.len()
    }

    fn importance(&self, spot: &Spot) -> f64 {
        self.layers[spot.place].importance
    }

    fn kerma_alone(&self, spot: &Spot) -> bool {
        self.layers[spot.place].kerma_alone
    }
}

/// A point moved along a direction.
#[inline]
pub(crate) fn moved(point: Vector, way: f64, direction: Vector) -> Vector {
    along(point, way, direction)
}
