//! The process table: what goes in, what comes out, step by step. Rows to come stay hidden.

use super::Scene;
use super::panel::{self, is_lit, put};
use super::text::{width, wrap};
use crate::lesson::{Panel, Status, Step};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

const TITLES: [&str; 4] = ["Action", "Input", "Output", "Result"];
const CELLS: [&str; 4] = ["action", "input", "output", "result"];

fn cells<'a>(scene: &Scene<'a>, step: &'a Step) -> [&'a str; 4] {
    if scene.values { step.values.each() } else { step.words.each() }
}

fn differing(scene: &Scene<'_>) -> Vec<(usize, usize)> {
    scene.base.map(|base| scene.timeline.differs_from(base)).unwrap_or_default()
}

/// Columns of the four cells.
fn widths(columns: usize) -> [usize; 4] {
    let room = columns.saturating_sub(6 + 3);
    let shares = [25, 23, 27, 25];
    let mut widths = shares.map(|share| room * share / 100);
    widths[2] += room - widths.iter().sum::<usize>();
    widths
}

fn sign(scene: &Scene<'_>, step: &Step) -> (&'static str, Style) {
    match step.status {
        Status::Done => (scene.glyphs.yes, scene.theme.good),
        Status::Failed => (scene.glyphs.no, scene.theme.bad),
        Status::Skipped => (scene.glyphs.skipped, scene.theme.dim),
    }
}

/// Draws the panel.
pub(super) fn render(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let note = if scene.values { "simulated values" } else { "in words" };
    let inner = panel::frame(scene, Panel::Process, note, area, buf);
    if inner.is_empty() {
        return;
    }
    let columns = usize::from(inner.width);
    let widths = widths(columns);
    let left =
        |column: usize| inner.x + u16::try_from(6 + widths.iter().take(column).sum::<usize>() + column).unwrap_or(0);
    put(buf, inner.x, inner.y, columns, "  #", scene.theme.dim, "");
    for (column, title) in TITLES.iter().enumerate() {
        put(buf, left(column), inner.y, widths[column], title, scene.theme.title, scene.glyphs.more);
    }
    let differing = differing(scene);
    let count = scene.timeline.steps.len();
    let mut y = inner.y + 1;
    for step in &scene.timeline.steps {
        if y >= inner.bottom() {
            break;
        }
        if step.number > scene.step {
            put(buf, inner.x, y, columns, &format!("  {} {}", step.number, scene.glyphs.hidden), scene.theme.dim, "");
            y += 1;
            continue;
        }
        let current = step.number == scene.step;
        // Rows still to draw need a line each; what is left over unfolds this one.
        let after = count - step.number;
        let room = usize::from(inner.bottom() - y).saturating_sub(after).max(1);
        let rows: Vec<Vec<String>> = cells(scene, step)
            .iter()
            .enumerate()
            .map(|(column, text)| {
                let marked = mark(scene, &differing, step.number, column, text);
                wrap(&marked, widths[column].max(1))
            })
            .collect();
        let needed = rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let height = if current { needed.min(room) } else { needed.min(room).min(3) };
        let pointer = if current { scene.glyphs.pointer } else { " " };
        let (sign, sign_style) = sign(scene, step);
        let row_style = if current {
            scene.theme.focus
        } else if step.status == Status::Skipped {
            scene.theme.dim
        } else {
            scene.theme.text
        };
        put(buf, inner.x, y, 3, &format!("{pointer} {}", step.number), row_style, "");
        put(buf, inner.x + 4, y, 1, sign, sign_style, "");
        for (column, lines) in rows.iter().enumerate() {
            let style = cell_style(scene, step, column, row_style);
            for (line, text) in lines.iter().take(height).enumerate() {
                // The last line that fits tells when something is missing.
                let cut = line + 1 == height && lines.len() > height;
                let text = if cut { format!("{text}{}", scene.glyphs.more) } else { text.clone() };
                put(
                    buf,
                    left(column),
                    y + u16::try_from(line).unwrap_or(0),
                    widths[column],
                    &text,
                    style,
                    scene.glyphs.more,
                );
            }
        }
        y += u16::try_from(height).unwrap_or(1);
    }
}

fn mark(scene: &Scene<'_>, differing: &[(usize, usize)], step: usize, column: usize, text: &str) -> String {
    if differing.contains(&(step, column)) { format!("{} {text}", scene.glyphs.differs) } else { text.to_owned() }
}

fn cell_style(scene: &Scene<'_>, step: &Step, column: usize, row: Style) -> Style {
    if is_lit(scene, Panel::Process, step.number, CELLS[column]) {
        return scene.theme.lit;
    }
    match (column, step.status) {
        (3, Status::Done) if step.number < scene.step => scene.theme.good,
        (2 | 3, Status::Failed) => scene.theme.bad,
        _ => row,
    }
}

/// Every reached row in full: words and values.
pub(super) fn full_text(scene: &Scene<'_>, columns: usize) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    let differing = differing(scene);
    for step in scene.timeline.steps.iter().take(scene.step) {
        let (sign, style) = sign(scene, step);
        out.push(Line::from(Span::styled(
            format!("{} {sign} {}  ({})", step.number, step.words.action, step.status.words()),
            style,
        )));
        let pairs = step.words.each().into_iter().zip(step.values.each());
        for (column, (words, value)) in pairs.enumerate().skip(1) {
            let words = mark(scene, &differing, step.number, column, words);
            let name = format!("  {}{} ", TITLES[column], " ".repeat(7usize.saturating_sub(width(TITLES[column]))));
            let style = cell_style(scene, step, column, scene.theme.text);
            out.extend(panel::paragraph(&name, &words, columns, style));
            if value != "–" {
                out.extend(panel::paragraph("          ", value, columns, scene.theme.dim));
            }
        }
        out.extend(panel::paragraph("  ", &step.says, columns, scene.theme.text));
        out.push(Line::default());
    }
    if out.is_empty() {
        out.push(Line::from(Span::styled("nothing has happened yet: press → for the first step", scene.theme.dim)));
    }
    out
}
