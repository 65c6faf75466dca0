//! `hevesy svalue`.

mod mouse;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use hevesy::Problem;
use hevesy::anatomy::icrp110::{Person, read};
use hevesy::quantity::Fraction;
use hevesy::report::table;
use hevesy::transport::{Body, Component, SValues};
use serde::Serialize;

use super::radiation::{Radiation, content_hash};
use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct SvalueArguments {
    /// Folder or .tar.gz with your copy of the phantoms of ICRP Publication 110.
    #[arg(long)]
    phantom: Option<PathBuf>,
    /// AM (adult male) or AF (adult female).
    #[arg(long)]
    person: Option<String>,
    /// Instead, a mouse of 25g, 30g or 35g whose organs are ellipsoids.
    #[arg(long, conflicts_with_all = ["phantom", "person"])]
    mouse: Option<String>,
    /// Region or group that holds the decays: liver, left kidney, red marrow …
    #[arg(long)]
    source: String,
    /// The uncertainty holds for regions with at least this share of the largest S.
    #[arg(long, default_value = "1 %")]
    down_to: String,
    #[command(flatten)]
    radiation: Radiation,
}

#[derive(Serialize)]
struct Answer {
    nuclide: String,
    phantom: String,
    source: String,
    source_mass_g: f64,
    emitted_energy_mev: f64,
    targets: Vec<Target>,
    histories: u64,
    seed: u64,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Target {
    name: String,
    mass_g: f64,
    s_mgy_per_mbq_s: f64,
    rel_sd: Option<f64>,
    group: bool,
    components: BTreeMap<&'static str, f64>,
}

pub(crate) fn run(arguments: &SvalueArguments) -> Result<Reply, Problem> {
    let radiation = &arguments.radiation;
    let members = radiation.members()?;
    if arguments.mouse.is_some() {
        return mouse::run(arguments);
    }
    let (Some(folder), Some(code)) = (&arguments.phantom, &arguments.person) else {
        let what = "are both needed: a phantom of ICRP Publication 110, which cannot be passed on with the program, and who it is";
        let remedy = "give the folder of Geant4's ICRPdata.tar.gz or of the publication's disc, and AM or AF; or --mouse 25g";
        return Err(argument("--phantom, --person", what, remedy));
    };
    let person = Person::named(code)
        .ok_or_else(|| argument("--person", format!("`{code}` is not known"), "give AM or AF"))?;
    let down_to = quantity::<Fraction>("--down-to", &arguments.down_to)?.get();
    let goal = radiation.goal()?;
    let phantom = read(folder, person)?;
    let Some(source) = phantom.find(&arguments.source) else {
        let what = format!("there is no region `{}` in {}", arguments.source, phantom.name);
        let names = phantom.similar(&arguments.source).join("; ");
        return Err(argument("--source", what, &format!("take one of: {names}")));
    };
    // Two copies of a phantom may differ.
    let labels = content_hash(phantom.labels.iter().flat_map(|l| l.to_le_bytes()));
    let mut watch =
        radiation.watch(&format!("svalue {} {labels} {} {down_to}", phantom.name, source.name))?;
    let found = Body::new(&phantom).s_values(&members, &source, down_to, goal, &mut watch);
    let warning = watch.end(goal.0)?;
    let mut notes: Vec<String> = radiation.notes(&members).into_iter().chain(warning).collect();
    notes.push("Marrow and blood as targets get the dose of the regions that hold them; secondary electrons of bone are not told apart.".to_owned());
    if members.energy_mev(Component::Alpha) > 0.0 {
        notes.push("Alpha particles are left in the region of the decay.".to_owned());
    }
    let source_mass_g = phantom.mass_g(&source);
    let answer = answer_of(&phantom.name, source_mass_g, found, radiation, notes)?;
    Ok(Reply::of(radiation.json, &answer, || text(&answer, down_to)))
}

fn answer_of(
    phantom: &str,
    source_mass_g: f64,
    found: SValues,
    radiation: &Radiation,
    notes: Vec<String>,
) -> Result<Answer, Problem> {
    let members = radiation.members()?;
    let present: Vec<usize> = (0..4).filter(|i| members.energy_mev(Component::ALL[*i]) > 0.0).collect();
    let targets = found.targets.into_iter().map(|t| Target {
        s_mgy_per_mbq_s: t.total(),
        rel_sd: (t.total() > 0.0).then(|| t.sd_mgy_per_mbq_s / t.total()),
        components: present.iter().map(|c| (Component::ALL[*c].name(), t.s_mgy_per_mbq_s[*c])).collect(),
        name: t.name,
        mass_g: t.mass_g,
        group: t.group,
    });
    Ok(Answer {
        nuclide: radiation.nuclide()?.name().to_owned(),
        phantom: phantom.to_owned(),
        source: found.source,
        source_mass_g,
        emitted_energy_mev: found.emitted_mev,
        targets: targets.collect(),
        histories: found.histories,
        seed: radiation.seed,
        notes,
    })
}

fn text(answer: &Answer, down_to: f64) -> String {
    let mut out = format!(
        "{} in {} ({:.1} g) of {}; mGy per MBq s\n\n",
        answer.nuclide, answer.source, answer.source_mass_g, answer.phantom
    );
    let mut shown: Vec<&Target> = answer.targets.iter().filter(|t| t.s_mgy_per_mbq_s > 0.0).collect();
    shown.sort_by(|a, b| b.s_mgy_per_mbq_s.total_cmp(&a.s_mgy_per_mbq_s));
    let most = shown.first().map_or(0.0, |t| t.s_mgy_per_mbq_s);
    // Ten times further down than what is certain, less than that is noise to most readers.
    let rows: Vec<Vec<String>> = shown
        .iter()
        .filter(|t| t.s_mgy_per_mbq_s >= 0.1 * down_to * most)
        .map(|t| {
            let name = if t.group { format!("{} *", t.name) } else { t.name.clone() };
            let sd = t.rel_sd.map_or_else(String::new, |sd| format!("{:.2}", 100.0 * sd));
            vec![name, format!("{:.1}", t.mass_g), format!("{:.3e}", t.s_mgy_per_mbq_s), sd]
        })
        .collect();
    out += &table(&["target", "mass g", "S", "sd %"], &rows);
    if answer.targets.iter().any(|t| t.group) {
        out += "\n* several regions. All targets with --json.";
    }
    out += &format!("\n{} histories, seed {}.\n", answer.histories, answer.seed);
    for note in &answer.notes {
        out += &format!("{note}\n");
    }
    out
}
