//! Crates depend in the direction of the flow, files stay of a size that can be read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::path::Path;
use std::process::Command;

/// The flow of ARCHITECTURE.md.
const FLOW: [&str; 12] = [
    "hevesy-quantity",
    "hevesy-statistics",
    "hevesy-library",
    "hevesy-icrp107",
    "hevesy-nuclide",
    "hevesy-regimen",
    "hevesy-kinetics",
    "hevesy-dose",
    "hevesy-biology",
    "hevesy-planner",
    "hevesy-report",
    "hevesy",
];

#[test]
fn law_dependencies_follow_the_flow() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let place = |name: &str| FLOW.iter().position(|f| *f == name);
    let packages = metadata["packages"].as_array().unwrap();
    assert_eq!(packages.len(), FLOW.len(), "a crate is missing in the flow");
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let own = place(name).unwrap_or_else(|| panic!("{name} has no place in the flow"));
        for dependency in package["dependencies"].as_array().unwrap() {
            if let Some(other) = place(dependency["name"].as_str().unwrap()) {
                assert!(other < own, "{name} depends on {} against the flow", FLOW[other]);
            }
        }
    }
}

#[test]
fn law_files_are_short() {
    fn visit(folder: &Path, long: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, long);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let lines = hevesy_library::files::read_text(&path).unwrap().lines().count();
                if lines > 500 {
                    long.push(format!("{} has {lines} lines", path.display()));
                }
            }
        }
    }
    let mut long = Vec::new();
    for crate_folder in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap() {
        visit(&crate_folder.unwrap().path().join("src"), &mut long);
    }
    assert!(long.is_empty(), "more than one concept? {long:#?}");
}
