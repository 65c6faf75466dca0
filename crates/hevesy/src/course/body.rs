//! One draw of a patient: every unknown at a value.

use hevesy_biology::{CellCycle, Growth, LateTissue, Lesion, Lineage, Modifiers, SingleStrand};
use hevesy_course::{Patient, Weights};
use hevesy_library::{BloodLineage, Uncertain};
use hevesy_planner::Target;
use hevesy_statistics::log_variance;

use super::Setup;
use super::dice::Dice;
use super::partners::{Partner, together};

/// Largest share of a lesion that is no tumour cell: the log-normal has no bound.
const MOST_RESIDUAL: f64 = 0.98;

/// Well oxygenated tissue in mmHg.
const OXIC_MMHG: f64 = 40.0;
/// α in G1, S and G2/M over the mean: most in G2/M, least in S (proposals of this project within 1.5 to 2 and about 0.6).
const SENSITIVITY: [f64; 3] = [1.0, 0.6, 1.75];

/// A patient, and the deviates that made him, by the name of the unknown.
pub(crate) struct Drawn {
    pub(crate) patient: Patient,
    pub(crate) deviates: Vec<(String, f64)>,
}

/// Which part of what is given acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// Radiopharmaceutical and beams.
    pub(crate) radiation: bool,
    /// Each drug.
    pub(crate) drugs: Vec<bool>,
}

