//! Review: what is due today across all lessons, cards and questions mixed. How well something was remembered decides
//! when it comes back; the schedule itself is `learner::review`'s.

use super::bench::record;
use super::{place, placement};
use crate::learner::review::{Heat, Kind, Queue, ReviewItem, forecast, heat, streak};
use crate::learner::{Confidence, Rating, Record, Review as Reviewed};
use crate::lesson::{Card, Lens, Lesson, Question};
use crate::tui::ask::{Ask, Asked};
use crate::tui::effect::Effect;
use crate::tui::keymap::{Action, Mode, Row, key, letter, row, told};
use crate::tui::model::{Entry, LessonModel, Model};
use chrono::{DateTime, FixedOffset, Utc};
use crossterm::event::KeyCode;

/// New items taken at a time.
const FRESH: usize = 10;
/// The question may be of a lesson that is not open.
const WHERE_TO_LOOK: &str = "in its lesson the quiz (t) shows the place";
/// Days and weeks that are looked at.
pub(in crate::tui) const DAYS: usize = 14;
pub(in crate::tui) const WEEKS: usize = 12;

/// The keys of the overview; those of a question come with the question.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(&[key(KeyCode::Enter), letter(' ')], Action::Open, "Enter space", "begin with what is due", "begin"),
    row(&[letter('n')], Action::Next, "n", "take new cards and questions of this lesson", "new"),
];

/// The front of a card; before it is turned one says how sure one is, as of a question.
pub(in crate::tui) static FRONT: &[Row] =
    &[row(&[key(KeyCode::Enter), letter(' ')], Action::Open, "Enter space", "just turn the card over", "turn")];

/// Its back: how well it was remembered. None of the letters means anything else on the front or at a question, which
/// come in turn with the cards.
pub(in crate::tui) static BACK: &[Row] = &[
    row(&[letter('f')], Action::Choose(0), "f", "forgotten", "forgotten"),
    row(&[letter('w')], Action::Choose(1), "w", "remembered with effort", "with effort"),
    row(&[letter('r')], Action::Choose(2), "r", "remembered", "remembered"),
    row(&[letter('e')], Action::Choose(3), "e", "remembered easily, at once", "easily"),
    row(&[key(KeyCode::Enter), letter(' ')], Action::Open, "Enter space", "says which keys there are", ""),
];

/// The situation of a card.
pub(super) fn modes(open: &LessonModel) -> Option<&'static [Mode]> {
    match open.review.session.as_ref()?.stage {
        Stage::Front => Some(&[Mode::CardFront, Mode::Lenses, Mode::Everywhere]),
        Stage::Back(_) => Some(&[Mode::CardBack, Mode::Lenses, Mode::Everywhere]),
        Stage::Placed => Some(&[Mode::Placed, Mode::Everywhere]),
        Stage::Asking(_) => None,
    }
}

/// The state of the lens.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// What stands in the overview; computed when the lens is opened and when a session ends.
    pub(in crate::tui) overview: Option<Overview>,
    /// Items being reviewed.
    pub(in crate::tui) session: Option<Session>,
}

/// What is due and what was done.
#[derive(Debug, Clone)]
pub(in crate::tui) struct Overview {
    /// Cards and questions due now.
    pub due: (usize, usize),
    /// Items of the open lesson never looked at.
    pub fresh: usize,
    /// When the next one falls due, in the learner's time.
    pub next: Option<DateTime<FixedOffset>>,
    /// Reviews of the next days, today first.
    pub forecast: Vec<usize>,
    /// What was done on each day.
    pub heat: Heat,
    /// Days in a row.
    pub streak: usize,
    /// The learner's today.
    pub now: DateTime<FixedOffset>,
}

/// One thing to review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Item {
    pub lesson: String,
    pub id: String,
    pub kind: Kind,
}

/// How far the current item is.
#[derive(Debug, Clone)]
pub(in crate::tui) enum Stage {
    /// The front of a card.
    Front,
    /// Its back, and how sure the learner was.
    Back(Option<Confidence>),
    /// A question.
    Asking(Box<Ask>),
    /// All was asked to find where to begin.
    Placed,
}

/// Items being reviewed, one after the other.
#[derive(Debug, Clone)]
pub(in crate::tui) struct Session {
    pub items: Vec<Item>,
    /// The current one.
    pub at: usize,
    pub stage: Stage,
    /// Remembered and forgotten so far.
    pub counts: (usize, usize),
    /// Asked to find where to begin: what was found out so far.
    pub placement: Option<placement::Found>,
}

