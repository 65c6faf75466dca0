//! Scattering of electrons by atoms: angular distributions and their moments.

use crate::element::Element;
use crate::form_factor::ScatteringFunctions;
use crate::{ELECTRON_MASS_MEV, Material};

/// 4π r_e² N_A in cm²/mol, r_e the classical electron radius.
const FACTOR_CM2_PER_MOL: f64 = 4.0 * std::f64::consts::PI * 0.079_407_877_3 * 0.602_214_076;
/// h c in MeV Å.
const HC_MEV_ANGSTROM: f64 = 0.012_398_419_84;
/// Fine-structure constant.
const ALPHA: f64 = 1.0 / 137.035_999;

/// Points of the tables in each factor e of x, and the range of ln x.
const PER_E: f64 = 64.0;
const LN_LEAST_X: f64 = -14.0;
const LN_MOST_X: f64 = 8.0;

/// Scattering of electrons in a material, by μ = (1 − cos θ)/2.
pub struct ElectronScattering {
    /// At equal steps of ln x, x = sin(θ/2)/λ.
    sums: Vec<Sums>,
}

/// Sums over the atoms in cm²/g: of (Z − F)², of Z (Z − F)², of S, each times [`FACTOR_CM2_PER_MOL`] w/A.
#[derive(Clone, Copy, Default)]
struct Sums {
    elastic: f64,
    mott: f64,
    inelastic: f64,
}

/// What the angular distributions at one energy depend on.
pub struct ScatteringAt<'a> {
    sums: &'a [Sums],
    /// β².
    beta2: f64,
    /// (mc²/(pβc))².
    strength: f64,
    /// ln of x at μ = 1.
    ln_x: f64,
}

impl ElectronScattering {
    /// Of a material, its atoms scattering independently.
    #[must_use]
    pub fn of(material: &Material) -> Self {
        let atom = |(z, w, e): (u8, f64, &Element)| {
            Some((f64::from(z), FACTOR_CM2_PER_MOL * w / e.weight, ScatteringFunctions::of(z)?))
        };
        let atoms: Vec<(f64, f64, &ScatteringFunctions)> = material.elements().filter_map(atom).collect();
        let mut sums = Vec::new();
        let mut ln_x = LN_LEAST_X;
        while ln_x <= LN_MOST_X + 2.0 / PER_E {
            let x = libm::exp(ln_x);
            let mut sum = Sums::default();
            for (z, weight, functions) in &atoms {
                let charge = functions.scattering_charge(x);
                sum.elastic += weight * charge * charge;
                sum.mott += weight * z * charge * charge;
                sum.inelastic += weight * functions.incoherent(x);
            }
            sums.push(sum);
            ln_x += 1.0 / PER_E;
        }
        Self { sums }
    }

    /// At an energy.
    #[must_use]
    pub fn at(&self, energy_mev: f64) -> ScatteringAt<'_> {
        let pc2 = energy_mev * (energy_mev + 2.0 * ELECTRON_MASS_MEV);
        let total = energy_mev + ELECTRON_MASS_MEV;
        let beta2 = pc2 / (total * total);
        ScatteringAt {
            sums: &self.sums,
            beta2,
            strength: ELECTRON_MASS_MEV * ELECTRON_MASS_MEV / (pc2 * beta2),
            ln_x: libm::log(pc2.sqrt() / HC_MEV_ANGSTROM),
        }
    }
}

impl ScatteringAt<'_> {
    fn sums(&self, mu: f64) -> Sums {
        let ln_x = self.ln_x + 0.5 * libm::log(mu);
        let position = ((ln_x - LN_LEAST_X) * PER_E).clamp(0.0, self.sums.len() as f64 - 2.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the table")]
        let i = position as usize;
        let t = position - i as f64;
        let (a, b) = (self.sums[i], self.sums[i + 1]);
        let mix = |a: f64, b: f64| a + t * (b - a);
        Sums {
            elastic: mix(a.elastic, b.elastic),
            mott: mix(a.mott, b.mott),
            inelastic: mix(a.inelastic, b.inelastic),
        }
    }

    /// Elastic scattering per unit μ, in cm²/g: first Born approximation with atomic form factors and the Mott correction of
    /// McKinley and Feshbach. Theory: theory/matter.md (10).
    #[must_use]
    pub fn elastic(&self, mu: f64) -> f64 {
        let root = mu.sqrt();
        let sums = self.sums(mu);
        let correction = std::f64::consts::PI * ALPHA * self.beta2.sqrt() * root * (1.0 - root);
        self.strength / (4.0 * mu * mu) * (sums.elastic * (1.0 - self.beta2 * mu) + sums.mott * correction)
    }

    /// Scattering by the electrons of the atoms, whatever the energy loss, per unit μ in cm²/g. Theory: theory/matter.md (11).
    #[must_use]
    pub fn inelastic(&self, mu: f64) -> f64 {
        self.strength / (4.0 * mu * mu) * self.sums(mu).inelastic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (total, first, second transport cross section) per molecule of water in cm².
    fn water(energy_mev: f64) -> [f64; 3] {
        let scattering = ElectronScattering::of(&Material::named("water").unwrap());
        let at = scattering.at(energy_mev);
        let mut sums = [0.0; 3];
        let (first, steps) = (-28.0_f64, 4000);
        for i in 0..steps {
            let mu = libm::exp(first * (1.0 - (f64::from(i) + 0.5) / f64::from(steps)));
            let weight = at.elastic(mu) * mu * -first / f64::from(steps);
            for (sum, f) in sums.iter_mut().zip([1.0, 2.0 * mu, 6.0 * mu * (1.0 - mu)]) {
                *sum += weight * f;
            }
        }
        let molecule_g = 18.015_28 / 6.022_140_76e23;
        sums.map(|s| s * molecule_g)
    }

    // Oracle: elastic cross sections of liquid water by partial waves (ELSEPA, as distributed with PENELOPE 2018).
    #[test]
    fn val_transport_cross_sections_of_water() {
        for (kev, first, second, tolerance) in [
            (10.0, 1.156_86e-19, 2.811_15e-19, 0.022),
            (50.0, 6.371_94e-21, 1.647_70e-20, 0.008),
            (100.0, 1.882_20e-21, 4.980_30e-21, 0.005),
            (500.0, 1.349_28e-22, 3.749_00e-22, 0.003),
            (1000.0, 4.678_07e-23, 1.318_69e-22, 0.003),
            (2000.0, 1.598_30e-23, 4.548_84e-23, 0.003),
        ] {
            let own = water(kev / 1e3);
            assert!((own[1] / first - 1.0).abs() < tolerance, "{kev} keV: {} against {first}", own[1]);
            assert!((own[2] / second - 1.0).abs() < tolerance, "{kev} keV: {} against {second}", own[2]);
        }
    }
}
