//! The process table: what goes in, what comes out, step by step. Rows to come stay hidden.

use super::Scene;
use super::panel::{self, is_lit, put};
use super::text::{cut_within, truncate, width, wrap};
use crate::lesson::{Panel, Status, Step, Timeline};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub(super) const TITLES: [&str; 4] = ["Action", "Input", "Output", "Result"];
const CELLS: [&str; 4] = ["action", "input", "output", "result"];

fn cells<'a>(scene: &Scene<'a>, step: &'a Step) -> [&'a str; 4] {
    if scene.values { step.values.each() } else { step.words.each() }
}

/// Cells that read differently from those of the base play, as words or as simulated values.
fn differing(scene: &Scene<'_>, values: bool) -> Vec<(usize, usize)> {
    let Some(base) = scene.base else { return Vec::new() };
    let text = |timeline: &Timeline, (step, column): (usize, usize)| {
        let step = timeline.step(step)?;
        let cells = if values { &step.values } else { &step.words };
        cells.each().get(column).map(|text| (*text).to_owned())
    };
    let mut cells = scene.timeline.differs_from(base);
    cells.retain(|cell| text(scene.timeline, *cell) != text(base, *cell));
    cells
}

/// The share of the room that each cell begins with, in percent.
const SHARES: [usize; 4] = [25, 22, 28, 25];
/// No cell is narrower.
const NARROWEST: usize = 10;
/// Columns before the cells, for pointer, number and sign.
const BEFORE: usize = 5;

/// Columns between two cells: with one, words of neighbours read as a sentence; little room has no other.
fn gap(columns: usize) -> usize {
    if columns < 62 { 1 } else { 2 }
}

/// Columns of the four cells, such that the rows take as few lines as they can. All rows count, those to come too: a
/// column does not move while one steps.
fn widths(scene: &Scene<'_>, columns: usize) -> [usize; 4] {
    let room = columns.saturating_sub(BEFORE + 3 * gap(columns));
    let mut widths = SHARES.map(|share| room * share / 100);
    // What rounding leaves goes to the columns with the longest words.
    let rest = room - widths.iter().sum::<usize>();
    widths[3] += rest / 2;
    widths[2] += rest - rest / 2;
    let differing = differing(scene, scene.values);
    let rows = scene.timeline.steps.iter().map(|step| {
        let columns = [0, 1, 2, 3].into_iter().zip(cells(scene, step));
        columns.map(|(column, text)| words(&mark(scene, &differing, step.number, column, text))).collect()
    });
    let rows: Vec<Vec<Vec<Word>>> = rows.collect();
    let mut best = lines(&rows, &widths);
    // Each turn gives the room that helps most from one cell to another; the room is finite, and so are the turns.
    for _ in 0..8 {
        let moves = (0..4).flat_map(|from| (0..4).flat_map(move |to| [1, 2, 4, 7].map(|by| (from, to, by))));
        let tried = moves.filter_map(|(from, to, by)| {
            let mut new = widths;
            new[from] = new[from].checked_sub(by).filter(|left| *left >= NARROWEST)?;
            new[to] += by;
            (from != to).then(|| (lines(&rows, &new), by, new))
        });
        match tried.min() {
            Some((fewer, _, new)) if fewer < best => (best, widths) = (fewer, new),
            _ => break,
        }
    }
    widths
}

/// A word as it is to be set.
struct Word {
    columns: usize,
    /// Its longest part between two joints.
    longest: usize,
    /// It is to stand whole: what is long and has joints, as an ARN, is divided at them.
    is_whole: bool,
}

fn words(text: &str) -> Vec<Word> {
    /// `sts:AssumeRole` is read at a glance.
    const SHORT: usize = 16;
    let word = |word: &str| {
        let parts = word.split_inclusive([':', '/', '.']);
        let (columns, longest) = (width(word), parts.map(width).max().unwrap_or(0));
        Word { columns, longest, is_whole: columns <= SHORT || longest == columns }
    };
    text.split(' ').map(word).collect()
}

/// What rows of such words cost: the lines they take, and more for every word that is torn and should not be.
fn lines(rows: &[Vec<Vec<Word>>], widths: &[usize; 4]) -> usize {
    /// As many lines.
    const TORN: usize = 3;
    let mut torn = 0;
    let rows = rows.iter().map(|cells| {
        let cells = cells.iter().zip(widths).map(|(words, columns)| {
            let (mut lines, mut used) = (1, 0);
            for word in words {
                if used > 0 && used + 1 + word.columns > *columns {
                    (lines, used) = (lines + 1, 0);
                }
                let over = word.columns.saturating_sub(1) / columns;
                torn += usize::from(word.longest > *columns || over > 0 && word.is_whole);
                lines += over;
                used += word.columns - over * columns + usize::from(used > 0);
            }
            lines
        });
        cells.max().unwrap_or(1)
    });
    rows.sum::<usize>() + TORN * torn
}

