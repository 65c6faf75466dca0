//! 25 days of the 192 species of the whole-body PSMA model, after loading; and the loading. The file is the user's own copy.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a benchmark that reads a file")]

use divan::Bencher;
use hevesy_compartment::{Compiled, Dose, Settings, read_sbml, run};

fn main() {
    divan::main();
}

fn text() -> Option<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/inputs/15_sbml/psma_pbpk");
    std::fs::read_to_string(format!("{folder}/PSMA.sbml")).ok()
}

#[divan::bench]
fn load(bencher: Bencher<'_, '_>) {
    let Some(text) = text() else { return };
    bencher.bench_local(|| Compiled::of(&read_sbml(&text).unwrap()).unwrap());
}

#[divan::bench(args = [1e-4, 1e-6])]
fn days_25(bencher: Bencher<'_, '_>, relative: f64) {
    let Some(text) = text() else { return };
    let network = read_sbml(&text).unwrap();
    let compiled = Compiled::of(&network).unwrap();
    let dose =
        |state: &str, amount| Dose { state: network.state(state).unwrap(), amount, at: 0.0, over: 0.0 };
    let doses = [dose("Vein.Hot", 10.18), dose("Vein.Cold", 46.91)];
    bencher
        .bench_local(|| run(&compiled, &doses, &[25.0 * 1440.0], Settings { relative, decay: 0.0 }).unwrap());
}
