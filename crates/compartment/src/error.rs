//! What may be wrong with a model.

use thiserror::Error;

/// A model that cannot be read, checked or run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{at}: {what}; {next}")]
pub struct ModelError {
    /// The element, by its name.
    pub at: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub next: String,
}

impl ModelError {
    /// What is wrong, where, and what to do next.
    pub fn new(at: impl Into<String>, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into(), next: next.into() }
    }
}
