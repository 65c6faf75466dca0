//! Where elements go that recoil or chemistry has set free from a vector.

use hevesy_quantity::{Fraction, Time};
use serde::{Deserialize, Serialize};

use crate::check::Fault;
use crate::{Parameter, Record};

/// A free element in the body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FreeElement {
    /// Symbol, such as `Bi`.
    pub id: String,
    /// Half-time in which it leaves blood.
    pub leaves_blood: Parameter<Time>,
    /// Where it goes; what is left goes to the remainder of the body.
    #[serde(default)]
    pub goes_to: Vec<Uptake>,
    /// Beta decays that set it free although no recoil breaks the bond.
    #[serde(default)]
    pub freed_by: Vec<Freed>,
    /// What one should know.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What is not known and would be needed.
    #[serde(default)]
    pub unknown: Vec<String>,
}

/// A region that takes up a free element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uptake {
    /// Region.
    pub region: String,
    /// Share of what leaves blood.
    pub share: Parameter<Fraction>,
    /// Half-time in which it returns to blood; absent where it stays until it decays.
    #[serde(default)]
    pub returns: Option<Parameter<Time>>,
}

/// A decay that frees its daughter in some of its decays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Freed {
    /// Nuclide that decays.
    pub nuclide: String,
    /// Share of decays that free the daughter.
    pub share: Parameter<Fraction>,
}

impl Record for FreeElement {
    const FOLDER: &'static str = "free-elements";

    fn id(&self) -> &str {
        &self.id
    }

    fn check(&self) -> Result<(), Fault> {
        let shares: f64 = self.goes_to.iter().map(|u| u.share.value.get()).sum();
        if shares > 1.0 + 1e-9 {
            return Err((
                "goes_to".into(),
                format!("{shares} of what leaves blood goes somewhere: more than all"),
            ));
        }
        let all = self.goes_to.iter().map(|u| &u.share).chain(self.freed_by.iter().map(|f| &f.share));
        if all.map(|s| s.value.get()).any(|s| !(0.0..=1.0).contains(&s)) {
            return Err(("share".into(), "a share is below 0 or above 1".into()));
        }
        if self.leaves_blood.value.to_h() <= 0.0 {
            return Err(("leaves_blood".into(), "the half-time is not above zero".into()));
        }
        let mut seen = std::collections::BTreeSet::new();
        for uptake in &self.goes_to {
            if uptake.returns.as_ref().is_some_and(|r| r.value.to_h() <= 0.0) {
                return Err(("returns".into(), "the half-time is not above zero".into()));
            }
            if !seen.insert(&uptake.region) {
                return Err(("goes_to".into(), format!("`{}` stands there twice", uptake.region)));
            }
        }
        Ok(())
    }
}
