//! Records of one kind, by id, with the file each came from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::check::Fault;
use crate::{Problem, line_of};

/// A kind of library file: one record in one file of the folder [`Record::FOLDER`].
pub trait Record: DeserializeOwned {
    /// Folder under `library/`.
    const FOLDER: &'static str;

    /// The record's id.
    fn id(&self) -> &str;

    /// Other names by which it may be asked for.
    fn names(&self) -> &[String] {
        &[]
    }

    /// What the record must obey beyond its types.
    ///
    /// # Errors
    /// A key near the fault, and what is wrong.
    fn check(&self) -> Result<(), Fault>;
}

/// The text of a library file.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// Whether it is the user's own.
    pub(crate) own: bool,
    /// Path within the library, such as `agents/x.toml`.
    pub(crate) path: String,
    /// Path for messages.
    pub(crate) file: String,
    /// Content.
    pub(crate) text: Cow<'static, str>,
}

impl Text {
    /// Folder of the kind.
    pub(crate) fn folder(&self) -> &str {
        self.path.split(['/', '\\']).next().unwrap_or_default()
    }

    /// A problem at a place: a key (`alpha`), a key of the n-th table of an array (`result[1].value`), or a value.
    pub(crate) fn problem(&self, place: &str, what: impl Into<String>, remedy: &str) -> Problem {
        let problem = Problem::new(&self.file, what, remedy);
        match self.locate(place) {
            Some(at) => problem.at(line_of(&self.text, at)),
            None => problem,
        }
    }

    /// Offset of a place in the text.
    fn locate(&self, place: &str) -> Option<usize> {
        let indexed = place.split_once('[').and_then(|(array, rest)| {
            let (index, rest) = rest.split_once(']')?;
            Some((array, index.parse::<usize>().ok()?, rest.trim_start_matches('.')))
        });
        if let Some((array, index, key)) = indexed {
            let (start, _) = self.text.match_indices(&format!("[[{array}]]")).nth(index)?;
            let inner = self.key(key, start).filter(|at| !self.text[start + 2..*at].contains("[["));
            return inner.or(Some(start));
        }
        self.key(place, 0)
            .or_else(|| self.text.find(&format!("\"{place}\"")))
            .or_else(|| self.text.find(place))
    }

    /// Offset of `key =`, in whole words, from an offset on.
    fn key(&self, key: &str, from: usize) -> Option<usize> {
        let part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        self.text[from..].match_indices(key).map(|(at, _)| from + at).find(|at| {
            let before = self.text[..*at].chars().next_back().is_none_or(|c| !part(c));
            !key.is_empty()
                && before
                && self.text[at + key.len()..].trim_start_matches([' ', '"']).starts_with('=')
        })
    }
}

/// All records of one kind.
#[derive(Clone, Debug)]
pub struct Shelf<T> {
    records: BTreeMap<String, (T, Text)>,
    /// Built-in files that a file of the user replaces.
    replaced: Vec<String>,
}

impl<T: Record> Shelf<T> {
    /// Reads all texts of this kind; the user's own replace built-in ones of the same id.
    pub(crate) fn read(texts: &[Text]) -> Result<Self, Problem> {
        let mut records: BTreeMap<String, (T, Text)> = BTreeMap::new();
        let mut replaced = Vec::new();
        for text in texts.iter().filter(|t| t.folder() == T::FOLDER) {
            let record: T = toml::from_str(&text.text).map_err(|e| {
                let problem = Problem::from_toml(&text.file, &text.text, &e);
                let general = problem.remedy.contains("the README shows");
                let remedy =
                    format!("correct that line; `hevesy schema {}` lists keys and values", T::FOLDER);
                if general { Problem { remedy, ..problem } } else { problem }
            })?;
            // What is built in is checked by the tests, which are debug builds, and not at every start.
            if text.own || cfg!(debug_assertions) {
                record.check().map_err(|(key, what)| {
                    // What a template made has no line of its own.
                    let place = if text.locate(&key).is_some() { key.as_ref() } else { "id" };
                    text.problem(place, what, "correct the value, its unit or its range")
                })?;
            }
            let id = record.id().to_owned();
            if id.trim() != id || id.is_empty() {
                return Err(text.problem(
                    "id",
                    "the id is empty or begins or ends with a space",
                    "give the record a name",
                ));
            }
            if let Some((_, first)) = records.get(&id) {
                if first.own == text.own {
                    return Err(text.problem(
                        "id",
                        format!("has the same id as {}", first.file),
                        "give one of them another `id` or remove it",
                    ));
                }
                replaced.push(first.path.clone());
            }
            records.insert(id, (record, text.clone()));
        }
        Ok(Self { records, replaced })
    }

    /// From (path, text) pairs outside the library, all of this kind.
    ///
    /// # Errors
    /// A file that is malformed or has the id of another.
    pub fn from_texts(texts: Vec<(String, String)>) -> Result<Self, Problem> {
        let text = |(file, text): (String, String)| Text {
            own: false,
            path: T::FOLDER.to_owned(),
            file,
            text: Cow::Owned(text),
        };
        Self::read(&texts.into_iter().map(text).collect::<Vec<_>>())
    }

    /// A record by id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&T> {
        self.records.get(id).map(|(r, _)| r)
    }

    /// A record by id or any other name, spelling of case, space and hyphen aside.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&T> {
        self.get(name).or_else(|| {
            let folded = fold(name);
            self.iter().find(|r| fold(r.id()) == folded || r.names().iter().any(|n| fold(n) == folded))
        })
    }

    /// Up to six ids of records whose id or names resemble a name, the most alike first.
    #[must_use]
    pub fn similar(&self, name: &str) -> Vec<&str> {
        let wanted = fold(name);
        if wanted.chars().count() < 3 {
            return Vec::new();
        }
        let near = |own: &str| {
            let own = fold(own);
            let allowed = wanted.chars().count() / 4 + 1;
            let within =
                wanted.len() >= 4 && (own.contains(&wanted) || (own.len() >= 4 && wanted.contains(&own)));
            let edits = edits(&own, &wanted);
            (within || edits <= allowed).then_some(edits)
        };
        let mut found: Vec<(usize, &str)> = self
            .iter()
            .filter_map(|r| {
                let nearest = r.names().iter().map(String::as_str).chain([r.id()]).filter_map(near).min()?;
                Some((nearest, r.id()))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, id)| id).take(6).collect()
    }

    /// All records, by id.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.records.values().map(|(r, _)| r)
    }

    /// Number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Paths of the built-in files that the user's files replace.
    pub(crate) fn replaced(&self) -> &[String] {
        &self.replaced
    }

    /// All records with their texts.
    /// Records that come from the user's own files.
    pub fn own(&self) -> impl Iterator<Item = &T> {
        self.records.values().filter(|(_, text)| text.own).map(|(record, _)| record)
    }

    pub(crate) fn with_texts(&self) -> impl Iterator<Item = (&T, &Text)> {
        self.records.values().map(|(r, t)| (r, t))
    }
}

/// Insertions, deletions and replacements that lead from one text to another (Levenshtein).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

/// Lower case without spaces, hyphens and the like.
#[must_use]
pub fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}
