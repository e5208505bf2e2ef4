//! A named text and byte ranges in it.

use std::borrow::Cow;
use std::ops::Range;

/// A half-open range of bytes in a [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte after the end.
    pub end: usize,
}

impl Span {
    /// The range `start..end`; a reversed range becomes empty at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The range as the standard library writes it.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A text with the name people know it by: a path, or `trust policy of role DataReader`.
///
/// A text that stands inside a file (a policy in a scenario) keeps the file's line numbers through `first_line`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: String,
    /// Borrowed when it is part of the program.
    text: Cow<'static, str>,
    first_line: usize,
    /// Where the lines end, so that finding a line does not cost the length of the text.
    line_ends: Box<[usize]>,
}

impl Source {
    /// A text that starts at line 1.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::within(name, text, 1)
    }

    /// A text that starts at `first_line` (1-based) of the file called `name`.
    pub fn within(name: impl Into<String>, text: impl Into<String>, first_line: usize) -> Self {
        Self::of(name.into(), Cow::Owned(text.into()), first_line)
    }

    /// A text that is part of the program and is not copied.
    pub fn shipped(name: impl Into<String>, text: &'static str) -> Self {
        Self::of(name.into(), Cow::Borrowed(text), 1)
    }

    fn of(name: String, text: Cow<'static, str>, first_line: usize) -> Self {
        let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
        Self { name, text, first_line: first_line.max(1), line_ends }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, unsanitised: pass it through [`super::sanitize()`] before showing it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line number of the text's first line in its file.
    pub fn first_line(&self) -> usize {
        self.first_line
    }

    /// 1-based line (in the file) and column (in characters) of a byte; past the end means the end.
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let mut end = byte.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let line = self.line(end);
        let start = (line - self.first_line).checked_sub(1).and_then(|before| self.line_ends.get(before));
        let column = self.text.get(start.map_or(0, |at| at + 1)..end).unwrap_or_default().chars().count();
        (line, column + 1)
    }

    /// 1-based line (in the file) of a byte; past the end means the last.
    pub fn line(&self, byte: usize) -> usize {
        self.first_line + self.line_ends.partition_point(|end| *end < byte)
    }

    /// 1-based line of a byte within this text, wherever the text begins in its file: what a learner counts, who sees a
    /// policy and not the file it was taken from.
    pub fn own_line(&self, byte: usize) -> usize {
        self.line(byte) - self.first_line + 1
    }

    /// The first character, where what concerns the whole text is pointed out; empty in an empty text.
    pub fn head(&self) -> Span {
        Span::new(0, self.text.chars().next().map_or(0, char::len_utf8))
    }

    /// The bytes of `span`, empty when it does not fall on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_counts_lines_in_the_file_and_columns_in_characters() {
        let source = Source::within("s.toml", "ä{\n  x", 10);
        assert_eq!(source.position(0), (10, 1));
        assert_eq!(source.position(2), (10, 2));
        assert_eq!(source.position(6), (11, 3));
        assert_eq!(source.position(999), (11, 4));
        assert_eq!((source.own_line(0), source.own_line(6), source.own_line(999)), (1, 2, 2));
        assert_eq!(source.position(1), (10, 1), "inside a character means its start");
        assert_eq!(source.slice(source.head()), "ä");
        assert_eq!(Source::new("empty", "").head(), Span::new(0, 0));
    }
}
