use clap::Args;
use hevesy::Problem;
use hevesy::matter::Material;
use hevesy::nuclide::Nuclide;
use hevesy::quantity::{Fraction, Length, Mass};
use hevesy::report::table;
use hevesy::transport::monte_carlo::Goal;
use hevesy::transport::{Component, Kernel, Members, sphere};
use serde::Serialize;
use std::collections::BTreeMap;

use super::{Reply, argument, members, quantity};

/// What a computation by Monte Carlo needs to know besides its geometry.
#[derive(Args)]
pub(crate) struct Radiation {
    /// Name in any usual spelling: Lu-177, 177Lu.
    #[arg(long)]
    nuclide: String,
    /// Material of source and surroundings: water, soft tissue, lung, cortical bone …
    #[arg(long, default_value = "water")]
    material: String,
    /// Density other than the material's own, such as 0.26g/ml.
    #[arg(long)]
    density: Option<String>,
    /// Wanted standard deviation of each component where it matters.
    #[arg(long, default_value = "0.5 %")]
    uncertainty: String,
    /// Histories after which it stops even so, for each component.
    #[arg(long, default_value_t = 100_000_000)]
    most_histories: u64,
    /// Seed of the random numbers: the same seed gives the same bits.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Leave out what the nuclide decays into; otherwise the chain decays where it starts, as at equilibrium.
    #[arg(long)]
    parent_only: bool,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

impl Radiation {
    fn nuclide(&self) -> Result<Nuclide, Problem> {
        Nuclide::find(&self.nuclide).map_err(|e| argument("--nuclide", e, "check the name of the nuclide"))
    }

    fn material(&self) -> Result<Material, Problem> {
        let material = Material::named(&self.material)
            .map_err(|e| argument("--material", e, "take one of those named"))?;
        let Some(text) = &self.density else { return Ok(material) };
        let density = quantity::<hevesy::quantity::Density>("--density", text)?;
        material
            .at_density(density.to_g_per_ml())
            .map_err(|e| argument("--density", e, "give a density such as 0.26g/ml"))
    }

