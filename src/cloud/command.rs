//! What a person types and what AWS CLI version 2 prints.

use super::call::{Caller, S3Operation};
use super::exchange::Output;
use super::http::ApiError;
use super::session::{Session, SessionOf};
use super::{Cloud, error::reason_phrase};
use chrono::SecondsFormat;
use serde_json::json;
use std::collections::BTreeMap;

/// What the simulated client calls itself.
pub(crate) const USER_AGENT: &str = "aws-cli/2 rolecall-simulator";

/// The type of an object of which nobody said another.
pub(crate) const CONTENT_TYPE: &str = "binary/octet-stream";

impl Cloud {
    /// The CLI profile that stands for a caller. What runs inside a service finds its credentials by itself.
    pub(crate) fn profile(&self, caller: &Caller) -> String {
        match caller {
            Caller::User(arn) => format!(" --profile {}", quoted(arn.rsplit(['/', ':']).next().unwrap_or(arn))),
            Caller::Session(name) if self.session(name).is_some_and(|session| session.service.is_some()) => {
                String::new()
            }
            Caller::Session(name) => format!(" --profile {}", quoted(name)),
            Caller::Service { .. } => String::new(),
            Caller::Anonymous => " --no-sign-request".to_owned(),
            Caller::UnknownKey => " --profile unknown".to_owned(),
        }
    }

    /// The ARN of the caller's MFA device, named like its user; a user's temporary credentials are still the user's.
    fn mfa_serial(&self, caller: &Caller) -> String {
        const NOBODY: &str = "arn:aws:iam::000000000000:mfa/unknown";
        match caller {
            Caller::User(arn) => arn.replacen(":user/", ":mfa/", 1),
            Caller::Session(name) => match self.session(name).map(|session| &session.of) {
                Some(SessionOf::User(arn)) => arn.replacen(":user/", ":mfa/", 1),
                _ => format!("arn:aws:iam::000000000000:mfa/{name}"),
            },
            Caller::Service { .. } | Caller::Anonymous | Caller::UnknownKey => NOBODY.to_owned(),
        }
    }

    /// The caller's MFA device and the half minute in which it shows one and the same code.
    pub(crate) fn mfa_moment(&self, caller: &Caller) -> String {
        format!("{}#{}", self.mfa_serial(caller), self.now.timestamp().div_euclid(30))
    }

    /// The serial number of the caller's MFA device, and the code that it shows now.
    pub(crate) fn mfa_shown(&self, caller: &Caller) -> (String, String) {
        (self.mfa_serial(caller), self.world.ids.mfa_code(&self.mfa_moment(caller)))
    }
}

/// A word for a shell: quoted when it needs to be.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// `aws s3api …`.
pub(crate) fn s3(operation: &S3Operation) -> String {
    match operation {
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
        S3Operation::PutObject { bucket, key, tags, .. } => {
            let file = key.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("object");
            let tagging = match tagging(tags) {
                Some(text) => format!(" --tagging {}", quoted(&text)),
                None => String::new(),
            };
            let (bucket, key, file) = (quoted(bucket), quoted(key), quoted(file));
            format!("aws s3api put-object --bucket {bucket} --key {key} --body {file}{tagging}")
        }
        S3Operation::PutBucketPolicy { bucket, .. } => {
            format!("aws s3api put-bucket-policy --bucket {} --policy file://policy.json", quoted(bucket))
        }
        S3Operation::PutPublicAccessBlock { bucket, block } => {
            let switches: Vec<String> =
                super::s3::switches(*block).iter().map(|(name, on)| format!("{name}={on}")).collect();
            format!(
                "aws s3api put-public-access-block --bucket {} --public-access-block-configuration {}",
                quoted(bucket),
                switches.join(",")
            )
        }
        S3Operation::DeleteObject { bucket, key } => {
            format!("aws s3api delete-object --bucket {} --key {}", quoted(bucket), quoted(key))
        }
    }
}

/// Tags as the header `x-amz-tagging` has them: a query string.
pub(crate) fn tagging(tags: &BTreeMap<String, String>) -> Option<String> {
    let pairs: Vec<(String, String)> = tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    (!pairs.is_empty()).then(|| super::wire::form(&pairs))
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
            _ => return Self::print_output(output),
        };
        serde_json::to_string_pretty(&value).unwrap_or_default()
    }

    /// The JSON the CLI prints for a successful answer.
    pub(crate) fn print_output(output: &Output) -> String {
        let value = match output {
            Output::Session(session) => session_json(session),
            Output::Identity { account, arn, user_id } => json!({ "UserId": user_id, "Account": account, "Arn": arn }),
            Output::Buckets(names) => {
                json!({ "Buckets": names.iter().map(|name| json!({ "Name": name })).collect::<Vec<_>>() })
            }
            Output::Object { length, etag, modified, .. } => json!({
                "LastModified": modified.to_rfc3339_opts(SecondsFormat::Secs, false),
                "ContentLength": length,
                "ETag": etag,
                "ContentType": CONTENT_TYPE,
            }),
            Output::Keys(_) | Output::Done | Output::Created { .. } | Output::Waited(_) => return String::new(),
        };
        serde_json::to_string_pretty(&value).unwrap_or_default()
    }
}

/// Temporary credentials as the CLI prints them: each operation says what it knows beside them.
fn session_json(session: &Session) -> serde_json::Value {
    let mut value = json!({
        "Credentials": {
            "AccessKeyId": session.access_key_id(),
            "SecretAccessKey": session.secret_access_key(),
            "SessionToken": session.session_token(),
            "Expiration": session.expires.to_rfc3339_opts(SecondsFormat::Secs, false),
        },
    });
    let Some(map) = value.as_object_mut() else { return value };
    if let Some(federation) = &session.federation {
        map.insert("SubjectFromWebIdentityToken".to_owned(), json!(federation.subject));
    }
    if session.role_arn().is_some() {
        map.insert("AssumedRoleUser".to_owned(), json!({ "AssumedRoleId": session.user_id, "Arn": session.arn }));
    }
    if let Some(federation) = &session.federation {
        map.insert("Provider".to_owned(), json!(federation.provider_arn));
        map.insert("Audience".to_owned(), json!(federation.audience));
    }
    if let Some(identity) = &session.source_identity {
        map.insert("SourceIdentity".to_owned(), json!(identity));
    }
    value
}
