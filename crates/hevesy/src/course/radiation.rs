//! Radiation of a course: every radiopharmaceutical at its own times, and beams.

use hevesy_course::{Exposure, Grid};
use hevesy_dose::{Curve, DoseRate, Quality};
use hevesy_library::{Library, Ntcp, Problem, RegionName};
use hevesy_planner::Target;

use crate::assess::Assessment;
use crate::plan::targets_of;
use crate::study::{Beam, Study};

/// Dose rate of external beams in Gy/h: 2 Gy within a minute.
pub(super) const BEAM_GY_PER_H: f64 = 120.0;

/// Organs with their complications, and lesions.
type Targets = (Vec<(Target, Option<Ntcp>)>, Vec<Target>);

/// Dose rates of one region by what they are from.
pub(crate) struct Radiation {
    /// Of each radiopharmaceutical.
    pub(super) agents: Vec<Vec<DoseRate>>,
    pub(super) beams: Vec<DoseRate>,
}

impl Radiation {
    /// Of wanted sources: radiopharmaceuticals in their order, then beams.
    pub(super) fn on(&self, grid: &Grid, wanted: &dyn Fn(usize) -> bool) -> Exposure {
        let of = self.agents.iter().enumerate().filter(|(i, _)| wanted(*i));
        let rates: Vec<DoseRate> = of.flat_map(|(_, rates)| rates).cloned().collect();
        let beams = if wanted(self.agents.len()) { &self.beams[..] } else { &[] };
        Exposure::with_beams(&rates, beams, grid)
    }
}

/// A radiopharmaceutical in the course.
pub(super) struct Agent {
    organs: Vec<Target>,
    lesions: Vec<Target>,
    /// Dose rates of the marrow in one administration.
    marrow: Vec<DoseRate>,
    /// Administrations in h from the first one of the study.
    starts_h: Vec<f64>,
    /// Activity of each over that of its study.
    factors: Vec<f64>,
    /// Loss of lesion dose per administration.
    decline: f64,
}

impl Agent {
    /// Of a study with its organs and lesions.
    fn of(
        study: &Study,
        (organs, lesions): Targets,
        library: &Library,
        (starts_h, factors): (Vec<f64>, Vec<f64>),
    ) -> Self {
        let marrow_id = library.tissues().iter().find(|t| !t.lineages.is_empty()).map(|t| &t.id);
        let measured = organs.iter().find(|t| Some(&t.0.name) == marrow_id).map(|t| t.0.rates.clone());
        let stated = study.marrow.dose.map(|(gy, cv, half_life_h)| {
            let lambda = std::f64::consts::LN_2 / half_life_h;
            let curve_gy_per_h = Curve::exponential(gy * lambda, lambda);
            vec![DoseRate { region: "red marrow".into(), quality: Quality::Electron, curve_gy_per_h, cv }]
        });
        Self {
            organs: organs.into_iter().map(|t| t.0).collect(),
            lesions,
            marrow: measured.or(stated).unwrap_or_default(),
            starts_h,
            factors,
            decline: study.lesion_decline,
        }
    }

    fn at_all_times<'r>(
        &'r self,
        rates: &'r [DoseRate],
        decline: f64,
        zero_h: f64,
    ) -> impl Iterator<Item = DoseRate> + 'r {
        self.starts_h.iter().enumerate().flat_map(move |(i, start)| {
            let factor = self.factors[i] * libm::pow(1.0 - decline, i as f64);
            rates.iter().map(move |r| r.scaled(factor).shifted(start + zero_h))
        })
    }

    /// A region, and its loss of dose per administration.
    fn target(&self, region: &str) -> Option<(&Target, f64)> {
        let name = RegionName::of(region);
        let same = |t: &&Target| t.name == region || RegionName::of(&t.name) == name;
        let lesion = self.lesions.iter().find(same).map(|t| (t, self.decline));
        lesion.or_else(|| self.organs.iter().find(same).map(|t| (t, 0.0)))
    }

    /// Dose rates of a region at all its administrations.
    pub(super) fn rates(&self, region: &str, zero_h: f64) -> Vec<DoseRate> {
        self.target(region)
            .map_or_else(Vec::new, |(t, decline)| self.at_all_times(&t.rates, decline, zero_h).collect())
    }

    /// Those of the marrow.
    pub(super) fn marrow_rates(&self, zero_h: f64) -> Vec<DoseRate> {
        self.at_all_times(&self.marrow, 0.0, zero_h).collect()
    }

    /// Whether its alphas count.
    pub(super) fn has_alpha(&self) -> bool {
        self.organs.iter().chain(&self.lesions).any(Target::has_alpha)
    }
}

