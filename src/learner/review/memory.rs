//! How well one item is remembered, and when it should be seen again. The algorithm is FSRS-6 with the parameters its
//! authors fitted, in their own crate; here it is only fed, and its answer put on a calendar.

use super::super::{Rating, Review};
use super::day;
use chrono::{DateTime, Days, FixedOffset, TimeDelta, Utc};
use fsrs::{FSRS, FSRS6_DEFAULT_DECAY, FSRSItem, FSRSReview, MemoryState, current_retrievability};
use std::sync::LazyLock;

/// An item is due when the chance to remember it has fallen to this.
pub const DESIRED_RETENTION: f32 = 0.9;

/// Intervals below this many days are counted in hours.
const SOON: f32 = 0.5;
const SECONDS_A_DAY: f32 = 86_400.0;

static SCHEDULER: LazyLock<FSRS> = LazyLock::new(FSRS::default);

/// What is left of an item in a learner's memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    last: Review,
    state: MemoryState,
    interval: f32,
    offset: FixedOffset,
}

impl Memory {
    /// Replays a history, from the first review to the last, in the days of a place with this offset from UTC. `None`
    /// when nothing was ever recalled.
    ///
    /// FSRS counts whole days and treats several reviews of one day apart from others. The days are the learner's
    /// calendar days, as in Anki: an evening and the morning after are two.
    pub fn of(history: &[Review], offset: FixedOffset) -> Option<Self> {
        let last = *history.last()?;
        let before = std::iter::once(None).chain(history.iter().map(|review| Some(review.at)));
        let reviews = history
            .iter()
            .zip(before)
            .map(|(review, before)| FSRSReview {
                rating: number(review.rating),
                delta_t: before.map_or(0, |before| days_between(before, review.at, offset)),
            })
            .collect();
        // FSRS fails only where a number is not finite, and with its own parameters none is. If ever, the item counts as
        // new and is asked again.
        let state = SCHEDULER.memory_state(FSRSItem { reviews }, None).ok()?;
        let interval = SCHEDULER.next_interval(Some(state.stability), DESIRED_RETENTION, number(last.rating));
        Some(Self { last, state, interval, offset })
    }

    /// The last review.
    pub fn last(&self) -> Review {
        self.last
    }

    /// Days until the chance to remember it has fallen to 90 %.
    pub fn stability(&self) -> f32 {
        self.state.stability
    }

    /// How hard it is to make it last, from 1 to 10.
    pub fn difficulty(&self) -> f32 {
        self.state.difficulty
    }

    /// Days from the last review to the next, as FSRS gives them.
    pub fn interval(&self) -> f32 {
        self.interval
    }

    /// From when on the item is due. An interval of less than half a day stays hours. From there on whole days count:
    /// the item is due from the beginning of its day, but never before half a day has passed.
    pub fn due(&self) -> DateTime<Utc> {
        let at = self.last.at;
        let hours = TimeDelta::seconds((self.interval.min(SOON) * SECONDS_A_DAY).round() as i64);
        let soonest = at.checked_add_signed(hours);
        let due = if self.interval < SOON {
            soonest
        } else {
            day(at, self.offset)
                .checked_add_days(Days::new(self.interval.round() as u64))
                .and_then(|day| day.and_hms_opt(0, 0, 0)?.checked_sub_offset(self.offset))
                .map(|midnight| midnight.and_utc())
                .max(soonest)
        };
        due.unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Whether the item should be seen again.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.due() <= now
    }

    /// The chance that the learner still remembers it, from 0 to 1.
    pub fn retrievability(&self, now: DateTime<Utc>) -> f32 {
        let days = now.signed_duration_since(self.last.at).num_seconds().max(0) as f32 / SECONDS_A_DAY;
        current_retrievability(self.state, days, FSRS6_DEFAULT_DECAY)
    }
}

/// The number of a rating in FSRS.
fn number(rating: Rating) -> u32 {
    match rating {
        Rating::Again => 1,
        Rating::Hard => 2,
        Rating::Good => 3,
        Rating::Easy => 4,
    }
}

