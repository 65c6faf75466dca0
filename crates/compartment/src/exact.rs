//! Linear models in time without a solver: exact but for rounding.

use crate::compiled::Compiled;
use crate::run::Dose;

/// Larger models are left to the solver, which uses that most of a matrix is empty.
const LARGEST: usize = 24;

/// States at rising times of a model whose rates are all first order; `None` where one is not, or where there are too many states.
///
/// Between doses x(t + h) = e^{Ah} x(t) + ∫₀ʰ e^{As} b ds, both from the exponential of [A b; 0 0] h. At the time of a dose it has been
/// given. Theory: theory/compartment.md (5).
#[must_use]
pub fn run_linear(model: &Compiled, doses: &[Dose], times: &[f64]) -> Option<Vec<Vec<f64>>> {
    let n = model.initial().len();
    let (matrix, constant) = model.matrix().filter(|_| n <= LARGEST)?;
    let mut breaks: Vec<f64> = doses.iter().flat_map(|d| [d.at, d.at + d.over]).collect();
    breaks.extend_from_slice(times);
    breaks.push(0.0);
    breaks.sort_by(f64::total_cmp);
    breaks.dedup();
    let mut state = model.initial().to_vec();
    let mut out: Vec<Vec<f64>> = Vec::with_capacity(times.len());
    let mut now = breaks.first().copied().unwrap_or(0.0);
    let size = n + 1;
    let mut last: Option<(f64, Vec<f64>, Vec<f64>)> = None;
    for next in breaks {
        if next > now {
            let mut inflow = constant.clone();
            for dose in doses.iter().filter(|d| d.over > 0.0 && d.at <= now && now < d.at + d.over) {
                inflow[dose.state] += dose.amount / dose.over;
            }
            let h = next - now;
            // Doses and scans often keep a rhythm.
            let again = last.as_ref().is_some_and(|(of, b, _)| of.to_bits() == h.to_bits() && *b == inflow);
            if !again {
                let mut with = vec![0.0; size * size];
                for i in 0..n {
                    for j in 0..n {
                        with[i * size + j] = matrix[i * n + j] * h;
                    }
                }
                // What flows in is counted in units of its own, so that a large number of it does not scale the rest down.
                let most = inflow.iter().map(|b| (b * h).abs()).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
                for i in 0..n {
                    with[i * size + n] = inflow[i] * h / most;
                }
                let mut transition = exponential(&with, size);
                for i in 0..n {
                    transition[i * size + n] *= most;
                }
                last = Some((h, inflow, transition));
            }
            if let Some((_, _, transition)) = &last {
                let before = state.clone();
                for (i, x) in state.iter_mut().enumerate() {
                    *x = transition[i * size + n];
                    for (j, b) in before.iter().enumerate() {
                        *x += transition[i * size + j] * b;
                    }
                }
            }
            now = next;
        }
        #[allow(clippy::float_cmp, reason = "breaks are the doses' own times")]
        for dose in doses.iter().filter(|d| d.over == 0.0 && d.at == now) {
            state[dose.state] += dose.amount;
        }
        while times.get(out.len()).is_some_and(|t| *t <= now) {
            out.push(state.clone());
        }
    }
    Some(out)
}

/// e^a of a small matrix, row by row: scaled down to a norm below a half, Taylor's series, squared up again.
fn exponential(a: &[f64], n: usize) -> Vec<f64> {
    // 0.5¹⁹/19! is far below rounding.
    const TERMS: u32 = 18;
    let norm = (0..n).map(|i| a[i * n..(i + 1) * n].iter().map(|x| x.abs()).sum::<f64>()).fold(0.0, f64::max);
    let mut halvings = 0;
    let mut scale = 1.0;
    while norm * scale > 0.5 && halvings < 1000 {
        scale *= 0.5;
        halvings += 1;
    }
    let scaled: Vec<f64> = a.iter().map(|x| x * scale).collect();
    let unit = |i: usize| f64::from(u8::from(i.is_multiple_of(n + 1)));
    // Horner: I + a(I + a/2(I + a/3(…))).
    let mut sum: Vec<f64> = (0..n * n).map(unit).collect();
    let mut next = vec![0.0; n * n];
    for k in (1..=TERMS).rev() {
        product(&scaled, &sum, n, &mut next);
        std::mem::swap(&mut sum, &mut next);
        for (i, x) in sum.iter_mut().enumerate() {
            *x = *x / f64::from(k) + unit(i);
        }
    }
    for _ in 0..halvings {
        product(&sum, &sum, n, &mut next);
        std::mem::swap(&mut sum, &mut next);
    }
    sum
}

fn product(a: &[f64], b: &[f64], n: usize, out: &mut [f64]) {
    out.fill(0.0);
    for i in 0..n {
        for k in 0..n {
            let x = a[i * n + k];
            if x != 0.0 {
                for j in 0..n {
                    out[i * n + j] += x * b[k * n + j];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_exponentials() {
        // A rotation by 20 and a decay by 30.
        let found = exponential(&[0.0, 20.0, -20.0, 0.0], 2);
        assert!((found[0] - libm::cos(20.0)).abs() < 1e-12 && (found[1] - libm::sin(20.0)).abs() < 1e-12);
        assert!((exponential(&[-30.0], 1)[0] / libm::exp(-30.0) - 1.0).abs() < 1e-12);
    }
}
