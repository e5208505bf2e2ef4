//! The set-up: accounts, principals, buckets. Immutable; a [`Change`] gives another world.

use super::ids::Ids;
use crate::iam::{Policy, PolicyLevel, PublicAccessBlock};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    /// Simulated start time.
    pub start: DateTime<Utc>,
    /// Where ids and keys come from.
    pub ids: Ids,
    /// Region of the calls, e.g. `eu-west-1`.
    pub region: String,
    /// Address the calls come from.
    pub source_ip: String,
    /// The organization, if there is one.
    pub organization: Option<Organization>,
    /// By 12-digit id.
    pub accounts: BTreeMap<String, Account>,
    /// By ARN, with path.
    pub users: BTreeMap<String, Arc<User>>,
    /// By ARN, with path.
    pub roles: BTreeMap<String, Arc<Role>>,
    /// By name.
    pub buckets: BTreeMap<String, Arc<Bucket>>,
}

/// An organization of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// `o-…`.
    pub id: String,
    /// Id of the management account, which SCPs do not bind.
    pub management_account: String,
    /// The root, called `Root`, and the organizational units, by name.
    pub units: BTreeMap<String, OrganizationUnit>,
}

/// The root or an organizational unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationUnit {
    /// Name of the parent; `None` for the root.
    pub parent: Option<String>,
    /// SCPs attached here.
    pub scps: Vec<Arc<Policy>>,
    /// RCPs attached here.
    pub rcps: Vec<Arc<Policy>>,
}

/// An AWS account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// 12 digits.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Organizational unit; `None` outside the organization.
    pub unit: Option<String>,
    /// SCPs attached to the account itself.
    pub scps: Vec<Arc<Policy>>,
    /// RCPs attached to the account itself.
    pub rcps: Vec<Arc<Policy>>,
}

/// An IAM user with its long-term key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// ARN, with path.
    pub arn: String,
    /// Account id.
    pub account: String,
    /// Name.
    pub name: String,
    /// `AIDA…`.
    pub id: String,
    /// `AKIA…`.
    pub access_key_id: String,
    /// 40 characters.
    pub secret_access_key: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// Identity-based policies.
    pub policies: Vec<Arc<Policy>>,
    /// Permissions boundary.
    pub boundary: Option<Arc<Policy>>,
}

/// An IAM role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// ARN, with path.
    pub arn: String,
    /// Account id.
    pub account: String,
    /// Name.
    pub name: String,
    /// `AROA…`.
    pub id: String,
    /// Trust policy.
    pub trust: Arc<Policy>,
    /// Permissions policies.
    pub policies: Vec<Arc<Policy>>,
    /// Permissions boundary.
    pub boundary: Option<Arc<Policy>>,
    /// Maximum session duration in seconds, 3600 to 43200.
    pub max_session_duration: i64,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// An S3 bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Name.
    pub name: String,
    /// Id of the owning account.
    pub account: String,
    /// Bucket policy.
    pub policy: Option<Arc<Policy>>,
    /// Block Public Access; all four switches are on for a new bucket.
    pub public_access_block: PublicAccessBlock,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// Its tags are condition keys.
    pub abac: bool,
    /// By key.
    pub objects: BTreeMap<String, Object>,
}

/// An object in a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    /// Content.
    pub body: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// Where a policy hangs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PolicyTarget {
    /// An identity-based policy of a user.
    User {
        /// ARN of the user.
        arn: String,
        /// Name of the policy.
        name: String,
    },
    /// A permissions policy of a role.
    Role {
        /// ARN of the role.
        arn: String,
        /// Name of the policy.
        name: String,
    },
    /// The trust policy of a role.
    Trust {
        /// ARN of the role.
        arn: String,
    },
    /// The permissions boundary of a user or role.
    Boundary {
        /// ARN of the user or role.
        arn: String,
    },
    /// A bucket policy.
    Bucket {
        /// Name of the bucket.
        name: String,
    },
    /// An SCP.
    Scp {
        /// Name of the unit or id of the account.
        at: String,
        /// Name of the policy.
        name: String,
    },
    /// An RCP.
    Rcp {
        /// Name of the unit or id of the account.
        at: String,
        /// Name of the policy.
        name: String,
    },
}

/// An edit of the world: what-ifs and a learner's own edits are made of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Sets a policy, replacing one of the same name.
    SetPolicy {
        /// Where.
        target: PolicyTarget,
        /// The policy.
        policy: Arc<Policy>,
    },
    /// Removes a policy.
    RemovePolicy {
        /// Where.
        target: PolicyTarget,
    },
    /// Sets a role's maximum session duration.
    SetMaxSessionDuration {
        /// ARN of the role.
        arn: String,
        /// Seconds.
        seconds: i64,
    },
    /// Sets Block Public Access of a bucket.
    SetPublicAccessBlock {
        /// Name of the bucket.
        bucket: String,
        /// The switches.
        block: PublicAccessBlock,
    },
    /// Puts a user into the world, in place of one with the same ARN.
    AddUser(Arc<User>),
    /// Puts a role into the world, in place of one with the same ARN.
    AddRole(Arc<Role>),
    /// Puts a bucket into the world, in place of one with the same name.
    AddBucket(Arc<Bucket>),
}

