use hevesy_biology::{eqd2_gy, lkb, probit_bed};
use hevesy_library::{LimitOn, Ntcp};
use hevesy_statistics::{Draws, Estimate};
use serde::Serialize;

use crate::course::CourseBed;
use crate::target::Target;

/// A limit on an organ.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Id of the tissue.
    pub organ: String,
    /// What is limited.
    pub on: LimitOn,
    /// The limit in Gy.
    pub gy: f64,
    /// Where it comes from.
    pub source: String,
}

/// What one limit allows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LimitOutlook {
    /// Organ.
    pub organ: String,
    /// Quantity, such as `BED`.
    pub quantity: &'static str,
    /// Limit in Gy.
    pub limit_gy: f64,
    /// Where the limit comes from.
    pub source: String,
    /// P(limit kept) after 1, 2, … cycles.
    pub probability_kept: Vec<f64>,
    /// P(exactly n cycles keep the limit and n + 1 would not), n = 0, 1, …; the last entry is "that many or more".
    pub probability_of_cycles: Vec<f64>,
}

/// An organ over the course.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OrganOutlook {
    /// Organ.
    pub organ: String,
    /// Regions that make it up.
    pub regions: Vec<String>,
    /// Cumulative dose in Gy after 1, 2, … cycles.
    pub dose_gy: Vec<Estimate>,
    /// Cumulative BED in Gy.
    pub bed_gy: Vec<Estimate>,
    /// Complication and its probability after 1, 2, … cycles.
    pub ntcp: Option<(String, Vec<Estimate>)>,
}

/// Values of the limited quantity for each draw and cycle; `None` where the response is unknown.
pub(crate) fn limited(limit: &Limit, bed: &CourseBed) -> Option<Vec<Vec<f64>>> {
    match limit.on {
        LimitOn::Dose => Some(bed.dose_gy.clone()),
        LimitOn::Bed => (!bed.bed_gy.is_empty()).then(|| bed.bed_gy.clone()),
        LimitOn::Eqd2 => {
            let convert = |(draw, ab): (&Vec<f64>, &f64)| draw.iter().map(|b| eqd2_gy(*b, *ab)).collect();
            (!bed.bed_gy.is_empty()).then(|| bed.bed_gy.iter().zip(&bed.alpha_beta_gy).map(convert).collect())
        }
    }
}

/// Name of a limited quantity.
pub(crate) const fn quantity(on: LimitOn) -> &'static str {
    match on {
        LimitOn::Dose => "absorbed dose",
        LimitOn::Bed => "BED",
        LimitOn::Eqd2 => "EQD2",
    }
}

pub(crate) fn limit_outlook(limit: &Limit, bed: &CourseBed) -> Option<LimitOutlook> {
    let values = limited(limit, bed)?;
    let cycles = values.first().map_or(0, Vec::len);
    let total = values.len() as f64;
    let kept = |n: usize| values.iter().filter(|draw| draw[n] <= limit.gy).count() as f64 / total;
    let probability_kept: Vec<f64> = (0..cycles).map(kept).collect();
    let mut probability_of_cycles = Vec::with_capacity(cycles + 1);
    let mut before = 1.0;
    for p in &probability_kept {
        probability_of_cycles.push(before - p);
        before = *p;
    }
    probability_of_cycles.push(before);
    Some(LimitOutlook {
        organ: limit.organ.clone(),
        quantity: quantity(limit.on),
        limit_gy: limit.gy,
        source: limit.source.clone(),
        probability_kept,
        probability_of_cycles,
    })
}

/// P(limit exceeded after the last cycle).
pub(crate) fn probability_exceeded(limit: &Limit, bed: &CourseBed) -> Option<f64> {
    let values = limited(limit, bed)?;
    let above = values.iter().filter(|draw| !draw.last().is_some_and(|v| *v <= limit.gy)).count();
    Some(above as f64 / values.len() as f64)
}

/// Column `cycle` of the draws as an estimate.
pub(crate) fn estimate(draws: &[Vec<f64>], cycle: usize) -> Estimate {
    Estimate::from_draws(draws.iter().map(|d| d[cycle]).collect(), None)
}

/// Share of draws at or above a dose.
pub(crate) fn share_above(draws: &[Vec<f64>], cycle: usize, gy: f64) -> f64 {
    draws.iter().filter(|d| d[cycle] >= gy).count() as f64 / draws.len() as f64
}

pub(crate) fn organ_outlook(
    target: &Target,
    bed: &CourseBed,
    ntcp: Option<&Ntcp>,
    seed: u64,
) -> OrganOutlook {
    let cycles = bed.dose_gy.first().map_or(0, Vec::len);
    let of = |draws: &Vec<Vec<f64>>| (0..cycles).map(|n| estimate(draws, n)).collect::<Vec<_>>();
    let ntcp = ntcp.filter(|_| !bed.bed_gy.is_empty()).map(|model| {
        let name = match model {
            Ntcp::ProbitBed(p) => p.endpoint.clone(),
            Ntcp::Lkb(l) => l.endpoint.clone(),
        };
        let one = |draw: usize, n: usize| {
            let z = Draws::new(seed, "ntcp", draw as u64).normal();
            let b = bed.bed_gy[draw][n];
            match model {
                Ntcp::ProbitBed(p) => {
                    probit_bed(b, p.bed50.value.to_gy() * libm::exp(p.bed50.log_sd() * z), p.m)
                }
                // The mean dose stands for the whole organ: gEUD of one part, in 2 Gy fractions.
                Ntcp::Lkb(l) => lkb(
                    eqd2_gy(b, bed.alpha_beta_gy[draw]),
                    l.td50.value.to_gy() * libm::exp(l.td50.log_sd() * z),
                    l.m,
                ),
            }
        };
        let values = (0..cycles)
            .map(|n| {
                let draws: Vec<f64> = (0..bed.bed_gy.len()).map(|draw| one(draw, n)).collect();
                // A probability: its expectation over what is uncertain is the best single value.
                let mean = draws.iter().sum::<f64>() / draws.len() as f64;
                Estimate::from_draws(draws, Some(mean))
            })
            .collect();
        (name, values)
    });
    OrganOutlook {
        organ: target.name.clone(),
        regions: target.regions.clone(),
        dose_gy: of(&bed.dose_gy),
        bed_gy: if bed.bed_gy.is_empty() { Vec::new() } else { of(&bed.bed_gy) },
        ntcp,
    }
}
