//! The scenarios that ship inside the program, so that it needs no files on disk.

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        &[$((concat!($name, ".toml"), include_str!(concat!("../../scenarios/", $name, ".toml")))),+]
    };
}

/// File name and text of every shipped scenario, in the order of the home screen.
pub fn embedded() -> &'static [(&'static str, &'static str)] {
    shipped![
        "iam-roles",
        "service-roles",
        "trust-and-permissions",
        "web-identity",
        "explicit-deny",
        "public-bucket",
        "cross-account",
        "external-id",
        "role-chaining",
        "session-policy",
        "tags-and-abac",
        "mfa-role",
        "expiry-and-revoking",
        "missing-or-forbidden",
        "scp-guardrail",
        "rcp-perimeter",
        "permissions-boundary",
    ]
}
