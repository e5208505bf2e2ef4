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
                    edge: edge(step, exchange, steps.get(step.number)),
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
        match words.stage {
            Stage::Request | Stage::Use => values
                .get("account")
                .map(|account| account.clone().into_owned())
                .or_else(|| self.account_asked_in(lesson, words.call)),
            Stage::Validate => values.get("role-arn").and_then(|arn| arn.split(':').nth(4)).map(ToOwned::to_owned),
            Stage::Evaluate => {
                // A call that is taken out would have gone to the same place.
                let call = self.own(lesson, words.call).map(|(call, _)| call);
                let owner = match call {
                    Some(Call::S3 { operation, .. }) => {
                        operation.bucket().and_then(|name| self.end.world.buckets.get(name))
                    }
                    _ => None,
                };
                let asked = || exchange?.deciding()?.trace.request.resource_account.clone();
                let of_caller = || match call {
                    Some(Call::Iam { .. } | Call::CreateFunction { .. } | Call::RunInstances { .. }) => {
                        values.get("account").map(|account| account.clone().into_owned())
                    }
                    _ => None,
                };
                owner.map(|bucket| bucket.account.clone()).or_else(asked).or_else(of_caller)
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
}

/// What travels from a step's node to the next one.
fn edge(step: &Step, exchange: Option<&Exchange>, next: Option<&Step>) -> Option<FlowEdge> {
    next?;
    let failed = step.status == Status::Failed;
    let label = match (step.stage, exchange) {
        (_, Some(exchange)) if failed => exchange.refused_with().map(str::to_owned).unwrap_or_default(),
        (Stage::Request | Stage::Use, Some(exchange)) => exchange.operation.to_owned(),
        (Stage::Validate, _) => "credentials".to_owned(),
        (Stage::Evaluate, Some(exchange)) => exchange.status_line(),
        _ => String::new(),
    };
    Some(FlowEdge { label, failed })
}
