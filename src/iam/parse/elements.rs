//! The elements that say whom, what and where: `Principal`, `Action`, `Resource` and their negations.

use super::members::{Either, all};
use super::{PRINCIPAL_KEYS, Reader, USUAL};
use crate::diagnostic::Span;
use crate::iam::ambiguity::{Ambiguities, Ambiguity, Notes};
use crate::iam::arn::split;
use crate::iam::glob::{Pattern, Syntax};
use crate::iam::json::{Form, Object};
use crate::iam::policy::{
    ActionElement, ActionValue, PolicyKind, PrincipalElement, ResourceElement, ResourceForm, ResourceValue,
};
use crate::iam::principal::{PrincipalForm, PrincipalValue};
use smol_str::StrExt;
use std::borrow::Cow;

impl Reader {
    pub(super) fn principal(&mut self, members: Either<'_, '_>, head: Span) -> Option<PrincipalElement> {
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

    pub(super) fn action(
        &mut self,
        object: Object<'_, '_>,
        members: Either<'_, '_>,
        head: Span,
    ) -> Option<ActionElement> {
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
        let is_action = split(text, b':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
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
        let lower = text.to_ascii_lowercase_smolstr();
        let (pattern, _) = Pattern::new(&lower, Syntax { wildcards: text == "*" || is_action, variables: false });
        ActionValue { text: text.into(), pattern, span }
    }

    pub(super) fn resource(
        &mut self,
        object: Object<'_, '_>,
        members: Either<'_, '_>,
        head: Span,
    ) -> Option<ResourceElement> {
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
}

/// `arn:aws:s3:::` and `bucket/*`, when the first five fields are plain text.
fn plain_head(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().enumerate().filter(|(_, byte)| *byte == b':').nth(4)?.0 + 1;
    let (head, tail) = text.split_at_checked(end)?;
    (head.starts_with("arn:") && !head.bytes().any(|byte| matches!(byte, b'*' | b'?' | b'$'))).then_some((head, tail))
}
