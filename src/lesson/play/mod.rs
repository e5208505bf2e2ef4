//! Playing: the simulator performs the script, and the exchanges become the five stages.
//!
//! ```text
//! lesson + what-ifs + edits ──▶ Run: calls and what came of them ──▶ Timeline
//! ```
//!
//! `run` performs, asking `unmade` before each call whether anybody is there to make it. `told` tells what came of it
//! step by step: `step` one step, with its `cells` and the sentence it `says`, then the `flow` and the `execution` sample.
//! `moments` gives the cloud within a script to those who draw no timeline.

mod cells;
mod execution;
mod flow;
mod moments;
mod run;
mod says;
mod step;
mod told;
mod unmade;

pub(super) use moments::{end, moments};
pub(super) use run::Run;
pub(super) use unmade::Unmade;

use super::edit::ScriptEdit;
use super::free_edit::PolicyEdit;
use super::scenario::{Lesson, WhatIf};
use super::timeline::Timeline;
use crate::cloud::{Call, Change, ChangeError, World};
use std::sync::Arc;

/// A play that could not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlayError {
    /// No such what-if.
    #[error("this lesson has no what-if `{name}`; it has {known}")]
    UnknownWhatIf {
        /// As given.
        name: String,
        /// The ids there are, separated by commas.
        known: String,
    },
    /// A change names something that is not there; `check` finds it too.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

/// Plays the lesson with the named what-ifs applied, in their order.
pub fn play(lesson: &Lesson, what_ifs: &[String]) -> Result<Timeline, PlayError> {
    play_changed(lesson, what_ifs, &[])
}

/// Plays the lesson with the named what-ifs applied, and then `changes`.
pub fn play_changed(lesson: &Lesson, what_ifs: &[String], changes: &[Change]) -> Result<Timeline, PlayError> {
    play_with(lesson, what_ifs, changes, &[])
}

/// Plays the lesson with the named what-ifs applied, and then a learner's own edits.
pub fn play_edited(lesson: &Lesson, what_ifs: &[String], edits: &[PolicyEdit]) -> Result<Timeline, PlayError> {
    let changes: Vec<_> = edits.iter().filter_map(PolicyEdit::change).collect();
    let script: Vec<_> = edits.iter().filter_map(PolicyEdit::script_edit).collect();
    play_with(lesson, what_ifs, &changes, &script)
}

/// Plays the lesson with the named what-ifs applied, and then changes of the world and edits of the script.
pub(super) fn play_with(
    lesson: &Lesson,
    what_ifs: &[String],
    changes: &[Change],
    edits: &[ScriptEdit],
) -> Result<Timeline, PlayError> {
    let run = Run::perform_changed(lesson, what_ifs, changes, edits)?;
    Ok(run.timeline(lesson, what_ifs))
}

/// The numbered calls of the lesson with the edits of the named what-ifs made.
pub(super) fn script_of(lesson: &Lesson, what_ifs: &[String]) -> Result<Vec<(usize, Call)>, PlayError> {
    let mut script = lesson.script.iter().map(|line| (line.number, line.call.clone())).collect();
    for name in what_ifs {
        for edit in &lesson.known_what_if(name)?.edits {
            edit.apply(&mut script);
        }
    }
    Ok(script)
}

impl Lesson {
    /// The what-if called `name`, or an error that names those there are.
    pub(super) fn known_what_if(&self, name: &str) -> Result<&WhatIf, PlayError> {
        self.what_if(name).ok_or_else(|| {
            let known: Vec<_> = self.what_ifs.iter().map(|what_if| format!("`{}`", what_if.id)).collect();
            PlayError::UnknownWhatIf { name: name.to_owned(), known: known.join(", ") }
        })
    }
}

/// The world with the changes made, one after the other.
pub(super) fn changed(world: &Arc<World>, changes: &[Change]) -> Result<Arc<World>, ChangeError> {
    changes.iter().try_fold(Arc::clone(world), |world, change| world.with(change).map(Arc::new))
}