    fn goal(&self) -> Result<Goal, Problem> {
        let relative_sd = quantity::<Fraction>("--uncertainty", &self.uncertainty)?.get();
        if relative_sd > 0.0 && relative_sd < 1.0 && self.most_histories > 0 {
            Ok(Goal { relative_sd, most_histories: self.most_histories })
        } else {
            let what = format!("{} of uncertainty, {} histories", self.uncertainty, self.most_histories);
            Err(argument("--uncertainty, --most-histories", what, "give for example \"0.5 %\" and 1000000"))
        }
    }
}

/// Notes that hold for every answer.
fn notes(members: &Members, nuclide: Nuclide) -> Vec<String> {
    let names: Vec<&str> = members.names().collect();
    let mut notes = Vec::new();
    if names.len() > 1 {
        notes.push(format!(
            "Per decay of {}, with all members of its chain decaying where it did: {}.",
            nuclide.name(),
            names.join(", ")
        ));
    }
    notes
}

#[derive(Args)]
pub(crate) struct SphereArguments {
    /// Mass of the sphere, such as 1g.
    #[arg(long)]
    mass: String,
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

pub(crate) fn run_sphere(arguments: &SphereArguments) -> Result<Reply, Problem> {
    let radiation = &arguments.radiation;
    let nuclide = radiation.nuclide()?;
    let members = members(nuclide, radiation.parent_only);
    let material = radiation.material()?;
    let mass_g = quantity::<Mass>("--mass", &arguments.mass)?.to_g();
    if !(MASSES_G[0]..=MASSES_G[1]).contains(&mass_g) {
        let what = format!("{mass_g} g is outside 0.1 mg to 100 kg");
        return Err(argument("--mass", what, "for smaller spheres use `hevesy cell`"));
    }
    let dose = sphere(&members, &material, mass_g, radiation.goal()?, radiation.seed);
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
        notes: notes(&members, nuclide),
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

#[derive(Args)]
pub(crate) struct KernelArguments {
    /// Side of the cubic voxels, such as 4.42mm.
    #[arg(long)]
    voxel: String,
    /// Voxels on each side of the centre.
    #[arg(long, default_value_t = 5)]
    reach: usize,
    #[command(flatten)]
    radiation: Radiation,
}

#[derive(Serialize)]
struct KernelAnswer {
    nuclide: String,
    material: String,
    density_g_per_cm3: f64,
    voxel_mm: f64,
    voxel_g: f64,
    emitted_energy_mev: f64,
    absorbed_energy_mev: f64,
    kernel: Vec<VoxelAnswer>,
    histories: u64,
    seed: u64,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct VoxelAnswer {
    i: usize,
    j: usize,
    k: usize,
    s_mgy_per_mbq_s: f64,
    rel_sd: Option<f64>,
    components: BTreeMap<&'static str, f64>,
}

/// Sides in mm between which the computation is meant to hold, and the largest reach.
const SIDES_MM: [f64; 2] = [0.1, 100.0];
const MOST_REACH: usize = 50;

pub(crate) fn run_kernel(arguments: &KernelArguments) -> Result<Reply, Problem> {
    let radiation = &arguments.radiation;
    let nuclide = radiation.nuclide()?;
    let members = members(nuclide, radiation.parent_only);
    let material = radiation.material()?;
    let voxel_mm = quantity::<Length>("--voxel", &arguments.voxel)?.to_mm();
    if !(SIDES_MM[0]..=SIDES_MM[1]).contains(&voxel_mm) {
        let what = format!("{voxel_mm} mm is outside 0.1 mm to 100 mm");
        return Err(argument("--voxel", what, "give the side of a voxel such as 4.42mm"));
    }
    if arguments.reach > MOST_REACH {
        let what = format!("{} voxels on each side", arguments.reach);
        return Err(argument("--reach", what, "take at most 50; beyond, photons alone matter"));
    }
    let kernel =
        Kernel::of(&members, &material, voxel_mm, arguments.reach, radiation.goal()?, radiation.seed);
    let mut notes = notes(&members, nuclide);
    if members.energy_mev(Component::Alpha) > 0.0 {
        notes.push("Alpha particles (ranges below 0.1 mm) are left in the voxel of the decay.".to_owned());
    }
    let present: Vec<usize> = (0..4).filter(|i| members.energy_mev(Component::ALL[*i]) > 0.0).collect();
    let answer = KernelAnswer {
        nuclide: nuclide.name().to_owned(),
        material: material.name.clone(),
        density_g_per_cm3: material.density_g_per_cm3,
        voxel_mm,
        voxel_g: kernel.voxel_g,
        emitted_energy_mev: kernel.emitted_mev,
        absorbed_energy_mev: kernel.absorbed_mev,
        kernel: kernel
            .voxels
            .iter()
            .map(|v| VoxelAnswer {
                i: v.offset[0],
                j: v.offset[1],
                k: v.offset[2],
                s_mgy_per_mbq_s: v.total(),
                rel_sd: (v.total() > 0.0).then(|| v.sd_mgy_per_mbq_s / v.total()),
                components: present
                    .iter()
                    .map(|c| (Component::ALL[*c].name(), v.s_mgy_per_mbq_s[*c]))
                    .collect(),
            })
            .collect(),
        histories: kernel.histories,
        seed: radiation.seed,
        notes,
    };
    Ok(Reply::of(radiation.json, &answer, || kernel_text(&answer)))
}

fn kernel_text(answer: &KernelAnswer) -> String {
    let mut out = format!(
        "{}, voxels of {} mm in {} ({} g/cm³, {:.4} g each); mGy per MBq s in the source voxel\n\n",
        answer.nuclide, answer.voxel_mm, answer.material, answer.density_g_per_cm3, answer.voxel_g
    );
    let names: Vec<&str> = answer.kernel[0].components.keys().copied().collect();
    let mut head = vec!["offset", "S"];
    head.extend(&names);
    head.push("sd %");
    // Offsets in falling order stand for all that symmetry makes equal to them.
    let rows: Vec<Vec<String>> = answer
        .kernel
        .iter()
        .filter(|v| v.i >= v.j && v.j >= v.k)
        .map(|v| {
            let mut row = vec![format!("{} {} {}", v.i, v.j, v.k), format!("{:.3e}", v.s_mgy_per_mbq_s)];
            row.extend(names.iter().map(|n| format!("{:.2e}", v.components[n])));
            row.push(v.rel_sd.map_or_else(|| "–".to_owned(), |sd| format!("{:.1}", 100.0 * sd)));
            row
        })
        .collect();
    out += &table(&head, &rows);
    out += &format!(
        "\nAll voxels together hold {:.4} of {:.4} MeV per decay. {} histories, seed {}.\n",
        answer.absorbed_energy_mev, answer.emitted_energy_mev, answer.histories, answer.seed
    );
    for note in &answer.notes {
        out += &format!("{note}\n");
    }
    out
}
