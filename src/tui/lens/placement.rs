//! Where to begin: one question of each lesson, asked as a review. Broken off, it goes on where it was left, as the quiz
//! does; what was answered so far is read off the answers themselves.

use super::review::{Item, Session, stage};
use crate::learner::review::Kind;
use crate::learner::{Answer, LensPlace};
use crate::lesson::{Asks, Lesson, Question};
use crate::tui::ask::Ask;
use crate::tui::effect::Effect;
use crate::tui::home::map;
use crate::tui::keymap::{Action, Row, key, letter, row};
use crate::tui::model::Model;
use crate::tui::update::go_home;
use crossterm::event::KeyCode;

/// Where it was left stands beside the lenses of the lesson that it was asked over. It is no lens, and having been asked
/// is not having begun that lesson.
pub(in crate::tui) const PLACEMENT: &str = "placement";

/// The keys beside those of the question.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(&[letter('r')], Action::Reset, "r", "begin with the first question again; answers are kept", ""),
    row(&[key(KeyCode::Esc)], Action::Close, "Esc", "back to the lessons; p goes on where it was left", "lessons"),
];

/// Whether the questions asked now are to find where to begin.
pub(in crate::tui) fn is_open(model: &Model) -> bool {
    session(model).is_some()
}

fn session(model: &Model) -> Option<&Session> {
    model.lesson.as_ref()?.review.session.as_ref().filter(|session| session.placement.is_some())
}

/// The question of a lesson that tells most: a hard one that asks why or which.
fn telling(lesson: &Lesson) -> Option<&Question> {
    lesson
        .questions
        .iter()
        .max_by_key(|question| (question.difficulty, matches!(question.asks, Asks::Why | Asks::Which)))
}

/// One question of each lesson in the order of the map, with the index of its entry.
fn questions(model: &Model) -> Vec<(usize, Item)> {
    let rows = map(&model.entries);
    let lessons = rows.iter().filter_map(|row| Some((row.entry, model.entries.get(row.entry)?.lesson.as_ref()?)));
    lessons
        .filter_map(|(entry, lesson)| {
            let id = telling(lesson)?.id.clone();
            Some((entry, Item { lesson: lesson.head.id.clone(), id, kind: Kind::Question }))
        })
        .collect()
}

/// Asks where it was left, or from the beginning.
pub(in crate::tui) fn open(model: &mut Model) {
    ask_from(model, left(model));
    if let Some(at) = session(model).map(|session| session.at).filter(|at| *at > 0) {
        model.notice = Some(format!("you were at question {}; r begins anew", at + 1));
    }
}

/// Asks from the beginning, whatever was answered.
pub(super) fn begin_anew(model: &mut Model) -> Vec<Effect> {
    ask_from(model, 0);
    vec![Effect::Save]
}

fn ask_from(model: &mut Model, at: usize) {
    let asked = questions(model);
    let first = asked.first().map(|(entry, _)| *entry);
    let Some((first, stage)) = first.and_then(|first| Some((first, stage(model, &asked.get(at)?.1)?))) else {
        model.notice = Some("there is no question to place you by".to_owned());
        return;
    };
    let items: Vec<Item> = asked.into_iter().map(|(_, item)| item).collect();
    let before: Vec<(bool, String)> =
        items.iter().take(at).filter_map(|item| Some((answer(model, item)?.right, item.lesson.clone()))).collect();
    let missed: Vec<String> = before.iter().filter(|(right, _)| !right).map(|(_, lesson)| lesson.clone()).collect();
    let counts = (before.len() - missed.len(), missed.len());
    model.open_review(first);
    if let Some(open) = &mut model.lesson {
        open.review.session = Some(Session { items, at, stage, counts, placement: Some(missed) });
    }
}

/// The last answer to a question.
fn answer<'a>(model: &'a Model, item: &Item) -> Option<&'a Answer> {
    model.record.lessons.get(&item.lesson)?.questions.get(&item.id)?.last()
}

/// How a question is called in the place.
fn name(item: &Item) -> String {
    format!("{}: {}", item.lesson, item.id)
}

/// The question where it was left, from 0: every one before it has an answer. At the end one begins anew.
fn left(model: &Model) -> usize {
    let places = model.record.lessons.values().filter_map(|known| known.lenses.get(PLACEMENT)?.place.as_ref());
    let Some(place) = places.max() else { return 0 };
    let items = questions(model);
    let at = items.iter().position(|(_, item)| name(item) == place.note).unwrap_or(0);
    items.iter().take(at).take_while(|(_, item)| answer(model, item).is_some()).count()
}

/// Notes the question to come, when that is another than before. What is answered is answered: one goes on behind it.
pub(super) fn note(model: &mut Model) {
    let Some(session) = session(model) else { return };
    let index = session.at + usize::from(model.ask().is_some_and(Ask::is_locked));
    let note = session.items.get(index).map(name).unwrap_or_default();
    let Some((lesson, _)) = model.open() else { return };
    let id = lesson.head.id.clone();
    let known = model.record.lessons.get(&id).and_then(|known| known.lenses.get(PLACEMENT)?.place.as_ref());
    if known.is_none_or(|place| place.note != note) {
        let place = LensPlace { at: (model.now)(), index, note };
        model.record.stand(&id, PLACEMENT, place);
    }
}

/// Broken off: back to where one came from.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    // The place is noted while the question is still there.
    note(model);
    if let Some(open) = &mut model.lesson {
        open.review.session = None;
    }
    go_home(model);
    model.notice = Some("your answers are kept; p goes on with the next question".to_owned());
    vec![Effect::Save]
}

/// Says where to begin: with the first lesson whose question was missed.
pub(super) fn placed(model: &mut Model) -> Vec<Effect> {
    let Some(session) = model.lesson.as_mut().and_then(|open| open.review.session.take()) else { return Vec::new() };
    let (known, missed) = session.counts;
    let first = session.placement.unwrap_or_default().into_iter().next();
    let entry = first.and_then(|id| {
        model.entries.iter().position(|entry| entry.lesson.as_ref().is_some_and(|lesson| lesson.head.id == id))
    });
    go_home(model);
    let all = known + missed;
    model.notice = Some(match entry {
        Some(entry) => {
            model.home.search = None;
            model.home.select(&model.entries, entry);
            format!("{known} of {all} right; begin with the lesson that is selected")
        }
        None => format!("{known} of {all} right: you know all of it; the challenges (6) are for you"),
    });
    vec![Effect::Save]
}
