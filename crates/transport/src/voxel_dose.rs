//! Dose in every voxel of an image: by Monte Carlo in its tissues, by convolution with a kernel, by leaving everything in place.

use hevesy_anatomy::TissueMap;
use hevesy_matter::Material;
use rayon::prelude::*;

use crate::J_PER_MEV;
use crate::convolution::convolve;
use crate::emission::{Component, Members};
use crate::kernel::Kernel;
use crate::monte_carlo::{Engine, Estimate, Goal, Medium, Place, Settings, Shares, Sites, Voxels, Watch};

/// Decays in the voxels of a body, x changing fastest.
#[derive(Clone, Copy, Debug)]
pub struct VoxelSource<'a> {
    /// The body.
    pub tissue: &'a TissueMap,
    /// Decays in each voxel.
    pub decays: &'a [f32],
}

/// Dose in each voxel.
#[derive(Clone, Debug, PartialEq)]
pub struct VoxelDose {
    /// Absorbed dose in Gy; 0 in air.
    pub dose_gy: Vec<f64>,
    /// Statistical standard deviation in Gy; nothing where the method has none.
    pub sd_gy: Vec<f64>,
    /// Mean dose in Gy of each region asked for, with its statistical standard deviation.
    pub regions_gy: Vec<(f64, f64)>,
    /// Histories followed.
    pub histories: u64,
}

/// Voxels thinner than this, in g/cm³, are air: no dose is given there.
pub const AIR_BELOW: f64 = 0.05;

/// Steps are short enough for tissues down to this density, in g/cm³.
const LEAST_DENSITY: f64 = 0.2;

