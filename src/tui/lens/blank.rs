//! A policy with blanks being filled: the fields, what came of the last try, the hints opened.
//!
//! Judged by what the filled policy does, so every right answer counts; nothing here looks at the text.

use crate::learner::Answer;
use crate::lesson::{BlankState, BlankTask, Lesson};
use crate::tui::effect::Effect;
use crate::tui::field::Field;
use crate::tui::keymap::{Action, Row, capital, key, letter, row};
use crate::tui::model::Model;
use crate::tui::view;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Hints that a task has.
pub(in crate::tui) const HINTS: usize = 3;

/// What stands in the middle of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Looking {
    /// The blank that is filled.
    Blank,
    /// What came of the last try.
    Result,
    /// The hints, and the solution under them.
    Hints,
    /// From this line on: the learner has scrolled.
    At(usize),
}

/// A policy being filled.
#[derive(Debug, Clone)]
pub struct Filling {
    /// Id of the task.
    pub id: String,
    fields: Vec<Field>,
    at: usize,
    typing: bool,
    judged: Option<Result<BlankState, String>>,
    hints: usize,
    solution: bool,
    looking: Looking,
}

/// While a blank is typed.
pub(in crate::tui) static TYPING: &[Row] = &[
    row(&[key(KeyCode::Enter)], Action::Open, "Enter", "try it: what does the filled policy do?", "try it"),
    row(&[key(KeyCode::Tab), key(KeyCode::Down)], Action::FocusNext, "Tab ↓", "the next blank", "next blank"),
    row(
        &[key(KeyCode::BackTab), (KeyCode::BackTab, KeyModifiers::SHIFT), key(KeyCode::Up)],
        Action::FocusBack,
        "Shift-Tab ↑",
        "the blank before",
        "",
    ),
    row(&[key(KeyCode::F(2))], Action::Hint, "F2", "a hint, up to three", "hint"),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "read up", ""),
    row(&[key(KeyCode::PageDown)], Action::PageDown, "PgDn", "read on", ""),
    row(
        &[key(KeyCode::Esc)],
        Action::Close,
        "Esc",
        "leave the field: hints, solution, back to the tasks",
        "leave the field",
    ),
];

/// While no blank is typed.
pub(in crate::tui) static READING: &[Row] = &[
    row(&[key(KeyCode::Enter), key(KeyCode::Tab)], Action::Open, "Enter", "back to the blank", "write on"),
    row(&[letter('h'), key(KeyCode::F(2))], Action::Hint, "h F2", "a hint, up to three", "hint"),
    row(&[letter('S'), capital('S')], Action::Solution, "S", "a worked solution", "solution"),
    row(&[letter('s')], Action::Show, "s", "show in the lesson what the second hint points at", "show me"),
    row(&[key(KeyCode::Up)], Action::Up, "↑", "read up", ""),
    row(&[key(KeyCode::Down), letter('j')], Action::Down, "↓ j", "read on", ""),
    row(&[key(KeyCode::PageUp)], Action::PageUp, "PgUp", "read up by a page", ""),
    row(&[key(KeyCode::PageDown), letter(' ')], Action::PageDown, "PgDn", "read on by a page", ""),
    row(&[key(KeyCode::Esc)], Action::Close, "Esc", "back to the tasks; what is written is kept", "tasks"),
];

impl Filling {
    /// Opens a task, with what was written the last time.
    pub(super) fn new(task: &BlankTask, draft: Option<&str>) -> Self {
        let mut fields = vec![Field::default(); task.blanks()];
        for (field, text) in fields.iter_mut().zip(draft.unwrap_or_default().lines()) {
            field.paste(text);
        }
        Self {
            id: task.id.clone(),
            fields,
            at: 0,
            typing: true,
            judged: None,
            hints: 0,
            solution: false,
            looking: Looking::Blank,
        }
    }

    /// What is written in each blank.
    pub fn answers(&self) -> Vec<String> {
        self.fields.iter().map(|field| field.text().to_owned()).collect()
    }

    /// The blank that is filled, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether keys go into the blank.
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    /// Whether there is a next blank.
    pub fn has_several(&self) -> bool {
        self.fields.len() > 1
    }

    /// What came of the last try; an error says that the task itself cannot be set up.
    pub fn judged(&self) -> Option<&Result<BlankState, String>> {
        self.judged.as_ref()
    }

    /// Whether the last try was right.
    pub fn is_solved(&self) -> bool {
        matches!(&self.judged, Some(Ok(state)) if state.solved)
    }

    /// Hints opened.
    pub fn hints(&self) -> usize {
        self.hints
    }

    /// Whether the solution is shown.
    pub fn shows_solution(&self) -> bool {
        self.solution
    }

