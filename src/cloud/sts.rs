//! The Security Token Service: `AssumeRole` with all its checks, and `GetCallerIdentity`.
//!
//! Source: STS API Reference, `API_AssumeRole.html` and `API_GetCallerIdentity.html`; texts as real answers carry them.

use super::authorize::{Identity, Target};
use super::call::{AssumeRole, Caller, SessionTag};
use super::exchange::{ApiError, Authorization, Exchange, HttpResponse, Output};
use super::session::Session;
use super::wire::{Draft, form, xml};
use super::world::Role;
use super::{Cloud, command, error::reason_phrase};
use crate::iam::Context;
use chrono::{Duration, SecondsFormat};
use std::sync::Arc;

/// `DurationSeconds` when it is not sent.
const DEFAULT_DURATION: i64 = 3600;
/// Longest session of a role assumed with another role's credentials.
const CHAINED_MAXIMUM: i64 = 3600;
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

impl Cloud {
    pub(super) fn get_caller_identity(&self, caller: &Caller) -> (Exchange, Cloud) {
        let identity = self.authenticate(caller, "sts");
        let outcome = match &identity {
            Err(error) => Err(error.clone()),
            Ok(None) => Err(ApiError::unsigned()),
            // Never denied, whatever the policies say.
            Ok(Some(identity)) => Ok(identity.output()),
        };
        let pairs = vec![
            ("Action".to_owned(), "GetCallerIdentity".to_owned()),
            ("Version".to_owned(), "2011-06-15".to_owned()),
        ];
        let command = format!("aws sts get-caller-identity{}", command::profile(caller));
        let known = identity.ok().flatten();
        let call = StsCall { operation: "GetCallerIdentity", command, pairs };
        (self.sts_exchange(caller, call, known.as_ref(), Vec::new(), outcome), self.after_call())
    }

    pub(super) fn assume_role(&self, caller: &Caller, request: &AssumeRole) -> (Exchange, Cloud) {
        let identity = self.authenticate(caller, "sts");
        let known = identity.as_ref().ok().and_then(Option::as_ref);
        let mut authorizations = Vec::new();
        let result = match &identity {
            Err(error) => Err(error.clone()),
            Ok(None) => Err(ApiError::unsigned()),
            Ok(Some(identity)) => self.try_assume_role(identity, request, &mut authorizations),
        };
        let call = StsCall {
            operation: "AssumeRole",
            command: command::assume_role(caller, request),
            pairs: parameters(caller, request),
        };
        let mut next = self.after_call();
        if let Ok(session) = &result {
            next.sessions.push(Arc::clone(session));
        }
        let exchange = self.sts_exchange(caller, call, known, authorizations, result.map(Output::Session));
        (exchange, next)
    }

    /// Decides, without signing or answering.
    pub(super) fn try_assume_role(
        &self,
        identity: &Identity,
        request: &AssumeRole,
        authorizations: &mut Vec<Authorization>,
    ) -> Result<Arc<Session>, ApiError> {
        validate(request)?;
        validate_policy(request)?;
        let denied = || {
            // What really travels names no reason, and a role that does not exist answers alike.
            ApiError::access_denied(format!(
                "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
                identity.arn, request.role_arn
            ))
        };
        if identity.is_root {
            return Err(ApiError::access_denied("Roles may not be assumed by root accounts."));
        }
        let role = self.world.roles.get(&request.role_arn).ok_or_else(denied)?;
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
        let source_identity = Self::source_identity(identity, request)?;

        // One action after the other; each has to be allowed on its own.
        let mut actions = vec!["sts:AssumeRole"];
        if !request.tags.is_empty() || !inherited.is_empty() {
            actions.push("sts:TagSession");
        }
        if source_identity.is_some() {
            actions.push("sts:SetSourceIdentity");
        }
        let context = self.assume_role_context(identity, request, role, source_identity.as_deref());
        for action in actions {
            let target = Target {
                arn: &role.arn,
                owner: &role.account,
                policy: Some(&role.trust),
                tags: Some(&role.tags),
                ..Target::default()
            };
            let one = self.authorize(Some(identity), action, &target, context.clone());
            let allowed = one.trace.is_allowed();
            authorizations.push(one);
            if !allowed && action == "sts:AssumeRole" {
                return Err(denied());
            }
            if !allowed {
                return Err(ApiError::access_denied(format!(
                    "User: {} is not authorized to perform: {action} on resource: {}",
                    identity.arn, request.role_arn
                )));
            }
        }

        // Durations come after the policies: a caller without permission learns nothing about the role.
        let duration = request.duration.unwrap_or(DEFAULT_DURATION);
        let chained = identity.session.is_some();
        if duration > role.max_session_duration {
            return Err(ApiError::validation(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ));
        }
        if chained && duration > CHAINED_MAXIMUM {
            return Err(ApiError::validation(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            ));
        }
        let tags = request.tags.iter().chain(inherited).cloned().collect();
        Ok(Arc::new(self.issue(request, role, duration, tags, source_identity, chained)))
    }

