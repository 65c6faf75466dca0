//! Does a measured curve obey physics? What cannot be is refused, what is odd is noted.

use crate::error::KineticsError;
use crate::time_activity::TimeActivity;

/// Relative standard deviation of a scan where neither table nor protocol gives one (evidence label P, as in the protocols
/// that give one): it decides what is implausible and how synthetic patients scatter, never an interval of a fit.
pub const UNSTATED_CV: f64 = 0.05;

/// Standard deviations beyond which a last phase that defies physical decay is refused; chance does that in 3 of 100 000.
const REFUSED: f64 = 4.0;

/// Checks the samples of a region. `cv` is the relative standard deviation where a sample states none.
///
/// Returns notes on what is odd.
///
/// # Errors
/// Times or activities that cannot be, and curves that rise, or fall more slowly than physical decay, by more than four
/// standard deviations in their last phase, which decay-corrected values and exchanged rows do.
pub fn check(curve: &TimeActivity, lambda_p_per_h: f64, cv: f64) -> Result<Vec<String>, KineticsError> {
    let refuse = |what: String, remedy: &str| KineticsError {
        region: curve.region.clone(),
        what,
        remedy: remedy.to_owned(),
    };
    let mut notes = Vec::new();
    for s in &curve.samples {
        if !s.time_h.is_finite() || s.time_h < 0.0 {
            return Err(refuse(
                format!("a scan at {} h lies before the administration", s.time_h),
                "give times after the administration",
            ));
        }
        if !s.activity_mbq.is_finite() || s.activity_mbq < 0.0 {
            return Err(refuse(
                format!("the activity {} MBq at {} h is negative or not a number", s.activity_mbq, s.time_h),
                "correct the value or leave the scan out",
            ));
        }
    }
    for pair in curve.samples.windows(2) {
        if pair[1].time_h <= pair[0].time_h {
            return Err(refuse(
                format!("two scans have the same time, {} h, or are out of order", pair[1].time_h),
                "give each scan of a region its own time",
            ));
        }
    }
    if curve.samples.iter().all(|s| s.activity_mbq == 0.0) {
        return Err(refuse(
            "all activities are zero".into(),
            "leave the region out, or check the column and its unit",
        ));
    }
    if let [.., a, b] = curve.samples.as_slice()
        && a.activity_mbq > 0.0
        && b.activity_mbq > 0.0
    {
        let fall = libm::log(a.activity_mbq / b.activity_mbq);
        let physical = lambda_p_per_h * (b.time_h - a.time_h);
        let relative = |s: &crate::Sample| s.sd_mbq.map_or(cv, |sd| sd / s.activity_mbq);
        let sd = (relative(a) * relative(a) + relative(b) * relative(b)).sqrt().max(1e-6);
        let excess = (physical - fall) / sd;
        let rises = fall < 0.0;
        let early = curve.samples.len() == 2 || b.time_h < 48.0;
        if excess > REFUSED && rises && !early {
            return Err(refuse(
                format!(
                    "the activity rises from {} MBq at {} h to {} MBq at {} h, long after administration",
                    a.activity_mbq, a.time_h, b.activity_mbq, b.time_h
                ),
                "look for exchanged rows or for values corrected for decay to the time of administration; set \
                 `decay_corrected = true` under [measured] if they are",
            ));
        }
        if excess > REFUSED && !early {
            return Err(refuse(
                format!(
                    "between {} h and {} h the activity falls by {:.1} %, but physical decay alone takes {:.1} %",
                    a.time_h,
                    b.time_h,
                    -100.0 * libm::expm1(-fall),
                    -100.0 * libm::expm1(-physical)
                ),
                "the values may be corrected for decay: set `decay_corrected = true` under [measured]; or the nuclide or \
                 the times are wrong",
            ));
        }
        if excess > 2.0 {
            notes.push(format!(
                "the last two activities fall more slowly than physical decay by {excess:.1} standard deviations: uptake may \
                 still go on, or the values may be corrected for decay"
            ));
        }
    }
    Ok(notes)
}
