//! Biologically effective dose and its relatives.

use std::f64::consts::LN_2;

use hevesy_dose::{Curve, DoseRate};

use crate::lq::{LinearQuadraticCell, Repair};
use crate::protraction::pair_integral;

/// Lea–Catcheside factor G of a dose-rate curve; 1 for an acute dose, λ/(λ+μ) for one exponential.
///
/// Theory: theory/biology.md (6).
#[must_use]
pub fn g_factor(curve_gy_per_h: &Curve, repair: &Repair) -> f64 {
    let dose = curve_gy_per_h.total();
    if dose > 0.0 { 2.0 * pair_integral(curve_gy_per_h, repair) / (dose * dose) } else { 0.0 }
}

/// BED = D (1 + G D/(α/β)) in Gy, for one low-LET dose-rate curve.
#[must_use]
pub fn bed_gy(curve_gy_per_h: &Curve, cell: &LinearQuadraticCell) -> f64 {
    curve_gy_per_h.total() + 2.0 * pair_integral(curve_gy_per_h, &cell.repair) / cell.alpha_beta_gy
}

/// BED of several dose rates of any quality in one region (Zaider & Rossi 1980 with one repair):
/// Σ (α_q/α) D_q + 2 ∫ U Ḋ_eff dt/(α/β) with Ḋ_eff = Σ √(β_q/β) Ḋ_q. Overlapping cycles need nothing special.
///
/// Theory: theory/biology.md (7).
#[must_use]
pub fn bed_mixed_gy<'a>(rates: impl IntoIterator<Item = &'a DoseRate>, cell: &LinearQuadraticCell) -> f64 {
    let mut linear = 0.0;
    let mut sublethal = Curve::default();
    for rate in rates {
        linear += cell.linear_weight(rate.quality) * rate.curve_gy_per_h.total();
        let weight = cell.sublethal_weight(rate.quality);
        if weight > 0.0 {
            sublethal.add(&rate.curve_gy_per_h.scaled(weight));
        }
    }
    linear + 2.0 * pair_integral(&sublethal, &cell.repair) / cell.alpha_beta_gy
}

/// EQD2 = BED / (1 + 2 Gy/(α/β)), with 2 Gy fractions fully repaired between them.
///
/// ```
/// // 23 Gy in 2 Gy fractions is a BED of 41.4 Gy for α/β 2.5 Gy.
/// assert!((hevesy_biology::eqd2_gy(41.4, 2.5) - 23.0).abs() < 1e-12);
/// ```
///
/// Theory: theory/biology.md (8).
#[must_use]
pub fn eqd2_gy(bed_gy: f64, alpha_beta_gy: f64) -> f64 {
    bed_gy / (1.0 + 2.0 / alpha_beta_gy)
}

/// Dose rate in Gy/h at which killing just balances repopulation: ln 2/(α T_d) (Dale 1996).
///
/// Theory: theory/biology.md (9).
#[must_use]
pub fn critical_dose_rate_gy_per_h(alpha_per_gy: f64, doubling_time_h: f64) -> f64 {
    LN_2 / (alpha_per_gy * doubling_time_h)
}

/// What repopulation leaves of a BED.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EffectiveTreatment {
    /// Time T_eff in h after which dose no longer outweighs regrowth; what comes later is wasted.
    pub effective_time_h: f64,
    /// Dose delivered until then in Gy.
    pub effective_dose_gy: f64,
    /// BED of that dose in Gy.
    pub delivered_bed_gy: f64,
    /// That BED less the regrowth from the kick-off time to T_eff; negative where the tumour has grown on balance.
    pub bed_gy: f64,
}

