//! A question being answered, whatever its kind: the answer as it takes shape, the hints opened, how sure the learner
//! is, and the judgement once the answer is locked.
//!
//! Whoever shows a question keeps an [`Ask`], hands it the keys, and does what is to be done when it is locked. Nothing
//! here judges: that is `lesson::judge`. Nothing here draws: that is `view/ask`.

mod draft;
mod form;
mod keys;

pub(super) use keys::{AskMode, SURE, rows};

use super::field::{Field, TOO_LONG};
use super::keymap::Action;
use crate::learner::{Answer, Confidence};
use crate::lesson::{Judgement, Question, QuestionKind, Response, shuffle};
use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent};
use std::collections::BTreeSet;

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// It is for whoever shows the question: going on, going back, looking at the lesson.
    NotMine,
    /// The question took it.
    Taken,
    /// It locked the answer; now it is judged.
    Locked,
}

/// The answer as it takes shape. All numbers but the cursors are indices into the parts of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Forming {
    /// The option at the cursor.
    One,
    /// The options held to be right.
    Several(BTreeSet<usize>),
    /// The items in the learner's order.
    Sequence(Vec<usize>),
    /// The right chosen for each left; and the row among the rights while one is being chosen.
    Pairing { of: Vec<Option<usize>>, choosing: Option<usize> },
    /// What is written, and whether keys go to the field.
    Text { field: Field, typing: bool },
}

/// How far the answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Progress {
    /// It is being made.
    Answering,
    /// It is made; how sure is the learner?
    Weighing(Response),
    /// It is locked and judged.
    Locked {
        /// What was answered.
        response: Response,
        /// What is to be said of it.
        judgement: Judgement,
        /// How sure the learner was.
        confidence: Option<Confidence>,
    },
}

/// A question being answered.
#[derive(Debug, Clone)]
pub struct Ask {
    question: Question,
    order: Vec<usize>,
    cursor: usize,
    forming: Forming,
    progress: Progress,
    hints: usize,
    asks_confidence: bool,
    brief: bool,
    /// The last hint is to be in sight, not the cursor.
    reading_hints: bool,
    note: Option<&'static str>,
    /// First line shown of the judgement; kept within its limit by `update`.
    pub(super) scroll: usize,
}

impl Ask {
    /// Asks a question. `tries` is the number of earlier answers to it: the parts keep their order within a try and
    /// have another in the next.
    pub fn new(question: Question, tries: u64) -> Self {
        let order = shuffle(&question, tries);
        let forming = match &question.kind {
            QuestionKind::Choice { .. } | QuestionKind::Pick { .. } => Forming::One,
            QuestionKind::Multiple { .. } => Forming::Several(BTreeSet::new()),
            QuestionKind::Order { .. } => Forming::Sequence(order.clone()),
            QuestionKind::Match { pairs } => Forming::Pairing { of: vec![None; pairs.len()], choosing: None },
            QuestionKind::Fill { .. } => Forming::Text { field: Field::default(), typing: true },
        };
        Self {
            question,
            order,
            cursor: 0,
            forming,
            progress: Progress::Answering,
            hints: 0,
            asks_confidence: true,
            brief: false,
            reading_hints: false,
            note: None,
            scroll: 0,
        }
    }

    /// The same question, locked without asking how sure the learner is.
    #[must_use]
    pub fn without_confidence(self) -> Self {
        Self { asks_confidence: false, ..self }
    }

    /// The same question, said in short once it is answered: what it is about is on the screen already.
    #[must_use]
    pub fn in_brief(self) -> Self {
        Self { brief: true, ..self }
    }

    /// The same question, with the answer as it was left.
    #[must_use]
    pub(super) fn resume(mut self, draft: &str) -> Self {
        draft::put(&mut self.forming, draft, self.order.len());
        if let Forming::Pairing { of, .. } = &self.forming {
            self.cursor = of.iter().position(Option::is_none).unwrap_or(0);
        }
        self
    }

    /// What is made of the answer and not answered with yet; nothing once the answer is locked. `None` where one key
    /// answers.
    pub(super) fn draft(&self) -> Option<String> {
        let begun = draft::of(&self.forming, &self.order)?;
        Some(if self.is_locked() { String::new() } else { begun })
    }

    /// Whether it is said in short once it is answered.
    pub(super) fn is_brief(&self) -> bool {
        self.brief
    }

