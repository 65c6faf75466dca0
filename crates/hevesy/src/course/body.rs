//! One draw of a patient: every unknown at a value.

use hevesy_biology::{LateTissue, Lineage};
use hevesy_course::{Patient, Tumour, Weights};
use hevesy_library::{BloodLineage, Uncertain};
use hevesy_statistics::log_variance;

use super::Setup;
use super::dice::Dice;
use super::partners::{Partner, together};

/// A patient, and the deviates that made him, by the name of the unknown.
pub(crate) struct Drawn {
    pub(crate) patient: Patient,
    pub(crate) deviates: Vec<(String, f64)>,
}

impl Setup<'_> {
    /// The patient of a draw under all that is given; without an index every unknown has its central value.
    pub(crate) fn patient(&self, index: Option<u64>) -> Drawn {
        self.patient_under(index, &|_| true)
    }

    /// The same under some of the drugs.
    pub(crate) fn patient_under(&self, index: Option<u64>, given: &dyn Fn(usize) -> bool) -> Drawn {
        let mut dice = Dice { seed: self.study.seed, index, deviates: Vec::new() };
        let lesions: Vec<Tumour> = self.lesions.iter().filter_map(|t| self.tumour(t, &mut dice)).collect();
        let breaks = self.break_classes();
        let organs = (self.organs.iter())
            .filter_map(|(target, _)| {
                let (alpha_beta_gy, repair_per_h) = dice.response(target)?;
                Some((
                    LateTissue { alpha_beta_gy, repair_per_h, breaks },
                    dice.weights(target, self.has_alpha),
                ))
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
        let drugs: Vec<&Partner<'_>> =
            self.partners.iter().enumerate().filter(|(i, _)| given(*i)).map(|(_, p)| p).collect();
        let (partners, uptake) =
            together(&drugs, &self.grid, &self.administrations, self.single_strand().as_ref(), &mut dice);
        let periods = self.periods(&uptake, &mut dice);
        let immunity = self.immune(&lesions, &mut dice);
        let before_h = self.zero_h;
        let patient = Patient { lesions, organs, lineages, before_h, partners, immunity, periods };
        Drawn { patient, deviates: dice.deviates }
    }

    fn lineage(&self, record: &BloodLineage, dice: &mut Dice) -> Lineage {
        let time = |p| Uncertain::of(p, hevesy_quantity::Time::to_h);
        let alpha = |p| Uncertain::of(p, hevesy_quantity::InverseDose::to_per_gy);
        Lineage {
            // A count that the patient has is taken as it is.
            baseline: (self.study.marrow.count(&record.name)).unwrap_or_else(|| {
                dice.draw(
                    &format!("{} before treatment", record.name),
                    Uncertain::of(&record.baseline, |x| x),
                )
            }),
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
