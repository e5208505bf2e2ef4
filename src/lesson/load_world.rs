//! The `[world]` of a scenario: accounts, organization, users, roles, buckets and their policies.

use super::load::ReadBeside;
use super::reader::{Entry, File, Table, Text};
use crate::cloud::{Account, Bucket, Object, Organization, OrganizationUnit, Role, User, World};
use crate::diagnostic::{Source, Span, sanitize};
use crate::iam::{Policy, PolicyKind, PublicAccessBlock, arn::is_account_id};
use chrono::{DateTime, TimeZone, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn world(top: &Table<'_>, read_beside: ReadBeside<'_>) -> World {
    let fallback = Utc.timestamp_opt(0, 0).single().unwrap_or_default();
    let Some(table) = top.optional_table("world", "the world") else {
        top.file.error(
            "missing-key",
            top.span,
            "the file has no `[world]`",
            "describe accounts, users, roles and buckets in it",
        );
        return World::new(fallback, 0, "us-east-1");
    };
    let start = table.text("start");
    let moment = DateTime::parse_from_rfc3339(&start.text).map(|moment| moment.to_utc());
    if moment.is_err() && !start.text.is_empty() {
        table.file.error(
            "bad-time",
            start.span,
            format!("`{}` is no moment", start.text),
            "write `\"2026-03-02T09:00:00Z\"`",
        );
    }
    let seed = table.integer_within("seed", 0..=i64::MAX).unwrap_or(0);
    let region = table.optional_text("region").map_or_else(|| "us-east-1".to_owned(), |text| text.text);
    let mut world = World::new(moment.unwrap_or(fallback), seed.unsigned_abs(), region);
    if let Some(address) = table.optional_text("source-ip") {
        if address.text.parse::<std::net::IpAddr>().is_err() {
            table.file.error(
                "bad-address",
                address.span,
                format!("`{}` is no IP address", address.text),
                "write one such as `203.0.113.24`",
            );
        }
        world.source_ip = address.text;
    }
    let reader = WorldReader { read_beside };
    reader.accounts(&table, &mut world);
    reader.organization(&table, &mut world);
    for entry in table.entries("users") {
        if let Some(user) = reader.user(&entry, &world) {
            world.users.insert(user.arn.clone(), Arc::new(user));
        }
    }
    for entry in table.entries("roles") {
        if let Some(role) = reader.role(&entry, &world) {
            world.roles.insert(role.arn.clone(), Arc::new(role));
        }
    }
    for entry in table.entries("buckets") {
        if let Some(bucket) = reader.bucket(&entry, &world) {
            world.buckets.insert(bucket.name.clone(), Arc::new(bucket));
        }
    }
    table.done();
    world
}

struct WorldReader<'a> {
    read_beside: ReadBeside<'a>,
}

