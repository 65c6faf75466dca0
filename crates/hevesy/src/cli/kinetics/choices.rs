//! What the options of `hevesy kinetics` say: administrations, settings, variants, values of a sweep.

use std::collections::BTreeMap;

use hevesy::Problem;
use hevesy::kinetics::Given;
use hevesy::quantity::{Activity, Time, significant};
use hevesy_library::{KineticModel, NumberUnit};

use super::KineticsArguments;
use crate::cli::{argument, quantity};

/// Parameters by name.
type Parameters = BTreeMap<String, NumberUnit>;

/// What was given, and when if not at once.
pub(super) fn shown(given: &[Given]) -> String {
    let mbq = |mbq: f64| format!("{:.3}", Activity::mbq(mbq));
    match given {
        [one] if one.at_h == 0.0 => mbq(one.activity_mbq),
        several => {
            let each = several
                .iter()
                .map(|a| format!("{} at {} d", mbq(a.activity_mbq), significant(a.at_h / 24.0, 3)));
            let each = each.collect::<Vec<_>>().join(", ");
            if several.len() == 1 {
                return each;
            }
            format!("{} in all: {each}", mbq(several.iter().map(|g| g.activity_mbq).sum()))
        }
    }
}

/// `--activity`, each part `[N x] ACTIVITY [@ TIME]`: N of them, that far apart, or one at that time.
pub(in crate::cli) fn administrations(option: &str, texts: &[String]) -> Result<Vec<Given>, Problem> {
    let mut given: Vec<Given> = Vec::new();
    for text in texts {
        let (what, time) = text.split_once('@').map_or((text.as_str(), None), |(w, t)| (w, Some(t)));
        let (count, amount) = match what.split_once('x') {
            Some((n, amount)) => {
                let n = n.trim().parse::<u32>().ok().filter(|n| (1..=100).contains(n));
                let wrong =
                    || argument(option, format!("`{text}` is no number of administrations"), COURSE_EXAMPLE);
                (n.ok_or_else(wrong)?, amount)
            }
            None => (1, what),
        };
        let activity: Activity = quantity(option, amount.trim())?;
        if activity <= Activity::mbq(0.0) {
            return Err(argument(option, "nothing is given", "give an activity above zero, such as 7.4GBq"));
        }
        let time_h = time.map(|t| quantity::<Time>(option, t.trim())).transpose()?.map(Time::to_h);
        if time_h.is_some_and(|t| t < 0.0) {
            return Err(argument(option, format!("`{text}` lies before the start"), "count times from 0"));
        }
        if count > 1 && time_h.is_none_or(|t| t <= 0.0) {
            let what = format!("`{text}` does not say how far apart the administrations are");
            return Err(argument(option, what, COURSE_EXAMPLE));
        }
        let time_h = time_h.unwrap_or(0.0);
        for i in 0..count {
            let at_h = if count == 1 { time_h } else { f64::from(i) * time_h };
            given.push(Given { at_h, ..Given::activity(activity.to_mbq()) });
        }
    }
    Given::put_in_order(&mut given);
    Ok(given)
}

const COURSE_EXAMPLE: &str =
    "write 7.4GBq, 7.4GBq,3.7GBq@42d, or 4x7.4GBq@56d for four of them 56 days apart";

pub(in crate::cli) fn settings(set: &[String]) -> Result<Parameters, Problem> {
    let mut instead = Parameters::new();
    for text in set {
        let (name, value) = assignment("--set", text)?;
        instead.insert(name.to_owned(), number("--set", value)?);
    }
    Ok(instead)
}

fn assignment<'t>(option: &str, text: &'t str) -> Result<(&'t str, &'t str), Problem> {
    text.split_once('=').ok_or_else(|| {
        argument(option, format!("`{text}` has no value"), "write NAME=VALUE, such as tumour_volume=20mL")
    })
}

fn number(option: &str, text: &str) -> Result<NumberUnit, Problem> {
    text.to_owned()
        .try_into()
        .map_err(|e: String| argument(option, e, "write a number and its unit, such as 20mL"))
}

/// Variants times values of the sweep, with labels.
pub(super) fn choices(
    a: &KineticsArguments,
    model: &KineticModel,
) -> Result<Vec<(String, Parameters)>, Problem> {
    let mut out = Vec::new();
    for (variant, values) in variants(&a.variant, model)? {
        for (label, swept) in sweep(a.sweep.as_deref())? {
            let mut all = values.clone();
            all.extend(swept);
            let words: Vec<&str> = [variant.as_str(), &label].into_iter().filter(|w| !w.is_empty()).collect();
            out.push((words.join(", "), all));
        }
    }
    Ok(out)
}

pub(super) fn variants(names: &[String], model: &KineticModel) -> Result<Vec<(String, Parameters)>, Problem> {
    if names.is_empty() {
        return Ok(vec![(String::new(), Parameters::new())]);
    }
    let known: Vec<&str> = model.variant.keys().map(String::as_str).collect();
    let mut out = Vec::new();
    for name in names {
        match model.variant.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
            _ if name == "all" && !known.is_empty() => {
                out.extend(model.variant.iter().map(|(n, v)| (n.clone(), v.clone())));
            }
            Some((name, values)) => out.push((name.clone(), values.clone())),
            None if known.is_empty() => {
                return Err(argument("--variant", "the model has no variants", "change parameters by --set"));
            }
            None => {
                let what = format!("`{name}` is not a variant of the model");
                return Err(argument("--variant", what, &format!("known are {}", known.join(", "))));
            }
        }
    }
    Ok(out)
}

/// Labels and what they set; one without a sweep.
fn sweep(text: Option<&str>) -> Result<Vec<(String, Parameters)>, Problem> {
    let Some(text) = text else { return Ok(vec![(String::new(), Parameters::new())]) };
    let (name, values) = assignment("--sweep", text)?;
    values
        .split(',')
        .map(|value| {
            let value = number("--sweep", value)?;
            let label = format!("{name} = {}", String::from(value.clone()));
            Ok((label, Parameters::from([(name.to_owned(), value)])))
        })
        .collect()
}
