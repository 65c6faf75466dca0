//! Elements: atomic weight, mean excitation energy, shells.

use std::sync::OnceLock;

/// An element.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Atomic number.
    pub z: u8,
    /// Symbol.
    pub symbol: &'static str,
    /// Atomic weight in g/mol.
    pub weight: f64,
    /// Mean excitation energy in eV of the pure element (ESTAR).
    pub mean_excitation_ev: f64,
    /// Density of the pure element in g/cm³.
    pub density_g_per_cm3: f64,
    /// (electrons, binding energy in eV) of each shell; a negative number of electrons marks those that conduct in the pure
    /// element.
    pub shells: Vec<(f64, f64)>,
}

const ELEMENTS: &str = include_str!("../data/element.csv");

/// Rows of a comma-separated table without its header.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split(',').collect())
}

/// A number of a built-in table; the tests of this crate read all of them.
pub(crate) fn number(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

impl Element {
    /// All elements that there are data for.
    #[must_use]
    pub fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<Element>> = OnceLock::new();
        ALL.get_or_init(|| {
            rows(ELEMENTS)
                .filter_map(|r| {
                    let [z, symbol, weight, excitation, density, electrons, binding] = r[..] else {
                        return None;
                    };
                    let shells =
                        electrons.split(' ').map(number).zip(binding.split(' ').map(number)).collect();
                    Some(Self {
                        z: z.parse().ok()?,
                        symbol,
                        weight: number(weight),
                        mean_excitation_ev: number(excitation),
                        density_g_per_cm3: number(density),
                        shells,
                    })
                })
                .collect()
        })
    }

    /// An element by atomic number.
    #[must_use]
    pub fn of(z: u8) -> Option<&'static Self> {
        Self::all().iter().find(|e| e.z == z)
    }

    /// An element by symbol.
    #[must_use]
    pub fn of_symbol(symbol: &str) -> Option<&'static Self> {
        Self::all().iter().find(|e| e.symbol == symbol)
    }
}
