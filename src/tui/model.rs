//! All that the screens show, as plain data.

use super::ask::Ask;
use super::edits::{Editing, Edits};
use super::effect::Effect;
use super::home::HomeModel;
use super::kept;
use super::lens;
use super::lens::challenge::{self, Challenge};
use super::lens::deep::{Deep, DeepView};
use super::lens::learn::Learn;
use super::lens::predict::Predict;
use super::lens::project::ProjectModel;
use super::lens::review::Review;
use super::lens::scale::{Measurement, Scale};
use super::lens::tasks::Tasks;
use super::lens::why::Why;
use super::matrix::MatrixModel;
use super::theme::{Glyphs, Theme, ThemeName};
use crate::diagnostic::Diagnostic;
use crate::learner::Record;
use crate::lesson::{Lens, Lesson, LessonHead, Panel, Pointer, Question, Timeline, play, play_edited};
use chrono::{DateTime, FixedOffset, Offset, Utc};
use std::time::Duration;

/// A scenario file on the home screen: a lesson, or why it is none, or one that is still being loaded.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// File name or path, sanitised.
    pub name: String,
    /// Where it comes from, when it does not ship with the program: `from scenarios/x.toml`.
    pub origin: Option<String>,
    /// The head, read before the lesson is loaded.
    pub head: Option<LessonHead>,
    /// The lesson, when the file is sound.
    pub lesson: Option<Lesson>,
    /// What is wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
}

impl Entry {
    /// Whether it has still to be loaded: neither a lesson nor broken.
    pub fn is_loading(&self) -> bool {
        self.lesson.is_none() && self.diagnostics.is_empty()
    }

    /// What the home screen lists: known before the lesson is loaded, unless the file's beginning is at fault.
    pub fn head(&self) -> Option<&LessonHead> {
        match &self.lesson {
            Some(lesson) => Some(&lesson.head),
            None => self.head.as_ref().filter(|_| self.is_loading()),
        }
    }
}

/// Where to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// The home screen.
    Home,
    /// The lesson with this id.
    Lesson(String),
    /// The lesson with this id, in this lens.
    Lens(String, Lens),
    /// The quiz of the lesson with this id.
    Quiz(String),
}

impl Start {
    /// The lesson meant.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Home => None,
            Self::Lesson(id) | Self::Lens(id, _) | Self::Quiz(id) => Some(id),
        }
    }
}

/// The screen shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// The list of lessons.
    Home,
    /// A lesson, in one of its lenses.
    Lesson,
    /// The quiz of the lesson.
    Quiz,
    /// A policy is edited, the play beside it.
    Edit,
    /// The access matrix.
    Matrix,
    /// The base play and the one on show, side by side.
    Compare,
}

/// What lies over a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    /// All keys.
    Help,
    /// The key moments; the open one.
    Moments(Option<usize>),
    /// The what-ifs.
    WhatIfs,
    /// Every policy, to edit one.
    Policies,
    /// The focused panel in full.
    Zoom,
    /// The number of a step is being typed.
    Jump(String),
    /// What is wrong with a broken file.
    Broken(usize),
}

/// The panel shown when the terminal is too small for all.
pub type Tab = Panel;

/// The lesson that is open.
#[derive(Debug, Clone)]
pub struct LessonModel {
    /// Index into [`Model::entries`].
    pub entry: usize,
    /// The way it is studied.
    pub lens: Lens,
    /// The base play.
    pub base: Timeline,
    /// The play on show.
    pub timeline: Timeline,
    /// Step reached, 0 before the first.
    pub step: usize,
    /// Simulated values in place of words.
    pub values: bool,
    /// The panel that the arrows move in.
    pub focus: Panel,
    /// Row selected in each panel, in the order of [`Panel::ALL`].
    pub cursors: [usize; 5],
    /// Lit by a key moment or hint.
    pub lit: Vec<Pointer>,
    /// Steps go on by themselves.
    pub playing: bool,
    /// Seconds per step while playing.
    pub pace: u64,
    /// Ticks since the current step was reached; `None` when nothing moves.
    pub moved: Option<u64>,
    /// The Why lens.
    pub why: Why,
    /// The Learn lens.
    pub learn: Learn,
    /// The Deep lens.
    pub deep: Deep,
    /// The Scale lens.
    pub scale: Scale,
    /// The learner's edits, on top of the play's what-ifs.
    pub edits: Edits,
    /// The policy being written.
    pub editing: Option<Editing>,
    /// The access matrix, while it is open.
    pub matrix: Option<MatrixModel>,
    /// The Challenge lens.
    pub challenge: Challenge,
    /// The Project lens.
    pub project: ProjectModel,
    /// Predictions in the Visualize lens.
    pub predict: Predict,
    /// The Try lens.
    pub tasks: Tasks,
    /// The Review lens.
    pub review: Review,
}

