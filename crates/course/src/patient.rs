//! A patient and what becomes of him.

use hevesy_biology::{ImmuneModifiers, Immunity, LateTissue, Lesion, Lineage, MarrowModifiers, Modifiers};
use hevesy_ode::{Diagonal, Exponential, Side};

use crate::exposure::{Exposure, Weights};
use crate::grid::Grid;

/// What is followed of a patient, each part with its weights; exposures come in the same order, the marrow's last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patient {
    /// Lesions.
    pub lesions: Vec<(Lesion, Weights)>,
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
}

/// Immunity of a patient.
#[derive(Clone, Debug, PartialEq)]
pub struct Immune {
    /// How it answers, in each lesion.
    pub of: Vec<Immunity>,
    /// Weight of alphas in the dose of its cells.
    pub rbe_alpha: f64,
    /// States at the start, of each lesion.
    pub start: Vec<[f64; Immunity::SIZE]>,
    /// Kill in 1/h that the growth of each lesion already has in it.
    pub usual_kill_per_h: Vec<f64>,
    /// The lineage whose count over its baseline feeds lesions with effectors.
    pub lymphocytes: Option<usize>,
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

/// States of a patient at every time of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    patient: Patient,
    size: usize,
    states: Vec<f64>,
}

impl Patient {
    fn size(&self) -> usize {
        self.lesions.len() * Lesion::SIZE
            + self.organs.len() * LateTissue::SIZE
            + self.lineages.len() * Lineage::SIZE
            + self.immunity.as_ref().map_or(0, |_| self.lesions.len() * Immunity::SIZE)
    }

    /// Place of the first state of the lineages, and of immunity.
    fn places(&self) -> (usize, usize) {
        let lineages = self.lesions.len() * Lesion::SIZE + self.organs.len() * LateTissue::SIZE;
        (lineages, lineages + self.lineages.len() * Lineage::SIZE)
    }

    /// Follows the patient over the grid. Exposures: of each lesion, of each organ, then of the marrow; what has none is not irradiated.
    ///
    /// Theory: theory/course.md (1) to (5).
    #[must_use]
    pub fn follow(&self, grid: &Grid, exposures: &[Exposure]) -> Trajectory {
        let size = self.size();
        let mut x = vec![0.0; size];
        let mut decay = vec![0.0; size];
        let mut at = 0;
        for (lesion, _) in &self.lesions {
            lesion.start(self.before_h, &mut x[at..at + Lesion::SIZE]);
            lesion.decay(&mut decay[at..at + Lesion::SIZE]);
            at += Lesion::SIZE;
        }
        for (organ, _) in &self.organs {
            organ.decay(&mut decay[at..at + LateTissue::SIZE]);
            at += LateTissue::SIZE;
        }
        for (lineage, _) in &self.lineages {
            lineage.start(&mut x[at..at + Lineage::SIZE]);
            lineage.decay(&mut decay[at..at + Lineage::SIZE]);
            at += Lineage::SIZE;
        }
        if let Some(immune) = &self.immunity {
            for (start, of) in immune.start.iter().zip(&immune.of) {
                x[at..at + Immunity::SIZE].copy_from_slice(start);
                of.decay(&mut decay[at..at + Immunity::SIZE]);
                at += Immunity::SIZE;
            }
        }
        let none = Exposure::default();
        let running = Running { patient: self, grid, exposures, none: &none, decay };
        let mut solver = Exponential::new(&running);
        let mut states = Vec::with_capacity(size * (grid.steps() + 1));
        states.extend_from_slice(&x);
        for step in 0..grid.steps() {
            solver.step(&running, step, grid.length_h(step), &mut x);
            states.extend_from_slice(&x);
        }
        Trajectory { patient: self.clone(), size, states }
    }
}

