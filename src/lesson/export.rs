//! A scenario written out again with a learner's own changes in it, so that it can be kept, shared and checked.
//!
//! The author's text stays as it is, byte for byte: the changes become one more what-if at its end.

use super::free_edit::{EditPlace, PolicyEdit};
use super::play::{PlayError, changed, play, play_with};
use super::policy_edit::{changes_of, policy_name, short};
use super::scenario::Lesson;
use super::timeline::Timeline;
use crate::cloud::{Bucket, Change, PolicyTarget, TagTarget};
use crate::iam::{Policy, PolicyKind, PublicAccessBlock};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// Id of the what-if.
const EXPORTED: &str = "my-edit";

/// The scenario with the changes in it as one more what-if, called `my-edit` (or `my-edit-2` …): its own text, with a
/// block added at the end. It loads and checks like any other. An edit that no learner could see in the play stands
/// there as a comment, because `check` takes no idle what-ifs.
pub fn export_scenario(lesson: &Lesson, changes: &[Change]) -> String {
    with_block(lesson, changes, &[]).0
}

/// A scenario written out, and how to play in it what was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The scenario.
    pub text: String,
    /// The what-ifs to name, in their order; without the learner's own when it stands there as a comment.
    pub what_ifs: Vec<String>,
}

/// The scenario with a learner's edits that were made on top of the named what-ifs. What those change in the world
/// becomes part of the new what-if; where they change calls too, they have to be named before it.
pub fn export_play(lesson: &Lesson, what_ifs: &[String], edits: &[PolicyEdit]) -> Exported {
    let keeps = |id: &String| lesson.what_if(id).is_some_and(|what_if| !what_if.edits.is_empty());
    let mut named = what_ifs.to_vec();
    let mut all: Vec<Change> = edits.iter().filter_map(PolicyEdit::change).collect();
    if !what_ifs.iter().any(keeps)
        && let Ok(first) = changes_of(lesson, what_ifs)
    {
        all.splice(0..0, first);
        named.clear();
    }
    let of_calls: Vec<&PolicyEdit> = edits.iter().filter(|edit| edit.change().is_none()).collect();
    let (text, id) = with_block(lesson, &all, &of_calls);
    named.extend(id);
    Exported { text, what_ifs: named }
}

/// The scenario with the changes of the world and the edits of calls as one more what-if, and its id when it is none that stands there as a comment.
fn with_block(lesson: &Lesson, changes: &[Change], of_calls: &[&PolicyEdit]) -> (String, Option<String>) {
    let mut text = lesson.source.text().trim_end().to_owned();
    text.push('\n');
    if (changes.is_empty() && of_calls.is_empty()) || changed(&lesson.world, changes).is_err() {
        return (text, None);
    }
    let mut id = EXPORTED.to_owned();
    let mut number = 2;
    while lesson.what_if(&id).is_some() {
        id = format!("{EXPORTED}-{number}");
        number += 1;
    }
    let mut block = format!(
        "[[what-ifs]]\nid = \"{id}\"\ntitle = \"My own edit\"\nlesson = \"Made by hand in the editor: {}.\"\n",
        changes
            .iter()
            .map(say_change)
            .chain(of_calls.iter().map(|edit| say_edit(edit)))
            .collect::<Vec<_>>()
            .join(", ")
            .replace(['"', '\\'], "'")
    );
    for change in changes.iter().map(written).chain(of_calls.iter().filter_map(|edit| written_call(edit))) {
        block.push_str("[[what-ifs.changes]]\n");
        block.push_str(&change);
    }
    let script: Vec<_> = of_calls.iter().filter_map(|edit| edit.script_edit()).collect();
    let seen = |played: Result<Timeline, PlayError>| played.map(|play| (play.steps, play.variables)).ok();
    let idle = seen(play(lesson, &[])) == seen(play_with(lesson, &[], changes, &script));
    text.push('\n');
    if idle {
        text.push_str("# This edit changes nothing that this play shows:\n");
        block = block.lines().map(|line| format!("# {line}\n")).collect();
    }
    (text + &block, (!idle).then_some(id))
}

/// A change in a few words.
pub(super) fn say_change(change: &Change) -> String {
    match change {
        Change::SetPolicy { target, .. } => format!("{} is rewritten", policy_name(target)),
        Change::RemovePolicy { target } => format!("{} is gone", policy_name(target)),
        Change::SetMaxSessionDuration { arn, seconds } => {
            format!("sessions of {} last up to {seconds} s", short(arn))
        }
        Change::SetPublicAccessBlock { bucket, .. } => format!("Block Public Access of {bucket} is set"),
        Change::SetTags { target, .. } => format!("the tags of {} are others", tagged(target)),
        Change::SetUser(user) => format!("there is a user {}", user.name),
        Change::SetRole(role) => format!("there is a role {}", role.name),
        Change::SetBucket(bucket) => format!("there is a bucket {}", bucket.name),
    }
}

/// An edit of a call in a few words.
fn say_edit(edit: &PolicyEdit) -> String {
    format!("{} is {}", edit.place.policy_name(), if edit.policy.is_some() { "rewritten" } else { "gone" })
}

