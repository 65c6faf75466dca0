//! Slow heavy ions, such as the recoiling daughters of alpha decays: stopping and range.

use crate::{Element, Material};

/// A heavy ion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ion {
    /// Atomic number.
    pub z: u8,
    /// Mass in u.
    pub mass_u: f64,
}

/// Steps in which an ion is slowed down, in equal shares of its velocity.
const STEPS: u32 = 400;

const AVOGADRO: f64 = 6.022_140_76e23;

/// What one element of a material takes from an ion, MeV cm²/g of the material.
struct Taken {
    nuclear: f64,
    electronic: f64,
    mass_u: f64,
}

impl Ion {
    fn taken(&self, material: &Material, energy_mev: f64) -> Vec<Taken> {
        let (z1, m1, kev) = (f64::from(self.z), self.mass_u, energy_mev * 1e3);
        let of = |(z2, fraction, element): (u8, f64, &Element)| {
            let (z2, m2) = (f64::from(z2), element.weight);
            let screening = libm::pow(z1, 0.23) + libm::pow(z2, 0.23);
            let e = 32.53 * m2 * kev / (z1 * z2 * (m1 + m2) * screening);
            let reduced = if e <= 30.0 {
                libm::log1p(1.1383 * e) / (2.0 * (e + 0.01321 * libm::pow(e, 0.21226) + 0.19593 * e.sqrt()))
            } else {
                libm::log(e) / (2.0 * e)
            };
            let mean = libm::pow(libm::cbrt(z1 * z1) + libm::cbrt(z2 * z2), 1.5);
            // Both in 10⁻¹⁵ eV cm² per atom.
            let nuclear = 8.462 * z1 * z2 * m1 / ((m1 + m2) * screening) * reduced;
            let electronic = 3.83 * z1 * libm::cbrt(z1).sqrt() * z2 / mean * (kev / m1).sqrt();
            let per_gram = AVOGADRO * fraction / m2 * 1e-21;
            Taken { nuclear: nuclear * per_gram, electronic: electronic * per_gram, mass_u: m2 }
        };
        material.elements().map(of).collect()
    }

    /// Stopping power in MeV cm²/g by nuclei (universal potential of Ziegler, Biersack & Littmark 1985) and by electrons (Lindhard & Scharff 1961), added
    /// up over the elements of a material; for energies up to some MeV. Theory: theory/matter.md (14), (15).
    #[must_use]
    pub fn stopping(&self, material: &Material, energy_mev: f64) -> (f64, f64) {
        let add = |sum: (f64, f64), t: Taken| (sum.0 + t.nuclear, sum.1 + t.electronic);
        self.taken(material, energy_mev).into_iter().fold((0.0, 0.0), add)
    }

    /// Mean projected range in nm: the path, each piece with the mean cosine to the first direction that is left there. Theory: theory/matter.md (16).
    #[must_use]
    pub fn projected_range_nm(&self, material: &Material, energy_mev: f64) -> f64 {
        let (mut range, mut cosine) = (0.0, 1.0);
        for step in 0..STEPS {
            let share = |s: u32| {
                let velocity = 1.0 - f64::from(s) / f64::from(STEPS);
                velocity * velocity
            };
            let (from, to) = (share(step) * energy_mev, share(step + 1) * energy_mev);
            let middle = 0.5 * (from + to);
            let (mut stopping, mut turning) = (0.0, 0.0);
            for t in self.taken(material, middle) {
                stopping += t.nuclear + t.electronic;
                turning += t.nuclear * 0.5 * t.mass_u / self.mass_u / middle;
            }
            let way = (from - to) / stopping;
            let turned = libm::exp(-turning * way);
            range += way * cosine * 0.5 * (1.0 + turned);
            cosine *= turned;
        }
        range / material.density_g_per_cm3 * 1e7
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Francium of 105 keV, as from actinium-225, in water: some 0.1 µm, less in what is denser. The energy goes to nuclei for the most part.
    #[test]
    fn law_recoils_go_a_tenth_of_a_micrometre() {
        let francium = Ion { z: 87, mass_u: 221.0 };
        let water = Material::named("water").unwrap();
        let range = francium.projected_range_nm(&water, 0.105);
        assert!((70.0..110.0).contains(&range), "{range}");
        let (nuclear, electronic) = francium.stopping(&water, 0.1);
        assert!(nuclear > 5.0 * electronic, "{nuclear} {electronic}");
        let gold = Material::new("gold", 19.3, vec![(79, 1.0)], None).unwrap();
        assert!(francium.projected_range_nm(&gold, 0.105) < 0.3 * range);
        let mut last = 0.0;
        for energy in [0.01, 0.03, 0.1, 0.2] {
            let next = francium.projected_range_nm(&water, energy);
            assert!(next > last);
            last = next;
        }
    }

    // Without turning, the projected range is the path: an ion much heavier than what it meets.
    #[test]
    fn exact_heavy_ions_go_straight() {
        let water = Material::named("water").unwrap();
        let heavy = Ion { z: 87, mass_u: 22_100.0 };
        let steps = 20_000;
        let path: f64 = (0..steps)
            .map(|s| {
                let share = |s: i32| {
                    let velocity = 1.0 - f64::from(s) / f64::from(steps);
                    velocity * velocity
                };
                let (from, to) = (0.1 * share(s), 0.1 * share(s + 1));
                let (nuclear, electronic) = heavy.stopping(&water, 0.5 * (from + to));
                (from - to) / (nuclear + electronic) * 1e7
            })
            .sum();
        assert!((heavy.projected_range_nm(&water, 0.1) / path - 1.0).abs() < 0.01);
    }
}
