//! A patient and what becomes of him.

use hevesy_biology::{LateTissue, Lesion, Lineage};
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
            lesion.start(&mut x[at..at + Lesion::SIZE]);
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
        let hit = |region: usize, weights: Weights| self.exposure(region).hit(weights, step, end);
        let (mut at, mut region) = (0, 0);
        for (lesion, weights) in &self.patient.lesions {
            let own = at..at + Lesion::SIZE;
            lesion.rest(hit(region, *weights), &x[own.clone()], &mut out[own]);
            at += Lesion::SIZE;
            region += 1;
        }
        for (organ, weights) in &self.patient.organs {
            let own = at..at + LateTissue::SIZE;
            organ.rest(hit(region, *weights), &x[own.clone()], &mut out[own]);
            at += LateTissue::SIZE;
            region += 1;
        }
        for (lineage, _) in &self.patient.lineages {
            let own = at..at + Lineage::SIZE;
            lineage.rest(&x[own.clone()], &mut out[own]);
            at += Lineage::SIZE;
        }
    }

    fn half(&self, step: usize, x: &mut [f64]) {
        let mut at = x.len() - self.patient.lineages.len() * Lineage::SIZE;
        let marrow = self.exposure(self.patient.lesions.len() + self.patient.organs.len());
        for (lineage, weights) in &self.patient.lineages {
            let ends = [0, 1].map(|end| marrow.hit(*weights, step, end).linear_gy_per_h);
            let dose_gy = f64::midpoint(ends[0], ends[1]) * self.grid.length_h(step);
            lineage.irradiate(0.5 * dose_gy, &mut x[at..at + Lineage::SIZE]);
            at += Lineage::SIZE;
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
        self.lesion(lesion, place)[3]
    }

    /// BED of an organ in Gy so far.
    #[must_use]
    pub fn bed_gy(&self, organ: usize, place: usize) -> f64 {
        let at = self.patient.lesions.len() * Lesion::SIZE + organ * LateTissue::SIZE;
        self.part(place, at, LateTissue::SIZE)[LateTissue::BED]
    }

    /// Count of a lineage in 10⁹/L.
    #[must_use]
    pub fn count(&self, lineage: usize, place: usize) -> f64 {
        let before = self.patient.lesions.len() * Lesion::SIZE + self.patient.organs.len() * LateTissue::SIZE;
        self.part(place, before + lineage * Lineage::SIZE, Lineage::SIZE)[Lineage::COUNT]
    }
}
