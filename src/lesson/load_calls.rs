//! The calls of a script: one table a kind, with the parameters of the operation.

use super::load::ReadBeside;
use super::load_policy::policy;
use super::load_script::duration;
use super::load_world::{public_access_block, tags, unknown};
use super::names::Names;
use super::reader::{Table, Text};
use crate::cloud::{
    AssumeRole, Call, Caller, CreateFunction, GetSessionToken, IamOperation, RunInstances, S3Operation, SessionTag,
    Source, WebIdentity,
};
use crate::iam::PolicyKind;

/// Every kind there is.
pub(super) const CALLS: [&str; 21] = [
    "assume-role",
    "assume-role-with-web-identity",
    "get-session-token",
    "get-caller-identity",
    "list-buckets",
    "list-objects",
    "get-object",
    "head-object",
    "put-object",
    "delete-object",
    "put-bucket-policy",
    "put-public-access-block",
    "create-role",
    "put-role-policy",
    "attach-role-policy",
    "revoke-sessions",
    "put-role-permissions-boundary",
    "delete-role-permissions-boundary",
    "create-function",
    "run-instances",
    "wait",
];

/// Those of IAM.
const IAM: [&str; 6] = [
    "create-role",
    "put-role-policy",
    "attach-role-policy",
    "revoke-sessions",
    "put-role-permissions-boundary",
    "delete-role-permissions-boundary",
];

/// The call that a table describes: who (`by`), and one table of [`CALLS`].
pub(super) fn call(table: &Table<'_>, names: &Names, read_beside: ReadBeside<'_>) -> Option<Call> {
    let kind = table.kind(&CALLS);
    if kind == Some("wait") {
        return Some(Call::Wait(duration(table, "wait")?));
    }
    if kind == Some("assume-role-with-web-identity") {
        return web_identity(table, names, read_beside);
    }
    let by = table.text("by");
    let caller = caller(table, names, &by);
    let kind = kind?;
    let inner = table.optional_table(kind, kind)?;
    // A caller that nobody knows was told; the rest is read on, so that later calls find its session.
    let known = &caller.unwrap_or(Caller::UnknownKey);
    let call = match kind {
        "assume-role" => assume_role(&inner, names, known, read_beside)
            .map(|request| Call::AssumeRole { caller: known.clone(), request }),
        "get-session-token" => Some(Call::GetSessionToken { caller: known.clone(), request: session_token(&inner) }),
        "get-caller-identity" => Some(Call::GetCallerIdentity { caller: known.clone() }),
        "create-function" => {
            create_function(&inner, names).map(|request| Call::CreateFunction { caller: known.clone(), request })
        }
        "run-instances" => {
            run_instances(&inner, names).map(|request| Call::RunInstances { caller: known.clone(), request })
        }
        kind if IAM.contains(&kind) => {
            iam(&inner, kind, names, read_beside).map(|operation| Call::Iam { caller: known.clone(), operation })
        }
        kind => s3(&inner, kind, read_beside).map(|operation| Call::S3 { caller: known.clone(), operation }),
    };
    inner.done();
    call
}

/// Who calls, by a name.
pub(super) fn caller(table: &Table<'_>, names: &Names, by: &Text) -> Option<Caller> {
    match by.text.as_str() {
        "" => None,
        "anonymous" => Some(Caller::Anonymous),
        "unknown-key" => Some(Caller::UnknownKey),
        name if names.sessions.contains_key(name) => Some(Caller::Session(name.to_owned())),
        name if name.ends_with(".amazonaws.com") => {
            let text = |key: &'static str| table.optional_text(key).map(|text| text.text);
            let source = Source { arn: text("source-arn"), account: text("source-account") };
            Some(Caller::Service { name: name.to_owned(), source })
        }
        name => match names.users.get(name) {
            Some(arn) => Some(Caller::User(arn.clone())),
            None => {
                let known = names.users.keys().filter(|name| !name.starts_with("arn:")).chain(names.sessions.keys());
                unknown(table.file, "user or session", by, known.map(String::as_str).collect::<Vec<_>>().into_iter());
                None
            }
        },
    }
}

