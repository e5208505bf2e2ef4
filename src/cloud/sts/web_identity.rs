//! `AssumeRoleWithWebIdentity`: no AWS credentials sign the call; a token of an identity provider speaks for the caller.
//!
//! Source: STS API Reference, `API_AssumeRoleWithWebIdentity.html`; IAM User Guide,
//! `id_roles_providers_create_oidc.html` and `reference_policies_iam-condition-keys.html`; texts from public transcripts.

use super::{DEFAULT_DURATION, Grant, checks};
use crate::cloud::Cloud;
use crate::cloud::authorization::Authorization;
use crate::cloud::authorize::Target;
use crate::cloud::call::{Caller, WebIdentity};
use crate::cloud::command::quoted;
use crate::cloud::exchange::{Exchange, Settled, Written};
use crate::cloud::http::ApiError;
use crate::cloud::query::{QueryCall, QueryService, pair};
use crate::cloud::session::{Federation, Session};
use crate::cloud::world::OidcProvider;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL;
use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long a token that is issued for the call lives.
const TOKEN_LIFE: Duration = Duration::minutes(10);

impl Cloud {
    pub(in crate::cloud) fn settle_web_identity(&self, request: &WebIdentity) -> (Settled, Cloud) {
        let mut authorizations = Vec::new();
        let token = self.accept_token(request);
        let outcome = match &token {
            Err(error) => Err(error.clone()),
            Ok(provider) => self.try_web_identity(provider, request, &mut authorizations),
        };
        self.settle_session(None, token.is_ok(), authorizations, outcome, None)
    }

    pub(in crate::cloud) fn assume_role_with_web_identity(
        &self,
        exchange: &Exchange,
        request: &WebIdentity,
    ) -> Written {
        let mut parameters = vec![pair("RoleArn", request.role_arn.as_str())];
        let mut command = format!("aws sts assume-role-with-web-identity --role-arn {}", quoted(&request.role_arn));
        if !request.session_name.is_empty() {
            parameters.push(pair("RoleSessionName", request.session_name.as_str()));
            command.push_str(&format!(" --role-session-name {}", quoted(&request.session_name)));
        }
        parameters.push(pair("WebIdentityToken", self.web_token(request)));
        command.push_str(" --web-identity-token file://token.jwt");
        if let Some(seconds) = request.duration {
            command.push_str(&format!(" --duration-seconds {seconds}"));
            parameters.push(pair("DurationSeconds", seconds.to_string()));
        }
        if let Some(policy) = &request.policy {
            command.push_str(" --policy file://policy.json");
            parameters.push(pair("Policy", policy.source.text()));
        }
        self.query(QueryCall {
            service: QueryService::Sts,
            exchange,
            command,
            parameters,
            caller: &Caller::Anonymous,
            result: super::session_xml(exchange),
            printed: Self::print_session(exchange),
        })
    }

    /// What STS looks at before any policy: the provider, its audiences, the token's time.
    fn accept_token(&self, request: &WebIdentity) -> Result<Arc<OidcProvider>, ApiError> {
        checks::web_identity(request)?;
        let invalid = |text: String| ApiError::new("InvalidIdentityToken", 400, text);
        // The provider has to stand in the account of the role.
        let account = request.role_arn.split(':').nth(4).unwrap_or_default();
        let provider = self.world.oidc_provider(account, &request.provider).ok_or_else(|| {
            invalid(format!("No OpenIDConnect provider found in your account for https://{}", request.provider))
        })?;
        if !provider.audiences.contains(&request.audience) {
            return Err(invalid("Incorrect token audience".to_owned()));
        }
        let (_, expires) = self.token_times(request);
        if self.now >= expires {
            let text = format!(
                "Token expired: current date/time {} must be before the expiration date/time {}",
                self.now.timestamp(),
                expires.timestamp()
            );
            return Err(ApiError::new("ExpiredTokenException", 400, text));
        }
        Ok(Arc::clone(provider))
    }

    fn try_web_identity(
        &self,
        provider: &OidcProvider,
        request: &WebIdentity,
        authorizations: &mut Vec<Authorization>,
    ) -> Result<Arc<Session>, ApiError> {
        const ACTION: &str = "sts:AssumeRoleWithWebIdentity";
        // A role that does not exist answers alike.
        let denied = || ApiError::access_denied(format!("Not authorized to perform {ACTION}"));
        let role = self.world.roles.get(&request.role_arn).ok_or_else(denied)?;
        let mut keys = BTreeMap::from([
            (format!("{}:sub", provider.host), request.subject.clone()),
            (format!("{}:aud", provider.host), request.audience.clone()),
        ]);
        keys.extend(request.claims.iter().map(|(name, value)| (format!("{}:{name}", provider.host), value.clone())));
        let mut context = self.context(None);
        context.set("sts:RoleSessionName", request.session_name.as_str());
        context.set("aws:FederatedProvider", provider.arn.as_str());
        for (key, value) in &keys {
            context.set(key, value.as_str());
        }
        for (key, value) in &role.tags {
            context.set(&format!("iam:ResourceTag/{key}"), value.as_str());
        }
        let target = Target::role(role);
        let one = self.authorize(None, ACTION, &target, context);
        let allowed = one.trace.is_allowed();
        authorizations.push(one);
        if !allowed {
            return Err(denied());
        }
        let duration = request.duration.unwrap_or(DEFAULT_DURATION);
        if duration > role.max_session_duration {
            return Err(ApiError::validation(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ));
        }
        // In the session only these three stay usable.
        let lasting = ["sub", "aud", "amr"].map(|name| format!("{}:{name}", provider.host));
        keys.retain(|key, _| lasting.contains(key));
        let grant = Grant {
            alias: &request.alias,
            session_name: &request.session_name,
            duration,
            policy: request.policy.as_ref(),
            tags: Vec::new(),
            source_identity: None,
            chained: false,
            service: None,
            federation: Some(Federation {
                provider_arn: provider.arn.clone(),
                subject: request.subject.clone(),
                audience: request.audience.clone(),
                keys,
            }),
        };
        Ok(Arc::new(self.issue(role, grant)))
    }

    /// When the token was issued and when it ends: for this call, or at the start with the life the scenario gives it.
    fn token_times(&self, request: &WebIdentity) -> (DateTime<Utc>, DateTime<Utc>) {
        let (issued, life) = match request.expires_in {
            Some(life) => (self.world.start, life),
            None => (self.now, TOKEN_LIFE),
        };
        (issued, issued.checked_add_signed(life).unwrap_or(issued))
    }

    /// A JSON web token in form; its signature says that it is none.
    fn web_token(&self, request: &WebIdentity) -> String {
        let (issued, expires) = self.token_times(request);
        let mut claims = json!({
            "iss": format!("https://{}", request.provider),
            "sub": request.subject,
            "aud": request.audience,
            "iat": issued.timestamp(),
            "exp": expires.timestamp(),
        });
        if let Some(map) = claims.as_object_mut() {
            map.extend(request.claims.iter().map(|(name, value)| (name.clone(), json!(value))));
        }
        let header = json!({ "alg": "RS256", "kid": "EXAMPLE-not-a-key", "typ": "JWT" });
        let signed = format!("{}.{}", BASE64_URL.encode(header.to_string()), BASE64_URL.encode(claims.to_string()));
        let signature = self.world.ids.token_signature(&signed);
        format!("{signed}.{signature}")
    }
}
