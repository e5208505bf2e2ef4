//! Keys in the quiz, and in the drill, which is a quiz without end.

use crate::lesson::{Drill, Lens, Lesson, Question};
use crate::tui::ask::{Ask, Asked};
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::lens;
use crate::tui::model::{Model, QuizModel, Screen};

/// Seed of every learner's drill; what differs is how far they are.
const SEED: u64 = 1;

pub(super) fn on_quiz(model: &mut Model, action: Action) -> Vec<Effect> {
    if look_back(model) {
        return Vec::new();
    }
    let Some(quiz) = &mut model.quiz else { return Vec::new() };
    match quiz.ask.as_mut().map(|ask| ask.on_action(action)) {
        Some(Asked::Taken) => return Vec::new(),
        Some(Asked::Locked) => return note(model),
        Some(Asked::NotMine) | None => {}
    }
    match action {
        Action::Show => look(model),
        Action::Open if quiz.ask.is_some() => next(model),
        Action::Open | Action::Close => leave(model),
        Action::Drill => open_drill(model),
        Action::Reset if !quiz.drill => {
            model.ask_from(0);
            model.notice = Some("from the first question; your answers are kept".to_owned());
        }
        Action::First => quiz.cursor = 0,
        Action::Last => quiz.cursor = quiz.results.len().saturating_sub(1),
        Action::Up => quiz.cursor = quiz.cursor.saturating_sub(1),
        Action::Down => quiz.cursor = (quiz.cursor + 1).min(quiz.results.len().saturating_sub(1)),
        _ => {}
    }
    Vec::new()
}

fn leave(model: &mut Model) {
    model.screen = Screen::Lesson;
    if let Some(open) = &mut model.lesson {
        open.lit.clear();
    }
    // What was answered is no longer new, and when it comes back is known.
    if model.lens() == Lens::Review {
        lens::review::refresh(model);
    }
}

/// Keeps the answer.
fn note(model: &mut Model) -> Vec<Effect> {
    let at = (model.now)();
    let Some((lesson, _)) = model.open() else { return Vec::new() };
    let id = lesson.head.id.clone();
    let Some(quiz) = &mut model.quiz else { return Vec::new() };
    let Some((ask, answer)) = quiz.ask.as_ref().and_then(|ask| Some((ask, ask.answer(at)?))) else {
        return Vec::new();
    };
    quiz.results.push((answer.right, answer.hints));
    model.record.answer(&id, &ask.question().id, answer);
    vec![Effect::Save]
}

fn next(model: &mut Model) {
    if let Some(quiz) = &model.quiz {
        ask_at(model, quiz.question + 1);
    }
}

/// Asks this question of the open lesson; there may be none, then the quiz is at its end.
pub(super) fn ask_at(model: &mut Model, to: usize) {
    let Some((lesson, _)) = model.open() else { return };
    let Some(quiz) = &model.quiz else { return };
    let ask = if quiz.drill {
        drilled(model, lesson)
    } else {
        lesson.questions.get(to).cloned().map(|question| model.asking(question))
    };
    if let Some(quiz) = &mut model.quiz {
        (quiz.question, quiz.ask) = (to, ask);
    }
}

/// Opens the drill where the learner left it.
pub(in crate::tui) fn open_drill(model: &mut Model) {
    let Some((lesson, _)) = model.open() else { return };
    let Some(ask) = drilled(model, lesson) else {
        model.notice = Some("the simulator finds nothing to drill in this lesson".to_owned());
        return;
    };
    model.quiz =
        Some(QuizModel { question: 0, ask: Some(ask), results: Vec::new(), looking: None, drill: true, cursor: 0 });
    model.screen = Screen::Quiz;
}

/// The next question of the drill: the one after as many as were ever answered.
fn drilled(model: &Model, lesson: &Lesson) -> Option<Ask> {
    let stem = format!("{}/drill/", lesson.head.id);
    let record = model.record.lessons.get(&lesson.head.id);
    let answered: usize = record
        .into_iter()
        .flat_map(|record| &record.questions)
        .filter(|(id, _)| id.starts_with(&stem))
        .map(|(_, question)| question.answers.len())
        .sum();
    let question: Question = Drill::of(lesson).question(SEED, answered as u64)?;
    // Without end also means quickly: one key an answer.
    Some(model.asking(question).without_confidence())
}

/// Shows the lesson with what the question points at lit; any key comes back, to the lesson as it was, too.
fn look(model: &mut Model) {
    let Some((lesson, _)) = model.open() else { return };
    let Some(quiz) = &model.quiz else { return };
    if quiz.ask.as_ref().is_some_and(|ask| !ask.may_show()) {
        model.notice = Some("the second hint (h) points at a place in the lesson; s shows it then".to_owned());
        return;
    }
    let Some(question) = quiz.about(lesson) else { return };
    let (what_ifs, points) = (question.what_ifs.clone(), question.points_at.clone());
    let before = model.lesson.clone().map(Box::new);
    lens::light(model, &what_ifs, &points);
    if let Some(quiz) = &mut model.quiz {
        quiz.looking = before;
    }
}

/// Gives the lesson back as it was before it was looked at; `false` when it is not looked at.
pub(super) fn look_back(model: &mut Model) -> bool {
    let Some(before) = model.quiz.as_mut().and_then(|quiz| quiz.looking.take()) else { return false };
    model.lesson = Some(*before);
    true
}
