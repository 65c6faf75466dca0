//! A patient and what becomes of him.

use hevesy_biology::{Hit, ImmuneModifiers, Immunity, LateTissue, Lineage, MarrowModifiers, Modifiers};
use hevesy_ode::{Diagonal, Exponential, Side};

use crate::exposure::{Exposure, Weights};
use crate::grid::Grid;
use crate::layout::Layout;
use crate::periods::Periods;
use crate::trajectory::Trajectory;
use crate::tumour::Tumour;

/// What is followed of a patient, each part with its weights; exposures come in the same order, the marrow's last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patient {
    /// Lesions.
    pub lesions: Vec<Tumour>,
    /// Organs that answer late.
    pub organs: Vec<(LateTissue, Weights)>,
    /// Lineages of blood cells, all fed by the marrow.
    pub lineages: Vec<(Lineage, Weights)>,
    /// How long in h before the masses of lesions are the stated ones the course begins.
    pub before_h: f64,
    /// What partners change.
    pub partners: Partners,
    /// Immune cells in every lesion.
    pub immunity: Option<Immune>,
    /// What differs from one administration to the next.
    pub periods: Periods,
}

/// Immunity of a patient.
#[derive(Clone, Debug, PartialEq)]
pub struct Immune {
    /// How it answers, in each lesion.
    pub of: Vec<Immunity>,
    /// Weight of alphas in the dose of its cells.
    pub rbe_alpha: f64,
    /// Dose of its cells by radiopharmaceuticals over the mean of the lesion: less where they stay in stroma that the vector does not reach.
    pub dose_share: f64,
    /// How immunogenic death by alphas is, over that by electrons and photons.
    pub immunogenicity_of_alphas: f64,
    /// Dose rate in Gy/h at which death is half as immunogenic as at high dose rate; 0 where it does not depend on it.
    pub immunogenic_gy_per_h: f64,
    /// States at the start, of each lesion.
    pub start: Vec<[f64; Immunity::SIZE]>,
    /// Kill in 1/h that the growth of each lesion already has in it.
    pub usual_kill_per_h: Vec<f64>,
    /// The lineage whose count over its baseline feeds lesions with effectors.
    pub lymphocytes: Option<usize>,
}

impl Immune {
    /// How immunogenic dying cells are under such a hit, over those under electrons and photons.
    fn primes(&self, hit: Hit) -> f64 {
        let (all, low) = (hit.linear_gy_per_h, hit.sublethal_gy_per_h);
        let by_rate =
            if self.immunogenic_gy_per_h > 0.0 { all / (all + self.immunogenic_gy_per_h) } else { 1.0 };
        by_rate * if all > low { (low + self.immunogenicity_of_alphas * (all - low)) / all } else { 1.0 }
    }
}

/// What partners of the radiopharmaceutical change just after the beginning and just before the end of each step; empty without any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Partners {
    /// In lesions and late tissue.
    pub tissue: Vec<[Modifiers; 2]>,
    /// In the marrow.
    pub marrow: Vec<[MarrowModifiers; 2]>,
    /// Of immunity.
    pub immune: Vec<[ImmuneModifiers; 2]>,
}

impl Patient {
    /// Follows the patient over the grid. Exposures: of each lesion, of each organ, then of the marrow; what has none is not irradiated.
    ///
    /// Theory: theory/course.md (1) to (5), (13) to (16).
    #[must_use]
    pub fn follow(&self, grid: &Grid, exposures: &[Exposure]) -> Trajectory {
        let layout = Layout::of(self);
        let mut x = vec![0.0; layout.size];
        let mut decay = vec![0.0; layout.size];
        for (i, tumour) in self.lesions.iter().enumerate() {
            tumour.start(self.before_h, &mut x[layout.tumour(i)]);
            tumour.decay(&mut decay[layout.tumour(i)]);
        }
        for (i, (organ, _)) in self.organs.iter().enumerate() {
            organ.decay(&mut decay[layout.organ(i)]);
        }
        for (i, (lineage, _)) in self.lineages.iter().enumerate() {
            lineage.start(&mut x[layout.lineage(i)]);
            lineage.decay(&mut decay[layout.lineage(i)]);
        }
        if let Some(immune) = &self.immunity {
            for (i, (start, of)) in immune.start.iter().zip(&immune.of).enumerate() {
                x[layout.immune(i)].copy_from_slice(start);
                of.decay(&mut decay[layout.immune(i)]);
            }
        }
        let none = Exposure::default();
        let running = Running { patient: self, grid, exposures, none: &none, layout, decay };
        let mut solver = Exponential::new(&running);
        let mut states = Vec::with_capacity(x.len() * (grid.steps() + 1));
        for step in 0..grid.steps() {
            running.events(step, &mut x);
            states.extend_from_slice(&x);
            solver.step(&running, step, grid.length_h(step), &mut x);
        }
        states.extend_from_slice(&x);
        Trajectory::of(self, running.layout, states)
    }
}

struct Running<'a> {
    patient: &'a Patient,
    grid: &'a Grid,
    exposures: &'a [Exposure],
    none: &'a Exposure,
    layout: Layout,
    decay: Vec<f64>,
}

