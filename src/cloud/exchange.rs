//! What one call did: the request and response as they travel, the decisions, the outcome.

use super::Cloud;
use super::authorize::Identity;
use super::call::{Call, S3Operation};
use super::error::reason_phrase;
use super::session::Session;
use crate::iam::{Catalog, Trace};
use chrono::{DateTime, Utc};
use std::sync::{Arc, OnceLock};

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
    /// What refused the call although the policies allow it.
    pub overruled_by: Option<Setting>,
}

/// A setting that refuses a call although its policies allow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// `BlockPublicPolicy` of the bucket.
    BlockPublicPolicy {
        /// Labels of the statements that make the policy public which was to be put.
        statements: Vec<String>,
    },
}

impl Setting {
    /// The name in AWS.
    pub fn name(&self) -> &'static str {
        match self {
            Self::BlockPublicPolicy { .. } => "BlockPublicPolicy",
        }
    }

    /// What it refuses and why, in a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::BlockPublicPolicy { statements } => {
                let lets = if statements.len() == 1 { "lets" } else { "let" };
                format!(
                    "the bucket's Block Public Access setting BlockPublicPolicy refuses the new policy, because its {} \
                     {lets} in the public",
                    statements.join(" and ")
                )
            }
        }
    }
}

impl Authorization {
    /// A decision that the policies alone made.
    pub fn new(action: impl Into<String>, resource: impl Into<String>, trace: Arc<Trace>) -> Self {
        Self { action: action.into(), resource: resource.into(), trace, overruled_by: None }
    }

    /// The verdict of the policies in words, and the setting that overruled it.
    pub fn verdict(&self) -> String {
        let verdict = self.trace.decision.words();
        match &self.overruled_by {
            Some(setting) => format!("{verdict} by the policies, refused by {}", setting.name()),
            None => verdict.to_owned(),
        }
    }

