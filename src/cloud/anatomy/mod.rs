//! What travels and how it was signed, taken apart: every part as it stands on the wire, with what it is for in plain
//! words and the page of AWS's documentation that says so.
//!
//! Only what the simulator really computed is taken apart; nothing here invents a value.

mod answer;
mod key;
mod pages;
mod request;
mod signing;

use crate::diagnostic::{sanitize, sanitize_line};
use crate::iam::Page;

/// A text in lines whose parts can be selected and explained.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The lines from top to bottom.
    pub lines: Vec<SheetLine>,
    /// The parts in reading order.
    pub parts: Vec<Part>,
}

/// A line of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetLine {
    /// A title over what follows.
    pub heading: bool,
    /// Columns to indent.
    pub indent: usize,
    /// For a line that checks something: whether it holds.
    pub holds: Option<bool>,
    /// Its text in pieces.
    pub pieces: Vec<Piece>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// One line of text, sanitised.
    pub text: String,
    /// Index into [`Sheet::parts`] of the part it belongs to; `None` for what only joins parts.
    pub part: Option<usize>,
}

/// A part that can be selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is called: `method`, `header x-amz-date`, `parameter RoleArn`.
    pub name: String,
    /// Its value in full, decoded where it travels encoded; may have several lines. Sanitised.
    pub value: String,
    /// What it is for, in plain words.
    pub words: String,
    /// Where that is written.
    pub page: Page,
}

impl Sheet {
    fn heading(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.lines.push(SheetLine::default());
        }
        let pieces = vec![Piece { text: text.to_owned(), part: None }];
        self.lines.push(SheetLine { heading: true, pieces, ..SheetLine::default() });
    }

    fn line(&mut self, indent: usize) {
        self.lines.push(SheetLine { indent, ..SheetLine::default() });
    }

    /// Adds text that belongs to no part.
    fn mark(&mut self, text: &str) {
        self.piece(text, None);
    }

    /// Adds a part shown as `text`.
    fn part(&mut self, text: &str, name: impl Into<String>, value: &str, words: impl Into<String>, page: Page) {
        self.piece(text, Some(self.parts.len()));
        self.parts.push(Part { name: name.into(), value: sanitize(value).into_owned(), words: words.into(), page });
    }

    /// Says whether the line holds what it claims.
    fn holds(&mut self, holds: bool) {
        if let Some(line) = self.lines.last_mut() {
            line.holds = Some(holds);
        }
    }

    fn piece(&mut self, text: &str, part: Option<usize>) {
        let piece = Piece { text: sanitize_line(text).into_owned(), part };
        match self.lines.last_mut() {
            Some(line) => line.pieces.push(piece),
            None => self.lines.push(SheetLine { pieces: vec![piece], ..SheetLine::default() }),
        }
    }

    /// The text of the lines, as it is shown.
    pub fn text(&self) -> String {
        let line = |line: &SheetLine| line.pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
        self.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}