impl Diagonal for Running<'_> {
    fn size(&self) -> usize {
        self.decay.len()
    }

    fn decay(&self) -> &[f64] {
        &self.decay
    }

    fn rest(&self, step: usize, side: Side, x: &[f64], out: &mut [f64]) {
        let end = usize::from(side == Side::Right);
        let partners = &self.patient.partners;
        let tissue = partners.tissue.get(step).map_or(&Modifiers::NONE, |ends| &ends[end]);
        let marrow = partners.marrow.get(step).map_or(&MarrowModifiers::NONE, |ends| &ends[end]);
        let tumours = self.patient.lesions.len();
        for (i, tumour) in self.patient.lesions.iter().enumerate() {
            let own = self.layout.tumour(i);
            let states = &x[own.clone()];
            let viable_g = tumour.viable_g(states);
            let mut tissue = *tissue;
            let weights = self.weights(i, tumour.weights, step, tumour.dose_by_size(states));
            let hit = |dose: f64| {
                self.exposure(i).hit(Weights { scale: dose * weights.scale, ..weights }, step, end)
            };
            if let Some(immune) = &self.patient.immunity {
                let cells = self.layout.immune(i);
                tissue.kill_per_h += immune.of[i].kill(&x[cells.clone()]) - immune.usual_kill_per_h[i];
                let blood = immune.lymphocytes.map_or(1.0, |l| {
                    x[self.layout.lineage(l)][Lineage::COUNT] / self.patient.lineages[l].0.baseline
                });
                let [grows, cleared] = tumour.turnover(&tissue, viable_g, states);
                let m = partners.immune.get(step).map_or_else(ImmuneModifiers::default, |ends| ends[end]);
                immune.of[i].rest(
                    grows,
                    immune.primes(hit(1.0)) * cleared,
                    blood,
                    &m,
                    &x[cells.clone()],
                    &mut out[cells],
                );
            }
            tumour.rest(&hit, &tissue, viable_g, states, &mut out[own]);
        }
        for (i, (organ, weights)) in self.patient.organs.iter().enumerate() {
            let own = self.layout.organ(i);
            let weights = self.weights(tumours + i, *weights, step, 1.0);
            let hit = self.exposure(tumours + i).hit(weights, step, end);
            organ.rest(hit, tissue, &x[own.clone()], &mut out[own]);
        }
        for (i, (lineage, _)) in self.patient.lineages.iter().enumerate() {
            let own = self.layout.lineage(i);
            lineage.rest(marrow, &x[own.clone()], &mut out[own]);
        }
    }

    fn half(&self, step: usize, x: &mut [f64]) {
        // Of a step: weighted, and that of electrons and photons in it.
        let dose_gy = |region: usize, weights: Weights| {
            let [a, b] = [0, 1].map(|end| self.exposure(region).hit(weights, step, end));
            let length_h = self.grid.length_h(step);
            [
                f64::midpoint(a.linear_gy_per_h, b.linear_gy_per_h) * length_h,
                f64::midpoint(a.sublethal_gy_per_h, b.sublethal_gy_per_h) * length_h,
            ]
        };
        let marrow = self.patient.lesions.len() + self.patient.organs.len();
        for (i, (lineage, weights)) in self.patient.lineages.iter().enumerate() {
            let m = self.patient.partners.marrow.get(step).map_or(MarrowModifiers::NONE, |m| m[0]);
            let weights = self.weights(marrow, *weights, step, 1.0);
            let [all, low] = dose_gy(marrow, weights).map(|gy| 0.5 * gy);
            let cells = m.alpha * (all + (m.low - 1.0) * low);
            lineage.irradiate(cells, all, &mut x[self.layout.lineage(i)]);
        }
        if let Some(immune) = &self.patient.immunity {
            for (i, tumour) in self.patient.lesions.iter().enumerate() {
                let by_size = tumour.dose_by_size(&x[self.layout.tumour(i)]);
                let scale = self.weights(i, tumour.weights, step, by_size).scale;
                let weights = Weights { scale: immune.dose_share * scale, rbe_max_alpha: immune.rbe_alpha };
                let treg = self.patient.partners.immune.get(step).map_or(0.0, |m| m[0].treg);
                let hours = 0.5 * self.grid.length_h(step);
                immune.of[i].suppress(hours, treg, &mut x[self.layout.immune(i)]);
                immune.of[i].irradiate(0.5 * dose_gy(i, weights)[0], &mut x[self.layout.immune(i)]);
            }
        }
    }

    fn settle(&self, step: usize, before: &[f64], x: &mut [f64]) {
        for (i, tumour) in self.patient.lesions.iter().enumerate() {
            let own = self.layout.tumour(i);
            tumour.settle(self.grid.length_h(step), &before[own.clone()], &mut x[own]);
        }
    }
}

impl Running<'_> {
    fn exposure(&self, region: usize) -> &Exposure {
        self.exposures.get(region).unwrap_or(self.none)
    }

    /// Weights of a region in a step, with a further factor.
    fn weights(&self, region: usize, weights: Weights, step: usize, factor: f64) -> Weights {
        Weights { scale: weights.scale * factor * self.patient.periods.factor(region, step), ..weights }
    }

    /// What happens at once at the beginning of a step: operations, and the mass that takes up the next administration.
    fn events(&self, step: usize, x: &mut [f64]) {
        for (i, tumour) in self.patient.lesions.iter().enumerate() {
            let own = &mut x[self.layout.tumour(i)];
            tumour.operate(step, own);
            if self.patient.periods.begins(step) {
                tumour.administered(step, own);
            }
            if let Some(immune) = &self.patient.immunity {
                immune.of[i].resect(tumour.left_at(step), &mut x[self.layout.immune(i)]);
            }
        }
    }
}
