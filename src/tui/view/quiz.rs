//! The quiz: a question, its options, hints, and after the answer an explanation for each option that matters.

use super::chrome;
use super::panel::{paragraph, put};
use crate::lesson::{Lesson, Question};
use crate::tui::model::{Model, QuizModel, choices};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Draws the screen.
pub(super) fn render(model: &Model, area: Rect, buf: &mut Buffer) {
    let (Some((lesson, _)), Some(quiz)) = (model.open(), &model.quiz) else { return };
    let questions = choices(lesson);
    let right = format!("Quiz   question {} of {}", (quiz.question + 1).min(questions.len()), questions.len());
    chrome::header(model, area, &lesson.head.title, &right, buf);
    let wide = area.width.min(96);
    let room = Rect::new(area.x + (area.width - wide) / 2 + 1, area.y + 2, wide - 2, area.height.saturating_sub(3));
    let columns = usize::from(room.width);
    let lines = match questions.get(quiz.question) {
        Some(question) => question_lines(model, quiz, question, columns),
        None => summary_lines(model, lesson, quiz, columns),
    };
    // What was just said stands at the end: it stays in sight when the screen is small.
    let top = if quiz.locked.is_some() { lines.len().saturating_sub(usize::from(room.height)) } else { 0 };
    for (y, line) in (room.y..room.bottom()).zip(lines.iter().skip(top)) {
        line.render(Rect::new(room.x, y, room.width, 1), buf);
    }
    if lines.len() > usize::from(room.height) && top == 0 {
        put(
            buf,
            room.x,
            room.bottom().saturating_sub(1),
            columns,
            "make the terminal larger to see more",
            model.theme.dim,
            "",
        );
    }
}

fn question_lines(model: &Model, quiz: &QuizModel, question: &Question, columns: usize) -> Vec<Line<'static>> {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let options = question.options();
    let mut out = paragraph("", &question.prompt, columns, theme.title);
    out.push(Line::default());
    for (row, letter) in (0..quiz.order.len()).zip('a'..) {
        let Some(option) = quiz.order.get(row).and_then(|index| options.get(*index)) else { continue };
        let here = row == quiz.cursor;
        let pointer = if here { glyphs.pointer } else { " " };
        let (sign, style) = match quiz.locked {
            Some(locked) if row == locked && option.right => (format!(" {} right", glyphs.yes), theme.good),
            Some(locked) if row == locked => (format!(" {} not right", glyphs.no), theme.bad),
            Some(_) if option.right => (format!(" {} this is right", glyphs.yes), theme.good),
            Some(_) => (String::new(), theme.dim),
            None if here => (String::new(), theme.focus),
            None => (String::new(), theme.text),
        };
        out.extend(paragraph(&format!("{pointer} {letter}  "), &format!("{}{sign}", option.text), columns, style));
    }
    out.push(Line::default());
    if let Some(locked) = quiz.locked {
        if let Some(option) = quiz.order.get(locked).and_then(|index| options.get(*index)) {
            let style = if option.right { theme.good } else { theme.bad };
            out.extend(paragraph("  ", &option.explanation, columns, style));
            if let Some(key) = options.iter().find(|other| other.right && !option.right) {
                out.push(Line::default());
                out.extend(paragraph("  ", &format!("{}: {}", key.text, key.explanation), columns, theme.good));
            }
        }
        out.push(Line::default());
        out.extend(paragraph("  how we know: ", &question.proof, columns, theme.dim));
        out.push(Line::default());
        out.extend(paragraph("", "Enter for the next question, s shows the place in the lesson.", columns, theme.text));
        return out;
    }
    for (number, hint) in (1..).zip(question.hints.iter().take(quiz.hints)) {
        out.extend(paragraph(&format!("  hint {number}  "), hint, columns, theme.warn));
    }
    let left = question.hints.len().saturating_sub(quiz.hints);
    let hint = match (quiz.hints, left) {
        (0, _) => "a to d answers, h gives a hint.".to_owned(),
        (_, 0) => "That was the last hint. s shows the place in the lesson.".to_owned(),
        (1, left) => format!("{left} more hints with h."),
        (_, left) => format!("{left} more with h. s shows the place in the lesson."),
    };
    out.extend(paragraph("", &hint, columns, theme.dim));
    out
}

fn summary_lines(model: &Model, lesson: &Lesson, quiz: &QuizModel, columns: usize) -> Vec<Line<'static>> {
    let (theme, glyphs) = (&model.theme, &model.glyphs);
    let right = quiz.results.iter().filter(|result| result.0).count();
    let questions = choices(lesson);
    let all = questions.len();
    let word = if right == all {
        "All of it. Well done."
    } else {
        "Look at what was missed; then try again, the options will be in another order."
    };
    let mut out = paragraph("", &format!("{right} of {all} right. {word}"), columns, theme.title);
    out.push(Line::default());
    for (question, (is_right, hints)) in questions.iter().zip(&quiz.results) {
        let (sign, style) = if *is_right { (glyphs.yes, theme.good) } else { (glyphs.no, theme.bad) };
        let used = match hints {
            0 => String::new(),
            1 => "  (1 hint)".to_owned(),
            more => format!("  ({more} hints)"),
        };
        out.extend(paragraph(&format!("{sign} "), &format!("{}{used}", question.prompt), columns, style));
        if !is_right {
            let places: Vec<String> = question.points_at.iter().map(place).collect();
            out.extend(paragraph("    shown at: ", &places.join("; "), columns, theme.text));
        }
    }
    out.push(Line::default());
    out.extend(paragraph("", "Enter goes back to the lesson; t there starts a new try.", columns, theme.dim));
    out
}

/// `Process, step 4, result`.
fn place(pointer: &crate::lesson::Pointer) -> String {
    let mut text = pointer.panel.title().to_owned();
    if let Some(step) = pointer.step {
        text.push_str(&format!(", step {step}"));
    }
    if let Some(cell) = &pointer.cell {
        text.push_str(&format!(", {cell}"));
    }
    text
}
