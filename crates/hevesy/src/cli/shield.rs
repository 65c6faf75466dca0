//! `hevesy shield`.

use clap::Args;
use hevesy::Problem;
use hevesy::matter::Material;
use hevesy::quantity::{Length, significant};
use hevesy::transport::{SOURCE_CM, Shield, air_kerma};
use serde::Serialize;

use super::radiation::Radiation;
use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct ShieldArguments {
    /// Distance from the source, such as 1m.
    #[arg(long, default_value = "1m")]
    distance: String,
    /// Material of the shield: lead, tungsten, water, aluminium …
    #[arg(long, default_value = "lead")]
    material: String,
    /// Thickness of the shield, such as 5mm; without it there is none.
    #[arg(long)]
    thickness: Option<String>,
    #[command(flatten)]
    radiation: Radiation,
}

#[derive(Serialize)]
struct Answer {
    nuclide: String,
    members: Vec<&'static str>,
    distance_cm: f64,
    shield: Option<String>,
    thickness_cm: f64,
    air_kerma_rate_ugy_per_h_per_gbq: f64,
    rel_sd: Option<f64>,
    unshielded_ugy_per_h_per_gbq: f64,
    transmission: Option<f64>,
    bremsstrahlung_share: f64,
    histories: u64,
    seed: u64,
    notes: Vec<String>,
}

pub(crate) fn run(arguments: &ShieldArguments) -> Result<Reply, Problem> {
    let radiation = &arguments.radiation;
    let members = radiation.members()?;
    let material = Material::named(&arguments.material)
        .map_err(|e| argument("--material", e, "take one of those named"))?;
    let distance_cm = quantity::<Length>("--distance", &arguments.distance)?.to_mm() / 10.0;
    let thickness =
        arguments.thickness.as_deref().map(|t| quantity::<Length>("--thickness", t)).transpose()?;
    let thickness_cm = thickness.map_or(0.0, |t| t.to_mm() / 10.0);
    if !(0.0..=50.0).contains(&thickness_cm) {
        return Err(argument(
            "--thickness",
            format!("{thickness_cm} cm is outside 0 to 50 cm"),
            "give it as 5mm",
        ));
    }
    let least = 1.1 * (SOURCE_CM + thickness_cm);
    if !(least.max(5.0)..=1e4).contains(&distance_cm) {
        let what = format!("{distance_cm} cm is not between the shield's surface (and 5 cm) and 100 m");
        return Err(argument("--distance", what, "give the distance from the source's centre, such as 1m"));
    }
    let goal = radiation.goal()?;
    let wrong = |e| argument("--material", e, "take another material");
    let mut watch = radiation.watch(&format!("shield open {distance_cm}"))?;
    let open = air_kerma(&members, None, distance_cm, goal, &mut watch).map_err(wrong)?;
    let mut warning = watch.end(goal.0)?;
    let shield = (thickness_cm > 0.0).then(|| Shield { material: material.clone(), thickness_cm });
    let behind = match &shield {
        None => open,
        Some(_) => {
            let mut watch =
                radiation.watch_second(&format!("shield {distance_cm} {thickness_cm} {material:?}"))?;
            let found = air_kerma(&members, shield.as_ref(), distance_cm, goal, &mut watch).map_err(wrong)?;
            warning = warning.or(watch.end(goal.0)?);
            found
        }
    };
    let mut notes: Vec<String> = radiation.notes(&members).into_iter().chain(warning).collect();
    notes.push(format!(
        "The source is a point in a ball of water of {SOURCE_CM} cm radius, the shield lies around it, the rest is air without walls or floor. Air kerma of photons, \
         bremsstrahlung included; not a dose equivalent, and without electrons that get out."
    ));
    if behind.gy_per_bq_s == 0.0 {
        notes.push("No photon was found to arrive: of 10¹⁸ in the source fewer than one, or fewer than the histories show.".to_owned());
    }
    // Gy/(Bq s) to µGy/h per GBq.
    let scale = 1e6 * 3600.0 * 1e9;
    let answer = Answer {
        nuclide: radiation.nuclide()?.name().to_owned(),
        members: members.names().collect(),
        distance_cm,
        shield: shield.map(|s| s.material.name),
        thickness_cm,
        air_kerma_rate_ugy_per_h_per_gbq: behind.gy_per_bq_s * scale,
        rel_sd: behind.relative_sd,
        unshielded_ugy_per_h_per_gbq: open.gy_per_bq_s * scale,
        transmission: (open.gy_per_bq_s > 0.0).then(|| behind.gy_per_bq_s / open.gy_per_bq_s),
        bremsstrahlung_share: behind.bremsstrahlung_share,
        histories: open.histories + behind.histories,
        seed: radiation.seed,
        notes,
    };
    Ok(Reply::of(radiation.json, &answer, || text(&answer)))
}

fn text(a: &Answer) -> String {
    let behind = match &a.shield {
        Some(material) => format!("behind {} mm of {material}", a.thickness_cm * 10.0),
        None => "without a shield".to_owned(),
    };
    let mut out = format!(
        "{} at {} cm {behind}\n\nAir kerma rate {} µGy/h per GBq{}\n",
        a.nuclide,
        a.distance_cm,
        significant(a.air_kerma_rate_ugy_per_h_per_gbq, 4),
        a.rel_sd.map_or_else(String::new, |sd| format!(" ± {:.1} % (one standard deviation)", 100.0 * sd))
    );
    out += &format!(
        "Without a shield {} µGy/h per GBq; transmission {}; bremsstrahlung brings {:.1} % of it.\n\n",
        significant(a.unshielded_ugy_per_h_per_gbq, 4),
        a.transmission.map_or_else(|| "–".to_owned(), |t| significant(t, 4)),
        100.0 * a.bremsstrahlung_share
    );
    for note in &a.notes {
        out += &format!("{note}\n");
    }
    out
}
