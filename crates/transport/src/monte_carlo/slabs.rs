//! Layers of materials in a box.

use super::scene::Scene;
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

    fn layer(&self, point: Vector) -> Option<usize> {
        let [x, y, z] = point;
        if z < 0.0 || x.abs() > self.half_width_cm || y.abs() > self.half_width_cm {
            return None;
        }
        let layer = self.layers.partition_point(|(top, _)| *top < z);
        (layer < self.layers.len()).then_some(layer)
    }

    fn bottom(&self, layer: usize) -> f64 {
        layer.checked_sub(1).map_or(0.0, |below| self.layers[below].0)
    }
}

impl Scene for Slabs {
    fn material(&self, point: Vector) -> Option<usize> {
        self.layer(point).map(|layer| self.layers[layer].1)
    }

    fn to_change(&self, point: Vector, direction: Vector) -> f64 {
        self.to_edge(point, direction)
    }

    fn to_edge(&self, point: Vector, direction: Vector) -> f64 {
        let Some(layer) = self.layer(point) else { return f64::INFINITY };
        let mut way = f64::INFINITY;
        for axis in 0..3 {
            let (low, high) = if axis == 2 {
                (self.bottom(layer), self.layers[layer].0)
            } else {
                (-self.half_width_cm, self.half_width_cm)
            };
            let u = direction[axis];
            if u.abs() > 1e-12 {
                let face = if u > 0.0 { high } else { low };
                way = way.min((face - point[axis]) / u);
            }
        }
        way.max(0.0)
    }

    fn target(&self, point: Vector) -> Option<usize> {
        self.layer(point)
    }

    fn targets(&self) -> usize {
        self.layers.len()
    }

    fn clearance(&self, point: Vector) -> f64 {
        let Some(layer) = self.layer(point) else { return 0.0 };
        let [x, y, z] = point;
        let sides = self.half_width_cm - x.abs().max(y.abs());
        sides.min(z - self.bottom(layer)).min(self.layers[layer].0 - z)
    }
}
