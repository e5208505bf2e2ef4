//! `GetSessionToken`: a user's own temporary credentials, with or without MFA in them.
//!
//! No policy decides it: who has the user's keys may have temporary ones.
//!
//! Source: STS API Reference, `API_GetSessionToken.html`; IAM User Guide, `id_credentials_sts-comparison.html`.

use super::checks;
use crate::cloud::Cloud;
use crate::cloud::authorize::Identity;
use crate::cloud::call::{Caller, GetSessionToken};
use crate::cloud::command::quoted;
use crate::cloud::exchange::{Exchange, Settled, Written};
use crate::cloud::http::ApiError;
use crate::cloud::query::{QueryCall, QueryService, pair};
use crate::cloud::session::{Session, SessionKeys, SessionOf};
use chrono::Duration;
use std::sync::Arc;

const DEFAULT_DURATION: i64 = 43_200;
/// An account's root user gets an hour, however much it asks for.
const ROOT_MAXIMUM: i64 = 3600;

impl Cloud {
    pub(in crate::cloud) fn settle_session_token(
        &self,
        caller: &Caller,
        request: &GetSessionToken,
    ) -> (Settled, Cloud) {
        let identity = self.authenticate(caller, "sts");
        let code = request.mfa.then(|| self.mfa_moment(caller));
        let outcome = match &identity {
            Err(error) => Err(error.clone()),
            Ok(None) => Err(ApiError::missing_token("sts")),
            Ok(Some(identity)) => {
                self.check_code(code.as_ref()).and_then(|()| self.try_session_token(identity, request))
            }
        };
        let identity = identity.ok().flatten();
        let authenticated = identity.is_some();
        self.settle_session(identity, authenticated, Vec::new(), outcome, code)
    }

    pub(in crate::cloud) fn get_session_token(
        &self,
        exchange: &Exchange,
        caller: &Caller,
        request: &GetSessionToken,
    ) -> Written {
        let mut command = "aws sts get-session-token".to_owned();
        let mut parameters = Vec::new();
        if let Some(seconds) = request.duration {
            command.push_str(&format!(" --duration-seconds {seconds}"));
            parameters.push(pair("DurationSeconds", seconds.to_string()));
        }
        if request.mfa {
            let (serial, code) = self.mfa_shown(caller);
            command.push_str(&format!(" --serial-number {} --token-code {code}", quoted(&serial)));
            parameters.extend([pair("SerialNumber", serial), pair("TokenCode", code)]);
        }
        self.query(QueryCall {
            service: QueryService::Sts,
            exchange,
            command: command + &self.profile(caller),
            parameters,
            caller,
            result: super::session_xml(exchange),
            printed: Self::print_session(exchange),
        })
    }

    fn try_session_token(&self, identity: &Identity, request: &GetSessionToken) -> Result<Arc<Session>, ApiError> {
        checks::session_token(request)?;
        if identity.session.is_some() || identity.is_service() {
            return Err(ApiError::access_denied("Cannot call GetSessionToken with session credentials"));
        }
        if request.mfa && identity.is_root {
            return Err(ApiError::access_denied(super::NO_SUCH_DEVICE));
        }
        let longest = if identity.is_root { ROOT_MAXIMUM } else { i64::MAX };
        let duration = request.duration.unwrap_or(DEFAULT_DURATION).min(longest);
        let issued = self.answered();
        let subject = format!("{}#{}", identity.arn, self.calls_made);
        Ok(Arc::new(Session {
            name: request.alias.clone(),
            arn: identity.arn.clone(),
            of: SessionOf::User(identity.arn.clone()),
            user_id: identity.user_id.clone(),
            account: identity.account.clone(),
            keys: SessionKeys::new(self.world.ids, subject),
            issued,
            expires: issued.checked_add_signed(Duration::seconds(duration)).unwrap_or(issued),
            tags: Vec::new(),
            source_identity: None,
            policies: None,
            chained: false,
            mfa: request.mfa,
            service: None,
            federation: None,
        }))
    }
}
