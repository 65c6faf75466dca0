//! What a course rests on and leaves out, in words.

use hevesy_biology::Graded;
use hevesy_library::{Label, Library};
use hevesy_report::Assumption;

use super::Setup;
use super::answer::{DrugAnswer, OverlappingToxicity};
use super::partners::{HalfFrom, is_followed};
use crate::assess::Assessment;
use crate::assumptions::{assumptions, of_course};

pub(super) fn rests_on(setup: &Setup<'_>, assessment: &Assessment, library: &Library) -> Vec<Assumption> {
    let mut list = assumptions(setup.study, assessment, library, true);
    list.extend(of_course(setup.study, !setup.lineages.is_empty(), library));
    list.sort_by_key(|a| !a.weak);
    list
}

/// Organs and cells that more than one of what is given harms.
pub(super) fn overlapping(setup: &Setup<'_>) -> Vec<OverlappingToxicity> {
    let study = setup.study;
    let own = study.agent.iter().map(|a| (&a.id, &a.organs_at_risk));
    let also = study.also.iter().filter_map(|a| a.study.agent.as_ref()).map(|a| (&a.id, &a.organs_at_risk));
    let drugs = study.drugs.iter().map(|d| (&d.drug.id, &d.drug.organs_at_risk));
    let mut list: Vec<OverlappingToxicity> = Vec::new();
    for (who, organs) in own.chain(also).chain(drugs) {
        for organ in organs {
            match list.iter_mut().find(|o| o.organ == *organ) {
                Some(o) if !o.by.contains(who) => o.by.push(who.clone()),
                Some(_) => {}
                None => list.push(OverlappingToxicity { organ: organ.clone(), by: vec![who.clone()] }),
            }
        }
    }
    list.retain(|o| o.by.len() > 1);
    list
}

/// What drugs touch, whether or not its size is known.
pub(super) fn drugs(setup: &Setup<'_>) -> Vec<DrugAnswer> {
    let mut list = Vec::new();
    for partner in &setup.partners {
        let of = partner.of;
        for term in of.terms() {
            let size = of.acts.iter().find(|a| a.term == *term).and_then(|a| a.size.as_ref());
            list.push(DrugAnswer {
                drug: of.drug.id.clone(),
                term: term.name(),
                size: size.map(|p| match (p.low, p.high) {
                    (Some(low), Some(high)) => format!("{} ({low} to {high}) {:?}", p.value, p.label),
                    _ => format!("{} {:?}", p.value, p.label),
                }),
                followed: size.is_some() && is_followed(*term, setup.study),
            });
        }
    }
    list
}

fn of_drugs(setup: &Setup<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if setup.partners.is_empty() {
        return notes;
    }
    notes.push(
        "Drugs act through the terms of their class alone. Sizes are proposals or were chosen to meet an enhancement seen with beams (weak spot W4); none was measured \
         with this radiopharmaceutical in patients. They act alike in all lesions; what \
         raises α, β or breaks in tumours does so in the marrow, and α, β and slowed repair in late tissue, for want of better knowledge; double-strand breaks that a drug makes by itself are in lesions alone. A higher uptake is that of lesions, a lower one by renal protection that of kidneys alone."
            .into(),
    );
    for partner in &setup.partners {
        let of = partner.of;
        let silent: Vec<&str> =
            drugs(setup).iter().filter(|d| d.drug == of.drug.id && !d.followed).map(|d| d.term).collect();
        if !silent.is_empty() {
            notes.push(format!("{}: not followed, for want of a known size or of that part of the model: {}. Give sizes under [drug.size].", of.drug.id, silent.join(", ")));
        }
        match partner.half_from {
            HalfFrom::Library => {}
            HalfFrom::UsualDose => notes.push(format!(
                "{}: the concentration of half effect is not known; a tenth of the peak after one usual dose is assumed, by a factor 10 either way.",
                of.drug.id
            )),
            HalfFrom::OwnDose => notes.push(format!(
                "{}: neither the concentration of half effect nor a usual dose is known; a tenth of the peak after one dose of this study is assumed, by a factor 10 \
                 either way, so that it does not matter here how much is given.",
                of.drug.id
            )),
        }
    }
    notes
}