/// A change that names something the world does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// There is no such thing.
    #[error("there is no {what} `{name}` in this world")]
    Missing {
        /// `role`, `policy` ...
        what: &'static str,
        /// What was named.
        name: String,
    },
    /// A role cannot be without it.
    #[error("a role cannot be without its trust policy; set another one instead")]
    TrustPolicyNeeded,
}

impl User {
    /// A user without policies. `path` is `/` or `/team/`.
    pub fn new(ids: Ids, account: &str, path: &str, name: &str) -> Self {
        let arn = format!("arn:aws:iam::{account}:user{path}{name}");
        Self {
            id: ids.user_id(&arn),
            access_key_id: ids.long_term_key(&arn),
            secret_access_key: ids.secret(&arn),
            account: account.to_owned(),
            name: name.to_owned(),
            arn,
            tags: BTreeMap::new(),
            policies: Vec::new(),
            boundary: None,
        }
    }
}

impl Role {
    /// A role with its trust policy and AWS's default maximum session duration of one hour.
    pub fn new(ids: Ids, account: &str, path: &str, name: &str, trust: Arc<Policy>) -> Self {
        let arn = format!("arn:aws:iam::{account}:role{path}{name}");
        Self {
            id: ids.role_id(&arn),
            account: account.to_owned(),
            name: name.to_owned(),
            arn,
            trust,
            policies: Vec::new(),
            boundary: None,
            max_session_duration: 3600,
            tags: BTreeMap::new(),
        }
    }
}

impl World {
    /// An empty world.
    pub fn new(start: DateTime<Utc>, seed: u64, region: impl Into<String>) -> Self {
        Self {
            start,
            ids: Ids { seed },
            region: region.into(),
            source_ip: "203.0.113.24".to_owned(),
            organization: None,
            accounts: BTreeMap::new(),
            users: BTreeMap::new(),
            roles: BTreeMap::new(),
            buckets: BTreeMap::new(),
        }
    }

    /// The world with `change` made.
    pub fn with(&self, change: &Change) -> Result<World, ChangeError> {
        let mut world = self.clone();
        match change {
            Change::SetPolicy { target, policy } => world.put(target, Some(policy))?,
            Change::RemovePolicy { target } => world.put(target, None)?,
            Change::SetMaxSessionDuration { arn, seconds } => world.role_mut(arn)?.max_session_duration = *seconds,
            Change::SetPublicAccessBlock { bucket, block } => world.bucket_mut(bucket)?.public_access_block = *block,
            Change::AddUser(user) => drop(world.users.insert(user.arn.clone(), Arc::clone(user))),
            Change::AddRole(role) => drop(world.roles.insert(role.arn.clone(), Arc::clone(role))),
            Change::AddBucket(bucket) => drop(world.buckets.insert(bucket.name.clone(), Arc::clone(bucket))),
        }
        Ok(world)
    }

    fn put(&mut self, target: &PolicyTarget, policy: Option<&Arc<Policy>>) -> Result<(), ChangeError> {
        match target {
            PolicyTarget::User { arn, name } => put_in(&mut self.user_mut(arn)?.policies, name, policy),
            PolicyTarget::Role { arn, name } => put_in(&mut self.role_mut(arn)?.policies, name, policy),
            PolicyTarget::Trust { arn } => {
                self.role_mut(arn)?.trust = Arc::clone(policy.ok_or(ChangeError::TrustPolicyNeeded)?);
                Ok(())
            }
            PolicyTarget::Boundary { arn } => {
                if self.roles.contains_key(arn) {
                    self.role_mut(arn)?.boundary = policy.cloned();
                } else {
                    self.user_mut(arn)?.boundary = policy.cloned();
                }
                Ok(())
            }
            PolicyTarget::Bucket { name } => {
                self.bucket_mut(name)?.policy = policy.cloned();
                Ok(())
            }
            PolicyTarget::Scp { at, name } => {
                let units = self.organization.as_mut().map(|organization| &mut organization.units);
                let list = match units.and_then(|units| units.get_mut(at)) {
                    Some(unit) => &mut unit.scps,
                    None => &mut self.accounts.get_mut(at).ok_or_else(|| missing("unit or account", at))?.scps,
                };
                put_in(list, name, policy)
            }
            PolicyTarget::Rcp { at, name } => {
                let units = self.organization.as_mut().map(|organization| &mut organization.units);
                let list = match units.and_then(|units| units.get_mut(at)) {
                    Some(unit) => &mut unit.rcps,
                    None => &mut self.accounts.get_mut(at).ok_or_else(|| missing("unit or account", at))?.rcps,
                };
                put_in(list, name, policy)
            }
        }
    }

