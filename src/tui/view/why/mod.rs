//! The Why lens on the screen: the parts told so far, the newest in sight and those before it above; at last the leak as
//! a table.

mod leak;
mod says;

use super::chrome;
use super::panel::{ASCII_BORDER, lines, paragraph, put};
use super::text::{more, width};
use crate::tui::lens::why::{Part, parts, place};
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

/// Longest line that is read with ease.
const MEASURE: u16 = 88;
/// From this width on the two ways stand side by side.
const TWO: u16 = 72;

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((lesson, open)) = model.open() else { return };
    chrome::lesson_header(model, area, buf);
    let room = room(area);
    let parts = parts(lesson, &open.why);
    let (part, moment) = place(&parts, &open.why);
    tabs(model, &parts, part, Rect::new(area.x, room.y.saturating_sub(1), area.width, 1), buf);
    match (parts.get(part), &open.why.leak) {
        (Some(Part::Leak), Some(leak)) => leak::render(model, leak, moment, room, buf),
        _ => words(model, &parts[..(part + 1).min(parts.len())], parts.get(part + 1), room, buf),
    }
}

fn room(area: Rect) -> Rect {
    let top = area.y + 2 + chrome::lens_bar_height(area);
    Rect::new(area.x, top, area.width, area.bottom().saturating_sub(top + 1))
}

fn tabs(model: &Model, parts: &[Part], here: usize, area: Rect, buf: &mut Buffer) {
    let mut x = area.x + 1;
    // Where the titles do not fit, the others keep their signs.
    let whole: usize = parts.iter().map(|part| width(part.title()) + 4).sum();
    let fits = whole < usize::from(area.width);
    for (at, part) in parts.iter().enumerate() {
        let title = if fits { format!(" {}", part.title()) } else { String::new() };
        let (text, style) = match at {
            _ if at == here => (format!("[{} {}]", model.glyphs.current, part.title()), model.theme.focus),
            _ if at < here => (format!(" {}{title} ", model.glyphs.done), model.theme.text),
            _ => (format!(" {}{title} ", model.glyphs.future), model.theme.dim),
        };
        put(buf, x, area.y, usize::from(area.right().saturating_sub(x)), &text, style, model.glyphs.more);
        x += width(&text) as u16;
    }
}

fn text_of(model: &Model, part: Part) -> &[String] {
    let Some(why) = model.open().and_then(|(lesson, _)| lesson.lab.why.as_ref()) else { return &[] };
    match part {
        Part::Question => &why.hook,
        Part::Picture => &why.picture,
        Part::Manual => &why.manual,
        Part::Better => &why.better,
        Part::Leak => &[],
    }
}

/// A part in lines of `columns`.
fn lay(model: &Model, part: Part, columns: u16) -> Vec<Line<'static>> {
    let style = if part == Part::Question { model.theme.title } else { model.theme.text };
    let mut out = Vec::new();
    for (at, text) in text_of(model, part).iter().enumerate() {
        if at > 0 {
            out.push(Line::default());
        }
        out.extend(paragraph("", text, usize::from(columns), style));
    }
    if let Some((what, ends)) = credentials(model, part) {
        out.push(Line::default());
        out.extend(paragraph(&format!("{} ", model.glyphs.pointer), &what, usize::from(columns), model.theme.title));
        out.extend(paragraph("  ", &ends, usize::from(columns), model.theme.text));
    }
    out
}

/// What is held in either way, and when it ends: from the play. The session need not be held by the user of the key.
fn credentials(model: &Model, part: Part) -> Option<(String, String)> {
    let leak = model.open()?.1.why.leak.as_ref()?;
    match part {
        Part::Manual => Some((
            format!("{} with a long-term key", leak.user),
            "It ends when somebody notices and deletes it.".to_owned(),
        )),
        Part::Better => Some((
            format!("temporary credentials: the session {}", leak.session),
            format!("It ends by itself at {}.", leak.expires.format("%H:%M:%S")),
        )),
        _ => None,
    }
}

/// The parts told so far, in rows: what stands side by side is one row.
fn rows(model: &Model, told: &[Part], room: Rect) -> Vec<Vec<Part>> {
    let mut rows: Vec<Vec<Part>> = Vec::new();
    for part in told {
        match rows.last_mut() {
            Some(row) if *part == Part::Better && row == &[Part::Manual] => row.push(*part),
            _ => rows.push(vec![*part]),
        }
    }
    let fits = rows.last().is_none_or(|row| row.len() == 1 || height(model, row, room) <= room.height);
    if room.width < TWO || !fits {
        rows = told.iter().map(|part| vec![*part]).collect();
    }
    rows
}

/// Columns of each part of a row, frame included.
fn columns(row: &[Part], room: Rect) -> u16 {
    let whole = if row.len() == 1 { room.width.min(MEASURE + 4) } else { room.width.min(2 * MEASURE) };
    whole / row.len().max(1) as u16
}

