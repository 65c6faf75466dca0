//! Hits of a nucleus by single tracks: specific energy and its distribution.

use hevesy_nuclide::Emission;
use hevesy_statistics::Draws;

use crate::J_PER_MEV;
use crate::cell::{Cell, Compartment};
use crate::emission::{Component, Members};
use crate::monte_carlo::{Vector, crossing, dot, isotropic};
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
    mean_gy: f64,
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
        let mean_gy = z_gy.iter().sum::<f64>() / z_gy.len() as f64;
        Self { z_gy, mean_gy }
    }

    /// Number of tracks that hit.
    #[must_use]
    pub fn hits(&self) -> usize {
        self.z_gy.len()
    }

    /// Mean specific energy of a hit in Gy, z̄₁F.
    #[must_use]
    pub const fn frequency_mean_gy(&self) -> f64 {
        self.mean_gy
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
        libm::exp(-self.mean_hits(dose_gy) * self.kill_per_hit(z0_gy))
    }

    /// Share of cells that a single hit kills, 1 − T₁(1/z₀).
    #[must_use]
    pub fn kill_per_hit(&self, z0_gy: f64) -> f64 {
        self.z_gy.iter().map(|z| -libm::expm1(-z / z0_gy)).sum::<f64>() / self.z_gy.len() as f64
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

/// What single decays of a chain in a part of a cell leave in its nucleus: all alphas of the chain start at one place, so that decays, not hits, are independent of
/// each other.
#[derive(Clone, Debug, PartialEq)]
pub struct DecaySpectrum {
    /// Specific energy in Gy that alphas and recoils of a decay leave, decays that leave nothing included.
    z_gy: Vec<f64>,
    /// Share of the decays with an alpha that hits.
    hitting: f64,
}

impl DecaySpectrum {
    /// By so many decays. Lines of each member are drawn with their numbers per decay of the head; recoils stay where they are.
    #[must_use]
    pub fn of(members: &Members, cell: Cell, part: Compartment, decays: u32, seed: u64) -> Self {
        let track = Track::alphas();
        let lines = members.lines(Component::Alpha).into_iter().filter(|l| l.0 == Emission::Alpha);
        let alphas: Vec<(f64, f64, f64)> = lines.map(|(_, e, n)| (e, n, track.range_um(e))).collect();
        let recoil_mev = members.recoil_mev();
        let scale = J_PER_MEV / cell.mass_kg(Compartment::Nucleus);
        let mut draws = Draws::new(seed, "decays", 0);
        let mut hitting = 0_u32;
        let z_gy = (0..decays)
            .map(|_| {
                let at = start(cell, Origin::Part(part), 0.0, &mut draws);
                let inside = dot(at, at) < cell.nucleus_um() * cell.nucleus_um();
                let (mut mev, mut hit) = (if inside { recoil_mev } else { 0.0 }, false);
                // Lines of one member exclude each other: their numbers are laid end to end, and one place per whole number picks among them.
                let (mut below, offset) = (0.0, draws.uniform());
                for (energy, number, range) in &alphas {
                    let picked = (below + number - offset).floor() > (below - offset).floor();
                    below += number;
                    if !picked {
                        continue;
                    }
                    let Some((enter, leave)) = chord(at, isotropic(&mut draws), cell.nucleus_um()) else {
                        continue;
                    };
                    if enter < *range {
                        let begin = if enter > 0.0 { track.energy_mev(range - enter) } else { *energy };
                        mev += begin - track.energy_mev((range - leave).max(0.0));
                        hit = true;
                    }
                }
                hitting += u32::from(hit);
                mev * scale
            })
            .collect();
        Self { z_gy, hitting: f64::from(hitting) / f64::from(decays) }
    }

    /// Share of the decays with an alpha that hits the nucleus.
    #[must_use]
    pub const fn hitting_share(&self) -> f64 {
        self.hitting
    }

    /// Share of cells that a single decay kills, 1 − ⟨e^{−Σz/z₀}⟩. Theory: theory/transport.md (19).
    #[must_use]
    pub fn kill_per_decay(&self, z0_gy: f64) -> f64 {
        self.z_gy.iter().map(|z| -libm::expm1(-z / z0_gy)).sum::<f64>() / self.z_gy.len() as f64
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

/// Ways at which a track enters and leaves a ball around the origin, from its start on.
fn chord(start: Vector, direction: Vector, radius: f64) -> Option<(f64, f64)> {
    crossing(start, direction, radius)
        .filter(|(_, leave)| *leave > 0.0)
        .map(|(enter, leave)| (enter.max(0.0), leave))
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

    // One alpha for each decay of astatine, from the middle of the nucleus all hit; the alphas of actinium's chain come together. The mean is that of the closed form.
    #[test]
    fn exact_decays_are_the_events() {
        let cell = Cell::new(6.0, 5.0).unwrap();
        for (name, part) in [("At-211", Compartment::Nucleus), ("Ac-225", Compartment::Surface)] {
            let members = Members::chain(Nuclide::find(name).unwrap(), &HalfLives::icrp107());
            let found = DecaySpectrum::of(&members, cell, part, 400_000, 1);
            let mean = found.z_gy.iter().sum::<f64>() / found.z_gy.len() as f64;
            let closed = CellSValues::of_alphas(&members, cell).own(Compartment::Nucleus, part).alpha;
            assert!((mean / closed - 1.0).abs() < 0.01, "{name}: {mean} {closed}");
            let alphas: f64 =
                members.lines(Component::Alpha).iter().filter(|l| l.0 == Emission::Alpha).map(|l| l.2).sum();
            // A surface point sees the nucleus under (1 − √(1 − (5/6)²))/2 of all directions.
            let seen =
                if part == Compartment::Nucleus { 1.0 } else { 0.5 * (1.0 - (1.0 - 25.0 / 36.0_f64).sqrt()) };
            let expected = 1.0 - libm::pow(1.0 - seen, alphas);
            assert!(
                (found.hitting_share() - expected).abs() < 0.01,
                "{name}: {} {expected}",
                found.hitting_share()
            );
        }
    }
}
