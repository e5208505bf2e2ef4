//! A scenario loaded: everything a screen or a report needs to know before it is played.
use crate::cloud::{Call, Change, World};
use crate::diagnostic::Source;
use std::sync::Arc;

/// How much a learner should know beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing.
    Beginner,
    /// The first lessons.
    Intermediate,
    /// Most of it.
    Advanced,
}

/// A page of AWS documentation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SourceLink {
    /// Title.
    pub title: String,
    /// URL.
    pub url: String,
}

/// What the home screen lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonHead {
    /// Stable id.
    pub id: String,
    /// Title.
    pub title: String,
    /// e.g. `AWS · IAM`.
    pub topic: String,
    /// Level.
    pub level: Level,
    /// About so many minutes.
    pub minutes: u32,
    /// The concept snapshot, one entry a line.
    pub summary: Vec<String>,
    /// Paragraphs.
    pub transcript: Vec<String>,
    /// Sources.
    pub sources: Vec<SourceLink>,
}

/// A panel that something can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Panel {
    /// Process flow.
    Flow,
    /// Execution sample.
    Execution,
    /// Process table.
    Process,
    /// Status tracker.
    Variables,
    /// Evidence.
    Evidence,
}

/// Cells to light: a panel, optionally a step (row or column) and a column of the process table or a variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pointer {
    /// Which panel.
    pub panel: Panel,
    /// Step number 1-5 (process table row, flow node), if any.
    pub step: Option<usize>,
    /// `action` `input` `output` `result` of the process table, or a variable's id.
    pub cell: Option<String>,
}

/// A key moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMoment {
    /// Stable id.
    pub id: String,
    /// Question.
    pub question: String,
    /// Answer, paragraphs.
    pub answer: Vec<String>,
    /// Played with this what-if when opened (e.g. the denial).
    pub what_if: Option<String>,
    /// Step to jump to.
    pub step: usize,
    /// What lights up.
    pub points_at: Vec<Pointer>,
}

/// One option of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionOption {
    /// Text.
    pub text: String,
    /// Why it is right or which misconception it is.
    pub explanation: String,
    /// Computed by the engine: exactly one option of a question is right.
    pub right: bool,
}

/// A quiz question. Which option is right is computed at load, never typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Stable id.
    pub id: String,
    /// The question.
    pub prompt: String,
    /// Options in file order.
    pub options: Vec<QuestionOption>,
    /// Three, from a nudge to a worked answer.
    pub hints: Vec<String>,
    /// What the second hint on lights.
    pub points_at: Vec<Pointer>,
    /// How the engine proved the key, in one sentence with the computed value.
    pub proof: String,
}

/// A named change of the world or of the calls.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    /// Stable id.
    pub id: String,
    /// `The role may not read the bucket`.
    pub title: String,
    /// What it teaches, one sentence or two.
    pub lesson: String,
    /// Changes of the world.
    pub changes: Vec<Change>,
    /// The calls as they are made then (the base calls with the what-if's edits applied).
    pub calls: Vec<Call>,
}

/// A scenario file, loaded: the set-up, the calls and the words. Private parts serve `check` and `play`.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Head.
    pub head: LessonHead,
    /// The file.
    pub source: Arc<Source>,
    /// Set-up.
    pub world: Arc<World>,
    /// Calls of the base play.
    pub calls: Vec<Call>,
    /// Key moments.
    pub key_moments: Vec<KeyMoment>,
    /// Quiz.
    pub questions: Vec<Question>,
    /// What-ifs.
    pub what_ifs: Vec<WhatIf>,
}
