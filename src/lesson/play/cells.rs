//! The cells of the process table: the author's words, and the simulated values that stand for the same.

use crate::cloud::{Call, Exchange, Output};
use crate::lesson::duration::say_duration;
use crate::lesson::timeline::{Cells, Stage, Status};
use crate::lesson::values::{self, Values, clock, short_arn, short_key};
use crate::lesson::words::StepWords;

/// The result of a step that did not happen. After one that a what-if leaves out, the process goes on.
fn skipped(failed_before: bool) -> &'static str {
    if failed_before { "not reached" } else { "not made" }
}

pub(super) fn words_of(words: &StepWords, values: &Values<'_>, status: Status, failed_before: bool) -> Cells {
    let refused = status == Status::Failed || words.stage == Stage::Complete && failed_before;
    let output = words.output_failed.as_ref().filter(|_| refused).unwrap_or(&words.output);
    let result = match (&words.result_failed, status) {
        (_, Status::Skipped) => skipped(failed_before).to_owned(),
        (Some(template), _) if refused => template.fill(values),
        (None, Status::Failed) => format!("refused: {}", values.get("error").map_or("error", AsRef::as_ref)),
        _ => words.result.fill(values),
    };
    let output = if status == Status::Skipped { "–".to_owned() } else { output.fill(values) };
    Cells { action: words.action.fill(values), input: words.input.fill(values), output, result }
}

/// The cells as simulated values; the same for every lesson, because the simulator knows them.
pub(super) fn values_of(
    words: &StepWords,
    (call, exchange): (Option<&Call>, Option<&Exchange>),
    values: &Values<'_>,
    status: Status,
    failed_before: bool,
) -> Cells {
    let value = |name: &str| values.get(name).map_or("–", AsRef::as_ref).to_owned();
    let Some(exchange) = exchange else {
        let result = if status == Status::Skipped { skipped(failed_before) } else { "ended" };
        return Cells { action: "–".into(), input: "–".into(), output: "–".into(), result: result.into() };
    };
    let name = exchange.call_words().unwrap_or_default();
    let answer = match &exchange.outcome {
        Ok(_) => exchange.status_line(),
        Err(error) => format!("{} {}", error.status, exchange.refused_with().unwrap_or(&error.code)),
    };
    let line = exchange.request_line().unwrap_or_default();
    let key = exchange.key_id.as_deref().map_or_else(|| "unsigned".to_owned(), short_key);
    let signed = match &exchange.key_id {
        _ if exchange.is_by_service() => "signed by the service".to_owned(),
        _ if exchange.is_by_token() => "with a token".to_owned(),
        Some(_) => format!("key {key}"),
        None => key.clone(),
    };
    // A web identity has no ARN; its subject stands for it.
    let who = values.get("caller-arn").or(values.get("caller")).map_or("–", AsRef::as_ref);
    let decided = exchange.deciding();
    let cells = match words.stage {
        Stage::Request => (
            name,
            format!("{}{}", value("role-arn"), parameters(call)),
            line,
            format!("sent {}, {signed}", clock(exchange.sent)),
        ),
        Stage::Validate => {
            let output = match &exchange.outcome {
                Ok(Output::Session(session)) => {
                    format!("{} until {}", short_key(session.access_key_id()), clock(session.expires))
                }
                Ok(Output::Identity { arn, .. }) => short_arn(arn).to_owned(),
                _ => "nothing".to_owned(),
            };
            let input = format!("{} by {}", short_arn(&value("role-arn")), short_arn(who));
            (format!("decide {name}"), input, output, answer)
        }
        Stage::Use => {
            let result = if exchange.authenticated { short_arn(who).to_owned() } else { answer };
            (name, key, line, result)
        }
        Stage::Evaluate => {
            let action = if exchange.deciding().is_some() { exchange.decided_actions().join(", ") } else { name };
            let output = decided.map_or_else(
                || "no decision".to_owned(),
                |one| match &one.overruled_by {
                    Some(setting) => format!("{}, refused by {}", one.trace.decision.name(), setting.name()),
                    None => one.trace.decision.name().to_owned(),
                },
            );
            let policies = decided.map_or_else(|| "no policy".to_owned(), |one| values::policy_names(&one.trace));
            (format!("decide {action}"), policies, output, answer)
        }
        Stage::Complete => ("–".into(), "–".into(), "–".into(), answer),
    };
    let (action, input, output, result) = cells;
    if status == Status::Skipped {
        return Cells { action, input, output: "–".into(), result: skipped(failed_before).into() };
    }
    Cells { action, input, output, result }
}

/// What a call that asks for a role sends beside the role's ARN, each with a comma before it.
fn parameters(call: Option<&Call>) -> String {
    let Some(Call::AssumeRole { request, .. }) = call else { return String::new() };
    let tags: Vec<String> = request.tags.iter().map(|tag| format!("{}={}", tag.key, tag.value)).collect();
    let parts = [
        request.external_id.as_ref().map(|id| format!("external ID {id}")),
        request.mfa.then(|| "MFA code".to_owned()),
        request.duration.map(say_duration),
        request.policy.as_ref().map(|_| "session policy".to_owned()),
        (!tags.is_empty()).then(|| format!("tags {}", tags.join(" "))),
        request.source_identity.as_ref().map(|name| format!("source identity {name}")),
    ];
    parts.into_iter().flatten().map(|part| format!(", {part}")).collect()
}
