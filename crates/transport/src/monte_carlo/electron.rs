//! Electrons: straight pieces between hinges and hard events.

use hevesy_matter::ELECTRON_MASS_MEV;
use hevesy_statistics::Draws;

use super::electron_tables::{ElectronTables, Row};
use super::engine::{Engine, Kind, Particle};
use super::scene::{BEYOND, Scene, moved};
use super::score::Score;
use super::vector::{Vector, deflected, isotropic, turned};

impl<S: Scene> Engine<'_, S> {
    /// Follows an electron to its end; what it sets free goes onto the stack.
    pub(crate) fn electron(
        &self,
        mut p: Particle,
        stack: &mut Vec<Particle>,
        score: &mut Score,
        draws: &mut Draws,
    ) {
        let settings = self.settings;
        score.work.electrons += 1;
        loop {
            let Some(spot) = self.scene.at(p.position) else {
                score.escape(p.weight * p.energy_mev);
                return;
            };
            if self.scene.kerma_alone(&spot) {
                score.escape(p.weight * p.energy_mev);
                return;
            }
            if p.energy_mev <= settings.electron_cut_mev {
                self.scene.leave(p.position, p.weight * p.energy_mev, score);
                return;
            }
            let medium = &self.media[spot.material];
            let row = medium.electrons.at(p.energy_mev);
            if settings.range_rejection
                && row.range < self.scene.clearance(&spot, p.position) * medium.density
            {
                self.stop(p, &row, &medium.electrons, stack, score, draws);
                return;
            }
            // Rates rise as the electron slows: the step is drawn with a rate that is large enough and events are then thinned.
            let longest = settings.c2 * p.energy_mev / row.loss;
            let bound = row.bound;
            score.work.electron_steps += 1;
            let free = -libm::log(draws.uniform()) / bound;
            let (step, event) = if free < longest { (free, true) } else { (longest, false) };
            let to_change = self.scene.to_change(&spot, p.position, p.direction) * medium.density;

            let hinge = draws.uniform() * step;
            if hinge >= to_change {
                self.cross(&mut p, &row, to_change, medium.density, score, draws);
                continue;
            }
            let middle =
                medium.electrons.at((p.energy_mev - 0.5 * row.loss * step).max(settings.electron_cut_mev));
            let loss = soft_loss(middle.loss * step, middle.straggling * step, draws).min(p.energy_mev);
            self.advance(&mut p, hinge / medium.density, loss * hinge / step, score, draws);
            p.direction = soft_turn(p.direction, middle.first * step, middle.second * step, draws);
            let rest = step - hinge;
            let to_change = self.scene.to_change(&spot, p.position, p.direction) * medium.density;
            if rest >= to_change {
                let share = (loss * to_change / step).min(p.energy_mev);
                self.advance(&mut p, to_change / medium.density, share, score, draws);
                p.position = moved(p.position, BEYOND, p.direction);
                continue;
            }
            let share = (loss * rest / step).min(p.energy_mev);
            self.advance(&mut p, rest / medium.density, share, score, draws);
            if event && p.energy_mev > settings.electron_cut_mev {
                let now = medium.electrons.at(p.energy_mev);
                let mut choice = draws.uniform() * bound;
                if choice < now.elastic {
                    let mu = medium.electrons.hard_mu(p.energy_mev, draws.uniform(), draws.uniform());
                    p.direction = deflected(p.direction, 1.0 - 2.0 * mu, draws);
                    continue;
                }
                choice -= now.elastic;
                if choice < now.collision {
                    self.collide(&mut p, stack, score, draws);
                    continue;
                }
                choice -= now.collision;
                if choice < now.radiation {
                    p.energy_mev -= self.radiate(&p, p.energy_mev, true, &medium.electrons, stack, draws);
                }
            }
        }
    }

    /// The end of an electron that cannot leave its target: all energy stays but that of a photon it may still radiate, from an energy
    /// at which it would have.
    fn stop(
        &self,
        mut p: Particle,
        row: &Row,
        tables: &ElectronTables,
        stack: &mut Vec<Particle>,
        score: &mut Score,
        draws: &mut Draws,
    ) {
        let expected = row.photons * draws.uniform();
        if draws.uniform() < row.photons {
            let at = tables.energy_of_photons_mev(expected).min(p.energy_mev);
            p.energy_mev -= self.radiate(&p, at, false, tables, stack, draws);
        }
        self.scene.leave(p.position, p.weight * p.energy_mev, score);
    }

    /// Pushes the photons that stand for one of an electron with this energy, and gives the energy of the first.
    fn radiate(
        &self,
        p: &Particle,
        energy_mev: f64,
        forward: bool,
        tables: &ElectronTables,
        stack: &mut Vec<Particle>,
        draws: &mut Draws,
    ) -> f64 {
        let split = self.settings.bremsstrahlung_split;
        let weight = p.weight / f64::from(split);
        let mut first = 0.0;
        for i in 0..split {
            let photon = tables.photon_mev(energy_mev, draws.uniform(), draws.uniform());
            let direction = if forward { radiated(p.direction, energy_mev, draws) } else { isotropic(draws) };
            if i == 0 {
                first = photon;
            }
            stack.push(Particle { kind: Kind::Photon, energy_mev: photon, direction, weight, ..*p });
        }
        first
    }

    /// To the change of material and a little beyond, with the mean loss.
    fn cross(
        &self,
        p: &mut Particle,
        row: &Row,
        way: f64,
        density: f64,
        score: &mut Score,
        draws: &mut Draws,
    ) {
        self.advance(p, way / density, (row.loss * way).min(p.energy_mev), score, draws);
        p.position = moved(p.position, BEYOND, p.direction);
    }

    /// A straight piece in cm, its loss left at a point drawn from it, which is unbiased for any targets.
    #[inline]
    fn advance(&self, p: &mut Particle, way: f64, loss: f64, score: &mut Score, draws: &mut Draws) {
        self.scene.leave(moved(p.position, draws.uniform() * way, p.direction), p.weight * loss, score);
        p.energy_mev -= loss;
        p.position = moved(p.position, way, p.direction);
    }

    /// A hard collision (Møller).
    fn collide(&self, p: &mut Particle, stack: &mut Vec<Particle>, score: &mut Score, draws: &mut Draws) {
        let (e, m) = (p.energy_mev, ELECTRON_MASS_MEV);
        let cut = self.settings.collision_cut_mev(e);
        if cut >= 0.5 * e {
            return;
        }
        let root = (e / m) / (e / m + 1.0);
        let a = root * root;
        let w = loop {
            // 1/W is uniform between 1/cut and 2/E.
            let inverse = 2.0 / e + draws.uniform() * (1.0 / cut - 2.0 / e);
            let w = 1.0 / inverse;
            let ratio = w / (e - w);
            let accept = 1.0 + ratio * ratio + a * (w / e) * (w / e) - (1.0 - a) * ratio;
            if draws.uniform() * (1.0 + 1.25 * a) <= accept {
                break w;
            }
        };
        let primary = ((e - w) * (e + 2.0 * m) / (e * (e - w + 2.0 * m))).sqrt();
        let secondary = (w * (e + 2.0 * m) / (e * (w + 2.0 * m))).sqrt();
        // Momentum is kept: the two go apart in one plane.
        let (s, c) = libm::sincos(2.0 * std::f64::consts::PI * draws.uniform());
        let before = p.direction;
        p.direction = turned(before, primary, c, s);
        p.energy_mev = e - w;
        if w <= self.settings.electron_cut_mev {
            self.scene.leave(p.position, p.weight * w, score);
        } else {
            let direction = turned(before, secondary, -c, -s);
            stack.push(Particle { kind: Kind::Electron, energy_mev: w, direction, ..*p });
        }
    }
}

