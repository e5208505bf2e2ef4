//! The engine against a second, naive evaluator, and against the laws that every evaluator keeps.
//!
//! `ROLECALL_CASES` sets how many generated cases each test uses; `ROLECALL_SEED` where they begin.

mod generate;
mod naive;
mod properties;

use naive::Verdict;
use rolecall::iam::case::Case;
use rolecall::iam::{Decision, decide};
use std::collections::BTreeMap;

/// How many cases, and the first seed.
fn range() -> std::ops::Range<u64> {
    let number =
        |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let first = number("ROLECALL_SEED", 0);
    first..first + number("ROLECALL_CASES", 1_000)
}

#[test]
fn two_independent_evaluators_agree() {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in range() {
        let value = generate::case(seed);
        let line = value.to_string();
        let case = Case::parse(&line).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let decision = decide(&case.request, &case.layers);
        let expected = match naive::decide(&value) {
            Verdict::Allowed => Decision::Allowed,
            Verdict::ImplicitlyDenied => Decision::ImplicitlyDenied,
            Verdict::ExplicitlyDenied => Decision::ExplicitlyDenied,
        };
        assert_eq!(decision, expected, "engine against naive, seed {seed}: {}\n{line}", case.trace().plain_sentence());
        assert_eq!(case.trace().decision, decision, "decision against trace, seed {seed}: {line}");
        *seen.entry(decision.name()).or_default() += 1;
    }
    // Cases that all end alike would prove little.
    let total: u64 = seen.values().sum();
    println!("{total} cases: {seen:?}");
    assert!(total < 100 || seen.len() == 3 && seen.values().all(|count| count * 12 > total), "{seen:?}");
}