    /// What is asked.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// Indices into the parts of the question, in the order shown.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The row selected: among the options, the items, or the lefts.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Hints opened.
    pub fn hints(&self) -> usize {
        self.hints
    }

    /// The judgement, once the answer is locked.
    pub fn judgement(&self) -> Option<&Judgement> {
        match &self.progress {
            Progress::Locked { judgement, .. } => Some(judgement),
            _ => None,
        }
    }

    /// Whether the answer is locked.
    pub fn is_locked(&self) -> bool {
        self.judgement().is_some()
    }

    /// Whether the place that the hints speak of may be shown: from the second hint on, and after the answer.
    pub fn may_show(&self) -> bool {
        self.hints >= 2 || self.is_locked()
    }

    /// The locked answer as it is recorded.
    pub fn answer(&self, at: DateTime<Utc>) -> Option<Answer> {
        match &self.progress {
            Progress::Locked { judgement, confidence, .. } => {
                Some(Answer { at, right: judgement.right, hints: self.hints, confidence: *confidence })
            }
            _ => None,
        }
    }

    pub(super) fn forming(&self) -> &Forming {
        &self.forming
    }

    pub(super) fn progress(&self) -> &Progress {
        &self.progress
    }

    pub(super) fn note(&self) -> Option<&'static str> {
        self.note
    }

    pub(super) fn is_reading_hints(&self) -> bool {
        self.reading_hints
    }

    /// How many rows have a letter or number to choose them by now, as far as there are letters.
    pub(super) fn choices(&self) -> usize {
        match (&self.progress, &self.forming) {
            (Progress::Answering, Forming::Text { .. }) | (Progress::Weighing(_) | Progress::Locked { .. }, _) => 0,
            (Progress::Answering, _) => self.order.len(),
        }
    }

    /// Which keys count now.
    pub(super) fn mode(&self) -> AskMode {
        match (&self.progress, &self.forming, &self.question.kind) {
            (Progress::Weighing(_), ..) => AskMode::Confidence,
            (Progress::Locked { .. }, ..) => AskMode::Locked,
            (_, Forming::One, QuestionKind::Pick { .. }) => AskMode::Pick,
            (_, Forming::One, _) => AskMode::Choice,
            (_, Forming::Several(_), _) => AskMode::Multiple,
            (_, Forming::Sequence(_), _) => AskMode::Order,
            (_, Forming::Pairing { .. }, _) => AskMode::Match,
            (_, Forming::Text { typing: true, .. }, _) => AskMode::Typing,
            (_, Forming::Text { typing: false, .. }, _) => AskMode::Fill,
        }
    }

    /// A key as it came, before the tables of keys: what is typed goes into the field. `false` leaves it to the tables.
    pub(super) fn on_key(&mut self, event: KeyEvent) -> bool {
        let is_answering = self.progress == Progress::Answering;
        let Forming::Text { field, typing: true } = &mut self.forming else { return false };
        if !is_answering || matches!(event.code, KeyCode::Enter) {
            return false;
        }
        let taken = field.input(event);
        if taken {
            self.note = None;
            self.reading_hints = false;
        }
        taken
    }

    /// Takes in what was pasted.
    pub(super) fn paste(&mut self, text: &str) {
        if self.progress == Progress::Answering
            && let Forming::Text { field, .. } = &mut self.forming
        {
            self.note = (!field.paste(text)).then_some(TOO_LONG);
        }
    }

    /// What a key of its tables does.
    pub(super) fn on_action(&mut self, action: Action) -> Asked {
        self.note = None;
        match &self.progress {
            Progress::Answering => self.form(action),
            Progress::Weighing(response) => match action {
                Action::Confidence(confidence) => {
                    let response = response.clone();
                    self.lock(response, Some(confidence))
                }
                Action::Open => {
                    let response = response.clone();
                    self.lock(response, None)
                }
                Action::Close => {
                    self.progress = Progress::Answering;
                    Asked::Taken
                }
                _ => Asked::NotMine,
            },
            Progress::Locked { .. } => {
                // A page is less than the smallest room, so that no line is passed over.
                match action {
                    Action::Up => self.scroll = self.scroll.saturating_sub(1),
                    Action::Down => self.scroll += 1,
                    Action::PageUp => self.scroll = self.scroll.saturating_sub(8),
                    Action::PageDown => self.scroll += 8,
                    Action::First => self.scroll = 0,
                    Action::Last => self.scroll = usize::MAX,
                    _ => return Asked::NotMine,
                }
                Asked::Taken
            }
        }
    }
}
