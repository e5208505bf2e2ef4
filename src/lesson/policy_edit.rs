//! A learner's own edits: every policy there is to edit, what their text means, and the line that shares a play.
//!
//! An edit is a [`Change`] on top of the named what-ifs; [`super::play_changed`] plays it. A text that is broken never
//! fails here: it gives what could be understood and says what is wrong, and [`is_sound`] tells whether to believe it.

use super::play::{PlayError, changed};
use super::scenario::Lesson;
use crate::cloud::{Bucket, Change, OrganizationUnit, PolicyTarget, World};
use crate::diagnostic::{Diagnostic, Source, sanitize};
use crate::iam::{Policy, PolicyKind};
use std::sync::Arc;

/// A policy to edit, or a place where one could be. Exercises edit what hangs in a world; free edits have more places
/// ([`super::EditPlace`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditTarget<P = PolicyTarget> {
    /// Where it hangs.
    pub target: P,
    /// Name of the policy, e.g. `ReadReports` or `trust policy of DataReader`.
    pub name: String,
    /// Whose it is: `role DataReader`, `user alice`, `bucket acme-reports`, `account 111122223333`,
    /// `managed in account 111122223333`, `call 2, PutRolePolicy`.
    pub owner: String,
    /// Which rules of the language apply.
    pub kind: PolicyKind,
    /// The policy; `None` when the place is empty.
    pub policy: Option<Arc<Policy>>,
}

/// Every policy of the lesson's world, and the empty places: a bucket without policy, a principal without permissions
/// or boundary.
pub fn targets(lesson: &Lesson) -> Vec<EditTarget> {
    targets_in(&lesson.world)
}

/// The same for any world, such as the one that a what-if gives.
pub(super) fn targets_in(world: &World) -> Vec<EditTarget> {
    let mut list = Vec::new();
    for role in world.roles.values() {
        let trust = PolicyTarget::Trust { arn: role.arn.clone() };
        list.push(place(trust, &format!("role {}", role.name), Some(&role.trust)));
        let permissions = |name: &str| PolicyTarget::Role { arn: role.arn.clone(), name: name.to_owned() };
        identity(
            &mut list,
            &format!("role {}", role.name),
            &role.policies,
            permissions,
            &role.arn,
            role.boundary.as_ref(),
        );
    }
    for user in world.users.values() {
        let permissions = |name: &str| PolicyTarget::User { arn: user.arn.clone(), name: name.to_owned() };
        identity(
            &mut list,
            &format!("user {}", user.name),
            &user.policies,
            permissions,
            &user.arn,
            user.boundary.as_ref(),
        );
    }
    for Bucket { name, policy, .. } in world.buckets.values().map(Arc::as_ref) {
        list.push(place(PolicyTarget::Bucket { name: name.clone() }, &format!("bucket {name}"), policy.as_ref()));
    }
    for (arn, policy) in world.managed_policies.iter() {
        list.push(place(PolicyTarget::Managed { arn: arn.clone() }, &managed_in(arn), Some(policy)));
    }
    let units = world.organization.iter().flat_map(|organization| organization.units.iter());
    // The root is no organizational unit.
    let kind = |unit: &OrganizationUnit| if unit.parent.is_some() { "unit " } else { "" };
    let units = units.map(|(name, unit)| (name, kind(unit), &unit.scps, &unit.rcps));
    let accounts = world.accounts.values().map(|account| (&account.id, "account ", &account.scps, &account.rcps));
    for (at, what, scps, rcps) in units.chain(accounts) {
        let owner = format!("{what}{at}");
        let scp = |name: &str| PolicyTarget::Scp { at: at.clone(), name: name.to_owned() };
        list.extend(scps.iter().map(|policy| place(scp(&policy.name), &owner, Some(policy))));
        let rcp = |name: &str| PolicyTarget::Rcp { at: at.clone(), name: name.to_owned() };
        list.extend(rcps.iter().map(|policy| place(rcp(&policy.name), &owner, Some(policy))));
    }
    list
}

