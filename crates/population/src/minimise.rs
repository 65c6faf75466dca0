//! The least value of a smooth function without derivatives of its own: quasi-Newton, then Newton.

use crate::symmetric::{cholesky, solve};

/// Where the search ended.
pub(crate) struct Minimum {
    pub(crate) at: Vec<f64>,
    /// Second derivatives there, row by row.
    pub(crate) hessian: Vec<f64>,
    /// Whether another step would gain next to nothing.
    pub(crate) converged: bool,
    /// Evaluations, a work counter.
    pub(crate) evaluations: usize,
}

const MOST_STEPS: usize = 200;
const LONGEST: f64 = 0.7;

/// Minimises f from a start with differences of width h; `enough` is the gain below which it stops. A value that is not finite is a wall.
///
/// # Errors
/// Of f at the start.
pub(crate) fn minimise<E>(
    start: &[f64],
    h: f64,
    enough: f64,
    f: &mut impl FnMut(&[f64]) -> Result<f64, E>,
) -> Result<Minimum, E> {
    let n = start.len();
    let mut evaluations = 1;
    let mut x = start.to_vec();
    let mut value = f(&x)?;
    let mut of = |x: &[f64]| {
        evaluations += 1;
        f(x).ok().filter(|v| v.is_finite())
    };
    let mut inverse: Vec<f64> = identity(n, 1.0);
    let mut fresh = true;
    let mut gradient = slope(&x, h, value, &mut of);
    for _ in 0..MOST_STEPS {
        let mut step = product(&inverse, &gradient);
        let mut fall: f64 = step.iter().zip(&gradient).map(|(s, g)| s * g).sum();
        if fresh || fall <= 0.0 {
            let norm = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
            if norm == 0.0 {
                break;
            }
            inverse = identity(n, 0.1 / norm.max(0.1));
            step = product(&inverse, &gradient);
            fall = step.iter().zip(&gradient).map(|(s, g)| s * g).sum();
        } else if fall < enough {
            break;
        }
        let length = step.iter().map(|s| s.abs()).fold(0.0, f64::max);
        let mut scale = if length > LONGEST { LONGEST / length } else { 1.0 };
        let mut next = None;
        for _ in 0..40 {
            let trial: Vec<f64> = x.iter().zip(&step).map(|(x, s)| x - scale * s).collect();
            if let Some(v) = of(&trial).filter(|v| *v <= value - 1e-4 * scale * fall) {
                next = Some((trial, v));
                break;
            }
            scale *= 0.5;
        }
        let Some((trial, v)) = next else {
            if fresh {
                break;
            }
            fresh = true;
            continue;
        };
        let new_gradient = slope(&trial, h, v, &mut of);
        let s: Vec<f64> = trial.iter().zip(&x).map(|(a, b)| a - b).collect();
        let y: Vec<f64> = new_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let sy: f64 = s.iter().zip(&y).map(|(a, b)| a * b).sum();
        if sy > 0.0 {
            if fresh {
                let yy: f64 = y.iter().map(|y| y * y).sum();
                inverse = identity(n, sy / yy);
            }
            update(&mut inverse, &s, &y, sy);
            fresh = false;
        }
        (x, value, gradient) = (trial, v, new_gradient);
    }
    // Newton's steps end it, and their matrix is the answer's certainty.
    // Second differences need wider steps than first ones.
    let wide = libm::cbrt(h * h);
    let mut hessian = second(&x, wide, value, &mut of);
    let mut converged = false;
    for _ in 0..6 {
        let gradient = slope(&x, h, value, &mut of);
        let Some(l) = cholesky(&hessian, n) else { break };
        let step = solve(&l, &gradient);
        let fall: f64 = step.iter().zip(&gradient).map(|(s, g)| s * g).sum();
        if fall < enough {
            converged = true;
            break;
        }
        let trial: Vec<f64> = x.iter().zip(&step).map(|(x, s)| x - s).collect();
        let Some(v) = of(&trial).filter(|v| *v <= value) else {
            // No lower point in reach of the differences' accuracy.
            converged = fall < 1e3 * enough;
            break;
        };
        (x, value) = (trial, v);
        hessian = second(&x, wide, value, &mut of);
    }
    Ok(Minimum { at: x, hessian, converged, evaluations })
}

fn identity(n: usize, scale: f64) -> Vec<f64> {
    (0..n * n).map(|i| if i.is_multiple_of(n + 1) { scale } else { 0.0 }).collect()
}

fn product(a: &[f64], b: &[f64]) -> Vec<f64> {
    let n = b.len();
    (0..n).map(|i| (0..n).map(|j| a[i * n + j] * b[j]).sum()).collect()
}

/// Central differences; one-sided at a wall.
fn slope(x: &[f64], h: f64, value: f64, f: &mut impl FnMut(&[f64]) -> Option<f64>) -> Vec<f64> {
    let mut out = Vec::with_capacity(x.len());
    for i in 0..x.len() {
        let mut at = |side: f64| {
            let mut y = x.to_vec();
            y[i] += side * h;
            f(&y)
        };
        out.push(match (at(1.0), at(-1.0)) {
            (Some(a), Some(b)) => (a - b) / (2.0 * h),
            (Some(a), None) => (a - value) / h,
            (None, Some(b)) => (value - b) / h,
            (None, None) => 0.0,
        });
    }
    out
}

/// Second differences; not a number at a wall.
fn second(x: &[f64], h: f64, value: f64, f: &mut impl FnMut(&[f64]) -> Option<f64>) -> Vec<f64> {
    let n = x.len();
    let mut at = |moves: &[(usize, f64)]| {
        let mut y = x.to_vec();
        for (i, side) in moves {
            y[*i] += side * h;
        }
        f(&y).unwrap_or(f64::NAN)
    };
    let mut out = vec![0.0; n * n];
    for i in 0..n {
        out[i * n + i] = (at(&[(i, 1.0)]) - 2.0 * value + at(&[(i, -1.0)])) / (h * h);
        for j in 0..i {
            let mut corner = |a: f64, b: f64| at(&[(i, a), (j, b)]);
            let mixed = (corner(1.0, 1.0) - corner(1.0, -1.0) - corner(-1.0, 1.0) + corner(-1.0, -1.0))
                / (4.0 * h * h);
            out[i * n + j] = mixed;
            out[j * n + i] = mixed;
        }
    }
    out
}

/// The inverse Hessian of Broyden, Fletcher, Goldfarb and Shanno.
fn update(inverse: &mut [f64], s: &[f64], y: &[f64], sy: f64) {
    let n = s.len();
    let hy = product(inverse, y);
    let yhy: f64 = y.iter().zip(&hy).map(|(a, b)| a * b).sum();
    for i in 0..n {
        for j in 0..n {
            inverse[i * n + j] += (1.0 + yhy / sy) * s[i] * s[j] / sy - (hy[i] * s[j] + s[i] * hy[j]) / sy;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_curved_valley() {
        let mut f = |x: &[f64]| {
            Ok::<f64, ()>(100.0 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1.0 - x[0]) * (1.0 - x[0]))
        };
        let found = minimise(&[-1.2, 1.0], 1e-4, 1e-12, &mut f).unwrap();
        assert!(found.converged);
        assert!((found.at[0] - 1.0).abs() < 1e-5 && (found.at[1] - 1.0).abs() < 1e-5, "{:?}", found.at);
        assert!((found.hessian[0] - 802.0).abs() < 0.1, "{:?}", found.hessian);
    }
}
