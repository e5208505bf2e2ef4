//! `AssumeRole`: one role, asked for by a user, a session or a service, with all its checks.
//!
//! Source: STS API Reference, `API_AssumeRole.html`; IAM User Guide, `reference_policies_iam-condition-keys.html`.

use super::{CHAINED_MAXIMUM, DEFAULT_DURATION, Grant, checks};
use crate::cloud::Cloud;
use crate::cloud::authorization::Authorization;
use crate::cloud::authorize::{Identity, Question, Target};
use crate::cloud::call::{AssumeRole, Caller, SessionTag};
use crate::cloud::command::quoted;
use crate::cloud::exchange::{Exchange, Settled, Written};
use crate::cloud::handed_out::handed_out;
use crate::cloud::http::ApiError;
use crate::cloud::query::{QueryCall, QueryService};
use crate::cloud::session::Session;
use crate::cloud::world::Role;
use crate::iam::Context;
use std::sync::Arc;

impl Cloud {
    pub(in crate::cloud) fn settle_assume_role(&self, caller: &Caller, request: &AssumeRole) -> (Settled, Cloud) {
        let identity = self.authenticate(caller, "sts");
        let mut authorizations = Vec::new();
        let code = request.mfa.then(|| self.mfa_moment(caller));
        let outcome = match &identity {
            Err(error) => Err(error.clone()),
            Ok(None) => Err(ApiError::missing_token("sts")),
            Ok(Some(identity)) => self
                .check_code(code.as_ref())
                .and_then(|()| self.try_assume_role(identity, request, &mut authorizations)),
        };
        let identity = identity.ok().flatten();
        let authenticated = identity.is_some();
        self.settle_session(identity, authenticated, authorizations, outcome, code)
    }

    pub(in crate::cloud) fn assume_role(&self, exchange: &Exchange, caller: &Caller, request: &AssumeRole) -> Written {
        let device = self.mfa_shown(caller);
        let written = self.query(QueryCall {
            service: QueryService::Sts,
            exchange,
            command: command(request, &device) + &self.profile(caller),
            parameters: parameters(request, &device),
            caller,
            result: super::session_xml(exchange),
            printed: Self::print_session(exchange),
        });
        match caller {
            Caller::Service { name, .. } => handed_out(exchange, written, name, request),
            _ => written,
        }
    }

    /// What is asked of the policies before a role is given, one action after the other; an error when it does not come
    /// to that. `keys` are the caller's own.
    fn asked<'a>(&'a self, identity: &'a Identity, keys: Context, request: &AssumeRole) -> Result<Asked<'a>, ApiError> {
        checks::assume_role(request)?;
        if identity.is_root {
            return Err(ApiError::access_denied("Roles may not be assumed by root accounts."));
        }
        let role =
            self.world.roles.get(&request.role_arn).ok_or_else(|| denied(identity, "sts:AssumeRole", request))?;
        let inherited: Vec<&SessionTag> =
            identity.session.iter().flat_map(|session| &session.tags).filter(|tag| tag.transitive).collect();
        if let Some(twice) =
            request.tags.iter().find(|tag| inherited.iter().any(|old| old.key.eq_ignore_ascii_case(&tag.key)))
        {
            return Err(ApiError::new(
                "InvalidParameterValue",
                400,
                format!(
                    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session: {}",
                    twice.key
                ),
            ));
        }
        let source_identity = source_identity(identity, request)?;
        // Only a user has an MFA device; a role session cannot show one.
        let of_user = identity.session.as_ref().is_none_or(|session| session.role_arn().is_none());
        if request.mfa && (identity.is_service() || !of_user) {
            return Err(ApiError::access_denied(super::NO_SUCH_DEVICE));
        }

        // One action after the other; each has to be allowed on its own.
        let mut actions = vec!["sts:AssumeRole"];
        if !request.tags.is_empty() || !inherited.is_empty() {
            actions.push("sts:TagSession");
        }
        if source_identity.is_some() {
            actions.push("sts:SetSourceIdentity");
        }
        let context = with_request_keys(keys, request, role, source_identity.as_deref());
        let target = Target::role(role);
        let contexts = std::iter::repeat_n(context, actions.len());
        let ask = |(action, context)| (action, self.question(Some(identity), action, &target, context));
        Ok(Asked { questions: actions.into_iter().zip(contexts).map(ask).collect(), role, inherited, source_identity })
    }

    /// Whether the policies let it through, without keeping why.
    pub(in crate::cloud) fn may_assume_role(&self, identity: &Identity, keys: Context, request: &AssumeRole) -> bool {
        self.asked(identity, keys, request).is_ok_and(|asked| asked.questions.iter().all(|(_, one)| one.is_allowed()))
    }

    /// Decides, without signing or answering.
    pub(in crate::cloud) fn try_assume_role(
        &self,
        identity: &Identity,
        request: &AssumeRole,
        authorizations: &mut Vec<Authorization>,
    ) -> Result<Arc<Session>, ApiError> {
        let Asked { questions, role, inherited, source_identity } =
            self.asked(identity, self.context(Some(identity)), request)?;
        for (action, question) in questions {
            let one = question.authorize();
            let allowed = one.trace.is_allowed();
            authorizations.push(one);
            if !allowed {
                return Err(denied(identity, action, request));
            }
        }

        // Durations come after the policies: a caller without permission learns nothing about the role.
        let duration = request.duration.unwrap_or(DEFAULT_DURATION);
        let chained = identity.session.as_ref().is_some_and(|session| session.role_arn().is_some());
        // The role's maximum does not bind the sessions that services make for what runs in them.
        if duration > role.max_session_duration && !identity.is_service() {
            return Err(ApiError::validation(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ));
        }
        if chained && duration > CHAINED_MAXIMUM {
            return Err(ApiError::validation(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            ));
        }
        let grant = Grant {
            alias: &request.alias,
            session_name: &request.session_name,
            duration,
            policy: request.policy.as_ref(),
            tags: request.tags.iter().chain(inherited).cloned().collect(),
            source_identity,
            chained,
            service: identity.is_service().then(|| identity.arn.clone()),
            federation: None,
        };
        Ok(Arc::new(self.issue(role, grant)))
    }
}

