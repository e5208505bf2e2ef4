//! Sentences read off a trace: AWS's own, one for learners, and one for every comparison.

use super::gates::Grant;
use super::glob::{Pattern, Resolve};
use super::operator::Family;
use super::policy::Statement;
use super::trace::{Check, Decision, Element, Outcome, Trace};
use super::{ConditionTest, Context, ContextValue, Effect, Layer, Policy, Principal, Reason, Request, SetQualifier};
use std::fmt;

impl Trace {
    /// AWS's own sentence for a denial; `None` when allowed.
    ///
    /// Form: IAM User Guide `troubleshoot_access-denied.html`; S3 quotes the resource
    /// (S3 User Guide `troubleshoot-403-errors.html`).
    pub fn aws_message(&self) -> Option<String> {
        self.reasons.first().map(|reason| reason.aws_message(&self.request))
    }

    /// The caller as messages name it.
    pub fn caller(&self) -> &str {
        self.request.caller()
    }

    /// The caller as explanations name it: `arn:…` between backticks, or the token that speaks for it.
    pub fn caller_words(&self) -> String {
        self.request.caller_words()
    }

    /// What was decided and by what, in one sentence for learners.
    pub fn plain_sentence(&self) -> String {
        let action = &self.request.action;
        match (self.decision, self.deciding()) {
            (Decision::Allowed, Some(_)) => {
                format!("{action} is allowed by {}, and nothing denies it", self.allowed_by().unwrap_or_default())
            }
            (Decision::Allowed, None) => format!("{action} is allowed: this caller needs no policy for it"),
            (Decision::ExplicitlyDenied, Some((policy, statement))) => {
                format!("{action} is denied by {}; an explicit deny wins over every allow", statement.label_in(policy))
            }
            (Decision::ExplicitlyDenied, None) => format!("{action} is denied explicitly"),
            (Decision::ImplicitlyDenied, _) => match self.reasons.first() {
                Some(reason) => {
                    format!("nothing denies {action}, but {}{}", self.missing(reason, action), self.also_missing())
                }
                None => format!("nothing allows {action}"),
            },
        }
    }

    /// What is missing, as the end of a sentence.
    fn missing(&self, reason: &Reason, action: &str) -> String {
        let level = reason.level.as_ref().map(|level| format!(" at {level}")).unwrap_or_default();
        // A service takes a role in somebody else's call: said of `this caller`, it would be taken for theirs.
        let whom = if let Principal::Service(name) = &self.request.principal { name } else { "this caller" };
        match reason.layer {
            Layer::PublicAccessBlock => SHUT_OUT.to_owned(),
            Layer::Boundary => format!("the permissions boundary does not allow {action}"),
            Layer::Session => format!("the session policy does not allow {action}"),
            Layer::Trust if action.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("sts:AssumeRole")) => {
                format!("the role's trust policy does not let {whom} assume it")
            }
            Layer::Trust => format!("the role's trust policy does not allow {whom} {action}"),
            layer => format!("no {}{level} allows {action}", layer.name()),
        }
    }

    /// Across accounts both sides must allow: the caller's own, where it does not either. Empty elsewhere.
    fn also_missing(&self) -> String {
        match self.reasons.as_slice() {
            [resource, own, ..]
                if self.crosses_accounts() && matches!(resource.layer, Layer::Resource | Layer::Trust) =>
            {
                let what = if resource.layer == Layer::Trust { &self.request.action } else { "it" };
                format!(", and {}; across accounts both sides must", self.missing(own, what))
            }
            _ => String::new(),
        }
    }

    /// The statement that allowed the request; where the resource's side alone was not enough, with the one of the
    /// caller's own side. `None` when no statement did.
    pub(crate) fn allowed_by(&self) -> Option<String> {
        let (policy, statement) = self.deciding().filter(|_| self.is_allowed())?;
        let first = statement.label_in(policy);
        let by_both = self.crosses_accounts() || self.gates.grant() == Some(Grant::Account);
        let own = self.layers.iter().filter(|layer| layer.layer == Layer::Identity && by_both);
        let second = own.flat_map(|layer| &layer.policies).find_map(|policy| {
            let allow = policy.statements.iter().find(|one| one.applies && one.effect == Effect::Allow)?;
            Some(policy.policy.statements.get(allow.index)?.label_in(&policy.policy))
        });
        Some(second.map_or(first.clone(), |second| format!("{first} and by {second}")))
    }

    /// Why `check` came out as it did, with the values after substitution.
    pub fn say_check(&self, policy: &Policy, statement_index: usize, check: &Check) -> String {
        let Some(statement) = policy.statements.get(statement_index) else { return String::new() };
        let matched = check.outcome == Outcome::Match;
        match check.element {
            Element::Principal => self.say_principal(policy, statement, check, matched),
            Element::Action => {
                let list = list(statement.action.values.iter().map(|value| value.text.to_string()));
                let name = if statement.action.negated { "NotAction" } else { "Action" };
                say(name, &list, &self.request.action, statement.action.negated, matched)
            }
            Element::Resource => self.say_resource(statement, matched),
            Element::Condition => statement
                .conditions
                .iter()
                .find(|test| test.span == check.span)
                .map_or_else(String::new, |test| say_condition(test, &self.request.context, matched)),
        }
    }

    fn say_principal(&self, policy: &Policy, statement: &Statement, check: &Check, matched: bool) -> String {
        let negated = statement.principal.as_ref().is_some_and(|element| element.negated);
        match (matched, negated) {
            (true, false) => {
                let text = policy.source.slice(check.span).trim_matches('"');
                format!("`{text}` names the caller")
            }
            (true, true) => "NotPrincipal does not list the caller".to_owned(),
            (false, true) => "NotPrincipal lists the caller".to_owned(),
            (false, false) => {
                let named =
                    statement.principal.iter().flat_map(|element| &element.values).map(|value| value.text.to_string());
                format!("Principal names {}; the caller is {}", list(named), self.caller_words())
            }
        }
    }

    fn say_resource(&self, statement: &Statement, matched: bool) -> String {
        let Some(element) = &statement.resource else { return String::new() };
        let context = &self.request.context;
        let texts = element.values.iter().map(|value| {
            let has_variables = value.form.patterns().iter().any(Pattern::has_variables);
            value.form.filled(context).filter(|_| has_variables).unwrap_or_else(|| value.text.to_string())
        });
        let name = if element.negated { "NotResource" } else { "Resource" };
        let mut text = say(name, &list(texts), &self.request.resource, element.negated, matched);
        if matched {
            return text;
        }
        let patterns = element.values.iter().flat_map(|value| value.form.patterns());
        let unresolved = patterns.flat_map(Pattern::variables).find(|variable| context.resolve(variable).is_none());
        if let Some(variable) = unresolved {
            text.push_str(&format!("; `{}` has no value, so its pattern matches nothing", variable.key));
        } else if element.values.iter().any(|value| is_bucket_of(&value.text, &self.request.resource)) {
            text.push_str("; a bucket and its objects are different resources");
        }
        text
    }
}

