//! Which material lies in which voxel, and how dense it is.

use std::collections::BTreeMap;

use hevesy_matter::{Material, MaterialError};

/// Materials and densities of a grid of voxels.
#[derive(Clone, Debug, PartialEq)]
pub struct TissueMap {
    /// Number of voxels along x, y, z.
    pub size: [usize; 3],
    /// Sides of a voxel in mm.
    pub voxel_mm: [f64; 3],
    /// Materials that occur.
    pub materials: Vec<Material>,
    /// Index of each voxel's material, x changing fastest.
    pub material: Vec<u16>,
    /// Density of each voxel in g/cm³; that of its material differs by less than 1 %, but in air (below 0.01 g/cm³).
    pub density_g_per_cm3: Vec<f32>,
}

/// CT numbers are taken together where densities differ by no more than this share …
const DENSITY_STEP: f64 = 0.01;
/// … in g/cm³ above this one; thinner than that is air.
const LEAST_DENSITY: f64 = 0.01;

impl TissueMap {
    /// One material everywhere.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "single precision is what images hold")]
    pub fn uniform(size: [usize; 3], voxel_mm: [f64; 3], material: Material) -> Self {
        let voxels = size.iter().product();
        let density_g_per_cm3 = vec![material.density_g_per_cm3 as f32; voxels];
        Self { size, voxel_mm, materials: vec![material], material: vec![0; voxels], density_g_per_cm3 }
    }

    /// From CT numbers in HU (Schneider 2000), taken between −1024 and 4000. Voxels whose densities differ by less than 1 % share a material, which is that of the first one met.
    ///
    /// # Errors
    /// A CT number that is not finite.
    #[allow(clippy::cast_possible_truncation, reason = "bins are few, densities small")]
    pub fn of_ct(size: [usize; 3], voxel_mm: [f64; 3], hounsfield: &[f32]) -> Result<Self, MaterialError> {
        // CT numbers are whole or nearly so: each is looked up once.
        let mut known: BTreeMap<i32, (u16, f32)> = BTreeMap::new();
        let mut bins: BTreeMap<(i32, i32), u16> = BTreeMap::new();
        let mut materials: Vec<Material> = Vec::new();
        let mut material = Vec::with_capacity(hounsfield.len());
        let mut density_g_per_cm3 = Vec::with_capacity(hounsfield.len());
        for hu in hounsfield {
            let rounded = f64::from(*hu).clamp(-1024.0, 4000.0).round();
            let key = rounded as i32;
            if !known.contains_key(&key) || !hu.is_finite() {
                let tissue = Material::of_ct(if hu.is_finite() { rounded } else { f64::from(*hu) })?;
                let density = tissue.density_g_per_cm3;
                let bin = if density < LEAST_DENSITY {
                    (0, 0)
                } else {
                    // Compositions change at CT numbers, densities in steps.
                    let hydrogen = tissue.fractions.first().map_or(0.0, |f| f.1);
                    ((libm::log(density) / DENSITY_STEP).floor() as i32, (hydrogen * 1e4) as i32)
                };
                let next = materials.len() as u16;
                let index = *bins.entry(bin).or_insert(next);
                if index == next {
                    materials.push(tissue);
                }
                known.insert(key, (index, density as f32));
            }
            let (index, density) = known[&key];
            material.push(index);
            density_g_per_cm3.push(density);
        }
        Ok(Self { size, voxel_mm, materials, material, density_g_per_cm3 })
    }

    /// Mass of a voxel in g.
    #[must_use]
    pub fn mass_g(&self, voxel: usize) -> f64 {
        self.voxel_mm.iter().product::<f64>() * 1e-3 * f64::from(self.density_g_per_cm3[voxel])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn law_ct_numbers_share_materials_of_like_density() {
        let hounsfield: Vec<f32> = (-1024_i16..1600).map(f32::from).collect();
        let map = TissueMap::of_ct([hounsfield.len(), 1, 1], [1.0; 3], &hounsfield).unwrap();
        assert!(map.materials.len() < 600, "{}", map.materials.len());
        for (voxel, index) in map.material.iter().enumerate() {
            let (own, shared) = (
                f64::from(map.density_g_per_cm3[voxel]),
                map.materials[usize::from(*index)].density_g_per_cm3,
            );
            assert!(own < LEAST_DENSITY || (own / shared - 1.0).abs() < 0.0101, "{own} {shared}");
        }
        assert!(TissueMap::of_ct([1, 1, 1], [1.0; 3], &[f32::NAN]).is_err());
    }
}
