//! The report that `--out` writes.

use hevesy::Library;
use hevesy::report::{KineticsSection, KineticsView, RegionCurve, ReportTable, kinetics_html};
use hevesy_library::KineticModel;

use super::scenarios::{Answer, RegionAnswer, ScenarioAnswer};
use super::{also, daughters, text};

pub(super) fn report(answer: &Answer, model: &KineticModel, library: &Library) -> String {
    let owned = |head: &[&str]| head.iter().map(|h| (*h).to_owned()).collect();
    let ranked = text::ranking(answer);
    let ranking = (!ranked.is_empty()).then(|| ReportTable {
        caption: "Scenarios by their least ratio of tumour to organ dose".into(),
        head: owned(&text::RANKING),
        rows: ranked,
    });
    let mut subtitle = format!("{} · model {}", answer.given, answer.model);
    for (name, value) in &answer.changed {
        subtitle += &format!(" · {name} = {value}");
    }
    if let Some(patients) = answer.patients {
        subtitle += &format!(" · {patients} patients, seed {}", answer.seed.unwrap_or_default());
    }
    let parameters = model.parameters.iter().map(|(name, p)| {
        let value = answer.changed.get(name).cloned().unwrap_or_else(|| String::from(p.value.clone()));
        let source = if answer.changed.contains_key(name) {
            "set by hand".to_owned()
        } else {
            p.source.clone().unwrap_or_else(|| "the model's".into())
        };
        let source = p.note.iter().fold(source, |s, note| format!("{s}; {note}"));
        ([name.clone(), value, format!("{:?}", p.label), source], p.label.must_be_shown())
    });
    let (parameters, weak) = parameters.unzip();
    kinetics_html(&KineticsView {
        title: answer.title.clone(),
        subtitle,
        source: format!("Model: {}", answer.source),
        sections: answer.scenarios.iter().flat_map(|s| sections(s, answer)).collect(),
        ranking,
        notes: answer.notes.clone(),
        parameters,
        weak,
        provenance: format!("{} · library {}", hevesy::PROGRAM, library.hash()),
    })
}

/// A scenario, then its further agents.
fn sections(scenario: &ScenarioAnswer, answer: &Answer) -> Vec<KineticsSection> {
    let owned = |head: Vec<&'static str>| head.into_iter().map(str::to_owned).collect();
    let (head, rows) = text::regions(scenario);
    let mut tables = vec![ReportTable { caption: "Regions".into(), head: owned(head), rows }];
    if !scenario.together.is_empty() {
        let (head, rows) = also::sums(scenario);
        tables.push(ReportTable { caption: "All agents".into(), head, rows });
    }
    for daughters in &scenario.daughters {
        let (caption, head, rows) = daughters::doses(daughters);
        tables.push(ReportTable { caption, head, rows });
    }
    let title = if answer.scenarios.len() > 1 { scenario.scenario.clone() } else { String::new() };
    let mut out =
        vec![KineticsSection { title, curves: curves(&scenario.regions, answer.activity_mbq), tables }];
    for agent in &scenario.also {
        let (head, rows) = text::table_of(&agent.regions);
        let tables = vec![ReportTable { caption: "Regions".into(), head: owned(head), rows }];
        out.push(KineticsSection {
            title: also::title(agent),
            curves: curves(&agent.regions, agent.activity_mbq),
            tables,
        });
    }
    out
}

/// Regions in per cent of what is given.
fn curves(regions: &[RegionAnswer], activity_mbq: f64) -> Vec<RegionCurve> {
    let share = |(t, a): &(f64, f64)| (*t, 100.0 * a / activity_mbq);
    let curve = |r: &RegionAnswer| RegionCurve {
        region: r.region.clone(),
        points: r.curve.iter().map(share).collect(),
    };
    regions.iter().map(curve).collect()
}
