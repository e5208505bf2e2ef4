//! Elements that a kind of policy does not have, and elements that say nothing.

use super::Findings;
use crate::diagnostic::Span;
use crate::iam::policy::{Effect, PolicyKind, Statement, Version};
use crate::iam::principal::PrincipalForm;

pub(super) fn check(findings: &mut Findings<'_>) {
    let policy = findings.policy;
    let start = findings.policy.source.head();
    let is_organization_policy = matches!(policy.kind, PolicyKind::ServiceControl | PolicyKind::ResourceControl);
    if is_organization_policy && policy.version != Version::Current {
        let title = format!("a {} must have the current version", policy.kind.name());
        findings.error("missing-version", start, title, "add `\"Version\": \"2012-10-17\"`");
    } else if policy.version == Version::Absent && !policy.statements.is_empty() {
        findings.note(
            "missing-version",
            start,
            "without `Version` the policy is read in the language of 2008",
            "add `\"Version\": \"2012-10-17\"`, so that variables work",
        );
    }
    let has_id = matches!(policy.kind, PolicyKind::Resource | PolicyKind::Trust | PolicyKind::VpcEndpoint);
    if let Some((_, at)) = policy.id.as_ref().filter(|_| !has_id) {
        let title = format!("a {} has no `Id`", policy.kind.name());
        findings.warn("prohibited-element", *at, title, "`Id` is for resource-based policies; remove it");
    }
    if policy.version != Version::Current {
        check_old_variables(findings);
    }
}

/// In the old version `${...}` is plain text.
fn check_old_variables(findings: &mut Findings<'_>) {
    let policy = findings.policy;
    let resources = policy.statements.iter().flat_map(|statement| &statement.resource).flat_map(|r| &r.values);
    let values = policy.statements.iter().flat_map(|statement| &statement.conditions).flat_map(|test| &test.values);
    let spans: Vec<Span> = resources
        .map(|value| (&value.text, value.span))
        .chain(values.map(|value| (&value.text, value.span)))
        .filter(|(text, _)| text.contains("${"))
        .map(|(_, span)| span)
        .collect();
    for at in spans {
        findings.warn(
            "variable-unsupported-in-version",
            at,
            "in this version of the language `${...}` is plain text, not a variable",
            "set `\"Version\": \"2012-10-17\"`",
        );
    }
}

pub(super) fn check_statement(findings: &mut Findings<'_>, statement: &Statement) {
    check_sid(findings, statement);
    check_empty(findings, statement);
    match findings.policy.kind {
        PolicyKind::ResourceControl => check_resource_control(findings, statement),
        PolicyKind::Trust | PolicyKind::ServiceControl => check_not_principal(findings, statement),
        _ => {}
    }
    if statement.allows() && statement.action.negated {
        findings.warn(
            "allow-with-not-action",
            statement.action.span,
            "`NotAction` with Allow grants every other action, of every service, also of services to come",
            "list what is meant in `Action`",
        );
    }
    if let Some(resource) = statement.resource.as_ref().filter(|resource| resource.negated && statement.allows()) {
        findings.warn(
            "allow-with-not-resource",
            resource.span,
            "`NotResource` with Allow grants every other resource",
            "list what is meant in `Resource`",
        );
    }
}

fn check_sid(findings: &mut Findings<'_>, statement: &Statement) {
    let (Some(sid), Some(at)) = (&statement.sid, statement.sid_span) else { return };
    let spaces = findings.policy.kind == PolicyKind::Resource;
    if let Some(odd) = sid.chars().find(|c| !(c.is_ascii_alphanumeric() || spaces && *c == ' ')) {
        let title = format!("a Sid has no `{}`", odd.escape_default());
        findings.error("unsupported-sid", at, title, "use letters and digits");
    }
}

fn check_empty(findings: &mut Findings<'_>, statement: &Statement) {
    let no_effect = "the statement has no effect; fill the list or remove the statement";
    if statement.action.values.is_empty() && !statement.broken {
        findings.warn("empty-array-action", statement.action.span, "the list of actions is empty", no_effect);
    }
    if let Some(resource) = statement.resource.as_ref().filter(|element| element.values.is_empty()) {
        findings.warn("empty-array-resource", resource.span, "the list of resources is empty", no_effect);
    }
    if let Some(principal) = statement.principal.as_ref().filter(|element| element.values.is_empty()) {
        findings.warn("empty-array-principal", principal.span, "the statement names no principal", no_effect);
    }
    if let Some(at) = statement.condition_span.filter(|_| statement.conditions.is_empty() && !statement.broken) {
        findings.note("empty-object-condition", at, "an empty condition always holds", "remove `Condition`");
    }
}

fn check_not_principal(findings: &mut Findings<'_>, statement: &Statement) {
    if let Some(element) = statement.principal.as_ref().filter(|element| element.negated) {
        let title = format!("a {} has no `NotPrincipal`", findings.policy.kind.name());
        findings.error("unsupported-principal", element.span, title, "name who is meant in `Principal`");
    }
}

/// Only `RCPFullAWSAccess`, which AWS attaches by itself, allows; a customer's RCP can but deny.
fn check_resource_control(findings: &mut Findings<'_>, statement: &Statement) {
    if findings.policy.name == "RCPFullAWSAccess" {
        return;
    }
    if statement.effect == Effect::Allow {
        let at = Span::new(statement.span.start, statement.span.start + 1);
        findings.error(
            "unsupported-effect",
            at,
            "a resource control policy can only deny",
            "write `\"Effect\": \"Deny\"`",
        );
    }
    if statement.action.negated {
        let title = "a resource control policy has no `NotAction`";
        findings.error("unsupported-element", statement.action.span, title, "list the actions in `Action`");
    } else if let Some(value) = statement.action.values.iter().find(|value| value.text == "*") {
        let title = "a resource control policy names the service: a lone `*` is refused";
        findings.error("unsupported-action", value.span, title, "write `s3:*` or another service's prefix");
    }
    if let Some(element) = &statement.principal {
        let is_everybody = !element.negated && element.values.iter().all(|value| value.form == PrincipalForm::Any);
        if !is_everybody {
            let title = "a resource control policy names everybody: `\"Principal\": \"*\"`";
            let help = "narrow it with a condition on aws:PrincipalArn or aws:PrincipalAccount";
            findings.error("unsupported-principal", element.span, title, help);
        }
    }
}
