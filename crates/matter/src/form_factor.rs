//! Atomic form factors and incoherent scattering functions (Hubbell 1975), by x = sin(θ/2)/λ in 1/Å.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::Grid;
use crate::element::{number, rows};

const TABLE: &str = include_str!("../data/form_factor.csv");

struct Functions {
    coherent: Grid,
    incoherent: Grid,
}

fn functions() -> &'static BTreeMap<u8, Functions> {
    static ALL: OnceLock<BTreeMap<u8, Functions>> = OnceLock::new();
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
                // x = 0 has no logarithm; below the first point F = Z and S ∝ x² to sufficient accuracy.
                let positive = || rows.iter().filter(|r| r[0] > 0.0);
                let functions = Functions {
                    coherent: Grid::new(positive().map(|r| (r[0], r[1]))),
                    incoherent: Grid::new(positive().map(|r| (r[0], r[2]))),
                };
                (z, functions)
            })
            .collect()
    })
}

/// Atomic form factor F(x, Z); Z at x = 0.
#[must_use]
pub fn coherent_form_factor(z: u8, x_per_angstrom: f64) -> f64 {
    functions().get(&z).map_or(0.0, |f| f.coherent.at(x_per_angstrom.max(1e-9)))
}

/// Incoherent scattering function S(x, Z), from 0 at x = 0 to Z.
#[must_use]
pub fn incoherent_function(z: u8, x_per_angstrom: f64) -> f64 {
    const FIRST: f64 = 0.003_162_3;
    functions().get(&z).map_or(0.0, |f| {
        let x = x_per_angstrom.max(0.0);
        if x < FIRST { f.incoherent.at(FIRST) * (x / FIRST) * (x / FIRST) } else { f.incoherent.at(x) }
    })
}
