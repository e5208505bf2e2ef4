//! The scenarios that ship inside the program, so that it needs no files on disk.

/// File name and text of every shipped scenario, in the order of the home screen.
pub fn embedded() -> &'static [(&'static str, &'static str)] {
    &[("iam-roles.toml", include_str!("../../scenarios/iam-roles.toml"))]
}
