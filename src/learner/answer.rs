//! Answers to questions, cards turned over, predictions made. Each is a fact with its moment, kept in a set for ever:
//! whatever is shown of them, the schedule too, is computed from them and never stored.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How sure the learner was, said before the answer was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It could have been any.
    Guess,
    /// More likely than not.
    Unsure,
    /// No doubt.
    Sure,
}

impl Confidence {
    /// All of them, from the least sure.
    pub const ALL: [Self; 3] = [Self::Guess, Self::Unsure, Self::Sure];
}

/// How well something was remembered: the four ratings of FSRS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rating {
    /// Not remembered.
    Again,
    /// Remembered with difficulty.
    Hard,
    /// Remembered.
    Good,
    /// Remembered at once. Only the learner can tell, so only a card gives it.
    Easy,
}

impl Rating {
    /// All of them, from the worst.
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];
}

/// One answer to a question. Ordered by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Answer {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was right.
    pub right: bool,
    /// Hints opened before it.
    pub hints: usize,
    /// How sure the learner was. `None` when they were not asked, or did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

impl Answer {
    /// What the answer tells of the learner's memory. Wrong is [`Rating::Again`]. Right with a hint, or by a guess, is
    /// [`Rating::Hard`]: it was not quite remembered. Any other right answer is [`Rating::Good`]. Never
    /// [`Rating::Easy`]: being right and sure does not say how quickly it came.
    pub fn rating(&self) -> Rating {
        match (self.right, self.hints, self.confidence) {
            (false, ..) => Rating::Again,
            (true, 1.., _) | (true, 0, Some(Confidence::Guess)) => Rating::Hard,
            (true, 0, _) => Rating::Good,
        }
    }

    /// The answer as the schedule sees it.
    pub fn review(&self) -> Review {
        Review { at: self.at, rating: self.rating(), confidence: self.confidence }
    }
}

/// Something recalled, or not: a card turned over and rated by the learner, or an answer as the schedule sees it.
/// Ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Review {
    /// When.
    pub at: DateTime<Utc>,
    /// How well.
    pub rating: Rating,
    /// How sure the learner was before they saw the back. `None` when they were not asked, or did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

impl Review {
    /// Whether the learner was sure of something wrong. Such errors are the ones worth meeting again soonest.
    pub fn is_confident_error(&self) -> bool {
        self.rating == Rating::Again && self.confidence == Some(Confidence::Sure)
    }
}

/// All answers ever given to a question. A set: the same answer saved twice is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionRecord {
    /// Answers.
    pub answers: BTreeSet<Answer>,
}

impl QuestionRecord {
    /// The latest answer.
    pub fn last(&self) -> Option<&Answer> {
        self.answers.last()
    }
}

/// All that was ever remembered of a card. A set: the same review saved twice is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardRecord {
    /// Reviews.
    pub reviews: BTreeSet<Review>,
}

impl CardRecord {
    /// The latest review.
    pub fn last(&self) -> Option<&Review> {
        self.reviews.last()
    }
}

/// What a learner said would happen at a step, before it was shown. Ordered by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Prediction {
    /// When.
    pub at: DateTime<Utc>,
    /// The step, from 1 as in the process table.
    pub step: usize,
    /// What was asked, such as `decision` or `decided-by`.
    pub what: String,
    /// Whether it came so.
    pub right: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_rated_by_what_it_shows() {
        use Confidence::{Guess, Sure, Unsure};
        let cases = [
            (false, 0, None, Rating::Again),
            (false, 2, Some(Sure), Rating::Again),
            (true, 0, None, Rating::Good),
            (true, 0, Some(Guess), Rating::Hard),
            (true, 0, Some(Unsure), Rating::Good),
            (true, 0, Some(Sure), Rating::Good),
            (true, 1, Some(Sure), Rating::Hard),
            (true, 3, None, Rating::Hard),
        ];
        for (right, hints, confidence, rating) in cases {
            let answer = Answer { at: DateTime::UNIX_EPOCH, right, hints, confidence };
            assert_eq!(answer.rating(), rating, "{answer:?}");
        }
    }

    #[test]
    fn only_a_sure_and_wrong_answer_is_a_confident_error() {
        for confidence in [None, Some(Confidence::Guess), Some(Confidence::Unsure), Some(Confidence::Sure)] {
            for right in [false, true] {
                let review = Answer { at: DateTime::UNIX_EPOCH, right, hints: 0, confidence }.review();
                assert_eq!(review.is_confident_error(), !right && confidence == Some(Confidence::Sure), "{review:?}");
            }
        }
    }
}
