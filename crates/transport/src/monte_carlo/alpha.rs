//! Alpha particles: straight, slowing down continuously.

use hevesy_statistics::Draws;

use super::engine::{Engine, Particle};
use super::scene::{BEYOND, Scene, moved};
use super::score::Score;

/// A track is left in this many pieces of equal residual range, each at a random place of its own.
const PIECES: f64 = 6.0;

impl<S: Scene> Engine<'_, S> {
    /// Follows an alpha particle; what its track loses between two residual ranges is left there. Theory: theory/transport.md (3), (10).
    pub(crate) fn alpha(&self, mut p: Particle, score: &mut Score, draws: &mut Draws) {
        // Residual ranges in µm of unit density, those of the material the particle is in.
        let mut energy = p.energy_mev;
        loop {
            let Some(spot) = self.scene.at(p.position) else { return score.escape(p.weight * energy) };
            let medium = &self.media[spot.material];
            let um_per_cm = 1e4 * medium.density;
            let range = medium.alphas.range_um(energy);
            let to_change = self.scene.to_change(&spot, p.position, p.direction) + BEYOND;
            let way = (to_change * um_per_cm).min(range);
            let pieces = (PIECES * way / range).ceil().max(1.0);
            for piece in 0..pieces as u32 {
                let (from, to) = (f64::from(piece) / pieces * way, f64::from(piece + 1) / pieces * way);
                let next = if to < range { medium.alphas.energy_mev(range - to) } else { 0.0 };
                let place = (from + draws.uniform() * (to - from)) / um_per_cm;
                self.scene.leave(moved(p.position, place, p.direction), p.weight * (energy - next), score);
                energy = next;
            }
            if way >= range || energy <= 0.0 {
                return;
            }
            p.position = moved(p.position, to_change, p.direction);
        }
    }
}
