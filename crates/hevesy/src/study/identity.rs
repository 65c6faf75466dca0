//! What was given: agent, nuclide, half-lives, the administration.

use std::ops::Range;

use hevesy_library::{Agent, Library, Problem, activity_of, line_of};
use hevesy_nuclide::{HalfLives, Nuclide};
use hevesy_quantity::significant;
use hevesy_regimen::Administration;

use super::schema::{AdministrationInput, HalfLifeSource, StudyFile};
use super::source::Source;

pub(super) fn agent_and_nuclide(
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
    let by_full_name = library.agent(name).is_some();
    if let (Some(spoken), Some(agent), false) = (&spoken, known, by_full_name) {
        let labelled = agent.nuclide.as_deref().unwrap_or("a nuclide that the library does not name");
        let same =
            Nuclide::find(spoken).ok().map(Nuclide::name) == Nuclide::find(labelled).ok().map(Nuclide::name);
        if !same {
            return Err(source.at(
                span,
                format!("`{name}` does not exist: {} is labelled with {labelled}", agent.id),
                format!("write `{}`, or name the agent that was really given", agent.id),
            ));
        }
    }
    match known {
        Some(agent) => {
            let own = match (&agent.nuclide, &nuclide) {
                (Some(own), _) => Nuclide::find(own).map_err(|e| {
                    source.at(span.clone(), format!("agent {}: {e}", agent.id), "correct the agent's file")
                })?,
                (None, Some((given, _))) => *given,
                (None, None) => {
                    return Err(source.at(
                        span,
                        format!("the library does not know with which nuclide {} is labelled", agent.id),
                        "add `nuclide = \"…\"` to the study",
                    ));
                }
            };
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
                let near = match library.agents().similar(name).as_slice() {
                    [] => String::new(),
                    alike => format!("; similar are {}", alike.join(", ")),
                };
                Err(source.at(
                    span,
                    format!("`{name}` is not an agent of the library{near}"),
                    "check the spelling (`hevesy evidence agent` lists all), or add `nuclide = \"…\"`, or a file for the \
                     agent in your own library",
                ))
            }
        },
    }
}

pub(super) fn half_lives(source: &Source<'_>, input: &StudyFile) -> Result<HalfLives, Problem> {
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

pub(super) fn administration(
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
        (None, Some(per), Some(mass)) => activity_of(per, mass.to_kg()),
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
    if let Some(agent) = agent
        && agent.activity.is_none()
    {
        notes
            .push(format!("no activity of {} in people is known, so the activity was not checked", agent.id));
    }
    if let Some(agent) = agent
        && let Some(range) = &agent.activity
    {
        if !range.holds(activity) && !given.confirmed {
            let guess = range.likely_slip(activity).map_or(String::new(), |slip| format!("; {slip}"));
            return Err(source.at(
                span,
                format!("{activity:.4} of {} is outside {} to {}{guess}", agent.id, range.least, range.most),
                "correct the activity, or add `confirmed = true` to this administration",
            ));
        }
        if given.confirmed && !range.holds(activity) {
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
