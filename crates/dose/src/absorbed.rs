//! From activity over time to absorbed dose.

use hevesy_kinetics::{Curve, Kinetics, Recovery};
use hevesy_library::RadiationWeights;
use hevesy_quantity::significant;
use hevesy_statistics::{Estimate, Spread};

use crate::from_table::{from_table, kept_electrons};
use crate::quality::{GY_G_PER_MBQ_H_MEV, LocalEnergy, Quality};
use crate::rate::DoseRate;
use crate::s_table::STable;

/// A region with its activity and mass.
#[derive(Clone, Debug)]
pub struct Region {
    /// Activity over time.
    pub kinetics: Kinetics,
    /// Mass in g.
    pub mass_g: f64,
    /// Relative standard deviation of the mass from causes other than the delineated volume (density, atlas).
    pub mass_cv: f64,
    /// Where the mass comes from.
    pub mass_source: String,
    /// Delineated volume in ml, where there is one.
    pub volume_ml: Option<f64>,
    /// Relative standard deviation of the delineated volume.
    pub volume_cv: f64,
    /// Recovery coefficient in force for the region.
    pub recovery: Option<Recovery>,
    /// Whether it is a lesion.
    pub is_lesion: bool,
    /// Mass of the whole organ in the reference person in g, for tables of S-values without masses.
    pub reference_mass_g: Option<f64>,
}

/// What all scans and regions share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shared {
    /// Relative standard deviation of the calibration factor.
    pub calibration_cv: f64,
    /// Relative standard deviation of S at given mass.
    pub s_cv: f64,
}

/// S ∝ m^{−c₂} with c₂ = 1 for what stays in the region.
const S_EXPONENT: f64 = 1.0;

/// One quality's share of a dose.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Radiation quality.
    pub quality: Quality,
    /// Mean dose in Gy.
    pub dose_gy: f64,
}

/// What another region contributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// Source region.
    pub source: String,
    /// Dose in Gy.
    pub dose_gy: f64,
}

/// Absorbed dose of a region with all that led to it.
#[derive(Clone, Debug)]
pub struct RegionDose {
    /// The region.
    pub region: Region,
    /// Time-integrated activity in MBq·h, calibration and volume effects in its uncertainty.
    pub tia_mbq_h: Spread,
    /// Mean absorbed dose in Gy.
    pub dose_gy: Spread,
    /// The same without what all regions of the study share, for joint statements over regions.
    pub own_dose_gy: Spread,
    /// Relative standard deviation of what all regions share: the calibration.
    pub shared_cv: f64,
    /// Dose by radiation quality.
    pub parts: Vec<Part>,
    /// Dose from other regions.
    pub from_others: Vec<Contribution>,
    /// RBE-weighted dose in Gy(RBE), beside the absorbed dose; `None` where there is no alpha part.
    pub rbe_weighted_gy: Option<Estimate>,
    /// Dose rate by quality.
    pub rates: Vec<DoseRate>,
    /// Remarks.
    pub notes: Vec<String>,
}

impl RegionDose {
    /// Name of the region.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.region.kinetics.region
    }

    /// Dose rate of all qualities together.
    #[must_use]
    pub fn total_rate(&self) -> Curve {
        let mut curve = Curve::default();
        for rate in &self.rates {
            curve.add(&rate.curve_gy_per_h);
        }
        curve
    }
}

/// Absorbed doses of all regions.
///
/// Self-dose of what is local: D = Ã Δ / m. With a table: photon self-dose (S_table − Δ/m_table)(m_table/m)^{2/3} Ã, and
/// cross-dose S(target ← source) Ã(source) from every other measured region.
///
/// The variance of ln D adds the fit, calibration, recovery, mass, S, and the delineated volume v once, through
/// everything it touches: (−d ln R/d ln v − c₂)² (u_v/v)², which is the chain of Gear 2018 with its covariance.
#[must_use]
pub fn absorbed_dose(
    regions: &[Region],
    energy: &LocalEnergy,
    table: Option<&STable>,
    weights: Option<&RadiationWeights>,
    shared: Shared,
) -> Vec<RegionDose> {
    regions.iter().map(|region| one(region, regions, energy, table, weights, shared)).collect()
}

