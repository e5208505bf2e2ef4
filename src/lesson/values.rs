//! The simulated values that the words of a scenario may name, and how they are shortened for a table.

use super::duration::say_duration;
use super::scenario::Lesson;
use crate::cloud::{Call, Caller, Cloud, Exchange, Output};
use crate::iam::{Layer, Trace};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The tail of an ARN, enough to recognise it: `role/DataReader`, `assumed-role/DataReader/alice-report`.
pub(super) fn short_arn(arn: &str) -> &str {
    arn.splitn(6, ':').nth(5).unwrap_or(arn)
}

/// `ASIA…MPLE`: enough to tell keys apart.
pub(super) fn short_key(key: &str) -> String {
    match (key.get(..8), key.len().checked_sub(4).and_then(|at| key.get(at..))) {
        (Some(head), Some(tail)) if key.len() > 14 => format!("{head}…{tail}"),
        _ => key.to_owned(),
    }
}

/// `09:00:14Z`.
pub(super) fn clock(moment: chrono::DateTime<chrono::Utc>) -> String {
    moment.format("%H:%M:%SZ").to_string()
}

/// What templates are filled with, by placeholder: nearly all of it stands in the lesson or in the play.
pub(super) type Values<'a> = BTreeMap<&'static str, Cow<'a, str>>;

/// The policies that were read, in AWS's order of evaluation. One that hangs at several levels of the organization, such
/// as `FullAWSAccess`, is named once with all of them: `FullAWSAccess (Root, Freight, 111122223333)`.
pub(super) fn policy_names(trace: &Trace) -> String {
    let mut read: Vec<(Layer, &str, Vec<&str>)> = Vec::new();
    for layer in &trace.layers {
        for policy in &layer.policies {
            let name = policy.policy.name.as_str();
            let known = read.iter_mut().find(|(of, known, _)| (*of, *known) == (layer.layer, name));
            match (known, layer.level.as_deref()) {
                (Some((_, _, levels)), Some(level)) => levels.push(level),
                (_, level) => read.push((layer.layer, name, level.into_iter().collect())),
            }
        }
    }
    let names: Vec<String> = read
        .iter()
        .map(|(_, name, levels)| match levels.as_slice() {
            [] => (*name).to_owned(),
            _ => format!("{name} ({})", levels.join(", ")),
        })
        .collect();
    if names.is_empty() { "no policy".to_owned() } else { names.join(", ") }
}

/// A call of a play, and what came of it.
pub(super) type Made<'a> = (&'a Call, Option<&'a Exchange>);

/// Values by placeholder that are known of a play as a whole.
pub(super) fn of_play<'a>(lesson: &'a Lesson, cloud: &'a Cloud, calls: &[Made<'a>]) -> Values<'a> {
    let mut values = Values::from([("region", cloud.world.region.as_str().into())]);
    for (call, exchange) in calls {
        add_call(&mut values, lesson, cloud, call, *exchange);
    }
    values
}

/// Values for one call of the play: those of the whole, then what the call and its exchange add.
pub(super) fn of_call<'a>(
    mut values: Values<'a>,
    lesson: &'a Lesson,
    cloud: &'a Cloud,
    calls: &[Made<'a>],
    own: Option<Made<'a>>,
) -> Values<'a> {
    // The caller, the parameters and the outcome are those of the row's own call, and its session the one that signs it.
    if let Some((call, exchange)) = own {
        let session = match call.caller() {
            Some(Caller::Session(name)) => calls.iter().rev().find(|(other, _)| other.session() == Some(name)),
            _ => None,
        };
        if let Some((issuing, exchange)) = session {
            add_call(&mut values, lesson, cloud, issuing, *exchange);
        }
        add_call(&mut values, lesson, cloud, call, None);
        for outcome in ["status", "error", "message", "decision", "bytes"] {
            values.remove(outcome);
        }
        if let Some(exchange) = exchange {
            add_issued(&mut values, exchange);
            add_outcome(&mut values, exchange);
        }
        if !matches!(call, Call::AssumeRoleWithWebIdentity { .. })
            && let Some(caller) = call.caller()
        {
            add_caller(&mut values, cloud, caller);
        }
    }
    values
}

fn add_caller<'a>(values: &mut Values<'a>, cloud: &'a Cloud, caller: &'a Caller) {
    // What the caller has none of must not stay behind from another.
    for own in ["caller-arn", "key-id", "account"] {
        values.remove(own);
    }
    match caller {
        Caller::User(arn) => {
            // `user/mia` is mia, and an account's root user is root.
            values.insert("caller", arn.rsplit(['/', ':']).next().unwrap_or(arn).into());
            values.insert("caller-arn", arn.into());
            // The root user is in no list of users; its ARN names its account.
            if let Some(account) = arn.split(':').nth(4).filter(|account| !account.is_empty()) {
                values.insert("account", account.into());
            }
            if let Some(user) = cloud.world.users.get(arn) {
                values.insert("key-id", user.access_key_id.as_str().into());
            }
        }
        Caller::Session(name) => {
            values.insert("caller", name.into());
            if let Some(session) = cloud.session(name) {
                values.insert("caller-arn", session.arn.as_str().into());
                values.insert("key-id", session.access_key_id().into());
                values.insert("account", session.account.as_str().into());
            }
        }
        Caller::Service { name, source } => {
            values.insert("caller", name.split('.').next().unwrap_or(name).into());
            values.insert("caller-arn", name.into());
            if let Some(account) = &source.account {
                values.insert("account", account.into());
            }
        }
        Caller::Anonymous => {
            values.insert("caller", "anonymous".into());
        }
        Caller::UnknownKey => {
            values.insert("caller", "nobody".into());
        }
    }
}