    /// What was decided and by what, in one sentence for learners.
    pub fn plain_sentence(&self) -> String {
        match &self.overruled_by {
            Some(setting) => format!("{}; but {}", self.trace.plain_sentence(), setting.sentence()),
            None => self.trace.plain_sentence(),
        }
    }
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

fn deciding(authorizations: &[Authorization]) -> Option<&Authorization> {
    authorizations.iter().find(|one| !one.trace.is_allowed()).or(authorizations.first())
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

    /// The error with which the service itself refused the call after every policy allowed it: a duration too long, an
    /// object that is not there. `None` where it went through, where no policy was asked, or where a policy or a setting
    /// refused it.
    pub fn service_refusal(&self) -> Option<&ApiError> {
        let all_allow = self.authorizations.iter().all(|one| one.trace.is_allowed() && one.overruled_by.is_none());
        let was_asked = !self.authorizations.is_empty();
        self.outcome.as_ref().err().filter(|_| was_asked && all_allow)
    }

    /// The actions that were decided on, each once: all of them when all are allowed, else the one that is denied.
    pub fn decided_actions(&self) -> Vec<&str> {
        let denied = self.authorizations.iter().find(|one| !one.trace.is_allowed());
        let mut actions: Vec<&str> = Vec::new();
        for one in denied.map_or(self.authorizations.as_slice(), std::slice::from_ref) {
            if !actions.contains(&one.action.as_str()) {
                actions.push(&one.action);
            }
        }
        actions
    }

    /// What was decided and by what, in one sentence for learners; `None` when nothing was. Where a call takes several
    /// permissions, it names each that allows, and then the one that denies.
    pub fn plain_sentence(&self) -> Option<String> {
        let deciding = self.deciding()?;
        // The second and third question of a call may be about somebody else: a service that takes a role.
        let first = self.authorizations.first()?.trace.caller();
        let named = |one: &Authorization| match other_caller(one, first) {
            Some(caller) => format!("{} for {caller}", one.action),
            None => one.action.clone(),
        };
        let is_denied = !deciding.trace.is_allowed();
        let mut allowed: Vec<&Authorization> = Vec::new();
        for one in self.authorizations.iter().filter(|one| one.trace.is_allowed()) {
            let is_new = allowed.iter().all(|known| known.action != one.action);
            if is_new && !(is_denied && one.action == deciding.action) {
                allowed.push(one);
            }
        }
        if allowed.is_empty() || !is_denied && allowed.len() == 1 {
            return Some(deciding.plain_sentence());
        }
        if is_denied {
            let names: Vec<String> = allowed.iter().map(|one| named(one)).collect();
            let whom = other_caller(deciding, first).map(|caller| format!("for {caller}: ")).unwrap_or_default();
            return Some(format!("{} allowed; {whom}{}", list_are(&names), deciding.plain_sentence()));
        }
        // What one statement allows is said once.
        let mut groups: Vec<(Option<String>, Vec<String>)> = Vec::new();
        for one in allowed {
            let by = one.trace.allowed_by();
            match groups.iter_mut().find(|(known, _)| *known == by) {
                Some((_, names)) => names.push(named(one)),
                None => groups.push((by, vec![named(one)])),
            }
        }
        let parts = groups.iter().enumerate().map(|(at, (by, names))| {
            let what = if at == 0 { format!("{} allowed", list_are(names)) } else { list(names) };
            by.as_ref().map_or_else(|| what.clone(), |by| format!("{what} by {by}"))
        });
        Some(format!("{}, and nothing denies any of it", parts.collect::<Vec<_>>().join(", ")))
    }

    /// Whether a service calls in its own name. It signs with keys that nobody outside AWS ever sees.
    pub fn is_by_service(&self) -> bool {
        self.caller_arn.as_ref().is_some_and(|arn| !arn.starts_with("arn:") && arn.contains(".amazonaws.com"))
    }

    /// Whether a token of an identity provider speaks for the caller; such a call is never signed.
    pub fn is_by_token(&self) -> bool {
        self.operation == "AssumeRoleWithWebIdentity"
    }

    /// What the caller can read of a refusal: its code, or the words of the status where no body came along (`HEAD`).
    pub fn refused_with(&self) -> Option<&str> {
        let error = self.outcome.as_ref().err()?;
        Some(if self.is_head() { reason_phrase(error.status) } else { &error.code })
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

    /// The call as people name it, by its permission: `s3:GetObject`. Where there is no permission of the operation's
    /// name, by the operation alone: `HeadObject`. `None` for a wait.
    pub fn call_words(&self) -> Option<String> {
        let name = self.call_name()?;
        let catalog = Catalog::shipped();
        let is_permission = catalog.service(self.service).is_none() || catalog.action(&name).is_some();
        Some(if is_permission { name } else { self.operation.to_owned() })
    }

    /// The call as people name it; where no permission bears the operation's name, with those it takes:
    /// `s3:GetObject`, `HeadObject (s3:GetObject)`.
    pub fn call_and_permissions(&self) -> String {
        let mut actions: Vec<&str> = Vec::new();
        for one in &self.authorizations {
            if !actions.contains(&one.action.as_str()) {
                actions.push(&one.action);
            }
        }
        let call = self.call_words().unwrap_or_default();
        let is_plain = actions.is_empty() || actions.contains(&call.as_str());
        if is_plain { call } else { format!("{call} ({})", actions.join(", ")) }
    }

    /// Service and operation, as programs read it: `sts:AssumeRole`, `s3:HeadObject`; `None` for a wait.
    pub fn call_name(&self) -> Option<String> {
        (!self.service.is_empty()).then(|| format!("{}:{}", self.service, self.operation))
    }
}

/// `a`, `a and b`, `a, b and c`.
fn list(names: &[String]) -> String {
    match names {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => names.concat(),
    }
}

/// The list with its verb.
fn list_are(names: &[String]) -> String {
    format!("{} {}", list(names), if names.len() == 1 { "is" } else { "are" })
}

/// Whom the decision is about, when that is not `first`.
fn other_caller<'a>(one: &'a Authorization, first: &str) -> Option<&'a str> {
    Some(one.trace.caller()).filter(|caller| *caller != first)
}
