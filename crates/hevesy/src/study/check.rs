//! From a study file to a study: every quantity in its place, every contradiction refused.

use std::collections::BTreeMap;

use hevesy_dose::{LocalEnergy, STable};
use hevesy_kinetics::Recovery;
use hevesy_library::{Agent, Library, LimitOn, Problem, Protocol, Tumour};
use hevesy_nuclide::{HalfLives, Nuclide};
use hevesy_planner::Limit;
use hevesy_regimen::{Administration, Course, Patient};
use hevesy_transport::Members;
use toml::Spanned;

use super::also::{self, AlsoGiven};
use super::drug::{self, GivenDrug};
use super::follow::{self, Beam, Follow, Marrow};
use super::given::{self, GivenDose};
use super::identity::{administration, agent_and_nuclide, half_lives};
use super::immunity::{ImmunityOf, immunity};
use super::region::{MeasuredRegion, check_totals, region};
use super::response::{OwnResponse, response};
use super::rule::{self, CountRule};
use super::schema::{ActivityChoice, StudyFile};
use super::source::Source;
use super::surgery::{Surgery, operations};
use super::table::read_table;

/// A study that has passed all checks.
#[derive(Clone, Debug)]
pub struct Study {
    /// The study file, for messages.
    pub file: String,
    /// The time–activity table, for messages.
    pub table: String,
    /// Title.
    pub title: String,
    /// The agent, where the library knows it.
    pub agent: Option<Agent>,
    /// Name of the agent as written, or of the nuclide.
    pub agent_name: String,
    /// Radionuclide.
    pub nuclide: Nuclide,
    /// Half-lives in use.
    pub half_lives: HalfLives,
    /// Patient.
    pub patient: Patient,
    /// The measured administration.
    pub administration: Administration,
    /// Regions.
    pub regions: Vec<MeasuredRegion>,
    /// Doses that are given and not measured.
    pub given: Vec<GivenDose>,
    /// What lesions answer by beside the tumour's record.
    pub response: OwnResponse,
    /// Protocol.
    pub protocol: Protocol,
    /// Recovery, and whether activities are already divided by it.
    pub recovery: Option<Recovery>,
    /// Calibration uncertainty.
    pub calibration_cv: f64,
    /// Uncertainty of S at given mass.
    pub s_cv: f64,
    /// S-values.
    pub s_table: Option<STable>,
    /// The course.
    pub course: Option<Course>,
    /// Activity of further cycles over that of the study.
    pub further_activity: f64,
    /// Variation of uptake between cycles.
    pub between_cycle_cv: f64,
    /// Loss of lesion dose per cycle.
    pub lesion_decline: f64,
    /// Further radiopharmaceuticals.
    pub also: Vec<AlsoGiven>,
    /// External beams.
    pub beams: Vec<Beam>,
    /// Operations.
    pub surgery: Vec<Surgery>,
    /// Drugs beside the radiopharmaceutical.
    pub drugs: Vec<GivenDrug>,
    /// What speaks against it: rules that forbid, genes and receptors that do not fit.
    pub alerts: Vec<String>,
    /// The marrow.
    pub marrow: Marrow,
    /// Immunity of the tumour, where it is followed.
    pub immunity: Option<ImmunityOf>,
    /// Rules for administrations.
    pub rules: Vec<CountRule>,
    /// BED in Gy of tissues from courses before.
    pub before: Vec<(String, f64)>,
    /// What is followed.
    pub follow: Follow,
    /// Limits.
    pub limits: Vec<Limit>,
    /// Dose goal of lesions in Gy.
    pub lesion_goal_gy: Option<f64>,
    /// How activities are chosen.
    pub activity_choice: ActivityChoice,
    /// Kind of tumour.
    pub tumour: Option<Tumour>,
    /// Seed.
    pub seed: u64,
    /// Remarks.
    pub notes: Vec<String>,
}

/// What a study may read: files named in it.
pub type Files<'a> = dyn Fn(&str) -> Result<String, Problem> + 'a;