impl Reason {
    /// AWS's sentence for a denial of `request` of which this is the primary reason.
    pub(crate) fn aws_message(&self, request: &Request) -> String {
        let on = match request.resource.as_str() {
            "*" | "arn:aws:s3:::*" => String::new(),
            arn if request.action.starts_with("s3:") => format!(" on resource: \"{arn}\""),
            arn => format!(" on resource: {arn}"),
        };
        let tail = if self.explicit {
            let article = match self.layer {
                Layer::Identity => "an",
                Layer::Trust => "the",
                _ => "a",
            };
            let arn = self.policy_arn.as_ref().map(|arn| format!(": {arn}")).unwrap_or_default();
            format!("with an explicit deny in {article} {}{arn}", self.layer.name())
        } else if self.layer == Layer::PublicAccessBlock {
            // No text of AWS's is known for this setting, and in the owner's account nobody meets it.
            return format!("User: {} is not authorized to perform: {}{on}", request.caller(), request.action);
        } else {
            format!("because no {} allows the {} action", self.layer.name(), request.action)
        };
        format!("User: {} is not authorized to perform: {}{on} {tail}", request.caller(), request.action)
    }
}

/// What Block Public Access does. Its settings never allow anything, so none is missing there.
pub(super) const SHUT_OUT: &str =
    "Block Public Access keeps out all but AWS services and the bucket's account while the bucket policy is public";

/// `pattern` and `resource` are a bucket and one of its objects, either way round.
fn is_bucket_of(pattern: &str, resource: &str) -> bool {
    let bucket =
        |arn: &str| arn.strip_prefix("arn:aws:s3:::").map(|rest| rest.split('/').next().unwrap_or(rest).to_owned());
    let is_object = |arn: &str| arn.contains('/');
    bucket(pattern).is_some() && bucket(pattern) == bucket(resource) && is_object(pattern) != is_object(resource)
}

fn say(element: &str, list: &str, value: &str, negated: bool, matched: bool) -> String {
    match (matched, negated) {
        (true, false) => format!("{element} covers `{value}`"),
        (true, true) => format!("{element} spares only {list}, so `{value}` is meant"),
        (false, true) => format!("{element} spares `{value}`"),
        (false, false) => format!("{element} is {list}; the request is for `{value}`"),
    }
}

fn list(values: impl Iterator<Item: fmt::Display>) -> String {
    let values: Vec<String> = values.map(|value| format!("`{value}`")).collect();
    match values.as_slice() {
        [] => "empty".to_owned(),
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        _ => values.join(", "),
    }
}

fn say_condition(test: &ConditionTest, context: &Context, matched: bool) -> String {
    let outcome = if matched { "holds" } else { "does not hold" };
    let wanted = list(test.values.iter().map(|value| value.filled(context)));
    let Some(operator) = test.operator else {
        return format!("`{}` is no condition operator, so the condition never holds", test.operator_text);
    };
    let found = match context.get(&test.key) {
        None => "the request has no such key".to_owned(),
        Some(ContextValue::One(value)) => format!("the request has `{value}`"),
        Some(ContextValue::Many(values)) => format!("the request has {}", list(values.iter())),
    };
    let note = match (context.get(&test.key), test.qualifier) {
        (Some(_), None) if test.multivalued && operator.family != Family::Null => {
            "; the key holds a list and needs ForAllValues or ForAnyValue"
        }
        (None, Some(SetQualifier::ForAllValues)) => "; ForAllValues is true for a missing key",
        (None, None) if test.if_exists => "; IfExists counts a missing key as a match",
        (None, None) if operator.negated => "; a negated operator is true for a missing key",
        _ => "",
    };
    let unresolved = test.values.iter().find_map(|value| value.unresolved(context));
    let valueless = match unresolved {
        Some(variable) if note.is_empty() => format!("; `{}` has no value, so nothing equals it", variable.key),
        _ => String::new(),
    };
    format!("`{}` {} {wanted} {outcome}: {found}{note}{valueless}", test.key, test.operator_text)
}
