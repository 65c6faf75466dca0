//! How lesions answer where a study says so.

use hevesy_biology::{Bystander, oxygen_enhancement};
use hevesy_library::{Label, LinearQuadratic, Parameter, Problem, Tumour};
use hevesy_quantity::{Fraction, Mass, Time};

use super::course_schema::{CloneInput, ResponseInput};
use super::schema::StudyFile;
use super::source::Source;

/// What lesions answer by beside the tumour's record.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnResponse {
    /// Mass in g at which growth ends.
    pub capacity_g: Option<f64>,
    /// Partial pressure of oxygen in mmHg.
    pub oxygen_mmhg: Option<f64>,
    /// Mean times in G1, S and G2/M in h.
    pub phases_h: Option<[f64; 3]>,
    /// Dose rate in Gy/h that halves the exit from G2.
    pub g2_delay_gy_per_h: Option<f64>,
    /// Lineal energy y* of the alphas in keV/µm.
    pub lineal_energy: Option<f64>,
    /// Largest oxygen enhancement of the alphas.
    pub alpha_oer: f64,
    /// Coefficients of variation of dose and of α between the cells of a lesion.
    pub uneven: [f64; 2],
    /// Share of the activity that a lesion takes up, as a power of its mass.
    pub uptake_exponent: Option<f64>,
    /// Populations that answer otherwise than the rest.
    pub clones: Vec<CellClone>,
    /// Kill of cells that were not hit.
    pub bystander: Option<Bystander>,
}

impl Default for OwnResponse {
    fn default() -> Self {
        Self {
            capacity_g: None,
            oxygen_mmhg: None,
            phases_h: None,
            g2_delay_gy_per_h: None,
            lineal_energy: None,
            alpha_oer: 1.0,
            uneven: [0.0; 2],
            uptake_exponent: None,
            clones: Vec::new(),
            bystander: None,
        }
    }
}

/// A population that answers otherwise than the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellClone {
    /// Its share of the cells.
    pub share: f64,
    /// Its α over that of the rest.
    pub alpha: f64,
    /// Its dose over that of the rest.
    pub dose: f64,
    /// Its doubling time in h, where it is its own.
    pub doubling_h: Option<f64>,
}

impl OwnResponse {
    /// Whether α is that of cells, since what an α by mean dose holds is told apart.
    #[must_use]
    pub fn is_uneven(&self) -> bool {
        self.uneven.iter().any(|cv| *cv > 0.0)
    }

    pub(super) fn of(input: &StudyFile) -> Self {
        let Some(r) = input.response.as_ref().map(toml::Spanned::as_ref) else { return Self::default() };
        Self {
            capacity_g: r.capacity.map(Mass::to_g),
            oxygen_mmhg: r.oxygen_mmhg,
            phases_h: r.phases.map(|p| p.map(Time::to_h)),
            g2_delay_gy_per_h: r.g2_delay_gy_per_h,
            lineal_energy: r.lineal_energy,
            alpha_oer: r.alpha_oer.or_else(|| r.alpha_let.map(oxygen_enhancement)).unwrap_or(1.0),
            uneven: [r.uneven_uptake, r.uneven_alpha].map(|cv| cv.map_or(0.0, Fraction::get)),
            uptake_exponent: r.uptake_exponent,
            clones: (r.clone.iter())
                .map(|c| CellClone {
                    share: c.share.get(),
                    alpha: c.alpha,
                    dose: c.dose,
                    doubling_h: c.doubling_time.map(Time::to_h),
                })
                .collect(),
            bystander: r.bystander.map(|b| Bystander {
                largest_per_h: b.largest_per_day / 24.0,
                saturates_per_h: b.saturates_per_day / 24.0,
            }),
        }
    }
}

