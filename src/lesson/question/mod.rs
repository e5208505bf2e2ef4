//! Questions: one type for the quiz, the tasks, the drill and the predictions, and how an answer is judged.
//!
//! The way goes one direction: a file gives a [`form::QuestionForm`] without keys, [`prove`] lets the simulator compute
//! them and gives a [`Question`], [`judge()`] holds a [`Response`] against it. No key is ever read from a file.

mod compute;
mod fact;
mod form;
mod judge;
mod lint;
mod load;
pub(super) mod pick;
mod prove;
mod shuffle;

pub use judge::{Judgement, PartJudgement, judge};
pub use shuffle::shuffle;

pub(super) use compute::{Played, Plays};
pub(super) use fact::{Kind as FactKind, LAYERS};
pub(super) use form::{OrderBy, QuestionForm};
pub(super) use lint::quiz;
pub(super) use load::{Ids, KINDS, difficulty, questions, source};
pub(super) use prove::prove_questions;
pub(super) use shuffle::{hash, mixed};

use super::scenario::Pointer;
use crate::iam::Policy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a question asks. A good quiz asks mostly why and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// Why something happens.
    Why,
    /// Which policy, statement, step ... it is.
    Which,
    /// Whether something is so.
    Whether,
    /// How something goes.
    How,
}

impl Asks {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Why, Self::Which, Self::Whether, Self::How];

    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Why => "why",
            Self::Which => "which",
            Self::Whether => "whether",
            Self::How => "how",
        }
    }

    /// What a prompt asks by its own words: the first of the four it holds; `whether` when it holds none.
    pub fn of_prompt(prompt: &str) -> Self {
        let mut words = prompt.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words.find_map(|word| Self::ALL.into_iter().find(|asks| asks.id() == word)).unwrap_or(Self::Whether)
    }

    /// Why or which.
    pub fn is_searching(self) -> bool {
        matches!(self, Self::Why | Self::Which)
    }
}

/// How hard a question, a task or a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difficulty {
    /// Read off the screen.
    Easy,
    /// Needs one rule.
    Medium,
    /// Needs several.
    Hard,
}

impl Difficulty {
    /// All of them, from easy to hard.
    pub const ALL: [Self; 3] = [Self::Easy, Self::Medium, Self::Hard];

    /// The name in files and on screen.
    pub fn id(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }
}

/// An option of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionOption {
    /// Its text.
    pub text: String,
    /// Why it is right, or which misconception it is.
    pub explanation: String,
    /// Computed.
    pub right: bool,
}

/// A statement to pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickOption {
    /// Its text, explanation and key, all computed.
    pub option: QuestionOption,
    /// The policy and the index into [`Policy::statements`]; `None` for "none of them decides".
    pub statement: Option<(Arc<Policy>, usize)>,
}

/// Something to put in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderItem {
    /// Its text.
    pub text: String,
    /// Why it stands where it stands.
    pub explanation: String,
    /// Computed: its place from 0.
    pub place: usize,
}

/// Two things that belong together: the left of a pair goes with its own right and with no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchPair {
    /// Shown on the left; may be computed.
    pub left: String,
    /// Shown on the right, shuffled.
    pub right: String,
    /// Why they belong together.
    pub explanation: String,
}

/// A likely wrong answer to a question that is answered in writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is written.
    pub value: String,
    /// Which misconception it is.
    pub explanation: String,
}

/// The forms of a question. Parts stand in the order of the file; [`shuffle()`] says how to show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionKind {
    /// One of four is right.
    Choice {
        /// The options.
        options: Vec<QuestionOption>,
    },
    /// Some are right, at least one is not.
    Multiple {
        /// The options, each a claim of its own.
        options: Vec<QuestionOption>,
    },
    /// To be put in order.
    Order {
        /// The items.
        items: Vec<OrderItem>,
    },
    /// To be matched.
    Match {
        /// The pairs as they belong together.
        pairs: Vec<MatchPair>,
    },
    /// Answered in writing.
    Fill {
        /// Accepted answers; the first is the computed one.
        answers: Vec<String>,
        /// Likely wrong ones.
        mistakes: Vec<Mistake>,
        /// What to say of any other.
        otherwise: String,
    },
    /// Which statement decides.
    Pick {
        /// Every statement that took part, and last "none of them".
        options: Vec<PickOption>,
    },
}

impl QuestionKind {
    /// The name in files.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Choice { .. } => "choice",
            Self::Multiple { .. } => "multiple",
            Self::Order { .. } => "order",
            Self::Match { .. } => "match",
            Self::Fill { .. } => "fill",
            Self::Pick { .. } => "pick",
        }
    }
}

/// A question. No file says which answer is right: the simulator does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Stable id; answers are kept under it.
    pub id: String,
    /// Its form, with the computed keys.
    pub kind: QuestionKind,
    /// The question.
    pub prompt: String,
    /// What it asks.
    pub asks: Asks,
    /// How hard it is.
    pub difficulty: Difficulty,
    /// Index into [`super::LessonHead::sources`].
    pub source: Option<usize>,
    /// Three, from a nudge to a worked answer.
    pub hints: Vec<String>,
    /// What the second and third hint light.
    pub points_at: Vec<Pointer>,
    /// The what-ifs of the play that it asks about; empty for the base play, and where its parts ask about several.
    pub what_ifs: Vec<String>,
    /// What was computed to find the key, in one sentence.
    pub proof: String,
    /// It can be understood without the lesson's story, and is asked to find where to begin.
    pub placement: bool,
}

impl Question {
    /// The options of a choice, multiple choice or pick, in the order of the file; empty for the others.
    pub fn options(&self) -> Vec<&QuestionOption> {
        match &self.kind {
            QuestionKind::Choice { options } | QuestionKind::Multiple { options } => options.iter().collect(),
            QuestionKind::Pick { options } => options.iter().map(|pick| &pick.option).collect(),
            QuestionKind::Order { .. } | QuestionKind::Match { .. } | QuestionKind::Fill { .. } => Vec::new(),
        }
    }

    /// Whether it is answered by choosing one of its options.
    pub fn is_choice(&self) -> bool {
        matches!(self.kind, QuestionKind::Choice { .. })
    }

    /// The response that is right.
    pub fn key(&self) -> Response {
        match &self.kind {
            QuestionKind::Choice { .. } | QuestionKind::Pick { .. } => {
                let at = self.options().iter().position(|option| option.right);
                Response::Option(at.unwrap_or(usize::MAX))
            }
            QuestionKind::Multiple { options } => {
                let right = options.iter().enumerate().filter(|(_, option)| option.right);
                Response::Options(right.map(|(at, _)| at).collect())
            }
            QuestionKind::Order { items } => {
                let mut order: Vec<usize> = (0..items.len()).collect();
                order.sort_unstable_by_key(|at| items.get(*at).map(|item| item.place));
                Response::Sequence(order)
            }
            QuestionKind::Match { pairs } => Response::Pairing((0..pairs.len()).collect()),
            QuestionKind::Fill { answers, .. } => Response::Text(answers.first().cloned().unwrap_or_default()),
        }
    }
}

/// What a learner answered. All numbers are indices into the question's parts in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// One option of a choice or pick.
    Option(usize),
    /// The options of a multiple choice held to be right.
    Options(BTreeSet<usize>),
    /// The items in the order in which the learner put them.
    Sequence(Vec<usize>),
    /// For each left the index of the right matched to it.
    Pairing(Vec<usize>),
    /// What was written.
    Text(String),
}
