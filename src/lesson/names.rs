//! What a scenario's script may name: the things of its world, and what its own calls make along the way.

use super::load_world::unknown;
use super::reader::{Table, Text};
use crate::cloud::{Call, Caller, Change, IamOperation, Ids, Shared, World};
use std::collections::BTreeMap;

/// Short names with what they stand for. Goals and what-ifs each add their own to those of the lesson, so the rest is
/// shared.
#[derive(Debug, Clone)]
pub(super) struct Names {
    /// What the names are of.
    pub world: World,
    pub users: Shared<BTreeMap<String, String>>,
    /// ARNs by name, and by ARN; roles that calls create are added as the script is read.
    pub roles: Shared<BTreeMap<String, String>>,
    pub buckets: Shared<Vec<String>>,
    /// Names of the policies of a user or role, by ARN.
    pub policies: Shared<BTreeMap<String, Vec<String>>>,
    /// Units and accounts.
    pub levels: Shared<Vec<String>>,
    /// ARNs of managed policies by name, and by ARN.
    pub managed: Shared<BTreeMap<String, String>>,
    /// Hosts of identity providers.
    pub providers: Shared<Vec<String>>,
    /// Sessions of the calls read so far, with the account they act in.
    pub sessions: Shared<BTreeMap<String, String>>,
    pub ids: Ids,
}

/// ARNs by the names of what they belong to, and by themselves.
fn with_arns<'w>(named: impl Iterator<Item = (&'w String, &'w String)>) -> BTreeMap<String, String> {
    let mut arns = BTreeMap::new();
    for (name, arn) in named {
        arns.insert(name.clone(), arn.clone());
        arns.insert(arn.clone(), arn.clone());
    }
    arns
}

impl Names {
    pub fn of(world: &World) -> Self {
        let mut users = with_arns(world.users.values().map(|user| (&user.name, &user.arn)));
        users.extend(world.accounts.keys().map(|id| (format!("root of {id}"), format!("arn:aws:iam::{id}:root"))));
        let roles = with_arns(world.roles.values().map(|role| (&role.name, &role.arn)));
        let names =
            |list: &[std::sync::Arc<crate::iam::Policy>]| list.iter().map(|policy| policy.name.clone()).collect();
        let mut policies: BTreeMap<String, Vec<String>> =
            world.users.values().map(|user| (user.arn.clone(), names(&user.policies))).collect();
        policies.extend(world.roles.values().map(|role| (role.arn.clone(), names(&role.policies))));
        let units = world.organization.iter().flat_map(|organization| organization.units.keys());
        let levels: Vec<String> = units.chain(world.accounts.keys()).cloned().collect();
        let managed = with_arns(world.managed_policies.iter().map(|(arn, policy)| (&policy.name, arn)));
        let mut providers: Vec<String> = world.oidc_providers.values().map(|provider| provider.host.clone()).collect();
        providers.dedup();
        let buckets: Vec<String> = world.buckets.keys().cloned().collect();
        Self {
            world: world.clone(),
            users: users.into(),
            roles: roles.into(),
            buckets: buckets.into(),
            policies: policies.into(),
            levels: levels.into(),
            managed: managed.into(),
            providers: providers.into(),
            sessions: Shared::default(),
            ids: world.ids,
        }
    }

    /// The names once the change is made, with the sessions known so far.
    pub fn after(&self, change: &Change) -> Self {
        let Ok(world) = self.world.with(change) else { return self.clone() };
        Self { sessions: self.sessions.clone(), ..Self::of(&world) }
    }

    pub fn user(&self, table: &Table<'_>, name: &Text) -> Option<String> {
        Self::find(table, "user", name, &self.users)
    }

    pub fn role(&self, table: &Table<'_>, name: &Text) -> Option<String> {
        Self::find(table, "role", name, &self.roles)
    }

    /// ARN of a role. One that does not exist may be the point of a lesson: its ARN is taken as it stands.
    pub fn role_or_arn(&self, table: &Table<'_>, name: &Text) -> Option<String> {
        if name.text.starts_with("arn:") { Some(name.text.clone()) } else { self.role(table, name) }
    }

    /// ARN of a managed policy; an ARN is taken as it stands, for AWS has policies of its own.
    pub fn managed_or_arn(&self, table: &Table<'_>, name: &Text) -> Option<String> {
        if name.text.starts_with("arn:") { Some(name.text.clone()) } else { self.managed(table, name) }
    }

    /// ARN of a managed policy that has to be there.
    pub fn managed(&self, table: &Table<'_>, name: &Text) -> Option<String> {
        Self::find(table, "managed policy", name, &self.managed)
    }

    /// Name of a bucket that has to be there.
    pub fn bucket(&self, table: &Table<'_>, name: &Text) -> Option<String> {
        let found = self.buckets.contains(&name.text);
        if !found && !name.text.is_empty() {
            unknown(table.file, "bucket", name, self.buckets.iter().map(String::as_str));
        }
        found.then(|| name.text.clone())
    }

    fn find(table: &Table<'_>, what: &str, name: &Text, known: &BTreeMap<String, String>) -> Option<String> {
        let found = known.get(&name.text).cloned();
        if found.is_none() && !name.text.is_empty() {
            unknown(table.file, what, name, known.keys().map(String::as_str).filter(|name| !name.starts_with("arn:")));
        }
        found
    }

    /// The account a caller acts in; empty for one that has none.
    pub fn account_of(&self, caller: &Caller) -> String {
        match caller {
            Caller::User(arn) => account_in(arn),
            Caller::Session(name) => self.sessions.get(name).cloned().unwrap_or_default(),
            Caller::Service { .. } | Caller::Anonymous | Caller::UnknownKey => String::new(),
        }
    }

    /// Remembers what later calls may name.
    pub fn add(&mut self, call: &Call) {
        let account = match call {
            Call::AssumeRole { request, .. } => account_in(&request.role_arn),
            Call::AssumeRoleWithWebIdentity { request } => account_in(&request.role_arn),
            Call::GetSessionToken { caller, .. } => self.account_of(caller),
            Call::Iam { caller, operation: IamOperation::CreateRole { name, path, .. } } => {
                let arn = format!("arn:aws:iam::{}:role{path}{name}", self.account_of(caller));
                self.roles.entry(name.clone()).or_insert(arn);
                return;
            }
            _ => return,
        };
        if let Some(name) = call.session() {
            self.sessions.insert(name.to_owned(), account);
        }
    }
}

fn account_in(arn: &str) -> String {
    arn.split(':').nth(4).unwrap_or_default().to_owned()
}
