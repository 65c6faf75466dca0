//! `hevesy kinetics --daughters`: doses by daughter and region, and what they owe to what is retained.

use std::collections::BTreeMap;

use hevesy::dose::GY_G_PER_MBQ_H_MEV;
use hevesy::kinetics::{Retention, follow_daughters};
use hevesy::nuclide::HalfLives;
use hevesy::quantity::{Fraction, significant};
use hevesy::report::table;
use hevesy::simulated::Scenario;
use hevesy::{Library, Problem};
use hevesy_library::RegionName;
use serde::Serialize;

use super::failed;
use crate::cli::{argument, quantity};

/// Doses with one choice of what is retained.
#[derive(Serialize)]
pub(super) struct DaughterAnswer {
    /// Share retained at each alpha decay, by region.
    pub(super) retained: BTreeMap<String, f64>,
    pub(super) regions: Vec<RegionAnswer>,
    /// Atoms there, excreted and ended, over those given.
    pub(super) atoms: f64,
    pub(super) notes: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct RegionAnswer {
    pub(super) region: String,
    /// Whether the model's numbers hold there with this nuclide.
    pub(super) holds: bool,
    pub(super) mass_g: Option<f64>,
    pub(super) alpha_gy_per_gbq: Option<f64>,
    pub(super) electron_gy_per_gbq: Option<f64>,
    /// Self-dose of the tumour over that of the region, alphas and electrons.
    pub(super) tumour_to_region: Option<f64>,
    pub(super) nuclides: Vec<NuclideAnswer>,
}

impl RegionAnswer {
    pub(super) fn is_tumour(&self) -> bool {
        RegionName::of(&self.region).is_lesion()
    }

