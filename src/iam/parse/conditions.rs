//! The element `Condition`: operators, their keys and the values they compare with.

use super::{Reader, USUAL};
use crate::diagnostic::{Diagnostic, Span, suggest};
use crate::iam::ambiguity::{Ambiguities, Ambiguity, Notes};
use crate::iam::arn::split;
use crate::iam::catalog::is_multivalued_hashed;
use crate::iam::condition::{ConditionTest, Matcher, SetQualifier, TestValue};
use crate::iam::context::hash;
use crate::iam::glob::{Pattern, Syntax};
use crate::iam::json::{Form, Member, Value};
use crate::iam::operator::{self, Family, OPERATORS, Operator};
use crate::iam::value::{Network, is_decimal, parse_moment};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::borrow::Cow;

impl Reader {
    pub(super) fn conditions(&mut self, value: Value<'_, '_>) -> Vec<ConditionTest> {
        let Form::Object(block) = value.form() else {
            let title = format!("`Condition` is an object, not {}", value.kind());
            self.error(
                "invalid-condition",
                value.span(),
                title,
                "write `{ \"StringEquals\": { \"key\": \"value\" } }`",
            );
            return Vec::new();
        };
        self.check_duplicates(block);
        let mut tests = Vec::with_capacity(USUAL);
        for entry in block.members() {
            let Form::Object(keys) = entry.value.form() else {
                let title = format!("`{}` holds an object of keys, not {}", entry.name(), entry.value.kind());
                self.error("invalid-condition", entry.value.span(), title, "write `{ \"key\": \"value\" }`");
                continue;
            };
            self.check_duplicates(keys);
            let form = self.operator(entry.name(), entry.name_span());
            tests.extend(keys.members().map(|member| self.test(entry, &form, member)));
        }
        tests
    }

