//! The Scale lens on the screen: the charts side by side where there is room, one at a time where there is little.

mod curve;
mod words;

use super::chrome;
use super::panel::{ASCII_BORDER, lines, paragraph, put};
use super::text::{cut_within, pad, width};
use crate::lesson::{Scale, ScaleChart};
use crate::tui::lens::scale::{Figures, charts};
use crate::tui::model::Model;
use crate::tui::theme::Glyphs;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};
use words::{Bars, Wall, bars, teaches, title};

/// Smallest cell in which a chart stands beside others.
const CELL: (u16, u16) = (55, 15);
/// Longest line that is read with ease.
const MEASURE: u16 = 110;

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((lesson, open)) = model.open() else { return };
    let (Some(scale), Some(figures)) = (&lesson.lab.scale, &open.scale.figures) else { return };
    chrome::lesson_header(model, area, buf);
    let charts = charts(lesson);
    let at = open.scale.chart.min(charts.len().saturating_sub(1));
    let room = room(area);
    tabs(model, charts, at, Rect { y: room.y - 1, height: 1, ..room }, buf);
    let intro = intro(model, scale, room.width);
    let rows = charts.len().div_ceil(2).max(1) as u16;
    let rest = room.height.saturating_sub(intro.len() as u16);
    if open.scale.alone || !together(model) {
        let Some(chart) = charts.get(at) else { return };
        // The words stand before the first chart, where there is room for both.
        let intro = if at == 0 { intro } else { Vec::new() };
        draw(model, *chart, figures, intro, true, room, buf);
        return;
    }
    lines(Rect::new(room.x + 2, room.y, room.width - 4, intro.len() as u16), buf, &intro, 0);
    let grid = Rect { y: room.y + intro.len() as u16, height: rest, ..room };
    for (position, chart) in charts.iter().enumerate() {
        let (row, column) = (position as u16 / 2, position as u16 % 2);
        let alone = column == 0 && position + 1 == charts.len();
        let half = grid.width / 2;
        let (top, bottom) = ((grid.height * row).div_ceil(rows), (grid.height * (row + 1)).div_ceil(rows));
        let wide = if alone || column == 1 { grid.width - column * half } else { half };
        let cell = Rect::new(grid.x + column * half, grid.y + top, wide, bottom - top);
        draw(model, *chart, figures, Vec::new(), position == at, cell, buf);
    }
}

/// Under the header and the tabs, above the footer.
fn room(area: Rect) -> Rect {
    let top = area.y + 2 + chrome::lens_bar_height(area);
    Rect::new(area.x, top, area.width, area.bottom().saturating_sub(top + 1))
}

/// What the lesson says before its charts.
fn intro(model: &Model, scale: &Scale, columns: u16) -> Vec<Line<'static>> {
    let columns = usize::from(columns.saturating_sub(4).min(MEASURE));
    scale.says.iter().flat_map(|text| paragraph("", text, columns, model.theme.text)).collect()
}

/// Whether there are several charts, and room for all of them side by side.
pub(in crate::tui) fn together(model: &Model) -> bool {
    let Some(scale) = model.open().and_then(|(lesson, _)| lesson.lab.scale.as_ref()) else { return false };
    let room = room(Rect::new(0, 0, model.size.0, model.size.1));
    let rows = scale.charts.len().div_ceil(2).max(1) as u16;
    let rest = room.height.saturating_sub(intro(model, scale, room.width).len() as u16);
    scale.charts.len() > 1 && room.width / 2 >= CELL.0 && rest / rows >= CELL.1
}

fn tabs(model: &Model, charts: &[ScaleChart], here: usize, area: Rect, buf: &mut Buffer) {
    let mut x = area.x + 1;
    for (at, chart) in charts.iter().enumerate() {
        let text = if at == here { format!("[{}]", title(*chart)) } else { format!(" {} ", title(*chart)) };
        let style = if at == here { model.theme.focus } else { model.theme.dim };
        put(buf, x, area.y, usize::from(area.right().saturating_sub(x)), &text, style, model.glyphs.more);
        x += width(&text) as u16;
    }
}

/// Title of the chart in full.
pub(super) fn full_title(model: &Model) -> String {
    chart(model).map_or_else(String::new, |(chart, _)| format!("{}, in full", title(chart)))
}

