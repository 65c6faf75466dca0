//! What every computation by Monte Carlo is told, and how it is watched.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use hevesy::Problem;
use hevesy::matter::Material;
use hevesy::nuclide::Nuclide;
use hevesy::quantity::Fraction;
use hevesy::transport::Members;
use hevesy::transport::monte_carlo::{Estimate, Goal, Tally, Watch};
use hevesy_library::files;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::emitter::Emitter;
use super::{argument, quantity};

/// What a computation by Monte Carlo needs to know besides its geometry.
#[derive(Args)]
pub(crate) struct Radiation {
    #[command(flatten)]
    emitter: Emitter,
    /// Wanted relative standard deviation where it matters: 0.5 % if not given; 3 % in the voxels of an image, where it is that of the median
    /// of the hottest voxels.
    #[arg(long)]
    uncertainty: Option<String>,
    /// Histories after which it stops even so, for each of beta particles, electron lines and photons.
    #[arg(long, default_value_t = 100_000_000)]
    most_histories: u64,
    /// Seed of the random numbers: the same seed gives the same bits.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Keep what is done in this file, and go on from it if it is there.
    #[arg(long)]
    checkpoint: Option<PathBuf>,
    /// Machine-readable answer.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The medium of source and surroundings.
#[derive(Args, Debug)]
pub(crate) struct Surroundings {
    /// Material of source and surroundings: water, soft tissue, lung, cortical bone …
    #[arg(long, default_value = "water")]
    material: String,
    /// Density other than the material's own, such as 0.26g/ml.
    #[arg(long)]
    density: Option<String>,
}

impl Surroundings {
    pub(crate) fn material(&self) -> Result<Material, Problem> {
        let material = Material::named(&self.material)
            .map_err(|e| argument("--material", e, "take one of those named"))?;
        let Some(text) = &self.density else { return Ok(material) };
        let density = quantity::<hevesy::quantity::Density>("--density", text)?;
        material
            .at_density(density.to_g_per_ml())
            .map_err(|e| argument("--density", e, "give a density such as 0.26g/ml"))
    }
}

impl Radiation {
    pub(crate) fn nuclide(&self) -> Result<Nuclide, Problem> {
        self.emitter.nuclide()
    }

    pub(crate) fn members(&self) -> Result<Members, Problem> {
        self.emitter.members()
    }

    pub(crate) fn goal(&self) -> Result<(Goal, u64), Problem> {
        self.goal_or("0.5 %")
    }

    /// The same with another uncertainty where none is given.
    pub(crate) fn goal_or(&self, default: &str) -> Result<(Goal, u64), Problem> {
        let text = self.uncertainty.as_deref().unwrap_or(default);
        let relative_sd = quantity::<Fraction>("--uncertainty", text)?.get();
        if relative_sd > 0.0 && relative_sd < 1.0 && self.most_histories > 0 {
            Ok((Goal { relative_sd, most_histories: self.most_histories }, self.seed))
        } else {
            let what = format!("{text} of uncertainty, {} histories", self.most_histories);
            Err(argument("--uncertainty, --most-histories", what, "give for example \"0.5 %\" and 1000000"))
        }
    }

    /// A watcher of this computation; `what` says all that its result depends on besides these arguments.
    pub(crate) fn watch(&self, what: &str) -> Result<Watcher, Problem> {
        self.watch_as(what, self.checkpoint.clone())
    }

    /// The same for a second computation of one command, whose record lies beside that of the first.
    pub(crate) fn watch_second(&self, what: &str) -> Result<Watcher, Problem> {
        let beside = self.checkpoint.as_ref().map(|path| {
            let mut name = path.as_os_str().to_owned();
            name.push(".2");
            PathBuf::from(name)
        });
        self.watch_as(what, beside)
    }

