//! What the command prints.

use hevesy::Library;
use hevesy::quantity::significant;
use hevesy::report::table;
use hevesy_library::KineticModel;

use super::daughters;
use super::scenarios::{Answer, RegionAnswer, ScenarioAnswer};

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

/// What was given, and when if not at once.
pub(super) fn administrations(answer: &Answer) -> String {
    let shown = |mbq: f64| format!("{:.3}", hevesy::quantity::Activity::mbq(mbq));
    match &answer.administrations[..] {
        [one] if one.at_h == 0.0 => shown(one.activity_mbq),
        several => {
            let each = several
                .iter()
                .map(|a| format!("{} at {} d", shown(a.activity_mbq), significant(a.at_h / 24.0, 3)));
            format!("{} in all: {}", shown(answer.activity_mbq), each.collect::<Vec<_>>().join(", "))
        }
    }
}

pub(super) fn answer(answer: &Answer) -> String {
    let mut out = format!("{}\n", answer.title);
    out += &format!("{}; model {}, {}\n", administrations(answer), answer.model, answer.source);
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
    if answer.scenarios.len() > 1 {
        let rows = ranking(answer);
        if !rows.is_empty() {
            out += &table(&RANKING, &rows);
            out += "\n";
        }
    }
    for note in &answer.notes {
        out += &format!("  - {note}\n");
    }
    out
}

fn cell(value: Option<f64>) -> String {
    value.map_or_else(|| "–".into(), |v| significant(v, 3))
}

/// Head and rows of a scenario's regions.
pub(super) fn regions(scenario: &ScenarioAnswer) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let spread = scenario.regions.iter().any(|r| r.population.is_some());
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
            r.region.clone(),
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
    let rows = scenario.regions.iter().map(row).collect();
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

/// Scenarios by the least ratio of tumour to organ dose, best first.
pub(super) fn ranking(answer: &Answer) -> Vec<Vec<String>> {
    // With daughters followed the doses by region are not what decides.
    if answer.scenarios.iter().any(|s| !s.daughters.is_empty()) {
        return Vec::new();
    }
    let least = |s: &ScenarioAnswer| {
        s.regions
            .iter()
            .filter_map(|r| Some((r.tumour_to_region?, r.region.clone())))
            .min_by(|a, b| a.0.total_cmp(&b.0))
    };
    let mut ranked: Vec<(&ScenarioAnswer, f64, String)> =
        answer.scenarios.iter().filter_map(|s| least(s).map(|(ratio, region)| (s, ratio, region))).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked
        .iter()
        .map(|(s, ratio, region)| {
            let tumour = s.regions.iter().find(|r| r.tumour_to_region.is_none() && r.dose_gy.is_some());
            vec![
                s.scenario.clone(),
                significant(*ratio, 3),
                region.clone(),
                cell(tumour.and_then(|r| r.dose_gy_per_gbq)),
                spread_of(s.least_ratios.clone()),
                best_in(s, answer),
            ]
        })
        .collect()
}
