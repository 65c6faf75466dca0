//! The table of radionuclides.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use hevesy_quantity::Time;

use crate::name::{NuclideError, canonical};

/// A radionuclide of ICRP-107; a light handle that can be copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nuclide(usize);

/// What a nuclide decays into.
#[derive(Clone, Debug, PartialEq)]
pub struct Progeny {
    /// Name; `SF` stands for the fragments of spontaneous fission.
    pub name: String,
    /// The radionuclide, or `None` where the product is stable (or fission).
    pub nuclide: Option<Nuclide>,
    /// Share of the decays that lead there.
    pub branching: f64,
    /// Decay mode: `A`, `B-`, `B+/EC`, `EC`, `IT`, `SF`.
    pub mode: String,
}

struct Record {
    name: String,
    half_life: Time,
    mass_u: f64,
    progeny: Vec<Progeny>,
}

struct Table {
    records: Vec<Record>,
    by_name: BTreeMap<String, Nuclide>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut records = Vec::with_capacity(1252);
        let mut by_name = BTreeMap::new();
        for line in hevesy_icrp107::NUCLIDES.lines().skip(1) {
            let mut cells = line.split(',');
            let mut cell = || cells.next().unwrap_or_default();
            let (name, half_life, modes, progeny, branching, mass) =
                (cell(), cell(), cell(), cell(), cell(), cell());
            let progeny = progeny
                .split(' ')
                .zip(branching.split(' '))
                .zip(modes.split(' '))
                .map(|((name, branching), mode)| Progeny {
                    name: name.to_owned(),
                    nuclide: None,
                    branching: branching.parse().unwrap_or(f64::NAN),
                    mode: mode.to_owned(),
                })
                .collect();
            by_name.insert(name.to_owned(), Nuclide(records.len()));
            records.push(Record {
                name: name.to_owned(),
                half_life: half_life.parse().unwrap_or(Time::ZERO),
                mass_u: mass.parse().unwrap_or(f64::NAN),
                progeny,
            });
        }
        for record in &mut records {
            for progeny in &mut record.progeny {
                progeny.nuclide = by_name.get(&progeny.name).copied();
            }
        }
        Table { records, by_name }
    })
}

/// All radionuclides, in alphabetical order.
pub fn all() -> impl Iterator<Item = Nuclide> {
    (0..table().records.len()).map(Nuclide)
}

impl Nuclide {
    /// Looks up a nuclide by any usual spelling of its name.
    ///
    /// # Errors
    /// A text that is no nuclide name, or a nuclide that is stable or not in ICRP-107.
    pub fn find(text: &str) -> Result<Self, NuclideError> {
        let name = canonical(text)?;
        if let Some(found) = table().by_name.get(&name) {
            return Ok(*found);
        }
        let element = name.split('-').next().unwrap_or_default();
        let prefix = format!("{element}-");
        let known: Vec<&str> = table()
            .by_name
            .range(prefix.clone()..)
            .take_while(|(n, _)| n.starts_with(&prefix))
            .map(|(n, _)| n.as_str())
            .collect();
        let hint = if known.is_empty() {
            format!("; `{element}` has none there: check the element symbol")
        } else {
            format!("; it may be stable or mistyped. Known: {}", known.join(", "))
        };
        Err(NuclideError::Unknown { name, hint })
    }

    fn record(self) -> &'static Record {
        &table().records[self.0]
    }

    pub(crate) const fn index(self) -> usize {
        self.0
    }

    /// Name in the form `Lu-177`.
    #[must_use]
    pub fn name(self) -> &'static str {
        &self.record().name
    }

    /// Half-life of ICRP-107 (its year is 365.2422 d).
    #[must_use]
    pub fn half_life_icrp107(self) -> Time {
        self.record().half_life
    }

    /// Atomic mass in u (AME2020; excitation energy of isomers included).
    #[must_use]
    pub fn atomic_mass_u(self) -> f64 {
        self.record().mass_u
    }

    /// What it decays into, with branching fractions.
    #[must_use]
    pub fn progeny(self) -> &'static [Progeny] {
        &self.record().progeny
    }

    /// Element symbol.
    #[must_use]
    pub fn element(self) -> &'static str {
        self.name().split('-').next().unwrap_or_default()
    }
}

impl fmt::Debug for Nuclide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Nuclide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