    pub(in crate::tui) fn looking(&self) -> Looking {
        self.looking
    }

    pub(super) fn may_show(&self) -> bool {
        self.hints >= 2 || self.judged.is_some()
    }

    /// A key as it came; `false` leaves it to the tables.
    pub(super) fn on_key(&mut self, event: KeyEvent) -> bool {
        let Some(field) = self.fields.get_mut(self.at).filter(|_| self.typing) else { return false };
        let taken = event.code != KeyCode::Enter && field.input(event);
        if taken {
            self.changed();
        }
        taken
    }

    /// Takes in what was pasted; whether there was room for it.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        let Some(field) = self.fields.get_mut(self.at).filter(|_| self.typing) else { return true };
        // A policy copied with its line ends is still one value.
        let fits = field.paste(text.trim());
        if fits {
            self.changed();
        }
        fits
    }

    /// What was judged is not what stands there any more.
    fn changed(&mut self) {
        self.judged = None;
        self.looking = Looking::Blank;
    }

    fn turn(&mut self, by: usize) {
        self.at = (self.at + by) % self.fields.len().max(1);
        self.typing = true;
        self.looking = Looking::Blank;
    }

    fn judge(&mut self, task: &BlankTask, lesson: &Lesson) {
        self.judged = Some(task.judge(lesson, &self.answers()).map_err(|error| error.to_string()));
        self.looking = Looking::Result;
    }
}

/// What a key does. `None` leaves it to the lens: closing, showing.
pub(super) fn on_action(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let (top, last) = view::blank_lines(model).unwrap_or((0, 0));
    let filling = model.lesson.as_mut()?.tasks.filling_mut()?;
    match action {
        Action::Open if !filling.typing => {
            filling.typing = true;
            filling.looking = Looking::Blank;
        }
        Action::Open if filling.fields.iter().all(|field| field.text().trim().is_empty()) => {
            model.notice = Some("write something into the blank first".to_owned());
        }
        Action::Open => {
            // The first Enter in a form with empty blanks goes on to the next of them.
            let empty = filling.fields.iter().position(|field| field.text().trim().is_empty());
            if let Some(empty) = empty {
                filling.at = empty;
                filling.looking = Looking::Blank;
                model.notice = Some("this blank is still empty".to_owned());
                return Some(Vec::new());
            }
            return Some(try_it(model));
        }
        Action::FocusNext => filling.turn(1),
        Action::FocusBack => filling.turn(filling.fields.len().saturating_sub(1)),
        Action::Hint => {
            filling.hints = (filling.hints + 1).min(HINTS);
            filling.looking = Looking::Hints;
        }
        Action::Solution => {
            filling.solution = true;
            filling.looking = Looking::Hints;
        }
        Action::Up => filling.looking = Looking::At(top.saturating_sub(1)),
        Action::Down => filling.looking = Looking::At((top + 1).min(last)),
        Action::PageUp => filling.looking = Looking::At(top.saturating_sub(8)),
        Action::PageDown => filling.looking = Looking::At((top + 8).min(last)),
        Action::Close if filling.typing => filling.typing = false,
        _ => return None,
    }
    Some(Vec::new())
}

/// Judges what is written, and keeps it.
fn try_it(model: &mut Model) -> Vec<Effect> {
    let at = (model.now)();
    let Some(open) = &mut model.lesson else { return Vec::new() };
    let Some(lesson) = model.entries.get(open.entry).and_then(|entry| entry.lesson.as_ref()) else {
        return Vec::new();
    };
    let Some(filling) = open.tasks.filling_mut() else { return Vec::new() };
    let Some(task) = lesson.lab.blanks.iter().find(|task| task.id == filling.id) else { return Vec::new() };
    filling.judge(task, lesson);
    let right = filling.is_solved();
    if right {
        filling.typing = false;
    }
    // Whoever saw the solution had all the help there is.
    let hints = if filling.solution { task.hints.len() } else { filling.hints };
    let answer = Answer { at, right, hints, confidence: None };
    let id = lesson.head.id.clone();
    model.record.answer(&id, &task.id, answer);
    let task = task.id.clone();
    keep(model);
    super::tasks::done(model, &task, right);
    vec![Effect::Save]
}

/// Keeps what is written for the next time.
pub(super) fn keep(model: &mut Model) {
    let at = (model.now)();
    let Some((lesson, open)) = model.open() else { return };
    let Some(filling) = open.tasks.filling() else { return };
    let (id, task, text) = (lesson.head.id.clone(), filling.id.clone(), filling.answers().join("\n"));
    if let Err(error) = model.record.draft(&id, &task, &text, at) {
        model.notice = Some(error.to_string());
    }
}
