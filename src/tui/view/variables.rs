//! The status tracker: what the simulator's state was at the start, after each step, and at the end.

use super::Scene;
use super::panel::{self, is_lit, put};
use super::text::{pad, width, wrap};
use crate::lesson::{Panel, Timeline, Variable, VariableColumn, VariableValue, say_duration};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns for the names.
const NAME: usize = 15;
/// A column narrower than this cannot be read.
const NARROWEST: usize = 13;

fn value<'a>(scene: &Scene<'_>, cell: &'a VariableValue) -> &'a str {
    if scene.values { &cell.value } else { &cell.words }
}

/// Cells that read differently from those of the base play, as words or as simulated values.
fn differing(scene: &Scene<'_>, values: bool) -> Vec<(usize, usize)> {
    let Some(base) = scene.base else { return Vec::new() };
    let text = |timeline: &Timeline, (row, column): (usize, usize)| {
        let cell = timeline.variables.get(row)?.cells.get(column)?;
        Some(if values { &cell.value } else { &cell.words }.clone())
    };
    let mut cells = scene.timeline.variables_differ_from(base);
    cells.retain(|cell| text(scene.timeline, *cell) != text(base, *cell));
    cells
}

/// The columns that fit, around the latest one reached.
fn visible(scene: &Scene<'_>, room: usize) -> std::ops::Range<usize> {
    let count = scene.timeline.columns.len();
    let fit = (room / NARROWEST).clamp(1, count.max(1));
    let reached = scene.timeline.columns.iter().rposition(|column| column.step <= scene.step).unwrap_or(0);
    let start = (reached + 1).saturating_sub(fit).min(count.saturating_sub(fit));
    start..(start + fit).min(count)
}

/// What a reached column may be called, the longest first. One that looks ahead says by how much before it says when.
fn forms(scene: &Scene<'_>, column: &VariableColumn) -> Vec<String> {
    let timed = format!("{} {}", column.title, column.clock.format("%H:%M:%S"));
    match later(scene, column) {
        Some(later) => vec![format!("{}, {later}", column.title), later],
        None => vec![timed, column.title.clone()],
    }
}

/// `1 h later`, where the column looks ahead.
fn later(scene: &Scene<'_>, column: &VariableColumn) -> Option<String> {
    let ahead = scene.timeline.looks_ahead(column)?;
    Some(format!("{} later", say_duration(ahead.num_seconds())))
}

/// Rows that the panel needs at this width.
pub(super) fn height(scene: &Scene<'_>, columns: u16) -> u16 {
    let room = usize::from(columns.saturating_sub(2)).saturating_sub(NAME + 1);
    let shown = visible(scene, room);
    let wide = (room / shown.len().max(1)).saturating_sub(1).max(1);
    let rows: usize = scene.timeline.variables.iter().map(|row| row_height(scene, row, wide, shown.clone())).sum();
    u16::try_from(rows + 3).unwrap_or(u16::MAX)
}

/// Sized for all that will be shown, so that the panel does not jump from step to step.
fn row_height(scene: &Scene<'_>, row: &Variable, wide: usize, shown: std::ops::Range<usize>) -> usize {
    let cells = row.cells.get(shown).unwrap_or_default().iter();
    let tallest = cells.map(|cell| wrap(value(scene, cell), wide.saturating_sub(2).max(1)).len()).max().unwrap_or(1);
    tallest.max(wrap(&row.name, NAME).len()).max(1)
}