fn add_call<'a>(
    values: &mut Values<'a>,
    lesson: &'a Lesson,
    cloud: &'a Cloud,
    call: &'a Call,
    exchange: Option<&'a Exchange>,
) {
    if let Some(caller) = call.caller().filter(|_| call.is_sts()) {
        add_caller(values, cloud, caller);
    }
    if let Some(action) = call.sts_action() {
        values.insert("action", action.into());
    }
    match call {
        Call::AssumeRole { request, .. } => {
            add_role(values, lesson, &request.role_arn);
            values.insert("session", request.session_name.as_str().into());
            values.insert("duration", say_duration(request.duration.unwrap_or(3600)).into());
            values.insert("external-id", request.external_id.as_deref().unwrap_or("–").into());
        }
        Call::AssumeRoleWithWebIdentity { request } => {
            add_role(values, lesson, &request.role_arn);
            values.insert("session", request.session_name.as_str().into());
            values.insert("duration", say_duration(request.duration.unwrap_or(3600)).into());
            values.insert("caller", request.subject.as_str().into());
            values.insert("subject", request.subject.as_str().into());
            values.insert("audience", request.audience.as_str().into());
            values.insert("provider", request.provider.as_str().into());
        }
        Call::GetSessionToken { request, .. } => {
            values.insert("session", request.alias.as_str().into());
            values.insert("duration", say_duration(request.duration.unwrap_or(43_200)).into());
        }
        Call::S3 { operation, .. } => {
            values.insert("bucket", operation.bucket().unwrap_or("–").into());
            values.insert("key", operation.key().unwrap_or("–").into());
            values.insert("action", operation.action().into());
        }
        Call::Iam { operation, .. } => {
            values.insert("action", format!("iam:{}", operation.name()).into());
            let arn = cloud.world.roles.values().find(|role| role.name == operation.role()).map(|role| &role.arn);
            values.insert("role", operation.role().into());
            values.insert("role-arn", arn.map_or(operation.role(), String::as_str).into());
        }
        Call::CreateFunction { request, .. } => {
            values.insert("action", "lambda:CreateFunction".into());
            values.insert("function", request.name.as_str().into());
            add_role(values, lesson, &request.role_arn);
        }
        Call::RunInstances { request, .. } => {
            values.insert("action", "ec2:RunInstances".into());
            if let Some(name) = &request.instance_profile {
                let arn = lesson.world.roles.values().find(|role| role.name == *name).map(|role| &role.arn);
                values.insert("role", name.into());
                values.insert("role-arn", arn.unwrap_or(name).into());
            }
        }
        Call::GetCallerIdentity { .. } | Call::Wait(_) => {}
    }
    if let Some(exchange) = exchange {
        add_issued(values, exchange);
        add_outcome(values, exchange);
    }
}

fn add_role<'a>(values: &mut Values<'a>, lesson: &'a Lesson, arn: &'a str) {
    let role = lesson.world.roles.get(arn);
    let name = arn.rsplit('/').next().unwrap_or(arn);
    values.insert("role", role.map_or(name, |role| role.name.as_str()).into());
    values.insert("role-arn", arn.into());
}

/// What a successful call made: a session or an instance.
fn add_issued<'a>(values: &mut Values<'a>, exchange: &'a Exchange) {
    match &exchange.outcome {
        Ok(Output::Session(session)) => {
            values.insert("session-arn", session.arn.as_str().into());
            values.insert("expires", clock(session.expires).into());
        }
        Ok(Output::Created { arn }) if exchange.service == "ec2" => {
            values.insert("instance", arn.rsplit('/').next().unwrap_or(arn).into());
        }
        _ => {}
    }
}

fn add_outcome<'a>(values: &mut Values<'a>, exchange: &'a Exchange) {
    if exchange.status().is_some() {
        values.insert("status", exchange.status_line().into());
    }
    if let Some(one) = exchange.deciding() {
        values.insert("decision", one.verdict().into());
    }
    match &exchange.outcome {
        Err(error) => {
            values.insert("error", error.code.as_str().into());
            values.insert("message", error.message.as_str().into());
        }
        Ok(Output::Object { body, .. }) => {
            values.insert("bytes", body.len().to_string().into());
        }
        Ok(_) => {}
    }
}
