//! Identity providers that serve many organizations under one issuer. A token of theirs says nothing until a claim that
//! tells whose it is was looked at, and IAM takes no trust policy any more that does not look.
//!
//! Source: IAM User Guide, `id_roles_providers_oidc_secure-by-default.html` (identity-provider controls for shared OIDC
//! providers). The controls are evaluated when a role is made or its trust policy is updated; policies that were there
//! before stay as they are, which is why this is a warning.

use super::Findings;
use crate::iam::policy::Statement;
use crate::iam::principal::PrincipalValue;

/// Issuers and the claim that must be tested. The page has seven more: six of one product, which it tells by their ids, and
/// one whose tokens a session name tells apart.
const SHARED: [(&str, &str); 15] = [
    ("agent.buildkite.com", "sub"),
    ("api.pulumi.com/oidc", "aud"),
    ("app.terraform.io", "sub"),
    ("cognito-identity.amazonaws.com", "aud"),
    ("gitlab.com", "sub"),
    ("oidc-configuration.audit-log.githubusercontent.com", "sub"),
    ("oidc.codefresh.io", "sub"),
    ("oidc.vercel.com", "aud"),
    ("proidc.upbound.io", "sub"),
    ("sandboxes.cloud", "aud"),
    ("scalr.io", "sub"),
    ("studio.datachain.ai/api", "sub"),
    ("token.actions.githubusercontent.com", "sub"),
    ("tokens.cloud.shisho.dev", "sub"),
    ("vstoken.actions.githubusercontent.com", "sub"),
];

/// Whether a statement that lets in tokens of a shared provider looks whose they are.
pub(super) fn check(findings: &mut Findings<'_>, statement: &Statement, value: &PrincipalValue) {
    let host = value.text.split_once(":oidc-provider/").map_or(value.text.as_str(), |(_, host)| host);
    let Some((issuer, claim)) = SHARED.iter().find(|(issuer, _)| issuer.eq_ignore_ascii_case(host)) else { return };
    let key = format!("{issuer}:{claim}");
    if statement.allows() && !statement.tests_key(&[&key]) {
        findings.warn(
            "shared-provider",
            value.span,
            format!("IAM no longer takes a trust policy for `{issuer}` that does not test `{key}`"),
            "its tokens are issued to many customers: add that condition; a role from before this rule keeps its policy",
        );
    }
}
