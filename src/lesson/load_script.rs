//! The script of a scenario: its calls, what they expect, and the what-ifs that change them.

use super::duration::parse_duration;
use super::load::ReadBeside;
use super::load_world::{policy, public_access_block, unknown};
use super::reader::{Table, Text};
use super::scenario::{Expectation, ScriptEdit, ScriptLine, WhatIf};
use super::timeline::Stage;
use crate::cloud::{AssumeRole, Call, Caller, Change, PolicyTarget, S3Operation, SessionTag, World};
use crate::iam::{Decision, PolicyKind};
use std::collections::BTreeMap;

/// Short names of what the world holds, with their ARNs.
pub(super) struct Names {
    users: BTreeMap<String, String>,
    roles: BTreeMap<String, String>,
    buckets: Vec<String>,
    policies: BTreeMap<String, Vec<String>>,
    levels: Vec<String>,
}

impl Names {
    pub fn of(world: &World) -> Self {
        let mut users: BTreeMap<String, String> =
            world.users.values().map(|user| (user.name.clone(), user.arn.clone())).collect();
        users.extend(world.users.keys().map(|arn| (arn.clone(), arn.clone())));
        users.extend(world.accounts.keys().map(|id| (format!("root of {id}"), format!("arn:aws:iam::{id}:root"))));
        let mut roles: BTreeMap<String, String> =
            world.roles.values().map(|role| (role.name.clone(), role.arn.clone())).collect();
        roles.extend(world.roles.keys().map(|arn| (arn.clone(), arn.clone())));
        let names =
            |list: &[std::sync::Arc<crate::iam::Policy>]| list.iter().map(|policy| policy.name.clone()).collect();
        let mut policies: BTreeMap<String, Vec<String>> =
            world.users.values().map(|user| (user.arn.clone(), names(&user.policies))).collect();
        policies.extend(world.roles.values().map(|role| (role.arn.clone(), names(&role.policies))));
        let units = world.organization.iter().flat_map(|organization| organization.units.keys());
        let levels = units.chain(world.accounts.keys()).cloned().collect();
        Self { users, roles, buckets: world.buckets.keys().cloned().collect(), policies, levels }
    }

    fn user(&self, table: &Table<'_>, name: &Text) -> Option<String> {
        Self::find(table, "user", name, &self.users)
    }

    fn role(&self, table: &Table<'_>, name: &Text) -> Option<String> {
        Self::find(table, "role", name, &self.roles)
    }

    fn find(table: &Table<'_>, what: &str, name: &Text, known: &BTreeMap<String, String>) -> Option<String> {
        let found = known.get(&name.text).cloned();
        if found.is_none() && !name.text.is_empty() {
            unknown(table.file, what, name, known.keys().map(String::as_str).filter(|name| !name.starts_with("arn:")));
        }
        found
    }
}

pub(super) const CALLS: [&str; 9] = [
    "assume-role",
    "get-caller-identity",
    "list-buckets",
    "list-objects",
    "get-object",
    "head-object",
    "put-object",
    "delete-object",
    "wait",
];

pub(super) fn script(top: &Table<'_>, names: &Names, read_beside: ReadBeside<'_>) -> Vec<ScriptLine> {
    let mut sessions: Vec<String> = Vec::new();
    let mut lines = Vec::new();
    for (position, table) in top.tables("calls", "a call").into_iter().enumerate() {
        let expect = table.optional_table("expect", "an expectation").map(|table| expectation(table, false));
        if let Some(call) = call(&table, names, &mut sessions, read_beside) {
            lines.push(ScriptLine { number: position + 1, call, expect });
        }
        table.done();
    }
    if lines.is_empty() && !top.has("calls") {
        top.file.error("missing-key", top.span, "the file has no `[[calls]]`", "say who calls what");
    }
    lines
}

