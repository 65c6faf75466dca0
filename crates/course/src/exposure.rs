//! Dose rates of a region on the grid.

use hevesy_biology::Hit;
use hevesy_dose::{Curve, DoseRate, Quality};

use crate::grid::Grid;

/// Dose rates at both ends of every step, alphas apart from electrons and photons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposure {
    /// Alphas, Gy/h; empty where there are none.
    alpha: Vec<[f64; 2]>,
    /// Electrons and photons, Gy/h.
    low: Vec<[f64; 2]>,
    /// External beams, Gy/h: their dose does not share the uncertainty of the radionuclide's.
    beams: Vec<[f64; 2]>,
}

/// How a region counts its dose rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Factor of all dose rates but beams': activity, calibration, what is uncertain of the dose.
    pub scale: f64,
    /// RBE_max of alphas in the linear term.
    pub rbe_max_alpha: f64,
}

impl Weights {
    /// Dose rates as they are.
    pub const ONE: Self = Self { scale: 1.0, rbe_max_alpha: 1.0 };
}

impl Exposure {
    /// Puts dose rates on a grid; the dose of every step is that of the curves, whatever they do within it.
    #[must_use]
    pub fn of(rates: &[DoseRate], grid: &Grid) -> Self {
        Self::with_beams(rates, &[], grid)
    }

    /// The same with external beams.
    #[must_use]
    pub fn with_beams(rates: &[DoseRate], beams: &[DoseRate], grid: &Grid) -> Self {
        let of = |rates: &[DoseRate], wanted: &dyn Fn(Quality) -> bool| {
            let mut curve = Curve::default();
            for rate in rates.iter().filter(|r| wanted(r.quality)) {
                curve.add(&rate.curve_gy_per_h);
            }
            if curve.pieces.is_empty() { Vec::new() } else { on_grid(&curve, grid) }
        };
        Self {
            alpha: of(rates, &|q| q == Quality::Alpha),
            low: of(rates, &|q| q != Quality::Alpha),
            beams: of(beams, &|_| true),
        }
    }

    /// Doses in Gy in a step of electrons, photons and beams, and of alphas, with a factor on all but beams.
    pub(crate) fn dose_gy(&self, scale: f64, grid: &Grid, step: usize) -> [f64; 2] {
        let mean = |rates: &[[f64; 2]]| rates.get(step).map_or(0.0, |[a, b]| f64::midpoint(*a, *b));
        let length_h = grid.length_h(step);
        [length_h * (scale * mean(&self.low) + mean(&self.beams)), length_h * scale * mean(&self.alpha)]
    }

    /// Dose rates at one end of a step.
    pub(crate) fn hit(&self, weights: Weights, step: usize, end: usize) -> Hit {
        let alpha = self.alpha.get(step).map_or(0.0, |ends| weights.scale * ends[end]);
        let beam = self.beams.get(step).map_or(0.0, |ends| ends[end]);
        let low = beam + self.low.get(step).map_or(0.0, |ends| weights.scale * ends[end]);
        // Alphas kill by single tracks: they make no sublethal lesions.
        Hit { linear_gy_per_h: weights.rbe_max_alpha * alpha + low, sublethal_gy_per_h: low }
    }
}

fn on_grid(curve: &Curve, grid: &Grid) -> Vec<[f64; 2]> {
    let mut before = curve.integral_to(0.0);
    (0..grid.steps())
        .map(|step| {
            let (from, to) = (grid.times_h()[step], grid.times_h()[step + 1]);
            let after = curve.integral_to(to);
            let length = to - from;
            let mean = (after - before) / length;
            before = after;
            // Just within the step: what begins or ends at its ends belongs to its neighbours.
            let margin = 1e-9 * length;
            let (left, right) = (curve.at(from + margin), curve.at(to - margin));
            let middle = f64::midpoint(left, right);
            if middle > 0.0 { [left * mean / middle, right * mean / middle] } else { [mean, mean] }
        })
        .collect()
}
