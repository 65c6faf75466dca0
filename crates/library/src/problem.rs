use std::fmt;

use thiserror::Error;

/// What is wrong with an input, where, and what to do next; shown to people as one paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct Problem {
    /// The file (or argument) that was read.
    pub file: String,
    /// Line number, from 1, where there is one.
    pub line: Option<usize>,
    /// What was read and why it is wrong.
    pub what: String,
    /// What to do next.
    pub remedy: String,
}

impl Problem {
    /// A problem with a file as a whole.
    #[must_use]
    pub fn new(file: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, what: what.into(), remedy: remedy.into() }
    }

    /// The same problem with its line.
    #[must_use]
    pub const fn at(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// From an error of the TOML reader.
    #[must_use]
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let mut message = error.message().trim().replace('\n', "; ");
        let mut remedy = "correct that line; the README shows a complete study".to_owned();
        // Errors of quantities end with their own remedy after the last semicolon.
        if let Some((what, help)) = message.clone().rsplit_once("; ") {
            if !help.is_empty() {
                message = what.to_owned();
                remedy = help.to_owned();
            }
        } else if message.contains("invalid type: map, expected a sequence") {
            remedy = "write double brackets, for example `[[administration]]`".to_owned();
        } else if message.contains("unknown field") {
            remedy = "check the spelling of the key; keys that are not listed are not understood".to_owned();
        } else if message.contains("missing field") {
            remedy = "add that key".to_owned();
        }
        let line = error.span().map(|span| line_of(text, span.start));
        Self { file: file.to_owned(), line, what: message, remedy }
    }
}

/// Line number, from 1, of a byte offset in a text.
#[must_use]
pub fn line_of(text: &str, offset: usize) -> usize {
    1 + text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        let end = if self.remedy.ends_with('?') { "" } else { "." };
        write!(f, ": {}. Remedy: {}{end}", self.what.trim_end_matches('.'), self.remedy.trim_end_matches('.'))
    }
}
