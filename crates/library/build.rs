//! Lists and hashes every file of the data folder `library/`, so that the built-in library is part of the program.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../library").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    for folder in fs::read_dir(&root)? {
        let folder = folder?.path();
        if folder.is_dir() {
            for file in fs::read_dir(&folder)? {
                let file = file?.path();
                if file.extension().is_some_and(|e| e == "toml") {
                    files.push(file);
                }
            }
        }
    }
    files.sort();
    let mut hash = Sha256::new();
    let mut code = String::from("pub(crate) const BUILT_IN: &[(&str, &str)] = &[\n");
    for file in &files {
        let name = file.strip_prefix(&root).map_err(io::Error::other)?;
        code += &format!("    ({name:?}, include_str!({file:?})),\n");
        hash.update(name.to_string_lossy().replace('\\', "/").as_bytes());
        hash.update([0]);
        #[expect(clippy::disallowed_methods, reason = "a build script reads its input")]
        hash.update(fs::read(file)?);
        hash.update([0]);
    }
    code += "];\n";
    let hash: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    code += &format!("pub(crate) const BUILT_IN_HASH: &str = {hash:?};\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    #[expect(clippy::disallowed_methods, reason = "a build script writes its output")]
    fs::write(Path::new(&out).join("built_in.rs"), code)
}
