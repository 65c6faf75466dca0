//! Gauss–Legendre quadrature.

/// Points and weights of the rule with 12 points on −1 to 1, positive half (the rule is symmetric).
const HALF: [(f64, f64); 6] = [
    (0.125_233_408_511_468_9, 0.249_147_045_813_402_8),
    (0.367_831_498_998_180_2, 0.233_492_536_538_354_8),
    (0.587_317_954_286_617_5, 0.203_167_426_723_065_92),
    (0.769_902_674_194_304_7, 0.160_078_328_543_346_22),
    (0.904_117_256_370_474_9, 0.106_939_325_995_318_43),
    (0.981_560_634_246_719_2, 0.047_175_336_386_511_83),
];

/// ∫ f from `low` to `high`; exact for polynomials up to degree 23.
pub(crate) fn integrate(low: f64, high: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let (middle, half) = (f64::midpoint(low, high), 0.5 * (high - low));
    HALF.iter().map(|(x, w)| w * (f(middle + half * x) + f(middle - half * x))).sum::<f64>() * half
}

/// The same, split at the breaks that lie between the limits.
pub(crate) fn integrate_split(low: f64, high: f64, breaks: &[f64], mut f: impl FnMut(f64) -> f64) -> f64 {
    let mut cuts: Vec<f64> = breaks.iter().copied().filter(|b| *b > low && *b < high).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.insert(0, low);
    cuts.push(high);
    cuts.windows(2).map(|w| integrate(w[0], w[1], &mut f)).sum()
}
