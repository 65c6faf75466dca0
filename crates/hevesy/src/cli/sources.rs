//! Where studies come from: the disk, or the files that are part of the program.

use std::path::Path;

use hevesy::Problem;
use hevesy_library::files;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Where studies come from.
#[derive(Clone, Copy)]
pub(crate) enum Sources {
    /// The disk.
    Disk,
    /// `examples/` and `validation/` as they were when the program was built.
    Embedded,
}

impl Sources {
    /// Whether a path is a folder.
    pub(crate) fn is_folder(self, path: &Path) -> bool {
        match self {
            Self::Disk => path.is_dir(),
            Self::Embedded => {
                let prefix = format!("{}/", key(path));
                EMBEDDED.iter().any(|(name, _)| name.starts_with(&prefix))
            }
        }
    }

    /// Whether a file exists.
    pub(crate) fn exists(self, path: &Path) -> bool {
        match self {
            Self::Disk => path.exists(),
            Self::Embedded => EMBEDDED.iter().any(|(name, _)| *name == key(path)),
        }
    }

    /// Reads a file.
    pub(crate) fn read(self, path: &Path) -> Result<String, Problem> {
        match self {
            Self::Disk => files::read_text(path),
            Self::Embedded => EMBEDDED
                .iter()
                .find(|(name, _)| *name == key(path))
                .map(|(_, text)| (*text).to_owned())
                .ok_or_else(|| {
                    Problem::new(
                        key(path),
                        "is not among the files of the program",
                        "a case may only use files under examples/ and validation/studies/",
                    )
                }),
        }
    }
}

fn key(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/").trim_end_matches('/').to_owned()
}

/// Cases of the validation suite: (path, text).
pub(crate) fn embedded_cases() -> Vec<(String, String)> {
    EMBEDDED
        .iter()
        .filter(|(name, _)| name.starts_with("validation/cases/"))
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}
