//! A performed script as a timeline: the steps of the lesson in their order, and what is drawn around them.

use super::run::Run;
use crate::cloud::{Exchange, Session};
use crate::iam::Decision;
use crate::lesson::scenario::Lesson;
use crate::lesson::timeline::{Stage, Status, Step, Timeline};
use crate::lesson::track;
use crate::lesson::values::{self, Values};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Run {
    pub fn timeline(&self, lesson: &Lesson, what_ifs: &[String]) -> Timeline {
        let mut exchanges: Vec<Arc<Exchange>> = Vec::new();
        let mut index_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (number, _, exchange) in &self.lines {
            if let Some(exchange) = exchange {
                index_of.insert(*number, exchanges.len());
                exchanges.push(Arc::clone(exchange));
            }
        }
        let said = Said::of(self, lesson);
        let mut steps: Vec<Step> = Vec::new();
        let mut failed: Option<usize> = None;
        let mut last_clock = lesson.world.start;
        let mut shown: Option<&Arc<Session>> = None;
        for (position, words) in lesson.steps.iter().enumerate() {
            let mut step = self.step(lesson, said.of_call(words.call), words, position + 1, failed, last_clock);
            step.exchange = words.call.and_then(|number| index_of.get(&number).copied());
            last_clock = step.clock;
            let own = self.session_shown(words, &step);
            // Who asks with a long-term key, or with none, asks without a session.
            let without = words.stage == Stage::Request && own.is_none();
            shown = own.or(shown);
            step.session_left =
                shown.filter(|_| !without).map(|session| (session.expires - step.clock).num_seconds().max(0));
            if step.status == Status::Failed && failed.is_none() {
                failed = Some(step.number);
            }
            steps.push(step);
        }
        let failure = failed.and_then(|number| lesson.steps.get(number - 1)).and_then(|words| words.call);
        let error = failure.and_then(|number| self.exchange(number)?.outcome.as_ref().err().cloned());
        let decision = match failed.and_then(|number| steps.get(number - 1)) {
            // A refusal that no policy decided (expired, bad parameter) is no verdict.
            Some(step) => step.decision.filter(|decision| *decision != Decision::Allowed),
            None => steps.iter().rev().find_map(|step| step.decision),
        };
        let mut timeline = Timeline {
            scenario: lesson.head.id.clone(),
            what_ifs: what_ifs.to_vec(),
            decision,
            error,
            failed_step: failed,
            flow: self.flow(lesson, &steps, &said),
            execution: self.execution(lesson, &steps, &said),
            columns: track::columns(&steps, lesson.world.start, self.over),
            variables: Vec::new(),
            steps,
            exchanges,
            start: lesson.world.start,
        };
        timeline.variables = track::rows(lesson, self, &timeline);
        timeline
    }
}

/// The values by placeholder of every call that a lesson's words are about, each computed once.
pub(super) struct Said<'a>(BTreeMap<Option<usize>, Values<'a>>);

impl<'a> Said<'a> {
    fn of(run: &'a Run, lesson: &'a Lesson) -> Self {
        let of_steps = lesson.steps.iter().map(|words| words.call);
        let calls: BTreeSet<_> = of_steps.chain(lesson.execution.iter().map(|words| Some(words.call))).collect();
        let made = run.made();
        let whole = values::of_play(lesson, &run.end, &made);
        let of_call = |call: Option<usize>| {
            (call, values::of_call(whole.clone(), lesson, &run.end, &made, run.own(lesson, call)))
        };
        Self(calls.into_iter().map(of_call).collect())
    }

    pub(super) fn of_call(&self, call: Option<usize>) -> &Values<'a> {
        static NOTHING: Values<'static> = Values::new();
        self.0.get(&call).unwrap_or(&NOTHING)
    }
}
