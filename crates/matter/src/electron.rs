//! Stopping powers and ranges of electrons, 1 keV to 10 MeV (the method and data of NIST ESTAR).

use crate::element::{number, rows};
use crate::ranges::Ranges;
use crate::{Grid, Material};

const RADIATIVE: &str = include_str!("../data/radiative.csv");

/// Rest energy of the electron in MeV.
pub const ELECTRON_MASS_MEV: f64 = 0.510_998_95;

/// 2π r_e² m c² N_A in MeV cm²/mol.
const FACTOR_MEV_CM2_PER_MOL: f64 = 0.153_537;

/// ħω_p of one electron mole per cm³, in eV.
const PLASMA_EV: f64 = 28.816;

/// Points of the range table in each decade of energy.
const PER_DECADE: f64 = 64.0;

/// Stopping powers and ranges of electrons in a material.
pub struct Electrons {
    collisions: Collisions,
    radiative: Grid,
    ranges: Ranges,
}

/// What collisions with electrons depend on.
struct Collisions {
    electrons_mol_per_g: f64,
    ln_excitation_mev: f64,
    oscillators: Vec<Oscillator>,
}

/// An oscillator of Sternheimer's density effect: share of the electrons, (ν̄)², the term added to it in l², and the energy of both.
struct Oscillator {
    share: f64,
    squared: f64,
    added: f64,
    energy_mev: f64,
}

impl Electrons {
    /// Lowest energy of the tables in MeV.
    pub const LEAST_MEV: f64 = 0.001;
    /// Highest energy of the tables in MeV.
    pub const MOST_MEV: f64 = 10.0;

    /// Of a material. The density effect uses the binding energies of its elements (Sternheimer 1952; Seltzer & Berger 1982).
    #[must_use]
    pub fn of(material: &Material) -> Self {
        let collisions = Collisions {
            electrons_mol_per_g: material.electrons_mol_per_g(),
            ln_excitation_mev: libm::log(material.mean_excitation_ev * 1e-6),
            oscillators: oscillators(material),
        };
        let radiative = radiative(material);
        let total = |e: f64| collisions.restricted(e, e / 2.0) + radiative.at(e);
        let first = 0.5 * Self::LEAST_MEV / total(Self::LEAST_MEV);
        let ranges = Ranges::integrate(Self::LEAST_MEV, Self::MOST_MEV, PER_DECADE, first, total);
        Self { collisions, radiative, ranges }
    }

    /// Density effect δ. Theory: theory/matter.md (4).
    #[must_use]
    pub fn density_effect(&self, energy_mev: f64) -> f64 {
        self.collisions.density_effect(energy_mev)
    }

    /// Collision stopping power in MeV cm²/g. Theory: theory/matter.md (2).
    #[must_use]
    pub fn collision(&self, energy_mev: f64) -> f64 {
        self.restricted(energy_mev, energy_mev / 2.0)
    }

    /// Collision stopping power without transfers above a cut, in MeV cm²/g; all of it where the cut is half the energy or more.
    /// Theory: theory/matter.md (2), (3).
    #[must_use]
    pub fn restricted(&self, energy_mev: f64, cut_mev: f64) -> f64 {
        self.collisions.restricted(energy_mev, cut_mev)
    }

    /// Straggling that goes with transfers below a cut: ∫ W² dσ in MeV² cm²/g. Every electron of the material has close collisions
    /// from the energy W of its oscillator on and distant ones that cost W. Where hard collisions, which take all electrons as free,
    /// begin below W, what they count too much is taken off. Theory: theory/matter.md (12).
    #[must_use]
    pub fn straggling(&self, energy_mev: f64, cut_mev: f64) -> f64 {
        let c = &self.collisions;
        let cut = cut_mev.min(energy_mev / 2.0);
        let tau = energy_mev / ELECTRON_MASS_MEV;
        let beta2 = tau * (tau + 2.0) / ((tau + 1.0) * (tau + 1.0));
        let strength = FACTOR_MEV_CM2_PER_MOL * c.electrons_mol_per_g / beta2;
        let fastest = 2.0 * ELECTRON_MASS_MEV * tau * (tau + 2.0); // 2mc²β²γ²
        let screened = beta2 + c.density_effect(energy_mev);
        let of = |o: &Oscillator| {
            let w = o.energy_mev;
            let distant = w * (libm::log(fastest / w) - screened).max(0.0);
            o.share * (distant + cut - w.min(energy_mev / 2.0))
        };
        strength * c.oscillators.iter().map(of).sum::<f64>().max(0.0)
    }

    /// Rate of collisions with a loss above a cut (Møller), in cm²/g. Theory: theory/matter.md (13).
    #[must_use]
    pub fn hard_collisions(&self, energy_mev: f64, cut_mev: f64) -> f64 {
        let (tau, x) = (energy_mev / ELECTRON_MASS_MEV, cut_mev / energy_mev);
        if x >= 0.5 {
            return 0.0;
        }
        let a = (tau / (tau + 1.0)) * (tau / (tau + 1.0));
        let beta2 = tau * (tau + 2.0) / ((tau + 1.0) * (tau + 1.0));
        let integral = 1.0 / x - 1.0 / (1.0 - x) + a * (0.5 - x) - (1.0 - a) * libm::log((1.0 - x) / x);
        FACTOR_MEV_CM2_PER_MOL * self.collisions.electrons_mol_per_g / (beta2 * energy_mev) * integral
    }

