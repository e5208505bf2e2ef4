//! Keys of the access matrix, and of the trace of one of its cells.

use crate::lesson::AccessMatrix;
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::matrix::MatrixModel;
use crate::tui::model::{Model, Screen};

/// Computes the matrix of the world on show and opens it.
pub(super) fn open_matrix(model: &mut Model) {
    let Some((lesson, open)) = model.open() else { return };
    let (what_ifs, edits) = (&open.timeline.what_ifs, open.edits.now());
    let is_base = what_ifs.is_empty() && edits.is_empty();
    let of_base = || AccessMatrix::on_show(lesson, &[], &[]);
    let base = if is_base { Ok(None) } else { of_base().map(Some) };
    let computed = AccessMatrix::on_show(lesson, what_ifs, edits).and_then(|now| Ok(MatrixModel::new(now, base?)));
    match computed {
        Ok(matrix) if matrix.matrix.rows.is_empty() || matrix.matrix.columns.is_empty() => {
            model.notice = Some("this world has nobody who could ask for anything".to_owned());
        }
        Ok(matrix) => {
            if let Some(open) = &mut model.lesson {
                open.playing = false;
                open.matrix = Some(matrix);
            }
            model.screen = Screen::Matrix;
        }
        Err(error) => model.notice = Some(error.to_string()),
    }
}

pub(super) fn on_matrix(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = isize::try_from(model.size.1 / 2).unwrap_or(1);
    let Some(matrix) = model.lesson.as_mut().and_then(|open| open.matrix.as_mut()) else { return Vec::new() };
    if let Some(trace) = &mut matrix.trace {
        match action {
            Action::Up => trace.step(-1),
            Action::Down => trace.step(1),
            Action::PageUp => trace.step(-page),
            Action::PageDown => trace.step(page),
            Action::First => trace.cursor = 0,
            Action::Last => trace.step(isize::MAX),
            Action::Open => trace.fold(),
            Action::Close | Action::Matrix => matrix.trace = None,
            _ => {}
        }
        return Vec::new();
    }
    let rows = matrix.matrix.rows.len().saturating_sub(1);
    let columns = matrix.matrix.columns.len().saturating_sub(1);
    match action {
        Action::Up => matrix.row = matrix.row.saturating_sub(1),
        Action::Down => matrix.row = (matrix.row + 1).min(rows),
        Action::PageUp => matrix.row = matrix.row.saturating_add_signed(-page),
        Action::PageDown => matrix.row = matrix.row.saturating_add_signed(page).min(rows),
        Action::Back => matrix.column = matrix.column.saturating_sub(1),
        Action::Next => matrix.column = (matrix.column + 1).min(columns),
        Action::First => matrix.column = 0,
        Action::Last => matrix.column = columns,
        Action::Differing => {
            let none = "no cell differs from the base; w or e in the lesson changes something";
            model.notice = (!matrix.next_flipped()).then(|| none.to_owned());
        }
        Action::Open => {
            let none = "no decision was made here, so there is no trace; the sentence says why";
            model.notice = (!matrix.open_trace()).then(|| none.to_owned());
        }
        Action::Close | Action::Matrix => {
            if let Some(open) = &mut model.lesson {
                open.matrix = None;
            }
            model.screen = Screen::Lesson;
        }
        _ => {}
    }
    Vec::new()
}
