//! Histories: from a source through materials into targets.

use std::sync::Arc;

use hevesy_matter::Material;
use hevesy_statistics::Draws;
use rayon::prelude::*;

use super::electron_tables::ElectronTables;
use super::photon_tables::PhotonTables;
use super::scene::Scene;
use super::settings::Settings;
use super::tally::{Shares, Tally};
use super::vector::Vector;

/// What moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Electron or positron; a positron annihilates in its source's emissions.
    Electron,
    /// Photon.
    Photon,
}

/// A particle on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Particle {
    /// What it is.
    pub kind: Kind,
    /// Kinetic energy in MeV.
    pub energy_mev: f64,
    /// Where, in cm.
    pub position: Vector,
    /// Whereto.
    pub direction: Vector,
    /// So many of them does it stand for.
    pub weight: f64,
}

/// Tables of one material at its density.
pub struct Medium {
    pub(crate) density: f64,
    pub(crate) electrons: ElectronTables,
    pub(crate) photons: PhotonTables,
}

impl Medium {
    /// Of a material.
    #[must_use]
    pub fn of(material: &Material, settings: &Settings) -> Self {
        Self {
            density: material.density_g_per_cm3,
            electrons: ElectronTables::of(material, settings),
            photons: PhotonTables::of(material),
        }
    }
}

/// Where histories start: what a decay, or one component of it, sets free.
pub trait Source: Sync {
    /// Pushes the particles of one history.
    fn emit(&self, draws: &mut Draws, stack: &mut Vec<Particle>);
}

/// Coupled photon and electron transport in a scene.
pub struct Engine<'a, S> {
    pub(crate) scene: &'a S,
    pub(crate) media: &'a [Medium],
    pub(crate) settings: Settings,
    shares: Arc<Shares>,
}

/// Histories in a batch: the unit of parallel work and of random streams.
pub(crate) const BATCH: u64 = 1024;

/// Batches whose tallies are held at a time.
const WINDOW: u64 = 256;

impl<'a, S: Scene> Engine<'a, S> {
    /// In a scene whose materials are these.
    #[must_use]
    pub fn new(scene: &'a S, media: &'a [Medium], settings: Settings) -> Self {
        Self { scene, media, settings, shares: Arc::default() }
    }

    /// With sums of targets as further targets.
    #[must_use]
    pub fn with_sums(mut self, shares: Shares) -> Self {
        self.shares = Arc::new(shares);
        self
    }

    pub(crate) fn tally(&self) -> Tally {
        Tally::with_sums(self.scene.targets(), Arc::clone(&self.shares))
    }

    /// Follows a number of histories, rounded up to whole batches, from batch `first` of the stream. The answer depends on seed, purpose and
    /// batches alone, not on threads.
    pub fn run(&self, source: &impl Source, seed: u64, purpose: &str, first: u64, histories: u64) -> Tally {
        let end = first + histories.div_ceil(BATCH);
        let mut sum = self.tally();
        let mut now = first;
        while now < end {
            // So many at a time: their tallies are kept until all are done, and added in order.
            let next = (now + WINDOW).min(end);
            let parts: Vec<Tally> = (now..next)
                .into_par_iter()
                .map(|batch| self.batch(source, Draws::new(seed, purpose, batch)))
                .collect();
            for part in &parts {
                sum.add(part);
            }
            now = next;
        }
        sum
    }

    fn batch(&self, source: &impl Source, mut draws: Draws) -> Tally {
        let mut tally = self.tally();
        let mut stack = Vec::new();
        for _ in 0..BATCH {
            source.emit(&mut draws, &mut stack);
            tally.emit(stack.iter().map(|p| p.weight * p.energy_mev).sum());
            while let Some(particle) = stack.pop() {
                match particle.kind {
                    Kind::Electron => self.electron(particle, &mut stack, &mut tally, &mut draws),
                    Kind::Photon => self.photon(particle, &mut stack, &mut tally, &mut draws),
                }
            }
            tally.end();
        }
        tally
    }
}