/// `tags`, and which of them `transitive-tags` passes on.
pub(super) fn session_tags(table: &Table<'_>) -> Vec<SessionTag> {
    let tags = tags(table);
    let transitive = table.texts("transitive-tags");
    for key in transitive.iter().filter(|key| !tags.contains_key(&key.text)) {
        unknown(table.file, "session tag", key, tags.keys().map(String::as_str));
    }
    tags.into_iter()
        .map(|(key, value)| SessionTag { transitive: transitive.iter().any(|text| text.text == key), key, value })
        .collect()
}

fn assume_role(table: &Table<'_>, names: &Names, caller: &Caller, read_beside: ReadBeside<'_>) -> Option<AssumeRole> {
    let role = table.text("role");
    let role_arn = names.role_or_arn(table, &role);
    // The session of an instance is called like the instance, which AWS names.
    let is_instance = matches!(caller, Caller::Service { name, .. } if name == "ec2.amazonaws.com");
    let session_name = if is_instance && !table.has("session-name") {
        names.ids.instance_id(&role.text)
    } else {
        table.text("session-name").text
    };
    let alias = table.optional_text("as").map_or_else(|| session_name.clone(), |text| text.text);
    let tags = session_tags(table);
    let duration = table.optional_integer("duration").map(|(seconds, _)| seconds);
    let external_id = table.optional_text("external-id").map(|text| text.text);
    let source_identity = table.optional_text("source-identity").map(|text| text.text);
    let mfa = table.flag("mfa");
    let policy =
        policy(table, "policy", &format!("session policy of {session_name}"), PolicyKind::Session, read_beside);
    Some(AssumeRole {
        role_arn: role_arn?,
        session_name,
        alias,
        duration,
        external_id,
        mfa,
        policy,
        tags,
        source_identity,
    })
}

fn web_identity(table: &Table<'_>, names: &Names, read_beside: ReadBeside<'_>) -> Option<Call> {
    if let Some(by) = table.optional_text("by")
        && by.text != "anonymous"
    {
        let title = format!("`{}` cannot sign this call", by.text);
        let help = "nobody signs `assume-role-with-web-identity`: its token speaks for the caller; remove `by`";
        table.file.error("unsigned-call", by.span, title, help);
    }
    let inner = table.optional_table("assume-role-with-web-identity", "assume-role-with-web-identity")?;
    let role_arn = names.role_or_arn(&inner, &inner.text("role"));
    let session_name = inner.text("session-name").text;
    let provider = inner.text("provider");
    if !provider.text.is_empty() && !names.providers.contains(&provider.text) {
        unknown(inner.file, "identity provider", &provider, names.providers.iter().map(String::as_str));
    }
    let claims = inner.entries("claims");
    let claims = claims.iter().filter_map(|entry| Some((entry.name.text.clone(), entry.text()?.text))).collect();
    let expires_in = if inner.has("expires-in") { duration(&inner, "expires-in") } else { None };
    let name = format!("session policy of {session_name}");
    let request = WebIdentity {
        role_arn: role_arn.clone().unwrap_or_default(),
        alias: inner.optional_text("as").map_or_else(|| session_name.clone(), |text| text.text),
        session_name,
        duration: inner.optional_integer("duration").map(|(seconds, _)| seconds),
        policy: policy(&inner, "policy", &name, PolicyKind::Session, read_beside),
        provider: provider.text,
        subject: inner.text("subject").text,
        audience: inner.text("audience").text,
        claims,
        expires_in,
    };
    inner.done();
    role_arn.map(|_| Call::AssumeRoleWithWebIdentity { request })
}

fn session_token(table: &Table<'_>) -> GetSessionToken {
    GetSessionToken {
        alias: table.text("as").text,
        duration: table.optional_integer("duration").map(|(seconds, _)| seconds),
        mfa: table.flag("mfa"),
    }
}

fn create_function(table: &Table<'_>, names: &Names) -> Option<CreateFunction> {
    let name = table.text("name").text;
    let role_arn = names.role_or_arn(table, &table.text("role"))?;
    Some(CreateFunction { name, role_arn })
}

fn run_instances(table: &Table<'_>, names: &Names) -> Option<RunInstances> {
    let Some(profile) = table.optional_text("instance-profile") else { return Some(RunInstances::default()) };
    let arn = names.role(table, &profile)?;
    Some(RunInstances { instance_profile: Some(role_name(&arn)) })
}

