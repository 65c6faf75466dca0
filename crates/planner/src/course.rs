//! BED of a course of cycles, drawn jointly.

use hevesy_biology::{Repair, bed_mixed_gy, protraction::pair_integral};
use hevesy_dose::{Curve, Quality};
use hevesy_statistics::{Draws, normal_quantile};

use crate::target::Target;

/// Cumulative dose and BED after each cycle, for each draw.
#[derive(Clone, Debug)]
pub struct CourseBed {
    /// `dose_gy[draw][cycle]`, cumulative.
    pub dose_gy: Vec<Vec<f64>>,
    /// `bed_gy[draw][cycle]`, cumulative; empty where the response is unknown.
    pub bed_gy: Vec<Vec<f64>>,
    /// α/β of each draw in Gy; empty where the response is unknown.
    pub alpha_beta_gy: Vec<f64>,
}

/// Number of joint draws.
pub(crate) const DRAWS: u64 = 2000;

/// Draws cumulative dose and BED after each of `factors.len()` cycles; `factors[i]` is the activity of cycle i relative to
/// the measured one, times any trend of uptake.
///
/// The repair half-time is drawn in 64 equal shares of its distribution, each with its own closed-form protraction
/// integral. Cycles add up, with a factor for the overlap of their tails that is computed exactly at the central
/// parameters. `between_cycle_cv` varies each cycle after the first on its own.
#[must_use]
pub fn course_bed(
    target: &Target,
    factors: &[f64],
    interval_h: f64,
    between_cycle_cv: f64,
    seed: u64,
) -> CourseBed {
    const SHARES: usize = 64;
    let of = |q: Quality| -> f64 {
        target.rates.iter().filter(|r| r.quality == q).map(|r| r.curve_gy_per_h.total()).sum()
    };
    let (alpha, low) = (of(Quality::Alpha), of(Quality::Electron) + of(Quality::Photon));
    let measured = alpha + low;
    let mut low_curve = Curve::default();
    for rate in target.rates.iter().filter(|r| r.quality != Quality::Alpha) {
        low_curve.add(&rate.curve_gy_per_h);
    }
    let pairs: Vec<f64> = target.response.map_or(Vec::new(), |(_, repair)| {
        (0..SHARES)
            .map(|i| {
                let z = normal_quantile((i as f64 + 0.5) / SHARES as f64);
                pair_integral(&low_curve, &Repair::mono(repair.at(z)))
            })
            .collect()
    });
    let overlap = overlap(target, factors, interval_h);
    let mut dose_gy = Vec::new();
    let mut bed_gy = Vec::new();
    let mut alpha_beta_gy = Vec::new();
    let own_purpose = format!("course {}", target.name);
    let response_purpose = format!("response {}", target.response_of);
    for index in 0..DRAWS {
        let mut draws = Draws::new(seed, &own_purpose, index);
        let calibration = libm::exp(target.shared_cv * Draws::new(seed, "calibration", index).normal());
        let scale = calibration * target.own_dose_gy.draw(draws.uniform(), draws.uniform()) / measured;
        // Keyed by tissue, so that all targets of one kind share their response, and by nothing for what all share.
        let mut response = Draws::new(seed, &response_purpose, index);
        let alpha_beta = target.response.map(|(ab, _)| ab.draw(&mut response));
        let share = response.uniform();
        let rbe = target.rbe_max_alpha.draw(&mut Draws::new(seed, "rbe", index));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= share < 1")]
        let pair = pairs.get((share * SHARES as f64) as usize).copied();
        let (mut dose, mut bed) = (0.0, 0.0);
        let mut doses = Vec::with_capacity(factors.len());
        let mut beds = Vec::with_capacity(factors.len());
        for (cycle, factor) in factors.iter().enumerate() {
            let varied = if cycle == 0 { 1.0 } else { libm::exp(between_cycle_cv * draws.normal()) };
            let f = scale * factor * varied;
            dose += f * measured;
            doses.push(dose);
            if let (Some(ab), Some(pair)) = (alpha_beta, pair) {
                bed += f * (rbe * alpha + low) + 2.0 * f * f * pair / ab;
                beds.push(bed * overlap[cycle]);
            }
        }
        dose_gy.push(doses);
        if !beds.is_empty() {
            bed_gy.push(beds);
            alpha_beta_gy.extend(alpha_beta);
        }
    }
    CourseBed { dose_gy, bed_gy, alpha_beta_gy }
}

/// Exact BED of the first n cycles with their tails overlapping, over the sum of the single ones.
fn overlap(target: &Target, factors: &[f64], interval_h: f64) -> Vec<f64> {
    let Some(cell) = target.cell() else { return vec![1.0; factors.len()] };
    let mut together = Vec::new();
    let mut apart = 0.0;
    factors
        .iter()
        .enumerate()
        .map(|(cycle, factor)| {
            let one: Vec<_> = target.rates.iter().map(|r| r.scaled(*factor)).collect();
            apart += bed_mixed_gy(&one, &cell);
            together.extend(one.iter().map(|r| r.shifted(cycle as f64 * interval_h)));
            if apart > 0.0 { bed_mixed_gy(&together, &cell) / apart } else { 1.0 }
        })
        .collect()
}
