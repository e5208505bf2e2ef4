//! Who does what.
use chrono::Duration;

/// Whose credentials sign the call.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Caller {
    /// Long-term key of the user with this ARN.
    User(String),
    /// Temporary credentials of the session called so.
    Session(String),
    /// Unsigned.
    Anonymous,
    /// A key id that exists nowhere.
    UnknownKey,
}

/// A tag passed to `AssumeRole`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionTag {
    /// Key.
    pub key: String,
    /// Value.
    pub value: String,
    /// Inherited along a chain.
    pub transitive: bool,
}

/// Parameters of `sts:AssumeRole`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumeRole {
    /// ARN of the role.
    pub role_arn: String,
    /// Session name.
    pub session_name: String,
    /// Name for later calls in the scenario; defaults to the session name.
    pub alias: String,
    /// DurationSeconds; `None` = not sent (3600).
    pub duration: Option<i64>,
    /// ExternalId.
    pub external_id: Option<String>,
    /// Whether SerialNumber and TokenCode are sent (a valid code).
    pub mfa: bool,
    /// Session policy document.
    pub policy: Option<std::sync::Arc<crate::iam::Policy>>,
    /// Tags.
    pub tags: Vec<SessionTag>,
    /// Source identity.
    pub source_identity: Option<String>,
}

/// The S3 operations simulated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum S3Operation {
    /// GET /
    ListBuckets,
    /// GET /b?list-type=2
    ListObjectsV2 {
        /// Bucket.
        bucket: String,
        /// prefix parameter.
        prefix: Option<String>,
        /// delimiter parameter.
        delimiter: Option<String>,
        /// max-keys parameter.
        max_keys: Option<u32>,
    },
    /// GET /b/k
    GetObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
    },
    /// HEAD /b/k
    HeadObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
    },
    /// PUT /b/k
    PutObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
        /// Body.
        body: String,
    },
    /// DELETE /b/k
    DeleteObject {
        /// Bucket.
        bucket: String,
        /// Key.
        key: String,
    },
}

/// One line of a scenario's script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// sts:AssumeRole
    AssumeRole {
        /// Who.
        caller: Caller,
        /// What.
        request: AssumeRole,
    },
    /// sts:GetCallerIdentity
    GetCallerIdentity {
        /// Who.
        caller: Caller,
    },
    /// S3
    S3 {
        /// Who.
        caller: Caller,
        /// What.
        operation: S3Operation,
    },
    /// Time passes.
    Wait(Duration),
}
