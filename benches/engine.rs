//! Decisions on the five-layer case. `cargo bench --bench engine`

use rolecall::diagnostic::Source;
use rolecall::iam::case::{Case, answer_line};
use rolecall::iam::{Decision, Layers, Policy, PolicyKind, Principal, Request, decide, trace};
use std::sync::Arc;

const CASE: &str = include_str!("../tests/conformance/bench-case.json");

fn main() {
    divan::main();
}

fn one_line() -> String {
    CASE.lines().map(str::trim).collect()
}

/// Policies parsed, nothing recorded. Budget: 2 million a second.
#[divan::bench(sample_size = 1000)]
fn decision(bencher: divan::Bencher) {
    let case = Case::parse(&one_line()).expect("the case is read");
    bencher.bench_local(|| decide(divan::black_box(&case.request), divan::black_box(&case.layers)));
}

/// Policies parsed, everything recorded. Budget: 300 thousand a second.
#[divan::bench(sample_size = 200)]
fn decision_with_trace(bencher: divan::Bencher) {
    let case = Case::parse(&one_line()).expect("the case is read");
    bencher.bench_local(|| trace(divan::black_box(&case.request), divan::black_box(&case.layers)));
}

/// A line of JSON in, an answer out, as `rolecall decide` does it. Budget: 80 thousand a second.
#[divan::bench(sample_size = 20)]
fn line_to_answer(bencher: divan::Bencher) {
    let line = one_line();
    bencher.bench_local(|| answer_line(divan::black_box(&line), false));
}

fn alone(statements: &str, key: &str) -> (Request, Layers) {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let (policy, problems) = Policy::parse("p", PolicyKind::Identity, Arc::new(Source::new("p", text)));
    assert_eq!(problems, []);
    let caller = Principal::Arn("arn:aws:iam::111122223333:user/alice".into());
    let request = Request::new(caller, "s3:GetObject", format!("arn:aws:s3:::bucket/{key}"));
    (request, Layers { identity: Some(vec![Arc::new(policy)]), ..Layers::default() })
}

/// One policy of so many statements, of which only the last applies: the cost grows with their number and no faster.
#[divan::bench(args = [10, 100, 1000])]
fn statements(bencher: divan::Bencher, count: usize) {
    let statements: Vec<String> = (1..=count)
        .map(|number| {
            let prefix = if number == count { "*".to_owned() } else { format!("p{number}/*") };
            format!(r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/{prefix}"}}"#)
        })
        .collect();
    let (request, layers) = alone(&statements.join(","), "k");
    assert_eq!(decide(&request, &layers), Decision::Allowed);
    bencher.bench_local(|| decide(divan::black_box(&request), divan::black_box(&layers)));
}

/// The longest policy AWS stores, all `*a*a*a…`, against the longest key: under a millisecond.
#[divan::bench]
fn hostile_pattern(bencher: divan::Bencher) {
    let pattern = "*a".repeat(3_000);
    let statement = format!(r#"{{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::bucket/{pattern}"}}"#);
    let (request, layers) = alone(&statement, &"a".repeat(1_024));
    assert_eq!(decide(&request, &layers), Decision::ImplicitlyDenied);
    bencher.bench_local(|| decide(divan::black_box(&request), divan::black_box(&layers)));
}
