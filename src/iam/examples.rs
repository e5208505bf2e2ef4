//! What a statement names, and examples of what it leaves open: for those who ask many questions about a policy.
//!
//! Nothing is decided here. An example is only a text to ask with; the engine says what comes of it.

use super::ambiguity::Unnoted;
use super::condition::ConditionTest;
use super::context::{Context, ContextValue};
use super::policy::{ActionValue, Statement};

/// Stands where a pattern leaves the name open: a name that no text has.
pub(crate) const ANY_OTHER: &str = "any-other";

/// A text that the pattern covers: [`ANY_OTHER`] for a star, a letter for `?`. Variables stay as they are written.
pub(crate) fn example_of(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        if let Some((name, after)) = rest.strip_prefix("${").and_then(|inner| inner.split_once('}')) {
            match name {
                // `${*}` is a star, and so on.
                "*" | "?" | "$" => out.push_str(name),
                _ => out.extend(["${", name, "}"]),
            }
            rest = after;
            continue;
        }
        match c {
            '*' if out.ends_with(ANY_OTHER) => {}
            '*' => out.push_str(ANY_OTHER),
            '?' => out.push('x'),
            c => out.push(c),
        }
        rest = after;
    }
    out
}

/// `Action`, as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActionPattern<'a>(&'a ActionValue);

impl<'a> ActionPattern<'a> {
    pub fn text(self) -> &'a str {
        &self.0.text
    }

    /// Whether it names one action.
    pub fn is_plain(self) -> bool {
        self.0.pattern.literal().is_some()
    }

    pub fn covers(self, action: &str) -> bool {
        self.0.pattern.matches_ignoring_case(action)
    }
}

impl Statement {
    /// Key (`AWS`, `Service` ...) and text of every value of `Principal`. What `NotPrincipal` spares names nobody who is
    /// meant: it is told as `*`.
    pub(crate) fn principals(&self) -> impl Iterator<Item = (&str, &str)> {
        let element = self.principal.iter();
        let negated = element.clone().filter(|element| element.negated).map(|_| ("AWS", "*"));
        let named = element.filter(|element| !element.negated).flat_map(|element| &element.values);
        negated.chain(named.map(|value| (value.key.as_ref(), value.text.as_str())))
    }

    /// The values of `Action`; `None` for `NotAction`, which means all but a few.
    pub(crate) fn action_patterns(&self) -> Option<impl Iterator<Item = ActionPattern<'_>>> {
        (!self.action.negated).then(|| self.action.values.iter().map(ActionPattern))
    }

    /// The values of `Resource`; `*` for `NotResource`, which means all but a few, and where there is no such element.
    pub(crate) fn resource_patterns(&self) -> Vec<&str> {
        match &self.resource {
            Some(element) if !element.negated => element.values.iter().map(|value| value.text.as_str()).collect(),
            _ => vec!["*"],
        }
    }

    /// Its conditions.
    pub(crate) fn tests(&self) -> &[ConditionTest] {
        &self.conditions
    }
}

impl ConditionTest {
    /// The policy's values, as they are written.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| value.text.as_str())
    }

    /// Whether the test would hold if its key had this value, or none. A value with a variable is compared as written.
    pub(crate) fn would_hold(&self, value: Option<&str>) -> bool {
        let mut context = Context::default();
        if let Some(value) = value {
            context.carry(&self.key, value);
            if self.texts().any(|text| text == value && text.contains("${")) {
                return self.operator.is_some_and(|operator| !operator.negated);
            }
        }
        self.holds(&context, &mut Unnoted)
    }
}

impl Context {
    /// Sets a key to a value in the form that the key has: alone, or as a list of one.
    pub(crate) fn carry(&mut self, key: &str, value: &str) {
        if super::catalog::is_multivalued(key) {
            self.set_many(key, [value]);
        } else {
            self.set(key, value);
        }
    }

    /// The text with every variable that has a value filled in.
    pub(crate) fn fill(&self, text: &str) -> String {
        filled(text, |name| self.get(name).and_then(ContextValue::single))
    }
}

/// The text with what `value` has in the place of every `${name}`; the others stay as they are written.
pub(crate) fn filled<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, (name, after))) =
        rest.split_once("${").and_then(|(before, inner)| Some((before, inner.split_once('}')?)))
    {
        out.push_str(before);
        match value(name) {
            Some(value) => out.push_str(value),
            None => out.extend(["${", name, "}"]),
        }
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::iam::{Policy, PolicyKind};
    use std::sync::Arc;

    fn policy(statement: &str) -> Policy {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
        Policy::parse("p", PolicyKind::Trust, Arc::new(Source::new("p", text))).0
    }

    #[test]
    fn an_example_is_a_text_that_the_pattern_covers() {
        assert_eq!(example_of("arn:aws:s3:::logs/*"), "arn:aws:s3:::logs/any-other");
        assert_eq!(example_of("q?-**.csv"), "qx-any-other.csv");
        assert_eq!(example_of("home/${aws:username}/${*}"), "home/${aws:username}/*");
        assert_eq!(example_of("${half"), "${half");
    }

    #[test]
    fn a_statement_tells_whom_and_what_it_names() {
        let one = policy(
            r#"{"Effect":"Allow","Principal":{"AWS":"111122223333","Service":["a.amazonaws.com"]},"Action":"sts:*"}"#,
        );
        let statement = one.statements.first().expect("it has one");
        let named: Vec<_> = statement.principals().collect();
        assert_eq!(named, [("AWS", "111122223333"), ("Service", "a.amazonaws.com")]);
        assert_eq!(statement.resource_patterns(), ["*"]);
        let actions: Vec<_> = statement.action_patterns().expect("no NotAction").collect();
        assert!(actions.iter().all(|action| action.covers("sts:AssumeRole") && !action.is_plain()));
        let spared = policy(r#"{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"NotAction":"sts:*"}"#);
        let statement = spared.statements.first().expect("it has one");
        assert_eq!(statement.principals().collect::<Vec<_>>(), [("AWS", "*")]);
        assert!(statement.action_patterns().is_none());
    }

    #[test]
    fn a_test_tells_under_which_value_it_would_hold() {
        let of = |condition: &str| {
            let statement = format!(
                r#"{{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{{{condition}}}}}"#
            );
            policy(&statement).statements.remove(0).conditions.remove(0)
        };
        let id = of(r#""StringEquals":{"sts:ExternalId":"a"}"#);
        assert!(id.would_hold(Some("a")) && !id.would_hold(Some("b")) && !id.would_hold(None));
        let if_there = of(r#""StringEqualsIfExists":{"sts:ExternalId":"a"}"#);
        assert!(if_there.would_hold(None));
        let tag = of(r#""StringEquals":{"aws:RequestTag/x":"${aws:PrincipalTag/x}"}"#);
        assert!(tag.would_hold(Some("${aws:PrincipalTag/x}")) && !tag.would_hold(Some("a")));
        let keys = of(r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}"#);
        assert!(keys.would_hold(Some("a")) && !keys.would_hold(Some("b")));
    }

    #[test]
    fn variables_are_filled_where_they_have_a_value() {
        let mut context = Context::default();
        context.set("aws:username", "alice");
        assert_eq!(context.fill("home/${aws:username}/${aws:userid}"), "home/alice/${aws:userid}");
    }
}
