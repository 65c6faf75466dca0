//! Exponentials of what a step does: mostly of small arguments, for which a few terms are exact.

/// e^z; below 0.01 by its series, whose next term is below rounding.
pub(crate) fn exp(z: f64) -> f64 {
    if z.abs() < 0.01 {
        // 0.01⁷/5040 is 2e-18.
        1.0 + z * (1.0 + z / 2.0 * (1.0 + z / 3.0 * (1.0 + z / 4.0 * (1.0 + z / 5.0 * (1.0 + z / 6.0)))))
    } else {
        libm::exp(z)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn exact_series() {
        for i in -200..200 {
            let z = f64::from(i) * 1e-4;
            assert!((super::exp(z) / libm::exp(z) - 1.0).abs() < 4e-16, "{z}");
        }
    }
}