/// A quiz under way, or a drill: a quiz without end.
#[derive(Debug, Clone)]
pub struct QuizModel {
    /// The question on show, from 0.
    pub question: usize,
    /// It, being answered. `None` at the end.
    pub ask: Option<Ask>,
    /// For each question so far: right, and hints used.
    pub results: Vec<(bool, usize)>,
    /// The lesson is looked at, with the hint's cells lit.
    pub looking: bool,
    /// The questions are made by the simulator, without end.
    pub drill: bool,
    /// The row selected at the end, in the order of [`QuizModel::ranked`].
    pub cursor: usize,
}

impl QuizModel {
    /// Answers that were right.
    pub fn right(&self) -> usize {
        self.results.iter().filter(|(right, _)| *right).count()
    }

    /// The questions answered, what was missed first: it is what one can do something about.
    pub fn ranked(&self) -> Vec<usize> {
        let mut ranked: Vec<usize> = (0..self.results.len()).collect();
        ranked.sort_by_key(|at| self.results.get(*at).is_some_and(|(right, _)| *right));
        ranked
    }

    /// The question that is spoken of: the one asked, or at the end the selected one.
    pub fn about<'a>(&'a self, lesson: &'a Lesson) -> Option<&'a Question> {
        match &self.ask {
            Some(ask) => Some(ask.question()),
            None => lesson.questions.get(self.ranked().get(self.cursor).copied()?),
        }
    }
}

/// Everything.
pub struct Model {
    /// Lessons and broken files.
    pub entries: Vec<Entry>,
    /// The screen.
    pub screen: Screen,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// First line shown in the overlay.
    pub scroll: usize,
    /// Row selected in the overlay's list.
    pub overlay_cursor: usize,
    /// The home screen.
    pub home: HomeModel,
    /// The open lesson.
    pub lesson: Option<LessonModel>,
    /// Asked for while it was still being loaded, with its index into the entries; opened when it arrives.
    pub wanted: Option<(usize, Start)>,
    /// The quiz under way.
    pub quiz: Option<QuizModel>,
    /// Styles.
    pub theme: Theme,
    /// Signs.
    pub glyphs: Glyphs,
    /// Whether things may move.
    pub motion: bool,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What the learner did.
    pub record: Record,
    /// How long decisions take on this machine.
    pub measurement: Measurement,
    /// Said in the footer until the next key.
    pub notice: Option<String>,
    /// Real time, for the record only.
    pub now: fn() -> DateTime<Utc>,
    /// The learner's offset from UTC: days of review are their own.
    pub offset: FixedOffset,
}

/// Ticks per second while something moves.
pub(super) const TICKS: u64 = 20;
/// Ticks that what travels needs for its edge.
pub(super) const TRAVEL: u64 = 16;

impl Model {
    /// A model on the home screen.
    pub fn new(
        entries: Vec<Entry>,
        theme: ThemeName,
        ascii: bool,
        motion: bool,
        record: Record,
        now: fn() -> DateTime<Utc>,
    ) -> Self {
        Self {
            entries,
            screen: Screen::Home,
            overlay: None,
            scroll: 0,
            overlay_cursor: 0,
            home: HomeModel::default(),
            lesson: None,
            wanted: None,
            quiz: None,
            theme: Theme::new(theme),
            glyphs: if ascii { Glyphs::ASCII } else { Glyphs::UNICODE },
            motion,
            size: (80, 24),
            record,
            measurement: Measurement::default(),
            notice: None,
            now,
            offset: Utc.fix(),
        }
    }

