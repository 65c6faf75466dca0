//! Organs that answer late: BED as it adds up.

use crate::double_strand::BreakClasses;
use crate::lesion::Hit;
use crate::modifiers::Modifiers;

/// An organ with α/β and repair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LateTissue {
    /// α/β in Gy.
    pub alpha_beta_gy: f64,
    /// Repair rate μ in 1/h.
    pub repair_per_h: f64,
    /// Classes of breaks, for what blocks the repair of one of them.
    pub breaks: BreakClasses,
}

impl LateTissue {
    /// States: un-repaired dose U in Gy, BED so far in Gy.
    pub const SIZE: usize = 2;
    /// Place of the BED.
    pub const BED: usize = 1;

    /// First-order losses of the states in 1/h.
    pub fn decay(&self, k: &mut [f64]) {
        k.copy_from_slice(&[self.repair_per_h, 0.0]);
    }

    /// All other changes per h; what sensitises tumours sensitises late tissue alike, classes of breaks by their
    /// mean time. Theory: theory/course.md (5).
    pub fn rest(&self, hit: Hit, m: &Modifiers, x: &[f64], out: &mut [f64]) {
        out[0] = hit.sublethal_gy_per_h;
        if m.repair != [1.0; 2] {
            out[0] += self.repair_per_h * (1.0 - self.breaks.mean_factor(m.repair)) * x[0];
        }
        out[1] =
            m.alpha * hit.linear_gy_per_h + m.beta * 2.0 * x[0] * hit.sublethal_gy_per_h / self.alpha_beta_gy;
    }
}
