//! From JSON text to a [`Policy`]. Parsing never fails: it gives what could be understood, and every problem with its
//! place. A statement that was not understood is kept, marked broken, and never applies.

use super::ambiguity::{Ambiguities, Ambiguity, Notes};
use super::catalog::is_multivalued;
use super::condition::{ConditionTest, Matcher, SetQualifier, TestValue};
use super::context::hash;
use super::glob::{Pattern, Syntax, VariableFault};
use super::operator::{self, Family, OPERATORS, Operator};
use super::policy::{
    ActionElement, ActionValue, Effect, Policy, PolicyKind, PrincipalElement, ResourceElement, ResourceForm,
    ResourceValue, Statement, Version,
};
use super::principal::{PrincipalForm, PrincipalValue};
use super::value::{Network, is_decimal, parse_moment};
use crate::diagnostic::{Diagnostic, Source, Span, suggest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// Longer texts are refused before they are parsed; the largest quota AWS has is 20,480 characters.
const LONGEST: usize = 1 << 20;

/// At most so many problems of one policy are told: who has so many has another format, and each costs time to show.
const MOST_PROBLEMS: usize = 100;

const POLICY_ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const PRINCIPAL_KEYS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

impl Policy {
    /// Parses the JSON of `source`: what could be understood, and every problem found.
    pub fn parse(name: impl Into<String>, kind: PolicyKind, source: Arc<Source>) -> (Policy, Vec<Diagnostic>) {
        let mut reader = Reader {
            kind,
            source: Arc::clone(&source),
            version: Version::Absent,
            id: None,
            problems: Vec::new(),
            breaking: 0,
        };
        let statements = reader.document();
        let Reader { version, id, problems, .. } = reader;
        (Policy { name: name.into(), arn: None, kind, version, source, statements, id }, problems)
    }
}

struct Reader {
    kind: PolicyKind,
    source: Arc<Source>,
    /// In the current one `${...}` is a variable.
    version: Version,
    id: Option<(String, Span)>,
    problems: Vec<Diagnostic>,
    /// How many problems left a statement's meaning unknown, told or not.
    breaking: usize,
}

fn span(node: &impl Ranged) -> Span {
    let range = node.range();
    Span::new(range.start, range.end)
}

/// What a value is called in messages.
fn kind_of(value: &Value<'_>) -> &'static str {
    match value {
        Value::StringLit(_) => "a string",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "a boolean",
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::NullKeyword(_) => "null",
    }
}

impl Reader {
    fn error(&mut self, code: &'static str, at: Span, title: impl Into<String>, help: impl Into<String>) {
        self.report(code, |source| Diagnostic::error(code, source, at, title).help(help));
    }

    /// Counts a problem, and tells it while there is room.
    fn report(&mut self, code: &'static str, problem: impl FnOnce(&Arc<Source>) -> Diagnostic) {
        self.breaking += usize::from(breaks(code));
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem(&self.source));
        }
    }

    fn document(&mut self) -> Vec<Statement> {
        let source = Arc::clone(&self.source);
        let text = source.text();
        if text.len() > LONGEST {
            self.error(
                "policy-too-long",
                Span::new(0, 0),
                format!("the policy has {} bytes", text.len()),
                "AWS takes at most 20,480 characters; split the policy",
            );
            return Vec::new();
        }
        let strict = ParseOptions {
            allow_comments: false,
            allow_loose_object_property_names: false,
            allow_trailing_commas: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let value = match parse_to_ast(text, &CollectOptions::default(), &strict) {
            Ok(parsed) => parsed.value,
            Err(error) => {
                let range = error.range();
                let title = format!("not valid JSON: {}", lower_first(&error.kind().to_string()));
                self.error("json-syntax", Span::new(range.start, range.end), title, "policies are strict JSON");
                return Vec::new();
            }
        };
        match value {
            Some(Value::Object(object)) => self.policy(&object),
            Some(other) => {
                let title = format!("a policy is an object, not {}", kind_of(&other));
                self.error(
                    "not-a-policy",
                    span(&other),
                    title,
                    "start with `{ \"Version\": \"2012-10-17\", \"Statement\": [ ... ] }`",
                );
                Vec::new()
            }
            None => {
                self.error("not-a-policy", Span::new(0, 0), "the policy is empty", "write at least one statement");
                Vec::new()
            }
        }
    }

    fn policy(&mut self, object: &Object<'_>) -> Vec<Statement> {
        self.check_names(object, &POLICY_ELEMENTS, "a policy");
        self.check_duplicates(object);
        if let Some(version) = last(object, "Version") {
            match &version.value {
                Value::StringLit(text) if text.value == "2012-10-17" => self.version = Version::Current,
                Value::StringLit(text) if text.value == "2008-10-17" => self.version = Version::Old,
                other => self.error(
                    "invalid-version",
                    span(other),
                    format!("`{}` is no policy version", self.slice(other)),
                    "write `\"2012-10-17\"`; the only other version is 2008-10-17",
                ),
            }
        }
        self.id = last(object, "Id").and_then(|property| self.string(&property.value, "Id"));
        let mut statements = Vec::new();
        match last(object, "Statement").map(|property| &property.value) {
            None => self.error(
                "missing-statement",
                Span::new(object.range.start, object.range.start + 1),
                "the policy has no `Statement`",
                "add `\"Statement\": [ ... ]`",
            ),
            Some(Value::Object(statement)) => statements.push(self.statement(0, statement)),
            Some(Value::Array(list)) => {
                for (index, element) in list.elements.iter().enumerate() {
                    if let Value::Object(statement) = element {
                        statements.push(self.statement(index, statement));
                    } else {
                        let title = format!("a statement is an object, not {}", kind_of(element));
                        self.error("not-a-statement", span(element), title, "write `{ \"Effect\": ... }`");
                    }
                }
            }
            Some(other) => {
                let title = format!("`Statement` is a list of objects, not {}", kind_of(other));
                self.error("not-a-statement", span(other), title, "write `[ { \"Effect\": ... } ]`");
            }
        }
        self.check_sids(&statements);
        statements
    }

    fn check_sids(&mut self, statements: &[Statement]) {
        let named =
            || statements.iter().filter_map(|one| Some((one.sid.as_deref().filter(|sid| !sid.is_empty())?, one.span)));
        for (sid, first, at) in repeated(named) {
            self.report("duplicate-sid", |source| {
                Diagnostic::error("duplicate-sid", source, at, format!("the Sid `{sid}` is used twice"))
                    .and_at(first, "first here")
                    .help("give each statement its own Sid")
            });
        }
    }

    fn statement(&mut self, index: usize, object: &Object<'_>) -> Statement {
        let broken_before = self.breaking;
        let whole = span(object);
        let head = Span::new(whole.start, whole.start + 1);
        self.check_names(object, &STATEMENT_ELEMENTS, "a statement");
        self.check_duplicates(object);

        let effect = self.effect(object, head);
        let (sid, sid_span) = last(object, "Sid").and_then(|property| self.string(&property.value, "Sid")).unzip();
        let principal = self.principal(object, head);
        let action = self.action(object, head);
        let resource = self.resource(object, head);
        let condition = last(object, "Condition");
        let conditions = condition.map_or_else(Vec::new, |property| self.conditions(&property.value));
        // What AWS would refuse must not grant or deny here: fail closed, but visibly.
        let broken = self.breaking > broken_before;
        Statement {
            index,
            sid,
            effect: effect.unwrap_or(Effect::Deny),
            span: whole,
            broken: broken || effect.is_none(),
            sid_span,
            principal,
            action: action.unwrap_or_default(),
            resource,
            conditions,
            condition_span: condition.map(span),
        }
    }

    fn effect(&mut self, object: &Object<'_>, head: Span) -> Option<Effect> {
        let Some(property) = last(object, "Effect") else {
            self.error(
                "missing-effect",
                head,
                "the statement has no `Effect`",
                "add `\"Effect\": \"Allow\"` or `\"Deny\"`",
            );
            return None;
        };
        match &property.value {
            Value::StringLit(text) if text.value == "Allow" => Some(Effect::Allow),
            Value::StringLit(text) if text.value == "Deny" => Some(Effect::Deny),
            other => {
                let title = format!("`{}` is no effect", self.slice(other));
                self.error("invalid-effect", span(other), title, "write `\"Allow\"` or `\"Deny\"`, in this case");
                None
            }
        }
    }

    fn principal(&mut self, object: &Object<'_>, head: Span) -> Option<PrincipalElement> {
        let (property, negated) = self.one_of(object, "Principal", "NotPrincipal")?;
        let Some(property) = property else {
            if self.kind.names_principals() && self.kind != PolicyKind::VpcEndpoint {
                let title = format!("a statement of a {} names a principal", self.kind.name());
                self.error("missing-principal", head, title, "add `\"Principal\": { \"AWS\": \"arn:...\" }`");
            }
            return None;
        };
        let at = span(&property.value);
        if !self.kind.names_principals() {
            let title =
                format!("a {} has no `{}`", self.kind.name(), if negated { "NotPrincipal" } else { "Principal" });
            self.error("prohibited-element", at, title, "it applies to whom it is attached to; remove the element");
        }
        let mut values = Vec::new();
        match &property.value {
            Value::StringLit(text) if text.value == "*" => {
                values.push(PrincipalValue { key: "AWS".into(), text: "*".into(), span: at, form: PrincipalForm::Any });
            }
            Value::Object(map) => {
                self.check_names(map, &PRINCIPAL_KEYS, "a principal");
                for entry in &map.properties {
                    let key = entry.name.as_str().to_owned();
                    for (text, span) in self.strings(&entry.value, "Principal") {
                        let form = self.principal_form(&key, &text, span);
                        values.push(PrincipalValue { key: key.clone(), text, span, form });
                    }
                }
            }
            other => {
                let title = format!("a principal is `\"*\"` or an object, not `{}`", self.slice(other));
                self.error(
                    "invalid-principal",
                    span(other),
                    title,
                    "write `{ \"AWS\": \"arn:aws:iam::111122223333:user/name\" }`",
                );
            }
        }
        Some(PrincipalElement { negated, values, span: at })
    }

    fn principal_form(&mut self, key: &str, text: &str, at: Span) -> PrincipalForm {
        let form = match key {
            "AWS" => PrincipalForm::of_aws(text),
            "Service" if !text.contains('*') => PrincipalForm::Service,
            "Federated" => PrincipalForm::Provider,
            "CanonicalUser" => PrincipalForm::Canonical,
            _ => PrincipalForm::Invalid,
        };
        if form == PrincipalForm::Invalid && PRINCIPAL_KEYS.contains(&key) {
            let help = if text.contains(['*', '?']) {
                "only a lone `*` is a wildcard in a principal; name the account and narrow it with a condition on aws:PrincipalArn"
            } else {
                "name an account id, a user, role, role session or federated user ARN, or `*`"
            };
            self.error("invalid-principal", at, format!("`{text}` names no principal"), help);
        }
        form
    }

    fn action(&mut self, object: &Object<'_>, head: Span) -> Option<ActionElement> {
        let (property, negated) = self.one_of(object, "Action", "NotAction")?;
        let Some(property) = property else {
            self.error("missing-action", head, "the statement has no `Action`", "add `\"Action\": \"service:Name\"`");
            return None;
        };
        let mut values = Vec::new();
        for property in all(object, if negated { "NotAction" } else { "Action" }) {
            for (text, span) in self.strings(&property.value, "Action") {
                let is_action =
                    text.split_once(':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
                if text != "*" && !is_action {
                    self.error(
                        "invalid-action",
                        span,
                        format!("`{text}` is no action"),
                        "an action is `service:Name`, such as `s3:GetObject`, or `*`",
                    );
                }
                // In lower case, so that comparing with a lower-case action is plain. What is no action is literal:
                // `s3*` shall not grant what AWS would refuse to save.
                let lower = text.to_ascii_lowercase();
                let (pattern, _) =
                    Pattern::new(&lower, Syntax { wildcards: text == "*" || is_action, variables: false });
                values.push(ActionValue { text, pattern, span });
            }
        }
        Some(ActionElement { negated, values, span: span(&property.value) })
    }

    fn resource(&mut self, object: &Object<'_>, head: Span) -> Option<ResourceElement> {
        let (property, negated) = self.one_of(object, "Resource", "NotResource")?;
        let Some(property) = property else {
            if self.kind != PolicyKind::Trust {
                self.error(
                    "missing-resource",
                    head,
                    "the statement has no `Resource`",
                    "add `\"Resource\": \"arn:...\"`",
                );
            }
            return None;
        };
        let at = span(&property.value);
        if self.kind == PolicyKind::Trust {
            self.error(
                "prohibited-element",
                at,
                "a role trust policy has no `Resource`",
                "its resource is the role itself; remove the element",
            );
        }
        let mut values = Vec::new();
        for property in all(object, if negated { "NotResource" } else { "Resource" }) {
            for (text, span) in self.strings(&property.value, "Resource") {
                values.push(self.resource_value(text, span));
            }
        }
        let noteworthy = values
            .iter()
            .any(|value| !value.ambiguities.is_empty() || value.form.patterns().iter().any(Pattern::has_variables));
        Some(ResourceElement { negated, values, span: at, noteworthy })
    }

    fn resource_value(&mut self, text: String, at: Span) -> ResourceValue {
        let mut ambiguities = Ambiguities::default();
        let pattern = self.pattern(&text, true, at, &mut ambiguities);
        let mut fields = pattern.split_colons(6);
        let ends_open = fields.last().is_some_and(Pattern::ends_open);
        let starts_as_arn = fields.first().is_some_and(|field| field.literal() == Some("arn"));
        let form = if pattern.is_any() {
            ResourceForm::Any
        } else if !starts_as_arn || fields.len() < 2 {
            self.error("invalid-resource", at, format!("`{text}` is no ARN"), "write an ARN or `*`");
            ResourceForm::Nothing
        } else if fields.iter().take(5).any(Pattern::has_variables) {
            ambiguities.insert(Ambiguity::VariableInResourceField);
            ResourceForm::Nothing
        } else if fields.len() < 6 {
            // AWS completes short ARNs in identity-based policies (reference_policies_grammar.html). Elsewhere a star
            // at the end of a field still runs on over the colons behind it (reference_policies_elements_resource.html);
            // STS takes no short ARN in a session policy.
            let completes = matches!(self.kind, PolicyKind::Identity | PolicyKind::Boundary);
            if completes || ends_open && self.kind != PolicyKind::Session {
                fields.resize_with(6, Pattern::any);
                ResourceForm::of_fields(fields)
            } else {
                ambiguities.insert(Ambiguity::ShortResource);
                ResourceForm::Nothing
            }
        } else {
            ResourceForm::of_fields(fields)
        };
        ResourceValue { text, form, span: at, ambiguities }
    }

    fn conditions(&mut self, value: &Value<'_>) -> Vec<ConditionTest> {
        let Value::Object(block) = value else {
            let title = format!("`Condition` is an object, not {}", kind_of(value));
            self.error("invalid-condition", span(value), title, "write `{ \"StringEquals\": { \"key\": \"value\" } }`");
            return Vec::new();
        };
        self.check_duplicates(block);
        let mut tests = Vec::new();
        for entry in &block.properties {
            let operator_text = entry.name.as_str().to_owned();
            let Value::Object(keys) = &entry.value else {
                let title = format!("`{operator_text}` holds an object of keys, not {}", kind_of(&entry.value));
                self.error("invalid-condition", span(&entry.value), title, "write `{ \"key\": \"value\" }`");
                continue;
            };
            self.check_duplicates(keys);
            let form = self.operator(&operator_text, span(&entry.name));
            for property in &keys.properties {
                tests.push(self.test(&operator_text, span(&entry.name), &form, property));
            }
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

    fn test(
        &mut self,
        operator_text: &str,
        operator_span: Span,
        form: &OperatorForm,
        property: &ObjectProp<'_>,
    ) -> ConditionTest {
        let key = property.name.as_str().to_owned();
        if !key.split_once(':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty()) {
            self.error(
                "invalid-condition-key",
                span(&property.name),
                format!("`{key}` is no condition key"),
                "a key is `service:name`, such as `aws:SourceIp`",
            );
        }
        let values = self
            .strings(&property.value, "Condition")
            .into_iter()
            .map(|(text, at)| self.test_value(form.operator, text, at))
            .collect();
        ConditionTest {
            operator: form.operator,
            operator_text: operator_text.to_owned(),
            qualifier: form.qualifier,
            if_exists: form.if_exists,
            key_hash: hash(&key),
            multivalued: is_multivalued(&key),
            key,
            values,
            span: span(property),
            key_span: span(&property.name),
            operator_span,
            ambiguities: form.ambiguities,
        }
    }

    fn test_value(&mut self, operator: Option<&'static Operator>, text: String, at: Span) -> TestValue {
        let mut ambiguities = Ambiguities::default();
        let Some(operator) = operator else {
            return TestValue { text, span: at, matcher: Matcher::Unreadable, ambiguities };
        };
        let matcher = match operator.family {
            Family::Text | Family::TextIgnoringCase => {
                Some(Matcher::Pattern(self.pattern_of(&text, false, operator.variables, at, &mut ambiguities)))
            }
            Family::Like => {
                Some(Matcher::Pattern(self.pattern_of(&text, true, operator.variables, at, &mut ambiguities)))
            }
            Family::Arn => {
                let mut fields = self.pattern_of(&text, true, operator.variables, at, &mut ambiguities).split_colons(6);
                if fields.iter().take(5).any(Pattern::has_variables) {
                    ambiguities.insert(Ambiguity::VariableInArnField);
                }
                // One variable may stand for a whole ARN; its fields are known only when it is filled in.
                if fields.len() == 1 && fields.iter().all(Pattern::has_variables) {
                    let pattern = fields.pop().unwrap_or_default();
                    return TestValue { text, span: at, matcher: Matcher::Pattern(pattern), ambiguities };
                }
                if fields.len() < 6 {
                    ambiguities.insert(Ambiguity::ShortArn);
                    return TestValue { text, span: at, matcher: Matcher::Unreadable, ambiguities };
                }
                Some(Matcher::Arn(fields))
            }
            Family::Number => is_decimal(&text).then(|| Matcher::Number(text.clone())),
            Family::Moment => parse_moment(&text).map(|(seconds, nanos)| {
                if text.len() == 7 || text.len() == 4 {
                    ambiguities.insert(Ambiguity::ShortDate);
                }
                Matcher::Moment(seconds, nanos)
            }),
            Family::Boolean | Family::Null => {
                let pattern = self.pattern_of(&text, false, operator.variables, at, &mut ambiguities);
                if pattern.has_variables() {
                    ambiguities.insert(Ambiguity::VariableInBool);
                    Some(Matcher::Pattern(pattern))
                } else {
                    if text != "true" && text != "false" {
                        ambiguities.insert(Ambiguity::BooleanForm);
                    }
                    [true, false]
                        .into_iter()
                        .find(|value| text.eq_ignore_ascii_case(if *value { "true" } else { "false" }))
                        .map(Matcher::Boolean)
                }
            }
            Family::Binary => BASE64.decode(&text).ok().map(Matcher::Bytes),
            Family::Address => Network::parse(&text).map(|network| {
                if network.has_host_bits() {
                    ambiguities.insert(Ambiguity::HostBits);
                }
                Matcher::Network(network)
            }),
        };
        let matcher = matcher.unwrap_or_else(|| {
            self.error(
                "data-type-mismatch",
                at,
                format!("`{text}` is no value for `{}`", operator.name),
                format!("write {}", expected(operator.family)),
            );
            Matcher::Unreadable
        });
        TestValue { text, span: at, matcher, ambiguities }
    }

    /// A pattern with wildcards in an element that allows variables.
    fn pattern(&mut self, text: &str, wildcards: bool, at: Span, open: &mut Ambiguities) -> Pattern {
        self.pattern_of(text, wildcards, true, at, open)
    }

    fn pattern_of(
        &mut self,
        text: &str,
        wildcards: bool,
        variables: bool,
        at: Span,
        open: &mut Ambiguities,
    ) -> Pattern {
        let (pattern, fault) =
            Pattern::new(text, Syntax { wildcards, variables: variables && self.version == Version::Current });
        if let Some(fault) = fault {
            let (code, what, help) = match fault {
                VariableFault::Empty => {
                    ("empty-variable", "an empty variable", "name a condition key: `${aws:username}`")
                }
                VariableFault::MissingBrace => {
                    ("missing-brace-in-variable", "a variable without `}`", "close it: `${aws:username}`")
                }
                VariableFault::MissingQuote => {
                    ("missing-quote-in-variable", "a default without its quotes", "write `${aws:username, 'default'}`")
                }
            };
            self.error(code, at, format!("`{text}` holds {what}"), help);
        }
        if pattern.variables().any(|variable| variable.odd_default) {
            open.insert(Ambiguity::DefaultForm);
        }
        pattern
    }

    /// `name` or its negation, whichever is there; an error when both are. `None` only in that case.
    fn one_of<'o, 't>(
        &mut self,
        object: &'o Object<'t>,
        name: &str,
        negation: &str,
    ) -> Option<(Option<&'o ObjectProp<'t>>, bool)> {
        match (last(object, name), last(object, negation)) {
            (Some(first), Some(second)) => {
                let title = format!("a statement has `{name}` or `{negation}`, not both");
                self.report("element-combination", |source| {
                    Diagnostic::error("element-combination", source, span(&second.name), title)
                        .and_at(span(&first.name), "the other is here")
                        .help("split it into two statements")
                });
                None
            }
            (Some(property), None) => Some((Some(property), false)),
            (None, Some(property)) => Some((Some(property), true)),
            (None, None) => Some((None, false)),
        }
    }

    fn check_names(&mut self, object: &Object<'_>, known: &[&str], what: &str) {
        for property in &object.properties {
            let name = property.name.as_str();
            if !known.contains(&name) {
                self.report("unknown-element", |source| {
                    let help = suggest(name, known.iter().copied()).map_or_else(
                        || {
                            format!(
                                "{what} has {}",
                                known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")
                            )
                        },
                        |near| format!("did you mean `{near}`?"),
                    );
                    let title = format!("`{name}` is no element of {what}");
                    Diagnostic::error("unknown-element", source, span(&property.name), title).help(help)
                });
            }
        }
    }

    fn check_duplicates(&mut self, object: &Object<'_>) {
        let named = || object.properties.iter().map(|property| (property.name.as_str(), span(&property.name)));
        for (name, first, at) in repeated(named) {
            self.report("duplicate-key", |source| {
                Diagnostic::error("duplicate-key", source, at, format!("`{name}` stands twice in one object"))
                    .and_at(first, "first here")
                    .help("AWS refuses this; keep one")
            });
        }
    }

    /// One string, number or boolean as text.
    fn string(&mut self, value: &Value<'_>, element: &str) -> Option<(String, Span)> {
        let text: Cow<'_, str> = match value {
            Value::StringLit(text) => Cow::Borrowed(&text.value),
            Value::NumberLit(number) if element == "Condition" => Cow::Borrowed(number.value),
            Value::BooleanLit(flag) if element == "Condition" => {
                Cow::Borrowed(if flag.value { "true" } else { "false" })
            }
            other => {
                let title = format!("`{element}` takes strings, not {}", kind_of(other));
                self.error("data-type-mismatch", span(other), title, "put the value in double quotes");
                return None;
            }
        };
        Some((text.into_owned(), span(value)))
    }

    /// A string or a list of them.
    fn strings(&mut self, value: &Value<'_>, element: &str) -> Vec<(String, Span)> {
        match value {
            Value::Array(list) => list.elements.iter().filter_map(|value| self.string(value, element)).collect(),
            other => self.string(other, element).into_iter().collect(),
        }
    }

    fn slice(&self, node: &impl Ranged) -> String {
        self.source.slice(span(node)).chars().take(60).collect()
    }
}

#[derive(Default)]
struct OperatorForm {
    operator: Option<&'static Operator>,
    qualifier: Option<SetQualifier>,
    if_exists: bool,
    ambiguities: Ambiguities,
}

/// Problems after which a statement's meaning is not known. The others are refused by AWS at save time, but what they
/// mean is clear: an operator that cannot match, a principal that names nobody, a duplicate of which the last counts.
fn breaks(code: &str) -> bool {
    !matches!(
        code,
        "unknown-operator"
            | "null-with-if-exists"
            | "data-type-mismatch"
            | "invalid-principal"
            | "invalid-action"
            | "invalid-resource"
            | "invalid-condition-key"
            | "duplicate-key"
            | "duplicate-sid"
    )
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

/// Names that stand more than once: each repetition with the places of the first and of itself.
fn repeated<'n, N: Iterator<Item = (&'n str, Span)>>(named: impl Fn() -> N) -> Vec<(&'n str, Span, Span)> {
    // Nearly all lists are short, and looking through them is quickest; long ones must not cost their square.
    const SHORT: usize = 16;
    if named().nth(SHORT).is_none() {
        let first = |name| named().find(|(other, _)| *other == name).map(|(_, at)| at);
        let again = |(name, at)| first(name).filter(|first| *first != at).map(|first| (name, first, at));
        return named().filter_map(again).collect();
    }
    let mut seen = BTreeMap::new();
    let again = |(name, at)| match seen.entry(name) {
        Entry::Occupied(first) => Some((name, *first.get(), at)),
        Entry::Vacant(free) => {
            free.insert(at);
            None
        }
    };
    named().filter_map(again).collect()
}

fn last<'o, 't>(object: &'o Object<'t>, name: &str) -> Option<&'o ObjectProp<'t>> {
    object.properties.iter().rev().find(|property| property.name.as_str() == name)
}

fn all<'o, 't>(object: &'o Object<'t>, name: &'o str) -> impl Iterator<Item = &'o ObjectProp<'t>> {
    object.properties.iter().filter(move |property| property.name.as_str() == name)
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