    fn user_mut(&mut self, arn: &str) -> Result<&mut User, ChangeError> {
        self.users.get_mut(arn).map(Arc::make_mut).ok_or_else(|| missing("user", arn))
    }

    fn role_mut(&mut self, arn: &str) -> Result<&mut Role, ChangeError> {
        self.roles.get_mut(arn).map(Arc::make_mut).ok_or_else(|| missing("role", arn))
    }

    fn bucket_mut(&mut self, name: &str) -> Result<&mut Bucket, ChangeError> {
        self.buckets.get_mut(name).map(Arc::make_mut).ok_or_else(|| missing("bucket", name))
    }

    /// Every policy in the world: of the organization from its units down, of accounts, users, roles and buckets.
    pub fn policies(&self) -> impl Iterator<Item = &Arc<Policy>> {
        let units = self.organization.iter().flat_map(|organization| organization.units.values());
        let of_units = units.flat_map(|unit| unit.scps.iter().chain(&unit.rcps));
        let of_accounts = self.accounts.values().flat_map(|account| account.scps.iter().chain(&account.rcps));
        let of_users = self.users.values().flat_map(|user| user.policies.iter().chain(&user.boundary));
        let of_roles = self
            .roles
            .values()
            .flat_map(|role| std::iter::once(&role.trust).chain(&role.policies).chain(&role.boundary));
        let of_buckets = self.buckets.values().flat_map(|bucket| &bucket.policy);
        of_units.chain(of_accounts).chain(of_users).chain(of_roles).chain(of_buckets)
    }

    /// The levels from the root down to `account`; `None` outside an organization.
    fn lineage(&self, account: &str) -> Option<Vec<(&str, &OrganizationUnit)>> {
        let organization = self.organization.as_ref()?;
        let mut levels = Vec::new();
        let mut name = self.accounts.get(account)?.unit.as_deref();
        // A file may write a circle of parents; no organization is deeper than the root and five units.
        while let Some((at, unit)) = name.and_then(|name| organization.units.get_key_value(name)) {
            levels.push((at.as_str(), unit));
            name = unit.parent.as_deref().filter(|_| levels.len() < 6);
        }
        levels.reverse();
        (!levels.is_empty()).then_some(levels)
    }

    /// The SCPs that bind the principals of `account`, from the root down; `None` outside an organization.
    pub fn scps(&self, account: &str) -> Option<Vec<PolicyLevel>> {
        let own = self.accounts.get(account)?;
        let mut levels: Vec<_> = self
            .lineage(account)?
            .into_iter()
            .map(|(name, unit)| PolicyLevel { name: name.to_owned(), policies: unit.scps.clone() })
            .collect();
        levels.push(PolicyLevel { name: account.to_owned(), policies: own.scps.clone() });
        Some(levels)
    }

    /// The RCPs that bind the resources of `account`; `None` outside an organization and for the management account,
    /// whose resources RCPs do not bind.
    pub fn rcps(&self, account: &str) -> Option<Vec<PolicyLevel>> {
        if self.is_management_account(account) {
            return None;
        }
        let own = self.accounts.get(account)?;
        let mut levels: Vec<_> = self
            .lineage(account)?
            .into_iter()
            .map(|(name, unit)| PolicyLevel { name: name.to_owned(), policies: unit.rcps.clone() })
            .collect();
        levels.push(PolicyLevel { name: account.to_owned(), policies: own.rcps.clone() });
        Some(levels)
    }

    /// Whether `account` manages the organization.
    pub fn is_management_account(&self, account: &str) -> bool {
        self.organization.as_ref().is_some_and(|organization| organization.management_account == account)
    }

    /// Id of the organization that `account` belongs to.
    pub fn organization_of(&self, account: &str) -> Option<&str> {
        self.accounts.get(account)?.unit.as_ref()?;
        self.organization.as_ref().map(|organization| organization.id.as_str())
    }
}

fn missing(what: &'static str, name: &str) -> ChangeError {
    ChangeError::Missing { what, name: name.to_owned() }
}

fn put_in(list: &mut Vec<Arc<Policy>>, name: &str, policy: Option<&Arc<Policy>>) -> Result<(), ChangeError> {
    let at = list.iter().position(|known| known.name == name);
    match (policy, at) {
        (Some(policy), Some(at)) => {
            if let Some(place) = list.get_mut(at) {
                *place = Arc::clone(policy);
            }
        }
        (Some(policy), None) => list.push(Arc::clone(policy)),
        (None, Some(at)) => drop(list.remove(at)),
        (None, None) => return Err(missing("policy", name)),
    }
    Ok(())
}