/// Rows that the panel asks for: the frame, the titles and every row whole, those to come too: it does not grow while one
/// steps.
pub(super) fn wanted(scene: &Scene<'_>, columns: u16) -> u16 {
    let widths = widths(scene, usize::from(columns.saturating_sub(2)));
    let differing = differing(scene, scene.values);
    let rows = scene.timeline.steps.iter().map(|step| Row::new(scene, step, &differing, &widths).needed());
    u16::try_from(rows.sum::<usize>() + 3).unwrap_or(u16::MAX)
}

fn sign(scene: &Scene<'_>, step: &Step) -> (&'static str, Style) {
    match scene.timeline.ended(step) {
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
    let widths = widths(scene, columns);
    let left = |column: usize| {
        inner.x + u16::try_from(BEFORE + widths.iter().take(column).sum::<usize>() + column * gap(columns)).unwrap_or(0)
    };
    put(buf, inner.x, inner.y, columns, " #", scene.theme.dim, "");
    for (column, title) in TITLES.iter().enumerate() {
        put(buf, left(column), inner.y, widths[column], title, scene.theme.title, scene.glyphs.more);
    }
    let differing = differing(scene, scene.values);
    let reached: Vec<Row<'_>> = scene
        .timeline
        .steps
        .iter()
        .filter(|step| step.number <= scene.step)
        .map(|step| Row::new(scene, step, &differing, &widths))
        .collect();
    let to_come = scene.timeline.steps.len() - reached.len();
    let room = usize::from(inner.height).saturating_sub(1);
    // In little room the current row is what one reads: first the rows to come share one line, then past rows go.
    let need = reached.last().map_or(0, Row::needed) + reached.len().saturating_sub(1);
    let tight = need + to_come > room;
    let to_come = if tight { to_come.min(1) } else { to_come };
    let gone = (need + to_come).saturating_sub(room).min(reached.len().saturating_sub(1));
    let shown = reached.get(gone..).unwrap_or_default();
    if gone > 0 {
        put(buf, inner.x, inner.y, 1, scene.glyphs.more, scene.theme.dim, "");
    }
    let heights = heights(scene, shown, room.saturating_sub(to_come));
    let mut y = inner.y + 1;
    for (row, height) in shown.iter().zip(heights) {
        if y >= inner.bottom() {
            break;
        }
        row.draw(scene, inner.x, y, height, &widths, left, buf);
        y += u16::try_from(height).unwrap_or(1);
    }
    let (next, last) = (reached.len() + 1, scene.timeline.steps.len());
    for number in next..next + to_come {
        if y < inner.bottom() {
            let name = if tight && number < last { format!("{number}-{last}") } else { number.to_string() };
            put(buf, inner.x, y, columns, &format!(" {name} {}", scene.glyphs.hidden), scene.theme.dim, "");
        }
        y += 1;
    }
}

/// Lines for each row: all they need when there is room; else the tallest give up their last ones, those longest past
/// first. What failed says what one looks for: it keeps the lines of its answer while another has some to give, and the
/// current row keeps all of its own.
fn heights(scene: &Scene<'_>, rows: &[Row<'_>], room: usize) -> Vec<usize> {
    let mut heights: Vec<usize> = rows.iter().map(Row::needed).collect();
    let kept = |row: &Row<'_>| match scene.timeline.ended(row.step) {
        _ if row.step.number == scene.step => row.needed(),
        Status::Failed => row.answer(),
        Status::Done | Status::Skipped => 1,
    };
    for _ in room..heights.iter().sum() {
        let give = heights.iter_mut().zip(rows).rev().filter(|(height, _)| **height > 1);
        let Some((height, _)) = give.max_by_key(|(height, row)| (**height > kept(row), **height)) else { break };
        *height -= 1;
    }
    heights
}

/// A reached row, its cells whole and wrapped.
struct Row<'a> {
    step: &'a Step,
    texts: Vec<String>,
    cells: Vec<Vec<String>>,
}

