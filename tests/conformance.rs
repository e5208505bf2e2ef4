//! Verdicts that AWS documentation states or plainly implies, and our rulings where it does not.

use rolecall::iam::Decision;
use rolecall::iam::case::Case;

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
