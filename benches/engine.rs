//! Decisions on the five-layer case. `cargo bench --bench engine`

use rolecall::iam::case::{Case, answer_line};
use rolecall::iam::{decide, trace};

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