impl<'a> Row<'a> {
    fn new(scene: &Scene<'a>, step: &'a Step, differing: &[(usize, usize)], widths: &[usize; 4]) -> Self {
        let texts: Vec<String> = (0..)
            .zip(cells(scene, step))
            .map(|(column, text)| mark(scene, differing, step.number, column, text))
            .collect();
        let cells = texts.iter().zip(widths).map(|(text, width)| wrap(text, *width)).collect();
        Self { step, texts, cells }
    }

    /// Lines of what came of it.
    fn answer(&self) -> usize {
        self.cells.iter().skip(2).map(Vec::len).max().unwrap_or(1)
    }

    fn needed(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(1).max(1)
    }

    #[expect(clippy::too_many_arguments, reason = "a place, a size and where the columns stand")]
    fn draw(
        &self,
        scene: &Scene<'_>,
        x: u16,
        y: u16,
        height: usize,
        widths: &[usize; 4],
        left: impl Fn(usize) -> u16,
        buf: &mut Buffer,
    ) {
        let step = self.step;
        let current = step.number == scene.step;
        let pointer = if current { scene.glyphs.pointer } else { " " };
        let (sign, sign_style) = sign(scene, step);
        let style = match step.status {
            _ if current => scene.theme.focus,
            Status::Skipped => scene.theme.dim,
            _ => scene.theme.text,
        };
        put(buf, x, y, 3, &format!("{pointer}{}", step.number), style, "");
        put(buf, x + 3, y, 1, sign, sign_style, "");
        for (column, (whole, lines)) in self.texts.iter().zip(&self.cells).enumerate() {
            let style = cell_style(scene, step, column, style);
            for (line, text) in lines.iter().take(height).enumerate() {
                // The last line that fits tells when something is missing.
                let cut = line + 1 == height && lines.len() > height;
                // A name by itself, what is called and who calls differ in their ends; of several the first is named.
                let is_name = !whole.contains(' ') || scene.values && column < 2 && !whole.contains(',');
                let text = match cut {
                    true if is_name => cut_within(behind(whole, &lines[..line]), widths[column], scene.glyphs.more),
                    true if height == 1 => truncate(whole, widths[column], scene.glyphs.more),
                    true => format!("{text}{}", scene.glyphs.more),
                    false => text.clone(),
                };
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
    }
}

fn mark(scene: &Scene<'_>, differing: &[(usize, usize)], step: usize, column: usize, text: &str) -> String {
    if differing.contains(&(step, column)) { format!("{} {text}", scene.glyphs.differs) } else { text.to_owned() }
}

fn cell_style(scene: &Scene<'_>, step: &Step, column: usize, row: Style) -> Style {
    if is_lit(scene, Panel::Process, step.number, CELLS[column]) {
        return scene.theme.lit;
    }
    match (column, scene.timeline.ended(step)) {
        (3, Status::Done) if step.number < scene.step => scene.theme.good,
        (2 | 3, Status::Failed) => scene.theme.bad,
        _ => row,
    }
}

/// What of `whole` comes behind its first lines, as they were wrapped.
fn behind<'a>(whole: &'a str, lines: &[String]) -> &'a str {
    lines.iter().fold(whole, |rest, line| rest.strip_prefix(line.as_str()).unwrap_or(rest).trim_start())
}

/// Every reached row in full: words and values.
pub(super) fn full_text(scene: &Scene<'_>, columns: usize) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    let (in_words, in_values) = (differing(scene, false), differing(scene, true));
    for step in scene.timeline.steps.iter().take(scene.step) {
        let (sign, style) = sign(scene, step);
        out.push(Line::from(Span::styled(
            format!("{} {sign} {}  ({})", step.number, step.words.action, scene.timeline.went(step)),
            style,
        )));
        let pairs = step.words.each().into_iter().zip(step.values.each());
        // The result of what did not happen stands beside its number.
        let cells = if step.status == Status::Skipped { 3 } else { 4 };
        for (column, (words, value)) in pairs.enumerate().take(cells).skip(1) {
            let words = mark(scene, &in_words, step.number, column, words);
            let name = format!("  {}{} ", TITLES[column], " ".repeat(7usize.saturating_sub(width(TITLES[column]))));
            let style = cell_style(scene, step, column, scene.theme.text);
            out.extend(panel::paragraph(&name, &words, columns, style));
            if value != "–" {
                let value = mark(scene, &in_values, step.number, column, value);
                out.extend(panel::paragraph("          ", &value, columns, scene.theme.dim));
            }
        }
        out.extend(panel::paragraph("  ", &step.says, columns, scene.theme.text));
        out.push(Line::default());
    }
    if out.is_empty() {
        out.extend(panel::paragraph("", &scene.begin(), columns, scene.theme.text));
    }
    out
}
