//! The `[world]` of a scenario: accounts, organization, users, roles, buckets and their policies.

use super::load::ReadBeside;
use super::load_policy::{beside, inline, managed, policy};
use super::reader::{Entry, File, Table, Text};
use crate::cloud::{
    Account, Bucket, Object, OidcProvider, Organization, OrganizationUnit, Role, User, World, as_boundary,
};
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
    for entry in table.entries("managed-policies") {
        if let Some(policy) = reader.managed_policy(&entry, &world) {
            world.managed_policies.insert(policy.arn.clone().unwrap_or_default(), policy);
        }
    }
    for entry in table.entries("oidc-providers") {
        if let Some(provider) = provider(&entry, &world) {
            world.oidc_providers.insert(provider.arn.clone(), Arc::new(provider));
        }
    }
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

/// Reads accounts, principals and buckets; also for changes that put one into a world.
pub(super) struct WorldReader<'a> {
    pub read_beside: ReadBeside<'a>,
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
        world.organization = Some(Organization { id, management_account: management.text, units: units.into() });
    }

    fn managed_policy(&self, entry: &Entry<'_>, world: &World) -> Option<Arc<Policy>> {
        let table = entry.table("a managed policy")?;
        check_name(&table, &entry.name, 128);
        let name = &entry.name.text;
        let account = account(&table, world);
        if !table.has("document") {
            table.missing("document", "a policy");
        }
        let policy = self.policy_of(&table, "document", name, PolicyKind::Identity);
        table.done();
        let (account, mut policy) = account.zip(policy)?;
        Arc::make_mut(&mut policy).arn = Some(format!("arn:aws:iam::{account}:policy/{name}"));
        Some(policy)
    }

    fn user(&self, entry: &Entry<'_>, world: &World) -> Option<User> {
        let table = entry.table("a user")?;
        let user = self.user_in(&table, &entry.name, world)?;
        table.done();
        Some(user)
    }

    /// A user from its table, whose keys are not yet told to be all.
    pub fn user_in(&self, table: &Table<'_>, named: &Text, world: &World) -> Option<User> {
        check_name(table, named, 64);
        let account = account(table, world)?;
        let mut user = User::new(world.ids, &account, &path(table), &named.text);
        user.tags = tags(table);
        user.policies = self.attached_policies(table, world);
        user.boundary = self.boundary(table, &format!("boundary of {}", user.name), world);
        Some(user)
    }

    fn role(&self, entry: &Entry<'_>, world: &World) -> Option<Role> {
        let table = entry.table("a role")?;
        let role = self.role_in(&table, &entry.name, world)?;
        table.done();
        Some(role)
    }

    /// A role from its table, whose keys are not yet told to be all.
    pub fn role_in(&self, table: &Table<'_>, named: &Text, world: &World) -> Option<Role> {
        check_name(table, named, 64);
        let name = named.text.as_str();
        let account = account(table, world)?;
        let trust = self.policy_of(table, "trust", &format!("trust policy of {name}"), PolicyKind::Trust);
        if trust.is_none() && !table.has("trust") {
            table.file.error(
                "missing-key",
                table.span,
                format!("the role `{name}` has no `trust` policy"),
                "say who may assume it",
            );
        }
        let path = path(table);
        let policies = self.attached_policies(table, world);
        let boundary = self.boundary(table, &format!("boundary of {name}"), world);
        let longest = table.integer_within("max-session-duration", 3600..=43_200);
        let tags = tags(table);
        let mut role = Role::new(world.ids, &account, &path, name, trust?);
        role.policies = policies;
        role.boundary = boundary;
        role.tags = tags;
        role.max_session_duration = longest.unwrap_or(role.max_session_duration);
        Some(role)
    }

    fn bucket(&self, entry: &Entry<'_>, world: &World) -> Option<Bucket> {
        let table = entry.table("a bucket")?;
        let bucket = self.bucket_in(&table, &entry.name, world)?;
        table.done();
        Some(bucket)
    }

    /// A bucket from its table, whose keys are not yet told to be all.
    pub fn bucket_in(&self, table: &Table<'_>, named: &Text, world: &World) -> Option<Bucket> {
        let name = named.text.clone();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        if !(3..=63).contains(&name.len()) || !name.chars().all(allowed) {
            let help = "use 3 to 63 lower-case letters, digits, hyphens and dots";
            table.file.error("bad-name", named.span, format!("`{name}` is no bucket name"), help);
        }
        let account = account(table, world)?;
        let policy = self.policy_of(table, "policy", &format!("bucket policy of {name}"), PolicyKind::Resource);
        let mut objects = BTreeMap::new();
        for object in table.entries("objects") {
            let read = if object.raw().is_some() {
                object.text().map(|body| Object { body: body.text, ..Object::default() })
            } else {
                object.table("an object").map(|table| {
                    let read = Object { body: table.text("body").text, tags: tags(&table), ..Object::default() };
                    table.done();
                    read
                })
            };
            objects.extend(read.map(|read| (object.name.text.clone(), read)));
        }
        let tags = tags(table);
        let public_access_block = public_access_block(table);
        let abac = table.flag("abac");
        Some(Bucket { name, account, policy, public_access_block, tags, abac, objects })
    }

    /// Identity-based policies: inline, beside the scenario, or `{ managed = "NAME" }`.
    fn attached_policies(&self, table: &Table<'_>, world: &World) -> Vec<Arc<Policy>> {
        let entries = table.entries("policies");
        let one = |entry: &Entry<'_>| {
            if let Some(text) = entry.raw() {
                return Some(inline(table.file, &entry.name.text, PolicyKind::Identity, text, entry.span()));
            }
            let inner = entry.table("an attached policy")?;
            if inner.has("managed") {
                return managed(inner, world);
            }
            beside(inner, &entry.name.text, PolicyKind::Identity, self.read_beside)
        };
        entries.iter().filter_map(one).collect()
    }

    /// A permissions boundary, in the same three forms.
    fn boundary(&self, table: &Table<'_>, name: &str, world: &World) -> Option<Arc<Policy>> {
        if table.is_table("boundary") {
            let inner = table.optional_table("boundary", "an attached policy")?;
            if inner.has("managed") {
                return managed(inner, world).map(|policy| Arc::new(as_boundary(&policy)));
            }
            return beside(inner, name, PolicyKind::Boundary, self.read_beside);
        }
        self.policy_of(table, "boundary", name, PolicyKind::Boundary)
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

fn provider(entry: &Entry<'_>, world: &World) -> Option<OidcProvider> {
    let table = entry.table("an identity provider")?;
    let host = entry.name.text.clone();
    if host.contains("://") || !host.contains('.') || host.ends_with('/') {
        let help = "write its host, and path if there is one, without `https://`, such as `token.actions.githubusercontent.com`";
        table.file.error("bad-name", entry.name.span, format!("`{host}` is no identity provider"), help);
    }
    let account = account(&table, world);
    if !table.has("audiences") {
        table.missing("audiences", "a list of strings");
    }
    let audiences = table.texts("audiences").into_iter().map(|text| text.text).collect();
    table.done();
    let account = account?;
    Some(OidcProvider { arn: format!("arn:aws:iam::{account}:oidc-provider/{host}"), account, host, audiences })
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

pub(super) fn path(table: &Table<'_>) -> String {
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

pub(super) fn tags(table: &Table<'_>) -> BTreeMap<String, String> {
    let entries = table.entries("tags");
    entries.iter().filter_map(|entry| Some((entry.name.text.clone(), entry.text()?.text))).collect()
}

/// `block-public-access`: `true`, `false`, or the four switches; all are on for a new bucket.
pub(super) fn public_access_block(table: &Table<'_>) -> PublicAccessBlock {
    const KEY: &str = "block-public-access";
    if !table.has(KEY) {
        return PublicAccessBlock::ALL;
    }
    if !table.is_table(KEY) {
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
        table.file.error("bad-name", name.span, format!("`{}` is no name for a user, role or policy", name.text), help);
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
