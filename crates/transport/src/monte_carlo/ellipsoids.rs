//! An ellipsoid in the middle of a larger one.

use super::scene::{Scene, Spot};
use super::vector::Vector;

/// Two ellipsoids around the origin with their axes along x, y, z: target 0 is the inner one, target 1 what lies between them. What leaves the outer one is lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipsoids {
    /// Semi-axes in cm, inner and outer.
    axes: [Vector; 2],
    /// Index of the material of each.
    materials: [usize; 2],
}

impl Ellipsoids {
    /// From semi-axes in cm, the inner within the outer, and the indices of the materials.
    #[must_use]
    pub const fn new(inner_cm: Vector, outer_cm: Vector, materials: [usize; 2]) -> Self {
        Self { axes: [inner_cm, outer_cm], materials }
    }

    /// Σ (xᵢ/aᵢ)².
    fn square(axes: &Vector, point: Vector) -> f64 {
        (0..3).map(|i| point[i] * point[i] / (axes[i] * axes[i])).sum()
    }

    /// Ways at which a ray meets the surface; none if it misses.
    fn meets(axes: &Vector, point: Vector, direction: Vector) -> Option<(f64, f64)> {
        let (mut a, mut b, mut c) = (0.0, 0.0, -1.0);
        for i in 0..3 {
            let (x, u) = (point[i] / axes[i], direction[i] / axes[i]);
            a += u * u;
            b += x * u;
            c += x * x;
        }
        let root = b * b - a * c;
        (root > 0.0).then(|| ((-b - root.sqrt()) / a, (-b + root.sqrt()) / a))
    }

    /// A distance that any point of the surface is away at least.
    fn distance(axes: &Vector, point: Vector) -> f64 {
        let least = axes.iter().copied().fold(f64::INFINITY, f64::min);
        (Self::square(axes, point).sqrt() - 1.0).abs() * least
    }
}

impl Scene for Ellipsoids {
    fn at(&self, point: Vector) -> Option<Spot> {
        let place = self.axes.iter().position(|axes| Self::square(axes, point) <= 1.0)?;
        Some(Spot { material: self.materials[place], target: Some(place), place })
    }

    fn to_edge(&self, spot: &Spot, point: Vector, direction: Vector) -> f64 {
        let own = Self::meets(&self.axes[spot.place], point, direction).map_or(0.0, |(_, leave)| leave);
        let inner = match spot.place {
            1 => Self::meets(&self.axes[0], point, direction).filter(|(enter, _)| *enter > 0.0),
            _ => None,
        };
        inner.map_or(own, |(enter, _)| enter).max(0.0)
    }

    fn clearance(&self, spot: &Spot, point: Vector) -> f64 {
        let own = Self::distance(&self.axes[spot.place], point);
        if spot.place == 1 { own.min(Self::distance(&self.axes[0], point)) } else { own }
    }

    fn targets(&self) -> usize {
        2
    }
}
