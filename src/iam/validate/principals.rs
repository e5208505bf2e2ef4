//! Whom a policy lets in without meaning to, and whom it shuts out.

use super::Findings;
use crate::iam::policy::{PolicyKind, PrincipalElement, Statement};
use crate::iam::principal::PrincipalForm;

/// Keys that tell for whose resource a service acts.
const SOURCE_KEYS: [&str; 5] =
    ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceOwner"];

pub(super) fn check(findings: &mut Findings<'_>, statement: &Statement) {
    let Some(element) = &statement.principal else { return };
    if element.negated {
        check_not_principal(findings, statement, element);
        return;
    }
    match findings.policy.kind {
        PolicyKind::Trust => check_trust(findings, statement, element),
        PolicyKind::Resource => check_resource(findings, statement, element),
        _ => {}
    }
}

fn check_not_principal(findings: &mut Findings<'_>, statement: &Statement, element: &PrincipalElement) {
    if statement.allows() {
        findings.warn(
            "allow-with-not-principal",
            element.span,
            "`NotPrincipal` with Allow grants to everybody else, also to unsigned callers; AWS no longer supports it",
            "name who is meant in `Principal`",
        );
    } else {
        findings.warn(
            "deny-with-not-principal",
            element.span,
            "`NotPrincipal` with Deny always denies callers with a permissions boundary, even those it lists",
            "write `\"Principal\": \"*\"` with a condition `ArnNotEquals` on aws:PrincipalArn",
        );
    }
}

fn check_resource(findings: &mut Findings<'_>, statement: &Statement, element: &PrincipalElement) {
    if findings.policy.public_statements().any(|public| public.index == statement.index) {
        findings.warn(
            "public-statement",
            element.span,
            "the statement lets in everybody, also unsigned callers; S3 refuses it while BlockPublicPolicy is on",
            "name accounts, or add a condition such as aws:PrincipalOrgID",
        );
    }
    let service = element.values.iter().find(|value| value.form == PrincipalForm::Service);
    if let Some(service) = service.filter(|_| statement.allows() && !statement.tests_key(&SOURCE_KEYS)) {
        findings.warn(
            "confused-deputy",
            service.span,
            format!("`{}` may act here for anybody's resources, not only for yours", service.text),
            "add a condition on aws:SourceAccount or aws:SourceArn",
        );
    }
}

fn check_trust(findings: &mut Findings<'_>, statement: &Statement, element: &PrincipalElement) {
    let everybody = element.values.iter().find(|value| value.form == PrincipalForm::Any);
    if let Some(value) = everybody.filter(|_| statement.allows() && statement.conditions.is_empty()) {
        findings.warn(
            "trust-policy-public",
            value.span,
            "every principal of every AWS account may assume this role",
            "name accounts, users or roles, or add a condition such as aws:PrincipalOrgID",
        );
    }
    for value in &statement.action.values {
        let is_sts = value.text.split_once(':').is_some_and(|(prefix, _)| prefix.eq_ignore_ascii_case("sts"));
        if !is_sts && value.text != "*" && !statement.action.negated {
            findings.warn(
                "mismatched-action",
                value.span,
                format!("`{}` has no meaning in a role trust policy", value.text),
                "a trust policy says who may take the role: `sts:AssumeRole` and its like",
            );
        }
    }
    check_federation(findings, statement, element);
}

/// An identity provider comes through its own action; anybody else through `sts:AssumeRole`.
fn check_federation(findings: &mut Findings<'_>, statement: &Statement, element: &PrincipalElement) {
    let covers = |action: &str| {
        let hit = statement.action.values.iter().any(|value| value.pattern.matches_ignoring_case(action));
        hit != statement.action.negated
    };
    for value in &element.values {
        if value.form != PrincipalForm::Provider {
            continue;
        }
        let (action, what) = if value.text.contains(":saml-provider/") {
            ("sts:AssumeRoleWithSAML", "a SAML provider")
        } else {
            ("sts:AssumeRoleWithWebIdentity", "a web identity provider")
        };
        if !covers(action) {
            findings.warn(
                "mismatched-action",
                value.span,
                format!("{what} never comes with the actions of this statement"),
                format!("allow `{action}`"),
            );
        } else if action == "sts:AssumeRoleWithWebIdentity" {
            super::providers::check(findings, statement, value);
        }
    }
}
