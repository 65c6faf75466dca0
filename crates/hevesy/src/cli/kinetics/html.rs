//! The report that `--out` writes.

use hevesy::Library;
use hevesy::report::{KineticsSection, KineticsView, RegionCurve, ReportTable, kinetics_html};
use hevesy_library::KineticModel;

use super::scenarios::{Answer, ScenarioAnswer};
use super::{daughters, text};

pub(super) fn report(answer: &Answer, model: &KineticModel, library: &Library) -> String {
    let owned = |head: &[&str]| head.iter().map(|h| (*h).to_owned()).collect();
    let ranked = text::ranking(answer);
    let ranking = (answer.scenarios.len() > 1 && !ranked.is_empty()).then(|| ReportTable {
        caption: "Scenarios by their least ratio of tumour to organ dose".into(),
        head: owned(&text::RANKING),
        rows: ranked,
    });
    let mut subtitle = format!("{} · model {}", text::administrations(answer), answer.model);
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
        sections: answer.scenarios.iter().map(|s| section(s, answer)).collect(),
        ranking,
        notes: answer.notes.clone(),
        parameters,
        weak,
        provenance: format!("{} · library {}", hevesy::PROGRAM, library.hash()),
    })
}

fn section(scenario: &ScenarioAnswer, answer: &Answer) -> KineticsSection {
    let (head, rows) = text::regions(scenario);
    let head = head.into_iter().map(str::to_owned).collect();
    let mut tables = vec![ReportTable { caption: "Regions".into(), head, rows }];
    for daughters in &scenario.daughters {
        let (caption, head, rows) = daughters::doses(daughters);
        tables.push(ReportTable { caption, head, rows });
    }
    let share = |(t, a): &(f64, f64)| (*t, 100.0 * a / answer.activity_mbq);
    let curve = |r: &super::scenarios::RegionAnswer| RegionCurve {
        region: r.region.clone(),
        points: r.curve.iter().map(share).collect(),
    };
    let title = if answer.scenarios.len() > 1 { scenario.scenario.clone() } else { String::new() };
    KineticsSection { title, curves: scenario.regions.iter().map(curve).collect(), tables }
}
