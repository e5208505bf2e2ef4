//! Temporary credentials and whom they belong to.

use super::call::SessionTag;
use crate::iam::Policy;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// A role session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The name by which later calls of a scenario refer to it.
    pub name: String,
    /// `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`; the role's path is dropped.
    pub arn: String,
    /// ARN of the role, with path.
    pub role_arn: String,
    /// `AROA…:SESSION`.
    pub user_id: String,
    /// Account of the role.
    pub account: String,
    /// `ASIA…`, 20 characters.
    pub access_key_id: String,
    /// 40 characters.
    pub secret_access_key: String,
    /// Opaque.
    pub session_token: String,
    /// When they were issued.
    pub issued: DateTime<Utc>,
    /// From this moment on they are refused.
    pub expires: DateTime<Utc>,
    /// Session tags, those inherited along a chain included.
    pub tags: Vec<SessionTag>,
    /// Source identity, set or inherited.
    pub source_identity: Option<String>,
    /// Session policies.
    pub policies: Option<Vec<Arc<Policy>>>,
    /// Obtained with the credentials of another role session.
    pub chained: bool,
}

impl Session {
    /// Whether the credentials are still accepted at `now`.
    pub fn is_alive(&self, now: DateTime<Utc>) -> bool {
        now < self.expires
    }
}
