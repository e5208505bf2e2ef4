//! The record as plain data. Merging two records is commutative, associative and idempotent, so two programs that save
//! at once lose nothing, in whatever order they come.

use super::answer::{Answer, CardRecord, Prediction, QuestionRecord, Review};
use super::practice::{Draft, DraftTooLarge, Edit, Help, LensPlace, LensRecord, Solved};
use crate::diagnostic::{sanitize, sanitize_line};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the file. A program that knows only an older one would drop what it does not know when it saves, so
/// every new member raises it. 1: places, moments, what-ifs, answers. 2: all else, but for what 3 brought: the what-ifs of
/// a place, and edits.
pub const FORMAT: u32 = 3;

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
    /// By card id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub cards: BTreeMap<String, CardRecord>,
    /// By lens id; the quiz stands here as `quiz`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lenses: BTreeMap<String, LensRecord>,
    /// The best solution, by the id of the puzzle or the part of a project.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub solved: BTreeMap<String, Solved>,
    /// Help taken, by the id of the puzzle or the part of a project.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub help: BTreeMap<String, Help>,
    /// Texts begun, by the id of what they belong to.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub drafts: BTreeMap<String, Draft>,
    /// The learner's own edits of the lesson's policies, by the place where the policy hangs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub edits: BTreeMap<String, Edit>,
    /// Predictions made.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub predictions: BTreeSet<Prediction>,
}

/// Where a learner was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// When.
    pub at: DateTime<Utc>,
    /// Step.
    pub step: usize,
    /// The what-ifs of the play on show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub what_ifs: Vec<String>,
}

impl Record {
    /// The record of a lesson, made when there is none.
    pub fn lesson_mut(&mut self, id: &str) -> &mut LessonRecord {
        self.lessons.entry(id.to_owned()).or_default()
    }

    /// Notes that a step was reached, of so many.
    pub fn reach(&mut self, lesson: &str, place: Place, steps: usize) {
        let record = self.lesson_mut(lesson);
        record.furthest = record.furthest.max(place.step);
        record.steps = steps;
        self.place(lesson, place);
    }

    /// Notes where the learner is in the play.
    pub fn place(&mut self, lesson: &str, place: Place) {
        let record = self.lesson_mut(lesson);
        record.place = record.place.take().max(Some(place));
    }

    /// Notes an answer.
    pub fn answer(&mut self, lesson: &str, question: &str, answer: Answer) {
        self.lesson_mut(lesson).questions.entry(question.to_owned()).or_default().answers.insert(answer);
    }

    /// Notes how well a card was remembered.
    pub fn rate(&mut self, lesson: &str, card: &str, review: Review) {
        self.lesson_mut(lesson).cards.entry(card.to_owned()).or_default().reviews.insert(review);
    }

    /// Notes a prediction.
    pub fn predict(&mut self, lesson: &str, prediction: Prediction) {
        self.lesson_mut(lesson).predictions.insert(prediction);
    }

    /// The record of a lens, made when there is none.
    pub fn lens_mut(&mut self, lesson: &str, lens: &str) -> &mut LensRecord {
        self.lesson_mut(lesson).lenses.entry(lens.to_owned()).or_default()
    }

    /// Notes that a part of a lens was done.
    pub fn finish_part(&mut self, lesson: &str, lens: &str, part: &str) {
        self.lens_mut(lesson, lens).done.insert(part.to_owned());
    }

    /// Notes where the learner is in a lens.
    pub fn stand(&mut self, lesson: &str, lens: &str, place: LensPlace) {
        let record = self.lens_mut(lesson, lens);
        record.place = record.place.take().max(Some(place));
    }

    /// Notes a solution. The better one stays.
    pub fn solve(&mut self, lesson: &str, part: &str, solved: Solved) {
        keep(&mut self.lesson_mut(lesson).solved, part, solved, Solved::min);
    }

    /// Notes help taken. What was seen before stays seen.
    pub fn help(&mut self, lesson: &str, part: &str, help: Help) {
        self.lesson_mut(lesson).help.entry(part.to_owned()).or_default().merge(help);
    }