fn tagged(target: &TagTarget) -> &str {
    match target {
        TagTarget::User(arn) | TagTarget::Role(arn) => short(arn),
        TagTarget::Bucket(name) => name,
        TagTarget::Object { key, .. } => key,
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
        Change::SetPublicAccessBlock { bucket, block } => {
            table("public-access", format!("bucket = {}\n{}", quoted(bucket), switches(*block)))
        }
        Change::SetTags { target, tags: set } => {
            let place = match target {
                TagTarget::User(arn) => format!("user = {}\n", quoted(arn)),
                TagTarget::Role(arn) => format!("role = {}\n", quoted(arn)),
                TagTarget::Bucket(name) => format!("bucket = {}\n", quoted(name)),
                TagTarget::Object { bucket, key } => format!("bucket = {}\nkey = {}\n", quoted(bucket), quoted(key)),
            };
            let mut out = table("set-tags", place);
            tags(&mut out, set);
            out
        }
        Change::SetUser(user) => {
            let mut out = head("add-user", &user.name, &user.account);
            path(&mut out, &user.arn, &user.name);
            tags(&mut out, &user.tags);
            optional_policy(&mut out, "boundary", user.boundary.as_ref());
            policies(&mut out, "add-user", &user.policies);
            out
        }
        Change::SetRole(role) => {
            let mut out = head("add-role", &role.name, &role.account);
            path(&mut out, &role.arn, &role.name);
            let _ = writeln!(out, "max-session-duration = {}", role.max_session_duration);
            tags(&mut out, &role.tags);
            optional_policy(&mut out, "trust", Some(&role.trust));
            optional_policy(&mut out, "boundary", role.boundary.as_ref());
            policies(&mut out, "add-role", &role.policies);
            out
        }
        Change::SetBucket(bucket) => added_bucket(bucket),
    }
}

/// The same for an edit of a call; `None` when it is none.
fn written_call(edit: &PolicyEdit) -> Option<String> {
    let EditPlace::Call { number, .. } = edit.place else { return None };
    let policy = match &edit.policy {
        None => "without = [\"policy\"]\n".to_owned(),
        Some(policy) => {
            let key = if policy.kind == PolicyKind::Session { "policy" } else { "document" };
            format!("{key} = {}\n", quoted(policy.source.text()))
        }
    };
    Some(format!("[what-ifs.changes.call]\ncall = {number}\n{policy}"))
}

fn head(kind: &str, name: &str, account: &str) -> String {
    format!("[what-ifs.changes.{kind}]\nname = {}\naccount = {}\n", quoted(name), quoted(account))
}

fn added_bucket(bucket: &Bucket) -> String {
    let mut out = head("add-bucket", &bucket.name, &bucket.account);
    let _ = writeln!(out, "abac = {}", bucket.abac);
    out.push_str(&switches(bucket.public_access_block));
    tags(&mut out, &bucket.tags);
    optional_policy(&mut out, "policy", bucket.policy.as_ref());
    if !bucket.objects.is_empty() {
        out.push_str("[what-ifs.changes.add-bucket.objects]\n");
    }
    for (key, object) in &bucket.objects {
        if object.tags.is_empty() {
            let _ = writeln!(out, "{} = {}", escaped(key), quoted(&object.body));
        } else {
            let body = escaped(&object.body);
            let _ = writeln!(out, "{} = {{ body = {body}, tags = {} }}", escaped(key), inline_tags(&object.tags));
        }
    }
    out
}

fn switches(block: PublicAccessBlock) -> String {
    format!(
        "block-public-access = {{ block-public-acls = {}, ignore-public-acls = {}, block-public-policy = {}, \
         restrict-public-buckets = {} }}\n",
        block.block_public_acls, block.ignore_public_acls, block.block_public_policy, block.restrict_public_buckets
    )
}

/// The path, when it is not `/`.
fn path(out: &mut String, arn: &str, name: &str) {
    let before = arn.strip_suffix(name).and_then(|rest| rest.split_once('/')).map(|(_, path)| path);
    if let Some(path) = before.filter(|path| !path.is_empty()) {
        let _ = writeln!(out, "path = {}", quoted(&format!("/{path}")));
    }
}

fn tags(out: &mut String, tags: &BTreeMap<String, String>) {
    if !tags.is_empty() {
        let _ = writeln!(out, "tags = {}", inline_tags(tags));
    }
}

fn inline_tags(tags: &BTreeMap<String, String>) -> String {
    let list: Vec<_> = tags.iter().map(|(key, value)| format!("{} = {}", escaped(key), escaped(value))).collect();
    format!("{{ {} }}", list.join(", "))
}

fn optional_policy(out: &mut String, key: &str, policy: Option<&Arc<Policy>>) {
    if let Some(policy) = policy {
        let _ = writeln!(out, "{key} = {}", quoted(policy.source.text()));
    }
}

fn policies(out: &mut String, kind: &str, policies: &[Arc<Policy>]) {
    if !policies.is_empty() {
        let _ = writeln!(out, "[what-ifs.changes.{kind}.policies]");
    }
    for policy in policies {
        let _ = writeln!(out, "{} = {}", escaped(&policy.name), quoted(policy.source.text()));
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
        PolicyTarget::Managed { arn } => format!("managed = {}\n", quoted(arn)),
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
    escaped(text)
}

/// A text in one line between double quotes; also a key of any form.
fn escaped(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
