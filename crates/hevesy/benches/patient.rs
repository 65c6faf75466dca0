//! How long the example patient takes: in the library, and as a whole process (`cargo bench -p hevesy`).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark")]

use std::process::{Command, Stdio};

use hevesy::nuclide::{Chain, Decay, HalfLives, Nuclide};
use hevesy::quantity::{Activity, Time};
use hevesy::{Assessment, Library, Study, assess, plan_of};

fn main() {
    divan::main();
}

fn study(library: &Library) -> Study {
    let study = include_str!("../../../examples/lu177-dotatate-patient4/study.toml");
    let table = include_str!("../../../examples/lu177-dotatate-patient4/activity.csv");
    Study::read("study.toml", study, &|_| Ok(table.to_owned()), library, None).unwrap()
}

#[divan::bench]
fn library_built_in() -> Library {
    Library::built_in().unwrap()
}

#[divan::bench]
fn dose_of_the_patient(bencher: divan::Bencher<'_, '_>) {
    let library = Library::built_in().unwrap();
    bencher.bench_local(|| -> Assessment { assess(&study(&library), &library).unwrap() });
}

#[divan::bench]
fn plan_of_the_patient(bencher: divan::Bencher<'_, '_>) {
    let library = Library::built_in().unwrap();
    let study = study(&library);
    let assessment = assess(&study, &library).unwrap();
    bencher.bench_local(|| plan_of(&study, &assessment, &library).unwrap());
}

#[divan::bench]
fn chain_of_th232_after_a_century(bencher: divan::Bencher<'_, '_>) {
    let decay = Decay::of(&[Nuclide::find("Th-232").unwrap()], &HalfLives::icrp107());
    bencher.bench_local(|| decay.activities(&[Activity::bq(1.0)], Time::y(100.0)));
}

#[divan::bench]
fn energy_of_the_ac225_chain() -> f64 {
    Chain::of(Nuclide::find("Ac-225").unwrap(), &HalfLives::icrp107()).energy_per_decay().total()
}

#[divan::bench(args = ["--version", "nuclide Ac-225", "dose", "plan"])]
fn whole_process(arguments: &str) {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/lu177-dotatate-patient4");
    let mut command = Command::new(env!("CARGO_BIN_EXE_hevesy"));
    command.args(arguments.split(' ')).stdout(Stdio::null());
    if !arguments.contains(' ') && !arguments.starts_with("--") {
        command.arg(example);
    }
    assert!(command.status().unwrap().success());
}
