//! Wrapped text with headings and bullets.

/// Width of a line.
const WIDTH: usize = 100;

/// Text being written.
#[derive(Default)]
pub(super) struct Page(String);

impl Page {
    /// A title, underlined.
    pub(super) fn title(text: &str) -> Self {
        let mut page = Self::default();
        page.line(text);
        page.line(&"=".repeat(text.chars().count()));
        page
    }

    /// A heading with an empty line before it.
    pub(super) fn heading(&mut self, text: &str) {
        self.0.push('\n');
        self.line(text);
    }

    /// A line as it is.
    pub(super) fn line(&mut self, text: &str) {
        self.0 += text;
        self.0.push('\n');
    }

    /// A paragraph, wrapped.
    pub(super) fn text(&mut self, text: &str) {
        self.wrap("", "", text);
    }

    /// A bullet, wrapped.
    pub(super) fn bullet(&mut self, text: &str) {
        self.wrap("  - ", "    ", text);
    }

    /// A remark under a bullet, wrapped.
    pub(super) fn under(&mut self, text: &str) {
        self.wrap("    ", "    ", text);
    }

    /// `name: text`, wrapped under the text.
    pub(super) fn field(&mut self, name: &str, text: &str) {
        if !text.trim().is_empty() {
            self.wrap(&format!("  {name:<22}"), &" ".repeat(24), text);
        }
    }

    /// The same for what may be absent.
    pub(super) fn maybe(&mut self, name: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.field(name, text);
        }
    }

    /// A heading and bullets, if there are any.
    pub(super) fn list(&mut self, heading: &str, items: &[String]) {
        if !items.is_empty() {
            self.heading(heading);
            for item in items {
                self.bullet(item);
            }
        }
    }

    fn wrap(&mut self, first: &str, rest: &str, text: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in text.split_whitespace() {
            let full = line.chars().count() + word.chars().count() + usize::from(!empty) > WIDTH;
            if full && !empty {
                self.line(line.trim_end());
                rest.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line += word;
            empty = false;
        }
        self.line(line.trim_end());
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// A kebab-case name of a variant, in words.
pub(super) fn words<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(|s| s.replace('-', " "))).unwrap_or_default()
}