impl Session {
    pub fn item(&self) -> Option<&Item> {
        self.items.get(self.at)
    }
}

/// The lesson with this id, among those that are loaded.
pub(in crate::tui) fn lesson<'a>(entries: &'a [Entry], id: &str) -> Option<&'a Lesson> {
    entries.iter().filter_map(|entry| entry.lesson.as_ref()).find(|lesson| lesson.head.id == id)
}

/// The card that an item means.
pub(in crate::tui) fn card<'a>(entries: &'a [Entry], item: &Item) -> Option<&'a Card> {
    lesson(entries, &item.lesson)?.cards.iter().find(|card| card.id == item.id)
}

fn question<'a>(entries: &'a [Entry], item: &Item) -> Option<&'a Question> {
    let lesson = lesson(entries, &item.lesson)?;
    lesson.questions.iter().chain(&lesson.tasks).find(|question| question.id == item.id)
}

/// Everything that comes back in the lessons given: the tasks of Try too, once they were answered. Of a lesson that was
/// never begun nothing does.
fn items<'a>(record: &Record, lessons: impl Iterator<Item = &'a Lesson>) -> Vec<ReviewItem<'a>> {
    let begun = lessons.filter(|lesson| record.lessons.get(&lesson.head.id).is_some_and(placement::is_begun));
    begun.flat_map(|lesson| fresh_items(lesson).chain(reviewed(lesson, &lesson.tasks))).collect()
}

/// What Review itself asks for the first time: cards and quiz. The tasks are first met in Try.
fn fresh_items(lesson: &Lesson) -> impl Iterator<Item = ReviewItem<'_>> {
    let cards = lesson.cards.iter().map(|card| ReviewItem { lesson: &lesson.head.id, id: &card.id, kind: Kind::Card });
    cards.chain(reviewed(lesson, &lesson.questions))
}

fn reviewed<'a>(lesson: &'a Lesson, questions: &'a [Question]) -> impl Iterator<Item = ReviewItem<'a>> {
    questions.iter().map(|question| ReviewItem { lesson: &lesson.head.id, id: &question.id, kind: Kind::Question })
}

/// How many items of some lessons are due, for the home screen.
pub(in crate::tui) fn due<'a>(
    lessons: impl Iterator<Item = &'a Lesson>,
    record: &Record,
    now: DateTime<FixedOffset>,
) -> usize {
    Queue::due(record, &items(record, lessons), now).len()
}

fn owned(queue: &Queue<'_>) -> Vec<Item> {
    let item = |item: &ReviewItem<'_>| Item { lesson: item.lesson.to_owned(), id: item.id.to_owned(), kind: item.kind };
    queue.items.iter().map(|queued| item(&queued.item)).collect()
}

/// Looks anew at what is due. Called when the lens is opened, and after a session.
pub(in crate::tui) fn refresh(model: &mut Model) {
    let now = model.local_now();
    let Some((open, _)) = model.open() else { return };
    let record = &model.record;
    let all = items(record, model.entries.iter().filter_map(|entry| entry.lesson.as_ref()));
    let queue = Queue::due(record, &all, now);
    let cards = queue.items.iter().filter(|queued| queued.item.kind == Kind::Card).count();
    let overview = Overview {
        due: (cards, queue.len() - cards),
        fresh: Queue::fresh(record, &fresh_items(open).collect::<Vec<_>>()).len(),
        next: Queue::next_due(record, &all, now).map(|at| at.with_timezone(now.offset())),
        forecast: forecast(record, &all, now, DAYS),
        heat: heat(record, now, WEEKS),
        streak: streak(record, now),
        now,
    };
    if let Some(open) = &mut model.lesson {
        open.review.overview = Some(overview);
    }
}

/// The question on show.
pub(super) fn ask(open: &LessonModel) -> Option<&Ask> {
    match &open.review.session.as_ref()?.stage {
        Stage::Asking(ask) => Some(ask),
        _ => None,
    }
}

/// The same, to be answered.
pub(super) fn ask_mut(open: &mut LessonModel) -> Option<&mut Ask> {
    match &mut open.review.session.as_mut()?.stage {
        Stage::Asking(ask) => Some(ask),
        _ => None,
    }
}

