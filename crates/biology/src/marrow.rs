//! Blood counts from a marrow of two tiers: stem cells that renew themselves, and what matures from them.

use crate::modifiers::MarrowModifiers;
use crate::small;

/// A lineage of blood cells: platelets, neutrophils, lymphocytes, red cells by their haemoglobin.
///
/// Theory: theory/course.md (4). Parameters are proposals of this project: platelets were calibrated to nadirs five weeks after a cycle and to printed
/// rates of grades, neutrophils have chemotherapy's times (weak spot W5).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lineage {
    /// Count before treatment in 10⁹/L, or haemoglobin in g/dL.
    pub baseline: f64,
    /// Mean transit time from progenitor to blood in h.
    pub transit_h: f64,
    /// Loss from blood in 1/h.
    pub loss_per_h: f64,
    /// Renewal ρ of stem cells in 1/h.
    pub renewal_per_h: f64,
    /// α of stem cells in 1/Gy.
    pub alpha_stem_per_gy: f64,
    /// α of progenitors in 1/Gy.
    pub alpha_progenitor_per_gy: f64,
    /// α of the cells in blood in 1/Gy: lymphocytes die where they are hit.
    pub alpha_blood_per_gy: f64,
    /// Exponent γ of the feedback (baseline/count)^γ.
    pub feedback: f64,
}

/// Steps of maturation after the progenitors.
const TRANSITS: usize = 3;

impl Lineage {
    /// States: stem cells relative to baseline, progenitors, three steps of maturation, count in 10⁹/L.
    pub const SIZE: usize = TRANSITS + 3;
    /// Place of the count.
    pub const COUNT: usize = TRANSITS + 2;

    fn transit_per_h(&self) -> f64 {
        (TRANSITS as f64 + 1.0) / self.transit_h
    }

    /// States before treatment, at rest.
    pub fn start(&self, x: &mut [f64]) {
        x.fill(self.loss_per_h * self.baseline / self.transit_per_h());
        x[0] = 1.0;
        x[Self::COUNT] = self.baseline;
    }

    /// First-order losses of the states in 1/h.
    pub fn decay(&self, k: &mut [f64]) {
        k.fill(self.transit_per_h());
        k[0] = 0.0;
        k[Self::COUNT] = self.loss_per_h;
    }

    /// What doses in Gy leave of stem cells and progenitors, and of blood, whose cells do not divide.
    pub fn irradiate(&self, dose_gy: f64, blood_gy: f64, x: &mut [f64]) {
        if dose_gy <= 0.0 {
            return;
        }
        x[0] *= small::exp(-self.alpha_stem_per_gy * dose_gy);
        x[1] *= small::exp(-self.alpha_progenitor_per_gy * dose_gy);
        if self.alpha_blood_per_gy > 0.0 {
            x[Self::COUNT] *= small::exp(-self.alpha_blood_per_gy * blood_gy);
        }
    }

    /// All other changes per h but those by dose.
    pub fn rest(&self, m: &MarrowModifiers, x: &[f64], out: &mut [f64]) {
        let transit = self.transit_per_h();
        let (stem, count) = (x[0], x[Self::COUNT]);
        out[0] = self.renewal_per_h * stem * (1.0 - stem);
        // Not `pow`, which takes twice as long; a count never is zero.
        let wanted = libm::exp(self.feedback * libm::log(self.baseline / count));
        out[1] = m.support * self.loss_per_h * self.baseline * stem * wanted - m.kill_per_h * x[1];
        for i in 2..=Self::COUNT {
            out[i] = transit * x[i - 1];
        }
        // What dies in blood where it is hit are lymphocytes.
        if self.alpha_blood_per_gy > 0.0 {
            out[Self::COUNT] -= m.lymphocyte_kill_per_h * count;
        }
    }
}
