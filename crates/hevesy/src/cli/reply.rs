//! What a command answers, before anything is printed.

use serde::Serialize;

/// What a command ends with.
pub(crate) struct Reply {
    /// What goes to stdout.
    pub(crate) text: String,
    /// A limit or a check forbids it (exit code 2).
    pub(crate) forbidden: bool,
}

impl Reply {
    /// Done, with a text.
    pub(crate) const fn text(text: String) -> Self {
        Self { text, forbidden: false }
    }

    /// Done, with a machine-readable answer.
    pub(crate) fn json<T: Serialize>(value: &T) -> Self {
        Self::text(to_json(value))
    }

    /// The machine-readable answer if it is asked for, else the text.
    pub(crate) fn of<T: Serialize>(json: bool, value: &T, text: impl FnOnce() -> String) -> Self {
        if json { Self::json(value) } else { Self::text(text()) }
    }
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> String {
    // Answers hold no maps with keys other than text, so this cannot fail; if it did, the message says so.
    serde_json::to_string_pretty(value).unwrap_or_else(|e| format!("{{\"error\": \"{e}\"}}")) + "\n"
}
