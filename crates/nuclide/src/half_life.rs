//! Which half-life is used: ICRP-107, the newer evaluated value, or one given in the study.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use hevesy_quantity::Time;

use crate::{Nuclide, NuclideError};

/// A choice of half-lives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HalfLives {
    evaluated: bool,
    given: BTreeMap<Nuclide, Time>,
}

impl HalfLives {
    /// Those of ICRP-107, the default.
    #[must_use]
    pub fn icrp107() -> Self {
        Self::default()
    }

    /// The newer evaluated ones (ENSDF) where there are any, else ICRP-107.
    #[must_use]
    pub fn evaluated() -> Self {
        Self { evaluated: true, given: BTreeMap::new() }
    }

    /// Sets the half-life of one nuclide.
    ///
    /// # Errors
    /// A half-life that is not positive.
    pub fn with(mut self, nuclide: Nuclide, half_life: Time) -> Result<Self, NuclideError> {
        if !(half_life.to_s() > 0.0 && half_life.to_s().is_finite()) {
            return Err(NuclideError::HalfLife(nuclide.name().to_owned()));
        }
        self.given.insert(nuclide, half_life);
        Ok(self)
    }

    /// The half-life in use for a nuclide.
    #[must_use]
    pub fn of(&self, nuclide: Nuclide) -> Time {
        let evaluated = || self.evaluated.then(|| nuclide.half_life_evaluated()).flatten().map(|(t, _)| t);
        self.given.get(&nuclide).copied().or_else(evaluated).unwrap_or(nuclide.half_life_icrp107())
    }

    /// Decay constant λ = ln 2 / T½ in 1/s.
    #[must_use]
    pub fn decay_constant_per_s(&self, nuclide: Nuclide) -> f64 {
        std::f64::consts::LN_2 / self.of(nuclide).to_s()
    }

    /// Decay constant in 1/h.
    #[must_use]
    pub fn decay_constant_per_h(&self, nuclide: Nuclide) -> f64 {
        std::f64::consts::LN_2 / self.of(nuclide).to_h()
    }

    /// Where the half-life in use for a nuclide comes from.
    #[must_use]
    pub fn source(&self, nuclide: Nuclide) -> &'static str {
        if self.given.contains_key(&nuclide) {
            "given by the user"
        } else if self.evaluated && nuclide.half_life_evaluated().is_some() {
            "ENSDF evaluation"
        } else {
            "ICRP-107"
        }
    }
}

impl Nuclide {
    /// The newer evaluated half-life (ENSDF) and its standard deviation, where there is one.
    #[must_use]
    pub fn half_life_evaluated(self) -> Option<(Time, Time)> {
        static TABLE: OnceLock<BTreeMap<&str, (Time, Time)>> = OnceLock::new();
        let table = TABLE.get_or_init(|| {
            let rows = include_str!("../data/half_lives_ensdf.csv").lines().skip(1);
            rows.filter_map(|row| {
                let mut cells = row.split(',');
                let name = cells.next()?;
                let value: f64 = cells.next()?.parse().ok()?;
                let sd: f64 = cells.next()?.parse().ok()?;
                Some((name, (Time::s(value), Time::s(sd))))
            })
            .collect()
        });
        table.get(self.name()).copied()
    }
}
