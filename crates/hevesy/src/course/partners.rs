//! Drugs through a course: concentrations once for a study, effects for every draw.

use hevesy_biology::{ImmuneModifiers, MarrowModifiers, Modifiers, SingleStrand};
use hevesy_course::{Grid, Partners};
use hevesy_kinetics::DrugGiven;
use hevesy_library::{Action, Measured, Problem, Term, Uncertain};

use super::dice::Dice;
use crate::study::{GivenDrug, Study};

/// Spread of the exposure to a drug between patients, as the standard deviation of its logarithm: a proposal of this project.
pub(crate) const EXPOSURE_LOG_SD: f64 = 0.3;
/// Concentration of half effect where none is known, as a share of the peak after one dose, and the spread of its logarithm: a factor 10 either way.
const HALF_OF_PEAK: f64 = 0.1;
const HALF_LOG_SD: f64 = 2.303 / 1.96;
/// Blocked repair never is complete.
const MOST_BLOCKED: f64 = 0.999;

/// Nor are kidneys protected wholly: a bound of this project for draws and for sizes of a study; the most that is printed is 65 %.
const MOST_PROTECTED: f64 = 0.9;

/// Concentrations in a step: at its beginning, at three times within it, and just before its end.
type InStep = [f64; 5];

/// A drug on the grid.
pub(crate) struct Partner<'a> {
    pub(crate) of: &'a GivenDrug,
    /// Times of doses in h of the grid.
    pub(crate) doses_h: Vec<f64>,
    /// Concentrations in mg/L in each step of the grid.
    concentration: Vec<InStep>,
    /// Concentration of half effect in mg/L.
    half: Uncertain,
    /// Where that is from.
    pub(crate) half_from: HalfFrom,
}

/// Where a concentration of half effect is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HalfFrom {
    /// The library.
    Library,
    /// A share of the peak after a usual dose.
    UsualDose,
    /// A share of the peak after the study's own dose: how much is given does not matter.
    OwnDose,
}

impl<'a> Partner<'a> {
    /// Concentrations on the grid after doses at these times.
    pub(crate) fn of(
        of: &'a GivenDrug,
        doses_h: Vec<f64>,
        grid: &Grid,
        study: &Study,
    ) -> Result<Self, Problem> {
        let given: Vec<DrugGiven> =
            doses_h.iter().map(|t| DrugGiven { at_h: *t, mg: of.mg, over_h: of.over_h }).collect();
        let refuse = |e: String| {
            Problem::new(study.file.clone(), format!("{}: {e}", of.drug.id), "check dose and calendar")
        };
        let Some(disposition) = &of.disposition else {
            let (concentration, half) = (vec![[0.0; 5]; grid.steps()], Uncertain::exact(1.0));
            return Ok(Self { of, doses_h, concentration, half, half_from: HalfFrom::Library });
        };
        let times: Vec<f64> = (0..grid.steps())
            .flat_map(|i| {
                let (from, length) = (grid.times_h()[i], grid.length_h(i));
                // A dose at the end of a step is not yet given in it.
                [0.0, 0.25, 0.5, 0.75, 1.0 - 1e-9].map(|share| from + share * length)
            })
            .collect();
        let all = disposition.concentrations_mg_per_l(&given, &times).map_err(refuse)?;
        let concentration = all.chunks_exact(5).map(|c| [c[0], c[1], c[2], c[3], c[4]]).collect();
        let known = of.drug.half_effect.as_ref().filter(|_| !disposition.relative).and_then(|p| {
            let scale =
                mg_per_l(p.value, of.drug.molar_mass.as_ref().map(|m| m.value.value))? / p.value.value;
            Some(Uncertain::of(p, |m| m.value * scale))
        });
        let (half, half_from) = match (known, of.usual_mg) {
            (Some(half), _) => (half, HalfFrom::Library),
            (None, usual) => {
                let times: Vec<f64> = (0..=960).map(|i| 0.1 * f64::from(i)).collect();
                let once = [DrugGiven { at_h: 0.0, mg: usual.unwrap_or(of.mg), over_h: of.over_h }];
                let c = disposition.concentrations_mg_per_l(&once, &times).map_err(refuse)?;
                let peak = c.iter().copied().fold(0.0, f64::max);
                let half = Uncertain {
                    value: HALF_OF_PEAK * peak,
                    log_sd_below: HALF_LOG_SD,
                    log_sd_above: HALF_LOG_SD,
                };
                (half, if usual.is_some() { HalfFrom::UsualDose } else { HalfFrom::OwnDose })
            }
        };
        Ok(Self { of, doses_h, concentration, half, half_from })
    }

    /// Whether it acts on a term by a known size.
    pub(crate) fn acts_on(&self, term: Term) -> bool {
        self.of.acts.iter().any(|a| a.term == term && a.size.is_some())
    }

    /// Whether it blocks the repair of single-strand breaks.
    pub(crate) fn blocks_repair(&self) -> bool {
        self.acts_on(Term::SPhaseConversion)
    }

