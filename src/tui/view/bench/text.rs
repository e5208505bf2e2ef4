//! The pieces that stories, hints and explanations are made of, laid out in columns.

use super::Look;
use crate::tui::view::json;
use crate::tui::view::panel::paragraph;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// A piece of text.
pub(in crate::tui::view) enum Part {
    /// A heading.
    Title(String),
    /// Words; the first ones are the sign before them.
    Said(String, String, Style),
    /// A policy in its colours.
    Json(String),
    /// An empty line.
    Gap,
}

impl Part {
    /// Paragraphs with a gap after each.
    pub fn paragraphs(texts: &[String], style: Style) -> Vec<Self> {
        texts.iter().flat_map(|text| [Self::Said(String::new(), text.clone(), style), Self::Gap]).collect()
    }
}

/// The pieces as lines of at most `columns`.
pub(in crate::tui::view) fn lay(look: Look<'_>, parts: &[Part], columns: usize) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    for part in parts {
        match part {
            Part::Title(text) => out.extend(paragraph("", text, columns, look.theme.title)),
            Part::Said(first, text, style) => {
                // Line breaks of what a program printed are kept.
                for (at, line) in text.lines().enumerate() {
                    let first = if at == 0 { first.clone() } else { " ".repeat(first.chars().count()) };
                    out.extend(paragraph(&first, line, columns, *style));
                }
            }
            Part::Json(text) => out.extend(text.lines().flat_map(|line| coloured(look, line, columns))),
            Part::Gap => out.push(Line::default()),
        }
    }
    while out.last().is_some_and(|line: &Line<'_>| line.spans.is_empty()) {
        out.pop();
    }
    out
}

/// A line of a policy; one that is too long goes on, indented, in the next.
pub(super) fn coloured(look: Look<'_>, line: &str, columns: usize) -> Vec<Line<'static>> {
    let indent = line.len() - line.trim_start().len();
    let hanging = if indent + 12 > columns { 0 } else { indent + 2 };
    super::super::deep::folded(&json::spans(line, look.theme), columns, hanging)
}

/// The same line, said less loudly.
pub(super) fn dimmed(lines: Vec<Line<'static>>, style: Style) -> Vec<Line<'static>> {
    let quiet = |span: Span<'static>| Span::styled(span.content, style);
    lines.into_iter().map(|line| Line::from(line.spans.into_iter().map(quiet).collect::<Vec<_>>())).collect()
}
