use std::collections::BTreeMap;

use clap::Args;
use hevesy::Problem;
use hevesy::nuclide::{
    Decay, Elution, Generator, HalfLives, Nuclide, activity_of_amount, amount_of_activity, mass_of_activity,
};
use hevesy::quantity::{Activity, Amount, Mass, QuantityError, Time};
use hevesy::report::table;
use serde::Serialize;

use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct DecayArguments {
    /// What is in the vial: "100 MBq Ra-224", also by amount or mass ("1 nmol Lu-177", "5 ng Ac-225").
    #[arg(required = true)]
    vial: Vec<String>,
    /// Time that passes, such as 16.5h.
    #[arg(long, conflicts_with = "before")]
    after: Option<String>,
    /// Go back in time instead: what the activity was, for example at calibration (the named nuclides alone).
    #[arg(long)]
    before: Option<String>,
    /// Elute this element from a column loaded with the vial, such as Pb.
    #[arg(long, requires = "at", conflicts_with_all = ["after", "before"])]
    elute: Option<String>,
    /// Times of the elutions after loading, such as 16.5h,40.5h.
    #[arg(long, value_delimiter = ',')]
    at: Vec<String>,
    /// Share of the element that each elution takes off, in percent.
    #[arg(long, default_value = "100 %")]
    efficiency: String,
    /// Use another half-life: Ra-224=3.6319d.
    #[arg(long = "half-life")]
    half_life: Vec<String>,
    /// Use newer evaluated half-lives where there are any.
    #[arg(long)]
    evaluated: bool,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    after_s: f64,
    activity_bq: BTreeMap<String, f64>,
    mass_g: BTreeMap<String, f64>,
    amount_mol: BTreeMap<String, f64>,
    decays: BTreeMap<String, f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    elutions: Vec<Eluted>,
}

#[derive(Serialize)]
struct Eluted {
    at_s: f64,
    activity_bq: BTreeMap<String, f64>,
}

pub(crate) fn run(arguments: &DecayArguments) -> Result<Reply, Problem> {
    let half_lives = half_lives(arguments)?;
    let vial: Vec<(Nuclide, Activity)> =
        arguments.vial.iter().map(|text| content(text, &half_lives)).collect::<Result<_, _>>()?;
    if let Some(element) = &arguments.elute {
        return elute(arguments, &vial, element, &half_lives);
    }
    let heads: Vec<Nuclide> = vial.iter().map(|(n, _)| *n).collect();
    let initial: Vec<Activity> = vial.iter().map(|(_, a)| *a).collect();
    let decay = Decay::of(&heads, &half_lives);
    let (after, activities, decays) = match (&arguments.after, &arguments.before) {
        (_, Some(text)) => {
            let before: Time = positive("--before", text)?;
            let back = |(n, a): &(Nuclide, Activity)| {
                (*n, *a * libm::exp(half_lives.decay_constant_per_s(*n) * before.to_s()))
            };
            let mut then: Vec<(Nuclide, Activity)> = Vec::new();
            for (nuclide, activity) in vial.iter().map(back) {
                if !activity.to_bq().is_finite() {
                    let what =
                        format!("{nuclide} lives far too short: its activity then is beyond all numbers");
                    return Err(argument("--before", what, "give a shorter time"));
                }
                match then.iter_mut().find(|(n, _)| *n == nuclide) {
                    Some((_, sum)) => *sum = *sum + activity,
                    None => then.push((nuclide, activity)),
                }
            }
            (Time::ZERO - before, then, BTreeMap::new())
        }
        (after, None) => {
            let after = after.as_deref().map_or(Ok(Time::ZERO), |t| positive("--after", t))?;
            let atoms = decay.atoms_of(&initial);
            let decays =
                decay.members().iter().map(|n| n.name().to_owned()).zip(decay.decays_during(&atoms, after));
            (after, decay.activities(&initial, after), decays.collect())
        }
    };
    let by = |f: &dyn Fn(Nuclide, Activity) -> f64| -> BTreeMap<String, f64> {
        activities.iter().map(|(n, a)| (n.name().to_owned(), f(*n, *a))).collect()
    };
    let answer = Answer {
        after_s: after.to_s(),
        activity_bq: by(&|_, a| a.to_bq()),
        mass_g: by(&|n, a| mass_of_activity(n, a, &half_lives).to_g()),
        amount_mol: by(&|n, a| amount_of_activity(n, a, &half_lives).to_mol()),
        decays,
        elutions: Vec::new(),
    };
    if arguments.json {
        return Ok(Reply::json(&answer));
    }
    let total: f64 = initial.iter().map(|a| a.to_bq()).sum();
    let rows: Vec<Vec<String>> = activities
        .iter()
        .map(|(n, a)| {
            vec![
                n.name().to_owned(),
                format!("{a:.5}"),
                format!("{:.2} %", 100.0 * a.to_bq() / total),
                format!("{:.4}", mass_of_activity(*n, *a, &half_lives)),
                format!("{:.4}", amount_of_activity(*n, *a, &half_lives)),
            ]
        })
        .collect();
    let when =
        if after.to_s() < 0.0 { format!("{} earlier", Time::ZERO - after) } else { format!("after {after}") };
    Ok(Reply::text(format!(
        "{} {when}\n{}",
        arguments.vial.join(" + "),
        table(&["nuclide", "activity", "of the start", "mass", "amount"], &rows)
    )))
}

