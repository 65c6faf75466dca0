//! Histories: from a source through materials into targets.

use std::sync::Arc;

use hevesy_matter::Material;
use hevesy_statistics::Draws;
use rayon::prelude::*;

use super::electron_tables::ElectronTables;
use super::photon_tables::PhotonTables;
use super::scene::Scene;
use super::score::{Batch, Score};
use super::settings::Settings;
use super::tally::{Shares, Tally};
use super::vector::Vector;
use crate::track::Track;

/// What moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Electron or positron; a positron annihilates in its source's emissions.
    Electron,
    /// Photon.
    Photon,
    /// Alpha particle.
    Alpha,
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
    pub(crate) alphas: Track,
}

impl Medium {
    /// Of a material.
    #[must_use]
    pub fn of(material: &Material, settings: &Settings) -> Self {
        Self {
            density: material.density_g_per_cm3,
            electrons: ElectronTables::of(material, settings),
            photons: PhotonTables::of(material),
            alphas: Track::alphas_in(material),
        }
    }

    /// What a photon is worth that matters by what it leaves within so many g/cm²: half-way, as a geometric mean, between its energy and that
    /// energy's share given to charged particles there, so that far targets are not forgotten.
    pub(crate) fn worth(&self, energy_mev: f64, size: f64) -> f64 {
        let given = self.photons.at(energy_mev).kerma / energy_mev;
        (-libm::expm1(-given * size)).sqrt().max(LEAST_WORTH)
    }
}

/// No photon is worth less than this part of its energy.
const LEAST_WORTH: f64 = 0.05;

/// Where histories start: what a decay, or one component of it, sets free.
pub trait Source: Sync {
    /// Pushes the particles of one history. `stratum` is even between 0 and 1 over the histories of a batch: what is drawn from it is spread as
    /// evenly as can be.
    fn emit(&self, stratum: f64, draws: &mut Draws, stack: &mut Vec<Particle>);
}

/// Coupled photon and electron transport in a scene.
pub struct Engine<'a, S> {
    pub(crate) scene: &'a S,
    pub(crate) media: &'a [Medium],
    pub(crate) settings: Settings,
    shares: Arc<Shares>,
    pub(crate) size: Option<f64>,
    pub(crate) alphas: bool,
}

/// Histories in a batch: the unit of parallel work and of random streams.
pub(crate) const BATCH: u64 = 256;

/// Batches that are held at a time.
const WINDOW: u64 = 128;

impl<'a, S: Scene> Engine<'a, S> {
    /// In a scene whose materials are these.
    #[must_use]
    pub fn new(scene: &'a S, media: &'a [Medium], settings: Settings) -> Self {
        Self { scene, media, settings, shares: Arc::default(), size: None, alphas: false }
    }

    /// With photons drawn by what they may leave within so many g/cm² from where they start.
    #[must_use]
    pub const fn within(mut self, size: f64) -> Self {
        self.size = Some(size);
        self
    }

    /// With sums of targets as further targets.
    #[must_use]
    pub fn with_sums(mut self, shares: Shares) -> Self {
        self.shares = Arc::new(shares);
        self
    }

    /// With alphas followed; otherwise what they leave is given to [`Engine::follow`] as known.
    #[must_use]
    pub const fn with_alphas(mut self) -> Self {
        self.alphas = true;
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
            // So many at a time: they are kept until all are done, and counted in order.
            let next = (now + WINDOW).min(end);
            let batches: Vec<Batch> = (now..next)
                .into_par_iter()
                .map_init(
                    || (Score::new(self.scene.targets()), Vec::new()),
                    |(score, stack), batch| {
                        self.batch(source, Draws::new(seed, purpose, batch), score, stack)
                    },
                )
                .collect();
            for batch in &batches {
                sum.count(batch);
            }
            now = next;
        }
        sum
    }

    fn batch(
        &self,
        source: &impl Source,
        mut draws: Draws,
        score: &mut Score,
        stack: &mut Vec<Particle>,
    ) -> Batch {
        for history in 0..BATCH {
            let any = draws.uniform();
            let stratum = if self.settings.stratified { (history as f64 + any) / BATCH as f64 } else { any };
            source.emit(stratum, &mut draws, stack);
            score.emit(stack.iter().map(|p| p.weight * p.energy_mev).sum());
            while let Some(particle) = stack.pop() {
                match particle.kind {
                    Kind::Electron => self.electron(particle, stack, score, &mut draws),
                    Kind::Photon => self.photon(particle, stack, score, &mut draws),
                    Kind::Alpha => self.alpha(particle, score, &mut draws),
                }
            }
        }
        score.end()
    }
}
