//! A study followed through its course: lesions, blood counts and organs over time, with intervals.

mod alerts;
mod answer;
mod blood;
mod body;
mod cells;
mod dice;
mod follow;
mod harms;
mod immune;
mod iso_effect;
mod kept;
mod notes;
mod pairs;
mod partners;
mod periods;
mod radiation;
mod rules;
mod scans;
mod sensitivity;
mod windows;

use hevesy_course::{Doses, Exposure, Grid};
use hevesy_dose::DoseRate;
use hevesy_library::{BloodLineage, Breaks, ImmuneModel, Library, Ntcp, Problem};
use hevesy_planner::Target;
use hevesy_quantity::significant;
use hevesy_regimen::Timeline;

pub use alerts::LimitAnswer;
pub use answer::{
    BloodAnswer, BloodCycle, CourseAnswer, CurveAnswer, DrugAnswer, Endpoint, HeldAnswer, LesionAnswer,
    OrganAnswer, Outcome, OverlappingToxicity, ScanAnswer,
};
pub use blood::NadirAnswer;
pub use follow::course_of;
pub use harms::HarmAnswer;
pub use immune::{ImmuneAnswer, OverlapAnswer};
pub use iso_effect::IsoEffectAnswer;
pub use pairs::PairAnswer;
pub use scans::DurabilityAnswer;
pub use sensitivity::Matters;
pub use windows::WindowAnswer;

use crate::assess::Assessment;
use crate::plan::{course, targets_of};
use crate::study::{GivenDrug, SOFT_TISSUE_G_PER_ML, Study};
pub(crate) use partners::EXPOSURE_LOG_SD;
use partners::Partner;
use radiation::{Agent, BEAM_GY_PER_H, Radiation, agents, beams_to, check_beams, fractions};
use rules::Cycles;

/// Half a year is followed after the last cycle where a study does not say how long.
const AFTER_H: f64 = 26.0 * 168.0;
/// A drug with a longer half-life in h changes slowly.
const STAYS_H: f64 = 72.0;
/// Drugs may begin this long before the first administration, in h.
const LONGEST_BEFORE_H: f64 = 366.0 * 24.0;

/// What does not differ between draws: what is given when, and dose rates on the grid.
pub(crate) struct Setup<'a> {
    pub(crate) study: &'a Study,
    pub(crate) grid: Grid,
    /// Of each lesion, each organ, then the marrow.
    radiation: Vec<Radiation>,
    /// The same, all together on the grid.
    pub(crate) exposures: Vec<Exposure>,
    pub(crate) lesions: Vec<Target>,
    /// Volume in ml of a g of each lesion.
    pub(crate) ml_per_g: Vec<f64>,
    pub(crate) organs: Vec<(Target, Option<Ntcp>)>,
    pub(crate) lineages: &'a [BloodLineage],
    /// Relative standard deviation of the marrow's dose.
    pub(crate) marrow_cv: f64,
    /// The marrow as a measured target, where it is one.
    pub(crate) marrow: Option<Target>,
    /// Whether alphas take part.
    pub(crate) has_alpha: bool,
    /// Drugs.
    pub(crate) partners: Vec<Partner<'a>>,
    pub(crate) breaks: Option<&'a Breaks>,
    /// Immunity, where it is followed.
    pub(crate) immunity: Option<&'a ImmuneModel>,
    /// Time of the grid in h at which the first administration is: later than 0 where a drug is given before it.
    pub(crate) zero_h: f64,
    pub(crate) starts_h: Vec<f64>,
    /// Places of the grid at which something radioactive is given, in the order of time.
    pub(crate) administrations: Vec<usize>,
    /// Activity of each administration over the planned one.
    pub(crate) factors: Vec<f64>,
    pub(crate) scans_h: Vec<f64>,
    pub(crate) timeline: Timeline,
    pub(crate) notes: Vec<String>,
}

