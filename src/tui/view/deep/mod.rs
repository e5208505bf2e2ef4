//! The Deep lens on the screen: the views as tabs, the parts of one at the left, the selected part explained beside.

mod path;
mod sheet;
mod tree;

use super::panel::{ASCII_BORDER, lines, paragraph, put};
use super::text::{truncate, width};
use super::{chrome, ruler, scene};
use crate::iam::Page;
use crate::report::outline::Entry;
use crate::tui::lens::deep::{self, Content, DeepView, Subject};
use crate::tui::model::Model;
use crate::tui::theme::{Glyphs, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};
use unicode_segmentation::UnicodeSegmentation;

/// From this width on the explanation stands at the right; below it stands under the parts.
const WIDE: u16 = 100;

/// What the views draw with.
struct Look<'a> {
    theme: &'a Theme,
    glyphs: &'a Glyphs,
    /// Which key shows all, said where something is cut.
    all: &'static str,
}

/// A view laid out: its lines, and those of the selected row.
struct Laid {
    lines: Vec<Line<'static>>,
    selected: std::ops::Range<usize>,
}

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let (Some(scene), Some(content)) = (scene(model), deep::content(model)) else { return };
    let Some((_, open)) = model.open() else { return };
    chrome::lesson_header(model, area, buf);
    let top = area.y + 1 + chrome::lens_bar_height(area);
    let bottom = area.bottom().saturating_sub(2);
    tabs(model, Rect::new(area.x, top, area.width, 1), buf);
    ruler::render(&scene, Rect::new(area.x + 1, bottom, area.width.saturating_sub(2), 1), buf);
    let room = Rect::new(area.x, top + 1, area.width, bottom.saturating_sub(top + 1));

    let look = Look { theme: &model.theme, glyphs: &model.glyphs, all: ", z shows all" };
    let title =
        format!("{}: {}", open.deep.view.title(), about(deep::subject(&open.timeline, open.step).as_ref(), open.step));
    if let Content::Nothing(why) = &content {
        let inner = frame(&look, &title, true, room, buf);
        let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        lines(inner, buf, &nothing(&look, why, usize::from(inner.width).min(88)), 0);
        return;
    }
    let cursor = deep::cursor(model, &content);
    panes(&look, &content, cursor, &title, room, buf);
}

/// A trace that stands by itself: its outline, and the selected entry explained.
pub(super) fn trace(model: &Model, title: &str, entries: Vec<Entry>, cursor: usize, room: Rect, buf: &mut Buffer) {
    let look = Look { theme: &model.theme, glyphs: &model.glyphs, all: "" };
    panes(&look, &Content::Tree(entries), cursor, title, room, buf);
}

/// The parts, and the selected one explained beside or below.
fn panes(look: &Look<'_>, content: &Content, cursor: usize, title: &str, room: Rect, buf: &mut Buffer) {
    let (list, beside) = share(look, content, cursor, room);
    let inner = frame(look, title, true, list, buf);
    let laid = lay(look, content, cursor, inner);
    let height = usize::from(inner.height);
    let last = laid.lines.len().saturating_sub(height);
    // The selected part stays in sight, with some of what comes before it.
    let top = laid.selected.end.saturating_sub(height * 2 / 3).min(laid.selected.start).min(last);
    lines(inner, buf, &laid.lines, top);
    rest(look, last - top, list, buf);
    if top > 0 {
        sign(look, &format!(" {} {} above ", look.glyphs.more, count(top)), list, list.y, buf);
    }

    let inner = frame(look, &row_title(content, cursor), false, beside, buf);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let (mut text, lit) = explain(look, content, cursor, usize::from(inner.width), false);
    let height = usize::from(inner.height);
    let over = text.len().saturating_sub(height);
    if let Some((head, line)) = lit {
        // The sentence stays, as the list may have cut it; what stands between it and the lit line gives way.
        let hidden = (line + 1).saturating_sub(height * 3 / 4).min(over).min(line - head);
        text.drain(head..head + hidden);
    }
    lines(inner, buf, &text, 0);
    rest(look, text.len().saturating_sub(height), beside, buf);
}