/// The name at the end of a role's ARN.
pub(super) fn role_name(arn: &str) -> String {
    arn.rsplit('/').next().unwrap_or(arn).to_owned()
}

fn iam(table: &Table<'_>, kind: &str, names: &Names, read_beside: ReadBeside<'_>) -> Option<IamOperation> {
    let role = |key: &'static str| names.role(table, &table.text(key)).map(|arn| role_name(&arn));
    match kind {
        "create-role" => create_role(table, names, read_beside),
        "put-role-policy" => {
            let (role, name) = (role("role"), table.text("policy").text);
            let document = required_policy(table, "document", &name, PolicyKind::Identity, read_beside);
            role.zip(document).map(|(role, policy)| IamOperation::PutRolePolicy { role, policy })
        }
        "revoke-sessions" => role("role").map(|role| IamOperation::RevokeSessions { role }),
        "attach-role-policy" => {
            let arn = names.managed_or_arn(table, &table.text("policy"));
            role("role").zip(arn).map(|(role, policy_arn)| IamOperation::AttachRolePolicy { role, policy_arn })
        }
        "put-role-permissions-boundary" => {
            let arn = names.managed_or_arn(table, &table.text("boundary"));
            role("role").zip(arn).map(|(role, boundary)| IamOperation::PutRolePermissionsBoundary { role, boundary })
        }
        _ => role("role").map(|role| IamOperation::DeleteRolePermissionsBoundary { role }),
    }
}

fn create_role(table: &Table<'_>, names: &Names, read_beside: ReadBeside<'_>) -> Option<IamOperation> {
    let name = table.text("name").text;
    let path = super::load_world::path(table);
    let boundary = match table.optional_text("boundary") {
        Some(text) => Some(names.managed_or_arn(table, &text)?),
        None => None,
    };
    let tags = tags(table);
    let of = format!("trust policy of {name}");
    let trust = required_policy(table, "trust", &of, PolicyKind::Trust, read_beside)?;
    Some(IamOperation::CreateRole { name, path, trust, boundary, tags })
}

/// A policy that has to be there.
pub(super) fn required_policy(
    table: &Table<'_>,
    key: &'static str,
    name: &str,
    kind: PolicyKind,
    read_beside: ReadBeside<'_>,
) -> Option<std::sync::Arc<crate::iam::Policy>> {
    if !table.has(key) {
        table.missing(key, "a policy");
        return None;
    }
    policy(table, key, name, kind, read_beside)
}

fn s3(inner: &Table<'_>, kind: &str, read_beside: ReadBeside<'_>) -> Option<S3Operation> {
    if kind == "list-buckets" {
        return Some(S3Operation::ListBuckets);
    }
    let bucket = inner.text("bucket").text;
    let key = |inner: &Table<'_>| inner.text("key").text;
    Some(match kind {
        "list-objects" => S3Operation::ListObjectsV2 {
            bucket,
            prefix: inner.optional_text("prefix").map(|text| text.text),
            delimiter: inner.optional_text("delimiter").map(|text| text.text),
            max_keys: inner.integer_within("max-keys", 0..=1000).and_then(|count| u32::try_from(count).ok()),
        },
        "get-object" => S3Operation::GetObject { bucket, key: key(inner) },
        "head-object" => S3Operation::HeadObject { bucket, key: key(inner) },
        "put-object" => {
            S3Operation::PutObject { bucket, key: key(inner), body: inner.text("body").text, tags: tags(inner) }
        }
        "put-bucket-policy" => {
            let name = format!("bucket policy of {bucket}");
            let policy = required_policy(inner, "document", &name, PolicyKind::Resource, read_beside)?;
            S3Operation::PutBucketPolicy { bucket, policy }
        }
        "put-public-access-block" => {
            if !inner.has("block-public-access") {
                inner.missing("block-public-access", "`true`, `false` or a table of switches");
            }
            S3Operation::PutPublicAccessBlock { bucket, block: public_access_block(inner) }
        }
        _ => S3Operation::DeleteObject { bucket, key: key(inner) },
    })
}
