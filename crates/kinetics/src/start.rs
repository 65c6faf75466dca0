//! Where to start a fit: the best points on a grid of rates, whose amplitudes follow from a linear system.

use hevesy_library::Family;

use crate::family::Parameters;
use crate::fit::Problem;

/// Largest number of washout phases.
const PHASES: usize = 3;

/// Exponentials of one grid rate at all scans.
struct GridRate {
    biological_per_h: f64,
    decay: Vec<f64>,
}

/// The best starting points, at most three.
pub(crate) fn starts(problem: &Problem<'_>) -> Vec<Parameters> {
    const GRID: i32 = 20;
    let (family, samples) = (problem.family, problem.samples);
    let rates = family.parameters() - family.phases();
    let last = samples.iter().map(|s| s.time_h).fold(0.0, f64::max).max(1e-3);
    let first = samples.iter().map(|s| s.time_h).filter(|t| *t > 0.0).fold(last, f64::min);
    let (slow, fast) = (libm::log(0.02 / last), libm::log(10.0 / first));
    let rate = |biological_per_h: f64| GridRate {
        biological_per_h,
        decay: samples
            .iter()
            .map(|s| libm::exp(-(biological_per_h + problem.lambda_p_per_h) * s.time_h))
            .collect(),
    };
    let grid: Vec<GridRate> = if family == Family::F0 {
        vec![rate(0.0)]
    } else {
        (0..GRID)
            .map(|i| rate(libm::exp(slow + (fast - slow) * f64::from(i) / f64::from(GRID - 1))))
            .collect()
    };
    let weights: Vec<f64> = samples
        .iter()
        .map(|s| {
            let sd = problem.scatter.sd(s) * if problem.scatter.logarithmic() { s.activity_mbq } else { 1.0 };
            1.0 / (sd * sd)
        })
        .collect();
    let mut found: Vec<(f64, Parameters)> = Vec::new();
    let chosen = rates.max(1);
    let mut place: Vec<usize> = (0..chosen).collect();
    loop {
        if let Some((sum, amplitude)) = amplitudes(problem, &weights, &grid, &place)
            && (found.len() < 3 || sum < found[2].0)
        {
            let parameters = Parameters {
                family,
                amplitude_mbq: amplitude[..family.phases()].to_vec(),
                biological_per_h: place.iter().map(|i| grid[*i].biological_per_h).collect(),
                lambda_p_per_h: problem.lambda_p_per_h,
            };
            let at = found.partition_point(|(s, _)| *s <= sum);
            found.insert(at, (sum, parameters));
            found.truncate(3);
        }
        // Next rising combination of grid places.
        let Some(i) = (0..chosen).rev().find(|&i| place[i] < grid.len() - chosen + i) else { break };
        place[i] += 1;
        for j in i + 1..chosen {
            place[j] = place[j - 1] + 1;
        }
    }
    found.into_iter().map(|(_, p)| p).collect()
}

/// Amplitudes for given rates by weighted linear least squares, and the sum of squares; `None` unless all are positive.
fn amplitudes(
    problem: &Problem<'_>,
    weights: &[f64],
    grid: &[GridRate],
    place: &[usize],
) -> Option<(f64, [f64; PHASES])> {
    let n = problem.family.phases();
    let uptake = problem.family.uptake().then(|| &grid[place[n]]);
    let shape =
        |phase: usize, scan: usize| grid[place[phase]].decay[scan] - uptake.map_or(0.0, |u| u.decay[scan]);
    let mut normal = [[0.0; PHASES]; PHASES];
    let mut right = [0.0; PHASES];
    for (scan, (s, w)) in problem.samples.iter().zip(weights).enumerate() {
        for i in 0..n {
            let weighted = w * shape(i, scan);
            right[i] += weighted * s.activity_mbq;
            for (j, entry) in normal[i].iter_mut().enumerate().take(n) {
                *entry += weighted * shape(j, scan);
            }
        }
    }
    let amplitude = solve(normal, right, n)?;
    if !amplitude[..n].iter().all(|a| *a > 0.0 && a.is_finite()) {
        return None;
    }
    let mut sum = 0.0;
    for (scan, (s, w)) in problem.samples.iter().zip(weights).enumerate() {
        let model: f64 = (0..n).map(|i| amplitude[i] * shape(i, scan)).sum();
        sum += w * (model - s.activity_mbq) * (model - s.activity_mbq);
    }
    if let (Some(prior), Some(u)) = (problem.uptake, uptake) {
        let residual = prior.residual_of(u.biological_per_h + problem.lambda_p_per_h);
        sum += residual * residual;
    }
    Some((sum, amplitude))
}

/// Gaussian elimination of a symmetric positive system of at most three unknowns.
#[expect(clippy::needless_range_loop, reason = "rows and columns read as in the algebra")]
fn solve(mut a: [[f64; PHASES]; PHASES], mut b: [f64; PHASES], n: usize) -> Option<[f64; PHASES]> {
    for i in 0..n {
        if a[i][i] <= 0.0 {
            return None;
        }
        for j in i + 1..n {
            let factor = a[j][i] / a[i][i];
            for k in i..n {
                a[j][k] -= factor * a[i][k];
            }
            b[j] -= factor * b[i];
        }
    }
    for i in (0..n).rev() {
        for k in i + 1..n {
            b[i] -= a[i][k] * b[k];
        }
        b[i] /= a[i][i];
    }
    Some(b)
}