impl Study {
    /// Reads and checks a study. `files` reads a path named in it; `protocol` replaces the study's protocol.
    ///
    /// # Errors
    /// The first thing that is wrong, with file, line and remedy.
    pub fn read(
        file: &str,
        text: &str,
        files: &Files<'_>,
        library: &Library,
        protocol: Option<&str>,
    ) -> Result<Self, Problem> {
        let source = Source { file, text };
        if text.trim().is_empty() {
            return Err(source.problem("is empty", "see the README for a complete study"));
        }
        let input: StudyFile = toml::from_str(text).map_err(|e| Problem::from_toml(file, text, &e))?;
        let mut notes = Vec::new();
        let (agent, agent_name, nuclide) = agent_and_nuclide(&source, &input, library)?;
        let half_lives = half_lives(&source, &input)?;
        let administration = administration(&source, &input, agent.as_ref(), &mut notes)?;
        let measured_span = input.measured.as_ref().map_or(0..0, Spanned::span);
        let measured = input.measured.as_ref().map(Spanned::as_ref);
        if measured.is_none() && input.given.is_empty() {
            let next =
                "add `[measured]` with a table of activities, or `[[given]]` with doses; see the README";
            return Err(source.problem("has neither measured activities nor given doses", next).at(1));
        }
        let named = measured.and_then(|m| m.protocol.as_deref());
        let wanted = protocol.or(named).unwrap_or("multi-time-point");
        let protocol = library
            .protocol(wanted)
            .map_err(|e| source.at(measured_span.clone(), e, "choose one of those"))?
            .clone();
        let table_file = measured.map_or("", |m| m.table.as_str());
        let rows = match measured {
            Some(_) => {
                let (rows, table_notes) = read_table(table_file, &files(table_file)?)?;
                notes.extend(table_notes);
                rows
            }
            None => Vec::new(),
        };
        let tumour_name = input.tumour.as_ref().map(|t| (t.as_ref().clone(), t.span()));
        let tumour = match tumour_name {
            Some((name, span)) => Some(
                library
                    .tumour(&name)
                    .ok_or_else(|| {
                        let known: Vec<&str> = library.tumours().iter().map(|t| t.id.as_str()).collect();
                        source.at(
                            span,
                            format!("`{name}` is not a tumour of the library"),
                            format!("choose one of {}", known.join(", ")),
                        )
                    })?
                    .clone(),
            ),
            None => {
                agent.as_ref().and_then(|a| a.tumour.as_deref()).and_then(|id| library.tumour(id)).cloned()
            }
        };
        let tumour = response(&source, &input, tumour)?;
        let recovery = measured
            .and_then(|m| m.recovery.as_ref())
            .map(|r| {
                let valid = r.b1 > 0.0 && r.b1.is_finite() && r.b2.to_ml() > 0.0;
                let recovery = Recovery {
                    b1: r.b1,
                    b2_ml: r.b2.to_ml(),
                    cv: r.uncertainty.map_or(0.0, hevesy_quantity::Fraction::get),
                };
                valid.then_some((recovery, r.applied)).ok_or_else(|| {
                    source.at(
                        measured_span.clone(),
                        "recovery needs b1 and b2 above zero",
                        "give the fitted b1 and b2",
                    )
                })
            })
            .transpose()?;
        let lambda = half_lives.decay_constant_per_h(nuclide);
        let mut regions = Vec::new();
        for (row, measured) in rows.into_iter().zip(std::iter::repeat(measured)) {
            let Some(measured) = measured else { continue };
            regions.push(region(&source, (&input, measured), row, library, lambda, recovery)?);
        }
        let has_alphas = LocalEnergy::of(nuclide, &half_lives).alpha_mev > 0.0;
        let given = given::doses(&source, &input, &regions, library, lambda, has_alphas)?;
        check_totals(table_file, &regions, administration.activity, lambda)?;
        let s_table = match &input.s_values {
            Some(s) if s.as_ref().table == "none" => None,
            Some(s) => {
                let name = s.as_ref().table.as_str();
                Some(STable::read(name, &files(name)?, nuclide)?)
            }
            None => {
                let members = Members::chain(nuclide, &half_lives);
                let local = LocalEnergy::of(nuclide, &half_lives);
                Some(STable::reference(input.patient.sex, &members, &local))
            }
        };
        let (course, between_cycle_cv, lesion_decline) = course(&source, &input)?;
        let beams = follow::beams(&source, &input, (&regions, &given), library)?;
        let surgery = operations(&source, &input, &regions, &given)?;
        let (drugs, alerts) = drug::drugs(&source, &input, agent.as_ref(), library)?;
        let marrow = follow::marrow(&source, &input)?;
        let immunity = immunity(&source, &input, library)?;
        let follow = follow::follow(&source, &input)?;
        let limits = limits(&source, &input.limits, library)?;
        let title =
            input.title.clone().unwrap_or_else(|| format!("{agent_name}, {}", administration.activity));
        let mut study = Self {
            file: file.to_owned(),
            table: table_file.to_owned(),
            title,
            agent,
            agent_name,
            nuclide,
            half_lives,
            patient: input.patient.clone(),
            administration,
            regions,
            given,
            response: OwnResponse::of(&input),
            protocol,
            recovery: recovery.map(|(r, _)| r),
            calibration_cv: input.uncertainty.calibration.map_or(0.0, hevesy_quantity::Fraction::get),
            s_cv: input.uncertainty.s_value.map_or(0.0, hevesy_quantity::Fraction::get),
            s_table,
            course,
            further_activity: further_activity(&source, &input, administration.activity)?,
            between_cycle_cv,
            lesion_decline,
            beams,
            surgery,
            drugs,
            alerts,
            marrow,
            immunity,
            rules: rule::rules(&source, &input, library)?,
            before: rule::before(&source, &input, library)?,
            follow,
            limits,
            lesion_goal_gy: input.goals.lesions.map(hevesy_quantity::Dose::to_gy),
            activity_choice: input.activity_choice.clone(),
            tumour,
            seed: input.seed,
            notes,
            also: Vec::new(),
        };
        study.also = also::also(&source, &input.also, &study, files, library)?;
        Ok(study)
    }
}