impl WorldReader<'_> {
    fn accounts(&self, table: &Table<'_>, world: &mut World) {
        for entry in table.entries("accounts") {
            let Some(inner) = entry.table("an account") else { continue };
            if !is_account_id(&entry.name.text) {
                let help = "an account id has 12 digits, such as `111122223333`";
                table.file.error(
                    "bad-account",
                    entry.name.span,
                    format!("`{}` is no account id", entry.name.text),
                    help,
                );
            }
            let account = Account {
                id: entry.name.text.clone(),
                name: inner.text("name").text,
                unit: inner.optional_text("unit").map(|text| text.text),
                scps: self.policies(&inner, "scps", PolicyKind::ServiceControl),
                rcps: self.policies(&inner, "rcps", PolicyKind::ResourceControl),
            };
            inner.done();
            world.accounts.insert(account.id.clone(), account);
        }
        if world.accounts.is_empty() {
            table.file.error(
                "missing-key",
                table.span,
                "the world has no account",
                "add `[world.accounts.111122223333]` with a `name`",
            );
        }
    }

    fn organization(&self, table: &Table<'_>, world: &mut World) {
        let Some(inner) = table.optional_table("organization", "the organization") else {
            for account in world.accounts.values().filter(|account| account.unit.is_some()) {
                let title = format!("account {} is in a unit, but there is no organization", account.id);
                table.file.error("missing-key", table.span, title, "add `[world.organization]` or remove `unit`");
            }
            return;
        };
        let management = inner.text("management-account");
        if !management.text.is_empty() && !world.accounts.contains_key(&management.text) {
            unknown(inner.file, "account", &management, world.accounts.keys().map(String::as_str));
        }
        let mut units = BTreeMap::new();
        let mut parents = Vec::new();
        for entry in inner.entries("units") {
            let Some(unit) = entry.table("a unit") else { continue };
            let parent = unit.optional_text("parent");
            if entry.name.text != "Root" && parent.is_none() {
                unit.file.error(
                    "missing-key",
                    unit.span,
                    format!("the unit `{}` has no `parent`", entry.name.text),
                    "write `parent = \"Root\"`",
                );
            }
            parents.extend(parent.clone());
            units.insert(
                entry.name.text.clone(),
                OrganizationUnit {
                    parent: parent.map(|text| text.text),
                    scps: self.policies(&unit, "scps", PolicyKind::ServiceControl),
                    rcps: self.policies(&unit, "rcps", PolicyKind::ResourceControl),
                },
            );
            unit.done();
        }
        for parent in parents.iter().filter(|parent| !units.contains_key(&parent.text)) {
            unknown(inner.file, "unit", parent, units.keys().map(String::as_str));
        }
        for account in world.accounts.values() {
            if let Some(unit) = account.unit.as_ref().filter(|unit| !units.contains_key(*unit)) {
                let text = Text { text: unit.clone(), span: inner.span };
                unknown(inner.file, "unit", &text, units.keys().map(String::as_str));
            }
        }
        let id = inner.text("id").text;
        inner.done();
        world.organization = Some(Organization { id, management_account: management.text, units });
    }

    fn user(&self, entry: &Entry<'_>, world: &World) -> Option<User> {
        let table = entry.table("a user")?;
        check_name(&table, &entry.name, 64);
        let account = account(&table, world)?;
        let mut user = User::new(world.ids, &account, &path(&table), &entry.name.text);
        user.tags = tags(&table);
        user.policies = self.policies(&table, "policies", PolicyKind::Identity);
        user.boundary = self.policy_of(&table, "boundary", &format!("boundary of {}", user.name), PolicyKind::Boundary);
        table.done();
        Some(user)
    }

    fn role(&self, entry: &Entry<'_>, world: &World) -> Option<Role> {
        let table = entry.table("a role")?;
        check_name(&table, &entry.name, 64);
        let name = entry.name.text.as_str();
        let account = account(&table, world)?;
        let trust = self.policy_of(&table, "trust", &format!("trust policy of {name}"), PolicyKind::Trust);
        if trust.is_none() && !table.has("trust") {
            table.file.error(
                "missing-key",
                table.span,
                format!("the role `{name}` has no `trust` policy"),
                "say who may assume it",
            );
        }
        let path = path(&table);
        let policies = self.policies(&table, "policies", PolicyKind::Identity);
        let boundary = self.policy_of(&table, "boundary", &format!("boundary of {name}"), PolicyKind::Boundary);
        let longest = table.integer_within("max-session-duration", 3600..=43_200);
        let tags = tags(&table);
        table.done();
        let mut role = Role::new(world.ids, &account, &path, name, trust?);
        role.policies = policies;
        role.boundary = boundary;
        role.tags = tags;
        role.max_session_duration = longest.unwrap_or(role.max_session_duration);
        Some(role)
    }

    fn bucket(&self, entry: &Entry<'_>, world: &World) -> Option<Bucket> {
        let table = entry.table("a bucket")?;
        let name = entry.name.text.clone();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        if !(3..=63).contains(&name.len()) || !name.chars().all(allowed) {
            let help = "use 3 to 63 lower-case letters, digits, hyphens and dots";
            table.file.error("bad-name", entry.name.span, format!("`{name}` is no bucket name"), help);
        }
        let account = account(&table, world)?;
        let policy = self.policy_of(&table, "policy", &format!("bucket policy of {name}"), PolicyKind::Resource);
        let mut objects = BTreeMap::new();
        for object in table.entries("objects") {
            if let Some(body) = object.text() {
                objects.insert(object.name.text.clone(), Object { body: body.text, tags: BTreeMap::new() });
            }
        }
        let tags = tags(&table);
        let public_access_block = public_access_block(&table);
        let abac = table.flag("abac");
        table.done();
        Some(Bucket { name, account, policy, public_access_block, tags, abac, objects })
    }

    /// A table of named policies.
    fn policies(&self, table: &Table<'_>, key: &'static str, kind: PolicyKind) -> Vec<Arc<Policy>> {
        table
            .entries(key)
            .iter()
            .filter_map(|entry| {
                let name = &entry.name.text;
                if let Some(text) = entry.raw() {
                    return Some(inline(table.file, name, kind, text, entry.span()));
                }
                beside(entry.table("a policy")?, name, kind, self.read_beside)
            })
            .collect()
    }

    fn policy_of(&self, table: &Table<'_>, key: &'static str, name: &str, kind: PolicyKind) -> Option<Arc<Policy>> {
        policy(table, key, name, kind, self.read_beside)
    }
}

/// A policy under `key`: inline JSON, or `{ file = "..." }`.
pub(super) fn policy(
    table: &Table<'_>,
    key: &'static str,
    name: &str,
    kind: PolicyKind,
    read_beside: ReadBeside<'_>,
) -> Option<Arc<Policy>> {
    if !table.has(key) {
        return None;
    }
    let is_table = table.file.source.slice(table.span_of(key)).starts_with(['{', '[']);
    if is_table {
        return beside(table.optional_table(key, "a policy")?, name, kind, read_beside);
    }
    let (text, span) = table.raw(key)?;
    Some(inline(table.file, name, kind, text, span))
}

