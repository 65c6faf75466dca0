//! A lesion through time: viable cells that grow and are killed, dying ones that are cleared.

use crate::cycle::{CellCycle, Undisturbed};
use crate::double_strand::BreakClasses;
use crate::growth::Growth;
use crate::modifiers::Modifiers;
use crate::oxygen::{oxygen_share, oxygen_share_of};
use crate::single_strand::SingleStrand;
use crate::small;

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
    /// Repair rate μ in 1/h: one over the mean time that a lesion of DNA stays open.
    pub repair_per_h: f64,
    /// Classes of breaks, for what blocks the repair of one of them.
    pub breaks: BreakClasses,
    /// Growth of the viable mass.
    pub growth: Growth,
    /// Clearance of dying cells in 1/h.
    pub clearance_per_h: f64,
    /// Single-strand breaks, for what blocks their repair.
    pub single_strand: Option<SingleStrand>,
    /// Phases of the cell cycle with their undisturbed shares, for what arrests cells.
    pub cycle: Option<(CellCycle, Undisturbed)>,
    /// Partial pressures of oxygen in mmHg at which α was measured, and of this lesion.
    pub oxygen_mmhg: Option<[f64; 2]>,
    /// Largest oxygen enhancement of alphas; 1 where oxygen does not matter to them.
    pub alpha_oer: f64,
}

/// Dose rate in a lesion or organ at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hit {
    /// Dose rate weighted for the linear term, in Gy/h: electrons and photons, and alphas times RBE_max.
    pub linear_gy_per_h: f64,
    /// Dose rate of electrons and photons in Gy/h; it makes sublethal lesions.
    pub sublethal_gy_per_h: f64,
}

/// Places of the states.
const GROWN: usize = 0;
const DYING: usize = 1;
const SIMPLE: usize = 2;
const CLUSTERED: usize = 3;
const KILL: usize = 4;
const OPEN: usize = 5;
const IN_S: usize = 6;
const IN_G2M: usize = 7;

impl Lesion {
    /// States: ln of the viable mass over the stated one, dying mass in g, un-repaired dose U in Gy by simple and by clustered breaks, log kill, single-strand breaks
    /// open beyond the usual in Gy of double-strand breaks, shares of cells in S and in G2/M.
    pub const SIZE: usize = 8;

    /// A lesion of so many g without stroma, growth, breaks, phases and oxygen, for what one adds.
    #[must_use]
    pub const fn plain(mass_g: f64, alpha_per_gy: f64, alpha_beta_gy: f64, repair_per_h: f64) -> Self {
        Self {
            mass_g,
            residual: 0.0,
            alpha_per_gy,
            alpha_beta_gy,
            repair_per_h,
            breaks: BreakClasses::ONE,
            growth: Growth::Exponential { rate_per_h: 0.0 },
            clearance_per_h: 0.0,
            single_strand: None,
            cycle: None,
            oxygen_mmhg: None,
            alpha_oer: 1.0,
        }
    }

    /// States so many h before the viable mass in g of all cells that share the space is the one that is stated, with nothing given until then.
    pub fn start(&self, all_g: f64, before_h: f64, x: &mut [f64]) {
        x.fill(0.0);
        x[GROWN] = self.growth.log_before(all_g, before_h);
        if let Some((_, u)) = &self.cycle {
            (x[IN_S], x[IN_G2M]) = (u.shares[1], u.shares[2]);
        }
    }

    /// First-order losses of the states in 1/h.
    pub fn decay(&self, k: &mut [f64]) {
        k.fill(0.0);
        k[DYING] = self.clearance_per_h;
        [k[SIMPLE], k[CLUSTERED]] = self.breaks.rates_per_h(self.repair_per_h);
        k[OPEN] = self.single_strand.map_or(0.0, |s| s.loss_per_h());
        if let Some((cycle, _)) = &self.cycle {
            (k[IN_S], k[IN_G2M]) = (1.0 / cycle.phase_h[1], 1.0 / cycle.phase_h[2]);
        }
    }

    /// Viable mass in g.
    #[must_use]
    pub fn viable_g(&self, x: &[f64]) -> f64 {
        (1.0 - self.residual) * self.mass_g * libm::exp(x[GROWN])
    }

    /// What so much viable mass in g, among so much in all, would gain in g/h if nothing were killed.
    #[must_use]
    pub fn grows_g_per_h(&self, m: &Modifiers, [viable_g, all_g]: [f64; 2]) -> f64 {
        viable_g * self.growth.specific_per_h(all_g) * m.growth
    }

    /// Un-repaired dose U of electrons and photons in Gy, of which each Gy is some 35 double-strand breaks that stand open in a cell.
    #[must_use]
    pub fn unrepaired_gy(&self, x: &[f64]) -> f64 {
        x[SIMPLE] + x[CLUSTERED]
    }

    /// What a surgeon leaves, as a share.
    pub fn resect(&self, left: f64, x: &mut [f64]) {
        x[GROWN] += libm::log(left);
        x[DYING] *= left;
    }

    /// Adds a kill in 1/h to the changes of so much viable mass in g.
    pub fn also_killed(&self, kill_per_h: f64, viable_g: f64, out: &mut [f64]) {
        out[GROWN] -= kill_per_h;
        out[DYING] += kill_per_h * viable_g;
        out[KILL] += kill_per_h;
    }

