//! What scenarios can say beyond one role and one bucket: each subject as a small scenario that is loaded, proved with
//! its what-ifs by `check`, and played; then a look at what travelled.

mod edits;
mod iam;
mod mfa;
mod pass_role;
mod s3;
mod scenario;
mod services;
mod web_identity;

use rolecall::cloud::{ApiError, Exchange, Output, Session};
use rolecall::diagnostic::{Diagnostic, RenderStyle, Source, render_all};
use rolecall::lesson::{Lesson, Timeline, check, load, play};
use scenario::Scenario;
use std::sync::Arc;

/// A step for each of these: a stage, and the call that it shows.
type Stages<'a> = &'a [(&'a str, usize)];

/// The steps of a lesson about one call.
const ONE_CALL: Stages = &[("use", 1), ("evaluate", 1)];

/// The steps of a lesson that takes a role and uses it.
const ASSUME_AND_USE: Stages = &[("request", 1), ("validate", 1), ("use", 2), ("evaluate", 2)];

/// Loads the scenario and proves it: no finding, and every expectation holds.
fn proved(stages: Stages, scenario: &Scenario) -> Lesson {
    let lesson = sound(stages, scenario);
    let found = check(&lesson);
    assert!(found.is_empty(), "{}", render_all(&found, RenderStyle::Plain));
    lesson
}

/// Loads the scenario and proves its expectations, of a world about which there is something to warn of.
fn proved_but_warned(stages: Stages, scenario: &Scenario) -> Lesson {
    let lesson = sound(stages, scenario);
    let errors: Vec<_> = check(&lesson).into_iter().filter(Diagnostic::is_error).collect();
    assert!(errors.is_empty(), "{}", render_all(&errors, RenderStyle::Plain));
    lesson
}

/// Loads the scenario, in which nothing is found; whether its expectations hold is not asked.
fn sound(stages: Stages, scenario: &Scenario) -> Lesson {
    let (lesson, problems) = loaded(stages, scenario);
    assert!(problems.is_empty(), "{problems}");
    lesson.expect("a lesson")
}

/// Loads the scenario, which is no lesson; the problems as they are shown.
fn problems(stages: Stages, scenario: &Scenario) -> String {
    let (lesson, problems) = loaded(stages, scenario);
    assert!(lesson.is_none(), "it is a lesson: {problems}");
    problems
}

fn loaded(stages: Stages, scenario: &Scenario) -> (Option<Lesson>, String) {
    let source = Arc::new(Source::new("calls.toml", scenario.text(stages)));
    let (lesson, problems) = load(source, &|file| Err(format!("there is no {file}")));
    (lesson, render_all(&problems, RenderStyle::Plain))
}

/// The scenario, played with these what-ifs.
fn played(lesson: &Lesson, what_ifs: &[&str]) -> Timeline {
    let names: Vec<String> = what_ifs.iter().map(|name| (*name).to_owned()).collect();
    play(lesson, &names).expect("it plays")
}

fn exchange(timeline: &Timeline, index: usize) -> &Exchange {
    &timeline.exchanges[index]
}

/// The credentials that the call gave.
fn session(exchange: &Exchange) -> &Session {
    match &exchange.outcome {
        Ok(Output::Session(session)) => session,
        other => panic!("no credentials: {other:?}"),
    }
}

/// Code, status and text of a refusal, which the answer carries too.
fn refusal(exchange: &Exchange) -> (&str, u16, &str) {
    let ApiError { code, status, message } = exchange.outcome.as_ref().expect_err("it is refused");
    let response = exchange.response().expect("an answer");
    assert_eq!(response.status, *status);
    let typed = response.headers.iter().any(|(name, value)| name == "x-amzn-ErrorType" && value == code);
    assert!(typed || response.body.contains(&format!("<Code>{code}</Code>")), "{}", response.body);
    (code, *status, message)
}

/// The form parameters of a request.
fn form(exchange: &Exchange) -> &str {
    &exchange.request().expect("a request").body
}

fn body(exchange: &Exchange) -> &str {
    &exchange.response().expect("an answer").body
}

/// A condition key as the last authorization of the exchange saw it.
fn key<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    exchange.authorizations.last().expect("a decision").trace.request.context.single(name)
}
