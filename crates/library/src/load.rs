//! The library as a whole.

use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::evidence::{
    Claim, Conflict, Document, Evidence, Finding, Guideline, LeftOut, Trial, check_agents,
};
use crate::shelf::Text;
use crate::{
    Agent, Chelator, Drug, DrugClass, FreeElement, Harm, ImmuneModel, KineticModel, Problem, Protocol,
    RadiationWeights, Record, RegionName, Shelf, Tissue, Tumour, TumourModel, files,
};

include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// Folders of the records of the literature, which are read when they are first asked for.
const EVIDENCE: [&str; 10] = [
    DrugClass::FOLDER,
    Drug::FOLDER,
    TumourModel::FOLDER,
    Trial::FOLDER,
    Finding::FOLDER,
    Claim::FOLDER,
    Conflict::FOLDER,
    Guideline::FOLDER,
    Document::FOLDER,
    LeftOut::FOLDER,
];

/// Folders of everything that computations use.
const IN_USE: [&str; 10] = [
    Agent::FOLDER,
    Chelator::FOLDER,
    FreeElement::FOLDER,
    Harm::FOLDER,
    ImmuneModel::FOLDER,
    KineticModel::FOLDER,
    Protocol::FOLDER,
    Tissue::FOLDER,
    Tumour::FOLDER,
    RadiationWeights::FOLDER,
];

/// Everything that Hevesy knows.
#[derive(Clone, Debug)]
pub struct Library {
    texts: Vec<Text>,
    agents: Shelf<Agent>,
    chelators: Shelf<Chelator>,
    free_elements: Shelf<FreeElement>,
    harms: Shelf<Harm>,
    immunity: Shelf<ImmuneModel>,
    models: Shelf<KineticModel>,
    protocols: Shelf<Protocol>,
    tissues: Shelf<Tissue>,
    tumours: Shelf<Tumour>,
    radiation: Shelf<RadiationWeights>,
    evidence: OnceLock<Evidence>,
    hash: String,
}

impl Library {
    /// The library that is part of the program.
    ///
    /// # Errors
    /// A built-in file that is malformed, which the tests of this crate rule out.
    pub fn built_in() -> Result<Self, Problem> {
        Self::of(built_in())
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
        Self::with_texts(own, &folder.display().to_string())
    }

    /// The built-in library with a user's (path within the library, text) pairs added.
    ///
    /// # Errors
    /// A file that is malformed, of unknown kind, or has the id of another of them.
    pub fn with_texts(own: Vec<(String, String)>, folder: &str) -> Result<Self, Problem> {
        let mut texts = built_in();
        let first = texts.len();
        texts.extend(own.into_iter().map(|(path, text)| Text {
            own: true,
            file: format!("{folder}/{path}"),
            path,
            text: Cow::Owned(text),
        }));
        let library = Self::of(texts)?;
        // A user's record of the literature is refused now, not when it is first needed.
        if library.texts[first..].iter().any(|t| EVIDENCE.contains(&t.folder())) {
            library.evidence()?;
        }
        Ok(library)
    }

    fn of(texts: Vec<Text>) -> Result<Self, Problem> {
        if let Some(odd) =
            texts.iter().find(|t| !IN_USE.contains(&t.folder()) && !EVIDENCE.contains(&t.folder()))
        {
            return Err(Problem::new(
                &odd.file,
                format!("`{}` is not a kind of library file", odd.folder()),
                format!("put it into one of the folders {}, {}", IN_USE.join(", "), EVIDENCE.join(", ")),
            ));
        }
        // The hash of what is built in is known since the program was built.
        let mut hash = Sha256::new();
        hash.update(BUILT_IN_HASH.as_bytes());
        for text in texts.iter().filter(|t| t.own) {
            hash.update(text.path.as_bytes());
            hash.update([0]);
            hash.update(text.text.as_bytes());
            hash.update([0]);
        }
        let library = Self {
            agents: Shelf::read(&texts)?,
            chelators: Shelf::read(&texts)?,
            free_elements: Shelf::read(&texts)?,
            harms: Shelf::read(&texts)?,
            immunity: Shelf::read(&texts)?,
            models: Shelf::read(&texts)?,
            protocols: Shelf::read(&texts)?,
            tissues: Shelf::read(&texts)?,
            tumours: Shelf::read(&texts)?,
            radiation: Shelf::read(&texts)?,
            evidence: OnceLock::new(),
            hash: hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect(),
            texts,
        };
        check_agents(&library.agents, &library.chelators, &library.tumours, &library.tissues)?;
        // One set of weights is in use: another id beside it would be chosen by its place in the alphabet.
        if let Some((_, text)) = library.radiation.with_texts().find(|(_, t)| t.own)
            && library.radiation.len() > 1
        {
            return Err(text.problem(
                "id",
                "there is more than one set of radiation weights",
                "give yours the id of the built-in one, `deterministic`, to replace it",
            ));
        }
        Ok(library)
    }

