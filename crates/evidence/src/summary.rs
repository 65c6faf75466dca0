//! What the library holds, and what of the evidence base it does not.

use hevesy_library::{Label, Library, Problem};
use serde::Serialize;

use crate::numbers;

/// Counts of the library.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Kinds that were made from the evidence base.
    pub kinds: Vec<KindCount>,
    /// Other kinds: (folder, files).
    pub others: Vec<(String, usize)>,
    /// Numbers by evidence label.
    pub labels: Vec<(Label, usize)>,
    /// Documents that the evidence base was made from, with their number of references.
    pub documents: Vec<(String, usize)>,
    /// Hash of the library.
    pub hash: String,
}

/// Count of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// Kind.
    pub kind: String,
    /// Files.
    pub files: usize,
    /// Records of the evidence base that they were made from.
    pub records: usize,
    /// Records that were left out, each with its reason.
    pub left_out: Vec<(String, String)>,
    /// What was left out of all records.
    pub left_out_fields: Vec<String>,
}

/// Counts the library.
///
/// # Errors
/// A record that is malformed.
pub fn summary(library: &Library) -> Result<Summary, Problem> {
    let e = library.evidence()?;
    let left_out = |kind: &str| {
        e.left_out.get(kind).map_or_else(Default::default, |l| {
            (l.record.iter().map(|r| (r.id.clone(), r.reason.clone())).collect(), l.fields.clone())
        })
    };
    let kind = |name: &str, files: usize, records: usize| {
        let (left_out, left_out_fields) = left_out(name);
        KindCount { kind: name.to_owned(), files, records, left_out, left_out_fields }
    };
    let kinds = vec![
        kind("agents", library.agents().len(), library.agents().iter().map(|a| a.records.len()).sum()),
        kind("drugs", e.drugs.len(), e.drugs.iter().map(|d| d.records.len()).sum()),
        kind("trials", e.trials.len(), e.trials.iter().map(|t| t.records.len()).sum()),
        kind("findings", e.findings.len(), e.findings.iter().map(|f| f.records.len()).sum()),
        kind("claims", e.claims.len(), e.claims.len()),
        kind("conflicts", e.conflicts.len(), e.conflicts.len()),
    ];
    let others = [
        ("chelators", library.chelators().len()),
        ("drug-classes", e.drug_classes.len()),
        ("guidelines", e.guidelines.len()),
        ("protocols", library.protocols().len()),
        ("tissues", library.tissues().len()),
        ("tumour-models", e.tumour_models.len()),
        ("tumours", library.tumours().len()),
    ];
    let all = numbers(library)?;
    let labels = [Label::C, Label::C2, Label::M, Label::D, Label::P, Label::U];
    Ok(Summary {
        kinds,
        others: others.map(|(n, c)| (n.to_owned(), c)).to_vec(),
        labels: labels.iter().map(|l| (*l, all.iter().filter(|n| n.label == *l).count())).collect(),
        documents: e
            .documents
            .iter()
            .map(|d| (format!("{} {}: {}", d.authors, d.year, d.title), d.references.len()))
            .collect(),
        hash: library.hash().to_owned(),
    })
}
