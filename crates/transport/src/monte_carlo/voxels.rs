//! A body in voxels.

use super::scene::{Scene, Spot, to_leave};
use super::vector::Vector;

/// Voxels with a region each. Regions are targets, or each voxel is one. What leaves the grid is lost.
pub struct Voxels {
    size: [usize; 3],
    side_cm: [f64; 3],
    voxels: Vec<Voxel>,
    /// Material of each region.
    material: Vec<usize>,
    apart: bool,
}

#[derive(Clone, Copy)]
struct Voxel {
    region: u16,
    /// So many layers of voxels around it are of the same region.
    layers: u16,
}

/// Most layers that are counted: enough for any organ.
const MOST_LAYERS: u16 = 64;

impl Voxels {
    /// From the number of voxels, their sides, the index of each voxel's region (x changing fastest), the index of each region's material.
    ///
    /// # Panics
    /// A number of voxels that is not that of the grid, or a region without material.
    #[must_use]
    pub fn new(
        size: [usize; 3],
        side_cm: [f64; 3],
        regions: impl IntoIterator<Item = u16>,
        material: Vec<usize>,
    ) -> Self {
        let voxels: Vec<Voxel> =
            regions.into_iter().map(|region| Voxel { region, layers: MOST_LAYERS }).collect();
        assert_eq!(voxels.len(), size.iter().product::<usize>(), "voxels must fill the grid");
        assert!(
            voxels.iter().all(|v| usize::from(v.region) < material.len()),
            "every region needs a material"
        );
        let mut grid = Self { size, side_cm, voxels, material, apart: false };
        grid.count_layers();
        grid
    }

    /// The same with each voxel a target of its own.
    #[must_use]
    pub const fn apart(mut self) -> Self {
        self.apart = true;
        self
    }

    /// Chessboard distance to another region or to the border: one pass forwards, one back.
    fn count_layers(&mut self) {
        let [nx, ny, nz] = self.size;
        let (row, slice) = (nx as isize, (nx * ny) as isize);
        let before: Vec<isize> = (-1..=1)
            .flat_map(|dz| (-1..=1).flat_map(move |dy| (-1..=1).map(move |dx| dz * slice + dy * row + dx)))
            .filter(|offset| *offset < 0)
            .collect();
        let inner = |i: usize, n: usize| i > 0 && i + 1 < n;
        for forwards in [true, false] {
            let sign = if forwards { 1 } else { -1 };
            for step in 0..self.voxels.len() {
                let index = if forwards { step } else { self.voxels.len() - 1 - step };
                let (x, y, z) = (index % nx, index / nx % ny, index / (nx * ny));
                let own = self.voxels[index];
                if !(inner(x, nx) && inner(y, ny) && inner(z, nz)) {
                    self.voxels[index].layers = 0;
                    continue;
                }
                let mut layers = own.layers;
                for offset in &before {
                    let other = self.voxels[(index as isize + sign * offset) as usize];
                    layers = layers.min(if other.region == own.region { other.layers + 1 } else { 0 });
                }
                self.voxels[index].layers = layers;
            }
        }
    }

    /// Number of voxels along each axis.
    #[must_use]
    pub const fn size(&self) -> [usize; 3] {
        self.size
    }

    /// Sides of a voxel in cm.
    #[must_use]
    pub const fn side_cm(&self) -> [f64; 3] {
        self.side_cm
    }

    /// Index of the region of each voxel.
    pub fn regions(&self) -> impl Iterator<Item = u16> + '_ {
        self.voxels.iter().map(|v| v.region)
    }

    /// Bounds of the block of so many layers around a voxel, along an axis.
    #[inline]
    fn block(&self, spot: &Spot, layers: f64, axis: usize) -> (f64, f64) {
        let [nx, ny, _] = self.size;
        let place = match axis {
            0 => spot.place % nx,
            1 => spot.place / nx % ny,
            _ => spot.place / (nx * ny),
        } as f64;
        ((place - layers) * self.side_cm[axis], (place + 1.0 + layers) * self.side_cm[axis])
    }
}

impl Voxels {
    /// Layers around a voxel that are of its region.
    #[inline]
    fn alike(&self, spot: &Spot) -> f64 {
        f64::from(self.voxels[spot.place].layers)
    }

    /// Layers around a voxel that are of its target.
    #[inline]
    fn own(&self, spot: &Spot) -> f64 {
        if self.apart { 0.0 } else { self.alike(spot) }
    }

    #[inline]
    fn way_out(&self, spot: &Spot, layers: f64, point: Vector, direction: Vector) -> f64 {
        let mut way = f64::INFINITY;
        for (axis, (x, u)) in point.into_iter().zip(direction).enumerate() {
            let (low, high) = self.block(spot, layers, axis);
            way = way.min(to_leave(x, u, low, high));
        }
        way.max(0.0)
    }
}

impl Scene for Voxels {
    #[inline]
    fn at(&self, point: Vector) -> Option<Spot> {
        let mut place = 0;
        for axis in (0..3).rev() {
            let offset = point[axis] / self.side_cm[axis];
            if !(offset >= 0.0 && offset < self.size[axis] as f64) {
                return None;
            }
            place = place * self.size[axis] + offset as usize;
        }
        let region = usize::from(self.voxels[place].region);
        let target = if self.apart { place } else { region };
        Some(Spot { material: self.material[region], target: Some(target), place })
    }

    #[inline]
    fn to_edge(&self, spot: &Spot, point: Vector, direction: Vector) -> f64 {
        self.way_out(spot, self.own(spot), point, direction)
    }

    #[inline]
    fn to_change(&self, spot: &Spot, point: Vector, direction: Vector) -> f64 {
        self.way_out(spot, self.alike(spot), point, direction)
    }

    #[inline]
    fn clearance(&self, spot: &Spot, point: Vector) -> f64 {
        let mut nearest = f64::INFINITY;
        for (axis, x) in point.into_iter().enumerate() {
            let (low, high) = self.block(spot, self.own(spot), axis);
            nearest = nearest.min(x - low).min(high - x);
        }
        nearest
    }

    fn targets(&self) -> usize {
        if self.apart { self.voxels.len() } else { self.material.len() }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    // A 3 × 3 × 3 block of region 1 in 7 × 7 × 7 of region 0, off the centre.
    fn grid() -> Voxels {
        let regions = (0..343).map(|i| {
            let (x, y, z) = (i % 7, i / 7 % 7, i / 49);
            u16::from([x, y, z].iter().all(|c| (2..5).contains(c)))
        });
        Voxels::new([7; 3], [1.0, 2.0, 3.0], regions, vec![0, 1])
    }

    #[test]
    fn exact_layers_and_edges() {
        let grid = grid();
        let centre = [3.5, 7.0, 10.5];
        let spot = grid.at(centre).unwrap();
        assert_eq!((spot.material, spot.target), (1, Some(1)));
        assert!((grid.to_edge(&spot, centre, [1.0, 0.0, 0.0]) - 1.5).abs() < 1e-12);
        assert!((grid.to_edge(&spot, centre, [0.0, 0.0, -1.0]) - 4.5).abs() < 1e-12);
        assert!((grid.clearance(&spot, centre) - 1.5).abs() < 1e-12);
        let corner = [0.5, 0.5, 0.5];
        let spot = grid.at(corner).unwrap();
        assert!((grid.clearance(&spot, corner) - 0.5).abs() < 1e-12);
        assert!(grid.at([7.0, 1.0, 1.0]).is_none() && grid.at([-1e-9, 1.0, 1.0]).is_none());
    }
}
