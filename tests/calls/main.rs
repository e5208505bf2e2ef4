//! What scenarios can say beyond one role and one bucket: each subject as a small scenario that is loaded, proved with
//! its what-ifs by `check`, and played; then a look at what travelled.

mod edits;
mod iam;
mod mfa;
mod pass_role;
mod s3;
mod services;
mod web_identity;

use rolecall::cloud::{ApiError, Exchange};
use rolecall::diagnostic::{RenderStyle, Source, render_all};
use rolecall::lesson::{Lesson, Timeline, check, load, play};
use std::sync::Arc;

const HEAD: &str = r#"
format = 1
id = "calls"
title = "Calls"
topic = "cloud"
level = "beginner"
minutes = 1
summary = ["Calls."]
transcript = "Calls."
[world]
start = "2026-03-02T09:00:00Z"
seed = 7
region = "eu-west-1"
"#;

/// The text of a scenario: `body` is its world (without `[world]` itself), calls and what-ifs; the stages follow.
fn text(stages: &[(&str, usize)], body: &str) -> String {
    let mut text = format!("{HEAD}{body}\n");
    for (stage, call) in stages {
        text.push_str(&format!(
            "[[steps]]\nstage = \"{stage}\"\ncall = {call}\naction = \"{{caller}}\"\ninput = \"{{role}} {{session}}\"\n\
             output = \"{{decision}} {{error}}\"\nresult = \"{{status}}\"\n"
        ));
    }
    text.push_str("[[steps]]\nstage = \"complete\"\naction = \"-\"\ninput = \"-\"\noutput = \"-\"\nresult = \"-\"\n");
    for _ in 0..=stages.len() {
        text.push_str("[[flow]]\nlabel = \"{caller}\"\nwords = \"-\"\n");
    }
    text + "[[variables]]\nid = \"who\"\nname = \"Who\"\nfollows = \"identity\"\n\
            [[variables]]\nid = \"keys\"\nname = \"Keys\"\nfollows = \"credentials\"\n"
}

/// Loads the scenario and proves it: no finding, and every expectation holds.
fn proved(stages: &[(&str, usize)], body: &str) -> Lesson {
    let (lesson, problems) = loaded(stages, body);
    assert!(problems.is_empty(), "{problems}");
    let lesson = lesson.expect("a lesson");
    let found = check(&lesson);
    assert!(found.is_empty(), "{}", render_all(&found, RenderStyle::Plain));
    lesson
}

/// Loads the scenario; the problems as they are shown.
fn loaded(stages: &[(&str, usize)], body: &str) -> (Option<Lesson>, String) {
    let source = Arc::new(Source::new("calls.toml", text(stages, body)));
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

/// Code, status and text of a refusal, which the answer carries too.
fn refusal(exchange: &Exchange) -> (&str, u16, &str) {
    let ApiError { code, status, message } = exchange.outcome.as_ref().expect_err("it is refused");
    let response = exchange.response.as_ref().expect("an answer");
    assert_eq!(response.status, *status);
    let typed = response.headers.iter().any(|(name, value)| name == "x-amzn-ErrorType" && value == code);
    assert!(typed || response.body.contains(&format!("<Code>{code}</Code>")), "{}", response.body);
    (code, *status, message)
}

/// The form parameters of a request.
fn form(exchange: &Exchange) -> &str {
    &exchange.request.as_ref().expect("a request").body
}

fn body(exchange: &Exchange) -> &str {
    &exchange.response.as_ref().expect("an answer").body
}

/// A condition key as the last authorization of the exchange saw it.
fn key<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    exchange.authorizations.last().expect("a decision").trace.request.context.single(name)
}
