//! `hevesy control`.

use clap::Args;
use hevesy::Problem;
use hevesy::nuclide::Nuclide;
use hevesy::quantity::{Dose, TimeIntegratedActivity, significant};
use hevesy::report::table;
use hevesy::transport::monte_carlo::Goal;
use hevesy::transport::{
    CellDose, CellSurvival, Compartment, Component, J_PER_MEV, Members, sphere_by_quality,
};
use serde::Serialize;

use super::cells::{CellSize, Response, micrometres};
use super::{Reply, argument, members, quantity};

#[derive(Args)]
pub(crate) struct ControlArguments {
    /// Nuclides to compare: Lu-177,Y-90,Ac-225.
    #[arg(long, value_delimiter = ',', required = true)]
    nuclides: Vec<String>,
    /// Decays in each gram, the same for every nuclide: "200 MBq h".
    #[arg(long, conflicts_with = "dose")]
    decays_per_gram: Option<String>,
    /// Instead, for every nuclide as many decays as leave this dose where nothing of the charged particles' energy escapes.
    #[arg(long)]
    dose: Option<String>,
    /// Radii of the tumours.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "10um,20um,50um,100um,200um,500um,1mm,2mm,5mm,1cm,2cm,5cm"
    )]
    radii: Vec<String>,
    /// Clonogenic cells in a gram; a tumour has one at least.
    #[arg(long)]
    clonogens_per_gram: f64,
    #[command(flatten)]
    size: CellSize,
    #[command(flatten)]
    response: Response,
    /// Leave out what the nuclides decay into.
    #[arg(long)]
    parent_only: bool,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    clonogens_per_gram: f64,
    nuclides: Vec<NuclideAnswer>,
    notes: Vec<String>,
    seed: u64,
}

#[derive(Serialize)]
struct NuclideAnswer {
    nuclide: String,
    decays_per_gram: f64,
    curve: Vec<Point>,
}

#[derive(Serialize)]
struct Point {
    radius_um: f64,
    clonogens: f64,
    /// Share of the energy of alphas and electrons that stays in the tumour.
    absorbed_fraction: f64,
    mean_dose_gy: f64,
    alpha_dose_gy: f64,
    surviving_share: f64,
    control_probability: f64,
}

const GOAL: Goal = Goal { relative_sd: 0.005, most_histories: 400_000 };
const TRACKS: u32 = 1_000_000;

