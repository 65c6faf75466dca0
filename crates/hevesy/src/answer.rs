//! The answer of `hevesy dose` as data.

use std::collections::BTreeMap;
use std::f64::consts::LN_2;

use hevesy_biology::{bed_mixed_gy, eqd2_gy};
use hevesy_dose::{Quality, RegionDose};
use hevesy_library::Library;
use hevesy_planner::{Target, course_bed};
use hevesy_quantity::significant;
use hevesy_regimen::Sex;
use hevesy_report::{
    CandidateAnswer, ContributionAnswer, DoseAnswer, FitAnswer, Provenance, QualityDose, RegionAnswer,
};
use hevesy_statistics::Estimate;

use crate::assess::Assessment;
use crate::assumptions::assumptions;
use crate::study::MeasuredRegion;
use crate::{PROGRAM, Study};

/// What was read, for the provenance record.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Hash of the study and all files it names.
    pub hash: String,
}

/// Builds the answer; `planned` says whether a plan is part of it (its numbers are then listed too).
#[must_use]
pub fn dose_answer(
    study: &Study,
    assessment: &Assessment,
    library: &Library,
    inputs: &Inputs,
    planned: bool,
) -> DoseAnswer {
    let administered_mbq = study.administration.activity.to_mbq();
    let regions: Vec<RegionAnswer> = assessment
        .doses
        .iter()
        .zip(&study.regions)
        .zip(&assessment.targets)
        .map(|((dose, measured), target)| region(study, dose, measured, target, administered_mbq))
        .collect();
    let mut notes = assessment.notes.clone();
    for (name, e) in &assessment.reduced {
        notes.push(format!(
            "{name}: against a full series this scan plan errs by {:+.1} % in the median, {:+.0} to {:+.0} % in 95 % of {} \
             synthetic patients, by more than 10 % in {:.0} % of them",
            e.median_percent,
            e.low95_percent,
            e.high95_percent,
            e.patients,
            100.0 * e.share_above_10_percent
        ));
    }
    // A remark that all regions share is said once.
    for (i, r) in regions.iter().enumerate() {
        for note in &r.notes {
            let everywhere = regions.len() > 1 && regions.iter().all(|other| other.notes.contains(note));
            match (everywhere, i) {
                (true, 0) => notes.push(note.clone()),
                (true, _) => {}
                (false, _) => notes.push(format!("{}: {note}", r.name)),
            }
        }
    }
    let e = &assessment.energy;
    DoseAnswer {
        title: study.title.clone(),
        agent: study.agent_name.clone(),
        nuclide: study.nuclide.name().to_owned(),
        half_life_s: study.half_lives.of(study.nuclide).to_s(),
        half_life_source: study.half_lives.source(study.nuclide).to_owned(),
        administered_mbq,
        protocol: study.protocol.full_id(),
        energy_per_decay_mev: QualityDose {
            alpha: e.alpha_mev,
            electron: e.electron_mev,
            photon: e.photon_mev,
        },
        regions,
        expected_error_of_reduced_plan: assessment.reduced.clone(),
        notes,
        assumptions: assumptions(study, assessment, library, planned),
        provenance: Provenance {
            program: PROGRAM.to_owned(),
            inputs_hash: inputs.hash.clone(),
            library_hash: library.hash().to_owned(),
            library_replaced: library.replaced(),
            seed: study.seed,
            nuclear_data: format!(
                "emissions and chains ICRP Publication 107; half-life of {}: {}; atomic masses AME2020",
                study.nuclide,
                study.half_lives.source(study.nuclide)
            ),
        },
    }
}

