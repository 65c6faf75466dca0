use clap::Args;
use hevesy::Problem;
use hevesy::biology::{
    EffectiveTreatment, LinearQuadraticCell, Repair, bed_gy, effective_treatment, eqd2_gy, g_factor,
};
use hevesy::dose::{Curve, DoseRate, Piece};
use hevesy::quantity::{Dose, InverseDose, Time, significant};
use serde::Serialize;

use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct BedArguments {
    /// Absorbed dose of one cycle (or of the whole external-beam course), such as 23Gy.
    #[arg(long)]
    dose: String,
    /// Effective half-life of the dose rate, such as 50h; several phases as 0.6:100h,0.4:10h, shares of the initial dose rate.
    #[arg(long, required_unless_present = "fractions", value_delimiter = ',')]
    half_life: Vec<String>,
    /// Half-time of an uptake phase from zero.
    #[arg(long)]
    uptake: Option<String>,
    /// α/β, such as 2.5Gy (always in Gy, so the unit may be left out).
    #[arg(long)]
    alpha_beta: String,
    /// Repair half-time, such as 2.8h; two components as 0.5:1h,0.5:4h.
    #[arg(long, required = true, value_delimiter = ',')]
    repair: Vec<String>,
    /// Number of cycles of that dose.
    #[arg(long, default_value_t = 1)]
    cycles: u32,
    /// Time between cycles.
    #[arg(long, default_value = "8 wk")]
    interval: String,
    /// External beam instead: number of daily fractions of one minute that share the dose.
    #[arg(long, conflicts_with_all = ["half_life", "uptake", "cycles"])]
    fractions: Option<u32>,
    /// α in 1/Gy, for repopulation.
    #[arg(long, requires = "doubling_time")]
    alpha: Option<String>,
    /// Doubling time, for repopulation.
    #[arg(long, requires = "alpha")]
    doubling_time: Option<String>,
    /// Time after which repopulation starts.
    #[arg(long, default_value = "0 h")]
    kick_off: String,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    dose_gy: f64,
    bed_gy: f64,
    eqd2_gy: f64,
    g: f64,
    peak_dose_rate_gy_per_h: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    repopulation: Option<Repopulation>,
}

#[derive(Serialize)]
struct Repopulation {
    critical_dose_rate_gy_per_h: f64,
    effective_time_h: f64,
    effective_dose_gy: f64,
    bed_gy: f64,
}

/// `50h` or `0.6:100h` → (share, hours).
fn shares(name: &str, texts: &[String]) -> Result<Vec<(f64, f64)>, Problem> {
    let mut found = Vec::new();
    for text in texts {
        let (share, time) = match text.split_once(':') {
            Some((share, time)) => (share.trim().parse::<f64>().ok(), time),
            None => (Some(1.0), text.as_str()),
        };
        let time: Time = quantity(name, time)?;
        match share {
            Some(share) if share > 0.0 && share.is_finite() && time.to_s() > 0.0 => {
                found.push((share, time.to_h()));
            }
            _ => {
                return Err(argument(
                    name,
                    format!("`{text}` is no positive time or SHARE:TIME"),
                    "write 50h or 0.6:100h",
                ));
            }
        }
    }
    let total: f64 = found.iter().map(|(s, _)| s).sum();
    Ok(found.into_iter().map(|(s, t)| (s / total, t)).collect())
}

fn curve(arguments: &BedArguments, dose_gy: f64) -> Result<Curve, Problem> {
    if let Some(n) = arguments.fractions {
        if !(1..=200).contains(&n) {
            return Err(argument("--fractions", format!("{n} fractions"), "give 1 to 200"));
        }
        let each = dose_gy / f64::from(n);
        let mut curve = Curve::default();
        for day in 0..n {
            curve.add(&DoseRate::external_beam("", 24.0 * f64::from(day), each, 60.0 * each).curve_gy_per_h);
        }
        return Ok(curve);
    }
    let piece = |amplitude: f64, half_life_h: f64| Piece::Exponential {
        from_h: 0.0,
        amplitude,
        rate_per_h: std::f64::consts::LN_2 / half_life_h,
    };
    let phases = shares("--half-life", &arguments.half_life)?;
    let mut pieces: Vec<Piece> = phases.iter().map(|(share, t)| piece(*share, *t)).collect();
    if let Some(text) = &arguments.uptake {
        let uptake: Time = quantity("--uptake", text)?;
        let shortest = phases.iter().map(|(_, t)| *t).fold(f64::INFINITY, f64::min);
        if !(uptake.to_h() > 0.0 && uptake.to_h() < shortest) {
            return Err(argument(
                "--uptake",
                "must be positive and shorter than every half-life",
                "give for example 2h",
            ));
        }
        pieces.push(piece(-1.0, uptake.to_h()));
    }
    let one = Curve { pieces };
    let one = one.scaled(dose_gy / one.total());
    if !(1..=50).contains(&arguments.cycles) {
        return Err(argument("--cycles", format!("{} cycles", arguments.cycles), "give 1 to 50"));
    }
    let interval: Time = quantity("--interval", &arguments.interval)?;
    if interval.to_h() <= 0.0 {
        return Err(argument("--interval", "is not positive", "give for example \"8 wk\""));
    }
    let mut all = Curve::default();
    for cycle in 0..arguments.cycles {
        all.add(&one.shifted(f64::from(cycle) * interval.to_h()));
    }
    Ok(all)
}

