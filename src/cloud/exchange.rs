//! What one call did: the request and response as they travel, the decisions, the outcome.
use crate::iam::Trace;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// An HTTP request as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// GET ...
    pub method: &'static str,
    /// Host header.
    pub host: String,
    /// Path and query.
    pub target: String,
    /// In order, names as sent.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
}

/// An HTTP response as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// 200 ...
    pub status: u16,
    /// OK ...
    pub reason: &'static str,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
}

/// An error AWS answers with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// `AccessDenied` ...
    pub code: String,
    /// 403 ...
    pub status: u16,
    /// AWS's text.
    pub message: String,
}

/// One authorization: most calls have one, AssumeRole with tags has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// `sts:AssumeRole` ...
    pub action: String,
    /// ARN.
    pub resource: String,
    /// All that was considered.
    pub trace: Arc<Trace>,
}

/// What a successful call gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// New credentials.
    Session(Arc<super::Session>),
    /// Who am I.
    Identity {
        /// Account.
        account: String,
        /// ARN.
        arn: String,
        /// UserId.
        user_id: String,
    },
    /// Names of buckets.
    Buckets(Vec<String>),
    /// Keys.
    Keys(Vec<String>),
    /// An object's content.
    Object {
        /// Body.
        body: String,
        /// ETag.
        etag: String,
    },
    /// Nothing but success.
    Done,
    /// Time has passed to this moment.
    Waited(DateTime<Utc>),
}

/// One call, played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// `AssumeRole`, `GetObject`, `Wait` ...
    pub operation: &'static str,
    /// The service's name: `sts`, `s3`, empty for a wait.
    pub service: &'static str,
    /// ARN of the caller as AWS sees it; `None` when the credentials were not recognised or the call was unsigned.
    pub caller_arn: Option<String>,
    /// When the request was sent.
    pub sent: DateTime<Utc>,
    /// When the answer arrived.
    pub answered: DateTime<Utc>,
    /// The command a person would type (`aws sts assume-role ...`), and what the CLI prints.
    pub command: String,
    /// What AWS CLI v2 prints for the answer: JSON, or the error line.
    pub printed: String,
    /// What travelled. `None` for a wait.
    pub request: Option<HttpRequest>,
    /// What came back. `None` for a wait.
    pub response: Option<HttpResponse>,
    /// Whether the credentials were accepted (signature, existence, expiry) before any policy was read.
    pub authenticated: bool,
    /// The decisions made, in order; empty when it ended before or needed none.
    pub authorizations: Vec<Authorization>,
    /// What it gave.
    pub outcome: Result<Output, ApiError>,
}
