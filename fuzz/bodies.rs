//! What must hold for any text whatever: no panic, no stall, nothing that could drive a terminal comes out, and what is
//! said twice is said alike.
//!
//! Shared by the coverage-guided targets and by `tests/fuzz.rs`.
#![allow(dead_code, reason = "each target uses one of the bodies")]

use rolecall::diagnostic::{Diagnostic, RenderStyle, Source, render};
use rolecall::iam::{Decision, Layers, Policy, PolicyKind, PolicyLevel, Principal, Request, case, decide, trace};
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

/// More findings than this are not rendered: each is rendered by the same code, and a fuzzer waits for every one.
const MOST_RENDERED: usize = 2;

fn parse(kind: PolicyKind, text: &str) -> (Arc<Policy>, Vec<Diagnostic>) {
    let (policy, diagnostics) = Policy::parse("fuzz", kind, Arc::new(Source::new("fuzz.json", text)));
    (Arc::new(policy), diagnostics)
}

/// A policy text, read as every kind of policy: spans lie inside it, whatever is said of it renders harmlessly, what was
/// understood survives being printed, and requests are decided alike with and without a trace.
pub fn policy(text: &str) {
    for kind in KINDS {
        let (policy, diagnostics) = parse(kind, text);
        for statement in &policy.statements {
            assert!(statement.span.end <= text.len() && text.is_char_boundary(statement.span.start));
        }
        harmless(&diagnostics);
        // The others are validated like these, and a fuzzer waits for every one.
        if matches!(kind, PolicyKind::Identity | PolicyKind::Resource | PolicyKind::Trust | PolicyKind::ServiceControl)
        {
            harmless(&policy.validate());
        }
        let printed = policy.to_json().to_string();
        let (again, problems) = parse(kind, &printed);
        assert_eq!(again.to_json().to_string(), printed, "printed twice");
        let was_sound = !diagnostics.iter().any(Diagnostic::is_error);
        assert!(!was_sound || !problems.iter().any(Diagnostic::is_error), "printing broke a sound policy: {printed}");
        for request in requests(kind) {
            let decision = decided(&request, &layers(kind, &policy));
            if was_sound {
                assert_eq!(
                    decided(&request, &layers(kind, &again)),
                    decision,
                    "printing changed what it means: {printed}"
                );
            }
        }
    }
}

/// Decides with and without trace, and has the trace say all that it can say.
fn decided(request: &Request, layers: &Layers) -> Decision {
    let decision = decide(request, layers);
    let trace = trace(request, layers);
    assert_eq!(trace.decision, decision, "a decision and its trace");
    assert_eq!(trace.aws_message().is_none(), decision == Decision::Allowed);
    assert_eq!(trace.remedy().is_none(), decision == Decision::Allowed);
    assert_eq!(trace.reasons.is_empty(), decision == Decision::Allowed);
    assert!(!trace.plain_sentence().is_empty());
    let _ = (trace.what_would_change(), case::trace_json(&trace));
    decision
}

/// A user and a role session, with values that policies like to ask for.
fn requests(kind: PolicyKind) -> Vec<Request> {
    let (action, resource) = match kind {
        PolicyKind::Trust => ("sts:AssumeRole", "arn:aws:iam::111122223333:role/DataReader"),
        _ => ("s3:GetObject", "arn:aws:s3:::reports/alice/2026-11.csv"),
    };
    ["arn:aws:iam::111122223333:user/alice", "arn:aws:sts::111122223333:assumed-role/DataReader/s1"]
        .into_iter()
        .map(|caller| {
            let mut request = Request::new(Principal::Arn(caller.into()), action, resource);
            for (key, value) in [
                ("aws:username", "alice"),
                ("aws:SourceIp", "203.0.113.7"),
                ("aws:CurrentTime", "2026-11-23T10:15:30Z"),
                ("aws:EpochTime", "1795428930"),
                ("aws:SecureTransport", "true"),
                ("aws:PrincipalArn", caller),
                ("aws:PrincipalTag/team", "data*"),
                ("s3:signatureAge", "600.5"),
                ("app:digest", "aGVsbG8="),
            ] {
                request.context.set(key, value);
            }
            request.context.set_many("aws:TagKeys", ["team", "cost"]);
            request
        })
        .collect()
}

fn layers(kind: PolicyKind, policy: &Arc<Policy>) -> Layers {
    let one = || Some(vec![Arc::clone(policy)]);
    let level = || Some(vec![PolicyLevel { name: "Root".into(), policies: vec![Arc::clone(policy)] }]);
    match kind {
        PolicyKind::Identity => Layers { identity: one(), ..Layers::default() },
        PolicyKind::Session => Layers { session: one(), ..Layers::default() },
        PolicyKind::Boundary => Layers { boundary: Some(Arc::clone(policy)), ..Layers::default() },
        PolicyKind::Resource | PolicyKind::Trust => Layers { resource: Some(Arc::clone(policy)), ..Layers::default() },
        PolicyKind::ServiceControl => Layers { scps: level(), ..Layers::default() },
        PolicyKind::ResourceControl => Layers { rcps: level(), ..Layers::default() },
        PolicyKind::VpcEndpoint => Layers { vpc_endpoint: Some(Arc::clone(policy)), ..Layers::default() },
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

/// A line of decision cases: always an answer, the answer is one line of JSON, and explaining changes nothing in it.
pub fn case(text: &str) {
    let json = |explain| {
        let answer = case::answer_line(text, explain);
        let json = serde_json::to_string(&answer).expect("an answer is JSON");
        assert!(!json.contains('\n'));
        json
    };
    let (short, explained) = (json(false), json(true));
    assert!(explained.starts_with(short.trim_end_matches('}')), "explaining changed the answer\n{short}\n{explained}");
}

fn harmless(diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        let length = diagnostic.source.text().len();
        assert!(diagnostic.labels.iter().all(|label| label.span.end <= length), "a label lies outside its text");
    }
    for diagnostic in diagnostics.iter().take(MOST_RENDERED) {
        let text = render(diagnostic, RenderStyle::Plain);
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "a control character came through: {text:?}");
    }
}
