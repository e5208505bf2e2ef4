//! Try: the small tasks of the lesson, from easy to hard. Questions of any kind, and policies with blanks.
//!
//! What is done is read off the record; where the learner was last is kept there, too.

use super::bench::record;
use super::blank::{self, Filling};
use super::place;
use crate::learner::Record;
use crate::lesson::{BlankTask, Difficulty, Lens, Lesson, Question};
use crate::tui::ask::{Ask, Asked};
use crate::tui::effect::Effect;
use crate::tui::field::TOO_LONG;
use crate::tui::keymap::{Action, Row, key, letter, row};
use crate::tui::model::Model;
use crate::tui::update::quiz::open_drill;
use crossterm::event::{KeyCode, KeyEvent};

/// The keys of the list.
pub(in crate::tui) static KEYS: &[Row] = &[
    row(&[key(KeyCode::Enter), key(KeyCode::Right), letter('l')], Action::Open, "Enter", "open the task", "open"),
    row(&[key(KeyCode::Up), letter('k')], Action::Up, "↑ k", "task before", ""),
    row(&[key(KeyCode::Down), letter('j')], Action::Down, "↓ j", "next task", "choose"),
    row(&[letter('d')], Action::Drill, "d", "drill: questions without end, made by the simulator", "drill"),
    row(&[key(KeyCode::Home), letter('g')], Action::First, "Home g", "the first task", ""),
    row(&[key(KeyCode::End), letter('G')], Action::Last, "End G", "the last task", ""),
];

/// A task of either sort.
#[derive(Debug, Clone, Copy)]
pub(in crate::tui) enum Task<'a> {
    Question(&'a Question),
    Blank(&'a BlankTask),
}

impl<'a> Task<'a> {
    pub fn id(self) -> &'a str {
        match self {
            Self::Question(question) => &question.id,
            Self::Blank(task) => &task.id,
        }
    }

    pub fn prompt(self) -> &'a str {
        match self {
            Self::Question(question) => &question.prompt,
            Self::Blank(task) => &task.prompt,
        }
    }

    pub fn difficulty(self) -> Difficulty {
        match self {
            Self::Question(question) => question.difficulty,
            Self::Blank(task) => task.difficulty,
        }
    }

    /// What one does in it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Blank(_) => "fill the policy",
            Self::Question(question) => match question.kind.id() {
                "multiple" => "several answers",
                "order" => "put in order",
                "match" => "match",
                "fill" => "in writing",
                "pick" => "which statement",
                _ => "one answer",
            },
        }
    }
}

/// All tasks, from easy to hard.
pub(in crate::tui) fn all(lesson: &Lesson) -> Vec<Task<'_>> {
    let blanks = lesson.lab.blanks.iter().map(Task::Blank);
    let mut all: Vec<Task<'_>> = lesson.tasks.iter().map(Task::Question).chain(blanks).collect();
    all.sort_by_key(|task| task.difficulty());
    all
}

/// Whether a task was done once.
pub(in crate::tui) fn is_done(record: &Record, lesson: &Lesson, task: &str) -> bool {
    let lens = record.lessons.get(&lesson.head.id).and_then(|record| record.lenses.get(Lens::Try.id()));
    lens.is_some_and(|lens| lens.done.contains(task))
}

/// Whether a task was answered, and never right.
pub(in crate::tui) fn is_missed(record: &Record, lesson: &Lesson, task: &str) -> bool {
    let asked = record.lessons.get(&lesson.head.id).and_then(|record| record.questions.get(task));
    asked.is_some_and(|asked| !asked.answers.is_empty() && asked.answers.iter().all(|answer| !answer.right))
}

/// The task that is open.
#[derive(Debug, Clone)]
pub(in crate::tui) enum Opened {
    Question(Box<Ask>),
    Blank(Box<Filling>),
}

/// The list and the open task.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    cursor: usize,
    opened: Option<Opened>,
}

