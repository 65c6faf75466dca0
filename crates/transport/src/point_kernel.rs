//! Dose point kernels: dose in shells around a point where the decays are.

use hevesy_matter::Material;

use crate::J_PER_MEV;
use crate::emission::{Component, Members};
use crate::monte_carlo::{Engine, Estimate, Goal, Medium, Place, Settings, Shells, Watch};

/// One shell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KernelShell {
    /// Outer radius in mm.
    pub outer_mm: f64,
    /// Mass in g.
    pub mass_g: f64,
    /// S in mGy/(MBq s), by component in the order of [`Component::ALL`].
    pub s_mgy_per_mbq_s: [f64; 4],
    /// Statistical standard deviation of their sum.
    pub sd_mgy_per_mbq_s: f64,
}

/// A point kernel in a homogeneous medium.
#[derive(Clone, Debug, PartialEq)]
pub struct PointKernel {
    /// Shells of equal thickness from the point outwards.
    pub shells: Vec<KernelShell>,
    /// Energy emitted in MeV per decay, by component.
    pub emitted_mev: [f64; 4],
    /// Histories followed.
    pub histories: u64,
}

/// Medium beyond the shells, in g/cm²: enough for what photons scatter back.
const SURROUNDING: f64 = 40.0;

/// Shells with at least this share of the largest energy are watched.
const WATCHED_SHARE: f64 = 0.05;

impl PointKernel {
    /// With so many shells of a thickness in mm. Histories go on until every shell that gets at least a twentieth of the energy of the best is as certain
    /// as wanted. Theory: theory/transport.md (8), (9).
    #[must_use]
    pub fn of(
        members: &Members,
        material: &Material,
        (shell_mm, count): (f64, usize),
        (goal, seed): (Goal, u64),
        watch: &mut dyn Watch,
    ) -> Self {
        let density = material.density_g_per_cm3;
        let half = 0.5 * shell_mm / 10.0 * density;
        // Steps that are short against a shell, whatever the energy.
        let settings = Settings { c1: 0.05, c2: 0.05, ..Settings::for_size(half) };
        let media = [Medium::of(material, &settings)];
        let mut radii: Vec<f64> = (1..=count).map(|i| i as f64 * shell_mm / 10.0).collect();
        radii.push(radii[count - 1] + SURROUNDING / density);
        let scene = Shells::new(radii);
        let engine = Engine::new(&scene, &media, settings).within(half * count as f64).with_alphas();
        let watched = |estimate: &Estimate| {
            let energies: Vec<f64> = (0..count).map(|i| estimate.total(i).0).collect();
            let most = energies.iter().copied().fold(0.0, f64::max);
            (0..count).filter(|i| energies[*i] >= WATCHED_SHARE * most).collect()
        };
        let estimate = engine.follow((members, &Place::Point), Vec::new(), (goal, seed), watched, watch);
        let shells = (0..count).map(|i| {
            let radius = |i: usize| i as f64 * shell_mm / 10.0;
            let cube = |r: f64| r * r * r;
            let mass_g = 4.0 / 3.0 * std::f64::consts::PI * density * (cube(radius(i + 1)) - cube(radius(i)));
            let scale = J_PER_MEV / (mass_g * 1e-3) * 1e9;
            KernelShell {
                outer_mm: (i + 1) as f64 * shell_mm,
                mass_g,
                s_mgy_per_mbq_s: Component::ALL.map(|c| estimate.of(c, i).0 * scale),
                sd_mgy_per_mbq_s: estimate.total(i).1 * scale,
            }
        });
        Self {
            shells: shells.collect(),
            emitted_mev: Component::ALL.map(|c| members.energy_mev(c)),
            histories: estimate.histories(),
        }
    }

    /// Radius in mm within which a share of a component's emitted energy is left; `None` if the shells do not reach so far.
    #[must_use]
    pub fn radius_of_share_mm(&self, component: Component, share: f64) -> Option<f64> {
        let index = Component::ALL.iter().position(|c| *c == component)?;
        let wanted = share * self.emitted_mev[index];
        let (mut below, mut inner) = (0.0, 0.0);
        for shell in &self.shells {
            let energy = shell.s_mgy_per_mbq_s[index] * shell.mass_g * 1e-12 / J_PER_MEV;
            if energy > 0.0 && below + energy >= wanted {
                return Some(inner + (wanted - below) / energy * (shell.outer_mm - inner));
            }
            below += energy;
            inner = shell.outer_mm;
        }
        None
    }
}