    pub(super) fn issue(
        &self,
        request: &AssumeRole,
        role: &Role,
        duration: i64,
        tags: Vec<SessionTag>,
        source_identity: Option<String>,
        chained: bool,
    ) -> Session {
        let arn = format!("arn:aws:sts::{}:assumed-role/{}/{}", role.account, role.name, request.session_name);
        let issued = self.answered();
        let subject = format!("{arn}#{}", self.calls_made);
        Session {
            name: request.alias.clone(),
            user_id: format!("{}:{}", role.id, request.session_name),
            role_arn: role.arn.clone(),
            account: role.account.clone(),
            access_key_id: self.world.ids.temporary_key(&subject),
            secret_access_key: self.world.ids.secret(&subject),
            session_token: self.world.ids.session_token(&subject),
            arn,
            issued,
            expires: issued.checked_add_signed(Duration::seconds(duration)).unwrap_or(issued),
            tags,
            source_identity,
            policies: request.policy.as_ref().map(|policy| vec![Arc::clone(policy)]),
            chained,
        }
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

    /// The keys that an `AssumeRole` request carries beside the caller's own.
    fn assume_role_context(
        &self,
        identity: &Identity,
        request: &AssumeRole,
        role: &Role,
        source_identity: Option<&str>,
    ) -> Context {
        let mut context = self.context(Some(identity));
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
            context.set_many("aws:TagKeys", request.tags.iter().map(|tag| tag.key.clone()).collect());
            let transitive: Vec<_> =
                request.tags.iter().filter(|tag| tag.transitive).map(|tag| tag.key.clone()).collect();
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

    fn sts_exchange(
        &self,
        caller: &Caller,
        call: StsCall,
        identity: Option<&Identity>,
        authorizations: Vec<Authorization>,
        outcome: Result<Output, ApiError>,
    ) -> Exchange {
        let signer = self.signer(caller);
        let draft = Draft {
            method: "POST",
            host: format!("sts.{}.amazonaws.com", self.world.region),
            path: "/".to_owned(),
            query: Vec::new(),
            headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded; charset=utf-8".to_owned())],
            body: form(&call.pairs),
            service: "sts",
        };
        let request_id = self.world.ids.request_id(self.calls_made);
        let (status, body) = match &outcome {
            Ok(output) => (200, success_body(call.operation, output, &request_id)),
            Err(error) => (error.status, error_body(error, &request_id)),
        };
        let printed = match &outcome {
            Ok(output) => self.print_output(output),
            Err(error) => command::print_error(call.operation, error),
        };
        Exchange {
            operation: call.operation,
            service: "sts",
            caller_arn: identity.map(|identity| identity.arn.clone()),
            key_id: signer.as_ref().map(|signer| signer.key_id.clone()),
            sent: self.now,
            answered: self.answered(),
            command: call.command,
            printed,
            request: Some(draft.sign(
                signer.as_ref().map(super::authorize::Signer::credentials),
                &self.world.region,
                self.now,
            )),
            response: Some(HttpResponse {
                status,
                reason: reason_phrase(status),
                headers: vec![
                    ("x-amzn-RequestId".to_owned(), request_id),
                    ("Content-Type".to_owned(), "text/xml".to_owned()),
                    ("Content-Length".to_owned(), body.len().to_string()),
                    ("Date".to_owned(), (self.answered()).format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
                ],
                body,
            }),
            authenticated: identity.is_some(),
            authorizations,
            outcome,
        }
    }
}

/// A call to STS before it travels.
struct StsCall {
    operation: &'static str,
    command: String,
    pairs: Vec<(String, String)>,
}

fn parameters(caller: &Caller, request: &AssumeRole) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut push = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    push("Action", "AssumeRole");
    push("Version", "2011-06-15");
    push("RoleArn", &request.role_arn);
    push("RoleSessionName", &request.session_name);
    if let Some(seconds) = request.duration {
        push("DurationSeconds", &seconds.to_string());
    }
    if let Some(id) = &request.external_id {
        push("ExternalId", id);
    }
    if request.mfa {
        push("SerialNumber", &command::mfa_serial(caller));
        push("TokenCode", "123456");
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

/// The ranges and patterns of the API model.
fn validate(request: &AssumeRole) -> Result<(), ApiError> {
    let fault = |name: &str, value: &str, constraint: &str| {
        Err(ApiError::validation(format!(
            "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: {constraint}"
        )))
    };
    let length = request.role_arn.chars().count();
    if length < 20 {
        return fault("roleArn", &request.role_arn, "Member must have length greater than or equal to 20");
    }
    if length > 2048 {
        return fault("roleArn", &request.role_arn, "Member must have length less than or equal to 2048");
    }
    let word = |extra: &'static str| move |c: char| c.is_ascii_alphanumeric() || c == '_' || extra.contains(c);
    let name_pattern = "Member must satisfy regular expression pattern: [\\w+=,.@-]*";
    for (parameter, text, longest, extra, pattern) in [
        ("roleSessionName", Some(&request.session_name), 64, "+=,.@-", name_pattern),
        (
            "externalId",
            request.external_id.as_ref(),
            1224,
            "+=,.@:/-",
            "Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*",
        ),
        ("sourceIdentity", request.source_identity.as_ref(), 64, "+=,.@-", name_pattern),
    ] {
        let Some(text) = text else { continue };
        if text.chars().count() < 2 {
            return fault(parameter, text, "Member must have length greater than or equal to 2");
        }
        if text.chars().count() > longest {
            return fault(parameter, text, &format!("Member must have length less than or equal to {longest}"));
        }
        if !text.chars().all(word(extra)) {
            return fault(parameter, text, pattern);
        }
    }
    if let Some(seconds) = request.duration {
        if seconds < 900 {
            return fault(
                "durationSeconds",
                &seconds.to_string(),
                "Member must have value greater than or equal to 900",
            );
        }
        if seconds > 43_200 {
            return fault(
                "durationSeconds",
                &seconds.to_string(),
                "Member must have value less than or equal to 43200",
            );
        }
    }
    validate_tags(&request.tags)
}

/// A session policy that AWS could not read is refused; so is one beyond the plaintext quota.
fn validate_policy(request: &AssumeRole) -> Result<(), ApiError> {
    const LONGEST: usize = 2048;
    let Some(policy) = &request.policy else { return Ok(()) };
    let size = policy.source.text().chars().count();
    if size > LONGEST {
        let text = format!("the session policy has {size} characters; at most {LONGEST} are allowed");
        return Err(ApiError::new("PackedPolicyTooLarge", 400, text));
    }
    if policy.statements.is_empty() || policy.statements.iter().any(|statement| statement.broken) {
        return Err(ApiError::new("MalformedPolicyDocument", 400, "The policy is not in the valid JSON format."));
    }
    Ok(())
}

fn validate_tags(tags: &[SessionTag]) -> Result<(), ApiError> {
    let invalid = |text: String| Err(ApiError::new("InvalidParameterValue", 400, text));
    if tags.len() > 50 {
        return invalid(format!("{} session tags were passed; at most 50 are allowed", tags.len()));
    }
    let allowed = |c: char| c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c);
    for (position, tag) in tags.iter().enumerate() {
        let (key, value) = (tag.key.chars().count(), tag.value.chars().count());
        if !(1..=128).contains(&key) || value > 256 || !tag.key.chars().chain(tag.value.chars()).all(allowed) {
            return invalid(format!("the session tag `{}` is not of the allowed form", tag.key));
        }
        if tag.key.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:")) {
            return invalid(format!("the tag key `{}` starts with the reserved prefix aws:", tag.key));
        }
        if tags.iter().take(position).any(|other| other.key.eq_ignore_ascii_case(&tag.key)) {
            return invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.".to_owned());
        }
    }
    Ok(())
}

fn success_body(operation: &str, output: &Output, request_id: &str) -> String {
    let result = match output {
        Output::Session(session) => {
            format!(
                "    <AssumedRoleUser>\n      <AssumedRoleId>{}</AssumedRoleId>\n      <Arn>{}</Arn>\n    </AssumedRoleUser>\n    \
             <Credentials>\n      <AccessKeyId>{}</AccessKeyId>\n      <SecretAccessKey>{}</SecretAccessKey>\n      \
             <SessionToken>{}</SessionToken>\n      <Expiration>{}</Expiration>\n    </Credentials>\n",
                xml(&session.user_id),
                xml(&session.arn),
                session.access_key_id,
                session.secret_access_key,
                session.session_token,
                session.expires.to_rfc3339_opts(SecondsFormat::Secs, true),
            ) + &session
                .source_identity
                .as_ref()
                .map(|identity| format!("    <SourceIdentity>{}</SourceIdentity>\n", xml(identity)))
                .unwrap_or_default()
        }
        Output::Identity { account, arn, user_id } => format!(
            "    <Arn>{}</Arn>\n    <UserId>{}</UserId>\n    <Account>{}</Account>\n",
            xml(arn),
            xml(user_id),
            xml(account)
        ),
        _ => String::new(),
    };
    format!(
        "<{operation}Response xmlns=\"{NAMESPACE}\">\n  <{operation}Result>\n{result}  </{operation}Result>\n  \
         <ResponseMetadata>\n    <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</{operation}Response>\n"
    )
}

fn error_body(error: &ApiError, request_id: &str) -> String {
    format!(
        "<ErrorResponse xmlns=\"{NAMESPACE}\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>{}</Code>\n    \
         <Message>{}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
        xml(&error.code),
        xml(&error.message)
    )
}
