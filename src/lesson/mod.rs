//! Lessons: scenario files, loaded, checked, and played by the simulator to a [`Timeline`].
//!
//! The way goes one direction: text → [`load()`] → [`Lesson`] → [`play()`] → [`Timeline`]. A what-if goes round once and
//! gives another timeline. Nothing here reads a disk or a clock: the same file gives the same timeline everywhere.
// Input of any kind must never end the program: what can fail is a value here.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)
)]

mod check;
mod duration;
mod embedded;
mod fact;
mod lens;
mod load;
mod load_script;
mod load_teaching;
mod load_world;
mod play;
mod reader;
mod scenario;
mod schema;
mod timeline;
mod track;
mod values;
mod words;

pub use check::check;
pub use duration::{clock_duration, say_duration};
pub use embedded::embedded;
pub use lens::Lens;
pub use load::{FORMAT, ID_RULE, ReadBeside, head, is_lesson_id, load};
pub use play::{PlayError, play};
pub use scenario::{
    Expectation, KeyMoment, Lesson, LessonHead, Level, Panel, Pointer, Question, QuestionOption, ScriptEdit,
    ScriptLine, SourceLink, WhatIf,
};
pub use schema::schema;
pub use timeline::{
    Cells, ExecutionLine, FlowEdge, FlowNode, Stage, Status, Step, StepRef, Timeline, Variable, VariableColumn,
    VariableValue,
};
