//! The tumours of one draw: populations, growth, size and operations.

use std::f64::consts::LN_2;

use hevesy_biology::{
    BreakClasses, CellCycle, Growth, HSG_DOMAIN_UM, Lesion, MicrodosimetricKinetic, SingleStrand, uneven,
};
use hevesy_course::{Cells, SizeFeedback, Tumour};
use hevesy_library::{RegionName, Term, Uncertain};
use hevesy_planner::Target;
use hevesy_statistics::log_variance;

use super::Setup;
use super::dice::Dice;
use super::partners::Partner;

/// Largest share of a lesion that is no tumour cell: the log-normal has no bound.
const MOST_RESIDUAL: f64 = 0.98;

/// Well oxygenated tissue in mmHg.
const OXIC_MMHG: f64 = 40.0;
/// α in G1, S and G2/M over the mean: most in G2/M, least in S (proposals of this project within 1.5 to 2 and about 0.6).
const SENSITIVITY: [f64; 3] = [1.0, 0.6, 1.75];

impl Setup<'_> {
    /// Single-strand breaks at central values; only drugs that block their repair need them.
    pub(super) fn single_strand(&self) -> Option<SingleStrand> {
        let b = self.breaks?;
        let repair_per_h = LN_2 / b.single_repair.value.to_h();
        Some(SingleStrand {
            per_double: b.single_per_gy.value / b.double_per_gy.value,
            repair_per_h,
            conversion_per_h: repair_per_h * b.converted.value,
        })
    }

    /// Classes of double-strand breaks; only drugs that act on one of them need them.
    pub(super) fn break_classes(&self) -> BreakClasses {
        let one_class = [Term::RepairSimple, Term::RepairClustered];
        let needed = self.partners.iter().any(|p| one_class.iter().any(|t| p.acts_on(*t)));
        self.breaks.filter(|_| needed).map_or(BreakClasses::ONE, |b| BreakClasses {
            clustered: b.clustered.value,
            ratio: b.clustered_repair.value.to_h() / b.simple_repair.value.to_h(),
        })
    }

    pub(super) fn tumour(&self, target: &Target, dice: &mut Dice) -> Option<Tumour> {
        let lesion = self.lesion(target, dice)?;
        let mut weights = dice.weights(target, self.has_alpha);
        if let Some(y) = self.study.response.lineal_energy.filter(|_| self.has_alpha) {
            let model = MicrodosimetricKinetic {
                alpha_per_gy: lesion.alpha_per_gy,
                beta_per_gy2: lesion.alpha_per_gy / lesion.alpha_beta_gy,
                domain_um: HSG_DOMAIN_UM,
            };
            // The uncertainty is that of the RBE that it replaces.
            weights.rbe_max_alpha *= model.rbe_max(y) / target.rbe_max_alpha.value;
        }
        let cells = self.populations(&lesion);
        let size = self
            .study
            .response
            .uptake_exponent
            .map(|uptake| SizeFeedback { uptake, concentration: self.concentration(target.mass_g) });
        let operations =
            self.study.surgery.iter().filter(|s| RegionName::of(&s.lesion) == RegionName::of(&target.name));
        let surgery = operations.map(|s| (self.grid.place(s.at_h + self.zero_h), s.leaves)).collect();
        Some(Tumour { cells, weights, size, surgery, bystander: self.study.response.bystander })
    }

    /// What the same activity gives to a smaller mass: −d ln S/d ln m = 1 − d ln φ/d ln m with the share φ of the electrons' energy that stays in a ball; alphas stay.
    fn concentration(&self, mass_g: f64) -> f64 {
        let share = |g: f64| self.study.s_table.as_ref().and_then(|t| t.ball(g)).map(|b| b.electron_share);
        match (share(mass_g / 2.0), share(mass_g)) {
            (Some(half), Some(whole)) if !self.has_alpha => 1.0 - libm::log(whole / half) / LN_2,
            _ => 1.0,
        }
    }

    fn lesion(&self, target: &Target, dice: &mut Dice) -> Option<Lesion> {
        let (alpha_beta_gy, repair_per_h) = dice.response(target)?;
        let tumour = self.study.tumour.as_ref()?;
        let known = target.tumour?;
        let own = &self.study.response;
        let spread = tumour.between_lesions.as_ref().map_or(0.0, |p| log_variance(p.value.get()).sqrt());
        let z = if spread > 0.0 { dice.normal(&format!("own α of {}", target.name)) } else { 0.0 };
        let of = &tumour.id;
        let clearance = tumour.clearance.as_ref().map(|p| Uncertain::of(p, hevesy_quantity::Time::to_h));
        let half_time_h = clearance.map_or(0.0, |c| dice.draw(&format!("clearance of {of}"), c));
        let residual = tumour.residual.as_ref().map(|p| Uncertain::of(p, hevesy_quantity::Fraction::get));
        let residual =
            residual.map_or(0.0, |r| dice.draw(&format!("stroma of {}", target.name), r).min(MOST_RESIDUAL));
        // An α by mean dose already holds what spreads between cells.
        let by_mean = tumour.apparent_alpha.as_ref().filter(|_| !own.is_uneven());
        let apparent = by_mean.map(|p| Uncertain::of(p, hevesy_quantity::InverseDose::to_per_gy));
        let alpha = apparent.unwrap_or(known.alpha_per_gy);
        let alpha_per_gy = dice.draw(&format!("α of {of}"), alpha) * libm::exp(spread * z);
        let doubling_h = dice.draw(&format!("doubling time of {of}"), known.doubling_time_h);
        let delay_gy_per_h = own.g2_delay_gy_per_h.unwrap_or(f64::INFINITY);
        let blocks = self.partners.iter().any(Partner::blocks_repair);
        Some(Lesion {
            residual,
            single_strand: self.single_strand().filter(|_| blocks),
            oxygen_mmhg: own.oxygen_mmhg.map(|p| [OXIC_MMHG, p]),
            alpha_oer: own.alpha_oer,
            cycle: own.phases_h.map(|phase_h| {
                let cycle = CellCycle { phase_h, sensitivity: SENSITIVITY, delay_gy_per_h };
                (cycle, cycle.undisturbed())
            }),
            growth: self.growth(doubling_h, (1.0 - residual) * target.mass_g),
            // Without a record nothing is known of clearance: what is killed is gone within hours, and a note says so.
            clearance_per_h: if half_time_h > 0.0 { LN_2 / half_time_h } else { 1.0 },
            breaks: self.break_classes(),
            ..Lesion::plain(target.mass_g, alpha_per_gy, alpha_beta_gy, repair_per_h)
        })
    }

    /// As fast at the start as the doubling time says.
    fn growth(&self, doubling_h: f64, viable_g: f64) -> Growth {
        match self.study.response.capacity_g {
            Some(capacity) => {
                Growth::Gompertz { rate_per_h: LN_2 / doubling_h / libm::log(capacity / viable_g), capacity }
            }
            None => Growth::doubling(doubling_h),
        }
    }

    /// A lesion as the populations that the study tells apart. Theory: theory/course.md (14).
    fn populations(&self, lesion: &Lesion) -> Vec<Cells> {
        let own = &self.study.response;
        let [dose, alpha] = own.uneven.map(|cv| log_variance(cv).sqrt());
        // What matters is the spread of α times dose; each has its part of it.
        let sd = libm::hypot(dose, alpha);
        let dose_part = if sd > 0.0 { dose * dose / (sd * sd) } else { 0.0 };
        let nodes = uneven(sd);
        let rest = 1.0 - own.clones.iter().map(|c| c.share).sum::<f64>();
        let viable_g = (1.0 - lesion.residual) * lesion.mass_g;
        let mut cells = Vec::new();
        let mut add = |share: f64, lesion: &Lesion, dose: f64| {
            for (node, factor) in &nodes {
                let log = libm::log(*factor);
                let alpha = libm::exp((1.0 - dose_part) * log);
                cells.push(Cells {
                    lesion: Lesion {
                        mass_g: share * node * lesion.mass_g,
                        alpha_per_gy: alpha * lesion.alpha_per_gy,
                        ..*lesion
                    },
                    dose: dose * libm::exp(dose_part * log),
                });
            }
        };
        add(rest, lesion, 1.0);
        for clone in &own.clones {
            let growth = clone.doubling_h.map_or(lesion.growth, |h| self.growth(h, viable_g));
            let other = Lesion { alpha_per_gy: clone.alpha * lesion.alpha_per_gy, growth, ..*lesion };
            add(clone.share, &other, clone.dose);
        }
        cells
    }
}