    /// Goes to where the program was asked to start.
    pub fn start(&mut self, start: &Start) -> Vec<Effect> {
        let Some(at) = start.id().and_then(|id| self.entry_of(id)) else { return Vec::new() };
        self.home.select(&self.entries, at);
        if self.entries.get(at).is_some_and(Entry::is_loading) {
            self.notice = Some("loading …".to_owned());
            self.wanted = Some((at, start.clone()));
            return Vec::new();
        }
        self.open_lesson(at);
        let effects = match start {
            Start::Quiz(_) => {
                self.open_quiz();
                Vec::new()
            }
            Start::Lens(_, to) => lens::switch(self, *to),
            Start::Home | Start::Lesson(_) => lens::place::resume(self),
        };
        self.say_step();
        effects
    }

    /// Says that the play goes on where it was left.
    fn say_step(&mut self) {
        let Some((lesson, open)) = self.open() else { return };
        if self.screen != Screen::Lesson || self.lens() != Lens::Visualize || open.step == 0 || self.notice.is_some() {
            return;
        }
        let what_if = open.timeline.what_ifs.first().and_then(|id| lesson.what_if(id));
        let what_if = what_if.map(|what_if| format!(" of what if: {}", what_if.title)).unwrap_or_default();
        self.notice = Some(format!("you were at step {}{what_if}; Home goes back to the start", open.step));
    }

