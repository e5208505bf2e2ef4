//! One operator and key of a `Condition` block: compiled when the policy is parsed, tested against a request context.

use super::ambiguity::{Ambiguities, Ambiguity, Notes};
use super::arn::Arn;
use super::context::{Context, ContextValue};
use super::glob::{Pattern, Resolve, Variable};
use super::operator::{Family, Operator};
use super::value::{Network, compare_decimals, is_decimal, parse_address, parse_moment};
use crate::diagnostic::Span;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use smol_str::SmolStr;
use std::borrow::Cow;

/// How a multivalued key is quantified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetQualifier {
    /// `ForAllValues:`; true when the key is missing or its set is empty.
    ForAllValues,
    /// `ForAnyValue:`; false when the key is missing.
    ForAnyValue,
}

/// One operator applied to one key with its list of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionTest {
    /// `None` when the operator is unknown: the test then never holds.
    pub(crate) operator: Option<&'static Operator>,
    /// The operator as the policy writes it, with qualifier and suffix.
    pub operator_text: Cow<'static, str>,
    /// `ForAllValues:` or `ForAnyValue:`.
    pub qualifier: Option<SetQualifier>,
    /// `…IfExists`.
    pub if_exists: bool,
    /// Condition key, as written.
    pub key: String,
    pub(crate) key_hash: u32,
    /// The key holds a list, by its type.
    pub(crate) multivalued: bool,
    pub(crate) values: Vec<TestValue>,
    /// The key with its values in the policy text.
    pub span: Span,
    /// The key alone.
    pub key_span: Span,
    /// The operator's name.
    pub operator_span: Span,
    /// Open points that every test of it meets.
    pub(crate) ambiguities: Ambiguities,
}

/// A value in the policy, compiled for its operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TestValue {
    pub text: SmolStr,
    pub span: Span,
    pub matcher: Matcher,
    pub ambiguities: Ambiguities,
}

/// What a request's value is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Matcher {
    Pattern(Pattern),
    Arn(Vec<Pattern>),
    Number(String),
    Moment(i64, u32),
    Network(Network),
    Bytes(Vec<u8>),
    Boolean(bool),
    /// The policy's value cannot be read: nothing matches it.
    Unreadable,
}

impl ConditionTest {
    /// Whether the test holds in `context`. Open points met on the way are added to `met`.
    pub(crate) fn holds(&self, context: &Context, met: &mut impl Notes) -> bool {
        met.extend(self.ambiguities);
        let Some(operator) = self.operator else {
            met.insert(Ambiguity::UnknownOperator);
            return false;
        };
        let value = context.get_hashed(self.key_hash, &self.key);
        if operator.family == Family::Null {
            return self.null_holds(value, met);
        }
        if self.values.is_empty()
            && let Some(holds) = self.empty_holds(value, met)
        {
            return holds;
        }
        let Some(value) = value else { return self.missing_holds(operator, met) };
        match self.qualifier {
            // A list without values is no value.
            None if value.values().is_empty() => self.missing_holds(operator, met),
            // Of a key that is in no table the request tells that it holds a list.
            None if self.multivalued || value.values().len() > 1 => {
                met.insert(Ambiguity::MissingSetOperator);
                false
            }
            None => value.values().iter().all(|value| self.one(operator, value, context, met)),
            Some(SetQualifier::ForAllValues) => {
                if value.values().iter().all(SmolStr::is_empty) {
                    met.insert(Ambiguity::EmptySet);
                    return true;
                }
                value.values().iter().all(|value| self.one(operator, value, context, met))
            }
            Some(SetQualifier::ForAnyValue) => {
                value.values().iter().any(|value| self.one(operator, value, context, met))
            }
        }
    }

    fn null_holds(&self, value: Option<&ContextValue>, met: &mut impl Notes) -> bool {
        match self.qualifier {
            Some(SetQualifier::ForAllValues) => return true,
            Some(SetQualifier::ForAnyValue) => return false,
            None => {}
        }
        if matches!(value, Some(ContextValue::One(text)) if text.is_empty()) {
            met.insert(Ambiguity::EmptyIsPresent);
        }
        let absent = value.is_none_or(|value| value.values().is_empty());
        self.values.iter().any(|wanted| wanted.matcher == Matcher::Boolean(absent))
    }

    fn missing_holds(&self, operator: &Operator, met: &mut impl Notes) -> bool {
        match self.qualifier {
            Some(SetQualifier::ForAllValues) => true,
            Some(SetQualifier::ForAnyValue) if self.if_exists => {
                met.insert(Ambiguity::AnyValueIfExists);
                true
            }
            Some(SetQualifier::ForAnyValue) => {
                if operator.negated {
                    met.insert(Ambiguity::AnyValueMissing);
                }
                false
            }
            None => self.if_exists || operator.negated,
        }
    }

    /// An empty list of values in the policy: with a set operator or `IfExists` only a missing key can match, and
    /// nothing under `ForAnyValue` (IAM Access Analyzer, `access-analyzer-reference-policy-checks.html`).
    /// `None` for a plain operator, where AWS says both yes and no: no value matches, so the negated operator does.
    fn empty_holds(&self, value: Option<&ContextValue>, met: &mut impl Notes) -> Option<bool> {
        match self.qualifier {
            Some(SetQualifier::ForAllValues) => Some(value.is_none()),
            Some(SetQualifier::ForAnyValue) => Some(false),
            None if self.if_exists => Some(value.is_none()),
            None => {
                met.insert(Ambiguity::NoValues);
                None
            }
        }
    }

