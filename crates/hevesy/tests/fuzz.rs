//! Mutation fuzzing of every reader: whatever the bytes, an answer or a problem, never a panic.
//!
//! `HEVESY_FUZZ_SECONDS=600 cargo test --release -p hevesy --test fuzz` runs it for ten minutes; without the variable a
//! fixed number of inputs is tried, the same ones every time. `HEVESY_FUZZ_ONLY=217835` runs one of them again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "helpers of tests"
)]

use std::time::{Duration, Instant};

use hevesy::dose::STable;
use hevesy::evidence::{Ages, Case, CombinationProtocol, check_protocol, combination, numbers};
use hevesy::extrapolated::read_mice;
use hevesy::people::read_people;
use hevesy::study::read_table;
use hevesy::{Library, Problem, Study, assess, plan_of};
use hevesy_library::evidence::{Claim, Conflict, Document, Finding, Guideline, LeftOut, Trial};
use hevesy_library::{
    Agent, AsOf, Chelator, Drug, DrugClass, FreeElement, Harm, ImmuneModel, KineticModel, Protocol,
    RadiationWeights, Record, Shelf, Tissue, Tumour, TumourModel,
};
use hevesy_statistics::Draws;

const STUDY: &str = include_str!("../../../examples/lu177-dotatate-patient4/study.toml");
const TABLE: &str = include_str!("../../../examples/lu177-dotatate-patient4/activity.csv");
const PEOPLE: &str = include_str!("../../../examples/psma-617-two-cycles.csv");
const MICE: &str = "region,time_h,percent_per_g\nkidneys,1,10\nkidneys,24,5\nliver,1,2\nliver,24,1\n";
const S_TABLE: &str =
    "source,target,s_mGy_per_MBq_s,target_mass_g\nliver,liver,1.37e-5,1800\nkidney,liver,4e-8,1800\n";

/// Pieces that mean something to a reader.
const WORDS: [&str; 48] = [
    "\"",
    "'",
    "\n",
    ",",
    ";",
    "=",
    "[",
    "]",
    "{",
    "}",
    "#",
    "\t",
    "\0",
    "\u{feff}",
    "µ",
    "⁻¹",
    "-",
    "+",
    ".",
    "e",
    "1e308",
    "1e-320",
    "0",
    "-0",
    "nan",
    "inf",
    "9999999999999999999999",
    "GBq",
    "MBq",
    "kBq",
    " Gy",
    "%",
    "wk",
    "y",
    "mo",
    "[[",
    "[measured]",
    "region",
    "time_h",
    "activity_MBq",
    "uncertainty_percent",
    "volume_mL",
    "mass_g",
    "kind",
    "lesion",
    "Kidney_Right",
    "true",
    "\r",
];

