//! S-values of the reference adults, from the project's own Monte Carlo.
//!
//! `data/photon_saf_am.csv`, `electron_saf_am.csv` and `_af.csv` hold specific absorbed fractions in the phantoms of ICRP Publication 110,
//! `data/photon_spheres.csv` and `data/electron_spheres.csv` absorbed fractions in balls of water. They were made by these
//! commands, those of photons before histories were gathered in batches: the same physics, other random numbers,
//!
//! ```text
//! hevesy saf --phantom ICRPdata.tar.gz --person AM --histories 400000 > photon_saf_am.csv
//! hevesy saf --phantom ICRPdata.tar.gz --person AF --histories 400000 > photon_saf_af.csv
//! hevesy saf --phantom ICRPdata.tar.gz --person AM --electrons --histories 100000 > electron_saf_am.csv
//! hevesy saf --phantom ICRPdata.tar.gz --person AF --electrons --histories 100000 > electron_saf_af.csv
//! hevesy saf --histories 200000 > photon_spheres.csv
//! hevesy saf --electrons --histories 200000 > electron_spheres.csv
//! ```

use std::collections::BTreeMap;

use hevesy_regimen::Sex;
use hevesy_transport::{Component, J_PER_MEV, Members, SAF_ENERGIES_MEV};

use crate::quality::LocalEnergy;
use crate::s_table::{Ball, SEntry, STable};

const MALE: &str = include_str!("../data/photon_saf_am.csv");
const FEMALE: &str = include_str!("../data/photon_saf_af.csv");
const MALE_ELECTRONS: &str = include_str!("../data/electron_saf_am.csv");
const FEMALE_ELECTRONS: &str = include_str!("../data/electron_saf_af.csv");
const PHOTON_BALLS: &str = include_str!("../data/photon_spheres.csv");
const ELECTRON_BALLS: &str = include_str!("../data/electron_spheres.csv");

/// Pairs whose regions overlap: one is no source for the other.
const OVERLAP: [(&str, &str); 2] = [("kidneys", "left kidney"), ("kidneys", "right kidney")];

/// Marrow is a share of spongiosa, whose voxels do not resolve it: its electrons are taken to stay.
const UNRESOLVED: &str = "red marrow";

/// Largest standard deviation in per cent of what is used.
const MOST_SD_PERCENT: f64 = 30.0;

impl STable {
    /// S-values of a nuclide (with the chain in `members`) in the adult of a sex: photons and electrons by specific absorbed fractions, alphas in
    /// their own region. Without a sex only what stays in balls. Theory: theory/dose.md (7), (8), theory/transport.md (11).
    #[must_use]
    pub fn reference(sex: Option<Sex>, members: &Members, local: &LocalEnergy) -> Self {
        let of = |components: &[Component]| {
            let all = components.iter().flat_map(|c| members.lines(*c));
            bundled(all.map(|(_, energy, number)| (energy, number)).collect())
        };
        let lines = of(&[Component::Photons]);
        let electrons = of(&[Component::Beta, Component::ElectronLines]);
        let emitted: f64 = electrons.iter().map(|(e, n)| e * n).sum();
        let balls = rows(PHOTON_BALLS)
            .zip(rows(ELECTRON_BALLS))
            .map(|(photon, electron)| Ball {
                mass_g: photon.numbers[0],
                photon_mev: absorbed_mev(&lines, &photon.numbers[1..], 1.0),
                electron_share: if emitted > 0.0 {
                    (absorbed_mev(&electrons, &electron.numbers[1..], 1.0) / emitted).min(1.0)
                } else {
                    1.0
                },
            })
            .collect();
        let (origin, photon_table, electron_table) = match sex {
            Some(Sex::Male) => ("the reference table (ICRP 110 AM, own Monte Carlo)", MALE, MALE_ELECTRONS),
            Some(Sex::Female) => {
                ("the reference table (ICRP 110 AF, own Monte Carlo)", FEMALE, FEMALE_ELECTRONS)
            }
            None => ("the reference table", "", ""),
        };
        let scale = if emitted > 0.0 { local.electron_mev / emitted } else { 0.0 };
        let mut entries = Vec::new();
        let electron_rows: BTreeMap<(&'static str, &'static str), Vec<f64>> =
            rows(electron_table).map(|r| ((r.names[0], r.names[1]), r.numbers)).collect();
        // A wide source rarely shoots at a small neighbour; where that leaves a pair uncertain the reverse pair stands for it (reciprocity).
        let certain = |source: &'static str, target: &'static str| {
            let known = |a, b| electron_rows.get(&(a, b)).filter(|n| n[1] <= MOST_SD_PERCENT);
            known(source, target).or_else(|| known(target, source))
        };
        for row in rows(photon_table) {
            let (source, target) = (row.names[0], row.names[1]);
            let (mass_g, sd_percent) = (row.numbers[0], row.numbers[1]);
            let itself = source == target;
            let overlap =
                OVERLAP.iter().any(|(a, b)| (source, target) == (*a, *b) || (source, target) == (*b, *a));
            let body = [source, target].contains(&"total body");
            if !itself && (overlap || body) || sd_percent > MOST_SD_PERCENT {
                continue;
            }
            // Below the first energy all stays where it is.
            let below = if itself { 1e3 / mass_g } else { 0.0 };
            let electrons_mev_per_kg = if itself && source == UNRESOLVED {
                local.electron_mev * below
            } else {
                certain(source, target)
                    .map_or(0.0, |numbers| scale * absorbed_mev(&electrons, &numbers[2..], below))
            };
            let mev_per_kg = absorbed_mev(&lines, &row.numbers[2..], below)
                + electrons_mev_per_kg
                + local.alpha_mev * below;
            let s = |mev_per_kg: f64| mev_per_kg * J_PER_MEV * 1e9;
            for target in names(target) {
                for source in names(source) {
                    entries.push(SEntry {
                        target: target.to_owned(),
                        source: source.to_owned(),
                        mgy_per_mbq_s: s(mev_per_kg),
                        electron_mgy_per_mbq_s: Some(s(electrons_mev_per_kg)),
                        target_mass_g: Some(mass_g),
                    });
                }
            }
        }
        Self { origin: origin.to_owned(), entries, balls }
    }
}

