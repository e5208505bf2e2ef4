//! The flow: a node for each step, the account around it, and what travels to the next one.

use super::run::Run;
use super::told::Said;
use crate::cloud::{Call, Caller, Exchange};
use crate::lesson::scenario::Lesson;
use crate::lesson::timeline::{FlowEdge, FlowNode, Stage, Status, Step};
use crate::lesson::values::Values;
use crate::lesson::words::StepWords;
use std::sync::Arc;

impl Run {
    pub(super) fn flow(&self, lesson: &Lesson, steps: &[Step], said: &Said<'_>) -> Vec<FlowNode> {
        lesson
            .flow
            .iter()
            .zip(lesson.steps.iter().zip(steps))
            .map(|(words, (step_words, step))| {
                let values = said.of_call(step_words.call);
                let exchange = step_words.call.and_then(|call| self.exchange(call)).map(Arc::as_ref);
                FlowNode {
                    label: words.label.fill(values),
                    words: words.words.fill(values),
                    account: self.account_of(lesson, step_words, exchange, values),
                    step: step.number,
                    status: step.status,
                    edge: self.edge(lesson, step_words, step, exchange, said),
                }
            })
            .collect()
    }

    /// The account whose boundary is drawn around a node; services belong to AWS, the resource to its owner.
    fn account_of(
        &self,
        lesson: &Lesson,
        words: &StepWords,
        exchange: Option<&Exchange>,
        values: &Values<'_>,
    ) -> Option<String> {
        let call = self.own(lesson, words.call).map(|(call, _)| call);
        let account = || values.get("account").map(|account| account.clone().into_owned());
        match words.stage {
            // A service belongs to no customer's account, whomever it works for.
            Stage::Request | Stage::Use if matches!(call.and_then(Call::caller), Some(Caller::Service { .. })) => None,
            Stage::Request | Stage::Use => account().or_else(|| self.account_asked_in(lesson, words.call)),
            Stage::Validate => values.get("role-arn").and_then(|arn| arn.split(':').nth(4)).map(ToOwned::to_owned),
            Stage::Evaluate => {
                let owner = match call {
                    Some(Call::S3 { operation, .. }) => {
                        operation.bucket().and_then(|name| self.end.world.buckets.get(name))
                    }
                    _ => None,
                };
                let asked = || exchange?.deciding()?.trace.request.resource_account.clone();
                // What is made or changed otherwise belongs to the caller's account, also where the call is not made.
                let own = || account().filter(|_| !matches!(call, Some(Call::S3 { .. })));
                owner.map(|bucket| bucket.account.clone()).or_else(asked).or_else(own)
            }
            Stage::Complete => None,
        }
    }

    /// The account in which the session that signs a call would be, had it been issued.
    fn account_asked_in(&self, lesson: &Lesson, call: Option<usize>) -> Option<String> {
        let (call, _) = self.own(lesson, call)?;
        let Caller::Session(name) = call.caller()? else { return None };
        let played = self.lines.iter().rev().map(|line| &line.1);
        let mut calls = played.chain(lesson.script.iter().rev().map(|line| &line.call));
        let arn = match calls.find(|call| call.session() == Some(name))? {
            Call::AssumeRole { request, .. } => &request.role_arn,
            Call::AssumeRoleWithWebIdentity { request } => &request.role_arn,
            Call::GetSessionToken { caller: Caller::User(arn), .. } => arn,
            _ => return None,
        };
        arn.split(':').nth(4).filter(|account| !account.is_empty()).map(ToOwned::to_owned)
    }

    /// What travels from a step's node to the next one; without a label nothing does.
    fn edge(
        &self,
        lesson: &Lesson,
        words: &StepWords,
        step: &Step,
        exchange: Option<&Exchange>,
        said: &Said<'_>,
    ) -> Option<FlowEdge> {
        let next = lesson.steps.get(step.number)?;
        let failed = step.status == Status::Failed;
        // A node may be whoever makes its call: nothing arrives there from a call that somebody else made.
        let of_next = said.of_call(next.call);
        let name = lesson.flow.get(step.number).map(|node| node.label.fill(of_next));
        let is_caller = matches!(next.stage, Stage::Request | Stage::Use)
            || name.as_deref() == of_next.get("caller").map(AsRef::as_ref);
        let caller = |words: &StepWords| self.own(lesson, words.call).and_then(|(call, _)| call.caller());
        let by_another = is_caller && next.call.is_some() && caller(next) != caller(words);
        let arriving = self.arriving(words, next).filter(|_| !is_caller);
        let label = match (step.stage, exchange) {
            (_, Some(exchange)) if failed => exchange.refused_with().map(str::to_owned).unwrap_or_default(),
            (Stage::Request | Stage::Use, Some(exchange)) => exchange.operation.to_owned(),
            (Stage::Validate | Stage::Evaluate, Some(_)) if arriving.is_some() => arriving.unwrap_or_default(),
            (Stage::Validate, Some(_)) if !self.is_signed_with_issued(lesson, words, next) => String::new(),
            (Stage::Validate, _) => "credentials".to_owned(),
            (Stage::Evaluate, _) if by_another => String::new(),
            (Stage::Evaluate, Some(exchange)) => exchange.status_line(),
            _ => String::new(),
        };
        Some(FlowEdge { label, failed })
    }

    /// The request that arrives at the next step's node, where no step of its own shows it sent.
    fn arriving(&self, words: &StepWords, next: &StepWords) -> Option<String> {
        if next.call == words.call || !matches!(next.stage, Stage::Validate | Stage::Evaluate) {
            return None;
        }
        let exchange = self.exchange(next.call?)?;
        let is_unsigned = exchange.key_id.is_none() && !exchange.is_by_token() && !exchange.is_by_service();
        Some(format!("{}{}", exchange.operation, if is_unsigned { ", unsigned" } else { "" }))
    }

    /// Whether the next step's call, where there is one, is signed with what this step's call issues.
    fn is_signed_with_issued(&self, lesson: &Lesson, words: &StepWords, next: &StepWords) -> bool {
        let (issuing, using) = (self.own(lesson, words.call), self.own(lesson, next.call));
        let (Some((issuing, _)), Some((using, _))) = (issuing, using) else { return true };
        matches!(using.caller(), Some(Caller::Session(name)) if issuing.session() == Some(name.as_str()))
    }
}
