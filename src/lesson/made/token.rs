//! Made from temporary credentials: what STS issues, whether they are accepted, whether they are still good.

use super::{Scene, Words, cell, is_open, option, sentence};
use crate::cloud::{Output, Session};
use crate::iam::Decision;
use crate::lesson::duration::say_duration;
use crate::lesson::question::hash;
use crate::lesson::timeline::{Status, Step};
use crate::lesson::values::clock;
use crate::lesson::{Asks, Difficulty, Question, QuestionKind, QuestionOption};
use std::sync::Arc;

/// The answers, each with what is said of it when another one is right. `why` tells how it is, as a clause.
fn options(answers: [(&str, &str); 4], right: usize, why: &str) -> Vec<QuestionOption> {
    let told = |(at, (text, otherwise)): (usize, (&str, &str))| {
        let lead = if at == right { "Yes" } else { otherwise };
        option(text, at == right, sentence(&format!("{lead}: {why}")))
    };
    answers.into_iter().enumerate().map(told).collect()
}

/// What does STS answer to a call that asks for a session?
pub(in crate::lesson) fn issued(scene: &Scene<'_>, step: &Step) -> Option<Question> {
    let exchange = scene.timeline.exchange_of(step).filter(|_| step.status != Status::Skipped)?;
    if is_open(scene.timeline, step) || !exchange.operation.starts_with("AssumeRole") {
        return None;
    }
    let denied = exchange.deciding().map(|one| one.trace.decision).filter(|decision| *decision != Decision::Allowed);
    let right = match (&exchange.outcome, denied) {
        (Ok(Output::Session(_)), _) => 0,
        (Err(_), Some(Decision::ImplicitlyDenied)) => 1,
        (Err(_), Some(Decision::ExplicitlyDenied)) => 2,
        (Err(_), _) => 3,
        _ => return None,
    };
    let why = &step.says;
    let no_gap = match right {
        0 => "The caller is let in",
        2 => "A Deny refuses, not a missing Allow",
        _ => "The policies let the caller in; the request is refused for something else",
    };
    let answers = [
        ("Temporary credentials", "STS issues nothing here"),
        ("An error: nothing lets the caller have credentials", no_gap),
        ("An error: a Deny keeps the caller out", "No Deny applies"),
        ("An error: the request itself is not acceptable", "The request is in order; policies decide"),
    ];
    let options = options(answers, right, why);
    let words = Words {
        id: scene.id("issued", step.number),
        prompt: format!("What will STS answer at step {}?", step.number),
        asks: Asks::Which,
        difficulty: Difficulty::Easy,
        hints: [
            "The request has to be in order. Then two sides count, the role's trust policy and whoever asks, and every \
             limit over them, such as a boundary or an SCP."
                .to_owned(),
            "Look at who asks, at the role, and at what the request wants.".to_owned(),
            why.clone(),
        ],
        points_at: cell(step.number, "input"),
    };
    Some(words.into_question(scene, QuestionKind::Choice { options }))
}

/// Are the credentials accepted at this step, before any policy is read?
pub(in crate::lesson) fn accepted(scene: &Scene<'_>, step: &Step) -> Option<Question> {
    let exchange = scene.timeline.exchange_of(step).filter(|_| step.status != Status::Skipped)?;
    exchange.key_id.as_ref()?;
    let right = match (step.status, exchange.outcome.as_ref().err().map(|error| error.code.as_str())) {
        (Status::Done, _) => 0,
        (_, Some("ExpiredToken" | "ExpiredTokenException")) => 1,
        (_, Some("InvalidAccessKeyId" | "InvalidClientTokenId" | "InvalidToken")) => 2,
        _ => return None,
    };
    let why = &step.says;
    let answers = [
        ("Accepted: the caller is known", "They are refused"),
        ("Refused: their time is over", "Time is not the trouble here"),
        ("Refused: nobody has such a key", "The key exists"),
        (
            "Refused: policies do not allow the call",
            "Policies are read only once the caller is known, at the next step",
        ),
    ];
    let options = options(answers, right, why);
    let words = Words {
        id: scene.id("accepted", step.number),
        prompt: format!("Will the credentials be accepted at step {}?", step.number),
        asks: Asks::Whether,
        difficulty: Difficulty::Easy,
        hints: [
            "This step asks who is calling, not what the caller may do.".to_owned(),
            "Compare the clock of this step with the end of the session.".to_owned(),
            why.clone(),
        ],
        points_at: cell(step.number, "result"),
    };
    Some(words.into_question(scene, QuestionKind::Choice { options }))
}

/// Would the session's credentials still be accepted at some moment? The salt chooses it, near the end most often.
pub(in crate::lesson) fn still_good(scene: &Scene<'_>, step: &Step) -> Option<Question> {
    let session = session_of(scene, step)?;
    let life = session.expires - session.issued;
    let seconds = life.num_seconds();
    let after = [seconds / 4, seconds / 2, seconds - 60, seconds - 1, seconds, seconds + 1, seconds + 300, seconds * 2];
    let chosen = hash(&format!("{} {}", scene.salt, scene.id("moment", step.number))) % after.len() as u64;
    let after = *after.get(usize::try_from(chosen).unwrap_or(0))?;
    let moment = session.issued.checked_add_signed(chrono::Duration::seconds(after))?;
    let alive = session.is_alive(moment);
    let left = (session.expires - moment).num_seconds();
    let end = clock(session.expires);
    let truth = match left {
        1.. => format!("they expire at {end}, in {}", say_duration(left)),
        0 => format!("they expire at {end}, and from that second on they are refused"),
        _ => format!("they expired at {end}, {} before", say_duration(-left)),
    };
    let options = vec![
        option(
            "Yes, they have not expired",
            alive,
            sentence(&format!("{}: {truth}", if alive { "Yes" } else { "They have" })),
        ),
        option(
            "No, they have expired",
            !alive,
            sentence(&format!("{}: {truth}", if alive { "Not yet" } else { "Yes" })),
        ),
        option(
            "Yes, every use starts their time anew",
            false,
            sentence(&format!("Nothing renews a session; its end is fixed when it is issued: {truth}")),
        ),
        option(
            "No, they are good for one call only",
            false,
            sentence(&format!("They may be used as often as one likes until they expire: {truth}")),
        ),
    ];
    let words = Words {
        id: scene.id("still-good", step.number),
        prompt: format!(
            "At step {} STS issues credentials at {} for {}. Are they still good at {} on the same clock{}, as far as time goes?",
            step.number,
            clock(session.issued),
            say_duration(seconds),
            clock(moment),
            if moment.date_naive() == session.issued.date_naive() { "" } else { " a day later" },
        ),
        asks: Asks::Whether,
        difficulty: Difficulty::Easy,
        hints: [
            "The end of a session is fixed at the moment it is issued.".to_owned(),
            format!("Add {} to {}.", say_duration(seconds), clock(session.issued)),
            truth,
        ],
        points_at: cell(step.number, "result"),
    };
    Some(words.into_question(scene, QuestionKind::Choice { options }))
}

fn session_of<'a>(scene: &Scene<'a>, step: &Step) -> Option<&'a Arc<Session>> {
    let exchange = scene.timeline.exchange_of(step).filter(|_| step.status == Status::Done)?;
    // The call of a session belongs to two steps; the one that decides is meant.
    match (&exchange.outcome, step.stage) {
        (Ok(Output::Session(session)), crate::lesson::timeline::Stage::Validate) => Some(session),
        _ => None,
    }
}
