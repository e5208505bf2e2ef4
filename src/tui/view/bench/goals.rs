//! The goals: what must come of each request, and what comes of it now.

use super::text::dimmed;
use super::{Look, Words, frame, scrolled};
use crate::lesson::{GoalOutcome, Must};
use crate::tui::lens::bench::{Bench, Pane, Sheet};
use crate::tui::view::panel::{paragraph, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::ops::Range;

/// So many goals are told in full.
const FEW: usize = 3;

/// What must come of a goal.
pub(super) fn must(goal: &GoalOutcome) -> &'static str {
    match goal.must {
        Must::Allow => "must be allowed",
        Must::Deny => "must be denied",
    }
}

/// What comes of it now.
pub(super) fn state(goal: &GoalOutcome) -> String {
    let refused = goal.met == (goal.must == Must::Deny);
    match (&goal.error, goal.decision.filter(|decision| *decision != crate::iam::Decision::Allowed)) {
        (Some(_), Some(decision)) => format!("is {}", decision.words()),
        (Some(error), None) if refused => format!("fails with {}", error.code),
        _ => "is allowed".to_owned(),
    }
}

/// All goals, and which lines are the selected one's.
pub(super) fn lay(look: Look<'_>, bench: &Bench, words: &Words, columns: usize) -> (Vec<Line<'static>>, Range<usize>) {
    let theme = look.theme;
    let mut out: Vec<Line<'static>> = Vec::new();
    let mut selected = 0..0;
    // Of many goals those that are met need no second line.
    let many = bench.goals.len() > FEW;
    for (row, goal) in bench.goals.iter().enumerate() {
        let begin = out.len();
        let here = row == bench.row;
        let pointer = if here { look.glyphs.pointer } else { " " };
        let (sign, style) = if goal.met { (look.glyphs.yes, theme.good) } else { (look.glyphs.no, theme.bad) };
        let words_style = if here { theme.focus } else { theme.text };
        let mut said = paragraph(&format!("{pointer} {sign} "), &goal.goal, columns, words_style);
        if let Some(span) = said.first_mut().and_then(|line| line.spans.first_mut()) {
            span.style = style;
        }
        if !(goal.met && many) {
            let joined = if goal.met { "and" } else { "but" };
            said.extend(paragraph("    ", &format!("{}, {joined} {}", must(goal), state(goal)), columns, theme.dim));
        }
        out.extend(if bench.stale { dimmed(said, theme.dim) } else { said });
        if here {
            selected = begin..out.len();
        }
    }
    if let Some((sign, text, style)) = words.result_row.as_ref().filter(|_| bench.has_result) {
        let begin = out.len();
        let here = bench.row == bench.goals.len();
        let pointer = if here { look.glyphs.pointer } else { " " };
        let style = match () {
            () if bench.stale => theme.dim,
            () if here => theme.focus,
            () => *style,
        };
        out.extend(paragraph(&format!("{pointer} {sign} "), text, columns, style));
        if here {
            selected = begin..out.len();
        }
    }
    (out, selected)
}

pub(super) fn render(look: Look<'_>, bench: &Bench, words: &Words, area: Rect, buf: &mut Buffer) {
    let title = if bench.stale {
        format!("Goals, {}", stale(bench))
    } else {
        format!("Goals: {} of {} met", bench.met(), bench.goals.len())
    };
    let inner = frame(look, &title, bench.pane == Pane::Goals, area, buf);
    let (text, selected) = lay(look, bench, words, usize::from(inner.width));
    let height = usize::from(inner.height);
    let last = text.len().saturating_sub(height);
    let top = selected.end.saturating_sub(height).min(last);
    scrolled(look, &text, top, "", (area, inner), buf);
}

/// Why the goals are older than the texts: of several policies, which one they wait for.
fn stale(bench: &Bench) -> String {
    let waiting = |sheet: &Sheet| format!("waiting for: {}", sheet.name());
    bench.broken().map_or_else(|| "as of the last text that could be read".to_owned(), waiting)
}

/// The state of the goals in one row, where they are out of sight: a sign each, and what is still wrong.
pub(super) fn strip(look: Look<'_>, bench: &Bench, words: &Words, area: Rect, buf: &mut Buffer) {
    let theme = look.theme;
    let mut x = area.x + 1;
    for goal in &bench.goals {
        let (sign, style) = if goal.met { (look.glyphs.yes, theme.good) } else { (look.glyphs.no, theme.bad) };
        put(buf, x, area.y, 1, sign, if bench.stale { theme.dim } else { style }, "");
        x += 2;
    }
    let unmet = bench.goals.iter().find(|goal| !goal.met);
    let (text, style) = match unmet {
        _ if bench.stale => (stale(bench), theme.dim),
        Some(goal) => (format!("{}: {}, but {}", goal.goal, must(goal), state(goal)), theme.text),
        None => match &words.result_row {
            Some((sign, text, style)) => (format!("{sign} {text}"), *style),
            None => ("all goals are met".to_owned(), theme.good),
        },
    };
    let room = usize::from(area.right().saturating_sub(x + 1));
    put(buf, x + 1, area.y, room, &text, style, look.glyphs.more);
}
