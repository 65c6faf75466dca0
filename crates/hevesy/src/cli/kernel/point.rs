//! `hevesy kernel --shell`: dose point kernels.

use std::collections::BTreeMap;

use hevesy::Problem;
use hevesy::quantity::{Length, significant};
use hevesy::report::table;
use hevesy::transport::{Component, PointKernel};
use serde::Serialize;

use super::super::{Reply, argument, quantity};
use super::KernelArguments;

#[derive(Serialize)]
struct Answer {
    nuclide: String,
    material: String,
    density_g_per_cm3: f64,
    shell_mm: f64,
    shells: Vec<ShellAnswer>,
    /// Radii within which half and nine tenths of a component's energy are left; none where the shells do not reach so far.
    radii_mm: BTreeMap<&'static str, Radii>,
    histories: u64,
    seed: u64,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct ShellAnswer {
    outer_mm: f64,
    s_mgy_per_mbq_s: f64,
    rel_sd: Option<f64>,
    components: BTreeMap<&'static str, f64>,
}

#[derive(Serialize)]
struct Radii {
    r50: Option<f64>,
    r90: Option<f64>,
}

const MOST_SHELLS: usize = 2000;
const THICKNESS_MM: [f64; 2] = [1e-3, 100.0];

pub(super) fn run(arguments: &KernelArguments) -> Result<Reply, Problem> {
    let radiation = &arguments.radiation;
    let (nuclide, members) = (radiation.nuclide()?, radiation.members()?);
    let material = arguments.surroundings.material()?;
    let text = arguments.shell.as_deref().unwrap_or_default();
    let shell_mm = quantity::<Length>("--shell", text)?.to_mm();
    if !(THICKNESS_MM[0]..=THICKNESS_MM[1]).contains(&shell_mm) {
        return Err(argument(
            "--shell",
            format!("{text} is outside 1 µm to 100 mm"),
            "give a thickness such as 0.02mm",
        ));
    }
    let count = arguments.reach.unwrap_or(100);
    if count == 0 || count > MOST_SHELLS {
        return Err(argument("--reach", format!("{count} shells"), "take 1 to 2000"));
    }
    let mut watch = radiation.watch(&format!("point {shell_mm} {count} {material:?}"))?;
    let goal = radiation.goal()?;
    let kernel = PointKernel::of(&members, &material, (shell_mm, count), goal, &mut watch);
    let warning = watch.end(goal.0)?;
    let present: Vec<usize> = (0..4).filter(|i| members.energy_mev(Component::ALL[*i]) > 0.0).collect();
    let shells = kernel.shells.iter().map(|s| {
        let total: f64 = s.s_mgy_per_mbq_s.iter().sum();
        ShellAnswer {
            outer_mm: s.outer_mm,
            s_mgy_per_mbq_s: total,
            rel_sd: (total > 0.0).then(|| s.sd_mgy_per_mbq_s / total),
            components: present.iter().map(|c| (Component::ALL[*c].name(), s.s_mgy_per_mbq_s[*c])).collect(),
        }
    });
    let radii = present.iter().map(|c| {
        let at = |share| kernel.radius_of_share_mm(Component::ALL[*c], share);
        (Component::ALL[*c].name(), Radii { r50: at(0.5), r90: at(0.9) })
    });
    let answer = Answer {
        nuclide: nuclide.name().to_owned(),
        material: material.name.clone(),
        density_g_per_cm3: material.density_g_per_cm3,
        shell_mm,
        shells: shells.collect(),
        radii_mm: radii.collect(),
        histories: kernel.histories,
        seed: radiation.seed,
        notes: radiation.notes(&members).into_iter().chain(warning).collect(),
    };
    Ok(Reply::of(radiation.json, &answer, || shown(&answer)))
}

fn shown(answer: &Answer) -> String {
    let mut out = format!(
        "{} at a point in {} ({} g/cm³), shells of {} mm; mGy per MBq s\n\n",
        answer.nuclide, answer.material, answer.density_g_per_cm3, answer.shell_mm
    );
    let rows: Vec<Vec<String>> = answer
        .shells
        .iter()
        .filter(|s| s.s_mgy_per_mbq_s > 0.0)
        .map(|s| {
            let sd = s.rel_sd.map_or_else(|| "–".to_owned(), |sd| format!("{:.1}", 100.0 * sd));
            vec![significant(s.outer_mm, 4), format!("{:.3e}", s.s_mgy_per_mbq_s), sd]
        })
        .collect();
    out += &table(&["up to mm", "S", "sd %"], &rows);
    out += "\n";
    for (name, radii) in &answer.radii_mm {
        let of = |r: Option<f64>| {
            r.map_or_else(|| "beyond the shells".to_owned(), |r| format!("{} mm", significant(r, 3)))
        };
        out += &format!(
            "{name}: half of the energy within {}, nine tenths within {}.\n",
            of(radii.r50),
            of(radii.r90)
        );
    }
    out += &format!("{} histories, seed {}.\n", answer.histories, answer.seed);
    for note in &answer.notes {
        out += &format!("{note}\n");
    }
    out
}
