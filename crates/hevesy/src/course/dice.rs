//! Deviates of one draw, each a function of seed, purpose and index.

use hevesy_course::Weights;
use hevesy_library::Uncertain;
use hevesy_planner::Target;
use hevesy_statistics::Draws;

/// Deviates of one draw, or none of the central patient; each is a function of seed, purpose and index.
pub(crate) struct Dice {
    pub(crate) seed: u64,
    pub(crate) index: Option<u64>,
    pub(crate) deviates: Vec<(String, f64)>,
}

impl Dice {
    /// A standard normal deviate that all who ask for this purpose share.
    pub(crate) fn normal(&mut self, purpose: &str) -> f64 {
        let Some(index) = self.index else { return 0.0 };
        let z = Draws::new(self.seed, purpose, index).normal();
        if !self.deviates.iter().any(|(name, _)| name == purpose) {
            self.deviates.push((purpose.to_owned(), z));
        }
        z
    }

    pub(crate) fn draw(&mut self, purpose: &str, unknown: Uncertain) -> f64 {
        if unknown.log_sd_below == 0.0 && unknown.log_sd_above == 0.0 {
            return unknown.value;
        }
        unknown.at(self.normal(purpose))
    }

    /// Dose over that of the measured curves: calibration is common to all, the rest the target's own.
    pub(crate) fn dose(&mut self, target: &Target) -> f64 {
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

    pub(crate) fn weights(&mut self, target: &Target, has_alpha: bool) -> Weights {
        let rbe_max_alpha = if has_alpha { self.draw("RBE of alphas", target.rbe_max_alpha) } else { 1.0 };
        Weights { scale: self.dose(target), rbe_max_alpha }
    }

    /// α/β in Gy and repair rate in 1/h.
    pub(crate) fn response(&mut self, target: &Target) -> Option<(f64, f64)> {
        let (alpha_beta, repair) = target.response?;
        let of = &target.response_of;
        let alpha_beta = self.draw(&format!("α/β of {of}"), alpha_beta);
        let repair_h = self.draw(&format!("repair half-time of {of}"), repair);
        Some((alpha_beta, std::f64::consts::LN_2 / repair_h))
    }
}
