//! What to look at again, and when: FSRS over the answers that were given. Nothing here is stored. The schedule is
//! replayed from the record, so that two records merge by their answers and the schedule follows.
//!
//! Days are the learner's own: every `now` carries their offset from UTC. The clock is never read here.

mod calendar;
mod memory;
mod queue;

pub use calendar::{Heat, forecast, heat, streak};
pub use memory::{DESIRED_RETENTION, Memory};
pub use queue::{Queue, Queued};

use super::{Answer, Record, Review};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// What kind of thing is reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A card: the learner rates themselves.
    Card,
    /// A question: the simulator judges.
    Question,
}

/// Something that can be reviewed. The caller lists what there is, lesson by lesson; what the record knows and the list
/// does not is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReviewItem<'a> {
    /// Id of its lesson.
    pub lesson: &'a str,
    /// Its id in the lesson. A card and a question may share one.
    pub id: &'a str,
    /// What it is.
    pub kind: Kind,
}

impl ReviewItem<'_> {
    /// All that happened to the item, from the first to the last.
    pub fn history(&self, record: &Record) -> Vec<Review> {
        let Some(lesson) = record.lessons.get(self.lesson) else { return Vec::new() };
        match self.kind {
            Kind::Card => lesson.cards.get(self.id).map(|card| card.reviews.iter().copied().collect()),
            Kind::Question => {
                lesson.questions.get(self.id).map(|question| question.answers.iter().map(Answer::review).collect())
            }
        }
        .unwrap_or_default()
    }
}

/// The learner's day. A moment at the very end of time, which only a file written by hand holds, keeps its day in UTC.
fn day(at: DateTime<Utc>, offset: FixedOffset) -> NaiveDate {
    at.naive_utc().checked_add_offset(offset).unwrap_or(at.naive_utc()).date()
}
