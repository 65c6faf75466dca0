//! The text of a study, for messages that name file and line.

use std::ops::Range;

use hevesy_library::{Problem, line_of};

/// A text with its name, for messages.
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Source<'_> {
    pub(super) fn problem(&self, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem::new(self.file, what, remedy)
    }

    pub(super) fn at(
        &self,
        span: Range<usize>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Problem {
        self.problem(what, remedy).at(line_of(self.text, span.start))
    }
}
