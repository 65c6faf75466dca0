//! From a study to absorbed doses and what they do.

use std::collections::BTreeMap;

use hevesy_dose::{LocalEnergy, Region, RegionDose, Shared, absorbed_dose};
use hevesy_kinetics::{Kinetics, Prior, ReducedError, assess as integrate, expected_error};
use hevesy_library::{Library, LinearQuadratic, Method, Problem};
use hevesy_planner::Target;

use crate::study::{MeasuredRegion, Study};

/// Doses of a study.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// Doses, in the order of the table.
    pub doses: Vec<RegionDose>,
    /// Energy per decay that was counted.
    pub energy: LocalEnergy,
    /// Each region as a target of its own, with the response of its tissue or tumour.
    pub targets: Vec<Target>,
    /// Expected error of a reduced scan plan by region.
    pub reduced: BTreeMap<String, ReducedError>,
    /// Doses of further radiopharmaceuticals, in the order of the study.
    pub also: Vec<Self>,
    /// Remarks on the whole.
    pub notes: Vec<String>,
}

/// Integrates activity and computes absorbed dose for every region.
///
/// # Errors
/// Activities that the protocol cannot integrate.
pub fn assess(study: &Study, library: &Library) -> Result<Assessment, Problem> {
    let lambda = study.half_lives.decay_constant_per_h(study.nuclide);
    let mut regions = Vec::with_capacity(study.regions.len());
    let mut reduced = BTreeMap::new();
    for measured in &study.regions {
        let prior = prior(study, measured);
        let kinetics = integrate(&measured.curve, &study.protocol, lambda, prior.as_ref()).map_err(|e| {
            Problem::new(study.table.clone(), format!("region `{}`: {}", e.region, e.what), e.remedy)
                .at(measured.line)
        })?;
        let reducing = matches!(study.protocol.method, Method::Hanscheid | Method::Madsen | Method::Map);
        if let Some(prior) = prior.as_ref().filter(|_| reducing) {
            let times: Vec<f64> = measured.curve.samples.iter().map(|s| s.time_h).collect();
            let cv = relative_sd(&kinetics);
            if let Some(error) = expected_error(&study.protocol, &times, lambda, prior, cv, study.seed) {
                reduced.insert(measured.curve.region.clone(), error);
            }
        }
        regions.push(Region {
            kinetics,
            mass_g: measured.mass_g,
            mass_cv: measured.mass_cv,
            mass_source: measured.mass_source.clone(),
            volume_ml: measured.volume_ml,
            volume_cv: measured.volume_cv,
            recovery: study.recovery,
            is_lesion: measured.is_lesion,
            reference_mass_g: measured.reference_mass_g,
        });
    }
    let energy = LocalEnergy::of(study.nuclide, &study.half_lives);
    let shared = Shared { calibration_cv: study.calibration_cv, s_cv: study.s_cv };
    let weights = library.radiation_weights();
    let doses = absorbed_dose(&regions, &energy, study.s_table.as_ref(), weights, shared);
    let mut notes = study.notes.clone();
    notes.extend(energy.notes.iter().cloned());
    if study.calibration_cv == 0.0 {
        notes.push(
            "the uncertainty of the camera's calibration is not given and not in the intervals; set `calibration` under \
             [uncertainty]"
                .into(),
        );
    }
    if study.regions.iter().any(|r| r.mass_cv == 0.0 && r.volume_cv == 0.0) {
        notes.push(
            "the uncertainty of mass and volume is not given and not in the intervals; set `volume`, or `voxel` and \
             `resolution`, or `mass` under [uncertainty]"
                .into(),
        );
    }
    let by_reference: Vec<&str> = study
        .regions
        .iter()
        .filter(|r| r.mass_source.starts_with("reference"))
        .map(|r| r.curve.region.as_str())
        .collect();
    if !by_reference.is_empty() {
        notes.push(format!(
            "no mass or volume is given for {}; reference masses are used",
            by_reference.join(", ")
        ));
    }
    let targets = doses
        .iter()
        .zip(&study.regions)
        .filter_map(|(dose, measured)| {
            Target::of(
                dose.name(),
                &response_name(study, measured),
                &[dose],
                response(study, measured, library),
                weights,
            )
        })
        .collect();
    let also = study.also.iter().map(|a| assess(&a.study, library)).collect::<Result<_, _>>()?;
    Ok(Assessment { doses, energy, targets, reduced, also, notes })
}

/// Relative standard deviation of one scan, for synthetic patients.
fn relative_sd(kinetics: &Kinetics) -> f64 {
    let stated = kinetics.samples.first().and_then(|s| Some(s.sd_mbq? / s.activity_mbq));
    stated.or(kinetics.assumed_cv).unwrap_or(hevesy_kinetics::UNSTATED_CV)
}

fn prior(study: &Study, region: &MeasuredRegion) -> Option<Prior> {
    let wanted = if region.is_lesion { Some("lesion") } else { region.tissue.as_deref() };
    let records = &study.agent.as_ref()?.effective_half_life;
    records.iter().find(|r| Some(r.region.as_str()) == wanted).map(Prior::of)
}

/// The response of a region: its tissue's, or the tumour's for lesions.
pub(crate) fn response<'a>(
    study: &'a Study,
    region: &MeasuredRegion,
    library: &'a Library,
) -> Option<&'a LinearQuadratic> {
    if region.is_lesion {
        return study.tumour.as_ref().map(|t| &t.lq);
    }
    library.tissue(region.tissue.as_deref()?)?.lq.as_ref()
}

/// Whose response it is, so that regions of one kind are drawn alike.
pub(crate) fn response_name(study: &Study, region: &MeasuredRegion) -> String {
    let tumour = || study.tumour.as_ref().map(|t| t.id.clone());
    if region.is_lesion { tumour() } else { region.tissue.clone() }.unwrap_or_default()
}