/// Draws the panel.
pub(super) fn render(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width.saturating_sub(2)).saturating_sub(NAME + 1);
    let shown = visible(scene, room);
    let all = scene.timeline.columns.len();
    let mut notes = Vec::new();
    if shown.len() < all {
        notes.push(format!("columns {} to {} of {all}, Enter shows all", shown.start + 1, shown.end));
    }
    // Header and ruler tell the time of the step: where a column speaks of another, its own is told.
    let last = scene.timeline.columns.last().filter(|last| last.step <= scene.step);
    if let Some((last, later)) = last.and_then(|last| Some((last, later(scene, last)?))) {
        notes.push(format!("{later} is {}", last.clock.format("%H:%M:%S")));
    }
    let note = notes.join("; ");
    let inner = panel::frame(scene, Panel::Variables, &note, area, buf);
    if inner.is_empty() || shown.is_empty() {
        return;
    }
    let wide = (room / shown.len()).max(1);
    let left = |position: usize| inner.x + u16::try_from(NAME + 1 + position * wide).unwrap_or(0);
    let differing = differing(scene, scene.values);
    for (position, at) in shown.clone().enumerate() {
        let Some(column) = scene.timeline.columns.get(at) else { continue };
        let reached = column.step <= scene.step;
        let now = reached && scene.timeline.columns.get(at + 1).is_none_or(|next| next.step > scene.step);
        let style = if now {
            scene.theme.focus
        } else if reached {
            scene.theme.title
        } else {
            scene.theme.dim
        };
        let sign = if now { scene.glyphs.pointer } else { " " };
        // Of what time a column speaks is known when it is reached; the final one may look far ahead.
        let forms = if reached { forms(scene, column) } else { vec![column.title.clone()] };
        let fits = |form: &&String| width(form) + 3 < wide;
        let title = forms.iter().find(fits).or(forms.last()).unwrap_or(&column.title);
        put(buf, left(position), inner.y, wide.saturating_sub(1), &format!("{sign} {title}"), style, scene.glyphs.more);
    }
    let mut y = inner.y + 1;
    for (row_number, row) in scene.timeline.variables.iter().enumerate() {
        for (line, text) in wrap(&row.name, NAME).iter().enumerate() {
            let at = y + u16::try_from(line).unwrap_or(0);
            if at < inner.bottom() {
                put(buf, inner.x, at, NAME, text, scene.theme.title, scene.glyphs.more);
            }
        }
        let tall = row_height(scene, row, wide.saturating_sub(1), shown.clone());
        for (position, at) in shown.clone().enumerate() {
            let (Some(column), Some(cell)) = (scene.timeline.columns.get(at), row.cells.get(at)) else { continue };
            if column.step > scene.step {
                if y < inner.bottom() {
                    put(buf, left(position), y, 3, &format!("  {}", scene.glyphs.hidden), scene.theme.dim, "");
                }
                continue;
            }
            // The mark is for what this very step changed, not for what the column still shows later.
            let now = column.step == scene.step;
            let differs = differing.contains(&(row_number, at));
            let sign = if differs {
                scene.glyphs.differs
            } else if cell.changed && now {
                scene.glyphs.changed
            } else {
                " "
            };
            let style = match () {
                () if is_lit(scene, Panel::Variables, column.step, &row.id) => scene.theme.lit,
                () if differs => scene.theme.warn,
                () if cell.changed && now => scene.theme.changed,
                () => scene.theme.text,
            };
            put(buf, left(position), y, 1, sign, style, "");
            for (line, text) in wrap(value(scene, cell), wide.saturating_sub(3).max(1)).iter().enumerate() {
                let at = y + u16::try_from(line).unwrap_or(0);
                if at < inner.bottom() {
                    put(buf, left(position) + 2, at, wide.saturating_sub(2), text, style, scene.glyphs.more);
                }
            }
        }
        y += u16::try_from(tall).unwrap_or(1);
        if y >= inner.bottom() {
            break;
        }
    }
}

/// Every reached column in full.
pub(super) fn full_text(scene: &Scene<'_>, columns: usize) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    let (in_words, in_values) = (differing(scene, false), differing(scene, true));
    for (number, row) in scene.timeline.variables.iter().enumerate() {
        out.push(Line::from(Span::styled(row.name.clone(), scene.theme.title)));
        for (at, (column, cell)) in scene.timeline.columns.iter().zip(&row.cells).enumerate() {
            let title = pad(&format!("  {}", column.title), 12);
            if column.step > scene.step {
                out.push(Line::from(Span::styled(format!("{title}{}", scene.glyphs.hidden), scene.theme.dim)));
                continue;
            }
            let sign = |cells: &[(usize, usize)]| {
                if cells.contains(&(number, at)) { format!("{} ", scene.glyphs.differs) } else { String::new() }
            };
            let lit = is_lit(scene, Panel::Variables, column.step, &row.id);
            let style = if lit { scene.theme.lit } else { scene.theme.text };
            let (title, when) = match later(scene, column) {
                Some(later) => (title, format!("{later}, at {}: ", column.clock.format("%H:%M:%S"))),
                None => (title, String::new()),
            };
            out.extend(panel::paragraph(&title, &format!("{when}{}{}", sign(&in_words), cell.words), columns, style));
            if cell.value != "–" {
                let value = format!("{}{}", sign(&in_values), cell.value);
                out.extend(panel::paragraph(&pad("", 12), &value, columns, scene.theme.dim));
            }
        }
        out.push(Line::default());
    }
    out
}
