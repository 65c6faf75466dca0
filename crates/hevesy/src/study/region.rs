//! A region of the table with its mass, volume and corrections.

use hevesy_kinetics::{Recovery, TimeActivity, VolumeUncertainty, relative_volume_uncertainty};
use hevesy_library::{Library, Problem, RegionName, Tissue};
use hevesy_quantity::{Activity, significant};
use hevesy_regimen::Sex;

use super::schema::{MeasuredInput, StudyFile, VolumeFrom};
use super::source::Source;
use super::table::{RegionKind, RegionRows};

/// Density in g/ml where neither the study nor the library has one: soft tissue, rounded (1.02 to 1.06 in ICRU Report 46).
pub const SOFT_TISSUE_G_PER_ML: f64 = 1.04;

/// A region with what the dose needs of it.
#[derive(Clone, Debug)]
pub struct MeasuredRegion {
    /// Activities.
    pub curve: TimeActivity,
    /// Line of the region's first row in the table.
    pub line: usize,
    /// Whether it is a lesion.
    pub is_lesion: bool,
    /// The tissue it means, for organs the library knows.
    pub tissue: Option<String>,
    /// Mass in g.
    pub mass_g: f64,
    /// Where the mass comes from.
    pub mass_source: String,
    /// Relative standard deviation of the mass at given volume.
    pub mass_cv: f64,
    /// Mass of the whole organ in the reference person in g.
    pub reference_mass_g: Option<f64>,
    /// Volume in ml.
    pub volume_ml: Option<f64>,
    /// Relative standard deviation of the volume.
    pub volume_cv: f64,
}

pub(super) fn region(
    source: &Source<'_>,
    (input, measured): (&StudyFile, &MeasuredInput),
    row: RegionRows,
    library: &Library,
    lambda: f64,
    recovery: Option<(Recovery, bool)>,
) -> Result<MeasuredRegion, Problem> {
    let table = measured.table.as_str();
    let name = RegionName::of(&row.name);
    let is_lesion = row.kind.map_or(name.is_lesion(), |k| k == RegionKind::Lesion);
    let tissue = if is_lesion { None } else { library.tissue_of_region(&row.name) };
    let volume_ml = match measured.volume {
        VolumeFrom::First => row.volumes_ml.first().copied(),
        VolumeFrom::Mean if row.volumes_ml.is_empty() => None,
        VolumeFrom::Mean => Some(row.volumes_ml.iter().sum::<f64>() / row.volumes_ml.len() as f64),
    };
    let u = &input.uncertainty;
    let (mass_g, mass_source) = mass(&row, volume_ml, tissue, is_lesion, (input, measured)).ok_or_else(|| {
        Problem::new(
            table,
            format!(
                "region `{}` has neither mass nor volume, and the library knows no reference mass for it",
                row.name
            ),
            "add a column `mass_g` or `volume_mL` (whole organs of the library can use a reference mass: give the patient's sex)",
        )
        .at(row.line)
    })?;
    if !(1e-9..=1e6).contains(&mass_g) {
        return Err(Problem::new(
            table,
            format!("the mass of region `{}` comes out as {} g", row.name, significant(mass_g, 3)),
            "check mass, volume and density and their units",
        )
        .at(row.line));
    }
    if let Some(late) = row.samples.iter().find(|s| s.time_h > 1e5) {
        return Err(Problem::new(
            table,
            format!(
                "a scan of region `{}` lies {} h after administration, more than ten years",
                row.name,
                significant(late.time_h, 3)
            ),
            "check the times and the unit of their column",
        )
        .at(row.line));
    }
    let volume_cv = match (u.volume, u.voxel, u.resolution, volume_ml) {
        (Some(v), ..) => v.get(),
        (None, _, _, None) => 0.0,
        (None, Some(a), Some(r), Some(v)) => {
            relative_volume_uncertainty(v, VolumeUncertainty { voxel_mm: a.to_mm(), fwhm_mm: r.to_mm() })
        }
        (None, None, None, _) => 0.0,
        _ => {
            return Err(source.problem(
                "[uncertainty] gives one of `voxel` and `resolution`, and both are needed",
                "give both, or `volume` as a share",
            ));
        }
    };
    if recovery.is_some() && volume_ml.is_none() {
        return Err(Problem::new(
            table,
            format!("region `{}` has no volume, and [measured] asks for a recovery coefficient", row.name),
            "add a column `volume_mL`, or leave `recovery` out",
        )
        .at(row.line));
    }
    let correction = match (recovery, volume_ml) {
        (Some((r, false)), Some(v)) => 1.0 / r.at(v),
        _ => 1.0,
    };
    let row_line = row.line;
    let mut curve = TimeActivity { region: row.name, samples: row.samples };
    for s in &mut curve.samples {
        let factor = correction * if measured.decay_corrected { libm::exp(-lambda * s.time_h) } else { 1.0 };
        s.activity_mbq *= factor;
        s.sd_mbq = s.sd_mbq.map(|sd| sd * factor);
    }
    let reference = match input.patient.sex {
        Some(Sex::Female) => tissue.and_then(|t| t.mass_female.as_ref()),
        Some(Sex::Male) => tissue.and_then(|t| t.mass_male.as_ref()),
        None => None,
    };
    Ok(MeasuredRegion {
        reference_mass_g: reference.map(|m| m.value.to_g()),
        line: row_line,
        curve,
        is_lesion,
        tissue: tissue.map(|t| t.id.clone()),
        mass_g,
        mass_source,
        mass_cv: u.mass.map_or(0.0, hevesy_quantity::Fraction::get),
        volume_ml,
        volume_cv,
    })
}

