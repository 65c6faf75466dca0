//! `hevesy vessel`.

use clap::Args;
use hevesy::Problem;
use hevesy::quantity::{Dose, significant};
use hevesy::report::table;
use hevesy::transport::{Bystander, VesselDose, vessel_dose};
use serde::Serialize;

use super::cells::{chain_note, micrometres};
use super::emitter::Emitter;
use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct VesselArguments {
    #[command(flatten)]
    emitter: Emitter,
    /// Radii of the vessels: capillary to great vessel.
    #[arg(long, value_delimiter = ',', default_value = "4um,5um,7um,10um,20um,50um,100um,1mm,12mm")]
    radii: Vec<String>,
    /// Mean dose of blood whose charged particles all stay in blood.
    #[arg(long, default_value = "1Gy")]
    dose: String,
    /// Radius of a lymphocyte.
    #[arg(long, default_value = "3.5um")]
    lymphocyte_radius: String,
    /// Radius of its nucleus.
    #[arg(long, default_value = "3um")]
    nucleus_radius: String,
    /// Distance from the lumen at which nuclei of the endothelium begin.
    #[arg(long, default_value = "0.2um")]
    endothelium_from: String,
    /// Distance at which they end.
    #[arg(long, default_value = "2um")]
    endothelium_to: String,
    /// Points that are drawn.
    #[arg(long, default_value_t = 20_000)]
    points: u32,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    nuclide: String,
    mean_blood_dose_gy: f64,
    vessels: Vec<Vessel>,
    seed: u64,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Vessel {
    radius_um: f64,
    blood_gy: f64,
    lymphocyte_gy: Option<f64>,
    endothelium_gy: f64,
    /// Statistical standard deviations of the three.
    sd_gy: [f64; 3],
}

pub(crate) fn run(a: &VesselArguments) -> Result<Reply, Problem> {
    let nuclide = a.emitter.nuclide()?;
    let members = a.emitter.members()?;
    let dose = quantity::<Dose>("--dose", &a.dose)?.to_gy();
    let cell_um = micrometres("--lymphocyte-radius", &a.lymphocyte_radius)?;
    let nucleus_um = micrometres("--nucleus-radius", &a.nucleus_radius)?;
    let from_um = micrometres("--endothelium-from", &a.endothelium_from)?;
    let to_um = micrometres("--endothelium-to", &a.endothelium_to)?;
    let sound = nucleus_um > 0.0 && nucleus_um < cell_um && from_um >= 0.0 && from_um < to_um;
    if !(sound && dose > 0.0 && a.points > 0) {
        let what = "do not fit: a nucleus lies in its cell, the endothelium begins before it ends, dose and points are above zero";
        return Err(argument(
            "--nucleus-radius, --endothelium-from, --endothelium-to, --dose",
            what,
            "see the defaults in --help",
        ));
    }
    if vessel_dose(&members, 1e3, Bystander::Blood, (1, a.seed)).is_none() {
        let what = format!("{} emits no charged particles", nuclide.name());
        return Err(argument("--nuclide", what, "give an emitter of alphas or electrons"));
    }
    let mut vessels = Vec::new();
    for text in &a.radii {
        let radius_um = micrometres("--radii", text)?;
        if !(radius_um > 0.0 && radius_um < 1e6) {
            return Err(argument(
                "--radii",
                format!("{text} is no radius of a vessel"),
                "give radii such as 4um,1mm",
            ));
        }
        let of = |bystander| vessel_dose(&members, radius_um, bystander, (a.points, a.seed));
        let blood = of(Bystander::Blood).unwrap_or(VesselDose { ratio: 0.0, sd: 0.0 });
        let cell = of(Bystander::Lymphocyte { cell_um, nucleus_um });
        let wall =
            of(Bystander::Endothelium { from_um, to_um }).unwrap_or(VesselDose { ratio: 0.0, sd: 0.0 });
        vessels.push(Vessel {
            radius_um,
            blood_gy: blood.ratio * dose,
            lymphocyte_gy: cell.map(|c| c.ratio * dose),
            endothelium_gy: wall.ratio * dose,
            sd_gy: [blood.sd, cell.map_or(0.0, |c| c.sd), wall.sd].map(|sd| sd * dose),
        });
    }
    let answer = Answer {
        nuclide: nuclide.name().to_owned(),
        mean_blood_dose_gy: dose,
        vessels,
        seed: a.seed,
        notes: chain_note(&members).into_iter().chain([
            "Long straight vessels, decays in blood alone and nowhere in the cells; charged particles on straight tracks. The mean dose of blood is what it would be if all their energy stayed in blood.".to_owned(),
            "Sizes of cells and walls that are not given are proposals of this program (P).".to_owned(),
                "A lymphocyte spends its time in vessels of every width: its dose is the mean over them, weighted by time. Vessels nearby, which add to each other in dense beds of capillaries, are not counted.".to_owned(),
            "Electrons bend: in vessels wider than a tenth of a millimetre straight tracks lose up to a fifth of the dose of energetic betas (Y-90); alphas go straight.".to_owned(),
        ]).collect(),
    };
    Ok(Reply::of(a.json, &answer, || text(&answer)))
}

fn text(a: &Answer) -> String {
    let mut out = format!(
        "{} in blood, {} Gy in the mean if all energy of charged particles stays in blood\n\n",
        a.nuclide,
        significant(a.mean_blood_dose_gy, 3)
    );
    let rows: Vec<Vec<String>> = a
        .vessels
        .iter()
        .map(|v| {
            vec![
                significant(v.radius_um, 4),
                significant(v.blood_gy, 3),
                v.lymphocyte_gy.map_or_else(|| "does not fit".to_owned(), |d| significant(d, 3)),
                significant(v.endothelium_gy, 3),
            ]
        })
        .collect();
    out += &table(
        &["vessel radius µm", "blood Gy", "nuclei of lymphocytes Gy", "nuclei of endothelium Gy"],
        &rows,
    );
    out += "\n";
    for note in &a.notes {
        out += &format!("{note}\n");
    }
    out
}
