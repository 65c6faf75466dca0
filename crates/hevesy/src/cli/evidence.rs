//! `hevesy evidence`: what is known, from where, and where sources conflict.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use hevesy::evidence::{
    Ages, ClaimResult, CombinationProtocol, STALE_AFTER_DAYS, check_protocol, combination, numbers, summary,
    test_claim,
};
use hevesy::quantity::Time;
use hevesy::report as words;
use hevesy::{Library, Problem};
use hevesy_library::evidence::{Claim, Conflict, Direction, Finding, Severity, Trial};
use hevesy_library::{Agent, AsOf, Record, Shelf, fold};
use serde::Serialize;

use super::validate::runner;
use super::{Reply, Sources, argument, quantity};

#[derive(Args)]
pub(crate) struct EvidenceArguments {
    #[command(subcommand)]
    about: About,
    /// Folder of your own library files, added to the built-in ones; HEVESY_LIBRARY otherwise.
    #[arg(long, global = true)]
    library: Option<PathBuf>,
    /// Machine-readable answer.
    #[arg(long, global = true)]
    json: bool,
    /// Day that ages of statuses are counted to, such as 2026-01-31; the computer's date otherwise.
    #[arg(long, global = true)]
    today: Option<String>,
    /// Age from which a status is marked as old, such as "180 d".
    #[arg(long, global = true)]
    stale_after: Option<String>,
}

#[derive(Subcommand)]
enum About {
    /// What the library holds, and what of the evidence base it does not.
    Summary,
    /// All radiopharmaceuticals, or one of them.
    Agent {
        name: Option<String>,
        /// Only agents with a status in this country or with this agency, such as Japan or FDA.
        #[arg(long, conflicts_with = "name")]
        jurisdiction: Option<String>,
    },
    /// All partner drugs, or one of them.
    Drug { name: Option<String> },
    /// All trials, or one of them (by name or registry number).
    Trial { name: Option<String> },
    /// All preclinical findings, or one of them.
    Finding { id: Option<String> },
    /// All claims of the reviews, or one of them, put to the test; words find the claims that hold them.
    Claim { id: Vec<String> },
    /// Where sources conflict: all, or one of them; words find the conflicts that hold them.
    Conflict {
        id: Vec<String>,
        /// Only those that change a number (A), a meaning (B), a wording (C).
        #[arg(long)]
        severity: Option<String>,
    },
    /// What is known of a pair, such as "177Lu-DOTATATE + olaparib".
    Combination {
        pair: String,
        /// Findings of less relevance than this (0 to 1) are shown and not counted.
        #[arg(long, default_value_t = 0.0)]
        least_relevance: f64,
    },
    /// The ids of any kind of library file, such as drug-classes, chelators, tissues or documents.
    List { kind: String },
    /// Negative and mixed results, with what they could have shown.
    Negative,
    /// Where each number of the library comes from; words find the numbers of a file or key.
    Number {
        filter: Vec<String>,
        /// Only numbers with this evidence label: C, C2, M, D, P, U.
        #[arg(long)]
        label: Option<String>,
    },
    /// Rules of guidelines, labels and custom, as versioned data.
    Guideline { id: Option<String> },
    /// Checks the protocol of a combination trial for what it must record; without a file, a template.
    Protocol { file: Option<PathBuf> },
}

