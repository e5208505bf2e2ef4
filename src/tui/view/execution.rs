//! The execution sample: the real commands and the real answers, the current line lit.

use super::Scene;
use super::panel;
use super::text::wrap;
use crate::lesson::{ExecutionLine, Panel, Status};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the panel.
pub(super) fn render(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let inner = panel::frame(scene, Panel::Execution, "", area, buf);
    if inner.is_empty() {
        return;
    }
    let Content { lines: all, items, reached } = content(scene, usize::from(inner.width), false);
    let height = usize::from(inner.height);
    let last = all.len().saturating_sub(height);
    // The latest is in sight, and before it what still fits whole: under a short answer blank rows read better than the
    // torn end of the one before, unless most rows were blank. The cursor scrolls from there.
    let fits = items.iter().find(|begins| reached - **begins <= height).or(items.last());
    let top = fits.copied().unwrap_or(0);
    let top = if top.saturating_sub(last) <= height / 2 { top } else { last };
    let top = if scene.focus == Panel::Execution { (top + scene.cursor).min(last.max(top)) } else { top };
    let look = (scene.theme, scene.glyphs);
    panel::lines(inner, buf, &all, top);
    panel::lines_above(look, area, top, if scene.focus == Panel::Execution { "Enter" } else { "" }, buf);
    panel::more_lines(look, area, all.len().saturating_sub(top + height), "", buf);
}

/// Lines that the cursor can scroll over.
pub(super) fn rows(scene: &Scene<'_>) -> usize {
    content(scene, 60, false).lines.len()
}

/// All reached lines in full.
pub(super) fn full_text(scene: &Scene<'_>, columns: usize) -> Vec<Line<'static>> {
    content(scene, columns, true).lines
}

/// What the panel holds.
struct Content {
    lines: Vec<Line<'static>>,
    /// Where each item that is reached begins.
    items: Vec<usize>,
    /// Where the last of them ends.
    reached: usize,
}

fn content(scene: &Scene<'_>, columns: usize, full: bool) -> Content {
    let mut out = Vec::new();
    let (mut items, mut end) = (Vec::new(), 0);
    let is_reached = |line: &ExecutionLine| {
        line.steps.first().map_or(scene.step >= scene.timeline.steps.len(), |step| *step <= scene.step)
    };
    // What came last and an error, whose reason stands at its end, are there whole; of the rest the beginning is enough.
    let latest = scene.timeline.execution.iter().filter(|line| is_reached(line)).count();
    for (number, line) in (1..).zip(&scene.timeline.execution) {
        let reached = is_reached(line);
        let lit = line.steps.contains(&scene.step);
        if !reached {
            out.push(Line::from(Span::styled(format!("{number} {}", scene.glyphs.hidden), scene.theme.dim)));
            continue;
        }
        items.push(out.len());
        let pointer = if lit { scene.glyphs.pointer } else { " " };
        let style = match (lit, line.status) {
            (true | false, Status::Failed) => scene.theme.bad,
            (true, _) => scene.theme.focus,
            (false, _) => scene.theme.dim,
        };
        out.extend(panel::paragraph(&format!("{pointer}{number} "), &line.words, columns, style));
        for text in line.text().lines() {
            let style = if text.starts_with('$') {
                scene.theme.title
            } else if lit {
                scene.theme.text
            } else {
                scene.theme.dim
            };
            let parts = wrap(text, columns.saturating_sub(4).max(1));
            let whole = full || number == latest || line.status == Status::Failed;
            let most = if whole { usize::MAX } else { 3 };
            for (at, part) in parts.iter().enumerate().take(most) {
                let more = if at + 1 == most && parts.len() > most { scene.glyphs.more } else { "" };
                let room = columns.saturating_sub(4 + super::text::width(more));
                let part = if more.is_empty() { part.clone() } else { super::text::truncate(part, room, "") };
                out.push(Line::from(Span::styled(format!("    {part}{more}"), style)));
            }
        }
        end = out.len();
    }
    Content { lines: out, items, reached: end }
}
