//! Hits of a nucleus by single tracks: specific energy and its distribution.

use hevesy_nuclide::Emission;
use hevesy_statistics::Draws;

use crate::J_PER_MEV;
use crate::cell::{Cell, Compartment};
use crate::emission::{Component, Members};
use crate::monte_carlo::{Vector, along, dot, isotropic};
use crate::track::Track;

/// Where tracks start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Evenly in a part of the cell itself.
    Part(Compartment),
    /// Evenly in all that lies outside the cell.
    Outside,
}

/// Specific energies in Gy that single tracks leave in a nucleus, each as likely as the other, in rising order.
#[derive(Clone, Debug, PartialEq)]
pub struct HitSpectrum {
    z_gy: Vec<f64>,
}

impl HitSpectrum {
    /// Of the alpha particles of a decay, or of its electrons where there are none, by so many straight tracks.
    #[must_use]
    pub fn of(members: &Members, cell: Cell, origin: Origin, tracks: u32, seed: u64) -> Self {
        let alphas: Vec<(Emission, f64, f64)> =
            members.lines(Component::Alpha).into_iter().filter(|l| l.0 == Emission::Alpha).collect();
        let (lines, track) = if alphas.is_empty() {
            let mut lines = members.lines(Component::Beta);
            lines.extend(members.lines(Component::ElectronLines));
            (lines, Track::electrons())
        } else {
            (alphas, Track::alphas())
        };
        let mut sum = 0.0;
        let kinds: Vec<(f64, f64, f64)> = lines
            .iter()
            .map(|(_, energy, number)| {
                sum += number;
                (sum, *energy, track.range_um(*energy))
            })
            .collect();
        let furthest = kinds.iter().map(|k| k.2).fold(0.0, f64::max);
        let mass_kg = cell.mass_kg(Compartment::Nucleus);
        let mut draws = Draws::new(seed, "hits", 0);
        let mut z_gy = Vec::new();
        for _ in 0..tracks {
            let choice = draws.uniform() * sum;
            let Some((_, _, range)) = kinds.get(kinds.partition_point(|k| k.0 < choice)) else { continue };
            let start = start(cell, origin, furthest, &mut draws);
            let Some((enter, leave)) = chord(start, isotropic(&mut draws), cell.nucleus_um()) else {
                continue;
            };
            if enter < *range {
                let left = track.energy_mev(range - enter) - track.energy_mev((range - leave).max(0.0));
                z_gy.push(left * J_PER_MEV / mass_kg);
            }
        }
        z_gy.retain(|z| *z > 0.0);
        z_gy.sort_by(f64::total_cmp);
        Self { z_gy }
    }

    /// Number of tracks that hit.
    #[must_use]
    pub fn hits(&self) -> usize {
        self.z_gy.len()
    }

    /// Mean specific energy of a hit in Gy, z̄₁F.
    #[must_use]
    pub fn frequency_mean_gy(&self) -> f64 {
        self.z_gy.iter().sum::<f64>() / self.z_gy.len() as f64
    }

    /// Its mean weighted by dose, z̄₁D.
    #[must_use]
    pub fn dose_mean_gy(&self) -> f64 {
        self.z_gy.iter().map(|z| z * z).sum::<f64>() / self.z_gy.iter().sum::<f64>()
    }

    /// Specific energy in Gy below which this share of the hits lies.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
    pub fn quantile_gy(&self, share: f64) -> f64 {
        let place = (share.clamp(0.0, 1.0) * (self.z_gy.len() as f64 - 1.0)).round() as usize;
        self.z_gy.get(place).copied().unwrap_or(f64::NAN)
    }

    /// Mean number of hits at a mean dose in Gy, n̄ = D/z̄₁F; the chance of none is e^{−n̄}. Theory: theory/transport.md (13).
    #[must_use]
    pub fn mean_hits(&self, dose_gy: f64) -> f64 {
        dose_gy / self.frequency_mean_gy()
    }

    /// Share of nuclei without a hit at a mean dose in Gy.
    #[must_use]
    pub fn unhit_share(&self, dose_gy: f64) -> f64 {
        libm::exp(-self.mean_hits(dose_gy))
    }

    /// Survival of cells that survive specific energy z with e^{−z/z₀}, at a mean dose: exp(−n̄ [1 − T₁(1/z₀)]), T₁ the mean of e^{−z/z₀} over
    /// hits. Theory: theory/transport.md (14).
    #[must_use]
    pub fn survival(&self, dose_gy: f64, z0_gy: f64) -> f64 {
        let t1 = self.z_gy.iter().map(|z| libm::exp(-z / z0_gy)).sum::<f64>() / self.z_gy.len() as f64;
        libm::exp(-self.mean_hits(dose_gy) * (1.0 - t1))
    }

    /// Specific energy in Gy of so many nuclei at a mean dose, in rising order.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
    pub fn nuclei_gy(&self, dose_gy: f64, nuclei: u32, seed: u64) -> Vec<f64> {
        let mean = self.mean_hits(dose_gy);
        let mut draws = Draws::new(seed, "nuclei", 0);
        let mut found: Vec<f64> = (0..nuclei)
            .map(|_| {
                // Hits follow each other at exponential intervals.
                let (mut z, mut time) = (0.0, -libm::log(draws.uniform()));
                while time < mean {
                    let place = (draws.uniform() * self.z_gy.len() as f64) as usize;
                    z += self.z_gy[place.min(self.z_gy.len() - 1)];
                    time -= libm::log(draws.uniform());
                }
                z
            })
            .collect();
        found.sort_by(f64::total_cmp);
        found
    }
}

