//! Dose in the voxels of an image.
#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, reason = "a test")]

use hevesy_anatomy::TissueMap;
use hevesy_matter::Material;
use hevesy_nuclide::Nuclide;
use hevesy_transport::monte_carlo::Goal;
use hevesy_transport::{Component, Kernel, Members, Suitability, VoxelSource};

const SIZE: [usize; 3] = [13, 11, 9];
const SIDE_MM: [f64; 3] = [4.0, 4.0, 5.0];

/// Decays in a block of 3 × 3 × 3 voxels, twice as many in one of them.
fn decays() -> Vec<f32> {
    let inside = |v: usize| {
        let [x, y, z] = [v % 13, v / 13 % 11, v / 143];
        (5..8).contains(&x) && (4..7).contains(&y) && (3..6).contains(&z)
    };
    let middle = (4 * 11 + 5) * 13 + 6;
    (0..13 * 11 * 9)
        .map(|v| {
            if v == middle {
                2e9
            } else if inside(v) {
                1e9
            } else {
                0.0
            }
        })
        .collect()
}

fn goal(relative_sd: f64) -> (Goal, u64) {
    (Goal { relative_sd, most_histories: 300_000 }, 1)
}

// In water without end the three ways are one. The grid ends, which takes scattered photons: a few per cent of photons, which are a fiftieth of the dose. Tolerance:
// 0.5 % or three standard deviations in voxels with decays.
#[test]
fn law_monte_carlo_in_water_is_convolution() {
    let water = Material::named("water").unwrap();
    let tissue = TissueMap::uniform(SIZE, SIDE_MM, water.clone());
    let decays = decays();
    let source = VoxelSource { tissue: &tissue, decays: &decays };
    for name in ["Lu-177", "Y-90"] {
        let members = Members::alone(Nuclide::find(name).unwrap());
        let kernel = Kernel::of(&members, &water, (SIDE_MM, 12), goal(0.01), &mut ());
        let region: Vec<u32> = (0..decays.len() as u32).filter(|v| decays[*v as usize] > 0.0).collect();
        let regions = vec![region.clone()];
        let by_kernel = source.convolved(&kernel, &regions, false);
        let by_monte_carlo = source.monte_carlo(&members, &regions, goal(0.01), &mut ());
        for voxel in region.iter().map(|v| *v as usize) {
            let (own, other) = (by_monte_carlo.dose_gy[voxel], by_kernel.dose_gy[voxel]);
            let allowed = (0.005 * other).max(3.5 * by_monte_carlo.sd_gy[voxel]);
            assert!((own - other).abs() < allowed, "{name} {voxel}: {own} against {other}");
        }
        let ((mean, sd), (other, _)) = (by_monte_carlo.regions_gy[0], by_kernel.regions_gy[0]);
        let plain =
            region.iter().map(|v| by_monte_carlo.dose_gy[*v as usize]).sum::<f64>() / region.len() as f64;
        assert!((mean / plain - 1.0).abs() < 1e-12 && sd > 0.0 && sd < 0.01 * mean);
        assert!(
            (mean - other).abs() < (0.005 * other).max(3.0 * sd),
            "{name}: {mean} ± {sd} against {other}"
        );
    }
}

#[test]
fn law_voxel_doses_do_not_depend_on_threads() {
    let tissue = TissueMap::uniform(SIZE, SIDE_MM, Material::named("water").unwrap());
    let decays = decays();
    let source = VoxelSource { tissue: &tissue, decays: &decays };
    let members = Members::alone(Nuclide::find("Lu-177").unwrap());
    let goal = (Goal { relative_sd: 0.001, most_histories: 20_000 }, 1);
    let [one, three] = [1, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| source.monte_carlo(&members, &[vec![0, 700]], goal, &mut ()))
    });
    assert_eq!(one, three);
}

// What stays in place is energy over mass, and density divides it.
#[test]
fn exact_local_deposition_is_energy_over_mass() {
    let ac = Members::alone(Nuclide::find("Ac-225").unwrap());
    let charged: f64 = Component::ALL[..3].iter().map(|c| ac.energy_mev(*c)).sum();
    let decays = decays();
    for density in [1.0, 0.26] {
        let material = Material::named("water").unwrap().at_density(density).unwrap();
        let tissue = TissueMap::uniform(SIZE, SIDE_MM, material);
        let source = VoxelSource { tissue: &tissue, decays: &decays };
        let dose = source.local(&ac, &[]);
        for (voxel, decays) in decays.iter().enumerate() {
            let expected = f64::from(*decays) * charged * 1.602_176_634e-13 / (0.08e-3 * density);
            assert!((dose.dose_gy[voxel] - expected).abs() <= 1e-6 * expected, "{voxel}");
        }
    }
}

// Lung beside soft tissue: near it no kernel holds, far from it one does; the electrons of yttrium cross voxels of 4 mm, those of lutetium do not.
#[test]
fn law_suitability_follows_range_and_boundaries() {
    let water = Material::named("water").unwrap();
    let hounsfield: Vec<f32> = (0..13 * 11 * 9).map(|v| if v % 13 < 4 { -700.0 } else { 30.0 }).collect();
    let tissue = TissueMap::of_ct(SIZE, SIDE_MM, &hounsfield).unwrap();
    let at = |x: usize| (0..13 * 11 * 9).map(|v| if v % 13 == x { 1e6 } else { 0.0 }).collect::<Vec<f32>>();
    for (name, local, reach) in [("Lu-177", true, 1), ("Y-90", false, 3)] {
        let members = Members::alone(Nuclide::find(name).unwrap());
        let of =
            |x: usize| Suitability::of(&VoxelSource { tissue: &tissue, decays: &at(x) }, &members, &water);
        assert!(of(4).local_holds() == local, "{name}: {:?}", of(4));
        assert!(!of(3 + reach).density_holds() && of(4 + reach).density_holds(), "{name}: {:?}", of(4));
    }
}
