//! Patterns held against AWS's documentation, against a naive matcher, and against hostile texts.

use super::*;
use proptest::prelude::*;

const GLOB: Syntax = Syntax { wildcards: true, variables: false };
const FULL: Syntax = Syntax::FULL;

struct Team;
impl Resolve for Team {
    fn resolve<'a>(&'a self, variable: &'a Variable) -> Option<&'a str> {
        if variable.key.eq_ignore_ascii_case("team") { Some("re*d") } else { variable.default.as_deref() }
    }
}

fn glob(pattern: &str, text: &str) -> bool {
    Pattern::new(pattern, GLOB).0.matches(text, &NoVariables)
}

/// The definition of a glob, as slow and as plain as can be.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => (0..=text.len()).any(|skip| naive(rest, &text[skip..])),
        Some(('?', rest)) => !text.is_empty() && naive(rest, &text[1..]),
        Some((c, rest)) => text.first() == Some(c) && naive(rest, &text[1..]),
    }
}

#[test]
fn the_table_of_the_documentation() {
    // IAM User Guide, reference_policies_elements_resource.html
    let pattern = "bucket/*/test/*";
    for yes in
        ["bucket/1/test/o.jpg", "bucket/1/2/test/3/o.jpg", "bucket/1///test///o", "bucket//test/o", "bucket/1/test/"]
    {
        assert!(glob(pattern, yes), "{yes}");
    }
    for no in ["bucket/1-test/o.jpg", "bucket/test/o.jpg", "bucket/1/2/test.jpg"] {
        assert!(!glob(pattern, no), "{no}");
    }
}

#[test]
fn a_question_mark_is_exactly_one_character() {
    assert!(glob("a?c", "abc") && glob("a?c", "aéc") && !glob("a?c", "ac") && !glob("a?", "a"));
    assert!(glob("*?", "x") && !glob("*?", ""));
}

#[test]
fn letters_beyond_ascii_have_a_case_too() {
    let same = |pattern: &str, text: &str| Pattern::new(pattern, GLOB).0.matches_ignoring_case(text);
    assert!(same("café", "CAFÉ") && same("*É", "olé") && same("É*", "éa") && !same("café", "cafe"));
    assert!(!same("café", "caf") && !same("caf", "café"));
}

#[test]
fn nothing_of_regular_expressions_leaks_in() {
    assert!(glob("a.b+(c)[d]", "a.b+(c)[d]") && !glob("a.b", "axb"));
}

#[test]
fn variables_are_literal_defaults_apply_and_escapes_are_characters() {
    let matches = |pattern: &str, text: &str| {
        let (pattern, fault) = Pattern::new(pattern, FULL);
        assert_eq!(fault, None);
        pattern.resolvable(&Team) && pattern.matches(text, &Team)
    };
    assert!(matches("home/${Team}/*", "home/re*d/x"));
    assert!(!matches("home/${team}/*", "home/reXd/x"), "a star in a value is no wildcard");
    assert!(matches("${none, 'x}y'}/?", "x}y/1"));
    assert!(!matches("${none}", "${none}"));
    assert!(matches("a${*}b${?}${$}", "a*b?$") && !matches("a${*}b", "aXb"));
}

#[test]
fn broken_variables_are_told() {
    for (text, fault) in [
        ("${}", VariableFault::Empty),
        ("${a", VariableFault::MissingBrace),
        ("${a, 'b}", VariableFault::MissingQuote),
        ("${a, b}", VariableFault::MissingQuote),
    ] {
        assert_eq!(Pattern::new(text, FULL).1, Some(fault), "{text}");
    }
}

#[test]
fn colons_cut_an_arn_but_not_a_variable() {
    let parts = Pattern::new("arn:aws:s3:::b/${aws:username}:x", FULL).0.split_colons(6);
    assert_eq!(parts.len(), 6);
    assert_eq!(parts[2].literal(), Some("s3"));
    assert_eq!(parts[5].filled(&NoVariables), "b/${aws:username}:x");
}

/// Stands for `a`, and counts how often it was asked for: every try of a segment with it asks once.
#[derive(Default)]
struct Counter(std::cell::Cell<usize>);
impl Resolve for Counter {
    fn resolve<'a>(&'a self, _: &'a Variable) -> Option<&'a str> {
        self.0.set(self.0.get() + 1);
        Some("a")
    }
}

fn tries(pattern: &str, text: &str) -> (bool, usize) {
    let counter = Counter::default();
    let matched = Pattern::new(pattern, FULL).0.matches(text, &counter);
    (matched, counter.0.get())
}

#[test]
fn a_hostile_pattern_costs_no_more_than_the_text_and_itself_together() {
    let text = "a".repeat(1024);
    // `*a*a*a…`: no star is ever tried again, so each segment costs one try here, and the first that fails ends it.
    assert_eq!(tries(&"*${a}".repeat(1024), &text), (true, 1024));
    assert_eq!(tries(&"*${a}".repeat(3072), &text), (false, 1025));
    // A text that never matches costs one try at each of its places, not one for every way to place the stars.
    assert_eq!(tries(&"*${a}".repeat(3072), &"b".repeat(1024)), (false, 1025));
    // Segments of several atoms: at most one try of each atom at each character.
    let (matched, steps) = tries(&format!("*{}b*", "${a}".repeat(32)), &text);
    assert!(!matched && steps <= 32 * text.len(), "{steps}");
}

#[test]
fn the_hostile_pattern_of_the_largest_policy_ends() {
    let (hostile, _) = Pattern::new(&"*a".repeat(3072), GLOB);
    assert!(!hostile.matches(&"a".repeat(1024), &NoVariables));
    assert!(hostile.matches(&"a".repeat(3072), &NoVariables));
    let (long, _) = Pattern::new(&format!("*{}b", "a".repeat(512)), GLOB);
    assert!(!long.matches(&"a".repeat(1024), &NoVariables));
}

proptest! {
    #[test]
    fn equals_the_definition(pattern in "[ab*?é]{0,8}", text in "[abé]{0,8}") {
        let letters = |s: &str| s.chars().collect::<Vec<_>>();
        prop_assert_eq!(glob(&pattern, &text), naive(&letters(&pattern), &letters(&text)));
    }

    #[test]
    fn folding_equals_matching_lower_case(pattern in "[abAB*?]{0,8}", text in "[abAB]{0,8}") {
        let folded = Pattern::new(&pattern, GLOB).0.matches_ignoring_case(&text);
        prop_assert_eq!(folded, glob(&pattern.to_lowercase(), &text.to_lowercase()));
    }
}
