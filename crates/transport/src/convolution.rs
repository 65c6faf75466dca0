//! Convolution in three dimensions by fast Fourier transforms.

use rayon::prelude::*;
use rustfft::num_complex::Complex;
use rustfft::{FftDirection, FftPlannerScalar};

type Number = Complex<f64>;

/// Σⱼ valuesⱼ k(|i − j|) on a grid, without wrapping around. The kernel takes distances in voxels up to `reach` along each axis and is zero beyond.
/// The plain algorithm of the transform is used on every machine and with any number of threads; its sines and cosines are those of the platform, so that two
/// platforms may differ in the last of sixteen digits.
#[must_use]
pub fn convolve(
    values: &[f64],
    size: [usize; 3],
    reach: usize,
    kernel: impl Fn([usize; 3]) -> f64 + Sync,
) -> Vec<f64> {
    // Beyond the grid nothing is asked for.
    let reach = size.map(|n| reach.min(n - 1));
    let padded: [usize; 3] = std::array::from_fn(|i| smooth_above(size[i] + reach[i]));
    let [px, py, _] = padded;
    let row = |place: usize| [place % px, place / px % py, place / (px * py)];
    let mut map: Vec<Number> = (0..padded.iter().product())
        .into_par_iter()
        .map(|place| {
            let at = row(place);
            let inside = (0..3).all(|i| at[i] < size[i]);
            Complex::from(if inside { values[(at[2] * size[1] + at[1]) * size[0] + at[0]] } else { 0.0 })
        })
        .collect();
    let mut spread: Vec<Number> = (0..padded.iter().product())
        .into_par_iter()
        .map(|place| {
            let at = row(place);
            // Negative distances lie at the end.
            let distance: [usize; 3] = std::array::from_fn(|i| at[i].min(padded[i] - at[i]));
            Complex::from(if (0..3).all(|i| distance[i] <= reach[i]) { kernel(distance) } else { 0.0 })
        })
        .collect();
    transform(&mut map, padded, FftDirection::Forward);
    transform(&mut spread, padded, FftDirection::Forward);
    map.par_iter_mut().zip(&spread).for_each(|(a, b)| *a *= b);
    transform(&mut map, padded, FftDirection::Inverse);
    let scale = 1.0 / padded.iter().product::<usize>() as f64;
    let [nx, ny, nz] = size;
    (0..nx * ny * nz)
        .into_par_iter()
        .map(|place| {
            let (x, y, z) = (place % nx, place / nx % ny, place / (nx * ny));
            map[(z * py + y) * px + x].re * scale
        })
        .collect()
}

/// Along each axis in turn; the axes change places so that the one at work lies in rows.
fn transform(map: &mut Vec<Number>, size: [usize; 3], direction: FftDirection) {
    let mut size = size;
    for _ in 0..3 {
        let [nx, ny, nz] = size;
        let fft = FftPlannerScalar::new().plan_fft(nx, direction);
        map.par_chunks_mut(nx).for_each_init(
            || vec![Number::default(); fft.get_inplace_scratch_len()],
            |scratch, row| fft.process_with_scratch(row, scratch),
        );
        let mut turned = vec![Number::default(); map.len()];
        turned.par_chunks_mut(ny * nz).enumerate().for_each(|(x, slab)| {
            for (place, value) in slab.iter_mut().enumerate() {
                *value = map[place * nx + x];
            }
        });
        *map = turned;
        size = [ny, nz, nx];
    }
}

/// The next number without prime factors above 5.
fn smooth_above(least: usize) -> usize {
    let smooth = |mut n: usize| {
        for p in [2, 3, 5] {
            while n.is_multiple_of(p) {
                n /= p;
            }
        }
        n == 1
    };
    (least..).find(|n| smooth(*n)).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_convolution_is_the_plain_sum() {
        let size = [5, 7, 4];
        let values: Vec<f64> = (0..140_u32).map(|i| f64::from(i * 7919 % 101) / 101.0).collect();
        let kernel = |d: [usize; 3]| 1.0 / (1.0 + (d[0] + 2 * d[1] + 3 * d[2]) as f64);
        for reach in [0, 2, 9] {
            let fast = convolve(&values, size, reach, kernel);
            for (i, found) in fast.iter().enumerate() {
                let at = |p: usize| [p % 5, p / 5 % 7, p / 35];
                let plain: f64 = (0..140)
                    .map(|j| {
                        let d: [usize; 3] = std::array::from_fn(|a| at(i)[a].abs_diff(at(j)[a]));
                        if d.iter().all(|d| *d <= reach) { values[j] * kernel(d) } else { 0.0 }
                    })
                    .sum();
                assert!((found - plain).abs() < 1e-12 * 140.0, "{i}: {found} {plain}");
            }
        }
    }
}