/// The caller's own keys with those that an `AssumeRole` request carries beside them.
fn with_request_keys(
    mut context: Context,
    request: &AssumeRole,
    role: &Role,
    source_identity: Option<&str>,
) -> Context {
    context.set("sts:RoleSessionName", request.session_name.as_str());
    if let Some(id) = &request.external_id {
        context.set("sts:ExternalId", id.as_str());
    }
    if let Some(identity) = source_identity {
        context.set("sts:SourceIdentity", identity);
    }
    if request.mfa {
        context.set("aws:MultiFactorAuthPresent", "true");
        context.set("aws:MultiFactorAuthAge", "0");
    }
    for tag in &request.tags {
        context.set(&format!("aws:RequestTag/{}", tag.key), tag.value.as_str());
    }
    if !request.tags.is_empty() {
        context.set_many("aws:TagKeys", request.tags.iter().map(|tag| &tag.key));
        let transitive: Vec<_> = request.tags.iter().filter(|tag| tag.transitive).map(|tag| &tag.key).collect();
        if !transitive.is_empty() {
            context.set_many("sts:TransitiveTagKeys", transitive);
        }
    }
    for (key, value) in &role.tags {
        context.set(&format!("aws:ResourceTag/{key}"), value.as_str());
        context.set(&format!("iam:ResourceTag/{key}"), value.as_str());
    }
    context
}

/// A request that came as far as the policies.
struct Asked<'a> {
    /// Action and question; each has to be allowed on its own.
    questions: Vec<(&'static str, Question)>,
    role: &'a Role,
    /// Tags of the calling session that go on with the chain.
    inherited: Vec<&'a SessionTag>,
    source_identity: Option<String>,
}

/// What really travels names no reason, and a role that does not exist answers alike.
fn denied(identity: &Identity, action: &str, request: &AssumeRole) -> ApiError {
    ApiError::access_denied(format!(
        "User: {} is not authorized to perform: {action} on resource: {}",
        identity.arn, request.role_arn
    ))
}

/// A source identity cannot be changed once it is set, and goes with every session of a chain.
fn source_identity(identity: &Identity, request: &AssumeRole) -> Result<Option<String>, ApiError> {
    let inherited = identity.session.as_ref().and_then(|session| session.source_identity.clone());
    match (inherited, &request.source_identity) {
        (Some(old), Some(new)) if old != *new => Err(ApiError::access_denied(format!(
            "User: {} is not authorized to perform: sts:SetSourceIdentity on resource: {}",
            identity.arn, request.role_arn
        ))),
        (Some(old), _) => Ok(Some(old)),
        (None, new) => Ok(new.clone()),
    }
}

fn command(request: &AssumeRole, (serial, code): &(String, String)) -> String {
    let mut text = format!("aws sts assume-role --role-arn {}", quoted(&request.role_arn));
    if !request.session_name.is_empty() {
        text.push_str(&format!(" --role-session-name {}", quoted(&request.session_name)));
    }
    if let Some(seconds) = request.duration {
        text.push_str(&format!(" --duration-seconds {seconds}"));
    }
    if let Some(id) = &request.external_id {
        text.push_str(&format!(" --external-id {}", quoted(id)));
    }
    if request.mfa {
        text.push_str(&format!(" --serial-number {} --token-code {code}", quoted(serial)));
    }
    if request.policy.is_some() {
        text.push_str(" --policy file://session-policy.json");
    }
    if !request.tags.is_empty() {
        text.push_str(" --tags");
        for tag in &request.tags {
            text.push_str(&format!(" Key={},Value={}", quoted(&tag.key), quoted(&tag.value)));
        }
        let transitive: Vec<_> = request.tags.iter().filter(|tag| tag.transitive).map(|tag| quoted(&tag.key)).collect();
        if !transitive.is_empty() {
            text.push_str(&format!(" --transitive-tag-keys {}", transitive.join(" ")));
        }
    }
    if let Some(identity) = &request.source_identity {
        text.push_str(&format!(" --source-identity {}", quoted(identity)));
    }
    text
}

fn parameters(request: &AssumeRole, (serial, code): &(String, String)) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut push = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    push("RoleArn", &request.role_arn);
    if !request.session_name.is_empty() {
        push("RoleSessionName", &request.session_name);
    }
    if let Some(seconds) = request.duration {
        push("DurationSeconds", &seconds.to_string());
    }
    if let Some(id) = &request.external_id {
        push("ExternalId", id);
    }
    if request.mfa {
        push("SerialNumber", serial);
        push("TokenCode", code);
    }
    if let Some(policy) = &request.policy {
        push("Policy", policy.source.text());
    }
    for (number, tag) in (1..).zip(&request.tags) {
        push(&format!("Tags.member.{number}.Key"), &tag.key);
        push(&format!("Tags.member.{number}.Value"), &tag.value);
    }
    for (number, tag) in (1..).zip(request.tags.iter().filter(|tag| tag.transitive)) {
        push(&format!("TransitiveTagKeys.member.{number}"), &tag.key);
    }
    if let Some(identity) = &request.source_identity {
        push("SourceIdentity", identity);
    }
    pairs
}