/// The study's own radiopharmaceutical, then the others.
pub(super) fn agents(
    (study, assessment, library): (&Study, &Assessment, &Library),
    own: Targets,
    (cycles_h, factors): (&[f64], &[f64]),
    notes: &mut Vec<String>,
) -> Result<Vec<Agent>, Problem> {
    let mut all = vec![Agent::of(study, own, library, (cycles_h.to_vec(), factors.to_vec()))];
    for (also, assessed) in study.also.iter().zip(&assessment.also) {
        let starts_h = also.calendar.times_h(cycles_h);
        let beyond = also.calendar.last_cycle().is_some_and(|c| c as usize > cycles_h.len());
        if starts_h.is_empty() || beyond {
            let what = format!("{} is given in a cycle that this course does not have", also.what());
            return Err(Problem::new(study.file.clone(), what, "name cycles of [course]"));
        }
        let same = vec![also.factor; starts_h.len()];
        let targets = targets_of(&also.study, assessed, library, &mut Vec::new());
        let agent = Agent::of(&also.study, targets, library, (starts_h, same));
        let first = &all[0];
        let known = |t: &&Target| first.target(&t.name).is_some();
        // Every agent's marrow counts, wherever its dose is from.
        let marrow = library.tissues().iter().find(|t| !t.lineages.is_empty()).map(|t| &t.id);
        let alone =
            agent.organs.iter().chain(&agent.lesions).filter(|t| !known(t) && Some(&t.name) != marrow);
        notes.extend(alone.map(|t| {
            format!("{}: {} is not a region of the first agent and is left out", also.what(), t.name)
        }));
        if !agent.lesions.iter().any(|t| known(&t)) {
            notes.push(format!("{}: none of its lesions is one of this study; name them alike", also.what()));
        }
        all.push(agent);
    }
    if all.len() > 1 {
        notes.push("The doses of all radiopharmaceuticals share the uncertainty of the first one's.".into());
    }
    Ok(all)
}

/// Every beam must reach something that is followed, before the end.
pub(super) fn check_beams(
    study: &Study,
    targets: Vec<&Target>,
    marrow: &str,
    until_h: f64,
) -> Result<(), Problem> {
    for beam in &study.beams {
        let followed = targets.iter().any(|t| beam_share(beam, t, study).is_some())
            || (beam.region == marrow && study.marrow.dose.is_some());
        let late = beam.at_h.iter().any(|t| *t >= until_h);
        let what = match (followed, late) {
            (true, false) => continue,
            (true, true) => {
                format!("the beam to `{}` comes after the end on day {}", beam.region, until_h / 24.0)
            }
            (false, _) => format!("the beam's region `{}` is not followed", beam.region),
        };
        let next = "aim it at a region of the table whose α/β is known, or at `red marrow` with its dose under [marrow], and before the end of [follow]";
        return Err(Problem::new(study.file.clone(), what, next));
    }
    Ok(())
}

/// Share of a target's mass that a beam to one of its regions covers; `None` where it does not concern it.
fn beam_share(beam: &Beam, target: &Target, study: &Study) -> Option<f64> {
    if beam.region == target.name {
        return Some(1.0);
    }
    let mass = |name: &str| study.regions.iter().find(|r| r.curve.region == name).map_or(0.0, |r| r.mass_g);
    let own = target.regions.iter().find(|r| **r == beam.region)?;
    Some(mass(own) / target.regions.iter().map(|r| mass(r)).sum::<f64>())
}

/// Dose rates of the beams to a target.
pub(super) fn beams_to(study: &Study, target: &Target, zero_h: f64) -> Vec<DoseRate> {
    let own = study.beams.iter().filter_map(|b| Some((b, beam_share(b, target, study)?)));
    own.flat_map(|(b, share)| fractions(b, share, zero_h)).collect()
}

/// Fractions of a beam, of which a region gets a share.
pub(super) fn fractions(beam: &Beam, share: f64, zero_h: f64) -> impl Iterator<Item = DoseRate> + '_ {
    beam.at_h.iter().map(move |t| {
        DoseRate::external_beam(&beam.region, t + zero_h, beam.dose_gy, BEAM_GY_PER_H).scaled(share)
    })
}