impl Setup<'_> {
    /// The patient of a draw under all that is given; without an index every unknown has its central value.
    pub(crate) fn patient(&self, index: Option<u64>) -> Drawn {
        self.patient_under(index, &Given { radiation: true, drugs: vec![true; self.partners.len()] })
    }

    /// The same under a part of it.
    pub(crate) fn patient_under(&self, index: Option<u64>, given: &Given) -> Drawn {
        let mut dice = Dice { seed: self.study.seed, index, deviates: Vec::new() };
        let lesions: Vec<(Lesion, Weights)> =
            self.lesions.iter().filter_map(|t| self.lesion(t, &mut dice)).collect();
        let organs = (self.organs.iter())
            .filter_map(|(target, _)| {
                let (alpha_beta_gy, repair_per_h) = dice.response(target)?;
                Some((LateTissue { alpha_beta_gy, repair_per_h }, dice.weights(target, self.has_alpha)))
            })
            .collect();
        let marrow = match &self.marrow {
            Some(target) => dice.weights(target, self.has_alpha),
            None => {
                let spread = log_variance(self.marrow_cv).sqrt();
                let z = if spread > 0.0 { dice.normal("dose of red-marrow") } else { 0.0 };
                let all = self.lesions.iter().chain(self.organs.iter().map(|(t, _)| t));
                let rbe = all.map(|t| t.rbe_max_alpha).next().filter(|_| self.has_alpha);
                let rbe_max_alpha = rbe.map_or(1.0, |rbe| dice.draw("RBE of alphas", rbe));
                Weights { scale: libm::exp(spread * z), rbe_max_alpha }
            }
        };
        let lineages = self.lineages.iter().map(|l| (self.lineage(l, &mut dice), marrow)).collect();
        let breaks = self.single_strand();
        let drugs: Vec<&Partner<'_>> =
            self.partners.iter().zip(&given.drugs).filter(|(_, on)| **on).map(|(p, _)| p).collect();
        let mut partners = together(&drugs, &self.grid, breaks.as_ref(), &mut dice);
        self.hold_uptake(&mut partners.tissue);
        let immunity = self.immune(&lesions.iter().map(|(l, _)| l).collect::<Vec<_>>(), &mut dice);
        let patient = Patient { lesions, organs, lineages, before_h: self.zero_h, partners, immunity };
        Drawn { patient, deviates: dice.deviates }
    }

    /// Uptake is settled when a cycle is given.
    fn hold_uptake(&self, tissue: &mut [[Modifiers; 2]]) {
        let places: Vec<usize> = self.given_h.iter().map(|t| self.grid.place(*t)).collect();
        let mut now = 1.0;
        for (i, ends) in tissue.iter_mut().enumerate() {
            if places.contains(&i) {
                now = ends[0].uptake;
            }
            ends.iter_mut().for_each(|m| m.uptake = now);
        }
    }

    /// Single-strand breaks at central values; only drugs that block their repair need them.
    fn single_strand(&self) -> Option<SingleStrand> {
        let b = self.breaks?;
        let repair_per_h = std::f64::consts::LN_2 / b.single_repair.value.to_h();
        Some(SingleStrand {
            per_double: b.single_per_gy.value / b.double_per_gy.value,
            repair_per_h,
            conversion_per_h: repair_per_h * b.converted.value,
        })
    }

    fn lesion(&self, target: &Target, dice: &mut Dice) -> Option<(Lesion, Weights)> {
        let (alpha_beta_gy, repair_per_h) = dice.response(target)?;
        let tumour = self.study.tumour.as_ref()?;
        let known = target.tumour?;
        let spread = tumour.between_lesions.as_ref().map_or(0.0, |p| log_variance(p.value.get()).sqrt());
        let own = if spread > 0.0 { dice.normal(&format!("own α of {}", target.name)) } else { 0.0 };
        let of = &tumour.id;
        let clearance = tumour.clearance.as_ref().map(|p| Uncertain::of(p, hevesy_quantity::Time::to_h));
        let half_time_h = clearance.map_or(0.0, |c| dice.draw(&format!("clearance of {of}"), c));
        let residual = tumour.residual.as_ref().map(|p| Uncertain::of(p, hevesy_quantity::Fraction::get));
        let residual =
            residual.map_or(0.0, |r| dice.draw(&format!("stroma of {}", target.name), r).min(MOST_RESIDUAL));
        let apparent =
            tumour.apparent_alpha.as_ref().map(|p| Uncertain::of(p, hevesy_quantity::InverseDose::to_per_gy));
        let alpha = apparent.unwrap_or(known.alpha_per_gy);
        let alpha_per_gy = dice.draw(&format!("α of {of}"), alpha) * libm::exp(spread * own);
        let doubling_h = dice.draw(&format!("doubling time of {of}"), known.doubling_time_h);
        let blocks = self.partners.iter().any(Partner::blocks_repair);
        let lesion = Lesion {
            residual,
            single_strand: self.single_strand().filter(|_| blocks),
            oxygen_mmhg: self.study.response.oxygen_mmhg.map(|p| [OXIC_MMHG, p]),
            cycle: self.study.response.phases_h.map(|phase_h| {
                let cycle = CellCycle { phase_h, sensitivity: SENSITIVITY, delay_gy_per_h: f64::INFINITY };
                (cycle, cycle.undisturbed())
            }),
            growth: match self.study.response.capacity_g {
                // As fast at the start as the doubling time says.
                Some(capacity) => Growth::Gompertz {
                    rate_per_h: std::f64::consts::LN_2
                        / doubling_h
                        / libm::log(capacity / ((1.0 - residual) * target.mass_g)),
                    capacity,
                },
                None => Growth::doubling(doubling_h),
            },
            // Without a record nothing is known of clearance: what is killed is gone within hours, and a note says so.
            clearance_per_h: if half_time_h > 0.0 { std::f64::consts::LN_2 / half_time_h } else { 1.0 },
            ..Lesion::plain(target.mass_g, alpha_per_gy, alpha_beta_gy, repair_per_h)
        };
        Some((lesion, dice.weights(target, self.has_alpha)))
    }

    fn lineage(&self, record: &BloodLineage, dice: &mut Dice) -> Lineage {
        let time = |p| Uncertain::of(p, hevesy_quantity::Time::to_h);
        let alpha = |p| Uncertain::of(p, hevesy_quantity::InverseDose::to_per_gy);
        Lineage {
            baseline: self.study.marrow.count(&record.name).unwrap_or(record.baseline.value),
            transit_h: record.transit.value.to_h(),
            loss_per_h: 1.0 / record.life.value.to_h(),
            // Stem cells of all lineages are the same.
            renewal_per_h: 1.0 / dice.draw("renewal of marrow", time(&record.renewal)),
            alpha_stem_per_gy: dice.draw("α of marrow's stem cells", alpha(&record.alpha_stem)),
            alpha_progenitor_per_gy: record.alpha_progenitor.value.to_per_gy(),
            alpha_blood_per_gy: record
                .alpha_blood
                .as_ref()
                .map_or(0.0, |p| dice.draw(&format!("α of {}", record.name), alpha(p))),
            feedback: record.feedback.value,
        }
    }
}
