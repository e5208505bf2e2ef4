//! Where to begin: questions that are understood without a lesson's story, asked as a review, from the lessons that all
//! others build on upward. Broken off, it goes on where it was left, as the quiz does; what was answered so far is read
//! off the answers themselves.
//!
//! An answer here says what is known before a lesson, not what was forgotten of one: it is kept under a name of its own,
//! so that nothing of a lesson that was never begun falls due for it.

use super::place::last_at;
use super::review::{Item, Session, Stage, stage};
use crate::learner::review::Kind;
use crate::learner::{Answer, LensPlace, LessonRecord};
use crate::lesson::LessonHead;
use crate::tui::ask::Ask;
use crate::tui::effect::Effect;
use crate::tui::home::map;
use crate::tui::keymap::{Action, Row, key, letter, row};
use crate::tui::model::{Entry, Model, Start};
use crate::tui::update::go_home;
use crossterm::event::KeyCode;

/// Where it was left stands beside the lenses of the lesson that it was asked over. It is no lens, and having been asked
/// is not having begun that lesson.
pub(in crate::tui) const PLACEMENT: &str = "placement";

/// The keys beside those of the question.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(&[letter('i')], Action::Unknown, "i", "I do not know it yet; nothing is guessed", "don't know"),
    row(&[letter('r')], Action::Reset, "r", "begin with the first question again; answers are kept", ""),
    row(&[key(KeyCode::Esc)], Action::Close, "Esc", "back to the lessons; p goes on where it was left", "home"),
];

/// The keys when it is over.
pub(in crate::tui) static RESULT: &[Row] = &[
    row(&[key(KeyCode::Enter), letter(' ')], Action::Open, "Enter", "open the lesson to begin with", "begin"),
    row(&[letter('r')], Action::Reset, "r", "begin with the first question again; answers are kept", "once more"),
    row(&[key(KeyCode::Esc)], Action::Close, "Esc", "to the lessons, the one to begin with selected", "all lessons"),
];

/// What was found out so far: ids of lessons whose matter is known, and of those whose is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::tui) struct Found {
    pub known: Vec<String>,
    pub unknown: Vec<String>,
    /// Questions answered.
    pub answers: usize,
}

impl Found {
    /// An answer. Of a lesson one right answer is enough; it is not known when no question is left.
    fn answered(&mut self, item: &Item, right: bool, is_last: bool) {
        self.answers += 1;
        if right {
            self.known.push(item.lesson.clone());
        } else if is_last {
            self.unknown.push(item.lesson.clone());
        }
    }
}

/// How it came out, for the screen: titles of lessons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::tui) struct Outcome {
    pub known: Vec<String>,
    /// Not known, and all that they build on is; the first is the one to begin with.
    pub begin: Vec<String>,
    /// How many were not asked, because they build on those.
    pub after: usize,
}

/// Whether the questions asked now are to find where to begin.
pub(in crate::tui) fn is_open(model: &Model) -> bool {
    session(model).is_some()
}

fn session(model: &Model) -> Option<&Session> {
    model.lesson.as_ref()?.review.session.as_ref().filter(|session| session.placement.is_some())
}

fn head<'a>(entries: &'a [Entry], id: &str) -> Option<&'a LessonHead> {
    entries.iter().filter_map(Entry::head).find(|head| head.id == id)
}

/// Whether a lesson builds on one of these, directly or not. Files may name each other in a circle.
fn builds_on(entries: &[Entry], lesson: &str, these: &[String]) -> bool {
    let (mut open, mut seen) = (vec![lesson], vec![lesson]);
    while let Some(head) = open.pop().and_then(|id| head(entries, id)) {
        for below in &head.builds_on {
            if these.contains(below) {
                return true;
            }
            if !seen.contains(&below.as_str()) {
                seen.push(below);
                open.push(below);
            }
        }
    }
    false
}

/// Whether a question has still to be asked: its lesson is not decided, nor one that it builds on found unknown.
pub(super) fn is_asked(entries: &[Entry], found: &Found, item: &Item) -> bool {
    !found.known.contains(&item.lesson)
        && !found.unknown.contains(&item.lesson)
        && !builds_on(entries, &item.lesson, &found.unknown)
}