impl<'a> Setup<'a> {
    pub(crate) fn of(
        study: &'a Study,
        assessment: &Assessment,
        library: &'a Library,
        changed: Option<&Cycles>,
    ) -> Result<Self, Problem> {
        let mut notes = Vec::new();
        let course = course(study, &mut notes)?;
        let interval_h = course.interval.to_h();
        let planned_h: Vec<f64> = (0..course.cycles).map(|i| f64::from(i) * interval_h).collect();
        // The end stays where it was planned, whatever waits.
        let until_h = study.follow.until_h.unwrap_or(planned_h.last().copied().unwrap_or(0.0) + AFTER_H);
        let mut factors = changed.map_or_else(|| vec![1.0; planned_h.len()], |c| c.factors.clone());
        // The measured cycle was given as it was; doses that are given stand for any.
        let first = usize::from(!study.regions.is_empty());
        factors.iter_mut().skip(first).for_each(|f| *f *= study.further_activity);
        let cycles_h = changed.map_or(planned_h, |c| c.starts_h.clone());
        let last_h = cycles_h.last().copied().unwrap_or(0.0);
        let doses = match changed {
            None => doses_of(study, &cycles_h, until_h)?,
            // What goes with a cycle that is stopped, or would come after the end, is not given.
            Some(_) => {
                let given = factors.iter().take_while(|f| **f > 0.0).count();
                let times = |d: &GivenDrug| d.calendar.times_h(&cycles_h[..given]);
                let within = |d: &GivenDrug| times(d).into_iter().filter(|t| *t < until_h).collect();
                study.drugs.iter().map(within).collect()
            }
        };
        let timeline = timeline(study, &cycles_h, &doses);
        // What is given before the first administration begins the grid.
        let before = study.also.iter().flat_map(|a| a.calendar.times_h(&cycles_h));
        let zero_h = -doses.iter().flatten().copied().chain(before).fold(0.0, f64::min);
        let starts_h: Vec<f64> = cycles_h.iter().map(|t| t + zero_h).collect();
        let (last_h, end_h) = (last_h + zero_h, until_h + zero_h);
        let doses: Vec<Vec<f64>> =
            doses.iter().map(|times| times.iter().map(|t| t + zero_h).collect()).collect();
        let (mut organs, lesions) = targets_of(study, assessment, library, &mut notes);
        let own = (organs.clone(), lesions.clone());
        let marrow_id = library.tissues().iter().find(|t| !t.lineages.is_empty());
        let place = organs.iter().position(|(t, _)| marrow_id.is_some_and(|m| m.id == t.name));
        let marrow = place.map(|i| organs.remove(i).0);
        let kept = |t: &Target| t.response.is_some();
        for target in organs.iter().map(|(t, _)| t).filter(|t| !kept(t)) {
            notes.push(format!("{}: its α/β is not known, so that it is not followed", target.name));
        }
        organs.retain(|(t, _)| kept(t));
        if study.tumour.is_none() && !lesions.is_empty() {
            return Err(Problem::new(
                study.file.clone(),
                "the library does not know how this tumour grows and answers",
                "name one with `tumour = \"neuroendocrine\"`, or add a file to your library's folder `tumours`",
            ));
        }
        if let Some(capacity) = study.response.capacity_g
            && let Some(lesion) = lesions.iter().find(|l| l.mass_g >= capacity)
        {
            return Err(Problem::new(
                study.file.clone(),
                format!("`{}` weighs {} g, and growth ends at {capacity} g", lesion.name, lesion.mass_g),
                "give a `capacity` above the mass of every lesion under [response]",
            ));
        }
        if end_h <= last_h {
            return Err(Problem::new(
                study.file.clone(),
                format!(
                    "the course is followed for {} d, and its last administration is on day {}",
                    until_h / 24.0,
                    (last_h - zero_h) / 24.0
                ),
                "give `until` under [follow] a later time, or fewer cycles under [course]",
            ));
        }
        let marrow_name = marrow_id.map_or("", |m| &m.id);
        let all = || lesions.iter().chain(organs.iter().map(|(t, _)| t)).chain(&marrow);
        if let Some(late) = study.surgery.iter().find(|s| s.at_h >= until_h) {
            return Err(Problem::new(
                study.file.clone(),
                format!(
                    "the operation on `{}` comes after the end on day {}",
                    late.lesion,
                    significant(until_h / 24.0, 4)
                ),
                "give an earlier time, or a later `until` under [follow]",
            ));
        }
        check_beams(study, all().collect(), marrow_name, until_h)?;
        if marrow.is_some() && study.marrow.dose.is_some() {
            notes.push("The marrow was measured in the table: the dose under [marrow] is not used.".into());
        }
        let also: Vec<Vec<f64>> = study.also.iter().map(|a| a.calendar.times_h(&cycles_h)).collect();
        let mut events = starts_h.clone();
        events.extend(also.iter().flatten().map(|t| t + zero_h));
        // One that is stopped is none.
        let given = starts_h.iter().zip(&factors).filter(|(_, f)| **f > 0.0).map(|(t, _)| *t);
        let given_h: Vec<f64> = given.chain(also.iter().flatten().map(|t| t + zero_h)).collect();
        for beam in &study.beams {
            let begins = beam.at_h.iter().map(|t| t + zero_h);
            events.extend(begins.flat_map(|t| [t, t + beam.dose_gy / BEAM_GY_PER_H]));
        }
        events.extend(study.surgery.iter().map(|s| s.at_h + zero_h));
        let mut soft = Doses::default();
        for (drug, times) in study.drugs.iter().zip(&doses) {
            let stays = drug.disposition.as_ref().is_none_or(|d| d.half_life_h() > STAYS_H);
            let list = if stays { &mut soft.slow_h } else { &mut soft.quick_h };
            list.extend(Partner::events_h(drug, times));
        }
        let grid = Grid::with_doses(&events, &soft, end_h);
        let mut administrations: Vec<usize> = given_h.iter().map(|t| grid.place(*t)).collect();
        administrations.sort_unstable();
        administrations.dedup();
        let partners: Vec<Partner<'a>> = (study.drugs.iter().zip(doses))
            .map(|(d, times)| Partner::of(d, times, &grid, study))
            .collect::<Result<_, _>>()?;
        let agents = agents((study, assessment, library), own, (&cycles_h, &factors), &mut notes)?;
        let rates = |target: &Target| Radiation {
            agents: agents.iter().map(|a| a.rates(&target.name, zero_h)).collect(),
            beams: beams_to(study, target, zero_h),
        };
        let mut radiation: Vec<Radiation> = lesions.iter().map(rates).collect();
        radiation.extend(organs.iter().map(|(t, _)| rates(t)));
        let has_alpha = agents.iter().any(Agent::has_alpha);
        let of_marrow: Vec<Vec<DoseRate>> = agents.iter().map(|a| a.marrow_rates(zero_h)).collect();
        let (lineages, marrow_cv) = if of_marrow.iter().all(Vec::is_empty) {
            notes.push(
                "No dose of the marrow is known, so that blood counts are not followed: measure `red marrow` in the table, or give \
                 `[marrow]` with `dose` and `half_life`"
                    .into(),
            );
            (&[][..], 0.0)
        } else {
            let own = study.beams.iter().filter(|b| b.region == marrow_name);
            let mut beams: Vec<DoseRate> = own.flat_map(|b| fractions(b, 1.0, zero_h)).collect();
            if let Some(target) = &marrow {
                beams = beams_to(study, target, zero_h);
            } else if has_alpha {
                notes.push("The dose under [marrow] counts with RBE 1, of alphas too: give an RBE-weighted dose there if you have one.".into());
            }
            radiation.push(Radiation { agents: of_marrow, beams });
            let cv = study.marrow.dose.filter(|_| marrow.is_none()).map_or(0.0, |d| d.1);
            (marrow_id.map_or(&[][..], |m| &m.lineages), cv)
        };
        // Sizes are those at the first administration, and the baseline too.
        let scans = 1 + whole(until_h / study.follow.scans_h);
        let later = (1..scans).map(|i| zero_h + i as f64 * study.follow.scans_h).filter(|t| *t <= end_h);
        let scans_h = std::iter::once(zero_h).chain(later).collect();
        let exposures = radiation.iter().map(|r| r.on(&grid, &|_| true)).collect();
        Ok(Self {
            study,
            grid,
            radiation,
            exposures,
            ml_per_g: lesions.iter().map(|t| ml_per_g(t, study)).collect(),
            lesions,
            organs,
            lineages,
            marrow_cv,
            marrow,
            has_alpha,
            partners,
            breaks: library.radiation_weights().and_then(|w| w.breaks.as_ref()),
            immunity: library.immunity(),
            zero_h,
            starts_h,
            administrations,
            factors,
            scans_h,
            timeline,
            notes,
        })
    }
}

