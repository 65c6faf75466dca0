//! Daughters with a fate of their own.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use hevesy_kinetics::{Followed, Given, Retention, follow_daughters, simulate};
use hevesy_library::Library;
use hevesy_nuclide::{Chain, HalfLives, Nuclide};

const MODEL: &str = "177Lu-PSMA-617-population";

fn follow(head: &str, all: Option<f64>) -> Followed {
    let library = Library::built_in().unwrap();
    let half_lives = HalfLives::icrp107();
    let head = Nuclide::find(head).unwrap();
    let given = Given::activity(8.0);
    let retention = Retention { all, by_region: BTreeMap::new() };
    let model = library.model(MODEL).unwrap();
    follow_daughters(
        model,
        &BTreeMap::new(),
        &given,
        (head, &half_lives),
        library.free_elements(),
        &retention,
    )
    .unwrap()
}

fn decays(followed: &Followed, region: &str, nuclide: &str) -> f64 {
    let of = |d: &&hevesy_kinetics::RegionDecays| d.region == region && d.nuclide.name() == nuclide;
    followed.decays.iter().find(of).map_or(0.0, |d| d.tiac_h)
}

// Atoms: those there, excreted and ended are those given.
#[test]
fn law_atoms_are_conserved() {
    for head in ["Ac-225", "Pb-212", "Ra-223", "Lu-177", "Th-227"] {
        for all in [Some(0.0), Some(0.3), Some(1.0), None] {
            let followed = follow(head, all);
            assert!((followed.atoms - 1.0).abs() < 1e-12, "{head} {all:?}: {}", followed.atoms);
        }
    }
}

// Oracle: branching. After an alpha decay nothing is on the vector any more and so nothing is excreted: over the whole body every member
// decays as often as the chain says, wherever it is.
#[test]
fn exact_every_daughter_decays_somewhere() {
    let half_lives = HalfLives::icrp107();
    let head = Nuclide::find("Ac-225").unwrap();
    for all in [0.0, 0.3, 1.0] {
        let followed = follow("Ac-225", Some(all));
        let total = |name: &str| -> f64 {
            followed.decays.iter().filter(|d| d.nuclide.name() == name).map(|d| d.tiac_h).sum()
        };
        for link in Chain::of(head, &half_lives).counted() {
            let found = total(&link.nuclide) / total("Ac-225");
            assert!((found / link.branching - 1.0).abs() < 1e-5, "{all} {}: {found}", link.nuclide);
        }
    }
}

// Everything stays: each region has the decays of its head times the chain's branching, which is the dose at equilibrium.
#[test]
fn exact_all_in_place_is_equilibrium() {
    let followed = follow("Ac-225", Some(1.0));
    let half_lives = HalfLives::icrp107();
    let head = Nuclide::find("Ac-225").unwrap();
    let library = Library::built_in().unwrap();
    let given = Given::activity(8.0);
    let alone = simulate(
        library.model(MODEL).unwrap(),
        &BTreeMap::new(),
        half_lives.decay_constant_per_h(head),
        &[given],
    )
    .unwrap();
    for region in alone.iter().filter(|r| r.region != "blood") {
        let tolerance = 2e-5;
        let own = decays(&followed, &region.region, "Ac-225");
        assert!((own / region.tiac_h - 1.0).abs() < 3e-4, "{}: {own} {}", region.region, region.tiac_h);
        for link in Chain::of(head, &half_lives).counted() {
            let found = decays(&followed, &region.region, &link.nuclide) / own;
            assert!(
                (found / link.branching - 1.0).abs() < tolerance,
                "{} {}: {found}",
                region.region,
                link.nuclide
            );
        }
    }
}

// With receptors nearly full the head goes where it goes without daughters: peptide whose label has decayed still fills its site.
#[test]
fn exact_saturation_does_not_depend_on_following_daughters() {
    let library = Library::built_in().unwrap();
    let model = library.model("177Lu-HA-DOTATATE-population").unwrap();
    let half_lives = HalfLives::icrp107();
    for head in ["Bi-213", "Pb-212"] {
        let head = Nuclide::find(head).unwrap();
        let given = Given::activity(100.0);
        let (none, keep) = (BTreeMap::new(), Retention::default());
        let free = library.free_elements();
        let followed = follow_daughters(model, &none, &given, (head, &half_lives), free, &keep).unwrap();
        for region in
            simulate(model, &none, half_lives.decay_constant_per_h(head), std::slice::from_ref(&given))
                .unwrap()
        {
            let own = decays(&followed, &region.region, head.name());
            assert!((own / region.tiac_h - 1.0).abs() < 5e-4, "{}: {own} {}", region.region, region.tiac_h);
        }
    }
}

