//! What a step says: one plain sentence on what happened, and why. Where a policy decided, it is the trace's own.

use super::run::Run;
use crate::cloud::{Caller, Exchange};
use crate::lesson::scenario::Lesson;
use crate::lesson::timeline::{Stage, Status};
use crate::lesson::values::{Values, short_arn, short_key};
use crate::lesson::words::StepWords;

impl Run {
    /// One plain sentence on what happened in a step, and why.
    pub(super) fn says(
        &self,
        lesson: &Lesson,
        values: &Values<'_>,
        words: &StepWords,
        exchange: Option<&Exchange>,
        status: Status,
        failed: Option<usize>,
    ) -> String {
        let value = |name: &str| values.get(name).map_or("–", AsRef::as_ref);
        if status == Status::Skipped {
            let nobody = words.call.and_then(|number| self.nobody.get(&number)).map(String::as_str);
            // What a refusal hinders in AWS is not said here: the play ends with it, whatever others would go on doing.
            return match (nobody, failed) {
                (Some(why), _) => format!("this never happens: {why}"),
                (None, Some(step)) => format!("not reached: the play ends with the refusal at step {step}"),
                (None, None) => "this never happens: its call is not made".to_owned(),
            };
        }
        match (words.stage, exchange) {
            (Stage::Complete, _) if failed.is_some() => {
                "the process ends: an error came back in place of what was asked".to_owned()
            }
            (Stage::Complete, _) if self.ends_unmade(lesson) => {
                "the process ends: what it is about was never asked for".to_owned()
            }
            (Stage::Complete, _) => "the process ends: access was granted".to_owned(),
            (Stage::Request, Some(exchange)) => {
                let (caller, call) = (value("caller"), exchange.call_words().unwrap_or_default());
                let by_service = self.lines.iter().any(|(number, call, _)| {
                    Some(*number) == words.call && matches!(call.caller(), Some(Caller::Service { .. }))
                });
                match &exchange.key_id {
                    _ if by_service => format!("{caller} sends {call}, signed by the service itself"),
                    Some(key) => format!("{caller} sends {call}, signed with key {}", short_key(key)),
                    None if values.contains_key("subject") => {
                        format!("{caller} sends {call}: no key signs it, a token speaks for the caller")
                    }
                    None => format!("{caller} sends {call}, unsigned"),
                }
            }
            (Stage::Use, Some(exchange)) => says_use(exchange, value("caller-arn")),
            (_, Some(exchange)) => {
                let sentence = exchange.plain_sentence();
                match (&exchange.outcome, sentence) {
                    // The sentence tells already what refuses it.
                    (Err(error), Some(sentence))
                        if exchange.deciding().is_some_and(|one| one.overruled_by.is_some()) =>
                    {
                        format!("{}: {sentence}", error.code)
                    }
                    (Err(error), Some(sentence)) if exchange.deciding().is_some_and(|one| one.trace.is_allowed()) => {
                        // The error first: where there is little room, what is allowed is cut.
                        format!("{}: {}; yet {sentence}", error.code, error.message.trim_end_matches('.'))
                    }
                    (Err(error), None) => error.message.clone(),
                    (_, Some(sentence)) => sentence,
                    (Ok(_), None) => "no permission is needed".to_owned(),
                }
            }
            (_, None) => String::new(),
        }
    }
}

/// How the service knows who calls.
fn says_use(exchange: &Exchange, caller_arn: &str) -> String {
    let service = exchange.service_name();
    let who = short_arn(caller_arn);
    match (&exchange.outcome, exchange.key_id.as_deref()) {
        (Err(error), _) if !exchange.authenticated => {
            format!("{service} refuses the credentials before any policy is read: {}", error.message)
        }
        (_, None) => format!("{service} takes the call unsigned: the caller is anonymous"),
        (_, Some(key)) if key.starts_with("ASIA") => format!("{service} knows the caller by the temporary key: {who}"),
        _ => format!("{service} knows the caller by the long-term key: {who}"),
    }
}
