//! From CT numbers to materials: the stoichiometric calibration of Schneider, Bortfeld & Schlegel 2000.

use crate::material::{Material, MaterialError};

/// (CT number, density in g/cm³), straight lines between.
const DENSITIES: [(f64, f64); 9] = [
    (-1000.0, 1.21e-3),
    (-98.0, 0.93),
    (-97.0, 0.930_486),
    (14.0, 1.03),
    (23.0, 1.031),
    (100.0, 1.1199),
    (101.0, 1.0762),
    (1600.0, 1.9642),
    (3000.0, 2.8),
];

/// Elements of the columns of [`TISSUES`]: H, C, N, O, Na, Mg, P, S, Cl, Ar, K, Ca.
const ELEMENTS: [u8; 12] = [1, 6, 7, 8, 11, 12, 15, 16, 17, 18, 19, 20];

/// (CT number from which it holds, mass fractions in per cent).
const TISSUES: [(f64, [f64; 12]); 24] = [
    (f64::NEG_INFINITY, [0.0, 0.0, 75.5, 23.2, 0.0, 0.0, 0.0, 0.0, 0.0, 1.3, 0.0, 0.0]),
    (-950.0, [10.3, 10.5, 3.1, 74.9, 0.2, 0.0, 0.2, 0.3, 0.3, 0.0, 0.2, 0.0]),
    (-120.0, [11.6, 68.1, 0.2, 19.8, 0.1, 0.0, 0.0, 0.1, 0.1, 0.0, 0.0, 0.0]),
    (-82.0, [11.3, 56.7, 0.9, 30.8, 0.1, 0.0, 0.0, 0.1, 0.1, 0.0, 0.0, 0.0]),
    (-52.0, [11.0, 45.8, 1.5, 41.1, 0.1, 0.0, 0.1, 0.2, 0.2, 0.0, 0.0, 0.0]),
    (-22.0, [10.8, 35.6, 2.2, 50.9, 0.0, 0.0, 0.1, 0.2, 0.2, 0.0, 0.0, 0.0]),
    (8.0, [10.6, 28.4, 2.6, 57.8, 0.0, 0.0, 0.1, 0.2, 0.2, 0.0, 0.1, 0.0]),
    (19.0, [10.3, 13.4, 3.0, 72.3, 0.2, 0.0, 0.2, 0.2, 0.2, 0.0, 0.2, 0.0]),
    (80.0, [9.4, 20.7, 6.2, 62.2, 0.6, 0.0, 0.0, 0.6, 0.3, 0.0, 0.0, 0.0]),
    (120.0, [9.5, 45.5, 2.5, 35.5, 0.1, 0.0, 2.1, 0.1, 0.1, 0.0, 0.1, 4.5]),
    (200.0, [8.9, 42.3, 2.7, 36.3, 0.1, 0.0, 3.0, 0.1, 0.1, 0.0, 0.1, 6.4]),
    (300.0, [8.2, 39.1, 2.9, 37.2, 0.1, 0.0, 3.9, 0.1, 0.1, 0.0, 0.1, 8.3]),
    (400.0, [7.6, 36.1, 3.0, 38.0, 0.1, 0.1, 4.7, 0.2, 0.1, 0.0, 0.0, 10.1]),
    (500.0, [7.1, 33.5, 3.2, 38.7, 0.1, 0.1, 5.4, 0.2, 0.0, 0.0, 0.0, 11.7]),
    (600.0, [6.6, 31.0, 3.3, 39.4, 0.1, 0.1, 6.1, 0.2, 0.0, 0.0, 0.0, 13.2]),
    (700.0, [6.1, 28.7, 3.5, 40.0, 0.1, 0.1, 6.7, 0.2, 0.0, 0.0, 0.0, 14.6]),
    (800.0, [5.6, 26.5, 3.6, 40.5, 0.1, 0.2, 7.3, 0.3, 0.0, 0.0, 0.0, 15.9]),
    (900.0, [5.2, 24.6, 3.7, 41.1, 0.1, 0.2, 7.8, 0.3, 0.0, 0.0, 0.0, 17.0]),
    (1000.0, [4.9, 22.7, 3.8, 41.6, 0.1, 0.2, 8.3, 0.3, 0.0, 0.0, 0.0, 18.1]),
    (1100.0, [4.5, 21.0, 3.9, 42.0, 0.1, 0.2, 8.8, 0.3, 0.0, 0.0, 0.0, 19.2]),
    (1200.0, [4.2, 19.4, 4.0, 42.5, 0.1, 0.2, 9.2, 0.3, 0.0, 0.0, 0.0, 20.1]),
    (1300.0, [3.9, 17.9, 4.1, 42.9, 0.1, 0.2, 9.6, 0.3, 0.0, 0.0, 0.0, 21.0]),
    (1400.0, [3.6, 16.5, 4.2, 43.2, 0.1, 0.2, 10.0, 0.3, 0.0, 0.0, 0.0, 21.9]),
    (1500.0, [3.4, 15.5, 4.2, 43.5, 0.1, 0.2, 10.3, 0.3, 0.0, 0.0, 0.0, 22.5]),
];

impl Material {
    /// The tissue of a CT number in HU, for scanners calibrated as in the source. Densities below −1000 HU are those of air; from 1500 HU on the
    /// composition is that of the densest bone (implants are not told apart).
    ///
    /// # Errors
    /// A CT number that is not finite.
    pub fn of_ct(hounsfield: f64) -> Result<Self, MaterialError> {
        let (low, high) = (DENSITIES[0], DENSITIES[DENSITIES.len() - 1]);
        let hu = hounsfield.clamp(low.0, high.0);
        let i = DENSITIES.partition_point(|(h, _)| *h <= hu).clamp(1, DENSITIES.len() - 1);
        let ((h0, d0), (h1, d1)) = (DENSITIES[i - 1], DENSITIES[i]);
        let density = d0 + (hu - h0) / (h1 - h0) * (d1 - d0);
        let tissue = TISSUES.iter().rev().find(|(from, _)| *from <= hounsfield).unwrap_or(&TISSUES[0]);
        let fractions = ELEMENTS.into_iter().zip(tissue.1.iter().map(|p| p / 100.0)).collect();
        Self::new(&format!("tissue of {hounsfield} HU"), density, fractions, None)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    // Oracle: the points of the source; between −98 and 14 HU its line 1.018 + 0.893e-3 HU.
    #[test]
    fn exact_densities_and_compositions() {
        for (hu, density) in [
            (-1000.0, 1.21e-3),
            (-2000.0, 1.21e-3),
            (-50.0, 1.018 - 0.04465),
            (1600.0, 1.9642),
            (5000.0, 2.8),
        ] {
            let found = Material::of_ct(hu).unwrap().density_g_per_cm3;
            assert!((found / density - 1.0).abs() < 1e-3, "{hu}: {found}");
        }
        assert!(Material::of_ct(-1000.0).unwrap().fractions.iter().all(|(z, _)| *z != 1));
        let calcium =
            |hu| Material::of_ct(hu).unwrap().fractions.iter().find(|(z, _)| *z == 20).map_or(0.0, |f| f.1);
        assert!(calcium(50.0) == 0.0 && calcium(150.0) < calcium(1450.0));
        assert!(Material::of_ct(f64::NAN).is_err());
    }

    // All numbers of a scanner give a material.
    #[test]
    fn law_every_number_has_a_material() {
        for hu in -1024..3072 {
            let material = Material::of_ct(f64::from(hu)).unwrap();
            assert!((material.fractions.iter().map(|f| f.1).sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }
}
