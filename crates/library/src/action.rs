use hevesy_quantity::Time;
use serde::{Deserialize, Serialize};

use crate::{Parameter, Term};

/// What a drug does to one term of the model while it acts.
///
/// At full effect a factor is 1 + size for α, β, oxygen, perfusion, receptor density and support of the marrow, and 1 − size for repair, growth,
/// phases of the cycle, uptake in the kidney and regulatory T cells; kills are rates per day; double-strand breaks added are Gy per day of electrons that would make as many; immunogenic death is 1 + size; the size of `empirical` is the end of its interval of 95 %, a
/// factor of the radiation's kill with median 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The term; one of those that the class may touch.
    pub term: Term,
    /// Its size at full effect. Absent where it is not known: then the action is named and not followed.
    #[serde(default)]
    pub size: Option<Parameter<f64>>,
    /// Half-time with which the effect follows the concentration.
    #[serde(default)]
    pub lag: Option<Parameter<Time>>,
    /// Full effect for so long after each dose, whatever the concentration.
    #[serde(default)]
    pub lasts: Option<Parameter<Time>>,
    /// When that begins after a dose; at once otherwise.
    #[serde(default)]
    pub onset: Option<Parameter<Time>>,
    /// What one should know.
    #[serde(default)]
    pub note: Option<String>,
}

impl Term {
    /// Whether an effect on it lowers a factor, so that its size is at most 1.
    #[must_use]
    pub const fn lowers(self) -> bool {
        matches!(
            self,
            Self::RepairRate
                | Self::RepairSimple
                | Self::RepairClustered
                | Self::Growth
                | Self::ArrestG1
                | Self::ArrestS
                | Self::ArrestG2m
                | Self::RenalUptake
                | Self::Treg
                | Self::SPhaseConversion
                | Self::Pd1Occupancy
                | Self::Ctla4Occupancy
        )
    }

    /// Name as in the files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alpha => "alpha",
            Self::Beta => "beta",
            Self::RepairRate => "repair-rate",
            Self::RepairSimple => "repair-simple",
            Self::RepairClustered => "repair-clustered",
            Self::DsbYield => "dsb-yield",
            Self::SPhaseConversion => "s-phase-conversion",
            Self::Growth => "growth",
            Self::DirectKill => "direct-kill",
            Self::ArrestG1 => "arrest-g1",
            Self::ArrestS => "arrest-s",
            Self::ArrestG2m => "arrest-g2m",
            Self::Oxygen => "oxygen",
            Self::Perfusion => "perfusion",
            Self::ReceptorDensity => "receptor-density",
            Self::Internalisation => "internalisation",
            Self::RenalUptake => "renal-uptake",
            Self::MarrowKill => "marrow-kill",
            Self::LymphocyteKill => "lymphocyte-kill",
            Self::MarrowSupport => "marrow-support",
            Self::ImmunogenicDeath => "immunogenic-death",
            Self::Pd1Occupancy => "pd1-occupancy",
            Self::Ctla4Occupancy => "ctla4-occupancy",
            Self::Treg => "treg",
            Self::Effector => "effector",
            Self::Fracture => "fracture",
            Self::DoseRate => "dose-rate",
            Self::Empirical => "empirical",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_names_are_those_of_the_files() {
        for term in [
            Term::RepairRate,
            Term::RepairClustered,
            Term::SPhaseConversion,
            Term::ArrestG2m,
            Term::Pd1Occupancy,
            Term::DsbYield,
        ] {
            let read: Term = toml::Value::String(term.name().into()).try_into().unwrap_or(Term::Empirical);
            assert_eq!(read, term);
        }
    }
}