pub(crate) fn run(a: &ControlArguments) -> Result<Reply, Problem> {
    let cell = a.size.cell()?;
    if !(a.clonogens_per_gram.is_finite() && a.clonogens_per_gram > 0.0) {
        return Err(argument("--clonogens-per-gram", "must be above zero", "give for example 1e8"));
    }
    let cell_g = cell.mass_kg(Compartment::Cell) * 1e3;
    if a.clonogens_per_gram * cell_g > 1.0 {
        let what = format!(
            "{:.1e} clonogens in a gram, more than the {:.1e} cells that fill it",
            a.clonogens_per_gram,
            1.0 / cell_g
        );
        return Err(argument("--clonogens-per-gram", what, "give for example 1e8"));
    }
    let mut radii = Vec::new();
    for text in &a.radii {
        let radius = micrometres("--radii", text)?;
        if !(1.0..=2e5).contains(&radius) {
            return Err(argument(
                "--radii",
                format!("{text} is outside 1 µm to 20 cm"),
                "give radii such as 100um,1mm,1cm",
            ));
        }
        radii.push(radius);
    }
    let mut chains: Vec<(Nuclide, Members)> = Vec::new();
    for name in &a.nuclides {
        let nuclide =
            Nuclide::find(name).map_err(|e| argument("--nuclides", e, "check the name of the nuclide"))?;
        chains.push((nuclide, members(nuclide, a.parent_only)));
    }
    let all: Vec<&Members> = chains.iter().map(|c| &c.1).collect();
    let Some(s) = a.response.sensitivity(&all)? else {
        return Err(argument(
            "--alpha",
            "is missing",
            "say how the cells answer dose: --alpha, --z0 for alpha particles",
        ));
    };
    let mut found = Vec::new();
    for (nuclide, members) in &chains {
        let charged: f64 = [Component::Alpha, Component::Beta, Component::ElectronLines]
            .into_iter()
            .map(|c| members.energy_mev(c))
            .sum();
        let decays_per_gram = match (&a.decays_per_gram, &a.dose) {
            (Some(text), _) => quantity::<TimeIntegratedActivity>("--decays-per-gram", text)?.to_bq_s(),
            (None, Some(text)) => quantity::<Dose>("--dose", text)?.to_gy() * 1e-3 / (charged * J_PER_MEV),
            (None, None) => {
                return Err(argument(
                    "--decays-per-gram, --dose",
                    "are both missing",
                    "give decays in a gram such as \"200 MBq h\", or the dose without escape such as 60Gy",
                ));
            }
        };
        if !(decays_per_gram.is_finite() && decays_per_gram > 0.0) {
            return Err(argument(
                "--decays-per-gram, --dose",
                "must be above zero",
                "give for example \"200 MBq h\" or 60Gy",
            ));
        }
        let model = CellSurvival::new(members, cell, Compartment::Cell, s, (TRACKS, a.seed));
        let curve = radii
            .iter()
            .filter_map(|radius_um| {
                let cm = radius_um * 1e-4;
                let mass_g = 4.0 / 3.0 * core::f64::consts::PI * cm * cm * cm;
                let [alpha, electron, photon] = sphere_by_quality(members, *radius_um, (GOAL, a.seed))?;
                let gy = |mev: f64| mev * decays_per_gram * J_PER_MEV / 1e-3;
                let surviving_share = model.of(&CellDose {
                    cross_alpha: gy((alpha - members.recoil_mev()).max(0.0)),
                    cross_electron: gy(electron + photon),
                    ..CellDose::default()
                });
                let clonogens = (a.clonogens_per_gram * mass_g).max(1.0);
                Some(Point {
                    radius_um: *radius_um,
                    clonogens,
                    absorbed_fraction: (alpha + electron) / charged,
                    mean_dose_gy: gy(alpha + electron + photon),
                    alpha_dose_gy: gy(alpha),
                    surviving_share,
                    // (1 − S)^N: their number is known.
                    control_probability: libm::exp(clonogens * libm::log1p(-surviving_share)),
                })
            })
            .collect();
        found.push(NuclideAnswer { nuclide: nuclide.name().to_owned(), decays_per_gram, curve });
    }
    let answer = Answer {
        clonogens_per_gram: a.clonogens_per_gram,
        nuclides: found,
        notes: vec![
            "Decays even in a sphere of water, every cell at the mean dose: a rim that gets less, unlabelled cells and hypoxia control less (hevesy cluster).".to_owned(),
            "Alphas kill by single hits of nuclei from outside, electrons and photons by the linear–quadratic model; recoils are in the dose but kill nothing here. A tumour is controlled if none of its clonogens survives, (1 − S)^N.".to_owned(),
            "absorbed: share of the energy of alphas and electrons that stays in the tumour.".to_owned(),
        ],
        seed: a.seed,
    };
    Ok(Reply::of(a.json, &answer, || text(&answer)))
}

fn text(a: &Answer) -> String {
    let mut out = String::new();
    for n in &a.nuclides {
        out += &format!("{}, {} decays in a gram\n\n", n.nuclide, significant(n.decays_per_gram, 4));
        let rows: Vec<Vec<String>> = n
            .curve
            .iter()
            .map(|p| {
                let radius = if p.radius_um < 1e3 {
                    format!("{} µm", significant(p.radius_um, 3))
                } else {
                    format!("{} mm", significant(p.radius_um * 1e-3, 3))
                };
                vec![
                    radius,
                    significant(p.clonogens, 3),
                    format!("{:.3}", p.absorbed_fraction),
                    significant(p.mean_dose_gy, 3),
                    format!("{:.2e}", p.surviving_share),
                    format!("{:.1} %", 100.0 * p.control_probability),
                ]
            })
            .collect();
        out += &table(&["radius", "clonogens", "absorbed", "mean Gy", "survive", "control"], &rows);
        out += "\n";
    }
    for note in &a.notes {
        out += &format!("{note}\n");
    }
    out
}
