use clap::Args;
use hevesy::Problem;
use hevesy::report::table;
use hevesy::transport::{CellSValues, Compartment, Component, SByQuality};
use serde::Serialize;
use std::collections::BTreeMap;

use super::cells::{CellSize, micrometres};
use super::emitter::Emitter;
use super::{Reply, argument};

#[derive(Args)]
pub(crate) struct CellArguments {
    #[command(flatten)]
    emitter: Emitter,
    #[command(flatten)]
    size: CellSize,
    /// Decays in an equal cell whose centre is this far away, such as 10um, instead of in the cell itself.
    #[arg(long)]
    distance: Option<String>,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    nuclide: String,
    members: Vec<&'static str>,
    cell_radius_um: f64,
    nucleus_radius_um: f64,
    distance_um: Option<f64>,
    s_gy_per_bq_s: BTreeMap<&'static str, f64>,
    /// Parts of it that alpha particles and recoiling nuclei bring.
    alpha_s_gy_per_bq_s: BTreeMap<&'static str, f64>,
    photon_energy_left_out_mev: f64,
    notes: Vec<String>,
}

use Compartment::{Cell as C, Cytoplasm as Cy, Nucleus as N, Surface as CS};

/// Target and source, named as the MIRD Committee does.
const PAIRS: [(&str, Compartment, Compartment); 9] = [
    ("N<-N", N, N),
    ("N<-Cy", N, Cy),
    ("N<-CS", N, CS),
    ("N<-C", N, C),
    ("Cy<-N", Cy, N),
    ("Cy<-Cy", Cy, Cy),
    ("Cy<-CS", Cy, CS),
    ("C<-C", C, C),
    ("C<-CS", C, CS),
];

pub(crate) fn run(arguments: &CellArguments) -> Result<Reply, Problem> {
    let nuclide = arguments.emitter.nuclide()?;
    let cell = arguments.size.cell()?;
    let distance_um = arguments.distance.as_deref().map(|d| micrometres("--distance", d)).transpose()?;
    let members = arguments.emitter.members()?;
    let values = CellSValues::of(&members, cell);
    let photon_mev = members.energy_mev(Component::Photons);
    let names: Vec<&'static str> = members.names().collect();
    let mut all = BTreeMap::new();
    for (name, target, source) in PAIRS {
        let s = match distance_um {
            None => values.own(target, source),
            Some(d) => values
                .cross(target, source, d)
                .map_err(|e| argument("--distance", e, "give a distance of centres of at least two radii"))?,
        };
        all.insert(name, s);
    }
    let of = |part: fn(&SByQuality) -> f64| all.iter().map(|(name, s)| (*name, part(s))).collect();
    let mut notes = vec![format!(
        "Photons ({:.3} MeV per decay) are left out: in a cell they leave next to nothing, across many cells they add up.",
        photon_mev
    )];
    if names.len() > 1 {
        notes.push(format!(
            "Per decay of {}, with all members of its chain decaying where it did: {}. Daughters that leave the cell leave less.",
            nuclide.name(),
            names.join(", ")
        ));
    }
    let answer = Answer {
        nuclide: nuclide.name().to_owned(),
        members: names,
        cell_radius_um: cell.radius_um(),
        nucleus_radius_um: cell.nucleus_um(),
        distance_um,
        s_gy_per_bq_s: of(SByQuality::total),
        alpha_s_gy_per_bq_s: of(|s| s.alpha),
        photon_energy_left_out_mev: photon_mev,
        notes,
    };
    Ok(Reply::of(arguments.json, &answer, || text(&answer)))
}

fn text(answer: &Answer) -> String {
    let place = answer
        .distance_um
        .map_or_else(|| "the same cell".to_owned(), |d| format!("an equal cell whose centre is {d} µm away"));
    let mut out = format!(
        "{}, cell of {} µm, nucleus of {} µm; sources in {place}\n\n",
        answer.nuclide, answer.cell_radius_um, answer.nucleus_radius_um
    );
    let rows: Vec<Vec<String>> = answer
        .s_gy_per_bq_s
        .iter()
        .map(|(name, s)| {
            vec![(*name).to_owned(), format!("{s:.3e}"), format!("{:.3e}", answer.alpha_s_gy_per_bq_s[name])]
        })
        .collect();
    out += &table(&["target<-source", "S  Gy/(Bq s)", "of it alpha"], &rows);
    out += "\nN nucleus, Cy cytoplasm, CS cell surface, C whole cell. Unit density, straight tracks, continuous slowing down.\n";
    for note in &answer.notes {
        out += &format!("{note}\n");
    }
    out
}
