//! Photons: from event to event, or leaving kerma along their way.

use hevesy_matter::ELECTRON_MASS_MEV;
use hevesy_statistics::Draws;

use super::engine::{Engine, Kind, Particle};
use super::scene::{BEYOND, Scene, moved};
use super::score::Score;
use super::vector::{Vector, deflected, isotropic, turned};

impl<S: Scene> Engine<'_, S> {
    /// Follows a photon to its end; what it sets free goes onto the stack.
    pub(crate) fn photon(
        &self,
        mut p: Particle,
        stack: &mut Vec<Particle>,
        score: &mut Score,
        draws: &mut Draws,
    ) {
        // Mean free paths to the next event.
        let mut depth = -libm::log(draws.uniform());
        let mut importance = None;
        loop {
            let Some(spot) = self.scene.at(p.position) else {
                score.escape(p.weight * p.energy_mev);
                return;
            };
            if p.energy_mev <= self.settings.photon_cut_mev {
                self.scene.leave(p.position, p.weight * p.energy_mev, score);
                return;
            }
            let worth = self.scene.importance(&spot);
            let gain = worth / importance.replace(worth).unwrap_or(worth);
            if gain > 1.0 {
                // Two for one: the other starts here.
                p.weight *= 0.5;
                stack.push(p);
            } else if gain < 1.0 && !spared(&mut p, score, draws) {
                return;
            }
            let medium = &self.media[spot.material];
            let c = medium.photons.at(p.energy_mev);
            score.work.photon_flights += 1;
            let kerma = p.energy_mev <= self.settings.kerma_below_mev || self.scene.kerma_alone(&spot);
            let edge = if kerma {
                self.scene.to_edge(&spot, p.position, p.direction)
            } else {
                self.scene.to_change(&spot, p.position, p.direction)
            };
            let per_cm = c.total * medium.density;
            let way = depth / per_cm;
            if kerma {
                // The track-length estimator. Theory: theory/transport.md (9).
                let energy_mev = c.kerma * medium.density * way.min(edge);
                let start = (p.position, p.direction);
                self.scene.leave_along(&spot, start, way.min(edge), p.weight * energy_mev, score);
            }
            if way >= edge {
                depth -= edge * per_cm;
                p.position = moved(p.position, edge + BEYOND, p.direction);
                continue;
            }
            p.position = moved(p.position, way, p.direction);
            depth = -libm::log(draws.uniform());
            if spot.target.is_none() && self.settings.roulette && !spared(&mut p, score, draws) {
                return;
            }
            let mut choice = draws.uniform() * c.total;
            if choice < c.incoherent {
                let (scattered, cosine) = medium.photons.compton(p.energy_mev, || draws.uniform());
                if kerma {
                    p.energy_mev = scattered;
                    p.direction = deflected(p.direction, cosine, draws);
                    continue;
                }
                self.compton(&mut p, scattered, cosine, stack, score, draws);
                continue;
            }
            choice -= c.incoherent;
            if choice < c.coherent {
                let cosine = medium.photons.rayleigh(p.energy_mev, || draws.uniform());
                p.direction = deflected(p.direction, cosine, draws);
                continue;
            }
            choice -= c.coherent;
            if choice < c.photoelectric {
                if kerma {
                    return;
                }
                let binding = medium.photons.binding_mev(p.energy_mev, draws.uniform());
                self.scene.leave(p.position, p.weight * binding, score);
                let energy_mev = p.energy_mev - binding;
                let direction = photoelectron(&p, energy_mev, draws);
                stack.push(Particle { kind: Kind::Electron, energy_mev, direction, ..p });
                return;
            }
            // Pair production: the energy shared evenly at random, annihilation where it happens.
            let kinetic = p.energy_mev - 2.0 * ELECTRON_MASS_MEV;
            let share = draws.uniform() * kinetic;
            if !kerma {
                for energy_mev in [share, kinetic - share] {
                    stack.push(Particle { kind: Kind::Electron, energy_mev, ..p });
                }
            }
            let direction = isotropic(draws);
            for sign in [1.0, -1.0] {
                let direction = direction.map(|c| sign * c);
                stack.push(Particle { kind: Kind::Photon, energy_mev: ELECTRON_MASS_MEV, direction, ..p });
            }
            return;
        }
    }

    /// An incoherent scattering to this energy and cosine; the electron takes the rest.
    fn compton(
        &self,
        p: &mut Particle,
        scattered: f64,
        cosine: f64,
        stack: &mut Vec<Particle>,
        score: &mut Score,
        draws: &mut Draws,
    ) {
        let before = *p;
        let given = before.energy_mev - scattered;
        let (s, c) = libm::sincos(2.0 * std::f64::consts::PI * draws.uniform());
        p.direction = turned(before.direction, cosine, c, s);
        p.energy_mev = scattered;
        if given <= self.settings.electron_cut_mev {
            self.scene.leave(p.position, p.weight * given, score);
            return;
        }
        // Momentum along the way of the photon, over that of the electron.
        let momentum = (given * (given + 2.0 * ELECTRON_MASS_MEV)).sqrt();
        let forward = ((before.energy_mev - scattered * cosine) / momentum).clamp(-1.0, 1.0);
        let direction = turned(before.direction, forward, -c, -s);
        stack.push(Particle { kind: Kind::Electron, energy_mev: given, direction, ..before });
    }
}

/// Gives up every second photon; one that goes on stands for both.
fn spared(p: &mut Particle, score: &mut Score, draws: &mut Draws) -> bool {
    let energy_mev = p.weight * p.energy_mev;
    let spared = draws.uniform() >= 0.5;
    if spared {
        p.weight *= 2.0;
    }
    score.escape(if spared { -energy_mev } else { energy_mev });
    spared
}

/// Direction of a photoelectron (Sauter's distribution for the K shell).
fn photoelectron(photon: &Particle, energy_mev: f64, draws: &mut Draws) -> Vector {
    let gamma = 1.0 + energy_mev / ELECTRON_MASS_MEV;
    let beta = (1.0 - 1.0 / (gamma * gamma)).sqrt();
    if beta < 1e-3 {
        return isotropic(draws);
    }
    let a = 1.0 / beta - 1.0;
    let constant = 0.5 * beta * gamma * (gamma - 1.0) * (gamma - 2.0);
    let weight = |v: f64| (2.0 - v) * (1.0 / (a + v) + constant);
    loop {
        let u = draws.uniform();
        let v = 2.0 * a * (2.0 * u + (a + 2.0) * u.sqrt()) / ((a + 2.0) * (a + 2.0) - 4.0 * u);
        if draws.uniform() * weight(0.0) <= weight(v) {
            return deflected(photon.direction, 1.0 - v, draws);
        }
    }
}
