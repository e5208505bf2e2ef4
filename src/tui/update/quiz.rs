//! Keys in the quiz.

use crate::learner::Answer;
use crate::lesson::{Response, judge};
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::lens::visualize;
use crate::tui::model::{Model, Screen, choices};

pub(super) fn on_quiz(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(quiz) = &mut model.quiz else { return Vec::new() };
    let Some(lesson) = model.lesson.as_ref().and_then(|open| model.entries.get(open.entry)?.lesson.as_ref()) else {
        return Vec::new();
    };
    let questions = choices(lesson).len();
    let finished = quiz.question >= questions;
    match action {
        Action::Close => {
            if quiz.looking {
                quiz.looking = false;
            } else {
                model.screen = Screen::Lesson;
                if let Some(open) = &mut model.lesson {
                    open.lit.clear();
                }
            }
        }
        Action::Show if !finished => return look(model),
        _ if quiz.looking => quiz.looking = false,
        Action::Open if finished => model.screen = Screen::Lesson,
        Action::Open if quiz.locked.is_some() => {
            let next = quiz.question + 1;
            let order = model.option_order(next);
            if let Some(quiz) = &mut model.quiz {
                (quiz.question, quiz.order, quiz.cursor, quiz.locked, quiz.hints) = (next, order, 0, None, 0);
            }
        }
        Action::Open => return lock(model),
        Action::Choose(row) if !finished && quiz.locked.is_none() && row < quiz.order.len() => {
            quiz.cursor = row;
            return lock(model);
        }
        Action::Up => quiz.cursor = quiz.cursor.saturating_sub(1),
        Action::Down => quiz.cursor = (quiz.cursor + 1).min(quiz.order.len().saturating_sub(1)),
        Action::Hint if !finished && quiz.locked.is_none() => {
            let most = choices(lesson).get(quiz.question).map_or(0, |question| question.hints.len());
            quiz.hints = (quiz.hints + 1).min(most);
        }
        _ => {}
    }
    Vec::new()
}

/// Answers with the selected option.
fn lock(model: &mut Model) -> Vec<Effect> {
    let at = (model.now)();
    let Some(quiz) = &mut model.quiz else { return Vec::new() };
    let Some(lesson) = model.lesson.as_ref().and_then(|open| model.entries.get(open.entry)?.lesson.as_ref()) else {
        return Vec::new();
    };
    let Some(question) = choices(lesson).get(quiz.question).copied() else { return Vec::new() };
    let Some(chosen) = quiz.order.get(quiz.cursor).copied() else { return Vec::new() };
    let right = judge(question, &Response::Option(chosen)).right;
    quiz.locked = Some(quiz.cursor);
    quiz.results.push((right, quiz.hints));
    let answer = Answer { at, right, hints: quiz.hints, confidence: None };
    model.record.answer(&lesson.head.id, &question.id, answer);
    vec![Effect::Save]
}

/// Shows the lesson with what the question points at lit; the same key comes back.
fn look(model: &mut Model) -> Vec<Effect> {
    let Some(quiz) = &mut model.quiz else { return Vec::new() };
    if quiz.looking {
        quiz.looking = false;
        return Vec::new();
    }
    if quiz.hints < 2 && quiz.locked.is_none() {
        model.notice = Some("the second hint (h) points at a place in the lesson; s shows it then".to_owned());
        return Vec::new();
    }
    let asked = quiz.question;
    quiz.looking = true;
    let Some(points) = model.open().and_then(|(lesson, _)| Some(choices(lesson).get(asked)?.points_at.clone())) else {
        return Vec::new();
    };
    if let Some(open) = &mut model.lesson {
        let step = points.iter().filter_map(|pointer| pointer.step).max().unwrap_or(open.step);
        let base = open.base.clone();
        visualize::show(open, base, step, &points);
    }
    Vec::new()
}