impl Tasks {
    /// The list, at the task where the learner was last; else at the first that is not done.
    pub(in crate::tui) fn resume(lesson: &Lesson, record: &Record) -> Self {
        let all = all(lesson);
        let known = record.lessons.get(&lesson.head.id);
        let opened = place::words(known, Lens::Try).and_then(|id| all.iter().position(|task| task.id() == id));
        let row = || place::index(known, Lens::Try).filter(|row| *row < all.len());
        let open = || all.iter().position(|task| !is_done(record, lesson, task.id()));
        Self { cursor: opened.or_else(row).or_else(open).unwrap_or(0), opened: None }
    }

    /// The id of the open task.
    pub(super) fn opened_id(&self) -> Option<&str> {
        match self.opened.as_ref()? {
            Opened::Question(ask) => Some(&ask.question().id),
            Opened::Blank(filling) => Some(&filling.id),
        }
    }

    /// The row selected.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The question that is open.
    pub fn ask(&self) -> Option<&Ask> {
        match &self.opened {
            Some(Opened::Question(ask)) => Some(ask),
            _ => None,
        }
    }

    pub(in crate::tui) fn ask_mut(&mut self) -> Option<&mut Ask> {
        match &mut self.opened {
            Some(Opened::Question(ask)) => Some(ask),
            _ => None,
        }
    }

    /// The policy that is being filled.
    pub fn filling(&self) -> Option<&Filling> {
        match &self.opened {
            Some(Opened::Blank(filling)) => Some(filling),
            _ => None,
        }
    }

    pub(super) fn filling_mut(&mut self) -> Option<&mut Filling> {
        match &mut self.opened {
            Some(Opened::Blank(filling)) => Some(filling),
            _ => None,
        }
    }
}

/// Opens the task that was open when the learner left.
pub(super) fn enter(model: &mut Model) {
    let Some((_, open)) = model.open() else { return };
    if open.tasks.opened.is_none() && place::words(record(model), Lens::Try).is_some() {
        open_task(model);
    }
}

/// A key as it came. What is written is kept at once: whatever ends the program takes it along.
pub(super) fn on_key(model: &mut Model, event: KeyEvent) -> Option<Vec<Effect>> {
    let taken = model.lesson.as_mut()?.tasks.filling_mut()?.on_key(event);
    taken.then(|| {
        blank::keep(model);
        Vec::new()
    })
}

/// Something was pasted.
pub(super) fn on_paste(model: &mut Model, text: &str) {
    if let Some(filling) = model.lesson.as_mut().and_then(|open| open.tasks.filling_mut()) {
        if !filling.paste(text) {
            model.notice = Some(TOO_LONG.to_owned());
        }
        blank::keep(model);
    }
}

/// What a key does here; `None` leaves it to the lesson.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    if let Some(effects) = blank::on_action(model, action) {
        return Some(effects);
    }
    let tasks = &mut model.lesson.as_mut()?.tasks;
    match tasks.ask_mut().map(|ask| ask.on_action(action)) {
        Some(Asked::Taken) => return Some(Vec::new()),
        Some(Asked::Locked) => return Some(note(model)),
        Some(Asked::NotMine) | None => {}
    }
    if tasks.opened.is_some() {
        return match action {
            Action::Close => Some(close(model)),
            Action::Show => {
                show(model);
                Some(Vec::new())
            }
            Action::Open => {
                let effects = close(model);
                next_open(model);
                Some(effects)
            }
            _ => None,
        };
    }
    in_list(model, action)
}

fn in_list(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let count = all(model.open()?.0).len();
    let tasks = &mut model.lesson.as_mut()?.tasks;
    match action {
        Action::Up => tasks.cursor = tasks.cursor.saturating_sub(1),
        Action::Down => tasks.cursor = (tasks.cursor + 1).min(count.saturating_sub(1)),
        Action::First => tasks.cursor = 0,
        Action::Last => tasks.cursor = count.saturating_sub(1),
        Action::Open => {
            open_task(model);
            return Some(vec![Effect::Save]);
        }
        Action::Drill => open_drill(model),
        _ => return None,
    }
    Some(Vec::new())
}

