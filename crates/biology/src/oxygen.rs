//! Oxygen: how much less low-LET radiation kills where there is little.

/// Pressure of half effect in mmHg and largest enhancement (Alper and Howard-Flanders 1956, recalled).
const HALF_MMHG: f64 = 3.0;
const LARGEST: f64 = 3.0;

/// Share of the α of oxic cells that is left at a partial pressure in mmHg; β goes with its square.
///
/// OER(p) = (m p + K)/(p + K), 1 without oxygen and m with plenty; the share is OER(p)/m. Theory: theory/course.md (10).
///
/// ```
/// use hevesy_biology::oxygen_share;
/// assert!((oxygen_share(0.0) - 1.0 / 3.0).abs() < 1e-12);
/// assert!((oxygen_share(3.0) - 2.0 / 3.0).abs() < 1e-12);
/// assert!((oxygen_share(40.0) - 0.953).abs() < 1e-3);
/// ```
#[must_use]
pub fn oxygen_share(pressure_mmhg: f64) -> f64 {
    (LARGEST * pressure_mmhg + HALF_MMHG) / ((pressure_mmhg + HALF_MMHG) * LARGEST)
}
