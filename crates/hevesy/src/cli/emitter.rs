//! Which nuclide decays, and who with it.

use clap::Args;
use hevesy::Problem;
use hevesy::nuclide::Nuclide;
use hevesy::transport::Members;

use super::{argument, members};

/// A nuclide with or without what it decays into.
#[derive(Args, Debug)]
pub(crate) struct Emitter {
    /// Name in any usual spelling: Lu-177, 177Lu.
    #[arg(long)]
    nuclide: String,
    /// Leave out what the nuclide decays into; otherwise the chain decays where it starts, as at equilibrium.
    #[arg(long)]
    parent_only: bool,
}

impl Emitter {
    pub(crate) fn nuclide(&self) -> Result<Nuclide, Problem> {
        Nuclide::find(&self.nuclide).map_err(|e| argument("--nuclide", e, "check the name of the nuclide"))
    }

    pub(crate) fn members(&self) -> Result<Members, Problem> {
        Ok(members(self.nuclide()?, self.parent_only))
    }
}
