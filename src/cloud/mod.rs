//! The simulated AWS. No I/O, no clock, no randomness: time and seed are part of the world.
mod call;
mod exchange;
mod world;

pub use call::{AssumeRole, Call, Caller, S3Operation, SessionTag};
pub use exchange::{ApiError, Authorization, Exchange, HttpRequest, HttpResponse, Output};
pub use world::{
    Account, Bucket, Change, ChangeError, Object, Organization, OrganizationUnit, PolicyTarget, Role, User, World,
};

use chrono::{DateTime, Utc};

/// The cloud at one moment: the world, the clock and the sessions issued so far. A value; every call gives the next one.
#[derive(Debug, Clone)]
pub struct Cloud {
    /// The set-up, immutable during a play (objects written by PutObject live in a new world value).
    pub world: std::sync::Arc<World>,
    /// Simulated time.
    pub now: DateTime<Utc>,
    /// Sessions by the name their call gave them (`assume-role` with `as = "..."`), oldest first.
    pub sessions: Vec<std::sync::Arc<Session>>,
    /// How many calls were made: part of the seed of request ids and keys.
    pub calls_made: u32,
}

/// Temporary credentials and whom they belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Name by which later calls refer to it.
    pub name: String,
    /// `arn:aws:sts::A:assumed-role/ROLE/SESSION`.
    pub arn: String,
    /// ARN of the role with path.
    pub role_arn: String,
    /// `AROA...:SESSION`.
    pub user_id: String,
    /// Account.
    pub account: String,
    /// `ASIA...`.
    pub access_key_id: String,
    /// 40 characters.
    pub secret_access_key: String,
    /// Opaque token.
    pub session_token: String,
    /// Issue time.
    pub issued: DateTime<Utc>,
    /// End.
    pub expires: DateTime<Utc>,
    /// Session tags incl. inherited transitive ones: key, value, transitive.
    pub tags: Vec<SessionTag>,
    /// Source identity.
    pub source_identity: Option<String>,
    /// Session policies.
    pub policies: Option<Vec<std::sync::Arc<crate::iam::Policy>>>,
    /// Obtained with another role session (role chaining).
    pub chained: bool,
}

impl Cloud {
    /// The cloud at the world's start time, without sessions.
    pub fn new(world: std::sync::Arc<World>) -> Self {
        let now = world.start;
        Self { world, now, sessions: Vec::new(), calls_made: 0 }
    }
    /// Performs one call: what travelled, what was decided, and the cloud afterwards. Never fails: an API error is an outcome.
    pub fn perform(&self, call: &Call) -> (Exchange, Cloud) {
        let _ = call;
        todo!()
    }
    /// The session called `name`.
    pub fn session(&self, name: &str) -> Option<&std::sync::Arc<Session>> {
        self.sessions.iter().rev().find(|s| s.name == name)
    }
}