    /// The operator on one value of the request: some policy value matches; negated, none does.
    fn one(&self, operator: &Operator, value: &str, context: &Context, met: &mut impl Notes) -> bool {
        let some = self.values.iter().any(|wanted| {
            met.extend(wanted.ambiguities);
            wanted.matches(operator, value, context, met)
        });
        some != operator.negated
    }
}

impl TestValue {
    fn matches<N: Notes>(&self, operator: &Operator, value: &str, context: &Context, met: &mut N) -> bool {
        match &self.matcher {
            Matcher::Pattern(pattern) => {
                note_variables(pattern, context, met);
                if !pattern.resolvable(context) {
                    return false;
                }
                if N::KEPT && operator.family == Family::Like && value.contains(char::is_control) {
                    met.insert(Ambiguity::AnyCharacter);
                }
                match operator.family {
                    Family::TextIgnoringCase => pattern.matches_folding::<true>(value, context),
                    Family::Boolean => boolean(value, met).is_some_and(|value| {
                        pattern.matches_folding::<true>(if value { "true" } else { "false" }, context)
                    }),
                    _ => pattern.matches(value, context),
                }
            }
            Matcher::Arn(fields) => {
                let Some(arn) = Arn::parse(value) else {
                    met.insert(Ambiguity::NotAnArn);
                    return false;
                };
                fields.iter().zip(arn.fields).all(|(pattern, field)| {
                    note_variables(pattern, context, met);
                    pattern.resolvable(context) && pattern.matches(field, context)
                })
            }
            Matcher::Number(number) => {
                if !is_decimal(value) {
                    met.insert(Ambiguity::Unreadable);
                } else if value.len() > 15 || number.len() > 15 {
                    met.insert(Ambiguity::LargeNumber);
                }
                compare_decimals(value, number).is_some_and(|ordering| operator.order.accepts(ordering))
            }
            Matcher::Moment(seconds, nanos) => match parse_moment(value) {
                Some(moment) => operator.order.accepts(moment.cmp(&(*seconds, *nanos))),
                None => {
                    met.insert(Ambiguity::Unreadable);
                    false
                }
            },
            Matcher::Network(network) => {
                let Some(address) = parse_address(value) else {
                    met.insert(Ambiguity::Unreadable);
                    return false;
                };
                if N::KEPT && address.is_ipv4() && value.contains(':') {
                    met.insert(Ambiguity::MappedAddress);
                }
                if !network.same_version(address) {
                    met.insert(Ambiguity::AddressVersion);
                }
                network.contains(address)
            }
            Matcher::Bytes(bytes) => equal_bytes(value, bytes),
            Matcher::Boolean(wanted) => boolean(value, met) == Some(*wanted),
            Matcher::Unreadable => {
                met.insert(Ambiguity::Unreadable);
                false
            }
        }
    }

    /// The first of its variables that has no value.
    pub(super) fn unresolved(&self, context: &Context) -> Option<&Variable> {
        let patterns = match &self.matcher {
            Matcher::Pattern(pattern) => std::slice::from_ref(pattern),
            Matcher::Arn(fields) => fields.as_slice(),
            _ => &[],
        };
        patterns.iter().flat_map(Pattern::variables).find(|variable| context.resolve(variable).is_none())
    }

    /// The value with its variables filled in, for people.
    pub fn filled(&self, context: &Context) -> String {
        match &self.matcher {
            Matcher::Pattern(pattern) => pattern.filled(context),
            Matcher::Arn(fields) => fields.iter().map(|field| field.filled(context)).collect::<Vec<_>>().join(":"),
            _ => self.text.to_string(),
        }
    }
}

/// Compares without allocating for any value of a sensible size.
fn equal_bytes(value: &str, bytes: &[u8]) -> bool {
    let mut buffer = [0; 512];
    match BASE64.decode_slice(value, &mut buffer) {
        Ok(length) => buffer.get(..length) == Some(bytes),
        Err(_) => BASE64.decode(value).is_ok_and(|decoded| decoded == bytes),
    }
}

fn boolean(text: &str, met: &mut impl Notes) -> Option<bool> {
    match text {
        "true" => return Some(true),
        "false" => return Some(false),
        _ => met.insert(Ambiguity::BooleanForm),
    }
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Notes what is open about the variables of `pattern`.
pub(crate) fn note_variables<N: Notes>(pattern: &Pattern, context: &Context, met: &mut N) {
    if !N::KEPT || !pattern.has_variables() {
        return;
    }
    for variable in pattern.variables() {
        if variable.multivalued {
            met.insert(Ambiguity::MultivaluedVariable);
        }
        if context.single(&variable.key) == Some("") {
            met.insert(Ambiguity::EmptyVariable);
        }
        if context.resolve(variable).is_some_and(|value| value.contains(['*', '?'])) {
            met.insert(Ambiguity::WildcardInValue);
        }
    }
}