pub(crate) fn run(arguments: &EvidenceArguments, sources: Sources) -> Result<Reply, Problem> {
    let library = super::library(arguments.library.as_deref(), sources)?;
    let evidence = library.evidence()?;
    let ages = ages(arguments)?;
    let json = arguments.json;
    match &arguments.about {
        About::Summary => {
            let made = summary(&library)?;
            Ok(Reply::of(json, &made, || words::summary_text(&made)))
        }
        About::Agent { name: None, jurisdiction: Some(place) } => {
            let wanted = fold(place);
            let there = |a: &&Agent| a.approvals.iter().any(|p| fold(&p.jurisdiction).contains(&wanted));
            let all: Vec<&Agent> = library.agents().iter().filter(there).collect();
            if all.is_empty() {
                return Err(argument(
                    "--jurisdiction",
                    format!("no status in `{place}` is recorded"),
                    "try US, EU or Japan",
                ));
            }
            Ok(Reply::of(json, &all, || words::approvals_text(&all, &wanted, &ages)))
        }
        About::Agent { name, .. } => match name {
            None => list(json, library.agents(), |all| words::agents_text(all.iter().copied())),
            Some(name) => {
                let agent = one(library.agents(), name)?;
                Ok(Reply::of(json, agent, || words::agent_text(agent, &library, evidence, &ages)))
            }
        },
        About::Drug { name } => match name {
            None => list(json, &evidence.drugs, |all| words::drugs_text(all.iter().copied())),
            Some(name) => {
                let drug = one(&evidence.drugs, name)?;
                Ok(Reply::of(json, drug, || words::drug_text(drug, evidence, &ages)))
            }
        },
        About::Trial { name } => match name {
            None => list(json, &evidence.trials, |all| words::trials_text(all.iter().copied())),
            Some(name) => {
                let number = fold(name);
                let by_number =
                    evidence.trials.iter().find(|t| t.registry.as_ref().is_some_and(|r| fold(r) == number));
                let trial = by_number.map_or_else(|| one(&evidence.trials, name), Ok)?;
                Ok(Reply::of(json, trial, || words::trial_text(trial, evidence, &ages)))
            }
        },
        About::Finding { id } => match id {
            None => list(json, &evidence.findings, |all| words::findings_text(all.iter().copied())),
            Some(id) => {
                let finding = one(&evidence.findings, id)?;
                Ok(Reply::of(json, finding, || words::finding_text(finding, &library, evidence)))
            }
        },
        About::Claim { id } if id.is_empty() => {
            list(json, &evidence.claims, |all| words::claims_text(all.iter().copied()))
        }
        About::Claim { id } => claim(json, &library, &id.join(" ")),
        About::Conflict { id, severity } => {
            let asked = id.join(" ");
            if let Some(conflict) = evidence.conflicts.find(&asked) {
                return Ok(Reply::of(json, conflict, || words::conflict_text(conflict, evidence)));
            }
            let wanted = severity.as_deref().map(severity_of).transpose()?;
            let text = |c: &Conflict| {
                let printed: Vec<&str> = c.printed.iter().map(|p| p.text.as_str()).collect();
                let parts = [&c.title, &c.assessment, &c.group, &printed.join(" ")];
                let about = [&c.agents, &c.drugs, &c.trials].map(|names| names.join(" "));
                parts.into_iter().chain(&about).map(|p| fold(p)).collect::<String>()
            };
            let all: Vec<_> = evidence
                .conflicts
                .iter()
                .filter(|c| {
                    wanted.is_none_or(|w| c.severity == w) && id.iter().all(|w| text(c).contains(&fold(w)))
                })
                .collect();
            if all.is_empty() {
                let what = format!("no conflict has the id `{asked}` or holds these words");
                return Err(argument("ID", what, "leave it out to list all"));
            }
            Ok(Reply::of(json, &all, || words::conflicts_text(all.iter().copied(), evidence)))
        }
        About::Combination { pair, least_relevance } => {
            if !(0.0..=1.0).contains(least_relevance) {
                return Err(argument("--least-relevance", "is not between 0 and 1", "give for example 0.25"));
            }
            let known = combination(&library, pair, *least_relevance)?;
            Ok(Reply::of(json, &known, || words::combination_text(&known, evidence)))
        }
        About::List { kind } => {
            let ids: Vec<String> = library
                .files()?
                .filter_map(|(path, text)| {
                    let folder = path.rsplit('/').nth(1)?;
                    let id = text.lines().find_map(|l| l.strip_prefix("id = "))?;
                    (folder == kind.as_str()).then(|| id.trim_matches('"').to_owned())
                })
                .collect();
            if ids.is_empty() {
                let kinds = hevesy_library::schema_kinds().join(", ");
                return Err(argument(
                    "KIND",
                    format!("`{kind}` is no kind of library file"),
                    &format!("known are {kinds}"),
                ));
            }
            Ok(Reply::of(json, &ids, || ids.join("\n") + "\n"))
        }
        About::Negative => {
            let negative = |d: Direction| matches!(d, Direction::Equal | Direction::Worse | Direction::Mixed);
            let found = Negatives {
                trials: evidence.trials.iter().filter(|t| negative(t.direction)).collect(),
                findings: evidence.findings.iter().filter(|f| negative(f.direction)).collect(),
            };
            Ok(Reply::of(json, &found, || words::negatives_text(&found.trials, &found.findings)))
        }
        About::Number { filter, label } => {
            let holds = |text: &str| filter.iter().all(|f| fold(text).contains(&fold(f)));
            let labels = ["C", "C2", "M", "D", "P", "U"];
            if let Some(odd) = label.as_ref().filter(|l| !labels.iter().any(|k| k.eq_ignore_ascii_case(l))) {
                return Err(argument(
                    "--label",
                    format!("`{odd}` is no evidence label"),
                    "give C, C2, M, D, P or U",
                ));
            }
            let mut found = numbers(&library)?;
            found.retain(|n| {
                holds(&format!("{} {}", n.file, n.key))
                    && label.as_ref().is_none_or(|l| format!("{:?}", n.label).eq_ignore_ascii_case(l))
            });
            if found.is_empty() {
                return Err(argument(
                    "FILTER",
                    "no number of the library fits",
                    "name a file or key, for example `hevesy evidence number kidneys alpha_beta`",
                ));
            }
            Ok(Reply::of(json, &found, || words::numbers_text(&found)))
        }
        About::Guideline { id } => match id {
            None => list(json, &evidence.guidelines, |all| words::guidelines_text(all.iter().copied())),
            Some(id) => {
                let guideline = one(&evidence.guidelines, id)?;
                Ok(Reply::of(json, guideline, || words::guideline_text(guideline, &ages)))
            }
        },
        About::Protocol { file: None } => Ok(Reply::text(TEMPLATE.to_owned())),
        About::Protocol { file: Some(file) } => protocol(json, &library, file),
    }
}

