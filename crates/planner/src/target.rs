use hevesy_biology::{LinearQuadraticCell, Repair};
use hevesy_dose::{DoseRate, Quality, RegionDose};
use hevesy_library::{LinearQuadratic, RadiationWeights, Tumour, Uncertain};
use hevesy_quantity::{Dose, InverseDose, Time};
use hevesy_statistics::{Estimate, Spread};
use serde::Serialize;

/// An organ (its measured parts together) or a lesion: dose of the measured cycle and how it answers.
#[derive(Clone, Debug)]
pub struct Target {
    /// Name in reports.
    pub name: String,
    /// Regions of the table that make it up.
    pub regions: Vec<String>,
    /// Mass in g.
    pub mass_g: f64,
    /// Mean absorbed dose of the measured cycle in Gy, without what all targets share.
    pub own_dose_gy: Spread,
    /// Relative standard deviation of what all targets share.
    pub shared_cv: f64,
    /// Dose rates of the measured cycle.
    pub rates: Vec<DoseRate>,
    /// α/β in Gy and repair half-time in h; `None` where the library knows none.
    pub response: Option<(Uncertain, Uncertain)>,
    /// Tissue or tumour whose response this is: targets of one kind are drawn alike.
    pub response_of: String,
    /// RBE_max of alphas.
    pub rbe_max_alpha: Uncertain,
    /// For lesions: what tumour control depends on.
    pub tumour: Option<TumourResponse>,
}

/// What tumour control depends on beside BED.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TumourResponse {
    /// α in 1/Gy.
    pub alpha_per_gy: Uncertain,
    /// Doubling time in h.
    pub doubling_time_h: Uncertain,
    /// Clonogenic cells per gram.
    pub clonogens_per_g: Uncertain,
}

impl TumourResponse {
    /// From the library's record.
    #[must_use]
    pub fn of(tumour: &Tumour) -> Self {
        Self {
            alpha_per_gy: Uncertain::of(&tumour.alpha, InverseDose::to_per_gy),
            doubling_time_h: Uncertain::of(&tumour.doubling_time, Time::to_h),
            clonogens_per_g: Uncertain::of(&tumour.clonogens_per_g, |x| x),
        }
    }
}

/// α/β in Gy and repair half-time in h.
fn response(lq: &LinearQuadratic) -> (Uncertain, Uncertain) {
    (Uncertain::of(&lq.alpha_beta, Dose::to_gy), Uncertain::of(&lq.repair_half_time, Time::to_h))
}

/// Lesions after a course.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LesionOutlook {
    /// Name.
    pub name: String,
    /// Cumulative dose in Gy after the planned cycles.
    pub dose_gy: Estimate,
    /// Cumulative BED in Gy.
    pub bed_gy: Option<Estimate>,
    /// P(dose ≥ goal) after the planned cycles.
    pub probability_of_goal: Option<f64>,
    /// Tumour control probability, a model estimate: no clonogen survives and regrowth is counted.
    pub tcp: Option<Estimate>,
}

impl Target {
    /// Puts regions together, doses weighted by mass.
    ///
    /// Parts share calibration, protocol and model, so their relative errors are taken as one.
    #[must_use]
    pub fn of(
        name: &str,
        response_of: &str,
        parts: &[&RegionDose],
        lq: Option<&LinearQuadratic>,
        weights: Option<&RadiationWeights>,
    ) -> Option<Self> {
        let first = parts.first()?;
        let mass_g: f64 = parts.iter().map(|p| p.region.mass_g).sum();
        let dose: f64 = parts.iter().map(|p| p.dose_gy.value() * p.region.mass_g / mass_g).sum();
        let mut rates: Vec<DoseRate> = Vec::new();
        for part in parts {
            for rate in &part.rates {
                let weighted = rate.scaled(part.region.mass_g / mass_g);
                match rates.iter_mut().find(|r| r.quality == rate.quality) {
                    Some(r) => r.curve_gy_per_h.add(&weighted.curve_gy_per_h),
                    None => rates.push(DoseRate { region: name.to_owned(), ..weighted }),
                }
            }
        }
        let widest = parts
            .iter()
            .max_by(|a, b| a.dose_gy.estimate().cv().total_cmp(&b.dose_gy.estimate().cv()))
            .unwrap_or(first);
        Some(Self {
            name: name.to_owned(),
            regions: parts.iter().map(|p| p.name().to_owned()).collect(),
            mass_g,
            own_dose_gy: widest.own_dose_gy.scaled(dose / widest.dose_gy.value()),
            shared_cv: widest.shared_cv,
            response_of: response_of.to_owned(),
            rates,
            response: lq.map(response),
            rbe_max_alpha: weights.map_or(Uncertain::exact(1.0), |w| Uncertain::of(&w.alpha, |x| x)),
            tumour: None,
        })
    }

    /// A target of which the dose of one administration is given: mass in g, dose in Gy and its relative standard deviation, and its rate.
    #[must_use]
    pub fn given(
        name: &str,
        response_of: &str,
        (mass_g, dose_gy, cv): (f64, f64, f64),
        rate: DoseRate,
        (lq, weights): (Option<&LinearQuadratic>, Option<&RadiationWeights>),
    ) -> Self {
        Self {
            name: name.to_owned(),
            regions: vec![name.to_owned()],
            mass_g,
            own_dose_gy: Spread::relative(dose_gy, cv),
            shared_cv: 0.0,
            rates: vec![DoseRate { region: name.to_owned(), ..rate }],
            response: lq.map(response),
            response_of: response_of.to_owned(),
            rbe_max_alpha: weights.map_or(Uncertain::exact(1.0), |w| Uncertain::of(&w.alpha, |x| x)),
            tumour: None,
        }
    }

    /// The same target as a tumour.
    #[must_use]
    pub fn with_tumour(self, tumour: &Tumour) -> Self {
        Self { tumour: Some(TumourResponse::of(tumour)), ..self }
    }

    /// The cell at central parameters.
    #[must_use]
    pub fn cell(&self) -> Option<LinearQuadraticCell> {
        let (ab, repair) = self.response?;
        Some(LinearQuadraticCell {
            rbe_max_alpha: self.rbe_max_alpha.value,
            ..LinearQuadraticCell::new(ab.value, Repair::mono(repair.value))
        })
    }

    /// Whether alphas take part, so that BED is weighted.
    #[must_use]
    pub fn has_alpha(&self) -> bool {
        self.rates.iter().any(|r| r.quality == Quality::Alpha)
    }
}
