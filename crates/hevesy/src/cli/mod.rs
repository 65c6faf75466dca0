//! Arguments, output and exit codes: 0 done, 1 the input is wrong, 2 a limit forbids the plan (`--strict`), 3 internal.

mod bed;
mod decay;
mod nuclide;
mod study;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hevesy::Problem;
use serde::Serialize;

/// Theranostic digital twin: where a radiopharmaceutical goes, what dose it leaves, what that dose does.
///
/// Research software, not a medical device.
#[derive(Parser)]
#[command(name = "hevesy", disable_version_flag = true, max_term_width = 100)]
struct Arguments {
    /// Print the version; with --verbose also data sources and their notices.
    #[arg(short = 'V', long)]
    version: bool,
    /// More detail.
    #[arg(short, long, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// What a nuclide emits, into what it decays, and how much energy that brings.
    Nuclide(nuclide::NuclideArguments),
    /// What is in the vial at another time, and what a generator yields.
    Decay(decay::DecayArguments),
    /// What dose one cycle left in organs and lesions.
    Dose(study::DoseArguments),
    /// Dose so far, the course ahead, limits and alternatives, in one report.
    Plan(study::PlanArguments),
    /// BED and EQD2 of a decaying dose rate, at the desk.
    Bed(bed::BedArguments),
    /// The JSON Schema of a study file.
    Schema,
}

/// What a command ends with.
pub(crate) enum Outcome {
    /// Done.
    Done,
    /// A limit forbids the plan.
    Forbidden,
}

pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::from(error.use_stderr()));
        }
    };
    match dispatch(&arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Forbidden) => ExitCode::from(2),
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "error: {problem}");
            ExitCode::from(1)
        }
    }
}

fn dispatch(arguments: &Arguments) -> Result<Outcome, Problem> {
    if arguments.version {
        print(&version(arguments.verbose));
        return Ok(Outcome::Done);
    }
    match &arguments.command {
        None => {
            let help = <Arguments as clap::CommandFactory>::command().render_help();
            print(&help.to_string());
            Ok(Outcome::Done)
        }
        Some(Command::Nuclide(a)) => nuclide::run(a),
        Some(Command::Decay(a)) => decay::run(a),
        Some(Command::Dose(a)) => study::run_dose(a),
        Some(Command::Plan(a)) => study::run_plan(a),
        Some(Command::Bed(a)) => bed::run(a),
        Some(Command::Schema) => {
            print_json(&schemars::schema_for!(hevesy::study::StudyFile));
            Ok(Outcome::Done)
        }
    }
}

fn version(verbose: bool) -> String {
    let mut text = format!("{}\n", hevesy::PROGRAM);
    if verbose {
        text += "Code: MIT OR Apache-2.0.\n\nNuclear data: ICRP Publication 107, free for educational, research and \
                 not-for-profit use under this notice:\n\n";
        text += hevesy_icrp107::LICENSE;
        text += "\nAtomic masses: Atomic Mass Data Center, AME2020. Newer half-lives: ENSDF evaluations, National Nuclear \
                 Data Center.\n";
    }
    text
}

/// Writes to stdout; a reader that has gone away is no error.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> String {
    // Answers hold no maps with keys other than text, so this cannot fail; if it did, the message says so.
    serde_json::to_string_pretty(value).unwrap_or_else(|e| format!("{{\"error\": \"{e}\"}}")) + "\n"
}

pub(crate) fn print_json<T: Serialize>(value: &T) {
    print(&to_json(value));
}

/// A problem with an argument.
pub(crate) fn argument(name: &str, what: impl std::fmt::Display, remedy: &str) -> Problem {
    Problem::new(format!("argument {name}"), what.to_string(), remedy)
}

/// An error of a quantity as a problem with an argument: its text ends with its own remedy.
pub(crate) fn quantity<Q>(name: &str, text: &str) -> Result<Q, Problem>
where
    Q: std::str::FromStr<Err = hevesy::quantity::QuantityError>,
{
    text.parse().map_err(|e: hevesy::quantity::QuantityError| {
        let message = e.to_string();
        let (what, remedy) = message.split_once("; ").unwrap_or((&message, "see --help for an example"));
        argument(name, what, remedy)
    })
}