    /// What is known from the literature: drugs, trials, findings, claims, conflicts. Read and checked at the first call.
    ///
    /// # Errors
    /// A record that is malformed or contradicts another.
    pub fn evidence(&self) -> Result<&Evidence, Problem> {
        if let Some(evidence) = self.evidence.get() {
            return Ok(evidence);
        }
        let evidence = Evidence::read(&self.texts, &self.agents, &self.tissues)?;
        Ok(self.evidence.get_or_init(|| evidence))
    }

    /// Hash of all files, for the provenance of results.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Built-in files that files of the user replace, among those that computations use.
    #[must_use]
    pub fn replaced(&self) -> Vec<String> {
        [
            self.agents.replaced(),
            self.chelators.replaced(),
            self.free_elements.replaced(),
            self.harms.replaced(),
            self.immunity.replaced(),
            self.models.replaced(),
            self.protocols.replaced(),
            self.tissues.replaced(),
            self.tumours.replaced(),
            self.radiation.replaced(),
        ]
        .concat()
    }

    /// All files that are in force: (path, text), built-in ones before the user's own.
    ///
    /// # Errors
    /// A record of the literature that is malformed.
    pub fn files(&self) -> Result<impl Iterator<Item = (&str, &str)>, Problem> {
        let replaced: Vec<String> = self.replaced().into_iter().chain(self.evidence()?.replaced()).collect();
        let in_force = move |t: &&Text| t.own || !replaced.contains(&t.path);
        Ok(self.texts.iter().filter(in_force).map(|t| (t.file.as_str(), t.text.as_ref())))
    }

    /// An agent by id or any other name, spelling of case, space and hyphen aside; a nuclide in front may be written either
    /// way round (`Lu-177 DOTATATE`).
    #[must_use]
    pub fn agent(&self, name: &str) -> Option<&Agent> {
        self.agents.find(name).or_else(|| {
            let letters = name.trim_start().chars().take_while(char::is_ascii_alphabetic).count();
            let (element, rest) = name.trim_start().split_at(letters);
            let rest = rest.trim_start_matches('-');
            let digits = rest.chars().take_while(char::is_ascii_digit).count();
            let (mass, rest) = rest.split_at(digits);
            ((1..=2).contains(&letters) && digits > 0)
                .then(|| self.agents.find(&format!("{mass}{element}{rest}")))?
        })
    }

    /// All agents.
    #[must_use]
    pub const fn agents(&self) -> &Shelf<Agent> {
        &self.agents
    }

    /// All chelators.
    #[must_use]
    pub const fn chelators(&self) -> &Shelf<Chelator> {
        &self.chelators
    }

    /// A kinetic model by id or any other name.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<&KineticModel> {
        self.models.find(name)
    }

    /// What is known of elements that have come free.
    #[must_use]
    pub const fn free_elements(&self) -> &Shelf<FreeElement> {
        &self.free_elements
    }

    /// Harms whose rates are printed.
    #[must_use]
    pub const fn harms(&self) -> &Shelf<Harm> {
        &self.harms
    }

    /// Immunity of tumours.
    #[must_use]
    pub fn immunity(&self) -> Option<&ImmuneModel> {
        self.immunity.iter().next()
    }

    /// All kinetic models.
    #[must_use]
    pub const fn models(&self) -> &Shelf<KineticModel> {
        &self.models
    }

    /// A protocol by id, with or without `@version`.
    ///
    /// # Errors
    /// No such protocol, or another version of it.
    pub fn protocol(&self, name: &str) -> Result<&Protocol, String> {
        let (id, version) = name.split_once('@').map_or((name, None), |(id, v)| (id, Some(v)));
        let all = || self.protocols.iter().map(Protocol::full_id).collect::<Vec<_>>().join(", ");
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

    /// All protocols.
    #[must_use]
    pub const fn protocols(&self) -> &Shelf<Protocol> {
        &self.protocols
    }

    /// A tissue by id.
    #[must_use]
    pub fn tissue(&self, id: &str) -> Option<&Tissue> {
        self.tissues.get(id)
    }

    /// All tissues.
    #[must_use]
    pub const fn tissues(&self) -> &Shelf<Tissue> {
        &self.tissues
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
        self.tissues.iter().find(means)
    }

    /// A tumour by id.
    #[must_use]
    pub fn tumour(&self, id: &str) -> Option<&Tumour> {
        self.tumours.get(id)
    }

    /// All tumours.
    #[must_use]
    pub const fn tumours(&self) -> &Shelf<Tumour> {
        &self.tumours
    }

    /// The radiation weights in use.
    #[must_use]
    pub fn radiation_weights(&self) -> Option<&RadiationWeights> {
        self.radiation.iter().next()
    }
}

fn built_in() -> Vec<Text> {
    BUILT_IN
        .iter()
        .map(|(path, text)| Text {
            own: false,
            path: (*path).to_owned(),
            file: format!("library/{path}"),
            text: Cow::Borrowed(text),
        })
        .collect()
}
