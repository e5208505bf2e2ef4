//! Who does what: the lines of a scenario's script.

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
    /// Nobody's: the call is unsigned.
    Anonymous,
    /// A key id that exists nowhere.
    UnknownKey,
}

/// A tag passed to `AssumeRole`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionTag {
    /// Key; compared without regard to case.
    pub key: String,
    /// Value.
    pub value: String,
    /// Passed on along a chain of roles.
    pub transitive: bool,
}

/// Parameters of `sts:AssumeRole`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssumeRole {
    /// ARN of the role.
    pub role_arn: String,
    /// `RoleSessionName`.
    pub session_name: String,
    /// The name by which later calls refer to the session.
    pub alias: String,
    /// `DurationSeconds`; `None` is not sent and means 3600.
    pub duration: Option<i64>,
    /// `ExternalId`.
    pub external_id: Option<String>,
    /// `SerialNumber` and a valid `TokenCode` are sent.
    pub mfa: bool,
    /// `Policy`.
    pub policy: Option<Arc<Policy>>,
    /// `Tags` and `TransitiveTagKeys`.
    pub tags: Vec<SessionTag>,
    /// `SourceIdentity`.
    pub source_identity: Option<String>,
}

/// The simulated operations of S3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum S3Operation {
    /// `GET /`.
    ListBuckets,
    /// `GET /?list-type=2` on a bucket.
    ListObjectsV2 {
        /// Bucket.
        bucket: String,
        /// `prefix`.
        prefix: Option<String>,
        /// `delimiter`.
        delimiter: Option<String>,
        /// `max-keys`.
        max_keys: Option<u32>,
    },
    /// `GET` of an object.
    GetObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
    },
    /// `HEAD` of an object.
    HeadObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
    },
    /// `PUT` of an object.
    PutObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
        /// Content.
        body: String,
    },
    /// `DELETE` of an object.
    DeleteObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
    },
}

impl S3Operation {
    /// Name of the operation.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ListBuckets => "ListBuckets",
            Self::ListObjectsV2 { .. } => "ListObjectsV2",
            Self::GetObject { .. } => "GetObject",
            Self::HeadObject { .. } => "HeadObject",
            Self::PutObject { .. } => "PutObject",
            Self::DeleteObject { .. } => "DeleteObject",
        }
    }

    /// The bucket it is about.
    pub fn bucket(&self) -> Option<&str> {
        match self {
            Self::ListBuckets => None,
            Self::ListObjectsV2 { bucket, .. }
            | Self::GetObject { bucket, .. }
            | Self::HeadObject { bucket, .. }
            | Self::PutObject { bucket, .. }
            | Self::DeleteObject { bucket, .. } => Some(bucket),
        }
    }

    /// The object it is about.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::ListBuckets | Self::ListObjectsV2 { .. } => None,
            Self::GetObject { key, .. }
            | Self::HeadObject { key, .. }
            | Self::PutObject { key, .. }
            | Self::DeleteObject { key, .. } => Some(key),
        }
    }
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
    /// Time passes.
    Wait(Duration),
}

impl Call {
    /// Who calls; `None` for a wait.
    pub fn caller(&self) -> Option<&Caller> {
        match self {
            Self::AssumeRole { caller, .. } | Self::GetCallerIdentity { caller } | Self::S3 { caller, .. } => {
                Some(caller)
            }
            Self::Wait(_) => None,
        }
    }
}
