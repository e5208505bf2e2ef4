//! Made from how a play ends: at which step it is refused, and with which answer.

use super::{Scene, Words, cell, is_open_anywhere, option, sentence};
use crate::lesson::timeline::{Stage, Status, Step};
use crate::lesson::{Asks, Difficulty, Question, QuestionKind, QuestionOption};

/// Answers that are wrong where they are not right, and when each would be right.
const ANSWERS: [(&str, &str, &str); 7] = [
    ("200", "OK", "That is the answer when nothing stands in the way."),
    ("403", "AccessDenied", "AccessDenied is the answer when the caller is known and policies say no."),
    ("400", "ExpiredToken", "ExpiredToken is the answer when the session's time is over, whatever policies say."),
    ("400", "ValidationError", "ValidationError is the answer when a parameter of the request is out of bounds."),
    ("403", "InvalidAccessKeyId", "InvalidAccessKeyId is the answer when the key that signed the call exists nowhere."),
    ("404", "NoSuchKey", "NoSuchKey is the answer when the object is not there and the caller may list the bucket."),
    ("404", "NoSuchBucket", "NoSuchBucket is the answer when no bucket has this name."),
];

/// Which answer does the caller get in the end?
pub(in crate::lesson) fn answer(scene: &Scene<'_>) -> Option<Question> {
    let timeline = scene.timeline;
    if is_open_anywhere(timeline) {
        return None;
    }
    let decided = match timeline.failed_step {
        Some(number) => timeline.step(number)?,
        None => timeline.steps.iter().rev().find(|step| step.stage != Stage::Complete)?,
    };
    // A refused `HEAD` tells no code, so none of these answers is the one that is read.
    let exchange = timeline.exchange_of(decided);
    if exchange.is_some_and(|one| one.refused_with() != one.outcome.as_ref().err().map(|error| error.code.as_str())) {
        return None;
    }
    let (right, code, why) = match &timeline.error {
        Some(error) => (format!("{} {}", error.status, error.code), error.code.clone(), error.message.clone()),
        None => {
            let (status, reason) = exchange?.status()?;
            (format!("{status} {reason}"), reason.to_owned(), decided.says.clone())
        }
    };
    let wrong: Vec<_> = ANSWERS.into_iter().filter(|(_, other, _)| *other != code).collect();
    let mut options = vec![option(right.clone(), true, sentence(&format!("Yes: {why}")))];
    for (status, other, when) in scene.choose(&wrong, 3, |wrong| wrong.1.to_owned()) {
        options.push(option(format!("{status} {other}"), false, format!("{when} Here it is {right}.")));
    }
    let words = Words {
        id: scene.id("answer", decided.number),
        prompt: "Which answer does the last call that is made get?".to_owned(),
        asks: Asks::Which,
        difficulty: Difficulty::Medium,
        hints: [
            "Ask first whether the credentials are good, then whether policies agree.".to_owned(),
            format!("Everything is decided at step {}.", decided.number),
            format!("{right}: {why}"),
        ],
        points_at: cell(decided.number, "result"),
    };
    Some(words.into_question(scene, QuestionKind::Choice { options }))
}

/// At which step is the process refused?
pub(in crate::lesson) fn failing_step(scene: &Scene<'_>) -> Option<Question> {
    let timeline = scene.timeline;
    if is_open_anywhere(timeline) {
        return None;
    }
    let step_option = |step: &Step| {
        let right = timeline.failed_step == Some(step.number);
        let why = match (right, step.status, step.stage) {
            (true, ..) => format!("Yes: {}", step.says),
            (_, Status::Skipped, _) => step.says.clone(),
            (_, _, Stage::Complete) => format!("The end only brings the answer: {}", step.says),
            _ => format!("It goes well: {}", step.says),
        };
        option(format!("Step {}: {}", step.number, step.words.action), right, sentence(&why))
    };
    let granted = timeline.failed_step.is_none();
    let why = if granted { "Yes: every step goes well." } else { "One of the steps is refused." };
    let none = option("At none: access is granted", granted, why);
    let (right, wrong): (Vec<QuestionOption>, Vec<QuestionOption>) =
        timeline.steps.iter().map(step_option).partition(|option| option.right);
    let wrong = scene.choose(&wrong, if granted { 3 } else { 2 }, |option| option.text.clone());
    if wrong.len() < 2 {
        return None;
    }
    let options = right.into_iter().chain(wrong).chain([none]).collect();
    let at = timeline.failed_step.unwrap_or(timeline.steps.len());
    let worked = timeline.step(at).map_or_else(String::new, |step| step.says.clone());
    let words = Words {
        id: scene.id("failing-step", at),
        prompt: "At which step is the process refused, if at any?".to_owned(),
        asks: Asks::Which,
        difficulty: Difficulty::Medium,
        hints: [
            "Walk through the steps and ask at each what could go wrong there.".to_owned(),
            "STS refuses at validating, S3 refuses bad credentials when they are used, policies at evaluating."
                .to_owned(),
            worked,
        ],
        points_at: cell(at, "result"),
    };
    Some(words.into_question(scene, QuestionKind::Choice { options }))
}