/// Parses a policy that stands in the scenario; its diagnostics point into the scenario's lines.
fn inline(file: &File, name: &str, kind: PolicyKind, text: &str, span: Span) -> Arc<Policy> {
    let written = file.source.slice(span);
    // A string in three quotes starts after them, on the next line when a line break follows.
    let opening = if written.starts_with("'''\n") || written.starts_with("\"\"\"\n") { 4 } else { 0 };
    let (first_line, _) = file.source.position(span.start + opening);
    let text = sanitize(text);
    let source = Arc::new(Source::within(file.source.name(), text, first_line));
    parse(file, name, kind, source)
}

fn beside(table: Table<'_>, name: &str, kind: PolicyKind, read_beside: ReadBeside<'_>) -> Option<Arc<Policy>> {
    let path = table.text("file");
    let arn = table.optional_text("arn");
    let escapes = path.text.starts_with(['/', '\\'])
        || path.text.split(['/', '\\']).any(|part| part == "..")
        || path.text.contains(':');
    let policy = if path.text.is_empty() {
        None
    } else if escapes {
        let help = "a policy file stands beside the scenario or below it";
        table.file.error("bad-path", path.span, format!("`{}` leads out of the scenario's folder", path.text), help);
        None
    } else {
        match read_beside(&path.text) {
            Ok(text) => {
                let source = Arc::new(Source::new(path.text.clone(), sanitize(&text)));
                Some(parse(table.file, name, kind, source))
            }
            Err(why) => {
                let title = format!("`{}` cannot be read: {}", path.text, sanitize(&why));
                table.file.error("unreadable-file", path.span, title, "put the file beside the scenario");
                None
            }
        }
    };
    let policy = policy.map(|mut policy| {
        if let Some(arn) = arn {
            Arc::make_mut(&mut policy).arn = Some(arn.text);
        }
        policy
    });
    table.done();
    policy
}

fn parse(file: &File, name: &str, kind: PolicyKind, source: Arc<Source>) -> Arc<Policy> {
    let (policy, problems) = Policy::parse(name, kind, source);
    for problem in problems {
        file.report(problem);
    }
    Arc::new(policy)
}

fn account(table: &Table<'_>, world: &World) -> Option<String> {
    let account = match table.optional_text("account") {
        Some(account) => account,
        // With one account there is nothing to say.
        None if world.accounts.len() == 1 => return world.accounts.keys().next().cloned(),
        None => table.text("account"),
    };
    if account.text.is_empty() {
        return None;
    }
    if !world.accounts.contains_key(&account.text) {
        unknown(table.file, "account", &account, world.accounts.keys().map(String::as_str));
        return None;
    }
    Some(account.text)
}

fn path(table: &Table<'_>) -> String {
    let Some(path) = table.optional_text("path") else { return "/".to_owned() };
    if !path.text.starts_with('/') || !path.text.ends_with('/') {
        table.file.error(
            "bad-path",
            path.span,
            format!("`{}` is no path", path.text),
            "a path starts and ends with `/`, such as `/team/`",
        );
    }
    path.text
}

fn tags(table: &Table<'_>) -> BTreeMap<String, String> {
    let entries = table.entries("tags");
    entries.iter().filter_map(|entry| Some((entry.name.text.clone(), entry.text()?.text))).collect()
}

/// `block-public-access`: `true`, `false`, or the four switches; all are on for a new bucket.
pub(super) fn public_access_block(table: &Table<'_>) -> PublicAccessBlock {
    const KEY: &str = "block-public-access";
    if !table.has(KEY) {
        return PublicAccessBlock::ALL;
    }
    if !table.file.source.slice(table.span_of(KEY)).starts_with(['{', '[']) {
        return if table.flag(KEY) { PublicAccessBlock::ALL } else { PublicAccessBlock::default() };
    }
    let Some(inner) = table.optional_table(KEY, "Block Public Access") else { return PublicAccessBlock::ALL };
    let block = PublicAccessBlock {
        block_public_acls: inner.flag("block-public-acls"),
        ignore_public_acls: inner.flag("ignore-public-acls"),
        block_public_policy: inner.flag("block-public-policy"),
        restrict_public_buckets: inner.flag("restrict-public-buckets"),
    };
    inner.done();
    block
}

fn check_name(table: &Table<'_>, name: &Text, longest: usize) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if name.text.is_empty() || name.text.len() > longest || !name.text.chars().all(allowed) {
        let help = format!("use up to {longest} letters, digits and `_+=,.@-`");
        table.file.error("bad-name", name.span, format!("`{}` is no name for a user or role", name.text), help);
    }
}

/// Something is named that does not exist.
pub(super) fn unknown<'a>(file: &File, what: &str, named: &Text, known: impl Iterator<Item = &'a str> + Clone) {
    let help = crate::diagnostic::suggest(&named.text, known.clone()).map_or_else(
        || {
            let names = known.map(|name| format!("`{name}`")).collect::<Vec<_>>();
            if names.is_empty() { format!("there is no {what} yet") } else { format!("there is {}", names.join(", ")) }
        },
        |near| format!("did you mean `{near}`?"),
    );
    file.error("unknown-name", named.span, format!("there is no {what} `{}`", named.text), help);
}
