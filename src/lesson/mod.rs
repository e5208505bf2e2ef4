//! Lessons: scenario files, loaded, checked, and played by the simulator to a [`Timeline`].
mod scenario;
mod timeline;

pub use scenario::{
    KeyMoment, Lesson, LessonHead, Level, Panel, Pointer, Question, QuestionOption, SourceLink, WhatIf,
};
pub use timeline::{
    Cells, ExecutionLine, FlowEdge, FlowNode, Stage, Status, Step, StepRef, Timeline, Variable, VariableColumn,
    VariableValue,
};

use crate::diagnostic::{Diagnostic, Source};
use std::sync::Arc;

/// Loads a scenario file. `read_beside` gives the text of a file named in it (`file = "..."`), so that this floor does no I/O.
pub fn load(
    source: Arc<Source>,
    read_beside: &dyn Fn(&str) -> Result<String, String>,
) -> (Option<Lesson>, Vec<Diagnostic>) {
    let _ = (source, read_beside);
    todo!()
}

/// Proves a loaded lesson: plays it and every what-if, and reports where the file and the simulator disagree.
pub fn check(lesson: &Lesson) -> Vec<Diagnostic> {
    let _ = lesson;
    todo!()
}

/// Plays the lesson with the named what-ifs applied. Errors name an unknown what-if.
pub fn play(lesson: &Lesson, what_ifs: &[String]) -> Result<Timeline, PlayError> {
    let _ = (lesson, what_ifs);
    todo!()
}

/// A play that could not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlayError {
    /// No such what-if.
    #[error("the lesson has no what-if `{name}`; it has {known}")]
    UnknownWhatIf {
        /// As given.
        name: String,
        /// Comma-separated ids.
        known: String,
    },
    /// A change names something missing (found by `check` too).
    #[error(transparent)]
    Change(#[from] crate::cloud::ChangeError),
}
