//! Reviews and answers laid out by days: what is to come, what was done, how many days in a row.

use super::{ReviewItem, day, queue::remembered};
use crate::learner::Record;
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate};
use std::collections::BTreeMap;

/// How many reviews fall due on each of the next `days` days. The first is today and holds all that is overdue. An item
/// counts once, at its next review: what comes after depends on the answer.
pub fn forecast(record: &Record, items: &[ReviewItem<'_>], now: DateTime<FixedOffset>, days: usize) -> Vec<usize> {
    let offset = *now.offset();
    let today = now_day(now);
    let mut reviews = vec![0; days];
    for (_, memory) in remembered(record, items, offset) {
        let later = day(memory.due(), offset).signed_duration_since(today).num_days().max(0);
        if let Some(count) = usize::try_from(later).ok().and_then(|later| reviews.get_mut(later)) {
            *count += 1;
        }
    }
    reviews
}

/// What was done on each day of some weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heat {
    /// The Monday on which the first week begins.
    pub from: NaiveDate,
    /// The weeks, the current one last. Each holds its days from Monday to Sunday: the number of answers and cards, or
    /// `None` for a day that is still to come.
    pub weeks: Vec<[Option<usize>; 7]>,
}

impl Heat {
    /// The most that was done on one day.
    pub fn most(&self) -> usize {
        self.weeks.iter().flatten().flatten().copied().max().unwrap_or(0)
    }
}

/// Answers and cards of each day of the last `weeks` weeks, the current one included. All that the record knows counts,
/// also of lessons that are gone.
pub fn heat(record: &Record, now: DateTime<FixedOffset>, weeks: usize) -> Heat {
    let done = done(record, *now.offset());
    let today = now_day(now);
    let monday = back(today, u64::from(today.weekday().num_days_from_monday()));
    let from = back(monday, 7 * weeks.saturating_sub(1) as u64);
    let count = |ahead: usize| {
        let day = from.checked_add_days(Days::new(ahead as u64)).filter(|day| *day <= today)?;
        Some(done.get(&day).copied().unwrap_or(0))
    };
    Heat { from, weeks: (0..weeks).map(|week| std::array::from_fn(|weekday| count(7 * week + weekday))).collect() }
}

/// How many days in a row something was answered. A day that is not over does not end the row: without an answer today
/// it is counted to yesterday.
pub fn streak(record: &Record, now: DateTime<FixedOffset>) -> usize {
    let done = done(record, *now.offset());
    let today = now_day(now);
    let last = if done.contains_key(&today) { Some(today) } else { today.pred_opt() };
    std::iter::successors(last, NaiveDate::pred_opt).take_while(|day| done.contains_key(day)).count()
}

/// Answers and cards by day; only days with any.
fn done(record: &Record, offset: FixedOffset) -> BTreeMap<NaiveDate, usize> {
    let mut days = BTreeMap::new();
    for lesson in record.lessons.values() {
        let answers = lesson.questions.values().flat_map(|question| &question.answers).map(|answer| answer.at);
        let cards = lesson.cards.values().flat_map(|card| &card.reviews).map(|review| review.at);
        for at in answers.chain(cards) {
            *days.entry(day(at, offset)).or_default() += 1;
        }
    }
    days
}

