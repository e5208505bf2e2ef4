//! Who does what: the lines of a scenario's script.

mod compute;
mod iam;
mod s3;
mod sts;

pub use compute::{CreateFunction, RunInstances};
pub use iam::IamOperation;
pub use s3::S3Operation;
pub use sts::{AssumeRole, GetSessionToken, SessionTag, WebIdentity};

use crate::iam::Policy;
use chrono::Duration;
use std::sync::Arc;

/// Whose credentials sign a call.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Caller {
    /// The long-term key of the user with this ARN; an account's `:root` ARN means its root user.
    User(String),
    /// The temporary credentials of the session called so.
    Session(String),
    /// An AWS service that calls for itself, e.g. `lambda.amazonaws.com`.
    Service {
        /// Its name.
        name: String,
        /// For whom it acts.
        source: Source,
    },
    /// Nobody's: the call is unsigned.
    Anonymous,
    /// A key id that exists nowhere.
    UnknownKey,
}

/// For whom an AWS service acts when it calls for itself: what keeps it from being a confused deputy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Source {
    /// `aws:SourceArn`: the resource on whose behalf the service acts.
    pub arn: Option<String>,
    /// `aws:SourceAccount`: the account of that resource.
    pub account: Option<String>,
}

/// One line of a scenario's script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// `sts:AssumeRole`.
    AssumeRole {
        /// Who.
        caller: Caller,
        /// What.
        request: AssumeRole,
    },
    /// `sts:AssumeRoleWithWebIdentity`: never signed, the token speaks for the caller.
    AssumeRoleWithWebIdentity {
        /// What.
        request: WebIdentity,
    },
    /// `sts:GetSessionToken`.
    GetSessionToken {
        /// Who.
        caller: Caller,
        /// What.
        request: GetSessionToken,
    },
    /// `sts:GetCallerIdentity`.
    GetCallerIdentity {
        /// Who.
        caller: Caller,
    },
    /// An S3 operation.
    S3 {
        /// Who.
        caller: Caller,
        /// What.
        operation: S3Operation,
    },
    /// An IAM operation.
    Iam {
        /// Who.
        caller: Caller,
        /// What.
        operation: IamOperation,
    },
    /// `lambda:CreateFunction`.
    CreateFunction {
        /// Who.
        caller: Caller,
        /// What.
        request: CreateFunction,
    },
    /// `ec2:RunInstances`.
    RunInstances {
        /// Who.
        caller: Caller,
        /// What.
        request: RunInstances,
    },
    /// Time passes.
    Wait(Duration),
}

impl Call {
    /// Who calls; `None` for a wait.
    pub fn caller(&self) -> Option<&Caller> {
        match self {
            Self::AssumeRole { caller, .. }
            | Self::GetSessionToken { caller, .. }
            | Self::GetCallerIdentity { caller }
            | Self::S3 { caller, .. }
            | Self::Iam { caller, .. }
            | Self::CreateFunction { caller, .. }
            | Self::RunInstances { caller, .. } => Some(caller),
            Self::AssumeRoleWithWebIdentity { .. } => Some(&Caller::Anonymous),
            Self::Wait(_) => None,
        }
    }

    /// Puts another caller in place; `false` when the call takes none.
    pub fn set_caller(&mut self, new: Caller) -> bool {
        match self {
            Self::AssumeRole { caller, .. }
            | Self::GetSessionToken { caller, .. }
            | Self::GetCallerIdentity { caller }
            | Self::S3 { caller, .. }
            | Self::Iam { caller, .. }
            | Self::CreateFunction { caller, .. }
            | Self::RunInstances { caller, .. } => *caller = new,
            Self::AssumeRoleWithWebIdentity { .. } | Self::Wait(_) => return false,
        }
        true
    }

    /// The action that a call of the Security Token Service asks for; `None` for calls of other services.
    pub fn sts_action(&self) -> Option<&'static str> {
        match self {
            Self::AssumeRole { .. } => Some("sts:AssumeRole"),
            Self::AssumeRoleWithWebIdentity { .. } => Some("sts:AssumeRoleWithWebIdentity"),
            Self::GetSessionToken { .. } => Some("sts:GetSessionToken"),
            Self::GetCallerIdentity { .. } => Some("sts:GetCallerIdentity"),
            _ => None,
        }
    }

    /// Whether the Security Token Service takes the call.
    pub fn is_sts(&self) -> bool {
        self.sts_action().is_some()
    }

    /// The service that takes it: `sts`, `s3`, `iam`, `lambda`, `ec2`; empty for a wait.
    pub fn service(&self) -> &'static str {
        match self {
            Self::AssumeRole { .. }
            | Self::AssumeRoleWithWebIdentity { .. }
            | Self::GetSessionToken { .. }
            | Self::GetCallerIdentity { .. } => "sts",
            Self::S3 { .. } => "s3",
            Self::Iam { .. } => "iam",
            Self::CreateFunction { .. } => "lambda",
            Self::RunInstances { .. } => "ec2",
            Self::Wait(_) => "",
        }
    }

    /// Its name there: `AssumeRole`, `GetObject`; `Wait` for a wait.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::AssumeRole { .. } => "AssumeRole",
            Self::AssumeRoleWithWebIdentity { .. } => "AssumeRoleWithWebIdentity",
            Self::GetSessionToken { .. } => "GetSessionToken",
            Self::GetCallerIdentity { .. } => "GetCallerIdentity",
            Self::S3 { operation, .. } => operation.name(),
            Self::Iam { operation, .. } => operation.name(),
            Self::CreateFunction { .. } => "CreateFunction",
            Self::RunInstances { .. } => "RunInstances",
            Self::Wait(_) => "Wait",
        }
    }

    /// The status of the answer when it succeeds; `None` for a wait.
    pub(crate) fn success(&self) -> Option<u16> {
        match self {
            Self::Wait(_) => None,
            Self::S3 { operation, .. } => Some(operation.success()),
            Self::CreateFunction { .. } => Some(201),
            _ => Some(200),
        }
    }

    /// The name of the session that the call gives when it succeeds.
    pub fn session(&self) -> Option<&str> {
        match self {
            Self::AssumeRole { request, .. } => Some(&request.alias),
            Self::AssumeRoleWithWebIdentity { request } => Some(&request.alias),
            Self::GetSessionToken { request, .. } => Some(&request.alias),
            _ => None,
        }
    }

    /// The policy that travels with the call.
    pub fn policy(&self) -> Option<&Arc<Policy>> {
        match self {
            Self::AssumeRole { request, .. } => request.policy.as_ref(),
            Self::AssumeRoleWithWebIdentity { request } => request.policy.as_ref(),
            Self::S3 { operation: S3Operation::PutBucketPolicy { policy, .. }, .. } => Some(policy),
            Self::Iam { operation, .. } => operation.policy(),
            _ => None,
        }
    }
}