impl VoxelSource<'_> {
    /// Whether a voxel is air, where no dose is given.
    fn is_air(&self, voxel: usize) -> bool {
        f64::from(self.tissue.density_g_per_cm3[voxel]) < AIR_BELOW
    }

    /// Gy from MeV in a voxel.
    fn gy_per_mev(&self, voxel: usize) -> f64 {
        if self.is_air(voxel) { 0.0 } else { J_PER_MEV / (self.tissue.mass_g(voxel) * 1e-3) }
    }

    /// The voxels of a region that are no air.
    pub fn solid<'s>(&'s self, region: &'s [u32]) -> impl Iterator<Item = usize> + 's {
        region.iter().map(|v| *v as usize).filter(|v| !self.is_air(*v))
    }

    fn all_decays(&self) -> f64 {
        self.decays.iter().map(|d| f64::from(*d)).sum()
    }

    /// The fewest voxels that hold half of all decays.
    fn hottest(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.decays.len()).filter(|v| self.decays[*v] > 0.0).collect();
        order.sort_by(|a, b| self.decays[*b].total_cmp(&self.decays[*a]).then(a.cmp(b)));
        let mut left = 0.5 * self.all_decays();
        let reached = order.iter().position(|v| {
            left -= f64::from(self.decays[*v]);
            left <= 0.0
        });
        order.truncate(reached.map_or(order.len(), |r| r + 1));
        order
    }

    /// Mean dose in Gy of regions, each a list of voxels.
    fn means_gy(&self, dose_gy: &[f64], regions: &[Vec<u32>]) -> Vec<(f64, f64)> {
        let mean = |region: &Vec<u32>| {
            let (mut energy, mut mass) = (0.0, 0.0);
            for voxel in self.solid(region) {
                energy += dose_gy[voxel] * self.tissue.mass_g(voxel);
                mass += self.tissue.mass_g(voxel);
            }
            (if mass > 0.0 { energy / mass } else { 0.0 }, 0.0)
        };
        regions.iter().map(mean).collect()
    }

    /// By coupled photon and electron transport in the tissues. Histories go on until half of the voxels that hold half of the decays are as
    /// certain as wanted. Regions, lists of voxels, get their mean with its own uncertainty. Theory: theory/transport.md (8).
    #[must_use]
    pub fn monte_carlo(
        &self,
        members: &Members,
        regions: &[Vec<u32>],
        (goal, seed): (Goal, u64),
        watch: &mut dyn Watch,
    ) -> VoxelDose {
        let tissue = self.tissue;
        let least_cm = tissue.voxel_mm.iter().copied().fold(f64::INFINITY, f64::min) / 10.0;
        // In g/cm², of the thinnest tissue down to lung.
        let thinnest = tissue.materials.iter().map(|m| m.density_g_per_cm3).filter(|d| *d >= AIR_BELOW);
        let density = thinnest.fold(1.0, f64::min).max(LEAST_DENSITY);
        let settings = Settings::for_voxels(0.5 * least_cm * density);
        let media: Vec<Medium> = tissue.materials.par_iter().map(|m| Medium::of(m, &settings)).collect();
        let material = (0..tissue.materials.len()).collect();
        let side_cm = tissue.voxel_mm.map(|side| side / 10.0);
        let scene = Voxels::new(tissue.size, side_cm, tissue.material.iter().copied(), material).apart();
        let mut shares: Shares = Vec::new();
        if !regions.is_empty() {
            shares.resize(self.decays.len(), Vec::new());
        }
        for (index, region) in regions.iter().enumerate() {
            for voxel in self.solid(region) {
                shares[voxel].push((index, 1.0));
            }
        }
        let sums = self.decays.len();
        let all = self.all_decays();
        let place = Place::Sites(std::sync::Arc::new(Sites::weighted(&scene, self.decays)));
        let engine = Engine::new(&scene, &media, settings).with_sums(shares).with_alphas();
        let hottest = self.hottest();
        let watched = |estimate: &Estimate| {
            let mut by_certainty: Vec<usize> = hottest.iter().copied().filter(|v| !self.is_air(*v)).collect();
            by_certainty
                .sort_by(|a, b| estimate.relative_sd(*a).total_cmp(&estimate.relative_sd(*b)).then(a.cmp(b)));
            by_certainty.get(by_certainty.len() / 2).copied().into_iter().collect()
        };
        let estimate = engine.follow((members, &place), Vec::new(), (goal, seed), watched, watch);
        let of = |voxel: usize| {
            let (energy, sd) = estimate.total(voxel);
            let scale = all * self.gy_per_mev(voxel);
            (energy * scale, sd * scale)
        };
        let (dose_gy, sd_gy) = (0..self.decays.len()).into_par_iter().map(of).unzip();
        let region = |(index, region): (usize, &Vec<u32>)| {
            let mass: f64 = self.solid(region).map(|v| tissue.mass_g(v)).sum();
            // A region of air alone is no target.
            if mass <= 0.0 {
                return (0.0, 0.0);
            }
            let (energy, sd) = estimate.total(sums + index);
            let scale = all * J_PER_MEV / (mass * 1e-3);
            (energy * scale, sd * scale)
        };
        let regions_gy = regions.iter().enumerate().map(region).collect();
        VoxelDose { dose_gy, sd_gy, regions_gy, histories: estimate.histories() }
    }

    /// By convolution with the kernel of a homogeneous medium: the energy that arrives is right for that medium, and is divided by the mass of the
    /// voxel if `by_density`, else by that of a voxel of the medium. Theory: theory/transport.md (16).
    #[must_use]
    pub fn convolved(&self, kernel: &Kernel, regions: &[Vec<u32>], by_density: bool) -> VoxelDose {
        let decays: Vec<f64> = self.decays.iter().map(|d| f64::from(*d)).collect();
        let side = kernel.reach + 1;
        let s = |[i, j, k]: [usize; 3]| kernel.voxels[(i * side + j) * side + k].total();
        // mGy per MBq s to Gy per decay.
        let gy = convolve(&decays, self.tissue.size, kernel.reach, |offset| s(offset) * 1e-9);
        let dose_gy: Vec<f64> = gy
            .into_iter()
            .enumerate()
            .map(|(voxel, gy)| {
                let scale = if by_density { kernel.voxel_g / self.tissue.mass_g(voxel) } else { 1.0 };
                if self.is_air(voxel) { 0.0 } else { gy.max(0.0) * scale }
            })
            .collect();
        let regions_gy = self.means_gy(&dose_gy, regions);
        VoxelDose { dose_gy, sd_gy: Vec::new(), regions_gy, histories: kernel.histories }
    }

    /// By leaving all charged particles' energy where the decay was; photons leave nothing. Theory: theory/transport.md (16).
    #[must_use]
    pub fn local(&self, members: &Members, regions: &[Vec<u32>]) -> VoxelDose {
        let charged: f64 = Component::ALL
            .into_iter()
            .filter(|c| *c != Component::Photons)
            .map(|c| members.energy_mev(c))
            .sum();
        let dose_gy: Vec<f64> = (0..self.decays.len())
            .map(|voxel| f64::from(self.decays[voxel]) * charged * self.gy_per_mev(voxel))
            .collect();
        let regions_gy = self.means_gy(&dose_gy, regions);
        VoxelDose { dose_gy, sd_gy: Vec::new(), regions_gy, histories: 0 }
    }
}

