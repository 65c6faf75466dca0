//! `hevesy extrapolate`: from a biodistribution in mice to doses in man.

use std::path::PathBuf;

use clap::Args;
use hevesy::Problem;
use hevesy::anatomy::{MOUSE_G, MOUSE_ORGANS};
use hevesy::extrapolated::{AGENTS, Organ, extrapolated_doses, read_mice, record, reference_mass_g};
use hevesy::kinetics::{AnimalOrgan, Bodies, ScalingRule};
use hevesy::nuclide::{HalfLives, Nuclide};
use hevesy::quantity::{Mass, significant};
use hevesy::report::table;
use hevesy_library::{RegionName, files};
use hevesy_regimen::Sex;
use serde::Serialize;

use super::{Reply, argument, quantity};

#[derive(Args)]
pub(crate) struct ExtrapolateArguments {
    /// Table with the columns region, time_h and percent_per_g: per cent of what was given per g of tissue, means over the animals of a time.
    table: PathBuf,
    /// Nuclide of the label in man.
    #[arg(long)]
    nuclide: String,
    /// The table's values are as measured; otherwise they are corrected for decay, as such tables usually are.
    #[arg(long)]
    not_corrected: bool,
    /// Nuclide that the mice were given, for --not-corrected.
    #[arg(long, requires = "not_corrected")]
    mouse_nuclide: Option<String>,
    /// Mass of a mouse.
    #[arg(long, default_value = "25 g")]
    mouse_mass: String,
    /// male or female: the reference adult, with its organ masses.
    #[arg(long, default_value = "male")]
    sex: String,
    /// Exponent of body mass by which times are scaled.
    #[arg(long, default_value_t = 0.25)]
    exponent: f64,
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    nuclide: String,
    mouse_g: f64,
    human_g: f64,
    time_factor: f64,
    organs: Vec<OrganAnswer>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct OrganAnswer {
    region: String,
    human_g: f64,
    times: usize,
    rules: Vec<RuleAnswer>,
}

#[derive(Serialize)]
struct RuleAnswer {
    rule: &'static str,
    tiac_h: f64,
    /// By how the curve is continued before the first and after the last time.
    tiac_bounds_h: [f64; 2],
    dose_gy_per_gbq: Option<f64>,
    /// For a next agent, from how the rule did for others; kidneys only.
    interval95_gy_per_gbq: Option<[f64; 2]>,
}

pub(crate) fn run(a: &ExtrapolateArguments) -> Result<Reply, Problem> {
    let find =
        |option: &str, name: &str| Nuclide::find(name).map_err(|e| argument(option, e, "check its name"));
    let nuclide = find("--nuclide", &a.nuclide)?;
    let half_lives = HalfLives::icrp107();
    let sex = super::kinetics::sex(Some(&a.sex))?.unwrap_or(Sex::Male);
    let mouse_g = quantity::<Mass>("--mouse-mass", &a.mouse_mass)?.to_g();
    if !(5.0..=100.0).contains(&mouse_g) {
        return Err(argument("--mouse-mass", format!("{mouse_g} g is no mouse"), "give 15 to 40 g"));
    }
    if !(0.0..=0.5).contains(&a.exponent) {
        let what = format!("{} is out of range", a.exponent);
        return Err(argument("--exponent", what, "give 0 to 0.5; allometry has 0.25"));
    }
    let undo_per_h = if a.not_corrected {
        half_lives
            .decay_constant_per_h(find("--mouse-nuclide", a.mouse_nuclide.as_deref().unwrap_or(&a.nuclide))?)
    } else {
        0.0
    };
    let human_g = hevesy::extrapolated::adult_g(sex);
    let bodies = Bodies { animal_g: mouse_g, human_g, time_exponent: a.exponent };
    let mut notes = Vec::new();
    let mut organs = Vec::new();
    for (region, mut percent_per_g) in
        read_mice(&a.table.display().to_string(), &files::read_text(&a.table)?)?
    {
        percent_per_g.iter_mut().for_each(|(t, p)| *p *= libm::exp(undo_per_h * *t));
        let Some(mass_g) = reference_mass_g(nuclide, sex, &region) else {
            notes.push(format!("{region}: left out, the reference adult has no such organ with a mass."));
            continue;
        };
        let animal_g = mouse_mass_g(&region, mouse_g);
        organs.push(AnimalOrgan { region, percent_per_g, animal_g, human_g: mass_g });
    }
    if organs.is_empty() {
        return Err(Problem::new(
            a.table.display().to_string(),
            "has no organ of the reference adult",
            "name some: kidneys, liver, spleen, lungs, pancreas",
        ));
    }
    let by_rule: Vec<Vec<Option<Organ>>> =
        ScalingRule::ALL.map(|rule| extrapolated_doses(&organs, rule, bodies, (nuclide, sex))).into();
    let answer = Answer {
        nuclide: nuclide.name().to_owned(),
        mouse_g,
        human_g,
        time_factor: libm::pow(human_g / mouse_g, a.exponent),
        organs: organs
            .iter()
            .enumerate()
            .map(|(i, organ)| OrganAnswer {
                region: organ.region.clone(),
                human_g: organ.human_g,
                times: organ.percent_per_g.len(),
                rules: ScalingRule::ALL
                    .iter()
                    .zip(&by_rule)
                    .filter_map(|(rule, all)| Some(one(*rule, all[i].as_ref()?, nuclide.name() == "Lu-177")))
                    .collect(),
            })
            .collect(),
        notes: notes.into_iter().chain(remarks(a)).collect(),
    };
    Ok(Reply::of(a.json, &answer, || text(&answer)))
}

/// `recorded`: whether the record of the rules is of this nuclide.
fn one(rule: ScalingRule, organ: &Organ, recorded: bool) -> RuleAnswer {
    let simulated = &organ.extrapolated.simulated;
    let dose_gy_per_gbq = organ.dose.as_ref().map(|d| d.dose_gy.value());
    let kidneys = RegionName::of(&simulated.region) == RegionName::of("kidneys");
    RuleAnswer {
        rule: rule.name(),
        tiac_h: simulated.tiac_h,
        tiac_bounds_h: organ.extrapolated.bounds_h,
        dose_gy_per_gbq,
        interval95_gy_per_gbq: dose_gy_per_gbq
            .filter(|_| kidneys && recorded)
            .map(|gy| record(rule).interval95(gy)),
    }
}

/// How a rule has done.
fn track(rule: ScalingRule) -> String {
    let r = record(rule);
    format!("{} {} (× or / {})", rule.name(), significant(r.bias, 2), significant(libm::exp(r.log_sd), 2))
}

fn remarks(a: &ExtrapolateArguments) -> Vec<String> {
    let mut out = vec![
        "Rules: direct, the organ holds the same share; mass, share per g times body mass, by the organ's part of the body; time, the same share at times longer by \
         (body mass ratio)^exponent; mass and time, both. Dose by mass grows with the mouse's mass; give it if it is known."
            .to_owned(),
        format!(
            "No rule is good. For the kidneys of {AGENTS} agents labelled with Lu-177, predicted over human (geometric mean, and one standard deviation as a factor): {}; the intervals are for a next agent with Lu-177, that \
             bias taken off; with other nuclides there is no record. One agent in five series of mice spread 33-fold.",
            ScalingRule::ALL.map(track).join(", ")
        ),
        "Livers came out 5 to 130 times too low and other organs have no record, so they have no interval. Ranks of agents were not kept. Use this to choose what to measure in \
         the first patient, not to set an activity."
            .into(),
        "Between times the share falls or rises exponentially; the first value holds from the start, the last slope goes on where it falls. Bounds: a slow start and that slope; a held \
         start and physical decay alone."
            .into(),
    ];
    if !a.not_corrected {
        out.push(
            "The table is taken to be corrected for decay; --not-corrected if it is as measured.".into(),
        );
    }
    out
}

/// Mass in g in a mouse of that body mass, between or beyond those of the table by body mass.
fn mouse_mass_g(region: &str, mouse_g: f64) -> Option<f64> {
    let name = RegionName::of(region);
    let organ = MOUSE_ORGANS.iter().find(|o| RegionName::of(o.name) == name || region.starts_with(o.name))?;
    Some(organ.mass_g(0) * mouse_g / MOUSE_G[0])
}

fn text(answer: &Answer) -> String {
    let mut out = format!(
        "{} in a mouse of {} g and an adult of {} kg; times × {}\n\n",
        answer.nuclide,
        significant(answer.mouse_g, 3),
        significant(answer.human_g / 1e3, 3),
        significant(answer.time_factor, 3)
    );
    let mut rows = Vec::new();
    for organ in &answer.organs {
        for rule in &organ.rules {
            let shown = |v: Option<f64>| v.map_or_else(|| "–".into(), |v| significant(v, 3));
            let range =
                |[low, high]: [f64; 2]| format!("{} to {}", significant(low, 3), significant(high, 3));
            rows.push(vec![
                organ.region.clone(),
                rule.rule.to_owned(),
                significant(rule.tiac_h, 3),
                range(rule.tiac_bounds_h),
                shown(rule.dose_gy_per_gbq),
                rule.interval95_gy_per_gbq.map_or_else(|| "–".into(), range),
            ]);
        }
    }
    out += &table(&["region", "rule", "TIA/A₀ /h", "bounds /h", "Gy/GBq", "95 % for a next agent"], &rows);
    for note in &answer.notes {
        out += &format!("\nnote: {note}");
    }
    out + "\n"
}
