//! What was done with one's own hands: lenses worked through, puzzles solved, texts not finished yet. Of two records of
//! the same thing one is kept, by a rule that does not ask which came first to the file.

use crate::diagnostic::sanitize;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Largest draft kept, in bytes. The largest policy document that AWS takes is a bucket policy of 20 KB.
pub const LARGEST_DRAFT: usize = 64 << 10;

/// How far a learner is in one lens of a lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LensRecord {
    /// When it was worked through to its end for the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished: Option<DateTime<Utc>>,
    /// Ids of the parts done.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub done: BTreeSet<String>,
    /// Where the learner was last: the later one counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<LensPlace>,
}

impl LensRecord {
    /// Notes that the lens was worked through. The first time stays.
    pub fn finish(&mut self, at: DateTime<Utc>) {
        self.finished = Some(self.finished.map_or(at, |earlier| earlier.min(at)));
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if let Some(at) = other.finished {
            self.finish(at);
        }
        self.done.extend(other.done.iter().cloned());
        self.place = self.place.take().max(other.place.clone());
    }
}

/// Where a learner was in a lens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LensPlace {
    /// When.
    pub at: DateTime<Utc>,
    /// A number that the lens gives its meaning: the part, the row, the chart.
    pub index: usize,
    /// Words that the lens gives their meaning, such as the id of the open puzzle. Often empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// How a puzzle, or a part of a project, was solved. The order of the members is the order of worth: of two solutions
/// the lesser one is the better and is the one kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Solved {
    /// Whether the worked solution was shown before.
    pub solution_shown: bool,
    /// Number of requests that the fix lets in beyond what was asked.
    pub extra: usize,
    /// Hints opened before.
    pub hints: usize,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a solution earns. Computed from [`Solved`], never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Badge {
    /// Solved, without having seen the solution.
    Solved,
    /// Without a hint, too.
    Alone,
    /// Letting in nothing but what was asked.
    LeastPrivilege,
}

impl Solved {
    /// The badges of this solution; none when the worked solution was shown before.
    pub fn badges(&self) -> impl Iterator<Item = Badge> {
        let own = !self.solution_shown;
        [(Badge::Solved, own), (Badge::Alone, own && self.hints == 0), (Badge::LeastPrivilege, own && self.extra == 0)]
            .into_iter()
            .filter_map(|(badge, earned)| earned.then_some(badge))
    }
}

/// Help taken with a puzzle, or a part of a project: what was seen once stays seen, whenever the solution comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Help {
    /// Hints opened.
    pub hints: usize,
    /// The worked solution was shown.
    pub solution: bool,
}

impl Help {
    pub(super) fn merge(&mut self, other: Self) {
        self.hints = self.hints.max(other.hints);
        self.solution |= other.solution;
    }
}

/// A text that the learner has begun: a policy in the editor. The later one counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Draft {
    /// When it was last changed.
    pub at: DateTime<Utc>,
    /// The text.
    pub text: String,
}

impl Draft {
    /// The draft of `text`, made harmless. A text of more than [`LARGEST_DRAFT`] bytes is refused, not cut: half a
    /// policy is worth less than none.
    pub fn new(text: &str, at: DateTime<Utc>) -> Result<Self, DraftTooLarge> {
        let text = sanitize(text).into_owned();
        if text.len() > LARGEST_DRAFT {
            return Err(DraftTooLarge { bytes: text.len() });
        }
        Ok(Self { at, text })
    }
}

/// A learner's own text of one of the lesson's policies, as it was left. The later one counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Edit {
    /// When it was last changed.
    pub at: DateTime<Utc>,
    /// The text in force; empty where the policy is taken away. `None` where the policy is as the lesson has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A text left beside it that is not in force, such as one that cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
    /// The text that the lesson had there when it was edited; empty where it had none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lesson: String,
    /// It was set aside: the play was shown without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub aside: bool,
}

impl Edit {
    pub(super) fn sanitize(&mut self) {
        let texts = self.text.iter_mut().chain(&mut self.draft).chain([&mut self.lesson]);
        texts.for_each(|text| *text = sanitize(text).into_owned());
    }
}

/// A draft that is too large to be kept between sessions. It stays in the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this text has {bytes} bytes and cannot be kept for the next time; shorten it to {LARGEST_DRAFT} bytes or less"
)]
pub struct DraftTooLarge {
    /// Its size.
    pub bytes: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solved(solution_shown: bool, extra: usize, hints: usize) -> Solved {
        Solved { solution_shown, extra, hints, at: DateTime::UNIX_EPOCH }
    }

    #[test]
    fn the_better_solution_is_the_lesser() {
        let from_the_best = [
            solved(false, 0, 0),
            solved(false, 0, 3),
            solved(false, 1, 0),
            solved(false, 1, 1),
            solved(true, 0, 0),
            solved(true, 0, 3),
        ];
        assert!(from_the_best.is_sorted());
    }

    #[test]
    fn badges_follow_from_the_solution() {
        use Badge::{Alone, LeastPrivilege};
        let badges = |solved: Solved| solved.badges().collect::<Vec<_>>();
        assert_eq!(badges(solved(false, 0, 0)), [Badge::Solved, Alone, LeastPrivilege]);
        assert_eq!(badges(solved(false, 2, 0)), [Badge::Solved, Alone]);
        assert_eq!(badges(solved(false, 0, 1)), [Badge::Solved, LeastPrivilege]);
        assert_eq!(badges(solved(true, 0, 0)), []);
    }

    #[test]
    fn a_draft_is_bounded_and_harmless() {
        let at = DateTime::UNIX_EPOCH;
        assert_eq!(Draft::new("{\r\n\u{1b}[2J}", at).expect("kept").text, "{\n\\u{1b}[2J}");
        assert!(Draft::new(&"x".repeat(LARGEST_DRAFT), at).is_ok());
        let error = Draft::new(&"x".repeat(LARGEST_DRAFT + 1), at).expect_err("too large");
        assert!(error.to_string().contains("65537 bytes") && error.to_string().contains("65536 bytes"), "{error}");
    }
}