// What is freed anywhere reaches the kidneys as bismuth: their decays of Bi-213 rise as less is held, and the tumour's fall.
#[test]
fn law_freed_bismuth_goes_to_the_kidneys() {
    let at = |all: f64| {
        let followed = follow("Ac-225", Some(all));
        (decays(&followed, "kidneys", "Bi-213"), decays(&followed, "tumour", "Bi-213"))
    };
    let (held, half, freed) = (at(1.0), at(0.5), at(0.0));
    assert!(freed.0 > half.0 && half.0 > held.0, "{held:?} {half:?} {freed:?}");
    assert!(freed.1 < half.1 && half.1 < held.1, "{held:?} {half:?} {freed:?}");
    // Three alphas lie between Ac-225 and Bi-213 or its parent: nothing that is free is left in the tumour.
    assert!(freed.1 < 1e-12);
}

// 36 % of Bi-212 from Pb-212 comes free without any recoil; the rest decays where the vector took it.
#[test]
fn law_bismuth_212_by_chemistry() {
    let followed = follow("Pb-212", Some(1.0));
    let all = |nuclide: &str| {
        followed.decays.iter().filter(|d| d.nuclide.name() == nuclide).map(|d| d.tiac_h).sum::<f64>()
    };
    let parent = decays(&followed, "tumour", "Pb-212");
    let share = decays(&followed, "tumour", "Bi-212") / parent;
    assert!(share > 0.5 && share < 0.70, "{share}");
    // Excreted on the vector: fewer decays of the daughter than of the parent within the body.
    assert!(all("Bi-212") < all("Pb-212") && all("Bi-212") > 0.9 * all("Pb-212"));
}

// Decay as a flow of the model: the head goes where it goes without daughters, what is held decays there, atoms are conserved.
#[test]
fn law_daughters_where_decay_is_a_flow() {
    let library = Library::built_in().unwrap();
    let model = library.model("PSMA-ligand-PBPK").unwrap();
    let half_lives = HalfLives::icrp107();
    for (name, all) in [("Ac-225", 1.0), ("Pb-212", 1.0), ("Pb-212", 0.2)] {
        let head = Nuclide::find(name).unwrap();
        let (given, none) = (Given::activity(8.0), BTreeMap::new());
        let keep = Retention { all: Some(all), by_region: BTreeMap::new() };
        let free = library.free_elements();
        let followed = follow_daughters(model, &none, &given, (head, &half_lives), free, &keep).unwrap();
        assert!((followed.atoms - 1.0).abs() < 1e-12, "{name}: {}", followed.atoms);
        let lambda_per_h = half_lives.decay_constant_per_h(head);
        for region in simulate(model, &none, lambda_per_h, &[given]).unwrap() {
            let own = decays(&followed, &region.region, name);
            assert!(
                (own / region.tiac_h - 1.0).abs() < 1e-3,
                "{name} {}: {own} {}",
                region.region,
                region.tiac_h
            );
            if name == "Ac-225" && region.region != "blood" {
                for link in Chain::of(head, &half_lives).counted() {
                    let found = decays(&followed, &region.region, &link.nuclide) / own;
                    assert!(
                        (found / link.branching - 1.0).abs() < 1e-4,
                        "{} {}: {found}",
                        region.region,
                        link.nuclide
                    );
                }
            }
        }
    }
}

// What lives for milliseconds cannot leave: it decays as often as its parent, region by region, whatever is retained.
#[test]
fn law_instant_daughters_decay_in_place() {
    for (head, parent, instant) in
        [("Ac-225", "Fr-221", "At-217"), ("Ra-223", "Ra-223", "Rn-219"), ("Ra-223", "Ra-223", "Po-215")]
    {
        for f in [0.0, 0.5, 1.0] {
            let followed = follow(head, Some(f));
            for region in ["tumour", "kidneys", "liver", "blood"] {
                let (a, b) = (decays(&followed, region, parent), decays(&followed, region, instant));
                assert!((a - b).abs() < 1e-9 + 1e-4 * a, "{head} {f} {region}: {parent} {a}, {instant} {b}");
            }
        }
    }
}
