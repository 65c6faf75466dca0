//! Small symmetric matrices, row by row. Written out so that bits do not depend on the processor.

/// Lower triangle L with L Lᵀ = a; `None` where a is not positive definite.
pub(crate) fn cholesky(a: &[f64], n: usize) -> Option<Vec<f64>> {
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| l[i * n + k] * l[j * n + k]).sum();
            let rest = a[i * n + j] - sum;
            if i == j {
                if !(rest > 0.0 && rest.is_finite()) {
                    return None;
                }
                l[i * n + i] = rest.sqrt();
            } else {
                l[i * n + j] = rest / l[j * n + j];
            }
        }
    }
    Some(l)
}

/// x with a x = b, from the triangle of a.
pub(crate) fn solve(l: &[f64], b: &[f64]) -> Vec<f64> {
    let n = b.len();
    let mut x = b.to_vec();
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| l[i * n + k] * x[k]).sum();
        x[i] = (x[i] - sum) / l[i * n + i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| l[k * n + i] * x[k]).sum();
        x[i] = (x[i] - sum) / l[i * n + i];
    }
    x
}

/// ln det a, from its triangle.
pub(crate) fn log_determinant(l: &[f64], n: usize) -> f64 {
    (0..n).map(|i| 2.0 * libm::log(l[i * n + i])).sum()
}

/// The inverse, from the triangle.
pub(crate) fn inverse(l: &[f64], n: usize) -> Vec<f64> {
    let mut out = vec![0.0; n * n];
    for j in 0..n {
        let unit: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i == j))).collect();
        for (i, x) in solve(l, &unit).into_iter().enumerate() {
            out[i * n + j] = x;
        }
    }
    out
}

/// Eigenvalues with their eigenvectors, by Jacobi's rotations.
pub(crate) fn eigen(a: &[f64], n: usize) -> Vec<(f64, Vec<f64>)> {
    const SWEEPS: usize = 60;
    let mut a = a.to_vec();
    let mut v: Vec<f64> = (0..n * n).map(|i| f64::from(u8::from(i.is_multiple_of(n + 1)))).collect();
    for _ in 0..SWEEPS {
        for p in 0..n {
            for q in p + 1..n {
                let off = a[p * n + q];
                if off == 0.0 {
                    continue;
                }
                let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * off);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for k in 0..n {
                    let (kp, kq) = (a[k * n + p], a[k * n + q]);
                    a[k * n + p] = c * kp - s * kq;
                    a[k * n + q] = s * kp + c * kq;
                }
                for k in 0..n {
                    let (pk, qk) = (a[p * n + k], a[q * n + k]);
                    a[p * n + k] = c * pk - s * qk;
                    a[q * n + k] = s * pk + c * qk;
                    let (kp, kq) = (v[k * n + p], v[k * n + q]);
                    v[k * n + p] = c * kp - s * kq;
                    v[k * n + q] = s * kp + c * kq;
                }
                a[p * n + q] = 0.0;
                a[q * n + p] = 0.0;
            }
        }
    }
    (0..n).map(|j| (a[j * n + j], (0..n).map(|i| v[i * n + j]).collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [f64; 9] = [4.0, 1.0, 0.5, 1.0, 3.0, -0.2, 0.5, -0.2, 2.0];

    #[test]
    fn exact_inverse_and_determinant() {
        let l = cholesky(&A, 3).unwrap();
        let inverse = inverse(&l, 3);
        for i in 0..3 {
            for j in 0..3 {
                let sum: f64 = (0..3).map(|k| A[i * 3 + k] * inverse[k * 3 + j]).sum();
                assert!((sum - f64::from(u8::from(i == j))).abs() < 1e-14, "{i} {j} {sum}");
            }
        }
        // 4(6 − 0.04) − 1(2 + 0.1) + 0.5(−0.2 − 1.5)
        assert!((log_determinant(&l, 3) - libm::log(23.84 - 2.1 - 0.85)).abs() < 1e-14);
        assert!(cholesky(&[1.0, 2.0, 2.0, 1.0], 2).is_none());
    }

    #[test]
    fn exact_eigenvalues() {
        let found = eigen(&A, 3);
        assert!((found.iter().map(|e| e.0).sum::<f64>() - 9.0).abs() < 1e-13);
        for (value, vector) in found {
            for i in 0..3 {
                let product: f64 = (0..3).map(|k| A[i * 3 + k] * vector[k]).sum();
                assert!((product - value * vector[i]).abs() < 1e-13);
            }
        }
    }
}
