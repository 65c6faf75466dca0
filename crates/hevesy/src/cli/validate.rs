//! `hevesy validate`: the validation suite and the executable claims.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use hevesy::Problem;
use hevesy::evidence::{Case, validate};
use hevesy::report::{validation_html, validation_text};
use hevesy_library::{Shelf, files};
use serde_json::Value;

use super::sources::embedded_cases;
use super::{Reply, Sources, answer, to_json};

#[derive(Args)]
pub(crate) struct ValidateArguments {
    /// Machine-readable answer.
    #[arg(long)]
    json: bool,
    /// Write validation.html and validation.json into this folder.
    #[arg(long)]
    out: Option<PathBuf>,
    /// List every claim, also those out of reach.
    #[arg(long)]
    all: bool,
}

/// Runs command lines inside this program, on the files that are part of it.
pub(crate) fn runner() -> impl FnMut(&str) -> Result<Value, Problem> {
    |line: &str| {
        let mut words = split(line);
        words.push("--json".into());
        let reply = answer(&words, Sources::Embedded)?;
        serde_json::from_str(&reply.text).map_err(|e| {
            Problem::new(format!("hevesy {line}"), format!("answers no JSON: {e}"), "mend the case")
        })
    }
}

/// Words of a command line; double quotes hold words together.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quoted, mut begun) = (String::new(), false, false);
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                begun = true;
            }
            c if c.is_whitespace() && !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                    begun = false;
                }
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

pub(crate) fn run(arguments: &ValidateArguments) -> Result<Reply, Problem> {
    let library = hevesy::Library::built_in()?;
    let cases = Shelf::<Case>::from_texts(embedded_cases())?;
    let claims = &library.evidence()?.claims;
    let total: usize = cases.iter().map(|c| c.test.len()).sum::<usize>()
        + claims.iter().map(|c| c.test.len()).sum::<usize>();
    let show = std::io::stderr().is_terminal();
    let mut progress = |done: usize| {
        if show {
            let _ = write!(std::io::stderr(), "\r{done} of {total}");
        }
    };
    let made = validate(&cases, claims, &mut runner(), &mut progress);
    if show {
        let _ = write!(std::io::stderr(), "\r                    \r");
    }
    if let Some(folder) = &arguments.out {
        files::write_whole(&folder.join("validation.json"), to_json(&made).as_bytes())?;
        files::write_whole(
            &folder.join("validation.html"),
            validation_html(&made, hevesy::PROGRAM, library.hash()).as_bytes(),
        )?;
    }
    let reply = Reply::of(arguments.json, &made, || {
        let report = arguments.out.as_ref().map_or_else(
            || "Add --out FOLDER for the report.\n".to_owned(),
            |folder| format!("Report: {}\n", folder.join("validation.html").display()),
        );
        validation_text(&made, arguments.all) + &report
    });
    Ok(Reply { forbidden: made.failed(), ..reply })
}
