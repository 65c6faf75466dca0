//! Everything that is given, in the order of time.

use serde::Serialize;

/// One line of a timeline: something given once, or in a rhythm over some days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// First day, 0 that of the first administration of the radiopharmaceutical.
    pub from_d: f64,
    /// Last day; the first one where it is given once.
    pub to_d: f64,
    /// Number of doses.
    pub doses: usize,
    /// What, with its amount.
    pub what: String,
}

/// Lines in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timeline {
    /// Lines.
    pub entries: Vec<Entry>,
}

/// Doses further apart than this begin a line of their own, in h.
const APART_H: f64 = 49.0;

impl Timeline {
    /// Adds doses at rising times in h; those that follow each other within two days share a line.
    pub fn add(&mut self, times_h: &[f64], what: &str) {
        for run in times_h.chunk_by(|a, b| b - a < APART_H) {
            let (Some(from), Some(to)) = (run.first(), run.last()) else { continue };
            let entry =
                Entry { from_d: from / 24.0, to_d: to / 24.0, doses: run.len(), what: what.to_owned() };
            let after = self.entries.partition_point(|e| e.from_d <= entry.from_d);
            self.entries.insert(after, entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_lines_are_in_order() {
        let mut timeline = Timeline::default();
        timeline.add(&[0.0, 1344.0], "177Lu");
        timeline.add(&[-24.0, -12.0, 0.0, 1320.0], "tablet");
        let lines: Vec<_> =
            timeline.entries.iter().map(|e| (e.from_d, e.to_d, e.doses, &e.what[..])).collect();
        assert_eq!(
            lines,
            [
                (-1.0, 0.0, 3, "tablet"),
                (0.0, 0.0, 1, "177Lu"),
                (55.0, 55.0, 1, "tablet"),
                (56.0, 56.0, 1, "177Lu")
            ]
        );
    }
}
