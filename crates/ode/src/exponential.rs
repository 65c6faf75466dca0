//! Explicit steps for equations whose fast part is diagonal: repair, clearance, transit.

/// A system dxᵢ/dt = −kᵢ xᵢ + nᵢ(t, x), in which only the kᵢ are fast, on a grid of times that is known beforehand.
pub trait Diagonal {
    /// Number of states.
    fn size(&self) -> usize;
    /// The kᵢ, not negative.
    fn decay(&self) -> &[f64];
    /// The nᵢ just after the beginning or just before the end of a step of the grid.
    fn rest(&self, step: usize, side: Side, x: &[f64], out: &mut [f64]);
    /// What multiplies states within half a step, however strongly: done before and after everything else (Strang's splitting).
    fn half(&self, _step: usize, _x: &mut [f64]) {}
    /// What is known exactly from the states before and after a step.
    fn settle(&self, _step: usize, _before: &[f64], _x: &mut [f64]) {}
}

/// Which end of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Just after its beginning.
    Left,
    /// Just before its end.
    Right,
}

/// Second-order exponential time differencing (Cox and Matthews 2002): exact for n that is linear in time, stable for any k.
///
/// ```
/// use hevesy_ode::{Diagonal, Exponential, Side};
///
/// // dx/dt = −100 x + 1 in steps of 1: far beyond what an explicit method without the exponential would stand.
/// struct Filled;
/// impl Diagonal for Filled {
///     fn size(&self) -> usize { 1 }
///     fn decay(&self) -> &[f64] { &[100.0] }
///     fn rest(&self, _step: usize, _side: Side, _x: &[f64], out: &mut [f64]) { out[0] = 1.0; }
/// }
/// let mut x = [0.0];
/// let mut solver = Exponential::new(&Filled);
/// solver.step(&Filled, 0, 1.0, &mut x);
/// assert!((x[0] - 0.01).abs() < 1e-15);
/// ```
#[derive(Clone, Debug)]
pub struct Exponential {
    /// Factors by length of the step.
    known: Vec<(f64, Vec<Factors>)>,
    first: Vec<f64>,
    last: Vec<f64>,
    guess: Vec<f64>,
    before: Vec<f64>,
}

/// e^{−kh}, h φ₁(kh), h φ₂(kh).
#[derive(Clone, Copy, Debug)]
struct Factors {
    keeps: f64,
    fills: f64,
    bends: f64,
}

impl Factors {
    fn of(k: f64, h: f64) -> Self {
        let z = k * h;
        // Where the differences would cancel, their series.
        let (one, two) = if z < 1e-3 {
            (1.0 - z / 2.0 + z * z / 6.0, 0.5 - z / 6.0 + z * z / 24.0)
        } else {
            let gone = -libm::expm1(-z);
            (gone / z, (z - gone) / (z * z))
        };
        Self { keeps: libm::exp(-z), fills: h * one, bends: h * two }
    }
}

impl Exponential {
    /// For a system.
    #[must_use]
    pub fn new(system: &impl Diagonal) -> Self {
        let n = system.size();
        Self {
            known: Vec::new(),
            first: vec![0.0; n],
            last: vec![0.0; n],
            guess: vec![0.0; n],
            before: vec![0.0; n],
        }
    }

    /// One step of length h. Theory: theory/course.md (1).
    pub fn step(&mut self, system: &impl Diagonal, step: usize, h: f64, x: &mut [f64]) {
        #[allow(clippy::float_cmp, reason = "steps of the grid recur to the last bit")]
        let place = self.known.iter().position(|(length, _)| *length == h).unwrap_or_else(|| {
            let factors = system.decay().iter().map(|k| Factors::of(*k, h)).collect();
            self.known.push((h, factors));
            self.known.len() - 1
        });
        let factors = &self.known[place].1;
        self.before.copy_from_slice(x);
        system.half(step, x);
        system.rest(step, Side::Left, x, &mut self.first);
        for (i, f) in factors.iter().enumerate() {
            self.guess[i] = f.keeps * x[i] + f.fills * self.first[i];
        }
        system.rest(step, Side::Right, &self.guess, &mut self.last);
        for (i, f) in factors.iter().enumerate() {
            x[i] = self.guess[i] + f.bends * (self.last[i] - self.first[i]);
        }
        system.half(step, x);
        system.settle(step, &self.before, x);
    }
}
