//! The policies that apply to one request, layer by layer.
//!
//! A layer that is absent is `None`: it neither grants nor limits. A layer that is present and allows nothing limits.

use super::Policy;
use super::page::{self, Page};
use std::sync::Arc;

/// The kinds of policy that take part in a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Resource control policies of the resource's account.
    ResourceControl,
    /// Service control policies of the caller's account.
    ServiceControl,
    /// The policy of the VPC endpoint the call goes through.
    VpcEndpoint,
    /// S3 Block Public Access of the bucket: no policy, but it can keep a caller out.
    PublicAccessBlock,
    /// The resource-based policy.
    Resource,
    /// The role trust policy: the resource-based policy of a role when it is assumed.
    Trust,
    /// The identity-based policies of the caller.
    Identity,
    /// The permissions boundary of the caller.
    Boundary,
    /// The session policies of the caller's session.
    Session,
}

impl Layer {
    /// The name on screen and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::ResourceControl => "resource control policy",
            Self::ServiceControl => "service control policy",
            Self::VpcEndpoint => "VPC endpoint policy",
            Self::PublicAccessBlock => "Block Public Access setting",
            Self::Resource => "resource-based policy",
            Self::Trust => "role trust policy",
            Self::Identity => "identity-based policy",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policy",
        }
    }

    /// What it is for, in a sentence or two.
    pub fn words(self) -> &'static str {
        match self {
            Self::ResourceControl => {
                "Resource control policies: what may be done at most to the resources of an account, whoever calls. They \
                 grant nothing."
            }
            Self::ServiceControl => {
                "Service control policies: what the users and roles of an account may do at most. They grant nothing; at \
                 every level from the organization's root to the account something must allow."
            }
            Self::VpcEndpoint => {
                "The policy of the VPC endpoint that the call goes through. It limits and grants nothing."
            }
            Self::PublicAccessBlock => {
                "Block Public Access: while the bucket's policy is public, it keeps out all but AWS services and \
                 callers of the bucket's account."
            }
            Self::Resource => {
                "The policy at the resource itself. It names who may do what. In the caller's own account it can be enough \
                 alone; across accounts both sides must allow."
            }
            Self::Trust => {
                "The role's trust policy: who may assume the role. It is the resource-based policy of the role, and it \
                 must always allow."
            }
            Self::Identity => {
                "The caller's own policies: those of the user and its groups, or of the role. They grant."
            }
            Self::Boundary => {
                "The caller's permissions boundary: what its own policies may give at most. It grants nothing."
            }
            Self::Session => {
                "The policy passed when the session was made: what the session may do at most. It grants nothing."
            }
        }
    }

    /// Where AWS describes it.
    pub fn page(self) -> Page {
        match self {
            Self::ResourceControl => page::RCPS,
            Self::ServiceControl => page::SCPS,
            Self::VpcEndpoint => page::ENDPOINTS,
            Self::PublicAccessBlock => page::PUBLIC_ACCESS,
            Self::Resource | Self::Trust => page::EVALUATION,
            Self::Identity | Self::Session => page::POLICY_TYPES,
            Self::Boundary => page::BOUNDARIES,
        }
    }

    /// The stable name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::ResourceControl => "rcp",
            Self::ServiceControl => "scp",
            Self::VpcEndpoint => "vpc-endpoint",
            Self::PublicAccessBlock => "block-public-access",
            Self::Resource => "resource",
            Self::Trust => "trust",
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
        }
    }
}

/// The SCPs or RCPs attached to one level: the root, an OU or an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyLevel {
    /// `Root`, `Sandbox`, `111122223333` ...
    pub name: String,
    /// A union: one Allow among them is enough at this level.
    pub policies: Vec<Arc<Policy>>,
}

/// The four switches of S3 Block Public Access, as they bind a bucket: its own, its account's and its organization's
/// together, where the strictest wins.
///
/// Only `restrict_public_buckets` takes part in a decision. The others act when somebody writes an ACL or a policy:
/// ACLs are off for new buckets and not simulated; `block_public_policy` refuses a policy that
/// [`Policy::is_public`].
///
/// Source: S3 User Guide, `access-control-block-public-access.html`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PublicAccessBlock {
    /// New public ACLs are refused.
    pub block_public_acls: bool,
    /// Public ACLs that exist count for nothing.
    pub ignore_public_acls: bool,
    /// New public bucket policies are refused.
    pub block_public_policy: bool,
    /// While the policy is public, only services and principals of the owner's account get in.
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    /// All four on, as on every new bucket.
    pub const ALL: Self = Self {
        block_public_acls: true,
        ignore_public_acls: true,
        block_public_policy: true,
        restrict_public_buckets: true,
    };
}

/// All policies that apply to one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layers {
    /// Identity-based policies of the caller: a user's own and its groups', or a role's.
    pub identity: Option<Vec<Arc<Policy>>>,
    /// Resource-based policy; for `sts:AssumeRole` the role's trust policy.
    pub resource: Option<Arc<Policy>>,
    /// Permissions boundary of the caller.
    pub boundary: Option<Arc<Policy>>,
    /// Session policies of the caller's session.
    pub session: Option<Vec<Arc<Policy>>>,
    /// SCPs of the caller's account, from the organization's root down; `None` outside an organization.
    pub scps: Option<Vec<PolicyLevel>>,
    /// RCPs of the resource's account, from the root down; `RCPFullAWSAccess` is implied at every level.
    pub rcps: Option<Vec<PolicyLevel>>,
    /// VPC endpoint policy, when the call goes through an endpoint.
    pub vpc_endpoint: Option<Arc<Policy>>,
    /// Block Public Access of the bucket asked for; `None` where there is none to speak of.
    pub public_access_block: Option<PublicAccessBlock>,
}

impl Layers {
    /// Every policy in them, in AWS's order of evaluation.
    pub fn policies(&self) -> impl Iterator<Item = &Arc<Policy>> {
        let levels = self.rcps.iter().flatten().chain(self.scps.iter().flatten()).flat_map(|level| &level.policies);
        levels
            .chain(&self.vpc_endpoint)
            .chain(&self.resource)
            .chain(self.identity.iter().flatten())
            .chain(&self.boundary)
            .chain(self.session.iter().flatten())
    }
}