/// Loss with a given mean and variance (Salvat, PENELOPE): close to normal, uniform, or nothing-or-uniform as the variance grows.
#[inline]
fn soft_loss(mean: f64, variance: f64, draws: &mut Draws) -> f64 {
    let square = mean * mean;
    if square > 9.0 * variance {
        // Three uniform numbers are normal enough within three deviations.
        let sum = draws.uniform() + draws.uniform() + draws.uniform() - 1.5;
        mean + 2.0 * sum * variance.sqrt()
    } else if square > 3.0 * variance {
        mean + (2.0 * draws.uniform() - 1.0) * (3.0 * variance).sqrt()
    } else {
        let nothing = (3.0 * variance - square) / (3.0 * variance + 3.0 * square);
        let u = draws.uniform();
        if u < nothing {
            0.0
        } else {
            (u - nothing) / (1.0 - nothing) * (3.0 * variance + 3.0 * square) / (2.0 * mean)
        }
    }
}

/// Deflection with the first two moments of many small ones (Lewis), from two uniform pieces. Theory: theory/transport.md (5).
#[inline]
fn soft_turn(direction: Vector, first: f64, second: f64, draws: &mut Draws) -> Vector {
    let mean = 0.5 * ended(first);
    let square = mean - ended(second) / 6.0;
    if mean < 1e-12 {
        return direction;
    }
    let split = ((2.0 * mean - 3.0 * square) / (1.0 - 2.0 * mean)).clamp(0.0, 1.0);
    let above = (2.0 * mean - split).clamp(0.0, 1.0);
    let u = draws.uniform();
    let mu = if u < above { split + u / above * (1.0 - split) } else { (u - above) / (1.0 - above) * split };
    deflected(direction, 1.0 - 2.0 * mu, draws)
}

/// 1 − exp(−x).
#[inline]
fn ended(x: f64) -> f64 {
    if x > 0.25 {
        return -libm::expm1(-x);
    }
    // The next term is below 1e-10 of the sum.
    x * (1.0
        - x / 2.0 * (1.0 - x / 3.0 * (1.0 - x / 4.0 * (1.0 - x / 5.0 * (1.0 - x / 6.0 * (1.0 - x / 7.0))))))
}

/// Direction of a bremsstrahlung photon: the dipole pattern of a moving charge without its sin² lobes, (1 − β cos θ)⁻².
fn radiated(direction: Vector, energy_mev: f64, draws: &mut Draws) -> Vector {
    let tau = energy_mev / ELECTRON_MASS_MEV;
    let beta = (tau * (tau + 2.0)).sqrt() / (tau + 1.0);
    let u = 2.0 * draws.uniform() - 1.0;
    deflected(direction, (u + beta) / (u * beta + 1.0), draws)
}
