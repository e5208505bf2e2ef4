//! The status tracker: rows computed from the simulator's state after each step.

use super::play::{Run, left};
use super::scenario::Lesson;
use super::timeline::{Stage, Status, Step, Timeline, Variable, VariableColumn, VariableValue};
use super::values::{clock, short_arn, short_key};
use super::words::{Follows, VariableWords};
use crate::cloud::{Call, Caller, Session};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Start, after each of the first three steps, and the end.
pub(super) fn columns(steps: &[Step], start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<VariableColumn> {
    let last = steps.len();
    let first = VariableColumn { title: "Start".to_owned(), step: 0, clock: start };
    let after = steps.iter().take(3usize.min(last.saturating_sub(1))).map(|step| VariableColumn {
        title: format!("After {}", step.number),
        step: step.number,
        clock: step.clock,
    });
    let end = VariableColumn { title: "Final".to_owned(), step: last, clock: end };
    std::iter::once(first).chain(after).chain((last > 0).then_some(end)).collect()
}

pub(super) fn rows(lesson: &Lesson, run: &Run, timeline: &Timeline) -> Vec<Variable> {
    let facts = Facts::of(run, timeline);
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

/// What the rows are computed from.
struct Facts<'a> {
    run: &'a Run,
    timeline: &'a Timeline,
    session: Option<&'a Arc<Session>>,
    /// Who calls first.
    own: String,
    /// What that caller has at the start.
    start: &'static str,
}

impl<'a> Facts<'a> {
    fn of(run: &'a Run, timeline: &'a Timeline) -> Self {
        let first = run.lines.iter().find(|(_, call, _)| !matches!(call, Call::Wait(_)));
        let own = first.and_then(|(_, call, exchange)| match call {
            Call::AssumeRoleWithWebIdentity { request } => Some(request.subject.clone()),
            _ => exchange.as_ref()?.caller_arn.clone(),
        });
        let start = match first.map(|(_, call, _)| (call, call.caller())) {
            Some((Call::AssumeRoleWithWebIdentity { .. }, _)) => "web-identity",
            Some((_, Some(Caller::Service { .. }))) => "service",
            Some((_, Some(Caller::Anonymous))) => "anonymous",
            _ => "long-term",
        };
        let own = own.unwrap_or_else(|| "nobody".to_owned());
        Self { run, timeline, session: run.end.sessions.last(), own, start }
    }

    /// Whether the stage was passed, within the steps done so far.
    fn passed(&self, stage: Stage, so_far: usize) -> bool {
        let mut steps = self.timeline.steps.iter().take(so_far);
        steps.any(|step| step.stage == stage && step.status == Status::Done)
    }

    fn failed(&self, so_far: usize) -> bool {
        self.timeline.failed_step.is_some_and(|step| step <= so_far)
    }

    /// The script asks for temporary credentials.
    fn asks(&self) -> bool {
        self.run.lines.iter().any(|(_, call, _)| call.session().is_some())
    }

    fn is_final(&self, step: usize) -> bool {
        step == self.timeline.steps.len()
    }

    fn identity(&self, step: usize) -> (&'static str, String) {
        let own = short_arn(&self.own).to_owned();
        let session = self.session.map_or_else(|| own.clone(), |session| short_arn(&session.arn).to_owned());
        let passed = |stage| self.passed(stage, step);
        if self.is_final(step) {
            let who = if passed(Stage::Validate) { session } else { own };
            return if self.failed(step) { ("denied", who) } else { ("granted", who) };
        }
        match () {
            () if self.failed(step) && !self.asks() => ("denied", own),
            () if self.failed(step) && !passed(Stage::Validate) => ("refused", own),
            () if self.failed(step) && !passed(Stage::Use) => ("denied", session),
            () if passed(Stage::Use) && self.session.is_none() => ("known", own),
            () if passed(Stage::Use) => ("acting", session),
            () if passed(Stage::Validate) => ("validated", own),
            () if passed(Stage::Request) => ("asking", own),
            () => (self.start, own),
        }
    }

    fn credentials(&self, step: usize) -> (&'static str, String) {
        let passed = |stage| self.passed(stage, step);
        let Some(session) = self.session else {
            return match () {
                () if self.failed(step) && self.asks() => ("never-issued", "–".to_owned()),
                () if passed(Stage::Request) => ("requested", "–".to_owned()),
                () => ("none", "–".to_owned()),
            };
        };
        let key = short_key(&session.access_key_id);
        // The final column looks at the cloud after the whole script, waits included.
        let now = if self.is_final(step) {
            self.run.end.now
        } else {
            self.timeline.step(step).map_or(self.timeline.start, |step| step.clock)
        };
        let alive = session.is_alive(now);
        match () {
            () if passed(Stage::Validate) && !alive => {
                ("expired", format!("{key}, expired at {}", clock(session.expires)))
            }
            () if self.is_final(step) => ("valid", format!("{key}, {}", left((session.expires - now).num_seconds()))),
            () if passed(Stage::Use) => ("used", format!("{key}, {}", left((session.expires - now).num_seconds()))),
            () if passed(Stage::Validate) => ("issued", format!("{key} until {}", clock(session.expires))),
            () if passed(Stage::Request) => ("requested", "–".to_owned()),
            () => ("none", "–".to_owned()),
        }
    }
}
