//! The flow: a node for each step, the account around it, and what travels to the next one.

use super::run::Run;
use super::told::Said;
use crate::cloud::{Call, Exchange};
use crate::lesson::scenario::Lesson;
use crate::lesson::timeline::{FlowEdge, FlowNode, Stage, Status, Step};
use crate::lesson::values::Values;
use crate::lesson::words::StepWords;
use std::sync::Arc;

impl Run {
    pub(super) fn flow(&self, lesson: &Lesson, steps: &[Step], said: &Said) -> Vec<FlowNode> {
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
                    account: self.account_of(step_words, exchange, values),
                    step: step.number,
                    status: step.status,
                    edge: edge(step, exchange, steps.get(step.number)),
                }
            })
            .collect()
    }

    /// The account whose boundary is drawn around a node; services belong to AWS, the resource to its owner.
    fn account_of(&self, words: &StepWords, exchange: Option<&Exchange>, values: &Values) -> Option<String> {
        match words.stage {
            Stage::Request | Stage::Use => values.get("account").cloned(),
            Stage::Validate => values.get("role-arn").and_then(|arn| arn.split(':').nth(4)).map(ToOwned::to_owned),
            Stage::Evaluate => {
                let call = words.call.and_then(|number| self.lines.get(self.position(number)?)).map(|line| &line.1);
                let owner = match call {
                    Some(Call::S3 { operation, .. }) => {
                        operation.bucket().and_then(|name| self.end.world.buckets.get(name))
                    }
                    _ => None,
                };
                let asked = || exchange?.deciding()?.trace.request.resource_account.clone();
                owner.map(|bucket| bucket.account.clone()).or_else(asked)
            }
            Stage::Complete => None,
        }
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
        (Stage::Evaluate, Some(exchange)) => exchange
            .response
            .as_ref()
            .map_or_else(String::new, |response| format!("{} {}", response.status, response.reason)),
        _ => String::new(),
    };
    Some(FlowEdge { label, failed })
}
