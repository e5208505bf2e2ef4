//! A question in a given room: its parts while it is answered, and what is to be said of the answer once it is locked.
//!
//! A pure function of the [`Ask`]. Whatever does not fit scrolls: while answering, so that the selected part or the last
//! hint is in sight; afterwards, by the learner.

mod answering;
mod locked;
mod statement;

use super::panel::{ASCII_BORDER, lines, more_lines, paragraph, put};
use super::text::{truncate, width};
use crate::lesson::{QuestionKind, SourceLink};
use crate::tui::ask::{Ask, AskMode, Forming, Progress, SURE};
use crate::tui::keymap::told;
use crate::tui::theme::{Glyphs, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};
use std::ops::Range;

/// From this width on a statement stands beside the list it is picked from.
const WIDE: u16 = 90;

/// The rows with a key of their own.
const LETTERS: [char; 4] = ['a', 'b', 'c', 'd'];

/// How a question looks.
pub(super) type Look<'a> = (&'a Theme, &'a Glyphs);

/// Lines, and those of them that must be in sight.
struct Content {
    lines: Vec<Line<'static>>,
    target: Range<usize>,
}

/// What is drawn where.
struct Layout {
    content: Content,
    /// Room of the content.
    body: Rect,
    /// The statement that is read, beside it: its room, its name, its text.
    side: Option<(Rect, String, Vec<Line<'static>>)>,
    /// The line under it all: what to do, or how much is below.
    foot: Rect,
}

fn layout(ask: &Ask, sources: &[SourceLink], look: Look<'_>, area: Rect) -> Layout {
    let main = Rect { height: area.height.saturating_sub(1), ..area };
    let is_pick = matches!(ask.question().kind, QuestionKind::Pick { .. });
    let (body, side) = if is_pick && area.width >= WIDE {
        let left = main.width * 5 / 9;
        let side = Rect { x: main.x + left + 1, width: main.width - left - 1, ..main };
        let read = statement::read(ask, usize::from(side.width.saturating_sub(4)), look);
        let side = read.map(|(title, text)| {
            let height = u16::try_from(text.len() + 2).unwrap_or(u16::MAX).min(side.height);
            (Rect { height, ..side }, title, text)
        });
        (Rect { width: left, ..main }, side)
    } else {
        (main, None)
    };
    let columns = usize::from(body.width);
    let content = match ask.progress() {
        Progress::Locked { response, judgement, confidence } => Content {
            lines: locked::lines(ask, (response, judgement, *confidence), sources, look, columns, side.is_none()),
            target: 0..0,
        },
        _ => answering::content(ask, look, columns, usize::from(body.height), side.is_none()),
    };
    // The last line stays close to what is above it.
    let used =
        u16::try_from(content.lines.len()).unwrap_or(u16::MAX).max(side.as_ref().map_or(0, |(room, ..)| room.height));
    let y = (area.y.saturating_add(used).saturating_add(1)).min(area.bottom().saturating_sub(1));
    Layout { content, body, side, foot: Rect { y, height: 1.min(area.height), ..area } }
}

/// Columns that a question may have, where `text` are as many as can be read with ease: a statement beside the options has
/// more.
pub(super) fn widest(ask: Option<&Ask>, text: u16) -> u16 {
    let is_pick = ask.is_some_and(|ask| matches!(ask.question().kind, QuestionKind::Pick { .. }));
    text + if is_pick { 24 } else { 0 }
}

/// Rows that all of it takes in so many columns, with the line under it.
pub(super) fn rows(ask: &Ask, sources: &[SourceLink], look: Look<'_>, columns: u16) -> u16 {
    let area = Rect::new(0, 0, columns, u16::MAX);
    let lines = layout(ask, sources, look, area).content.lines.len() + if ask.is_locked() { 1 } else { 2 };
    u16::try_from(lines).unwrap_or(u16::MAX)
}

/// Furthest line that the judgement can be scrolled to.
pub(super) fn scroll_limit(ask: &Ask, sources: &[SourceLink], look: Look<'_>, area: Rect) -> usize {
    if !ask.is_locked() {
        return 0;
    }
    let layout = layout(ask, sources, look, area);
    layout.content.lines.len().saturating_sub(usize::from(layout.body.height))
}

/// Draws the question in `area`.
pub(super) fn render(ask: &Ask, sources: &[SourceLink], look: Look<'_>, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let Layout { content, body, side, foot } = layout(ask, sources, look, area);
    let height = usize::from(body.height);
    let last = content.lines.len().saturating_sub(height);
    let top = if ask.is_locked() {
        ask.scroll.min(last)
    } else {
        // The end of what must be seen is in sight, or its beginning when it is larger than the room.
        content.target.end.saturating_sub(height).min(content.target.start).min(last)
    };
    lines(body, buf, &content.lines, top);
    if let Some(side) = side {
        statement_beside(side, look, buf);
    }
    let (text, style) = foot_words(ask, last - top, usize::from(foot.width), look);
    put(buf, foot.x, foot.y, usize::from(foot.width), &text, style, look.1.more);
}

/// What to do now; after the answer, how much is still to read.
fn foot_words(ask: &Ask, below: usize, columns: usize, (theme, glyphs): Look<'_>) -> (String, Style) {
    if let Some(note) = ask.note() {
        return (format!("{} {note}", glyphs.pointer), theme.warn);
    }
    let more = |text: String| if below > 0 { format!("{text}  {} {below} more below", glyphs.more) } else { text };
    // While something is typed, a letter is a letter.
    let key = if ask.mode() == AskMode::Typing { "F2" } else { "h" };
    let hints = match (ask.hints(), ask.question().hints.len()) {
        (_, 0) => String::new(),
        (0, _) => format!(" {key} gives a hint."),
        (used, all) if used >= all => " No more hints.".to_owned(),
        (used, all) => format!(" {} more with {key}.", all - used),
    };
    // What is cut off below is told before what is left of the hints.
    let with_hints = |text: &str| {
        let ways = [format!("{text}{hints}"), text.to_owned(), String::new()].map(&more);
        ways.into_iter().find(|way| width(way.trim_start()) <= columns).unwrap_or_default().trim_start().to_owned()
    };
    let text = match ask.mode() {
        AskMode::Confidence => {
            let text = format!("How sure are you?  {}   Enter: do not say", told(SURE, "   "));
            return (text, theme.focus);
        }
        AskMode::Locked if below > 0 => format!("{} read on with the arrows: {below} more", glyphs.more),
        AskMode::Locked => String::new(),
        AskMode::Choice | AskMode::Pick if ask.order().len() > LETTERS.len() => {
            with_hints("a to d answer at once, all others the arrows and Enter.")
        }
        AskMode::Choice => with_hints("A letter answers, or Enter."),
        AskMode::Multiple => with_hints("Every option that is right: letters or space; then Enter."),
        AskMode::Order => with_hints("J and K move the selected one down and up; then Enter."),
        AskMode::Match => with_hints(match ask.forming() {
            Forming::Pairing { choosing: Some(_), .. } => "Choose with the arrows; Enter takes it, Esc goes back.",
            Forming::Pairing { of, .. } if of.iter().all(Option::is_some) => "All have theirs: Enter answers.",
            _ => "A letter says what belongs to the selected one, or Enter.",
        }),
        AskMode::Pick => with_hints("Read with the arrows; Enter says: this one decides."),
        AskMode::Typing => with_hints("Write the answer, then Enter."),
        AskMode::Fill => with_hints("Enter goes back to the field."),
    };
    (text, theme.dim)
}

/// The statement that is read; after the answer, the one that is right.
fn statement_beside(
    (area, title, text): (Rect, String, Vec<Line<'static>>),
    (theme, glyphs): Look<'_>,
    buf: &mut Buffer,
) {
    let set = if glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let title = truncate(&format!(" {title} "), usize::from(area.width.saturating_sub(2)), glyphs.more);
    let block = Block::bordered().border_set(set).border_style(theme.border).title(Span::styled(title, theme.title));
    let inner = block.inner(area);
    block.render(area, buf);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    lines(inner, buf, &text, 0);
    more_lines((theme, glyphs), area, text.len().saturating_sub(usize::from(inner.height)), "", buf);
}

/// `a`, `b`, ... for the first four rows, which have a key of their own. The others begin with a dash: without a mark
/// they would read as further lines of the one above.
fn letter(row: usize) -> char {
    LETTERS.get(row).copied().unwrap_or('-')
}

/// The prompt and a blank line.
fn prompt(ask: &Ask, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    let mut out = paragraph("", &ask.question().prompt, columns, theme.title);
    out.push(Line::default());
    out
}
