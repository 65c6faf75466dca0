//! Doses in man before anybody was given anything: from a biodistribution in mice.

use hevesy_dose::RegionDose;
use hevesy_kinetics::{AnimalOrgan, Bodies, Extrapolated, ScalingRule, extrapolate};
use hevesy_library::{Problem, RegionName};
use hevesy_nuclide::Nuclide;
use hevesy_regimen::Sex;
use hevesy_statistics::student_quantile;

use crate::rows::rows;
use crate::simulated::Physics;

/// How a rule has done for the kidneys of agents whose dose in man is known.
///
/// Eight series of mice, five, one, one and one of four agents (177Lu-PSMA-617, one of its series with In-111, 177Lu-PSMA-I&T, 177Lu-rhPSMA-7.3, 177Lu-NeoB) against means in man of 0.49,
/// 0.73, 1.65 and 0.10 Gy/GBq (Uijen; Feuerecker 2021; PMID 41344852), series of one agent by their geometric mean. Recomputed by the test
/// `val_mice_and_men`. Evidence label D.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// Geometric mean of predicted over human.
    pub bias: f64,
    /// Standard deviation of its logarithm between agents.
    pub log_sd: f64,
}

/// Agents behind each record.
pub const AGENTS: usize = 4;

/// The record of a rule.
#[must_use]
pub const fn record(rule: ScalingRule) -> Record {
    match rule {
        ScalingRule::Direct => Record { bias: 1.156, log_sd: 1.272 },
        ScalingRule::Mass => Record { bias: 0.4066, log_sd: 1.272 },
        ScalingRule::Time => Record { bias: 6.153, log_sd: 1.164 },
        ScalingRule::MassAndTime => Record { bias: 2.163, log_sd: 1.164 },
    }
}

impl Record {
    /// 95 % interval of the value in man for a next agent, given what the rule says: Student's t of the agents, their bias taken off.
    #[must_use]
    pub fn interval95(&self, predicted: f64) -> [f64; 2] {
        let n = AGENTS as f64;
        let width = student_quantile(0.975, n - 1.0) * self.log_sd * (1.0 + 1.0 / n).sqrt();
        let centre = predicted / self.bias;
        [centre * libm::exp(-width), centre * libm::exp(width)]
    }
}

/// An organ in man by one rule.
#[derive(Clone, Debug)]
pub struct Organ {
    /// Activity and integral per MBq.
    pub extrapolated: Extrapolated,
    /// Dose for 1 GBq.
    pub dose: Option<RegionDose>,
}

/// Mass in g of the reference adult: ICRP Publication 89.
#[must_use]
pub const fn adult_g(sex: Sex) -> f64 {
    match sex {
        Sex::Male => 73_000.0,
        Sex::Female => 60_000.0,
    }
}

/// Mass in g of an organ of the reference adult; `None` where the phantom has none.
#[must_use]
pub fn reference_mass_g(nuclide: Nuclide, sex: Sex, region: &str) -> Option<f64> {
    Physics::of(nuclide, Some(sex)).table.find(region, region)?.target_mass_g
}

/// All organs by one rule, cross-dose between them included; `None` for those that the rule cannot say.
#[must_use]
pub fn extrapolated_doses(
    organs: &[AnimalOrgan],
    rule: ScalingRule,
    bodies: Bodies,
    (nuclide, sex): (Nuclide, Sex),
) -> Vec<Option<Organ>> {
    const ACTIVITY_MBQ: f64 = 1000.0;
    let physics = Physics::of(nuclide, Some(sex));
    let found: Vec<Option<Extrapolated>> =
        organs.iter().map(|o| extrapolate(o, rule, bodies, physics.lambda_per_h)).collect();
    let simulated: Vec<_> = found
        .iter()
        .flatten()
        .map(|e| {
            let mut own = e.simulated.clone();
            own.activity_mbq.iter_mut().for_each(|a| *a *= ACTIVITY_MBQ);
            own
        })
        .collect();
    let mut doses = physics.doses(&simulated, ACTIVITY_MBQ, rule.name()).into_iter();
    found
        .into_iter()
        .map(|e| e.map(|extrapolated| Organ { extrapolated, dose: doses.next().flatten() }))
        .collect()
}

/// A region with (time in h, per cent per g).
pub type Series = (String, Vec<(f64, f64)>);

/// Regions with (time in h, per cent per g), in order of appearance, times rising.
///
/// # Errors
/// A missing column, a cell that is no number, a region with a single time or with one twice.
pub fn read_mice(file: &str, text: &str) -> Result<Vec<Series>, Problem> {
    let mut places: Option<[usize; 3]> = None;
    let mut out: Vec<Series> = Vec::new();
    for row in rows(file, text) {
        let (line, row) = row?;
        let Some([region, time, percent]) = places else {
            let place = |name: &str| {
                row.iter().position(|c| c.eq_ignore_ascii_case(name)).ok_or_else(|| {
                    let what = format!("has no column `{name}`");
                    Problem::new(file, what, "name the columns region, time_h and percent_per_g").at(line)
                })
            };
            places = Some([place("region")?, place("time_h")?, place("percent_per_g")?]);
            continue;
        };
        let cell = |i: usize| row.get(i).unwrap_or_default();
        if cell(percent).is_empty() {
            continue;
        }
        let number = |i: usize| {
            cell(i).parse::<f64>().ok().filter(|x| x.is_finite() && *x >= 0.0).ok_or_else(|| {
                let what = format!("has `{}` where a number that is not negative is expected", cell(i));
                Problem::new(file, what, "correct it").at(line)
            })
        };
        let (time_h, value) = (number(time)?, number(percent)?);
        if value > 1000.0 {
            let what = format!("has {value} % per g: more than all of it in a tenth of a gram");
            return Err(
                Problem::new(file, what, "check the unit: per cent of what was given, per g").at(line)
            );
        }
        let name = cell(region).to_owned();
        let i =
            out.iter().position(|(r, _)| RegionName::of(r) == RegionName::of(&name)).unwrap_or_else(|| {
                out.push((name, Vec::new()));
                out.len() - 1
            });
        out[i].1.push((time_h, value));
    }
    for (region, points) in &mut out {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let same = points.windows(2).any(|w| w[0].0 >= w[1].0);
        if points.len() < 2 || same {
            let what = if same { "has a time twice" } else { "has a single time" };
            let next = "give means over the animals of a time, at two times or more";
            return Err(Problem::new(file, format!("region `{region}` {what}"), next));
        }
    }
    if out.is_empty() {
        return Err(Problem::new(file, "has no rows", "give one for each region and time"));
    }
    Ok(out)
}
