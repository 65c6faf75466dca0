use clap::Args;
use hevesy::Problem;
use hevesy::nuclide::{
    Chain, Emission, EnergyPerDecay, HalfLives, Link, Nuclide, molar_activity, specific_activity,
};
use hevesy::quantity::{Time, significant};
use hevesy::report::table;
use serde::Serialize;

use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct NuclideArguments {
    /// Name in any usual spelling: Lu-177, 177Lu, 99mTc.
    name: String,
    /// Use another half-life for it, such as "9.92 d".
    #[arg(long)]
    half_life: Option<String>,
    /// Use newer evaluated half-lives where there are any.
    #[arg(long)]
    evaluated: bool,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    nuclide: String,
    half_life_s: f64,
    half_life_source: String,
    half_life_icrp107_s: f64,
    half_life_evaluated_s: Option<f64>,
    half_life_evaluated_sd_s: Option<f64>,
    atomic_mass_u: f64,
    specific_activity_bq_per_g: f64,
    molar_activity_mbq_per_nmol: f64,
    progeny: Vec<ProgenyAnswer>,
    energy_per_decay_mev: EnergyPerDecay,
    chain: Vec<Link>,
    chain_energy_per_decay_mev: EnergyPerDecay,
    beta_mean_energy_mev: Option<f64>,
    beta_end_point_mev: Option<f64>,
    emissions: Vec<hevesy::nuclide::Line>,
}

#[derive(Serialize)]
struct ProgenyAnswer {
    nuclide: String,
    branching: f64,
    mode: String,
    stable: bool,
}

pub(crate) fn run(arguments: &NuclideArguments) -> Result<Reply, Problem> {
    let nuclide =
        Nuclide::find(&arguments.name).map_err(|e| argument("NAME", e, "check the name of the nuclide"))?;
    let mut half_lives = if arguments.evaluated { HalfLives::evaluated() } else { HalfLives::icrp107() };
    if let Some(text) = &arguments.half_life {
        let time: Time = quantity("--half-life", text)?;
        half_lives =
            half_lives.with(nuclide, time).map_err(|e| argument("--half-life", e, "give a positive time"))?;
    }
    let answer = answer(nuclide, &half_lives);
    Ok(Reply::of(arguments.json, &answer, || text(nuclide, &half_lives, &answer)))
}

fn answer(nuclide: Nuclide, half_lives: &HalfLives) -> Answer {
    let emissions = nuclide.emissions();
    let chain = Chain::of(nuclide, half_lives);
    let evaluated = nuclide.half_life_evaluated();
    let (number, mean) = emissions.beta.moments();
    Answer {
        nuclide: nuclide.name().to_owned(),
        half_life_s: half_lives.of(nuclide).to_s(),
        half_life_source: half_lives.source(nuclide).to_owned(),
        half_life_icrp107_s: nuclide.half_life_icrp107().to_s(),
        half_life_evaluated_s: evaluated.map(|(t, _)| t.to_s()),
        half_life_evaluated_sd_s: evaluated.map(|(_, sd)| sd.to_s()),
        atomic_mass_u: nuclide.atomic_mass_u(),
        specific_activity_bq_per_g: 1e12 * specific_activity(nuclide, half_lives).to_tbq_per_g(),
        molar_activity_mbq_per_nmol: molar_activity(nuclide, half_lives).to_mbq_per_nmol(),
        progeny: nuclide
            .progeny()
            .iter()
            .map(|p| ProgenyAnswer {
                nuclide: p.name.clone(),
                branching: p.branching,
                mode: p.mode.clone(),
                stable: p.nuclide.is_none() && p.name != "SF",
            })
            .collect(),
        energy_per_decay_mev: emissions.energy_per_decay(),
        chain: chain.links().to_vec(),
        chain_energy_per_decay_mev: chain.energy_per_decay(),
        beta_mean_energy_mev: (number > 0.0).then_some(mean),
        beta_end_point_mev: emissions.beta.energy_mev.last().copied(),
        emissions: emissions.lines,
    }
}

fn text(nuclide: Nuclide, half_lives: &HalfLives, a: &Answer) -> String {
    let mut s = format!("{nuclide}: half-life {:.5} ({})", half_lives.of(nuclide), a.half_life_source);
    if let Some((t, sd)) = nuclide.half_life_evaluated() {
        s += &format!("; evaluated {t:.6} ± {sd:.2}");
    }
    s += &format!(
        "\ncarrier-free: {:.4}, {} MBq/nmol\ndecays to {}\n\n",
        specific_activity(nuclide, half_lives),
        significant(a.molar_activity_mbq_per_nmol, 4),
        a.progeny
            .iter()
            .map(|p| format!(
                "{} ({} {} %{})",
                p.nuclide,
                p.mode,
                significant(100.0 * p.branching, 4),
                if p.stable { ", stable" } else { "" }
            ))
            .collect::<Vec<_>>()
            .join(", ")
    );
    let row = |name: String, weight: String, half_life: String, e: EnergyPerDecay| {
        let mev = |x: f64| if x == 0.0 { "–".to_owned() } else { format!("{x:.4}") };
        vec![name, weight, half_life, mev(e.alpha), mev(e.recoil), mev(e.electron), mev(e.photon)]
    };
    let mut rows = Vec::new();
    for link in &a.chain {
        let name = if link.counted { link.nuclide.clone() } else { format!("({})", link.nuclide) };
        rows.push(row(
            name,
            significant(link.branching, 4),
            format!("{:.4}", Time::s(link.half_life_s)),
            link.member.emissions().energy_per_decay(),
        ));
    }
    rows.push(row("chain".into(), String::new(), String::new(), a.chain_energy_per_decay_mev));
    s += "Energy per decay in MeV; members in brackets outlive the head and a day and are not counted in the chain\n";
    s += &table(&["nuclide", "per decay", "half-life", "alpha", "recoil", "electrons", "photons"], &rows);
    let main = |kinds: &[Emission], title: &str| {
        let mut lines: Vec<_> = a.emissions.iter().filter(|l| kinds.contains(&l.kind)).collect();
        lines.sort_by(|x, y| y.per_decay.total_cmp(&x.per_decay));
        let shown: Vec<String> = lines
            .iter()
            .take(6)
            .map(|l| {
                format!(
                    "{} keV {} %",
                    significant(1e3 * l.energy_mev, 5),
                    significant(100.0 * l.per_decay, 3)
                )
            })
            .collect();
        if shown.is_empty() { String::new() } else { format!("  {title}: {}\n", shown.join(", ")) }
    };
    s += "\nMain emissions of the head\n";
    s += &main(&[Emission::Alpha], "alpha");
    s += &main(&[Emission::BetaMinus, Emission::BetaPlus], "beta (branch means)");
    if let (Some(mean), Some(end)) = (a.beta_mean_energy_mev, a.beta_end_point_mev) {
        s += &format!(
            "  beta spectrum: mean {} keV, end point {} keV\n",
            significant(1e3 * mean, 4),
            significant(1e3 * end, 4)
        );
    }
    s += &main(&[Emission::Conversion], "conversion electrons");
    s += &main(&[Emission::Auger], "Auger electrons");
    s += &main(&[Emission::Gamma, Emission::Annihilation], "gamma and annihilation");
    s += &main(&[Emission::XRay], "X rays");
    s
}
