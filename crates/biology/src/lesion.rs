//! A lesion through time: viable cells that grow and are killed, dying ones that are cleared.

use crate::growth::Growth;

/// How a lesion answers; masses in g.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lesion {
    /// Mass at the start.
    pub mass_g: f64,
    /// Share of it that is no tumour cell and stays: stroma, scar.
    pub residual: f64,
    /// α of electrons and photons in 1/Gy.
    pub alpha_per_gy: f64,
    /// α/β in Gy.
    pub alpha_beta_gy: f64,
    /// Repair rate μ in 1/h.
    pub repair_per_h: f64,
    /// Growth of the viable mass.
    pub growth: Growth,
    /// Clearance of dying cells in 1/h.
    pub clearance_per_h: f64,
}

/// Dose rate in a lesion or organ at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hit {
    /// Dose rate weighted for the linear term, in Gy/h: electrons and photons, and alphas times RBE_max.
    pub linear_gy_per_h: f64,
    /// Dose rate that makes sublethal lesions, in Gy/h.
    pub sublethal_gy_per_h: f64,
}

impl Lesion {
    /// States: ln of the viable mass over its start, dying mass in g, un-repaired dose U in Gy, log kill.
    pub const SIZE: usize = 4;

    /// States at the start.
    pub fn start(&self, x: &mut [f64]) {
        x.fill(0.0);
    }

    /// First-order losses of the states in 1/h.
    pub fn decay(&self, k: &mut [f64]) {
        k.copy_from_slice(&[0.0, self.clearance_per_h, self.repair_per_h, 0.0]);
    }

    fn viable_g(&self, x: &[f64]) -> f64 {
        (1.0 - self.residual) * self.mass_g * libm::exp(x[0])
    }

    /// All other changes per h.
    ///
    /// Theory: theory/course.md (3).
    pub fn rest(&self, hit: Hit, x: &[f64], out: &mut [f64]) {
        let viable = self.viable_g(x);
        let beta = self.alpha_per_gy / self.alpha_beta_gy;
        let hazard = self.alpha_per_gy * hit.linear_gy_per_h + 2.0 * beta * x[2] * hit.sublethal_gy_per_h;
        out[0] = self.growth.specific_per_h(viable) - hazard;
        out[1] = 0.0;
        out[2] = hit.sublethal_gy_per_h;
        out[3] = hazard;
    }

    /// Puts into the dying mass what a step of a length in h has killed, to the last gram: V(0) e^{g/2} (1 − e^{−kill}), with g what grew.
    pub fn settle(&self, length_h: f64, before: &[f64], x: &mut [f64]) {
        let kill = x[3] - before[3];
        let grown = x[0] - before[0] + kill;
        let killed = -self.viable_g(before) * libm::exp(0.5 * grown) * libm::expm1(-kill);
        x[1] += killed * libm::exp(-0.5 * self.clearance_per_h * length_h);
    }

    /// Mass that a scan sees, in g.
    #[must_use]
    pub fn seen_g(&self, x: &[f64]) -> f64 {
        self.residual * self.mass_g + self.viable_g(x) + x[1]
    }
}

/// Diameter in mm of a ball of so many ml.
#[must_use]
pub fn diameter_mm(volume_ml: f64) -> f64 {
    10.0 * libm::cbrt(6.0 * volume_ml / std::f64::consts::PI)
}
