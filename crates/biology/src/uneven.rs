//! Log-normal spread over the cells of a tumour: of the dose that they get, or of their sensitivity.

/// Spacing and range of the standard deviates: the trapezium rule on a Gaussian is exact to e^{−2π²/h²}, and those who survive are the least hit.
const SPACING: f64 = 0.9;
const LEAST: f64 = -5.4;
const NODES: u32 = 12;

/// (share, factor e^{σz} over its mean) of populations that stand for a log-normal spread of the logarithm's standard deviation σ.
///
/// ```
/// // Survival under a mean log kill of 10 with a coefficient of variation of 50 %: far above e^{−10}.
/// let sigma = 1.25_f64.ln().sqrt();
/// let survive: f64 = hevesy_biology::uneven(sigma).iter().map(|(share, f)| share * (-10.0 * f).exp()).sum();
/// assert!((-survive.ln() - 5.751).abs() < 0.01, "{}", -survive.ln());
/// ```
#[must_use]
pub fn uneven(log_sd: f64) -> Vec<(f64, f64)> {
    if log_sd <= 0.0 {
        return vec![(1.0, 1.0)];
    }
    let nodes: Vec<f64> = (0..NODES).map(|i| SPACING.mul_add(f64::from(i), LEAST)).collect();
    let weights: Vec<f64> = nodes.iter().map(|z| libm::exp(-0.5 * z * z)).collect();
    let all: f64 = weights.iter().sum();
    let mean: f64 = weights.iter().zip(&nodes).map(|(w, z)| w / all * libm::exp(log_sd * z)).sum();
    weights.iter().zip(&nodes).map(|(w, z)| (w / all, libm::exp(log_sd * z) / mean)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Against 4000 slices of the same log-normal law.
    #[test]
    fn conv_survival_under_uneven_dose() {
        for cv in [0.2_f64, 0.5, 0.8, 1.0] {
            let sigma = libm::sqrt(libm::log(1.0 + cv * cv));
            for kill in [1.0, 5.0, 15.0, 40.0] {
                let nodes: f64 = uneven(sigma).iter().map(|(w, f)| w * libm::exp(-kill * f)).sum();
                let (mut fine, mut all) = (0.0, 0.0);
                for i in 0..4000 {
                    let z = -10.0 + 0.005 * f64::from(i);
                    let w = libm::exp(-0.5 * z * z);
                    fine += w * libm::exp(-kill * libm::exp(sigma * z - 0.5 * sigma * sigma));
                    all += w;
                }
                let (a, b) = (-libm::log(nodes), -libm::log(fine / all));
                assert!((a / b - 1.0).abs() < 0.01, "{cv} {kill}: {a} {b}");
            }
        }
    }
}