fn region(
    study: &Study,
    dose: &RegionDose,
    measured: &MeasuredRegion,
    target: &Target,
    administered_mbq: f64,
) -> RegionAnswer {
    let kinetics = &dose.region.kinetics;
    let dose_gy = dose.dose_gy.estimate();
    let by = |q: Quality| dose.parts.iter().filter(|p| p.quality == q).map(|p| p.dose_gy).sum::<f64>();
    let total = dose.total_rate();
    let time_of_95 = total.time_left(0.05);
    let bed_gy = bed(target, study.seed);
    let alpha_beta = target.response.map(|(ab, _)| ab.value);
    let mut notes = dose.notes.clone();
    if bed_gy.is_none() {
        notes.push("no BED: the library knows no α/β and repair half-time for this region".to_owned());
    } else if target.has_alpha() {
        notes.push(
            "BED counts alphas with the RBE listed below and leaves them out of the sublethal pool, so it is an RBE-weighted \
             quantity"
                .to_owned(),
        );
    }
    RegionAnswer {
        name: dose.name().to_owned(),
        kind: if measured.is_lesion { "lesion" } else { "organ" },
        tissue: measured.tissue.clone(),
        mass_g: measured.mass_g,
        mass_source: measured.mass_source.clone(),
        tia_mbq_h: dose.tia_mbq_h.estimate(),
        tiac_h: dose.tia_mbq_h.estimate().scaled(1.0 / administered_mbq),
        dose_gy,
        dose_gy_per_gbq: dose_gy.scaled(1e3 / administered_mbq),
        dose_by_quality_gy: QualityDose {
            alpha: by(Quality::Alpha),
            electron: by(Quality::Electron),
            photon: by(Quality::Photon),
        },
        dose_from_others_gy: dose
            .from_others
            .iter()
            .map(|c| ContributionAnswer { source: c.source.clone(), dose_gy: c.dose_gy })
            .collect(),
        rbe_weighted_dose_gy: dose.rbe_weighted_gy,
        bed_gy,
        bed_alpha_beta_gy: alpha_beta,
        bed_repair_half_time_h: target.response.map(|(_, t)| t.value),
        eqd2_gy: bed_gy.zip(alpha_beta).map(|(b, ab)| b.scaled(eqd2_gy(1.0, ab))),
        peak_dose_rate_gy_per_h: total.peak().1,
        mean_dose_rate_gy_per_h: total.integral_to(time_of_95) / time_of_95,
        time_of_95_percent_h: time_of_95,
        effective_half_life_h: effective_half_life_h(dose),
        fit: FitAnswer {
            model: kinetics.model.clone(),
            weights: weights(dose),
            candidates: candidates(dose),
        },
        notes,
    }
}

/// BED of the measured cycle: exact at the central parameters, its interval from joint draws.
fn bed(target: &Target, seed: u64) -> Option<Estimate> {
    let cell = target.cell()?;
    let central = bed_mixed_gy(&target.rates, &cell);
    let draws = course_bed(target, &[1.0], 1e6, 0.0, seed);
    Some(Estimate::from_draws(draws.bed_gy.into_iter().map(|d| d[0]).collect(), Some(central)))
}

fn effective_half_life_h(dose: &RegionDose) -> f64 {
    let kinetics = &dose.region.kinetics;
    let best = kinetics.candidates.iter().max_by(|a, b| a.weight.total_cmp(&b.weight));
    let curve = best
        .and_then(|c| c.fit.as_ref())
        .map_or_else(|| kinetics.curve_mbq.clone(), |f| f.parameters.curve());
    curve.slowest_rate_per_h().map_or(f64::NAN, |rate| LN_2 / rate)
}

fn weights(dose: &RegionDose) -> BTreeMap<String, f64> {
    let kinetics = &dose.region.kinetics;
    if kinetics.candidates.is_empty() {
        return BTreeMap::from([(kinetics.model.clone(), 1.0)]);
    }
    kinetics.candidates.iter().map(|c| (c.family.name().to_owned(), c.weight)).collect()
}

fn candidates(dose: &RegionDose) -> Vec<CandidateAnswer> {
    let one = |c: &hevesy_kinetics::Candidate| {
        let p = c.fit.as_ref().map(|f| &f.parameters);
        CandidateAnswer {
            model: c.family.name().to_owned(),
            tia_mbq_h: c.tia_mbq_h,
            weight: c.weight,
            amplitudes_mbq: p.map_or_else(Vec::new, |p| p.amplitude_mbq.clone()),
            effective_rates_per_h: p
                .map_or_else(Vec::new, |p| p.biological_per_h.iter().map(|b| b + p.lambda_p_per_h).collect()),
            left_out: c.left_out.clone(),
        }
    };
    dose.region.kinetics.candidates.iter().map(one).collect()
}

/// One line on the patient for reports.
#[must_use]
pub fn patient_line(study: &Study) -> String {
    let p = &study.patient;
    let mut words = Vec::new();
    if let Some(sex) = p.sex {
        words.push(if sex == Sex::Male { "male".to_owned() } else { "female".to_owned() });
    }
    if let Some(age) = p.age {
        words.push(format!("{} y", significant(age.to_y(), 3)));
    }
    if let Some(mass) = p.mass {
        words.push(format!("{mass:.3}"));
    }
    if words.is_empty() { "patient not described".to_owned() } else { words.join(", ") }
}
