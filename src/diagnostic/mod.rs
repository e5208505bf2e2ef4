//! Where a text went wrong, what is wrong and what to do: the one form in which `RoleCall` reports bad input.
//!
//! A [`Diagnostic`] is data, never pre-coloured text. [`render()`] draws it for people on stderr (rustc's look);
//! the screen draws the same data with its own panel. This floor knows nothing of policies or lessons.

mod render;
mod sanitize;
mod seven_bit;
mod source;
mod suggest;

pub use render::{RenderStyle, render, render_all, render_all_within};
pub use sanitize::{sanitize, sanitize_line};
pub use seven_bit::{seven_bit, seven_bit_sign};
pub use source::{Source, Span};
pub use suggest::suggest;

use std::sync::Arc;

/// How bad it is. Only [`Severity::Error`] makes `rolecall check` fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing has to change.
    Note,
    /// Probably not what the author meant.
    Warning,
    /// The text cannot be used as it stands.
    Error,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A piece of a source text and what to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The bytes meant.
    pub span: Span,
    /// Said beside the caret; may be empty.
    pub text: String,
}

/// One problem in one source text.
///
/// Style: the title is lower case without a final full stop, names the user's text in backticks and no Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable kebab-case name of the rule, e.g. `unknown-key`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub title: String,
    /// The text it is about.
    pub source: Arc<Source>,
    /// Where: the first label is the primary one. Empty when the whole text is meant.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of `severity` about `span` of `source`.
    pub fn new(
        severity: Severity,
        code: &'static str,
        source: &Arc<Source>,
        span: Span,
        title: impl Into<String>,
    ) -> Self {
        let labels = vec![Label { span, text: String::new() }];
        Self { code, severity, title: title.into(), source: Arc::clone(source), labels, help: None }
    }

    /// An error about `span` of `source`.
    pub fn error(code: &'static str, source: &Arc<Source>, span: Span, title: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, source, span, title)
    }

    /// A warning about `span` of `source`.
    pub fn warning(code: &'static str, source: &Arc<Source>, span: Span, title: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, source, span, title)
    }

    /// The same diagnostic with words beside its primary caret.
    #[must_use]
    pub fn labelled(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// The same diagnostic with a further place.
    #[must_use]
    pub fn and_at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// The same diagnostic with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether this diagnostic makes the text unusable.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// 1-based line and column of the primary label, counted in the file that `source` belongs to.
    pub fn position(&self) -> (usize, usize) {
        let start = self.labels.first().map_or(0, |label| label.span.start);
        self.source.position(start)
    }
}
