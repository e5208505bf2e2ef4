//! The text of the Learn lens, laid out for a width: lines, sections, and the stops in it where something is explained.

use crate::lesson::{Glossary, KeyMoment, Lesson, Term};
use crate::tui::view::text::{width, wrap};
use std::ops::Range;

/// Longest line that is read with ease.
pub(super) const MEASURE: usize = 88;

/// A section of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Section {
    /// Its heading.
    pub title: &'static str,
    /// The line of the heading.
    pub line: usize,
}

/// A place where the light can stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Stop {
    /// Lines from its first to its last letter.
    pub lines: Range<usize>,
    /// The word of the field; `None` for a key moment.
    pub term: Option<&'static Term>,
    /// The key moment it belongs to.
    pub moment: Option<usize>,
}

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Heading,
    Text,
    Strong,
    Quiet,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub tone: Tone,
    pub stop: Option<usize>,
}

/// The words of the field in a lesson's text, paragraph by paragraph, each where it stands first in its paragraph.
/// Looking them up takes longer than drawing, so it is done once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::tui) struct Words(Vec<Vec<(Range<usize>, &'static Term)>>);

impl Words {
    /// Looks them up; places are counted in characters, since wrapping changes bytes and never the count of letters.
    pub(in crate::tui) fn of(lesson: &Lesson) -> Self {
        let head = &lesson.head;
        let questions = lesson.key_moments.iter().map(|moment| &moment.question);
        Self(head.summary.iter().chain(&head.transcript).chain(questions).map(|text| Self::first_in(text)).collect())
    }

    fn first_in(text: &str) -> Vec<(Range<usize>, &'static Term)> {
        let mut found: Vec<(Range<usize>, &'static Term)> = Vec::new();
        let count = |to: usize| text.get(..to).map_or(0, |before| before.chars().count());
        for (range, term) in Glossary::shipped().terms_in(text) {
            if !found.iter().any(|(_, known)| *known == term) {
                found.push((count(range.start)..count(range.end), term));
            }
        }
        found
    }
}

/// The text, laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::tui) struct Page {
    /// Headings, in order; at least one.
    pub sections: Vec<Section>,
    /// Where the light can stand, in order.
    pub stops: Vec<Stop>,
    /// Lines in sight at once.
    pub height: usize,
    pub(super) lines: Vec<Vec<Piece>>,
    /// Paragraphs laid out so far.
    paragraphs: usize,
}

impl Page {
    /// The lesson's text in lines of `columns`, of which `height` are in sight.
    pub(super) fn of(
        lesson: &Lesson,
        words: &Words,
        (columns, height): (usize, usize),
        bullet: &str,
        is_seen: impl Fn(&str) -> bool,
    ) -> Self {
        let mut page = Self { height: height.max(1), ..Self::default() };
        let columns = columns.min(MEASURE);
        if !lesson.head.summary.is_empty() {
            page.section("Snapshot");
            for line in &lesson.head.summary {
                page.paragraph(&format!("{bullet} "), line, words, Tone::Text, None, columns);
            }
        }
        if !lesson.head.transcript.is_empty() {
            page.section("Transcript");
            for (at, text) in lesson.head.transcript.iter().enumerate() {
                page.gap(at);
                page.paragraph("", text, words, Tone::Text, None, columns);
            }
        }
        if !lesson.key_moments.is_empty() {
            page.section("Key moments");
            for (at, moment) in lesson.key_moments.iter().enumerate() {
                page.gap(at);
                page.moment(at, moment, words, is_seen(&moment.id), columns);
            }
        }
        if !lesson.head.sources.is_empty() {
            page.section("Sources");
            for source in &lesson.head.sources {
                page.plain("", &source.title, Tone::Text, columns);
                page.plain("  ", source.url.trim_start_matches("https://"), Tone::Quiet, columns);
            }
        }
        page
    }

    fn section(&mut self, title: &'static str) {
        if !self.lines.is_empty() {
            self.lines.push(Vec::new());
        }
        self.sections.push(Section { title, line: self.lines.len() });
        self.lines.push(vec![Piece { text: title.to_owned(), tone: Tone::Heading, stop: None }]);
        self.lines.push(Vec::new());
    }

    /// An empty line between paragraphs.
    fn gap(&mut self, at: usize) {
        if at > 0 {
            self.lines.push(Vec::new());
        }
    }

    fn plain(&mut self, first: &str, text: &str, tone: Tone, columns: usize) {
        let room = columns.saturating_sub(width(first)).max(1);
        for line in wrap(text, room) {
            self.lines.push(vec![Piece { text: format!("{first}{line}"), tone, stop: None }]);
        }
    }

