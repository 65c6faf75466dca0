//! `hevesy sphere`.

use clap::Args;
use hevesy::Problem;
use hevesy::quantity::Mass;
use hevesy::report::table;
use hevesy::transport::sphere;
use serde::Serialize;

use super::radiation::{Radiation, Surroundings};
use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct SphereArguments {
    /// Mass of the sphere, such as 1g.
    #[arg(long)]
    mass: String,
    #[command(flatten)]
    surroundings: Surroundings,
    #[command(flatten)]
    radiation: Radiation,
}

#[derive(Serialize)]
struct SphereAnswer {
    nuclide: String,
    material: String,
    density_g_per_cm3: f64,
    mass_g: f64,
    radius_mm: f64,
    s_gy_per_bq_s: f64,
    rel_sd: f64,
    absorbed_energy_mev: f64,
    emitted_energy_mev: f64,
    components: Vec<ComponentAnswer>,
    histories: u64,
    seed: u64,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct ComponentAnswer {
    component: &'static str,
    emitted_energy_mev: f64,
    absorbed_energy_mev: f64,
    sd_mev: f64,
}

/// Masses in g between which the computation is meant to hold.
const MASSES_G: [f64; 2] = [1e-4, 1e5];

pub(crate) fn run(arguments: &SphereArguments) -> Result<Reply, Problem> {
    let radiation = &arguments.radiation;
    let nuclide = radiation.nuclide()?;
    let members = radiation.members()?;
    let material = arguments.surroundings.material()?;
    let mass_g = quantity::<Mass>("--mass", &arguments.mass)?.to_g();
    if !(MASSES_G[0]..=MASSES_G[1]).contains(&mass_g) {
        let what = format!("{mass_g} g is outside 0.1 mg to 100 kg");
        return Err(argument("--mass", what, "for smaller spheres use `hevesy cell`"));
    }
    let mut watch = radiation.watch(&format!("sphere {mass_g} {material:?}"))?;
    let goal = radiation.goal()?;
    let dose = sphere(&members, &material, mass_g, goal, &mut watch);
    let warning = watch.end(goal.0)?;
    let (s, sd) = dose.s_gy_per_bq_s();
    let answer = SphereAnswer {
        nuclide: nuclide.name().to_owned(),
        material: material.name.clone(),
        density_g_per_cm3: material.density_g_per_cm3,
        mass_g,
        radius_mm: dose.radius_cm * 10.0,
        s_gy_per_bq_s: s,
        rel_sd: sd / s,
        absorbed_energy_mev: dose.absorbed_mev().0,
        emitted_energy_mev: dose.emitted_mev(),
        components: dose
            .components
            .iter()
            .map(|c| ComponentAnswer {
                component: c.component.name(),
                emitted_energy_mev: c.emitted_mev,
                absorbed_energy_mev: c.absorbed_mev,
                sd_mev: c.sd_mev,
            })
            .collect(),
        histories: dose.histories,
        seed: radiation.seed,
        notes: radiation.notes(&members).into_iter().chain(warning).collect(),
    };
    Ok(Reply::of(radiation.json, &answer, || sphere_text(&answer)))
}

/// A relative standard deviation in per cent.
fn percent(relative: f64) -> String {
    if relative < 5e-5 { "less than 0.01".to_owned() } else { format!("{:.2}", 100.0 * relative) }
}

fn sphere_text(answer: &SphereAnswer) -> String {
    let mut out = format!(
        "{} spread evenly in a sphere of {} g of {} ({} g/cm³, radius {:.3} mm) within more of it\n\nS = {:.4e} Gy/(Bq s) ± {} %\n\n",
        answer.nuclide,
        answer.mass_g,
        answer.material,
        answer.density_g_per_cm3,
        answer.radius_mm,
        answer.s_gy_per_bq_s,
        percent(answer.rel_sd)
    );
    let row = |name: &str, emitted: f64, absorbed: f64| {
        vec![
            name.to_owned(),
            format!("{emitted:.5}"),
            format!("{absorbed:.5}"),
            format!("{:.4}", absorbed / emitted),
        ]
    };
    let mut rows: Vec<Vec<String>> = answer
        .components
        .iter()
        .map(|c| row(c.component, c.emitted_energy_mev, c.absorbed_energy_mev))
        .collect();
    rows.push(row("all", answer.emitted_energy_mev, answer.absorbed_energy_mev));
    out += &table(&["component", "emitted MeV", "absorbed MeV", "fraction"], &rows);
    out += &format!(
        "\n{} histories, seed {}. The uncertainty is that of the statistics alone.\n",
        answer.histories, answer.seed
    );
    for note in &answer.notes {
        out += &format!("{note}\n");
    }
    out
}
