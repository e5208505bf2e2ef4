//! The set-up: accounts, principals, buckets. Immutable; a [`Change`](super::Change) gives another world.

use super::ids::Ids;
use super::shared::Shared;
use crate::iam::{Policy, PolicyKind, PolicyLevel, PublicAccessBlock};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that exists. A world that a change gives shares with the old one what it leaves alone.
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
    pub accounts: Shared<BTreeMap<String, Account>>,
    /// By ARN, with path.
    pub users: Shared<BTreeMap<String, Arc<User>>>,
    /// By ARN, with path.
    pub roles: Shared<BTreeMap<String, Arc<Role>>>,
    /// By name.
    pub buckets: Shared<BTreeMap<String, Arc<Bucket>>>,
    /// Customer managed policies, by ARN. They do something where they are attached.
    pub managed_policies: Shared<BTreeMap<String, Arc<Policy>>>,
    /// Identity providers that speak `OpenID` Connect, by ARN.
    pub oidc_providers: Shared<BTreeMap<String, Arc<OidcProvider>>>,
}

/// An organization of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// `o-…`.
    pub id: String,
    /// Id of the management account, which SCPs do not bind.
    pub management_account: String,
    /// The root, called `Root`, and the organizational units, by name.
    pub units: Shared<BTreeMap<String, OrganizationUnit>>,
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

/// An `OpenID` Connect identity provider that an account has registered: whose tokens it accepts, and meant for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcProvider {
    /// `arn:aws:iam::ACCOUNT:oidc-provider/HOST`.
    pub arn: String,
    /// Account id.
    pub account: String,
    /// The issuer's URL without `https://`: host, and path if there is one.
    pub host: String,
    /// Client ids: the audiences that tokens may be meant for.
    pub audiences: Vec<String>,
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
    /// When a call wrote it; `None` when it was there from the world's start.
    pub written: Option<DateTime<Utc>>,
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
            accounts: Shared::default(),
            users: Shared::default(),
            roles: Shared::default(),
            buckets: Shared::default(),
            managed_policies: Shared::default(),
            oidc_providers: Shared::default(),
        }
    }

    /// The identity provider with this issuer in `account`.
    pub fn oidc_provider(&self, account: &str, host: &str) -> Option<&Arc<OidcProvider>> {
        self.oidc_providers.get(&format!("arn:aws:iam::{account}:oidc-provider/{host}"))
    }

    /// The role called so in `account`, whatever its path: role names are unique in an account.
    pub fn role_named(&self, account: &str, name: &str) -> Option<&Arc<Role>> {
        self.roles.values().find(|role| role.account == account && role.name == name)
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
        let managed = self.managed_policies.values();
        of_units.chain(of_accounts).chain(of_users).chain(of_roles).chain(of_buckets).chain(managed)
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

    /// The RCPs above the resources of `account`, from the root down; `None` outside an organization. They do not bind
    /// the management account's resources ([`Request::resource_is_management_account`](crate::iam::Request)).
    pub fn rcps(&self, account: &str) -> Option<Vec<PolicyLevel>> {
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

/// A managed policy, attached as a permissions boundary.
pub fn as_boundary(policy: &Policy) -> Policy {
    Policy { kind: PolicyKind::Boundary, ..policy.clone() }
}
