//! The what-ifs of a scenario: named changes of its world and edits of its script.

use super::edit::{CallField, ScriptEdit, carried_kind, carried_name};
use super::load::ReadBeside;
use super::load_calls::{self, session_tags};
use super::load_policy::policy;
use super::load_script::{call_number, duration, expectation};
use super::load_targets::{tag_target, target};
use super::load_world::{WorldReader, public_access_block, tags, unknown};
use super::names::Names;
use super::reader::Table;
use super::scenario::{ScriptLine, WhatIf};
use crate::cloud::{Call, Caller, Change};
use crate::iam::PolicyKind;

pub(super) fn what_ifs(
    top: &Table<'_>,
    names: &Names,
    script: &[ScriptLine],
    read_beside: ReadBeside<'_>,
) -> Vec<WhatIf> {
    let mut what_ifs: Vec<WhatIf> = Vec::new();
    for table in top.tables("what-ifs", "a what-if") {
        let id = table.unique_id("what-if", what_ifs.iter().map(|other| other.id.as_str()));
        let mut reader =
            ChangeReader { names: names.clone(), script, read_beside, changes: Vec::new(), edits: Vec::new() };
        let tables = table.tables("changes", "a change");
        let says_nothing = tables.is_empty();
        for inner in tables {
            reader.change(&inner, &CHANGES);
            inner.done();
        }
        let ChangeReader { changes, edits, .. } = reader;
        if says_nothing {
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

/// Changes of the world alone, for where no script is played; and the names afterwards.
pub(super) fn world_changes(
    table: &Table<'_>,
    key: &'static str,
    names: &Names,
    read_beside: ReadBeside<'_>,
) -> (Vec<Change>, Names) {
    let mut reader =
        ChangeReader { names: names.clone(), script: &[], read_beside, changes: Vec::new(), edits: Vec::new() };
    for inner in table.tables(key, "a change of the set-up") {
        if inner.keys().any(|key| OF_THE_SCRIPT.contains(&key)) {
            let help = "goals have calls of their own; put a `wait` or a `duration` there";
            inner.file.error(
                "script-edit",
                inner.span,
                "this change is one of the script, which is not played here",
                help,
            );
            inner.asked_all();
        } else {
            reader.change(&inner, OF_THE_SET_UP);
        }
        inner.done();
    }
    (reader.changes, reader.names)
}

/// Those that change the world, and after them those that change the script.
pub(super) const CHANGES: [&str; 13] = [
    "set-policy",
    "remove-policy",
    "max-session-duration",
    "public-access",
    "set-tags",
    "add-user",
    "add-role",
    "add-bucket",
    "wait-before",
    "insert-call",
    "remove-call",
    "call",
    "duration",
];

/// Those that change the world.
pub(super) const OF_THE_SET_UP: &[&str] = CHANGES.split_at(8).0;
const OF_THE_SCRIPT: &[&str] = CHANGES.split_at(8).1;

struct ChangeReader<'a> {
    /// With the sessions and roles that inserted calls add.
    names: Names,
    script: &'a [ScriptLine],
    read_beside: ReadBeside<'a>,
    changes: Vec<Change>,
    edits: Vec<ScriptEdit>,
}

impl ChangeReader<'_> {
    fn change(&mut self, table: &Table<'_>, kinds: &'static [&'static str]) {
        let Some(kind) = table.kind(kinds) else { return };
        // `call` alone would not say in a message that it is a change.
        let what = if kind == "call" { "a changed call" } else { kind };
        let Some(inner) = table.optional_table(kind, what) else { return };
        match kind {
            "set-policy" => self.set_policy(&inner),
            "remove-policy" => {
                if let Some((target, _, _)) = target(&inner, &self.names, true) {
                    self.changes.push(Change::RemovePolicy { target });
                }
            }
            "max-session-duration" => {
                let role = self.names.role(&inner, &inner.text("role"));
                require_seconds(&inner);
                if let (Some(arn), Some(seconds)) = (role, inner.integer_within("seconds", 3600..=43_200)) {
                    self.changes.push(Change::SetMaxSessionDuration { arn, seconds });
                }
            }
            "public-access" => {
                if let Some(bucket) = self.names.bucket(&inner, &inner.text("bucket")) {
                    if !inner.has("block-public-access") {
                        inner.missing("block-public-access", "`true`, `false` or a table of switches");
                    }
                    let block = public_access_block(&inner);
                    self.changes.push(Change::SetPublicAccessBlock { bucket, block });
                }
            }
            "set-tags" => {
                if let Some(target) = tag_target(&inner, &self.names) {
                    self.changes.push(Change::SetTags { target, tags: tags(&inner) });
                }
            }
            "add-user" | "add-role" | "add-bucket" => self.add(kind, &inner),
            "wait-before" => {
                let call = call_number(&inner, self.script, "call");
                if let (Some(before), Some(duration)) = (call, duration(&inner, "wait")) {
                    self.edits.push(ScriptEdit::Insert { before, call: Call::Wait(duration) });
                }
            }
            "insert-call" => {
                let before = call_number(&inner, self.script, "before");
                if let (Some(before), Some(call)) = (before, load_calls::call(&inner, &self.names, self.read_beside)) {
                    self.names.add(&call);
                    self.edits.push(ScriptEdit::Insert { before, call });
                }
            }
            "remove-call" => {
                self.edits.extend(call_number(&inner, self.script, "call").map(|call| ScriptEdit::Remove { call }));
            }
            "call" => self.edit_call(&inner),
            _ => {
                let call = call_number(&inner, self.script, "call");
                require_seconds(&inner);
                if let (Some(call), Some((seconds, _))) = (call, inner.optional_integer("seconds")) {
                    self.edits.push(ScriptEdit::Set { call, field: CallField::Duration(Some(seconds)) });
                }
            }
        }
        inner.done();
    }

    fn add(&mut self, kind: &str, inner: &Table<'_>) {
        let (name, reader) = (inner.text("name"), WorldReader { read_beside: self.read_beside });
        let world = &self.names.world;
        let added = match kind {
            "add-user" => reader.user_in(inner, &name, world).map(|user| Change::SetUser(user.into())),
            "add-role" => reader.role_in(inner, &name, world).map(|role| Change::SetRole(role.into())),
            _ => reader.bucket_in(inner, &name, world).map(|bucket| Change::SetBucket(bucket.into())),
        };
        if let Some(change) = added.filter(|_| !name.text.is_empty()) {
            self.names = self.names.after(&change);
            self.changes.push(change);
        }
    }

    fn set_policy(&mut self, inner: &Table<'_>) {
        let Some((target, kind, name)) = target(inner, &self.names, false) else {
            // Whose policy it is was told; that the document is unknown would only confuse.
            let _ = inner.has("document");
            return;
        };
        if let Some(policy) = policy(inner, "document", &name, kind, self.read_beside) {
            self.changes.push(Change::SetPolicy { target, policy });
        } else if !inner.has("document") {
            inner.missing("document", "a policy");
        }
    }

    /// Other parameters for a call of the script.
    fn edit_call(&mut self, table: &Table<'_>) {
        let number = call_number(table, self.script, "call");
        let own = number.and_then(|number| self.script.iter().find(|line| line.number == number));
        let mut fields: Vec<(&'static str, CallField)> = Vec::new();
        if let Some(by) = table.optional_text("by") {
            fields.extend(load_calls::caller(table, &self.names, &by).map(|caller| ("by", CallField::By(caller))));
        }
        if table.has("mfa") {
            fields.push(("mfa", CallField::Mfa(table.flag("mfa"))));
        }
        if let Some(role) = table.optional_text("role") {
            fields.extend(self.names.role_or_arn(table, &role).map(|arn| ("role", CallField::Role(arn))));
        }
        if let Some(boundary) = table.optional_text("boundary") {
            let arn = self.names.managed_or_arn(table, &boundary);
            fields.extend(arn.map(|arn| ("boundary", CallField::Boundary(Some(arn)))));
        }
        if let Some((seconds, _)) = table.optional_integer("duration") {
            fields.push(("duration", CallField::Duration(Some(seconds))));
        }
        for (key, make) in TEXT_FIELDS {
            fields.extend(table.optional_text(key).map(|text| (key, make(text.text))));
        }
        if table.has("tags") {
            fields.push(("tags", CallField::Tags(session_tags(table))));
        } else if table.has("transitive-tags") {
            let keys = transitive_tags(table, own.map(|line| &line.call));
            fields.push(("transitive-tags", CallField::TransitiveTags(keys)));
        }
        // A call that takes no document says so below.
        let document = own.and_then(|line| carried_kind(&line.call)).unwrap_or(PolicyKind::Identity);
        let name = own.and_then(|line| carried_name(&line.call)).unwrap_or_else(|| "policy".to_owned());
        for (key, kind) in [("policy", PolicyKind::Session), ("document", document)] {
            let policy = policy(table, key, &name, kind, self.read_beside);
            let field =
                |policy| if key == "policy" { CallField::Policy(Some(policy)) } else { CallField::Document(policy) };
            fields.extend(policy.map(|policy| (key, field(policy))));
        }
        for text in table.texts("without") {
            match WITHOUT.iter().find(|(key, _)| *key == text.text) {
                Some((_, field)) => fields.push(("without", field.clone())),
                None => unknown(table.file, "parameter to leave out", &text, left_out()),
            }
        }
        let Some((number, own)) = number.zip(own) else { return };
        if table.keys().all(|key| key == "call") {
            let help = "add another value for one of its parameters, or `without`";
            table.file.error("missing-key", table.span, format!("nothing of call {number} is changed"), help);
        }
        // A call that cannot take it says so on a copy, here, and not when a learner plays.
        let mut copy = own.call.clone();
        for (key, field) in fields {
            let field = self.named(field, &copy);
            if field.set(&mut copy) {
                self.edits.push(ScriptEdit::Set { call: number, field });
            } else {
                let title = format!("call {number} has no parameter for `{key}`");
                table.file.error("wrong-call", table.span_of(key), title, "name another call, or remove the key");
            }
        }
    }

    /// The session of an instance that is given no name is called like the instance, as AWS names it.
    fn named(&self, field: CallField, call: &Call) -> CallField {
        match (&field, call, call.caller()) {
            (CallField::SessionName(None), Call::AssumeRole { request, .. }, Some(Caller::Service { name, .. }))
                if name == "ec2.amazonaws.com" =>
            {
                let role = load_calls::role_name(&request.role_arn);
                CallField::SessionName(Some(self.names.ids.instance_id(&role)))
            }
            _ => field,
        }
    }
}

/// Which of the tags that the call has go on along a chain of roles.
fn transitive_tags(table: &Table<'_>, call: Option<&Call>) -> Vec<String> {
    let own: Vec<&str> = match call {
        Some(Call::AssumeRole { request, .. }) => request.tags.iter().map(|tag| tag.key.as_str()).collect(),
        _ => Vec::new(),
    };
    let keys = table.texts("transitive-tags");
    for key in keys.iter().filter(|key| !own.contains(&key.text.as_str())) {
        unknown(table.file, "session tag", key, own.iter().copied());
    }
    keys.into_iter().map(|key| key.text).collect()
}

fn require_seconds(table: &Table<'_>) {
    if !table.has("seconds") {
        table.missing("seconds", "a whole number");
    }
}

type TextField = (&'static str, fn(String) -> CallField);

/// Parameters that are plain texts.
const TEXT_FIELDS: [TextField; 11] = [
    ("source-arn", |text| CallField::SourceArn(Some(text))),
    ("source-account", |text| CallField::SourceAccount(Some(text))),
    ("session-name", |text| CallField::SessionName(Some(text))),
    ("external-id", |text| CallField::ExternalId(Some(text))),
    ("source-identity", |text| CallField::SourceIdentity(Some(text))),
    ("bucket", CallField::Bucket),
    ("key", CallField::Key),
    ("prefix", |text| CallField::Prefix(Some(text))),
    ("provider", CallField::Provider),
    ("subject", CallField::Subject),
    ("audience", CallField::Audience),
];

/// Parameters that may be left out.
const WITHOUT: [(&str, CallField); 11] = [
    ("external-id", CallField::ExternalId(None)),
    ("source-identity", CallField::SourceIdentity(None)),
    ("policy", CallField::Policy(None)),
    ("tags", CallField::Tags(Vec::new())),
    ("duration", CallField::Duration(None)),
    ("prefix", CallField::Prefix(None)),
    ("boundary", CallField::Boundary(None)),
    ("session-name", CallField::SessionName(None)),
    ("source-arn", CallField::SourceArn(None)),
    ("source-account", CallField::SourceAccount(None)),
    ("transitive-tags", CallField::TransitiveTags(Vec::new())),
];

/// Their names.
pub(super) fn left_out() -> impl Iterator<Item = &'static str> + Clone {
    WITHOUT.into_iter().map(|(key, _)| key)
}
