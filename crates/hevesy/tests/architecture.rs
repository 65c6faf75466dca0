//! Crates depend in the direction of the flow, files stay of a size that can be read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::path::Path;
use std::process::Command;

/// The flow of ARCHITECTURE.md.
const FLOW: [&str; 22] = [
    "hevesy-quantity",
    "hevesy-statistics",
    "hevesy-table",
    "hevesy-population",
    "hevesy-ode",
    "hevesy-compartment",
    "hevesy-library",
    "hevesy-icrp107",
    "hevesy-nuclide",
    "hevesy-matter",
    "hevesy-anatomy",
    "hevesy-transport",
    "hevesy-image",
    "hevesy-regimen",
    "hevesy-kinetics",
    "hevesy-dose",
    "hevesy-biology",
    "hevesy-course",
    "hevesy-planner",
    "hevesy-evidence",
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

/// Code cites the theory by chapter and equation: every equation is cited, every citation points at an equation.
#[test]
fn law_theory_and_code_agree() {
    use std::collections::BTreeSet;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let number = |text: &str| text.parse::<u32>().ok();
    let mut written = BTreeSet::new();
    for entry in std::fs::read_dir(root.join("theory")).unwrap() {
        let path = entry.unwrap().path();
        let chapter = path.file_name().unwrap().to_str().unwrap().to_owned();
        for line in hevesy_library::files::read_text(&path).unwrap().lines() {
            // An equation is an indented line that ends with its number.
            let label =
                line.rsplit_once('(').and_then(|(_, n)| n.trim_end().strip_suffix(')')).and_then(number);
            if let (true, Some(n)) = (line.starts_with("    "), label) {
                written.insert((chapter.clone(), n));
            }
        }
    }
    let mut cited = BTreeSet::new();
    let mut visit = |text: &str| {
        for place in text.split("theory/").skip(1) {
            let Some((chapter, rest)) = place.split_once(".md") else { continue };
            let mut rest = rest.trim_start_matches([',', ' ']);
            while let Some((n, after)) = rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
                let Some(n) = number(n) else { break };
                cited.insert((format!("{chapter}.md"), n));
                rest = after.trim_start_matches([',', ' ']);
            }
        }
    };
    fn files(folder: &Path, visit: &mut impl FnMut(&str)) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, visit);
            } else if path.extension().is_some_and(|e| e == "rs") {
                visit(&hevesy_library::files::read_text(&path).unwrap());
            }
        }
    }
    for crate_folder in std::fs::read_dir(root.join("crates")).unwrap() {
        files(&crate_folder.unwrap().path().join("src"), &mut visit);
    }
    assert!(written.len() > 30, "{written:?}");
    let uncited: Vec<_> = written.difference(&cited).collect();
    let unwritten: Vec<_> = cited.difference(&written).collect();
    assert!(uncited.is_empty() && unwritten.is_empty(), "not cited {uncited:?}, not written {unwritten:?}");
}
