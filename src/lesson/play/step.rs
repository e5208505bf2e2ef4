//! One step: whether it happens, when, what decides in it, and whose session it shows.

use super::cells::{values_of, words_of};
use super::run::Run;
use crate::cloud::{Caller, Exchange, Output, Session};
use crate::lesson::scenario::Lesson;
use crate::lesson::timeline::{Stage, Status, Step};
use crate::lesson::values::Values;
use crate::lesson::words::StepWords;
use std::sync::Arc;

impl Run {
    pub(super) fn step(
        &self,
        lesson: &Lesson,
        values: &Values<'_>,
        words: &StepWords,
        number: usize,
        failed: Option<usize>,
        last_clock: chrono::DateTime<chrono::Utc>,
    ) -> Step {
        let exchange = words.call.and_then(|call| self.exchange(call)).map(Arc::as_ref);
        let fails = exchange.is_some_and(|exchange| fails(words.stage, exchange));
        let status = match (failed, words.stage) {
            (_, Stage::Complete) => Status::Done,
            (Some(_), _) => Status::Skipped,
            (None, _) if fails => Status::Failed,
            (None, _) if exchange.is_none() => Status::Skipped,
            (None, _) => Status::Done,
        };
        let clock = match (words.stage, exchange, status) {
            (_, _, Status::Skipped) | (Stage::Complete, ..) | (_, None, _) => last_clock,
            (Stage::Request | Stage::Use, Some(exchange), Status::Done) => exchange.sent,
            (_, Some(exchange), _) => exchange.answered,
        };
        let decides = matches!(words.stage, Stage::Validate | Stage::Evaluate) && status != Status::Skipped;
        let deciding = exchange.filter(|_| decides).and_then(Exchange::deciding);
        let evidence = exchange.filter(|_| decides).map(evidence).unwrap_or_default();
        let call = self.own(lesson, words.call).map(|(call, _)| call);
        let mut said = words_of(words, values, status, failed.is_some());
        let mut shown = values_of(words, (call, exchange), values, status, failed.is_some());
        if words.stage == Stage::Complete
            && let Some(refused) = failed.and_then(|number| lesson.steps.get(number.checked_sub(1)?)?.call)
            && let Some(exchange) = self.exchange(refused)
            && let (Err(error), Some(told)) = (&exchange.outcome, exchange.refused_with())
        {
            shown.result = format!("{} {told}", error.status);
            if words.result_failed.is_none() {
                said.result = format!("an error came back: {told}");
            }
        }
        Step {
            number,
            stage: words.stage,
            status,
            words: said,
            values: shown,
            clock,
            exchange: None,
            decision: deciding.map(|one| one.trace.decision),
            evidence,
            says: self.says(lesson, values, words, exchange, status, failed),
            session_left: None,
        }
    }

    /// The session that a step shows: the one that is issued there, or the one that signs its call. Sessions of calls that
    /// no step shows are nothing that a learner sees.
    pub(super) fn session_shown(&self, words: &StepWords, step: &Step) -> Option<&Arc<Session>> {
        if step.status == Status::Skipped {
            return None;
        }
        let (_, call, exchange) = self.lines.get(self.position(words.call?)?)?;
        if let (Stage::Validate, Ok(Output::Session(issued))) = (words.stage, &exchange.as_ref()?.outcome) {
            return Some(issued);
        }
        let Caller::Session(name) = call.caller()? else { return None };
        let mut issued = self.end.sessions.iter().rev().filter(|session| session.issued <= step.clock);
        issued.find(|session| session.name == *name)
    }
}

/// Whether the exchange's failure belongs to this stage.
pub(super) fn fails(stage: Stage, exchange: &Exchange) -> bool {
    let refused = exchange.outcome.is_err();
    match stage {
        Stage::Validate => refused,
        Stage::Use => refused && !exchange.authenticated,
        Stage::Evaluate => refused && exchange.authenticated,
        Stage::Request | Stage::Complete => false,
    }
}

/// The authorizations of an exchange, the deciding one first.
fn evidence(exchange: &Exchange) -> Vec<usize> {
    let count = exchange.authorizations.len();
    let first = exchange.authorizations.iter().position(|one| !one.trace.is_allowed()).unwrap_or(0);
    (0..count).filter(|index| *index == first).chain((0..count).filter(|index| *index != first)).collect()
}
