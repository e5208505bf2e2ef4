//! Texts made to cost their square: as large as they may be, each is judged in time that grows with its length only.
//!
//! `ROLECALL_HOSTILE_BYTES` sets how large; small by default, because the tests run unoptimised.

use rolecall::diagnostic::Source;
use rolecall::iam::{Policy, PolicyKind, case};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Generous: a square of the size would take far longer, and a busy machine must not fail the test.
const PATIENCE: Duration = Duration::from_secs(90);

fn size() -> usize {
    std::env::var("ROLECALL_HOSTILE_BYTES").ok().and_then(|text| text.parse().ok()).unwrap_or(60_000)
}

/// `one(0)`, `one(1)` ... with commas between, until the text is as long as it may be.
fn many(size: usize, one: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        let next = one(number);
        if text.len() + next.len() + 1 > size {
            break;
        }
        if number > 0 {
            text.push(',');
        }
        text.push_str(&next);
    }
    text
}

fn statement(inner: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{inner}}}]}}"#)
}

fn policies(size: usize) -> Vec<(&'static str, String)> {
    let list = |one: fn(usize) -> String| many(size, one);
    let halves = |one: fn(usize) -> String| many(size / 2, one);
    let allow = r#""Action":"*","Resource":"*""#;
    vec![
        ("one key again and again", format!("{{{}}}", list(|_| r#""Sid":"a""#.into()))),
        ("many keys", format!("{{{}}}", list(|n| format!(r#""k{n}":1"#)))),
        ("a very long key", format!(r#"{{"{}":1}}"#, "Statement".repeat(size / 9))),
        (
            "a very long operator",
            statement(&format!(r#"{allow},"Condition":{{"{}":{{"a:b":"c"}}}}"#, "String".repeat(size / 6))),
        ),
        ("no statements", format!(r#"{{"Statement":[{}]}}"#, list(|_| "1".into()))),
        ("many Sids", format!(r#"{{"Statement":[{}]}}"#, list(|n| format!(r#"{{"Sid":"s{n}"}}"#)))),
        (
            "many statements",
            format!(
                r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
                list(|n| format!(r#"{{"Effect":"Allow","Action":"s3:Get{n}","Resource":"*"}}"#))
            ),
        ),
        (
            "many denying statements",
            format!(
                r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
                list(|n| format!(
                    r#"{{"Effect":"Deny","Action":"s3:Get*","Resource":"*","Condition":{{"Bool":{{"a:b{n}":"true"}}}}}}"#
                ))
            ),
        ),
        ("many actions", statement(&format!(r#""Action":[{}],"Resource":"*""#, list(|n| format!(r#""s3:G{n}*""#))))),
        ("every action", statement(&format!(r#""Action":[{}],"Resource":"*""#, list(|_| r#""s3:*""#.into())))),
        (
            "every action, many resources",
            statement(&format!(
                r#""Action":[{}],"Resource":[{}]"#,
                halves(|_| r#""s3:*""#.into()),
                halves(|n| format!(r#""arn:aws:iam::{n}:role/a""#))
            )),
        ),
        (
            "many resources",
            statement(&format!(r#""Action":"*","Resource":[{}]"#, list(|n| format!(r#""arn:aws:s3:::b/*{n}*""#)))),
        ),
        (
            "a long pattern",
            statement(&format!(r#""Action":"*","Resource":"arn:aws:s3:::b/{}b""#, "*a".repeat(size / 2))),
        ),
        (
            "a long list of marks",
            statement(&format!(r#""Action":"*","Resource":"arn:aws:s3:::b/*{}b""#, "?".repeat(size))),
        ),
        (
            "two long patterns",
            statement(&format!(
                r#""Action":"*","Resource":["arn:aws:s3:::{}b","arn:aws:s3:::{}c"]"#,
                "*a".repeat(size / 4),
                "*a".repeat(size / 4)
            )),
        ),
        (
            "a long variable",
            statement(&format!(r#""Action":"*","Resource":"arn:aws:s3:::b/${{{}}}""#, "a".repeat(size))),
        ),
        (
            "many variables",
            statement(&format!(r#""Action":"*","Resource":"arn:aws:s3:::b/{}""#, "${aws:username}".repeat(size / 15))),
        ),
        (
            "open variables",
            statement(&format!(r#""Action":"*","Resource":"arn:aws:s3:::b/{}""#, "${".repeat(size / 2))),
        ),
        (
            "open quotes",
            statement(&format!(r#""Action":"*","Resource":"arn:aws:s3:::b/{}}}""#, "${a, '".repeat(size / 6))),
        ),
        (
            "open defaults",
            statement(&format!(r#""Action":"*","Resource":"arn:aws:s3:::b/{}x}}""#, "${a, '".repeat(size / 6))),
        ),
        (
            "many defaults",
            statement(&format!(r#""Action":"*","Resource":"arn:aws:s3:::b/{}""#, list(|n| format!("${{a:b, '{n}'}}")))),
        ),
        (
            "many keys in a condition",
            statement(&format!(
                r#"{allow},"Condition":{{"StringEquals":{{{}}}}}"#,
                list(|n| format!(r#""aws:k{n}":"v""#))
            )),
        ),
        (
            "many operators",
            statement(&format!(r#"{allow},"Condition":{{{}}}"#, list(|n| format!(r#""Strin{n}":{{"a:b":1}}"#)))),
        ),
        (
            "many values",
            statement(&format!(
                r#"{allow},"Condition":{{"StringLike":{{"aws:username":[{}]}}}}"#,
                list(|n| format!(r#""*{n}""#))
            )),
        ),
        (
            "a long number",
            statement(&format!(r#"{allow},"Condition":{{"NumericEquals":{{"a:b":"{}"}}}}"#, "9".repeat(size))),
        ),
        (
            "many principals",
            statement(&format!(r#"{allow},"Principal":{{"AWS":[{}]}}"#, list(|n| format!(r#""{n:012}""#)))),
        ),
        ("deep", "[".repeat(size)),
        ("line breaks", "\n".repeat(size) + "{"),
    ]
}

#[test]
fn a_policy_costs_no_more_than_its_length() {
    for (name, text) in policies(size()) {
        for kind in [PolicyKind::Identity, PolicyKind::Resource] {
            let start = Instant::now();
            let (policy, _) = Policy::parse("p", kind, Arc::new(Source::new("p.json", &*text)));
            let parsed = start.elapsed();
            let findings = policy.validate();
            println!("{name}, {kind:?}: parsed {parsed:?}, all {:?}, {} findings", start.elapsed(), findings.len());
            assert!(start.elapsed() < PATIENCE, "{name}: {:?}", start.elapsed());
        }
    }
}

#[test]
fn a_case_costs_no_more_than_its_length() {
    for (name, text) in policies(size()) {
        for layer in ["identity_policies", "resource_policy"] {
            // What is no JSON cannot stand in a line.
            let text = if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok() { &*text } else { "{}" };
            let policy = format!(r#"{{"document":{text}}}"#);
            let policy = if layer == "identity_policies" { format!("[{policy}]") } else { policy };
            let line = format!(
                r#"{{"request":{{"principal":"arn:aws:iam::111122223333:user/a","action":"s3:GetObject",
                "resource":"arn:aws:s3:::b/{}"}},"{layer}":{policy}}}"#,
                "a".repeat(1024)
            );
            let start = Instant::now();
            let answer = serde_json::to_string(&case::answer_line(&line, true)).expect("an answer is JSON");
            println!("{name}, {layer}: {:?}, {} bytes", start.elapsed(), answer.len());
            assert!(start.elapsed() < PATIENCE, "{name}: {:?}", start.elapsed());
        }
    }
}

#[test]
fn problems_past_the_last_one_told_still_count() {
    let bad = many(20_000, |_| r#"{"Effect":"Alow","Action":"*","Resource":"*"}"#.into());
    let both = r#"{"Effect":"Allow","Action":"*","NotAction":"s3:*","Resource":"*"}"#;
    let sound = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{bad},{both},{sound}]}}"#);
    let (policy, problems) = Policy::parse("p", PolicyKind::Identity, Arc::new(Source::new("p.json", text)));
    assert_eq!(problems.len(), 100, "as many as are told");
    assert!(policy.statements.len() > 102, "all statements are read");
    let sound: Vec<usize> = policy.statements.iter().filter(|one| !one.broken).map(|one| one.index).collect();
    assert_eq!(sound, [policy.statements.len() - 1], "what AWS refuses never grants, told or not");
}

#[test]
fn findings_on_an_empty_text_lie_inside_it() {
    for text in ["", "é"] {
        let (policy, problems) = Policy::parse("p", PolicyKind::ServiceControl, Arc::new(Source::new("p.json", text)));
        let all: Vec<_> = problems.into_iter().chain(policy.validate()).collect();
        assert!(!all.is_empty());
        for label in all.iter().flat_map(|problem| &problem.labels) {
            assert!(text.is_char_boundary(label.span.start) && text.is_char_boundary(label.span.end), "{label:?}");
        }
    }
}
