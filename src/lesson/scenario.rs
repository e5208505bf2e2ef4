//! A scenario, loaded: all that a screen or a report needs to know before it is played.

use super::card::Card;
use super::edit::ScriptEdit;
use super::lab::Lab;
use super::question::{Question, QuestionForm};
use super::timeline::Stage;
use super::words::{ExecutionWords, FlowWords, StepWords, VariableWords};
use crate::cloud::{Call, Change, World};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::iam::Decision;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How much a learner should know beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing.
    Beginner,
    /// The first lessons.
    Intermediate,
    /// Most of them.
    Advanced,
}

impl Level {
    /// The name in files and on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Beginner => "beginner",
            Self::Intermediate => "intermediate",
            Self::Advanced => "advanced",
        }
    }
}

/// A page of AWS's documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// Subject, e.g. `cloud`.
    pub topic: String,
    /// Level.
    pub level: Level,
    /// About so many minutes.
    pub minutes: u32,
    /// Ids of the lessons it builds on; the home screen draws its map from them.
    pub builds_on: Vec<String>,
    /// Findings in its policies that it shows on purpose, by code: `check` does not tell them.
    pub on_purpose: Vec<String>,
    /// The concept snapshot, a line an entry.
    pub summary: Vec<String>,
    /// The full transcript, a paragraph an entry.
    pub transcript: Vec<String>,
    /// Where its facts come from.
    pub sources: Vec<SourceLink>,
}

/// A panel that something can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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

impl Panel {
    /// All of them, in the order of the keyboard's focus.
    pub const ALL: [Self; 5] = [Self::Process, Self::Evidence, Self::Variables, Self::Execution, Self::Flow];

    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Execution => "execution",
            Self::Process => "process",
            Self::Variables => "variables",
            Self::Evidence => "evidence",
        }
    }

    /// The title on screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Flow => "Flow",
            Self::Execution => "Commands",
            Self::Process => "Process",
            Self::Variables => "Status",
            Self::Evidence => "Evidence",
        }
    }
}

/// A place to light: a panel, and in it a step and a cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pointer {
    /// Which panel.
    pub panel: Panel,
    /// Number of the step, from 1.
    pub step: Option<usize>,
    /// `action`, `input`, `output` or `result` in the process table; a variable's id in the status tracker.
    pub cell: Option<String>,
}

/// A question that learners ask at this point, with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMoment {
    /// Stable id.
    pub id: String,
    /// The question.
    pub question: String,
    /// The answer, a paragraph an entry.
    pub answer: Vec<String>,
    /// Shown under this what-if.
    pub what_if: Option<String>,
    /// The step to jump to.
    pub step: usize,
    /// What lights up.
    pub points_at: Vec<Pointer>,
}

/// A line of the script with its number; lines that a what-if inserts have number 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptLine {
    /// From 1, as in the file.
    pub number: usize,
    /// The call.
    pub call: Call,
    /// What the file expects of it.
    pub expect: Option<Expectation>,
}

/// What a file expects; `check` fails when the simulator differs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expectation {
    /// Where it stands.
    pub span: Span,
    /// Verdict of the deciding policy evaluation.
    pub decision: Option<Decision>,
    /// Name of the deciding policy.
    pub policy: Option<String>,
    /// Sid or number (from 1) of the deciding statement.
    pub statement: Option<String>,
    /// Code of the error.
    pub error: Option<String>,
    /// Stage that fails; only for what-ifs.
    pub failed_stage: Option<Stage>,
}

/// A named change of the world or of the script.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    /// Stable id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it teaches, in a sentence or two.
    pub lesson: String,
    /// Changes of the world.
    pub changes: Vec<Change>,
    /// Edits of the script, applied in order.
    pub edits: Vec<ScriptEdit>,
    /// What the file expects of the play.
    pub expect: Option<Expectation>,
}

/// A scenario file, loaded and ready to play.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Head.
    pub head: LessonHead,
    /// The file.
    pub source: Arc<Source>,
    /// The set-up.
    pub world: Arc<World>,
    /// The script.
    pub script: Vec<ScriptLine>,
    /// Key moments.
    pub key_moments: Vec<KeyMoment>,
    /// Quiz.
    pub questions: Vec<Question>,
    /// Tasks of the Try lens, easy ones first as the file has them.
    pub tasks: Vec<Question>,
    /// Cards.
    pub cards: Vec<Card>,
    /// What-ifs.
    pub what_ifs: Vec<WhatIf>,
    /// What the lenses beside Visualize are made of.
    pub lab: Lab,
    pub(super) steps: Vec<StepWords>,
    pub(super) flow: Vec<FlowWords>,
    pub(super) execution: Vec<ExecutionWords>,
    pub(super) variables: Vec<VariableWords>,
    /// Quiz and tasks as the file has them, for what `check` says of their places.
    pub(super) quiz_forms: Vec<QuestionForm>,
    pub(super) task_forms: Vec<QuestionForm>,
}

impl Lesson {
    /// The calls of the script, in their order.
    pub(super) fn calls(&self) -> impl Iterator<Item = &Call> + Clone {
        self.script.iter().map(|line| &line.call)
    }

    /// The what-if called `id`.
    pub fn what_if(&self, id: &str) -> Option<&WhatIf> {
        self.what_ifs.iter().find(|what_if| what_if.id == id)
    }

    /// How the play under these what-ifs is called before learners: by titles, which they know from the list. An id
    /// without a what-if is told as it is.
    pub(in crate::lesson) fn name_of_play(&self, what_ifs: &[String]) -> String {
        let title = |id: &String| format!("`{}`", self.what_if(id).map_or(id.as_str(), |what_if| &what_if.title));
        match what_ifs {
            [] => "the lesson".to_owned(),
            ids => format!("the what-if {}", ids.iter().map(title).collect::<Vec<_>>().join(", ")),
        }
    }

    /// Whether the lesson shows this finding on purpose. An error is one all the same.
    pub(super) fn means(&self, finding: &Diagnostic) -> bool {
        !finding.is_error() && self.head.on_purpose.iter().any(|code| code == finding.code)
    }

    /// What is to be remarked of a text in this lesson: all but what the lesson shows on purpose.
    pub fn remarks(&self, findings: &[Diagnostic]) -> Vec<Diagnostic> {
        findings.iter().filter(|finding| !self.means(finding)).cloned().collect()
    }

    /// Number of steps.
    pub fn step_count(&self) -> usize {
        self.steps.len()
    }
}
