//! What one must not overlook in a course.

use hevesy_biology::eqd2_gy;
use hevesy_course::Trajectory;
use hevesy_library::{Label, LimitOn, Term};
use hevesy_quantity::{Mass, significant};
use serde::Serialize;

use super::Setup;
use super::immune::OverlapAnswer;
use super::kept::Kept;
use super::partners::Partner;

/// A body whose mass is not given, in g.
const BODY_G: f64 = 70_000.0;
/// A lighter body is no person's, in g.
const PERSON_G: f64 = 1500.0;
/// Marrow doses of one administration above which an alert asks for the unit, in Gy.
const MARROW_GY: f64 = 1.5;

/// A limit of the study against the course.
#[derive(Clone, Debug, Serialize)]
pub struct LimitAnswer {
    /// Organ.
    pub organ: String,
    /// What is limited.
    pub on: String,
    /// The limit in Gy.
    pub gy: f64,
    /// Of the central patient in Gy.
    pub central_gy: f64,
    /// Share of draws above it.
    pub exceeded: f64,
}

/// Limits on BED and EQD2 of organs that are followed; those on dose are for `hevesy plan`.
pub(super) fn limits(setup: &Setup<'_>, middle: &Kept, all: &[Kept]) -> Vec<LimitAnswer> {
    let of = |limit: &hevesy_planner::Limit| {
        let (i, target) = setup.organs.iter().enumerate().find(|(_, (t, _))| t.name == limit.organ)?;
        let alpha_beta_gy = target.0.response?.0.value;
        let gy = |k: &Kept| match limit.on {
            LimitOn::Bed => k.bed_at_end_gy(i),
            _ => eqd2_gy(k.bed_at_end_gy(i), alpha_beta_gy),
        };
        let over = all.iter().filter(|k| gy(k) > limit.gy).count();
        (limit.on != LimitOn::Dose).then(|| LimitAnswer {
            organ: limit.organ.clone(),
            on: if limit.on == LimitOn::Bed { "BED" } else { "EQD2" }.into(),
            gy: limit.gy,
            central_gy: gy(middle),
            exceeded: over as f64 / all.len().max(1) as f64,
        })
    };
    setup.study.limits.iter().filter_map(of).collect()
}

/// All alerts, those of the study first.
pub(super) fn alerts(
    setup: &Setup<'_>,
    central: &Trajectory,
    overlaps: &[OverlapAnswer],
    limits: &[LimitAnswer],
) -> Vec<String> {
    let study = setup.study;
    let mut alerts = study.alerts.clone();
    alerts.extend(overlaps.iter().filter_map(OverlapAnswer::alert));
    alerts.extend(limits.iter().filter(|l| l.central_gy > l.gy || l.exceeded > 0.05).map(|l| {
        format!(
            "{}: {:.0} % of the draws end above the limit of {} {} Gy; the central patient has {} Gy.",
            l.organ,
            100.0 * l.exceeded,
            l.on,
            significant(l.gy, 3),
            significant(l.central_gy, 3)
        )
    }));
    alerts.extend(quiet_in_marrow(setup));
    if let Some((gy, ..)) = study.marrow.dose.filter(|d| d.0 > MARROW_GY) {
        alerts.push(format!(
            "{gy} Gy to the marrow in one administration is far above what radiopharmaceuticals leave (some 0.1 to 1 Gy): check the unit."
        ));
    }
    for rule in &study.rules {
        let place = setup.lineages.iter().position(|l| l.name == rule.count);
        let count = place.map(|i| central.count(i, 0)).filter(|c| *c < rule.least);
        alerts.extend(count.map(|count| {
            format!(
                "{} are {} before treatment, below the {} that the rule asks for: no further administration is given.",
                rule.count,
                significant(count, 3),
                significant(rule.least, 3)
            )
        }));
    }
    alerts.extend(of_alphas(setup));
    if study.response.uptake_exponent.is_some() && study.lesion_decline > 0.0 {
        alerts.push(
            "`lesion_decline` already has in it what shrinking does to uptake on average: with `uptake_exponent` it counts twice. Give one of them."
                .into(),
        );
    }
    if !study.surgery.is_empty() {
        alerts.push("What an operation removes counts as response at the scans after it.".into());
    }
    let body_g = study.patient.mass.map_or(BODY_G, Mass::to_g);
    if body_g < PERSON_G && !(setup.lineages.is_empty() && setup.organs.is_empty()) {
        alerts.push(
            "This is no person's mass: blood counts, α/β and complications of organs are those of people all the same."
                .into(),
        );
    }
    let last = setup.grid.steps();
    alerts.extend((0..setup.lesions.len()).filter(|i| central.lesion_g(*i, last) > 0.1 * body_g).map(|i| {
        format!(
            "{} would weigh {:.0} % of the body at the end: what is said of that time means nothing. Shorten `until` under [follow], or give `capacity` under [response].",
            setup.lesions[i].name,
            100.0 * central.lesion_g(i, last) / body_g
        )
    }));
    alerts
}

/// Drugs whose harm to the marrow has no size.
fn quiet_in_marrow(setup: &Setup<'_>) -> Option<String> {
    let silent = |p: &&Partner<'_>| {
        let harms = |t: &Term| *t == Term::MarrowKill;
        let touches = p.of.terms().iter().chain(&p.of.class.suspected).any(harms);
        touches && !p.of.acts.iter().any(|a| harms(&a.term) && a.size.is_some())
    };
    let quiet: Vec<&str> = setup.partners.iter().filter(silent).map(|p| p.of.drug.id.as_str()).collect();
    let one = quiet.len() == 1;
    (!quiet.is_empty() && !setup.lineages.is_empty()).then(|| {
        format!(
            "What {} do{} to the marrow by {} is not in the blood counts: the size is not known. Give `size = {{ marrow-kill = … }}` (kill of progenitors per day, usually below 2) if you have one.",
            quiet.join(" and "),
            if one { "es" } else { "" },
            if one { "itself" } else { "themselves" }
        )
    })
}

fn of_alphas(setup: &Setup<'_>) -> Option<String> {
    let lineal = setup.study.response.lineal_energy;
    if !setup.has_alpha {
        return lineal
            .map(|_| "`lineal_energy` says nothing here: nothing that is given emits alphas.".into());
    }
    let tumour = setup.study.tumour.as_ref().filter(|_| !setup.lesions.is_empty())?;
    let own = tumour.apparent_alpha.as_ref().is_some_and(|p| p.label == Label::U);
    let by = match lineal {
        Some(_) => "an RBE by their lineal energy",
        None => "their RBE (give `lineal_energy` under [response] for one by their energy)",
    };
    let of = if own { "the study's" } else { "the tumour's" };
    Some(format!(
        "Alphas act on lesions by {of} α of electrons and photons times {by}: a set for beta emitters."
    ))
}
