//! Lessons: scenario files, loaded, checked, and played by the simulator to a [`Timeline`].
//!
//! The way goes one direction: text → [`load()`] → [`Lesson`] → [`play()`] → [`Timeline`]. A what-if goes round once and
//! gives another timeline. Nothing here reads a disk or a clock: the same file gives the same timeline everywhere.
// Input of any kind must never end the program: what can fail is a value here.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)
)]

mod blank;
mod card;
mod check;
mod drill;
mod duration;
mod edit;
mod embedded;
mod export;
mod free_edit;
mod glossary;
mod goal;
mod grants;
mod inline_sizes;
mod lab;
mod lens;
mod load;
mod load_calls;
mod load_moments;
mod load_panels;
mod load_pointing;
mod load_policy;
mod load_script;
mod load_steps;
mod load_targets;
mod load_what_ifs;
mod load_words;
mod load_world;
mod made;
mod matrix;
mod names;
mod nobody;
mod play;
mod policy_edit;
mod predict;
mod project;
mod project_export;
mod puzzle;
mod question;
mod reach;
mod reader;
mod scale;
mod scenario;
mod schema;
mod shipped;
mod timeline;
mod track;
mod values;
mod why;
mod words;

pub use blank::{BLANK, BlankState, BlankTask};
pub use card::Card;
pub use check::check;
pub use drill::{Drill, drill};
pub use duration::{clock_duration, say_duration};
pub use edit::{CallField, ScriptEdit};
pub use embedded::embedded;
pub use export::{Exported, export_play, export_scenario};
pub use free_edit::{EditPlace, PolicyEdit, edit_place, places, put_in};
pub use glossary::{Glossary, Term};
pub use goal::{Goal, GoalOutcome, Must, judge_goals};
pub use grants::say_grants;
pub use lab::Lab;
pub use lens::{Lens, LensMinutes};
pub use load::{FORMAT, ID_RULE, ReadBeside, head, is_lesson_id, load, load_and_check};
pub use matrix::{ANY_OTHER_KEY, AccessMatrix, Cell, Grant, MatrixColumn, MatrixRow, RowKind, Rows};
pub use play::{PlayError, play, play_changed, play_edited};
pub use policy_edit::{EditTarget, Unsound, changes_of, edit, is_sound, policy_name, share_line, targets, unsound};
pub use predict::{prediction, predictions};
pub use project::{PartState, Project, ProjectPart};
pub use project_export::ExportFile;
pub use puzzle::{Puzzle, PuzzleJudge, PuzzleState};
pub use question::{
    Asks, Difficulty, Judgement, MatchPair, Mistake, OrderItem, PartJudgement, PickOption, Question, QuestionKind,
    QuestionOption, Response, judge, shuffle,
};
pub use scale::{
    ChainPoint, LevelUse, PolicySize, RCPS_A_LEVEL, SCPS_A_LEVEL, STS_CALLS_A_SECOND, Scale, ScaleChart, chain_series,
    levels, policy_sizes, statements_in_quota, statements_world,
};
pub use scenario::{Expectation, KeyMoment, Lesson, LessonHead, Level, Panel, Pointer, ScriptLine, SourceLink, WhatIf};
pub use schema::schema;
pub use timeline::{
    Cells, ExecutionLine, FlowEdge, FlowNode, Stage, Status, Step, StepRef, Timeline, Variable, VariableColumn,
    VariableValue,
};
pub use why::{Leak, LeakCell, LeakColumn, LeakForm, Why, leak};
