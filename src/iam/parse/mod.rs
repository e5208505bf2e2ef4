//! From JSON text to a [`Policy`]. Parsing never fails: it gives what could be understood, and every problem with its
//! place. A statement that was not understood is kept, marked broken, and never applies.

mod conditions;
mod elements;
mod members;
mod patterns;

use super::json::{self, Form, Member, Object};
use super::policy::{Effect, Policy, PolicyKind, Statement, Version};
use crate::diagnostic::{Diagnostic, Source, Span};
use members::repeated;
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