/// Permissions policies and boundary of a user or role.
fn identity(
    list: &mut Vec<EditTarget>,
    owner: &str,
    policies: &[Arc<Policy>],
    target: impl Fn(&str) -> PolicyTarget,
    arn: &str,
    boundary: Option<&Arc<Policy>>,
) {
    list.extend(policies.iter().map(|policy| place(target(&policy.name), owner, Some(policy))));
    if policies.is_empty() {
        list.push(place(target("Permissions"), owner, None));
    }
    list.push(place(PolicyTarget::Boundary { arn: arn.to_owned() }, owner, boundary));
}

fn place(target: PolicyTarget, owner: &str, policy: Option<&Arc<Policy>>) -> EditTarget {
    let name = policy.map_or_else(|| policy_name(&target), |policy| policy.name.clone());
    EditTarget { name, owner: owner.to_owned(), kind: kind_of(&target), policy: policy.cloned(), target }
}

/// One place, with what hangs there in this world.
pub(super) fn place_in(world: &World, target: &PolicyTarget) -> EditTarget {
    let known = targets_in(world).into_iter().find(|place| place.target == *target);
    known.unwrap_or_else(|| {
        let owner = match target {
            PolicyTarget::User { arn, .. } => format!("user {}", short(arn)),
            PolicyTarget::Role { arn, .. } | PolicyTarget::Trust { arn } => format!("role {}", short(arn)),
            PolicyTarget::Boundary { arn } => short(arn).to_owned(),
            PolicyTarget::Bucket { name } => format!("bucket {name}"),
            PolicyTarget::Managed { arn } => managed_in(arn),
            PolicyTarget::Scp { at, .. } | PolicyTarget::Rcp { at, .. } => at.clone(),
        };
        place(target.clone(), &owner, None)
    })
}

/// Whose a managed policy is.
fn managed_in(arn: &str) -> String {
    format!("managed in account {}", arn.split(':').nth(4).unwrap_or_default())
}

/// The last part of an ARN: the name of a user, role or managed policy.
pub(super) fn short(arn: &str) -> &str {
    arn.rsplit(['/', ':']).next().unwrap_or(arn)
}

/// What a policy at this place is called.
pub fn policy_name(target: &PolicyTarget) -> String {
    match target {
        PolicyTarget::User { name, .. }
        | PolicyTarget::Role { name, .. }
        | PolicyTarget::Scp { name, .. }
        | PolicyTarget::Rcp { name, .. } => name.clone(),
        PolicyTarget::Trust { arn } => format!("trust policy of {}", short(arn)),
        PolicyTarget::Boundary { arn } => format!("boundary of {}", short(arn)),
        PolicyTarget::Bucket { name } => format!("bucket policy of {name}"),
        PolicyTarget::Managed { arn } => short(arn).to_owned(),
    }
}

/// Which rules of the language apply at this place.
pub(super) fn kind_of(target: &PolicyTarget) -> PolicyKind {
    match target {
        PolicyTarget::User { .. } | PolicyTarget::Role { .. } | PolicyTarget::Managed { .. } => PolicyKind::Identity,
        PolicyTarget::Trust { .. } => PolicyKind::Trust,
        PolicyTarget::Boundary { .. } => PolicyKind::Boundary,
        PolicyTarget::Bucket { .. } => PolicyKind::Resource,
        PolicyTarget::Scp { .. } => PolicyKind::ServiceControl,
        PolicyTarget::Rcp { .. } => PolicyKind::ResourceControl,
    }
}

/// What the learner's text means as a policy at this place, and everything wrong with it, in the order of the text:
/// what cannot be read, what IAM would refuse, what its Access Analyzer would say. Spans are bytes of the sanitised
/// text, which is the text itself unless it holds control characters.
pub fn edit(target: &EditTarget, text: &str) -> (Change, Vec<Diagnostic>) {
    edit_at(&target.target, &target.name, text)
}

pub(super) fn edit_at(target: &PolicyTarget, name: &str, text: &str) -> (Change, Vec<Diagnostic>) {
    let (policy, problems) = read(name, kind_of(target), text);
    (Change::SetPolicy { target: target.clone(), policy }, problems)
}

