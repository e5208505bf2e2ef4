//! The measured times as a curve over the number of statements, both axes growing tenfold from mark to mark.

use super::words::{grouped, time};
use crate::tui::lens::scale::Measurement;
use crate::tui::measure::{COUNTS, Timing};
use crate::tui::model::Model;
use crate::tui::view::panel::put;
use crate::tui::view::text::{pad, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::text::Line;
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Widget};

/// Columns of the table of numbers.
const TABLE: u16 = 30;

/// Draws curve and table into `area`.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let measured = &model.measurement;
    let table = Rect { x: area.right().saturating_sub(TABLE), width: TABLE.min(area.width), ..area };
    let plot = Rect { width: area.width.saturating_sub(TABLE + 1), ..area };
    if measured.timings.len() >= 2 && plot.width >= 22 && plot.height >= 5 {
        chart(model, &measured.timings, plot, buf);
    }
    numbers(model, measured, table, buf);
}

fn chart(model: &Model, timings: &[Timing], area: Rect, buf: &mut Buffer) {
    let (theme, ascii) = (&model.theme, model.glyphs.ascii);
    let points = |of: fn(&Timing) -> f64| -> Vec<(f64, f64)> {
        timings.iter().map(|timing| ((timing.statements as f64).log10(), of(timing).max(1.0).log10())).collect()
    };
    let (alone, reasons) = (points(|timing| timing.decide), points(|timing| timing.trace));
    let all = || alone.iter().chain(&reasons);
    let low = all().map(|point| point.1).fold(f64::INFINITY, f64::min).floor();
    let high = all().map(|point| point.1).fold(low + 1.0, f64::max).ceil();
    let right = all().map(|point| point.0).fold(1.0, f64::max).ceil();
    let decades = |from: f64, to: f64| (from as i32..=to as i32).map(|power| 10f64.powi(power));
    // Where the axis is short every second mark is named.
    let step = if (high - low) as u16 + 1 > area.height.saturating_sub(2) { 2 } else { 1 };
    let times: Vec<Line<'static>> = decades(low, high)
        .enumerate()
        .map(|(at, value)| Line::from(if at % step == 0 { round_time(value, ascii) } else { String::new() }))
        .collect();
    let left = times.iter().map(Line::width).max().unwrap_or(0) as u16;
    // The widget cuts its marks where they are long: it keeps a row for them, and they are written below.
    let counts = vec![Line::from(" "), Line::from(" ")];
    let marker = if ascii { Marker::Custom('*') } else { Marker::Braille };
    let dataset =
        |points, marker, style| Dataset::default().data(points).marker(marker).graph_type(GraphType::Line).style(style);
    Chart::new(vec![
        dataset(&reasons, Marker::Custom(with_reasons(ascii)), theme.warn),
        dataset(&alone, marker, theme.changed),
    ])
    .legend_position(None)
    .style(theme.text)
    .x_axis(Axis::default().bounds([0.0, right]).labels(counts).style(theme.dim))
    .y_axis(Axis::default().bounds([low, high]).labels(times).style(theme.dim))
    .render(area, buf);
    let title = "statements";
    let x = area.right().saturating_sub(width(title) as u16);
    put(buf, x, area.bottom().saturating_sub(3), width(title), title, theme.dim, "");
    let graph = Rect { x: area.x + left + 1, width: area.width.saturating_sub(left + 1), ..area };
    let mut free = graph.x;
    for value in decades(0.0, right) {
        let name = grouped(value as u64);
        let columns = width(&name) as u16;
        let place = graph.x + (f64::from(graph.width.saturating_sub(1)) * value.log10() / right).round() as u16;
        let x = place.saturating_sub(columns / 2).clamp(graph.x, area.right().saturating_sub(columns).max(graph.x));
        if x >= free {
            put(buf, x, area.bottom().saturating_sub(1), usize::from(columns), &name, theme.dim, "");
            free = x + columns + 1;
        }
    }
    if ascii {
        plain_axes(area, buf);
    }
}

/// The sign of the points with reasons. A plus between the two heads would make one of them.
fn with_reasons(ascii: bool) -> char {
    if ascii { 'x' } else { '×' }
}

fn round_time(value: f64, ascii: bool) -> String {
    time(value, ascii).replace(".00", "").replace(".0", "")
}

/// The axes of the widget in seven-bit signs.
fn plain_axes(area: Rect, buf: &mut Buffer) {
    for place in area.positions() {
        if let Some(cell) = buf.cell_mut(place) {
            match cell.symbol() {
                "│" => cell.set_symbol("|"),
                "─" => cell.set_symbol("-"),
                "└" => cell.set_symbol("+"),
                _ => continue,
            };
        }
    }
}

/// The numbers, one line a measured size; what is still to come is said to be.
fn numbers(model: &Model, measured: &Measurement, area: Rect, buf: &mut Buffer) {
    let (theme, ascii) = (&model.theme, model.glyphs.ascii);
    let columns = usize::from(area.width);
    let cells = |y: u16, texts: [&str; 3], styles: [ratatui::style::Style; 3], buf: &mut Buffer| {
        let mut x = area.x;
        for ((text, style), room) in texts.into_iter().zip(styles).zip([11, 10, 9]) {
            put(buf, x, y, room, &pad(text, room), style, "");
            x += room as u16;
        }
    };
    let alone = if ascii { "* answer" } else { "⠒ answer" };
    let reasons = format!("{} reasons", with_reasons(ascii));
    cells(area.y, ["statements", alone, &reasons], [theme.dim, theme.changed, theme.warn], buf);
    for (line, count) in COUNTS.iter().enumerate() {
        let y = area.y + 1 + line as u16;
        if y >= area.bottom() {
            return;
        }
        let name = grouped(*count as u64);
        match measured.timings.iter().find(|timing| timing.statements == *count) {
            Some(timing) => {
                let (alone, reasons) = (time(timing.decide, ascii), time(timing.trace, ascii));
                cells(y, [&name, &alone, &reasons], [theme.text, theme.text, theme.text], buf);
            }
            None => {
                // They are measured one after the other, the small ones first.
                let next = measured.running && line == measured.timings.len();
                let (state, style) = if next { ("now ...", theme.warn) } else { ("-", theme.dim) };
                cells(y, [&name, state, ""], [theme.dim, style, theme.dim], buf);
            }
        }
    }
    let y = area.y + 1 + COUNTS.len() as u16;
    if y < area.bottom() {
        let text = if measured.running {
            format!("{} of {} measured", measured.timings.len(), COUNTS.len())
        } else {
            "Enter measures again".to_owned()
        };
        put(buf, area.x, y, columns, &text, theme.dim, model.glyphs.more);
    }
}
