//! What differs from one administration to the next: uptake that partners have changed, and that varies by itself.

use hevesy_course::Periods;
use hevesy_statistics::log_variance;

use super::Setup;
use super::dice::Dice;
use super::partners::Uptake;

/// Tissue whose uptake renal protection lowers.
const KIDNEYS: &str = "kidneys";

impl Setup<'_> {
    /// Factors on the doses of each administration. Theory: theory/course.md (16).
    pub(super) fn periods(&self, uptake: &Uptake, dice: &mut Dice) -> Periods {
        let places = &self.administrations;
        let cv = self.study.between_cycle_cv;
        let sizes = self.study.response.uptake_exponent.is_some();
        if uptake.is_usual() && cv <= 0.0 && !sizes {
            return Periods::default();
        }
        // What is stated is the study's own first administration, with the usual amino acids.
        let stated = self.starts_h.first().map_or(0, |t| self.grid.place(*t));
        let own = places.iter().position(|p| *p == stated).unwrap_or(0);
        let first = uptake.kidneys.get(own).copied().unwrap_or(1.0);
        let kidneys: Vec<f64> = uptake.kidneys.iter().map(|x| x / first).collect();
        let variance = log_variance(cv);
        let mut vary = |name: &str, mut factors: Vec<f64>| {
            factors.resize(places.len(), 1.0);
            for (k, factor) in factors.iter_mut().enumerate().filter(|(k, _)| cv > 0.0 && *k != own) {
                // Its mean is 1; the central patient has none.
                let z = dice.normal(&format!("cycle {} of {name}", k + 1));
                let mean = if dice.index.is_some() { 0.5 * variance } else { 0.0 };
                *factor *= libm::exp(variance.sqrt() * z - mean);
            }
            factors
        };
        let mut factors: Vec<Vec<f64>> =
            self.lesions.iter().map(|t| vary(&t.name, uptake.lesions.clone())).collect();
        factors.extend(self.organs.iter().map(|(t, _)| {
            let own = if t.name == KIDNEYS { kidneys.clone() } else { Vec::new() };
            vary(&t.name, own)
        }));
        factors.push(vary("red-marrow", Vec::new()));
        let of_step = (0..self.grid.steps()).map(|step| places.partition_point(|p| *p <= step)).collect();
        Periods { of_step, factors }
    }
}
