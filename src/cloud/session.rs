//! Temporary credentials and whom they belong to.

use super::call::SessionTag;
use super::ids::Ids;
use crate::iam::Policy;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Temporary credentials: of a role session, or of a user (`GetSessionToken`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The name by which later calls of a scenario refer to it.
    pub name: String,
    /// `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, the role's path dropped; for a user the user's own ARN.
    pub arn: String,
    /// Whose permissions it has.
    pub of: SessionOf,
    /// `AROA…:SESSION`; for a user the user's own id.
    pub user_id: String,
    /// Account of the role or user.
    pub account: String,
    /// What its calls are signed with.
    pub(crate) keys: SessionKeys,
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
    /// Obtained with MFA, and they say so. A role session carries no MFA information of its caller.
    pub mfa: bool,
    /// The service that obtained them, e.g. `ec2.amazonaws.com`, and hands them to what runs in it.
    pub service: Option<String>,
    /// The web identity they were issued for.
    pub federation: Option<Federation>,
}

/// The keys of temporary credentials. They are made from the seed of the world when somebody looks at them: most sessions
/// are only asked what they may do.
#[derive(Clone)]
pub(crate) struct SessionKeys {
    ids: Ids,
    /// What they are made of, beside the seed: no two sessions of a world have the same.
    subject: String,
    access_key_id: OnceLock<String>,
    secret_access_key: OnceLock<String>,
    session_token: OnceLock<String>,
}

impl SessionKeys {
    pub fn new(ids: Ids, subject: String) -> Self {
        let (access_key_id, secret_access_key, session_token) = Default::default();
        Self { ids, subject, access_key_id, secret_access_key, session_token }
    }

    fn access_key_id(&self) -> &str {
        self.access_key_id.get_or_init(|| self.ids.temporary_key(&self.subject))
    }

    fn secret_access_key(&self) -> &str {
        self.secret_access_key.get_or_init(|| self.ids.secret(&self.subject))
    }

    fn session_token(&self) -> &str {
        self.session_token.get_or_init(|| self.ids.session_token(&self.subject))
    }
}

/// Whether somebody has looked makes no difference.
impl PartialEq for SessionKeys {
    fn eq(&self, other: &Self) -> bool {
        (self.ids, &self.subject) == (other.ids, &other.subject)
    }
}

impl Eq for SessionKeys {}

impl fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionKeys")
            .field("access_key_id", &self.access_key_id())
            .field("secret_access_key", &self.secret_access_key())
            .field("session_token", &self.session_token())
            .finish()
    }
}

/// Whose permissions temporary credentials have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionOf {
    /// A role's, by ARN with path.
    Role(String),
    /// A user's (or an account root's), by ARN.
    User(String),
}

/// A web identity, as it lives on in the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Federation {
    /// ARN of the identity provider.
    pub provider_arn: String,
    /// `sub`.
    pub subject: String,
    /// `aud`.
    pub audience: String,
    /// The condition keys that stay usable: `HOST:sub`, `HOST:aud`, `HOST:amr`.
    pub keys: BTreeMap<String, String>,
}

impl Session {
    /// `ASIA…`, 20 characters.
    pub fn access_key_id(&self) -> &str {
        self.keys.access_key_id()
    }

    /// 40 characters.
    pub fn secret_access_key(&self) -> &str {
        self.keys.secret_access_key()
    }

    /// Opaque.
    pub fn session_token(&self) -> &str {
        self.keys.session_token()
    }

    /// Whether the credentials are still accepted at `now`.
    pub fn is_alive(&self, now: DateTime<Utc>) -> bool {
        now < self.expires
    }

    /// ARN of the role, with path; `None` for a user's credentials.
    pub fn role_arn(&self) -> Option<&str> {
        match &self.of {
            SessionOf::Role(arn) => Some(arn),
            SessionOf::User(_) => None,
        }
    }

    /// Condition keys that the session carries for life, beside those of its principal.
    pub(crate) fn condition_keys(&self, region: &str, now: DateTime<Utc>) -> Vec<(String, String)> {
        let mut keys = Vec::new();
        if self.mfa {
            keys.push(("aws:MultiFactorAuthAge".to_owned(), (now - self.issued).num_seconds().max(0).to_string()));
        }
        if let Some(federation) = &self.federation {
            keys.push(("aws:FederatedProvider".to_owned(), federation.provider_arn.clone()));
            keys.extend(federation.keys.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        let (_, name) = self.user_id.split_once(':').unwrap_or_default();
        match self.service.as_deref() {
            Some("ec2.amazonaws.com") => {
                let arn = format!("arn:aws:ec2:{region}:{}:instance/{name}", self.account);
                keys.push(("ec2:SourceInstanceArn".to_owned(), arn));
            }
            Some("lambda.amazonaws.com") => {
                let arn = format!("arn:aws:lambda:{region}:{}:function:{name}", self.account);
                keys.push(("lambda:SourceFunctionArn".to_owned(), arn));
            }
            _ => {}
        }
        keys
    }
}
