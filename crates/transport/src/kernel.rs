//! Voxel S-values: dose in the voxels around one that holds the decays.

use hevesy_matter::Material;

use crate::J_PER_MEV;
use crate::emission::{Component, Members};
use crate::monte_carlo::{DecaySource, Engine, Goal, Lattice, Medium, Place, Settings, Tally};

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

/// The S-values of cubic voxels in a homogeneous medium.
#[derive(Clone, Debug, PartialEq)]
pub struct Kernel {
    /// Side of the voxels in mm.
    pub voxel_mm: f64,
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

impl Kernel {
    /// For voxels of a side in mm, out to `reach` voxels. Histories go on until the centre and its six neighbours are as certain as
    /// wanted. Alphas stay where they are. Theory: theory/transport.md (8).
    #[must_use]
    pub fn of(
        members: &Members,
        material: &Material,
        voxel_mm: f64,
        reach: usize,
        goal: Goal,
        seed: u64,
    ) -> Self {
        let side_cm = voxel_mm / 10.0;
        let voxel_g = side_cm * side_cm * side_cm * material.density_g_per_cm3;
        let settings = Settings::for_size(0.5 * side_cm * material.density_g_per_cm3);
        let media = [Medium::of(material, &settings)];
        let scene = Lattice::new(side_cm, reach);
        let engine = Engine::new(&scene, &media, settings);
        let watched = [[0, 0, 0], [0, 0, 1]];
        let mut found: [Option<(f64, Tally)>; 4] = [None, None, None, None];
        let (mut emitted_mev, mut local_mev, mut histories) = (0.0, 0.0, 0);
        for (place, component) in Component::ALL.into_iter().enumerate() {
            let Some(emitted) = members.emitted(component) else { continue };
            let per_decay = emitted.per_decay();
            emitted_mev += emitted.energy_mev();
            let energy = emitted.energy_mev();
            let Some(source) = DecaySource::new(Place::cube(side_cm), component, emitted) else {
                local_mev += energy;
                continue;
            };
            let worst = |t: &Tally| {
                let of = |offset: &[usize; 3]| t.relative_sd(Lattice::class(*offset));
                watched[..=reach.min(1)].iter().map(of).fold(0.0, f64::max)
            };
            let tally = engine.run_until(&source, seed, component.name(), goal, worst);
            histories += tally.histories();
            found[place] = Some((per_decay, tally));
        }
        let mut kernel =
            Self { voxel_mm, voxel_g, emitted_mev, absorbed_mev: 0.0, voxels: Vec::new(), histories };
        // MeV to mGy per MBq s.
        let scale = J_PER_MEV / (voxel_g * 1e-3) * 1e9;
        for i in 0..=reach {
            for j in 0..=reach {
                for k in 0..=reach {
                    let offset = [i, j, k];
                    let shared = Lattice::multiplicity(offset) as f64;
                    let mut s = [0.0; 4];
                    let mut variance = 0.0;
                    for (value, part) in s.iter_mut().zip(&found) {
                        let Some((per_decay, tally)) = part else { continue };
                        let (mean, sd) = tally.mean_mev(Lattice::class(offset));
                        *value = mean * per_decay / shared * scale;
                        variance += (sd * per_decay / shared * scale) * (sd * per_decay / shared * scale);
                    }
                    if offset == [0; 3] {
                        s[0] += local_mev * scale;
                    }
                    let equal = f64::from([i, j, k].iter().map(|o| 1 + u32::from(*o > 0)).product::<u32>());
                    kernel.absorbed_mev += s.iter().sum::<f64>() / scale * equal;
                    kernel.voxels.push(KernelVoxel {
                        offset,
                        s_mgy_per_mbq_s: s,
                        sd_mgy_per_mbq_s: variance.sqrt(),
                    });
                }
            }
        }
        kernel
    }
}