fn start(cell: Cell, origin: Origin, furthest_um: f64, draws: &mut Draws) -> Vector {
    let cube = |r: f64| r * r * r;
    let (nucleus, radius) = (cell.nucleus_um(), cell.radius_um());
    let (inner, outer) = match origin {
        Origin::Part(Compartment::Nucleus) => (0.0, nucleus),
        Origin::Part(Compartment::Cytoplasm) => (nucleus, radius),
        Origin::Part(Compartment::Cell) => (0.0, radius),
        Origin::Part(Compartment::Surface) => (radius, radius),
        Origin::Outside => (radius, radius.max(nucleus + furthest_um)),
    };
    let r = libm::cbrt(cube(inner) + draws.uniform() * (cube(outer) - cube(inner)));
    isotropic(draws).map(|c| c * r)
}

/// Ways at which a track enters and leaves a ball around the origin.
fn chord(start: Vector, direction: Vector, radius: f64) -> Option<(f64, f64)> {
    let middle = -dot(start, direction);
    let nearest = along(start, middle, direction);
    let half2 = radius * radius - dot(nearest, nearest);
    if half2 <= 0.0 {
        return None;
    }
    let half = half2.sqrt();
    (middle + half > 0.0).then_some(((middle - half).max(0.0), middle + half))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::cell_s_value::CellSValues;
    use hevesy_nuclide::{HalfLives, Nuclide};

    fn spectrum(origin: Origin) -> HitSpectrum {
        let at = Members::chain(Nuclide::find("At-211").unwrap(), &HalfLives::icrp107());
        HitSpectrum::of(&at, Cell::new(6.0, 5.0).unwrap(), origin, 4_000_000, 1)
    }

    // A chord of a ball met evenly from all sides is 4r/3 long in the mean.
    #[test]
    fn exact_mean_chord() {
        let mut draws = Draws::new(1, "chord", 0);
        let (mut sum, mut hits) = (0.0, 0.0);
        for _ in 0..2_000_000 {
            let start = isotropic(&mut draws).map(|c| c * 40.0);
            if let Some((enter, leave)) = chord(start, isotropic(&mut draws), 5.0) {
                sum += leave - enter;
                hits += 1.0;
            }
        }
        assert!((sum / hits / (4.0 / 3.0 * 5.0) - 1.0).abs() < 0.02, "{}", sum / hits);
    }

    // Hits times what they leave are the S-value of closed form, per alpha. Tolerance: statistics of 4 million tracks.
    #[test]
    fn exact_hits_add_up_to_the_s_value() {
        let at = Members::chain(Nuclide::find("At-211").unwrap(), &HalfLives::icrp107());
        let cell = Cell::new(6.0, 5.0).unwrap();
        let alphas: f64 =
            at.lines(Component::Alpha).iter().filter(|l| l.0 == Emission::Alpha).map(|l| l.2).sum();
        // Recoils, of constant loss over a range R of 0.1 µm, are in the closed form alone: n E R/8 of them cross a unit of surface from one side, with n
        // decays in a unit of volume.
        let recoil: f64 =
            at.lines(Component::Alpha).iter().filter(|l| l.0 == Emission::Recoil).map(|l| l.1 * l.2).sum();
        let mev = |gy: f64| gy * cell.mass_kg(Compartment::Nucleus) / J_PER_MEV;
        let volume = |r: f64| 4.0 / 3.0 * std::f64::consts::PI * r * r * r;
        let crossing = |source_um3: f64| recoil * 0.1 / 8.0 * 4.0 * std::f64::consts::PI * 25.0 / source_um3;
        for (part, recoils) in [
            (Compartment::Surface, 0.0),
            (Compartment::Cytoplasm, crossing(volume(6.0) - volume(5.0))),
            (Compartment::Nucleus, recoil - crossing(volume(5.0))),
        ] {
            let spectrum = spectrum(Origin::Part(part));
            let drawn = mev(spectrum.hits() as f64 / 4e6 * spectrum.frequency_mean_gy() * alphas) + recoils;
            let expected = mev(CellSValues::of_alphas(&at, cell).own(Compartment::Nucleus, part).alpha);
            assert!((drawn / expected - 1.0).abs() < 0.003, "{part:?}: {drawn} MeV, {expected} MeV");
        }
    }

    // Tolerance: four standard deviations of the counts.
    #[test]
    fn law_hits_are_poisson_and_survival_follows() {
        let spectrum = spectrum(Origin::Outside);
        let (dose, n) = (0.5, 200_000_u32);
        let nuclei = spectrum.nuclei_gy(dose, n, 1);
        let unhit = nuclei.iter().filter(|z| **z == 0.0).count() as f64 / f64::from(n);
        let expected = libm::exp(-spectrum.mean_hits(dose));
        let sd = (expected * (1.0 - expected) / f64::from(n)).sqrt();
        assert!((unhit - expected).abs() < 4.0 * sd, "{unhit} {expected}");
        let mean = nuclei.iter().sum::<f64>() / f64::from(n);
        assert!((mean / dose - 1.0).abs() < 0.01, "{mean}");
        let survived = nuclei.iter().map(|z| libm::exp(-z / 0.4)).sum::<f64>() / f64::from(n);
        assert!((survived / spectrum.survival(dose, 0.4) - 1.0).abs() < 0.01, "{survived}");
        assert!((spectrum.survival(0.0, 0.4) - 1.0).abs() < 1e-15);
        assert!(spectrum.dose_mean_gy() > spectrum.frequency_mean_gy());
    }
}
