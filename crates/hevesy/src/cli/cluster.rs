//! `hevesy cluster`.

use std::path::PathBuf;

use clap::Args;
use hevesy::Problem;
use hevesy::anatomy::{Cluster, Expression};
use hevesy::quantity::{Fraction, significant};
use hevesy::report::table;
use hevesy::transport::{Cell, CellDose, CellSurvival, Sensitivity, cluster_doses};
use serde::Serialize;

use super::cells::{CellSize, Part, Response, chain_note, micrometres};
use super::emitter::Emitter;
use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct ClusterArguments {
    #[command(flatten)]
    emitter: Emitter,
    #[command(flatten)]
    size: CellSize,
    /// Radius of the cluster, such as 100um.
    #[arg(long)]
    radius: String,
    /// Distance of neighbouring centres; touching cells if not given.
    #[arg(long)]
    spacing: Option<String>,
    /// Part of the cells that holds the decays.
    #[arg(long, value_enum, default_value_t = Part::Surface)]
    source: Part,
    /// Decays in a cell, in the mean over all.
    #[arg(long)]
    decays: f64,
    /// Share of the cells that take up.
    #[arg(long, default_value = "100 %")]
    positive: String,
    /// Coefficient of variation of uptake among them (log-normal).
    #[arg(long, default_value = "0 %")]
    spread: String,
    #[command(flatten)]
    response: Response,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Table of all cells: place, decays, dose, survival.
    #[arg(long)]
    cells: Option<PathBuf>,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    nuclide: String,
    cells: usize,
    radius_um: f64,
    spacing_um: f64,
    /// In the mean over the cells that were drawn.
    decays_per_cell: f64,
    mean_dose_gy: f64,
    dose_cv: f64,
    own_share: f64,
    alpha_share: f64,
    quantiles_gy: Vec<(f64, f64)>,
    unhit_share: f64,
    surviving_share: Option<f64>,
    /// If every cell got the mean dose.
    surviving_share_at_mean_dose: Option<f64>,
    expected_survivors: Option<f64>,
    control_probability: Option<f64>,
    layers: Vec<Layer>,
    seed: u64,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Layer {
    outer_radius_um: f64,
    cells: usize,
    mean_dose_gy: f64,
    surviving_share: Option<f64>,
}

const MOST_CELLS: usize = 2_000_000;
const SHARES: [f64; 5] = [0.01, 0.05, 0.5, 0.95, 0.99];
const LAYERS: usize = 5;
const TRACKS: u32 = 500_000;

pub(crate) fn run(a: &ClusterArguments) -> Result<Reply, Problem> {
    let nuclide = a.emitter.nuclide()?;
    let cell = a.size.cell()?;
    let radius_um = micrometres("--radius", &a.radius)?;
    let spacing_um = match &a.spacing {
        Some(text) => micrometres("--spacing", text)?,
        None => 2.0 * cell.radius_um(),
    };
    if !(radius_um >= 0.0 && spacing_um > 0.0) {
        return Err(argument("--radius, --spacing", "must be above zero", "give for example 100um and 12um"));
    }
    if !(a.decays.is_finite() && a.decays > 0.0) {
        return Err(argument("--decays", format!("{} decays", a.decays), "give a number above zero"));
    }
    let expression = expression(a)?;
    let cluster = Cluster::ball(radius_um, spacing_um, MOST_CELLS).map_err(|cells| {
        argument("--radius", format!("{cells:.2e} cells"), "take a smaller cluster: up to two million cells are computed; larger ones are spheres (hevesy sphere)")
    })?;
    let decays: Vec<f64> =
        expression.draw(cluster.cells.len(), a.seed).into_iter().map(|u| u * a.decays).collect();
    if decays.iter().all(|d| *d <= 0.0) {
        let what = format!("no cell of {} takes up anything by these numbers", decays.len());
        return Err(argument("--positive", what, "take another --seed or a larger share"));
    }
    let members = a.emitter.members()?;
    let sensitivity = a.response.sensitivity(&[&members])?;
    let part = a.source.compartment();
    let doses = cluster_doses(&members, cell, part, &cluster, &decays)
        .map_err(|e| argument("--spacing", e, "give at least twice the radius of a cell"))?;
    // Hits are counted whether or not survival is asked for.
    let any = Sensitivity { alpha_per_gy: 1.0, g_beta_per_gy2: 0.0, z0_gy: 1.0 };
    let model = CellSurvival::new(&members, cell, part, sensitivity.unwrap_or(any), (TRACKS, a.seed));
    let survival: Option<Vec<f64>> = sensitivity.map(|_| doses.iter().map(|d| model.of(d)).collect());
    if let Some(path) = &a.cells {
        write(path, &cluster, &decays, &doses, survival.as_deref())?;
    }
    let n = doses.len() as f64;
    let mean = |of: &dyn Fn(&CellDose) -> f64| doses.iter().map(of).sum::<f64>() / n;
    let mean_dose = mean(&CellDose::total);
    let variance = mean(&|d| (d.total() - mean_dose) * (d.total() - mean_dose));
    let at_mean = CellDose {
        own_alpha: mean(&|d| d.own_alpha),
        own_electron: mean(&|d| d.own_electron),
        cross_alpha: mean(&|d| d.cross_alpha),
        cross_electron: mean(&|d| d.cross_electron),
    };
    let mut sorted: Vec<f64> = doses.iter().map(CellDose::total).collect();
    sorted.sort_by(f64::total_cmp);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
    let quantile = |share: f64| sorted[(share * (n - 1.0)).round() as usize];
    let survivors = survival.as_ref().map(|s| s.iter().sum::<f64>());
    let answer = Answer {
        nuclide: nuclide.name().to_owned(),
        cells: doses.len(),
        radius_um,
        spacing_um,
        decays_per_cell: decays.iter().sum::<f64>() / n,
        mean_dose_gy: mean_dose,
        dose_cv: variance.sqrt() / mean_dose,
        own_share: mean(&CellDose::own) / mean_dose,
        alpha_share: (at_mean.own_alpha + at_mean.cross_alpha) / mean_dose,
        quantiles_gy: SHARES.iter().map(|s| (*s, quantile(*s))).collect(),
        unhit_share: mean(&|d| model.unhit(d)),
        surviving_share: survivors.map(|s| s / n),
        surviving_share_at_mean_dose: sensitivity.map(|_| model.of(&at_mean)),
        expected_survivors: survivors,
        control_probability: survival.as_ref().map(|s| libm::exp(s.iter().map(|s| libm::log1p(-s)).sum())),
        layers: layers(&cluster, &doses, survival.as_deref(), radius_um),
        seed: a.seed,
        notes: notes(&members, radius_um),
    };
    Ok(Reply::of(a.json, &answer, || text(&answer, cell)))
}

fn expression(a: &ClusterArguments) -> Result<Expression, Problem> {
    let positive = quantity::<Fraction>("--positive", &a.positive)?.get();
    let cv = quantity::<Fraction>("--spread", &a.spread)?.get();
    if !(positive > 0.0 && positive <= 1.0) {
        return Err(argument(
            "--positive",
            format!("{} of the cells", a.positive),
            "give a share above 0 and up to 100 %",
        ));
    }
    if !(0.0..=5.0).contains(&cv) {
        return Err(argument("--spread", format!("a variation of {}", a.spread), "give 0 % to 500 %"));
    }
    Ok(Expression { positive, cv })
}

fn layers(cluster: &Cluster, doses: &[CellDose], survival: Option<&[f64]>, radius_um: f64) -> Vec<Layer> {
    let from_centre = |cell: usize| cluster.centre_um(cell).iter().map(|x| x * x).sum::<f64>().sqrt();
    (1..=LAYERS)
        .filter_map(|layer| {
            // Layers of equal volume.
            let bound = |i: usize| radius_um * libm::cbrt(i as f64 / LAYERS as f64);
            let (inner, outer) = (bound(layer - 1), bound(layer) * (1.0 + 1e-9));
            let inside: Vec<usize> = (0..doses.len())
                .filter(|c| {
                    let r = from_centre(*c);
                    (r > inner || layer == 1) && r <= outer
                })
                .collect();
            let n = inside.len() as f64;
            (!inside.is_empty()).then(|| Layer {
                outer_radius_um: bound(layer),
                cells: inside.len(),
                mean_dose_gy: inside.iter().map(|c| doses[*c].total()).sum::<f64>() / n,
                surviving_share: survival.map(|s| inside.iter().map(|c| s[*c]).sum::<f64>() / n),
            })
        })
        .collect()
}

fn notes(members: &hevesy::transport::Members, radius_um: f64) -> Vec<String> {
    let mut notes = vec![
        "Straight tracks, continuous slowing down, unit density; doses are those of nuclei, photons are left out."
            .to_owned(),
    ];
    notes.extend(chain_note(members));
    if radius_um > 500.0 {
        notes.push(
            "Electrons bend: across more than half a millimetre straight tracks reach too far.".to_owned(),
        );
    }
    notes
}

fn write(
    path: &std::path::Path,
    cluster: &Cluster,
    decays: &[f64],
    doses: &[CellDose],
    survival: Option<&[f64]>,
) -> Result<(), Problem> {
    let mut out =
        "x_um,y_um,z_um,decays,own_alpha_gy,own_electron_gy,cross_alpha_gy,cross_electron_gy,survival\n"
            .to_owned();
    for (cell, dose) in doses.iter().enumerate() {
        let [x, y, z] = cluster.centre_um(cell);
        let survival = survival.map_or_else(String::new, |s| format!("{:.6e}", s[cell]));
        out += &format!(
            "{x:.2},{y:.2},{z:.2},{:.6e},{:.6e},{:.6e},{:.6e},{:.6e},{survival}\n",
            decays[cell], dose.own_alpha, dose.own_electron, dose.cross_alpha, dose.cross_electron
        );
    }
    hevesy_library::files::write_whole(path, out.as_bytes())
}

fn text(a: &Answer, cell: Cell) -> String {
    let mut out = format!(
        "{}, {} cells of {} µm (nuclei {} µm) in a cluster of {} µm, {} decays each in the mean\n\n",
        a.nuclide,
        a.cells,
        cell.radius_um(),
        cell.nucleus_um(),
        a.radius_um,
        significant(a.decays_per_cell, 4)
    );
    out += &format!(
        "Nuclei get {} Gy in the mean, {:.0} % of it from their own cell; between cells it varies by {:.0} %.\n",
        significant(a.mean_dose_gy, 3),
        100.0 * a.own_share,
        100.0 * a.dose_cv
    );
    let quantiles: Vec<String> =
        a.quantiles_gy.iter().map(|(s, d)| format!("{:.0} %: {}", 100.0 * s, significant(*d, 3))).collect();
    out += &format!("Dose in Gy below which a share of the cells lies: {}.\n", quantiles.join(", "));
    if a.alpha_share > 0.0 {
        out += &format!(
            "Alphas bring {:.0} % of the dose; {:.3} % of the nuclei are hit by none.\n",
            100.0 * a.alpha_share,
            100.0 * a.unhit_share
        );
    }
    if let (Some(s), Some(at_mean), Some(n), Some(tcp)) =
        (a.surviving_share, a.surviving_share_at_mean_dose, a.expected_survivors, a.control_probability)
    {
        out += &format!(
            "Of the cells {s:.3e} survive ({at_mean:.3e} if all got the mean dose), {} in all; probability that none does {:.1} %.\n",
            significant(n, 3),
            100.0 * tcp
        );
    }
    let rows: Vec<Vec<String>> = a
        .layers
        .iter()
        .map(|l| {
            let survival = l.surviving_share.map_or_else(|| "–".to_owned(), |s| format!("{s:.3e}"));
            vec![
                format!("{:.0}", l.outer_radius_um),
                l.cells.to_string(),
                significant(l.mean_dose_gy, 3),
                survival,
            ]
        })
        .collect();
    out += "\n";
    out += &table(&["layer up to µm", "cells", "mean Gy", "survive"], &rows);
    out += "\n";
    for note in &a.notes {
        out += &format!("{note}\n");
    }
    out
}
