//! How far the evidence of a combination has come.

use serde::Serialize;

/// Level of evidence of a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Maturity {
    /// Nothing is recorded.
    Nothing,
    /// Cells only.
    Cells,
    /// Animals.
    Animals,
    /// A trial without results here.
    TrialWithoutResult,
    /// Patients, without comparison against the radiopharmaceutical alone.
    Uncontrolled,
    /// Patients, compared with the radiopharmaceutical alone or with the partner alone.
    Compared,
}

impl Maturity {
    /// In words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Nothing => "no record",
            Self::Cells => "cells only",
            Self::Animals => "animals",
            Self::TrialWithoutResult => "a trial without results",
            Self::Uncontrolled => "patients, not compared",
            Self::Compared => "patients, compared",
        }
    }

    /// Level from 0 to 5.
    #[must_use]
    pub const fn level(self) -> u8 {
        self as u8
    }
}