fn now_day(now: DateTime<FixedOffset>) -> NaiveDate {
    day(now.to_utc(), *now.offset())
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Memory};
    use super::*;
    use crate::learner::{Answer, Rating, Review};

    fn moment(text: &str) -> DateTime<FixedOffset> {
        text.parse().expect("a moment")
    }

    fn answered(at: &str, right: bool) -> Answer {
        Answer { at: moment(at).to_utc(), right, hints: 0, confidence: None }
    }

    fn item(id: &str) -> ReviewItem<'_> {
        ReviewItem { lesson: "l", id, kind: Kind::Question }
    }

    #[test]
    fn what_is_due_on_each_day_is_foretold_and_today_holds_the_overdue() {
        let mut record = Record::default();
        record.answer("l", "long-ago", answered("2026-01-01T10:00:00Z", true));
        record.answer("l", "wrong", answered("2026-09-21T09:00:00Z", false));
        record.answer("l", "good", answered("2026-09-21T09:00:00Z", true));
        record.answer("l", "of-no-list", answered("2026-09-21T09:00:00Z", true));
        let now = moment("2026-09-21T10:00:00Z");
        let items = [item("long-ago"), item("wrong"), item("good"), item("never-answered")];
        // The wrong one comes back after five hours, the right one after two days.
        assert_eq!(forecast(&record, &items, now, 5), [2, 0, 1, 0, 0]);
        assert_eq!(forecast(&record, &items, now, 2), [2, 0], "what lies beyond does not count");
        assert_eq!(forecast(&record, &items, now, 0), Vec::<usize>::new());
    }

    #[test]
    fn the_forecast_agrees_with_what_is_due_on_the_day() {
        let mut record = Record::default();
        let ids: Vec<_> = (0..24).map(|hour| format!("q{hour}")).collect();
        for (hour, id) in ids.iter().enumerate() {
            record.answer("l", id, answered(&format!("2026-09-21T{hour:02}:30:00Z"), hour % 3 > 0));
        }
        let items: Vec<_> = ids.iter().map(|id| item(id)).collect();
        for now in ["2026-09-22T00:30:00Z", "2026-09-22T00:30:00+09:00", "2026-09-22T23:30:00-07:00"].map(moment) {
            let ahead = forecast(&record, &items, now, 10);
            assert_eq!(ahead.iter().sum::<usize>(), 24);
            for (days, expected) in ahead.iter().enumerate() {
                let last = now.date_naive().checked_add_days(Days::new(days as u64)).expect("a day");
                let of_the_day = items.iter().filter(|item| {
                    let due = Memory::of(&item.history(&record), *now.offset()).expect("a memory").due();
                    let date = due.with_timezone(now.offset()).date_naive();
                    date == last || (days == 0 && date < last)
                });
                assert_eq!(of_the_day.count(), *expected, "{now} and {days} days");
            }
        }
    }

    #[test]
    fn the_heat_of_days_counts_answers_and_cards_where_the_learner_is() {
        let mut record = Record::default();
        record.answer("l", "q", answered("2026-09-20T23:30:00Z", true));
        record.answer("m", "q", answered("2026-09-22T10:00:00Z", false));
        let card = Review { at: moment("2026-09-22T11:00:00Z").to_utc(), rating: Rating::Easy, confidence: None };
        record.rate("m", "q", card);
        record.answer("m", "q", answered("2020-01-01T00:00:00Z", true));
        // A Wednesday. The first answer fell on Sunday in UTC, on Monday an hour to the east.
        let utc = heat(&record, moment("2026-09-23T08:00:00Z"), 2);
        assert_eq!(utc.from, NaiveDate::from_ymd_opt(2026, 9, 14).expect("a day"));
        let none = [Some(0); 6];
        assert_eq!(utc.weeks[0][..6], none);
        assert_eq!(utc.weeks[0][6], Some(1));
        assert_eq!(utc.weeks[1], [Some(0), Some(2), Some(0), None, None, None, None]);
        assert_eq!((utc.most(), utc.weeks.len()), (2, 2));
        let east = heat(&record, moment("2026-09-23T08:00:00+01:00"), 1);
        assert_eq!(east.weeks, [[Some(1), Some(2), Some(0), None, None, None, None]]);
        assert_eq!(heat(&record, moment("2026-09-23T08:00:00Z"), 0).weeks, Vec::<[Option<usize>; 7]>::new());
        assert_eq!(heat(&Record::default(), moment("2026-09-23T08:00:00Z"), 1).most(), 0);
    }

    #[test]
    fn a_row_of_days_ends_with_a_day_missed() {
        let mut record = Record::default();
        assert_eq!(streak(&record, moment("2026-09-23T08:00:00Z")), 0);
        for at in ["2026-09-18T12:00:00Z", "2026-09-20T12:00:00Z", "2026-09-21T12:00:00Z", "2026-09-22T23:30:00Z"] {
            record.answer("l", "q", answered(at, true));
        }
        assert_eq!(streak(&record, moment("2026-09-22T23:45:00Z")), 3);
        assert_eq!(streak(&record, moment("2026-09-23T08:00:00Z")), 3, "today is not over");
        assert_eq!(streak(&record, moment("2026-09-24T08:00:00Z")), 0);
        assert_eq!(streak(&record, moment("2026-09-23T08:00:00+01:00")), 1, "the 22nd was missed an hour to the east");
    }
}
