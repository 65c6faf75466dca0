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
    oxygen_share_of(LARGEST, pressure_mmhg)
}

/// Largest enhancement by oxygen at a linear energy transfer in keV/µm: M(L) = (3 a + L³)/(a + L³), a = 8.27·10⁵, 3 at low LET and 1 far above 150.
///
/// Recalled from the fit of Scifoni 2013 (Phys Med Biol 58:3871) to ions; older data under alphas fall sooner. Theory: theory/course.md (18).
///
/// ```
/// use hevesy_biology::oxygen_enhancement;
/// assert!((oxygen_enhancement(0.3) - 3.0).abs() < 1e-4);
/// assert!(oxygen_enhancement(80.0) > oxygen_enhancement(120.0) && oxygen_enhancement(300.0) < 1.1);
/// ```
#[must_use]
pub fn oxygen_enhancement(let_kev_per_um: f64) -> f64 {
    let cube = let_kev_per_um * let_kev_per_um * let_kev_per_um;
    (LARGEST * CROSSES + cube) / (CROSSES + cube)
}

/// a of the fit, in (keV/µm)³.
const CROSSES: f64 = 8.27e5;

/// The same for radiation whose largest enhancement is another one: 1 of alphas of high LET, for which oxygen does not matter.
pub(crate) fn oxygen_share_of(largest: f64, pressure_mmhg: f64) -> f64 {
    (largest * pressure_mmhg + HALF_MMHG) / ((pressure_mmhg + HALF_MMHG) * largest)
}