fn mutate(text: &str, draws: &mut Draws) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut below = |n: usize| ((draws.uniform() * n as f64) as usize).min(n.saturating_sub(1));
    for _ in 0..1 + below(6) {
        let at = below(bytes.len() + 1);
        match below(7) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] = u8::try_from(below(256)).unwrap(),
            2 if at < bytes.len() => {
                bytes.remove(at);
            }
            3 => {
                let word = WORDS[below(WORDS.len())].as_bytes();
                bytes.splice(at..at, word.iter().copied());
            }
            4 => {
                let end = (at + below(40)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            5 => {
                let end = (at + below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                // A number somewhere becomes another.
                if let Some(digit) = (at..bytes.len()).find(|i| bytes[*i].is_ascii_digit()) {
                    let word = WORDS[18 + below(9)].as_bytes();
                    bytes.splice(digit..=digit, word.iter().copied());
                }
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn one(index: u64, library: &Library) {
    let mut draws = Draws::new(1, "fuzz", index);
    let (mut study, mut table, mut s_table) = (STUDY.to_owned(), TABLE.to_owned(), S_TABLE.to_owned());
    match index % 4 {
        0 => study = mutate(&study, &mut draws),
        1 => table = mutate(&table, &mut draws),
        2 => s_table = mutate(&s_table, &mut draws),
        _ => {
            study = mutate(&study, &mut draws);
            table = mutate(&table, &mut draws);
        }
    }
    if index.is_multiple_of(8) {
        study = study.replace("[course]", "[s_values]\ntable = \"s.csv\"\n[course]");
    }
    if std::env::var("HEVESY_FUZZ_ONLY").is_ok() {
        println!("{study}\n---\n{table}\n---\n{s_table}");
    }
    let _ = read_table("table", &table);
    let model = library.model("177Lu-PSMA-617-population").unwrap();
    if let Ok((people, _)) = read_people("people", &mutate(PEOPLE, &mut draws), model, &[]) {
        for person in people {
            assert!(!person.given.is_empty() && !person.points.is_empty(), "{index}");
        }
    }
    let _ = read_mice("mice", &mutate(MICE, &mut draws));
    let _ = STable::read("s", &s_table, hevesy::nuclide::Nuclide::find("Lu-177").unwrap());
    let files = |name: &str| Ok(if name == "s.csv" { s_table.clone() } else { table.clone() });
    if let Ok(study) = Study::read("study", &study, &files, library, None)
        && let Ok(assessment) = assess(&study, library)
    {
        for dose in &assessment.doses {
            let e = dose.dose_gy.estimate();
            assert!(e.value.is_finite() && e.value >= 0.0 && e.low95 <= e.high95, "{index}: {e:?}");
        }
        // A plan is a hundred times the work; every fortieth is enough.
        if index.is_multiple_of(40) {
            let _ = plan_of(&study, &assessment, library);
        }
    }
}

#[test]
fn law_readers_never_panic() {
    let library = Library::built_in().unwrap();
    let seconds = std::env::var("HEVESY_FUZZ_SECONDS").ok().and_then(|s| s.parse::<u64>().ok());
    if let Some(only) = std::env::var("HEVESY_FUZZ_ONLY").ok().and_then(|s| s.parse::<u64>().ok()) {
        return one(only, &library);
    }
    let start = Instant::now();
    let mut index = 0;
    while seconds.map_or(index < 1500, |s| start.elapsed() < Duration::from_secs(s)) {
        one(index, &library);
        index += 1;
    }
    println!("{index} inputs");
}

/// Reads one file of a kind and asks for what it holds.
fn read<T: Record>(path: &str, text: &str) -> Option<Problem> {
    match Shelf::<T>::from_texts(vec![(path.to_owned(), text.to_owned())]) {
        Ok(shelf) => {
            for record in shelf.iter() {
                assert_eq!(shelf.find(record.id()).map(Record::id), Some(record.id()));
            }
            let _ = shelf.similar(text.get(..20).unwrap_or("x"));
            None
        }
        Err(problem) => Some(problem),
    }
}

fn read_kind(path: &str, text: &str) -> Option<Problem> {
    match path.split('/').next().unwrap() {
        "agents" => read::<Agent>(path, text),
        "chelators" => read::<Chelator>(path, text),
        "claims" => read::<Claim>(path, text),
        "conflicts" => read::<Conflict>(path, text),
        "documents" => read::<Document>(path, text),
        "drug-classes" => read::<DrugClass>(path, text),
        "drugs" => read::<Drug>(path, text),
        "findings" => read::<Finding>(path, text),
        "guidelines" => read::<Guideline>(path, text),
        "left-out" => read::<LeftOut>(path, text),
        "protocols" => read::<Protocol>(path, text),
        "radiation" => read::<RadiationWeights>(path, text),
        "tissues" => read::<Tissue>(path, text),
        "trials" => read::<Trial>(path, text),
        "free-elements" => read::<FreeElement>(path, text),
        "harms" => read::<Harm>(path, text),
        "immunity" => read::<ImmuneModel>(path, text),
        "models" => read::<KineticModel>(path, text),
        "tumour-models" => read::<TumourModel>(path, text),
        "tumours" => read::<Tumour>(path, text),
        "validation" => read::<Case>(path, text),
        kind => panic!("{kind} is not read here"),
    }
}

/// Every kind of library file, a case and a protocol, bent in all ways: a record or a problem with a remedy.
#[test]
fn law_library_readers_never_panic() {
    let library = Library::built_in().unwrap();
    let mut files: Vec<(String, String)> = library
        .files()
        .unwrap()
        .map(|(path, text)| (path.trim_start_matches("library/").to_owned(), text.to_owned()))
        .collect();
    let case = include_str!("../../../validation/cases/patient4-dose.toml");
    files.push(("validation/case.toml".to_owned(), case.to_owned()));
    let seconds = std::env::var("HEVESY_FUZZ_SECONDS").ok().and_then(|s| s.parse::<u64>().ok());
    let start = Instant::now();
    let mut index = 0;
    while seconds.map_or(index < 3000, |s| start.elapsed() < Duration::from_secs(s)) {
        let mut draws = Draws::new(2, "fuzz", index);
        let (path, text) = &files[(draws.uniform() * files.len() as f64) as usize % files.len()];
        let bent = mutate(text, &mut draws);
        let problem = read_kind(path, &bent);
        if let Some(problem) = &problem {
            assert!(
                !problem.what.is_empty() && !problem.remedy.is_empty() && problem.line.is_some(),
                "{problem:?}"
            );
        }
        if let Ok(plan) = toml::from_str::<CombinationProtocol>(&bent) {
            let _ = check_protocol(&plan, &library);
        }
        if let Ok(date) = AsOf::try_from(bent.chars().take(10).collect::<String>()) {
            let _ = Ages { today: date.clone(), stale_after_days: 1 }.of("x", &date);
        }
        // The whole library with the bent file is much more work.
        if problem.is_none()
            && index.is_multiple_of(100)
            && !path.starts_with("validation")
            && let Ok(own) = Library::with_texts(vec![(path.clone(), bent)], "own")
        {
            let _ = (combination(&own, "177Lu-DOTATATE + olaparib", 0.2), numbers(&own));
        }
        index += 1;
    }
    println!("{index} inputs");
}
