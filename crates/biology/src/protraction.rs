//! Closed forms of the sublethal pool for sums of exponentials and straight lines.
//!
//! Between two breaks of a curve the dose rate is a sum of terms c τⁿ e^{−xτ} (n = 0, 1). The pool of dU/dt = Ḋ − μU
//! and the integral ∫ U Ḋ dt are then sums of such terms too, and are written down exactly.

use hevesy_dose::{Curve, Piece};

use crate::lq::Repair;

/// c τⁿ e^{−xτ}.
#[derive(Clone, Copy, Debug)]
struct Term {
    factor: f64,
    power: usize,
    rate: f64,
}

/// ∫ Ḋ(t) Σ wₖ Uₖ(t) dt over all times, in Gy²; G = 2 × this / D².
#[must_use]
pub fn pair_integral(curve: &Curve, repair: &Repair) -> f64 {
    let breaks = curve.breaks_h();
    let mut pools = vec![0.0; repair.pools().len()];
    let mut sum = 0.0;
    for (i, &from) in breaks.iter().enumerate() {
        let length = breaks.get(i + 1).map_or(f64::INFINITY, |to| to - from);
        let rate = terms(curve, from, length);
        for ((weight, mu), pool) in repair.pools().iter().zip(&mut pools) {
            let u = pool_terms(&rate, *pool, *mu);
            for a in &u {
                for b in &rate {
                    sum += weight * a.factor * b.factor * moment(a.power + b.power, a.rate + b.rate, length);
                }
            }
            *pool = u.iter().map(|t| value(*t, length)).sum();
        }
    }
    sum
}

/// Un-repaired dose Σ wₖ Uₖ in Gy at a time.
#[must_use]
pub fn unrepaired_gy(curve: &Curve, repair: &Repair, t_h: f64) -> f64 {
    let mut breaks: Vec<f64> = curve.breaks_h().into_iter().filter(|b| *b < t_h).collect();
    breaks.push(t_h);
    let mut pools = vec![0.0; repair.pools().len()];
    for pair in breaks.windows(2) {
        let length = pair[1] - pair[0];
        let rate = terms(curve, pair[0], length);
        for ((_, mu), pool) in repair.pools().iter().zip(&mut pools) {
            *pool = pool_terms(&rate, *pool, *mu).iter().map(|t| value(*t, length)).sum();
        }
    }
    repair.pools().iter().zip(pools).map(|((w, _), u)| w * u).sum()
}

/// The dose rate after `from`, as terms in τ = t − from.
fn terms(curve: &Curve, from: f64, length: f64) -> Vec<Term> {
    let mut terms = Vec::new();
    for piece in &curve.pieces {
        match *piece {
            Piece::Exponential { from_h, amplitude, rate_per_h } if from_h <= from => {
                let factor = amplitude * libm::exp(-rate_per_h * (from - from_h));
                terms.push(Term { factor, power: 0, rate: rate_per_h });
            }
            Piece::Line { from_h, to_h, first, last }
                if from_h <= from && to_h > from && length.is_finite() =>
            {
                let slope = (last - first) / (to_h - from_h);
                terms.push(Term { factor: first + slope * (from - from_h), power: 0, rate: 0.0 });
                if slope != 0.0 {
                    terms.push(Term { factor: slope, power: 1, rate: 0.0 });
                }
            }
            _ => {}
        }
    }
    terms
}

/// The pool that starts at `start` and is filled by `rate`.
///
/// Theory: theory/biology.md (3), (4).
fn pool_terms(rate: &[Term], start: f64, mu: f64) -> Vec<Term> {
    let mut u = vec![Term { factor: start, power: 0, rate: mu }];
    for t in rate {
        let gap = mu - t.rate;
        if t.power == 1 {
            // c τ (rate 0): c [τ/μ − 1/μ² + e^{−μτ}/μ²].
            u.push(Term { factor: t.factor / mu, power: 1, rate: 0.0 });
            u.push(Term { factor: -t.factor / (mu * mu), power: 0, rate: 0.0 });
            u.push(Term { factor: t.factor / (mu * mu), power: 0, rate: mu });
        } else if gap.abs() < 1e-6 * mu {
            // (e^{−xτ} − e^{−μτ})/(μ−x) → τ e^{−(x+μ)τ/2}, its error of second order in the gap.
            u.push(Term { factor: t.factor, power: 1, rate: 0.5 * (mu + t.rate) });
        } else {
            u.push(Term { factor: t.factor / gap, power: 0, rate: t.rate });
            u.push(Term { factor: -t.factor / gap, power: 0, rate: mu });
        }
    }
    u
}

fn value(t: Term, tau: f64) -> f64 {
    if t.factor == 0.0 {
        return 0.0;
    }
    if tau.is_infinite() {
        return if t.rate > 0.0 { 0.0 } else { t.factor };
    }
    t.factor * if t.power == 1 { tau } else { 1.0 } * libm::exp(-t.rate * tau)
}

/// ∫₀ᵀ τⁿ e^{−xτ} dτ for n ≤ 2, T finite or not.
///
/// Theory: theory/biology.md (5).
fn moment(n: usize, x: f64, length: f64) -> f64 {
    if length.is_infinite() {
        return match n {
            0 => 1.0 / x,
            1 => 1.0 / (x * x),
            _ => 2.0 / (x * x * x),
        };
    }
    let xt = x * length;
    if xt < 0.5 {
        // Σ (−x)ᵏ T^{n+k+1} / (k! (n+k+1)), no cancellation for small xT.
        let mut power = 1.0;
        let mut sum = 0.0;
        for k in 0..24 {
            sum += power / (n + k + 1) as f64;
            power *= -xt / (k + 1) as f64;
        }
        let mut scale = length;
        for _ in 0..n {
            scale *= length;
        }
        return sum * scale;
    }
    let e = libm::exp(-xt);
    match n {
        0 => (1.0 - e) / x,
        1 => (1.0 - e * (1.0 + xt)) / (x * x),
        _ => (2.0 - e * (2.0 + 2.0 * xt + xt * xt)) / (x * x * x),
    }
}
