//! A learner's own edits: every policy there is to edit, what their text means, and ways to keep or share the result.
//!
//! An edit is a [`Change`] on top of the named what-ifs; [`super::play_changed`] plays it. A text that is broken never
//! fails here: it gives what could be understood and says what is wrong, and [`is_sound`] tells whether to believe it.

use super::play::{PlayError, changed, play, play_changed};
use super::scenario::Lesson;
use crate::cloud::{Bucket, Change, PolicyTarget, World};
use crate::diagnostic::{Diagnostic, Source, sanitize};
use crate::iam::{Policy, PolicyKind};
use std::sync::Arc;

/// Id of the what-if that an exported scenario gets.
const EXPORTED: &str = "my-edit";

/// A policy to edit, or a place where one could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditTarget {
    /// Where it hangs.
    pub target: PolicyTarget,
    /// Name of the policy, e.g. `ReadReports` or `trust policy of DataReader`.
    pub name: String,
    /// Whose it is: `role DataReader`, `user alice`, `bucket acme-reports`, `account 111122223333`.
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
pub fn targets_in(world: &World) -> Vec<EditTarget> {
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
    let units = world.organization.iter().flat_map(|organization| &organization.units);
    let units = units.map(|(name, unit)| (name, "unit", &unit.scps, &unit.rcps));
    let accounts = world.accounts.values().map(|account| (&account.id, "account", &account.scps, &account.rcps));
    for (at, what, scps, rcps) in units.chain(accounts) {
        let owner = format!("{what} {at}");
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

/// The last part of an ARN: the name of a user or role.
pub(super) fn short(arn: &str) -> &str {
    arn.rsplit(['/', ':']).next().unwrap_or(arn)
}

/// What a policy at this place is called.
pub(super) fn policy_name(target: &PolicyTarget) -> String {
    match target {
        PolicyTarget::User { name, .. }
        | PolicyTarget::Role { name, .. }
        | PolicyTarget::Scp { name, .. }
        | PolicyTarget::Rcp { name, .. } => name.clone(),
        PolicyTarget::Trust { arn } => format!("trust policy of {}", short(arn)),
        PolicyTarget::Boundary { arn } => format!("boundary of {}", short(arn)),
        PolicyTarget::Bucket { name } => format!("bucket policy of {name}"),
    }
}

/// Which rules of the language apply at this place.
pub(super) fn kind_of(target: &PolicyTarget) -> PolicyKind {
    match target {
        PolicyTarget::User { .. } | PolicyTarget::Role { .. } => PolicyKind::Identity,
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
    let source = Arc::new(Source::new(name, sanitize(text)));
    let (policy, mut problems) = Policy::parse(name, kind_of(target), source);
    // What could not be read is told once; what the rest means is worth saying only when all of it was read.
    if is_sound(&problems) {
        problems.extend(policy.validate());
    }
    problems.sort_by_key(Diagnostic::position);
    (Change::SetPolicy { target: target.clone(), policy: Arc::new(policy) }, problems)
}

/// Whether a text with these diagnostics says what it seems to say, so that its play can be shown; otherwise the last
/// good play stays, dimmed.
pub fn is_sound(problems: &[Diagnostic]) -> bool {
    !problems.iter().any(Diagnostic::is_error)
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

/// The scenario with the changes in it as one more what-if, called `my-edit` (or `my-edit-2` …): its own text, with a
/// block added at the end. It loads and checks like any other. An edit that no learner could see in the play stands
/// there as a comment, because `check` takes no idle what-ifs.
pub fn export_scenario(lesson: &Lesson, changes: &[Change]) -> String {
    let mut text = lesson.source.text().trim_end().to_owned();
    text.push('\n');
    if changes.is_empty() || changed(&lesson.world, changes).is_err() {
        return text;
    }
    let mut id = EXPORTED.to_owned();
    let mut number = 2;
    while lesson.what_if(&id).is_some() {
        id = format!("{EXPORTED}-{number}");
        number += 1;
    }
    let mut block = format!(
        "[[what-ifs]]\nid = \"{id}\"\ntitle = \"My own edit\"\nlesson = \"Made by hand in the editor: {}.\"\n",
        changes.iter().map(say_change).collect::<Vec<_>>().join(", ").replace(['"', '\\'], "'")
    );
    for change in changes {
        block.push_str("[[what-ifs.changes]]\n");
        block.push_str(&written(change));
    }
    let seen = |played: Result<super::Timeline, PlayError>| played.map(|play| (play.steps, play.variables)).ok();
    let idle = seen(play(lesson, &[])) == seen(play_changed(lesson, &[], changes));
    text.push('\n');
    if idle {
        text.push_str("# This edit changes nothing that this play shows:\n");
        block = block.lines().map(|line| format!("# {line}\n")).collect();
    }
    text + &block
}

/// A change in a few words.
pub(super) fn say_change(change: &Change) -> String {
    match change {
        Change::SetPolicy { target, .. } => format!("{} is another", policy_name(target)),
        Change::RemovePolicy { target } => format!("{} is gone", policy_name(target)),
        Change::SetMaxSessionDuration { arn, seconds } => {
            format!("sessions of {} last up to {seconds} s", short(arn))
        }
        Change::SetPublicAccessBlock { bucket, .. } => format!("Block Public Access of {bucket} is set"),
    }
}

/// A change as a scenario writes it.
fn written(change: &Change) -> String {
    let table = |name: &str, body: String| format!("[what-ifs.changes.{name}]\n{body}");
    match change {
        Change::SetPolicy { target, policy } => {
            table("set-policy", format!("{}document = {}\n", place_of(target), quoted(policy.source.text())))
        }
        Change::RemovePolicy { target } => table("remove-policy", place_of(target)),
        Change::SetMaxSessionDuration { arn, seconds } => {
            table("max-session-duration", format!("role = {}\nseconds = {seconds}\n", quoted(arn)))
        }
        Change::SetPublicAccessBlock { bucket, block } => table(
            "public-access",
            format!(
                "bucket = {}\nblock-public-access = {{ block-public-acls = {}, ignore-public-acls = {}, \
                 block-public-policy = {}, restrict-public-buckets = {} }}\n",
                quoted(bucket),
                block.block_public_acls,
                block.ignore_public_acls,
                block.block_public_policy,
                block.restrict_public_buckets
            ),
        ),
    }
}

/// Whose policy it is, as a scenario says it.
fn place_of(target: &PolicyTarget) -> String {
    match target {
        PolicyTarget::User { arn, name } => format!("user = {}\npolicy = {}\n", quoted(arn), quoted(name)),
        PolicyTarget::Role { arn, name } => format!("role = {}\npolicy = {}\n", quoted(arn), quoted(name)),
        PolicyTarget::Trust { arn } => format!("trust-of = {}\n", quoted(arn)),
        PolicyTarget::Boundary { arn } => format!("boundary-of = {}\n", quoted(arn)),
        PolicyTarget::Bucket { name } => format!("bucket = {}\n", quoted(name)),
        PolicyTarget::Scp { at, name } => format!("scp-at = {}\npolicy = {}\n", quoted(at), quoted(name)),
        PolicyTarget::Rcp { at, name } => format!("rcp-at = {}\npolicy = {}\n", quoted(at), quoted(name)),
    }
}

/// A text as a TOML string: as it stands where that is possible, so that a policy stays readable.
fn quoted(text: &str) -> String {
    let plain = |c: char| !c.is_control() || c == '\n' || c == '\t';
    if text.contains('\n') && text.chars().all(plain) && !text.contains("'''") && !text.ends_with('\'') {
        return format!("'''\n{text}'''");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
