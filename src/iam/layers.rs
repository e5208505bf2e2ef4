//! The policies that apply to one request, layer by layer. A layer that is absent is `None`, which differs from a
//! layer that is present and allows nothing.
use super::Policy;
use std::sync::Arc;

/// The kinds of policy that take part in a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Resource control policies.
    ResourceControl,
    /// Service control policies.
    ServiceControl,
    /// VPC endpoint policy.
    VpcEndpoint,
    /// Resource-based policy.
    Resource,
    /// Role trust policy (the resource policy of `sts:AssumeRole`).
    Trust,
    /// Identity-based policies.
    Identity,
    /// Permissions boundary.
    Boundary,
    /// Session policies.
    Session,
}

/// The SCPs or RCPs attached to one level (root, OU, account).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyLevel {
    /// `Root`, `Sandbox`, `111122223333` ...
    pub name: String,
    /// A union: one Allow among them is enough at this level.
    pub policies: Vec<Arc<Policy>>,
}

/// All policies for one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layers {
    /// Identity-based policies of the caller (user + groups, or role).
    pub identity: Option<Vec<Arc<Policy>>>,
    /// Resource-based policy; for `sts:AssumeRole` the trust policy.
    pub resource: Option<Arc<Policy>>,
    /// Permissions boundary of the caller.
    pub boundary: Option<Arc<Policy>>,
    /// Session policies of the caller's session.
    pub session: Option<Vec<Arc<Policy>>>,
    /// SCPs of the caller's account from the root down; `None` outside an organization.
    pub scps: Option<Vec<PolicyLevel>>,
    /// RCPs of the resource's account from the root down; `RCPFullAWSAccess` is implied.
    pub rcps: Option<Vec<PolicyLevel>>,
    /// VPC endpoint policy when the call goes through an endpoint.
    pub vpc_endpoint: Option<Arc<Policy>>,
}
