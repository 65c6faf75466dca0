//! Several agents in one patient: each with its own label and times, doses added up.

use hevesy_kinetics::{Label, SimulationError, simulate_labels};
use hevesy_library::{DecayIn, RegionName};

use crate::simulated::{RegionOutcome, Scenario};

/// A region under several agents.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionSum {
    /// Name, as the first agent with a dose there has it.
    pub region: String,
    /// Dose in Gy of each agent; `None` where it has none there.
    pub by_agent_gy: Vec<Option<f64>>,
    /// Its mass in g of each agent's model.
    pub by_agent_mass_g: Vec<Option<f64>>,
    /// Sum in Gy; `None` where an agent has no dose there or means another mass.
    pub dose_gy: Option<f64>,
    /// Dose of the tumour over it; `None` for the tumour, where a dose is missing, and where an agent's numbers do not hold.
    pub tumour_to_region: Option<f64>,
}

impl RegionSum {
    /// Whether the agents' models have different masses for it, so that their doses cannot be added.
    #[must_use]
    pub fn masses_differ(&self) -> bool {
        let masses = self.by_agent_mass_g.iter().flatten();
        let (least, most) = masses.fold((f64::INFINITY, 0.0_f64), |(l, m), g| (l.min(*g), m.max(*g)));
        most > 1.05 * least
    }
}

/// Regions of each agent. Labels on the same vector, with decay in the model and the same parameters, share its sites; others do not know of each
/// other. Theory: theory/kinetics.md (20).
///
/// # Errors
/// As [`Scenario::typical`].
pub fn together(agents: &[Scenario<'_>]) -> Result<Vec<Vec<RegionOutcome>>, SimulationError> {
    let mut out: Vec<Option<Vec<RegionOutcome>>> = vec![None; agents.len()];
    for i in 0..agents.len() {
        if out[i].is_some() {
            continue;
        }
        let meets = |j: &usize| *j == i || (out[*j].is_none() && meet(&agents[i], &agents[*j]));
        let group: Vec<usize> = (i..agents.len()).filter(meets).collect();
        let labels: Vec<Label> = group
            .iter()
            .map(|j| Label { lambda_per_h: agents[*j].lambda_per_h(), given: agents[*j].given.clone() })
            .collect();
        let found = simulate_labels(agents[i].model, &agents[i].instead, &labels)?;
        for (j, simulated) in group.into_iter().zip(found) {
            out[j] = Some(agents[j].outcomes(simulated));
        }
    }
    Ok(out.into_iter().flatten().collect())
}

/// Whether two agents are labels of one vector that compete.
#[must_use]
pub fn meet(a: &Scenario<'_>, b: &Scenario<'_>) -> bool {
    a.model.decay == DecayIn::Within && a.model == b.model && a.instead == b.instead
}

/// Doses of the same region added up over agents, in the order in which regions come.
#[must_use]
pub fn sum(agents: &[Vec<RegionOutcome>]) -> Vec<RegionSum> {
    let mut sums: Vec<RegionSum> = Vec::new();
    let mut hold: Vec<bool> = Vec::new();
    for (i, regions) in agents.iter().enumerate() {
        for outcome in regions {
            let Some(dose) = &outcome.dose else { continue };
            let name = &outcome.activity.region;
            let known = sums.iter().position(|s| RegionName::of(&s.region) == RegionName::of(name));
            let index = known.unwrap_or_else(|| {
                sums.push(RegionSum {
                    region: name.clone(),
                    by_agent_gy: vec![None; agents.len()],
                    by_agent_mass_g: vec![None; agents.len()],
                    dose_gy: None,
                    tumour_to_region: None,
                });
                hold.push(true);
                sums.len() - 1
            });
            sums[index].by_agent_gy[i] = Some(dose.dose_gy.value());
            sums[index].by_agent_mass_g[i] = outcome.activity.mass_g;
            hold[index] &= outcome.holds;
        }
    }
    for region in &mut sums {
        region.dose_gy =
            (!region.masses_differ()).then(|| region.by_agent_gy.iter().copied().sum()).flatten();
    }
    let is_tumour = |s: &RegionSum| RegionName::of(&s.region).is_lesion();
    let tumour = sums.iter().find(|s| is_tumour(s)).and_then(|s| s.dose_gy);
    for (region, holds) in sums.iter_mut().zip(hold).filter(|(s, _)| !is_tumour(s)) {
        let own = region.dose_gy.filter(|gy| holds && *gy > 0.0);
        region.tumour_to_region = tumour.and_then(|t| Some(t / own?));
    }
    sums
}