fn days_between(before: DateTime<Utc>, after: DateTime<Utc>, offset: FixedOffset) -> u32 {
    u32::try_from(day(after, offset).signed_duration_since(day(before, offset)).num_days()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utc() -> FixedOffset {
        FixedOffset::east_opt(0).expect("UTC")
    }

    fn review(hours: i64, rating: Rating) -> Review {
        let at = DateTime::from_timestamp(1_790_000_000 + hours * 3600, 0).expect("a moment");
        Review { at, rating, confidence: None }
    }

    /// Reviews some hours apart.
    fn history(parts: &[(i64, usize)]) -> Vec<Review> {
        let mut hour = 0;
        parts
            .iter()
            .map(|(later, rating)| {
                hour += later;
                review(hour, Rating::ALL[*rating])
            })
            .collect()
    }

    fn parts() -> impl Strategy<Value = Vec<(i64, usize)>> {
        proptest::collection::vec((0..2000i64, 0..4usize), 1..12)
    }

    #[test]
    fn nothing_recalled_is_nothing_remembered() {
        assert_eq!(Memory::of(&[], utc()), None);
    }

    /// The intervals after the first review are FSRS-6's own first four parameters.
    #[test]
    fn the_first_review_gives_the_intervals_that_fsrs_documents() {
        let expected = [(Rating::Again, 0.212), (Rating::Hard, 1.2931), (Rating::Good, 2.3065), (Rating::Easy, 8.2956)];
        for (rating, days) in expected {
            let memory = Memory::of(&[review(0, rating)], utc()).expect("a memory");
            assert!((memory.stability() - days).abs() < 1e-4, "{rating:?}: {memory:?}");
            assert!((memory.interval() - days).abs() < 1e-3, "{rating:?}: {memory:?}");
        }
    }

    #[test]
    fn hours_stay_hours_and_days_begin_at_the_learners_midnight() {
        let wrong = Memory::of(&[review(0, Rating::Again)], utc()).expect("a memory");
        assert_eq!(wrong.due() - wrong.last().at, TimeDelta::seconds(18_317));
        // An hour before midnight, a day is not over with the day.
        let late = Review { at: "2026-09-21T23:00:00Z".parse().expect("a moment"), ..review(0, Rating::Hard) };
        let memory = Memory::of(&[late], utc()).expect("a memory");
        assert_eq!((memory.interval().round(), memory.due() - late.at), (1.0, TimeDelta::hours(12)));
        // 2026-09-21 14:13:20 UTC is already the 22nd, 00:13, ten hours to the east.
        let right = review(0, Rating::Good);
        for (hours, due) in [(0, "2026-09-23T00:00:00Z"), (10, "2026-09-23T14:00:00Z"), (-5, "2026-09-23T05:00:00Z")] {
            let offset = FixedOffset::east_opt(hours * 3600).expect("an offset");
            let memory = Memory::of(&[right], offset).expect("a memory");
            let due: DateTime<Utc> = due.parse().expect("a moment");
            assert_eq!(memory.due(), due, "{hours}");
            assert!(memory.is_due(due) && !memory.is_due(due - TimeDelta::seconds(1)));
        }
    }

    #[test]
    fn an_evening_and_the_morning_after_are_two_days() {
        let evening = Review { at: "2026-09-21T20:00:00Z".parse().expect("a moment"), ..review(0, Rating::Good) };
        let morning = Review { at: "2026-09-22T07:00:00Z".parse().expect("a moment"), ..evening };
        let after_a_night = Memory::of(&[evening, morning], utc()).expect("a memory");
        let west = FixedOffset::west_opt(10 * 3600).expect("an offset");
        let on_one_day = Memory::of(&[evening, morning], west).expect("a memory");
        assert!(after_a_night.stability() > on_one_day.stability(), "{after_a_night:?} {on_one_day:?}");
    }

    #[test]
    fn memory_fades_to_the_desired_retention_at_the_interval() {
        let memory = Memory::of(&[review(0, Rating::Good), review(50, Rating::Good)], utc()).expect("a memory");
        let after = |days: f32| memory.last().at + TimeDelta::seconds((days * SECONDS_A_DAY) as i64);
        assert!((memory.retrievability(after(0.0)) - 1.0).abs() < 1e-6);
        assert!((memory.retrievability(after(memory.interval())) - DESIRED_RETENTION).abs() < 1e-3);
        // A clock that was set back does not make anyone remember better than surely.
        assert!((memory.retrievability(memory.last().at - TimeDelta::days(9)) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_ends_of_time_are_survived() {
        let offset = FixedOffset::east_opt(14 * 3600).expect("an offset");
        let history =
            [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC].map(|at| Review { at, ..review(0, Rating::Good) });
        for memory in [Memory::of(&history[..1], offset), Memory::of(&history, offset)] {
            let memory = memory.expect("a memory");
            assert!(memory.due() >= memory.last().at);
            assert!((0.0..=1.0).contains(&memory.retrievability(DateTime::<Utc>::MAX_UTC)));
        }
    }

    proptest! {
        #[test]
        fn a_better_answer_never_makes_an_item_due_sooner(parts in parts(), hour in -12..=14i32) {
            let offset = FixedOffset::east_opt(hour * 3600).expect("an offset");
            let mut history = history(&parts);
            let mut before = None;
            for rating in Rating::ALL {
                history.last_mut().expect("a review").rating = rating;
                let due = Memory::of(&history, offset).expect("a memory").due();
                prop_assert!(before.is_none_or(|before| before <= due), "{rating:?}: {before:?} and then {due}");
                before = Some(due);
            }
        }

        #[test]
        fn the_interval_grows_with_every_good_review_on_time(parts in parts()) {
            let mut history = history(&parts);
            for _ in 0..8 {
                let before = Memory::of(&history, utc()).expect("a memory");
                history.push(Review { at: before.due(), rating: Rating::Good, confidence: None });
                let after = Memory::of(&history, utc()).expect("a memory");
                prop_assert!(after.interval() >= before.interval(), "{before:?} and then {after:?}");
                prop_assert!(after.due() > before.due());
            }
            let days = Memory::of(&history, utc()).expect("a memory").interval();
            prop_assert!(days > 1.0, "{days}");
        }

        #[test]
        fn numbers_stay_in_their_bounds(parts in parts(), later in 0..100_000i64) {
            let memory = Memory::of(&history(&parts), utc()).expect("a memory");
            prop_assert!((1.0..=10.0).contains(&memory.difficulty()), "{memory:?}");
            prop_assert!(memory.stability() > 0.0 && memory.interval() > 0.0, "{memory:?}");
            let now = memory.last().at + TimeDelta::hours(later);
            prop_assert!((0.0..=1.0).contains(&memory.retrievability(now)));
            prop_assert!(memory.retrievability(now + TimeDelta::days(1)) <= memory.retrievability(now));
        }
    }
}
