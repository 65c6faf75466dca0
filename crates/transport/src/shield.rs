//! Air kerma at a distance from a source, behind a shield.

use hevesy_matter::{Material, MaterialError, Photons};

use crate::J_PER_MEV;
use crate::emission::{Component, Members};
use crate::monte_carlo::{Engine, Estimate, Goal, Layer, Medium, Place, Settings, Shells, Watch};

/// A shield: a spherical shell around the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Shield {
    /// Its material.
    pub material: Material,
    /// Its thickness in cm.
    pub thickness_cm: f64,
}

/// Air kerma rate per activity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AirKerma {
    /// In Gy/(Bq s) at the distance.
    pub gy_per_bq_s: f64,
    /// Its relative standard deviation; `None` where nothing arrives.
    pub relative_sd: Option<f64>,
    /// What electrons of the source add to it by bremsstrahlung.
    pub bremsstrahlung_share: f64,
    /// Histories followed.
    pub histories: u64,
}

/// Radius in cm of the water around the source, as in a vial: it stops electrons.
pub const SOURCE_CM: f64 = 1.0;
/// Half the thickness of the shell of air in which kerma is scored, as a share of the distance.
const HALF_SHELL: f64 = 0.01;

/// Halvings beyond which a shield lets nothing through: 2⁻⁶⁰ ≈ 10⁻¹⁸.
const MOST_HALVINGS: f64 = 60.0;

/// At a distance in cm from a point in the centre of a ball of water of [`SOURCE_CM`], in air, behind a shield that lies around the ball. The shield is cut into layers, each of which halves what penetrates best; photons that cross into the next are split in two. Theory: theory/transport.md (12).
///
/// # Errors
/// No data for air or water.
pub fn air_kerma(
    members: &Members,
    shield: Option<&Shield>,
    distance_cm: f64,
    (goal, seed): (Goal, u64),
    watch: &mut dyn Watch,
) -> Result<AirKerma, MaterialError> {
    let settings = Settings {
        kerma_below_mev: 0.0,
        electron_cut_mev: 0.02,
        photon_cut_mev: 5e-3,
        roulette: false,
        ..Settings::for_size(0.2)
    };
    let (water, air) = (Material::named("water")?, Material::named("air")?);
    let mut media = vec![Medium::of(&water, &settings), Medium::of(&air, &settings)];
    let mut layers = vec![(SOURCE_CM, Layer { material: 0, importance: 1.0, kerma_alone: false })];
    let mut importance = 1.0;
    if let Some(shield) = shield {
        media.push(Medium::of(&shield.material, &settings));
        let halvings = halvings(members, shield);
        if halvings > MOST_HALVINGS {
            return Ok(AirKerma::default());
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 60")]
        let count = halvings.ceil().max(1.0) as u32;
        for i in 1..=count {
            importance = if i == 1 { 1.0 } else { 2.0 * importance };
            let outer = SOURCE_CM + shield.thickness_cm * f64::from(i) / f64::from(count);
            layers.push((outer, Layer { material: 2, importance, kerma_alone: false }));
        }
    }
    let target = layers.len() + 1;
    let (inner, outer) = (distance_cm * (1.0 - HALF_SHELL), distance_cm * (1.0 + HALF_SHELL));
    layers.push((inner, Layer { material: 1, importance, kerma_alone: false }));
    layers.push((outer, Layer { material: 1, importance, kerma_alone: true }));
    let scene = Shells::layered(layers);
    let engine = Engine::new(&scene, &media, settings);
    let decays = (members, &Place::Point);
    let estimate: Estimate = engine.follow(decays, Vec::new(), (goal, seed), |_| vec![target], watch);
    let cube = |r: f64| r * r * r;
    let mass_kg =
        4.0 / 3.0 * std::f64::consts::PI * (cube(outer) - cube(inner)) * air.density_g_per_cm3 * 1e-3;
    let (mean, sd) = estimate.total(target);
    let electrons = estimate.of(Component::Beta, target).0 + estimate.of(Component::ElectronLines, target).0;
    Ok(AirKerma {
        gy_per_bq_s: mean * J_PER_MEV / mass_kg,
        relative_sd: (mean > 0.0).then(|| sd / mean),
        bremsstrahlung_share: if mean > 0.0 { electrons / mean } else { 0.0 },
        histories: estimate.histories(),
    })
}

/// How often a shield halves the photons of the line that brings most energy through it.
fn halvings(members: &Members, shield: &Shield) -> f64 {
    let photons = Photons::of(&shield.material);
    let depth = |energy: f64| {
        let energy = energy.clamp(Photons::LEAST_MEV, Photons::MOST_MEV);
        photons.at(energy).total() * shield.material.density_g_per_cm3 * shield.thickness_cm
    };
    let through = |(energy, number): &(f64, f64)| libm::log(energy * number) - depth(*energy);
    let mut lines: Vec<(f64, f64)> =
        members.lines(Component::Photons).into_iter().map(|(_, e, n)| (e, n)).collect();
    // Bremsstrahlung of betas reaches to their end, mostly below a third of it.
    lines.extend(members.lines(Component::Beta).into_iter().map(|(_, e, n)| (e / 3.0, 1e-3 * n)));
    let best = lines.iter().filter(|l| l.0 * l.1 > 0.0).max_by(|a, b| through(a).total_cmp(&through(b)));
    best.map_or(0.0, |line| depth(line.0) / std::f64::consts::LN_2)
}
