//! The parts of a question while it is answered.

use super::{Content, Look, letter, prompt, statement};
use crate::lesson::{MatchPair, QuestionKind};
use crate::tui::ask::{Ask, Forming};
use crate::tui::theme::Theme;
use crate::tui::view::panel::paragraph;
use crate::tui::view::text::{cut_within, width};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// The prompt, the parts, the hints.
pub(super) fn content(ask: &Ask, look: Look<'_>, columns: usize, height: usize, statements: bool) -> Content {
    let mut out = prompt(ask, look.0, columns);
    // At the first row everything above it is in sight, too.
    let mut target = match (&ask.question().kind, ask.forming()) {
        (QuestionKind::Order { .. }, Forming::Sequence(items)) => sequence(ask, items, look, columns, &mut out),
        (QuestionKind::Match { pairs }, Forming::Pairing { of, choosing }) => {
            let above = out.len();
            let laid = [Fold::None, Fold::Lefts, Fold::Both].map(|fold| {
                let mut parts = Vec::new();
                let target = pairing(ask, (pairs, of, *choosing), look, (columns, height), fold, &mut parts);
                (parts, target)
            });
            let fits = laid.iter().position(|(parts, _)| above + parts.len() <= height);
            let (parts, target) = laid.into_iter().nth(fits.unwrap_or(2)).unwrap_or_default();
            out.extend(parts);
            target.start + above..target.end + above
        }
        (_, Forming::Text { field, typing }) => text(field.text(), *typing, look.0, columns, &mut out),
        _ => options(ask, look, columns, statements, &mut out),
    };
    if ask.hints() > 0 {
        out.push(Line::default());
        let all = ask.question().hints.len();
        for (number, hint) in (1..).zip(ask.question().hints.iter().take(ask.hints())) {
            let head = if number == all { "worked  ".to_owned() } else { format!("hint {number}  ") };
            let from = out.len();
            out.extend(paragraph(&head, hint, columns, look.0.warn));
            if ask.is_reading_hints() {
                target = from..out.len();
            }
        }
    }
    Content { lines: out, target }
}

/// How a row looks: its sign and its style.
fn row(here: bool, (theme, glyphs): Look<'_>) -> (&'static str, Style) {
    if here { (glyphs.pointer, theme.focus) } else { (" ", theme.text) }
}

/// The options of a choice, multiple choice or pick.
fn options(ask: &Ask, look: Look<'_>, columns: usize, statements: bool, out: &mut Vec<Line<'static>>) -> Range<usize> {
    let options = ask.question().options();
    let mut target = 0..0;
    for (position, index) in ask.order().iter().enumerate() {
        let Some(option) = options.get(*index) else { continue };
        let here = position == ask.cursor();
        let (pointer, style) = row(here, look);
        let ticked = match ask.forming() {
            Forming::Several(chosen) if chosen.contains(index) => "[x] ",
            Forming::Several(_) => "[ ] ",
            _ => "",
        };
        let head = format!("{pointer} {}  {ticked}", letter(position));
        let from = if position == 0 { 0 } else { out.len() };
        out.extend(paragraph(&head, &option.text, columns, style));
        if here
            && statements
            && let Some((_, text)) = statement::read(ask, columns.saturating_sub(5), look)
        {
            out.extend(text.into_iter().map(|line| indented(line, "     ")));
        }
        if here {
            target = from..out.len();
        }
    }
    target
}

fn indented(mut line: Line<'static>, blanks: &'static str) -> Line<'static> {
    line.spans.insert(0, Span::raw(blanks));
    line
}

/// The items in the learner's order.
fn sequence(ask: &Ask, order: &[usize], look: Look<'_>, columns: usize, out: &mut Vec<Line<'static>>) -> Range<usize> {
    let QuestionKind::Order { items } = &ask.question().kind else { return 0..0 };
    let mut target = 0..0;
    for (position, index) in order.iter().enumerate() {
        let Some(item) = items.get(*index) else { continue };
        let here = position == ask.cursor();
        let (pointer, style) = row(here, look);
        let from = if position == 0 { 0 } else { out.len() };
        out.extend(paragraph(&format!("{pointer} {}.  ", position + 1), &item.text, columns, style));
        if here {
            target = from..out.len();
        }
    }
    target
}