/// The questions for it, lesson by lesson in the order of the map, with the index of their entries.
fn questions(model: &Model) -> Vec<(usize, Item)> {
    let rows = map(&model.entries);
    let lessons = rows.iter().filter_map(|row| Some((row.entry, model.entries.get(row.entry)?.lesson.as_ref()?)));
    lessons
        .flat_map(|(entry, lesson)| {
            let marked = lesson.questions.iter().filter(|question| question.placement);
            let item = |id: &String| Item { lesson: lesson.head.id.clone(), id: id.clone(), kind: Kind::Question };
            marked.map(|question| (entry, item(&question.id))).collect::<Vec<_>>()
        })
        .collect()
}

/// Asks where it was left, or from the beginning.
pub(in crate::tui) fn open(model: &mut Model) {
    ask_from(model, left(model));
    // Counted as in the header: what is not asked, because its lesson is decided, is no question.
    let found = session(model).filter(|session| session.at > 0).and_then(|session| session.placement.as_ref());
    if let Some(answers) = found.map(|found| found.answers) {
        model.notice = Some(format!("you were at question {}; r begins anew", answers + 1));
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
    let items: Vec<Item> = asked.into_iter().map(|(_, item)| item).collect();
    let (at, found) = replay(model, &items, at);
    let Some((first, stage)) = first.and_then(|first| Some((first, stage(model, items.get(at)?)?))) else {
        model.notice = Some("there is no question to place you by".to_owned());
        return;
    };
    let counts = (found.known.len(), found.unknown.len());
    model.open_review(first);
    if let Some(open) = &mut model.lesson {
        open.review.session = Some(Session { items, at, stage: quietly(stage), counts, placement: Some(found) });
    }
}

/// A question without hints: they point into the lesson that it is to be found out whether one needs.
pub(super) fn quietly(stage: Stage) -> Stage {
    match stage {
        Stage::Asking(ask) => {
            let mut question = ask.question().clone();
            question.hints.clear();
            Stage::Asking(Box::new(Ask::new(question, 0)))
        }
        other => other,
    }
}

/// What the answers before `upto` told, and the question to ask: the first from there on, or before it one that has none.
fn replay(model: &Model, items: &[Item], upto: usize) -> (usize, Found) {
    let mut found = Found::default();
    for (at, item) in items.iter().enumerate() {
        if !is_asked(&model.entries, &found, item) {
            continue;
        }
        match answer(model, item).filter(|_| at < upto) {
            Some(answer) => found.answered(item, answer.right, is_last(items, at)),
            None => return (at, found),
        }
    }
    (0, Found::default())
}

/// Whether no other question of its lesson comes after this one.
fn is_last(items: &[Item], at: usize) -> bool {
    let lesson = |at: usize| items.get(at).map(|item| &item.lesson);
    lesson(at) != lesson(at + 1)
}

/// Whether a lesson was begun. Who answered but one question and was never in it, was asked where to begin: that answer
/// had no name of its own once.
pub(super) fn is_begun(known: &LessonRecord) -> bool {
    let answered = known.questions.keys().filter(|id| !id.starts_with(PLACEMENT));
    last_at(known).is_some() || answered.count() > 1 || !known.cards.is_empty()
}

/// The name under which an answer is kept.
fn kept_as(item: &Item) -> String {
    format!("{PLACEMENT}: {}", item.id)
}

/// The last answer to a question.
fn answer<'a>(model: &'a Model, item: &Item) -> Option<&'a Answer> {
    model.record.lessons.get(&item.lesson)?.questions.get(&kept_as(item))?.last()
}

/// How a question is called in the place.
pub(super) fn name(item: &Item) -> String {
    format!("{}: {}", item.lesson, item.id)
}

/// The question where it was left, from 0. At the end one begins anew.
fn left(model: &Model) -> usize {
    let places = model.record.lessons.values().filter_map(|known| known.lenses.get(PLACEMENT)?.place.as_ref());
    let Some(place) = places.max() else { return 0 };
    questions(model).iter().position(|(_, item)| name(item) == place.note).unwrap_or(0)
}

