//! The Security Token Service: who somebody is, and temporary credentials.
//!
//! Source: STS API Reference, one page an operation; texts as real answers carry them.

mod assume_role;
mod checks;
mod session_token;
mod web_identity;

use super::Cloud;
use super::authorization::Authorization;
use super::authorize::Identity;
use super::call::{Caller, SessionTag};
use super::exchange::{Exchange, Output, Settled, Written};
use super::http::ApiError;
use super::query::{QueryCall, QueryService};
use super::session::{Federation, Session, SessionKeys, SessionOf};
use super::wire::xml;
use super::world::Role;
use crate::iam::Policy;
use chrono::{Duration, SecondsFormat};
use std::sync::Arc;

/// `DurationSeconds` of a role session when it is not sent.
const DEFAULT_DURATION: i64 = 3600;
/// Longest session of a role assumed with another role's credentials.
const CHAINED_MAXIMUM: i64 = 3600;
const NO_SUCH_DEVICE: &str = "MultiFactorAuthentication failed, unable to validate MFA code.  \
     Please verify your MFA serial number is valid and associated with this user.";
const CODE_TAKEN: &str = "MultiFactorAuthentication failed with invalid MFA one time pass code.";

/// What was asked for and granted, before it has keys.
struct Grant<'a> {
    alias: &'a str,
    session_name: &'a str,
    duration: i64,
    policy: Option<&'a Arc<Policy>>,
    tags: Vec<SessionTag>,
    source_identity: Option<String>,
    chained: bool,
    service: Option<String>,
    federation: Option<Federation>,
}

impl Cloud {
    pub(super) fn settle_caller_identity(&self, caller: &Caller) -> (Settled, Cloud) {
        let identity = self.authenticate(caller, "sts");
        let outcome = match &identity {
            Err(error) => Err(error.clone()),
            Ok(None) => Err(ApiError::missing_token("sts")),
            // Never denied, whatever the policies say.
            Ok(Some(identity)) => Ok(identity.output()),
        };
        let identity = identity.ok().flatten();
        let authenticated = identity.is_some();
        (Settled { identity, authenticated, authorizations: Vec::new(), outcome }, self.after_call())
    }

    pub(super) fn get_caller_identity(&self, exchange: &Exchange, caller: &Caller) -> Written {
        let result = match &exchange.outcome {
            Ok(Output::Identity { account, arn, user_id }) => format!(
                "    <Arn>{}</Arn>\n    <UserId>{}</UserId>\n    <Account>{}</Account>\n",
                xml(arn),
                xml(user_id),
                xml(account)
            ),
            _ => String::new(),
        };
        self.query(QueryCall {
            service: QueryService::Sts,
            exchange,
            command: format!("aws sts get-caller-identity{}", self.profile(caller)),
            parameters: Vec::new(),
            caller,
            result,
            printed: exchange.outcome.as_ref().map(Self::print_output).unwrap_or_default(),
        })
    }

    /// Whether STS takes the code: a wrong one is answered alike. RFC 6238, 5.2: no code is accepted a second time.
    fn check_code(&self, code: Option<&String>) -> Result<(), ApiError> {
        match code {
            Some(code) if self.codes_taken.contains(code) => Err(ApiError::access_denied(CODE_TAKEN)),
            _ => Ok(()),
        }
    }

    /// The cloud after a call that asked for credentials, and what came of it. `code` is the one that was sent along.
    fn settle_session(
        &self,
        identity: Option<Identity>,
        authenticated: bool,
        authorizations: Vec<Authorization>,
        outcome: Result<Arc<Session>, ApiError>,
        code: Option<String>,
    ) -> (Settled, Cloud) {
        let mut next = self.after_call();
        // What is wrong in itself comes before the code is looked at, and the policies after it.
        if outcome.is_ok() || !authorizations.is_empty() {
            next.codes_taken.extend(code);
        }
        next.sessions.extend(outcome.iter().cloned());
        (Settled { identity, authenticated, authorizations, outcome: outcome.map(Output::Session) }, next)
    }

    /// What the CLI prints of the credentials that were given.
    fn print_session(exchange: &Exchange) -> String {
        let given = exchange.outcome.as_ref().ok();
        given.map(Self::print_output).unwrap_or_default()
    }

    /// A session of `role` as after a plain `AssumeRole` that is answered at once, under the name `alias`.
    pub(super) fn plain_session(&self, role: &Role, alias: &str) -> Session {
        let grant = Grant {
            alias,
            session_name: "session",
            duration: DEFAULT_DURATION,
            policy: None,
            tags: Vec::new(),
            source_identity: None,
            chained: false,
            service: None,
            federation: None,
        };
        let mut session = self.issue(role, grant);
        session.issued = self.now;
        session.expires = self.now.checked_add_signed(Duration::seconds(DEFAULT_DURATION)).unwrap_or(self.now);
        session
    }

    /// A session of `role`, with keys, from the moment of the answer.
    fn issue(&self, role: &Role, grant: Grant<'_>) -> Session {
        let arn = format!("arn:aws:sts::{}:assumed-role/{}/{}", role.account, role.name, grant.session_name);
        let issued = self.answered();
        let subject = format!("{arn}#{}", self.calls_made);
        Session {
            name: grant.alias.to_owned(),
            user_id: format!("{}:{}", role.id, grant.session_name),
            of: SessionOf::Role(role.arn.clone()),
            account: role.account.clone(),
            keys: SessionKeys::new(self.world.ids, subject),
            arn,
            issued,
            expires: issued.checked_add_signed(Duration::seconds(grant.duration)).unwrap_or(issued),
            tags: grant.tags,
            source_identity: grant.source_identity,
            policies: grant.policy.map(|policy| vec![Arc::clone(policy)]),
            chained: grant.chained,
            mfa: false,
            service: grant.service,
            federation: grant.federation,
        }
    }
}

/// The inside of an answer that gives credentials.
fn session_xml(exchange: &Exchange) -> String {
    let mut text = String::new();
    let Ok(Output::Session(session)) = &exchange.outcome else { return text };
    if let Some(federation) = &session.federation {
        text.push_str(&format!(
            "    <SubjectFromWebIdentityToken>{}</SubjectFromWebIdentityToken>\n    <Audience>{}</Audience>\n",
            xml(&federation.subject),
            xml(&federation.audience)
        ));
    }
    if session.role_arn().is_some() {
        text.push_str(&format!(
            "    <AssumedRoleUser>\n      <AssumedRoleId>{}</AssumedRoleId>\n      <Arn>{}</Arn>\n    </AssumedRoleUser>\n",
            xml(&session.user_id),
            xml(&session.arn)
        ));
    }
    text.push_str(&format!(
        "    <Credentials>\n      <AccessKeyId>{}</AccessKeyId>\n      <SecretAccessKey>{}</SecretAccessKey>\n      \
         <SessionToken>{}</SessionToken>\n      <Expiration>{}</Expiration>\n    </Credentials>\n",
        session.access_key_id(),
        session.secret_access_key(),
        session.session_token(),
        session.expires.to_rfc3339_opts(SecondsFormat::Secs, true),
    ));
    if let Some(federation) = &session.federation {
        text.push_str(&format!("    <Provider>{}</Provider>\n", xml(&federation.provider_arn)));
    }
    if let Some(identity) = &session.source_identity {
        text.push_str(&format!("    <SourceIdentity>{}</SourceIdentity>\n", xml(identity)));
    }
    text
}
