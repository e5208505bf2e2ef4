//! Where the learner stands: noted after whatever happens, taken up when the lesson is opened again.
//!
//! The place is a function of the model. What stands in it is not what was done: that is each lens's own to record.

use super::bench::record;
use super::{placement, switch};
use crate::learner::{LensPlace, LessonRecord, Place, Record};
use crate::lesson::{Lens, Lesson, Panel};
use crate::tui::ask::Ask;
use crate::tui::effect::Effect;
use crate::tui::keymap::{Mode, modes};
use crate::tui::model::{Entry, Model, QuizModel, Screen};
use chrono::{DateTime, Utc};

/// The quiz has its place beside the lenses.
const QUIZ: &str = "quiz";

/// Notes where the learner stands, when that is another place than before.
pub(in crate::tui) fn note(model: &mut Model) {
    if model.screen == Screen::Home {
        return;
    }
    let at = (model.now)();
    let Some((lesson, open)) = model.open() else { return };
    // To be placed is not to be in a lens of the lesson that it was asked over.
    if placement::is_open(model) {
        placement::note(model);
        return;
    }
    let id = lesson.head.id.clone();
    let known = record(model);
    let asked = model.quiz.as_ref().filter(|quiz| model.screen == Screen::Quiz && !quiz.drill);
    let (name, (index, note)) = match asked {
        Some(quiz) => (QUIZ, in_quiz(lesson, quiz)),
        None => (open.lens.id(), in_lens(model)),
    };
    let is_new = known.is_none_or(|known| {
        let place = noted(known, name);
        last(known) != Some(name) || place.is_none_or(|place| place.index != index || place.note != note)
    });
    // What the quiz lights is no place in the play.
    let play = (model.screen == Screen::Lesson)
        .then(|| Place { at, step: open.step, what_ifs: open.timeline.what_ifs.clone() })
        .filter(|new| {
            let place = known.and_then(|known| known.place.as_ref());
            place.map_or((0, &[][..]), |place| (place.step, &place.what_ifs)) != (new.step, &new.what_ifs)
        });
    if is_new {
        model.record.stand(&id, name, LensPlace { at, index, note });
    }
    if let Some(play) = play {
        model.record.place(&id, play);
    }
}

/// The name under which an answer is kept until it is given.
fn answer_id(question: &str) -> String {
    format!("answer: {question}")
}

/// What was made of an answer that was not given yet.
pub(in crate::tui) fn answer<'a>(record: Option<&'a LessonRecord>, question: &str) -> &'a str {
    record.and_then(|record| record.drafts.get(&answer_id(question))).map_or("", |draft| &draft.text)
}

/// Notes what is made of an answer in the quiz or in a task, when that is something else than before.
pub(in crate::tui) fn note_answer(model: &mut Model) {
    let Some((lesson, open)) = model.open() else { return };
    let ask = match model.screen {
        Screen::Quiz => model.quiz.as_ref().filter(|quiz| !quiz.drill).and_then(|quiz| quiz.ask.as_ref()),
        Screen::Lesson if open.lens == Lens::Try => open.tasks.ask(),
        _ => None,
    };
    let Some((ask, text)) = ask.and_then(|ask| Some((ask, ask.draft()?))) else { return };
    let question = &ask.question().id;
    if text == answer(record(model), question) {
        return;
    }
    let (lesson, part) = (lesson.head.id.clone(), answer_id(question));
    let at = (model.now)();
    if let Err(error) = model.record.draft(&lesson, &part, &text, at) {
        model.notice = Some(error.to_string());
    }
}

/// The question to come, and its id; none at the end. What is answered is answered: one goes on behind it.
fn in_quiz(lesson: &Lesson, quiz: &QuizModel) -> (usize, String) {
    let at = quiz.question + usize::from(quiz.ask.as_ref().is_some_and(Ask::is_locked));
    (at, lesson.questions.get(at).map(|question| question.id.clone()).unwrap_or_default())
}

/// The question at which the quiz was left, from 0: every one before it has an answer. At the end one begins anew.
pub(in crate::tui) fn question(model: &Model) -> usize {
    let Some((lesson, _)) = model.open() else { return 0 };
    let Some(known) = record(model) else { return 0 };
    let left = noted(known, QUIZ).map_or("", |place| &place.note);
    let at = lesson.questions.iter().position(|question| question.id == left).unwrap_or(0);
    let before = lesson.questions.iter().take(at);
    before.take_while(|question| known.questions.get(&question.id).is_some_and(|known| known.last().is_some())).count()
}

