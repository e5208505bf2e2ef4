//! The status tracker: rows computed from the simulator's state after each step.

use super::duration::clock_duration;
use super::play::Run;
use super::scenario::Lesson;
use super::timeline::{Stage, Status, Step, Timeline, Variable, VariableColumn, VariableValue};
use super::values::{clock, short_arn, short_key};
use super::words::{Follows, VariableWords};
use crate::cloud::{Call, Caller, Exchange, Output, Session};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Most columns between start and end; more would be too narrow to read.
const BETWEEN: usize = 4;

/// Start, after each of the first three steps, and the end. A longer way, such as a chain of roles, is told by its turns:
/// after each validation, and after the first use.
pub(super) fn columns(steps: &[Step], start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<VariableColumn> {
    let last = steps.len();
    let first = VariableColumn { title: "Start".to_owned(), step: 0, clock: start };
    let use_at = steps.iter().position(|step| step.stage == Stage::Use);
    let is_turn = |at: usize, step: &Step| step.stage == Stage::Validate || Some(at) == use_at;
    let is_shown = |at: usize, step: &Step| if last > Stage::ALL.len() { is_turn(at, step) } else { at < 3 };
    let before_end = steps.iter().take(last.saturating_sub(1)).enumerate();
    let after = before_end.filter(|(at, step)| is_shown(*at, step)).take(BETWEEN).map(|(_, step)| VariableColumn {
        title: format!("After {}", step.number),
        step: step.number,
        clock: step.clock,
    });
    let end = VariableColumn { title: "Final".to_owned(), step: last, clock: end };
    std::iter::once(first).chain(after).chain((last > 0).then_some(end)).collect()
}

pub(super) fn rows(lesson: &Lesson, run: &Run, timeline: &Timeline) -> Vec<Variable> {
    let facts = Facts { lesson, run, timeline };
    lesson
        .variables
        .iter()
        .map(|words| {
            let mut cells: Vec<VariableValue> = Vec::new();
            for column in &timeline.columns {
                let (state, value) = match words.follows {
                    Follows::Identity => facts.identity(column.step),
                    Follows::Credentials => facts.credentials(column.step),
                };
                let words = say(words, state, &facts);
                let changed = cells.last().is_some_and(|before| before.words != words || before.value != value);
                cells.push(VariableValue { words, value, changed });
            }
            Variable { id: words.id.clone(), name: words.name.clone(), cells }
        })
        .collect()
}

fn say(words: &VariableWords, state: &'static str, facts: &Facts<'_>) -> String {
    let text = words.say(state);
    match (state, facts.timeline.error.as_ref()) {
        ("denied" | "refused", Some(error)) if !words.words.contains_key(state) => format!("{text}: {}", error.code),
        _ => text,
    }
}

/// What the rows are computed from: each column looks at the last step that was done before it, and at that step's own
/// call.
struct Facts<'a> {
    lesson: &'a Lesson,
    run: &'a Run,
    timeline: &'a Timeline,
}

impl<'a> Facts<'a> {
    /// The call of the step with this number, and what came of it.
    fn call(&self, step: usize) -> Option<(&'a Call, Option<&'a Arc<Exchange>>)> {
        let number = self.lesson.steps.get(step.checked_sub(1)?)?.call?;
        let (_, call, exchange) = self.run.lines.iter().find(|line| line.0 == number)?;
        Some((call, exchange.as_ref()))
    }

    /// Whoever makes the call of a step.
    fn who(&self, step: usize) -> Option<String> {
        let (call, exchange) = self.call(step)?;
        let name = match (call, call.caller()) {
            (Call::AssumeRoleWithWebIdentity { request }, _) => request.subject.clone(),
            (_, Some(Caller::Session(name))) => {
                self.run.end.session(name).map_or_else(|| name.clone(), |session| session.arn.clone())
            }
            (_, Some(Caller::User(arn))) => arn.clone(),
            (_, Some(Caller::Anonymous)) => "anonymous".to_owned(),
            _ => exchange.and_then(|exchange| exchange.caller_arn.clone()).unwrap_or_else(|| "nobody".to_owned()),
        };
        Some(short_arn(&name).to_owned())
    }

