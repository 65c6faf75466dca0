//! Published tables of daughters of Ac-225 on a small ligand that are set free by recoil (AlphaRadPharmacokinetics: results of a model, not
//! measurements), and free elements as their records say.
//!
//! The tables are the user's own copy (`../shared/inputs/17_alpha_recoil_pk`); without them the test says so and passes.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test that reads files"
)]

use std::collections::BTreeMap;

use hevesy_compartment::{Compartment, Compiled, Definition, Dose, Flow, Line, run_linear};
use hevesy_kinetics::{Given, Retention, follow_daughters};
use hevesy_library::Library;
use hevesy_nuclide::{HalfLives, Nuclide};

/// The carrier of the tables: blood with 8 min, then fixed shares for good.
const CARRIER: &str = r#"
id = "ligand of the tables"
title = "A small ligand with fixed shares"
nuclide = "Ac-225"
source = "settings of AlphaRadPharmacokinetics"
[parameters]
leaves = { value = "5.1986 1/h", label = "D" }
"#;

/// Region, its share of the carrier, and the name in the tables.
const SITES: [(&str, f64, &str); 7] = [
    ("liver", 0.005, "Liver"),
    ("kidneys", 0.0671, "Kidney"),
    ("muscle", 0.0152, "Muscle"),
    ("bone", 0.0042, "Bone"),
    ("intestine", 0.003, "Intestine"),
    ("excreted", 0.2, "Clearance"),
    ("remainder", 0.7055, "Whole Body"),
];

/// Shares of free francium and bismuth in the settings of the tables.
const FREE: [(&str, [(&str, f64); 7]); 2] = [
    (
        "Fr",
        [
            ("bone", 5.10),
            ("intestine", 6.42),
            ("kidneys", 1.63),
            ("liver", 5.41),
            ("muscle", 8.29),
            ("excreted", 37.74),
            ("remainder", 35.41),
        ],
    ),
    (
        "Bi",
        [
            ("bone", 15.29),
            ("intestine", 0.63),
            ("kidneys", 7.05),
            ("liver", 2.12),
            ("muscle", 1.60),
            ("excreted", 38.24),
            ("remainder", 35.07),
        ],
    ),
];

fn carrier() -> String {
    let mut text = CARRIER.to_owned() + "[[compartment]]\nname = \"blood\"\nregion = \"blood\"\n";
    for (region, share, _) in SITES {
        text += &format!("[[compartment]]\nname = \"{region}\"\nregion = \"{region}\"\n");
        text += &format!("[[flow]]\nfrom = \"blood\"\nto = \"{region}\"\nrate = \"{share} * leaves\"\n");
    }
    text + "[[dose]]\ninto = \"blood\"\namount = \"activity\"\n"
}

/// Records that send a freed element where the tables send it, within a second.
fn records() -> Vec<(String, String)> {
    let mut out = vec![("models/ligand.toml".to_owned(), carrier())];
    for (element, shares) in FREE {
        let mut text = format!(
            "id = \"{element}\"\n[leaves_blood]\nvalue = \"1 s\"\nlabel = \"D\"\nsource = \"the tables\"\n"
        );
        for (region, percent) in shares {
            text += &format!(
                "[[goes_to]]\nregion = \"{region}\"\nshare = {{ value = \"{percent} %\", label = \"D\", source = \"the tables\" }}\n"
            );
        }
        out.push((format!("free-elements/{element}.toml"), text));
    }
    out
}

/// Decays of a nuclide in a region over those of all regions.
fn shares(library: &Library, nuclide: &str) -> BTreeMap<String, f64> {
    let half_lives = HalfLives::icrp107();
    let head = Nuclide::find("Ac-225").unwrap();
    // Where the tables let go of what is born of the carrier; what is born elsewhere is kept.
    let by_region = SITES.iter().filter(|s| s.0 != "excreted").map(|s| (s.0.to_owned(), 0.0));
    let retention =
        Retention { all: None, by_region: by_region.chain([("blood".to_owned(), 0.0)]).collect() };
    let model = library.model("ligand of the tables").unwrap();
    let free = library.free_elements();
    let given = Given::activity(1.0);
    let followed =
        follow_daughters(model, &BTreeMap::new(), &given, (head, &half_lives), free, &retention).unwrap();
    assert!((followed.atoms - 1.0).abs() < 1e-12);
    let of: Vec<_> = followed.decays.iter().filter(|d| d.nuclide.name() == nuclide).collect();
    let all: f64 = of.iter().map(|d| d.tiac_h).sum();
    let mut out = BTreeMap::new();
    for d in of {
        *out.entry(d.region.clone()).or_insert(0.0) += d.tiac_h / all;
    }
    out
}