/// Theory: theory/dose.md (2), (4), (5), theory/kinetics.md (13).
fn one(
    region: &Region,
    all: &[Region],
    energy: &LocalEnergy,
    table: Option<&STable>,
    weights: Option<&RadiationWeights>,
    shared: Shared,
) -> RegionDose {
    let kinetics = &region.kinetics;
    let name = kinetics.region.as_str();
    let mut notes = Vec::new();
    let slope = match (region.recovery, region.volume_ml) {
        (Some(r), Some(v)) => r.slope(v),
        _ => 0.0,
    };
    let recovery_cv = region.recovery.map_or(0.0, |r| r.cv);
    let scale_cv = (shared.calibration_cv * shared.calibration_cv + recovery_cv * recovery_cv).sqrt();
    let quadrature = |cvs: &[f64]| cvs.iter().map(|c| c * c).sum::<f64>().sqrt();
    let tia_mbq_h = kinetics.tia_mbq_h.widened(quadrature(&[scale_cv, slope * region.volume_cv]));
    let volume_part = (-slope - S_EXPONENT) * region.volume_cv;
    let own_cv = quadrature(&[recovery_cv, volume_part, region.mass_cv, shared.s_cv]);

    let per_mbq_h = |mev: f64| mev * GY_G_PER_MBQ_H_MEV / region.mass_g;
    let mut rates = Vec::new();
    let mut parts = Vec::new();
    let mut write = |quality: Quality, curve: Curve| {
        let dose_gy = curve.total();
        if dose_gy > 0.0 {
            parts.push(Part { quality, dose_gy });
            rates.push(DoseRate { region: name.to_owned(), quality, curve_gy_per_h: curve, cv: 0.0 });
        }
    };
    let kept = kept_electrons(region, energy, table);
    let tabled = from_table(region, all, energy, table);
    write(Quality::Alpha, kinetics.curve_mbq.scaled(per_mbq_h(energy.alpha_mev)));
    let mut electrons = kinetics.curve_mbq.scaled(kept.share * per_mbq_h(energy.electron_mev));
    electrons.add(&tabled.electron_gy_per_h);
    write(Quality::Electron, electrons);
    notes.extend(tabled.notes);
    write(Quality::Photon, tabled.photon_gy_per_h);

    notes.extend(kept.notes);
    let escape = energy.electron_escape(region.mass_g);
    if !kept.known && escape > 0.05 {
        notes.push(format!(
            "so small a region keeps not all electrons: some {:.0} % of their energy would leave a sphere of {} g, and are \
             counted here",
            100.0 * escape,
            significant(region.mass_g, 3)
        ));
    }
    if region.volume_cv > 0.4 {
        notes.push(format!(
            "the delineated volume is uncertain by {:.0} %, beyond what first-order propagation describes: read the interval as \
             an order of magnitude",
            100.0 * region.volume_cv
        ));
    }
    let local: f64 = parts.iter().map(|p| p.dose_gy).sum();
    let fit = kinetics.tia_mbq_h.value();
    let own_dose_gy = kinetics.tia_mbq_h.scaled(local / fit).widened(own_cv);
    let dose_gy = own_dose_gy.widened(shared.calibration_cv);
    for rate in &mut rates {
        rate.cv = dose_gy.estimate().cv();
    }
    let rbe_weighted_gy = weights.and_then(|w| rbe_weighted(&parts, &dose_gy, w));
    notes.extend(kinetics.notes.iter().cloned());
    RegionDose {
        region: region.clone(),
        tia_mbq_h,
        dose_gy,
        own_dose_gy,
        shared_cv: shared.calibration_cv,
        parts,
        from_others: tabled.from_others,
        rbe_weighted_gy,
        rates,
        notes,
    }
}

/// Σ RBE_q D_q, its uncertainty that of the dose and of the alpha RBE.
///
/// Theory: theory/dose.md (6).
fn rbe_weighted(parts: &[Part], dose: &Spread, weights: &RadiationWeights) -> Option<Estimate> {
    let of = |q: Quality| parts.iter().filter(|p| p.quality == q).map(|p| p.dose_gy).sum::<f64>();
    let alpha = of(Quality::Alpha) * weights.alpha.value;
    if alpha == 0.0 {
        return None;
    }
    let total =
        alpha + of(Quality::Electron) * weights.electron.value + of(Quality::Photon) * weights.photon.value;
    let cv = weights.alpha.log_sd() * alpha / total;
    Some(dose.scaled(total / dose.value()).widened(cv).estimate())
}
