//! What differs from one administration to the next: uptake that partners have changed, and that varies by itself.

use hevesy_course::Periods;

use super::Setup;
use super::dice::Dice;
use super::partners::Uptake;

/// Tissue whose uptake renal protection lowers.
const KIDNEYS: &str = "kidneys";

impl Setup<'_> {
    /// Places of the grid at which something radioactive is given, in the order of time.
    pub(super) fn administrations(&self) -> Vec<usize> {
        let mut places: Vec<usize> = self.given_h.iter().map(|t| self.grid.place(*t)).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Factors on the doses of each administration. Theory: theory/course.md (16).
    pub(super) fn periods(&self, uptake: &Uptake, dice: &mut Dice) -> Periods {
        let places = self.administrations();
        let cv = self.study.between_cycle_cv;
        let sizes = self.study.response.uptake_exponent.is_some();
        if uptake.is_usual() && cv <= 0.0 && !sizes {
            return Periods::default();
        }
        // Doses of kidneys are stated with the usual amino acids.
        let first = uptake.kidneys.first().copied().unwrap_or(1.0);
        let kidneys: Vec<f64> = uptake.kidneys.iter().map(|x| x / first).collect();
        let mut vary = |name: &str, mut factors: Vec<f64>| {
            factors.resize(places.len(), 1.0);
            for (k, factor) in factors.iter_mut().enumerate().skip(1).filter(|_| cv > 0.0) {
                *factor *= libm::exp(cv * dice.normal(&format!("cycle {} of {name}", k + 1)));
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
        let period = |step: usize| places.partition_point(|p| *p <= step).saturating_sub(1);
        let of_step = (0..self.grid.steps()).map(|i| u16::try_from(period(i)).unwrap_or(u16::MAX)).collect();
        Periods { of_step, factors }
    }
}
