//! What the command prints.

use hevesy::Library;
use hevesy::quantity::significant;
use hevesy::report::table;
use hevesy_library::{KineticModel, RegionName};

use super::scenarios::{Answer, RegionAnswer, ScenarioAnswer};
use super::{also, daughters};

/// The models of the library.
pub(super) fn models(library: &Library) -> String {
    let line = |m: &KineticModel| {
        let variants: Vec<&str> = m.variant.keys().map(String::as_str).collect();
        let variants =
            if variants.is_empty() { String::new() } else { format!("; variants {}", variants.join(", ")) };
        let agents = if m.agents.is_empty() { "any agent of its kind".into() } else { m.agents.join(", ") };
        format!(
            "{}\n    {}\n    {}; {agents}{variants}\n",
            m.id,
            m.title,
            m.nuclide.as_deref().unwrap_or("no label")
        )
    };
    let list: String = library.models().iter().map(line).collect();
    format!("{list}\nhevesy kinetics MODEL runs one of them; with --parameters it lists what can be set.\n")
}

/// What of a model can be set.
pub(super) fn parameters(model: &KineticModel) -> String {
    let percent = |f: &Option<hevesy::quantity::Fraction>| {
        f.map_or_else(|| "–".into(), |f| format!("{} %", significant(100.0 * f.get(), 3)))
    };
    let rows: Vec<Vec<String>> = model
        .parameters
        .iter()
        .map(|(name, p)| {
            let kind = if p.covariate { "patient or dose" } else { "model" };
            vec![
                name.clone(),
                String::from(p.value.clone()),
                percent(&p.between_patients),
                percent(&p.between_cycles),
                kind.into(),
                format!("{:?}", p.label),
            ]
        })
        .collect();
    let head = ["parameter", "value", "between patients", "between cycles", "of", "label"];
    format!("{}\n\n{}", model.title, table(&head, &rows))
}

pub(super) fn answer(answer: &Answer) -> String {
    let mut out = format!("{}\n", answer.title);
    out += &format!("{}; model {}, {}\n", answer.given, answer.model, answer.source);
    for (name, value) in &answer.changed {
        out += &format!("{name} = {value}\n");
    }
    out += "\n";
    for scenario in &answer.scenarios {
        if answer.scenarios.len() > 1 {
            out += &format!("{}\n", scenario.scenario);
        }
        let (head, rows) = regions(scenario);
        out += &table(&head, &rows);
        out += "\n";
        out += &also::text(scenario);
        for daughters in &scenario.daughters {
            out += &daughters::text(daughters);
        }
    }
    if let Some(patients) = answer.patients {
        out += &format!(
            "Median and 95 % interval of {patients} patients drawn from the population of the model (seed {}).\n\n",
            answer.seed.unwrap_or_default()
        );
    }
    let ranked = ranking(answer);
    if !ranked.is_empty() {
        out += &table(&RANKING, &ranked);
        out += "\n";
    }
    for note in &answer.notes {
        out += &format!("  - {note}\n");
    }
    out
}

/// A region, marked where the model's numbers do not hold.
pub(super) fn region_name(region: &str, holds: bool) -> String {
    if holds { region.to_owned() } else { format!("{region} (does not hold)") }
}

fn cell(value: Option<f64>) -> String {
    value.map_or_else(|| "–".into(), |v| significant(v, 3))
}

/// Head and rows of a scenario's regions.
pub(super) fn regions(scenario: &ScenarioAnswer) -> (Vec<&'static str>, Vec<Vec<String>>) {
    table_of(&scenario.regions)
}

/// Head and rows of regions.
pub(super) fn table_of(regions: &[RegionAnswer]) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let spread = regions.iter().any(|r| r.population.is_some());
    let mut head = vec![
        "region",
        "mass/g",
        "TIA/A₀ /h",
        "peak/%",
        "at/h",
        "T_eff/h",
        "self Gy/GBq",
        "Gy/GBq",
        "Gy",
        "tumour/region",
    ];
    if spread {
        head.extend(["TIA/A₀ /h in patients", "Gy in patients", "tumour/region in patients"]);
    }
    let interval =
        |q: [f64; 3]| format!("{} ({}–{})", significant(q[1], 3), significant(q[0], 3), significant(q[2], 3));
    let row = |r: &RegionAnswer| {
        let mut row = vec![
            region_name(&r.region, r.holds),
            cell(r.mass_g),
            significant(r.tiac_h, 4),
            significant(100.0 * r.peak_share, 3),
            significant(r.peak_h, 3),
            cell(r.effective_half_life_h),
            cell(r.local_gy_per_gbq),
            cell(r.dose_gy_per_gbq),
            cell(r.dose_gy),
            cell(r.tumour_to_region),
        ];
        if let Some(p) = &r.population {
            row.push(interval(p.tiac_h));
            row.push(p.dose_gy.map_or_else(|| "–".into(), interval));
            row.push(p.tumour_to_region.map_or_else(|| "–".into(), interval));
        }
        row
    };
    let rows = regions.iter().map(row).collect();
    (head, rows)
}

