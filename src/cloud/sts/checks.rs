//! The ranges and patterns of the API model, checked before any policy is read.

use crate::cloud::call::{AssumeRole, GetSessionToken, SessionTag, WebIdentity};
use crate::cloud::http::ApiError;
use crate::iam::Policy;
use std::sync::Arc;

const NAME_PATTERN: &str = "Member must satisfy regular expression pattern: [\\w+=,.@-]*";
const EXTERNAL_ID_PATTERN: &str = "Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*";

/// A text parameter: its name, its value if it is sent, its greatest length, what it may hold, how the model says so.
type TextRule<'a> = (&'a str, Option<&'a String>, usize, &'a str, &'a str);

pub(super) fn assume_role(request: &AssumeRole) -> Result<(), ApiError> {
    role_arn(&request.role_arn)?;
    session_name(&request.session_name)?;
    texts(&[
        ("roleSessionName", Some(&request.session_name), 64, "+=,.@-", NAME_PATTERN),
        ("externalId", request.external_id.as_ref(), 1224, "+=,.@:/-", EXTERNAL_ID_PATTERN),
        ("sourceIdentity", request.source_identity.as_ref(), 64, "+=,.@-", NAME_PATTERN),
    ])?;
    duration(request.duration, 43_200)?;
    tags(&request.tags)?;
    policy(request.policy.as_ref())
}

pub(super) fn web_identity(request: &WebIdentity) -> Result<(), ApiError> {
    role_arn(&request.role_arn)?;
    session_name(&request.session_name)?;
    texts(&[("roleSessionName", Some(&request.session_name), 64, "+=,.@-", NAME_PATTERN)])?;
    duration(request.duration, 43_200)?;
    policy(request.policy.as_ref())
}

pub(super) fn session_token(request: &GetSessionToken) -> Result<(), ApiError> {
    duration(request.duration, 129_600)
}

fn fault(name: &str, value: &str, constraint: &str) -> ApiError {
    ApiError::validation(format!(
        "1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: {constraint}"
    ))
}

/// A session needs a name. The CLI and the SDKs refuse to send a request without one; this is what the API says.
fn session_name(text: &str) -> Result<(), ApiError> {
    if !text.is_empty() {
        return Ok(());
    }
    Err(ApiError::validation(
        "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
    ))
}

fn role_arn(text: &str) -> Result<(), ApiError> {
    match text.chars().count() {
        ..20 => Err(fault("roleArn", text, "Member must have length greater than or equal to 20")),
        20..=2048 => Ok(()),
        _ => Err(fault("roleArn", text, "Member must have length less than or equal to 2048")),
    }
}

fn texts(rules: &[TextRule<'_>]) -> Result<(), ApiError> {
    for (parameter, text, longest, extra, pattern) in rules {
        let Some(text) = text else { continue };
        let length = text.chars().count();
        if length < 2 {
            return Err(fault(parameter, text, "Member must have length greater than or equal to 2"));
        }
        if length > *longest {
            let constraint = format!("Member must have length less than or equal to {longest}");
            return Err(fault(parameter, text, &constraint));
        }
        if !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || extra.contains(c)) {
            return Err(fault(parameter, text, pattern));
        }
    }
    Ok(())
}

fn duration(seconds: Option<i64>, longest: i64) -> Result<(), ApiError> {
    let Some(seconds) = seconds else { return Ok(()) };
    let constraint = if seconds < 900 {
        "Member must have value greater than or equal to 900".to_owned()
    } else if seconds > longest {
        format!("Member must have value less than or equal to {longest}")
    } else {
        return Ok(());
    };
    Err(fault("durationSeconds", &seconds.to_string(), &constraint))
}

/// A session policy that AWS could not read is refused; so is one beyond the plaintext quota.
fn policy(policy: Option<&Arc<Policy>>) -> Result<(), ApiError> {
    const LONGEST: usize = 2048;
    let Some(policy) = policy else { return Ok(()) };
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

fn tags(tags: &[SessionTag]) -> Result<(), ApiError> {
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
