//! Whose policy or whose tags a what-if changes.

use super::load_world::unknown;
use super::names::Names;
use super::policy_edit::policy_name;
use super::reader::Table;
use crate::cloud::{PolicyTarget, TagTarget};
use crate::iam::PolicyKind;

/// Whose tags.
pub(super) fn tag_target(table: &Table<'_>, names: &Names) -> Option<TagTarget> {
    if let Some(user) = table.optional_text("user") {
        return names.user(table, &user).map(TagTarget::User);
    }
    if let Some(role) = table.optional_text("role") {
        return names.role(table, &role).map(TagTarget::Role);
    }
    if let Some(bucket) = table.optional_text("bucket") {
        let bucket = names.bucket(table, &bucket)?;
        return Some(match table.optional_text("key") {
            Some(key) => TagTarget::Object { bucket, key: key.text },
            None => TagTarget::Bucket(bucket),
        });
    }
    let help = "add `user`, `role` or `bucket` (with `key` for an object)";
    table.file.error("missing-kind", table.span, "it does not say whose tags", help);
    None
}

/// Keys that say whose policy it is; one of them is there.
pub(super) const OWNERS: [&str; 8] =
    ["role", "user", "trust-of", "boundary-of", "bucket", "managed", "scp-at", "rcp-at"];

/// Where a policy hangs, what kind it is, and its name.
pub(super) fn target(table: &Table<'_>, names: &Names, must_exist: bool) -> Option<(PolicyTarget, PolicyKind, String)> {
    let mut named = OWNERS.iter().copied().filter(|key| table.has(key));
    if let (Some(first), Some(second)) = (named.next(), named.next()) {
        let title = format!("it names the policy of two: `{first}` and `{second}`");
        table.file.error("several-kinds", table.span_of(second), title, "keep the one that is meant");
        // Nothing is said of its other keys: which there are depends on whose policy it is.
        table.asked_all();
        return None;
    }
    let owner = |key: &'static str| table.optional_text(key);
    if let Some(role) = owner("trust-of") {
        let arn = names.role(table, &role)?;
        let target = PolicyTarget::Trust { arn };
        let name = policy_name(&target);
        return Some((target, PolicyKind::Trust, name));
    }
    if let Some(whose) = owner("boundary-of") {
        let arn = names.roles.get(&whose.text).or(names.users.get(&whose.text)).cloned();
        if arn.is_none() {
            unknown(
                table.file,
                "user or role",
                &whose,
                names.users.keys().chain(names.roles.keys()).map(String::as_str).collect::<Vec<_>>().into_iter(),
            );
        }
        let target = PolicyTarget::Boundary { arn: arn? };
        let name = policy_name(&target);
        return Some((target, PolicyKind::Boundary, name));
    }
    if let Some(bucket) = owner("bucket") {
        let bucket = names.bucket(table, &bucket)?;
        let name = format!("bucket policy of {bucket}");
        return Some((PolicyTarget::Bucket { name: bucket }, PolicyKind::Resource, name));
    }
    if let Some(policy) = owner("managed") {
        let target = PolicyTarget::Managed { arn: names.managed(table, &policy)? };
        let name = policy_name(&target);
        return Some((target, PolicyKind::Identity, name));
    }
    let (who, kind) = match (owner("role"), owner("user"), owner("scp-at"), owner("rcp-at")) {
        (Some(role), ..) => (role, "role"),
        (_, Some(user), ..) => (user, "user"),
        (_, _, Some(level), _) => (level, "scp"),
        (.., Some(level)) => (level, "rcp"),
        _ => {
            let help = "add one of `role`, `user`, `trust-of`, `boundary-of`, `bucket`, `managed`, `scp-at`, `rcp-at`";
            table.file.error("missing-kind", table.span, "it does not say whose policy", help);
            return None;
        }
    };
    let name = table.text("policy");
    if kind == "scp" || kind == "rcp" {
        if !names.levels.contains(&who.text) {
            unknown(table.file, "unit or account", &who, names.levels.iter().map(String::as_str));
            return None;
        }
        let (at, policy) = (who.text, name.text.clone());
        return Some(match kind {
            "scp" => (PolicyTarget::Scp { at, name: policy }, PolicyKind::ServiceControl, name.text),
            _ => (PolicyTarget::Rcp { at, name: policy }, PolicyKind::ResourceControl, name.text),
        });
    }
    let arn = if kind == "role" { names.role(table, &who)? } else { names.user(table, &who)? };
    let known = names.policies.get(&arn).cloned().unwrap_or_default();
    if must_exist && !name.text.is_empty() && !known.contains(&name.text) {
        unknown(table.file, "policy", &name, known.iter().map(String::as_str));
        return None;
    }
    let policy = name.text.clone();
    let target = if kind == "role" {
        PolicyTarget::Role { arn, name: policy }
    } else {
        PolicyTarget::User { arn, name: policy }
    };
    Some((target, PolicyKind::Identity, name.text))
}
