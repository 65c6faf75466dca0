//! Arguments, output and exit codes: 0 done, 1 the input is wrong, 2 a limit forbids the plan (`--strict`), 3 internal.

mod bed;
mod cell;
mod cells;
mod cluster;
mod control;
mod decay;
mod emitter;
mod evidence;
mod extrapolate;
mod fit;
mod hits;
mod kernel;
mod kinetics;
mod nuclide;
mod radiation;
mod recoil;
mod regions;
mod reply;
mod saf;
mod shield;
mod simulate;
mod sources;
mod sphere;
mod study;
mod svalue;
mod validate;
mod vessel;
mod voxel;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hevesy::nuclide::{HalfLives, Nuclide};
use hevesy::transport::Members;
use hevesy::{Library, Problem};
use reply::{Reply, to_json};
use sources::Sources;

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
    /// What the course does over time: lesions and response, blood counts and grades, BED of organs.
    Simulate(simulate::SimulateArguments),
    /// Where a radiopharmaceutical goes, by a compartment model: activity over time and dose, in one patient or a population.
    Kinetics(kinetics::KineticsArguments),
    /// Fits such a model to the measurements of a patient or of a group.
    Fit(fit::FitArguments),
    /// Doses in man from a biodistribution in mice, rule by rule, and how far to trust them.
    Extrapolate(extrapolate::ExtrapolateArguments),
    /// BED and EQD2 of a decaying dose rate, at the desk.
    Bed(bed::BedArguments),
    /// S-values between nucleus, cytoplasm and surface of a cell, and of its neighbour.
    Cell(cell::CellArguments),
    /// Hits of cell nuclei by single tracks: specific energy, unhit nuclei, survival.
    Hits(hits::HitsArguments),
    /// Dose to each cell of a cluster or spheroid, and what survives.
    Cluster(cluster::ClusterArguments),
    /// Control of tumours from micrometastasis to lump, nuclide by nuclide.
    Control(control::ControlArguments),
    /// Recoil of alpha decays, and how many daughters a carrier keeps.
    Recoil(recoil::RecoilArguments),
    /// Dose to lymphocytes and endothelium from decays in blood.
    Vessel(vessel::VesselArguments),
    /// Dose in a sphere with decays spread in it.
    Sphere(sphere::SphereArguments),
    /// Voxel S-values: dose in the voxels around one that holds the decays.
    Kernel(kernel::KernelArguments),
    /// Dose in every voxel of an image.
    Voxel(voxel::VoxelArguments),
    /// S-values of organs in a reference phantom.
    Svalue(svalue::SvalueArguments),
    /// Air kerma rate at a distance from a source, behind a shield.
    Shield(shield::ShieldArguments),
    /// Makes the tables of photon absorbed fractions that `dose` uses.
    Saf(saf::SafArguments),
    /// What is known of agents, drugs, trials and combinations, from where, and where sources conflict.
    Evidence(evidence::EvidenceArguments),
    /// Why should I believe this program: runs the validation suite and the claims that can be tested.
    Validate(validate::ValidateArguments),
    /// The JSON Schema of a study file, or of a kind of library file.
    Schema {
        /// Folder of the library, such as `agents` or `drugs`; without it the study file.
        kind: Option<String>,
    },
}

pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::from(error.use_stderr()));
        }
    };
    match dispatch(&arguments, Sources::Disk) {
        Ok(reply) => {
            // A reader that has gone away is no error.
            let mut out = std::io::stdout().lock();
            let _ = out.write_all(reply.text.as_bytes()).and_then(|()| out.flush());
            if reply.forbidden { ExitCode::from(2) } else { ExitCode::SUCCESS }
        }
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "error: {problem}");
            ExitCode::from(1)
        }
    }
}

