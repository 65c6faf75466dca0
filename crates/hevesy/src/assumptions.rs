//! The numbers of the library that a result rests on, weakest evidence first.

use std::fmt::Display;

use hevesy_library::{Library, LinearQuadratic, Method, Ntcp, Parameter};
use hevesy_report::Assumption;

use crate::Study;
use crate::assess::Assessment;
use crate::course::EXPOSURE_LOG_SD;

fn of<Q: Display>(what: String, p: &Parameter<Q>) -> Assumption {
    let range = match (&p.low, &p.high) {
        (Some(low), Some(high)) => format!(" ({low} to {high})"),
        _ => String::new(),
    };
    Assumption {
        what,
        value: format!("{}{range}", p.value),
        label: format!("{:?}", p.label),
        source: p.note.as_ref().map_or_else(|| p.source.clone(), |n| format!("{}; {n}", p.source)),
        weak: p.label.must_be_shown(),
    }
}

fn response(list: &mut Vec<Assumption>, name: &str, lq: &LinearQuadratic) {
    list.push(of(format!("{name}: α/β"), &lq.alpha_beta));
    list.push(of(format!("{name}: repair half-time"), &lq.repair_half_time));
}

/// Lists them for a study; `planned` adds those that only a plan uses.
pub(crate) fn assumptions(
    study: &Study,
    assessment: &Assessment,
    library: &Library,
    planned: bool,
) -> Vec<Assumption> {
    let mut list = Vec::new();
    if assessment.doses.iter().any(|d| d.region.kinetics.assumed_cv.is_some())
        && let Some(cv) = &study.protocol.activity_cv
    {
        list.push(of("uncertainty of one scan's activity".into(), cv));
    }
    if let Some(uptake) = &study.protocol.uptake_half_time {
        list.push(of("uptake half-time (prior of the fit)".into(), uptake));
    }
    let uses_population = matches!(study.protocol.method, Method::Hanscheid | Method::Madsen | Method::Map);
    if let Some(agent) = study.agent.as_ref().filter(|_| uses_population) {
        for record in &agent.effective_half_life {
            list.push(of(
                format!("{}: effective half-life in the population", record.region),
                &record.median,
            ));
            list.push(of(format!("{}: its variation between patients", record.region), &record.cv));
        }
    }
    let mut seen = Vec::new();
    for region in &study.regions {
        let Some(tissue) = region.tissue.as_deref().and_then(|id| library.tissue(id)) else { continue };
        if seen.contains(&&tissue.id) {
            continue;
        }
        seen.push(&tissue.id);
        if let Some(lq) = &tissue.lq {
            response(&mut list, &tissue.id, lq);
        }
        match tissue.ntcp.as_ref().filter(|_| planned) {
            Some(Ntcp::ProbitBed(p)) => {
                list.push(of(format!("{}: BED50 of {}", tissue.id, p.endpoint), &p.bed50));
            }
            Some(Ntcp::Lkb(l)) => list.push(of(format!("{}: TD50 of {}", tissue.id, l.endpoint), &l.td50)),
            None => {}
        }
    }
    if let Some(tumour) = &study.tumour {
        if study.regions.iter().any(|r| r.is_lesion) {
            response(&mut list, &tumour.title, &tumour.lq);
            if planned {
                list.push(of(
                    format!("{}: clonogenic cells per gram", tumour.title),
                    &tumour.clonogens_per_g,
                ));
            }
        }
        list.push(of(format!("{}: α (critical dose rate)", tumour.title), &tumour.alpha));
        list.push(of(format!("{}: doubling time (critical dose rate)", tumour.title), &tumour.doubling_time));
    }
    if assessment.energy.alpha_mev > 0.0
        && let Some(weights) = library.radiation_weights()
    {
        list.push(of("RBE of alpha particles".into(), &weights.alpha));
    }
    list.sort_by_key(|a| !a.weak);
    list
}

/// Those that a course rests on beside the dose's own.
pub(crate) fn of_course(study: &Study, lineages: bool, library: &Library) -> Vec<Assumption> {
    let mut list = Vec::new();
    if let Some(tumour) = &study.tumour {
        if let Some(p) = tumour.apparent_alpha.as_ref().filter(|_| !study.response.is_uneven()) {
            list.push(of(format!("{}: α that whole lesions show by mean dose", tumour.title), p));
        }
        if let Some(p) = &tumour.clearance {
            list.push(of(format!("{}: half-time of clearance of dying cells", tumour.title), p));
        }
        if let Some(p) = &tumour.residual {
            list.push(of(format!("{}: share of a lesion that is no tumour cell", tumour.title), p));
        }
        if let Some(p) = &tumour.between_lesions {
            list.push(of(format!("{}: spread of α between lesions", tumour.title), p));
        }
    }
    for given in &study.drugs {
        let name = &given.drug.id;
        for act in &given.acts {
            if let Some(size) = &act.size {
                list.push(of(format!("{name}: {} at full effect", act.term.name()), size));
            }
            for (what, time) in [
                ("follows the concentration with", &act.lag),
                ("begins after", &act.onset),
                ("lasts", &act.lasts),
            ] {
                list.extend(time.iter().map(|p| of(format!("{name}: {} {what}", act.term.name()), p)));
            }
        }
        if given.disposition.is_some() {
            list.push(Assumption {
                what: format!("{name}: spread of exposure between patients"),
                value: format!("{EXPOSURE_LOG_SD} of its logarithm"),
                label: "P".into(),
                source: "a proposal of this project".into(),
                weak: true,
            });
        }
        list.extend(
            given.drug.half_effect.iter().map(|p| of(format!("{name}: concentration of half effect"), p)),
        );
    }
    if let Some(b) =
        library.radiation_weights().and_then(|w| w.breaks.as_ref()).filter(|_| !study.drugs.is_empty())
    {
        list.push(of("single-strand breaks per Gy".into(), &b.single_per_gy));
        list.push(of("double-strand breaks per Gy".into(), &b.double_per_gy));
        list.push(of("repair of single-strand breaks".into(), &b.single_repair));
        list.push(of("conversion of single-strand breaks over their repair".into(), &b.converted));
    }
    for l in library.tissues().iter().flat_map(|t| &t.lineages).filter(|_| lineages) {
        if study.marrow.count(&l.name).is_none() {
            let unit = if l.name == "haemoglobin" { "g/dL" } else { "10⁹/L" };
            list.push(of(format!("{}: count before treatment in {unit}", l.name), &l.baseline));
        }
        list.push(of(format!("{}: transit from progenitor to blood", l.name), &l.transit));
        list.push(of(format!("{}: time in blood", l.name), &l.life));
        list.push(of(format!("{}: renewal of stem cells", l.name), &l.renewal));
        list.push(of(format!("{}: α of stem cells", l.name), &l.alpha_stem));
        list.push(of(format!("{}: α of progenitors", l.name), &l.alpha_progenitor));
        list.push(of(format!("{}: feedback exponent", l.name), &l.feedback));
    }
    list
}