/// What decides which method holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suitability {
    /// Range in water, in mm, of the energy below which electrons carry nine tenths of the electron energy.
    pub electron_range_mm: f64,
    /// That range where the decays are, in the mean, over the smallest side of a voxel.
    pub range_over_voxel: f64,
    /// Share of the decays within their range of a voxel whose density differs by more than a fifth.
    pub near_boundaries: f64,
    /// Share of the decays within their range of a voxel whose density differs by more than a fifth from that of water.
    pub not_in_water: f64,
    /// Share of the emitted energy that photons carry.
    pub photon_share: f64,
}

/// Densities that differ by more than this share are a boundary.
const BOUNDARY: f64 = 0.2;

impl Suitability {
    /// Of decays in a body. Theory: theory/transport.md (17).
    #[must_use]
    pub fn of(source: &VoxelSource<'_>, members: &Members, water: &Material) -> Self {
        let tissue = source.tissue;
        let least_mm = tissue.voxel_mm.iter().copied().fold(f64::INFINITY, f64::min);
        let electron_range_mm = upper_range_mm(members, water);
        let sites: Vec<usize> = (0..source.decays.len()).filter(|v| source.decays[*v] > 0.0).collect();
        let seen: Vec<(f64, f64, f64)> = sites
            .into_par_iter()
            .map(|voxel| {
                let decays = f64::from(source.decays[voxel]);
                let own = f64::from(tissue.density_g_per_cm3[voxel]);
                let range_mm = electron_range_mm / own.max(AIR_BELOW);
                let within = |density: f64| {
                    let differs = |other: f64| (other / density - 1.0).abs() > BOUNDARY;
                    if any_near(tissue, voxel, range_mm, differs) { decays } else { 0.0 }
                };
                (decays * range_mm / least_mm, within(own), within(1.0))
            })
            .collect();
        let all = source.all_decays();
        let mean = |of: fn(&(f64, f64, f64)) -> f64| seen.iter().map(of).sum::<f64>() / all;
        let emitted: f64 = Component::ALL.iter().map(|c| members.energy_mev(*c)).sum();
        Self {
            electron_range_mm,
            range_over_voxel: mean(|s| s.0),
            near_boundaries: mean(|s| s.1),
            not_in_water: mean(|s| s.2),
            photon_share: members.energy_mev(Component::Photons) / emitted,
        }
    }

    /// Whether leaving charged particles in place is sound: nine tenths of the electrons' energy is carried by those that move by less than half a voxel.
    #[must_use]
    pub fn local_holds(&self) -> bool {
        self.range_over_voxel < 0.5
    }

    /// Whether the kernel of water divided by each voxel's mass is sound: fewer than one in twenty decays are near a boundary.
    #[must_use]
    pub fn density_holds(&self) -> bool {
        self.near_boundaries < 0.05
    }

    /// Whether the kernel of water as it is is sound: fewer than one in twenty decays see anything but water.
    #[must_use]
    pub fn kernel_holds(&self) -> bool {
        self.not_in_water < 0.05
    }
}

fn upper_range_mm(members: &Members, water: &Material) -> f64 {
    let mut lines: Vec<(f64, f64)> = [Component::Beta, Component::ElectronLines]
        .into_iter()
        .flat_map(|c| members.lines(c))
        .map(|(_, energy, number)| (energy, energy * number))
        .collect();
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all: f64 = lines.iter().map(|l| l.1).sum();
    let mut below = 0.0;
    let upper = lines.iter().find(|(_, energy)| {
        below += energy;
        below >= 0.9 * all
    });
    let electrons = hevesy_matter::Electrons::of(water);
    upper.map_or(0.0, |(energy, _)| 10.0 * electrons.csda_range_g_per_cm2(*energy) / water.density_g_per_cm3)
}

/// Voxels further away than this many are not looked at.
const MOST_LOOKED_AT: f64 = 8.0;

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and the most")]
fn any_near(tissue: &TissueMap, voxel: usize, range_mm: f64, differs: impl Fn(f64) -> bool) -> bool {
    let reach = tissue.voxel_mm.map(|side| (range_mm / side).ceil().clamp(1.0, MOST_LOOKED_AT) as usize);
    let [nx, ny, _] = tissue.size;
    let at = [voxel % nx, voxel / nx % ny, voxel / (nx * ny)];
    let span = |i: usize| at[i].saturating_sub(reach[i])..=(at[i] + reach[i]).min(tissue.size[i] - 1);
    span(2).any(|z| {
        span(1).any(|y| span(0).any(|x| differs(f64::from(tissue.density_g_per_cm3[(z * ny + y) * nx + x]))))
    })
}
