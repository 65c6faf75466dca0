//! Doses with tables of S-values that others computed (read beside the repository, never committed).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests"
)]

use hevesy_dose::{
    GY_G_PER_MBQ_H_MEV, LocalEnergy, Quality, Region, RegionDose, STable, Shared, absorbed_dose,
};
use hevesy_kinetics::{Recovery, Sample, TimeActivity, assess};
use hevesy_library::Library;
use hevesy_nuclide::{HalfLives, Nuclide};

fn shared(name: &str) -> Option<String> {
    let path = format!("{}/../../../shared/physics/svalues/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = hevesy_library::files::read_text(std::path::Path::new(&path)).ok();
    if text.is_none() {
        eprintln!("skipped: shared/physics/svalues/{name} not present");
    }
    text
}

fn region(name: &str, mbq: f64, mass_g: f64) -> Region {
    let library = Library::built_in().unwrap();
    let samples = [4.0, 24.0, 96.0, 168.0]
        .map(|t| Sample { time_h: t, activity_mbq: mbq * libm::exp(-0.0139 * t), sd_mbq: None })
        .to_vec();
    let lambda = std::f64::consts::LN_2 / (6.647 * 24.0);
    let protocol = library.protocol("mono-exponential").unwrap();
    let kinetics = assess(&TimeActivity { region: name.into(), samples }, protocol, lambda, None).unwrap();
    Region {
        kinetics,
        mass_g,
        mass_cv: 0.0,
        mass_source: "test".into(),
        volume_ml: None,
        volume_cv: 0.0,
        recovery: None,
        is_lesion: false,
        reference_mass_g: None,
    }
}

fn lu() -> Nuclide {
    Nuclide::find("Lu-177").unwrap()
}

fn lutetium() -> LocalEnergy {
    LocalEnergy::of(Nuclide::find("Lu-177").unwrap(), &HalfLives::icrp107())
}

fn part(dose: &RegionDose, quality: Quality) -> f64 {
    dose.parts.iter().filter(|p| p.quality == quality).map(|p| p.dose_gy).sum()
}

const SHARED: Shared = Shared { calibration_cv: 0.0, s_cv: 0.0 };

/// Oracle: OpenDose S-values of the ICRP-110 man for 177Lu. At the phantom's masses our dose is S times TIA, to 1e-9; the
/// electron part alone is below it by the photon part.
#[test]
fn val_opendose_lu177() {
    let Some(text) = shared("opendose_lu177_male.csv") else { return };
    let table = STable::read("opendose", &text, lu()).unwrap();
    let mass = |name: &str| table.find(name, name).unwrap().target_mass_g.unwrap();
    let regions = [region("Liver", 400.0, mass("liver")), region("Spleen", 150.0, mass("spleen"))];
    let doses = absorbed_dose(&regions, &lutetium(), Some(&table), None, SHARED);
    for (i, (own, other)) in [("liver", "spleen"), ("spleen", "liver")].into_iter().enumerate() {
        let s = |target: &str, source: &str| table.find(target, source).unwrap().mgy_per_mbq_s * 3.6;
        let tia = |r: &Region| r.kinetics.tia_mbq_h.value();
        let want = s(own, own) * tia(&regions[i]) + s(own, other) * tia(&regions[1 - i]);
        let got = doses[i].dose_gy.value();
        assert!((got / want - 1.0).abs() < 1e-9, "{own}: {got} {want}");
        let electrons = part(&doses[i], Quality::Electron) / got;
        assert!((0.9..0.99).contains(&electrons), "{own}: {electrons}");
    }
    // Half the mass: electrons double, the photon self-dose grows with the power 2/3.
    let at = |m: f64| {
        absorbed_dose(&[region("Liver", 400.0, m)], &lutetium(), Some(&table), None, SHARED).remove(0)
    };
    let (small, full) = (at(0.5 * mass("liver")), at(mass("liver")));
    assert!((part(&small, Quality::Electron) / part(&full, Quality::Electron) - 2.0).abs() < 1e-9);
    let photons = part(&small, Quality::Photon) / part(&full, Quality::Photon);
    assert!((photons - libm::pow(2.0, 2.0 / 3.0)).abs() < 1e-9, "{photons}");
}

/// Oracle: OLINDA 2.2 table for 177Lu, adult man: liver self-dose at 1800 g within 2 %.
#[test]
fn val_olinda_lu177() {
    let Some(text) = shared("rayzebio_ICRP89_DF_Lu-177-male.csv") else { return };
    let table = STable::read("olinda", &text, lu()).unwrap();
    // Rows are targets, columns sources: the marrow's row has the liver's column.
    assert!(table.find("Red marrow", "Liver").is_some() && table.find("liver", "Red Mar.").is_some());
    let doses = absorbed_dose(&[region("Liver", 400.0, 1800.0)], &lutetium(), Some(&table), None, SHARED);
    let want = 1.37e-5 * 3.6 * doses[0].tia_mbq_h.value();
    assert!((doses[0].dose_gy.value() / want - 1.0).abs() < 0.02, "{} {want}", doses[0].dose_gy.value());
}

#[test]
fn exact_electron_dose_of_a_gram() {
    // 147.9 keV per decay, 1 MBq h in 1 g: 0.0853 Gy (MODEL_BOOK 2.4).
    assert!((0.1479 * GY_G_PER_MBQ_H_MEV - 0.0853).abs() < 1e-4);
}

#[test]
fn law_a_table_of_weighted_alphas_is_noticed() {
    let energy = LocalEnergy::of(Nuclide::find("Ac-225").unwrap(), &HalfLives::icrp107());
    // Five times the alpha energy in 1800 g, as tables in mSv with w = 5 have it.
    let weighted = 5.0 * energy.local_mev() * GY_G_PER_MBQ_H_MEV / 1800.0 / 3.6;
    let table = format!("source,target,s,target_mass_g\nliver,liver,{weighted},1800\n");
    let table = STable::read("t", &table, lu()).unwrap();
    let doses = absorbed_dose(&[region("Liver", 1.0, 1800.0)], &energy, Some(&table), None, SHARED);
    assert!(doses[0].notes.iter().any(|n| n.contains("weighted alphas")), "{:?}", doses[0].notes);
}

/// Gear 2018 as one law of propagation: the volume enters mass and recovery at once.
#[test]
fn exact_law_of_propagation() {
    let mut r = region("Liver", 400.0, 1800.0);
    r.volume_ml = Some(1800.0);
    r.volume_cv = 0.1;
    r.recovery = Some(Recovery { b1: 1.0, b2_ml: 1800.0, cv: 0.02 });
    let fit = r.kinetics.tia_mbq_h.estimate().cv();
    let doses = absorbed_dose(&[r], &lutetium(), None, None, Shared { calibration_cv: 0.03, ..SHARED });
    // R = 1/2, d ln R/d ln v = 1/2: activity falls with v^-1/2, dose with v^-3/2.
    let squares = |parts: &[f64]| parts.iter().map(|p| p * p).sum::<f64>().sqrt();
    let tia = squares(&[fit, 0.03, 0.02, 0.5 * 0.1]);
    let dose = squares(&[fit, 0.03, 0.02, 1.5 * 0.1]);
    assert!((doses[0].tia_mbq_h.estimate().cv() / tia - 1.0).abs() < 1e-9);
    assert!((doses[0].dose_gy.estimate().cv() / dose - 1.0).abs() < 1e-9);
}
