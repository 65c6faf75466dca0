//! What became of a patient.

use hevesy_biology::{ImmuneCells, Immunity, LateTissue, Lineage};

use crate::exposure::Exposure;
use crate::grid::Grid;
use crate::layout::Layout;
use crate::patient::Patient;
use crate::periods::Periods;
use crate::tumour::Tumour;

/// States of a patient at every time of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    lesions: Vec<Tumour>,
    immunity: Vec<Immunity>,
    /// Dose of immune cells by radiopharmaceuticals over the mean of their lesion.
    immune_share: f64,
    periods: Periods,
    layout: Layout,
    states: Vec<f64>,
}

impl Trajectory {
    pub(crate) fn of(patient: &Patient, layout: Layout, states: Vec<f64>) -> Self {
        Self {
            lesions: patient.lesions.clone(),
            immunity: patient.immunity.as_ref().map_or_else(Vec::new, |i| i.of.clone()),
            immune_share: patient.immunity.as_ref().map_or(1.0, |i| i.dose_share),
            periods: patient.periods.clone(),
            layout,
            states,
        }
    }

    fn at(&self, place: usize) -> &[f64] {
        &self.states[place * self.layout.size..(place + 1) * self.layout.size]
    }

    fn lesion(&self, lesion: usize, place: usize) -> &[f64] {
        &self.at(place)[self.layout.tumour(lesion)]
    }

    /// Mass in g that a scan sees of a lesion, at a place of the grid.
    #[must_use]
    pub fn lesion_g(&self, lesion: usize, place: usize) -> f64 {
        self.lesions[lesion].seen_g(place, self.lesion(lesion, place))
    }

    /// −ln of the surviving share of the cells of a lesion, growth not counted.
    #[must_use]
    pub fn log_kill(&self, lesion: usize, place: usize) -> f64 {
        self.lesions[lesion].log_kill(self.lesion(lesion, place))
    }

    /// ln of the viable mass of a lesion in g, far below what a number holds.
    #[must_use]
    pub fn log_viable(&self, lesion: usize, place: usize) -> f64 {
        self.lesions[lesion].log_viable(self.lesion(lesion, place))
    }

    /// Viable mass of a lesion in g.
    #[must_use]
    pub fn viable_g(&self, lesion: usize, place: usize) -> f64 {
        self.lesions[lesion].viable_g(self.lesion(lesion, place))
    }

    /// Dose of electrons and photons in Gy of which the breaks are not repaired yet, over the viable cells of a lesion.
    #[must_use]
    pub fn unrepaired_gy(&self, lesion: usize, place: usize) -> f64 {
        self.lesions[lesion].unrepaired_gy(self.lesion(lesion, place))
    }

    /// Mean dose of a lesion in a step in Gy: electrons, photons and beams; alphas.
    #[must_use]
    pub fn lesion_dose_gy(&self, lesion: usize, step: usize, exposure: &Exposure, grid: &Grid) -> [f64; 2] {
        self.dose_gy(1.0, lesion, step, exposure, grid)
    }

    /// The same of immune cells in it, which may get a share of what the radiopharmaceuticals leave there.
    #[must_use]
    pub fn immune_dose_gy(&self, lesion: usize, step: usize, exposure: &Exposure, grid: &Grid) -> [f64; 2] {
        self.dose_gy(self.immune_share, lesion, step, exposure, grid)
    }

    fn dose_gy(&self, share: f64, lesion: usize, step: usize, exposure: &Exposure, grid: &Grid) -> [f64; 2] {
        let tumour = &self.lesions[lesion];
        let by_size = tumour.dose_by_size(self.lesion(lesion, step));
        let scale = share * tumour.weights.scale * by_size * self.periods.factor(lesion, step);
        exposure.dose_gy(scale, grid, step)
    }

    /// BED of an organ in Gy so far.
    #[must_use]
    pub fn bed_gy(&self, organ: usize, place: usize) -> f64 {
        self.at(place)[self.layout.organ(organ)][LateTissue::BED]
    }

    /// Immune cells in a lesion; nothing without immunity.
    #[must_use]
    pub fn immune_cells(&self, lesion: usize, place: usize) -> Option<ImmuneCells> {
        let of = self.immunity.get(lesion)?;
        Some(of.seen(&self.at(place)[self.layout.immune(lesion)]))
    }

    /// Count of a lineage in 10⁹/L.
    #[must_use]
    pub fn count(&self, lineage: usize, place: usize) -> f64 {
        self.at(place)[self.layout.lineage(lineage)][Lineage::COUNT]
    }
}
