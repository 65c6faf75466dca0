//! Photon cross sections, 1 keV to 10 MeV (NIST XCOM).

use std::sync::OnceLock;

use crate::element::{number, rows};
use crate::{Grid, Material};

const PHOTON: &str = include_str!("../data/photon.csv");

/// Barn per atom to cm²/mol: N_A · 10⁻²⁴.
const CM2_MOL_PER_BARN: f64 = 0.602_214_076;

/// Mass attenuation coefficients by process, in cm²/g.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PhotonCoefficients {
    /// Coherent (Rayleigh) scattering.
    pub coherent: f64,
    /// Incoherent (Compton) scattering.
    pub incoherent: f64,
    /// Photoelectric absorption.
    pub photoelectric: f64,
    /// Pair production in the field of nuclei and of electrons.
    pub pair: f64,
}

impl PhotonCoefficients {
    /// All processes.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.coherent + self.incoherent + self.photoelectric + self.pair
    }

    fn add(&mut self, other: Self, weight: f64) {
        self.coherent += weight * other.coherent;
        self.incoherent += weight * other.incoherent;
        self.photoelectric += weight * other.photoelectric;
        self.pair += weight * other.pair;
    }
}

/// Cross sections of one element in barn per atom.
struct Atom {
    z: u8,
    coherent: Grid,
    incoherent: Grid,
    photoelectric: Grid,
    pair_nuclear: Grid,
    pair_electron: Grid,
}

fn atoms() -> &'static [Atom] {
    static ATOMS: OnceLock<Vec<Atom>> = OnceLock::new();
    ATOMS.get_or_init(|| {
        let mut table: Vec<(u8, Vec<[f64; 6]>)> = Vec::new();
        for row in rows(PHOTON) {
            let values: Vec<f64> = row.iter().map(|cell| number(cell)).collect();
            let (Ok(z), Ok(rest)) = (row[0].parse(), <[f64; 6]>::try_from(&values[1..])) else { continue };
            match table.last_mut() {
                Some((last, rows)) if *last == z => rows.push(rest),
                _ => table.push((z, vec![rest])),
            }
        }
        table
            .into_iter()
            .map(|(z, rows)| {
                let column = |i: usize| Grid::new(rows.iter().map(|r| (r[0], r[i])));
                Atom {
                    z,
                    coherent: column(1),
                    incoherent: column(2),
                    photoelectric: column(3),
                    pair_nuclear: column(4),
                    pair_electron: column(5),
                }
            })
            .collect()
    })
}

impl Atom {
    fn at(&self, energy_mev: f64) -> PhotonCoefficients {
        let ln = libm::log(energy_mev);
        // Thresholds lie between grid points; below them nothing is interpolated.
        let pair = |grid: &Grid, threshold: f64| if energy_mev > threshold { grid.at_ln(ln) } else { 0.0 };
        PhotonCoefficients {
            coherent: self.coherent.at_ln(ln),
            incoherent: self.incoherent.at_ln(ln),
            photoelectric: self.photoelectric.at_ln(ln),
            pair: pair(&self.pair_nuclear, 1.022) + pair(&self.pair_electron, 2.044),
        }
    }
}

/// Photon cross sections of a material.
pub struct Photons {
    parts: Vec<(&'static Atom, f64)>,
}

impl Photons {
    /// Lowest energy with data, in MeV.
    pub const LEAST_MEV: f64 = 0.001;
    /// Highest energy with data, in MeV.
    pub const MOST_MEV: f64 = 10.0;

    /// Of a material, by the mixture rule μ/ρ = Σ w (N_A/A) σ. Theory: theory/matter.md (1).
    #[must_use]
    pub fn of(material: &Material) -> Self {
        let parts = material
            .elements()
            .filter_map(|(z, w, e)| {
                let atom = atoms().iter().find(|a| a.z == z)?;
                Some((atom, w * CM2_MOL_PER_BARN / e.weight))
            })
            .collect();
        Self { parts }
    }

    /// Coefficients at an energy in MeV; outside 1 keV to 10 MeV those of the nearer end.
    #[must_use]
    pub fn at(&self, energy_mev: f64) -> PhotonCoefficients {
        let energy = energy_mev.clamp(Self::LEAST_MEV, Self::MOST_MEV);
        let mut sum = PhotonCoefficients::default();
        for (atom, weight) in &self.parts {
            sum.add(atom.at(energy), *weight);
        }
        sum
    }

    /// (atomic number, coefficients) of each element's part.
    pub fn by_element(&self, energy_mev: f64) -> impl Iterator<Item = (u8, PhotonCoefficients)> + '_ {
        let energy = energy_mev.clamp(Self::LEAST_MEV, Self::MOST_MEV);
        self.parts.iter().map(move |(atom, weight)| {
            let mut part = PhotonCoefficients::default();
            part.add(atom.at(energy), *weight);
            (atom.z, part)
        })
    }
}