impl Setup<'_> {
    /// Day from the first administration of a time of the grid in h.
    pub(crate) fn day(&self, t_h: f64) -> f64 {
        (t_h - self.zero_h) / 24.0
    }

    /// The lesion that stands for all where one has to.
    pub(crate) fn largest_lesion(&self) -> Option<usize> {
        (0..self.lesions.len()).max_by(|a, b| self.lesions[*a].mass_g.total_cmp(&self.lesions[*b].mass_g))
    }

    /// BED in Gy that courses before have left in an organ.
    pub(crate) fn before_gy(&self, organ: usize) -> f64 {
        let name = &self.organs[organ].0.name;
        self.study.before.iter().find(|(o, _)| o == name).map_or(0.0, |(_, gy)| *gy)
    }
}

/// Times of the doses of each drug, in h from the first administration.
fn doses_of(study: &Study, cycles_h: &[f64], until_h: f64) -> Result<Vec<Vec<f64>>, Problem> {
    let of = |drug: &GivenDrug| {
        let times = drug.calendar.times_h(cycles_h);
        let cycles = cycles_h.len();
        let wrong = |what: String| {
            let next = "name cycles of [course], and days before the end of [follow]";
            Err(Problem::new(study.file.clone(), format!("{}: {what}", drug.drug.id), next))
        };
        if let Some(last) = drug.calendar.last_cycle().filter(|c| *c as usize > cycles) {
            return wrong(format!("cycle {last} is not one of the {cycles} of this course"));
        }
        match (times.first(), times.last()) {
            (Some(first), Some(last)) if *first >= -LONGEST_BEFORE_H && *last < until_h => Ok(times),
            (Some(_), Some(last)) if *last >= until_h => {
                let what = format!(
                    "the last dose is on day {}, the course is followed until day {}",
                    significant(last / 24.0, 4),
                    significant(until_h / 24.0, 4)
                );
                let next = "give fewer `repeats` or `days`, or a later `until` under [follow]";
                Err(Problem::new(study.file.clone(), format!("{}: {what}", drug.drug.id), next))
            }
            (Some(first), _) => wrong(format!("a dose {} d before the first administration", -first / 24.0)),
            _ => wrong("is never given in this course".into()),
        }
    };
    study.drugs.iter().map(of).collect()
}

