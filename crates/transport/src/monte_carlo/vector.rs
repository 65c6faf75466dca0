//! Points and directions in space, in cm.

use hevesy_statistics::Draws;

/// A point or a direction.
pub type Vector = [f64; 3];

/// a + t b.
#[inline]
#[must_use]
pub fn along(a: Vector, t: f64, b: Vector) -> Vector {
    [a[0] + t * b[0], a[1] + t * b[1], a[2] + t * b[2]]
}

/// a · b.
#[inline]
#[must_use]
pub fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Ways along a ray at which it enters and leaves a ball around the origin, also behind its start; `None` if it misses.
#[inline]
#[must_use]
pub fn crossing(from: Vector, direction: Vector, radius: f64) -> Option<(f64, f64)> {
    let b = dot(from, direction);
    let root = b * b - dot(from, from) + radius * radius;
    (root > 0.0).then(|| (-b - root.sqrt(), -b + root.sqrt()))
}

/// A direction drawn from all.
pub fn isotropic(draws: &mut Draws) -> Vector {
    let cosine = 2.0 * draws.uniform() - 1.0;
    let sine = (1.0 - cosine * cosine).sqrt();
    let (s, c) = azimuth(draws);
    [sine * c, sine * s, cosine]
}

/// Sine and cosine of an angle drawn from the circle.
#[inline]
fn azimuth(draws: &mut Draws) -> (f64, f64) {
    // A point of the disc gives the angle without trigonometry.
    loop {
        let x = 2.0 * draws.uniform() - 1.0;
        let y = 2.0 * draws.uniform() - 1.0;
        let r2 = x * x + y * y;
        if r2 <= 1.0 && r2 > 1e-12 {
            let scale = 1.0 / r2.sqrt();
            return (y * scale, x * scale);
        }
    }
}

/// The direction after a deflection with this cosine, around at random.
#[inline]
pub(crate) fn deflected(direction: Vector, cosine: f64, draws: &mut Draws) -> Vector {
    let (s, c) = azimuth(draws);
    turned(direction, cosine, c, s)
}

/// The direction after a deflection with this cosine and the azimuth of this cosine and sine.
#[inline]
#[must_use]
pub(crate) fn turned(direction: Vector, cosine: f64, c: f64, s: f64) -> Vector {
    let sine = (1.0 - cosine * cosine).max(0.0).sqrt();
    // An orthonormal frame without branches but the sign (Duff and others 2017).
    let [x, y, z] = direction;
    let sign = 1.0_f64.copysign(z);
    let a = -1.0 / (sign + z);
    let b = x * y * a;
    let u = [1.0 + sign * x * x * a, sign * b, -sign * x];
    let v = [b, sign + y * y * a, -y];
    let (c, s) = (c * sine, s * sine);
    let new = [
        cosine * x + c * u[0] + s * v[0],
        cosine * y + c * u[1] + s * v[1],
        cosine * z + c * u[2] + s * v[2],
    ];
    // Rounding must not add up over thousands of turns.
    let scale = 1.5 - 0.5 * dot(new, new);
    [new[0] * scale, new[1] * scale, new[2] * scale]
}
