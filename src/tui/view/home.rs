//! The home screen: the lessons, how far the learner is, and broken files as broken.

use super::chrome;
use super::panel::{ASCII_BORDER, paragraph, put};
use super::text::{truncate, width, wrap};
use crate::tui::model::{Entry, Model};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::border;
use ratatui::text::Span;
use ratatui::widgets::{Block, Widget};

/// Cells of a progress gauge.
const GAUGE: usize = 10;

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let count = model.entries.len();
    chrome::header(model, area, "learn how AWS access really works", &counted(model), buf);
    let wide = area.width.min(100);
    let left = area.x + (area.width - wide) / 2;
    let columns = usize::from(wide);
    let mut y = area.y + 2;
    let welcome = "Step through a request, forward and back, and see at every step what travels, what changes, and which statement of which policy decided. Nothing here is canned: a simulator plays the cloud.";
    if area.height >= 20 {
        for line in paragraph("", welcome, columns.saturating_sub(4), model.theme.dim) {
            line.render(Rect::new(left + 2, y, wide - 4, 1), buf);
            y += 1;
        }
        y += 1;
    }
    if model.entries.is_empty() {
        put(
            buf,
            left + 2,
            y,
            columns,
            "There are no lessons. Put a scenario file into ./scenarios, or give its path: rolecall learn FILE.toml",
            model.theme.text,
            model.glyphs.more,
        );
        return;
    }
    let height = 6u16;
    let fit = usize::from((area.bottom().saturating_sub(y + 1)) / height).max(1);
    let first = model.home_cursor.saturating_sub(fit - 1);
    for (position, entry) in model.entries.iter().enumerate().skip(first).take(fit) {
        let room = area.bottom().saturating_sub(y + 1).min(height);
        card(model, entry, position == model.home_cursor, Rect::new(left, y, wide, room), buf);
        y += height;
    }
    let hidden = count.saturating_sub(first + fit);
    if hidden > 0 && y < area.bottom() {
        put(
            buf,
            left + 2,
            y.min(area.bottom() - 2),
            columns,
            &format!("{} {hidden} more", model.glyphs.more),
            model.theme.dim,
            "",
        );
    }
}

/// `2 lessons, 1 broken file`.
fn counted(model: &Model) -> String {
    let good = model.entries.iter().filter(|entry| entry.lesson.is_some()).count();
    let some = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    match model.entries.len() - good {
        0 => some(good, "lesson"),
        broken => format!("{}, {}", some(good, "lesson"), some(broken, "broken file")),
    }
}

fn card(model: &Model, entry: &Entry, selected: bool, area: Rect, buf: &mut Buffer) {
    if area.height < 3 {
        return;
    }
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let set = if glyphs.ascii { ASCII_BORDER } else { border::ROUNDED };
    let pointer = if selected { format!("{} ", glyphs.pointer) } else { String::new() };
    let columns = usize::from(area.width).saturating_sub(4);
    let (title, style) = match &entry.lesson {
        Some(lesson) => (lesson.head.title.clone(), if selected { theme.focus } else { theme.title }),
        None => (format!("{}: broken", entry.name), theme.bad),
    };
    let title = truncate(&format!(" {pointer}{title} "), columns, glyphs.more);
    let block = Block::bordered()
        .border_set(set)
        .border_style(if selected { theme.focus } else { theme.border })
        .title(Span::styled(title, style));
    let inner = block.inner(area);
    block.render(area, buf);
    let x = inner.x + 1;
    let Some(lesson) = &entry.lesson else {
        let count = entry.diagnostics.len();
        let first = entry.diagnostics.first().map(|problem| problem.title.clone()).unwrap_or_default();
        put(
            buf,
            x,
            inner.y,
            columns,
            &format!("{count} problem{}: {first}", if count == 1 { "" } else { "s" }),
            theme.bad,
            glyphs.more,
        );
        put(buf, x, inner.y + 1, columns, "Enter shows what is wrong, where, and what to do", theme.dim, glyphs.more);
        return;
    };
    let head = &lesson.head;
    put(
        buf,
        x,
        inner.y,
        columns,
        &format!("{}  {}  about {} minutes", head.topic, head.level.name(), head.minutes),
        theme.dim,
        glyphs.more,
    );
    let summary = wrap(head.summary.first().map_or("", String::as_str), columns.saturating_sub(1));
    let rows = usize::from(inner.height.saturating_sub(2));
    for (row, text) in (inner.y + 1..).zip(summary.iter().take(rows)) {
        let cut = usize::from(row - inner.y) == rows && summary.len() > rows;
        let text = if cut { format!("{text}{}", glyphs.more) } else { text.clone() };
        put(buf, x, row, columns, &text, theme.text, glyphs.more);
    }
    let record = model.record.lessons.get(&head.id);
    let (steps, reached) =
        (lesson.step_count().max(1), record.map_or(0, |record| record.furthest).min(lesson.step_count()));
    let right = record.map_or(0, |record| record.right(lesson.questions.iter().map(|question| question.id.as_str())));
    let full = GAUGE * reached / steps;
    let gauge = format!("{}{}", glyphs.gauge_full.repeat(full), glyphs.gauge_empty.repeat(GAUGE - full));
    let progress = match record {
        None => "not begun".to_owned(),
        Some(_) => format!("step {reached} of {steps}   quiz {right} of {}", lesson.questions.len()),
    };
    let y = inner.bottom() - 1;
    put(buf, x, y, columns, &gauge, if reached == steps { theme.good } else { theme.focus }, "");
    put(buf, x + width(&gauge) as u16 + 2, y, columns.saturating_sub(GAUGE + 2), &progress, theme.text, glyphs.more);
}
