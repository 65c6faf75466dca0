//! One draw of a patient: every unknown at a value.

use hevesy_biology::{Growth, LateTissue, Lesion, Lineage};
use hevesy_course::{Patient, Weights};
use hevesy_library::{BloodLineage, Uncertain};
use hevesy_planner::Target;
use hevesy_statistics::{Draws, log_variance};

use super::Setup;

/// Largest share of a lesion that is no tumour cell: the log-normal has no bound.
const MOST_RESIDUAL: f64 = 0.98;

/// A patient, and the deviates that made him, by the name of the unknown.
pub(crate) struct Drawn {
    pub(crate) patient: Patient,
    pub(crate) deviates: Vec<(String, f64)>,
}

/// Deviates of one draw, or none of the central patient; each is a function of seed, purpose and index.
struct Dice {
    seed: u64,
    index: Option<u64>,
    deviates: Vec<(String, f64)>,
}

impl Dice {
    /// A standard normal deviate that all who ask for this purpose share.
    fn normal(&mut self, purpose: &str) -> f64 {
        let Some(index) = self.index else { return 0.0 };
        let z = Draws::new(self.seed, purpose, index).normal();
        if !self.deviates.iter().any(|(name, _)| name == purpose) {
            self.deviates.push((purpose.to_owned(), z));
        }
        z
    }

    fn draw(&mut self, purpose: &str, unknown: Uncertain) -> f64 {
        if unknown.log_sd_below == 0.0 && unknown.log_sd_above == 0.0 {
            return unknown.value;
        }
        unknown.at(self.normal(purpose))
    }

    /// Dose over that of the measured curves: calibration is common to all, the rest the target's own.
    fn dose(&mut self, target: &Target) -> f64 {
        let Some(index) = self.index else { return 1.0 };
        let calibration = if target.shared_cv > 0.0 {
            libm::exp(target.shared_cv * self.normal("calibration"))
        } else {
            1.0
        };
        let purpose = format!("dose of {}", target.name);
        let mut draws = Draws::new(self.seed, &purpose, index);
        let own = target.own_dose_gy.draw(draws.uniform(), draws.uniform()) / target.own_dose_gy.value();
        if (own - 1.0).abs() > 0.0 {
            self.deviates.push((purpose, libm::log(own)));
        }
        calibration * own
    }

    fn weights(&mut self, target: &Target) -> Weights {
        let rbe_max_alpha =
            if target.has_alpha() { self.draw("RBE of alphas", target.rbe_max_alpha) } else { 1.0 };
        Weights { scale: self.dose(target), rbe_max_alpha }
    }

    /// α/β in Gy and repair rate in 1/h.
    fn response(&mut self, target: &Target) -> Option<(f64, f64)> {
        let (alpha_beta, repair) = target.response?;
        let of = &target.response_of;
        let alpha_beta = self.draw(&format!("α/β of {of}"), alpha_beta);
        let repair_h = self.draw(&format!("repair half-time of {of}"), repair);
        Some((alpha_beta, std::f64::consts::LN_2 / repair_h))
    }
}

impl Setup<'_> {
    /// The patient of a draw; without an index every unknown has its central value.
    pub(crate) fn patient(&self, index: Option<u64>) -> Drawn {
        let mut dice = Dice { seed: self.study.seed, index, deviates: Vec::new() };
        let lesions = self.lesions.iter().filter_map(|t| self.lesion(t, &mut dice)).collect();
        let organs = (self.organs.iter())
            .filter_map(|(target, _)| {
                let (alpha_beta_gy, repair_per_h) = dice.response(target)?;
                Some((LateTissue { alpha_beta_gy, repair_per_h }, dice.weights(target)))
            })
            .collect();
        let marrow = match &self.marrow {
            Some(target) => dice.weights(target),
            None => {
                let spread = log_variance(self.marrow_cv).sqrt();
                let z = if spread > 0.0 { dice.normal("dose of red-marrow") } else { 0.0 };
                Weights { scale: libm::exp(spread * z), ..Weights::ONE }
            }
        };
        let lineages = self.lineages.iter().map(|l| (self.lineage(l, &mut dice), marrow)).collect();
        Drawn { patient: Patient { lesions, organs, lineages }, deviates: dice.deviates }
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
        let lesion = Lesion {
            mass_g: target.mass_g,
            residual,
            alpha_per_gy: dice.draw(&format!("α of {of}"), alpha) * libm::exp(spread * own),
            alpha_beta_gy,
            repair_per_h,
            growth: Growth::doubling(dice.draw(&format!("doubling time of {of}"), known.doubling_time_h)),
            // Without a record nothing is known of clearance: what is killed is gone within hours, and a note says so.
            clearance_per_h: if half_time_h > 0.0 { std::f64::consts::LN_2 / half_time_h } else { 1.0 },
        };
        Some((lesion, dice.weights(target)))
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
            feedback: record.feedback.value,
        }
    }
}