    fn moment(&mut self, at: usize, moment: &KeyMoment, words: &Words, seen: bool, columns: usize) {
        let line = self.lines.len();
        let stop = self.stops.len();
        self.stops.push(Stop { lines: line..line + 1, term: None, moment: Some(at) });
        let number = format!("{} ", at + 1);
        let text = if seen { format!("{} (seen)", moment.question) } else { moment.question.clone() };
        self.paragraph(&number, &text, words, Tone::Strong, Some(at), columns);
        if let Some(piece) = self.lines.get_mut(line).and_then(|line| line.first_mut()) {
            piece.stop = Some(stop);
        }
    }

    /// The next paragraph, with its words of the field as stops.
    fn paragraph(&mut self, first: &str, text: &str, words: &Words, tone: Tone, moment: Option<usize>, columns: usize) {
        let indent = width(first);
        let start = self.lines.len();
        let mut stops: Vec<(Range<usize>, usize)> = Vec::new();
        for (range, term) in words.0.get(self.paragraphs).into_iter().flatten() {
            stops.push((range.clone(), self.stops.len()));
            self.stops.push(Stop { lines: start..start, term: Some(*term), moment });
        }
        self.paragraphs += 1;
        let signs: Vec<char> = text.chars().collect();
        let mut at = 0;
        for (number, line) in wrap(text, columns.saturating_sub(indent).max(1)).into_iter().enumerate() {
            while signs.get(at).is_some_and(|sign| sign.is_whitespace() && !line.starts_with(*sign)) {
                at += 1;
            }
            let head = if number == 0 { first.to_owned() } else { " ".repeat(indent) };
            let mut pieces = vec![Piece { text: head, tone, stop: None }];
            for sign in line.chars() {
                let stop = stops.iter().find(|(range, _)| range.contains(&at)).map(|(_, stop)| *stop);
                // What stands before the text is a piece of its own.
                match pieces.iter_mut().skip(1).last().filter(|piece| piece.stop == stop) {
                    Some(piece) => piece.text.push(sign),
                    None => pieces.push(Piece { text: sign.to_string(), tone, stop }),
                }
                if let Some(stop) = stop.and_then(|stop| self.stops.get_mut(stop)) {
                    let from = if stop.lines.is_empty() { start + number } else { stop.lines.start };
                    stop.lines = from..start + number + 1;
                }
                at += 1;
            }
            self.lines.push(pieces);
        }
    }

    /// The furthest line that can be the first in sight: the last section can stand at the top.
    pub fn last_top(&self) -> usize {
        self.end_top().max(self.sections.last().map_or(0, |section| section.line))
    }

    /// The first line in sight when the last is.
    pub fn end_top(&self) -> usize {
        self.lines.len().saturating_sub(self.height)
    }

    /// The first line in sight `by` lines on, no further than the end of the text.
    pub fn below(&self, top: usize, by: usize) -> usize {
        (top + by).min(self.end_top()).max(top)
    }

    /// First line in sight and the stop that is lit: after a resize the lit stop is in sight again.
    pub fn place(&self, top: usize, at: Option<usize>) -> (usize, Option<usize>) {
        let top = top.min(self.last_top());
        let Some((at, stop)) = at.and_then(|at| Some((at, self.stops.get(at)?))) else { return (top, None) };
        if self.is_in_sight(top, at) {
            return (top, Some(at));
        }
        let (from, to) = (stop.lines.start, stop.lines.end);
        // A step up shows what stands before, a step down what comes next; a leap shows both.
        let top = match () {
            () if from < top => from.saturating_sub(2),
            () if to <= top + self.height + self.height / 2 => (to + 2).saturating_sub(self.height),
            () => from.saturating_sub(self.height / 3),
        };
        (top.min(from).min(self.last_top()), Some(at))
    }

    /// Whether all of a stop is among the lines from `top` on.
    pub fn is_in_sight(&self, top: usize, at: usize) -> bool {
        self.stops.get(at).is_some_and(|stop| stop.lines.start >= top && stop.lines.end <= top + self.height)
    }

    /// The first stop among the lines from `top` on.
    pub fn first_in_sight(&self, top: usize) -> Option<usize> {
        (0..self.stops.len()).find(|at| self.is_in_sight(top, *at))
    }

    /// The stop after the one lit, or the first one below `top`.
    pub fn stop_after(&self, top: usize, at: Option<usize>) -> Option<usize> {
        match at {
            Some(at) => Some(at + 1).filter(|next| *next < self.stops.len()),
            None => self.stops.iter().position(|stop| stop.lines.start >= top),
        }
    }

    /// The stop before the one lit, or the last one above `top`.
    pub fn stop_before(&self, top: usize, at: Option<usize>) -> Option<usize> {
        match at {
            Some(at) => at.checked_sub(1),
            None => self.stops.iter().rposition(|stop| stop.lines.start < top + self.height),
        }
    }

    /// The section that the line `top` belongs to.
    pub fn section_at(&self, top: usize) -> usize {
        self.sections.iter().rposition(|section| section.line <= top).unwrap_or(0)
    }
}
