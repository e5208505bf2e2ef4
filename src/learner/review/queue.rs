//! What to review now, in which order: confident errors first, then what has faded most, lessons mixed.

use super::{Memory, ReviewItem};
use crate::learner::Record;
use chrono::{DateTime, FixedOffset, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// An item that waits, and what is remembered of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queued<'a> {
    /// The item.
    pub item: ReviewItem<'a>,
    /// What is remembered of it; `None` when it was never answered.
    pub memory: Option<Memory>,
}

impl Queued<'_> {
    /// Whether the learner was sure of something wrong the last time.
    pub fn is_confident_error(&self) -> bool {
        self.memory.is_some_and(|memory| memory.last().is_confident_error())
    }
}

/// Items in the order in which to go through them, each once. The same record, items and moment give the same order, whatever the
/// order of the list that was given. Two items of one lesson follow each other only where that cannot be avoided, that
/// is when more than half of the queue is of that lesson.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Queue<'a> {
    /// From the first to the last.
    pub items: Vec<Queued<'a>>,
}

impl<'a> Queue<'a> {
    /// The items that are due: those answered before (a lesson introduced them) whose time has come. Confident errors
    /// come first, then those least likely to be remembered; ties go by lesson and id.
    pub fn due(record: &Record, items: &[ReviewItem<'a>], now: DateTime<FixedOffset>) -> Self {
        let mut due: Vec<_> = remembered(record, items, *now.offset())
            .filter(|(_, memory)| memory.is_due(now.to_utc()))
            .map(|(item, memory)| {
                (!memory.last().is_confident_error(), memory.retrievability(now.to_utc()), item, memory)
            })
            .collect();
        due.sort_by(|one, two| one.0.cmp(&two.0).then(one.1.total_cmp(&two.1)).then(one.2.cmp(&two.2)));
        due.dedup_by_key(|entry| entry.2);
        let items = due.into_iter().map(|(_, _, item, memory)| Queued { item, memory: Some(memory) }).collect();
        Self { items: interleave(items) }
    }

    /// The items that were never answered, for a learner who asks for new ones. They keep the order of the list, but
    /// for the mixing of lessons.
    pub fn fresh(record: &Record, items: &[ReviewItem<'a>]) -> Self {
        let mut seen = BTreeSet::new();
        let fresh = items.iter().filter(|item| seen.insert(**item) && item.history(record).is_empty());
        Self { items: interleave(fresh.map(|item| Queued { item: *item, memory: None }).collect()) }
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The moment at which the next item becomes due that is not due at `now`; `None` when there is none.
    pub fn next_due(record: &Record, items: &[ReviewItem<'_>], now: DateTime<FixedOffset>) -> Option<DateTime<Utc>> {
        remembered(record, items, *now.offset()).map(|(_, memory)| memory.due()).filter(|due| *due > now).min()
    }
}

/// The items that were answered, with what is remembered of them.
pub(super) fn remembered<'a>(
    record: &Record,
    items: &[ReviewItem<'a>],
    offset: FixedOffset,
) -> impl Iterator<Item = (ReviewItem<'a>, Memory)> {
    items.iter().filter_map(move |item| Some((*item, Memory::of(&item.history(record), offset)?)))
}

/// Mixes lessons with as little change of order as that takes. Each place goes to the first item of another lesson than
/// the one before, unless a lesson must come now because its items would otherwise meet later on.
fn interleave(items: Vec<Queued<'_>>) -> Vec<Queued<'_>> {
    let mut left = BTreeMap::<&str, usize>::new();
    for queued in &items {
        *left.entry(queued.item.lesson).or_default() += 1;
    }
    let mut mixed = Vec::with_capacity(items.len());
    let mut waiting = items;
    let mut before = None;
    while !waiting.is_empty() {
        // With one more item than all others together, a lesson fits only if it begins.
        let pressing = left.iter().find(|(lesson, count)| Some(**lesson) != before && 2 * **count == waiting.len() + 1);
        let wanted = |queued: &Queued<'_>| match pressing {
            Some((lesson, _)) => queued.item.lesson == *lesson,
            None => Some(queued.item.lesson) != before,
        };
        let next = waiting.remove(waiting.iter().position(wanted).unwrap_or(0));
        before = Some(next.item.lesson);
        left.entry(next.item.lesson).and_modify(|count| *count -= 1);
        mixed.push(next);
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;
    use crate::learner::{Answer, Confidence, Rating, Review};
    use chrono::TimeDelta;
    use proptest::prelude::*;

    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + hours * 3600, 0).expect("a moment")
    }

    fn answer(hours: i64, right: bool, confidence: Option<Confidence>) -> Answer {
        Answer { at: at(hours), right, hints: 0, confidence }
    }

    fn question<'a>(lesson: &'a str, id: &'a str) -> ReviewItem<'a> {
        ReviewItem { lesson, id, kind: Kind::Question }
    }

    fn names(queue: &Queue<'_>) -> Vec<String> {
        queue.items.iter().map(|queued| format!("{} {}", queued.item.lesson, queued.item.id)).collect()
    }

    #[test]
    fn confident_errors_come_first_and_then_what_faded_most() {
        let mut record = Record::default();
        record.answer("a", "good-lately", answer(-100, true, None));
        record.answer("b", "good-long-ago", answer(-2000, true, Some(Confidence::Sure)));
        record.answer("c", "wrong", answer(-100, false, Some(Confidence::Unsure)));
        record.answer("d", "wrong-and-sure", answer(-30, false, Some(Confidence::Sure)));
        record.answer("e", "sure-and-then-right", answer(-100, false, Some(Confidence::Sure)));
        record.answer("e", "sure-and-then-right", answer(-90, true, Some(Confidence::Unsure)));
        record.answer("f", "just-now", answer(-1, true, None));
        let items = [
            question("f", "just-now"),
            question("a", "good-lately"),
            question("b", "good-long-ago"),
            question("b", "never-answered"),
            question("c", "wrong"),
            question("d", "wrong-and-sure"),
            question("e", "sure-and-then-right"),
        ];
        let now = at(0).fixed_offset();
        let queue = Queue::due(&record, &items, now);
        assert_eq!(
            names(&queue),
            ["d wrong-and-sure", "b good-long-ago", "c wrong", "e sure-and-then-right", "a good-lately"]
        );
        let confident: Vec<_> = queue.items.iter().map(Queued::is_confident_error).collect();
        assert_eq!(confident, [true, false, false, false, false]);
        let left = |queued: &Queued<'_>| queued.memory.expect("a memory").retrievability(at(0));
        assert!(queue.items.iter().skip(1).map(left).is_sorted(), "{queue:?}");
        assert!(left(&queue.items[0]) > left(&queue.items[1]), "it comes first although more is left of it");
        assert_eq!(names(&Queue::fresh(&record, &items)), ["b never-answered"]);
        let next = Queue::next_due(&record, &items, now).expect("one is left");
        assert_eq!(names(&Queue::due(&record, &items, next.fixed_offset())).len(), 6);
        assert_eq!(Queue::due(&record, &items, (next - TimeDelta::seconds(1)).fixed_offset()).len(), 5);
    }

    #[test]
    fn cards_and_questions_of_one_id_are_two_items() {
        let mut record = Record::default();
        record.rate("a", "x", Review { at: at(-9000), rating: Rating::Good, confidence: None });
        let card = ReviewItem { kind: Kind::Card, ..question("a", "x") };
        let items = [question("a", "x"), card, card];
        let now = at(0).fixed_offset();
        assert_eq!(Queue::due(&record, &items, now).items.iter().map(|queued| queued.item).collect::<Vec<_>>(), [card]);
        let fresh = Queue::fresh(&record, &items);
        assert_eq!(fresh.items.iter().map(|queued| queued.item).collect::<Vec<_>>(), [question("a", "x")]);
        assert!(Queue::due(&Record::default(), &items, now).is_empty());
        assert_eq!(Queue::fresh(&Record::default(), &items).len(), 2);
        assert_eq!(Queue::next_due(&Record::default(), &items, now), None);
    }

    #[test]
    fn lessons_are_mixed_with_as_little_change_as_that_takes() {
        let queue = |lessons: &str| {
            let items = lessons.chars().enumerate().map(|(place, c)| {
                let lesson = NAMES.into_iter().find(|name| name.starts_with(c)).expect("a lesson");
                Queued { item: question(lesson, ["0", "1", "2", "3", "4", "5", "6"][place]), memory: None }
            });
            let mixed = interleave(items.collect());
            mixed.iter().map(|queued| format!("{}{}", queued.item.lesson, queued.item.id)).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(queue("abc"), "a0 b1 c2");
        assert_eq!(queue("aabbc"), "a0 b2 a1 b3 c4");
        assert_eq!(queue("bcaaa"), "a2 b0 a3 c1 a4", "only so do they not meet");
        assert_eq!(queue("bcdaaaa"), "a3 b0 a4 c1 a5 d2 a6");
        assert_eq!(queue("baaa"), "b0 a1 a2 a3", "it cannot be avoided, so the first stays first");
        assert_eq!(queue(""), "");
    }

    proptest! {
        #[test]
        fn two_of_a_lesson_meet_only_when_they_must(lessons in proptest::collection::vec(0..4usize, 0..30)) {
            let ids: Vec<_> = (0..lessons.len()).map(|number| number.to_string()).collect();
            let items: Vec<_> = lessons
                .iter()
                .zip(&ids)
                .map(|(lesson, id)| Queued { item: question(NAMES[*lesson], id), memory: None })
                .collect();
            let mixed = interleave(items.clone());
            let most = (0..4).map(|lesson| lessons.iter().filter(|other| **other == lesson).count()).max().unwrap_or(0);
            let meet = mixed.windows(2).any(|pair| pair[0].item.lesson == pair[1].item.lesson);
            prop_assert_eq!(meet, most > lessons.len().div_ceil(2), "{:?}", mixed);
            let sorted = |mut items: Vec<Queued<'_>>| {
                items.sort_by_key(|queued| queued.item.id.parse::<usize>().ok());
                items.iter().map(|queued| queued.item.id.to_owned()).collect::<Vec<_>>()
            };
            prop_assert_eq!(sorted(mixed), ids.clone());
        }

        #[test]
        fn the_order_does_not_depend_on_the_list(
            answers in proptest::collection::vec((0..6usize, 0..6usize, -3000..0i64, any::<bool>(), 0..4usize), 0..40),
            order in Just((0..36usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let mut record = Record::default();
            for (lesson, id, hours, right, confidence) in answers {
                let confidence = Confidence::ALL.get(confidence).copied();
                record.answer(NAMES[lesson], NAMES[id], answer(hours, right, confidence));
            }
            let items: Vec<_> = (0..36).map(|place| question(NAMES[place / 6], NAMES[place % 6])).collect();
            let shuffled: Vec<_> = order.iter().map(|place| items[*place]).collect();
            let now = at(0).fixed_offset();
            let queue = Queue::due(&record, &items, now);
            prop_assert_eq!(&queue, &Queue::due(&record, &shuffled, now));
            // Each item is due, or fresh, or has its time to come.
            let waiting = remembered(&record, &items, *now.offset()).filter(|(_, memory)| !memory.is_due(at(0))).count();
            prop_assert_eq!(queue.len() + waiting + Queue::fresh(&record, &items).len(), 36);
        }
    }
}
