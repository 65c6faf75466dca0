//! `hevesy recoil`.

use clap::Args;
use hevesy::Problem;
use hevesy::matter::{Element, Material};
use hevesy::nuclide::{Chain, HalfLives, Nuclide};
use hevesy::quantity::{Density, Length, significant};
use hevesy::report::table;
use hevesy::transport::{Carrier, Recoil, Retained, retention};
use serde::Serialize;

use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct RecoilArguments {
    /// Name in any usual spelling: Ac-225, 225Ac.
    #[arg(long)]
    nuclide: String,
    /// Radius of a round carrier's core, such as 25nm: how many daughters it keeps.
    #[arg(long)]
    core: Option<String>,
    /// Thickness of the shell around it.
    #[arg(long, requires = "core", default_value = "0nm")]
    shell: String,
    /// Material of the core: water, soft tissue, an element such as Au, or mass fractions such as Fe:0.70,O:0.30.
    #[arg(long, default_value = "water")]
    core_material: String,
    /// Density of the core.
    #[arg(long)]
    core_density: Option<String>,
    /// Material of the shell.
    #[arg(long, default_value = "water")]
    shell_material: String,
    /// Density of the shell.
    #[arg(long)]
    shell_density: Option<String>,
    /// The activity is on the surface of the core instead of in it.
    #[arg(long)]
    on_surface: bool,
    /// Chains that are followed.
    #[arg(long, default_value_t = 100_000)]
    heads: u32,
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
    recoils: Vec<RecoilAnswer>,
    carrier: Option<CarrierAnswer>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct RecoilAnswer {
    nuclide: String,
    alphas_per_decay: f64,
    alpha_mev: f64,
    recoil_kev: f64,
    bonds_of_5_ev: f64,
    range_in_water_nm: f64,
}

#[derive(Serialize)]
struct CarrierAnswer {
    core_radius_nm: f64,
    shell_nm: f64,
    members: Vec<MemberAnswer>,
    seed: u64,
}

#[derive(Serialize)]
struct MemberAnswer {
    nuclide: String,
    per_head: f64,
    retained_share: f64,
    escaped_share: f64,
}

/// Energy of a chemical bond that recoils are compared with.
const BOND_EV: f64 = 5.0;

pub(crate) fn run(a: &RecoilArguments) -> Result<Reply, Problem> {
    let nuclide =
        Nuclide::find(&a.nuclide).map_err(|e| argument("--nuclide", e, "check the name of the nuclide"))?;
    let water = material("--core-material", "water", None)?;
    let chain = Chain::of(nuclide, &HalfLives::icrp107());
    let recoils: Vec<RecoilAnswer> = chain
        .counted()
        .filter_map(|link| Recoil::of(link.member))
        .map(|r| RecoilAnswer {
            alphas_per_decay: r.per_decay,
            alpha_mev: r.alpha_mev,
            recoil_kev: r.recoil_mev * 1e3,
            bonds_of_5_ev: r.recoil_mev * 1e6 / BOND_EV,
            range_in_water_nm: r.ion.projected_range_nm(&water, r.recoil_mev),
            nuclide: r.nuclide,
        })
        .collect();
    if recoils.is_empty() {
        let what = format!("nothing in the chain of {} emits alpha particles", nuclide.name());
        return Err(argument(
            "--nuclide",
            what,
            "give an alpha emitter or its parent, such as Ac-225 or Pb-212",
        ));
    }
    let carrier = match &a.core {
        Some(core) => Some(carrier(a, core, nuclide)?),
        None => None,
    };
    let mut notes = vec![
        "Recoils break the bond to a chelator: their energy is thousands of times that of a bond. Beta decays are taken to move nothing; that some of them free the daughter too (Pb-212 to Bi-212) is chemistry and not counted.".to_owned(),
    ];
    if carrier.is_some() {
        notes.push("Each recoil goes its mean projected range straight on, without straggling, and who has left does not come back.".to_owned());
    }
    let answer = Answer { nuclide: nuclide.name().to_owned(), recoils, carrier, notes };
    Ok(Reply::of(a.json, &answer, || text(&answer)))
}

fn carrier(a: &RecoilArguments, core: &str, nuclide: Nuclide) -> Result<CarrierAnswer, Problem> {
    let nm = |name: &str, text: &str| Ok::<f64, Problem>(quantity::<Length>(name, text)?.to_mm() * 1e6);
    let (core_nm, shell_nm) = (nm("--core", core)?, nm("--shell", &a.shell)?);
    if !(core_nm > 0.0 && shell_nm >= 0.0 && a.heads > 0) {
        return Err(argument(
            "--core, --shell, --heads",
            "must be above zero",
            "give for example 25nm and 10nm",
        ));
    }
    let carrier = Carrier {
        core_nm,
        shell_nm,
        core: material("--core-material", &a.core_material, a.core_density.as_deref())?,
        shell: material("--shell-material", &a.shell_material, a.shell_density.as_deref())?,
        on_surface: a.on_surface,
    };
    let members = retention(nuclide, &carrier, (a.heads, a.seed));
    let of = |r: Retained| MemberAnswer {
        nuclide: r.nuclide,
        per_head: r.per_head,
        retained_share: r.share,
        escaped_share: 1.0 - r.share,
    };
    Ok(CarrierAnswer {
        core_radius_nm: core_nm,
        shell_nm,
        members: members.into_iter().map(of).collect(),
        seed: a.seed,
    })
}

/// A material by name, an element by symbol, or elements with mass fractions.
fn material(name: &str, text: &str, density: Option<&str>) -> Result<Material, Problem> {
    let remedy = "give a name such as water, an element such as Au, or mass fractions such as Fe:0.70,O:0.30";
    let option = name.replace("material", "density");
    let density = density.map(|d| quantity::<Density>(&option, d)).transpose()?.map(Density::to_g_per_ml);
    let made = match Material::named(text) {
        Ok(made) => made,
        Err(unknown) => {
            let mut parts = Vec::new();
            for part in text.split(',') {
                let (symbol, share) = part.split_once(':').unwrap_or((part, "1"));
                let Some(element) = Element::of_symbol(symbol.trim()) else {
                    if text.contains(':') {
                        let known = Element::all().iter().map(|e| e.symbol).collect::<Vec<_>>().join(" ");
                        let what = format!("there are no data for the element `{}`", symbol.trim());
                        return Err(argument(name, what, &format!("take elements of: {known}")));
                    }
                    return Err(argument(name, unknown, remedy));
                };
                let share: f64 = share
                    .trim()
                    .parse()
                    .map_err(|_| argument(name, format!("`{share}` is no mass fraction"), remedy))?;
                parts.push((element, share));
            }
            // An element has a density of its own; a compound needs one.
            let own = match parts.as_slice() {
                [(element, _)] => Some(element.density_g_per_cm3),
                _ => None,
            };
            let Some(density) = density.or(own) else {
                return Err(argument(
                    &option,
                    "is missing: a compound has no density of its own",
                    "give it, such as 5.2g/ml",
                ));
            };
            Material::new(text, density, parts.into_iter().map(|(e, w)| (e.z, w)).collect(), None)
                .map_err(|e| argument(name, e, remedy))?
        }
    };
    match density {
        Some(density) => {
            made.at_density(density).map_err(|e| argument(&option, e, "give a density such as 19.3g/ml"))
        }
        None => Ok(made),
    }
}

fn text(a: &Answer) -> String {
    let mut out = format!("Recoils in the chain of {}\n\n", a.nuclide);
    let rows: Vec<Vec<String>> = a
        .recoils
        .iter()
        .map(|r| {
            vec![
                r.nuclide.clone(),
                significant(r.alphas_per_decay, 3),
                format!("{:.3}", r.alpha_mev),
                format!("{:.1}", r.recoil_kev),
                format!("{:.0}", r.bonds_of_5_ev),
                format!("{:.0}", r.range_in_water_nm),
            ]
        })
        .collect();
    out += &table(
        &["decay of", "alphas", "alpha MeV", "recoil keV", "bonds of 5 eV", "range in water nm"],
        &rows,
    );
    if let Some(c) = &a.carrier {
        out += &format!(
            "\nCarrier with a core of {} nm radius and a shell of {} nm\n\n",
            c.core_radius_nm, c.shell_nm
        );
        let rows: Vec<Vec<String>> = c
            .members
            .iter()
            .map(|m| {
                vec![
                    m.nuclide.clone(),
                    format!("{:.3}", m.per_head),
                    format!("{:.1} %", 100.0 * m.retained_share),
                    format!("{:.1} %", 100.0 * m.escaped_share),
                ]
            })
            .collect();
        out += &table(&["decays of", "per head", "in the carrier", "outside"], &rows);
    }
    out += "\n";
    for note in &a.notes {
        out += &format!("{note}\n");
    }
    out
}