/// Words of the footer for a key of the overview: what does nothing now is not offered.
pub(super) fn footer(open: &LessonModel, row: &'static Row) -> Option<&'static str> {
    let overview = open.review.overview.as_ref()?;
    let counts = match row.action {
        Action::Open => overview.due != (0, 0),
        Action::Next => overview.fresh > 0,
        _ => false,
    };
    counts.then_some(row.footer)
}

/// What a key does here; `None` leaves it to the lesson.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let at = (model.now)();
    let Some(session) = model.lesson.as_mut()?.review.session.as_mut() else { return on_overview(model, action) };
    let item = session.item()?.clone();
    match &mut session.stage {
        Stage::Asking(ask) => match ask.on_action(action) {
            Asked::Taken => Some(Vec::new()),
            Asked::Locked => {
                let answer = ask.answer(at)?;
                count(session, answer.right);
                if session.placement.is_some() {
                    placement::answered(model, answer);
                    return Some(vec![Effect::Save]);
                }
                model.record.answer(&item.lesson, &item.id, answer);
                Some(vec![Effect::Save])
            }
            Asked::NotMine => match action {
                Action::Open if ask.is_locked() => Some(go_on(model)),
                Action::Show => {
                    model.notice = Some(WHERE_TO_LOOK.to_owned());
                    Some(Vec::new())
                }
                Action::Unknown if session.placement.is_some() && !ask.is_locked() => {
                    let mut effects = placement::unknown(model);
                    effects.extend(go_on(model));
                    Some(effects)
                }
                Action::Reset if session.placement.is_some() => Some(placement::begin_anew(model)),
                Action::Close if session.placement.is_some() => Some(placement::leave(model)),
                Action::Close => Some(leave(model)),
                _ => None,
            },
        },
        Stage::Placed => placement::on_result(model, action),
        Stage::Front => match action {
            Action::Open | Action::Confidence(_) => {
                let said = if let Action::Confidence(said) = action { Some(said) } else { None };
                session.stage = Stage::Back(said);
                Some(Vec::new())
            }
            Action::Close => Some(leave(model)),
            _ => None,
        },
        Stage::Back(confidence) => match action {
            Action::Choose(row) => {
                let (rating, confidence) = (*Rating::ALL.get(row)?, *confidence);
                count(session, rating != Rating::Again);
                model.record.rate(&item.lesson, &item.id, Reviewed { at, rating, confidence });
                let mut effects = vec![Effect::Save];
                effects.extend(go_on(model));
                Some(effects)
            }
            Action::Open => {
                model.notice = Some(format!("how well did you remember it? {}", told(BACK, ", ")));
                Some(Vec::new())
            }
            Action::Close => Some(leave(model)),
            _ => None,
        },
    }
}

fn count(session: &mut Session, remembered: bool) {
    if remembered {
        session.counts.0 += 1;
    } else {
        session.counts.1 += 1;
    }
}

fn on_overview(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::Open => begin(model, false),
        Action::Next => begin(model, true),
        _ => return None,
    }
    Some(Vec::new())
}

/// What is due, or the new items of the open lesson.
fn waiting(model: &Model, fresh: bool) -> Vec<Item> {
    let Some((open, _)) = model.open() else { return Vec::new() };
    if fresh {
        owned(&Queue::fresh(&model.record, &fresh_items(open).collect::<Vec<_>>()))
    } else {
        let all = items(&model.record, model.entries.iter().filter_map(|entry| entry.lesson.as_ref()));
        owned(&Queue::due(&model.record, &all, model.local_now()))
    }
}

/// Begins with what is due, or with some new items of the open lesson.
fn begin(model: &mut Model, fresh: bool) {
    let mut taken = waiting(model, fresh);
    if fresh {
        taken.truncate(FRESH);
    }
    if !ask_all(model, taken) {
        model.notice = Some(if fresh {
            "there is nothing new in this lesson".to_owned()
        } else {
            "nothing is due; n takes new cards and questions of this lesson".to_owned()
        });
    }
}

/// Asks the items one after the other; `false` when there is none to begin with.
fn ask_all(model: &mut Model, items: Vec<Item>) -> bool {
    let stage = items.first().and_then(|item| stage(model, item));
    let (Some(stage), Some(open)) = (stage, &mut model.lesson) else { return false };
    open.review.session = Some(Session { items, at: 0, stage, counts: (0, 0), placement: None });
    true
}

