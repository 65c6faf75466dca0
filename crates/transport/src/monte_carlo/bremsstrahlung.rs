//! Energies of bremsstrahlung photons.

use hevesy_matter::{ELECTRON_MASS_MEV, Material};

/// Intervals of the inverse distributions.
const QUANTILES: usize = 32;
/// Points of the integrals over photon energies.
const STEPS: usize = 200;
const ALPHA: f64 = 1.0 / 137.035_999;

/// Distributions of the energies of photons above a least one, for a grid of electron energies.
pub(crate) struct Bremsstrahlung {
    least_photon_mev: f64,
    nodes: Vec<Node>,
}

struct Node {
    /// Photons above the least energy per MeV radiated, and the share of the energy that is radiated below it.
    hard_per_mev: f64,
    soft_share: f64,
    /// ln(k/k_least)/ln(T/k_least) at equal steps of probability.
    inverse: [f64; QUANTILES + 1],
}

impl Bremsstrahlung {
    pub(crate) fn of(
        material: &Material,
        least_photon_mev: f64,
        energies: impl Iterator<Item = f64>,
    ) -> Self {
        // The element that stands for the mixture: ⟨Z²⟩/⟨Z⟩ of its electrons; it only enters the Coulomb correction of the shape.
        let (mut squares, mut charges) = (0.0, 0.0);
        for (z, w, e) in material.elements() {
            let atoms = w / e.weight;
            squares += atoms * f64::from(z) * f64::from(z);
            charges += atoms * f64::from(z);
        }
        let z = squares / charges;
        let nodes = energies.map(|e| Node::at(e, least_photon_mev, z)).collect();
        Self { least_photon_mev, nodes }
    }

    /// Rate of hard photons and share of soft ones, where the radiative stopping power is this.
    pub(crate) fn rate(&self, node: usize, radiative: f64) -> (f64, f64) {
        let node = &self.nodes[node];
        (node.hard_per_mev * radiative, node.soft_share)
    }

    pub(crate) fn photon_mev(&self, node: usize, energy_mev: f64, u: f64) -> f64 {
        let inverse = &self.nodes[node.min(self.nodes.len() - 1)].inverse;
        let position = u * QUANTILES as f64;
        let j = (position as usize).min(QUANTILES - 1);
        let share = inverse[j] + (position - j as f64) * (inverse[j + 1] - inverse[j]);
        let least = self.least_photon_mev.min(energy_mev);
        (least * libm::exp(share * libm::log(energy_mev / least))).min(energy_mev)
    }
}

impl Node {
    fn at(energy_mev: f64, least_photon_mev: f64, z: f64) -> Self {
        // ∫ k dσ = ∫ k² dσ/dk d(ln k) from 10⁻⁴ T; what lies below adds in proportion to k.
        let floor = 1e-4 * energy_mev;
        let step = libm::log(1e4) / STEPS as f64;
        let k = |i: usize| floor * libm::exp(step * (i as f64 + 0.5));
        let shape: Vec<f64> = (0..STEPS).map(|i| scaled(energy_mev, k(i), z)).collect();
        let below = shape[0] * floor;
        let energy: f64 = below + (0..STEPS).map(|i| shape[i] * k(i) * step).sum::<f64>();
        if least_photon_mev >= energy_mev {
            return Self { hard_per_mev: 0.0, soft_share: 1.0, inverse: [1.0; QUANTILES + 1] };
        }
        let soft: f64 = below
            + (0..STEPS).filter(|i| k(*i) < least_photon_mev).map(|i| shape[i] * k(i) * step).sum::<f64>();
        // Numbers above the least energy on a grid of their own.
        let span = libm::log(energy_mev / least_photon_mev);
        let number = |i: usize| {
            let k = least_photon_mev * libm::exp(span * (i as f64 + 0.5) / STEPS as f64);
            scaled(energy_mev, k, z) * span / STEPS as f64
        };
        let numbers: Vec<f64> = (0..STEPS).map(number).collect();
        let hard: f64 = numbers.iter().sum();
        let mut inverse = [1.0; QUANTILES + 1];
        let (mut sum, mut i) = (0.0, 0);
        for (j, value) in inverse.iter_mut().enumerate().take(QUANTILES) {
            let wanted = hard * j as f64 / QUANTILES as f64;
            while i < STEPS && sum + numbers[i] < wanted {
                sum += numbers[i];
                i += 1;
            }
            let part = if i < STEPS && numbers[i] > 0.0 { (wanted - sum) / numbers[i] } else { 0.0 };
            *value = (i as f64 + part) / STEPS as f64;
        }
        Self { hard_per_mev: hard / energy, soft_share: (soft / energy).min(1.0), inverse }
    }
}

/// k dσ/dk but for a constant: Bethe and Heitler integrated over angles, without screening (formula 3BN of Koch & Motz 1959), times
/// Elwert's Coulomb factor. Theory: theory/transport.md (6).
fn scaled(energy_mev: f64, photon_mev: f64, z: f64) -> f64 {
    let (e0, k) = (1.0 + energy_mev / ELECTRON_MASS_MEV, photon_mev / ELECTRON_MASS_MEV);
    let e = e0 - k;
    if e <= 1.0 {
        return 0.0;
    }
    let (p0, p) = ((e0 * e0 - 1.0).sqrt(), (e * e - 1.0).sqrt());
    let (l0, l1) = (2.0 * libm::log(e0 + p0), 2.0 * libm::log(e + p));
    let l = 2.0 * libm::log((e0 * e + p0 * p - 1.0) / k);
    let (p02, p2) = (p0 * p0, p * p);
    let inner =
        (e0 * e + p02) / (p02 * p0) * l0 - (e0 * e + p2) / (p2 * p) * l1 + 2.0 * k * e0 * e / (p2 * p02);
    let braces =
        4.0 / 3.0 - 2.0 * e0 * e * (p2 + p02) / (p02 * p2) + l0 * e / (p02 * p0) + l1 * e0 / (p2 * p)
            - l1 * l0 / (p0 * p)
            + l * (8.0 / 3.0 * e0 * e / (p0 * p)
                + k * k * (e0 * e0 * e * e + p02 * p2) / (p02 * p0 * p2 * p)
                + k / (2.0 * p0 * p) * inner);
    let (b0, b) = (p0 / e0, p / e);
    let coulomb = |beta: f64| beta * -libm::expm1(-2.0 * std::f64::consts::PI * z * ALPHA / beta);
    (p / p0 * braces * coulomb(b0) / coulomb(b)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Elwert's factor keeps the end of the spectrum above zero.
    #[test]
    fn law_spectrum_falls_and_ends_above_zero() {
        for energy in [0.05, 0.5, 2.0] {
            let values: Vec<f64> =
                (1..20).map(|i| scaled(energy, energy * f64::from(i) / 20.0, 8.0)).collect();
            assert!(values.windows(2).all(|w| w[1] < w[0]), "{energy}: {values:?}");
            assert!(values[18] > 0.0);
        }
    }
}
