//! The reference phantoms, from a copy outside the repository; without it these tests say so and pass.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::disallowed_methods, reason = "helpers of tests")]

use std::path::{Path, PathBuf};

use hevesy_anatomy::icrp110::{Person, read};

fn folder() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/physics/phantoms");
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: ../shared/physics/phantoms is not present");
    None
}

// Masses of ICRP Publication 110 in g (table C.1 and C.2), to the resolution of the voxels.
#[test]
fn val_masses_of_the_adults() {
    let Some(folder) = folder() else { return };
    for (person, masses) in [
        (
            Person::Male,
            [
                ("liver", 1800.0),
                ("kidneys", 310.0),
                ("spleen", 150.0),
                ("thyroid", 20.0),
                ("red marrow", 1170.0),
                ("total body", 73_000.0),
            ],
        ),
        (
            Person::Female,
            [
                ("liver", 1400.0),
                ("kidneys", 275.0),
                ("spleen", 130.0),
                ("thyroid", 17.0),
                ("red marrow", 900.0),
                ("total body", 60_000.0),
            ],
        ),
    ] {
        let phantom = read(&folder, person).unwrap();
        for (name, expected) in masses {
            let mass = phantom.mass_g(&phantom.find(name).unwrap());
            assert!((mass / expected - 1.0).abs() < 0.01, "{person:?} {name}: {mass} g");
        }
        let voxels: usize = phantom.regions.iter().map(|r| r.voxels).sum();
        assert_eq!(voxels, phantom.labels.len());
        assert!(phantom.find("Left KIDNEY").is_some() && phantom.find("kidney, left, cortex").is_some());
        assert!(phantom.find("kidnee").is_none() && phantom.similar("kidney left").contains(&"left kidney"));
    }
}

#[test]
fn exact_cut_archives_are_refused() {
    let Some(folder) = folder() else { return };
    let archive = std::fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .find(|p| p.to_string_lossy().ends_with(".tar.gz"));
    let bytes = std::fs::read(archive.unwrap()).unwrap();
    let cut = std::env::temp_dir().join(format!("hevesy-cut-{}.tar.gz", std::process::id()));
    for length in [0, 100, bytes.len() / 2, bytes.len() - 2000] {
        std::fs::write(&cut, &bytes[..length]).unwrap();
        let problem = read(&cut, Person::Female).unwrap_err();
        assert!(problem.to_string().contains(".tar.gz"), "{problem}");
    }
    std::fs::remove_file(&cut).unwrap();
    let problem = read(Path::new("/nowhere/at/all"), Person::Male).unwrap_err();
    assert!(problem.to_string().contains("cannot be read"), "{problem}");
}