struct Running<'a> {
    patient: &'a Patient,
    grid: &'a Grid,
    exposures: &'a [Exposure],
    none: &'a Exposure,
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
        let hit = |region: usize, weights: Weights| self.exposure(region).hit(weights, step, end);
        let (mut at, mut region) = (0, 0);
        let (lineages_at, immune_at) = self.patient.places();
        for (i, (lesion, weights)) in self.patient.lesions.iter().enumerate() {
            let own = at..at + Lesion::SIZE;
            let mut tissue = *tissue;
            let viable_g = lesion.viable_g(&x[own.clone()]);
            if let Some(immune) = &self.patient.immunity {
                let cells = immune_at + i * Immunity::SIZE..immune_at + (i + 1) * Immunity::SIZE;
                tissue.kill_per_h += immune.of[i].kill(&x[cells.clone()]) - immune.usual_kill_per_h[i];
                let blood = immune.lymphocytes.map_or(1.0, |l| {
                    x[lineages_at + l * Lineage::SIZE + Lineage::COUNT] / self.patient.lineages[l].0.baseline
                });
                let grows = lesion.grows_g_per_h(&tissue, viable_g);
                let cleared = lesion.clearance_per_h * lesion.dying_g(&x[own.clone()]);
                let m = partners.immune.get(step).map_or_else(ImmuneModifiers::default, |ends| ends[end]);
                immune.of[i].rest(grows, cleared, blood, &m, &x[cells.clone()], &mut out[cells]);
            }
            // Uptake is that of the cycle.
            let uptake = partners.tissue.get(step).map_or(1.0, |m| m[0].uptake);
            let weights = Weights { scale: weights.scale * uptake, ..*weights };
            lesion.rest(hit(region, weights), &tissue, viable_g, &x[own.clone()], &mut out[own]);
            at += Lesion::SIZE;
            region += 1;
        }
        for (organ, weights) in &self.patient.organs {
            let own = at..at + LateTissue::SIZE;
            organ.rest(hit(region, *weights), tissue, &x[own.clone()], &mut out[own]);
            at += LateTissue::SIZE;
            region += 1;
        }
        for (lineage, _) in &self.patient.lineages {
            let own = at..at + Lineage::SIZE;
            lineage.rest(marrow, &x[own.clone()], &mut out[own]);
            at += Lineage::SIZE;
        }
    }

    fn half(&self, step: usize, x: &mut [f64]) {
        let (mut at, immune_at) = self.patient.places();
        // Of a step: weighted, and that of electrons and photons in it.
        let dose_gy = |exposure: &Exposure, weights: Weights| {
            let [a, b] = [0, 1].map(|end| exposure.hit(weights, step, end));
            let length_h = self.grid.length_h(step);
            [
                f64::midpoint(a.linear_gy_per_h, b.linear_gy_per_h) * length_h,
                f64::midpoint(a.sublethal_gy_per_h, b.sublethal_gy_per_h) * length_h,
            ]
        };
        let marrow = self.exposure(self.patient.lesions.len() + self.patient.organs.len());
        for (lineage, weights) in &self.patient.lineages {
            let m = self.patient.partners.marrow.get(step).map_or(MarrowModifiers::NONE, |m| m[0]);
            let [all, low] = dose_gy(marrow, *weights).map(|gy| 0.5 * gy);
            let cells = m.alpha * (all + (m.low - 1.0) * low);
            lineage.irradiate(cells, all, &mut x[at..at + Lineage::SIZE]);
            at += Lineage::SIZE;
        }
        if let Some(immune) = &self.patient.immunity {
            let uptake = self.patient.partners.tissue.get(step).map_or(1.0, |m| m[0].uptake);
            for (i, (_, weights)) in self.patient.lesions.iter().enumerate() {
                let weights = Weights { scale: weights.scale * uptake, rbe_max_alpha: immune.rbe_alpha };
                let cells = immune_at + i * Immunity::SIZE..immune_at + (i + 1) * Immunity::SIZE;
                immune.of[i].irradiate(0.5 * dose_gy(self.exposure(i), weights)[0], &mut x[cells]);
            }
        }
    }

    fn settle(&self, step: usize, before: &[f64], x: &mut [f64]) {
        for (i, (lesion, _)) in self.patient.lesions.iter().enumerate() {
            let own = i * Lesion::SIZE..(i + 1) * Lesion::SIZE;
            lesion.settle(self.grid.length_h(step), &before[own.clone()], &mut x[own]);
        }
    }
}

impl Running<'_> {
    fn exposure(&self, region: usize) -> &Exposure {
        self.exposures.get(region).unwrap_or(self.none)
    }
}

impl Trajectory {
    fn part(&self, place: usize, at: usize, size: usize) -> &[f64] {
        &self.states[place * self.size + at..place * self.size + at + size]
    }

    fn lesion(&self, lesion: usize, place: usize) -> &[f64] {
        self.part(place, lesion * Lesion::SIZE, Lesion::SIZE)
    }

    /// Mass in g that a scan sees of a lesion, at a place of the grid.
    #[must_use]
    pub fn lesion_g(&self, lesion: usize, place: usize) -> f64 {
        self.patient.lesions[lesion].0.seen_g(self.lesion(lesion, place))
    }

    /// −ln of the surviving share of the cells of a lesion, growth not counted.
    #[must_use]
    pub fn log_kill(&self, lesion: usize, place: usize) -> f64 {
        self.patient.lesions[lesion].0.log_kill(self.lesion(lesion, place))
    }

    /// ln of the viable mass of a lesion in g, far below what a number holds.
    #[must_use]
    pub fn log_viable(&self, lesion: usize, place: usize) -> f64 {
        self.patient.lesions[lesion].0.log_viable(self.lesion(lesion, place))
    }

    /// Viable mass of a lesion in g.
    #[must_use]
    pub fn viable_g(&self, lesion: usize, place: usize) -> f64 {
        self.patient.lesions[lesion].0.viable_g(self.lesion(lesion, place))
    }

    /// BED of an organ in Gy so far.
    #[must_use]
    pub fn bed_gy(&self, organ: usize, place: usize) -> f64 {
        let at = self.patient.lesions.len() * Lesion::SIZE + organ * LateTissue::SIZE;
        self.part(place, at, LateTissue::SIZE)[LateTissue::BED]
    }

    /// Effectors, exhausted cells and PD-L1 in a lesion; nothing without immunity.
    #[must_use]
    pub fn immune_cells(&self, lesion: usize, place: usize) -> Option<[f64; 3]> {
        let (_, at) = self.patient.places();
        self.patient.immunity.as_ref()?;
        Some(Immunity::seen(self.part(place, at + lesion * Immunity::SIZE, Immunity::SIZE)))
    }

    /// Count of a lineage in 10⁹/L.
    #[must_use]
    pub fn count(&self, lineage: usize, place: usize) -> f64 {
        let (before, _) = self.patient.places();
        self.part(place, before + lineage * Lineage::SIZE, Lineage::SIZE)[Lineage::COUNT]
    }
}
