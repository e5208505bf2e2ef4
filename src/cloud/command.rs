//! What a person types and what AWS CLI version 2 prints.

use super::call::{AssumeRole, Caller, S3Operation};
use super::exchange::{ApiError, Output};
use super::{Cloud, error::reason_phrase};
use chrono::SecondsFormat;
use serde_json::json;

/// What the simulated client calls itself.
pub(crate) const USER_AGENT: &str = "aws-cli/2 rolecall-simulator";

/// The name of the CLI profile that stands for a caller.
pub(crate) fn profile(caller: &Caller) -> String {
    match caller {
        Caller::User(arn) => format!(" --profile {}", quoted(arn.rsplit(['/', ':']).next().unwrap_or(arn))),
        Caller::Session(name) => format!(" --profile {}", quoted(name)),
        Caller::Anonymous => " --no-sign-request".to_owned(),
        Caller::UnknownKey => " --profile unknown".to_owned(),
    }
}

/// The ARN of the caller's MFA device, named like its user.
pub(crate) fn mfa_serial(caller: &Caller) -> String {
    match caller {
        Caller::User(arn) => arn.replacen(":user/", ":mfa/", 1),
        Caller::Session(name) => format!("arn:aws:iam::000000000000:mfa/{name}"),
        Caller::Anonymous | Caller::UnknownKey => "arn:aws:iam::000000000000:mfa/unknown".to_owned(),
    }
}

/// A word for a shell: quoted when it needs to be.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// `aws sts assume-role …`.
pub(crate) fn assume_role(caller: &Caller, request: &AssumeRole) -> String {
    let mut text = format!(
        "aws sts assume-role --role-arn {} --role-session-name {}",
        quoted(&request.role_arn),
        quoted(&request.session_name)
    );
    if let Some(seconds) = request.duration {
        text.push_str(&format!(" --duration-seconds {seconds}"));
    }
    if let Some(id) = &request.external_id {
        text.push_str(&format!(" --external-id {}", quoted(id)));
    }
    if request.mfa {
        text.push_str(&format!(" --serial-number {} --token-code 123456", quoted(&mfa_serial(caller))));
    }
    if let Some(policy) = &request.policy {
        text.push_str(&format!(" --policy file://{}.json", quoted(&policy.name)));
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
    text + &profile(caller)
}

/// `aws s3api …`.
pub(crate) fn s3(caller: &Caller, operation: &S3Operation) -> String {
    let text = match operation {
        S3Operation::ListBuckets => "aws s3api list-buckets".to_owned(),
        S3Operation::ListObjectsV2 { bucket, prefix, delimiter, max_keys } => {
            let mut text = format!("aws s3api list-objects-v2 --bucket {}", quoted(bucket));
            for (name, value) in [("prefix", prefix), ("delimiter", delimiter)] {
                if let Some(value) = value {
                    text.push_str(&format!(" --{name} {}", quoted(value)));
                }
            }
            if let Some(count) = max_keys {
                text.push_str(&format!(" --max-keys {count}"));
            }
            text
        }
        S3Operation::GetObject { bucket, key } => {
            let file = key.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("object");
            format!("aws s3api get-object --bucket {} --key {} {}", quoted(bucket), quoted(key), quoted(file))
        }
        S3Operation::HeadObject { bucket, key } => {
            format!("aws s3api head-object --bucket {} --key {}", quoted(bucket), quoted(key))
        }
        S3Operation::PutObject { bucket, key, .. } => {
            let file = key.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("object");
            format!("aws s3api put-object --bucket {} --key {} --body {}", quoted(bucket), quoted(key), quoted(file))
        }
        S3Operation::DeleteObject { bucket, key } => {
            format!("aws s3api delete-object --bucket {} --key {}", quoted(bucket), quoted(key))
        }
    };
    text + &profile(caller)
}

/// The error line. Answers to `HEAD` have no body, so the CLI knows only the status.
pub(crate) fn print_error(operation: &str, error: &ApiError) -> String {
    let (code, message) = if operation == "HeadObject" {
        (error.status.to_string(), reason_phrase(error.status).to_owned())
    } else {
        (error.code.clone(), error.message.clone())
    };
    format!("aws: [ERROR]: An error occurred ({code}) when calling the {operation} operation: {message}")
}

impl Cloud {
    /// The same for S3, where an answer's form depends on what was asked.
    pub(crate) fn print_s3(&self, operation: &S3Operation, output: &Output) -> String {
        let value = match (operation, output) {
            (S3Operation::PutObject { body, .. }, Output::Done) => json!({ "ETag": self.world.ids.etag(body) }),
            (_, Output::Keys(keys)) if !keys.is_empty() => {
                let (prefixes, contents): (Vec<&String>, Vec<&String>) =
                    keys.iter().partition(|key| super::s3::is_common_prefix(operation, key));
                let mut map = serde_json::Map::new();
                if !contents.is_empty() {
                    map.insert("Contents".into(), contents.iter().map(|key| json!({ "Key": key })).collect());
                }
                if !prefixes.is_empty() {
                    map.insert("CommonPrefixes".into(), prefixes.iter().map(|key| json!({ "Prefix": key })).collect());
                }
                serde_json::Value::Object(map)
            }
            _ => return self.print_output(output),
        };
        serde_json::to_string_pretty(&value).unwrap_or_default()
    }

    /// The JSON the CLI prints for a successful answer.
    pub(crate) fn print_output(&self, output: &Output) -> String {
        let value = match output {
            Output::Session(session) => with_source_identity(
                session,
                json!({
                    "Credentials": {
                        "AccessKeyId": session.access_key_id,
                        "SecretAccessKey": session.secret_access_key,
                        "SessionToken": session.session_token,
                        "Expiration": session.expires.to_rfc3339_opts(SecondsFormat::Secs, false),
                    },
                    "AssumedRoleUser": { "AssumedRoleId": session.user_id, "Arn": session.arn },
                }),
            ),
            Output::Identity { account, arn, user_id } => json!({ "UserId": user_id, "Account": account, "Arn": arn }),
            Output::Buckets(names) => {
                json!({ "Buckets": names.iter().map(|name| json!({ "Name": name })).collect::<Vec<_>>() })
            }
            Output::Object { body, etag } => json!({
                "LastModified": self.world.start.to_rfc3339_opts(SecondsFormat::Secs, false),
                "ContentLength": body.len(),
                "ETag": etag,
                "ContentType": "binary/octet-stream",
            }),
            Output::Keys(_) | Output::Done | Output::Waited(_) => return String::new(),
        };
        serde_json::to_string_pretty(&value).unwrap_or_default()
    }
}

/// The CLI shows a source identity only when there is one.
fn with_source_identity(session: &super::Session, mut value: serde_json::Value) -> serde_json::Value {
    if let (Some(identity), Some(map)) = (&session.source_identity, value.as_object_mut()) {
        map.insert("SourceIdentity".to_owned(), json!(identity));
    }
    value
}
