//! Lessons: scenario files, loaded, checked, and played by the simulator to a [`Timeline`].
//!
//! The way goes one direction: text → [`load()`] → [`Lesson`] → [`play()`] → [`Timeline`]. A what-if goes round once and
//! gives another timeline. Nothing here reads a disk or a clock: the same file gives the same timeline everywhere.
// Input of any kind must never end the program: what can fail is a value here.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)
)]

mod card;
mod check;
mod drill;
mod duration;
mod edit;
mod embedded;
mod glossary;
mod lens;
mod load;
mod load_calls;
mod load_policy;
mod load_script;
mod load_targets;
mod load_teaching;
mod load_what_ifs;
mod load_world;
mod made;
mod names;
mod play;
mod predict;
mod question;
mod reader;
mod scenario;
mod timeline;
mod track;
mod values;
mod words;

pub use card::Card;
pub use check::check;
pub use drill::{Drill, drill};
pub use duration::{clock_duration, say_duration};
pub use edit::{CallField, ScriptEdit};
pub use embedded::embedded;
pub use glossary::{Glossary, Term};
pub use lens::Lens;
pub use load::{FORMAT, ReadBeside, load};
pub use play::{PlayError, play};
pub use predict::{prediction, predictions};
pub use question::{
    Asks, Difficulty, Judgement, MatchPair, Mistake, OrderItem, PartJudgement, PickOption, Question, QuestionKind,
    QuestionOption, Response, judge, shuffle,
};
pub use scenario::{Expectation, KeyMoment, Lesson, LessonHead, Level, Panel, Pointer, ScriptLine, SourceLink, WhatIf};
pub use timeline::{
    Cells, ExecutionLine, FlowEdge, FlowNode, Stage, Status, Step, StepRef, Timeline, Variable, VariableColumn,
    VariableValue,
};
