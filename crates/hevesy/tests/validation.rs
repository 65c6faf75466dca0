//! The validation suite runs, agrees, and loses no case in silence.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn validate() -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_hevesy"))
        .args(["validate", "--json"])
        .env_remove("HEVESY_LIBRARY")
        .current_dir(std::env::temp_dir())
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{shown} {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&shown).unwrap()
}

/// Every case with its state, and every claim that is put to the test: a change shows in this snapshot.
#[test]
fn val_suite() {
    let made = validate();
    let mut list = String::new();
    for case in made["cases"].as_array().unwrap() {
        let _ = writeln!(list, "{} {}", case["state"].as_str().unwrap(), case["id"].as_str().unwrap());
    }
    for claim in made["claims"].as_array().unwrap().iter().filter(|c| c["state"] != "out-of-reach") {
        let _ = writeln!(list, "{} {}", claim["state"].as_str().unwrap(), claim["id"].as_str().unwrap());
    }
    insta::assert_snapshot!("validation", list);
    // Every file of the suite is a case of it.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../validation/cases");
    assert_eq!(made["cases"].as_array().unwrap().len(), std::fs::read_dir(folder).unwrap().count());
}
