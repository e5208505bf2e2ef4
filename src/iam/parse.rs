//! From JSON text to a [`Policy`]. Parsing never fails: it gives what could be understood, and every problem with its
//! place. A statement that was not understood is kept, marked broken, and never applies.

use super::ambiguity::{Ambiguities, Ambiguity, Notes};
use super::catalog::is_multivalued_hashed;
use super::condition::{ConditionTest, Matcher, SetQualifier, TestValue};
use super::context::hash;
use super::glob::{Pattern, Syntax, VariableFault};
use super::json::{self, Form, Member, Object, Value};
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
use compact_str::CompactString;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// Longer texts are refused before they are parsed; the largest quota AWS has is 20,480 characters.
const LONGEST: usize = 1 << 20;

/// At most so many problems of one policy are told: who has so many has another format, and each costs time to show.
const MOST_PROBLEMS: usize = 100;
/// Values that a list usually has: whoever keeps many policies keeps no room for more.
const USUAL: usize = 1;

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
        let json = match json::read(text) {
            Ok(json) => json,
            Err(fault) => {
                let title = format!("not valid JSON: {}", fault.what);
                self.error("json-syntax", fault.span, title, "policies are strict JSON");
                return Vec::new();
            }
        };
        let Some(root) = json.root() else {
            self.error("not-a-policy", Span::new(0, 0), "the policy is empty", "write at least one statement");
            return Vec::new();
        };
        if let Form::Object(object) = root.form() {
            return self.policy(object);
        }
        let title = format!("a policy is an object, not {}", root.kind());
        let help = "start with `{ \"Version\": \"2012-10-17\", \"Statement\": [ ... ] }`";
        self.error("not-a-policy", root.span(), title, help);
        Vec::new()
    }

    fn policy(&mut self, object: Object<'_, '_>) -> Vec<Statement> {
        let [version, id, statement] = self.pick(object, &POLICY_ELEMENTS, "a policy");
        if let Some(version) = version {
            match version.value.form() {
                Form::Text("2012-10-17") => self.version = Version::Current,
                Form::Text("2008-10-17") => self.version = Version::Old,
                _ => self.error(
                    "invalid-version",
                    version.value.span(),
                    format!("`{}` is no policy version", self.slice(version.value)),
                    "write `\"2012-10-17\"`; the only other version is 2008-10-17",
                ),
            }
        }
        self.id = id.and_then(|member| self.owned(member.value, "Id"));
        let mut statements = Vec::new();
        let Some(statement) = statement.map(|member| member.value) else {
            self.error(
                "missing-statement",
                Span::new(object.span.start, object.span.start + 1),
                "the policy has no `Statement`",
                "add `\"Statement\": [ ... ]`",
            );
            return statements;
        };
        match statement.form() {
            Form::Object(only) => statements.push(self.statement(0, only)),
            Form::List(list) => {
                for (index, element) in list.values().enumerate() {
                    if let Form::Object(statement) = element.form() {
                        statements.push(self.statement(index, statement));
                    } else {
                        let title = format!("a statement is an object, not {}", element.kind());
                        self.error("not-a-statement", element.span(), title, "write `{ \"Effect\": ... }`");
                    }
                }
            }
            _ => {
                let title = format!("`Statement` is a list of objects, not {}", statement.kind());
                self.error("not-a-statement", statement.span(), title, "write `[ { \"Effect\": ... } ]`");
            }
        }
        self.check_sids(&statements);
        // Policies are kept for as long as their lesson; room for three statements more is not.
        statements.shrink_to_fit();
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

    fn statement(&mut self, index: usize, object: Object<'_, '_>) -> Statement {
        let broken_before = self.breaking;
        let whole = object.span;
        let head = Span::new(whole.start, whole.start + 1);
        let [sid, effect, principal, not_principal, action, not_action, resource, not_resource, condition] =
            self.pick(object, &STATEMENT_ELEMENTS, "a statement");

        let effect = self.effect(effect, head);
        let (sid, sid_span) = sid.and_then(|member| self.owned(member.value, "Sid")).unzip();
        let principal = self.principal((principal, not_principal), head);
        let action = self.action(object, (action, not_action), head);
        let resource = self.resource(object, (resource, not_resource), head);
        let conditions = condition.map_or_else(Vec::new, |member| self.conditions(member.value));
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
            condition_span: condition.map(|member| member.span()),
        }
    }

    fn effect(&mut self, member: Option<Member<'_, '_>>, head: Span) -> Option<Effect> {
        let Some(member) = member else {
            self.error(
                "missing-effect",
                head,
                "the statement has no `Effect`",
                "add `\"Effect\": \"Allow\"` or `\"Deny\"`",
            );
            return None;
        };
        match member.value.form() {
            Form::Text("Allow") => Some(Effect::Allow),
            Form::Text("Deny") => Some(Effect::Deny),
            _ => {
                let title = format!("`{}` is no effect", self.slice(member.value));
                self.error(
                    "invalid-effect",
                    member.value.span(),
                    title,
                    "write `\"Allow\"` or `\"Deny\"`, in this case",
                );
                None
            }
        }
    }

    fn principal(&mut self, members: Either<'_, '_>, head: Span) -> Option<PrincipalElement> {
        let (member, negated) = self.one_of(members, "Principal", "NotPrincipal")?;
        let Some(member) = member else {
            if self.kind.names_principals() && self.kind != PolicyKind::VpcEndpoint {
                let title = format!("a statement of a {} names a principal", self.kind.name());
                self.error("missing-principal", head, title, "add `\"Principal\": { \"AWS\": \"arn:...\" }`");
            }
            return None;
        };
        let at = member.value.span();
        if !self.kind.names_principals() {
            let title = format!(
                "{} {} has no `{}`",
                self.kind.article(),
                self.kind.name(),
                if negated { "NotPrincipal" } else { "Principal" }
            );
            self.error("prohibited-element", at, title, "it applies to whom it is attached to; remove the element");
        }
        let mut values = Vec::with_capacity(USUAL);
        match member.value.form() {
            Form::Text("*") => {
                values.push(PrincipalValue { key: "AWS".into(), text: "*".into(), span: at, form: PrincipalForm::Any });
            }
            Form::Object(map) => {
                self.check_names(map, &PRINCIPAL_KEYS, "a principal");
                for entry in map.members() {
                    let known = PRINCIPAL_KEYS.iter().find(|known| **known == entry.name());
                    let key = known.map_or_else(|| Cow::Owned(entry.name().to_owned()), |known| Cow::Borrowed(*known));
                    self.strings(entry.value, "Principal", |reader, text, span| {
                        let form = reader.principal_form(&key, text, span);
                        values.push(PrincipalValue { key: key.clone(), text: text.into(), span, form });
                    });
                }
            }
            _ => {
                let title = format!("a principal is `\"*\"` or an object, not `{}`", self.slice(member.value));
                self.error(
                    "invalid-principal",
                    at,
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

    fn action(&mut self, object: Object<'_, '_>, members: Either<'_, '_>, head: Span) -> Option<ActionElement> {
        let (member, negated) = self.one_of(members, "Action", "NotAction")?;
        let Some(member) = member else {
            self.error("missing-action", head, "the statement has no `Action`", "add `\"Action\": \"service:Name\"`");
            return None;
        };
        let mut values = Vec::with_capacity(USUAL);
        for member in all(object, if negated { "NotAction" } else { "Action" }) {
            self.strings(member.value, "Action", |reader, text, span| values.push(reader.action_value(text, span)));
        }
        Some(ActionElement { negated, values, span: member.value.span() })
    }

    fn action_value(&mut self, text: &str, span: Span) -> ActionValue {
        let is_action = cut(text, b':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
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
        let mut lower = CompactString::new(text);
        lower.as_mut_str().make_ascii_lowercase();
        let (pattern, _) = Pattern::new(&lower, Syntax { wildcards: text == "*" || is_action, variables: false });
        ActionValue { text: text.into(), pattern, span }
    }

    fn resource(&mut self, object: Object<'_, '_>, members: Either<'_, '_>, head: Span) -> Option<ResourceElement> {
        let (member, negated) = self.one_of(members, "Resource", "NotResource")?;
        let Some(member) = member else {
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
        let at = member.value.span();
        if self.kind == PolicyKind::Trust {
            self.error(
                "prohibited-element",
                at,
                "a role trust policy has no `Resource`",
                "its resource is the role itself; remove the element",
            );
        }
        let mut values = Vec::with_capacity(USUAL);
        for member in all(object, if negated { "NotResource" } else { "Resource" }) {
            self.strings(member.value, "Resource", |reader, text, span| values.push(reader.resource_value(text, span)));
        }
        let noteworthy = values
            .iter()
            .any(|value| !value.ambiguities.is_empty() || value.form.patterns().iter().any(Pattern::has_variables));
        Some(ResourceElement { negated, values, span: at, noteworthy })
    }

    fn resource_value(&mut self, text: &str, span: Span) -> ResourceValue {
        let mut ambiguities = Ambiguities::default();
        let form = self.resource_form(text, span, &mut ambiguities);
        ResourceValue { text: text.into(), form, span, ambiguities }
    }

    fn resource_form(&mut self, text: &str, at: Span, ambiguities: &mut Ambiguities) -> ResourceForm {
        // Most name a service and a resource plainly, and then nothing has to be cut into fields.
        if let Some((head, tail)) = plain_head(text) {
            let tail = self.pattern(tail, Syntax::FULL, (text, at), ambiguities);
            return ResourceForm::Plain { head: head.into(), tail };
        }
        let mut fields = self.fields(text, Syntax::FULL, at, ambiguities);
        let ends_open = fields.last().is_some_and(Pattern::ends_open);
        let starts_as_arn = fields.first().is_some_and(|field| field.literal() == Some("arn"));
        if matches!(fields.as_slice(), [only] if only.is_any()) {
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
        }
    }

    fn conditions(&mut self, value: Value<'_, '_>) -> Vec<ConditionTest> {
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
        if !cut(key, b':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty()) {
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

    /// Compiles `text`, which is or ends the value `whole` with its place.
    fn pattern(&mut self, text: &str, syntax: Syntax, whole: (&str, Span), open: &mut Ambiguities) -> Pattern {
        let variables = syntax.variables && self.version == Version::Current;
        let (pattern, fault) = Pattern::new(text, Syntax { variables, ..syntax });
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
            self.error(code, whole.1, format!("`{}` holds {what}", whole.0), help);
        }
        if pattern.variables().any(|variable| variable.odd_default) {
            open.insert(Ambiguity::DefaultForm);
        }
        pattern
    }

    /// Compiles `text`, cut as ARNs are cut. Only a variable may hold a colon that cuts nothing.
    fn fields(&mut self, text: &str, syntax: Syntax, at: Span, open: &mut Ambiguities) -> Vec<Pattern> {
        if text.contains('$') {
            return self.pattern(text, syntax, (text, at), open).split_colons(6);
        }
        text.splitn(6, ':').map(|field| Pattern::new(field, syntax).0).collect()
    }

    /// `name` or its negation, whichever is there; an error when both are. `None` only in that case.
    fn one_of<'j, 't>(
        &mut self,
        members: Either<'j, 't>,
        name: &str,
        negation: &str,
    ) -> Option<(Option<Member<'j, 't>>, bool)> {
        match members {
            (Some(first), Some(second)) => {
                let title = format!("a statement has `{name}` or `{negation}`, not both");
                self.report("element-combination", |source| {
                    Diagnostic::error("element-combination", source, second.name_span(), title)
                        .and_at(first.name_span(), "the other is here")
                        .help("split it into two statements")
                });
                None
            }
            (Some(member), None) => Some((Some(member), false)),
            (None, Some(member)) => Some((Some(member), true)),
            (None, None) => Some((None, false)),
        }
    }

    /// The last member of each name in `known`; what is unknown or stands twice is told.
    fn pick<'j, 't, const N: usize>(
        &mut self,
        object: Object<'j, 't>,
        known: &[&str; N],
        what: &str,
    ) -> [Option<Member<'j, 't>>; N] {
        let mut found = [None; N];
        let mut is_odd = false;
        for member in object.members() {
            let place = known.iter().position(|name| *name == member.name()).and_then(|at| found.get_mut(at));
            is_odd |= place.is_none_or(|place| place.replace(member).is_some());
        }
        if is_odd {
            self.check_names(object, known, what);
            self.check_duplicates(object);
        }
        found
    }

    fn check_names(&mut self, object: Object<'_, '_>, known: &[&str], what: &str) {
        for member in object.members() {
            let name = member.name();
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
                    Diagnostic::error("unknown-element", source, member.name_span(), title).help(help)
                });
            }
        }
    }

    fn check_duplicates(&mut self, object: Object<'_, '_>) {
        let named = || object.members().map(|member| (member.name(), member.name_span()));
        for (name, first, at) in repeated(named) {
            self.report("duplicate-key", |source| {
                Diagnostic::error("duplicate-key", source, at, format!("`{name}` stands twice in one object"))
                    .and_at(first, "first here")
                    .help("AWS refuses this; keep one")
            });
        }
    }

    /// One string, number or boolean as text.
    fn string<'j>(&mut self, value: Value<'j, 'j>, element: &str) -> Option<&'j str> {
        match value.form() {
            Form::Text(text) => Some(text),
            Form::Number(text) if element == "Condition" => Some(text),
            Form::Boolean(flag) if element == "Condition" => Some(if flag { "true" } else { "false" }),
            _ => {
                let title = format!("`{element}` takes strings, not {}", value.kind());
                self.error("data-type-mismatch", value.span(), title, "put the value in double quotes");
                None
            }
        }
    }

    fn owned(&mut self, value: Value<'_, '_>, element: &str) -> Option<(String, Span)> {
        Some((self.string(value, element)?.to_owned(), value.span()))
    }

    /// Hands on a string, or each of a list of them, with its place.
    fn strings(&mut self, value: Value<'_, '_>, element: &str, mut each: impl FnMut(&mut Self, &str, Span)) {
        let mut one = |reader: &mut Self, value: Value<'_, '_>| {
            if let Some(text) = reader.string(value, element) {
                each(reader, text, value.span());
            }
        };
        match value.form() {
            Form::List(list) => list.values().for_each(|value| one(self, value)),
            _ => one(self, value),
        }
    }

    fn slice(&self, value: Value<'_, '_>) -> String {
        self.source.slice(value.span()).chars().take(60).collect()
    }
}

/// An element and its negation.
type Either<'j, 't> = (Option<Member<'j, 't>>, Option<Member<'j, 't>>);

/// `arn:aws:s3:::` and `bucket/*`, when the first five fields are plain text.
fn plain_head(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().enumerate().filter(|(_, byte)| *byte == b':').nth(4)?.0 + 1;
    let (head, tail) = text.split_at_checked(end)?;
    (head.starts_with("arn:") && !head.bytes().any(|byte| matches!(byte, b'*' | b'?' | b'$'))).then_some((head, tail))
}

/// `text` before and after the first `at`, an ASCII character.
fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte == at)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
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

fn all<'j, 't>(object: Object<'j, 't>, name: &str) -> impl Iterator<Item = Member<'j, 't>> {
    object.members().filter(move |member| member.name() == name)
}
