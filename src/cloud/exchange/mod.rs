//! What one call did: the request and response as they travel, the decisions, the outcome.

mod words;

use super::Cloud;
use super::authorization::{Authorization, deciding};
use super::authorize::Identity;
use super::call::{Call, S3Operation};
use super::error::reason_phrase;
use super::http::{ApiError, HttpRequest, HttpResponse};
use super::session::Session;
use chrono::{DateTime, Utc};
use std::sync::{Arc, OnceLock};

/// What a successful call gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Temporary credentials.
    Session(Arc<Session>),
    /// Who the caller is.
    Identity {
        /// Account id.
        account: String,
        /// ARN.
        arn: String,
        /// `UserId`.
        user_id: String,
    },
    /// Names of buckets.
    Buckets(Vec<String>),
    /// Keys of objects, and common prefixes.
    Keys(Vec<String>),
    /// An object's content; empty for `HEAD`.
    Object {
        /// Content.
        body: String,
        /// Bytes of the content; a `HEAD` tells them without it.
        length: usize,
        /// Entity tag.
        etag: String,
        /// `LastModified`: when it was written.
        modified: DateTime<Utc>,
    },
    /// Something was made: a role, a function, an instance.
    Created {
        /// Its ARN.
        arn: String,
    },
    /// Nothing but success.
    Done,
    /// Time has passed to this moment.
    Waited(DateTime<Utc>),
}

/// What came of a call: who called, what was decided, what it gave. Nothing is written down yet, as it is in an
/// [`Exchange`].
#[derive(Debug, Clone)]
pub struct Settled {
    /// `None` when the credentials were refused or the call was unsigned.
    pub(crate) identity: Option<Identity>,
    /// The credentials were accepted before any policy was read.
    pub authenticated: bool,
    /// The decisions made, in order; empty when it ended before or needed none.
    pub authorizations: Vec<Authorization>,
    /// What it gave.
    pub outcome: Result<Output, ApiError>,
}

impl Settled {
    /// The authorization that decided: the one that denied, else the first.
    pub fn deciding(&self) -> Option<&Authorization> {
        deciding(&self.authorizations)
    }

    /// ARN of the caller, where AWS knows it.
    pub(crate) fn caller_arn(&self) -> Option<String> {
        self.identity.as_ref().map(|identity| identity.arn.clone())
    }
}

/// One call, played. What travelled for it is written down when somebody looks at it: who only wants to know how a play
/// ends does not wait for its signatures.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// `AssumeRole`, `GetObject`, `Wait` ...
    pub operation: &'static str,
    /// `sts`, `s3`, `iam`, `lambda`, `ec2`; empty for a wait.
    pub service: &'static str,
    /// ARN of the caller as AWS sees it; `None` when the credentials were refused or the call was unsigned.
    pub caller_arn: Option<String>,
    /// Key id the call was signed with.
    pub key_id: Option<String>,
    /// When the request was sent.
    pub sent: DateTime<Utc>,
    /// When the answer arrived.
    pub answered: DateTime<Utc>,
    /// The credentials were accepted before any policy was read.
    pub authenticated: bool,
    /// The decisions made, in order; empty when it ended before or needed none.
    pub authorizations: Vec<Authorization>,
    /// What it gave.
    pub outcome: Result<Output, ApiError>,
    /// What was called.
    pub(super) call: Call,
    /// The cloud in which it was called.
    cloud: Cloud,
    written: OnceLock<Written>,
}

/// What one sees of a call: at the keyboard, and on the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub command: String,
    pub printed: String,
    pub request: Option<HttpRequest>,
    pub response: Option<HttpResponse>,
}

/// Whether somebody has looked makes no difference.
impl PartialEq for Exchange {
    fn eq(&self, other: &Self) -> bool {
        (self.operation, self.service, &self.caller_arn, &self.key_id, self.sent, self.answered)
            == (other.operation, other.service, &other.caller_arn, &other.key_id, other.sent, other.answered)
            && (self.authenticated, &self.authorizations, &self.outcome)
                == (other.authenticated, &other.authorizations, &other.outcome)
            && self.written() == other.written()
    }
}

impl Eq for Exchange {}

impl Exchange {
    /// What came of a call in a cloud, answered at this moment.
    pub(super) fn new(cloud: &Cloud, call: &Call, settled: Settled, answered: DateTime<Utc>) -> Self {
        Self {
            operation: call.operation(),
            service: call.service(),
            caller_arn: settled.caller_arn(),
            key_id: call.caller().and_then(|caller| cloud.key_id(caller)),
            sent: cloud.now,
            answered,
            authenticated: settled.authenticated,
            authorizations: settled.authorizations,
            outcome: settled.outcome,
            call: call.clone(),
            cloud: cloud.clone(),
            written: OnceLock::new(),
        }
    }

    fn written(&self) -> &Written {
        self.written.get_or_init(|| self.cloud.write_down(self))
    }

    /// The command a person would type, or the line of code of a program in a service; a remark, starting with `#`, where
    /// a service acts by itself; empty for a wait.
    pub fn command(&self) -> &str {
        &self.written().command
    }

    /// What AWS CLI v2 prints for the answer, or what the program or the service gets.
    pub fn printed(&self) -> &str {
        &self.written().printed
    }

    /// What travelled; `None` for a wait.
    pub fn request(&self) -> Option<&HttpRequest> {
        self.written().request.as_ref()
    }

    /// What came back; `None` for a wait.
    pub fn response(&self) -> Option<&HttpResponse> {
        self.written().response.as_ref()
    }

    /// Method and address of the request, e.g. `POST https://sts.eu-west-1.amazonaws.com/`; `None` for a wait.
    pub fn request_line(&self) -> Option<String> {
        let to = self.cloud.address(&self.call)?;
        Some(format!("{} https://{}{}", to.method, to.host, to.target()))
    }

    /// Status of the answer, and its reason phrase: 200 and `OK`; `None` for a wait.
    pub fn status(&self) -> Option<(u16, &'static str)> {
        let status = match &self.outcome {
            Ok(_) => self.call.success()?,
            Err(error) => error.status,
        };
        Some((status, reason_phrase(status)))
    }

    /// The same in one: `200 OK`; empty for a wait.
    pub fn status_line(&self) -> String {
        self.status().map_or_else(String::new, |(status, reason)| format!("{status} {reason}"))
    }

    /// Whether the answer comes without its body.
    pub(super) fn is_head(&self) -> bool {
        matches!(self.call, Call::S3 { operation: S3Operation::HeadObject { .. }, .. })
    }

    /// The command as it is shown: with a prompt where it stands in a shell.
    pub fn shown_command(&self) -> String {
        let command = self.command();
        let in_a_shell = ["aws ", "curl "].iter().any(|program| command.starts_with(program));
        if in_a_shell { format!("$ {command}") } else { command.to_owned() }
    }

    /// The authorization that decided: the one that denied, else the first.
    pub fn deciding(&self) -> Option<&Authorization> {
        deciding(&self.authorizations)
    }
}
