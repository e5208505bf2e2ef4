//! What is asked of IAM. Its calls name roles without account and path: they mean the caller's own account.

use crate::iam::Policy;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The simulated operations of IAM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IamOperation {
    /// `CreateRole`.
    CreateRole {
        /// `RoleName`.
        name: String,
        /// `Path`: `/` or `/team/`.
        path: String,
        /// `AssumeRolePolicyDocument`.
        trust: Arc<Policy>,
        /// `PermissionsBoundary`: ARN of a managed policy.
        boundary: Option<String>,
        /// `Tags`.
        tags: BTreeMap<String, String>,
    },
    /// `PutRolePolicy`: the policy's name is its `PolicyName`.
    PutRolePolicy {
        /// `RoleName`.
        role: String,
        /// The inline policy.
        policy: Arc<Policy>,
    },
    /// `PutRolePolicy` of `AWSRevokeOlderSessions`, as "Revoke active sessions" in the console does.
    RevokeSessions {
        /// `RoleName`.
        role: String,
    },
    /// `AttachRolePolicy`.
    AttachRolePolicy {
        /// `RoleName`.
        role: String,
        /// `PolicyArn`.
        policy_arn: String,
    },
    /// `PutRolePermissionsBoundary`.
    PutRolePermissionsBoundary {
        /// `RoleName`.
        role: String,
        /// `PermissionsBoundary`: ARN of a managed policy.
        boundary: String,
    },
    /// `DeleteRolePermissionsBoundary`.
    DeleteRolePermissionsBoundary {
        /// `RoleName`.
        role: String,
    },
}

impl IamOperation {
    /// Name of the operation.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CreateRole { .. } => "CreateRole",
            Self::PutRolePolicy { .. } | Self::RevokeSessions { .. } => "PutRolePolicy",
            Self::AttachRolePolicy { .. } => "AttachRolePolicy",
            Self::PutRolePermissionsBoundary { .. } => "PutRolePermissionsBoundary",
            Self::DeleteRolePermissionsBoundary { .. } => "DeleteRolePermissionsBoundary",
        }
    }

    /// `RoleName`.
    pub fn role(&self) -> &str {
        match self {
            Self::CreateRole { name: role, .. }
            | Self::PutRolePolicy { role, .. }
            | Self::RevokeSessions { role }
            | Self::AttachRolePolicy { role, .. }
            | Self::PutRolePermissionsBoundary { role, .. }
            | Self::DeleteRolePermissionsBoundary { role } => role,
        }
    }

    /// The same, to change it.
    pub fn role_mut(&mut self) -> &mut String {
        match self {
            Self::CreateRole { name: role, .. }
            | Self::PutRolePolicy { role, .. }
            | Self::RevokeSessions { role }
            | Self::AttachRolePolicy { role, .. }
            | Self::PutRolePermissionsBoundary { role, .. }
            | Self::DeleteRolePermissionsBoundary { role } => role,
        }
    }

    /// The policy that travels with the call.
    pub fn policy(&self) -> Option<&Arc<Policy>> {
        match self {
            Self::CreateRole { trust: policy, .. } | Self::PutRolePolicy { policy, .. } => Some(policy),
            _ => None,
        }
    }
}