fn height(model: &Model, row: &[Part], room: Rect) -> u16 {
    let inner = columns(row, room).saturating_sub(4);
    let most = row.iter().map(|part| lay(model, *part, inner).len()).max().unwrap_or(0);
    // The question stands free between empty lines, the others in frames.
    u16::try_from(most).unwrap_or(u16::MAX).saturating_add(2)
}

/// All parts told so far, one below the other, as tall as they are.
struct Told {
    rows: Vec<(Vec<Part>, u16)>,
    /// The first line in sight, and the last that can be.
    top: usize,
    last: usize,
}

/// Lays them out: the newest part is in sight from its beginning, and of those before it what there is room for.
fn told(model: &Model, told: &[Part], room: Rect) -> Told {
    let rows: Vec<_> = rows(model, told, room).into_iter().map(|row| (height(model, &row, room), row)).collect();
    let rows: Vec<_> = rows.into_iter().map(|(height, row)| (row, height)).collect();
    let all: usize = rows.iter().map(|(_, height)| usize::from(*height)).sum();
    let newest = rows.last().map_or(0, |(_, height)| usize::from(*height));
    let last = all.saturating_sub(usize::from(room.height));
    let top = model.open().and_then(|(_, open)| open.why.scroll).unwrap_or(all - newest).min(last);
    Told { rows, top, last }
}

fn words(model: &Model, parts: &[Part], next: Option<&Part>, room: Rect, buf: &mut Buffer) {
    let Told { rows, top, last } = told(model, parts, room);
    let newest = parts.last().copied();
    let all = rows.iter().map(|(_, height)| *height).sum::<u16>();
    // Drawn whole, and shown from the first line in sight on.
    let mut whole = Buffer::empty(Rect::new(room.x, 0, room.width, all));
    let mut y = 0;
    for (row, tall) in rows {
        let wide = columns(&row, room);
        let mut x = room.x;
        for part in row {
            let inner = Rect::new(x + 2, y + 1, wide.saturating_sub(4), tall.saturating_sub(2));
            if part != Part::Question {
                frame(model, part.title(), Some(part) == newest, Rect::new(x, y, wide, tall), &mut whole);
            }
            lines(inner, &mut whole, &lay(model, part, inner.width), 0);
            x += wide;
        }
        y += tall;
    }
    let seen = (top..usize::from(all)).take(usize::from(room.height));
    for (from, to) in seen.zip(room.y..room.bottom()) {
        for x in room.left()..room.right() {
            let from = whole.cell((x, u16::try_from(from).unwrap_or(u16::MAX))).cloned();
            if let (Some(from), Some(cell)) = (from, buf.cell_mut((x, to))) {
                *cell = from;
            }
        }
    }
    let sign = |text: String, y: u16, buf: &mut Buffer| {
        let x = room.right().saturating_sub(width(&text) as u16 + 2).max(room.x);
        // A line of words gives way whole: half of it would read as if the sign belonged to it.
        let is_word = |x: u16| buf.cell((x, y)).is_some_and(|cell| cell.symbol().chars().any(char::is_alphanumeric));
        if (x..room.right()).any(is_word) {
            put(buf, room.x, y, usize::from(room.width), &" ".repeat(usize::from(room.width)), model.theme.dim, "");
        }
        put(buf, x, y, usize::from(room.width), &text, model.theme.dim, "");
    };
    if top > 0 {
        sign(format!(" {} {} above, {} ", model.glyphs.more, more(top), keys(model, "↑")), room.y, buf);
    }
    if top < last {
        let text = format!(" {} {}, {} ", model.glyphs.more, more(last - top), keys(model, "↓"));
        sign(text, room.bottom().saturating_sub(1), buf);
    }
    let y = room.y.saturating_add(all);
    if let Some(next) = next.filter(|_| y + 1 < room.bottom()) {
        let text = format!("{} goes on: {}", keys(model, "→"), next.title());
        put(buf, room.x + 2, y + 1, usize::from(room.width), &text, model.theme.dim, model.glyphs.more);
    }
}

fn keys(model: &Model, text: &str) -> String {
    chrome::plain_key(text, model.glyphs.ascii)
}

/// The first line in sight of the parts told so far, and the last that can be.
pub(in crate::tui) fn scrolled(model: &Model) -> (usize, usize) {
    let Some((lesson, open)) = model.open() else { return (0, 0) };
    let room = room(Rect::new(0, 0, model.size.0, model.size.1));
    let parts = parts(lesson, &open.why);
    let (part, _) = place(&parts, &open.why);
    let Told { top, last, .. } = told(model, &parts[..(part + 1).min(parts.len())], room);
    (top, last)
}

fn frame(model: &Model, title: &str, focused: bool, area: Rect, buf: &mut Buffer) -> Rect {
    let (style, title_style): (Style, Style) =
        if focused { (model.theme.focus, model.theme.focus) } else { (model.theme.border, model.theme.title) };
    let set = if model.glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let title =
        super::text::truncate(&format!(" {title} "), usize::from(area.width.saturating_sub(2)), model.glyphs.more);
    let block = Block::bordered().border_set(set).border_style(style).title(Span::styled(title, title_style));
    let inner = block.inner(area);
    block.render(area, buf);
    inner
}