/// The tumour with what the study says of it.
pub(super) fn response(
    source: &Source<'_>,
    input: &StudyFile,
    tumour: Option<Tumour>,
) -> Result<Option<Tumour>, Problem> {
    let Some(given) = &input.response else { return Ok(tumour) };
    let (span, r) = (given.span(), given.as_ref());
    check(r).map_err(|(what, next)| source.at(span.clone(), what, next))?;
    let missing = || {
        let what = "no tumour of the library is named, and [response] is not whole";
        let next =
            "name a `tumour`, or give alpha, alpha_beta, repair_half_time, doubling_time and clearance";
        source.at(span.clone(), what, next)
    };
    let mut out = match tumour {
        Some(tumour) => tumour,
        None => {
            let (Some(alpha), Some(ab), Some(repair), Some(doubling), Some(_)) =
                (r.alpha, r.alpha_beta, r.repair_half_time, r.doubling_time, r.clearance)
            else {
                return Err(missing());
            };
            Tumour {
                id: "tumour".into(),
                title: "tumour of the study".into(),
                alpha: own(alpha),
                apparent_alpha: None,
                lq: LinearQuadratic { alpha_beta: own(ab), repair_half_time: own(repair) },
                doubling_time: own(doubling),
                clearance: None,
                residual: None,
                between_lesions: None,
                clonogens_per_g: own(CLONOGENS_PER_G),
                expresses: Vec::new(),
                notes: Vec::new(),
                unknown: Vec::new(),
                cited: Vec::new(),
            }
        }
    };
    if let Some(alpha) = r.alpha {
        out.alpha = own(alpha);
        // A given α is that of lesions by mean dose: no spread that was fitted with another goes with it.
        (out.apparent_alpha, out.between_lesions) = (Some(own(alpha)), None);
        out.residual = None;
    }
    if let Some(ab) = r.alpha_beta {
        out.lq.alpha_beta = own(ab);
    }
    if let Some(repair) = r.repair_half_time {
        out.lq.repair_half_time = own(repair);
    }
    if let Some(doubling) = r.doubling_time {
        out.doubling_time = own(doubling);
    }
    out.clearance = r.clearance.map(own).or(out.clearance);
    out.residual = r.residual.map(own).or(out.residual);
    out.between_lesions = r.between_lesions.map(own).or(out.between_lesions);
    Ok(Some(out))
}

/// Clonogens are not used by a course.
const CLONOGENS_PER_G: f64 = 1e8;

