//! What commands about cells are told: their size, where decays are, how they answer dose.

use clap::{Args, ValueEnum};
use hevesy::Problem;
use hevesy::quantity::{Dose, InverseDose, Length, Time};
use hevesy::transport::{Cell, Compartment, Component, Members, Sensitivity};

use super::{argument, quantity};

/// The size of a cell.
#[derive(Args)]
pub(crate) struct CellSize {
    /// Radius of the cell, such as 6um.
    #[arg(long)]
    cell_radius: String,
    /// Radius of its nucleus, such as 5um.
    #[arg(long)]
    nucleus_radius: String,
}

impl CellSize {
    pub(crate) fn cell(&self) -> Result<Cell, Problem> {
        let radius = micrometres("--cell-radius", &self.cell_radius)?;
        let nucleus = micrometres("--nucleus-radius", &self.nucleus_radius)?;
        Cell::new(radius, nucleus).map_err(|e| {
            argument("--cell-radius, --nucleus-radius", e, "give both in µm, such as 6um and 5um")
        })
    }
}

pub(crate) fn micrometres(name: &str, text: &str) -> Result<f64, Problem> {
    Ok(quantity::<Length>(name, text)?.to_mm() * 1e3)
}

/// Who decays where the first member does, if there are more.
pub(crate) fn chain_note(members: &Members) -> Option<String> {
    let names: Vec<&str> = members.names().collect();
    (names.len() > 1).then(|| {
        format!(
            "The whole chain decays where its first member does: {}; daughters that leave are not followed.",
            names.join(", ")
        )
    })
}

/// A part of the cell that holds the decays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    Nucleus,
    Cytoplasm,
    Surface,
    Cell,
}

impl Part {
    pub(crate) const fn compartment(self) -> Compartment {
        match self {
            Self::Nucleus => Compartment::Nucleus,
            Self::Cytoplasm => Compartment::Cytoplasm,
            Self::Surface => Compartment::Surface,
            Self::Cell => Compartment::Cell,
        }
    }
}

/// How cells answer dose.
#[derive(Args)]
pub(crate) struct Response {
    /// α of the linear–quadratic model for electrons, such as "0.3 /Gy".
    #[arg(long)]
    alpha: Option<String>,
    /// α/β; needs the effective half-life and the half-time of repair, which weigh it.
    #[arg(long, requires_all = ["alpha", "effective_half_life", "repair"])]
    alpha_beta: Option<String>,
    /// Effective half-life of the activity: how slowly the dose comes.
    #[arg(long, requires = "alpha_beta")]
    effective_half_life: Option<String>,
    /// Half-time of repair.
    #[arg(long, requires = "alpha_beta")]
    repair: Option<String>,
    /// Specific energy of alpha particles that leaves 1/e of the cells.
    #[arg(long)]
    z0: Option<String>,
}

impl Response {
    /// None if nothing is said; all that these nuclides need otherwise.
    pub(crate) fn sensitivity(&self, members: &[&Members]) -> Result<Option<Sensitivity>, Problem> {
        if self.alpha.is_none() && self.z0.is_none() {
            return Ok(None);
        }
        let above_zero = |name: &str, value: f64| {
            let positive = value.is_finite() && value > 0.0;
            if positive {
                Ok(value)
            } else {
                Err(argument(name, "must be above zero", "see --help for an example"))
            }
        };
        let Some(alpha) = &self.alpha else {
            return Err(argument(
                "--alpha",
                "is missing: electrons are emitted too",
                "give α for electrons, such as \"0.3 /Gy\"",
            ));
        };
        let alpha_per_gy = above_zero("--alpha", quantity::<InverseDose>("--alpha", alpha)?.to_per_gy())?;
        let mut g_beta_per_gy2 = 0.0;
        if let (Some(ratio), Some(life), Some(repair)) =
            (&self.alpha_beta, &self.effective_half_life, &self.repair)
        {
            let ratio = above_zero("--alpha-beta", quantity::<Dose>("--alpha-beta", ratio)?.to_gy())?;
            let hours = |name: &str, text: &str| above_zero(name, quantity::<Time>(name, text)?.to_h());
            let (life, repair) = (hours("--effective-half-life", life)?, hours("--repair", repair)?);
            // G of one exponential: λ/(λ + μ).
            g_beta_per_gy2 = alpha_per_gy / ratio * repair / (repair + life);
        }
        let z0_gy = match &self.z0 {
            Some(z0) => above_zero("--z0", quantity::<Dose>("--z0", z0)?.to_gy())?,
            None if members.iter().any(|m| m.energy_mev(Component::Alpha) > 0.0) => {
                let what = "is missing: alpha particles are emitted, to which a set of α and β for electrons does not apply";
                return Err(argument(
                    "--z0",
                    what,
                    "give the specific energy of alphas that leaves 1/e of the cells, such as 0.6Gy",
                ));
            }
            None => f64::INFINITY,
        };
        Ok(Some(Sensitivity { alpha_per_gy, g_beta_per_gy2, z0_gy }))
    }
}
