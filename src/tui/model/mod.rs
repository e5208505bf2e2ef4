//! All that the screens show, as plain data.

mod entry;
mod lesson;
mod quiz;
mod screen;

use super::ask::Ask;
use super::effect::Effect;
use super::home::HomeModel;
use super::lens;
use super::lens::challenge;
use super::lens::scale::Measurement;
use super::theme::{Glyphs, Theme, ThemeName};
use crate::learner::Record;
use crate::lesson::{Lens, Lesson};
use chrono::{DateTime, FixedOffset, Offset, Utc};
use std::time::Duration;

pub use entry::Entry;
pub use lesson::LessonModel;
pub use quiz::QuizModel;
pub use screen::{Overlay, Screen, Start, Tab};

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
        let mut home = HomeModel::default();
        // One goes on where one was.
        if let Some(last) = lens::place::last_entry(&entries, &record) {
            home.select(&entries, last);
        }
        Self {
            entries,
            screen: Screen::Home,
            overlay: None,
            scroll: 0,
            overlay_cursor: 0,
            home,
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

    /// The question on show.
    pub fn ask(&self) -> Option<&Ask> {
        match self.screen {
            Screen::Home | Screen::Edit | Screen::Matrix | Screen::Compare => None,
            Screen::Quiz => self.quiz.as_ref().filter(|quiz| !quiz.is_looking())?.ask.as_ref(),
            Screen::Lesson => lens::ask(self.lesson.as_ref()?),
        }
    }

    /// The same, to be answered.
    pub(super) fn ask_mut(&mut self) -> Option<&mut Ask> {
        match self.screen {
            Screen::Home | Screen::Edit | Screen::Matrix | Screen::Compare => None,
            Screen::Quiz => self.quiz.as_mut().filter(|quiz| !quiz.is_looking())?.ask.as_mut(),
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
