//! The simulated AWS: accounts, principals and buckets, STS and S3, and the HTTP that travels between them.
//!
//! No I/O, no clock, no randomness: time and seed are part of the [`World`]. [`Cloud::perform`] takes a call and gives
//! what happened and the cloud afterwards; an error of the API is an outcome, never a failure of the simulator.
// Input of any kind must never end the program: what can fail is a value here.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)
)]

mod action_probe;
mod address;
mod anatomy;
mod authorization;
mod authorize;
mod call;
mod change;
mod command;
mod ec2;
mod error;
mod exchange;
mod handed_out;
mod http;
mod iam_api;
mod ids;
mod in_code;
mod lambda;
mod pass_role;
mod probe;
mod query;
mod s3;
mod session;
mod shared;
mod sts;
mod wire;
mod world;

pub(crate) use action_probe::{ActionAsker, ActionProbe, Asking, OF_TOKENS, OF_TRUST};
pub use anatomy::{Part, Piece, Sheet, SheetLine};
pub use authorization::{Authorization, Setting};
pub use call::{
    AssumeRole, Call, Caller, CreateFunction, GetSessionToken, IamOperation, RunInstances, S3Operation, SessionTag,
    Source, WebIdentity,
};
pub use change::{Change, ChangeError, PolicyTarget, TagTarget};
pub use exchange::{Exchange, Output, Settled};
pub use http::{ApiError, HttpRequest, HttpResponse, KeyStep, SigV4};
pub use ids::Ids;
pub use probe::{Asker, Probe};
pub use session::{Federation, Session, SessionOf};
pub use shared::Shared;
pub use world::{
    Account, Bucket, Object, OidcProvider, Organization, OrganizationUnit, Role, User, World, as_boundary,
};

use chrono::{DateTime, Duration, Utc};
use exchange::Written;
use std::sync::Arc;

/// How long the simulated cloud takes to answer a call: long enough that the clock on the screen moves.
pub const LATENCY: Duration = Duration::seconds(1);

/// The cloud at one moment: the world, the clock and the sessions issued so far. A value; every call gives the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// What exists. Writing an object gives another world.
    pub world: Arc<World>,
    /// Simulated time.
    pub now: DateTime<Utc>,
    /// Sessions in the order they were issued.
    pub sessions: Vec<Arc<Session>>,
    /// Calls made so far; request ids and keys depend on it.
    pub calls_made: u32,
    /// Codes of MFA devices that STS has taken, device and half minute: each is good once.
    pub codes_taken: Vec<String>,
}

impl Cloud {
    /// The cloud at the world's start time, without sessions.
    pub fn new(world: Arc<World>) -> Self {
        let now = world.start;
        Self { world, now, sessions: Vec::new(), calls_made: 0, codes_taken: Vec::new() }
    }

    /// The latest session called `name`.
    pub fn session(&self, name: &str) -> Option<&Arc<Session>> {
        self.sessions.iter().rev().find(|session| session.name == name)
    }

    /// Performs one call.
    pub fn perform(&self, call: &Call) -> (Exchange, Cloud) {
        let (settled, next) = self.settle(call);
        (Exchange::new(self, call, settled, next.now), next)
    }

    /// What comes of a call, and the cloud afterwards, for those who ask no more than whether it goes through.
    pub fn settle(&self, call: &Call) -> (Settled, Cloud) {
        match call {
            Call::Wait(duration) => self.settle_wait(*duration),
            Call::AssumeRole { caller, request } => self.settle_assume_role(caller, request),
            Call::AssumeRoleWithWebIdentity { request } => self.settle_web_identity(request),
            Call::GetSessionToken { caller, request } => self.settle_session_token(caller, request),
            Call::GetCallerIdentity { caller } => self.settle_caller_identity(caller),
            Call::S3 { caller, operation } => self.settle_s3(caller, operation),
            Call::Iam { caller, operation } => self.settle_iam(caller, operation),
            Call::CreateFunction { caller, request } => self.settle_create_function(caller, request),
            Call::RunInstances { caller, request } => self.settle_run_instances(caller, request),
        }
    }

    /// The call as it travelled from here, with its answer.
    fn write_down(&self, exchange: &Exchange) -> Written {
        let written = match &exchange.call {
            Call::Wait(_) => return Written::default(),
            Call::AssumeRole { caller, request } => self.assume_role(exchange, caller, request),
            Call::AssumeRoleWithWebIdentity { request } => self.assume_role_with_web_identity(exchange, request),
            Call::GetSessionToken { caller, request } => self.get_session_token(exchange, caller, request),
            Call::GetCallerIdentity { caller } => self.get_caller_identity(exchange, caller),
            Call::S3 { caller, operation } => self.s3(exchange, caller, operation),
            Call::Iam { caller, operation } => self.iam(exchange, caller, operation),
            Call::CreateFunction { caller, request } => self.create_function(exchange, caller, request),
            Call::RunInstances { caller, request } => self.run_instances(exchange, caller, request),
        };
        self.in_code(exchange, written)
    }

    fn settle_wait(&self, duration: Duration) -> (Settled, Cloud) {
        let until = self.now.checked_add_signed(duration.max(Duration::zero())).unwrap_or(self.now);
        let settled = Settled {
            identity: None,
            authenticated: false,
            authorizations: Vec::new(),
            outcome: Ok(Output::Waited(until)),
        };
        (settled, Cloud { now: until, ..self.clone() })
    }

    /// When a call sent now is answered; the end of time stays the end of time.
    fn answered(&self) -> DateTime<Utc> {
        self.now.checked_add_signed(LATENCY).unwrap_or(self.now)
    }

    /// The cloud one call later.
    fn after_call(&self) -> Cloud {
        Cloud { now: self.answered(), calls_made: self.calls_made + 1, ..self.clone() }
    }
}