    /// Keeps a text that was begun. The later one stays; to give a draft up, keep the text it began with.
    pub fn draft(&mut self, lesson: &str, part: &str, text: &str, at: DateTime<Utc>) -> Result<(), DraftTooLarge> {
        let draft = Draft::new(text, at)?;
        keep(&mut self.lesson_mut(lesson).drafts, part, draft, Draft::max);
        Ok(())
    }

    /// Keeps an edit. The later one stays; a text that is too large is refused, as a draft is.
    pub fn edit(&mut self, lesson: &str, place: &str, mut edit: Edit) -> Result<(), DraftTooLarge> {
        edit.sanitize();
        for text in edit.text.iter().chain(&edit.draft) {
            Draft::new(text, edit.at)?;
        }
        keep(&mut self.lesson_mut(lesson).edits, place, edit, Edit::max);
        Ok(())
    }

    /// Takes in everything that `other` knows.
    pub fn merge(&mut self, other: &Record) {
        for (id, theirs) in &other.lessons {
            self.lesson_mut(id).merge(theirs);
        }
    }

    /// Makes every text that may reach a screen harmless: the file may have been written by anyone.
    pub(super) fn sanitize(&mut self) {
        for lesson in self.lessons.values_mut() {
            for draft in lesson.drafts.values_mut() {
                draft.text = sanitize(&draft.text).into_owned();
            }
            lesson.edits.values_mut().for_each(Edit::sanitize);
            for place in lesson.lenses.values_mut().filter_map(|lens| lens.place.as_mut()) {
                place.note = sanitize_line(&place.note).into_owned();
            }
            for what_if in lesson.place.iter_mut().flat_map(|place| &mut place.what_ifs) {
                *what_if = sanitize_line(what_if).into_owned();
            }
            lesson.predictions = std::mem::take(&mut lesson.predictions)
                .into_iter()
                .map(|prediction| Prediction { what: sanitize_line(&prediction.what).into_owned(), ..prediction })
                .collect();
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

    fn merge(&mut self, other: &Self) {
        self.furthest = self.furthest.max(other.furthest);
        self.steps = self.steps.max(other.steps);
        self.place = self.place.take().max(other.place.clone());
        self.moments.extend(other.moments.iter().cloned());
        self.what_ifs.extend(other.what_ifs.iter().cloned());
        self.predictions.extend(other.predictions.iter().cloned());
        for (id, theirs) in &other.questions {
            self.questions.entry(id.clone()).or_default().answers.extend(theirs.answers.iter().cloned());
        }
        for (id, theirs) in &other.cards {
            self.cards.entry(id.clone()).or_default().reviews.extend(&theirs.reviews);
        }
        for (id, theirs) in &other.lenses {
            self.lenses.entry(id.clone()).or_default().merge(theirs);
        }
        for (id, theirs) in &other.solved {
            keep(&mut self.solved, id, theirs.clone(), Solved::min);
        }
        for (id, theirs) in &other.help {
            self.help.entry(id.clone()).or_default().merge(*theirs);
        }
        for (id, theirs) in &other.drafts {
            keep(&mut self.drafts, id, theirs.clone(), Draft::max);
        }
        for (place, theirs) in &other.edits {
            keep(&mut self.edits, place, theirs.clone(), Edit::max);
        }
    }
}

/// Keeps one of two values, the one that `choose` takes. It must not matter which of them was known before.
fn keep<T>(all: &mut BTreeMap<String, T>, id: &str, new: T, choose: fn(T, T) -> T) {
    let kept = match all.remove(id) {
        Some(known) => choose(known, new),
        None => new,
    };
    all.insert(id.to_owned(), kept);
}

#[cfg(test)]
mod tests {
    use super::super::answer::{Confidence, Rating};
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn at(second: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(1_790_000_000 + second, 0).single().expect("a moment")
    }

    /// Something done: what, to which lesson, to which part, when, and how it went.
    type Event = (u8, usize, usize, i64, usize);

    fn happen(record: &mut Record, (what, lesson, part, second, how): Event) {
        let lesson = &format!("lesson-{lesson}");
        let id = &format!("part {part}");
        let (at, right) = (at(second), how % 2 == 0);
        let confidence = Confidence::ALL.get(how % 4).copied();
        match what {
            0 => record.reach(lesson, Place { at, step: part, what_ifs: vec![id.clone(); how % 2] }, 5),
            1 => record.answer(lesson, id, Answer { at, right, hints: how % 3, confidence }),
            2 => record.rate(lesson, id, Review { at, rating: Rating::ALL[how % 4], confidence }),
            3 => record.predict(lesson, Prediction { at, step: part, what: "decision".to_owned(), right }),
            4 => record.finish_part(lesson, "try", id),
            5 => record.stand(lesson, "try", LensPlace { at, index: how, note: id.clone() }),
            6 => record.lens_mut(lesson, "why").finish(at),
            7 => record.solve(lesson, id, Solved { solution_shown: right, extra: how % 3, hints: how % 4, at }),
            8 => record.draft(lesson, id, &"{\n".repeat(how), at).expect("it is short"),
            9 => _ = record.lesson_mut(lesson).moments.insert(id.clone()),
            12 => {
                let text = (how % 2 == 0).then(|| "{\n".repeat(how));
                let edit = Edit { at, text, draft: None, lesson: String::new(), aside: right };
                record.edit(lesson, id, edit).expect("it is short");
            }
            10 => record.help(lesson, id, Help { hints: how % 4, solution: right }),
            _ => _ = record.lesson_mut(lesson).what_ifs.insert(id.clone()),
        }
    }

    fn events() -> impl Strategy<Value = Vec<Event>> {
        proptest::collection::vec((0..13u8, 0..2usize, 0..3usize, 0..20i64, 0..24usize), 0..40)
    }

    fn of(events: &[Event]) -> Record {
        let mut record = Record::default();
        for event in events {
            happen(&mut record, *event);
        }
        record
    }

    fn merged(one: &Record, two: &Record) -> Record {
        let mut both = one.clone();
        both.merge(two);
        both
    }

    proptest! {
        #[test]
        fn merging_loses_nothing_in_any_order(a in events(), b in events(), c in events()) {
            let (a, b, c) = (of(&a), of(&b), of(&c));
            prop_assert_eq!(merged(&a, &b), merged(&b, &a));
            prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
            prop_assert_eq!(&merged(&a, &a), &a);
            prop_assert_eq!(merged(&merged(&a, &b), &b), merged(&a, &b));
        }

        #[test]
        fn two_programs_together_know_what_one_would_have_known(all in events(), cut in 0..40usize) {
            let (early, late) = all.split_at(cut.min(all.len()));
            prop_assert_eq!(merged(&of(early), &of(late)), of(&all));
        }

        #[test]
        fn what_is_written_is_read_again(all in events()) {
            let record = of(&all);
            let text = toml::to_string(&record).expect("it can be written");
            prop_assert_eq!(toml::from_str::<Record>(&text).expect("it can be read"), record);
        }
    }

    #[test]
    fn the_last_answer_counts() {
        let mut record = Record::default();
        record.answer("l", "q", Answer { at: at(2), right: true, hints: 1, confidence: None });
        record.answer("l", "q", Answer { at: at(1), right: false, hints: 0, confidence: None });
        assert_eq!(record.lessons["l"].right(["q"].into_iter()), 1);
    }

    #[test]
    fn the_best_solution_the_latest_draft_and_the_first_end_stay() {
        let mut record = Record::default();
        let best = Solved { at: at(5), solution_shown: false, extra: 0, hints: 1 };
        record.solve("l", "p", Solved { at: at(1), extra: 3, ..best.clone() });
        record.solve("l", "p", best.clone());
        record.solve("l", "p", Solved { at: at(9), solution_shown: true, ..best.clone() });
        record.draft("l", "p", "later", at(2)).expect("kept");
        record.draft("l", "p", "earlier", at(1)).expect("kept");
        record.lens_mut("l", "why").finish(at(4));
        record.lens_mut("l", "why").finish(at(3));
        record.lens_mut("l", "why").finish(at(8));
        let lesson = &record.lessons["l"];
        assert_eq!(lesson.solved["p"], best);
        assert_eq!(lesson.drafts["p"].text, "later");
        assert_eq!(lesson.lenses["why"].finished, Some(at(3)));
    }

    #[test]
    fn a_draft_that_is_refused_leaves_the_one_before() {
        let mut record = Record::default();
        record.draft("l", "p", "{}", at(1)).expect("kept");
        assert!(record.draft("l", "p", &"x".repeat(1 << 20), at(2)).is_err());
        assert_eq!(record.lessons["l"].drafts["p"].text, "{}");
    }
}