/// Everything that is given, in the order of time.
fn timeline(study: &Study, cycles_h: &[f64], doses: &[Vec<f64>]) -> Timeline {
    let mut timeline = Timeline::default();
    timeline.add(cycles_h, &format!("{} {}", study.agent_name, study.administration.activity));
    for also in &study.also {
        timeline.add(&also.calendar.times_h(cycles_h), &also.what());
    }
    for (drug, times) in study.drugs.iter().zip(doses) {
        timeline.add(times, &drug.what);
    }
    for beam in &study.beams {
        timeline.add(&beam.at_h, &format!("beam of {} Gy to {}", beam.dose_gy, beam.region));
    }
    for operation in &study.surgery {
        let left = if operation.leaves < 1e-6 {
            "nothing seen".into()
        } else {
            format!("{} %", significant(100.0 * operation.leaves, 3))
        };
        let what = format!("operation on {}: {left} left", operation.lesion);
        timeline.add(&[operation.at_h], &what);
    }
    timeline
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most some thousand scans")]
const fn whole(x: f64) -> usize {
    x as usize
}

/// As it was delineated, else of the density that the study assumes.
fn ml_per_g(target: &Target, study: &Study) -> f64 {
    let region = study.regions.iter().find(|r| target.regions.contains(&r.curve.region));
    region.and_then(|r| Some(r.volume_ml? / r.mass_g)).unwrap_or(1.0 / SOFT_TISSUE_G_PER_ML)
}
