//! The quiz and the drill: a question in the middle of the screen, and at the end what was missed and where it is shown.

use super::panel::{lines, paragraph, put};
use super::{ask, chrome};
use crate::lesson::{Lesson, Panel, Pointer, Variable};
use crate::tui::model::{Model, QuizModel};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::ops::Range;

/// Widest text: longer lines are hard to read.
const WIDEST: u16 = 96;

/// Room of the question, or of the end.
pub(super) fn room(model: &Model, area: Rect) -> Rect {
    let ask = model.quiz.as_ref().and_then(|quiz| quiz.ask.as_ref());
    let wide = area.width.min(ask::widest(ask, WIDEST));
    Rect::new(area.x + (area.width - wide) / 2 + 1, area.y + 2, wide.saturating_sub(2), area.height.saturating_sub(3))
}

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let (Some((lesson, _)), Some(quiz)) = (model.open(), &model.quiz) else { return };
    let questions = lesson.questions.len();
    let right = if quiz.drill {
        format!("Drill   {} of {} right", quiz.right(), quiz.results.len())
    } else if quiz.ask.is_none() {
        "Quiz   done".to_owned()
    } else {
        format!("Quiz   question {} of {questions}", (quiz.question + 1).min(questions))
    };
    chrome::header(model, area, &lesson.head.title, &right, buf);
    let room = room(model, area);
    if let Some(ask) = &quiz.ask {
        ask::render(ask, &lesson.head.sources, (&model.theme, &model.glyphs), room, buf);
        return;
    }
    let (all, selected) = summary(model, lesson, quiz, usize::from(room.width));
    // The last row says how much is below.
    let body = Rect { height: room.height.saturating_sub(1), ..room };
    let height = usize::from(body.height);
    let last = all.len().saturating_sub(height);
    let top = selected.end.saturating_sub(height).min(selected.start).min(last);
    lines(body, buf, &all, top);
    if top < last {
        let text = format!("{} read on with the arrows: {} more", model.glyphs.more, last - top);
        put(buf, room.x, body.bottom(), usize::from(room.width), &text, model.theme.warn, "");
    }
}

/// What was missed and where it is shown, then what was known; and the lines of the selected one.
fn summary(model: &Model, lesson: &Lesson, quiz: &QuizModel, columns: usize) -> (Vec<Line<'static>>, Range<usize>) {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let (right, all) = (quiz.right(), quiz.results.len());
    let word = if right == all {
        "All of it. Well done."
    } else {
        "Look at what was missed; then try again, the options will be in another order."
    };
    let mut out = paragraph("", &format!("{right} of {all} right. {word}"), columns, theme.title);
    out.push(Line::default());
    let mut selected = 0..0;
    for (row, at) in quiz.ranked().into_iter().enumerate() {
        let (Some(question), Some((is_right, hints))) = (lesson.questions.get(at), quiz.results.get(at)) else {
            continue;
        };
        let from = if row == 0 { 0 } else { out.len() };
        let here = row == quiz.cursor;
        let pointer = if here { glyphs.pointer } else { " " };
        let (sign, style) = if *is_right { (glyphs.yes, theme.good) } else { (glyphs.no, theme.bad) };
        let used = match hints {
            0 => String::new(),
            1 => "  (1 hint)".to_owned(),
            more => format!("  ({more} hints)"),
        };
        let head = format!("{pointer} {sign} ");
        out.extend(paragraph(&head, &format!("{}{used}", question.prompt), columns, style));
        if !is_right || here {
            let rows = model.open().map_or(&[][..], |(_, open)| &open.timeline.variables);
            let places: Vec<String> = question.points_at.iter().map(|pointer| place(pointer, rows)).collect();
            if !places.is_empty() {
                out.extend(paragraph("      shown at: ", &places.join("; "), columns, theme.text));
            }
        }
        if here {
            selected = from..out.len();
        }
    }
    out.push(Line::default());
    let on = "s shows the selected one in the lesson. Enter goes back to the lesson; t there starts a new try. \
              d drills: questions without end.";
    out.extend(paragraph("", on, columns, theme.dim));
    if quiz.cursor + 1 >= all {
        selected.end = out.len();
    }
    (out, selected)
}

/// `Process, step 4, result`; a row of the tracker by the name it has on the screen.
fn place(pointer: &Pointer, rows: &[Variable]) -> String {
    let mut text = pointer.panel.title().to_owned();
    if let Some(step) = pointer.step {
        text.push_str(&format!(", step {step}"));
    }
    if let Some(cell) = &pointer.cell {
        let row = rows.iter().find(|row| pointer.panel == Panel::Variables && row.id == *cell);
        text.push_str(&format!(", {}", row.map_or(cell, |row| &row.name)));
    }
    text
}
