//! How the calls of services, and of what runs in them, look: nobody types those at a shell.
//!
//! A service calls by itself. What it hands its credentials to is a program, shown in Python as an SDK is called.
//! Source: Boto3 documentation, clients `s3` and `sts`; errors as botocore raises them.

use super::Cloud;
use super::call::{AssumeRole, Call, Caller, S3Operation};
use super::exchange::{Exchange, Written};
use serde_json::{Value, json};

impl Cloud {
    /// Puts what is seen on the inside in place of command and printed answer; a person's call stays as it is.
    pub(crate) fn in_code(&self, exchange: &Exchange, written: Written) -> Written {
        let call = &exchange.call;
        match call.caller() {
            // How a service takes a role is told where its credentials are handed out.
            Some(Caller::Service { .. }) if matches!(call, Call::AssumeRole { .. }) => written,
            Some(Caller::Service { name, .. }) => {
                let command = format!("# {name} sends {} by itself", exchange.operation);
                let printed = exchange
                    .outcome
                    .as_ref()
                    .err()
                    .map(|error| format!("{} {}: {}", error.status, error.code, error.message));
                Written { command, printed: printed.unwrap_or_default(), ..written }
            }
            Some(Caller::Session(name)) => {
                let place = self.session(name).and_then(|session| {
                    let own = session.arn.rsplit('/').next().unwrap_or(name);
                    Some(match session.service.as_deref()? {
                        "lambda.amazonaws.com" => format!("in the function {own}"),
                        "ec2.amazonaws.com" => format!("on the instance {own}"),
                        service => format!("in {service}"),
                    })
                });
                match (place, python(call)) {
                    (Some(place), Some(code)) => code_of(exchange, written, format!("{code}  # code {place}")),
                    _ => written,
                }
            }
            _ => written,
        }
    }
}

fn code_of(exchange: &Exchange, written: Written, command: String) -> Written {
    // The CLI and the SDK word an error alike; only what stands before it differs.
    let raised = written.printed.strip_prefix("aws: [ERROR]: ");
    let printed = match raised {
        Some(text) if exchange.outcome.is_err() => format!("botocore.exceptions.ClientError: {text}"),
        _ => written.printed.clone(),
    };
    Written { command, printed, ..written }
}

/// The call in one line of Python; `None` for calls that programs in a service hardly make.
fn python(call: &Call) -> Option<String> {
    let arguments = match call {
        Call::S3 { operation, .. } => of_s3(operation),
        Call::AssumeRole { request, .. } => of_assume_role(request),
        Call::GetCallerIdentity { .. } => Vec::new(),
        _ => return None,
    };
    let arguments: Vec<String> = arguments.iter().map(|(name, value)| format!("{name}={}", literal(value))).collect();
    Some(format!("{}.{}({})", call.service(), snake(call.operation()), arguments.join(", ")))
}

fn of_s3(operation: &S3Operation) -> Vec<(&'static str, Value)> {
    let mut arguments: Vec<(&'static str, Value)> = Vec::new();
    arguments.extend(operation.bucket().map(|bucket| ("Bucket", json!(bucket))));
    arguments.extend(operation.key().map(|key| ("Key", json!(key))));
    match operation {
        S3Operation::ListObjectsV2 { prefix, delimiter, max_keys, .. } => {
            arguments.extend(prefix.iter().map(|prefix| ("Prefix", json!(prefix))));
            arguments.extend(delimiter.iter().map(|delimiter| ("Delimiter", json!(delimiter))));
            arguments.extend(max_keys.iter().map(|count| ("MaxKeys", json!(count))));
        }
        S3Operation::PutObject { body, tags, .. } => {
            arguments.push(("Body", json!(body)));
            arguments.extend(super::command::tagging(tags).map(|text| ("Tagging", json!(text))));
        }
        S3Operation::PutBucketPolicy { policy, .. } => arguments.push(("Policy", json!(policy.source.text()))),
        S3Operation::PutPublicAccessBlock { block, .. } => {
            let switches =
                super::s3::switches(*block).iter().map(|(name, on)| ((*name).to_owned(), json!(on))).collect();
            arguments.push(("PublicAccessBlockConfiguration", Value::Object(switches)));
        }
        _ => {}
    }
    arguments
}

fn of_assume_role(request: &AssumeRole) -> Vec<(&'static str, Value)> {
    let mut arguments = vec![("RoleArn", json!(request.role_arn)), ("RoleSessionName", json!(request.session_name))];
    arguments.extend(request.duration.map(|seconds| ("DurationSeconds", json!(seconds))));
    arguments.extend(request.external_id.iter().map(|id| ("ExternalId", json!(id))));
    arguments
}

/// JSON as Python writes it: the same but for the names of truth.
fn literal(value: &Value) -> String {
    match value {
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Object(map) => {
            let members: Vec<String> =
                map.iter().map(|(key, value)| format!("{}: {}", json!(key), literal(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}

/// `GetObject` as a method: `get_object`.
fn snake(operation: &str) -> String {
    operation.chars().enumerate().fold(String::new(), |mut name, (at, c)| {
        if c.is_ascii_uppercase() && at > 0 {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
        name
    })
}