/// Notes the question to come, when that is another than before. What is answered is answered: one goes on behind it.
pub(super) fn note(model: &mut Model) {
    let Some(session) = session(model) else { return };
    let Some(found) = &session.placement else { return };
    let is_over = matches!(session.stage, Stage::Placed);
    let from = session.at + usize::from(is_over || model.ask().is_some_and(Ask::is_locked));
    let to_come = (from..session.items.len()).filter_map(|at| Some((at, session.items.get(at)?)));
    let to_come = to_come.into_iter().find(|(at, item)| *at == session.at || is_asked(&model.entries, found, item));
    let (index, note) = to_come.map(|(at, item)| (at, name(item))).unwrap_or_default();
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

/// Takes in the answer to the question on show.
pub(super) fn answered(model: &mut Model, answer: Answer) {
    let Some(session) = model.lesson.as_mut().and_then(|open| open.review.session.as_mut()) else { return };
    let (Some(item), Some(found)) = (session.items.get(session.at).cloned(), &mut session.placement) else { return };
    found.answered(&item, answer.right, is_last(&session.items, session.at));
    model.record.answer(&item.lesson, &kept_as(&item), answer);
}

/// It is not known, and nothing is guessed: no other question of the lesson is asked.
pub(super) fn unknown(model: &mut Model) -> Vec<Effect> {
    let answer = Answer { at: (model.now)(), right: false, hints: 0, confidence: None };
    while let Some(session) = session(model) {
        let last = is_last(&session.items, session.at);
        answered(model, answer.clone());
        match model.lesson.as_mut().and_then(|open| open.review.session.as_mut()) {
            Some(session) if !last => session.at += 1,
            _ => break,
        }
    }
    vec![Effect::Save]
}

/// Says how many lessons are left out for what was just found unknown; `before` is what was found before it.
pub(super) fn say_left_out(model: &mut Model, from: usize) {
    let Some((session, found)) = session(model).and_then(|session| Some((session, session.placement.as_ref()?))) else {
        return;
    };
    let Some(last) =
        found.unknown.last().filter(|last| session.items.get(from).is_some_and(|item| item.lesson == **last))
    else {
        return;
    };
    let these = std::slice::from_ref(last);
    let mut out: Vec<&str> = session.items.iter().map(|item| item.lesson.as_str()).collect();
    out.dedup();
    let count = out.into_iter().filter(|lesson| builds_on(&model.entries, lesson, these)).count();
    let title = head(&model.entries, last).map(|head| head.title.clone()).unwrap_or_default();
    if count > 0 {
        let lessons = if count == 1 { "1 lesson builds".to_owned() } else { format!("{count} lessons build") };
        model.notice = Some(format!("{lessons} on \"{title}\" and will not be asked about: that comes first"));
    }
}

/// How it came out.
pub(in crate::tui) fn outcome(model: &Model) -> Option<Outcome> {
    let found = session(model)?.placement.as_ref()?;
    let title = |id: &String| head(&model.entries, id).map_or_else(|| id.clone(), |head| head.title.clone());
    let mut asked: Vec<String> = session(model)?.items.iter().map(|item| item.lesson.clone()).collect();
    asked.dedup();
    Some(Outcome {
        known: found.known.iter().map(title).collect(),
        begin: found.unknown.iter().map(title).collect(),
        after: asked.iter().filter(|lesson| builds_on(&model.entries, lesson, &found.unknown)).count(),
    })
}

/// What a key does when it is over.
pub(super) fn on_result(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Reset => return Some(begin_anew(model)),
        Action::Open | Action::Close => {}
        _ => return None,
    }
    let begin = session(model).and_then(|session| session.placement.as_ref()?.unknown.first().cloned());
    if let Some(open) = &mut model.lesson {
        open.review.session = None;
    }
    go_home(model);
    let Some(id) = begin else { return Some(vec![Effect::Save]) };
    let mut effects = vec![Effect::Save];
    if let Some(entry) = model.entry_of(&id) {
        model.home.search = None;
        model.home.select(&model.entries, entry);
    }
    if action == Action::Open {
        effects.extend(model.start(&Start::Lesson(id)));
    }
    Some(effects)
}
