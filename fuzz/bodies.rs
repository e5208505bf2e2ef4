//! What must hold for any text whatever: no panic, no stall, and nothing that could drive a terminal comes out.
//!
//! Shared by the coverage-guided targets and by `tests/fuzz.rs`.
#![allow(dead_code, reason = "each target uses one of the bodies")]

use rolecall::diagnostic::{Diagnostic, RenderStyle, Source, render};
use rolecall::iam::{Policy, PolicyKind, case};
use rolecall::lesson;
use std::sync::Arc;

const KINDS: [PolicyKind; 8] = [
    PolicyKind::Identity,
    PolicyKind::Boundary,
    PolicyKind::Session,
    PolicyKind::Resource,
    PolicyKind::Trust,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
    PolicyKind::VpcEndpoint,
];

/// A policy text: parses as every kind, spans lie inside it, diagnostics render harmlessly.
pub fn policy(text: &str) {
    for kind in KINDS {
        let source = Arc::new(Source::new("fuzz.json", text));
        let (policy, diagnostics) = Policy::parse("fuzz", kind, source);
        for statement in &policy.statements {
            assert!(statement.span.end <= text.len() && text.is_char_boundary(statement.span.start));
        }
        harmless(&diagnostics);
    }
}

/// A scenario text: loads or says why not; what loads can be checked.
pub fn scenario(text: &str) {
    let source = Arc::new(Source::new("fuzz.toml", text));
    let (lesson, diagnostics) = lesson::load(source, &|name| Err(format!("`{name}` is not read here")));
    harmless(&diagnostics);
    match lesson {
        Some(lesson) => {
            harmless(&lesson::check(&lesson));
            for question in lesson.questions.iter().chain(&lesson.tasks) {
                assert!(lesson::judge(question, &question.key()).right, "a key is not right");
            }
            if let Some(question) = lesson::drill(&lesson, 1, 2) {
                assert_eq!(question.options().iter().filter(|option| option.right).count(), 1);
            }
        }
        None => assert!(diagnostics.iter().any(Diagnostic::is_error), "a text that is no lesson was refused silently"),
    }
}

/// A line of decision cases: always an answer, and the answer is one line of JSON.
pub fn case(text: &str) {
    let answer = case::answer_line(text, true);
    let json = serde_json::to_string(&answer).expect("an answer is JSON");
    assert!(!json.contains('\n'));
}

fn harmless(diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        let length = diagnostic.source.text().len();
        assert!(diagnostic.labels.iter().all(|label| label.span.end <= length), "a label lies outside its text");
        let text = render(diagnostic, RenderStyle::Plain);
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "a control character came through: {text:?}");
    }
}
