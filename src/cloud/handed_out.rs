//! How credentials that a service obtained reach what runs in it. Nobody types `assume-role` there.
//!
//! Source: EC2 User Guide, `instance-metadata-security-credentials.html`; IAM User Guide, `troubleshoot_iam-ec2.html`;
//! Lambda Developer Guide, `configuration-envvars.html`.

use super::call::AssumeRole;
use super::exchange::{Exchange, Output, Written};
use super::http::ApiError;
use chrono::SecondsFormat;
use serde_json::json;

/// Puts what is seen on the inside in place of command and printed answer.
pub(crate) fn handed_out(exchange: &Exchange, written: Written, service: &str, request: &AssumeRole) -> Written {
    let role = request.role_arn.rsplit('/').next().unwrap_or(&request.role_arn);
    let (command, printed) = match service {
        "ec2.amazonaws.com" => (
            format!(
                "curl -H \"X-aws-ec2-metadata-token: $TOKEN\" \
                 http://169.254.169.254/latest/meta-data/iam/security-credentials/{role}"
            ),
            on_an_instance(exchange, role),
        ),
        "lambda.amazonaws.com" => (
            format!("# Lambda assumes {role} and starts {} with:", request.session_name),
            in_a_function(exchange, &written),
        ),
        _ => (format!("# {service} assumes {role} by itself"), seen_by_service(exchange, &written)),
    };
    Written { command, printed, ..written }
}

/// What the instance metadata service answers.
fn on_an_instance(exchange: &Exchange, role: &str) -> String {
    let updated = exchange.answered.to_rfc3339_opts(SecondsFormat::Secs, true);
    let value = match &exchange.outcome {
        Ok(Output::Session(session)) => json!({
            "Code": "Success",
            "LastUpdated": updated,
            "Type": "AWS-HMAC",
            "AccessKeyId": session.access_key_id(),
            "SecretAccessKey": session.secret_access_key(),
            "Token": session.session_token(),
            "Expiration": session.expires.to_rfc3339_opts(SecondsFormat::Secs, true),
        }),
        _ => json!({
            "Code": "AssumeRoleUnauthorizedAccess",
            "Message": format!(
                "EC2 cannot assume the role {role}.  Please see documentation at \
                 https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html\
                 #troubleshoot_iam-ec2_errors-info-doc."
            ),
            "LastUpdated": updated,
        }),
    };
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// The environment of a function.
fn in_a_function(exchange: &Exchange, written: &Written) -> String {
    match &exchange.outcome {
        Ok(Output::Session(session)) => format!(
            "AWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY={}\nAWS_SESSION_TOKEN={}",
            session.access_key_id(),
            session.secret_access_key(),
            session.session_token()
        ),
        _ => seen_by_service(exchange, written),
    }
}

/// A refusal as the service itself gets it: no CLI and no program words it.
fn seen_by_service(exchange: &Exchange, written: &Written) -> String {
    let refused = |error: &ApiError| format!("{} {}: {}", error.status, error.code, error.message);
    exchange.outcome.as_ref().err().map_or_else(|| written.printed.clone(), refused)
}
