//! A tumour: one or more populations of cells that share its space.

use hevesy_biology::{Bystander, Hit, Lesion, Modifiers};

use crate::exposure::Weights;

/// A population: cells that differ from the others in sensitivity, growth or the dose that they get.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// How they answer, with their own part of the mass.
    pub lesion: Lesion,
    /// Their dose over the mean one of the tumour.
    pub dose: f64,
}

/// How the dose rate of a radiopharmaceutical depends on the mass of a tumour when it is given.
///
/// Factor (m_k/m₀)^{p−c}, with the mass m_k at the last administration and the stated one m₀; what shrinks afterwards takes its activity with it.
/// Theory: theory/course.md (16).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SizeFeedback {
    /// p: share of the activity that a tumour takes up, as a power of its mass.
    pub uptake: f64,
    /// c: what the same activity gives to a smaller mass.
    pub concentration: f64,
}

/// A tumour or metastasis of a patient.
#[derive(Clone, Debug, PartialEq)]
pub struct Tumour {
    /// Its populations.
    pub cells: Vec<Cells>,
    /// How it counts dose rates.
    pub weights: Weights,
    /// Whether its size changes its dose rate.
    pub size: Option<SizeFeedback>,
    /// Operations: place of the grid, and the share that is left.
    pub surgery: Vec<(usize, f64)>,
    /// Kill of cells that were not hit.
    pub bystander: Option<Bystander>,
}

impl From<(Lesion, Weights)> for Tumour {
    fn from((lesion, weights): (Lesion, Weights)) -> Self {
        Self {
            cells: vec![Cells { lesion, dose: 1.0 }],
            weights,
            size: None,
            surgery: Vec::new(),
            bystander: None,
        }
    }
}

impl Tumour {
    /// States: those of each population, then ln of the dose rate over that of the stated mass.
    pub(crate) fn states(&self) -> usize {
        self.cells.len() * Lesion::SIZE + 1
    }

    /// Stated mass in g.
    #[must_use]
    pub fn mass_g(&self) -> f64 {
        self.cells.iter().map(|c| c.lesion.mass_g).sum()
    }

    /// Stated mass of tumour cells in g.
    #[must_use]
    pub fn stated_viable_g(&self) -> f64 {
        self.cells.iter().map(|c| (1.0 - c.lesion.residual) * c.lesion.mass_g).sum()
    }

    /// Growth at the stated mass without treatment in g/h.
    #[must_use]
    pub fn grows_g_per_h(&self) -> f64 {
        let all_g = self.stated_viable_g();
        let of = |l: &Lesion| (1.0 - l.residual) * l.mass_g * l.growth.specific_per_h(all_g);
        self.cells.iter().map(|c| of(&c.lesion)).sum()
    }

    /// Clearance of dying cells in 1/h.
    #[must_use]
    pub fn clearance_per_h(&self) -> f64 {
        self.cells.first().map_or(0.0, |c| c.lesion.clearance_per_h)
    }

