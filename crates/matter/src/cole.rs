//! Range and energy of electrons in matter of unit density at low energy (Cole 1969, Radiat Res 38:7).

/// Range in µm: R = 0.0431 (E + 0.367)^1.77 − 0.007, E in keV; 0 where that is negative.
///
/// Valid from 20 eV to 20 keV within a few per cent, in use up to 2 MeV for doses of cells. Theory: theory/matter.md (8).
#[must_use]
pub fn cole_range_um(energy_kev: f64) -> f64 {
    (0.0431 * libm::pow(energy_kev + 0.367, 1.77) - 0.007).max(0.0)
}

/// Energy in keV of an electron with this range in µm: E = 5.9 (R + 0.007)^0.565 + 0.00413 R^1.33 − 0.367, 0 where that is
/// negative. Theory: theory/matter.md (9).
#[must_use]
pub fn cole_energy_kev(range_um: f64) -> f64 {
    let r = range_um.max(0.0);
    (5.9 * libm::pow(r + 0.007, 0.565) + 0.00413 * libm::pow(r, 1.33) - 0.367).max(0.0)
}
