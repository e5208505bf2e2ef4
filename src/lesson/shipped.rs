//! The names of the scenarios that ship inside the program, in the order of the home screen. The build reads them too.

/// Names of files in `scenarios/`.
pub(crate) const SHIPPED: [&str; 17] = [
    "iam-roles.toml",
    "service-roles.toml",
    "trust-and-permissions.toml",
    "web-identity.toml",
    "explicit-deny.toml",
    "public-bucket.toml",
    "cross-account.toml",
    "external-id.toml",
    "role-chaining.toml",
    "session-policy.toml",
    "tags-and-abac.toml",
    "mfa-role.toml",
    "expiry-and-revoking.toml",
    "missing-or-forbidden.toml",
    "scp-guardrail.toml",
    "rcp-perimeter.toml",
    "permissions-boundary.toml",
];
