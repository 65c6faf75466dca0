//! The library as a whole.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::check::Check;
use crate::{Agent, Problem, Protocol, RadiationWeights, RegionName, Tissue, Tumour, files, line_of};

include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// Everything that Hevesy knows.
#[derive(Clone, Debug)]
pub struct Library {
    agents: BTreeMap<String, Agent>,
    protocols: BTreeMap<String, Protocol>,
    tissues: BTreeMap<String, Tissue>,
    tumours: BTreeMap<String, Tumour>,
    radiation: BTreeMap<String, RadiationWeights>,
    hash: String,
    /// Files of the user that replaced built-in ones.
    replaced: Vec<String>,
}

impl Library {
    /// The library that is part of the program.
    ///
    /// # Errors
    /// A built-in file that is malformed, which the tests of this crate rule out.
    pub fn built_in() -> Result<Self, Problem> {
        Self::from_texts(BUILT_IN.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect(), &[])
    }

    /// The built-in library with the files of a user's folder added; a file of the same kind and id replaces.
    ///
    /// # Errors
    /// A folder or file that cannot be read or is malformed.
    pub fn with_folder(folder: &Path) -> Result<Self, Problem> {
        let own = files::read_library(folder)?;
        if own.is_empty() {
            return Err(Problem::new(
                folder.display().to_string(),
                "holds no library file",
                "put files such as `agents/NAME.toml` into it",
            ));
        }
        Self::layered(
            BUILT_IN.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect(),
            &own,
            &folder.display().to_string(),
        )
    }

    /// From (path within the library, text) pairs, the user's own after the built-in ones.
    ///
    /// # Errors
    /// A file that is malformed, of unknown kind, or has the id of another of its layer.
    pub fn from_texts(built_in: Vec<(String, String)>, own: &[(String, String)]) -> Result<Self, Problem> {
        Self::layered(built_in, own, "library")
    }

    fn layered(
        built_in: Vec<(String, String)>,
        own: &[(String, String)],
        folder: &str,
    ) -> Result<Self, Problem> {
        let mut library = Self {
            agents: BTreeMap::new(),
            protocols: BTreeMap::new(),
            tissues: BTreeMap::new(),
            tumours: BTreeMap::new(),
            radiation: BTreeMap::new(),
            hash: String::new(),
            replaced: Vec::new(),
        };
        let mut hash = Sha256::new();
        for (layer, texts) in [built_in.as_slice(), own].into_iter().enumerate() {
            let mut seen = BTreeMap::new();
            for (path, text) in texts {
                hash.update(path.as_bytes());
                hash.update([0]);
                hash.update(text.as_bytes());
                let root = if layer == 0 { "library" } else { folder };
                let key = library.add(&format!("{root}/{path}"), path, text)?;
                if let Some(first) = seen.insert(key.clone(), path) {
                    return Err(Problem::new(
                        path,
                        format!("has the same id as {first}"),
                        "give one of them another `id` or remove it",
                    )
                    .at(1 + text.lines().position(|l| l.starts_with("id")).unwrap_or(0)));
                }
                if layer == 1 && built_in.iter().any(|(p, _)| p == path) {
                    library.replaced.push(path.clone());
                }
            }
        }
        library.hash = hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
        Ok(library)
    }

    fn add(&mut self, file: &str, path: &str, text: &str) -> Result<(String, String), Problem> {
        let kind = path.split(['/', '\\']).next().unwrap_or_default().to_owned();
        let id = match kind.as_str() {
            "agents" => insert(&mut self.agents, file, text, |a: &Agent| &a.id)?,
            "protocols" => insert(&mut self.protocols, file, text, |p: &Protocol| &p.id)?,
            "tissues" => insert(&mut self.tissues, file, text, |t: &Tissue| &t.id)?,
            "tumours" => insert(&mut self.tumours, file, text, |t: &Tumour| &t.id)?,
            "radiation" => insert(&mut self.radiation, file, text, |r: &RadiationWeights| &r.id)?,
            other => {
                return Err(Problem::new(
                    file,
                    format!("`{other}` is not a kind of library file"),
                    "put it into one of the folders agents, protocols, tissues, tumours, radiation",
                ));
            }
        };
        Ok((kind, id))
    }

