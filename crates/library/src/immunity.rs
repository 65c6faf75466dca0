//! Immunity of tumours: rates that all share, and classes by how many effectors there are.

use hevesy_quantity::{InverseDose, Time};
use serde::{Deserialize, Serialize};

use crate::check::Fault;
use crate::{Parameter, Record};

/// Rates of immune cells in tumours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImmuneModel {
    /// Name.
    pub id: String,
    /// Effectors recruited per day at full antigen.
    pub recruited: Parameter<f64>,
    /// Antigen at half priming over that of a tumour of the size at the start whose cells are all dying.
    pub half_antigen: Parameter<f64>,
    /// Mean time of antigen.
    pub antigen_life: Parameter<Time>,
    /// Antigen of growing tumour over what grows.
    pub antigen_of_growth: Parameter<f64>,
    /// Antigen of dying cells over what is cleared.
    pub immunogenicity: Parameter<f64>,
    /// Proliferation of effectors at full antigen, per day.
    pub proliferation: Parameter<f64>,
    /// Effectors at which it is half.
    pub crowding: Parameter<f64>,
    /// Mean life of effectors and exhausted cells.
    pub life: Parameter<Time>,
    /// Exhaustion at PD-L1 of 1, per day.
    pub exhaustion: Parameter<f64>,
    /// Revival under full blockade, per day.
    pub revival: Parameter<f64>,
    /// Turnover of PD-L1, per day.
    pub pdl1_turnover: Parameter<f64>,
    /// PD-L1 without effectors.
    pub pdl1_base: Parameter<f64>,
    /// What effectors add at most.
    pub pdl1_added: Parameter<f64>,
    /// Effectors at half of that.
    pub pdl1_half: Parameter<f64>,
    /// α of cells in the tumour.
    pub alpha: Parameter<InverseDose>,
    /// RBE of alphas on them.
    pub rbe_alpha: Parameter<f64>,
    /// Classes of tumours.
    pub class: Vec<ImmuneClass>,
    /// What one should know.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// A class of tumours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImmuneClass {
    /// Name, such as `inflamed`.
    pub name: String,
    /// Largest kill by effectors over the growth rate of the tumour.
    pub kill_over_growth: Parameter<f64>,
}

impl Record for ImmuneModel {
    const FOLDER: &'static str = "immunity";

    fn id(&self) -> &str {
        &self.id
    }

    fn check(&self) -> Result<(), Fault> {
        if self.class.is_empty() {
            return Err(("class".into(), "immunity without a class of tumours".into()));
        }
        let numbers = [
            &self.recruited,
            &self.half_antigen,
            &self.antigen_of_growth,
            &self.immunogenicity,
            &self.proliferation,
            &self.crowding,
            &self.exhaustion,
            &self.revival,
            &self.pdl1_turnover,
            &self.pdl1_base,
            &self.pdl1_half,
            &self.rbe_alpha,
        ];
        let above = |p: &&Parameter<f64>| p.value > 0.0 && p.value.is_finite();
        if !numbers.iter().all(above) || !self.class.iter().all(|c| above(&&c.kill_over_growth)) {
            return Err(("recruited".into(), "a rate of immunity is not above zero".into()));
        }
        let times = [self.antigen_life.value.to_h(), self.life.value.to_h(), self.alpha.value.to_per_gy()];
        if times.iter().all(|t| *t > 0.0 && t.is_finite()) {
            Ok(())
        } else {
            Err(("life".into(), "a time or α of immunity is not above zero".into()))
        }
    }
}
