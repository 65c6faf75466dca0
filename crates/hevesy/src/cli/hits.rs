//! `hevesy hits`.

use clap::{Args, ValueEnum};
use hevesy::Problem;
use hevesy::quantity::Dose;
use hevesy::report::table;
use hevesy::transport::{Cell, Compartment, Component, HitSpectrum, Origin};
use serde::Serialize;

use super::cells::{CellSize, chain_note};
use super::emitter::Emitter;
use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct HitsArguments {
    #[command(flatten)]
    emitter: Emitter,
    #[command(flatten)]
    size: CellSize,
    /// Where decays are.
    #[arg(long, value_enum, default_value_t = Where::Surface)]
    source: Where,
    /// Mean dose to the nuclei.
    #[arg(long, default_value = "1Gy")]
    dose: String,
    /// Specific energy that lets 1/e of the cells survive; gives survival.
    #[arg(long)]
    z0: Option<String>,
    /// Number of tracks that are started.
    #[arg(long, default_value_t = 2_000_000)]
    tracks: u32,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Where {
    Nucleus,
    Cytoplasm,
    Surface,
    Cell,
    Outside,
}

#[derive(Serialize)]
struct Answer {
    nuclide: String,
    tracks_of: &'static str,
    source: String,
    mean_dose_gy: f64,
    z1f_gy: f64,
    z1d_gy: f64,
    mean_hits: f64,
    unhit_share: f64,
    single_hit_quantiles_gy: Vec<(f64, f64)>,
    nuclei_quantiles_gy: Vec<(f64, f64)>,
    survival: Option<f64>,
    hits_sampled: usize,
    seed: u64,
    notes: Vec<String>,
}

const SHARES: [f64; 7] = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const NUCLEI: u32 = 100_000;

pub(crate) fn run(a: &HitsArguments) -> Result<Reply, Problem> {
    let nuclide = a.emitter.nuclide()?;
    let cell = a.size.cell()?;
    let dose_gy = quantity::<Dose>("--dose", &a.dose)?.to_gy();
    let z0_gy = a.z0.as_deref().map(|z| quantity::<Dose>("--z0", z)).transpose()?.map(Dose::to_gy);
    if dose_gy < 0.0 || z0_gy.is_some_and(|z| z <= 0.0) {
        return Err(argument(
            "--dose, --z0",
            "a dose below zero, or z0 not above it",
            "give for example 1Gy and 0.5Gy",
        ));
    }
    let members = a.emitter.members()?;
    let (source, origin) = match a.source {
        Where::Nucleus => ("nucleus", Origin::Part(Compartment::Nucleus)),
        Where::Cytoplasm => ("cytoplasm", Origin::Part(Compartment::Cytoplasm)),
        Where::Surface => ("surface", Origin::Part(Compartment::Surface)),
        Where::Cell => ("cell", Origin::Part(Compartment::Cell)),
        Where::Outside => ("outside", Origin::Outside),
    };
    let own_chain = origin != Origin::Outside && members.names().count() > 1;
    let spectrum = HitSpectrum::of(&members, cell, origin, a.tracks, a.seed);
    if spectrum.hits() < 100 {
        let what = format!("only {} of {} tracks hit the nucleus", spectrum.hits(), a.tracks);
        return Err(argument("--tracks", what, "start more tracks, or check nuclide and radii"));
    }
    let mean_hits = spectrum.mean_hits(dose_gy);
    if mean_hits > 1e4 {
        return Err(argument(
            "--dose",
            format!("{mean_hits:.0} hits in the mean"),
            "statistics of hits do not matter then; give less",
        ));
    }
    let nuclei = spectrum.nuclei_gy(dose_gy, NUCLEI, a.seed);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
    let place = |share: f64| (share * f64::from(NUCLEI - 1)).round() as usize;
    let alpha = members.energy_mev(Component::Alpha) > 0.0;
    let answer = Answer {
        nuclide: nuclide.name().to_owned(),
        tracks_of: if alpha { "alpha particles" } else { "electrons" },
        source: source.to_owned(),
        mean_dose_gy: dose_gy,
        z1f_gy: spectrum.frequency_mean_gy(),
        z1d_gy: spectrum.dose_mean_gy(),
        mean_hits,
        unhit_share: spectrum.unhit_share(dose_gy),
        single_hit_quantiles_gy: SHARES.iter().map(|s| (*s, spectrum.quantile_gy(*s))).collect(),
        nuclei_quantiles_gy: SHARES.iter().map(|s| (*s, nuclei[place(*s)])).collect(),
        survival: z0_gy.map(|z0| spectrum.survival(dose_gy, z0)),
        hits_sampled: spectrum.hits(),
        seed: a.seed,
        notes: chain_note(&members)
            .into_iter()
            .chain(own_chain.then(|| "Hits count as independent of each other; the alphas that one chain sends from the cell itself are not: hevesy cluster takes its decays as the events.".to_owned()))
            .collect(),
    };
    Ok(Reply::of(a.json, &answer, || text(&answer, cell)))
}

fn text(a: &Answer, cell: Cell) -> String {
    let mut out = format!(
        "{} on or in the {} of cells of {} µm, {} in nuclei of {} µm\n\n",
        a.nuclide,
        a.source,
        cell.radius_um(),
        a.tracks_of,
        cell.nucleus_um()
    );
    out += &format!(
        "A hit leaves {:.4} Gy in the mean (weighted by dose {:.4} Gy).\nAt a mean dose of {} Gy a nucleus is hit {:.3} times; {:.3} % are not hit at all.\n",
        a.z1f_gy,
        a.z1d_gy,
        a.mean_dose_gy,
        a.mean_hits,
        100.0 * a.unhit_share
    );
    if let Some(s) = a.survival {
        out += &format!("Survival {s:.3e}.\n");
    }
    let rows: Vec<Vec<String>> = a
        .single_hit_quantiles_gy
        .iter()
        .zip(&a.nuclei_quantiles_gy)
        .map(|((share, one), (_, all))| {
            vec![format!("{:.0} %", 100.0 * share), format!("{one:.4}"), format!("{all:.4}")]
        })
        .collect();
    out += "\n";
    out += &table(&["share below", "one hit Gy", "nuclei Gy"], &rows);
    out += "\nStraight tracks, continuous slowing down, unit density.\n";
    for note in &a.notes {
        out += &format!("{note}\n");
    }
    out
}
