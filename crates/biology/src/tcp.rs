/// Tumour control probability exp(−N e^{−α BED}) of N clonogens at a BED in Gy (Poisson).
///
/// ```
/// // One surviving cell on average: control in e⁻¹ of the tumours.
/// let bed = 1e7_f64.ln() / 0.35;
/// assert!((hevesy_biology::tcp(1e7, 0.35, bed) - (-1.0_f64).exp()).abs() < 1e-12);
/// ```
///
/// Theory: theory/biology.md (12).
#[must_use]
pub fn tcp(clonogens: f64, alpha_per_gy: f64, bed_gy: f64) -> f64 {
    libm::exp(-clonogens * libm::exp(-alpha_per_gy * bed_gy))
}
