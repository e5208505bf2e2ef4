//! The Try lens: the list of tasks, or the one that is open.

use super::panel::{lines, put};
use super::text::{pad, truncate, width, wrap};
use super::{ask, blank, chrome};
use crate::tui::lens::tasks::{all, is_done, is_missed};
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Widest text of a question.
const WIDEST: u16 = 96;
/// Columns for what one does in a task.
const WORDS: usize = 16;

/// Below the bars and above the footer.
fn body(area: Rect) -> Rect {
    let top = 2 + chrome::lens_bar_height(area);
    Rect::new(area.x + 1, area.y + top, area.width.saturating_sub(2), area.height.saturating_sub(top + 1))
}

/// Room of the open question: in the middle where there is more than one reads well.
pub(super) fn room(model: &Model, area: Rect) -> Rect {
    let body = body(area);
    let ask = model.lesson.as_ref().and_then(|open| open.tasks.ask());
    let wide = body.width.min(ask::widest(ask, WIDEST));
    Rect { x: body.x + (body.width - wide) / 2, width: wide, ..body }
}

/// First line shown of the policy that is filled, and the last that can be first.
pub(in crate::tui) fn blank_lines(model: &Model) -> Option<(usize, usize)> {
    let (lesson, open) = model.open()?;
    let filling = open.tasks.filling()?;
    let area = Rect::new(0, 0, model.size.0, model.size.1);
    Some(blank::place(lesson, filling, (&model.theme, &model.glyphs), body(area)))
}

/// Draws the lens.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    chrome::lesson_header(model, area, buf);
    let Some((lesson, open)) = model.open() else { return };
    let look = (&model.theme, &model.glyphs);
    if let Some(question) = open.tasks.ask() {
        ask::render(question, &lesson.head.sources, look, room(model, area), buf);
    } else if let Some(filling) = open.tasks.filling() {
        blank::render(lesson, filling, look, body(area), buf);
    } else {
        list(model, body(area), buf);
    }
}

/// The tasks, grouped by how hard they are; the selected one with its whole prompt.
fn list(model: &Model, area: Rect, buf: &mut Buffer) {
    let Some((lesson, open)) = model.open() else { return };
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let columns = usize::from(area.width);
    let tasks = all(lesson);
    let done = tasks.iter().filter(|task| is_done(&model.record, lesson, task.id())).count();
    let missed = tasks.iter().filter(|task| is_missed(&model.record, lesson, task.id())).count();
    let mut title = format!("Small tasks, from easy to hard: {done} of {} done", tasks.len());
    if missed > 0 {
        title += &format!(", {missed} tried and not right yet ({})", glyphs.no);
    }
    let mut out: Vec<_> =
        wrap(&title, columns).into_iter().map(|text| Line::from(Span::styled(text, theme.title))).collect();
    let mut selected = 0..0;
    let mut group = None;
    for (row, task) in tasks.iter().enumerate() {
        let from = out.len();
        if group != Some(task.difficulty()) {
            group = Some(task.difficulty());
            out.push(Line::default());
            out.push(Line::from(Span::styled(task.difficulty().id(), theme.title)));
        }
        let here = row == open.tasks.cursor();
        let pointer = if here { glyphs.pointer } else { " " };
        let (sign, sign_style) = match task.id() {
            id if is_done(&model.record, lesson, id) => (glyphs.yes, theme.good),
            id if is_missed(&model.record, lesson, id) => (glyphs.no, theme.bad),
            _ => (glyphs.future, theme.dim),
        };
        let style = if here { theme.focus } else { theme.text };
        let head = format!("{pointer} ");
        let words = pad(task.words(), WORDS);
        let room = columns.saturating_sub(width(&head) + 2 + WORDS);
        let shown = if here { wrap(task.prompt(), room) } else { vec![truncate(task.prompt(), room, glyphs.more)] };
        for (number, text) in shown.into_iter().enumerate() {
            out.push(if number == 0 {
                Line::from(vec![
                    Span::styled(head.clone(), style),
                    Span::styled(format!("{sign} "), sign_style),
                    Span::styled(words.clone(), theme.dim),
                    Span::styled(text, style),
                ])
            } else {
                Line::from(Span::styled(format!("{}{text}", " ".repeat(4 + WORDS)), style))
            });
        }
        if here {
            selected = if row == 0 { 0..out.len() } else { from..out.len() };
        }
    }
    let height = usize::from(area.height);
    let last = out.len().saturating_sub(height);
    // One line of what comes after stays in sight.
    let top = (selected.end + 1).saturating_sub(height).min(selected.start).min(last);
    lines(area, buf, &out, top);
    if top < last {
        let text = format!(" {} {} more below ", glyphs.more, last - top);
        put(buf, area.right().saturating_sub(20), area.bottom() - 1, 20, &text, theme.warn, "");
    }
}