/// The chart on show as lines: every bar with its whole name, and all that is taught.
pub(super) fn full_text(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let Some((chart, figures)) = chart(model) else { return Vec::new() };
    let theme = &model.theme;
    let mut out = Vec::new();
    if let Some(bars) = bars(chart, figures) {
        let longest = |of: fn(&words::Bar) -> &str| bars.rows.iter().map(|bar| width(of(bar))).max().unwrap_or(0);
        let (label, text) = (longest(|bar| &bar.label), longest(|bar| &bar.text));
        let beside = label + text + 4 <= columns;
        for bar in &bars.rows {
            let (sign, style) = wall_look(model, bar.wall);
            if beside {
                let number = Span::styled(format!("  {sign} {}", bar.text), style);
                out.push(Line::from(vec![Span::styled(pad(&bar.label, label), theme.text), number]));
            } else {
                out.extend(paragraph("", &bar.label, columns, theme.text));
                out.extend(paragraph(&format!("  {sign} "), &bar.text, columns, style));
            }
        }
        out.extend(paragraph("", &bars.axis, columns, theme.dim));
        out.push(Line::default());
    }
    let taught = teaches(chart, figures, &model.measurement, model.glyphs.ascii);
    out.extend(paragraph("", &taught, columns, theme.text));
    out
}

fn chart(model: &Model) -> Option<(ScaleChart, &Figures)> {
    let (lesson, open) = model.open()?;
    let charts = charts(lesson);
    let chart = charts.get(open.scale.chart.min(charts.len().saturating_sub(1)))?;
    Some((*chart, open.scale.figures.as_deref()?))
}

fn wall_look(model: &Model, wall: Wall) -> (&'static str, Style) {
    match wall {
        Wall::Beyond => (model.glyphs.no, model.theme.bad),
        Wall::Near => ("!", model.theme.warn),
        Wall::Far => (" ", model.theme.good),
    }
}

/// A chart in its frame, what it teaches below.
fn draw(
    model: &Model,
    chart: ScaleChart,
    figures: &Figures,
    intro: Vec<Line<'static>>,
    focused: bool,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = &model.theme;
    let (style, title_style) = if focused { (theme.focus, theme.focus) } else { (theme.border, theme.title) };
    let set = if model.glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let mark = if focused { format!("{} ", model.glyphs.pointer) } else { String::new() };
    let running = chart == ScaleChart::Statements && model.measurement.running;
    let state = if running { ", measuring now" } else { "" };
    let block = Block::bordered()
        .border_set(set)
        .border_style(style)
        .title(Span::styled(format!(" {mark}{}{state} ", title(chart)), title_style));
    let inner = block.inner(area);
    block.render(area, buf);
    let inner = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height);

    let taught = teaches(chart, figures, &model.measurement, model.glyphs.ascii);
    let mut taught = paragraph("", &taught, usize::from(inner.width.min(MEASURE)), theme.text);
    let shape = bars(chart, figures);
    let least = match (&shape, chart) {
        (Some(bars), _) => bars.rows.len().min(5) as u16 + 2,
        (None, ScaleChart::Statements) => 7,
        (None, _) => 0,
    };
    // The words go first when there is too little room, then the end of what is taught, never the chart.
    let needed = least + 1 + taught.len() as u16;
    let intro = if needed + (intro.len() as u16) < inner.height { intro } else { Vec::new() };
    let intro_height = if intro.is_empty() { 0 } else { intro.len() as u16 + 1 };
    lines(Rect { height: intro_height.min(inner.height), ..inner }, buf, &intro, 0);
    let room = usize::from(inner.height.saturating_sub(least + 1));
    if taught.len() > room {
        taught.truncate(room);
        // Where one chart stands alone by choice, z goes back to all of them.
        let alone = together(model) && model.open().is_some_and(|(_, open)| open.scale.alone);
        let how = if alone { "in a larger window" } else { "with z" };
        let text = format!(" {} more {how} ", model.glyphs.more);
        let x = area.right().saturating_sub(width(&text) as u16 + 2);
        put(buf, x, area.bottom().saturating_sub(1), width(&text), &text, theme.dim, "");
    }
    let body = inner.height.saturating_sub(intro_height + taught.len() as u16 + 1);
    let mut plot = Rect { y: inner.y + intro_height, height: body, ..inner };
    match (&shape, chart) {
        (Some(bars), _) => plot.height = draw_bars(model, bars, plot, buf),
        (None, ScaleChart::Statements) => {
            plot.height = plot.height.min(24);
            curve::render(model, plot, buf);
        }
        (None, _) => plot.height = 0,
    }
    let below = plot.bottom() + u16::from(plot.height > 0);
    let below = Rect { y: below, height: inner.bottom().saturating_sub(below), ..inner };
    lines(below, buf, &taught, 0);
}

