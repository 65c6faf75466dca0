//! Ranges in the continuous-slowing-down approximation, and energies by range.

use crate::Grid;

/// Range against energy and back. Theory: theory/matter.md (5).
pub(crate) struct Ranges {
    range: Grid,
    energy: Grid,
    least_mev: f64,
}

impl Ranges {
    /// Integrates ∫ dT/S from a first range at the least energy, by Simpson's rule in ln T with `per_decade` steps.
    pub(crate) fn integrate(
        least_mev: f64,
        most_mev: f64,
        per_decade: f64,
        first_g_per_cm2: f64,
        stopping: impl Fn(f64) -> f64,
    ) -> Self {
        let (start, end) = (libm::log(least_mev), libm::log(most_mev));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of a few hundred"
        )]
        let n = ((end - start) / std::f64::consts::LN_10 * per_decade).ceil() as usize;
        let step = (end - start) / n as f64;
        let per_ln = |ln: f64| {
            let e = libm::exp(ln);
            e / stopping(e)
        };
        let mut range = first_g_per_cm2;
        let mut table = vec![(least_mev, range)];
        for i in 0..n {
            let a = start + i as f64 * step;
            range += step / 6.0 * (per_ln(a) + 4.0 * per_ln(a + step / 2.0) + per_ln(a + step));
            table.push((libm::exp(a + step), range));
        }
        Self { energy: Grid::new(table.iter().map(|(e, r)| (*r, *e))), range: Grid::new(table), least_mev }
    }

    /// Range in g/cm² at an energy in MeV; in proportion to the energy below the table.
    pub(crate) fn range(&self, energy_mev: f64) -> f64 {
        let least = self.least_mev;
        if energy_mev < least {
            self.range.at(least) * energy_mev.max(0.0) / least
        } else {
            self.range.at(energy_mev)
        }
    }

    /// Energy in MeV at a range in g/cm².
    pub(crate) fn energy(&self, range_g_per_cm2: f64) -> f64 {
        let first = self.range.at(self.least_mev);
        if range_g_per_cm2 < first {
            self.least_mev * range_g_per_cm2.max(0.0) / first
        } else {
            self.energy.at(range_g_per_cm2)
        }
    }
}
