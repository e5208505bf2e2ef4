//! The comparison: the base play and the changed one, step by step, side by side; where it is narrow, one below the
//! other. What differs has a sign.

use super::chrome;
use super::editing::frame;
use super::live::{Plays, verdict};
use super::panel::{lines, more_lines, paragraph};
use super::text::pad;
use crate::lesson::{Step, Timeline};
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From this width on the plays stand side by side.
const WIDE: u16 = 100;

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((lesson, open)) = model.open() else { return };
    chrome::header(model, area, &format!("Base and changed: {}", lesson.head.title), "", buf);
    let room = Rect::new(area.x, area.y + 1, area.width, area.height.saturating_sub(2));
    let what_if = open.timeline.what_ifs.first().and_then(|id| lesson.what_if(id));
    let parts = what_if.map(|what_if| format!("what if: {}", what_if.title)).into_iter();
    let edited = open.edits.names();
    let parts = parts.chain((!edited.is_empty()).then(|| format!("edited: {}", edited.join(", "))));
    let title = parts.collect::<Vec<_>>().join("; ");
    let inner = frame(model, &title, true, room, buf);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let (head, all) = content(model, usize::from(inner.width), area.width >= WIDE);
    let head_height = u16::try_from(head.len()).unwrap_or(0).min(inner.height);
    lines(inner, buf, &head, 0);
    let body = Rect { y: inner.y + head_height, height: inner.height - head_height, ..inner };
    let last = all.len().saturating_sub(usize::from(body.height));
    let top = model.scroll.min(last);
    lines(body, buf, &all, top);
    more_lines((&model.theme, &model.glyphs), room, last - top, "", buf);
}

/// The furthest line that can be scrolled to.
pub(in crate::tui) fn scroll_limit(model: &Model) -> usize {
    let (head, all) = content(model, usize::from(model.size.0.saturating_sub(4)), model.size.0 >= WIDE);
    all.len().saturating_sub(usize::from(model.size.1.saturating_sub(4)).saturating_sub(head.len()))
}

/// What stays, and what scrolls.
fn content(model: &Model, columns: usize, wide: bool) -> (Vec<Line<'static>>, Vec<Line<'static>>) {
    let Some((_, open)) = model.open() else { return (Vec::new(), Vec::new()) };
    let plays = Plays {
        base: &open.base,
        changed: &open.timeline,
        step: open.step,
        theme: &model.theme,
        glyphs: &model.glyphs,
    };
    let mut head = paragraph(&format!("{} ", model.glyphs.differs), &plays.summary(), columns, model.theme.warn);
    if wide {
        let (first, each) = shares(columns);
        let title = format!("{}{}Changed", pad("  Step", first), pad("Base", each));
        head.push(Line::default());
        head.push(Line::from(Span::styled(title, model.theme.title)));
    }
    (head, if wide { beside(&plays, columns) } else { below(&plays, columns) })
}

/// Columns of the steps, and of each play.
fn shares(columns: usize) -> (usize, usize) {
    let first = (columns / 4).clamp(16, 30);
    (first, columns.saturating_sub(first) / 2)
}

/// Both plays' cells of a step that differs.
fn cells(plays: &Plays<'_>, base: &Step, changed: &Step, columns: usize) -> [Vec<Line<'static>>; 2] {
    [cell(plays, plays.base, base, columns), cell(plays, plays.changed, changed, columns)]
}

/// A step's result and what decided it.
fn cell(plays: &Plays<'_>, timeline: &Timeline, step: &Step, columns: usize) -> Vec<Line<'static>> {
    let (sign, style) = plays.sign(timeline, step);
    let mut out = paragraph(&format!("{sign} "), &step.words.result, columns, style);
    let why = verdict(timeline, step);
    if !why.is_empty() {
        out.extend(paragraph("  ", &why, columns, plays.theme.text));
    }
    for line in plays.behind(timeline, step) {
        out.extend(paragraph("  ", &line, columns, plays.theme.text));
    }
    out
}

fn beside(plays: &Plays<'_>, columns: usize) -> Vec<Line<'static>> {
    let (first, each) = shares(columns);
    let text = each.saturating_sub(2);
    let mut out = Vec::new();
    for (base, changed, differs) in plays.pairs() {
        let name = name(plays, changed, differs, first.saturating_sub(2));
        let [left, right] = if differs {
            cells(plays, base, changed, text)
        } else {
            // The same on both sides is told once.
            let same = Line::from(Span::styled("the same", plays.theme.dim));
            [cell(plays, plays.base, base, text), vec![same]]
        };
        out.extend(join(&[(name, first), (left, each), (right, each)]));
        out.push(Line::default());
    }
    out.push(Line::from(Span::styled("  Status", plays.theme.title)));
    let status = plays.status();
    if status.is_empty() {
        out.push(Line::from(Span::styled("  no cell differs", plays.theme.dim)));
    }
    for (name, before, after) in status {
        let head = format!("{} ", plays.glyphs.differs);
        let name = paragraph(&head, &name, first.saturating_sub(2), plays.theme.warn);
        let left = paragraph("", &before, text, plays.theme.text);
        let right = paragraph("", &after, text, plays.theme.text);
        out.extend(join(&[(name, first), (left, each), (right, each)]));
    }
    out
}

fn name(plays: &Plays<'_>, step: &Step, differs: bool, columns: usize) -> Vec<Line<'static>> {
    let mark = if differs { plays.glyphs.differs } else { " " };
    let style = match () {
        () if differs => plays.theme.warn,
        () if step.number == plays.step => plays.theme.focus,
        () => plays.theme.text,
    };
    paragraph(&format!("{mark} {} ", step.number), &step.words.action, columns, style)
}

/// Blocks of lines side by side, each in its columns.
fn join(blocks: &[(Vec<Line<'static>>, usize)]) -> Vec<Line<'static>> {
    let height = blocks.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0);
    (0..height)
        .map(|row| {
            let mut spans = Vec::new();
            for (lines, columns) in blocks {
                let line = lines.get(row).cloned().unwrap_or_default();
                let rest = columns.saturating_sub(line.width());
                spans.extend(line.spans);
                spans.push(Span::raw(" ".repeat(rest)));
            }
            Line::from(spans)
        })
        .collect()
}

fn below(plays: &Plays<'_>, columns: usize) -> Vec<Line<'static>> {
    let room = columns.saturating_sub(11);
    let told = |title: &str, lines: Vec<Line<'static>>| {
        let mut out = Vec::new();
        for (row, mut line) in lines.into_iter().enumerate() {
            let head = if row == 0 { title } else { "" };
            line.spans.insert(0, Span::styled(pad(head, 11), plays.theme.dim));
            out.push(line);
        }
        out
    };
    let mut out = Vec::new();
    for (base, changed, differs) in plays.pairs() {
        out.extend(name(plays, changed, differs, columns));
        if differs {
            let [before, after] = cells(plays, base, changed, room);
            out.extend(told("  base", before));
            out.extend(told("  changed", after));
        } else {
            out.extend(told("  both", cell(plays, plays.base, base, room)));
        }
    }
    out.push(Line::default());
    out.push(Line::from(Span::styled("  Status", plays.theme.title)));
    let status = plays.status();
    if status.is_empty() {
        out.push(Line::from(Span::styled("  no cell differs", plays.theme.dim)));
    }
    for (name, before, after) in status {
        out.extend(paragraph(&format!("{} ", plays.glyphs.differs), &name, columns, plays.theme.warn));
        out.extend(told("  base", paragraph("", &before, room, plays.theme.text)));
        out.extend(told("  changed", paragraph("", &after, room, plays.theme.text)));
    }
    out
}