fn call(table: &Table<'_>, names: &Names, sessions: &mut Vec<String>, read_beside: ReadBeside<'_>) -> Option<Call> {
    // Known before the kind is looked for: a call that says no more than who makes it is no misspelt one.
    let _ = table.has("by");
    let kind = table.kind(&CALLS);
    if kind == Some("wait") {
        return Some(Call::Wait(duration(table, "wait")?));
    }
    let by = table.text("by");
    let caller = caller(table, names, sessions, &by);
    let call = match kind? {
        "assume-role" => {
            let inner = table.optional_table("assume-role", "assume-role")?;
            let request = assume_role(&inner, names, read_beside);
            inner.done();
            let request = request?;
            sessions.push(request.alias.clone());
            Call::AssumeRole { caller: caller?, request }
        }
        "get-caller-identity" => {
            if let Some(inner) = table.optional_table("get-caller-identity", "get-caller-identity") {
                inner.done();
            }
            Call::GetCallerIdentity { caller: caller? }
        }
        kind => Call::S3 { caller: caller?, operation: s3(table, kind)? },
    };
    Some(call)
}

fn caller(table: &Table<'_>, names: &Names, sessions: &[String], by: &Text) -> Option<Caller> {
    match by.text.as_str() {
        "" => None,
        "anonymous" => Some(Caller::Anonymous),
        "unknown-key" => Some(Caller::UnknownKey),
        name if sessions.iter().any(|known| known == name) => Some(Caller::Session(name.to_owned())),
        name => match names.users.get(name) {
            Some(arn) => Some(Caller::User(arn.clone())),
            None => {
                let known = names.users.keys().filter(|name| !name.starts_with("arn:")).chain(sessions);
                unknown(table.file, "user or session", by, known.map(String::as_str).collect::<Vec<_>>().into_iter());
                None
            }
        },
    }
}

fn assume_role(table: &Table<'_>, names: &Names, read_beside: ReadBeside<'_>) -> Option<AssumeRole> {
    let role = table.text("role");
    // A role that does not exist may be the point of a lesson: its ARN is taken as it stands.
    let role_arn = if role.text.starts_with("arn:") { Some(role.text.clone()) } else { names.role(table, &role) };
    let session_name = table.text("session-name").text;
    let alias = table.optional_text("as").map_or_else(|| session_name.clone(), |text| text.text);
    let tags = table
        .entries("tags")
        .iter()
        .filter_map(|entry| {
            Some(SessionTag { key: entry.name.text.clone(), value: entry.text()?.text, transitive: false })
        })
        .collect::<Vec<_>>();
    let transitive = table.texts("transitive-tags");
    for key in transitive.iter().filter(|key| !tags.iter().any(|tag| tag.key == key.text)) {
        unknown(table.file, "session tag", key, tags.iter().map(|tag| tag.key.as_str()));
    }
    let tags = tags
        .into_iter()
        .map(|tag| SessionTag { transitive: transitive.iter().any(|key| key.text == tag.key), ..tag })
        .collect();
    let duration = table.optional_integer("duration").map(|(seconds, _)| seconds);
    let external_id = table.optional_text("external-id").map(|text| text.text);
    let source_identity = table.optional_text("source-identity").map(|text| text.text);
    let mfa = table.flag("mfa");
    let policy =
        policy(table, "policy", &format!("session policy of {session_name}"), PolicyKind::Session, read_beside);
    Some(AssumeRole {
        role_arn: role_arn?,
        session_name,
        alias,
        duration,
        external_id,
        mfa,
        policy,
        tags,
        source_identity,
    })
}

fn s3(table: &Table<'_>, kind: &'static str) -> Option<S3Operation> {
    let inner = table.optional_table(kind, kind)?;
    let bucket = |inner: &Table<'_>| inner.text("bucket").text;
    let key = |inner: &Table<'_>| inner.text("key").text;
    let operation = match kind {
        "list-buckets" => S3Operation::ListBuckets,
        "list-objects" => S3Operation::ListObjectsV2 {
            bucket: bucket(&inner),
            prefix: inner.optional_text("prefix").map(|text| text.text),
            delimiter: inner.optional_text("delimiter").map(|text| text.text),
            max_keys: inner.integer_within("max-keys", 0..=1000).and_then(|count| u32::try_from(count).ok()),
        },
        "get-object" => S3Operation::GetObject { bucket: bucket(&inner), key: key(&inner) },
        "head-object" => S3Operation::HeadObject { bucket: bucket(&inner), key: key(&inner) },
        "put-object" => {
            S3Operation::PutObject { bucket: bucket(&inner), key: key(&inner), body: inner.text("body").text }
        }
        _ => S3Operation::DeleteObject { bucket: bucket(&inner), key: key(&inner) },
    };
    inner.done();
    Some(operation)
}

