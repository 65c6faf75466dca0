//! The only door to files: bounded reading of text, whole writing.

#![allow(clippy::disallowed_methods, reason = "this is the door")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::Problem;

/// Largest study or table that is read, in bytes.
pub const LARGEST: u64 = 16 << 20;

/// Reads a UTF-8 text of at most [`LARGEST`] bytes.
///
/// # Errors
/// A file that cannot be opened, is too large, or is not text.
pub fn read_text(path: &Path) -> Result<String, Problem> {
    let name = path.display().to_string();
    let cannot = |e: std::io::Error| {
        Problem::new(
            &name,
            format!("cannot be read: {e}"),
            "check the path; it is taken relative to the study file",
        )
    };
    let file = fs::File::open(path).map_err(cannot)?;
    if file.metadata().map_err(cannot)?.is_dir() {
        return Err(Problem::new(
            &name,
            "is a folder, not a file",
            "name the study file, for example `FOLDER/study.toml`",
        ));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(cannot)?;
    text_of(&name, bytes)
}

/// Checks size and encoding of what was read.
///
/// # Errors
/// More than [`LARGEST`] bytes, or bytes that are not UTF-8 text.
pub fn text_of(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    if bytes.len() as u64 > LARGEST {
        return Err(Problem::new(
            name,
            format!(
                "is larger than {} MiB, far more than a study or a table of activities needs",
                LARGEST >> 20
            ),
            "check that this is the right file; keep one row per region and time",
        ));
    }
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        let line = 1 + bytes[..at].iter().filter(|b| **b == b'\n').count();
        return Err(Problem::new(
            name,
            "holds a zero byte, so it is not a text file (a spreadsheet or an image?)",
            "save it as text in UTF-8; a table as comma-separated values",
        )
        .at(line));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count();
            Err(Problem::new(name, "is not UTF-8 text from here on", "save it again as text in UTF-8")
                .at(line))
        }
    }
}

/// Reads all `FOLDER/*/*.toml` of a user's library: (path within the folder, text), in order of path.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn read_library(folder: &Path) -> Result<Vec<(String, String)>, Problem> {
    let name = folder.display().to_string();
    let cannot = |e: std::io::Error| {
        Problem::new(
            &name,
            format!("cannot be read: {e}"),
            "give a folder with the subfolders agents, protocols, tissues …",
        )
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let sub = entry.map_err(cannot)?.path();
        if sub.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) {
            return Err(Problem::new(
                sub.display().to_string(),
                "lies beside the folders of the library, not in one",
                "move it into the folder of its kind, such as `agents` or `drugs`",
            ));
        }
        if sub.is_dir() {
            for entry in fs::read_dir(&sub).map_err(cannot)? {
                let path = entry.map_err(cannot)?.path();
                if path.extension().is_some_and(|e| e == "toml") {
                    files.push(path);
                }
            }
        }
    }
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let within = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
            Ok((within, read_text(&path)?))
        })
        .collect()
}

/// Reads a file of at most so many bytes.
///
/// # Errors
/// A file that cannot be opened or is larger.
pub fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>, Problem> {
    let name = path.display().to_string();
    let cannot = |e: std::io::Error| Problem::new(&name, format!("cannot be read: {e}"), "check the path");
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(cannot)?.take(most + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > most {
        let what = format!("is larger than {} MiB, more than such a file can hold", most >> 20);
        return Err(Problem::new(name, what, "check that this is the right file"));
    }
    Ok(bytes)
}

/// All files in a folder and in its subfolders down to a depth, in order of path.
///
/// # Errors
/// A folder that cannot be read.
pub fn list(folder: &Path, depth: usize) -> Result<Vec<PathBuf>, Problem> {
    let cannot = |e: std::io::Error| {
        Problem::new(folder.display().to_string(), format!("cannot be read: {e}"), "check the path")
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.is_dir() {
            if depth > 0 {
                found.extend(list(&path, depth - 1)?);
            }
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Writes a file whole: to a temporary name beside it, then renamed, so that no half-written file is ever seen.
///
/// # Errors
/// A folder that cannot be made or a file that cannot be written.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<(), Problem> {
    let cannot = |e: std::io::Error| {
        Problem::new(
            path.display().to_string(),
            format!("cannot be written: {e}"),
            "check the folder and its permissions",
        )
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(cannot)?;
    }
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{}.tmp", std::process::id()));
    fs::write(&temporary, content).map_err(cannot)?;
    fs::rename(&temporary, path).map_err(cannot)
}
