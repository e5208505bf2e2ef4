//! Input made to break a reader: an error that says where, never a panic, never a stall.

use rolecall::diagnostic::{Diagnostic, Source};
use rolecall::iam::case::{Answer, AnswerOutcome, answer_line};
use rolecall::iam::{Decision, Policy, PolicyKind};
use std::sync::Arc;

fn problems(text: impl Into<String>) -> Vec<Diagnostic> {
    Policy::parse("p", PolicyKind::Identity, Arc::new(Source::new("p.json", text.into()))).1
}

/// The code and place of the only problem.
fn only(text: impl Into<String>) -> (&'static str, (usize, usize)) {
    let found = problems(text);
    let codes: Vec<_> = found.iter().map(|problem| (problem.code, problem.title.as_str())).collect();
    assert_eq!(found.len(), 1, "{codes:?}");
    (found[0].code, found[0].position())
}

const TEN_MEGABYTES: usize = 10 << 20;
const REQUEST: &str = r#""request":{"principal":"arn:aws:iam::111122223333:user/alice","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"}"#;

fn with_policy(document: &str) -> String {
    format!(r#"{{"id":7,{REQUEST},"identity_policies":[{{"name":"p","document":{document}}}]}}"#)
}

fn decided(answer: &Answer) -> (Decision, usize) {
    match &answer.outcome {
        AnswerOutcome::Decided { decision, problems, .. } => (*decision, problems.len()),
        AnswerOutcome::Failed { error } => panic!("{error}"),
    }
}

/// Code and message of a line that is no case.
fn failed(line: &str) -> (&'static str, String) {
    match answer_line(line, true).outcome {
        AnswerOutcome::Failed { error } => (error.code, error.message),
        AnswerOutcome::Decided { .. } => panic!("it was read"),
    }
}

#[test]
fn nesting_without_end() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for text in [open.repeat(100_000), format!("{}1{}", open.repeat(100_000), close.repeat(100_000))] {
            let (code, _) = only(&*text);
            assert_eq!(code, "json-syntax");
        }
        let deep = format!("{}1{}", open.repeat(50_000), close.repeat(50_000));
        let statement = format!(r#"{{"Version":"2012-10-17","Statement":{deep}}}"#);
        assert!(!problems(&*statement).is_empty());
        let answer = answer_line(&with_policy(&statement), true);
        assert_eq!(decided(&answer).0, Decision::ImplicitlyDenied);
        let (code, message) = failed(&format!(r#"{{{REQUEST},"scps":{deep}}}"#));
        assert!(code == "invalid-case" && message.starts_with("column "), "{message}");
    }
}

#[test]
fn ten_megabytes_of_text() {
    let long = format!(r#"{{"Version":"2012-10-17","Id":"{}"}}"#, "a".repeat(TEN_MEGABYTES));
    assert_eq!(only(&*long).0, "policy-too-long");
    assert_eq!(only(" ".repeat(TEN_MEGABYTES)).0, "policy-too-long");
    assert_eq!(decided(&answer_line(&with_policy(&long), true)), (Decision::ImplicitlyDenied, 1));
    let name = "a".repeat(TEN_MEGABYTES);
    let (code, message) = failed(&format!("{{{}}}", REQUEST.replace("s3:GetObject", &name)));
    assert!(code == "invalid-case" && message.contains("`action` has"), "{message:.200}");
    let (code, _) = failed(&" ".repeat(20 << 20));
    assert_eq!(code, "line-too-long");
}

#[test]
fn many_statements_and_values_are_read_whole() {
    let statement = r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#;
    let many = vec![statement; 10_000].join(",");
    let (policy, found) = Policy::parse(
        "p",
        PolicyKind::Identity,
        Arc::new(Source::new("p.json", format!(r#"{{"Version":"2012-10-17","Statement":[{many}]}}"#))),
    );
    assert_eq!((policy.statements.len(), found), (10_000, Vec::new()));
}

#[test]
fn keys_that_stand_twice() {
    let text = "{\n \"Version\": \"2012-10-17\",\n \"Statement\": [],\n \"Statement\": [{}]\n}";
    let found = problems(text);
    let twice = found.iter().find(|problem| problem.code == "duplicate-key").expect("told");
    assert_eq!(twice.position(), (4, 2));
    let (code, message) = failed(&format!("{{{REQUEST},{REQUEST}}}"));
    assert!(code == "invalid-case" && message.contains("duplicate field `request`"), "{message}");
}

#[test]
fn surrogates_nul_and_bytes_that_are_no_text() {
    for odd in [r"\ud800", r"\udfff\ud800", r"\ud800\u0041", r"\uZZZZ"] {
        let statement = format!(r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/{odd}"}}"#);
        let (code, place) = only(format!("{{\n\"Statement\":\n{statement}}}"));
        assert_eq!((code, place.0), ("json-syntax", 3), "{odd}");
        // In a line either the line says what is wrong or the policy does; in no case is the object opened.
        match answer_line(&with_policy(&format!("{{\"Statement\":{statement}}}")), true).outcome {
            AnswerOutcome::Decided { decision, problems, .. } => {
                assert_eq!((decision, problems.len()), (Decision::ImplicitlyDenied, 1), "{odd}");
            }
            AnswerOutcome::Failed { error } => assert!(error.message.contains("escape"), "{odd}: {error}"),
        }
    }
    let (code, place) = only("{\n \"Statement\": \u{0} }");
    assert_eq!((code, place), ("json-syntax", (2, 15)));
    let (code, message) = failed("{\u{0}");
    assert!(code == "invalid-case" && message.starts_with("column "), "{message}");
    let text =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/\u0000"}}"#;
    assert_eq!(decided(&answer_line(&with_policy(text), true)).0, Decision::ImplicitlyDenied);
}

#[test]
fn values_of_the_wrong_type() {
    for (element, value) in [
        ("Action", "5"),
        ("Action", "{}"),
        ("Action", "[[\"s3:*\"]]"),
        ("Resource", "true"),
        ("Resource", "null"),
        ("Effect", "1"),
        ("Effect", "[\"Allow\"]"),
        ("Condition", "[]"),
        ("Condition", "\"x\""),
        ("Condition", "{\"StringEquals\":[]}"),
        ("Condition", "{\"StringEquals\":{\"aws:username\":{}}}"),
        ("Sid", "{}"),
    ] {
        let mut members = vec![("Effect", "\"Allow\""), ("Action", "\"s3:*\""), ("Resource", "\"*\"")];
        members.retain(|(name, _)| *name != element);
        members.push((element, value));
        let body: Vec<String> = members.iter().map(|(name, value)| format!("\n\"{name}\": {value}")).collect();
        let found = problems(format!("{{\"Version\":\"2012-10-17\",\"Statement\":{{{}}}}}", body.join(",")));
        assert!(found.iter().any(|problem| problem.position().0 == body.len() + 1), "{element} {value}: {found:?}");
    }
    for document in ["1", "null", "true", "\"x\"", "[]", "{\"Statement\":1}", "{\"Statement\":[1,null]}", "{}"] {
        assert!(!problems(document).is_empty(), "{document}");
        assert_eq!(decided(&answer_line(&with_policy(document), true)).0, Decision::ImplicitlyDenied, "{document}");
    }
    for line in ["", "1", "null", "[]", "{}", "{\"request\":1}", "{\"request\":{}}", "{\"request\":{\"principal\":5}}"]
    {
        let (code, message) = failed(line);
        assert!(code == "invalid-case" && message.starts_with("column "), "{line}: {message}");
    }
    for context in ["5", "[1]", r#"{"aws:username":{}}"#, r#"{"aws:username":[[]]}"#] {
        let line = format!("{{{}}}", REQUEST.replace("\"action\"", &format!("\"context\":{context},\"action\"")));
        let (code, message) = failed(&line);
        assert!(code == "invalid-case" && message.contains("context"), "{message}");
    }
}

#[test]
fn numbers_without_measure() {
    let digits = "9".repeat(10_000);
    for number in [digits.as_str(), "1e999999999", "-0.0000000000000000000000000000000000001", "1E400"] {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{{"NumericEquals":{{"s3:max-keys":{number}}}}}}}}}"#
        );
        let _ = problems(&*text);
        assert_eq!(decided(&answer_line(&with_policy(&text), true)).0, Decision::ImplicitlyDenied);
        let line = format!(
            "{{{}}}",
            REQUEST.replace("\"action\"", &format!("\"context\":{{\"s3:max-keys\":{number}}},\"action\""))
        );
        match answer_line(&line, true).outcome {
            AnswerOutcome::Decided { decision, .. } => assert_eq!(decision, Decision::ImplicitlyDenied),
            AnswerOutcome::Failed { error } => assert!(error.message.contains("number out of range"), "{error}"),
        }
    }
}
