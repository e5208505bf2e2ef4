//! Verdicts that AWS documentation states or plainly implies, and our rulings where it does not.

use rolecall::iam::Decision;
use rolecall::iam::case::{Case, DecidedByJson, answer_line};
use serde_json::Value;

fn cases(text: &str) -> Vec<Case> {
    text.lines().map(|line| Case::parse(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn differing(cases: &[Case]) -> Vec<String> {
    cases
        .iter()
        .filter_map(|case| {
            let trace = case.trace();
            (Some(trace.decision) != case.expected).then(|| {
                format!(
                    "{:?}: {:?} instead of {:?}; {}",
                    case.id,
                    trace.decision,
                    case.expected,
                    trace.plain_sentence()
                )
            })
        })
        .collect()
}

#[test]
fn every_documented_verdict() {
    let cases = cases(include_str!("conformance/documented.jsonl"));
    assert!(cases.len() >= 306);
    let wrong = differing(&cases);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_ruling_on_what_is_left_open_and_each_is_marked() {
    let cases = cases(include_str!("conformance/ambiguous.jsonl"));
    let wrong = differing(&cases);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    let silent: Vec<_> = cases.iter().filter(|case| case.trace().ambiguous.is_empty()).map(|case| &case.id).collect();
    assert!(silent.is_empty(), "not marked ambiguous: {silent:?}");
}

#[test]
fn deciding_and_tracing_agree() {
    for case in cases(include_str!("conformance/documented.jsonl")) {
        assert_eq!(rolecall::iam::decide(&case.request, &case.layers), case.trace().decision, "{:?}", case.id);
    }
}

#[test]
fn an_answer_says_the_same_with_its_trace_and_without() {
    for file in [include_str!("conformance/documented.jsonl"), include_str!("conformance/ambiguous.jsonl")] {
        for line in file.lines() {
            let answer = |explain| serde_json::to_value(answer_line(line, explain)).expect("an answer is JSON");
            let mut explained = answer(true);
            let trace = explained.as_object_mut().and_then(|members| members.shift_remove("trace"));
            assert!(trace.is_some(), "{line}");
            assert_eq!(explained, answer(false), "{line}");
        }
    }
}

#[test]
fn an_explicit_deny_names_its_statement_and_an_implicit_one_its_reason() {
    for case in cases(include_str!("conformance/documented.jsonl")) {
        let trace = case.trace();
        match trace.decision {
            Decision::ExplicitlyDenied => {
                assert!(trace.deciding().is_some(), "{:?}", case.id);
                assert!(trace.reasons.first().is_some_and(|reason| reason.explicit), "{:?}", case.id);
            }
            Decision::ImplicitlyDenied => {
                assert!(trace.decided_by.is_none() && trace.aws_message().is_some(), "{:?}", case.id);
            }
            Decision::Allowed => assert!(trace.reasons.is_empty() && trace.aws_message().is_none(), "{:?}", case.id),
        }
    }
}

/// Corners that the documented cases leave out: our own, each with the page or the ruling it follows from.
#[test]
fn every_case_of_our_own() {
    let text = include_str!("conformance/rolecall.jsonl");
    let cases = cases(text);
    let wrong = differing(&cases);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    for (case, line) in cases.iter().zip(text.lines()) {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let source = line["source"].as_str().unwrap_or_default();
        assert!(source.contains(".html") || source.contains("ruling") || source.contains("design"), "{:?}", case.id);
        let trace = case.trace();
        for named in source.split("Ambiguity::").skip(1) {
            let name = named.split([';', ' ']).next().unwrap_or_default();
            assert!(trace.ambiguous.iter().any(|met| format!("{met:?}") == name), "{:?} does not meet {name}", case.id);
        }
        assert_eq!(rolecall::iam::decide(&case.request, &case.layers), trace.decision, "{:?}", case.id);
    }
}

#[test]
fn every_id_is_used_once() {
    let mut seen = std::collections::BTreeSet::new();
    for text in [
        include_str!("conformance/documented.jsonl"),
        include_str!("conformance/ambiguous.jsonl"),
        include_str!("conformance/rolecall.jsonl"),
    ] {
        for case in cases(text) {
            assert!(seen.insert(case.id.as_ref().map(ToString::to_string)), "{:?} stands twice", case.id);
        }
    }
}

/// Which statement decided, or whose Allow was missing, was read off each case by hand.
#[test]
fn the_deciding_statement_of_documented_cases() {
    let cases = cases(include_str!("conformance/documented.jsonl"));
    let rows: Vec<Value> = include_str!("conformance/deciding.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert!(rows.len() >= 60);
    for row in &rows {
        let case = cases.iter().find(|case| case.id.as_ref() == Some(&row["id"])).expect("a documented case");
        let trace = case.trace();
        let message = trace.aws_message();
        assert_eq!(message.as_deref(), row["message"].as_str(), "{}", row["id"]);
        match DecidedByJson::of(&trace) {
            Some(by) => {
                assert_eq!((by.layer, by.policy.as_str()), (text(row, "layer"), text(row, "policy")), "{}", row["id"]);
                match row.get("sid") {
                    Some(sid) => assert_eq!(by.sid.as_deref(), sid.as_str(), "{}", row["id"]),
                    None => assert_eq!(Some(by.statement as u64), row["statement"].as_u64(), "{}", row["id"]),
                }
            }
            None => {
                assert!(row.get("policy").is_none(), "{} names a statement that did not decide", row["id"]);
                assert_eq!(
                    trace.reasons.first().map(|reason| reason.layer.id()),
                    row["layer"].as_str(),
                    "{}",
                    row["id"]
                );
            }
        }
    }
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}