    fn operator(&mut self, text: &str, at: Span) -> OperatorForm {
        let mut form = OperatorForm::default();
        let mut name = text;
        for (prefix, qualifier) in
            [("ForAllValues:", SetQualifier::ForAllValues), ("ForAnyValue:", SetQualifier::ForAnyValue)]
        {
            if let Some((head, tail)) = name.split_at_checked(prefix.len())
                && head.eq_ignore_ascii_case(prefix)
            {
                if head != prefix {
                    form.ambiguities.insert(Ambiguity::OperatorCase);
                }
                form.qualifier = Some(qualifier);
                name = tail;
                break;
            }
        }
        if let Some((head, tail)) = name.len().checked_sub(8).and_then(|at| name.split_at_checked(at))
            && tail.eq_ignore_ascii_case("IfExists")
        {
            if tail != "IfExists" {
                form.ambiguities.insert(Ambiguity::OperatorCase);
            }
            form.if_exists = true;
            name = head;
        }
        match operator::find(name) {
            Some((found, exact)) => {
                if !exact {
                    form.ambiguities.insert(Ambiguity::OperatorCase);
                }
                if found.family == Family::Null && form.if_exists {
                    self.error(
                        "null-with-if-exists",
                        at,
                        format!("`{text}` does not exist"),
                        "Null already tests presence; write `Null`",
                    );
                } else {
                    form.operator = Some(found);
                }
            }
            None => {
                self.report("unknown-operator", |source| {
                    let help = suggest(name, OPERATORS.iter().map(|row| row.name)).map_or_else(
                        || "see the list of condition operators in the IAM User Guide".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    let title = format!("`{text}` is no condition operator");
                    Diagnostic::error("unknown-operator", source, at, title).help(help)
                });
            }
        }
        form
    }

    fn test(&mut self, entry: Member<'_, '_>, form: &OperatorForm, member: Member<'_, '_>) -> ConditionTest {
        let key = member.name();
        if !split(key, b':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty()) {
            self.error(
                "invalid-condition-key",
                member.name_span(),
                format!("`{key}` is no condition key"),
                "a key is `service:name`, such as `aws:SourceIp`",
            );
        }
        let mut values = Vec::with_capacity(USUAL);
        self.strings(member.value, "Condition", |reader, text, at| {
            values.push(reader.test_value(form.operator, text, at));
        });
        let key_hash = hash(key);
        ConditionTest {
            operator: form.operator,
            operator_text: match form.operator {
                Some(known) if known.name == entry.name() => Cow::Borrowed(known.name),
                _ => Cow::Owned(entry.name().to_owned()),
            },
            qualifier: form.qualifier,
            if_exists: form.if_exists,
            key_hash,
            multivalued: is_multivalued_hashed(key_hash, key),
            key: key.to_owned(),
            values,
            span: member.span(),
            key_span: member.name_span(),
            operator_span: entry.name_span(),
            ambiguities: form.ambiguities,
        }
    }

    fn test_value(&mut self, operator: Option<&'static Operator>, text: &str, span: Span) -> TestValue {
        let mut ambiguities = Ambiguities::default();
        let matcher = match operator {
            Some(operator) => self.matcher(operator, text, span, &mut ambiguities),
            None => Matcher::Unreadable,
        };
        TestValue { text: text.into(), span, matcher, ambiguities }
    }

    fn matcher(&mut self, operator: &Operator, text: &str, at: Span, open: &mut Ambiguities) -> Matcher {
        let whole = (text, at);
        let syntax = |wildcards| Syntax { wildcards, variables: operator.variables };
        let matcher = match operator.family {
            Family::Text | Family::TextIgnoringCase => {
                Some(Matcher::Pattern(self.pattern(text, syntax(false), whole, open)))
            }
            Family::Like => Some(Matcher::Pattern(self.pattern(text, syntax(true), whole, open))),
            Family::Arn => Some(self.arn_matcher(text, syntax(true), at, open)),
            Family::Number => is_decimal(text).then(|| Matcher::Number(text.to_owned())),
            Family::Moment => parse_moment(text).map(|(seconds, nanos)| {
                if text.len() == 7 || text.len() == 4 {
                    open.insert(Ambiguity::ShortDate);
                }
                Matcher::Moment(seconds, nanos)
            }),
            Family::Boolean | Family::Null => {
                let pattern = self.pattern(text, syntax(false), whole, open);
                if pattern.has_variables() {
                    open.insert(Ambiguity::VariableInBool);
                    Some(Matcher::Pattern(pattern))
                } else {
                    if text != "true" && text != "false" {
                        open.insert(Ambiguity::BooleanForm);
                    }
                    [true, false]
                        .into_iter()
                        .find(|value| text.eq_ignore_ascii_case(if *value { "true" } else { "false" }))
                        .map(Matcher::Boolean)
                }
            }
            Family::Binary => BASE64.decode(text).ok().map(Matcher::Bytes),
            Family::Address => Network::parse(text).map(|network| {
                if network.has_host_bits() {
                    open.insert(Ambiguity::HostBits);
                }
                Matcher::Network(network)
            }),
        };
        matcher.unwrap_or_else(|| {
            self.error(
                "data-type-mismatch",
                at,
                format!("`{text}` is no value for `{}`", operator.name),
                format!("write {}", expected(operator.family)),
            );
            Matcher::Unreadable
        })
    }

    fn arn_matcher(&mut self, text: &str, syntax: Syntax, at: Span, open: &mut Ambiguities) -> Matcher {
        let mut fields = self.fields(text, syntax, at, open);
        if fields.iter().take(5).any(Pattern::has_variables) {
            open.insert(Ambiguity::VariableInArnField);
        }
        // One variable may stand for a whole ARN; its fields are known only when it is filled in.
        if fields.len() == 1 && fields.iter().all(Pattern::has_variables) {
            return Matcher::Pattern(fields.pop().unwrap_or_default());
        }
        if fields.len() < 6 {
            open.insert(Ambiguity::ShortArn);
            return Matcher::Unreadable;
        }
        Matcher::Arn(fields)
    }
}

#[derive(Default)]
struct OperatorForm {
    operator: Option<&'static Operator>,
    qualifier: Option<SetQualifier>,
    if_exists: bool,
    ambiguities: Ambiguities,
}

fn expected(family: Family) -> &'static str {
    match family {
        Family::Number => "a decimal number",
        Family::Moment => "a date such as `2026-11-23T10:15:30Z`",
        Family::Boolean | Family::Null => "`\"true\"` or `\"false\"`",
        Family::Binary => "base64",
        Family::Address => "an address or a network such as `203.0.113.0/24`",
        Family::Text | Family::TextIgnoringCase | Family::Like | Family::Arn => "a string",
    }
}