    /// The entry with this lesson.
    pub(super) fn entry_of(&self, id: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.head().is_some_and(|head| head.id == id))
    }

    /// The lesson that is open.
    pub fn open(&self) -> Option<(&Lesson, &LessonModel)> {
        let model = self.lesson.as_ref()?;
        Some((self.entries.get(model.entry)?.lesson.as_ref()?, model))
    }

    /// The way the open lesson is studied.
    pub fn lens(&self) -> Lens {
        self.lesson.as_ref().map_or(Lens::Visualize, |open| open.lens)
    }

    /// Opens a lesson where the learner left it.
    pub(super) fn open_lesson(&mut self, entry: usize) {
        let Some(lesson) = self.entries.get(entry).and_then(|entry| entry.lesson.as_ref()) else { return };
        let base = match play(lesson, &[]) {
            Ok(base) => base,
            Err(error) => {
                self.notice = Some(error.to_string());
                return;
            }
        };
        let record = self.record.lessons.get(&lesson.head.id);
        let place = record.and_then(|record| record.place.as_ref());
        // A what-if may be gone from the file; then the base play is shown.
        let what_ifs = place.map_or(&[][..], |place| &place.what_ifs);
        let what_ifs = if play(lesson, what_ifs).is_ok() { what_ifs } else { &[] };
        // Coming back to a lesson, one finds one's edits again.
        let (mut edits, said) = match self.lesson.take() {
            Some(before) if before.entry == entry => (before.edits, None),
            _ => kept::restore(lesson, record, what_ifs),
        };
        let mut timeline = play_edited(lesson, what_ifs, edits.now());
        if timeline.is_err() {
            edits.set_aside();
            timeline = play(lesson, what_ifs);
        }
        let timeline = timeline.unwrap_or_else(|_| base.clone());
        let step = place.map_or(0, |place| place.step).min(timeline.steps.len());
        let index = |lens| lens::place::index(record, lens);
        let focus = index(Lens::Visualize).and_then(|panel| Panel::ALL.get(panel).copied());
        let view = index(Lens::Deep).and_then(|view| DeepView::ALL.get(view).copied()).unwrap_or_default();
        let tasks = Tasks::resume(lesson, &self.record);
        self.lesson = Some(LessonModel {
            entry,
            lens: Lens::Visualize,
            timeline,
            base,
            step,
            values: false,
            focus: focus.unwrap_or(Panel::Process),
            cursors: [0; 5],
            lit: Vec::new(),
            playing: false,
            pace: 4,
            moved: None,
            why: Why::default(),
            learn: Learn::default(),
            deep: Deep { view, ..Deep::default() },
            scale: Scale::default(),
            edits,
            editing: None,
            matrix: None,
            challenge: Challenge::default(),
            project: ProjectModel::default(),
            predict: Predict::default(),
            tasks,
            review: Review::default(),
        });
        if said.is_some() {
            self.notice = said;
        }
        self.screen = Screen::Lesson;
        self.overlay = None;
    }

    /// Opens the quiz at the question where it was left; one that is under way stays as it is.
    pub(super) fn open_quiz(&mut self) {
        if self.is_quiz_under_way() {
            self.screen = Screen::Quiz;
            self.overlay = None;
            return;
        }
        self.ask_from(lens::place::question(self));
        if let Some(quiz) = self.quiz.as_ref().filter(|quiz| quiz.question > 0 && self.screen == Screen::Quiz) {
            self.notice = Some(format!("you were at question {}; r begins the quiz anew", quiz.question + 1));
        }
    }

    fn is_quiz_under_way(&self) -> bool {
        let Some((lesson, _)) = self.open() else { return false };
        let Some(quiz) = self.quiz.as_ref().filter(|quiz| !quiz.drill) else { return false };
        let asked = quiz.ask.as_ref().map(Ask::question);
        asked.is_some() && asked == lesson.questions.get(quiz.question)
    }

    /// Opens the quiz at a question; those before it have their answers already.
    pub(super) fn ask_from(&mut self, question: usize) {
        let Some((lesson, _)) = self.open() else { return };
        let Some(first) = lesson.questions.get(question).cloned() else {
            self.notice = Some("this lesson has no questions".to_owned());
            return;
        };
        let known = self.record.lessons.get(&lesson.head.id);
        let answer = |question: &Question| known?.questions.get(&question.id)?.last().map(|it| (it.right, it.hints));
        let results = lesson.questions.iter().take(question).map_while(answer).collect();
        let ask = Some(self.asking(first));
        self.quiz = Some(QuizModel { question, ask, results, looking: false, drill: false, cursor: 0 });
        self.screen = Screen::Quiz;
        self.overlay = None;
    }

    /// A question of the open lesson, asked: its parts keep their order within a try and have another with the next. What
    /// was written and not answered with stands in it again.
    pub(super) fn asking(&self, question: Question) -> Ask {
        let known = self.open().and_then(|(lesson, _)| self.record.lessons.get(&lesson.head.id));
        let answered = known.and_then(|known| known.questions.get(&question.id));
        let tries = answered.map_or(0, |record| record.answers.len());
        let draft = lens::place::answer(known, &question.id).to_owned();
        Ask::new(question, tries as u64).resume(&draft)
    }

    /// The question on show.
    pub fn ask(&self) -> Option<&Ask> {
        match self.screen {
            Screen::Home | Screen::Edit | Screen::Matrix | Screen::Compare => None,
            Screen::Quiz => self.quiz.as_ref().filter(|quiz| !quiz.looking)?.ask.as_ref(),
            Screen::Lesson => lens::ask(self.lesson.as_ref()?),
        }
    }

    /// The same, to be answered.
    pub(super) fn ask_mut(&mut self) -> Option<&mut Ask> {
        match self.screen {
            Screen::Home | Screen::Edit | Screen::Matrix | Screen::Compare => None,
            Screen::Quiz => self.quiz.as_mut().filter(|quiz| !quiz.looking)?.ask.as_mut(),
            Screen::Lesson => lens::ask_mut(self.lesson.as_mut()?),
        }
    }

    /// How long until the next tick; `None` when nothing moves and the program may sleep.
    pub fn tick(&self) -> Option<Duration> {
        let lesson = self.lesson.as_ref().filter(|_| self.screen == Screen::Lesson)?;
        let moving = lesson.moved.is_some_and(|moved| moved < TRAVEL) && self.motion;
        let at_end = lesson.step >= lesson.timeline.steps.len();
        if moving {
            Some(Duration::from_millis(1000 / TICKS))
        } else if lesson.playing && !at_end {
            // Without motion one wake-up a step is enough.
            let left = (lesson.pace * TICKS).saturating_sub(lesson.moved.unwrap_or(0));
            Some(Duration::from_millis(left.max(1) * 1000 / TICKS))
        } else if challenge::watch_runs(self) {
            Some(Duration::from_secs(1))
        } else {
            None
        }
    }
}