fn duration(table: &Table<'_>, key: &'static str) -> Option<chrono::Duration> {
    let text = table.text(key);
    let duration = parse_duration(&text.text);
    if duration.is_none() && !text.text.is_empty() {
        table.file.error(
            "bad-duration",
            text.span,
            format!("`{}` is no duration", text.text),
            "write `15m`, `1h` or `1h 30m`",
        );
    }
    duration
}

fn expectation(table: Table<'_>, of_what_if: bool) -> Expectation {
    let decision = table.optional_text("decision").and_then(|text| {
        let all = [Decision::Allowed, Decision::ImplicitlyDenied, Decision::ExplicitlyDenied];
        let found = all.into_iter().find(|decision| decision.name() == text.text);
        if found.is_none() {
            unknown(
                table.file,
                "decision",
                &text,
                all.iter().map(|decision| decision.name()).collect::<Vec<_>>().into_iter(),
            );
        }
        found
    });
    let failed_stage =
        if of_what_if { table.optional_text("failed-stage") } else { None }.and_then(|text| stage(&table, &text));
    let expectation = Expectation {
        span: table.span,
        decision,
        policy: table.optional_text("policy").map(|text| text.text),
        statement: table.optional_text("statement").map(|text| text.text),
        error: table.optional_text("error").map(|text| text.text),
        failed_stage,
    };
    table.done();
    expectation
}

/// A stage by its name.
pub(super) fn stage(table: &Table<'_>, text: &Text) -> Option<Stage> {
    let found = Stage::ALL.into_iter().find(|stage| stage.id() == text.text);
    if found.is_none() && !text.text.is_empty() {
        unknown(table.file, "stage", text, Stage::ALL.iter().map(|stage| stage.id()).collect::<Vec<_>>().into_iter());
    }
    found
}

pub(super) fn what_ifs(
    top: &Table<'_>,
    names: &Names,
    script: &[ScriptLine],
    read_beside: ReadBeside<'_>,
) -> Vec<WhatIf> {
    let mut what_ifs: Vec<WhatIf> = Vec::new();
    for table in top.tables("what-ifs", "a what-if") {
        let id = table.text("id");
        if what_ifs.iter().any(|other| other.id == id.text) {
            table.file.error(
                "duplicate-id",
                id.span,
                format!("the what-if `{}` is there twice", id.text),
                "give each its own id",
            );
        }
        let mut changes = Vec::new();
        let mut edits = Vec::new();
        for inner in table.tables("changes", "a change") {
            change(&inner, names, script, read_beside, &mut changes, &mut edits);
            inner.done();
        }
        if changes.is_empty() && edits.is_empty() {
            table.file.error("missing-key", table.span, "the what-if changes nothing", "add `[[what-ifs.changes]]`");
        }
        let expect =
            table.optional_table("expect", "the expectation of a what-if").map(|table| expectation(table, true));
        let what_if = WhatIf {
            id: id.text,
            title: table.text("title").text,
            lesson: table.text("lesson").text,
            changes,
            edits,
            expect,
        };
        table.done();
        what_ifs.push(what_if);
    }
    what_ifs
}

pub(super) const CHANGES: [&str; 6] =
    ["set-policy", "remove-policy", "max-session-duration", "public-access", "wait-before", "duration"];

