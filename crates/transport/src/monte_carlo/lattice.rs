//! Voxels in an endless homogeneous medium, around one that holds the decays.

use super::scene::{Scene, Spot, to_leave};
use super::score::Score;
use super::vector::Vector;

/// Voxels around one whose decays are everywhere in it alike; those that symmetry makes equal to each other are one target.
///
/// Histories start at the origin and stand for all places of the source voxel at once: what is left at a displacement d belongs to the voxel at
/// offset k with the share Π max(0, 1 − |dᵢ/aᵢ − kᵢ|) of those places, and is scored so in eight voxels. Theory: theory/transport.md (10).
#[derive(Clone, Copy, Debug)]
pub struct Lattice {
    side_cm: [f64; 3],
    reach: usize,
    cubic: bool,
}

impl Lattice {
    /// Voxels of three sides in cm, out to `reach` from the centre along each axis.
    #[must_use]
    pub fn new(side_cm: [f64; 3], reach: usize) -> Self {
        Self { side_cm, reach, cubic: side_cm.iter().all(|s| s.to_bits() == side_cm[0].to_bits()) }
    }

    /// The target of voxels at these distances from the centre; in cubes, in any order.
    #[must_use]
    pub fn target(&self, mut offsets: [usize; 3]) -> usize {
        if self.cubic {
            offsets.sort_unstable();
            let [c, b, a] = offsets;
            a * (a + 1) * (a + 2) / 6 + b * (b + 1) / 2 + c
        } else {
            offsets.iter().rev().fold(0, |place, offset| place * (self.reach + 1) + offset)
        }
    }

    /// Number of voxels that a target stands for.
    #[must_use]
    pub fn multiplicity(&self, mut offsets: [usize; 3]) -> usize {
        let signs = offsets.iter().filter(|o| **o > 0).count();
        offsets.sort_unstable();
        let [c, b, a] = offsets;
        let orders = match (a == b, b == c) {
            _ if !self.cubic => 1,
            (true, true) => 1,
            (false, false) => 6,
            _ => 3,
        };
        orders << signs
    }

    /// Half the sides of the box in which anything is scored.
    fn half_cm(&self) -> [f64; 3] {
        self.side_cm.map(|side| (self.reach as f64 + 1.0) * side)
    }

    fn least_side_cm(&self) -> f64 {
        self.side_cm.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

/// Electrons that cannot move by this share of a side are left where they are.
const NEGLIGIBLE: f64 = 1.0 / 300.0;

impl Scene for Lattice {
    #[inline]
    fn at(&self, point: Vector) -> Option<Spot> {
        let half = self.half_cm();
        let inside = point.iter().zip(half).all(|(x, half)| x.abs() < half);
        Some(Spot { material: 0, target: inside.then_some(0), place: 0 })
    }

    fn to_edge(&self, spot: &Spot, point: Vector, direction: Vector) -> f64 {
        if spot.target.is_none() {
            return self.way_to_box(point, direction);
        }
        let mut way = f64::INFINITY;
        for (axis, (x, u)) in point.into_iter().zip(direction).enumerate() {
            let side = self.side_cm[axis];
            let low = (x / side).floor() * side;
            way = way.min(to_leave(x, u, low, low + side));
        }
        way.max(0.0)
    }

    fn to_change(&self, _: &Spot, _: Vector, _: Vector) -> f64 {
        f64::INFINITY
    }

    fn clearance(&self, _: &Spot, _: Vector) -> f64 {
        NEGLIGIBLE * self.least_side_cm()
    }

    fn targets(&self) -> usize {
        self.target([self.reach; 3]) + 1
    }

    fn leave(&self, point: Vector, energy_mev: f64, score: &mut Score) {
        let offsets: [f64; 3] = std::array::from_fn(|i| (point[i] / self.side_cm[i]).abs());
        let near = offsets.map(|o| o as usize);
        if near.iter().any(|n| *n > self.reach) {
            score.escape(energy_mev);
            return;
        }
        let far: [f64; 3] = std::array::from_fn(|i| offsets[i] - near[i] as f64);
        if near == [0; 3] && self.reach > 0 && self.cubic {
            // Nearly always: the source voxel and its neighbours by face, edge and corner, targets 0 to 3.
            let [x, y, z] = far;
            let (pairs, all) = (x * y + y * z + z * x, x * y * z);
            score.score(0, energy_mev * (1.0 - x - y - z + pairs - all));
            score.score(1, energy_mev * (x + y + z - 2.0 * pairs + 3.0 * all));
            score.score(2, energy_mev * (pairs - 3.0 * all));
            score.score(3, energy_mev * all);
            return;
        }
        for corner in 0..8_usize {
            let steps = [corner & 1, corner >> 1 & 1, corner >> 2];
            let mut share = energy_mev;
            for i in 0..3 {
                share *= if steps[i] == 1 { far[i] } else { 1.0 - far[i] };
            }
            let voxel: [usize; 3] = std::array::from_fn(|i| near[i] + steps[i]);
            if voxel.iter().all(|v| *v <= self.reach) {
                score.score(self.target(voxel), share);
            } else {
                score.escape(share);
            }
        }
    }

    /// Along a way within a cell the shares are products of three straight lines: two Gauss points are exact.
    fn leave_along(
        &self,
        _: &Spot,
        (point, direction): (Vector, Vector),
        way: f64,
        energy_mev: f64,
        score: &mut Score,
    ) {
        const POINT: f64 = 0.211_324_865_405_187_1;
        for place in [POINT, 1.0 - POINT] {
            let at = std::array::from_fn(|i| point[i] + place * way * direction[i]);
            self.leave(at, 0.5 * energy_mev, score);
        }
    }
}

impl Lattice {
    /// Way in cm from outside to the box; infinite if it is missed.
    fn way_to_box(&self, point: Vector, direction: Vector) -> f64 {
        let half = self.half_cm();
        let (mut enter, mut leave) = (0.0_f64, f64::INFINITY);
        for ((x, u), half) in point.iter().zip(direction).zip(half) {
            if u.abs() < 1e-12 {
                if x.abs() >= half {
                    return f64::INFINITY;
                }
                continue;
            }
            let (a, b) = ((-half - x) / u, (half - x) / u);
            enter = enter.max(a.min(b));
            leave = leave.min(a.max(b));
        }
        if enter < leave { enter } else { f64::INFINITY }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_targets_count_all_voxels_once() {
        for lattice in [Lattice::new([1.0; 3], 5), Lattice::new([1.0, 1.0, 2.0], 5)] {
            let mut found = vec![0; lattice.targets()];
            let range = -5_i32..=5;
            let mut offsets = Vec::new();
            for i in range.clone() {
                for j in range.clone() {
                    for k in range.clone() {
                        let offset = [i, j, k].map(|x| x.unsigned_abs() as usize);
                        found[lattice.target(offset)] += 1;
                        offsets.push(offset);
                    }
                }
            }
            for offset in offsets {
                assert_eq!(found[lattice.target(offset)], lattice.multiplicity(offset));
            }
            assert_eq!(found.iter().sum::<usize>(), 11 * 11 * 11);
        }
    }
}
