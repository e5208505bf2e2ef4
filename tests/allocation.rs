//! A decision without trace allocates nothing, whatever it meets on the way.

use allocation_counter::measure;
use rolecall::iam::case::Case;
use rolecall::iam::{decide, trace};
use std::hint::black_box;

const FILES: [&str; 3] = [
    include_str!("conformance/documented.jsonl"),
    include_str!("conformance/ambiguous.jsonl"),
    include_str!("conformance/rolecall.jsonl"),
];

#[test]
fn no_decision_allocates() {
    let bench: String = include_str!("conformance/bench-case.json").lines().map(str::trim).collect();
    let lines = FILES.iter().flat_map(|text| text.lines()).chain([bench.as_str()]);
    let cases: Vec<Case> = lines.map(|line| Case::parse(line).expect("a case")).collect();
    assert!(cases.len() > 500);
    for case in &cases {
        let counted = measure(|| {
            black_box(decide(black_box(&case.request), black_box(&case.layers)));
        });
        assert_eq!((counted.count_total, counted.bytes_total), (0, 0), "{:?}", case.id);
    }
}

#[test]
fn the_counter_counts() {
    let bench: String = include_str!("conformance/bench-case.json").lines().map(str::trim).collect();
    let case = Case::parse(&bench).expect("a case");
    let counted = measure(|| drop(black_box(trace(&case.request, &case.layers))));
    assert!(counted.count_total > 0, "a trace keeps what it saw, so it allocates");
}