/// Why there is nothing to see.
fn nothing(look: &Look<'_>, why: &str, columns: usize) -> Vec<Line<'static>> {
    paragraph("", &chrome::plain_key(why, look.glyphs.ascii), columns, look.theme.text)
}

/// Room for the parts and for the explanation: side by side, or one above the other.
fn share(look: &Look<'_>, content: &Content, cursor: usize, room: Rect) -> (Rect, Rect) {
    if room.width >= WIDE {
        let left = Rect { width: room.width * 61 / 100, ..room };
        return (left, Rect { x: left.right(), width: room.width - left.width, ..room });
    }
    // A short list leaves its room to the explanation; a long one takes three fifths at most.
    let needed = lay(look, content, cursor, Rect::new(0, 0, room.width.saturating_sub(2), 0)).lines.len() + 2;
    let height = u16::try_from(needed).unwrap_or(u16::MAX).clamp(5, (room.height * 3 / 5).max(5)).min(room.height);
    let upper = Rect { height, ..room };
    (upper, Rect { y: upper.bottom(), height: room.height - height, ..room })
}

fn count(lines: usize) -> String {
    if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") }
}

/// Says how many lines stand below.
fn rest(look: &Look<'_>, hidden: usize, area: Rect, buf: &mut Buffer) {
    if hidden > 0 {
        let text = format!(" {} {} below{} ", look.glyphs.more, count(hidden), look.all);
        sign(look, &text, area, area.bottom().saturating_sub(1), buf);
    }
}

fn sign(look: &Look<'_>, text: &str, area: Rect, y: u16, buf: &mut Buffer) {
    let x = area.right().saturating_sub(width(text) as u16 + 2);
    put(buf, x, y, width(text), text, look.theme.dim, "");
}

fn tabs(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((_, open)) = model.open() else { return };
    let mut x = area.x + 1;
    for view in DeepView::ALL {
        let here = view == open.deep.view;
        let text = if here { format!("[{}]", view.title()) } else { format!(" {} ", view.title()) };
        let style = if here { model.theme.focus } else { model.theme.dim };
        put(buf, x, area.y, usize::from(area.right().saturating_sub(x)), &text, style, "");
        x += width(&text) as u16;
    }
    let note = "secrets are invented ";
    if usize::from(area.right().saturating_sub(x)) > width(note) + 2 {
        put(buf, area.right() - width(note) as u16, area.y, width(note), note, model.theme.warn, "");
    }
}

/// Which call is looked into, and when it travelled.
fn about(subject: Option<&Subject<'_>>, step: usize) -> String {
    let Some(subject) = subject else { return "nothing yet".to_owned() };
    // Before the decision the permissions are not named: which one is asked may be what the step is about.
    let decides = !subject.step.evidence.is_empty();
    let alone = || subject.exchange.call_words().unwrap_or_default();
    let call = if decides { subject.exchange.call_and_permissions() } else { alone() };
    match subject.step.number {
        number if number == step => format!("{call} at step {step}"),
        number => format!("{call}, as of step {number}"),
    }
}

fn frame(look: &Look<'_>, title: &str, focused: bool, area: Rect, buf: &mut Buffer) -> Rect {
    let (style, title_style) =
        if focused { (look.theme.focus, look.theme.focus) } else { (look.theme.border, look.theme.title) };
    let title = truncate(&format!(" {title} "), usize::from(area.width.saturating_sub(2)), look.glyphs.more);
    let set = if look.glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let block = Block::bordered().border_set(set).border_style(style).title(Span::styled(title, title_style));
    let inner = block.inner(area);
    block.render(area, buf);
    inner
}

fn lay(look: &Look<'_>, content: &Content, cursor: usize, room: Rect) -> Laid {
    let columns = usize::from(room.width);
    match content {
        Content::Nothing(_) => Laid { lines: Vec::new(), selected: 0..0 },
        Content::Sheet(sheet) => sheet::lay(look, sheet, Some(cursor), columns, false),
        Content::Tree(entries) => tree::lay(look, entries, Some(cursor), columns, false),
        Content::Path(walks) => path::lay(look, walks, cursor, columns, usize::from(room.height)),
    }
}

fn row_title(content: &Content, cursor: usize) -> String {
    match content {
        Content::Nothing(_) => String::new(),
        Content::Sheet(sheet) => sheet.parts.get(cursor).map(|part| part.name.clone()).unwrap_or_default(),
        Content::Tree(entries) => entries.get(cursor).map(tree::title).unwrap_or_default(),
        Content::Path(walks) => {
            path::junction(walks, cursor).map(|junction| junction.question.to_owned()).unwrap_or_default()
        }
    }
}

/// The selected row in words; and how many of its lines are the sentence, with the line that should be in sight, too.
fn explain(
    look: &Look<'_>,
    content: &Content,
    cursor: usize,
    columns: usize,
    full: bool,
) -> (Vec<Line<'static>>, Option<(usize, usize)>) {
    match content {
        Content::Nothing(_) => (Vec::new(), None),
        Content::Sheet(sheet) => (sheet::explain(look, sheet, cursor, columns, full), None),
        Content::Tree(entries) => tree::explain(look, entries, cursor, columns),
        Content::Path(walks) => (path::explain(look, walks, cursor, columns), None),
    }
}

/// The page that an explanation comes from.
fn source(look: &Look<'_>, page: &Page, columns: usize) -> Vec<Line<'static>> {
    let mut out = vec![Line::default()];
    out.extend(paragraph("", page.title, columns, look.theme.dim));
    out.extend(paragraph("", page.url.trim_start_matches("https://"), columns, look.theme.dim));
    out
}

/// Title of the view in full.
pub(super) fn full_title(model: &Model) -> String {
    model.lesson.as_ref().map_or_else(String::new, |open| format!("{}, in full", open.deep.view.title()))
}

/// The selected row, then the whole view with nothing shortened.
pub(super) fn full_text(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let Some(content) = deep::content(model) else { return Vec::new() };
    let look = Look { theme: &model.theme, glyphs: &model.glyphs, all: ", z shows all" };
    if let Content::Nothing(why) = &content {
        return nothing(&look, why, columns);
    }
    let cursor = deep::cursor(model, &content);
    let mut out = paragraph("", &row_title(&content, cursor), columns, look.theme.focus);
    out.extend(explain(&look, &content, cursor, columns, true).0);
    out.push(Line::default());
    out.extend(paragraph("", "The whole view", columns, look.theme.title));
    out.push(Line::default());
    match &content {
        Content::Nothing(_) => {}
        Content::Sheet(sheet) => out.extend(sheet::lay(&look, sheet, None, columns, true).lines),
        Content::Tree(entries) => out.extend(tree::lay(&look, entries, None, columns, true).lines),
        Content::Path(walks) => out.extend(path::full(&look, walks, columns)),
    }
    out
}

/// Spans in lines of at most `columns`: broken at a joint where one is near, else anywhere, as a signature has none. What
/// follows the first line is indented by `hanging`.
pub(super) fn folded(spans: &[Span<'static>], columns: usize, hanging: usize) -> Vec<Line<'static>> {
    let hanging = if hanging + 8 > columns { 0 } else { hanging };
    let cells = spans.iter().flat_map(|span| span.content.graphemes(true).map(|cluster| (cluster, span.style)));
    let cells: Vec<Cell<'_>> = cells.collect();
    let below = columns.saturating_sub(hanging);
    let (first, mut rest) = cells.split_at(fitting(&cells, columns, below));
    let mut out = vec![Line::from(joined(first))];
    while !rest.is_empty() {
        let (row, after) = rest.split_at(fitting(rest, below, below));
        let indent = std::iter::once(Span::raw(" ".repeat(hanging)));
        out.push(indent.chain(joined(row)).collect());
        rest = after;
    }
    out
}

/// What stands in one place of the screen, and how it looks.
type Cell<'a> = (&'a str, Style);

/// How many of `cells` stand on a line of `columns`, when `below` columns are on the next: all that fit, or those up to
/// a joint in the second half. Where there is none, a quoted value begins on the next line if it fits there, and else is
/// divided between the parts of a name.
fn fitting(cells: &[Cell<'_>], columns: usize, below: usize) -> usize {
    let mut used = 0;
    let fits = |(cluster, _): &&Cell<'_>| {
        used += width(cluster);
        used <= columns
    };
    let most = cells.iter().take_while(fits).count().max(1).min(cells.len());
    if most == cells.len() {
        return most;
    }
    let back = |at: usize, by| at.checked_sub(by).and_then(|at| cells.get(at)).map_or("", |cell| cell.0);
    let is_joint = |at: &usize| {
        let back = |by| back(*at, by);
        let after = cells.get(*at).map_or("", |cell| cell.0);
        // Tokens are full of slashes that divide nothing: one counts only where little of the line is lost.
        let is_near = at * 4 > most * 3;
        let is_part = back(1) == "/" && back(2) != "<" && after.chars().all(char::is_alphanumeric);
        // What ends with the line ends whole.
        let is_end = *at == most && after == " ";
        matches!(back(1), "," | ";" | "&" | " ") || after == "<" || is_end || is_part && is_near
    };
    let begins_below = |at: &usize| {
        let is_indent = cells.iter().take(*at).all(|cell| cell.0 == " ");
        let word = || cells.iter().skip(*at).map(|cell| cell.0).take_while(|cluster| *cluster != " ");
        let is_value = back(*at, 1) == " " && matches!(word().next(), Some("\"" | "'" | "`"));
        is_value && !is_indent && word().map(width).sum::<usize>() <= below
    };
    let is_part = |at: &usize| {
        let after = cells.get(*at).map_or("", |cell| cell.0);
        matches!(back(*at, 1), ":" | ".") && after.chars().all(char::is_alphanumeric)
    };
    let in_name = || (most * 5 / 8..=most).rev().find(is_part);
    let found = (most / 2..=most).rev().find(is_joint);
    found.or_else(|| (1..most / 2).rev().find(begins_below)).or_else(in_name).unwrap_or(most).max(1)
}

/// Neighbours that look alike as one span.
fn joined(cells: &[Cell<'_>]) -> Vec<Span<'static>> {
    let alike = cells.chunk_by(|one, next| one.1 == next.1);
    alike
        .map(|run| {
            Span::styled(
                run.iter().map(|cell| cell.0).collect::<String>(),
                run.first().map_or_else(Style::default, |cell| cell.1),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_by_columns_and_nothing_is_lost() {
        let text = "日本語 and a long signature 0123456789abcdef";
        for columns in 10..60 {
            let lines = folded(&[Span::raw(&text[..9]), Span::raw(&text[9..])], columns, 2);
            assert!(lines.iter().all(|line| line.width() <= columns), "{columns}");
            let kept: String = lines
                .iter()
                .enumerate()
                .map(|(at, line)| line.to_string().split_off(if at == 0 { 0 } else { 2 }))
                .collect();
            assert_eq!(kept, text, "{columns}");
        }
    }

    #[test]
    fn a_line_ends_at_a_joint_where_one_is_near() {
        let lines = |text: &'static str, columns| {
            let folded = folded(&[Span::raw(text)], columns, 2);
            folded.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            lines("  Credential=AKIA62O7F3EXAMPLE/20260302/s3/aws4,", 47),
            ["  Credential=AKIA62O7F3EXAMPLE/20260302/s3/", "  aws4,"]
        );
        // A token's slashes are no joints far from the end.
        assert_eq!(lines("IQoJ02cv1MXEC/TYR2fBXDk3", 20), ["IQoJ02cv1MXEC/TYR2fB", "  XDk3"]);
        assert_eq!(lines("<Id>AROA:alice</Id>", 17), ["<Id>AROA:alice", "  </Id>"]);
        assert_eq!(lines("host;x-amz-date;x-amz-token", 22), ["host;x-amz-date;", "  x-amz-token"]);
        assert_eq!(lines("0123456789abcdef", 12), ["0123456789ab", "  cdef"]);
        // A value that fits a line is not divided, and a longer one between its parts.
        assert_eq!(lines("is '2026-03-02T09:20:02Z' now", 24), ["is ", "  '2026-03-02T09:20:02Z'", "   now"]);
        assert_eq!(lines("\"Service\": \"lambda.amazonaws.com\"", 26), ["\"Service\": ", "  \"lambda.amazonaws.com\""]);
        assert_eq!(lines("\"ec2.eu-west-1.amazonaws.com\"", 20), ["\"ec2.eu-west-1.", "  amazonaws.com\""]);
        assert_eq!(lines("    \"0123456789abcdef\"", 12), ["    \"0123456", "  789abcdef\""], "an indent is no word");
    }
}
