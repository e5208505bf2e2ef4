//! What the panels share: the frame around them, what is lit, and drawing lines.

use super::Scene;
use super::chrome::plain_key;
use super::text::{more, truncate, width};
use crate::lesson::Panel;
use crate::tui::theme::{Glyphs, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

/// Borders of seven-bit signs.
pub(super) const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Draws the panel's frame and gives the room inside.
pub(super) fn frame(scene: &Scene<'_>, panel: Panel, note: &str, area: Rect, buf: &mut Buffer) -> Rect {
    let focused = scene.focus == panel;
    let style = if focused { scene.theme.focus } else { scene.theme.border };
    let mark = if focused { format!("{} ", scene.glyphs.pointer) } else { String::new() };
    let title = if note.is_empty() {
        format!(" {mark}{} ", panel.title())
    } else {
        format!(" {mark}{}: {note} ", panel.title())
    };
    let title = truncate(&title, usize::from(area.width.saturating_sub(2)), scene.glyphs.more);
    let set = if scene.glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let title_style = if focused { scene.theme.focus } else { scene.theme.title };
    let block = Block::bordered().border_set(set).border_style(style).title(Span::styled(title, title_style));
    let inner = block.inner(area);
    block.render(area, buf);
    inner
}

/// Writes `text` at a place, cut to `columns`; nothing outside the buffer.
pub(super) fn put(buf: &mut Buffer, x: u16, y: u16, columns: usize, text: &str, style: Style, more: &str) {
    let area = buf.area;
    if y < area.y || y >= area.bottom() || x < area.x || x >= area.right() || columns == 0 {
        return;
    }
    let room = usize::from(area.right() - x).min(columns);
    buf.set_stringn(x, y, truncate(text, room, more), room, style);
}

/// Writes lines from `top` on.
pub(super) fn lines(area: Rect, buf: &mut Buffer, lines: &[Line<'static>], top: usize) {
    for (row, line) in (area.y..area.bottom()).zip(lines.iter().skip(top)) {
        line.render(Rect::new(area.x, row, area.width, 1), buf);
    }
}

/// Says in the lower border of `area` that `hidden` lines stand below it, and by which `keys` they are reached where
/// that is not plain.
pub(super) fn more_lines(look: (&Theme, &Glyphs), area: Rect, hidden: usize, keys: &str, buf: &mut Buffer) {
    if hidden > 0 && area.height > 0 {
        hidden_lines(look, area, area.bottom() - 1, &more(hidden), keys, buf);
    }
}

/// Says in the upper border of `area` that `hidden` lines stand above it, and by which `keys` they are reached.
pub(super) fn lines_above(look: (&Theme, &Glyphs), area: Rect, hidden: usize, keys: &str, buf: &mut Buffer) {
    if hidden > 0 {
        let plural = if hidden == 1 { "" } else { "s" };
        hidden_lines(look, area, area.y, &format!("{hidden} line{plural} above"), keys, buf);
    }
}

fn hidden_lines(look: (&Theme, &Glyphs), area: Rect, y: u16, text: &str, keys: &str, buf: &mut Buffer) {
    let (theme, glyphs) = look;
    let keys = if keys.is_empty() { String::new() } else { format!(", {}", plain_key(keys, glyphs.ascii)) };
    let text = format!(" {} {text}{keys} ", glyphs.more);
    let columns = u16::try_from(width(&text)).unwrap_or(0);
    let x = area.right().saturating_sub(columns + 2).max(area.x + 1);
    put(buf, x, y, usize::from(area.width.saturating_sub(2)), &text, theme.dim, "");
}

/// Whether a key moment or hint lights this place.
pub(super) fn is_lit(scene: &Scene<'_>, panel: Panel, step: usize, cell: &str) -> bool {
    scene.lit.iter().any(|pointer| {
        pointer.panel == panel
            && pointer.step.is_none_or(|wanted| wanted == step)
            && pointer.cell.as_deref().is_none_or(|wanted| wanted == cell)
    })
}

/// A line with its text wrapped behind `first`.
pub(super) fn paragraph(first: &str, text: &str, columns: usize, style: Style) -> Vec<Line<'static>> {
    let indent = width(first);
    super::text::wrap(text, columns.saturating_sub(indent).max(1))
        .into_iter()
        .enumerate()
        .map(|(number, part)| {
            let head = if number == 0 { first.to_owned() } else { " ".repeat(indent) };
            Line::from(vec![Span::styled(head, style), Span::styled(part, style)])
        })
        .collect()
}