/// Mass in g and where it comes from: the table, a volume and density, or the reference person.
fn mass(
    row: &RegionRows,
    volume_ml: Option<f64>,
    tissue: Option<&Tissue>,
    is_lesion: bool,
    (input, measured): (&StudyFile, &MeasuredInput),
) -> Option<(f64, String)> {
    if let Some(mass) = row.mass_g {
        return Some((mass, "table".into()));
    }
    if let Some(volume) = volume_ml {
        let given = measured.density.map(|d| (d.to_g_per_ml(), "study"));
        let own = tissue.and_then(|t| t.density.as_ref()).map(|d| (d.value.to_g_per_ml(), "library"));
        let (density, origin) = given
            .or(own)
            .unwrap_or((SOFT_TISSUE_G_PER_ML, if is_lesion { "soft tissue, assumed" } else { "assumed" }));
        let which = match measured.volume {
            VolumeFrom::First => "first scan",
            VolumeFrom::Mean => "mean of the scans",
        };
        return Some((volume * density, format!("volume ({which}) at {density} g/ml ({origin})")));
    }
    let reference = match input.patient.sex? {
        Sex::Male => tissue?.mass_male.as_ref()?,
        Sex::Female => tissue?.mass_female.as_ref()?,
    };
    let tissue = tissue?;
    let name = RegionName::of(&row.name);
    let is_part = tissue.parts.iter().any(|p| RegionName::of(p).same_organ_as(&name));
    if is_part || (name.side.is_some() && !tissue.paired) {
        return None;
    }
    // One of a pair weighs half of both.
    let half = name.side.is_some();
    let mass = reference.value.to_g() * if half { 0.5 } else { 1.0 };
    Some((
        mass,
        format!("reference person ({}{})", reference.source, if half { ", half of the pair" } else { "" }),
    ))
}

/// No region may hold more than what is left of the administered activity.
pub(super) fn check_totals(
    table: &str,
    regions: &[MeasuredRegion],
    administered: Activity,
    lambda: f64,
) -> Result<(), Problem> {
    for region in regions {
        for s in &region.curve.samples {
            let left = administered.to_mbq() * libm::exp(-lambda * s.time_h);
            if s.activity_mbq > 1.05 * left {
                let guess = if s.activity_mbq > 500.0 * left {
                    "; the column may be in kBq or Bq and not in MBq"
                } else {
                    ""
                };
                return Err(Problem::new(
                    table,
                    format!(
                        "region `{}` holds {} MBq at {} h, more than the {} MBq that are left of the administered activity{guess}",
                        region.curve.region,
                        significant(s.activity_mbq, 4),
                        significant(s.time_h, 4),
                        significant(left, 4)
                    ),
                    "check the unit of the activity column, the administered activity and the decay correction",
                )
                .at(region.line));
            }
        }
    }
    Ok(())
}
