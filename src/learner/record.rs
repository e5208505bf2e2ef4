//! The record as plain data. Merging two records is commutative and idempotent, so two programs that save at once lose
//! nothing, in whatever order they come.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the file.
pub const FORMAT: u32 = 1;

/// Everything remembered of a learner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Version of the file's form.
    pub format: u32,
    /// By lesson id.
    #[serde(default)]
    pub lessons: BTreeMap<String, LessonRecord>,
}

impl Default for Record {
    fn default() -> Self {
        Self { format: FORMAT, lessons: BTreeMap::new() }
    }
}

/// What is remembered of one lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonRecord {
    /// The furthest step reached.
    pub furthest: usize,
    /// Number of steps of the lesson when it was played.
    pub steps: usize,
    /// Where the learner was last, and when: the later one counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Key moments opened.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub moments: BTreeSet<String>,
    /// What-ifs played.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub what_ifs: BTreeSet<String>,
    /// By question id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub questions: BTreeMap<String, QuestionRecord>,
}

/// Where a learner was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// When.
    pub at: DateTime<Utc>,
    /// Step.
    pub step: usize,
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

/// One answer. Ordered by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Answer {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was right.
    pub right: bool,
    /// Hints opened before it.
    pub hints: usize,
}

impl Record {
    /// The record of a lesson, made when there is none.
    pub fn lesson_mut(&mut self, id: &str) -> &mut LessonRecord {
        self.lessons.entry(id.to_owned()).or_default()
    }

    /// Notes that a step was reached.
    pub fn reach(&mut self, lesson: &str, step: usize, steps: usize, at: DateTime<Utc>) {
        let record = self.lesson_mut(lesson);
        record.furthest = record.furthest.max(step);
        record.steps = steps;
        record.place = record.place.take().max(Some(Place { at, step }));
    }

    /// Notes an answer.
    pub fn answer(&mut self, lesson: &str, question: &str, answer: Answer) {
        self.lesson_mut(lesson).questions.entry(question.to_owned()).or_default().answers.insert(answer);
    }

    /// Takes in everything that `other` knows.
    pub fn merge(&mut self, other: &Record) {
        for (id, theirs) in &other.lessons {
            let mine = self.lesson_mut(id);
            mine.furthest = mine.furthest.max(theirs.furthest);
            mine.steps = mine.steps.max(theirs.steps);
            mine.place = mine.place.take().max(theirs.place.clone());
            mine.moments.extend(theirs.moments.iter().cloned());
            mine.what_ifs.extend(theirs.what_ifs.iter().cloned());
            for (question, answers) in &theirs.questions {
                mine.questions.entry(question.clone()).or_default().answers.extend(answers.answers.iter().cloned());
            }
        }
    }
}

impl LessonRecord {
    /// How many of `questions` were answered right the last time.
    pub fn right<'a>(&self, questions: impl Iterator<Item = &'a str>) -> usize {
        questions
            .filter(|id| self.questions.get(*id).and_then(QuestionRecord::last).is_some_and(|answer| answer.right))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn at(second: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(1_790_000_000 + second, 0).single().expect("a moment")
    }

    fn record() -> impl Strategy<Value = Record> {
        let event = (0..3usize, 0..6usize, 0..50i64, any::<bool>());
        proptest::collection::vec(event, 0..12).prop_map(|events| {
            let mut record = Record::default();
            for (lesson, step, second, right) in events {
                let lesson = format!("lesson-{lesson}");
                record.reach(&lesson, step, 5, at(second));
                record.answer(&lesson, &format!("q{step}"), Answer { at: at(second), right, hints: 0 });
            }
            record
        })
    }

    fn merged(one: &Record, two: &Record) -> Record {
        let mut both = one.clone();
        both.merge(two);
        both
    }

    proptest! {
        #[test]
        fn merging_loses_nothing_in_any_order(a in record(), b in record(), c in record()) {
            prop_assert_eq!(merged(&a, &b), merged(&b, &a));
            prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
            prop_assert_eq!(merged(&a, &a), a);
        }
    }

    #[test]
    fn the_last_answer_counts() {
        let mut record = Record::default();
        record.answer("l", "q", Answer { at: at(2), right: true, hints: 1 });
        record.answer("l", "q", Answer { at: at(1), right: false, hints: 0 });
        assert_eq!(record.lessons["l"].right(["q"].into_iter()), 1);
    }
}