pub(super) fn notes(setup: &Setup<'_>, no_targets: bool) -> Vec<String> {
    let mut notes = setup.notes.clone();
    notes.push(format!(
        "Further cycles repeat the measured one{}, {}, and new lesions are not followed.",
        if setup.study.between_cycle_cv > 0.0 {
            " with variation from cycle to cycle"
        } else {
            "; variation between cycles is taken as none (`between_cycle_cv` under [course])"
        },
        if setup.study.response.uptake_exponent.is_some() {
            "the size of lesions changes their uptake and what it gives them"
        } else {
            "size does not change uptake or dose (`uptake_exponent` under [response])"
        }
    ));
    if setup.study.immunity.is_some() {
        notes.push(
            "Immunity is a proposal that is fitted to no data (weak spot W3): take directions from it, not sizes. Growth as it was measured already has in it what immunity \
             kills before treatment. Its cells get the mean dose of their lesion, and lymphocytes in blood that of the marrow."
                .into(),
        );
    }
    if !setup.lesions.is_empty() {
        if setup.study.tumour.as_ref().is_some_and(|t| t.clearance.is_none()) {
            notes.push("How fast dying cells are cleared is not known for this tumour: they are taken to be gone within hours.".into());
        }
        let uneven = setup.study.response.is_uneven();
        let apparent = setup.study.tumour.as_ref().and_then(|t| t.apparent_alpha.as_ref());
        let apparent = apparent.filter(|p| !uneven || p.label == Label::U);
        notes.push(if apparent.is_some_and(|p| p.label == Label::U) {
            "α is the study's own.".into()
        } else if apparent.is_some() {
            "How lesions answer was fitted to the printed shrinkage of 46 lesions after 177Lu-DOTATATE: a loose relation, of which the interval tells; it is no forecast. \
             That α holds uneven uptake and is used for beams too, which it understates."
                .into()
        } else {
            "α is that of cells: no printed shrinkage of lesions stands behind it, and where there is such, cells' α kills far too well. Take the response as an upper bound."
                .into()
        });
        notes.push(
            format!(
            "Lesions count as balls of their volume{}; the uncertainty of that volume is in the dose and not in the size. Growth is exponential unless [response] has a capacity.",
            if uneven { "" } else { " with uniform dose" }
        ),
        );
        if !setup.study.response.clones.is_empty() {
            let share: f64 = setup.study.response.clones.iter().map(|c| c.share).sum();
            notes.push(format!(
                "Every lesion has {} clone(s) of the study, {:.3} % of its cells at the first administration; what is said of a lesion is of all its cells together.",
                setup.study.response.clones.len(),
                100.0 * share
            ));
        }
        notes.push(if no_targets {
            "No lesion has a diameter of 10 mm, so that there is no response by RECIST.".into()
        } else {
            "Response exists at scans only; a lesion below 2 mm is not seen. Left out: new lesions, lymph nodes' own rule, at most two targets in an organ, progression of lesions that are no targets."
                .into()
        });
    }
    let certain = setup.study.given.iter().filter(|g| g.cv <= 0.0).map(|g| g.region.as_str());
    let certain: Vec<&str> = certain.collect();
    if !certain.is_empty() {
        notes.push(format!(
            "No `uncertainty` was given for the dose of {}: intervals are too narrow there.",
            certain.join(", ")
        ));
    }
    if setup.partners.iter().any(|p| p.acts_on(hevesy_library::Term::RenalUptake)) {
        notes.push("Doses of kidneys are taken to be those with what is given in the first administration: renal protection there changes nothing, and in other cycles only what differs from it.".into());
    }
    notes.extend(of_drugs(setup));
    if setup.study.beams.iter().any(|b| b.dose_gy > 10.0) {
        notes.push("Above 10 Gy in a fraction the linear–quadratic model kills too well.".into());
    }
    if !setup.study.rules.is_empty() {
        notes.push("Rules are applied in every draw before each administration; pairs, equal effect, windows, nadirs by parameter, bystanders and immune cells are of the course as planned, and other agents keep to their calendar.".into());
    }
    if !setup.lineages.is_empty() {
        notes.push(
            "Blood counts: the marrow's parameters are proposals, platelets' calibrated to nadirs 4 to 6 weeks after a cycle (weak spot W5); neutrophils have \
             chemotherapy's times. Counts before treatment where the study has none, the dose, α of stem cells, their renewal and α of lymphocytes are drawn, one value of the marrow for all \
             lineages. The marrow recovers wholly: lasting loss and transfusion are left out. Lymphocytes die in blood, of whose dose that of the marrow stands in; their α was fitted \
             to laboratory rates, and their kill by temozolomide to the rate of any grade 3 or 4 with capecitabine, of which all is laid on them. Grade 4 of haemoglobin has no number."
                .into(),
        );
        let low = |l: &&hevesy_library::BloodLineage| {
            let count = setup.study.marrow.count(&l.name);
            count.zip(Graded::of(&l.name)).is_some_and(|(count, g)| g.grade(count) > 0)
        };
        notes.extend(setup.lineages.iter().filter(low).map(|l| {
            format!("{} are below normal before the first cycle: grades count what was there before.", l.name)
        }));
    }
    notes
}
