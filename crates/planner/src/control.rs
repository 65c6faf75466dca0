//! Tumour control after a course.

use hevesy_biology::{bed_gy, effective_treatment, tcp};
use hevesy_dose::Curve;
use hevesy_statistics::{Draws, Estimate};

use crate::course::CourseBed;
use crate::target::Target;

/// TCP = exp(−N e^{−(α BED − ln 2 T/T_d)}) over the joint draws; its value is the expectation.
///
/// Dose and regrowth count until T_eff, the last time at which killing outweighs regrowth; T_eff and the share of the BED
/// delivered by then are those of the central parameters.
pub(crate) fn tumour_control(
    target: &Target,
    factors: &[f64],
    interval_h: f64,
    bed: &CourseBed,
    seed: u64,
) -> Option<Estimate> {
    let (tumour, cell) = (target.tumour?, target.cell()?);
    if bed.bed_gy.is_empty() {
        return None;
    }
    let mut curve = Curve::default();
    for (cycle, factor) in factors.iter().enumerate() {
        for rate in &target.rates {
            let weighted = rate.curve_gy_per_h.scaled(factor * cell.linear_weight(rate.quality));
            curve.add(&weighted.shifted(cycle as f64 * interval_h));
        }
    }
    let central =
        effective_treatment(&curve, &cell, tumour.alpha_per_gy.value, tumour.doubling_time_h.value, 0.0);
    let whole = bed_gy(&curve, &cell);
    let delivered = if whole > 0.0 { central.delivered_bed_gy / whole } else { 0.0 };
    let last = factors.len() - 1;
    let one = |(index, draw): (usize, &Vec<f64>)| {
        let mut draws = Draws::new(seed, "tumour", index as u64);
        let alpha = tumour.alpha_per_gy.draw(&mut draws);
        let doubling_h = tumour.doubling_time_h.draw(&mut draws);
        let clonogens = tumour.clonogens_per_g.draw(&mut draws) * target.mass_g;
        let regrowth = std::f64::consts::LN_2 * central.effective_time_h / doubling_h;
        tcp(clonogens, alpha, delivered * draw[last] - regrowth / alpha)
    };
    let values: Vec<f64> = bed.bed_gy.iter().enumerate().map(one).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    Some(Estimate::from_draws(values, Some(mean)))
}