/// BED with repopulation: D(1 + G D/(α/β)) − (ln 2/α)(T_eff − T_k)/T_d, all taken up to T_eff (Dale 1996).
///
/// `kick_off_h` is the time T_k at which repopulation starts. T_eff is the last time at which the dose rate exceeds the
/// critical one, or T_k if that is later: before it nothing regrows and no dose is wasted.
///
/// Theory: theory/biology.md (10).
#[must_use]
pub fn effective_treatment(
    curve_gy_per_h: &Curve,
    cell: &LinearQuadraticCell,
    alpha_per_gy: f64,
    doubling_time_h: f64,
    kick_off_h: f64,
) -> EffectiveTreatment {
    let critical = critical_dose_rate_gy_per_h(alpha_per_gy, doubling_time_h);
    let effective_time_h = last_time_above(curve_gy_per_h, critical).unwrap_or(0.0).max(kick_off_h);
    let delivered_bed_gy = bed_gy(&truncated(curve_gy_per_h, effective_time_h), cell);
    let regrowth = LN_2 / alpha_per_gy * (effective_time_h - kick_off_h) / doubling_time_h;
    EffectiveTreatment {
        effective_time_h,
        effective_dose_gy: curve_gy_per_h.integral_to(effective_time_h),
        delivered_bed_gy,
        bed_gy: delivered_bed_gy - regrowth,
    }
}

/// The last time at which a curve exceeds a level; `None` if it never does.
///
/// Between two breaks the curve is smooth, so each stretch, from the last to the first, is looked at by itself: the latest
/// of 400 points above the level, then bisection to the next point.
fn last_time_above(curve: &Curve, level: f64) -> Option<f64> {
    const POINTS: u32 = 400;
    let breaks = curve.breaks_h();
    let end = curve.time_left(1e-12).max(breaks.last().copied().unwrap_or(0.0) + 1.0);
    for (i, &from) in breaks.iter().enumerate().rev() {
        let to = breaks.get(i + 1).copied().unwrap_or(end);
        // Dense near the start, where uptake is fast; the end is approached from the left.
        let point = |k: u32| {
            let u = f64::from(k) / f64::from(POINTS);
            from + (to - from) * (u * u).min(1.0 - 1e-12)
        };
        let Some(k) = (0..=POINTS).rev().find(|k| curve.at(point(*k)) > level) else { continue };
        if k == POINTS {
            return Some(to);
        }
        let (mut low, mut high) = (point(k), point(k + 1));
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if curve.at(middle) > level {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Some(0.5 * (low + high));
    }
    None
}

/// The curve up to a time: what an exponential would bring later is taken off by its negative from then on.
fn truncated(curve: &Curve, at_h: f64) -> Curve {
    use hevesy_dose::Piece;
    let mut pieces = Vec::with_capacity(2 * curve.pieces.len());
    for piece in &curve.pieces {
        match *piece {
            Piece::Exponential { from_h, rate_per_h, .. } if from_h < at_h => {
                pieces.push(*piece);
                pieces.push(Piece::Exponential { from_h: at_h, amplitude: -piece.at(at_h), rate_per_h });
            }
            Piece::Line { from_h, to_h, first, .. } if from_h < at_h => {
                let (to_h, last) = if to_h <= at_h { (to_h, None) } else { (at_h, Some(piece.at(at_h))) };
                let Piece::Line { last: end, .. } = *piece else { continue };
                pieces.push(Piece::Line { from_h, to_h, first, last: last.unwrap_or(end) });
            }
            _ => {}
        }
    }
    Curve { pieces }
}

/// Equivalent uniform BED: −(1/α) ln Σ mᵢ e^{−α BEDᵢ}/Σ mᵢ (O'Donoghue 1999), from (mass, BED) of each part.
///
/// Theory: theory/biology.md (11).
#[must_use]
pub fn eubed_gy(parts: &[(f64, f64)], alpha_per_gy: f64) -> f64 {
    let mass: f64 = parts.iter().map(|(m, _)| m).sum();
    // The smallest BED taken out, so that nothing underflows.
    let least = parts.iter().map(|(_, b)| *b).fold(f64::INFINITY, f64::min);
    let sum: f64 = parts.iter().map(|(m, b)| m * libm::exp(-alpha_per_gy * (b - least))).sum();
    least - libm::log(sum / mass) / alpha_per_gy
}