pub(crate) fn run(arguments: &BedArguments) -> Result<Reply, Problem> {
    let positive = |name: &str, text: &str| -> Result<f64, Problem> {
        let dose: Dose = quantity(name, text)?;
        if dose.to_gy() > 0.0 {
            Ok(dose.to_gy())
        } else {
            Err(argument(name, "is zero", "give a positive dose"))
        }
    };
    let dose_gy = positive("--dose", &arguments.dose)?;
    let bare = arguments.alpha_beta.trim().parse::<f64>().is_ok();
    let alpha_beta =
        positive("--alpha-beta", &format!("{}{}", arguments.alpha_beta, if bare { " Gy" } else { "" }))?;
    let repair = match shares("--repair", &arguments.repair)?.as_slice() {
        [(_, t)] => Repair::mono(*t),
        [(share, first), (_, second)] => Repair::bi(*share, *first, *second),
        _ => return Err(argument("--repair", "more than two components", "give one or two")),
    };
    let cell = LinearQuadraticCell::new(alpha_beta, repair);
    let curve = curve(arguments, dose_gy)?;
    let bed = bed_gy(&curve, &cell);
    let repopulation = match (&arguments.alpha, &arguments.doubling_time) {
        (Some(alpha), Some(doubling)) => {
            let alpha: InverseDose = quantity("--alpha", alpha)?;
            let doubling: Time = quantity("--doubling-time", doubling)?;
            let kick_off: Time = quantity("--kick-off", &arguments.kick_off)?;
            if kick_off.to_s() < 0.0 {
                return Err(argument(
                    "--kick-off",
                    "is negative",
                    "give the time after the first dose at which regrowth starts",
                ));
            }
            if alpha.to_per_gy() <= 0.0 || doubling.to_s() <= 0.0 {
                return Err(argument(
                    "--alpha",
                    "α and doubling time must be positive",
                    "give for example \"0.35 /Gy\" and 30d",
                ));
            }
            let t: EffectiveTreatment =
                effective_treatment(&curve, &cell, alpha.to_per_gy(), doubling.to_h(), kick_off.to_h());
            Some(Repopulation {
                critical_dose_rate_gy_per_h: hevesy::biology::critical_dose_rate_gy_per_h(
                    alpha.to_per_gy(),
                    doubling.to_h(),
                ),
                effective_time_h: t.effective_time_h,
                effective_dose_gy: t.effective_dose_gy,
                bed_gy: t.bed_gy,
            })
        }
        _ => None,
    };
    let answer = Answer {
        dose_gy: curve.total(),
        bed_gy: bed,
        eqd2_gy: eqd2_gy(bed, alpha_beta),
        g: g_factor(&curve, &cell.repair),
        peak_dose_rate_gy_per_h: curve.peak().1,
        repopulation,
    };
    if arguments.json {
        return Ok(Reply::json(&answer));
    }
    let mut text = format!(
        "dose {} Gy, BED {} Gy, EQD2 {} Gy (α/β {alpha_beta} Gy), G = {}, peak dose rate {} Gy/h\n",
        significant(answer.dose_gy, 4),
        significant(answer.bed_gy, 4),
        significant(answer.eqd2_gy, 4),
        significant(answer.g, 5),
        significant(answer.peak_dose_rate_gy_per_h, 3)
    );
    if let Some(r) = &answer.repopulation {
        text += &format!(
            "with repopulation: effective until {} h ({} Gy delivered, critical dose rate {} mGy/h), BED {} Gy\n",
            significant(r.effective_time_h, 4),
            significant(r.effective_dose_gy, 4),
            significant(1e3 * r.critical_dose_rate_gy_per_h, 3),
            significant(r.bed_gy, 4)
        );
    }
    Ok(Reply::text(text))
}
