//! Specific absorbed fractions: the share of a photon's or electron's energy that a target absorbs, over the target's mass.

use hevesy_anatomy::Group;

use crate::emission::Emitted;
use crate::monte_carlo::{DecaySource, Engine, Kind, Medium, Place, Settings, Shells};
use crate::svalue::Body;

/// Energies in MeV at which they are computed.
pub const SAF_ENERGIES_MEV: [f64; 20] = [
    0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0,
    4.0,
];

/// Above this energy in MeV fewer histories of photons are followed.
const MOST_KERMA_MEV: f64 = 0.5;

/// Sources and targets in the reference tables: what takes up radiopharmaceuticals or limits their activity.
pub const SAF_REGIONS: [&str; 33] = [
    "adrenals",
    "brain",
    "breasts",
    "colon contents",
    "colon wall",
    "cortical bone",
    "gall bladder contents",
    "gall bladder wall",
    "heart contents (blood)",
    "heart wall",
    "kidneys",
    "left kidney",
    "liver",
    "lungs",
    "muscle",
    "oesophagus",
    "ovaries",
    "pancreas",
    "prostate",
    "red marrow",
    "right kidney",
    "salivary glands",
    "small intestine contents",
    "small intestine wall",
    "spleen",
    "stomach contents",
    "stomach wall",
    "testes",
    "thyroid",
    "total body",
    "urinary bladder contents",
    "urinary bladder wall",
    "uterus",
];

/// Specific absorbed fractions of one pair at [`SAF_ENERGIES_MEV`].
#[derive(Clone, Debug, PartialEq)]
pub struct Saf {
    /// Name of the target.
    pub target: String,
    /// Mass of the target in g.
    pub mass_g: f64,
    /// In 1/kg.
    pub per_kg: Vec<f64>,
    /// Relative standard deviations; infinite where nothing was absorbed.
    pub relative_sd: Vec<f64>,
}

impl Body<'_> {
    /// From a source to targets, with so many photons or electrons at each energy. Theory: theory/transport.md (11).
    #[must_use]
    pub fn saf(&self, kind: Kind, source: &Group, targets: &[Group], histories: u64, seed: u64) -> Vec<Saf> {
        let (engine, place) = (self.engine(self.shares(targets)), self.place(source));
        let first = self.phantom().regions.len();
        let mut found: Vec<Saf> = targets
            .iter()
            .map(|t| Saf {
                target: t.name.clone(),
                mass_g: self.phantom().mass_g(t),
                per_kg: Vec::new(),
                relative_sd: Vec::new(),
            })
            .collect();
        for energy in SAF_ENERGIES_MEV {
            let emitted = Emitted::single(energy);
            let source = DecaySource { place: place.clone(), emitted, kind };
            // Where electrons of photons are followed a history costs ten times as much, and few lines are there.
            let share = if kind == Kind::Photon && energy > MOST_KERMA_MEV { 8 } else { 1 };
            let tally = engine.run(&source, seed, "saf", 0, histories / share);
            for (target, saf) in found.iter_mut().enumerate() {
                let (mean, _) = tally.mean_mev(first + target);
                saf.per_kg.push(mean / energy / (saf.mass_g * 1e-3));
                saf.relative_sd.push(tally.relative_sd(first + target));
            }
        }
        found
    }
}

/// Absorbed fractions of photons or electrons spread evenly in a ball of water with this mass in g, within more water, at the energies of
/// [`SAF_ENERGIES_MEV`]. Theory: theory/transport.md (11).
#[must_use]
pub fn sphere_fractions(kind: Kind, mass_g: f64, histories: u64, seed: u64) -> Vec<f64> {
    let radius_cm = libm::cbrt(3.0 * mass_g / (4.0 * std::f64::consts::PI));
    let settings = Settings::for_size(radius_cm);
    let Ok(water) = hevesy_matter::Material::named("water") else { return Vec::new() };
    let media = [Medium::of(&water, &settings)];
    let scene = Shells::new(vec![radius_cm, radius_cm + 40.0]);
    let engine = Engine::new(&scene, &media, settings);
    let fraction = |energy: &f64| {
        let place = Place::Ball(radius_cm);
        let source = DecaySource { place, emitted: Emitted::single(*energy), kind };
        engine.run(&source, seed, "saf", 0, histories).mean_mev(0).0 / energy
    };
    SAF_ENERGIES_MEV.iter().map(fraction).collect()
}