/// What is written to its end of a pairing, where there is little room.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fold {
    /// Everything.
    None,
    /// Of the lefts the selected one; every right.
    Lefts,
    /// What is selected at either side. While a right is chosen the other lefts step back, so that both are in sight.
    Both,
}

/// The lefts with what was chosen for each, and the rights below.
fn pairing(
    ask: &Ask,
    (pairs, of, choosing): (&[MatchPair], &[Option<usize>], Option<usize>),
    look: Look<'_>,
    (columns, height): (usize, usize),
    fold: Fold,
    out: &mut Vec<Line<'static>>,
) -> Range<usize> {
    let (theme, glyphs) = look;
    let mut target = 0..0;
    let alone = fold == Fold::Both && choosing.is_some();
    let cut = |head: &str, text: &str, style: Style| {
        // Messages begin alike, and their ends tell them apart.
        let text = cut_within(text, columns.saturating_sub(width(head)), glyphs.more);
        vec![Line::from(Span::styled(format!("{head}{text}"), style))]
    };
    for (left, pair) in pairs.iter().enumerate() {
        let here = left == ask.cursor();
        let (pointer, style) = row(here && choosing.is_none(), look);
        let style = if here { theme.focus } else { style };
        let chosen = of.get(left).copied().flatten();
        let partner = chosen.and_then(|right| ask.order().iter().position(|other| *other == right));
        let sign = partner.map_or_else(|| "?".to_owned(), name);
        let head = format!("{pointer} {}  {sign}  ", left + 1);
        let from = if left == 0 { 0 } else { out.len() };
        if here || fold == Fold::None {
            out.extend(paragraph(&head, &pair.left, columns, style));
        } else if !alone {
            out.extend(cut(&head, &pair.left, style));
        }
        if here {
            target = from..out.len();
        }
    }
    out.push(Line::default());
    for (position, right) in ask.order().iter().enumerate() {
        let Some(pair) = pairs.get(*right) else { continue };
        let here = choosing == Some(position);
        let taken = of.iter().position(|chosen| *chosen == Some(*right));
        let (pointer, style) = match (here, taken) {
            (true, _) => (glyphs.pointer, theme.focus),
            (false, Some(_)) => (" ", theme.dim),
            (false, None) => (" ", theme.text),
        };
        let used = taken.map_or_else(String::new, |left| format!("  ({})", left + 1));
        let from = out.len();
        let head = format!("{pointer} {}  ", name(position));
        if here || fold != Fold::Both {
            out.extend(paragraph(&head, &format!("{}{used}", pair.right), columns, style));
        } else {
            out.extend(cut(&head, &pair.right, style));
        }
        // The left it is chosen for is in sight with it, where both fit.
        if here {
            target = if out.len() - target.start <= height { target.start..out.len() } else { from..out.len() };
        }
    }
    target
}

/// What a right is called: its letter, or its number where the letters end.
fn name(row: usize) -> String {
    match letter(row) {
        '-' => (row + 1).to_string(),
        letter => letter.to_string(),
    }
}

/// The field. What is written is shown to its end.
fn text(written: &str, typing: bool, theme: &Theme, columns: usize, out: &mut Vec<Line<'static>>) -> Range<usize> {
    const HEAD: &str = "answer: ";
    let style = if typing { theme.focus } else { theme.text };
    let mut shown = paragraph(HEAD, &format!("{written} "), columns, style);
    if shown.is_empty() {
        shown.push(Line::from(Span::styled(HEAD, style)));
    }
    if typing && let Some(last) = shown.last_mut() {
        if written.ends_with(' ') || written.is_empty() {
            last.spans.push(Span::styled(" ", style));
        }
        last.spans.push(Span::styled(" ", Style::new().add_modifier(Modifier::REVERSED)));
    }
    out.extend(shown);
    0..out.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_beyond_the_letters_have_a_dash_or_numbers() {
        assert_eq!((letter(3), letter(4)), ('d', '-'));
        assert_eq!((name(0), name(3), name(4)), ("a".to_owned(), "d".to_owned(), "5".to_owned()));
    }
}