/// All records of a shelf.
fn list<T: Record + Serialize>(
    json: bool,
    shelf: &Shelf<T>,
    text: impl FnOnce(&[&T]) -> String,
) -> Result<Reply, Problem> {
    let all: Vec<&T> = shelf.iter().collect();
    Ok(Reply::of(json, &all, || text(&all)))
}

/// Records without a gain.
#[derive(Serialize)]
struct Negatives<'a> {
    trials: Vec<&'a Trial>,
    findings: Vec<&'a Finding>,
}

/// One record, or a problem that names similar ones.
fn one<'a, T: Record>(shelf: &'a Shelf<T>, name: &str) -> Result<&'a T, Problem> {
    shelf.find(name).ok_or_else(|| {
        let alike = shelf.similar(name);
        let near =
            if alike.is_empty() { String::new() } else { format!("; similar are {}", alike.join(", ")) };
        argument(
            "NAME",
            format!("`{name}` is not in library/{}{near}", T::FOLDER),
            "leave the name out to list all",
        )
    })
}

fn severity_of(text: &str) -> Result<Severity, Problem> {
    match text.to_uppercase().as_str() {
        "A" => Ok(Severity::A),
        "B" => Ok(Severity::B),
        "C" => Ok(Severity::C),
        _ => Err(argument("--severity", format!("`{text}` is no severity"), "give A, B or C")),
    }
}

/// One claim put to the test, or all claims that hold the words.
fn claim(json: bool, library: &Library, id: &str) -> Result<Reply, Problem> {
    let evidence = library.evidence()?;
    let Some(claim) = evidence.claims.find(id) else {
        let wanted: Vec<String> = id.split_whitespace().map(fold).filter(|w| !w.is_empty()).collect();
        let holds = |c: &&Claim| {
            let text = fold(&format!(
                "{} {} {} {} {}",
                c.statement,
                c.category,
                c.agents.join(" "),
                c.drugs.join(" "),
                c.conflicts.join(" ")
            ));
            wanted.iter().all(|w| text.contains(w.as_str()))
        };
        let found: Vec<&Claim> = evidence.claims.iter().filter(holds).collect();
        if found.is_empty() || wanted.is_empty() {
            let what = format!("no claim has the id `{id}` or holds these words");
            return Err(argument("ID", what, "leave it out to list all"));
        }
        return Ok(Reply::of(json, &found, || words::claims_text(found.iter().copied())));
    };
    let result = test_claim(claim, &mut runner());
    Ok(Reply::of(json, &ClaimAnswer { claim, result: &result }, || {
        words::claim_text(claim, &result, evidence)
    }))
}