/// Opens the selected task.
fn open_task(model: &mut Model) {
    let Some((lesson, open)) = model.open() else { return };
    let Some(task) = all(lesson).get(open.tasks.cursor).copied() else { return };
    let opened = match task {
        Task::Question(question) => Opened::Question(Box::new(model.asking(question.clone()))),
        Task::Blank(task) => {
            let drafts = model.record.lessons.get(&lesson.head.id).map(|record| &record.drafts);
            let draft = drafts.and_then(|drafts| drafts.get(&task.id)).map(|draft| draft.text.as_str());
            Opened::Blank(Box::new(Filling::new(task, draft)))
        }
    };
    if let Some(open) = &mut model.lesson {
        open.tasks.opened = Some(opened);
    }
}

/// Back to the list; what is written is kept.
fn close(model: &mut Model) -> Vec<Effect> {
    blank::keep(model);
    if let Some(open) = &mut model.lesson {
        open.tasks.opened = None;
    }
    vec![Effect::Save]
}

/// After a task is done the next one that is not is selected.
fn next_open(model: &mut Model) {
    let Some((lesson, open)) = model.open() else { return };
    let all = all(lesson);
    let from = open.tasks.cursor + 1;
    let rest = (from..all.len()).chain(0..from.min(all.len()));
    let next = rest.into_iter().find(|at| all.get(*at).is_some_and(|task| !is_done(&model.record, lesson, task.id())));
    if let (Some(next), Some(open)) = (next, &mut model.lesson) {
        open.tasks.cursor = next;
    }
}

/// Keeps the answer to a question.
fn note(model: &mut Model) -> Vec<Effect> {
    let at = (model.now)();
    let Some((lesson, open)) = model.open() else { return Vec::new() };
    let Some((ask, answer)) = open.tasks.ask().and_then(|ask| Some((ask, ask.answer(at)?))) else {
        return Vec::new();
    };
    let (id, task, right) = (lesson.head.id.clone(), ask.question().id.clone(), answer.right);
    model.record.answer(&id, &task, answer);
    done(model, &task, right);
    vec![Effect::Save]
}

/// Notes a task done; with the last of them the lens is worked through.
pub(super) fn done(model: &mut Model, task: &str, right: bool) {
    if !right {
        return;
    }
    let at = (model.now)();
    let Some((lesson, _)) = model.open() else { return };
    let id = lesson.head.id.clone();
    let rest = all(lesson).iter().any(|other| other.id() != task && !is_done(&model.record, lesson, other.id()));
    model.record.finish_part(&id, Lens::Try.id(), task);
    if !rest {
        model.record.lens_mut(&id, Lens::Try.id()).finish(at);
    }
}

/// Goes to Visualize with what the task points at lit. The task stays open.
fn show(model: &mut Model) {
    let Some((lesson, open)) = model.open() else { return };
    let (what_ifs, points) = match &open.tasks.opened {
        Some(Opened::Question(ask)) if ask.may_show() => {
            (ask.question().what_ifs.clone(), ask.question().points_at.clone())
        }
        Some(Opened::Blank(filling)) if filling.may_show() => lesson
            .lab
            .blanks
            .iter()
            .find(|task| task.id == filling.id)
            .map(|task| (Vec::new(), task.points_at.clone()))
            .unwrap_or_default(),
        _ => {
            model.notice = Some("the second hint (h) points at a place in the lesson; s shows it then".to_owned());
            return;
        }
    };
    super::light(model, &what_ifs, &points);
    super::switch(model, Lens::Visualize);
    model.notice = Some("5 goes back to the task".to_owned());
}