    /// Alphas, recoils and electrons.
    pub(super) fn gy_per_gbq(&self) -> Option<f64> {
        Some(self.alpha_gy_per_gbq? + self.electron_gy_per_gbq?)
    }
}

#[derive(Serialize)]
pub(super) struct NuclideAnswer {
    pub(super) nuclide: String,
    pub(super) tiac_h: f64,
    /// Alphas, recoils and electrons, all absorbed where they are.
    pub(super) gy_per_gbq: Option<f64>,
}

/// REGION=SHARE or all=SHARE,SHARE: every combination is one answer.
pub(super) fn choices(texts: &[String]) -> Result<Vec<BTreeMap<String, f64>>, Problem> {
    let mut all = vec![BTreeMap::new()];
    for text in texts {
        let (name, shares) = text.split_once('=').ok_or_else(|| {
            argument(
                "--retained",
                format!("`{text}` has no share"),
                "write REGION=SHARE, such as tumour=0.9 or all=0,0.5,1",
            )
        })?;
        let mut next = Vec::new();
        for share in shares.split(',') {
            let share = match share.trim().parse::<f64>() {
                Ok(number) => number,
                Err(_) => quantity::<Fraction>("--retained", share)?.get(),
            };
            if !(0.0..=1.0).contains(&share) {
                return Err(argument(
                    "--retained",
                    format!("`{text}` is no share"),
                    "give 0 to 1, or 0 % to 100 %",
                ));
            }
            next.extend(all.iter().map(|m: &BTreeMap<String, f64>| {
                let mut with = m.clone();
                with.insert(name.trim().to_owned(), share);
                with
            }));
        }
        all = next;
    }
    Ok(all)
}

pub(super) fn one(
    scenario: &Scenario<'_>,
    retained: BTreeMap<String, f64>,
    library: &Library,
) -> Result<DaughterAnswer, Problem> {
    let half_lives = HalfLives::icrp107();
    let [given] = &scenario.given[..] else {
        let what = format!(
            "daughters are followed after one administration, and there are {}",
            scenario.given.len()
        );
        return Err(argument("--daughters", what, "give one activity"));
    };
    let mut by_region = retained;
    let retention = Retention { all: by_region.remove("all"), by_region };
    let followed = follow_daughters(
        scenario.model,
        &scenario.instead,
        given,
        (scenario.nuclide, &half_lives),
        library.free_elements(),
        &retention,
    )
    .map_err(|e| failed(scenario, &e))?;
    let mut regions: Vec<RegionAnswer> = Vec::new();
    for decays in &followed.decays {
        let energy = decays.nuclide.emissions().energy_per_decay();
        // Per GBq, so many MBq·h.
        let mbq_h = 1e3 * decays.tiac_h;
        let dose = |mev: f64| decays.mass_g.map(|m| mbq_h * mev * GY_G_PER_MBQ_H_MEV / m);
        let (alpha, electron) = (dose(energy.alpha + energy.recoil), dose(energy.electron));
        let known = regions.iter().position(|r| r.region == decays.region);
        let index = known.unwrap_or_else(|| {
            let zero = decays.mass_g.map(|_| 0.0);
            regions.push(RegionAnswer {
                region: decays.region.clone(),
                holds: scenario.holds(&decays.region),
                mass_g: decays.mass_g,
                alpha_gy_per_gbq: zero,
                electron_gy_per_gbq: zero,
                tumour_to_region: None,
                nuclides: Vec::new(),
            });
            regions.len() - 1
        });
        let own = &mut regions[index];
        let plus = |sum: Option<f64>, part: Option<f64>| Some(sum? + part?);
        own.alpha_gy_per_gbq = plus(own.alpha_gy_per_gbq, alpha);
        own.electron_gy_per_gbq = plus(own.electron_gy_per_gbq, electron);
        own.nuclides.push(NuclideAnswer {
            nuclide: decays.nuclide.name().to_owned(),
            tiac_h: decays.tiac_h,
            gy_per_gbq: plus(alpha, electron),
        });
    }
    let tumour = regions.iter().find(|r| r.is_tumour()).and_then(RegionAnswer::gy_per_gbq);
    for region in regions.iter_mut().filter(|r| !r.is_tumour()) {
        let own = region.gy_per_gbq().filter(|gy| region.holds && *gy > 0.0);
        region.tumour_to_region = tumour.and_then(|t| Some(t / own?));
    }
    Ok(DaughterAnswer { retained: followed.retained, regions, atoms: followed.atoms, notes: followed.notes })
}

/// What is retained, in words.
pub(super) fn retained(answer: &DaughterAnswer) -> String {
    let percent = |v: f64| format!("{} %", significant(100.0 * v, 3));
    let mut shares: Vec<f64> = answer.retained.values().copied().collect();
    shares.dedup();
    if let [all] = shares[..] {
        return format!("{} everywhere", percent(all));
    }
    answer.retained.iter().map(|(k, v)| format!("{k} {}", percent(*v))).collect::<Vec<_>>().join(", ")
}

/// Caption, head and rows of the doses by nuclide.
pub(super) fn doses(answer: &DaughterAnswer) -> (String, Vec<String>, Vec<Vec<String>>) {
    let mut nuclides: Vec<&str> = Vec::new();
    for n in answer.regions.iter().flat_map(|r| &r.nuclides) {
        if !nuclides.contains(&n.nuclide.as_str()) && n.tiac_h > 1e-9 {
            nuclides.push(&n.nuclide);
        }
    }
    let caption = format!(
        "Daughters: self-dose in Gy/GBq of alphas, recoils and electrons, by nuclide; retained at each alpha decay: {}",
        retained(answer)
    );
    let mut head = ["region", "alphas", "electrons", "all", "tumour/region"].map(str::to_owned).to_vec();
    head.extend(nuclides.iter().map(|n| (*n).to_owned()));
    let cell = |v: Option<f64>| v.map_or_else(|| "–".into(), |v| significant(v, 3));
    let rows = answer
        .regions
        .iter()
        .filter(|r| r.mass_g.is_some())
        .map(|r| {
            let of = |name: &str| r.nuclides.iter().find(|n| n.nuclide == name).and_then(|n| n.gy_per_gbq);
            let mut row = vec![super::text::region_name(&r.region, r.holds)];
            row.extend(
                [r.alpha_gy_per_gbq, r.electron_gy_per_gbq, r.gy_per_gbq(), r.tumour_to_region].map(cell),
            );
            row.extend(nuclides.iter().map(|n| cell(of(n))));
            row
        })
        .collect();
    (caption, head, rows)
}

pub(super) fn text(answer: &DaughterAnswer) -> String {
    let (caption, head, rows) = doses(answer);
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    format!("{caption}\n\n{}\n", table(&head, &rows))
}