fn change(
    table: &Table<'_>,
    names: &Names,
    script: &[ScriptLine],
    read_beside: ReadBeside<'_>,
    changes: &mut Vec<Change>,
    edits: &mut Vec<ScriptEdit>,
) {
    let Some(kind) = table.kind(&CHANGES) else { return };
    let Some(inner) = table.optional_table(kind, kind) else { return };
    match kind {
        "set-policy" => {
            if let Some((target, kind, name)) = target(&inner, names, false)
                && let Some(policy) = policy(&inner, "document", &name, kind, read_beside)
            {
                changes.push(Change::SetPolicy { target, policy });
            } else if !inner.has("document") {
                inner.text("document");
            }
        }
        "remove-policy" => {
            if let Some((target, _, _)) = target(&inner, names, true) {
                changes.push(Change::RemovePolicy { target });
            }
        }
        "max-session-duration" => {
            let role = names.role(&inner, &inner.text("role"));
            require_seconds(&inner);
            if let (Some(arn), Some(seconds)) = (role, inner.integer_within("seconds", 3600..=43_200)) {
                changes.push(Change::SetMaxSessionDuration { arn, seconds });
            }
        }
        "public-access" => {
            let bucket = inner.text("bucket");
            if names.buckets.contains(&bucket.text) {
                if !inner.has("block-public-access") {
                    inner.missing("block-public-access", "`true`, `false` or a table of switches");
                }
                let block = public_access_block(&inner);
                changes.push(Change::SetPublicAccessBlock { bucket: bucket.text, block });
            } else {
                unknown(inner.file, "bucket", &bucket, names.buckets.iter().map(String::as_str));
            }
        }
        "wait-before" => {
            if let (Some(call), Some(duration)) = (call_number(&inner, script, "call"), duration(&inner, "wait")) {
                edits.push(ScriptEdit::WaitBefore { call, duration });
            }
        }
        _ => {
            let call = call_number(&inner, script, "call");
            require_seconds(&inner);
            if let (Some(call), Some((seconds, _))) = (call, inner.optional_integer("seconds")) {
                edits.push(ScriptEdit::Duration { call, seconds });
            }
        }
    }
    inner.done();
}

fn require_seconds(table: &Table<'_>) {
    if !table.has("seconds") {
        table.missing("seconds", "a whole number");
    }
}

/// A call's number, from 1.
pub(super) fn call_number(table: &Table<'_>, script: &[ScriptLine], key: &'static str) -> Option<usize> {
    let Some((number, span)) = table.optional_integer(key) else {
        if !table.has(key) {
            table.file.error(
                "missing-key",
                table.span,
                format!("`{key}` is missing"),
                "write the number of a call, counted from 1",
            );
        }
        return None;
    };
    let found = usize::try_from(number).ok().filter(|number| script.iter().any(|line| line.number == *number));
    // A call that could not be read was told already; saying that it is not there would only confuse.
    let all_read = script.iter().zip(1..).all(|(line, number)| line.number == number);
    if found.is_none() && all_read && !script.is_empty() {
        table.file.error(
            "unknown-call",
            span,
            format!("there is no call {number}"),
            format!("the script has {} calls, counted from 1", script.len()),
        );
    }
    found
}

/// Where a policy hangs, what kind it is, and its name.
fn target(table: &Table<'_>, names: &Names, must_exist: bool) -> Option<(PolicyTarget, PolicyKind, String)> {
    let owner = |key: &'static str| table.optional_text(key);
    if let Some(role) = owner("trust-of") {
        let arn = names.role(table, &role)?;
        return Some((PolicyTarget::Trust { arn }, PolicyKind::Trust, format!("trust policy of {}", role.text)));
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
        return Some((
            PolicyTarget::Boundary { arn: arn? },
            PolicyKind::Boundary,
            format!("boundary of {}", whose.text),
        ));
    }
    if let Some(bucket) = owner("bucket") {
        if !names.buckets.contains(&bucket.text) {
            unknown(table.file, "bucket", &bucket, names.buckets.iter().map(String::as_str));
            return None;
        }
        let name = format!("bucket policy of {}", bucket.text);
        return Some((PolicyTarget::Bucket { name: bucket.text }, PolicyKind::Resource, name));
    }
    let (who, kind) = match (owner("role"), owner("user"), owner("scp-at"), owner("rcp-at")) {
        (Some(role), ..) => (role, "role"),
        (_, Some(user), ..) => (user, "user"),
        (_, _, Some(level), _) => (level, "scp"),
        (.., Some(level)) => (level, "rcp"),
        _ => {
            let help = "add one of `role`, `user`, `trust-of`, `boundary-of`, `bucket`, `scp-at`, `rcp-at`";
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
