//! Voxel S-values: dose in the voxels around one that holds the decays.

use hevesy_matter::Material;

use crate::J_PER_MEV;
use crate::emission::{Component, Members};
use crate::monte_carlo::{Engine, Estimate, Goal, Lattice, Medium, Place, Settings, Watch};

/// One voxel, by its distance from the source voxel in voxels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KernelVoxel {
    /// Offsets along the axes.
    pub offset: [usize; 3],
    /// S in mGy/(MBq s), by component in the order of [`Component::ALL`].
    pub s_mgy_per_mbq_s: [f64; 4],
    /// Statistical standard deviation of their sum.
    pub sd_mgy_per_mbq_s: f64,
}

impl KernelVoxel {
    /// S in mGy/(MBq s) of all components.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.s_mgy_per_mbq_s.iter().sum()
    }
}

/// The S-values of voxels in a homogeneous medium.
#[derive(Clone, Debug, PartialEq)]
pub struct Kernel {
    /// Sides of the voxels in mm.
    pub voxel_mm: [f64; 3],
    /// Offsets along each axis go up to this.
    pub reach: usize,
    /// Mass of a voxel in g.
    pub voxel_g: f64,
    /// Energy emitted in MeV per decay.
    pub emitted_mev: f64,
    /// Energy in MeV per decay that is left in all voxels of the kernel together.
    pub absorbed_mev: f64,
    /// Voxels with non-negative offsets up to the reach, in rising order of the first, second, third offset.
    pub voxels: Vec<KernelVoxel>,
    /// Histories followed.
    pub histories: u64,
}

/// Most voxels that a kernel reaches to each side; beyond, photons alone matter.
pub const MOST_REACH: usize = 50;

/// Voxels with at least this share of the centre's S are watched.
const WATCHED_SHARE: f64 = 1e-5;

impl Kernel {
    /// For voxels of three sides in mm, out to `reach` voxels. Histories go on until the centre and those of the first five voxels along each axis that
    /// get at least a hundred-thousandth of its dose are as certain as wanted. Theory: theory/transport.md (8).
    #[must_use]
    pub fn of(
        members: &Members,
        material: &Material,
        (voxel_mm, reach): ([f64; 3], usize),
        (goal, seed): (Goal, u64),
        watch: &mut dyn Watch,
    ) -> Self {
        let side_cm = voxel_mm.map(|side| side / 10.0);
        let voxel_g = side_cm.iter().product::<f64>() * material.density_g_per_cm3;
        let least_cm = side_cm.iter().copied().fold(f64::INFINITY, f64::min);
        let half_width = 0.5 * least_cm * material.density_g_per_cm3;
        let settings = Settings::for_voxels(half_width);
        let media = [Medium::of(material, &settings)];
        let scene = Lattice::new(side_cm, reach);
        let engine = Engine::new(&scene, &media, settings).within(2.0 * half_width).with_alphas();
        let along = |axis: usize| {
            (0..=reach.min(5)).map(move |o| std::array::from_fn(|i| if i == axis { o } else { 0 }))
        };
        let mut axes: Vec<(usize, f64)> = (0..3)
            .flat_map(along)
            .map(|offset| (scene.target(offset), scene.multiplicity(offset) as f64))
            .collect();
        axes.sort_unstable_by_key(|(target, _)| *target);
        axes.dedup();
        let watched = |estimate: &Estimate| {
            let centre = estimate.total(0).0;
            let matters =
                |(class, shared): &&(usize, f64)| estimate.total(*class).0 / shared >= WATCHED_SHARE * centre;
            axes.iter().filter(matters).map(|(class, _)| *class).collect()
        };
        let decays = (members, &Place::Point);
        let estimate = engine.follow(decays, Vec::new(), (goal, seed), watched, watch);
        let emitted_mev = Component::ALL.iter().map(|c| members.energy_mev(*c)).sum();
        let histories = estimate.histories();
        let mut kernel =
            Self { voxel_mm, reach, voxel_g, emitted_mev, absorbed_mev: 0.0, voxels: Vec::new(), histories };
        // MeV to mGy per MBq s.
        let scale = J_PER_MEV / (voxel_g * 1e-3) * 1e9;
        for i in 0..=reach {
            for j in 0..=reach {
                for k in 0..=reach {
                    let offset = [i, j, k];
                    let shared = scene.multiplicity(offset) as f64;
                    let of = |energy: f64| energy / shared * scale;
                    let s = Component::ALL.map(|c| of(estimate.of(c, scene.target(offset)).0));
                    let sd = of(estimate.total(scene.target(offset)).1);
                    let equal = f64::from([i, j, k].iter().map(|o| 1 + u32::from(*o > 0)).product::<u32>());
                    kernel.absorbed_mev += s.iter().sum::<f64>() / scale * equal;
                    kernel.voxels.push(KernelVoxel { offset, s_mgy_per_mbq_s: s, sd_mgy_per_mbq_s: sd });
                }
            }
        }
        kernel
    }
}