/// A region's name in the tables and another that studies use.
fn names(region: &str) -> impl Iterator<Item = &str> {
    const OTHER: [(&str, &str); 3] = [
        ("red marrow", "bone marrow"),
        ("urinary bladder wall", "bladder wall"),
        ("urinary bladder contents", "bladder contents"),
    ];
    let other = OTHER.iter().find(|(own, _)| *own == region).map(|(_, other)| *other);
    std::iter::once(region).chain(other)
}

/// Lines whose energies differ by less than 2 % as one with their energy and number: chains have thousands.
fn bundled(mut lines: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut bundles: Vec<(f64, f64, f64)> = Vec::new();
    for (energy, number) in lines {
        match bundles.last_mut() {
            Some((first, total, count)) if energy < 1.02 * *first => {
                *total += energy * number;
                *count += number;
            }
            _ => bundles.push((energy, energy * number, number)),
        }
    }
    bundles.into_iter().filter(|b| b.2 > 0.0).map(|(_, total, count)| (total / count, count)).collect()
}

/// Σ n E f(E), with f given at the energies of the tables and below them.
fn absorbed_mev(lines: &[(f64, f64)], at: &[f64], below: f64) -> f64 {
    lines.iter().map(|(energy, number)| number * energy * between(*energy, at, below)).sum()
}

/// By straight lines in the logarithms, where both ends are above zero.
fn between(energy: f64, at: &[f64], below: f64) -> f64 {
    let energies = &SAF_ENERGIES_MEV;
    if energy < energies[0] {
        return below;
    }
    let i = energies.partition_point(|e| *e <= energy).clamp(1, energies.len() - 1);
    let (e0, e1, f0, f1) = (energies[i - 1], energies[i], at[i - 1], at[i]);
    let t = (libm::log(energy / e0) / libm::log(e1 / e0)).clamp(0.0, 1.0);
    if f0 > 0.0 && f1 > 0.0 { f0 * libm::exp(t * libm::log(f1 / f0)) } else { f0 + t * (f1 - f0) }
}

struct Row<'a> {
    names: Vec<&'a str>,
    numbers: Vec<f64>,
}

