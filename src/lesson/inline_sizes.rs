//! What hangs inline in one user or role has one quota together; each policy alone may keep within its own.
//!
//! Source: IAM User Guide, `reference_iam-quotas.html`. Never tells of a policy that is too long by itself for every
//! quota: validating it does.

use super::play::changed;
use super::scenario::Lesson;
use crate::cloud::World;
use crate::diagnostic::Diagnostic;
use crate::iam::{INLINE_IN_A_ROLE, INLINE_IN_A_USER, Policy, SizeQuota};
use std::sync::Arc;

/// Users and roles that have too much inline, in the lesson's world and under its what-ifs; each is told of once.
pub(super) fn findings(lesson: &Lesson) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> = Vec::new();
    let under = lesson.what_ifs.iter().filter_map(|what_if| changed(&lesson.world, &what_if.changes).ok());
    for world in std::iter::once(Arc::clone(&lesson.world)).chain(under) {
        for problem in of_world(&world) {
            if !problems.iter().any(|known| known.title == problem.title) {
                problems.push(problem);
            }
        }
    }
    problems
}

fn of_world(world: &World) -> impl Iterator<Item = Diagnostic> {
    let users = world.users.values().filter_map(|user| too_much("user", &user.name, &user.policies, INLINE_IN_A_USER));
    let roles = world.roles.values().filter_map(|role| too_much("role", &role.name, &role.policies, INLINE_IN_A_ROLE));
    users.chain(roles)
}

/// Points at the policy with which the quota is passed.
fn too_much(kind: &str, name: &str, policies: &[Arc<Policy>], quota: SizeQuota) -> Option<Diagnostic> {
    let (mut sum, mut passes) = (0, None);
    for policy in policies.iter().filter(|policy| policy.arn.is_none()) {
        let own = quota.measure(policy.source.text());
        if own > INLINE_IN_A_ROLE.most {
            return None;
        }
        sum += own;
        if sum > quota.most && passes.is_none() {
            passes = Some(policy);
        }
    }
    let source = &passes?.source;
    let title = format!(
        "the inline policies of the {kind} `{name}` have {sum} characters without whitespace; together they may have {}",
        quota.most
    );
    Some(Diagnostic::error("inline-policies-exceed-quota", source, source.head(), title).help(quota.help))
}
