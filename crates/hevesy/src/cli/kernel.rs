//! `hevesy kernel`.

mod point;

use std::collections::BTreeMap;

use clap::Args;
use hevesy::Problem;
use hevesy::quantity::{Length, significant};
use hevesy::report::table;
use hevesy::transport::{Component, Kernel, MOST_REACH};
use serde::Serialize;

use super::radiation::{Radiation, Surroundings};
use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct KernelArguments {
    /// Side of the voxels, such as 4.42mm, or their three sides: 4.07x4.07x3mm.
    #[arg(long, required_unless_present = "shell", conflicts_with = "shell")]
    voxel: Option<String>,
    /// Instead, a point kernel: thickness of the shells around a point, such as 0.02mm.
    #[arg(long)]
    shell: Option<String>,
    /// Voxels on each side of the centre (5 if not given), or shells (100).
    #[arg(long)]
    reach: Option<usize>,
    #[command(flatten)]
    surroundings: Surroundings,
    #[command(flatten)]
    radiation: Radiation,
}

#[derive(Serialize)]
struct KernelAnswer {
    nuclide: String,
    material: String,
    density_g_per_cm3: f64,
    voxel_mm: [f64; 3],
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

/// Sides in mm between which the computation is meant to hold.
pub(super) const SIDES_MM: [f64; 2] = [0.1, 100.0];

pub(crate) fn run(arguments: &KernelArguments) -> Result<Reply, Problem> {
    let radiation = &arguments.radiation;
    let nuclide = radiation.nuclide()?;
    let members = radiation.members()?;
    let material = arguments.surroundings.material()?;
    let Some(voxel) = &arguments.voxel else { return point::run(arguments) };
    let voxel_mm = sides_mm("--voxel", voxel)?;
    if !voxel_mm.iter().all(|side| (SIDES_MM[0]..=SIDES_MM[1]).contains(side)) {
        let what = format!("{voxel} is outside 0.1 mm to 100 mm");
        return Err(argument("--voxel", what, "give the side of a voxel such as 4.42mm"));
    }
    let reach = arguments.reach.unwrap_or(5);
    if reach > MOST_REACH {
        let what = format!("{reach} voxels on each side");
        return Err(argument("--reach", what, "take at most 50; beyond, photons alone matter"));
    }
    let mut watch = radiation.watch(&format!("kernel {voxel_mm:?} {reach} {material:?}"))?;
    let goal = radiation.goal()?;
    let kernel = Kernel::of(&members, &material, (voxel_mm, reach), goal, &mut watch);
    let warning = watch.end(goal.0)?;
    let notes = radiation.notes(&members).into_iter().chain(warning).collect();
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

/// Three sides in mm from one length for all, or three with an x between them, the unit at the end.
fn sides_mm(name: &str, text: &str) -> Result<[f64; 3], Problem> {
    let parts: Vec<&str> = text.split('x').map(str::trim).collect();
    let last = parts.last().copied().unwrap_or_default();
    let unit = &last[last.find(|c: char| c.is_alphabetic()).unwrap_or(last.len())..];
    let length = |part: &&str| {
        let whole = part.contains(char::is_alphabetic);
        let text = if whole { (*part).to_owned() } else { format!("{part}{unit}") };
        Ok(quantity::<Length>(name, &text)?.to_mm())
    };
    match parts.iter().map(length).collect::<Result<Vec<f64>, Problem>>()?.as_slice() {
        [side] => Ok([*side; 3]),
        [x, y, z] => Ok([*x, *y, *z]),
        _ => Err(argument(
            name,
            format!("`{text}` has {} sides", parts.len()),
            "give one side or three: 4.07x4.07x3mm",
        )),
    }
}

fn sides_text([x, y, z]: [f64; 3]) -> String {
    if x.total_cmp(&y).is_eq() && y.total_cmp(&z).is_eq() {
        format!("{x}")
    } else {
        format!("{x} × {y} × {z}")
    }
}

fn kernel_text(answer: &KernelAnswer) -> String {
    let mut out = format!(
        "{}, voxels of {} mm in {} ({} g/cm³, {} g each); mGy per MBq s in the source voxel\n\n",
        answer.nuclide,
        sides_text(answer.voxel_mm),
        answer.material,
        answer.density_g_per_cm3,
        significant(answer.voxel_g, 4)
    );
    let names: Vec<&str> = answer.kernel[0].components.keys().copied().collect();
    let mut head = vec!["offset", "S"];
    head.extend(&names);
    head.push("sd %");
    // In cubes, offsets in falling order stand for all that symmetry makes equal to them.
    let cubic = answer.voxel_mm.iter().all(|side| side.total_cmp(&answer.voxel_mm[0]).is_eq());
    let rows: Vec<Vec<String>> = answer
        .kernel
        .iter()
        .filter(|v| !cubic || (v.i >= v.j && v.j >= v.k))
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
