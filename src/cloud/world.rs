//! The set-up: accounts, principals, buckets. Immutable; a [`Change`] gives another world.
use crate::iam::{Policy, PolicyLevel};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that exists at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    /// Simulated start time.
    pub start: DateTime<Utc>,
    /// Seed of all ids and keys.
    pub seed: u64,
    /// Region of the calls.
    pub region: String,
    /// Organization, if any.
    pub organization: Option<Organization>,
    /// By 12-digit id.
    pub accounts: BTreeMap<String, Account>,
    /// By ARN.
    pub users: BTreeMap<String, Arc<User>>,
    /// By ARN (with path).
    pub roles: BTreeMap<String, Arc<Role>>,
    /// By name.
    pub buckets: BTreeMap<String, Arc<Bucket>>,
}

/// AWS Organizations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// `o-...`
    pub id: String,
    /// Management account.
    pub management_account: String,
    /// The root and its OUs, by name; the root is `Root`.
    pub units: BTreeMap<String, OrganizationUnit>,
}

/// The root or an OU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationUnit {
    /// Name of the parent; `None` for the root.
    pub parent: Option<String>,
    /// SCPs here.
    pub scps: Vec<Arc<Policy>>,
    /// RCPs here.
    pub rcps: Vec<Arc<Policy>>,
}

/// An AWS account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// 12 digits.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Organizational unit; `None` = outside.
    pub unit: Option<String>,
    /// SCPs on the account itself.
    pub scps: Vec<Arc<Policy>>,
    /// RCPs on the account itself.
    pub rcps: Vec<Arc<Policy>>,
}

/// An IAM user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// ARN.
    pub arn: String,
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// `AIDA...`
    pub id: String,
    /// `AKIA...`
    pub access_key_id: String,
    /// 40 characters.
    pub secret_access_key: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// Identity-based policies.
    pub policies: Vec<Arc<Policy>>,
    /// Boundary.
    pub boundary: Option<Arc<Policy>>,
}

/// An IAM role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// ARN with path.
    pub arn: String,
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// `AROA...`
    pub id: String,
    /// Trust policy.
    pub trust: Arc<Policy>,
    /// Permissions policies.
    pub policies: Vec<Arc<Policy>>,
    /// Boundary.
    pub boundary: Option<Arc<Policy>>,
    /// Seconds, 3600 to 43200.
    pub max_session_duration: i64,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// An S3 bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Name.
    pub name: String,
    /// Owner.
    pub account: String,
    /// Bucket policy.
    pub policy: Option<Arc<Policy>>,
    /// RestrictPublicBuckets and the other switches are on.
    pub block_public_access: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// By key.
    pub objects: BTreeMap<String, Object>,
}

/// An object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Content.
    pub body: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// Where a policy hangs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PolicyTarget {
    /// Policy called `name` of the user with this ARN.
    User {
        /// ARN.
        arn: String,
        /// Policy name.
        name: String,
    },
    /// Policy called `name` of the role.
    Role {
        /// ARN.
        arn: String,
        /// Policy name.
        name: String,
    },
    /// Trust policy.
    Trust {
        /// Role ARN.
        arn: String,
    },
    /// Boundary of user or role.
    Boundary {
        /// ARN.
        arn: String,
    },
    /// Bucket policy.
    Bucket {
        /// Name.
        name: String,
    },
    /// SCP of a unit or account.
    Scp {
        /// Unit name or account id.
        at: String,
        /// Policy name.
        name: String,
    },
    /// RCP.
    Rcp {
        /// Unit name or account id.
        at: String,
        /// Policy name.
        name: String,
    },
}

/// A named edit of the world: what-ifs and the learner's own edits are made of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Sets or replaces a policy.
    SetPolicy {
        /// Where.
        target: PolicyTarget,
        /// The new policy.
        policy: Arc<Policy>,
    },
    /// Removes it.
    RemovePolicy {
        /// Where.
        target: PolicyTarget,
    },
    /// Sets a role's maximum session duration in seconds.
    SetMaxSessionDuration {
        /// Role ARN.
        arn: String,
        /// Seconds.
        seconds: i64,
    },
}

/// A change that names something the world does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// No such user, role or bucket.
    #[error("there is no {what} `{name}` in this world")]
    Missing {
        /// `role` ...
        what: &'static str,
        /// Its name.
        name: String,
    },
}

impl World {
    /// The world with `change` made.
    pub fn with(&self, change: &Change) -> Result<World, ChangeError> {
        let _ = change;
        todo!()
    }
    /// SCP levels that bind principals of `account`, from the root down; `None` outside an organization.
    pub fn scps(&self, account: &str) -> Option<Vec<PolicyLevel>> {
        let _ = account;
        todo!()
    }
    /// RCP levels that bind resources of `account`.
    pub fn rcps(&self, account: &str) -> Option<Vec<PolicyLevel>> {
        let _ = account;
        todo!()
    }
}