fn positive(name: &str, text: &str) -> Result<Time, Problem> {
    let time: Time = quantity(name, text)?;
    if time.to_s() < 0.0 {
        return Err(argument(name, format!("{text} is negative"), "use --before to go back in time"));
    }
    Ok(time)
}

fn half_lives(arguments: &DecayArguments) -> Result<HalfLives, Problem> {
    let mut half_lives = if arguments.evaluated { HalfLives::evaluated() } else { HalfLives::icrp107() };
    for text in &arguments.half_life {
        let (name, value) = text.split_once('=').ok_or_else(|| {
            argument("--half-life", format!("`{text}` has no `=`"), "write for example Ra-224=3.6319d")
        })?;
        let nuclide =
            Nuclide::find(name.trim()).map_err(|e| argument("--half-life", e, "check the nuclide"))?;
        half_lives = half_lives
            .with(nuclide, quantity("--half-life", value.trim())?)
            .map_err(|e| argument("--half-life", e, "give a positive time"))?;
    }
    Ok(half_lives)
}

/// `100 MBq Ra-224`, `1 nmol Lu-177`, `5 ng Ac-225`.
fn content(text: &str, half_lives: &HalfLives) -> Result<(Nuclide, Activity), Problem> {
    const REMEDY: &str = "write quantity and nuclide, for example \"100 MBq Ra-224\"";
    let (amount, name) = text
        .trim()
        .rsplit_once(' ')
        .ok_or_else(|| argument("VIAL", format!("`{text}` has no quantity and nuclide"), REMEDY))?;
    let nuclide = Nuclide::find(name).map_err(|e| argument("VIAL", e, REMEDY))?;
    let activity = match amount.parse::<Activity>() {
        Ok(activity) => activity,
        Err(error @ QuantityError::WrongDimension { .. }) => {
            if let Ok(n) = amount.parse::<Amount>() {
                activity_of_amount(nuclide, n, half_lives)
            } else if let Ok(mass) = amount.parse::<Mass>() {
                activity_of_amount(nuclide, Amount::mol(mass.to_g() / nuclide.atomic_mass_u()), half_lives)
            } else {
                return Err(argument("VIAL", error, REMEDY));
            }
        }
        Err(error) => return Err(argument("VIAL", error, REMEDY)),
    };
    if activity.to_bq() <= 0.0 {
        return Err(argument("VIAL", format!("`{text}` is empty"), REMEDY));
    }
    Ok((nuclide, activity))
}

fn elute(
    arguments: &DecayArguments,
    vial: &[(Nuclide, Activity)],
    element: &str,
    half_lives: &HalfLives,
) -> Result<Reply, Problem> {
    let efficiency: hevesy::quantity::Fraction = quantity("--efficiency", &arguments.efficiency)?;
    if efficiency.get() > 1.0 {
        return Err(argument("--efficiency", "is more than 100 %", "give a share such as \"90 %\""));
    }
    let mut schedule = Vec::new();
    for text in &arguments.at {
        schedule.push(Elution { at: positive("--at", text)?, efficiency: efficiency.get() });
    }
    if schedule.windows(2).any(|p| p[1].at < p[0].at) {
        return Err(argument("--at", "the times are not in order", "give them rising"));
    }
    let known = Decay::of(&vial.iter().map(|(n, _)| *n).collect::<Vec<_>>(), half_lives);
    let elements: Vec<&str> = known.members().iter().map(|n| n.element()).collect();
    let Some(element) = elements.iter().find(|e| e.eq_ignore_ascii_case(element)) else {
        let mut list = elements.clone();
        list.dedup();
        return Err(argument(
            "--elute",
            format!("`{element}` does not occur in these chains"),
            &format!("choose one of {}", list.join(", ")),
        ));
    };
    let yields = Generator::new(vial, element, half_lives).elute(&schedule);
    let elutions: Vec<Eluted> = schedule
        .iter()
        .zip(&yields)
        .map(|(e, y)| Eluted {
            at_s: e.at.to_s(),
            activity_bq: y.iter().map(|(n, a)| (n.name().to_owned(), a.to_bq())).collect(),
        })
        .collect();
    if arguments.json {
        return Ok(Reply::json(&serde_json::json!({ "elutions": elutions })));
    }
    let rows: Vec<Vec<String>> = schedule
        .iter()
        .zip(&yields)
        .flat_map(|(e, y)| {
            y.iter().map(move |(n, a)| vec![format!("{:.5}", e.at), n.name().to_owned(), format!("{a:.4}")])
        })
        .collect();
    Ok(Reply::text(format!(
        "Elutions of {element} with {efficiency}\n{}",
        table(&["at", "nuclide", "activity"], &rows)
    )))
}