/// The place in it: how many items are to come, and the first of them. What is answered is answered.
pub(super) fn left(model: &Model, open: &LessonModel) -> (usize, String) {
    let Some(session) = &open.review.session else {
        // What was noted holds until the lessons are there to go on with.
        return if is_loading(model) { noted(model) } else { (0, String::new()) };
    };
    let at = session.at + usize::from(ask(open).is_some_and(Ask::is_locked));
    (session.items.len().saturating_sub(at), session.items.get(at).map(placement::name).unwrap_or_default())
}

fn is_loading(model: &Model) -> bool {
    model.entries.iter().any(Entry::is_loading)
}

/// The place in it as it was noted last.
fn noted(model: &Model) -> (usize, String) {
    let known = record(model);
    let left = place::words(known, Lens::Review).unwrap_or_default();
    (place::index(known, Lens::Review).unwrap_or(0), left.to_owned())
}

/// Looks at what is due, and goes on with the items that the learner was in the middle of. They may be of any lesson:
/// while some are still being loaded one cannot tell, and this is called again as they arrive.
pub(in crate::tui) fn enter(model: &mut Model) {
    refresh(model);
    if is_loading(model) || model.open().is_none_or(|(_, open)| open.review.session.is_some()) {
        return;
    }
    let (count, left) = noted(model);
    let found = [false, true].into_iter().find_map(|fresh| {
        let mut items = waiting(model, fresh);
        let at = items.iter().position(|item| placement::name(item) == left)?;
        let first = items.remove(at);
        items.insert(0, first);
        items.truncate(count);
        Some(items)
    });
    ask_all(model, found.unwrap_or_default());
}

/// How an item begins. `None` when its lesson no longer has it.
pub(super) fn stage(model: &Model, item: &Item) -> Option<Stage> {
    if item.kind == Kind::Card {
        return card(&model.entries, item).map(|_| Stage::Front);
    }
    let tries = model.record.lessons.get(&item.lesson).and_then(|record| record.questions.get(&item.id));
    let tries = tries.map_or(0, |record| record.answers.len());
    Some(Stage::Asking(Box::new(Ask::new(question(&model.entries, item)?.clone(), tries as u64))))
}

/// To the next item that there still is, or back to the overview.
fn go_on(model: &mut Model) -> Vec<Effect> {
    let Some(session) = model.lesson.as_ref().and_then(|open| open.review.session.as_ref()) else { return Vec::new() };
    let found = session.placement.as_ref();
    let before = session.at;
    let next = (before + 1..session.items.len()).find_map(|at| {
        let item = session.items.get(at)?;
        let is_asked = found.is_none_or(|found| placement::is_asked(&model.entries, found, item));
        Some((at, stage(model, item).filter(|_| is_asked)?))
    });
    let is_placement = found.is_some();
    let (at, stage) = match next {
        Some((at, stage)) if is_placement => (at, placement::quietly(stage)),
        Some(next) => next,
        None if is_placement => (before, Stage::Placed),
        None => return leave(model),
    };
    if let Some(session) = model.lesson.as_mut().and_then(|open| open.review.session.as_mut()) {
        (session.at, session.stage) = (at, stage);
    }
    // At the end the outcome says it.
    if is_placement && at > before {
        placement::say_left_out(model, before);
    }
    Vec::new()
}

/// Back to the overview; what was answered is kept.
fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(session) = model.lesson.as_mut().and_then(|open| open.review.session.take()) else { return Vec::new() };
    let (remembered, forgotten) = session.counts;
    if remembered + forgotten > 0 {
        model.notice = Some(format!("{remembered} remembered, {forgotten} to come back soon; all of it is kept"));
    }
    refresh(model);
    Vec::new()
}

impl Model {
    /// Now, with the learner's offset from UTC: days of review are their own.
    pub(in crate::tui) fn local_now(&self) -> DateTime<FixedOffset> {
        let now: DateTime<Utc> = (self.now)();
        now.with_timezone(&self.offset)
    }

    /// Opens the Review lens of the selected lesson, from the home screen.
    pub(in crate::tui) fn open_review(&mut self, entry: usize) {
        self.open_lesson(entry);
        // Opening Review asks for nothing outside.
        let _ = super::switch(self, Lens::Review);
    }
}
