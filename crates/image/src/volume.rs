//! Numbers on a grid of voxels.

use hevesy_library::Problem;

/// How many voxels, and how large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Number of voxels along x, y, z.
    pub size: [usize; 3],
    /// Sides of a voxel in mm.
    pub voxel_mm: [f64; 3],
}

impl Grid {
    /// Number of voxels.
    #[must_use]
    pub const fn voxels(&self) -> usize {
        self.size[0] * self.size[1] * self.size[2]
    }

    /// Volume of a voxel in cm³.
    #[must_use]
    pub fn voxel_cm3(&self) -> f64 {
        self.voxel_mm.iter().product::<f64>() * 1e-3
    }
}

/// A volume: one number in each voxel, x changing fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct Volume {
    /// Where it was read from, for messages.
    pub name: String,
    /// Its grid.
    pub grid: Grid,
    /// Values.
    pub values: Vec<f32>,
    /// The header it was read with, which holds place and orientation.
    pub(crate) header: Vec<u8>,
}

/// Sides of voxels may differ by this share, as files keep them in single precision.
const SAME_SIDE: f64 = 1e-4;

/// Corners may lie this share of a voxel apart.
const SAME_PLACE: f64 = 0.1;

impl Volume {
    /// The same grid, place and orientation with other values.
    ///
    /// # Panics
    /// A number of values that is not that of the grid.
    #[must_use]
    pub fn with(&self, values: Vec<f32>) -> Self {
        assert_eq!(values.len(), self.grid.voxels(), "a value for each voxel");
        Self { name: self.name.clone(), grid: self.grid, values, header: self.header.clone() }
    }

    /// Whether another volume lies on the same grid.
    ///
    /// # Errors
    /// Another number of voxels, other sides or another place: with both.
    pub fn same_grid(&self, other: &Self) -> Result<(), Problem> {
        let describe = |v: &Self| {
            let ([nx, ny, nz], [x, y, z]) = (v.grid.size, v.grid.voxel_mm);
            format!("{nx} × {ny} × {nz} voxels of {x:.4} × {y:.4} × {z:.4} mm")
        };
        let close = |a: f64, b: f64| (a / b - 1.0).abs() < SAME_SIDE;
        let (own, others) = (self.grid.voxel_mm, other.grid.voxel_mm);
        let remedy = "resample one onto the grid of the other";
        if self.grid.size != other.grid.size || !own.iter().zip(others).all(|(a, b)| close(*a, b)) {
            let what = format!("has {}, {} has {}", describe(other), self.name, describe(self));
            return Err(Problem::new(&other.name, what, remedy));
        }
        let corners = self.corners_mm().zip(other.corners_mm());
        for (a, b) in corners.into_iter().flat_map(|(a, b)| a.into_iter().zip(b)) {
            let close = (0..3).all(|i| (a[i] - b[i]).abs() <= SAME_PLACE * own[i]);
            if !close {
                let place = |p: [f64; 3]| format!("{:.1}, {:.1}, {:.1} mm", p[0], p[1], p[2]);
                let what = format!("has a corner at {}, {} has it at {}", place(b), self.name, place(a));
                return Err(Problem::new(&other.name, what, remedy));
            }
        }
        Ok(())
    }
}
