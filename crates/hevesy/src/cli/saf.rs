//! `hevesy saf`: makes the tables of specific absorbed fractions that `dose` uses.

use std::path::PathBuf;

use clap::Args;
use hevesy::Problem;
use hevesy::anatomy::icrp110::{Person, read};
use hevesy::transport::monte_carlo::Kind;
use hevesy::transport::{Body, SAF_ENERGIES_MEV, SAF_REGIONS, sphere_fractions};

use super::{Reply, argument};

#[derive(Args)]
pub(crate) struct SafArguments {
    /// Folder or .tar.gz with your copy of the phantoms of ICRP Publication 110; without it balls of water from 1 mg to 10 kg.
    #[arg(long, requires = "person")]
    phantom: Option<PathBuf>,
    /// AM (adult male) or AF (adult female).
    #[arg(long)]
    person: Option<String>,
    /// Electrons instead of photons.
    #[arg(long)]
    electrons: bool,
    /// Histories at each energy from each source; of photons above 500 keV an eighth of it.
    #[arg(long, default_value_t = 1_000_000)]
    histories: u64,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only these of the sources, by number from 0, such as 0..10.
    #[arg(long)]
    only: Option<String>,
}

pub(crate) fn run(arguments: &SafArguments) -> Result<Reply, Problem> {
    let energies: Vec<String> = SAF_ENERGIES_MEV.iter().map(|e| format!("{} keV", e * 1e3)).collect();
    let digits = |values: &[f64]| values.iter().map(|v| format!("{v:.3e}")).collect::<Vec<_>>().join(",");
    let kind = if arguments.electrons { Kind::Electron } else { Kind::Photon };
    let Some(path) = &arguments.phantom else {
        let mut out = format!("mass_g,{}\n", energies.join(","));
        for half_decade in 0..15 {
            let mass_g = 1e-3
                * [1.0, 3.0][half_decade % 2]
                * [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7][half_decade / 2];
            let fractions = sphere_fractions(kind, mass_g, arguments.histories, arguments.seed);
            out += &format!("{mass_g},{}\n", digits(&fractions));
        }
        return Ok(Reply::text(out));
    };
    let code = arguments.person.as_deref().unwrap_or_default();
    let person = Person::named(code)
        .ok_or_else(|| argument("--person", format!("`{code}` is not known"), "give AM or AF"))?;
    let phantom = read(path, person)?;
    let body = Body::new(&phantom);
    let regions: Vec<_> = SAF_REGIONS.iter().filter_map(|name| phantom.find(name)).collect();
    let range = match &arguments.only {
        None => 0..regions.len(),
        Some(text) => {
            let parts = text.split_once("..").and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
            let (from, to): (usize, usize) = parts
                .ok_or_else(|| argument("--only", format!("`{text}` is no range"), "write it as 0..10"))?;
            from.min(regions.len())..to.min(regions.len())
        }
    };
    let mut out = format!("source,target,target_mass_g,sd_percent,{}\n", energies.join(","));
    for source in regions.get(range).unwrap_or_default() {
        // Where lines of radionuclides in therapy and imaging matter most: photons of 60 to 500 keV, electrons of 0.5 to 2 MeV.
        let decisive = if arguments.electrons { 13..18 } else { 6..14 };
        for saf in body.saf(kind, source, &regions, arguments.histories, arguments.seed) {
            let worst = saf.relative_sd[decisive.clone()].iter().copied().fold(0.0, f64::max);
            out += &format!(
                "{},{},{:.2},{:.1},{}\n",
                source.name.to_lowercase(),
                saf.target.to_lowercase(),
                saf.mass_g,
                100.0 * worst.min(9.99),
                digits(&saf.per_kg)
            );
        }
    }
    Ok(Reply::text(out))
}