    /// Hash of all files, for the provenance of results.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Built-in files that the user's folder replaced.
    #[must_use]
    pub fn replaced(&self) -> &[String] {
        &self.replaced
    }

    /// An agent by id or any other name, spelling of case, space and hyphen aside.
    #[must_use]
    pub fn agent(&self, name: &str) -> Option<&Agent> {
        let folded = fold(name);
        self.agents.values().find(|a| fold(&a.id) == folded || a.names.iter().any(|n| fold(n) == folded))
    }

    /// All agents, by id.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.values()
    }

    /// A protocol by id, with or without `@version`.
    ///
    /// # Errors
    /// No such protocol, or another version of it.
    pub fn protocol(&self, name: &str) -> Result<&Protocol, String> {
        let (id, version) = name.split_once('@').map_or((name, None), |(id, v)| (id, Some(v)));
        let all = || self.protocols.values().map(Protocol::full_id).collect::<Vec<_>>().join(", ");
        let found = self
            .protocols
            .get(id)
            .ok_or_else(|| format!("there is no protocol `{name}`; known are {}", all()))?;
        match version {
            Some(v) if v != found.version.to_string() => {
                Err(format!("this program has {} and not version {v}", found.full_id()))
            }
            _ => Ok(found),
        }
    }

    /// All protocols, by id.
    pub fn protocols(&self) -> impl Iterator<Item = &Protocol> {
        self.protocols.values()
    }

    /// A tissue by id.
    #[must_use]
    pub fn tissue(&self, id: &str) -> Option<&Tissue> {
        self.tissues.get(id)
    }

    /// All tissues, by id.
    pub fn tissues(&self) -> impl Iterator<Item = &Tissue> {
        self.tissues.values()
    }

    /// The tissue that a region's name means, side aside; `None` for lesions and what is not known.
    #[must_use]
    pub fn tissue_of_region(&self, name: &str) -> Option<&Tissue> {
        let name = RegionName::of(name);
        if name.is_lesion() {
            return None;
        }
        let means = |t: &&Tissue| {
            t.names.iter().chain(&t.parts).chain([&t.id]).any(|n| RegionName::of(n).same_organ_as(&name))
        };
        self.tissues.values().find(means)
    }

    /// A tumour by id.
    #[must_use]
    pub fn tumour(&self, id: &str) -> Option<&Tumour> {
        self.tumours.get(id)
    }

    /// All tumours, by id.
    pub fn tumours(&self) -> impl Iterator<Item = &Tumour> {
        self.tumours.values()
    }

    /// The radiation weights in use.
    #[must_use]
    pub fn radiation_weights(&self) -> Option<&RadiationWeights> {
        self.radiation.values().next()
    }
}

/// Lower case without spaces, hyphens and the like.
fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

fn insert<T: DeserializeOwned + Check>(
    map: &mut BTreeMap<String, T>,
    file: &str,
    text: &str,
    id: impl Fn(&T) -> &String,
) -> Result<String, Problem> {
    let record: T = toml::from_str(text).map_err(|e| Problem::from_toml(file, text, &e))?;
    record.check().map_err(|(key, what)| {
        let line = text.find(key).map_or(1, |at| line_of(text, at));
        Problem::new(file, what, "correct the value, its unit or its range").at(line)
    })?;
    let id = id(&record).clone();
    if id.trim().is_empty() {
        let line = text.find("id").map_or(1, |at| line_of(text, at));
        return Err(Problem::new(file, "the id is empty", "give the record a name").at(line));
    }
    map.insert(id.clone(), record);
    Ok(id)
}