/// The place in the lens on show: a number, and the id of what is open in it; in Learn, the line at the top; in
/// Visualize, whether predictions are asked for; in Why, the request of the leak that is explained; in Review, how many
/// items are to come and the first of them.
fn in_lens(model: &Model) -> (usize, String) {
    let Some(open) = &model.lesson else { return (0, String::new()) };
    let opened = || super::bench::bench(model).map(super::bench::Bench::note).unwrap_or_default();
    match open.lens {
        Lens::Why => (open.why.at, if open.why.row > 0 { open.why.row.to_string() } else { String::new() }),
        Lens::Learn => (open.learn.stop(), open.learn.top.to_string()),
        Lens::Visualize => {
            let panel = Panel::ALL.iter().position(|panel| *panel == open.focus).unwrap_or(0);
            (panel, open.predict.note().to_owned())
        }
        Lens::Deep => (open.deep.view as usize, String::new()),
        Lens::Try => (open.tasks.cursor(), open.tasks.opened_id().unwrap_or_default().to_owned()),
        Lens::Challenge => (super::challenge::cursor(model), opened()),
        Lens::Project => (super::project::cursor(model), opened()),
        Lens::Review => super::review::left(model, open),
        Lens::Scale => (open.scale.chart, String::new()),
    }
}

fn noted<'a>(record: &'a LessonRecord, name: &str) -> Option<&'a LensPlace> {
    record.lenses.get(name)?.place.as_ref()
}

/// The number kept for a lens.
pub(in crate::tui) fn index(record: Option<&LessonRecord>, lens: Lens) -> Option<usize> {
    Some(noted(record?, lens.id())?.index)
}

/// What the place in a lens says beside its number, such as the id of what was open; `None` when nothing.
pub(in crate::tui) fn words(record: Option<&LessonRecord>, lens: Lens) -> Option<&str> {
    Some(noted(record?, lens.id())?.note.as_str()).filter(|note| !note.is_empty())
}

/// The lens, or the quiz, where the learner was last.
fn last(record: &LessonRecord) -> Option<&str> {
    newest(record, |_| true)
}

/// When the learner was last in the lesson; `None` when they were never. To be placed is not to be in it.
pub(in crate::tui) fn last_at(record: &LessonRecord) -> Option<DateTime<Utc>> {
    let lenses = record.lenses.iter().filter(|(name, _)| *name != placement::PLACEMENT);
    let places = lenses.filter_map(|(_, lens)| Some(lens.place.as_ref()?.at));
    places.chain(record.place.as_ref().map(|place| place.at)).max()
}

/// The index of the lesson in which the learner was last.
pub(in crate::tui) fn last_entry(entries: &[Entry], record: &Record) -> Option<usize> {
    let known = entries.iter().enumerate().filter_map(|(at, entry)| Some((at, record.lessons.get(&entry.head()?.id)?)));
    known.filter_map(|(at, known)| Some((last_at(known)?, at))).max().map(|(_, at)| at)
}

/// Of a record from before lenses were noted, only the place in the play is known: that is Visualize.
fn newest(record: &LessonRecord, counts: impl Fn(&str) -> bool) -> Option<&str> {
    let lenses = record
        .lenses
        .iter()
        .filter(|(name, _)| *name != placement::PLACEMENT)
        .filter_map(|(name, lens)| Some((lens.place.as_ref()?.at, name.as_str())));
    let is_noted = noted(record, Lens::Visualize.id()).is_some();
    let play = record.place.as_ref().filter(|_| !is_noted).map(|place| (place.at, Lens::Visualize.id()));
    lenses.chain(play).filter(|(_, name)| counts(name)).max().map(|(_, name)| name)
}

/// Goes to where the learner left the open lesson, and says so.
pub(in crate::tui) fn resume(model: &mut Model) -> Vec<Effect> {
    let Some((lesson, _)) = model.open() else { return Vec::new() };
    let Some(known) = record(model) else { return Vec::new() };
    let in_quiz = last(known) == Some(QUIZ) && noted(known, QUIZ).is_some_and(|place| !place.note.is_empty());
    let to = newest(known, |name| name != QUIZ).and_then(Lens::with_id).filter(|lens| lens.is_offered(lesson));
    let effects = to.map(|to| switch(model, to)).unwrap_or_default();
    if in_quiz {
        model.open_quiz();
    } else if model.lens() != Lens::Visualize && model.notice.is_none() {
        // Where something is typed a number is a number.
        let leads = modes(model).iter().any(|mode| matches!(mode, Mode::Lesson | Mode::Lenses));
        let elsewhere = if leads { "; 3 goes through it step by step" } else { "; Esc leaves the field" };
        model.notice = Some(format!("you left the lesson here, in {}{elsewhere}", model.lens().title()));
    }
    effects
}
