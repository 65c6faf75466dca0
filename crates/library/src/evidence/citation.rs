use serde::{Deserialize, Serialize};

/// A passage of one of the founding documents and what it cites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Document of `library/documents`, such as `chan2020`.
    pub document: String,
    /// Section, table, figure or box.
    #[serde(default)]
    pub section: String,
    /// References it cites there, by first author and year, as listed in the document.
    #[serde(default)]
    pub references: Vec<String>,
    /// The fact is known from the title of a cited work only.
    #[serde(default)]
    pub title_only: bool,
}

/// A document that records cite, with its list of references.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Key, such as `chan2020`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Authors.
    pub authors: String,
    /// Year.
    pub year: u32,
    /// Journal, volume and pages.
    pub journal: String,
    /// Digital object identifier.
    #[serde(default)]
    pub doi: Option<String>,
    /// References in the order of their numbers.
    pub references: Vec<String>,
}

/// Records of the evidence base that are not in the library, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Kind of record: `agents`, `drugs`, `trials`, `findings`, `claims`, `conflicts`.
    pub id: String,
    /// The records.
    #[serde(default)]
    pub record: Vec<LeftOutRecord>,
    /// What was left out of all records of this kind.
    #[serde(default)]
    pub fields: Vec<String>,
}

/// A record that is not in the library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOutRecord {
    /// Its id in the evidence base.
    pub id: String,
    /// Why it is not here, and where its facts are.
    pub reason: String,
}
