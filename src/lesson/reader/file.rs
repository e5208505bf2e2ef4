//! The file being read, and what is wrong with it.

use super::Table;
use crate::diagnostic::{Diagnostic, Source, Span, sanitize_line};
use std::cell::RefCell;
use std::sync::Arc;
use toml::de::DeTable;

/// Cascading syntax errors beyond these say nothing new.
const MOST_SYNTAX_ERRORS: usize = 3;

/// A file being read, with the problems found so far.
pub(in crate::lesson) struct File {
    pub source: Arc<Source>,
    problems: RefCell<Vec<Diagnostic>>,
}

impl File {
    pub fn new(source: Arc<Source>) -> Self {
        Self { source, problems: RefCell::new(Vec::new()) }
    }

    /// Parses the text and hands its top table to `read`. `None` when it is no TOML.
    pub fn read<T>(&self, read: impl FnOnce(Table<'_>) -> T) -> Option<T> {
        let (table, errors) = DeTable::parse_recoverable(self.source.text());
        for error in errors.iter().take(MOST_SYNTAX_ERRORS) {
            let span = error.span().map_or_else(Span::default, Span::from);
            let (title, help) = without_value(self.source.text(), span).unwrap_or_else(|| {
                let message = error.message().lines().collect::<Vec<_>>().join("; ");
                let title = format!("not valid TOML: {}", sanitize_line(&message));
                (title, "see https://toml.io for the notation".to_owned())
            });
            self.report(Diagnostic::error("toml-syntax", &self.source, span, title).help(help));
        }
        if !errors.is_empty() {
            return None;
        }
        let span = Span::new(0, 0);
        Some(read(Table::new(self, table.get_ref(), span, "the file")))
    }

    pub fn report(&self, diagnostic: Diagnostic) {
        self.problems.borrow_mut().push(diagnostic);
    }

    pub fn error(&self, code: &'static str, at: Span, title: impl Into<String>, help: impl Into<String>) {
        self.report(Diagnostic::error(code, &self.source, at, title).help(help));
    }

    pub fn finish(self) -> Vec<Diagnostic> {
        self.problems.into_inner()
    }
}

/// What is wrong and what to do where a key has no value, or bare words for one; `None` where something else is wrong.
/// The parser's own words for both are `string values must be quoted, expected literal string`.
fn without_value(text: &str, at: Span) -> Option<(String, String)> {
    let before = text.get(..at.start)?;
    let key = before.rsplit('\n').next()?.trim().strip_suffix('=')?.trim();
    let is_bare = |text: &str| text.chars().all(|c| c.is_alphanumeric() || " _-./:".contains(c));
    let rest = text.get(at.start..)?.lines().next().unwrap_or_default();
    let value = rest.split('#').next().unwrap_or_default().trim();
    if key.is_empty() || key.contains('=') || !is_bare(value) {
        return None;
    }
    let (key, value) = (sanitize_line(key), sanitize_line(value));
    // `10 minutes` may be meant as a number.
    if !value.is_empty() && !value.starts_with(char::is_alphabetic) {
        return None;
    }
    Some(if value.is_empty() {
        let kinds = "text in quotes, a number, true or false, or a list in [ ]";
        (format!("`{key}` has no value"), format!("write one behind the `=`: {kinds}"))
    } else {
        (format!("`{key}` has a text without quotes"), format!("write {key} = \"{value}\""))
    })
}
