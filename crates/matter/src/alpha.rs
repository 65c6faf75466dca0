//! Stopping powers and ranges of alpha particles, 1 keV to 20 MeV (NIST ASTAR).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::element::{Element, number, rows};
use crate::ranges::Ranges;
use crate::{Grid, Material};

/// Points of the range table in each decade of energy.
const PER_DECADE: f64 = 256.0;

const TABLE: &str = include_str!("../data/alpha.csv");

/// Materials with a table of their own, by short name.
const OWN: [(&str, &str); 6] = [
    ("water", "WATER_LIQUID"),
    ("adipose", "ADIPOSE_TISSUE_ICRP"),
    ("muscle", "MUSCLE_SKELETAL_ICRP"),
    ("cortical bone", "BONE_CORTICAL_ICRP"),
    ("compact bone", "BONE_COMPACT_ICRU"),
    ("air", "AIR_DRY_NEAR_SEA_LEVEL"),
];

/// Elements with a table.
const ELEMENTS: [(u8, &str); 20] = [
    (1, "HYDROGEN"),
    (2, "HELIUM"),
    (4, "BERYLLIUM"),
    (6, "AMORPHOUS_CARBON"),
    (7, "NITROGEN"),
    (8, "OXYGEN"),
    (10, "NEON"),
    (13, "ALUMINUM"),
    (14, "SILICON"),
    (18, "ARGON"),
    (22, "TITANIUM"),
    (26, "IRON"),
    (29, "COPPER"),
    (42, "MOLYBDENUM"),
    (47, "SILVER"),
    (50, "TIN"),
    (64, "GADOLINIUM"),
    (74, "TUNGSTEN"),
    (79, "GOLD"),
    (82, "LEAD"),
];

/// (energy in MeV, electronic and nuclear stopping power in MeV cm²/g).
type Rows = Vec<[f64; 3]>;

fn tables() -> &'static BTreeMap<&'static str, Rows> {
    static ALL: OnceLock<BTreeMap<&'static str, Rows>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: BTreeMap<&'static str, Rows> = BTreeMap::new();
        for row in rows(TABLE) {
            if let [name, energy, electronic, nuclear, _] = row[..] {
                all.entry(name).or_default().push([number(energy), number(electronic), number(nuclear)]);
            }
        }
        all
    })
}

/// Stopping power and range of alpha particles in a material.
pub struct Alphas {
    stopping: Grid,
    ranges: Ranges,
}

impl Alphas {
    /// Lowest energy of the tables in MeV.
    pub const LEAST_MEV: f64 = 0.001;
    /// Highest energy of the tables in MeV.
    pub const MOST_MEV: f64 = 20.0;

    /// Of a material: its own table, or else Bragg's additivity of its elements; an element without a table takes stopping power
    /// per electron between its neighbours in atomic number. Theory: theory/matter.md (6), (7).
    #[must_use]
    pub fn of(material: &Material) -> Self {
        let own =
            OWN.iter().find(|(short, _)| *short == material.name).and_then(|(_, name)| tables().get(name));
        let points: Vec<(f64, f64)> = match own {
            Some(rows) => rows.iter().map(|[e, s, n]| (*e, s + n)).collect(),
            None => additive(material),
        };
        let stopping = Grid::new(points.iter().copied());
        let first = Self::LEAST_MEV / stopping.at(Self::LEAST_MEV);
        let ranges =
            Ranges::integrate(Self::LEAST_MEV, Self::MOST_MEV, PER_DECADE, first, |e| stopping.at(e));
        Self { stopping, ranges }
    }

    /// Stopping power, electronic and nuclear, in MeV cm²/g.
    #[must_use]
    pub fn stopping(&self, energy_mev: f64) -> f64 {
        self.stopping.at(energy_mev)
    }

    /// Range in the continuous-slowing-down approximation in g/cm²; below 1 keV the stopping power is taken as constant.
    #[must_use]
    pub fn csda_range_g_per_cm2(&self, energy_mev: f64) -> f64 {
        self.ranges.range(energy_mev)
    }

    /// Energy in MeV of an alpha particle with this range.
    #[must_use]
    pub fn energy_of_range_mev(&self, range_g_per_cm2: f64) -> f64 {
        self.ranges.energy(range_g_per_cm2)
    }
}

fn additive(material: &Material) -> Vec<(f64, f64)> {
    let grid: Vec<f64> =
        tables().get("WATER_LIQUID").map_or_else(Vec::new, |rows| rows.iter().map(|r| r[0]).collect());
    grid.iter()
        .enumerate()
        .map(|(i, energy)| (*energy, material.elements().map(|(z, w, e)| w * elemental(z, e, i)).sum()))
        .collect()
}

/// Stopping power of an element at a point of the common grid.
fn elemental(z: u8, element: &Element, point: usize) -> f64 {
    let of = |name: &str| tables().get(name).and_then(|rows| rows.get(point)).map_or(0.0, |[_, s, n]| s + n);
    if let Some((_, name)) = ELEMENTS.iter().find(|(own, _)| *own == z) {
        return of(name);
    }
    let above = ELEMENTS.iter().find(|(own, _)| *own > z);
    let below = ELEMENTS.iter().rev().find(|(own, _)| *own < z);
    // Stopping power per electron changes slowly with the atomic number.
    let per_electron =
        |(own, name): &(u8, &str)| Element::of(*own).map_or(0.0, |e| of(name) * e.weight / f64::from(*own));
    let value = match (below, above) {
        (Some(low), Some(high)) => {
            let t = f64::from(z - low.0) / f64::from(high.0 - low.0);
            per_electron(low) * (1.0 - t) + per_electron(high) * t
        }
        (Some(one), None) | (None, Some(one)) => per_electron(one),
        (None, None) => 0.0,
    };
    value * f64::from(z) / element.weight
}
