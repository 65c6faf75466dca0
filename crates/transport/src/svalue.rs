//! S-values in a body of voxels.

use std::sync::Arc;

use hevesy_anatomy::{Group, Phantom};
use hevesy_matter::Material;
use rayon::prelude::*;

use crate::J_PER_MEV;
use crate::emission::{Component, Members};
use crate::monte_carlo::{Engine, Estimate, Goal, Medium, Place, Settings, Shares, Sites, Voxels, Watch};

/// Dose in a region or group per decay in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetDose {
    /// Name.
    pub name: String,
    /// Mass in g.
    pub mass_g: f64,
    /// S in mGy/(MBq s), by component in the order of [`Component::ALL`].
    pub s_mgy_per_mbq_s: [f64; 4],
    /// Statistical standard deviation of their sum.
    pub sd_mgy_per_mbq_s: f64,
    /// Whether it is a group of regions.
    pub group: bool,
}

impl TargetDose {
    /// S in mGy/(MBq s) of all components.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.s_mgy_per_mbq_s.iter().sum()
    }
}

/// A body ready for histories: its tables are made once for many sources.
pub struct Body<'a> {
    phantom: &'a Phantom,
    voxels: Voxels,
    media: Vec<Medium>,
    settings: Settings,
}

/// S-values of one source.
#[derive(Clone, Debug, PartialEq)]
pub struct SValues {
    /// Name of the source.
    pub source: String,
    /// Regions, then groups.
    pub targets: Vec<TargetDose>,
    /// Energy emitted in MeV per decay.
    pub emitted_mev: f64,
    /// Histories followed.
    pub histories: u64,
}

/// Photons leave kerma where their Compton electrons move by no more than this, in g/cm²: up to 511 keV. In organs of centimetres the error is that of an exchange
/// over so thin a surface between doses that hardly differ.
const KERMA_WITHIN: f64 = 0.125;

impl<'a> Body<'a> {
    /// Of a phantom.
    #[must_use]
    pub fn new(phantom: &'a Phantom) -> Self {
        let least_side_cm = phantom.voxel_mm.iter().copied().fold(f64::INFINITY, f64::min) / 10.0;
        let settings = Settings::for_size(0.5 * least_side_cm).kerma_within(KERMA_WITHIN);
        let mut materials: Vec<&Material> = Vec::new();
        let mut material_of = Vec::with_capacity(phantom.regions.len());
        for region in &phantom.regions {
            let known = materials.iter().position(|m| **m == region.material);
            material_of.push(known.unwrap_or(materials.len()));
            if known.is_none() {
                materials.push(&region.material);
            }
        }
        let media = materials.par_iter().map(|m| Medium::of(m, &settings)).collect();
        let region_of = phantom.region_of_label();
        #[allow(clippy::cast_possible_truncation, reason = "as many regions as labels")]
        let regions = phantom.labels.iter().map(|l| region_of[usize::from(*l)].unwrap_or(0) as u16);
        let voxels =
            Voxels::new(phantom.size, phantom.voxel_mm.map(|side| side / 10.0), regions, material_of);
        Self { phantom, voxels, media, settings }
    }

    pub(crate) const fn phantom(&self) -> &Phantom {
        self.phantom
    }

    /// For each region, the groups it counts in.
    pub(crate) fn shares(&self, groups: &[Group]) -> Shares {
        let mut shares: Shares = vec![Vec::new(); self.phantom.regions.len()];
        for (sum, group) in groups.iter().enumerate() {
            for (region, share) in &group.parts {
                shares[*region].push((sum, *share));
            }
        }
        shares
    }

    /// Masses in g of the parts of a source.
    fn weights(&self, source: &Group) -> Vec<(usize, f64)> {
        source.parts.iter().map(|(r, share)| (*r, share * self.phantom.regions[*r].mass_g)).collect()
    }

    /// Decays spread evenly in the mass of a source.
    pub(crate) fn place(&self, source: &Group) -> Place {
        Place::Sites(Arc::new(Sites::new(&self.voxels, &self.weights(source))))
    }

    /// Histories in the body, with sums of regions as further targets.
    pub(crate) fn engine(&self, shares: Shares) -> Engine<'_, Voxels> {
        Engine::new(&self.voxels, &self.media, self.settings).with_sums(shares)
    }

    /// S-values of decays spread evenly in the mass of a group. Histories go on until all regions with at least a share `down_to` of the
    /// largest S are as certain as wanted. Alphas stay where they are. Theory: theory/transport.md (8).
    #[must_use]
    pub fn s_values(
        &self,
        members: &Members,
        source: &Group,
        down_to: f64,
        (goal, seed): (Goal, u64),
        watch: &mut dyn Watch,
    ) -> SValues {
        let phantom = self.phantom;
        let regions = &phantom.regions;
        let shares = self.shares(&phantom.groups);
        let weights = self.weights(source);
        let all: f64 = weights.iter().map(|w| w.1).sum();
        let masses: Vec<f64> = regions
            .iter()
            .map(|r| r.mass_g)
            .chain(phantom.groups.iter().map(|g| phantom.mass_g(g)))
            .collect();
        let mut known_mev = vec![0.0; masses.len()];
        let alpha_mev = members.energy_mev(Component::Alpha);
        for (region, weight) in &weights {
            let energy = alpha_mev * weight / all;
            known_mev[*region] += energy;
            for (sum, share) in &shares[*region] {
                known_mev[regions.len() + sum] += energy * share;
            }
        }
        let watched = |estimate: &Estimate| {
            let dose = |t: &usize| estimate.total(*t).0 / masses[*t];
            let body: Vec<usize> =
                (0..regions.len()).filter(|t| regions[*t].material.density_g_per_cm3 > 0.1).collect();
            let most = body.iter().map(dose).fold(0.0, f64::max);
            body.into_iter().filter(|t| dose(t) >= down_to * most).collect()
        };
        let place = self.place(source);
        let engine = self.engine(shares);
        let estimate = engine.follow((members, &place), known_mev, (goal, seed), watched, watch);
        let names =
            regions.iter().map(|r| (&r.name, false)).chain(phantom.groups.iter().map(|g| (&g.name, true)));
        let targets = names.zip(&masses).enumerate().map(|(target, ((name, group), mass_g))| {
            // MeV to mGy per MBq s.
            let scale = J_PER_MEV / (mass_g * 1e-3) * 1e9;
            TargetDose {
                name: name.clone(),
                mass_g: *mass_g,
                s_mgy_per_mbq_s: Component::ALL.map(|c| estimate.of(c, target).0 * scale),
                sd_mgy_per_mbq_s: estimate.total(target).1 * scale,
                group,
            }
        });
        SValues {
            source: source.name.clone(),
            targets: targets.collect(),
            emitted_mev: Component::ALL.iter().map(|c| members.energy_mev(*c)).sum(),
            histories: estimate.histories(),
        }
    }
}