    /// All other changes per h, with the viable mass in g of these states and of all cells that share their space; returns the hazard of the radiation in 1/h.
    ///
    /// Theory: theory/course.md (3), (8) to (10), (13).
    pub fn rest(
        &self,
        hit: Hit,
        m: &Modifiers,
        [viable_g, all_g]: [f64; 2],
        x: &[f64],
        out: &mut [f64],
    ) -> f64 {
        // Breaks are breaks, whoever makes them; single-strand ones go with those of radiation alone.
        let low = hit.sublethal_gy_per_h + m.breaks_gy_per_h;
        let (mut oxygen, mut of_alphas) = (1.0, 1.0);
        if let Some([at, here]) = self.oxygen_mmhg {
            oxygen = oxygen_share(here * m.oxygen) / oxygen_share(at);
            let share = |p: f64| oxygen_share_of(self.alpha_oer, p);
            of_alphas = share(here * m.oxygen) / share(at);
        }
        let alpha = self.alpha_per_gy * m.alpha * m.empirical;
        let beta = self.alpha_per_gy / self.alpha_beta_gy * m.beta * oxygen * oxygen;
        // Low LET loses without oxygen, alphas hardly do.
        let linear = of_alphas * (hit.linear_gy_per_h - hit.sublethal_gy_per_h)
            + oxygen * hit.sublethal_gy_per_h
            + m.breaks_gy_per_h;
        let mut hazard = alpha * linear + 2.0 * beta * (x[SIMPLE] + x[CLUSTERED]) * low;
        out[OPEN] = 0.0;
        if let Some(breaks) = &self.single_strand {
            hazard += alpha * breaks.conversion_per_h * x[OPEN];
            out[OPEN] = breaks.repair_per_h * m.blocked * (breaks.usual_gy(hit.sublethal_gy_per_h) + x[OPEN]);
        }
        let mut growth = self.growth.specific_per_h(all_g) * m.growth;
        let mut drug = m.kill_per_h;
        (out[IN_S], out[IN_G2M]) = (0.0, 0.0);
        if let Some((cycle, usual)) = &self.cycle {
            let shares = [1.0 - x[IN_S] - x[IN_G2M], x[IN_S], x[IN_G2M]];
            let sensitive: f64 = shares.iter().zip(usual.weights).map(|(a, b)| a * b).sum();
            let held = 1.0 / (1.0 + hit.linear_gy_per_h / cycle.delay_gy_per_h);
            let delayed = m.exit[2] * held;
            let exit = [m.exit[0], m.exit[1], delayed];
            growth *= delayed * shares[2] / usual.shares[2];
            // Cells that radiation holds in G2 do not come to mitosis, and no more die there than come.
            let births = usual.shares[2] / cycle.phase_h[2];
            let dies = m.mitotic_kill_per_h / (m.mitotic_kill_per_h + births);
            let entering = dies * held * m.exit[1] * shares[1] / cycle.phase_h[1];
            let kills = [0, 1, 2].map(|i| {
                hazard * usual.weights[i] + if i == 2 { entering / shares[2].max(1e-9) } else { 0.0 }
            });
            let change = cycle.rates(shares, exit, kills);
            // What leaves undisturbed is among the first-order losses.
            out[IN_S] = change[0] + x[IN_S] / cycle.phase_h[1];
            out[IN_G2M] = change[1] + x[IN_G2M] / cycle.phase_h[2];
            hazard *= sensitive;
            drug += entering;
        } else {
            drug += m.mitotic_kill_per_h;
        }
        let kill = hazard + drug;
        out[GROWN] = growth - kill;
        // A forecast, for what depends on dying cells within the step; `settle` puts the exact amount there.
        out[DYING] = kill * viable_g;
        // U is a dose: a drug that slows repair changes how fast it falls, not what it is.
        let clustered = self.breaks.clustered;
        out[SIMPLE] = (1.0 - clustered) * low;
        out[CLUSTERED] = clustered * low;
        if m.repair != [1.0; 2] {
            let [fast, slow] = self.breaks.rates_per_h(self.repair_per_h);
            out[SIMPLE] += fast * (1.0 - m.repair[0]) * x[SIMPLE];
            out[CLUSTERED] += slow * (1.0 - m.repair[1]) * x[CLUSTERED];
        }
        out[KILL] = kill;
        hazard
    }

    /// Puts into the dying mass what a step of a length in h has killed, to the last gram: V(0) e^{g/2} (1 − e^{−kill}), with g what grew.
    pub fn settle(&self, length_h: f64, before: &[f64], x: &mut [f64]) {
        let kill = x[KILL] - before[KILL];
        let grown = x[GROWN] - before[GROWN] + kill;
        let killed = -self.viable_g(before) * small::exp(0.5 * grown) * libm::expm1(-kill);
        let half = small::exp(-0.5 * self.clearance_per_h * length_h);
        x[DYING] = half * (half * before[DYING] + killed);
    }

    /// Dying mass in g.
    #[must_use]
    pub const fn dying_g(&self, x: &[f64]) -> f64 {
        x[DYING]
    }

    /// −ln of the surviving share of cells, growth not counted.
    #[must_use]
    pub const fn log_kill(&self, x: &[f64]) -> f64 {
        x[KILL]
    }

    /// ln of the viable mass in g.
    #[must_use]
    pub fn log_viable(&self, x: &[f64]) -> f64 {
        libm::log((1.0 - self.residual) * self.mass_g) + x[GROWN]
    }

    /// Mass that a scan sees, in g, where surgery has left such a share of what is no tumour cell.
    #[must_use]
    pub fn seen_g(&self, left: f64, x: &[f64]) -> f64 {
        left * self.residual * self.mass_g + self.viable_g(x) + x[DYING]
    }
}

/// Diameter in mm of a ball of so many ml.
#[must_use]
pub fn diameter_mm(volume_ml: f64) -> f64 {
    10.0 * libm::cbrt(6.0 * volume_ml / std::f64::consts::PI)
}
