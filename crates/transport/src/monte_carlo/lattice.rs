//! Cubic voxels in an endless homogeneous medium.

use super::scene::Scene;
use super::vector::Vector;

/// Voxels around the one at the origin; those that symmetry makes equal to each other are one target.
#[derive(Clone, Copy, Debug)]
pub struct Lattice {
    side_cm: f64,
    reach: usize,
}

impl Lattice {
    /// Voxels of a side in cm, out to `reach` from the centre along each axis.
    #[must_use]
    pub const fn new(side_cm: f64, reach: usize) -> Self {
        Self { side_cm, reach }
    }

    /// The target of voxels at these distances from the centre, in any order.
    #[must_use]
    pub fn class(mut offsets: [usize; 3]) -> usize {
        offsets.sort_unstable();
        let [c, b, a] = offsets;
        a * (a + 1) * (a + 2) / 6 + b * (b + 1) / 2 + c
    }

    /// Number of voxels that a target stands for.
    #[must_use]
    pub fn multiplicity(mut offsets: [usize; 3]) -> usize {
        offsets.sort_unstable();
        let [c, b, a] = offsets;
        let orders = match (a == b, b == c) {
            (true, true) => 1,
            (false, false) => 6,
            _ => 3,
        };
        orders << offsets.iter().filter(|o| **o > 0).count()
    }

    /// Voxel along one axis, in sides from the centre of the central one.
    fn offset(&self, x: f64) -> f64 {
        (x / self.side_cm).abs()
    }
}

impl Scene for Lattice {
    fn material(&self, _: Vector) -> Option<usize> {
        Some(0)
    }

    fn to_change(&self, _: Vector, _: Vector) -> f64 {
        f64::INFINITY
    }

    fn to_edge(&self, point: Vector, direction: Vector) -> f64 {
        let mut way = f64::INFINITY;
        for (x, u) in point.iter().zip(direction) {
            if u.abs() > 1e-12 {
                // Faces lie at half-integers; the side the particle moves to counts.
                let offset = (x / self.side_cm).mul_add(u.signum(), 0.5);
                way = way.min((1.0 - (offset - offset.floor())) * self.side_cm / u.abs());
            }
        }
        way
    }

    fn target(&self, point: Vector) -> Option<usize> {
        let most = self.reach as f64 + 0.5;
        let offsets = point.map(|x| self.offset(x));
        offsets.iter().all(|o| *o < most).then(|| Self::class(offsets.map(|o| (o + 0.5) as usize)))
    }

    fn targets(&self) -> usize {
        Self::class([self.reach; 3]) + 1
    }

    fn clearance(&self, point: Vector) -> f64 {
        let half = self.reach as f64 + 0.5;
        let offsets = point.map(|x| self.offset(x));
        let outside = offsets.iter().fold(0.0_f64, |m, o| m.max(o - half));
        if outside > 0.0 {
            return outside * self.side_cm;
        }
        let nearest = |o: &f64| {
            let part = (o + 0.5).fract();
            part.min(1.0 - part)
        };
        offsets.iter().map(nearest).fold(f64::INFINITY, f64::min) * self.side_cm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_classes_count_all_voxels_once() {
        let mut found = vec![0; Lattice::new(1.0, 5).targets()];
        let range = -5_i32..=5;
        for i in range.clone() {
            for j in range.clone() {
                for k in range.clone() {
                    found[Lattice::class([i, j, k].map(|x| x.unsigned_abs() as usize))] += 1;
                }
            }
        }
        for a in 0..=5 {
            for b in 0..=a {
                for c in 0..=b {
                    assert_eq!(found[Lattice::class([a, b, c])], Lattice::multiplicity([c, a, b]));
                }
            }
        }
        assert_eq!(found.iter().sum::<usize>(), 11 * 11 * 11);
    }
}