    /// Radiative stopping power in MeV cm²/g.
    #[must_use]
    pub fn radiative(&self, energy_mev: f64) -> f64 {
        self.radiative.at(energy_mev)
    }

    /// Total stopping power in MeV cm²/g.
    #[must_use]
    pub fn total(&self, energy_mev: f64) -> f64 {
        self.collision(energy_mev) + self.radiative(energy_mev)
    }

    /// Range in the continuous-slowing-down approximation, in g/cm². Below 1 keV the stopping power is taken to fall as √E, as
    /// ESTAR does, which adds 0.5 E/S(E). Theory: theory/matter.md (5).
    #[must_use]
    pub fn csda_range_g_per_cm2(&self, energy_mev: f64) -> f64 {
        self.ranges.range(energy_mev)
    }

    /// Energy in MeV of an electron with this range.
    #[must_use]
    pub fn energy_of_range_mev(&self, range_g_per_cm2: f64) -> f64 {
        self.ranges.energy(range_g_per_cm2)
    }
}

impl Collisions {
    fn density_effect(&self, energy_mev: f64) -> f64 {
        let tau = energy_mev / ELECTRON_MASS_MEV;
        let y = tau * (tau + 2.0); // β²/(1 − β²)
        let inverse = |l2: f64| self.oscillators.iter().map(|o| o.share / (o.squared + l2)).sum::<f64>();
        // L² solves 1/y = Σ f/(ν̄² + L²); an insulator has none below a threshold.
        if self.oscillators.iter().all(|o| o.squared > 0.0) && inverse(0.0) <= 1.0 / y {
            return 0.0;
        }
        // The sum falls with L² and is below 1/L², so L² lies between 0 and y.
        let (mut low, mut high) = (0.0, y);
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if middle == low || middle == high {
                break;
            }
            if inverse(middle) > 1.0 / y { low = middle } else { high = middle }
        }
        let l2 = f64::midpoint(low, high);
        let logs: f64 =
            self.oscillators.iter().map(|o| o.share * libm::log1p(l2 / (o.squared + o.added))).sum();
        (logs - l2 / (y + 1.0)).max(0.0)
    }

    fn restricted(&self, energy_mev: f64, cut_mev: f64) -> f64 {
        let t = energy_mev;
        let tau = t / ELECTRON_MASS_MEV;
        let beta2 = tau * (tau + 2.0) / ((tau + 1.0) * (tau + 1.0));
        let eta = (cut_mev / t).min(0.5);
        let f = -1.0 - beta2
            + libm::log(4.0 * eta * (1.0 - eta))
            + 1.0 / (1.0 - eta)
            + (1.0 - beta2) * (tau * tau * eta * eta / 2.0 + (2.0 * tau + 1.0) * libm::log1p(-eta));
        let logarithm = 2.0 * (libm::log(t) - self.ln_excitation_mev) + libm::log1p(tau / 2.0);
        FACTOR_MEV_CM2_PER_MOL * self.electrons_mol_per_g / beta2 * (logarithm + f - self.density_effect(t))
    }
}

fn radiative(material: &Material) -> Grid {
    let mut energies: Vec<f64> = Vec::new();
    let mut sums: Vec<f64> = Vec::new();
    for (z, w, _) in material.elements() {
        let own = rows(RADIATIVE).filter(|r| r[0].parse() == Ok(z));
        for (i, row) in own.enumerate() {
            if i == energies.len() {
                energies.push(number(row[1]));
                sums.push(0.0);
            }
            sums[i] += w * number(row[2]);
        }
    }
    Grid::new(energies.into_iter().zip(sums))
}

/// Oscillators with their energies scaled so that they give the material's mean excitation energy.
fn oscillators(material: &Material) -> Vec<Oscillator> {
    let all = material.electrons_mol_per_g();
    let plasma = PLASMA_EV * (material.density_g_per_cm3 * all).sqrt();
    let single = material.fractions.len() == 1;
    // (share, (E/ħω)², conducts)
    let mut terms: Vec<(f64, f64, bool)> = Vec::new();
    for (z, w, element) in material.elements() {
        let share = w * f64::from(z) / element.weight / all;
        let electrons: f64 = element.shells.iter().map(|(n, _)| n.abs()).sum();
        for (n, binding) in &element.shells {
            let conducts = single && *n < 0.0;
            let ratio = if conducts { 0.0 } else { binding / plasma };
            terms.push((share * n.abs() / electrons, ratio * ratio, conducts));
        }
    }
    // Conduction electrons add f, bound ones 2/3 f (Sternheimer).
    let added = |share: f64, conducts: bool| if conducts { share } else { 2.0 / 3.0 * share };
    let target = 2.0 * libm::log(material.mean_excitation_ev / plasma);
    // Σ f ln(s ν² + added) rises with s: Newton's method from s = 1 with the slope, kept positive.
    let mut scale = 1.0_f64;
    for _ in 0..100 {
        let (mut sum, mut slope) = (-target, 0.0);
        for (share, squared, conducts) in &terms {
            let argument = scale * squared + added(*share, *conducts);
            sum += share * libm::log(argument);
            slope += share * squared / argument;
        }
        let next = (scale - sum / slope).max(scale / 10.0);
        let done = (next - scale).abs() <= 1e-12 * scale;
        scale = next;
        if done {
            break;
        }
    }
    terms
        .into_iter()
        .map(|(share, squared, conducts)| Oscillator {
            share,
            squared: scale * squared,
            added: added(share, conducts),
            energy_mev: plasma * 1e-6 * (scale * squared + added(share, conducts)).sqrt(),
        })
        .collect()
}
