//! What became of a patient.

use hevesy_biology::{ImmuneCells, LateTissue, Lineage};

use crate::layout::Layout;
use crate::patient::Patient;

/// States of a patient at every time of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    pub(crate) patient: Patient,
    pub(crate) layout: Layout,
    pub(crate) states: Vec<f64>,
}

impl Trajectory {
    fn at(&self, place: usize) -> &[f64] {
        &self.states[place * self.layout.size..(place + 1) * self.layout.size]
    }

    fn lesion(&self, lesion: usize, place: usize) -> &[f64] {
        &self.at(place)[self.layout.tumour(lesion)]
    }

    /// Mass in g that a scan sees of a lesion, at a place of the grid.
    #[must_use]
    pub fn lesion_g(&self, lesion: usize, place: usize) -> f64 {
        self.patient.lesions[lesion].seen_g(place, self.lesion(lesion, place))
    }

    /// −ln of the surviving share of the cells of a lesion, growth not counted.
    #[must_use]
    pub fn log_kill(&self, lesion: usize, place: usize) -> f64 {
        self.patient.lesions[lesion].log_kill(self.lesion(lesion, place))
    }

    /// ln of the viable mass of a lesion in g, far below what a number holds.
    #[must_use]
    pub fn log_viable(&self, lesion: usize, place: usize) -> f64 {
        self.patient.lesions[lesion].log_viable(self.lesion(lesion, place))
    }

    /// Viable mass of a lesion in g.
    #[must_use]
    pub fn viable_g(&self, lesion: usize, place: usize) -> f64 {
        self.patient.lesions[lesion].viable_g(self.lesion(lesion, place))
    }

    /// Dose of electrons and photons in Gy of which the breaks are not repaired yet, over the viable cells of a lesion.
    #[must_use]
    pub fn unrepaired_gy(&self, lesion: usize, place: usize) -> f64 {
        self.patient.lesions[lesion].unrepaired_gy(self.lesion(lesion, place))
    }

    /// BED of an organ in Gy so far.
    #[must_use]
    pub fn bed_gy(&self, organ: usize, place: usize) -> f64 {
        self.at(place)[self.layout.organ(organ)][LateTissue::BED]
    }

    /// Immune cells in a lesion; nothing without immunity.
    #[must_use]
    pub fn immune_cells(&self, lesion: usize, place: usize) -> Option<ImmuneCells> {
        let of = &self.patient.immunity.as_ref()?.of[lesion];
        Some(of.seen(&self.at(place)[self.layout.immune(lesion)]))
    }

    /// Count of a lineage in 10⁹/L.
    #[must_use]
    pub fn count(&self, lineage: usize, place: usize) -> f64 {
        self.at(place)[self.layout.lineage(lineage)][Lineage::COUNT]
    }
}