/// What is full of a bar and what is empty. The last cell is filled by eighths, in seven-bit signs by thirds: short bars
/// tell 2 % from 13 %, too.
fn gauge(share: f64, length: usize, glyphs: &Glyphs) -> (String, String) {
    let parts =
        if glyphs.ascii { &["-", "=", "#"][..] } else { &["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"][..] };
    let all = (share.clamp(0.0, 1.0) * (length * parts.len()) as f64).round() as usize;
    let all = all.max(usize::from(share > 0.0));
    let part = (all % parts.len()).checked_sub(1).and_then(|part| parts.get(part));
    let full = glyphs.gauge_full.repeat(all / parts.len()) + part.copied().unwrap_or_default();
    let empty = glyphs.gauge_empty.repeat(length.saturating_sub(width(&full)));
    (full, empty)
}

/// Bars, their axis below; gives the rows used.
fn draw_bars(model: &Model, bars: &Bars, area: Rect, buf: &mut Buffer) -> u16 {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let longest = |of: fn(&words::Bar) -> &str| bars.rows.iter().map(|bar| width(of(bar))).max().unwrap_or(0);
    let columns = usize::from(area.width);
    let text = longest(|bar| &bar.text);
    // A sign and blanks stand between bar and number. Names may take what leaves a bar of ten cells.
    let label = longest(|bar| &bar.label).min(columns.saturating_sub(text + 4 + 10));
    let length = columns.saturating_sub(label + text + 4).min(72);
    let shown = usize::from(area.height.saturating_sub(2)).min(bars.rows.len());
    let hidden = bars.rows.len() - shown;
    let shown = shown.saturating_sub(usize::from(hidden > 0));
    let bar_x = area.x + label as u16 + 1;
    let mut y = area.y;
    for bar in bars.rows.iter().take(shown) {
        // Names begin alike: `trust policy of ...`. Their ends tell them apart.
        let name = pad(&cut_within(&bar.label, label, glyphs.more), label);
        put(buf, area.x, y, label, &name, theme.text, glyphs.more);
        let (gauge, empty) = gauge(bar.share, length, glyphs);
        let (sign, style) = wall_look(model, bar.wall);
        put(buf, bar_x, y, length, &gauge, style, "");
        put(buf, bar_x + width(&gauge) as u16, y, width(&empty), &empty, theme.border, "");
        put(buf, bar_x + length as u16 + 1, y, text + 2, &format!("{sign} {}", bar.text), style, "");
        y += 1;
    }
    if hidden > 0 {
        let (above, below) = bars.rows.split_at(shown.min(bars.rows.len()));
        let is_less = below.iter().all(|bar| above.iter().all(|other| bar.share < other.share));
        let less = if is_less { ", not as full" } else { "" };
        let text = format!("{} {} more{less}; z shows all", glyphs.more, hidden + 1);
        put(buf, area.x, y, columns, &text, theme.dim, glyphs.more);
        y += 1;
    }
    // The marks of the axis stand where they belong; one that would touch its neighbour is left out.
    let last = bars.ticks.len().saturating_sub(1).max(1);
    let edge = length.saturating_sub(bars.ticks.last().map_or(0, |tick| width(tick)));
    let mut free = 0;
    for (at, tick) in bars.ticks.iter().enumerate() {
        let place = if at == last { edge } else { length * at / last };
        if place < free || at < last && place + width(tick) >= edge {
            continue;
        }
        put(buf, bar_x + place as u16, y, width(tick), tick, theme.dim, "");
        free = place + width(tick) + 1;
    }
    put(buf, area.x, y + 1, columns, &bars.axis, theme.dim, glyphs.more);
    y + 2 - area.y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_bar_tells_small_shares_apart() {
        let full = |share| gauge(share, 10, &Glyphs::UNICODE).0;
        assert_eq!(
            [full(0.0), full(0.02), full(0.08), full(0.13), full(1.0), full(4.0)].map(|bar| bar.len() / 3),
            [0, 1, 1, 2, 10, 10]
        );
        let shares = [0.02, 0.05, 0.08, 0.13, 0.2, 0.5, 0.99];
        let bars: std::collections::BTreeSet<String> = shares.into_iter().map(full).collect();
        assert_eq!(bars.len(), shares.len(), "{bars:?}");
        let plain = |share| gauge(share, 10, &Glyphs::ASCII).0;
        assert_eq!([0.02, 0.05, 0.1, 0.13, 1.0].map(plain), ["-", "=", "#", "#-", "##########"]);
        for share in [0.0, 0.001, 0.3, 0.999, 7.0] {
            for glyphs in [Glyphs::UNICODE, Glyphs::ASCII] {
                let (full, empty) = gauge(share, 10, &glyphs);
                assert_eq!(width(&full) + width(&empty), 10, "{full}{empty}");
                assert!(!glyphs.ascii || full.is_ascii() && empty.is_ascii(), "{full}{empty}");
            }
        }
    }
}