/// A claim and what the program makes of it.
#[derive(Serialize)]
struct ClaimAnswer<'a> {
    claim: &'a Claim,
    result: &'a ClaimResult,
}

fn ages(arguments: &EvidenceArguments) -> Result<Ages, Problem> {
    let today = match &arguments.today {
        Some(text) => AsOf::try_from(text.clone())
            .map_err(|e| argument("--today", e, "write for example 2026-01-31"))?,
        None => {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            AsOf::from_days(since.map_or(0, |d| i64::try_from(d.as_secs() / 86_400).unwrap_or(0)))
        }
    };
    let stale_after_days = match &arguments.stale_after {
        Some(text) => {
            let time: Time = quantity("--stale-after", text)?;
            // A status is dated to the day at best.
            #[expect(clippy::cast_possible_truncation, reason = "days of a human time")]
            let days = time.to_d().clamp(0.0, 1e6) as i64;
            days
        }
        None => STALE_AFTER_DAYS,
    };
    Ok(Ages { today, stale_after_days })
}

/// A protocol with every key that is mandatory.
const TEMPLATE: &str = r#"# Protocol of a trial of a radiopharmaceutical with a partner. Every key is mandatory: check with
# `hevesy evidence protocol FILE`.
title = "177Lu-DOTATATE with capecitabine in grade 2 midgut NET"
agent = "177Lu-DOTATATE"
nuclide = "Lu-177"
half_life = "6.647 d"
emission = "beta-minus, with gamma for imaging"
activity = "7.4 GBq"
cycles = 4
interval = "8 wk"
partner = "capecitabine"
partner_dose = "1650 mg/m2/d"
partner_days = "-5..9 of each cycle"
immune_status = "lymphocyte subsets before each cycle and at week 4 of cycles 1 and 4"
tumour_immune_class = "inflamed, excluded or desert by CD8 count in a biopsy before cycle 1"
dosimetry = "SPECT/CT at 24, 96 and 168 h in every patient: kidneys, marrow, all lesions above 2 cm"
comparators = ["177Lu-DOTATATE", "capecitabine"]
endpoints = ["progression-free survival at 12 months", "objective response (RECIST 1.1) at 9 months"]
statistics = "n = 3 x 60; hazard ratio 0.6 against 177Lu-DOTATATE with a power of 80 %, two-sided 5 %"
preclinical = "<name the record of the pair, or say that there is none>"
"#;

/// A protocol and what it lacks.
#[derive(Serialize)]
struct ProtocolAnswer {
    plan: CombinationProtocol,
    missing: Vec<String>,
}

fn protocol(json: bool, library: &Library, file: &std::path::Path) -> Result<Reply, Problem> {
    let text = Sources::Disk.read(file)?;
    let name = file.display().to_string();
    let plan: CombinationProtocol =
        toml::from_str(&text).map_err(|e| Problem::from_toml(&name, &text, &e))?;
    let missing = check_protocol(&plan, library)?;
    let forbidden = !missing.is_empty();
    let answer = ProtocolAnswer { plan, missing };
    let reply = Reply::of(json, &answer, || {
        if answer.missing.is_empty() {
            return format!("{name}: complete.\n");
        }
        let lines: Vec<String> = answer.missing.iter().map(|m| format!("  - {m}\n")).collect();
        let points = if lines.len() == 1 { "point" } else { "points" };
        format!("{name}: {} {points} to mend\n{}", lines.len(), lines.concat())
    });
    Ok(Reply { forbidden, ..reply })
}