    /// Times in h that steps have to end at: doses, ends of infusions, beginnings and ends of effects that last.
    pub(crate) fn events_h(of: &GivenDrug, doses_h: &[f64]) -> Vec<f64> {
        let mut events: Vec<f64> = doses_h.iter().flat_map(|t| [*t, t + of.over_h]).collect();
        for act in &of.acts {
            if let Some(lasts) = &act.lasts {
                let from = onset_h(act);
                events.extend(doses_h.iter().flat_map(|t| [t + from, t + from + lasts.value.to_h()]));
            }
        }
        events
    }

    /// Direct effect between 0 and 1 at the beginning of each step, at central values.
    pub(crate) fn central_effect(&self) -> Vec<f64> {
        self.concentration.iter().map(|c| c[0] / (c[0] + self.half.value)).collect()
    }

    /// Effect between 0 and 1 of a draw at both ends of each step, with the mean that it has in the step.
    fn effect(&self, act: &Action, grid: &Grid, dice: &mut Dice) -> Vec<[f64; 2]> {
        if let Some(lasts) = &act.lasts {
            let (from_h, for_h) = (onset_h(act), lasts.value.to_h());
            // Ends of effects are times of the grid, so that the middle of a step tells for all of it.
            let acts = |i: usize| {
                let t = grid.times_h()[i] + 0.5 * grid.length_h(i);
                f64::from(u8::from(self.doses_h.iter().any(|d| d + from_h <= t && t < d + from_h + for_h)))
            };
            return (0..grid.steps()).map(|i| [acts(i); 2]).collect();
        }
        let name = &self.of.drug.id;
        let exposure = libm::exp(EXPOSURE_LOG_SD * dice.normal(&format!("exposure to {name}")));
        let half = dice.draw(&format!("concentration of half effect of {name}"), self.half) / exposure;
        let direct = self.concentration.iter().map(|c| {
            let e = c.map(|c| c / (c + half));
            let mean = (0.5 * (e[0] + e[4]) + e[1] + e[2] + e[3]) / 4.0;
            let middle = 0.5 * (e[0] + e[4]);
            if middle > 0.0 { [e[0] * mean / middle, e[4] * mean / middle] } else { [mean; 2] }
        });
        let Some(lag) = &act.lag else { return direct.collect() };
        // dE/dt = k (I − E), exact for I that is linear within a step.
        let rate = std::f64::consts::LN_2 / lag.value.to_h();
        let mut effect = 0.0;
        direct
            .enumerate()
            .map(|(i, [left, right])| {
                let z = rate * grid.length_h(i);
                let gone = -libm::expm1(-z);
                let before = effect;
                effect += gone * (left - effect) + (1.0 - gone / z) * (right - left);
                [before, effect]
            })
            .collect()
    }
}

/// When an effect that lasts begins after a dose, in h.
fn onset_h(act: &Action) -> f64 {
    act.onset.as_ref().map_or(0.0, |p| p.value.to_h())
}

/// A concentration in mg/L.
fn mg_per_l(m: Measured, molar_mass: Option<f64>) -> Option<f64> {
    match m.unit {
        "mg/L" | "ug/mL" => Some(m.value),
        "ug/L" | "ng/mL" => Some(1e-3 * m.value),
        "nmol/L" => molar_mass.map(|g| m.value * g * 1e-6),
        "umol/L" => molar_mass.map(|g| m.value * g * 1e-3),
        _ => None,
    }
}

/// Whether the course of a study follows a term: those of immunity only with it, arrest only with phases, oxygen only where it is known.
pub(crate) const fn is_followed(term: Term, study: &Study) -> bool {
    match term {
        Term::Pd1Occupancy | Term::Ctla4Occupancy | Term::Treg | Term::Effector | Term::ImmunogenicDeath => {
            study.immunity.is_some()
        }
        Term::ArrestG1 | Term::ArrestS | Term::ArrestG2m => study.response.phases_h.is_some(),
        Term::Oxygen => study.response.oxygen_mmhg.is_some(),
        _ => is_built(term),
    }
}

/// Whether any course can follow it.
const fn is_built(term: Term) -> bool {
    !matches!(term, Term::Internalisation | Term::Fracture | Term::DoseRate)
}

/// Factors on what is taken up in each administration.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Uptake {
    pub(crate) lesions: Vec<f64>,
    pub(crate) kidneys: Vec<f64>,
}

impl Uptake {
    fn usual(administrations: usize) -> Self {
        Self { lesions: vec![1.0; administrations], kidneys: vec![1.0; administrations] }
    }

    /// Whether partners change nothing of it.
    pub(crate) fn is_usual(&self) -> bool {
        *self == Self::usual(self.lesions.len())
    }
}

