//! From a study file to a study: every quantity in its place, every contradiction refused.

use std::collections::BTreeMap;
use std::ops::Range;

use hevesy_dose::STable;
use hevesy_kinetics::{Recovery, TimeActivity, VolumeUncertainty, relative_volume_uncertainty};
use hevesy_library::{Agent, Library, LimitOn, Problem, Protocol, Tissue, Tumour, line_of};
use hevesy_nuclide::{HalfLives, Nuclide};
use hevesy_planner::Limit;
use hevesy_quantity::{Activity, significant};
use hevesy_regimen::{Administration, Course, Patient, Sex};
use toml::Spanned;

use super::schema::{ActivityChoice, AdministrationInput, HalfLifeSource, StudyFile, VolumeFrom};
use super::table::{RegionKind, RegionRows, read_table};

/// A region with what the dose needs of it.
#[derive(Clone, Debug)]
pub struct MeasuredRegion {
    /// Activities.
    pub curve: TimeActivity,
    /// Line of the region's first row in the table.
    pub line: usize,
    /// Whether it is a lesion.
    pub is_lesion: bool,
    /// The tissue it means, for organs the library knows.
    pub tissue: Option<String>,
    /// Mass in g.
    pub mass_g: f64,
    /// Where the mass comes from.
    pub mass_source: String,
    /// Relative standard deviation of the mass at given volume.
    pub mass_cv: f64,
    /// Volume in ml.
    pub volume_ml: Option<f64>,
    /// Relative standard deviation of the volume.
    pub volume_cv: f64,
}

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
    /// Variation of uptake between cycles.
    pub between_cycle_cv: f64,
    /// Loss of lesion dose per cycle.
    pub lesion_decline: f64,
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
pub(super) type Files<'a> = dyn Fn(&str) -> Result<String, Problem> + 'a;