/// Runs a command line of words without printing anything.
pub(crate) fn answer(words: &[String], sources: Sources) -> Result<Reply, Problem> {
    let line = words.join(" ");
    let arguments =
        Arguments::try_parse_from(std::iter::once("hevesy").chain(words.iter().map(String::as_str)))
            .map_err(|e| {
                let first =
                    e.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
                Problem::new(format!("hevesy {line}"), first, "correct the command line")
            })?;
    dispatch(&arguments, sources)
}

fn dispatch(arguments: &Arguments, sources: Sources) -> Result<Reply, Problem> {
    if arguments.version {
        return Ok(Reply::text(version(arguments.verbose)));
    }
    match &arguments.command {
        None => {
            let help = <Arguments as clap::CommandFactory>::command().render_help();
            Ok(Reply::text(help.to_string()))
        }
        Some(Command::Nuclide(a)) => nuclide::run(a),
        Some(Command::Decay(a)) => decay::run(a),
        Some(Command::Dose(a)) => study::run_dose(a, sources),
        Some(Command::Plan(a)) => study::run_plan(a, sources),
        Some(Command::Simulate(a)) => simulate::run(a, sources),
        Some(Command::Kinetics(a)) => kinetics::run(a, sources),
        Some(Command::Fit(a)) => fit::run(a, sources),
        Some(Command::Extrapolate(a)) => extrapolate::run(a),
        Some(Command::Bed(a)) => bed::run(a),
        Some(Command::Cell(a)) => cell::run(a),
        Some(Command::Hits(a)) => hits::run(a),
        Some(Command::Cluster(a)) => cluster::run(a),
        Some(Command::Control(a)) => control::run(a),
        Some(Command::Recoil(a)) => recoil::run(a),
        Some(Command::Vessel(a)) => vessel::run(a),
        Some(Command::Sphere(a)) => sphere::run(a),
        Some(Command::Kernel(a)) => kernel::run(a),
        Some(Command::Voxel(a)) => voxel::run(a),
        Some(Command::Svalue(a)) => svalue::run(a),
        Some(Command::Shield(a)) => shield::run(a),
        Some(Command::Saf(a)) => saf::run(a),
        Some(Command::Evidence(a)) => evidence::run(a, sources),
        Some(Command::Validate(a)) => validate::run(a),
        Some(Command::Schema { kind }) => schema(kind.as_deref()),
    }
}

fn schema(kind: Option<&str>) -> Result<Reply, Problem> {
    let schema = match kind {
        None => schemars::schema_for!(hevesy::study::StudyFile),
        Some("validation") => schemars::schema_for!(hevesy::evidence::Case),
        Some("combination-protocol") => schemars::schema_for!(hevesy::evidence::CombinationProtocol),
        Some(kind) => hevesy_library::schema_of(kind).ok_or_else(|| {
            let kinds = hevesy_library::schema_kinds().join(", ");
            argument(
                "KIND",
                format!("`{kind}` is not a kind of file"),
                &format!("known are {kinds}, validation, combination-protocol"),
            )
        })?,
    };
    Ok(Reply::json(&schema))
}

/// The built-in library, with a user's folder added: that of the argument, or of HEVESY_LIBRARY. Cases that are part of the
/// program use the built-in library alone.
pub(crate) fn library(folder: Option<&Path>, sources: Sources) -> Result<Library, Problem> {
    let set = || std::env::var_os("HEVESY_LIBRARY").filter(|v| !v.is_empty()).map(PathBuf::from);
    let own = match (folder, sources) {
        (Some(folder), _) => Some(folder.to_owned()),
        (None, Sources::Disk) => set(),
        (None, Sources::Embedded) => None,
    };
    own.map_or_else(Library::built_in, |folder| Library::with_folder(&folder))
}

/// The nuclides whose radiation counts: the chain, or the first alone.
pub(crate) fn members(nuclide: Nuclide, parent_only: bool) -> Members {
    if parent_only { Members::alone(nuclide) } else { Members::chain(nuclide, &HalfLives::icrp107()) }
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
