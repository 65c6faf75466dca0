//! Decay of any mixture of nuclides and their chains: the Bateman equations.
//!
//! dN/dt = M N, with M triangular. The textbook sums of exponentials lose all digits when half-lives are close or far
//! apart, because they subtract. Here nothing is subtracted: exp(M h) for a short step h is e^{−qh} exp((M + q) h) with
//! q the largest decay constant, a Taylor series of non-negative terms; the step is then doubled by squaring, where the
//! diagonal is set to exp(−λ 2h) exactly at every doubling. A relative error then grows with the *sum* of the numbers
//! of doublings and generations, not with their product, so microseconds and centuries live in one chain.

use hevesy_quantity::{Activity, Time};

use crate::chain::parents_first;
use crate::{HalfLives, Nuclide};

/// The decay of a mixture of nuclides with all that grows from it.
#[derive(Clone, Debug)]
pub struct Decay {
    heads: usize,
    members: Vec<Nuclide>,
    place_of_head: Vec<usize>,
    lambda_per_s: Vec<f64>,
    /// (daughter, parent, branching), places in `members`.
    branches: Vec<(usize, usize, f64)>,
}

impl Decay {
    /// Prepares the chain system of the given nuclides.
    #[must_use]
    pub fn of(heads: &[Nuclide], half_lives: &HalfLives) -> Self {
        let members = parents_first(heads);
        let place = |n: Nuclide| members.iter().position(|m| *m == n);
        let mut branches = Vec::new();
        for (parent, nuclide) in members.iter().enumerate() {
            for progeny in nuclide.progeny() {
                if let Some(daughter) = progeny.nuclide.and_then(place) {
                    branches.push((daughter, parent, progeny.branching));
                }
            }
        }
        Self {
            heads: heads.len(),
            place_of_head: heads.iter().filter_map(|n| place(*n)).collect(),
            lambda_per_s: members.iter().map(|n| half_lives.decay_constant_per_s(*n)).collect(),
            branches,
            members,
        }
    }

    /// All members, parents first.
    #[must_use]
    pub fn members(&self) -> &[Nuclide] {
        &self.members
    }

    /// Activities of all members a time `after` the given activities of the heads (in their order).
    #[must_use]
    pub fn activities(&self, initial: &[Activity], after: Time) -> Vec<(Nuclide, Activity)> {
        let atoms = self.atoms_of(initial);
        let later = self.atoms_after(&atoms, after);
        let activity = |(n, l): (&f64, &f64)| Activity::bq(n * l);
        self.members.iter().copied().zip(later.iter().zip(&self.lambda_per_s).map(activity)).collect()
    }

    /// Numbers of atoms of all members that the given activities of the heads hold.
    #[must_use]
    pub fn atoms_of(&self, initial: &[Activity]) -> Vec<f64> {
        debug_assert_eq!(initial.len(), self.heads, "one activity for each head");
        let mut atoms = vec![0.0; self.members.len()];
        for (activity, &place) in initial.iter().zip(&self.place_of_head) {
            atoms[place] += activity.to_bq() / self.lambda_per_s[place];
        }
        atoms
    }

    /// Activities of all members that hold the given numbers of atoms.
    #[must_use]
    pub fn activities_of(&self, atoms: &[f64]) -> Vec<(Nuclide, Activity)> {
        let activity = |(n, l): (&f64, &f64)| Activity::bq(n * l);
        self.members.iter().copied().zip(atoms.iter().zip(&self.lambda_per_s).map(activity)).collect()
    }

    /// Numbers of atoms of all members after a time, from those at its start.
    ///
    /// Theory: theory/decay.md (1).
    #[must_use]
    pub fn atoms_after(&self, atoms: &[f64], after: Time) -> Vec<f64> {
        let n = self.members.len();
        let rate: Vec<f64> = self.lambda_per_s.iter().map(|l| -l).collect();
        let flow = self.branches.iter().map(|&(to, from, b)| (to, from, b * self.lambda_per_s[from]));
        let x = exponential(&rate, flow, after.to_s());
        (0..n).map(|i| (0..=i).map(|j| x[i * n + j] * atoms[j]).sum()).collect()
    }

    /// Numbers of decays of all members during a time, from the atoms at its start: ∫ λ N dt.
    ///
    /// Each member gets a counter that never decays, beside it in the same triangular system.
    #[must_use]
    pub fn decays_during(&self, atoms: &[f64], time: Time) -> Vec<f64> {
        let n = self.members.len();
        let rate: Vec<f64> = self.lambda_per_s.iter().map(|l| -l).chain((0..n).map(|_| 0.0)).collect();
        let flow = self.branches.iter().map(|&(to, from, b)| (to, from, b * self.lambda_per_s[from]));
        let counters = self.lambda_per_s.iter().enumerate().map(|(i, &l)| (n + i, i, l));
        let x = exponential(&rate, flow.chain(counters), time.to_s());
        (0..n).map(|i| (0..n).map(|j| x[(n + i) * 2 * n + j] * atoms[j]).sum()).collect()
    }
}

/// exp(M t) for a lower triangular M with diagonal `rate` ≤ 0 and non-negative entries `flow` (to, from, rate).
///
/// Theory: theory/decay.md (2), (3).
fn exponential(rate: &[f64], flow: impl Iterator<Item = (usize, usize, f64)>, t: f64) -> Vec<f64> {
    let n = rate.len();
    let fastest = rate.iter().fold(0.0_f64, |q, r| q.max(-r));
    if t <= 0.0 || fastest == 0.0 {
        return identity(n);
    }
    let mut doublings = 0;
    let mut h = t;
    while fastest * h > 0.5 {
        h *= 0.5;
        doublings += 1;
    }
    // b = (M + q) h, non-negative.
    let mut b = vec![0.0; n * n];
    for (i, r) in rate.iter().enumerate() {
        b[i * n + i] = (r + fastest) * h;
    }
    for (to, from, rate) in flow {
        b[to * n + from] += rate * h;
    }
    let mut term = identity(n);
    let mut x = identity(n);
    let shrink = libm::exp(-fastest * h);
    // An entry k generations apart starts at the k-th term, and every entry needs about 15 terms from its first.
    for k in 1..n + 20 {
        term = product(&b, &term, n);
        for (sum, t) in x.iter_mut().zip(&mut term) {
            *t /= k as f64;
            *sum += *t;
        }
    }
    for value in &mut x {
        *value *= shrink;
    }
    set_diagonal(&mut x, rate, h);
    for _ in 0..doublings {
        h *= 2.0;
        x = product(&x, &x, n);
        set_diagonal(&mut x, rate, h);
    }
    x
}

fn identity(n: usize) -> Vec<f64> {
    let mut x = vec![0.0; n * n];
    for i in 0..n {
        x[i * n + i] = 1.0;
    }
    x
}

fn set_diagonal(x: &mut [f64], rate: &[f64], h: f64) {
    for (i, r) in rate.iter().enumerate() {
        x[i * rate.len() + i] = libm::exp(r * h);
    }
}

/// Product of two lower triangular matrices.
fn product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let mut c = vec![0.0; n * n];
    for i in 0..n {
        for k in 0..=i {
            let factor = a[i * n + k];
            if factor != 0.0 {
                for j in 0..=k {
                    c[i * n + j] += factor * b[k * n + j];
                }
            }
        }
    }
    c
}
