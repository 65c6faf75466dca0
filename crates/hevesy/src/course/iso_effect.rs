//! How much activity partners save at equal effect on lesions.

use hevesy_course::Patient;
use serde::Serialize;

use super::Setup;

/// Activity with the drugs that leaves as many tumour cells as the whole activity without them.
#[derive(Clone, Debug, Serialize)]
pub struct IsoEffectAnswer {
    /// Day on which tumour cells are counted: the end, or when untreated lesions have grown 20-fold or to the endpoint.
    pub day: f64,
    /// Activity in per cent of that without drugs; doses of organs by the radiopharmaceuticals fall alike.
    pub activity_percent: f64,
}

/// Largest share of the activity that is tried.
const MOST: f64 = 10.0;

/// In the central patient; nothing without drugs or lesions, and nothing where drugs alone do as much or no activity does.
pub(super) fn iso_effect(setup: &Setup<'_>) -> Option<IsoEffectAnswer> {
    if setup.partners.is_empty() || setup.lesions.is_empty() {
        return None;
    }
    let place = setup.compared_at();
    let [without, with] = [false, true].map(|drugs| setup.patient_under(None, &|_| drugs).patient);
    let left = |patient: &Patient, share: f64| {
        let mut patient = patient.clone();
        patient.lesions.iter_mut().for_each(|t| t.weights.scale *= share);
        // Lymphocytes of the blood feed the effectors of lesions.
        patient.lineages.iter_mut().for_each(|l| l.1.scale *= share);
        setup.log_burden(&patient.follow(&setup.grid, &setup.exposures), place)
    };
    let wanted = left(&without, 1.0);
    let (mut low, mut high) = (0.0, MOST);
    if left(&with, low) <= wanted || left(&with, high) > wanted {
        return None;
    }
    // Where immunity makes the effect no rising function of activity, one of the solutions is found.
    while high - low > 1e-3 {
        let middle = f64::midpoint(low, high);
        if left(&with, middle) > wanted { low = middle } else { high = middle }
    }
    Some(IsoEffectAnswer {
        day: setup.day(setup.grid.times_h()[place]),
        activity_percent: 100.0 * f64::midpoint(low, high),
    })
}