// With their own distributions of free francium and bismuth, shares of Bi-213 are theirs within a factor of two in every organ (they let a part of
// what is free move again at each decay, and count seven days). With the project's records, by ICRP, more than twice as much bismuth decays in the kidneys:
// francium lives five minutes, and without a known fate it stays in blood, where all of its bismuth is then born.
#[test]
fn val_shares_of_bismuth_against_published_tables() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/inputs/17_alpha_recoil_pk/CSV/7d_PSMA.csv");
    let Ok(table) = std::fs::read_to_string(path) else {
        eprintln!("skipped: ../shared/inputs/17_alpha_recoil_pk is not present");
        return;
    };
    // The first block: decays in 7 d, MBq h per MBq; the fourth number is of Bi-213.
    let rows: BTreeMap<String, f64> = table
        .lines()
        .skip(2)
        .take_while(|l| !l.trim().is_empty())
        .map(|l| {
            let cell: Vec<&str> = l.split(',').collect();
            (cell[0].trim_matches('"').to_owned(), cell[4].parse().unwrap())
        })
        .collect();
    let all: f64 = rows.values().sum();
    let theirs = Library::with_texts(records(), "own").unwrap();
    let ours = Library::with_texts(records()[..1].to_vec(), "own").unwrap();
    let (by_theirs, by_ours) = (shares(&theirs, "Bi-213"), shares(&ours, "Bi-213"));
    for (region, _, name) in SITES {
        let published =
            if name == "Clearance" { rows["Clearance"] + rows["Cleared"] } else { rows[name] } / all;
        let found = by_theirs[region];
        // Bone lets go of all that is born in it there; here it keeps what came to it free.
        if region != "bone" {
            assert!((0.5..2.0).contains(&(found / published)), "{region}: {found} {published}");
        }
    }
    let kidneys = by_ours["kidneys"] / (rows["Kidney"] / all);
    assert!((2.0..12.0).contains(&kidneys), "{kidneys}");
}

// Oracle: the whole systemic models of ICRP Publication 137 for lead and bismuth, solved elsewhere; no decay. The records keep the fast part
// of them only; bismuth, of which nothing lives longer than an hour, is 13 % too much in the kidneys after 4 h, since urine is left out.
#[test]
fn val_free_elements_against_the_whole_models() {
    let library = Library::built_in().unwrap();
    for (element, hours, expected) in [
        ("Bi", vec![1.0 / 6.0, 1.0], vec![("kidneys", vec![0.092, 0.194]), ("liver", vec![0.079, 0.168])]),
        (
            "Pb",
            vec![1.0, 4.0, 10.0],
            vec![
                ("blood", vec![0.39, 0.49, 0.56]),
                ("liver", vec![0.069, 0.087, 0.100]),
                ("kidneys", vec![0.035, 0.043, 0.049]),
                ("cortical bone", vec![0.12, 0.15, 0.16]),
            ],
        ),
        ("Ra", vec![2.0, 4.0, 24.0], vec![("cortical bone", vec![0.267, 0.288, 0.286])]),
    ] {
        let record = library.free_elements().get(element).unwrap();
        let line = |from: &str, to: &str, per_h: f64| Line {
            each: Vec::new(),
            what: Flow {
                from: from.into(),
                to: Some(to.into()),
                rate: Some(format!("{per_h} * one")),
                law: None,
            },
        };
        let mut names = vec!["plasma".to_owned()];
        let mut flows = Vec::new();
        let rate = |half_time_h: f64| std::f64::consts::LN_2 / half_time_h;
        for uptake in &record.goes_to {
            let name = uptake.region.replace(' ', "_");
            flows.push(line(
                "plasma",
                &name,
                rate(record.leaves_blood.value.to_h()) * uptake.share.value.get(),
            ));
            if let Some(back) = &uptake.returns {
                flows.push(line(&name, "plasma", rate(back.value.to_h())));
            }
            names.push(name);
        }
        let compartment = |name: &String| Line {
            each: Vec::new(),
            what: Compartment { name: name.clone(), initial: None },
        };
        let definition = Definition {
            name: element.into(),
            parameters: BTreeMap::from([("one".to_owned(), (1.0, "1/h".to_owned()))]),
            compartments: names.iter().map(compartment).collect(),
            flows,
            into: vec!["plasma".into()],
            ..Definition::default()
        };
        let compiled = Compiled::of(&definition.network().unwrap()).unwrap();
        let dose = Dose { state: 0, amount: 1.0, at: 0.0, over: 0.0 };
        let states = run_linear(&compiled, &[dose], &hours).unwrap();
        for (region, values) in expected {
            let place = names.iter().position(|n| *n == region.replace(' ', "_")).unwrap();
            for (i, value) in values.into_iter().enumerate() {
                let found = states[i][place];
                assert!(
                    (found / value - 1.0).abs() < 0.12,
                    "{element} {region} {} h: {found} {value}",
                    hours[i]
                );
            }
        }
    }
}
