//! Edits of a script: what a what-if changes of the calls.

use crate::cloud::{Call, Caller, IamOperation, S3Operation, SessionTag};
use crate::iam::{Policy, PolicyKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An edit of the script. Calls keep their numbers, whatever is put in or taken out.
#[derive(Debug, Clone, PartialEq)]
pub enum ScriptEdit {
    /// Another call is made before the one with this number.
    Insert {
        /// Number of the call, from 1.
        before: usize,
        /// The call put in; its own number is 0.
        call: Call,
    },
    /// The call with this number is not made.
    Remove {
        /// Number of the call, from 1.
        call: usize,
    },
    /// Another value for a parameter of the call with this number.
    Set {
        /// Number of the call, from 1.
        call: usize,
        /// The parameter.
        field: CallField,
    },
}

/// A parameter of a call, with a value. `None` leaves it out.
#[derive(Debug, Clone, PartialEq)]
pub enum CallField {
    /// Who calls.
    By(Caller),
    /// For which resource a service acts.
    SourceArn(Option<String>),
    /// For which account a service acts.
    SourceAccount(Option<String>),
    /// MFA is shown.
    Mfa(bool),
    /// `ExternalId`.
    ExternalId(Option<String>),
    /// `SourceIdentity`.
    SourceIdentity(Option<String>),
    /// `RoleSessionName`.
    SessionName(Option<String>),
    /// ARN of the role.
    Role(String),
    /// `DurationSeconds`.
    Duration(Option<i64>),
    /// Session tags, or the tags of what is made.
    Tags(Vec<SessionTag>),
    /// `TransitiveTagKeys`: which of the session tags go on.
    TransitiveTags(Vec<String>),
    /// Session policy.
    Policy(Option<Arc<Policy>>),
    /// The document that is put: a bucket policy, a role's policy, a trust policy.
    Document(Arc<Policy>),
    /// Permissions boundary, by ARN.
    Boundary(Option<String>),
    /// Bucket.
    Bucket(String),
    /// Key of the object.
    Key(String),
    /// `prefix` of a list.
    Prefix(Option<String>),
    /// Host of the identity provider.
    Provider(String),
    /// `sub` of the token.
    Subject(String),
    /// `aud` of the token.
    Audience(String),
}

impl ScriptEdit {
    /// The policy that the edit brings in.
    pub(super) fn policy(&self) -> Option<&Arc<Policy>> {
        match self {
            Self::Insert { call, .. } => call.policy(),
            Self::Set { field: CallField::Policy(Some(policy)) | CallField::Document(policy), .. } => Some(policy),
            _ => None,
        }
    }

    /// Makes the edit. Lines that are not there (any more) stay so.
    pub(super) fn apply(&self, script: &mut Vec<(usize, Call)>) {
        match self {
            Self::Insert { before, call } => {
                if let Some(at) = script.iter().position(|(number, _)| number == before) {
                    script.insert(at, (0, call.clone()));
                }
            }
            Self::Remove { call } => script.retain(|(number, _)| number != call),
            Self::Set { call, field } => {
                for (_, line) in script.iter_mut().filter(|(number, _)| number == call) {
                    field.set(line);
                }
            }
        }
    }
}

impl CallField {
    /// Sets the parameter; `false` when this kind of call has none such.
    pub(super) fn set(&self, call: &mut Call) -> bool {
        match self {
            Self::By(caller) => call.set_caller(caller.clone()),
            Self::SourceArn(arn) => set_source(call, |source| source.arn.clone_from(arn)),
            Self::SourceAccount(id) => set_source(call, |source| source.account.clone_from(id)),
            Self::Bucket(_) | Self::Key(_) | Self::Prefix(_) => match call {
                Call::S3 { operation, .. } => self.set_s3(operation),
                _ => false,
            },
            Self::Document(_) | Self::Boundary(_) => match call {
                Call::Iam { operation, .. } => self.set_iam(operation),
                Call::S3 { operation, .. } => self.set_s3(operation),
                _ => false,
            },
            Self::Tags(tags) => set_tags(call, tags),
            Self::Role(arn) => set_role(call, arn),
            Self::Provider(_) | Self::Subject(_) | Self::Audience(_) => self.set_token(call),
            _ => self.set_sts(call),
        }
    }

    fn set_sts(&self, call: &mut Call) -> bool {
        match (self, call) {
            (Self::Mfa(mfa), Call::AssumeRole { request, .. }) => request.mfa = *mfa,
            (Self::Mfa(mfa), Call::GetSessionToken { request, .. }) => request.mfa = *mfa,
            (Self::Duration(seconds), Call::AssumeRole { request, .. }) => request.duration = *seconds,
            (Self::Duration(seconds), Call::AssumeRoleWithWebIdentity { request }) => request.duration = *seconds,
            (Self::Duration(seconds), Call::GetSessionToken { request, .. }) => request.duration = *seconds,
            (Self::SessionName(name), Call::AssumeRole { request, .. }) => {
                request.session_name = name.clone().unwrap_or_default();
            }
            (Self::SessionName(name), Call::AssumeRoleWithWebIdentity { request }) => {
                request.session_name = name.clone().unwrap_or_default();
            }
            (Self::TransitiveTags(keys), Call::AssumeRole { request, .. }) => {
                for tag in &mut request.tags {
                    tag.transitive = keys.contains(&tag.key);
                }
            }
            (Self::Policy(policy), Call::AssumeRole { request, .. }) => request.policy.clone_from(policy),
            (Self::Policy(policy), Call::AssumeRoleWithWebIdentity { request }) => request.policy.clone_from(policy),
            (Self::ExternalId(id), Call::AssumeRole { request, .. }) => request.external_id.clone_from(id),
            (Self::SourceIdentity(id), Call::AssumeRole { request, .. }) => request.source_identity.clone_from(id),
            _ => return false,
        }
        true
    }

    fn set_token(&self, call: &mut Call) -> bool {
        let Call::AssumeRoleWithWebIdentity { request } = call else { return false };
        match self {
            Self::Provider(host) => request.provider.clone_from(host),
            Self::Subject(subject) => request.subject.clone_from(subject),
            Self::Audience(audience) => request.audience.clone_from(audience),
            _ => return false,
        }
        true
    }

    fn set_s3(&self, operation: &mut S3Operation) -> bool {
        match (self, operation) {
            (Self::Prefix(new), S3Operation::ListObjectsV2 { prefix, .. }) => prefix.clone_from(new),
            (Self::Document(new), S3Operation::PutBucketPolicy { policy, .. }) => *policy = Arc::clone(new),
            (Self::Bucket(new), operation) => match operation.bucket_mut() {
                Some(bucket) => bucket.clone_from(new),
                None => return false,
            },
            (Self::Key(new), operation) => match operation.key_mut() {
                Some(key) => key.clone_from(new),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    fn set_iam(&self, operation: &mut IamOperation) -> bool {
        match (self, operation) {
            (
                Self::Document(new),
                IamOperation::CreateRole { trust: policy, .. } | IamOperation::PutRolePolicy { policy, .. },
            ) => *policy = Arc::clone(new),
            (Self::Boundary(new), IamOperation::CreateRole { boundary, .. }) => boundary.clone_from(new),
            (Self::Boundary(Some(new)), IamOperation::PutRolePermissionsBoundary { boundary, .. }) => {
                boundary.clone_from(new);
            }
            _ => return false,
        }
        true
    }
}

/// What kind of policy this kind of call carries, or could carry; `None` when it carries none.
pub(super) fn carried_kind(call: &Call) -> Option<PolicyKind> {
    match call {
        Call::AssumeRole { .. } | Call::AssumeRoleWithWebIdentity { .. } => Some(PolicyKind::Session),
        Call::S3 { operation: S3Operation::PutBucketPolicy { .. }, .. } => Some(PolicyKind::Resource),
        Call::Iam { operation: IamOperation::CreateRole { .. }, .. } => Some(PolicyKind::Trust),
        Call::Iam { operation: IamOperation::PutRolePolicy { .. }, .. } => Some(PolicyKind::Identity),
        _ => None,
    }
}

/// What that policy is called; `None` when the call carries none and gives no session.
pub(super) fn carried_name(call: &Call) -> Option<String> {
    let carried = call.policy().map(|policy| policy.name.clone());
    carried.or_else(|| call.session().map(|session| format!("session policy of {session}")))
}

fn set_source(call: &mut Call, set: impl FnOnce(&mut crate::cloud::Source)) -> bool {
    let Some(Caller::Service { name, source }) = call.caller() else { return false };
    let (name, mut source) = (name.clone(), source.clone());
    set(&mut source);
    call.set_caller(Caller::Service { name, source })
}

fn set_role(call: &mut Call, arn: &str) -> bool {
    let name = || super::load_calls::role_name(arn);
    match call {
        Call::AssumeRole { request, .. } => arn.clone_into(&mut request.role_arn),
        Call::AssumeRoleWithWebIdentity { request } => arn.clone_into(&mut request.role_arn),
        Call::CreateFunction { request, .. } => arn.clone_into(&mut request.role_arn),
        Call::RunInstances { request, .. } => request.instance_profile = Some(name()),
        Call::Iam { operation, .. } => *operation.role_mut() = name(),
        _ => return false,
    }
    true
}

fn set_tags(call: &mut Call, new: &[SessionTag]) -> bool {
    let map = || -> BTreeMap<String, String> { new.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect() };
    match call {
        Call::AssumeRole { request, .. } => request.tags = new.to_vec(),
        Call::S3 { operation: S3Operation::PutObject { tags, .. }, .. }
        | Call::Iam { operation: IamOperation::CreateRole { tags, .. }, .. } => *tags = map(),
        _ => return false,
    }
    true
}