/// The same with no more of what is wrong than what cannot be read.
pub(super) fn parse_at(target: &PolicyTarget, text: &str) -> (Arc<Policy>, Vec<Diagnostic>) {
    parse(&policy_name(target), kind_of(target), text)
}

fn parse(name: &str, kind: PolicyKind, text: &str) -> (Arc<Policy>, Vec<Diagnostic>) {
    let source = Arc::new(Source::new(name, sanitize(text)));
    let (policy, problems) = Policy::parse(name, kind, source);
    (Arc::new(policy), problems)
}

/// A text as a policy of this kind, and everything wrong with it.
pub(super) fn read(name: &str, kind: PolicyKind, text: &str) -> (Arc<Policy>, Vec<Diagnostic>) {
    let (policy, mut problems) = parse(name, kind, text);
    // What could not be read is told once; what the rest means is worth saying only when all of it was read.
    if is_sound(&problems) {
        problems.extend(policy.validate());
    }
    problems.sort_by_key(Diagnostic::position);
    (policy, problems)
}

/// Whether a text with these diagnostics says what it seems to say, so that its play can be shown; otherwise the last
/// good play stays, dimmed.
pub fn is_sound(problems: &[Diagnostic]) -> bool {
    !problems.iter().any(Diagnostic::is_error)
}

/// What a text that is not sound is, told from what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsound {
    /// `cannot be read`, or what it is: `is an identity-based policy and no role trust policy`.
    pub what: String,
    /// What is wrong or missing, one clause an entry; empty for a text that is no JSON, which has a place and no kind.
    pub missing: Vec<String>,
}

/// What the text at this place is; `None` when it is sound. Valid JSON can be read: then it is no policy of this kind, and
/// perhaps one of another.
pub fn unsound<P>(target: &EditTarget<P>, text: &str, problems: &[Diagnostic]) -> Option<Unsound> {
    let errors: Vec<&Diagnostic> = problems.iter().filter(|problem| problem.is_error()).collect();
    if errors.is_empty() {
        return None;
    }
    if text.trim().is_empty() || errors.iter().any(|error| error.code == "json-syntax") {
        return Some(Unsound { what: "cannot be read".to_owned(), missing: Vec::new() });
    }
    let mut missing: Vec<String> = Vec::new();
    for error in &errors {
        if !missing.contains(&error.title) {
            missing.push(error.title.clone());
        }
    }
    let own = target.kind;
    let reads_as = |kind: &PolicyKind| {
        let source = Arc::new(Source::new(&*target.name, sanitize(text)));
        *kind != own && is_sound(&Policy::parse(&target.name, *kind, source).1)
    };
    let other = [PolicyKind::Identity, PolicyKind::Trust, PolicyKind::Resource].into_iter().find(reads_as);
    let what = match other {
        Some(kind) => format!("is {} {} and no {}", kind.article(), kind.name(), own.name()),
        None => format!("is no {}", own.name()),
    };
    Some(Unsound { what, missing })
}

/// The line that repeats a play: `rolecall play ID --what-if …`.
pub fn share_line(id: &str, what_ifs: &[String]) -> String {
    let mut line = format!("rolecall play {id}");
    for what_if in what_ifs {
        line.push_str(" --what-if ");
        line.push_str(what_if);
    }
    line
}

/// The world of the lesson with the named what-ifs applied and then `changes`: the one that
/// [`super::play_changed`] plays in, before its calls change it.
///
/// # Errors
/// When the lesson has no such what-if, or a change names something that is not there.
pub(super) fn world_of(lesson: &Lesson, what_ifs: &[String], changes: &[Change]) -> Result<Arc<World>, PlayError> {
    let world = changed(&lesson.world, &changes_of(lesson, what_ifs)?)?;
    Ok(changed(&world, changes)?)
}

/// The changes that the named what-ifs make to the world, in their order. Their edits of the script are not among them.
///
/// # Errors
/// When the lesson has no such what-if.
pub fn changes_of(lesson: &Lesson, what_ifs: &[String]) -> Result<Vec<Change>, PlayError> {
    let mut changes = Vec::new();
    for name in what_ifs {
        changes.extend(lesson.known_what_if(name)?.changes.iter().cloned());
    }
    Ok(changes)
}
