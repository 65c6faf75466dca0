//! Harms whose rates are printed for populations that were given the same.

use hevesy_library::{Harm, Library};
use hevesy_quantity::{Fraction, Time};
use hevesy_statistics::normal_cdf;
use serde::Serialize;

use super::Setup;

/// A printed rate that concerns this course.
#[derive(Clone, Debug, Serialize)]
pub struct HarmAnswer {
    /// What happens.
    pub event: String,
    /// What is given that it goes with.
    pub with: String,
    /// Share of patients in per cent with its interval, where one is known.
    pub percent: [Option<f64>; 3],
    /// Share in per cent without it.
    pub control_percent: Option<f64>,
    /// Share in per cent by the end of this course, where times are known.
    pub by_the_end_percent: Option<f64>,
    /// In whom.
    pub population: String,
    /// Label and source.
    pub source: String,
}

/// Rates that concern this course. They are those of populations: nothing of this patient's dose is in them.
pub(super) fn harms(setup: &Setup<'_>, library: &Library) -> Vec<HarmAnswer> {
    let study = setup.study;
    let own = study.agent.iter().chain(study.also.iter().filter_map(|a| a.study.agent.as_ref()));
    let agents: Vec<&str> = own.map(|a| a.id.as_str()).collect();
    let given =
        |name: &String| setup.partners.iter().any(|p| p.of.drug.id == *name || p.of.class.id == *name);
    let concerns = |h: &&Harm| {
        (h.agents.is_empty() || h.agents.iter().any(|a| agents.contains(&a.as_str())))
            && h.drugs.iter().all(given)
            && !h.without.iter().any(given)
    };
    let end_h = setup.grid.times_h()[setup.grid.steps()] - setup.zero_h;
    let of = |h: &Harm| {
        let percent = |f: Fraction| 100.0 * f.get();
        let agent = h.agents.iter().find(|a| agents.contains(&a.as_str()));
        let with: Vec<&str> = agent.into_iter().chain(&h.drugs).map(String::as_str).collect();
        let by_the_end = h.median.as_ref().zip(h.spread.as_ref()).map(|(median, spread)| {
            let z = libm::log(Time::h(end_h).to_h() / median.value.to_h()) / spread.value;
            percent(h.share.value) * normal_cdf(z)
        });
        HarmAnswer {
            event: h.event.clone(),
            with: with.join(" + "),
            percent: [h.share.low.map(percent), Some(percent(h.share.value)), h.share.high.map(percent)],
            control_percent: h.control.as_ref().map(|c| percent(c.value)),
            by_the_end_percent: by_the_end,
            population: h.population.clone(),
            source: format!("{:?}: {}", h.share.label, h.share.source),
        }
    };
    library.harms().iter().filter(concerns).map(of).collect()
}