/// What all partners together change on the grid, in one draw, and in what is taken up at these places of it. Theory: theory/course.md (7), (8).
pub(crate) fn together(
    partners: &[&Partner<'_>],
    grid: &Grid,
    administrations: &[usize],
    breaks: Option<&SingleStrand>,
    dice: &mut Dice,
) -> (Partners, Uptake) {
    let mut uptake = Uptake::usual(administrations.len());
    if partners.is_empty() {
        return (Partners::default(), uptake);
    }
    let steps = grid.steps();
    let mut out = Partners {
        tissue: vec![[Modifiers::NONE; 2]; steps],
        marrow: vec![[MarrowModifiers::NONE; 2]; steps],
        immune: vec![[ImmuneModifiers::default(); 2]; steps],
    };
    for partner in partners {
        for act in &partner.of.acts {
            let Some(size) = act.size.as_ref().filter(|_| is_built(act.term)) else { continue };
            let purpose = format!("{} of {}", act.term.name(), partner.of.drug.id);
            let size = if act.term == Term::Empirical {
                // Median 1; the size is the end of the interval.
                libm::exp(libm::log(size.value) / 1.96 * dice.normal(&purpose)) - 1.0
            } else {
                dice.draw(&purpose, Uncertain::of(size, |x| x))
            };
            let most = if act.term == Term::RenalUptake { MOST_PROTECTED } else { 1.0 };
            let size = if act.term.lowers() { size.min(most) } else { size };
            let mitotic = partner.of.terms().contains(&Term::ArrestG2m);
            let effect = partner.effect(act, grid, dice);
            // What is taken up is settled when it is given.
            for (k, place) in administrations.iter().enumerate() {
                let change = size * effect.get(*place).map_or(0.0, |ends| ends[0]);
                match act.term {
                    Term::Perfusion | Term::ReceptorDensity => uptake.lesions[k] *= 1.0 + change,
                    Term::RenalUptake => uptake.kidneys[k] *= 1.0 - change,
                    _ => {}
                }
            }
            for (i, ends) in effect.into_iter().enumerate() {
                for (end, effect) in ends.into_iter().enumerate() {
                    let (change, tissue) = (size * effect, &mut out.tissue[i][end]);
                    change_by(act.term, change, mitotic, breaks, tissue, &mut out.marrow[i][end]);
                    immune_by(act.term, change, &mut out.immune[i][end]);
                }
            }
        }
    }
    (out, uptake)
}

/// Occupied receptors are those that any of the drugs occupies.
fn immune_by(term: Term, change: f64, immune: &mut ImmuneModifiers) {
    let either = |a: f64| 1.0 - (1.0 - a) * (1.0 - change.min(1.0));
    match term {
        Term::Pd1Occupancy => immune.pd1 = either(immune.pd1),
        Term::Ctla4Occupancy => immune.ctla4 = either(immune.ctla4),
        Term::Treg => immune.treg = either(immune.treg),
        Term::ImmunogenicDeath => immune.immunogenic += change,
        Term::Effector => immune.effectors_per_h += change / 24.0,
        _ => {}
    }
}

fn change_by(
    term: Term,
    change: f64,
    mitotic: bool,
    breaks: Option<&SingleStrand>,
    tissue: &mut Modifiers,
    marrow: &mut MarrowModifiers,
) {
    match term {
        // What sensitises tumours sensitises the marrow alike, for want of better knowledge.
        Term::Alpha => {
            tissue.alpha *= 1.0 + change;
            marrow.alpha *= 1.0 + change;
        }
        Term::Empirical => tissue.empirical *= 1.0 + change,
        Term::Beta => tissue.beta *= 1.0 + change,
        Term::RepairRate => tissue.repair = tissue.repair.map(|f| f * (1.0 - change)),
        Term::RepairSimple => tissue.repair[0] *= 1.0 - change,
        Term::RepairClustered => tissue.repair[1] *= 1.0 - change,
        Term::SPhaseConversion => {
            tissue.blocked = (1.0 - (1.0 - tissue.blocked) * (1.0 - change)).min(MOST_BLOCKED);
            // The same breaks in the same cells: the marrow has no pool of its own, so that it answers at once.
            marrow.low = 1.0 + breaks.map_or(0.0, |b| b.added(tissue.blocked));
        }
        Term::DsbYield => tissue.breaks_gy_per_h += change / 24.0,
        Term::Growth => tissue.growth *= 1.0 - change,
        Term::DirectKill if mitotic => tissue.mitotic_kill_per_h += change / 24.0,
        Term::DirectKill => tissue.kill_per_h += change / 24.0,
        Term::ArrestG1 => tissue.exit[0] *= 1.0 - change,
        Term::ArrestS => tissue.exit[1] *= 1.0 - change,
        Term::ArrestG2m => tissue.exit[2] *= 1.0 - change,
        Term::Oxygen => tissue.oxygen *= 1.0 + change,
        Term::MarrowKill => marrow.kill_per_h += change / 24.0,
        Term::LymphocyteKill => marrow.lymphocyte_kill_per_h += change / 24.0,
        Term::MarrowSupport => marrow.support *= 1.0 + change,
        _ => {}
    }
}