/// What is wrong, and what to do.
type Wrong = (String, &'static str);

fn check(r: &ResponseInput) -> Result<(), Wrong> {
    let wrong = |what: &str, next: &'static str| Err((what.to_owned(), next));
    let above = [
        ("alpha", r.alpha.map(hevesy_quantity::InverseDose::to_per_gy)),
        ("alpha_beta", r.alpha_beta.map(hevesy_quantity::Dose::to_gy)),
        ("repair_half_time", r.repair_half_time.map(Time::to_h)),
        ("doubling_time", r.doubling_time.map(Time::to_h)),
        ("capacity", r.capacity.map(Mass::to_g)),
        ("clearance", r.clearance.map(Time::to_h)),
        ("a phase", r.phases.map(|p| p.map(Time::to_h).into_iter().fold(f64::INFINITY, f64::min))),
    ];
    if r.oxygen_mmhg.is_some_and(|p| !(0.0..=160.0).contains(&p)) {
        return wrong(
            "oxygen is not between 0 and 160 mmHg",
            "give `oxygen_mmhg` in mmHg: some 40 in well oxygenated tissue",
        );
    }
    if let Some((what, _)) = above.iter().find(|(_, v)| v.is_some_and(|v| !(v > 0.0 && v.is_finite()))) {
        return Err((
            format!("{what} is not above zero"),
            "give a value with its unit, such as `alpha = \"0.2 1/Gy\"`",
        ));
    }
    if r.residual.is_some_and(|f| f.get() >= 1.0) {
        return wrong("residual is not below 100 %", "give the share of a lesion that is no tumour cell");
    }
    let spread = |cv: Option<Fraction>| cv.is_some_and(|cv| cv.get() > MOST_UNEVEN);
    if spread(r.uneven_uptake) || spread(r.uneven_alpha) {
        return wrong(
            "a spread between cells of more than 100 % is not plausible",
            "give a coefficient of variation such as `50 %`",
        );
    }
    if r.phases.is_some_and(|p| p.iter().any(|t| t.to_h() < SHORTEST_PHASE_H)) {
        return wrong("a phase is shorter than 2 h", "give mean times in G1, S and G2/M of 2 h or more");
    }
    if r.g2_delay_gy_per_h.is_some_and(|d| !(d > 0.0 && d.is_finite())) {
        return wrong(
            "g2_delay_gy_per_h is not above zero",
            "give the dose rate that halves the exit from G2, such as 0.3",
        );
    }
    if r.g2_delay_gy_per_h.is_some() && r.phases.is_none() {
        return wrong(
            "g2_delay_gy_per_h says nothing without `phases`",
            "add `phases = [\"12 h\", \"8 h\", \"4 h\"]`, or leave it out",
        );
    }
    if r.alpha_let.is_some_and(|l| !(0.1..=1000.0).contains(&l)) {
        return wrong(
            "alpha_let is not between 0.1 and 1000 keV/µm",
            "give the dose-averaged LET, some 80 to 150",
        );
    }
    if (r.alpha_oer.is_some() || r.alpha_let.is_some()) && r.oxygen_mmhg.is_none() {
        return wrong(
            "alpha_oer and alpha_let say nothing without `oxygen_mmhg`",
            "give the oxygen of the tumour too, or leave it out",
        );
    }
    if r.lineal_energy.is_some_and(|y| !(0.1..=MOST_LINEAL).contains(&y)) {
        return wrong(
            "lineal_energy is not between 0.1 and 95.7 keV/µm",
            "give y* of the alphas, which saturation keeps below 0.638 × 150 keV/µm",
        );
    }
    if r.alpha_oer.is_some_and(|m| !(1.0..=3.0).contains(&m)) {
        return wrong("alpha_oer is not between 1 and 3", "1 is none, 3 that of electrons and photons");
    }
    if r.uptake_exponent.is_some_and(|p| !(0.0..=2.0).contains(&p)) {
        return wrong(
            "uptake_exponent is not between 0 and 2",
            "1 keeps the concentration, 0 the activity, 0.67 lies between",
        );
    }
    let all: f64 = r.clone.iter().map(|c| c.share.get()).sum();
    let odd = |c: &CloneInput| {
        let time = c.doubling_time.map_or(f64::MAX, Time::to_h);
        c.share.get() <= 0.0
            || !(0.0..=10.0).contains(&c.alpha)
            || !(0.0..=10.0).contains(&c.dose)
            || time < SHORTEST_DOUBLING_H
    };
    if all >= 1.0 {
        let what = format!("the shares of the clones add up to {:.0} %", 100.0 * all);
        return Err((
            what,
            "leave some of the rest: give for example `clone = [{ share = \"1 %\", alpha = 0.3 }]`",
        ));
    }
    if r.clone.iter().any(odd) {
        return wrong(
            "a clone needs a share above zero, `alpha` and `dose` over those of the rest from 0 to 10 without unit, and a doubling time of 6 h or more",
            "give for example `clone = [{ share = \"1 %\", alpha = 0.3 }]`",
        );
    }
    if r.bystander.is_some_and(|b| {
        !((0.0..=10.0).contains(&b.largest_per_day) && (1e-6..=1e6).contains(&b.saturates_per_day))
    }) {
        return wrong(
            "bystander kill needs a largest kill of 0 to 10 per day and a saturation above zero",
            "give for example `bystander = { largest_per_day = 0.02, saturates_per_day = 0.1 }`",
        );
    }
    Ok(())
}

/// Largest coefficient of variation between cells.
const MOST_UNEVEN: f64 = 1.0;
/// Largest saturation-corrected lineal energy in keV/µm: 0.638 y₀ with y₀ = 150.
const MOST_LINEAL: f64 = 95.7;
/// Shortest phase in h, and shortest doubling time of a clone, that the steps of a course resolve.
const SHORTEST_PHASE_H: f64 = 2.0;
const SHORTEST_DOUBLING_H: f64 = 6.0;

fn own<Q>(value: Q) -> Parameter<Q> {
    Parameter { value, low: None, high: None, label: Label::U, source: "set in the study".into(), note: None }
}
