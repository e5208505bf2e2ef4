//! What one call did: the request and response as they travel, the decisions, the outcome.

use super::session::Session;
use crate::iam::Trace;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// An HTTP request as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET`, `POST` ...
    pub method: &'static str,
    /// Host.
    pub host: String,
    /// Path and query, encoded.
    pub target: String,
    /// Names in lower case and values, in the order of the signature, `authorization` last.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
    /// How it was signed; `None` for unsigned requests.
    pub signature: Option<SigV4>,
}

/// The parts of a Signature Version 4: what the signer computed on the way. Of these only scope, names of the signed
/// headers and signature travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigV4 {
    /// The secret access key that signed. Fake, made from the seed of the world; a real one is shown to nobody.
    pub secret: String,
    /// `DATE/REGION/SERVICE/aws4_request`.
    pub scope: String,
    /// Names of the signed headers, joined by `;`.
    pub signed_headers: String,
    /// The canonical request.
    pub canonical_request: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// How the signing key comes from the secret: date, region, service and `aws4_request`, one HMAC each.
    pub key_steps: Vec<KeyStep>,
    /// 64 hexadecimal digits.
    pub signature: String,
}

/// One HMAC-SHA256 on the way from the secret to the signing key. Its key is the result of the step before; that of the
/// first is `AWS4` and the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStep {
    /// What is hashed: `20260302`, `eu-west-1`, `s3`, `aws4_request`.
    pub message: String,
    /// 64 hexadecimal digits.
    pub result: String,
}

/// An HTTP response as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// `200`, `403` ...
    pub status: u16,
    /// `OK`, `Forbidden` ...
    pub reason: &'static str,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body; empty for answers to `HEAD`.
    pub body: String,
}

/// An error AWS answers with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ApiError {
    /// `AccessDenied`, `ExpiredToken` ...
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// AWS's text.
    pub message: String,
}

/// One authorization. Most calls have one; `AssumeRole` with tags and a missing object have two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// `sts:AssumeRole`, `s3:GetObject` ...
    pub action: String,
    /// ARN of the resource.
    pub resource: String,
    /// All that was considered.
    pub trace: Arc<Trace>,
}

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

/// One call, played.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The command a person would type; empty for a wait.
    pub command: String,
    /// What AWS CLI v2 prints for the answer.
    pub printed: String,
    /// What travelled; `None` for a wait.
    pub request: Option<HttpRequest>,
    /// What came back; `None` for a wait.
    pub response: Option<HttpResponse>,
    /// The credentials were accepted before any policy was read.
    pub authenticated: bool,
    /// The decisions made, in order; empty when it ended before or needed none.
    pub authorizations: Vec<Authorization>,
    /// What it gave.
    pub outcome: Result<Output, ApiError>,
}

impl Exchange {
    /// The authorization that decided: the one that denied, else the first.
    pub fn deciding(&self) -> Option<&Authorization> {
        self.authorizations.iter().find(|one| !one.trace.is_allowed()).or(self.authorizations.first())
    }

    /// What the caller can read of a refusal: its code, or the words of the status where no body came along (`HEAD`).
    pub fn refused_with(&self) -> Option<&str> {
        let error = self.outcome.as_ref().err()?;
        let silent = self.response.as_ref().filter(|response| response.body.is_empty());
        Some(silent.map_or(error.code.as_str(), |response| response.reason))
    }

    /// The whole refusal as the caller reads it: `403 AccessDenied: User: ...`, or that the answer tells no reason.
    pub fn refusal(&self) -> Option<String> {
        let error = self.outcome.as_ref().err()?;
        let told = self.refused_with()?;
        let why =
            if told == error.code { format!(": {}", error.message) } else { ", and no body tells why".to_owned() };
        Some(format!("{} {told}{why}", error.status))
    }

    /// The service as people write it; empty for a wait.
    pub fn service_name(&self) -> &'static str {
        match self.service {
            "sts" => "STS",
            "s3" => "S3",
            "iam" => "IAM",
            "lambda" => "Lambda",
            "ec2" => "EC2",
            _ => "",
        }
    }

    /// `sts:AssumeRole`, `s3:GetObject`; `None` for a wait.
    pub fn call_name(&self) -> Option<String> {
        (!self.service.is_empty()).then(|| format!("{}:{}", self.service, self.operation))
    }
}
