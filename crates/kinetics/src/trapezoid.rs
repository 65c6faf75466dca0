//! Trapezoids between scans, a line from zero to the first, physical decay after the last.

use hevesy_statistics::Spread;

use crate::curve::{Curve, Piece};
use crate::time_activity::Sample;

/// Time-integrated activity and curve; `cv` gives the relative standard deviation of each sample.
pub(crate) fn trapezoid(samples: &[(Sample, f64)], lambda_p_per_h: f64) -> Option<(Spread, Curve)> {
    let mut pieces = Vec::new();
    let mut coefficient = vec![0.0; samples.len()];
    let mut before = (0.0, 0.0);
    for (i, (s, _)) in samples.iter().enumerate() {
        let width = s.time_h - before.0;
        if width > 0.0 {
            pieces.push(Piece::Line {
                from_h: before.0,
                to_h: s.time_h,
                first: before.1,
                last: s.activity_mbq,
            });
            coefficient[i] += 0.5 * width;
            if i > 0 {
                coefficient[i - 1] += 0.5 * width;
            }
        }
        before = (s.time_h, s.activity_mbq);
    }
    *coefficient.last_mut()? += 1.0 / lambda_p_per_h;
    pieces.push(Piece::Exponential { from_h: before.0, amplitude: before.1, rate_per_h: lambda_p_per_h });
    let part = |((s, _), c): (&(Sample, f64), &f64)| c * s.activity_mbq;
    let tia: f64 = samples.iter().zip(&coefficient).map(part).sum();
    let variance: f64 =
        samples.iter().zip(&coefficient).map(|(s, c)| part((s, c)) * part((s, c)) * s.1 * s.1).sum();
    (tia > 0.0).then(|| (Spread::relative(tia, variance.sqrt() / tia), Curve { pieces }))
}