/// Median and 95 % interval of what patients have.
fn spread_of(draws: Vec<f64>) -> String {
    if draws.is_empty() {
        return "–".into();
    }
    let e = hevesy_statistics::Estimate::from_draws(draws, None);
    format!("{} ({}–{})", significant(e.value, 3), significant(e.low95, 3), significant(e.high95, 3))
}

/// In how many of the patients, the same ones in each scenario, this one has the largest least ratio.
fn best_in(scenario: &ScenarioAnswer, answer: &Answer) -> String {
    let own = &scenario.least_ratios;
    if own.is_empty() {
        return "–".into();
    }
    let best =
        |i: &usize| answer.scenarios.iter().all(|s| s.least_ratios.get(*i).is_none_or(|r| *r <= own[*i]));
    format!("{:.0} %", 100.0 * (0..own.len()).filter(best).count() as f64 / own.len() as f64)
}

/// Head of the ranking.
pub(super) const RANKING: [&str; 6] =
    ["best first", "least tumour/organ", "organ", "tumour Gy/GBq", "least ratio in patients", "best in"];

fn least(ratios: Vec<(f64, &str)>) -> Option<(f64, &str)> {
    ratios.into_iter().min_by(|a, b| a.0.total_cmp(&b.0))
}

/// What is ranked: a scenario, or one with a share of daughters that is retained.
struct Ranked {
    name: String,
    ratio: f64,
    organ: String,
    tumour_gy_per_gbq: Option<f64>,
    in_patients: [String; 2],
}

/// Scenarios by the least ratio of tumour to organ dose, best first; empty where there is only one.
pub(super) fn ranking(answer: &Answer) -> Vec<Vec<String>> {
    let mut ranked = Vec::new();
    for s in &answer.scenarios {
        // With daughters followed the doses by region are not what decides.
        if !s.together.is_empty() {
            let ratios =
                s.together.iter().filter_map(|r| Some((r.tumour_to_region?, r.region.as_str()))).collect();
            ranked.extend(least(ratios).map(|(ratio, organ)| Ranked {
                name: format!("{}, all agents", s.scenario),
                ratio,
                organ: organ.to_owned(),
                tumour_gy_per_gbq: None,
                in_patients: ["–".into(), "–".into()],
            }));
        } else if s.daughters.is_empty() {
            let ratios =
                s.regions.iter().filter_map(|r| Some((r.tumour_to_region?, r.region.as_str()))).collect();
            let tumour = s.regions.iter().find(|r| RegionName::of(&r.region).is_lesion());
            ranked.extend(least(ratios).map(|(ratio, organ)| Ranked {
                name: s.scenario.clone(),
                ratio,
                organ: organ.to_owned(),
                tumour_gy_per_gbq: tumour.and_then(|r| r.dose_gy_per_gbq),
                in_patients: [spread_of(s.least_ratios.clone()), best_in(s, answer)],
            }));
        }
        for d in &s.daughters {
            let ratios =
                d.regions.iter().filter_map(|r| Some((r.tumour_to_region?, r.region.as_str()))).collect();
            let name = [s.scenario.clone(), format!("retained {}", daughters::retained(d))];
            ranked.extend(least(ratios).map(|(ratio, organ)| Ranked {
                name: name.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(", "),
                ratio,
                organ: organ.to_owned(),
                tumour_gy_per_gbq:
                    d.regions.iter().find(|r| r.is_tumour()).and_then(daughters::RegionAnswer::gy_per_gbq),
                in_patients: ["–".into(), "–".into()],
            }));
        }
    }
    if ranked.len() < 2 {
        return Vec::new();
    }
    ranked.sort_by(|a, b| b.ratio.total_cmp(&a.ratio));
    let row = |r: Ranked| {
        let [spread, best] = r.in_patients;
        vec![r.name, significant(r.ratio, 3), r.organ, cell(r.tumour_gy_per_gbq), spread, best]
    };
    ranked.into_iter().map(row).collect()
}