/// Rows after the head: cells that are no numbers are names.
fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    text.lines().skip(1).map(|line| {
        let mut row = Row { names: Vec::new(), numbers: Vec::new() };
        for cell in line.split(',') {
            match cell.parse() {
                Ok(number) => row.numbers.push(number),
                Err(_) => row.names.push(cell),
            }
        }
        row
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use hevesy_nuclide::{HalfLives, Nuclide};

    fn table(sex: Option<Sex>, nuclide: &str) -> (STable, LocalEnergy) {
        let (nuclide, half_lives) = (Nuclide::find(nuclide).unwrap(), HalfLives::icrp107());
        let local = LocalEnergy::of(nuclide, &half_lives);
        (STable::reference(sex, &Members::chain(nuclide, &half_lives), &local), local)
    }

    // Oracle: OpenDose (GATE on the same phantom), Lu-177, mGy/(MBq s). Tolerance: 1 % for self-dose, 8 % for cross-dose, which has the
    // statistics of the table.
    #[test]
    fn val_lu177_in_the_adult_male() {
        let (table, _) = table(Some(Sex::Male), "Lu-177");
        for (target, source, expected, tolerance) in [
            ("liver", "liver", 1.3713e-5, 0.01),
            ("spleen", "spleen", 1.5967e-4, 0.01),
            ("spleen", "liver", 4.1688e-8, 0.08),
            ("liver", "spleen", 4.1262e-8, 0.08),
            ("liver", "left kidney", 4.6791e-8, 0.08),
            ("spleen", "left kidney", 3.4509e-7, 0.08),
        ] {
            let found = table.find(target, source).unwrap().mgy_per_mbq_s;
            assert!(
                (found / expected - 1.0).abs() < tolerance,
                "{target} from {source}: {found} against {expected}"
            );
        }
    }

    // No source leaves more in a target than its decays bring; reciprocity holds within the statistics and the differences of soft tissues.
    #[test]
    fn law_reference_table_is_sound() {
        for sex in [Sex::Male, Sex::Female] {
            for nuclide in ["Lu-177", "I-131", "F-18", "Ac-225"] {
                let (table, local) = table(Some(sex), nuclide);
                assert!(table.entries.len() > 300);
                let all = (local.photon_mev + local.local_mev()) * J_PER_MEV * 1e9 * 1e3;
                for entry in &table.entries {
                    let energy = entry.mgy_per_mbq_s * entry.target_mass_g.unwrap();
                    assert!(energy > 0.0 && energy < all, "{entry:?}");
                    // Bone takes more from soft photons than it gives, by its atomic numbers.
                    let bone = |name: &str| ["cortical bone", "red marrow"].contains(&name);
                    let itself = entry.target == entry.source;
                    if itself || bone(&entry.target) || bone(&entry.source) {
                        continue;
                    }
                    let back =
                        table.entries.iter().find(|e| e.target == entry.source && e.source == entry.target);
                    if let Some(back) = back.filter(|_| entry.mgy_per_mbq_s > 1e-8) {
                        let ratio = entry.mgy_per_mbq_s / back.mgy_per_mbq_s;
                        assert!((0.5..2.0).contains(&ratio), "{entry:?} {back:?}");
                    }
                }
            }
        }
    }

    // A wall about a volume of uniform activity: electrons of Y-90 reach it, alphas do not. At the surface the dose of electrons is half that
    // within; averaged over a wall of some 3 mm, about the range, it is less. Kidneys lose more than two balls of
    // their mass, by their larger surface.
    #[test]
    fn law_electrons_reach_walls_and_leave_organs() {
        let (table, local) = table(Some(Sex::Male), "Y-90");
        let electron = |target, source| table.find(target, source).unwrap().electron_mgy_per_mbq_s.unwrap();
        let contents = electron("urinary bladder contents", "urinary bladder contents");
        let wall = electron("urinary bladder wall", "urinary bladder contents");
        assert!((0.05..0.5).contains(&(wall / contents)), "{}", wall / contents);
        let kidneys = table.find("kidneys", "kidneys").unwrap();
        let kept = electron("kidneys", "kidneys") * kidneys.target_mass_g.unwrap()
            / (local.electron_mev * J_PER_MEV * 1e12);
        let ball = table.ball(155.0).unwrap().electron_share;
        assert!(kept < ball && kept > ball - 0.05, "{kept} {ball}");
    }

    #[test]
    fn exact_balls_between_and_beyond() {
        let (table, local) = table(None, "Lu-177");
        assert!(table.entries.is_empty());
        let ball = |mass_g: f64| table.ball(mass_g).unwrap();
        let (small, large) = (ball(1e-6), ball(1e6));
        assert!(small.photon_mev > 0.0 && small.photon_mev < 0.1 * large.photon_mev);
        assert!(large.photon_mev < local.photon_mev && large.electron_share <= 1.0);
        assert!(ball(1.0).photon_mev < ball(2.0).photon_mev && ball(2.0).photon_mev < ball(3.0).photon_mev);
    }

    // The table against Monte Carlo of the nuclide itself, between its masses too. Tolerance: 1 % of the emitted energy.
    #[test]
    fn val_electrons_of_balls_against_monte_carlo() {
        let water = hevesy_matter::Material::named("water").unwrap();
        let goal = hevesy_transport::monte_carlo::Goal { relative_sd: 0.002, most_histories: 100_000 };
        for (name, mass_g) in [("Lu-177", 0.01), ("Lu-177", 1.7), ("Y-90", 0.17), ("Y-90", 30.0)] {
            let (table, _) = table(None, name);
            let members = Members::alone(Nuclide::find(name).unwrap());
            let dose = hevesy_transport::sphere(&members, &water, mass_g, (goal, 1), &mut ());
            let electrons = dose.components.iter().filter(|c| c.component != Component::Photons);
            let (absorbed, emitted) =
                electrons.fold((0.0, 0.0), |sum, c| (sum.0 + c.absorbed_mev, sum.1 + c.emitted_mev));
            let found = table.ball(mass_g).unwrap().electron_share;
            assert!(
                (found - absorbed / emitted).abs() < 0.01,
                "{name} {mass_g} g: {found} {}",
                absorbed / emitted
            );
        }
    }
}
