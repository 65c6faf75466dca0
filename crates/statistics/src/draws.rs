//! Random numbers as a function of (seed, purpose, index), independent of order and thread count.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::normal_quantile;

/// A stream of random numbers that belongs to one purpose and one index.
///
/// The ChaCha key is (seed, FNV-1a hash of the purpose) and its stream is the index, so the draws of patient 17 do not
/// depend on whether patients 0 … 16 were drawn, or where.
///
/// ```
/// use hevesy_statistics::Draws;
/// let first = Draws::new(1, "kidney dose", 17).uniform();
/// assert_eq!(first.to_bits(), Draws::new(1, "kidney dose", 17).uniform().to_bits());
/// assert_ne!(first.to_bits(), Draws::new(1, "kidney dose", 18).uniform().to_bits());
/// ```
#[derive(Clone, Debug)]
pub struct Draws(ChaCha8Rng);

impl Draws {
    /// The stream for a purpose and an index under a seed.
    #[must_use]
    pub fn new(seed: u64, purpose: &str, index: u64) -> Self {
        let hash = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&hash.to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(index);
        Self(rng)
    }

    /// Uniform in the open interval (0, 1).
    pub fn uniform(&mut self) -> f64 {
        // 53 random bits and a half: never 0, never 1.
        ((self.0.next_u64() >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Standard normal, by inversion.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn law_moments_of_the_normal_draws() {
        let x: Vec<f64> = (0..20_000).map(|i| Draws::new(7, "moments", i).normal()).collect();
        let mean = x.iter().sum::<f64>() / 2e4;
        let variance = x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / 2e4;
        assert!(mean.abs() < 4.0 / 2e4_f64.sqrt(), "{mean}");
        assert!((variance - 1.0).abs() < 4.0 * (2.0 / 2e4_f64).sqrt(), "{variance}");
    }
}
