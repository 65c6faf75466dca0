//! Every number of the library with what it rests on.

use hevesy_library::{Label, Library, Problem};
use serde::Serialize;
use toml::Value;

/// A number of the library.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Number {
    /// File that holds it.
    pub file: String,
    /// Keys that lead to it: `lq.alpha_beta`.
    pub key: String,
    /// Value, as written.
    pub value: String,
    /// Range, as written.
    pub range: Option<String>,
    /// Evidence label.
    pub label: Label,
    /// Source.
    pub source: String,
    /// Remark.
    pub note: Option<String>,
}

/// All numbers of the library that carry a label, in order of file and key.
///
/// Found by their shape (`value`, `label`, `source`), so that no kind of record can be forgotten.
///
/// # Errors
/// A record of the literature that is malformed.
pub fn numbers(library: &Library) -> Result<Vec<Number>, Problem> {
    let mut found = Vec::new();
    for (file, text) in library.files()? {
        if let Ok(table) = text.parse::<toml::Table>() {
            walk(file, String::new(), &Value::Table(table), &mut found);
        }
    }
    Ok(found)
}

fn walk(file: &str, key: String, value: &Value, found: &mut Vec<Number>) {
    match value {
        Value::Table(table) => {
            if let Some(number) = number(file, &key, table) {
                found.push(number);
                return;
            }
            for (name, inner) in table {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                walk(file, key, inner, found);
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                walk(file, format!("{key}[{i}]"), item, found);
            }
        }
        _ => {}
    }
}

fn number(file: &str, key: &str, table: &toml::Table) -> Option<Number> {
    let written =
        |name: &str| table.get(name).map(|v| v.as_str().map_or_else(|| v.to_string(), ToOwned::to_owned));
    Some(Number {
        file: file.to_owned(),
        key: key.to_owned(),
        value: written("value")?,
        range: written("low").zip(written("high")).map(|(low, high)| format!("{low} to {high}")),
        label: table.get("label")?.clone().try_into().ok()?,
        source: written("source")?,
        note: written("note"),
    })
}
