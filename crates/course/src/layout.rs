//! Where each part of a patient has its states.

use std::ops::Range;

use hevesy_biology::{Immunity, LateTissue, Lineage};

use crate::patient::Patient;

/// Tumours, then organs, lineages and the immune cells of each tumour.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layout {
    /// First states of tumours, and their end.
    tumours: Vec<usize>,
    lineages: usize,
    immune: usize,
    pub(crate) size: usize,
}

impl Layout {
    pub(crate) fn of(patient: &Patient) -> Self {
        let mut tumours = vec![0];
        for tumour in &patient.lesions {
            tumours.push(tumours[tumours.len() - 1] + tumour.states());
        }
        let lineages = tumours[tumours.len() - 1] + patient.organs.len() * LateTissue::SIZE;
        let immune = lineages + patient.lineages.len() * Lineage::SIZE;
        let cells = patient.immunity.as_ref().map_or(0, |_| patient.lesions.len() * Immunity::SIZE);
        Self { tumours, lineages, immune, size: immune + cells }
    }

    pub(crate) fn tumour(&self, i: usize) -> Range<usize> {
        self.tumours[i]..self.tumours[i + 1]
    }

    pub(crate) fn organ(&self, i: usize) -> Range<usize> {
        nth(self.tumours[self.tumours.len() - 1], i, LateTissue::SIZE)
    }

    pub(crate) const fn lineage(&self, i: usize) -> Range<usize> {
        nth(self.lineages, i, Lineage::SIZE)
    }

    /// Immune cells of a tumour.
    pub(crate) const fn immune(&self, i: usize) -> Range<usize> {
        nth(self.immune, i, Immunity::SIZE)
    }
}

const fn nth(from: usize, i: usize, size: usize) -> Range<usize> {
    from + i * size..from + (i + 1) * size
}
