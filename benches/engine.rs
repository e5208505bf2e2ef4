//! Decisions on the five-layer case, and how the cost grows. `cargo bench --bench engine`

use rolecall::diagnostic::Source;
use rolecall::iam::case::{Case, answer_line};
use rolecall::iam::{Layers, Policy, PolicyKind, Principal, Request, decide, trace};
use std::sync::Arc;

const CASE: &str = include_str!("../tests/conformance/bench-case.json");

/// The largest managed policy AWS takes, in characters.
const LARGEST_POLICY: usize = 6_144;

fn main() {
    divan::main();
}

fn one_line() -> String {
    CASE.lines().map(str::trim).collect()
}

fn five_layers() -> Case {
    Case::parse(&one_line()).expect("the case is read")
}

/// Policies parsed, nothing recorded. Budget: 2 million a second.
#[divan::bench(sample_size = 1000)]
fn decision(bencher: divan::Bencher) {
    let case = five_layers();
    bencher.bench_local(|| decide(divan::black_box(&case.request), divan::black_box(&case.layers)));
}

/// The same with the identity-based policies alone.
#[divan::bench(sample_size = 1000)]
fn decision_identity_only(bencher: divan::Bencher) {
    let case = five_layers();
    let layers = Layers { identity: case.layers.identity.clone(), ..Layers::default() };
    bencher.bench_local(|| decide(divan::black_box(&case.request), divan::black_box(&layers)));
}

/// Policies parsed, everything recorded. Budget: 300 thousand a second.
#[divan::bench(sample_size = 200)]
fn decision_with_trace(bencher: divan::Bencher) {
    let case = five_layers();
    bencher.bench_local(|| trace(divan::black_box(&case.request), divan::black_box(&case.layers)));
}

/// A line of JSON in, an answer out, as `rolecall decide` does it. Budget: 80 thousand a second.
#[divan::bench(sample_size = 20)]
fn line_to_answer(bencher: divan::Bencher) {
    let line = one_line();
    bencher.bench_local(|| answer_line(divan::black_box(&line), false));
}

/// The same with the whole trace as JSON.
#[divan::bench(sample_size = 10)]
fn line_to_explained_answer(bencher: divan::Bencher) {
    let line = one_line();
    bencher.bench_local(|| answer_line(divan::black_box(&line), true));
}

fn parse(text: &str) -> Arc<Policy> {
    let (policy, problems) = Policy::parse("bench", PolicyKind::Identity, Arc::new(Source::new("bench.json", text)));
    assert!(problems.is_empty(), "{problems:?}");
    Arc::new(policy)
}

/// A policy of so many statements that all have to be looked at: actions match, resources do not.
fn of_statements(count: usize) -> String {
    let statements: Vec<String> = (0..count)
        .map(|number| {
            format!(
                r#"{{"Sid":"S{number}","Effect":"Allow","Action":["s3:Get*","s3:PutObject"],
                "Resource":["arn:aws:s3:::team-{number}","arn:aws:s3:::team-{number}/*"],
                "Condition":{{"StringEquals":{{"aws:PrincipalTag/team":"t{number}"}}}}}}"#
            )
        })
        .collect();
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

fn of_policy(policy: Arc<Policy>) -> Layers {
    Layers { identity: Some(vec![policy]), ..Layers::default() }
}

fn get_object(key: &str) -> Request {
    let caller = Principal::Arn("arn:aws:iam::111122223333:user/alice".into());
    Request::new(caller, "s3:GetObject", format!("arn:aws:s3:::reports/{key}"))
}

/// Linear in the number of statements.
#[divan::bench(args = [10, 100, 1000])]
fn decision_by_statements(bencher: divan::Bencher, count: usize) {
    let (request, layers) = (get_object("2026/q1.csv"), of_policy(parse(&of_statements(count))));
    bencher.bench_local(|| decide(divan::black_box(&request), divan::black_box(&layers)));
}

/// A pattern made to cost its square, as long as a policy may be, against the longest key S3 takes; it fails at the very
/// end only. Budget: 1 ms.
#[divan::bench(args = ["*a", "*a?", "*?a"])]
fn hostile_pattern(bencher: divan::Bencher, piece: &str) {
    let head =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::reports/"#;
    let tail = r#"b"}}"#;
    let pattern = piece.repeat((LARGEST_POLICY - head.len() - tail.len()) / piece.len());
    let (request, layers) = (get_object(&"a".repeat(1_024)), of_policy(parse(&format!("{head}{pattern}{tail}"))));
    bencher.bench_local(|| decide(divan::black_box(&request), divan::black_box(&layers)));
}

/// A sound policy of the largest size.
fn largest() -> String {
    let text = (1..100).map(of_statements).take_while(|text| text.len() <= LARGEST_POLICY).last();
    text.expect("one statement fits")
}

#[divan::bench]
fn parse_6_kb(bencher: divan::Bencher) {
    let text = largest();
    bencher.bench_local(|| parse(divan::black_box(&text)));
}

#[divan::bench]
fn validate_6_kb(bencher: divan::Bencher) {
    let policy = parse(&largest());
    bencher.bench_local(|| divan::black_box(&policy).validate());
}
