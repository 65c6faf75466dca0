//! Embeds the validation suite and the examples, so that `hevesy validate` runs anywhere.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn visit(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            visit(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            files.push(path);
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let mut files = Vec::new();
    for folder in ["examples", "validation"] {
        let folder = root.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        visit(&folder, &mut files)?;
    }
    files.sort();
    let mut code = String::from("pub(crate) const EMBEDDED: &[(&str, &str)] = &[\n");
    for file in &files {
        let name = file.strip_prefix(&root).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
        code += &format!("    ({name:?}, include_str!({file:?})),\n");
    }
    code += "];\n";
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    #[expect(clippy::disallowed_methods, reason = "a build script writes its output")]
    fs::write(Path::new(&out).join("embedded.rs"), code)
}
