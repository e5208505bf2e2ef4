//! The script, performed: every call with what came of it, and the cloud afterwards. Never puts anything in words.

use super::step::fails;
use super::unmade::{Maker, Unmade};
use super::{PlayError, changed, script_of};
use crate::cloud::{Call, Change, Cloud, Exchange, World};
use crate::lesson::edit::ScriptEdit;
use crate::lesson::scenario::Lesson;
use crate::lesson::values::{self, Made, Values};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The script, performed.
pub(in crate::lesson) struct Run {
    /// Number in the script (0 for lines a what-if inserted), the call, and what came of it; `None` when it was never
    /// made because an earlier one failed.
    pub lines: Vec<(usize, Call, Option<Arc<Exchange>>)>,
    /// The cloud after the last call.
    pub end: Cloud,
    /// When the process is over: the moment of the last call, or that of the refusal that ends it; waits that come after
    /// it pass their time.
    pub over: DateTime<Utc>,
    /// Why nobody was there to make the calls with these numbers.
    pub(super) nobody: BTreeMap<usize, String>,
}

impl Run {
    pub fn perform(lesson: &Lesson, what_ifs: &[String]) -> Result<Self, PlayError> {
        Self::perform_changed(lesson, what_ifs, &[], &[])
    }

    pub(super) fn perform_changed(
        lesson: &Lesson,
        what_ifs: &[String],
        changes: &[Change],
        edits: &[ScriptEdit],
    ) -> Result<Self, PlayError> {
        let mut world = Arc::clone(&lesson.world);
        for name in what_ifs {
            world = changed(&world, &lesson.known_what_if(name)?.changes)?;
        }
        let mut script = script_of(lesson, what_ifs)?;
        for edit in edits {
            edit.apply(&mut script);
        }
        Ok(Self::of(lesson, changed(&world, changes)?, script))
    }

    /// Performs numbered calls, one after the other. The process ends with the first that a step shows refused. What comes
    /// after it still has an answer, for those who ask what the script would do, but it takes none of the process's time.
    fn of(lesson: &Lesson, world: Arc<World>, script: Vec<(usize, Call)>) -> Self {
        let mut cloud = Cloud::new(world);
        let mut lines = Vec::with_capacity(script.len());
        let (mut unmade, mut nobody) = (Unmade::default(), BTreeMap::new());
        let (mut ended, mut over) = (false, cloud.now);
        for (number, call) in script {
            let maker = unmade.maker_of(&cloud, &call);
            let exchange = maker.is_there().then(|| {
                let (exchange, next) = cloud.perform(&call);
                unmade.note(&call, exchange.caller_arn.as_deref(), exchange.outcome.is_err());
                if !ended || matches!(call, Call::Wait(_)) {
                    over = over.checked_add_signed(next.now - cloud.now).unwrap_or(over);
                }
                cloud = next;
                ended = ended || ends_with(lesson, number, &exchange);
                Arc::new(exchange)
            });
            if let Maker::Unmade(why) = maker {
                nobody.insert(number, why);
            }
            lines.push((number, call, exchange));
        }
        Self { lines, end: cloud, over, nobody }
    }

    /// Position of the line with this number.
    pub(super) fn position(&self, number: usize) -> Option<usize> {
        self.lines.iter().position(|line| line.0 == number && number > 0)
    }

    /// What came of the call with this number.
    pub fn exchange(&self, number: usize) -> Option<&Arc<Exchange>> {
        self.lines.get(self.position(number)?)?.2.as_ref()
    }

    pub fn values<'a>(&'a self, lesson: &'a Lesson, call: Option<usize>) -> Values<'a> {
        let made = self.made();
        let own = self.own(lesson, call);
        values::of_call(values::of_play(lesson, &self.end, &made), lesson, &self.end, &made, own)
    }

    pub(super) fn made(&self) -> Vec<Made<'_>> {
        self.lines.iter().map(|(_, call, exchange)| (call, exchange.as_deref())).collect()
    }

    /// The call that a row is about. One that is taken out is not made, but its row still names who would make it and
    /// what they would ask for.
    pub(super) fn own<'a>(&'a self, lesson: &'a Lesson, call: Option<usize>) -> Option<Made<'a>> {
        let number = call?;
        let played = self.position(number).and_then(|at| self.lines.get(at));
        let in_script = || lesson.script.iter().find(|line| line.number == number);
        match played {
            Some((_, call, exchange)) => Some((call, exchange.as_deref())),
            None => in_script().map(|line| (&line.call, None)),
        }
    }

    /// Whether the call of the last step was not made.
    pub fn ends_unmade(&self, lesson: &Lesson) -> bool {
        let last = lesson.steps.iter().rev().find_map(|words| words.call);
        last.is_some_and(|number| self.exchange(number).is_none())
    }
}

/// Whether the process ends with this call: a step shows that it is refused.
fn ends_with(lesson: &Lesson, number: usize, exchange: &Exchange) -> bool {
    let mut told = lesson.steps.iter().filter(|words| words.call == Some(number));
    told.any(|words| fails(words.stage, exchange))
}