/// Activity of further cycles over that of the study.
fn further_activity(
    source: &Source<'_>,
    input: &StudyFile,
    own: hevesy_quantity::Activity,
) -> Result<f64, Problem> {
    let Some(given) = &input.course else { return Ok(1.0) };
    let factor = given.as_ref().activity.map_or(1.0, |a| a.to_mbq() / own.to_mbq());
    if (0.05..=20.0).contains(&factor) {
        return Ok(factor);
    }
    let what = format!("further cycles have {factor:.3e} times the activity of the study");
    Err(source.at(given.span(), what, "check the unit of `activity` under [course]"))
}

fn course(source: &Source<'_>, input: &StudyFile) -> Result<(Option<Course>, f64, f64), Problem> {
    let Some(course) = &input.course else { return Ok((None, 0.0, 0.0)) };
    let (span, c) = (course.span(), course.as_ref());
    if !(1..=20).contains(&c.cycles) {
        return Err(source.at(
            span,
            format!("{} is not a number of cycles", c.cycles),
            "give 1 to 20 cycles",
        ));
    }
    if c.interval.to_d() < 1.0 {
        return Err(source.at(
            span,
            format!("an interval of {} between cycles is too short", c.interval),
            "give for example `8 wk`",
        ));
    }
    let share = |f: Option<hevesy_quantity::Fraction>, what: &str| match f.map(hevesy_quantity::Fraction::get)
    {
        Some(x) if x >= 1.0 => {
            Err(source.at(span.clone(), format!("{what} of 100 % or more"), "give a share below 100 %"))
        }
        x => Ok(x.unwrap_or(0.0)),
    };
    let cv = share(c.between_cycle_cv, "a variation between cycles")?;
    let decline = share(c.lesion_decline, "a decline")?;
    Ok((Some(Course { cycles: c.cycles, interval: c.interval }), cv, decline))
}

fn limits(
    source: &Source<'_>,
    given: &BTreeMap<String, Spanned<super::schema::LimitInput>>,
    library: &Library,
) -> Result<Vec<Limit>, Problem> {
    let mut limits = Vec::new();
    for (name, limit) in given {
        let (span, limit) = (limit.span(), limit.as_ref());
        let tissue = library.tissue_of_region(name).ok_or_else(|| {
            let known: Vec<&str> = library.tissues().iter().map(|t| t.id.as_str()).collect();
            source.at(
                span.clone(),
                format!("`{name}` is not a tissue of the library"),
                format!("choose one of {}", known.join(", ")),
            )
        })?;
        let before = limits.len();
        for (on, dose) in
            [(LimitOn::Dose, limit.dose), (LimitOn::Bed, limit.bed), (LimitOn::Eqd2, limit.eqd2)]
        {
            if let Some(dose) = dose {
                if dose.to_gy() <= 0.0 {
                    return Err(source.at(
                        span,
                        format!("the limit of `{name}` is zero"),
                        "give a positive dose",
                    ));
                }
                let published = tissue.limits.iter().find(|l| l.on == on && l.limit.value == dose);
                let origin = published
                    .map_or_else(|| "study".to_owned(), |l| format!("{} ({})", l.limit.source, l.scope));
                limits.push(Limit { organ: tissue.id.clone(), on, gy: dose.to_gy(), source: origin });
            }
        }
        if limits.len() == before {
            return Err(source.at(
                span,
                format!("the limit of `{name}` is empty"),
                "write for example `kidneys = { bed = \"40 Gy\" }`",
            ));
        }
    }
    Ok(limits)
}
