//! Edits of the world. Calls that change it, what-ifs and a learner's own edits are all made of these.

use super::world::{Bucket, Role, User, World, as_boundary};
use crate::iam::{Policy, PublicAccessBlock};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// A managed policy, wherever it is attached or named.
    Managed {
        /// ARN of the policy.
        arn: String,
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

/// What carries tags.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TagTarget {
    /// A user, by ARN.
    User(String),
    /// A role, by ARN.
    Role(String),
    /// A bucket, by name.
    Bucket(String),
    /// An object.
    Object {
        /// Name of the bucket.
        bucket: String,
        /// Key.
        key: String,
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
    /// Sets the tags of a user, role, bucket or object; there are no others afterwards.
    SetTags {
        /// Whose.
        target: TagTarget,
        /// The tags.
        tags: BTreeMap<String, String>,
    },
    /// Adds a user, or puts one in place of another with its ARN.
    SetUser(Arc<User>),
    /// Adds a role, or puts one in place of another with its ARN.
    SetRole(Arc<Role>),
    /// Adds a bucket, or puts one in place of another with its name.
    SetBucket(Arc<Bucket>),
    /// Sets Block Public Access of a bucket.
    SetPublicAccessBlock {
        /// Name of the bucket.
        bucket: String,
        /// The switches.
        block: PublicAccessBlock,
    },
}

impl Change {
    /// The policies that the change brings in, in the order of [`World::policies`].
    pub fn policies(&self) -> Vec<&Arc<Policy>> {
        match self {
            Self::SetPolicy { policy, .. } => vec![policy],
            Self::SetUser(user) => user.policies.iter().chain(&user.boundary).collect(),
            Self::SetRole(role) => std::iter::once(&role.trust).chain(&role.policies).chain(&role.boundary).collect(),
            Self::SetBucket(bucket) => bucket.policy.iter().collect(),
            Self::RemovePolicy { .. }
            | Self::SetMaxSessionDuration { .. }
            | Self::SetTags { .. }
            | Self::SetPublicAccessBlock { .. } => Vec::new(),
        }
    }
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

impl World {
    /// The world with `change` made.
    pub fn with(&self, change: &Change) -> Result<World, ChangeError> {
        let mut world = self.clone();
        match change {
            Change::SetPolicy { target, policy } => world.put(target, Some(policy))?,
            Change::RemovePolicy { target } => world.put(target, None)?,
            Change::SetMaxSessionDuration { arn, seconds } => world.role_mut(arn)?.max_session_duration = *seconds,
            Change::SetTags { target, tags } => world.tags_mut(target)?.clone_from(tags),
            Change::SetUser(user) => drop(world.users.insert(user.arn.clone(), Arc::clone(user))),
            Change::SetBucket(bucket) => drop(world.buckets.insert(bucket.name.clone(), Arc::clone(bucket))),
            Change::SetRole(role) => drop(world.roles.insert(role.arn.clone(), Arc::clone(role))),
            Change::SetPublicAccessBlock { bucket, block } => world.bucket_mut(bucket)?.public_access_block = *block,
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
            PolicyTarget::Managed { arn } => {
                if policy.is_none() && !self.managed_policies.contains_key(arn) {
                    return Err(missing("managed policy", arn));
                }
                self.put_managed(arn, policy);
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

    /// A managed policy is one and the same wherever it is attached: there, too, it is another, or gone.
    fn put_managed(&mut self, arn: &str, policy: Option<&Arc<Policy>>) {
        let policy = policy.map(|policy| Arc::new(Policy { arn: Some(arn.to_owned()), ..Policy::clone(policy) }));
        let bounds = policy.as_deref().map(|policy| Arc::new(as_boundary(policy)));
        let is_it = |attached: &Arc<Policy>| attached.arn.as_deref() == Some(arn);
        let attach = |policies: &mut Vec<Arc<Policy>>, boundary: &mut Option<Arc<Policy>>| {
            let others = policies.drain(..).filter_map(|old| if is_it(&old) { policy.clone() } else { Some(old) });
            *policies = others.collect();
            if boundary.as_ref().is_some_and(is_it) {
                boundary.clone_from(&bounds);
            }
        };
        let hangs =
            |policies: &[Arc<Policy>], boundary: &Option<Arc<Policy>>| policies.iter().chain(boundary).any(is_it);
        for user in self.users.values_mut().filter(|user| hangs(&user.policies, &user.boundary)) {
            let user = Arc::make_mut(user);
            attach(&mut user.policies, &mut user.boundary);
        }
        for role in self.roles.values_mut().filter(|role| hangs(&role.policies, &role.boundary)) {
            let role = Arc::make_mut(role);
            attach(&mut role.policies, &mut role.boundary);
        }
        match policy {
            Some(policy) => drop(self.managed_policies.insert(arn.to_owned(), policy)),
            None => drop(self.managed_policies.remove(arn)),
        }
    }

    fn tags_mut(&mut self, target: &TagTarget) -> Result<&mut BTreeMap<String, String>, ChangeError> {
        Ok(match target {
            TagTarget::User(arn) => &mut self.user_mut(arn)?.tags,
            TagTarget::Role(arn) => &mut self.role_mut(arn)?.tags,
            TagTarget::Bucket(name) => &mut self.bucket_mut(name)?.tags,
            TagTarget::Object { bucket, key } => {
                &mut self.bucket_mut(bucket)?.objects.get_mut(key).ok_or_else(|| missing("object", key))?.tags
            }
        })
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
