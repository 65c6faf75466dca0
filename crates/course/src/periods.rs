//! What differs from one administration to the next.

/// Factors on the dose rates of regions that hold from one administration to the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Periods {
    /// Administrations before or at the beginning of each step of the grid; empty where nothing differs.
    pub of_step: Vec<usize>,
    /// By region, in the order of exposures, then by administration; 1 where there is none.
    pub factors: Vec<Vec<f64>>,
}

impl Periods {
    /// Factor of a region in a step.
    pub(crate) fn factor(&self, region: usize, step: usize) -> f64 {
        let Some(factors) = self.factors.get(region).filter(|f| !f.is_empty()) else { return 1.0 };
        let last = self.of_step.get(step).copied().unwrap_or(0).checked_sub(1);
        last.and_then(|k| factors.get(k)).copied().unwrap_or(1.0)
    }

    /// Whether something is given at this place of the grid, after its start.
    pub(crate) fn begins(&self, place: usize) -> bool {
        place > 0 && self.of_step.get(place).is_some_and(|now| self.of_step[place - 1] != *now)
    }
}