    /// Whoever makes the first call, and what they have.
    fn start(&self) -> (&'static str, String) {
        let first = (1..=self.timeline.steps.len()).find(|step| self.call(*step).is_some());
        let call = first.and_then(|step| self.call(step)).map(|(call, _)| (call, call.caller()));
        let state = match call {
            Some((Call::AssumeRoleWithWebIdentity { .. }, _)) => "web-identity",
            Some((_, Some(Caller::Service { .. }))) => "service",
            Some((_, Some(Caller::Anonymous))) => "anonymous",
            Some((_, Some(Caller::Session(_)))) => "session",
            _ => "long-term",
        };
        (state, first.and_then(|step| self.who(step)).unwrap_or_else(|| "nobody".to_owned()))
    }

    /// The last step that was done, among the first `so_far`; the end is none.
    fn last_done(&self, so_far: usize) -> Option<&'a Step> {
        let mut before = self.timeline.steps.iter().take(so_far);
        before.rfind(|step| step.status == Status::Done && step.stage != Stage::Complete)
    }

    /// The step that was refused, among the first `so_far`.
    fn refused(&self, so_far: usize) -> Option<&'a Step> {
        self.timeline.step(self.timeline.failed_step.filter(|step| *step <= so_far)?)
    }

    /// The session issued last, among the first `so_far` steps.
    fn session(&self, so_far: usize) -> Option<&'a Arc<Session>> {
        let done = self.timeline.steps.iter().take(so_far).filter(|step| step.status == Status::Done);
        done.rev().filter(|step| step.stage == Stage::Validate).find_map(|step| {
            match self.call(step.number)?.1?.outcome.as_ref().ok()? {
                Output::Session(session) => Some(session),
                _ => None,
            }
        })
    }

    fn is_final(&self, step: usize) -> bool {
        step == self.timeline.steps.len()
    }

    fn identity(&self, so_far: usize) -> (&'static str, String) {
        let who = |step: &Step| self.who(step.number).unwrap_or_else(|| self.start().1);
        if let Some(refused) = self.refused(so_far) {
            let before_use = refused.stage == Stage::Validate && !self.is_final(so_far);
            return (if before_use { "refused" } else { "denied" }, who(refused));
        }
        let Some(done) = self.last_done(so_far) else { return self.start() };
        if self.is_final(so_far) && !self.run.ends_unmade(self.lesson) {
            return ("granted", who(done));
        }
        let caller = self.call(done.number).and_then(|(call, _)| call.caller());
        let state = match (done.stage, caller) {
            (Stage::Request, _) => "asking",
            (Stage::Validate, _) => "validated",
            (_, Some(Caller::Session(_))) => "acting",
            // Nobody is known by a call that is not signed, and a service has no key of a person.
            (_, Some(Caller::Anonymous)) => "anonymous",
            (_, Some(Caller::Service { .. })) => "service",
            _ => "known",
        };
        (state, who(done))
    }

    fn credentials(&self, so_far: usize) -> (&'static str, String) {
        let nothing = || "–".to_owned();
        let done = self.last_done(so_far).map(|step| step.stage);
        let Some(session) = self.session(so_far) else {
            let at_validate = self.refused(so_far).is_some_and(|step| step.stage == Stage::Validate);
            return match done {
                _ if at_validate => ("never-issued", nothing()),
                Some(Stage::Request) => ("requested", nothing()),
                _ => ("none", nothing()),
            };
        };
        let key = short_key(session.access_key_id());
        // The final column looks at the end of the process, waits included.
        let now = if self.is_final(so_far) {
            self.run.over
        } else {
            self.timeline.step(so_far).map_or(self.timeline.start, |step| step.clock)
        };
        let still = || format!("{key}, {}", left((session.expires - now).num_seconds()));
        match done {
            _ if !session.is_alive(now) => ("expired", format!("{key}, expired at {}", clock(session.expires))),
            _ if self.is_final(so_far) => ("valid", still()),
            _ if self.has_signed(so_far, session) => ("used", still()),
            _ => ("issued", format!("{key} until {}", clock(session.expires))),
        }
    }

    /// Whether the session signed a call that one of the first `so_far` steps shows, refused or not.
    fn has_signed(&self, so_far: usize, session: &Session) -> bool {
        let reached = self.timeline.steps.iter().take(so_far).filter(|step| step.status != Status::Skipped);
        let mut callers = reached.filter_map(|step| self.call(step.number)?.0.caller());
        callers.any(|caller| matches!(caller, Caller::Session(name) if *name == session.name))
    }
}

/// `59:46 left`.
fn left(seconds: i64) -> String {
    format!("{} left", clock_duration(seconds))
}