    fn watch_as(&self, what: &str, checkpoint: Option<PathBuf>) -> Result<Watcher, Problem> {
        let mut hash = Sha256::new();
        let own = (&self.emitter, &self.uncertainty, self.most_histories, self.seed);
        hash.update(format!("{} {own:?} {what}", hevesy::PROGRAM));
        let key: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        let mut resumed = None;
        if let Some(path) = checkpoint.as_ref().filter(|p| p.exists()) {
            let name = path.display().to_string();
            let remedy = "name another file, or delete this one to start anew";
            let bytes = files::read_bytes(path, 1 << 32)?;
            let kept: Checkpoint = serde_json::from_slice(&bytes)
                .map_err(|e| Problem::new(&name, format!("is no checkpoint of this program: {e}"), remedy))?;
            if kept.key != key {
                return Err(Problem::new(name, "belongs to another computation or another version", remedy));
            }
            resumed = Some(kept.tallies);
        }
        Ok(Watcher {
            key,
            path: checkpoint,
            resumed,
            started: Instant::now(),
            terminal: std::io::stderr().is_terminal(),
            failed: None,
            worst: None,
        })
    }

    /// Notes that hold for every answer.
    pub(crate) fn notes(&self, members: &Members) -> Vec<String> {
        let names: Vec<&str> = members.names().collect();
        match names.as_slice() {
            [first, _, ..] => vec![format!(
                "Per decay of {first}, with all members of its chain decaying where it did: {}.",
                names.join(", ")
            )],
            _ => Vec::new(),
        }
    }
}

/// A hash of what an input holds.
pub(crate) fn content_hash(bytes: impl IntoIterator<Item = u8>) -> String {
    let mut hash = Sha256::new();
    let mut block = Vec::with_capacity(1 << 16);
    for byte in bytes {
        block.push(byte);
        if block.len() == block.capacity() {
            hash.update(&block);
            block.clear();
        }
    }
    hash.update(&block);
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

#[derive(Serialize, Deserialize)]
struct Checkpoint {
    key: String,
    tallies: Vec<Tally>,
}

/// Shows progress on a terminal and keeps a checkpoint.
pub(crate) struct Watcher {
    key: String,
    path: Option<PathBuf>,
    resumed: Option<Vec<Tally>>,
    started: Instant,
    terminal: bool,
    failed: Option<Problem>,
    /// Least certain target at the last round.
    worst: Option<f64>,
}

impl Watcher {
    /// Clears the line of progress; says if a checkpoint could not be written. A note if the histories were used up first.
    pub(crate) fn end(self, goal: Goal) -> Result<Option<String>, Problem> {
        if self.terminal {
            let _ = write!(std::io::stderr(), "\r{:78}\r", "");
        }
        let note = self.worst.filter(|worst| *worst > goal.relative_sd).map(|worst| {
            let (worst, wanted) = (100.0 * worst, 100.0 * goal.relative_sd);
            format!("Warning: the histories were used up at {worst:.2} %, {wanted} % was wanted; allow more by --most-histories.")
        });
        self.failed.map_or(Ok(note), Err)
    }
}

impl Watch for Watcher {
    fn resume(&mut self) -> Option<Vec<Tally>> {
        self.resumed.take()
    }

    fn round(&mut self, estimate: &Estimate, worst: f64) {
        self.worst = Some(worst);
        if let Some(path) = &self.path {
            let tallies = estimate.parts.iter().map(|p| p.tally.clone()).collect();
            let written = serde_json::to_vec(&Checkpoint { key: self.key.clone(), tallies })
                .map_err(|e| Problem::new(path.display().to_string(), e.to_string(), "name another file"))
                .and_then(|text| files::write_whole(path, &text));
            if let Err(problem) = written {
                self.failed = Some(problem);
            }
        }
        if self.terminal && self.started.elapsed() > Duration::from_secs(1) {
            let (seconds, millions) = (self.started.elapsed().as_secs(), estimate.histories() as f64 / 1e6);
            let line =
                format!("{seconds} s, {millions:.1} million histories, least certain {:.2} %", 100.0 * worst);
            let _ = write!(std::io::stderr(), "\r{line:78}");
        }
    }
}
