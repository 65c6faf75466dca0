//! Further radiopharmaceuticals of a study.

use hevesy_dose::{LocalEnergy, STable};
use hevesy_library::{Library, Problem};
use hevesy_nuclide::Nuclide;
use hevesy_quantity::{Activity, Dose, Time};
use hevesy_transport::Members;
use toml::Spanned;

use super::calendar::{DrugCalendar, Rhythm, calendar};
use super::check::{Files, Study};
use super::course_schema::{AlsoInput, DaysInput};
use super::source::Source;

/// A further radiopharmaceutical.
#[derive(Clone, Debug)]
pub struct AlsoGiven {
    /// Its doses: a study of its own.
    pub study: Box<Study>,
    /// Activity of each administration over that of its study.
    pub factor: f64,
    /// When.
    pub calendar: DrugCalendar,
}

impl AlsoGiven {
    /// Agent and activity.
    #[must_use]
    pub fn what(&self) -> String {
        let activity = Activity::mbq(self.factor * self.study.administration.activity.to_mbq());
        format!("{} {activity}", self.study.agent_name)
    }
}

/// Activities beyond this many times that of the study are taken for a wrong unit.
const MOST: f64 = 20.0;

/// Those of a study, which is whole but for them.
pub(super) fn also(
    source: &Source<'_>,
    given: &[Spanned<AlsoInput>],
    study: &Study,
    files: &Files<'_>,
    library: &Library,
) -> Result<Vec<AlsoGiven>, Problem> {
    given.iter().map(|a| one(source, a, study, files, library)).collect()
}

fn one(
    source: &Source<'_>,
    given: &Spanned<AlsoInput>,
    study: &Study,
    files: &Files<'_>,
    library: &Library,
) -> Result<AlsoGiven, Problem> {
    let (span, a) = (given.span(), given.as_ref());
    let wrong = |what: String, next: &str| source.at(span.clone(), what, next);
    let other = match (&a.study, &a.nuclide) {
        (Some(file), None) => {
            let folder = file.rfind('/').map_or("", |i| &file[..=i]);
            let nested = |name: &str| files(&format!("{folder}{name}"));
            let other = Study::read(file, &files(file)?, &nested, library, None)?;
            if !other.also.is_empty() || !other.drugs.is_empty() || !other.beams.is_empty() {
                let what = format!("`{file}` has drugs, beams or agents of its own");
                return Err(wrong(what, "give them here, and there the agent alone"));
            }
            other
        }
        (None, Some(name)) => {
            let nuclide = Nuclide::find(name).map_err(|e| wrong(e.to_string(), "check the nuclide"))?;
            let mut other = labelled(study, nuclide)
                .map_err(|what| wrong(what, "give a study of its own with `study`"))?;
            other.marrow.dose = match (a.marrow_dose.map(Dose::to_gy), a.marrow_half_life.map(Time::to_h)) {
                (Some(gy), Some(h)) if gy > 0.0 && h > 0.0 => Some((gy, 0.0, h)),
                (None, None) if nuclide == study.nuclide => study.marrow.dose,
                (None, None) if study.marrow.dose.is_none() => None,
                (None, None) => {
                    let what =
                        format!("the marrow's dose of {nuclide} is not known, and blood counts are followed");
                    return Err(wrong(what, "give `marrow_dose` and `marrow_half_life`"));
                }
                _ => {
                    let what = "a marrow dose needs its half-life, and both are above zero";
                    return Err(wrong(what.into(), "give `marrow_dose` and `marrow_half_life`"));
                }
            };
            other
        }
        _ => {
            return Err(wrong(
                "neither study nor nuclide, or both".into(),
                "give one of `study` and `nuclide`",
            ));
        }
    };
    let own = other.administration.activity.to_mbq();
    let factor = a.activity.map_or(1.0, |x| x.to_mbq() / own);
    let mut other = other;
    if let Some(dose) = other.marrow.dose.as_mut().filter(|_| a.marrow_dose.is_some()) {
        // It is that of the administration as it is given.
        dose.0 /= factor;
    }
    if !(factor > 0.0 && factor < MOST) && a.nuclide.is_none() {
        let what = format!("an activity {factor:.3e} times that of its study");
        return Err(wrong(what, "check the unit; doses are taken in proportion to activity"));
    }
    if factor <= 0.0 {
        return Err(wrong("no activity".into(), "give one above zero"));
    }
    let rhythm = Rhythm {
        days: a.days.as_ref().map(DaysInput::text),
        times_a_day: 1,
        cycles: a.cycles.as_ref(),
        start: a.start,
        every: a.every,
        repeats: a.repeats,
        infusion: None,
    };
    Ok(AlsoGiven { study: Box::new(other), factor, calendar: calendar(&rhythm, &wrong)? })
}

/// The same molecule with another nuclide: activities of the same atoms, less or more decayed.
fn labelled(study: &Study, nuclide: Nuclide) -> Result<Study, String> {
    if study.regions.is_empty() {
        return Err(
            "doses are given here, and what another nuclide would leave does not follow from them".into()
        );
    }
    let mut other = study.clone();
    let constant = |n: Nuclide| study.half_lives.decay_constant_per_h(n);
    let less = constant(nuclide) - constant(study.nuclide);
    for sample in other.regions.iter_mut().flat_map(|r| &mut r.curve.samples) {
        let factor = libm::exp(-less * sample.time_h);
        sample.activity_mbq *= factor;
        sample.sd_mbq = sample.sd_mbq.map(|sd| sd * factor);
    }
    if other.s_table.is_some() {
        let members = Members::chain(nuclide, &study.half_lives);
        let local = LocalEnergy::of(nuclide, &study.half_lives);
        other.s_table = Some(STable::reference(study.patient.sex, &members, &local));
    }
    let molecule = study.agent_name.split_once('-').map_or("", |(_, rest)| rest);
    other.agent_name =
        format!("{nuclide} on {}", if molecule.is_empty() { &study.agent_name } else { molecule });
    other.nuclide = nuclide;
    // What is known of the agent is known of its own label.
    other.agent = None;
    Ok(other)
}
