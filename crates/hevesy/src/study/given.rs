//! Doses that a study gives in place of a table.

use hevesy_dose::{Curve, DoseRate, Quality};
use hevesy_library::{Library, Problem, RegionName};
use hevesy_quantity::{Fraction, Time};
use hevesy_regimen::Sex;

use super::course_schema::GivenQuality;
use super::region::MeasuredRegion;
use super::schema::StudyFile;
use super::source::Source;

/// Dose of a region in one administration, with its rate.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenDose {
    /// Region.
    pub region: String,
    /// Tissue, for organs.
    pub tissue: Option<String>,
    /// Dose in Gy.
    pub dose_gy: f64,
    /// Its relative standard deviation.
    pub cv: f64,
    /// Mass in g.
    pub mass_g: f64,
    /// Dose rate of one administration.
    pub rate: DoseRate,
}

/// Shortest half-life in h that the steps of a course resolve.
const SHORTEST_H: f64 = 0.5;

/// Given doses; the region must not be in the table too.
pub(super) fn doses(
    source: &Source<'_>,
    input: &StudyFile,
    measured: &[MeasuredRegion],
    library: &Library,
    lambda_per_h: f64,
    has_alphas: bool,
) -> Result<Vec<GivenDose>, Problem> {
    let mut all: Vec<GivenDose> = Vec::new();
    for given in &input.given {
        let (span, g) = (given.span(), given.as_ref());
        let wrong = |what: String, next: &str| Err(source.at(span.clone(), what, next));
        let name = RegionName::of(&g.region);
        let twice = measured.iter().any(|m| RegionName::of(&m.curve.region) == name)
            || all.iter().any(|o| RegionName::of(&o.region) == name);
        if twice {
            return wrong(format!("the dose of `{}` is known twice", g.region), "give it once");
        }
        let effective = std::f64::consts::LN_2 / g.half_life.to_h();
        if !(g.half_life.to_h() > 0.0 && effective >= lambda_per_h * (1.0 - 1e-3)) {
            let what = format!(
                "an effective half-life of {} is longer than the physical one of {:.4} h",
                g.half_life,
                std::f64::consts::LN_2 / lambda_per_h
            );
            return wrong(what, "give the effective half-life of the dose rate");
        }
        if g.half_life.to_h() < SHORTEST_H {
            let what = format!("a dose rate that falls within {} is no radiopharmaceutical's", g.half_life);
            return wrong(what, "give a half-life of half an hour or more; a beam belongs under [[beam]]");
        }
        let dose_gy = g.dose.to_gy();
        if !(dose_gy > 0.0 && dose_gy <= 2000.0) {
            return wrong(
                format!("a dose of {} is not plausible", g.dose),
                "give the dose of one administration",
            );
        }
        let uptake_h = g.uptake.map_or(0.0, Time::to_h);
        if uptake_h < 0.0 || uptake_h >= g.half_life.to_h() {
            return wrong(
                format!("uptake within {uptake_h} h is not faster than the fall"),
                "leave it out, or give a shorter time",
            );
        }
        let is_lesion = g.kind.is_some() || name.is_lesion();
        let tissue = library.tissue_of_region(&g.region).filter(|_| !is_lesion);
        if tissue.is_none() && !is_lesion {
            let what = format!("`{}` is neither a tissue of the library nor named as a lesion", g.region);
            return wrong(what, "correct it (tissues are such as `kidneys`), or add `kind = \"lesion\"`");
        }
        let reference = tissue.and_then(|t| match input.patient.sex {
            Some(Sex::Female) => t.mass_female.as_ref(),
            _ => t.mass_male.as_ref(),
        });
        let mass_g = match (g.mass, reference) {
            (Some(m), _) if m.to_g() > 0.0 => m.to_g(),
            (None, Some(p)) => p.value.to_g(),
            _ => {
                return wrong(format!("`{}` has no mass", g.region), "add for example `mass = \"20 g\"`");
            }
        };
        let curve = match uptake_h {
            u if u > 0.0 => {
                let rise = std::f64::consts::LN_2 / u;
                // Normalised to the dose: 1/λ − 1/λ_u.
                let amplitude = dose_gy / (1.0 / effective - 1.0 / rise);
                let mut curve = Curve::exponential(amplitude, effective);
                curve.add(&Curve::exponential(amplitude, rise).scaled(-1.0));
                curve
            }
            _ => Curve::exponential(dose_gy * effective, effective),
        };
        let quality = match (g.quality, has_alphas) {
            (None | Some(GivenQuality::Electrons), false) | (Some(GivenQuality::Electrons), true) => {
                Quality::Electron
            }
            (Some(GivenQuality::Alphas), true) => Quality::Alpha,
            (Some(GivenQuality::Alphas), false) => {
                return wrong("the nuclide emits no alphas".into(), "leave `quality` out");
            }
            (None, true) => {
                let what = format!(
                    "the nuclide emits alphas, and the radiation of the dose of `{}` is not said",
                    g.region
                );
                return wrong(what, "add `quality = \"alphas\"` or `quality = \"electrons\"`");
            }
        };
        let cv = g.uncertainty.map_or(0.0, Fraction::get);
        all.push(GivenDose {
            region: g.region.clone(),
            tissue: tissue.map(|t| t.id.clone()),
            dose_gy,
            cv,
            mass_g,
            rate: DoseRate { region: g.region.clone(), quality, curve_gy_per_h: curve, cv },
        });
    }
    Ok(all)
}