/// A text with its name, for messages.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn problem(&self, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem::new(self.file, what, remedy)
    }

    fn at(&self, span: Range<usize>, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        self.problem(what, remedy).at(line_of(self.text, span.start))
    }
}

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
        let measured = input.measured.as_ref();
        let measured_span = input.measured.span();
        let wanted = protocol.or(measured.protocol.as_deref()).unwrap_or("multi-time-point");
        let protocol = library
            .protocol(wanted)
            .map_err(|e| source.at(measured_span.clone(), e, "choose one of those"))?
            .clone();
        let table_file = measured.table.as_str();
        let (rows, table_notes) = read_table(table_file, &files(table_file)?)?;
        notes.extend(table_notes);
        let tumour_name = input.tumour.as_ref().map(|t| (t.as_ref().clone(), t.span()));
        let tumour = match tumour_name {
            Some((name, span)) => Some(
                library
                    .tumour(&name)
                    .ok_or_else(|| {
                        let known: Vec<&str> = library.tumours().map(|t| t.id.as_str()).collect();
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
        let recovery = measured
            .recovery
            .as_ref()
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
        for row in rows {
            regions.push(region(&source, &input, row, library, lambda, recovery)?);
        }
        check_totals(table_file, &regions, administration.activity, lambda)?;
        let s_table = match &input.s_values {
            Some(s) => {
                let name = s.as_ref().table.as_str();
                Some(STable::read(name, &files(name)?)?)
            }
            None => None,
        };
        let (course, between_cycle_cv, lesion_decline) = course(&source, &input)?;
        let limits = limits(&source, &input.limits, library)?;
        let title =
            input.title.clone().unwrap_or_else(|| format!("{agent_name}, {}", administration.activity));
        Ok(Self {
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
            protocol,
            recovery: recovery.map(|(r, _)| r),
            calibration_cv: input.uncertainty.calibration.map_or(0.0, hevesy_quantity::Fraction::get),
            s_cv: input.uncertainty.s_value.map_or(0.0, hevesy_quantity::Fraction::get),
            s_table,
            course,
            between_cycle_cv,
            lesion_decline,
            limits,
            lesion_goal_gy: input.goals.lesions.map(hevesy_quantity::Dose::to_gy),
            activity_choice: input.activity_choice.clone(),
            tumour,
            seed: input.seed,
            notes,
        })
    }
}

fn agent_and_nuclide(
    source: &Source<'_>,
    input: &StudyFile,
    library: &Library,
) -> Result<(Option<Agent>, String, Nuclide), Problem> {
    let nuclide = input
        .nuclide
        .as_ref()
        .map(|n| {
            Nuclide::find(n.as_ref())
                .map(|found| (found, n.span()))
                .map_err(|e| source.at(n.span(), e.to_string(), "check the nuclide"))
        })
        .transpose()?;
    let Some(name) = &input.agent else {
        return match nuclide {
            Some((nuclide, _)) => Ok((None, nuclide.name().to_owned(), nuclide)),
            None => Err(source
                .problem("names neither agent nor nuclide", "add a line such as `agent = \"177Lu-DOTATATE\"`")
                .at(1)),
        };
    };
    let (span, name) = (name.span(), name.as_ref());
    // A nuclide written into the agent's name must be the agent's: 111In-Lutathera does not exist.
    let spoken = name
        .split(['-', ' '])
        .next()
        .filter(|p| p.starts_with(|c: char| c.is_ascii_digit()))
        .map(ToOwned::to_owned);
    let bare = name.split_once(['-', ' ']).map(|(_, rest)| rest).unwrap_or(name);
    let known = library.agent(name).or_else(|| if spoken.is_some() { library.agent(bare) } else { None });
    if let (Some(spoken), Some(agent)) = (&spoken, known) {
        let same = Nuclide::find(spoken).ok().map(Nuclide::name)
            == Nuclide::find(&agent.nuclide).ok().map(Nuclide::name);
        if !same {
            return Err(source.at(
                span,
                format!("`{name}` does not exist: {} is labelled with {}", agent.id, agent.nuclide),
                format!("write `{}`, or name the agent that was really given", agent.id),
            ));
        }
    }
    match known {
        Some(agent) => {
            let own = Nuclide::find(&agent.nuclide).map_err(|e| {
                source.at(span.clone(), format!("agent {}: {e}", agent.id), "correct the agent's file")
            })?;
            if let Some((given, at)) = nuclide
                && given != own
            {
                return Err(source.at(
                    at,
                    format!("{given} is not the nuclide of {}, which is {own}", agent.id),
                    "correct the nuclide or the agent",
                ));
            }
            Ok((Some(agent.clone()), agent.id.clone(), own))
        }
        None => match nuclide {
            Some((nuclide, at)) => {
                let written = spoken.as_deref().and_then(|s| Nuclide::find(s).ok());
                if written.is_some_and(|w| w != nuclide) {
                    return Err(source.at(
                        at,
                        format!("the agent's name `{name}` says another nuclide than {nuclide}"),
                        "correct the nuclide or the agent's name",
                    ));
                }
                Ok((None, name.clone(), nuclide))
            }
            None => {
                let known: Vec<&str> = library.agents().map(|a| a.id.as_str()).collect();
                Err(source.at(
                    span,
                    format!("`{name}` is not an agent of the library"),
                    format!(
                        "check the spelling, or add `nuclide = \"…\"`, or a file for the agent in your own library; known are {}",
                        known.join(", ")
                    ),
                ))
            }
        },
    }
}

fn half_lives(source: &Source<'_>, input: &StudyFile) -> Result<HalfLives, Problem> {
    let mut half_lives = match input.half_life_source {
        HalfLifeSource::Icrp107 => HalfLives::icrp107(),
        HalfLifeSource::Evaluated => HalfLives::evaluated(),
    };
    for (name, value) in &input.half_lives {
        let refuse = |e: String| source.at(value.span(), e, "write for example `\"Lu-177\" = \"6.6443 d\"`");
        let nuclide = Nuclide::find(name).map_err(|e| refuse(e.to_string()))?;
        half_lives = half_lives.with(nuclide, *value.as_ref()).map_err(|e| refuse(e.to_string()))?;
    }
    Ok(half_lives)
}

fn administration(
    source: &Source<'_>,
    input: &StudyFile,
    agent: Option<&Agent>,
    notes: &mut Vec<String>,
) -> Result<Administration, Problem> {
    let [only] = input.administration.as_slice() else {
        let (what, line) = match input.administration.get(1) {
            None => ("has no administration".to_owned(), 1),
            Some(second) => {
                let n = input.administration.len();
                (
                    format!("has {n} administrations, but measured activities belong to one"),
                    line_of(source.text, second.span().start),
                )
            }
        };
        return Err(source
            .problem(
                what,
                "give one [[administration]] for each measured cycle, and one study file for each cycle",
            )
            .at(line));
    };
    let (span, given): (Range<usize>, &AdministrationInput) = (only.span(), only.as_ref());
    let mass = input.patient.mass;
    if let Some(kg) = mass.map(hevesy_quantity::Mass::to_kg)
        && !(0.01..=400.0).contains(&kg)
    {
        return Err(source.problem(
            format!("a body mass of {} is not plausible", significant(kg, 3) + " kg"),
            "check `mass` under [patient]",
        ));
    }
    let activity = match (given.activity, given.activity_per_mass, mass) {
        (Some(_), Some(_), _) => {
            return Err(source.at(span, "gives activity and activity_per_mass", "give one of the two"));
        }
        (Some(a), None, _) => a,
        (None, Some(per), Some(mass)) => Activity::kbq(per.to_kbq_per_kg() * mass.to_kg()),
        (None, Some(_), None) => {
            return Err(source.at(
                span,
                "an activity per mass needs the patient's mass",
                "add `mass` under [patient]",
            ));
        }
        (None, None, _) => {
            return Err(source.at(
                span,
                "the administration has no activity",
                "add `activity = \"7.4 GBq\"`",
            ));
        }
    };
    if activity.to_bq() <= 0.0 {
        return Err(source.at(span, "the administered activity is zero", "give the activity that was given"));
    }
    if let Some(agent) = agent {
        let range = &agent.activity;
        if !(range.least..=range.most).contains(&activity) && !given.confirmed {
            let inside = |factor: f64| (range.least..=range.most).contains(&(activity * factor));
            let guess = match () {
                () if inside(1e3) => "; a prefix may be missing (a thousand times more would be usual)",
                () if inside(1e-3) => "; a prefix may be wrong (a thousandth would be usual)",
                () if inside(1e6) => "; two prefixes may be missing (a million times more would be usual)",
                () => "",
            };
            return Err(source.at(
                span,
                format!("{activity:.4} of {} is outside {} to {}{guess}", agent.id, range.least, range.most),
                "correct the activity, or add `confirmed = true` to this administration",
            ));
        }
        if given.confirmed && !(range.least..=range.most).contains(&activity) {
            notes.push(format!(
                "an activity of {activity:.4} is unusual for {} and was confirmed in the study",
                agent.id
            ));
        }
    }
    if let Some(mass) = mass
        && activity.to_gbq() / mass.to_kg() > 10.0
    {
        let per = significant(activity.to_gbq() / mass.to_kg(), 3);
        return Err(source.at(
            span,
            format!("the activity is {per} GBq per kg of body mass, more than any use is known for"),
            "check the units of activity and mass",
        ));
    }
    Ok(Administration { at: given.at.unwrap_or_default(), activity })
}

fn region(
    source: &Source<'_>,
    input: &StudyFile,
    row: RegionRows,
    library: &Library,
    lambda: f64,
    recovery: Option<(Recovery, bool)>,
) -> Result<MeasuredRegion, Problem> {
    let measured = input.measured.as_ref();
    let table = measured.table.as_str();
    let name = hevesy_library::RegionName::of(&row.name);
    let is_lesion = row.kind.map_or(name.is_lesion(), |k| k == RegionKind::Lesion);
    let tissue = if is_lesion { None } else { library.tissue_of_region(&row.name) };
    let volume_ml = match measured.volume {
        VolumeFrom::First => row.volumes_ml.first().copied(),
        VolumeFrom::Mean if row.volumes_ml.is_empty() => None,
        VolumeFrom::Mean => Some(row.volumes_ml.iter().sum::<f64>() / row.volumes_ml.len() as f64),
    };
    let u = &input.uncertainty;
    let (mass_g, mass_source) = mass(&row, volume_ml, tissue, is_lesion, input).ok_or_else(|| {
        Problem::new(
            table,
            format!(
                "region `{}` has neither mass nor volume, and the library knows no reference mass for it",
                row.name
            ),
            "add a column `mass_g` or `volume_mL`, or give the patient's sex for a reference mass",
        )
        .at(row.line)
    })?;
    let volume_cv = match (u.volume, u.voxel, u.resolution, volume_ml) {
        (_, _, _, None) => 0.0,
        (Some(v), ..) => v.get(),
        (None, Some(a), Some(r), Some(v)) => {
            relative_volume_uncertainty(v, VolumeUncertainty { voxel_mm: a.to_mm(), fwhm_mm: r.to_mm() })
        }
        (None, None, None, _) => 0.0,
        _ => {
            return Err(source.problem(
                "[uncertainty] gives one of `voxel` and `resolution`, and both are needed",
                "give both, or `volume` as a share",
            ));
        }
    };
    let correction = match (recovery, volume_ml) {
        (Some((r, false)), Some(v)) => 1.0 / r.at(v),
        _ => 1.0,
    };
    let row_line = row.line;
    let mut curve = TimeActivity { region: row.name, samples: row.samples };
    for s in &mut curve.samples {
        let factor = correction * if measured.decay_corrected { libm::exp(-lambda * s.time_h) } else { 1.0 };
        s.activity_mbq *= factor;
        s.sd_mbq = s.sd_mbq.map(|sd| sd * factor);
    }
    Ok(MeasuredRegion {
        line: row_line,
        curve,
        is_lesion,
        tissue: tissue.map(|t| t.id.clone()),
        mass_g,
        mass_source,
        mass_cv: u.mass.map_or(0.0, hevesy_quantity::Fraction::get),
        volume_ml,
        volume_cv,
    })
}

/// Mass in g and where it comes from: the table, a volume and density, or the reference person.
fn mass(
    row: &RegionRows,
    volume_ml: Option<f64>,
    tissue: Option<&Tissue>,
    is_lesion: bool,
    input: &StudyFile,
) -> Option<(f64, String)> {
    if let Some(mass) = row.mass_g {
        return Some((mass, "table".into()));
    }
    if let Some(volume) = volume_ml {
        let given = input.measured.as_ref().density.map(|d| (d.to_g_per_ml(), "study"));
        let own = tissue.and_then(|t| t.density.as_ref()).map(|d| (d.value.to_g_per_ml(), "library"));
        let (density, origin) =
            given.or(own).unwrap_or((1.04, if is_lesion { "soft tissue, assumed" } else { "assumed" }));
        let which = match input.measured.as_ref().volume {
            VolumeFrom::First => "first scan",
            VolumeFrom::Mean => "mean of the scans",
        };
        return Some((volume * density, format!("volume ({which}) at {density} g/ml ({origin})")));
    }
    let reference = match input.patient.sex? {
        Sex::Male => tissue?.mass_male.as_ref()?,
        Sex::Female => tissue?.mass_female.as_ref()?,
    };
    // One of a pair weighs half of both.
    let half = hevesy_library::RegionName::of(&row.name).side.is_some();
    let mass = reference.value.to_g() * if half { 0.5 } else { 1.0 };
    Some((
        mass,
        format!("reference person ({}{})", reference.source, if half { ", half of the pair" } else { "" }),
    ))
}

/// No region, and no scan of all regions, may hold more than what was given.
fn check_totals(
    table: &str,
    regions: &[MeasuredRegion],
    administered: Activity,
    lambda: f64,
) -> Result<(), Problem> {
    for region in regions {
        for s in &region.curve.samples {
            let left = administered.to_mbq() * libm::exp(-lambda * s.time_h);
            if s.activity_mbq > 1.05 * left {
                let guess = if s.activity_mbq > 500.0 * left {
                    "; the column may be in kBq or Bq and not in MBq"
                } else {
                    ""
                };
                return Err(Problem::new(
                    table,
                    format!(
                        "region `{}` holds {} MBq at {} h, more than the {} MBq that are left of the administered activity{guess}",
                        region.curve.region,
                        significant(s.activity_mbq, 4),
                        significant(s.time_h, 4),
                        significant(left, 4)
                    ),
                    "check the unit of the activity column, the administered activity and the decay correction",
                )
                .at(region.line));
            }
        }
    }
    Ok(())
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
            let known: Vec<&str> = library.tissues().map(|t| t.id.as_str()).collect();
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
