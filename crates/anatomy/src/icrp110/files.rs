//! Where the files of a phantom are: a folder, or an archive.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use hevesy_library::{Problem, files};

use super::Person;

/// Most bytes of one file, and of an archive.
const MOST_FILE: u64 = 128 << 20;
const MOST_ARCHIVE: u64 = 1 << 30;

/// The files of one person, by name without folders.
pub(super) struct Files {
    /// What was opened, for messages.
    pub(super) source: String,
    kept: BTreeMap<String, Kept>,
}

enum Kept {
    On(PathBuf),
    In(Vec<u8>),
}

impl Files {
    pub(super) fn open(path: &Path, person: Person) -> Result<Self, Problem> {
        if path.is_file() {
            return Self::archive(path, person);
        }
        let all = files::list(path, 5)?;
        let mut kept = BTreeMap::new();
        for file in &all {
            if let Some(name) = file.file_name().and_then(|n| n.to_str())
                && wanted(name, person)
            {
                kept.insert(name.to_owned(), Kept::On(file.clone()));
            }
        }
        if !kept.is_empty() {
            return Ok(Self { source: path.display().to_string(), kept });
        }
        let archive = all.iter().find(|f| {
            let name = f.to_string_lossy().to_lowercase();
            name.ends_with(".tar.gz") || name.ends_with(".tgz")
        });
        match archive {
            Some(archive) => Self::archive(archive, person),
            None => Err(missing(&path.display().to_string(), person, "holds no files of the phantom")),
        }
    }

    fn archive(path: &Path, person: Person) -> Result<Self, Problem> {
        let source = path.display().to_string();
        Self::unpacked(source, &files::read_bytes(path, MOST_FILE)?, person)
    }

    /// From the bytes of a `.tar.gz`.
    pub(super) fn unpacked(source: String, bytes: &[u8], person: Person) -> Result<Self, Problem> {
        let damaged = |e: std::io::Error| {
            let what = format!("cannot be unpacked: {e}");
            Problem::new(&source, what, "fetch the archive again; it must be a complete .tar.gz")
        };
        let mut kept = BTreeMap::new();
        let mut archive = tar::Archive::new(GzDecoder::new(bytes).take(MOST_ARCHIVE));
        for entry in archive.entries().map_err(damaged)? {
            let entry = entry.map_err(damaged)?;
            let path = entry.path().map_err(damaged)?.into_owned();
            let Some(name) = path.file_name().and_then(|n| n.to_str()) else { continue };
            if wanted(name, person) {
                let mut content = Vec::new();
                entry.take(MOST_FILE).read_to_end(&mut content).map_err(damaged)?;
                kept.insert(name.to_owned(), Kept::In(content));
            }
        }
        if kept.is_empty() {
            return Err(missing(&source, person, "holds no files of the phantom"));
        }
        Ok(Self { source, kept })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.kept.contains_key(name)
    }

    /// A file that must be there.
    pub(super) fn get(&self, name: &str, person: Person) -> Result<Vec<u8>, Problem> {
        match self.kept.get(name) {
            Some(Kept::In(bytes)) => Ok(bytes.clone()),
            Some(Kept::On(path)) => files::read_bytes(path, MOST_FILE),
            None => Err(missing(&self.source, person, &format!("has no `{name}`"))),
        }
    }
}

fn wanted(name: &str, person: Person) -> bool {
    name.starts_with(person.code()) && (name.ends_with(".dat") || name.ends_with(".g4dat"))
}

fn missing(source: &str, person: Person, what: &str) -> Problem {
    let code = person.code();
    Problem::new(
        source,
        what,
        format!(
            "give the folder or .tar.gz with {code}_organs.dat, {code}_media.dat and either {code}.dat or {code}_slice1.g4dat …: the disc of ICRP Publication 110, or the data of Geant4's example ICRP110_HumanPhantoms"
        ),
    )
}