    /// Populations with their states.
    fn each<'a>(&'a self, x: &'a [f64]) -> impl Iterator<Item = (&'a Lesion, &'a [f64])> + Clone {
        self.cells.iter().map(|c| &c.lesion).zip(x.chunks_exact(Lesion::SIZE))
    }

    pub(crate) fn start(&self, before_h: f64, x: &mut [f64]) {
        let stated = self.stated_viable_g();
        for (cells, x) in self.cells.iter().zip(x.chunks_exact_mut(Lesion::SIZE)) {
            cells.lesion.start(stated, before_h, x);
        }
    }

    pub(crate) fn decay(&self, k: &mut [f64]) {
        for (cells, k) in self.cells.iter().zip(k.chunks_exact_mut(Lesion::SIZE)) {
            cells.lesion.decay(k);
        }
    }

    /// What the growth of all populations makes without kill, and what is cleared of dying cells, in g/h.
    pub(crate) fn turnover(&self, m: &Modifiers, viable_g: f64, x: &[f64]) -> [f64; 2] {
        let mut out = [0.0; 2];
        for (lesion, x) in self.each(x) {
            let own_g = if self.cells.len() == 1 { viable_g } else { lesion.viable_g(x) };
            out[0] += lesion.grows_g_per_h(m, [own_g, viable_g]);
            out[1] += lesion.clearance_per_h * lesion.dying_g(x);
        }
        out
    }

    /// Dose rate over that of a tumour of the stated mass.
    pub(crate) fn dose_by_size(&self, x: &[f64]) -> f64 {
        if self.size.is_some() { libm::exp(x[x.len() - 1]) } else { 1.0 }
    }

    /// Changes per h of all populations, by the hit of cells that get so many times the mean dose of the radiopharmaceuticals.
    pub(crate) fn rest(
        &self,
        hit: &dyn Fn(f64) -> Hit,
        m: &Modifiers,
        viable_g: f64,
        x: &[f64],
        out: &mut [f64],
    ) {
        let one = self.cells.len() == 1;
        let (mut hazard, mut all_g) = (0.0, 0.0);
        let parts = x.chunks_exact(Lesion::SIZE).zip(out.chunks_exact_mut(Lesion::SIZE));
        for (cells, (x, out)) in self.cells.iter().zip(parts) {
            let own_g = if one { viable_g } else { cells.lesion.viable_g(x) };
            hazard += own_g * cells.lesion.rest(hit(cells.dose), m, [own_g, viable_g], x, out);
            all_g += own_g;
        }
        if let Some(bystander) = self.bystander.filter(|_| all_g > 0.0) {
            // Signals of all that are hit reach all.
            let kill_per_h = bystander.kill_per_h(hazard / all_g);
            let parts = x.chunks_exact(Lesion::SIZE).zip(out.chunks_exact_mut(Lesion::SIZE));
            for (cells, (x, out)) in self.cells.iter().zip(parts) {
                cells.lesion.also_killed(kill_per_h, cells.lesion.viable_g(x), out);
            }
        }
        out[x.len() - 1] = 0.0;
    }

    pub(crate) fn settle(&self, length_h: f64, before: &[f64], x: &mut [f64]) {
        let parts = before.chunks_exact(Lesion::SIZE).zip(x.chunks_exact_mut(Lesion::SIZE));
        for (cells, (before, x)) in self.cells.iter().zip(parts) {
            cells.lesion.settle(length_h, before, x);
        }
    }

    /// Notes what an administration gives to a mass like this.
    pub(crate) fn administered(&self, place: usize, x: &mut [f64]) {
        let Some(size) = self.size else { return };
        let last = x.len() - 1;
        let share = (self.seen_g(place, x) / self.mass_g()).clamp(LEAST_SHARE, 1.0 / LEAST_SHARE);
        x[last] = (size.uptake - size.concentration) * libm::log(share);
    }

    /// Operations at this place of the grid.
    pub(crate) fn operate(&self, place: usize, x: &mut [f64]) {
        for (_, left) in self.surgery.iter().filter(|(at, _)| *at == place) {
            for (cells, x) in self.cells.iter().zip(x.chunks_exact_mut(Lesion::SIZE)) {
                cells.lesion.resect(*left, x);
            }
        }
    }

    /// Share that operations at this place of the grid leave.
    pub(crate) fn left_at(&self, place: usize) -> f64 {
        self.surgery.iter().filter(|(at, _)| *at == place).map(|(_, left)| left).product()
    }

    /// Viable mass in g.
    pub(crate) fn viable_g(&self, x: &[f64]) -> f64 {
        self.each(x).map(|(lesion, x)| lesion.viable_g(x)).sum()
    }

    /// ln of the viable mass in g, far below what a number holds.
    pub(crate) fn log_viable(&self, x: &[f64]) -> f64 {
        log_sum(self.each(x).map(|(lesion, x)| lesion.log_viable(x)))
    }

    /// −ln of the surviving share of its cells, growth not counted.
    pub(crate) fn log_kill(&self, x: &[f64]) -> f64 {
        let mass = |l: &Lesion| libm::log((1.0 - l.residual) * l.mass_g);
        let before = log_sum(self.cells.iter().map(|c| mass(&c.lesion)));
        before - log_sum(self.each(x).map(|(lesion, x)| mass(lesion) - lesion.log_kill(x)))
    }

    /// Mass that a scan sees in g.
    pub(crate) fn seen_g(&self, place: usize, x: &[f64]) -> f64 {
        let left = self.surgery.iter().filter(|(at, _)| *at <= place).map(|(_, left)| left).product();
        self.each(x).map(|(lesion, x)| lesion.seen_g(left, x)).sum()
    }

    /// Un-repaired dose in Gy, over all viable cells.
    pub(crate) fn unrepaired_gy(&self, x: &[f64]) -> f64 {
        let most = self.each(x).map(|(l, x)| l.log_viable(x)).fold(f64::NEG_INFINITY, f64::max);
        let (mut dose, mut all) = (0.0, 0.0);
        for (lesion, x) in self.each(x) {
            let share = libm::exp(lesion.log_viable(x) - most);
            dose += share * lesion.unrepaired_gy(x);
            all += share;
        }
        dose / all
    }
}

/// The power of the mass is not taken beyond a factor of a hundred either way: nobody has measured uptake there.
const LEAST_SHARE: f64 = 0.01;

/// ln Σ eˣ.
fn log_sum(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    most + libm::log(logs.map(|x| libm::exp(x - most)).sum())
}
