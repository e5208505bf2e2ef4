//! What is asked of the Security Token Service.

use crate::iam::Policy;
use chrono::Duration;
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// `RoleSessionName`; empty when it is not sent, which AWS refuses.
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

/// Parameters of `sts:AssumeRoleWithWebIdentity`, and the token that goes with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebIdentity {
    /// ARN of the role.
    pub role_arn: String,
    /// `RoleSessionName`; empty when it is not sent, which AWS refuses.
    pub session_name: String,
    /// The name by which later calls refer to the session.
    pub alias: String,
    /// `DurationSeconds`; `None` is not sent and means 3600.
    pub duration: Option<i64>,
    /// `Policy`.
    pub policy: Option<Arc<Policy>>,
    /// Host, and path if there is one, of the identity provider that issued the token.
    pub provider: String,
    /// `sub`: whom the token speaks for.
    pub subject: String,
    /// `aud`: whom the token is meant for.
    pub audience: String,
    /// What else it claims.
    pub claims: BTreeMap<String, String>,
    /// How long after the start of the simulated time the token expires. `None` is a token issued for this call.
    pub expires_in: Option<Duration>,
}

/// Parameters of `sts:GetSessionToken`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GetSessionToken {
    /// The name by which later calls refer to the credentials.
    pub alias: String,
    /// `DurationSeconds`; `None` is not sent and means 43200.
    pub duration: Option<i64>,
    /// `SerialNumber` and a valid `TokenCode` are sent.
    pub mfa: bool,
}
