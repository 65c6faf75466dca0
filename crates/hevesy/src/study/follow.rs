//! What a study says of the time after its measured cycle: beams, marrow, scans.

use hevesy_library::{Library, Problem};
use hevesy_quantity::{Dose, Fraction};

use super::given::GivenDose;
use super::region::MeasuredRegion;
use super::schema::StudyFile;
use super::source::Source;

/// Fractions of a beam to one region.
#[derive(Clone, Debug, PartialEq)]
pub struct Beam {
    /// A region of the table, or a tissue's id.
    pub region: String,
    /// Dose of a fraction in Gy.
    pub dose_gy: f64,
    /// When each fraction is given, in h from the first administration.
    pub at_h: Vec<f64>,
}

/// The marrow's dose and the patient's counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Marrow {
    /// Dose of the measured cycle in Gy, with its relative standard deviation and the half-life of its rate in h.
    pub dose: Option<(f64, f64, f64)>,
    /// Platelets in 10⁹/L.
    pub platelets: Option<f64>,
    /// Neutrophils in 10⁹/L.
    pub neutrophils: Option<f64>,
    /// Lymphocytes in 10⁹/L.
    pub lymphocytes: Option<f64>,
    /// Haemoglobin in g/dL.
    pub haemoglobin: Option<f64>,
}

impl Marrow {
    /// The patient's own count of a lineage in 10⁹/L.
    #[must_use]
    pub fn count(&self, lineage: &str) -> Option<f64> {
        match lineage {
            "platelets" => self.platelets,
            "neutrophils" => self.neutrophils,
            "lymphocytes" => self.lymphocytes,
            "haemoglobin" => self.haemoglobin,
            _ => None,
        }
    }
}

/// What is followed and when scans are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Follow {
    /// Until when in h; `None` for half a year after the last cycle.
    pub until_h: Option<f64>,
    /// Time between scans in h.
    pub scans_h: f64,
    /// Mass in g of a lesion at which an animal is out.
    pub endpoint_g: Option<f64>,
}

/// Time between scans where none is given: 12 weeks, as in NETTER-1.
const SCANS_H: f64 = 12.0 * 168.0;
/// Longest time that is followed: twenty years.
const LONGEST_H: f64 = 20.0 * 8766.0;

pub(super) fn beams(
    source: &Source<'_>,
    input: &StudyFile,
    (regions, given_doses): (&[MeasuredRegion], &[GivenDose]),
    library: &Library,
) -> Result<Vec<Beam>, Problem> {
    let mut beams = Vec::new();
    for given in &input.beam {
        let (span, b) = (given.span(), given.as_ref());
        let name = hevesy_library::RegionName::of(&b.region);
        let same = |r: &&MeasuredRegion| hevesy_library::RegionName::of(&r.curve.region) == name;
        let exact = regions.iter().find(|r| r.curve.region == b.region);
        let lesion = exact.or_else(|| regions.iter().find(same));
        let tissue = library.tissue_of_region(&b.region).map(|t| t.id.clone());
        let known = given_doses
            .iter()
            .find(|g| g.tissue.is_none() && hevesy_library::RegionName::of(&g.region) == name);
        let measured = lesion.map(|r| r.curve.region.clone()).or_else(|| known.map(|g| g.region.clone()));
        let Some(region) = measured.or(tissue) else {
            let what = format!("the beam's region `{}` is neither in the table nor a tissue", b.region);
            return Err(source.at(
                span,
                what,
                "name a lesion as in the table, or a tissue such as `kidneys`",
            ));
        };
        let every_h = b.every.map_or(24.0, hevesy_quantity::Time::to_h);
        let fits = b.dose.to_gy() > 0.0 && b.dose.to_gy() <= 100.0 && (1..=60).contains(&b.fractions);
        if !fits || b.at.to_h() < 0.0 || every_h < 1.0 {
            let what = format!("{} fractions of {} every {every_h} h are not a beam", b.fractions, b.dose);
            return Err(source.at(
                span,
                what,
                "give 1 to 60 fractions of up to 100 Gy, an hour or more apart, after the first administration",
            ));
        }
        let at_h = (0..b.fractions).map(|i| b.at.to_h() + f64::from(i) * every_h).collect();
        beams.push(Beam { region, dose_gy: b.dose.to_gy(), at_h });
    }
    Ok(beams)
}

/// Largest marrow dose of one administration in Gy: more than before a transplantation.
const MOST_MARROW_GY: f64 = 20.0;

pub(super) fn marrow(source: &Source<'_>, input: &StudyFile) -> Result<Marrow, Problem> {
    let Some(given) = &input.marrow else { return Ok(Marrow::default()) };
    let (span, m) = (given.span(), given.as_ref());
    let wrong = |what: &str, next: &str| Err(source.at(span.clone(), what, next));
    let dose = match (m.dose.map(Dose::to_gy), m.half_life.map(hevesy_quantity::Time::to_h)) {
        (None, None) => None,
        (Some(gy), Some(_)) if gy > MOST_MARROW_GY => {
            let what = format!("{gy} Gy to the marrow in one administration is not plausible");
            return wrong(&what, "give the dose of one administration, some 0.1 to 1 Gy");
        }
        (Some(gy), Some(h)) if gy > 0.0 && h > 0.0 => Some((gy, m.uncertainty.map_or(0.0, Fraction::get), h)),
        (Some(_), None) => {
            return wrong(
                "the marrow's dose has no `half_life`",
                "give that of its dose rate, such as `3 d`",
            );
        }
        _ => return wrong("the marrow needs a dose and a half-life above zero", "give both, or neither"),
    };
    for count in [m.platelets, m.neutrophils, m.lymphocytes].into_iter().flatten() {
        if !(0.1..=2000.0).contains(&count) {
            let what = format!("a count of {count} is not plausible in 10⁹/L");
            return wrong(&what, "give for example `platelets = 210`, meaning 210 × 10⁹/L");
        }
    }
    if m.haemoglobin.is_some_and(|h| !(3.0..=25.0).contains(&h)) {
        return wrong("that is no haemoglobin in g/dL", "give for example `haemoglobin = 12.4`");
    }
    Ok(Marrow {
        dose,
        platelets: m.platelets,
        neutrophils: m.neutrophils,
        lymphocytes: m.lymphocytes,
        haemoglobin: m.haemoglobin,
    })
}

pub(super) fn follow(source: &Source<'_>, input: &StudyFile) -> Result<Follow, Problem> {
    let Some(given) = &input.follow else {
        return Ok(Follow { until_h: None, scans_h: SCANS_H, endpoint_g: None });
    };
    let (span, f) = (given.span(), given.as_ref());
    let until_h = f.until.map(hevesy_quantity::Time::to_h);
    let scans_h = f.scans.map_or(SCANS_H, hevesy_quantity::Time::to_h);
    if until_h.is_some_and(|t| !(24.0..=LONGEST_H).contains(&t)) {
        return Err(source.at(span, "that is no time to follow a course", "give a day to 20 years"));
    }
    if scans_h < 24.0 {
        return Err(source.at(span, "scans are less than a day apart", "give for example `12 wk`"));
    }
    let endpoint_g = f.endpoint.map(hevesy_quantity::Mass::to_g);
    if endpoint_g.is_some_and(|g| g <= 0.0) {
        return Err(source.at(span, "an endpoint of no mass", "give for example `1.5 g`"));
    }
    Ok(Follow { until_h, scans_h, endpoint_g })
}
