//! Layers of materials in a box.

use super::scene::{Scene, Spot, to_leave};
use super::vector::Vector;

/// Layers along z from zero upwards, within ± a half width along x and y; each layer is a target. What leaves the box is lost.
#[derive(Clone, Debug)]
pub struct Slabs {
    half_width_cm: f64,
    /// Upper ends in cm, and index of the material.
    layers: Vec<(f64, usize)>,
}

impl Slabs {
    /// From (thickness in cm, index of the material).
    #[must_use]
    pub fn new(half_width_cm: f64, layers: impl IntoIterator<Item = (f64, usize)>) -> Self {
        let mut top = 0.0;
        let layers = layers.into_iter().map(|(thickness, material)| {
            top += thickness;
            (top, material)
        });
        Self { half_width_cm, layers: layers.collect() }
    }

    fn bottom(&self, layer: usize) -> f64 {
        layer.checked_sub(1).map_or(0.0, |below| self.layers[below].0)
    }
}

impl Scene for Slabs {
    fn at(&self, point: Vector) -> Option<Spot> {
        let [x, y, z] = point;
        if z < 0.0 || x.abs() > self.half_width_cm || y.abs() > self.half_width_cm {
            return None;
        }
        let place = self.layers.partition_point(|(top, _)| *top < z);
        let (_, material) = *self.layers.get(place)?;
        Some(Spot { material, target: Some(place), place })
    }

    fn to_edge(&self, spot: &Spot, point: Vector, direction: Vector) -> f64 {
        let ([x, y, z], [u, v, w], half) = (point, direction, self.half_width_cm);
        let up = to_leave(z, w, self.bottom(spot.place), self.layers[spot.place].0);
        up.min(to_leave(x, u, -half, half)).min(to_leave(y, v, -half, half)).max(0.0)
    }

    fn clearance(&self, spot: &Spot, point: Vector) -> f64 {
        let [x, y, z] = point;
        let sides = self.half_width_cm - x.abs().max(y.abs());
        sides.min(z - self.bottom(spot.place)).min(self.layers[spot.place].0 - z)
    }

    fn targets(&self) -> usize {
        self.layers.len()
    }
}
