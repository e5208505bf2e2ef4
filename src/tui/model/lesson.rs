//! The open lesson, and how it is opened where the learner left it.

use super::{Model, Screen};
use crate::lesson::{Lens, Panel, Pointer, Timeline, play, play_edited};
use crate::tui::edits::{Editing, Edits};
use crate::tui::kept;
use crate::tui::lens;
use crate::tui::lens::challenge::Challenge;
use crate::tui::lens::deep::{Deep, DeepView};
use crate::tui::lens::learn::Learn;
use crate::tui::lens::predict::Predict;
use crate::tui::lens::project::ProjectModel;
use crate::tui::lens::review::Review;
use crate::tui::lens::scale::Scale;
use crate::tui::lens::tasks::Tasks;
use crate::tui::lens::why::Why;
use crate::tui::matrix::MatrixModel;

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

impl Model {
    /// Opens a lesson where the learner left it.
    pub(in crate::tui) fn open_lesson(&mut self, entry: usize) {
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
            predict: Predict::resume(lens::place::words(record, Lens::Visualize)),
            tasks,
            review: Review::default(),
        });
        if said.is_some() {
            self.notice = said;
        }
        self.screen = Screen::Lesson;
        self.overlay = None;
    }
}
