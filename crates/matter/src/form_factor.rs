//! Atomic form factors and incoherent scattering functions (Hubbell 1975), by x = sin(θ/2)/λ in 1/Å.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::Grid;
use crate::element::{number, rows};

const TABLE: &str = include_str!("../data/form_factor.csv");

/// Smallest x of the table above zero, in 1/Å; below it both functions go with x².
const FIRST_PER_ANGSTROM: f64 = 0.003_162_3;

/// Where the form factor still cannot be told from Z to four digits, in 1/Å.
const SMALL_PER_ANGSTROM: f64 = 0.02;

/// How the electrons of an atom scatter.
pub struct ScatteringFunctions {
    z: f64,
    coherent: Grid,
    incoherent: Grid,
    /// (Z − F)/x² for small x, in Å².
    screening: f64,
}

fn functions() -> &'static BTreeMap<u8, ScatteringFunctions> {
    static ALL: OnceLock<BTreeMap<u8, ScatteringFunctions>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut points: BTreeMap<u8, Vec<[f64; 3]>> = BTreeMap::new();
        for row in rows(TABLE) {
            if let [z, x, f, s] = row[..]
                && let Ok(z) = z.parse()
            {
                points.entry(z).or_default().push([number(x), number(f), number(s)]);
            }
        }
        points
            .into_iter()
            .map(|(z, rows)| {
                // x = 0 has no logarithm.
                let positive = || rows.iter().filter(|r| r[0] > 0.0);
                let small = positive().find(|r| r[0] >= SMALL_PER_ANGSTROM);
                let functions = ScatteringFunctions {
                    z: f64::from(z),
                    coherent: Grid::new(positive().map(|r| (r[0], r[1]))),
                    incoherent: Grid::new(positive().map(|r| (r[0], r[2]))),
                    screening: small.map_or(0.0, |r| (f64::from(z) - r[1]) / (r[0] * r[0])),
                };
                (z, functions)
            })
            .collect()
    })
}

impl ScatteringFunctions {
    /// Of an element, if there are data.
    #[must_use]
    pub fn of(z: u8) -> Option<&'static Self> {
        functions().get(&z)
    }

    /// Atomic form factor F(x, Z); Z at x = 0.
    #[must_use]
    pub fn coherent(&self, x_per_angstrom: f64) -> f64 {
        self.coherent.at(x_per_angstrom.max(1e-9))
    }

    /// Incoherent scattering function S(x, Z), from 0 at x = 0 to Z.
    #[must_use]
    pub fn incoherent(&self, x_per_angstrom: f64) -> f64 {
        let x = x_per_angstrom.max(0.0);
        if x < FIRST_PER_ANGSTROM {
            let share = x / FIRST_PER_ANGSTROM;
            self.incoherent.at(FIRST_PER_ANGSTROM) * share * share
        } else {
            self.incoherent.at(x)
        }
    }

    /// Z − F(x, Z), the charge that an electron sees; without loss of digits for small x.
    #[must_use]
    pub fn scattering_charge(&self, x_per_angstrom: f64) -> f64 {
        if x_per_angstrom < SMALL_PER_ANGSTROM {
            self.screening * x_per_angstrom * x_per_angstrom
        } else {
            self.z - self.coherent(x_per_angstrom)
        }
    }
}
