use std::f64::consts::LN_2;

use hevesy_dose::Quality;

/// Repair of sublethal damage: one or more pools with their own half-times.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// (share of the lesions, rate in 1/h); shares sum to one.
    pools: Vec<(f64, f64)>,
}

impl Repair {
    /// One pool with a half-time in h.
    #[must_use]
    pub fn mono(half_time_h: f64) -> Self {
        Self { pools: vec![(1.0, LN_2 / half_time_h)] }
    }

    /// Two pools: a share of the first, and both half-times in h.
    #[must_use]
    pub fn bi(first_share: f64, first_half_time_h: f64, second_half_time_h: f64) -> Self {
        Self {
            pools: vec![
                (first_share, LN_2 / first_half_time_h),
                (1.0 - first_share, LN_2 / second_half_time_h),
            ],
        }
    }

    /// (share, rate in 1/h) of each pool.
    #[must_use]
    pub fn pools(&self) -> &[(f64, f64)] {
        &self.pools
    }
}

/// A kind of cell in the linear–quadratic model, α taken out: everything is relative to electrons and photons.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearQuadraticCell {
    /// α/β for low LET in Gy.
    pub alpha_beta_gy: f64,
    /// Repair.
    pub repair: Repair,
    /// RBE_max of alpha particles, α_H/α_L.
    pub rbe_max_alpha: f64,
    /// √(β_H/β_L): share of alpha dose that enters the sublethal pool. 0 by default: alphas kill by single tracks.
    pub alpha_sublethal: f64,
}

impl LinearQuadraticCell {
    /// A cell for low-LET radiation; alphas count with RBE_max 1 until set.
    #[must_use]
    pub const fn new(alpha_beta_gy: f64, repair: Repair) -> Self {
        Self { alpha_beta_gy, repair, rbe_max_alpha: 1.0, alpha_sublethal: 0.0 }
    }

    /// Weight of a quality's dose in the linear term, α_q/α_L.
    #[must_use]
    pub const fn linear_weight(&self, quality: Quality) -> f64 {
        match quality {
            Quality::Alpha => self.rbe_max_alpha,
            Quality::Electron | Quality::Photon => 1.0,
        }
    }

    /// Weight of a quality's dose rate in the sublethal pool, √(β_q/β_L).
    #[must_use]
    pub const fn sublethal_weight(&self, quality: Quality) -> f64 {
        match quality {
            Quality::Alpha => self.alpha_sublethal,
            Quality::Electron | Quality::Photon => 1.0,
        }
    }
}
