//! The simulated cloud answers as AWS does: a table of calls, each with code, status and text.

use chrono::{DateTime, Duration, Utc};
use rolecall::cloud::{
    Account, AssumeRole, Bucket, Call, Caller, Change, Cloud, Exchange, Object, Output, PolicyTarget, Role,
    S3Operation, SessionTag, User, World,
};
use rolecall::diagnostic::Source;
use rolecall::iam::{Decision, Policy, PolicyKind, PublicAccessBlock};
use std::collections::BTreeMap;
use std::sync::Arc;

const HOME: &str = "111122223333";
const AWAY: &str = "444455556666";
const ALICE: &str = "arn:aws:iam::111122223333:user/alice";
const EVE: &str = "arn:aws:iam::444455556666:user/eve";
const READER: &str = "arn:aws:iam::111122223333:role/Reader";
const NEXT: &str = "arn:aws:iam::111122223333:role/team/Next";

fn policy(name: &str, kind: PolicyKind, statements: &str) -> Arc<Policy> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let (policy, problems) = Policy::parse(name, kind, Arc::new(Source::new(name, text)));
    assert!(problems.is_empty(), "{problems:?}");
    Arc::new(policy)
}

fn trust(statement: &str) -> Arc<Policy> {
    policy("trust", PolicyKind::Trust, statement)
}

fn allow(action: &str, resource: &str) -> Arc<Policy> {
    policy(
        "allow",
        PolicyKind::Identity,
        &format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}"#),
    )
}

/// Alice and eve may assume anything; Reader trusts alice by name and may read the bucket's objects.
fn world() -> World {
    let start: DateTime<Utc> = "2026-03-02T09:00:00Z".parse().expect("a moment");
    let mut world = World::new(start, 1, "eu-west-1");
    for (id, name) in [(HOME, "home"), (AWAY, "away")] {
        let account = Account { id: id.into(), name: name.into(), unit: None, scps: Vec::new(), rcps: Vec::new() };
        world.accounts.insert(id.into(), account);
    }
    for (account, name) in [(HOME, "alice"), (HOME, "bob"), (AWAY, "eve")] {
        let mut user = User::new(world.ids, account, "/", name);
        if name != "bob" {
            user.policies.push(allow("*", "*"));
        }
        world.users.insert(user.arn.clone(), Arc::new(user));
    }
    let mut reader = Role::new(
        world.ids,
        HOME,
        "/",
        "Reader",
        trust(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{ALICE}"}},"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}}"#
        )),
    );
    reader.max_session_duration = 7200;
    reader.policies.push(allow("s3:GetObject", "arn:aws:s3:::box/*"));
    reader.policies.push(policy(
        "chain",
        PolicyKind::Identity,
        &format!(r#"{{"Effect":"Allow","Action":"sts:*","Resource":"{NEXT}"}}"#),
    ));
    let mut next = Role::new(
        world.ids,
        HOME,
        "/team/",
        "Next",
        trust(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{HOME}"}},"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}}"#
        )),
    );
    next.max_session_duration = 43_200;
    for role in [reader, next] {
        world.roles.insert(role.arn.clone(), Arc::new(role));
    }
    let objects = BTreeMap::from([
        ("a/1.txt".to_owned(), Object { body: "one".into(), ..Object::default() }),
        ("a/2.txt".to_owned(), Object { body: "two".into(), ..Object::default() }),
        ("b.txt".to_owned(), Object { body: "<b>&".into(), ..Object::default() }),
    ]);
    let bucket = Bucket {
        name: "box".into(),
        account: HOME.into(),
        policy: None,
        public_access_block: PublicAccessBlock::default(),
        tags: BTreeMap::from([("team".to_owned(), "data".to_owned())]),
        abac: false,
        objects,
    };
    world.buckets.insert("box".into(), Arc::new(bucket));
    world
}

fn cloud() -> Cloud {
    Cloud::new(Arc::new(world()))
}

fn changed(changes: &[Change]) -> Cloud {
    let world = changes.iter().fold(world(), |world, change| world.with(change).expect("the change fits"));
    Cloud::new(Arc::new(world))
}

fn user(arn: &str) -> Caller {
    Caller::User(arn.into())
}

fn session(name: &str) -> Caller {
    Caller::Session(name.into())
}

fn ask(role: &str, name: &str) -> AssumeRole {
    AssumeRole { role_arn: role.into(), session_name: name.into(), alias: name.into(), ..AssumeRole::default() }
}

fn assume(caller: Caller, request: AssumeRole) -> Call {
    Call::AssumeRole { caller, request }
}

fn get(caller: Caller, key: &str) -> Call {
    Call::S3 { caller, operation: S3Operation::GetObject { bucket: "box".into(), key: key.into() } }
}

fn s3(caller: Caller, operation: S3Operation) -> Call {
    Call::S3 { caller, operation }
}

/// Plays the calls; gives the last exchange and the cloud after it.
fn play(cloud: &Cloud, calls: &[Call]) -> (Exchange, Cloud) {
    let (first, rest) = calls.split_first().expect("a call");
    rest.iter().fold(cloud.perform(first), |(_, cloud), call| cloud.perform(call))
}

fn last(calls: &[Call]) -> Exchange {
    play(&cloud(), calls).0
}

/// Code, status and text of the refusal.
fn refusal(exchange: &Exchange) -> (String, u16, String) {
    let error = exchange.outcome.as_ref().expect_err("it is refused");
    let response = exchange.response().expect("an answer");
    assert_eq!(response.status, error.status);
    if exchange.operation == "HeadObject" {
        assert!(response.body.is_empty(), "answers to HEAD have no body");
    } else {
        assert!(response.body.contains(&format!("<Code>{}</Code>", error.code)), "{}", response.body);
    }
    (error.code.clone(), error.status, error.message.clone())
}

fn refused(calls: &[Call], code: &str, status: u16, text: &str) {
    assert_eq!(refusal(&last(calls)), (code.to_owned(), status, text.to_owned()));
}

fn issued(exchange: &Exchange) -> Arc<rolecall::cloud::Session> {
    match &exchange.outcome {
        Ok(Output::Session(session)) => Arc::clone(session),
        other => panic!("no session but {other:?}"),
    }
}

#[test]
fn a_role_is_assumed_and_used() {
    let (exchange, after) = play(&cloud(), &[assume(user(ALICE), ask(READER, "s1"))]);
    let session = issued(&exchange);
    assert_eq!(session.arn, "arn:aws:sts::111122223333:assumed-role/Reader/s1");
    assert_eq!((session.expires - session.issued).num_seconds(), 3600);
    assert!(session.access_key_id().starts_with("ASIA") && session.access_key_id().contains("EXAMPLE"));
    let (read, _) = after.perform(&get(session_caller(), "b.txt"));
    assert!(matches!(read.outcome, Ok(Output::Object { ref body, .. }) if body == "<b>&"));
    assert_eq!(read.caller_arn.as_deref(), Some(session.arn.as_str()));
    let request = read.request().expect("a request");
    assert!(
        request.headers.iter().any(|(name, value)| name == "authorization" && value.contains(session.access_key_id()))
    );
    assert!(
        request.headers.iter().any(|(name, value)| name == "x-amz-security-token" && value == session.session_token())
    );
}

fn session_caller() -> Caller {
    session("s1")
}

#[test]
fn the_path_of_a_role_is_dropped_in_its_sessions_and_kept_in_the_context() {
    let (exchange, after) = play(&cloud(), &[assume(user(ALICE), ask(NEXT, "s1"))]);
    assert_eq!(issued(&exchange).arn, "arn:aws:sts::111122223333:assumed-role/Next/s1");
    let (read, _) = after.perform(&get(session_caller(), "b.txt"));
    let trace = &read.authorizations[0].trace;
    assert_eq!(trace.request.context.single("aws:PrincipalArn"), Some(NEXT));
}

#[test]
fn assume_role_is_refused_with_the_words_of_aws() {
    let denied =
        |arn: &str, role: &str| format!("User: {arn} is not authorized to perform: sts:AssumeRole on resource: {role}");
    let bob = "arn:aws:iam::111122223333:user/bob";
    refused(&[assume(user(bob), ask(READER, "s1"))], "AccessDenied", 403, &denied(bob, READER));
    refused(&[assume(user(EVE), ask(READER, "s1"))], "AccessDenied", 403, &denied(EVE, READER));
    let nowhere = "arn:aws:iam::111122223333:role/Nowhere";
    refused(&[assume(user(ALICE), ask(nowhere, "s1"))], "AccessDenied", 403, &denied(ALICE, nowhere));
    let root = format!("arn:aws:iam::{HOME}:root");
    refused(
        &[assume(user(&root), ask(READER, "s1"))],
        "AccessDenied",
        403,
        "Roles may not be assumed by root accounts.",
    );
}

#[test]
fn an_account_that_is_trusted_leaves_it_to_its_own_policies() {
    let bob = "arn:aws:iam::111122223333:user/bob";
    assert!(last(&[assume(user(ALICE), ask(NEXT, "s1"))]).outcome.is_ok());
    let exchange = last(&[assume(user(bob), ask(NEXT, "s1"))]);
    assert_eq!(exchange.authorizations[0].trace.reasons[0].layer, rolecall::iam::Layer::Identity);
}

#[test]
fn another_account_needs_both_sides() {
    let names_eve = Change::SetPolicy {
        target: PolicyTarget::Trust { arn: READER.into() },
        policy: trust(&format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{AWAY}"}},"Action":"sts:AssumeRole"}}"#)),
    };
    let call = assume(user(EVE), ask(READER, "s1"));
    assert!(play(&changed(std::slice::from_ref(&names_eve)), std::slice::from_ref(&call)).0.outcome.is_ok());
    let without = Change::RemovePolicy { target: PolicyTarget::User { arn: EVE.into(), name: "allow".into() } };
    let (exchange, _) = play(&changed(&[names_eve, without]), &[call]);
    assert_eq!(refusal(&exchange).0, "AccessDenied");
}

#[test]
fn a_managed_policy_is_another_or_gone_wherever_it_is_attached() {
    let arn = "arn:aws:iam::111122223333:policy/Shared";
    let mut named = Policy::clone(&allow("s3:GetObject", "*"));
    named.arn = Some(arn.into());
    let mut world = world();
    world.managed_policies.insert(arn.into(), Arc::new(named.clone()));
    let alice = Arc::make_mut(world.users.get_mut(ALICE).expect("she is there"));
    let own = alice.policies.len();
    alice.policies.insert(0, Arc::new(named.clone()));
    let reader = Arc::make_mut(world.roles.get_mut(READER).expect("it is there"));
    reader.boundary = Some(Arc::new(rolecall::cloud::as_boundary(&named)));
    let target = PolicyTarget::Managed { arn: arn.into() };
    let other = allow("s3:PutObject", "*");
    let text = other.source.text().to_owned();
    let set = world.with(&Change::SetPolicy { target: target.clone(), policy: other }).expect("it can be set");
    let text_of = |policy: &Arc<Policy>| policy.source.text().to_owned();
    assert_eq!(text_of(&set.managed_policies[arn]), text);
    assert_eq!(set.users[ALICE].policies.iter().map(text_of).position(|other| other == text), Some(0));
    let boundary = set.roles[READER].boundary.as_ref().expect("it still bounds");
    assert_eq!((text_of(boundary), boundary.kind, boundary.arn.as_deref()), (text, PolicyKind::Boundary, Some(arn)));
    let gone = set.with(&Change::RemovePolicy { target: target.clone() }).expect("it can be removed");
    assert!(gone.managed_policies.is_empty() && gone.roles[READER].boundary.is_none());
    assert_eq!(gone.users[ALICE].policies.len(), own, "her own policies stay");
    let twice = gone.with(&Change::RemovePolicy { target }).expect_err("it is not there");
    assert_eq!(twice.to_string(), format!("there is no managed policy `{arn}` in this world"));
}

#[test]
fn external_id_and_mfa_are_conditions_of_the_trust() {
    for (condition, good) in [
        (
            r#""StringEquals":{"sts:ExternalId":"ticket-7"}"#,
            AssumeRole { external_id: Some("ticket-7".into()), ..ask(READER, "s1") },
        ),
        (r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#, AssumeRole { mfa: true, ..ask(READER, "s1") }),
    ] {
        let change = Change::SetPolicy {
            target: PolicyTarget::Trust { arn: READER.into() },
            policy: trust(&format!(
                r#"{{"Effect":"Allow","Principal":{{"AWS":"{ALICE}"}},"Action":"sts:AssumeRole","Condition":{{{condition}}}}}"#
            )),
        };
        let world = changed(&[change]);
        let (exchange, _) = play(&world, &[assume(user(ALICE), good)]);
        assert!(exchange.outcome.is_ok(), "{condition}");
        let (exchange, _) = play(&world, &[assume(user(ALICE), ask(READER, "s1"))]);
        assert_eq!(refusal(&exchange).0, "AccessDenied", "{condition}");
    }
}

#[test]
fn durations_have_limits() {
    let lasting = |role: &str, seconds: i64| AssumeRole { duration: Some(seconds), ..ask(role, "s1") };
    for seconds in [900, 3600, 7200] {
        let session = issued(&last(&[assume(user(ALICE), lasting(READER, seconds))]));
        assert_eq!((session.expires - session.issued).num_seconds(), seconds);
    }
    refused(
        &[assume(user(ALICE), lasting(READER, 7201))],
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
    for seconds in [i64::MIN, -1, 0, 899, 43_201, i64::MAX] {
        let (code, status, text) = refusal(&last(&[assume(user(ALICE), lasting(READER, seconds))]));
        assert_eq!((code.as_str(), status), ("ValidationError", 400));
        assert!(text.contains("durationSeconds"), "{text}");
    }
    // Who may not assume the role learns nothing of its maximum.
    assert_eq!(refusal(&last(&[assume(user(EVE), lasting(READER, 7201))])).0, "AccessDenied");
}

#[test]
fn a_chain_of_roles_is_capped_at_an_hour() {
    let first = assume(user(ALICE), ask(READER, "s1"));
    let second = |seconds| assume(session("s1"), AssumeRole { duration: Some(seconds), ..ask(NEXT, "s2") });
    let session = issued(&last(&[first.clone(), second(3600)]));
    assert!(session.chained);
    refused(
        &[first, second(3601)],
        "ValidationError",
        400,
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
    assert!(last(&[assume(user(ALICE), AssumeRole { duration: Some(43_200), ..ask(NEXT, "s1") })]).outcome.is_ok());
}

#[test]
fn names_and_tags_have_a_form() {
    for (request, word) in [
        (ask(READER, "x"), "greater than or equal to 2"),
        (ask(READER, &"x".repeat(65)), "less than or equal to 64"),
        (ask(READER, "a b"), "regular expression"),
        (AssumeRole { external_id: Some("é1".into()), ..ask(READER, "s1") }, "regular expression"),
        (AssumeRole { source_identity: Some("!!".into()), ..ask(READER, "s1") }, "regular expression"),
    ] {
        let (code, status, text) = refusal(&last(&[assume(user(ALICE), request)]));
        assert_eq!((code.as_str(), status), ("ValidationError", 400));
        assert!(text.contains(word), "{text}");
    }
    let tag = |key: &str| SessionTag { key: key.into(), value: "v".into(), transitive: false };
    for tags in
        [vec![tag("aws:x")], vec![tag("a"), tag("A")], vec![tag("")], (0..51).map(|n| tag(&format!("k{n}"))).collect()]
    {
        let exchange = last(&[assume(user(ALICE), AssumeRole { tags, ..ask(READER, "s1") })]);
        assert_eq!(refusal(&exchange).1, 400);
    }
}

#[test]
fn tags_need_their_own_permission_become_the_principals_and_pass_on() {
    let tag = |key: &str, transitive| SessionTag { key: key.into(), value: "red".into(), transitive };
    let tagged = AssumeRole { tags: vec![tag("team", true), tag("desk", false)], ..ask(READER, "s1") };
    let (exchange, after) = play(&cloud(), &[assume(user(ALICE), tagged.clone())]);
    let actions: Vec<_> = exchange.authorizations.iter().map(|one| one.action.as_str()).collect();
    assert_eq!(actions, ["sts:AssumeRole", "sts:TagSession"]);
    let (read, _) = after.perform(&get(session("s1"), "b.txt"));
    assert_eq!(read.authorizations[0].trace.request.context.single("aws:PrincipalTag/team"), Some("red"));
    let (second, chained) = after.perform(&assume(session("s1"), ask(NEXT, "s2")));
    assert_eq!(issued(&second).tags, [tag("team", true)], "only the transitive one is inherited");
    let (read, _) = chained.perform(&get(session("s2"), "b.txt"));
    assert_eq!(read.authorizations[0].trace.request.context.single("aws:PrincipalTag/desk"), None);
    let again = AssumeRole { tags: vec![tag("TEAM", false)], ..ask(NEXT, "s2") };
    assert_eq!(refusal(&after.perform(&assume(session("s1"), again)).0).1, 400, "an inherited key cannot be set again");
    let without = Change::SetPolicy {
        target: PolicyTarget::Trust { arn: READER.into() },
        policy: trust(&format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{ALICE}"}},"Action":"sts:AssumeRole"}}"#)),
    };
    let (exchange, _) = play(&changed(&[without]), &[assume(user(ALICE), tagged)]);
    assert!(refusal(&exchange).2.contains("sts:TagSession"));
}

#[test]
fn a_source_identity_goes_with_the_chain_and_cannot_be_changed() {
    let request = AssumeRole { source_identity: Some("alice".into()), ..ask(READER, "s1") };
    let (exchange, after) = play(&cloud(), &[assume(user(ALICE), request)]);
    assert!(exchange.response().is_some_and(|answer| answer.body.contains("<SourceIdentity>alice</SourceIdentity>")));
    let (second, chained) = after.perform(&assume(session("s1"), ask(NEXT, "s2")));
    assert_eq!(issued(&second).source_identity.as_deref(), Some("alice"));
    let (read, _) = chained.perform(&get(session("s2"), "b.txt"));
    assert_eq!(read.authorizations[0].trace.request.context.single("aws:SourceIdentity"), Some("alice"));
    let other = AssumeRole { source_identity: Some("mallory".into()), ..ask(NEXT, "s2") };
    assert_eq!(refusal(&after.perform(&assume(session("s1"), other)).0).0, "AccessDenied");
}

#[test]
fn a_session_policy_only_limits_and_a_bad_one_is_refused() {
    let with = |policy: Arc<Policy>| assume(user(ALICE), AssumeRole { policy: Some(policy), ..ask(READER, "s1") });
    let narrow = policy(
        "narrow",
        PolicyKind::Session,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::box/a/*"}"#,
    );
    assert!(last(&[with(narrow.clone()), get(session("s1"), "a/1.txt")]).outcome.is_ok());
    let (code, _, text) = refusal(&last(&[with(narrow), get(session("s1"), "b.txt")]));
    assert_eq!(code, "AccessDenied");
    assert!(text.ends_with("because no session policy allows the s3:GetObject action"), "{text}");
    let (broken, _) = Policy::parse("broken", PolicyKind::Session, Arc::new(Source::new("p", "{")));
    assert_eq!(refusal(&last(&[with(Arc::new(broken))])).0, "MalformedPolicyDocument");
    let long = policy(
        "long",
        PolicyKind::Session,
        &format!(r#"{{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::{}"}}"#, "x".repeat(2048)),
    );
    assert_eq!(refusal(&last(&[with(long)])).0, "PackedPolicyTooLarge");
}

#[test]
fn expired_and_unknown_credentials_are_refused_before_any_policy() {
    let late = [assume(user(ALICE), ask(READER, "s1")), Call::Wait(Duration::hours(1))];
    let with = |call: Call| late.iter().cloned().chain([call]).collect::<Vec<_>>();
    refused(&with(get(session("s1"), "b.txt")), "ExpiredToken", 400, "The provided token has expired.");
    let sts = "The security token included in the request is expired";
    refused(&with(Call::GetCallerIdentity { caller: session("s1") }), "ExpiredToken", 403, sts);
    refused(&with(assume(session("s1"), ask(NEXT, "s2"))), "ExpiredToken", 403, sts);
    let body = last(&with(get(session("s1"), "b.txt"))).response().expect("an answer").body.clone();
    assert!(body.contains("<Token-0>IQoJEXAMPLE"), "{body}");
    refused(
        &[get(Caller::UnknownKey, "b.txt")],
        "InvalidAccessKeyId",
        403,
        "The AWS Access Key Id you provided does not exist in our records.",
    );
    let unknown = "The security token included in the request is invalid.";
    refused(&[Call::GetCallerIdentity { caller: Caller::UnknownKey }], "InvalidClientTokenId", 403, unknown);
    let exchange = last(&with(get(session("s1"), "b.txt")));
    assert!(!exchange.authenticated && exchange.authorizations.is_empty());
}

#[test]
fn a_session_is_alive_until_its_last_second() {
    let (exchange, after) = play(&cloud(), &[assume(user(ALICE), ask(READER, "s1"))]);
    let left = issued(&exchange).expires - after.now;
    let (_, almost) = after.perform(&Call::Wait(left - Duration::seconds(1)));
    assert!(almost.perform(&get(session("s1"), "b.txt")).0.outcome.is_ok());
    let (_, over) = after.perform(&Call::Wait(left));
    assert!(over.perform(&get(session("s1"), "b.txt")).0.outcome.is_err());
}

#[test]
fn who_am_i_is_never_denied() {
    let deny = Change::SetPolicy {
        target: PolicyTarget::User { arn: ALICE.into(), name: "allow".into() },
        policy: policy("allow", PolicyKind::Identity, r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#),
    };
    let (exchange, _) = play(&changed(&[deny]), &[Call::GetCallerIdentity { caller: user(ALICE) }]);
    let Ok(Output::Identity { account, arn, user_id }) = exchange.outcome else { panic!("it is answered") };
    assert_eq!((account.as_str(), arn.as_str()), (HOME, ALICE));
    assert!(user_id.starts_with("AIDA"));
    let exchange = last(&[assume(user(ALICE), ask(READER, "s1")), Call::GetCallerIdentity { caller: session("s1") }]);
    let Ok(Output::Identity { user_id, .. }) = exchange.outcome else { panic!("it is answered") };
    assert!(user_id.starts_with("AROA") && user_id.ends_with(":s1"));
}

#[test]
fn each_operation_asks_for_its_own_action_and_resource() {
    let bucket = || "box".to_owned();
    let key = || "b.txt".to_owned();
    for (operation, action, resource, status) in [
        (S3Operation::ListBuckets, "s3:ListAllMyBuckets", "arn:aws:s3:::*", 200),
        (
            S3Operation::ListObjectsV2 { bucket: bucket(), prefix: None, delimiter: None, max_keys: None },
            "s3:ListBucket",
            "arn:aws:s3:::box",
            200,
        ),
        (S3Operation::GetObject { bucket: bucket(), key: key() }, "s3:GetObject", "arn:aws:s3:::box/b.txt", 200),
        (S3Operation::HeadObject { bucket: bucket(), key: key() }, "s3:GetObject", "arn:aws:s3:::box/b.txt", 200),
        (
            S3Operation::PutObject { bucket: bucket(), key: key(), body: "x".into(), tags: BTreeMap::new() },
            "s3:PutObject",
            "arn:aws:s3:::box/b.txt",
            200,
        ),
        (S3Operation::DeleteObject { bucket: bucket(), key: key() }, "s3:DeleteObject", "arn:aws:s3:::box/b.txt", 204),
    ] {
        let name = operation.name();
        let exchange = last(&[s3(user(ALICE), operation)]);
        assert_eq!(exchange.authorizations.len(), 1, "{name}");
        assert_eq!(
            (exchange.authorizations[0].action.as_str(), exchange.authorizations[0].resource.as_str()),
            (action, resource)
        );
        assert_eq!(exchange.response().expect("an answer").status, status, "{name}");
    }
}

#[test]
fn a_missing_key_is_404_only_for_who_may_list() {
    let (code, status, text) = refusal(&last(&[get(user(ALICE), "none")]));
    assert_eq!((code.as_str(), status, text.as_str()), ("NoSuchKey", 404, "The specified key does not exist."));
    let exchange = last(&[assume(user(ALICE), ask(READER, "s1")), get(session("s1"), "none")]);
    let (code, status, text) = refusal(&exchange);
    assert_eq!((code.as_str(), status), ("AccessDenied", 403));
    assert!(
        text.contains(r#"s3:ListBucket on resource: "arn:aws:s3:::box" because no identity-based policy"#),
        "{text}"
    );
    assert_eq!(exchange.authorizations.len(), 2);
    // The listing is judged with the keys that a listing of the bucket carries.
    let narrow = Change::SetPolicy {
        target: PolicyTarget::User { arn: ALICE.into(), name: "allow".into() },
        policy: policy(
            "allow",
            PolicyKind::Identity,
            &format!(
                r#"{{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{{"StringEquals":{{"s3:ResourceAccount":"{HOME}"}}}}}}"#
            ),
        ),
    };
    assert_eq!(refusal(&play(&changed(&[narrow]), &[get(user(ALICE), "none")]).0).1, 404);
    let none = S3Operation::GetObject { bucket: "no-such-box".into(), key: "k".into() };
    refused(&[s3(user(ALICE), none)], "NoSuchBucket", 404, "The specified bucket does not exist");
}

#[test]
fn head_answers_without_a_body_and_the_cli_knows_only_the_status() {
    let head = |key: &str| S3Operation::HeadObject { bucket: "box".into(), key: key.into() };
    let good = last(&[s3(user(ALICE), head("b.txt"))]);
    assert!(matches!(good.outcome, Ok(Output::Object { ref body, .. }) if body.is_empty()));
    let bob = "arn:aws:iam::111122223333:user/bob";
    let bad = last(&[s3(user(bob), head("b.txt"))]);
    assert_eq!(refusal(&bad).1, 403);
    assert_eq!(bad.printed(), "aws: [ERROR]: An error occurred (403) when calling the HeadObject operation: Forbidden");
}

#[test]
fn outsiders_and_strangers_get_no_reason() {
    refused(&[get(user(EVE), "b.txt")], "AccessDenied", 403, "Access Denied");
    refused(&[get(Caller::Anonymous, "b.txt")], "AccessDenied", 403, "Access Denied");
    refused(&[s3(Caller::Anonymous, S3Operation::ListBuckets)], "AccessDenied", 403, "Access Denied");
    let bob = "arn:aws:iam::111122223333:user/bob";
    let (_, _, text) = refusal(&last(&[get(user(bob), "b.txt")]));
    assert!(text.ends_with("because no identity-based policy allows the s3:GetObject action"), "{text}");
    let open = Change::SetPolicy {
        target: PolicyTarget::Bucket { name: "box".into() },
        policy: policy(
            "open",
            PolicyKind::Resource,
            r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::box/*"}"#,
        ),
    };
    let (exchange, _) = play(&changed(&[open]), &[get(Caller::Anonymous, "b.txt")]);
    assert!(exchange.outcome.is_ok());
    assert_eq!(exchange.request().expect("a request").signature, None);
}

#[test]
fn block_public_access_keeps_strangers_out_while_the_policy_is_public() {
    let open = Change::SetPolicy {
        target: PolicyTarget::Bucket { name: "box".into() },
        policy: policy(
            "open",
            PolicyKind::Resource,
            r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::box/*"}"#,
        ),
    };
    let block = Change::SetPublicAccessBlock { bucket: "box".into(), block: PublicAccessBlock::ALL };
    let (exchange, _) = play(&changed(&[open.clone(), block.clone()]), &[get(Caller::Anonymous, "b.txt")]);
    assert_eq!(refusal(&exchange), ("AccessDenied".to_owned(), 403, "Access Denied".to_owned()));
    let (exchange, _) = play(&changed(&[open, block]), &[get(user(ALICE), "b.txt")]);
    assert!(exchange.outcome.is_ok(), "principals of the bucket's own account are not strangers");
    let gone = Change::SetPublicAccessBlock { bucket: "no-such-box".into(), block: PublicAccessBlock::ALL };
    assert!(world().with(&gone).is_err());
}

#[test]
fn tags_of_a_bucket_count_only_when_switched_on() {
    let bob = "arn:aws:iam::111122223333:user/bob";
    let by_tag = Change::SetPolicy {
        target: PolicyTarget::Bucket { name: "box".into() },
        policy: policy(
            "by tag",
            PolicyKind::Resource,
            &format!(
                r#"{{"Effect":"Allow","Principal":{{"AWS":"{bob}"}},"Action":"s3:GetObject","Resource":"arn:aws:s3:::box/*",
                "Condition":{{"StringEquals":{{"aws:ResourceTag/team":"data"}}}}}}"#
            ),
        ),
    };
    let mut world = world().with(&by_tag).expect("the bucket is there");
    let reads = |world: &World| Cloud::new(Arc::new(world.clone())).perform(&get(user(bob), "b.txt")).0.outcome.is_ok();
    assert!(!reads(&world));
    Arc::make_mut(world.buckets.get_mut("box").expect("the bucket is there")).abac = true;
    assert!(reads(&world));
}

#[test]
fn lists_know_prefix_delimiter_and_a_maximum() {
    let list = |prefix: Option<&str>, delimiter: Option<&str>, max_keys| {
        let operation = S3Operation::ListObjectsV2 {
            bucket: "box".into(),
            prefix: prefix.map(Into::into),
            delimiter: delimiter.map(Into::into),
            max_keys,
        };
        match last(&[s3(user(ALICE), operation)]).outcome {
            Ok(Output::Keys(keys)) => keys,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(list(None, None, None), ["a/1.txt", "a/2.txt", "b.txt"]);
    assert_eq!(list(None, Some("/"), None), ["a/", "b.txt"]);
    assert_eq!(list(Some("a/"), None, Some(1)), ["a/1.txt"]);
}

#[test]
fn writing_gives_another_world_and_leaves_the_old_one() {
    let put =
        S3Operation::PutObject { bucket: "box".into(), key: "new".into(), body: "text".into(), tags: BTreeMap::new() };
    let before = cloud();
    let (_, after) = before.perform(&s3(user(ALICE), put));
    assert!(after.perform(&get(user(ALICE), "new")).0.outcome.is_ok());
    assert_eq!(refusal(&before.perform(&get(user(ALICE), "new")).0).1, 404);
    let delete = S3Operation::DeleteObject { bucket: "box".into(), key: "new".into() };
    let (_, gone) = after.perform(&s3(user(ALICE), delete));
    assert_eq!(refusal(&gone.perform(&get(user(ALICE), "new")).0).1, 404);
}

#[test]
fn an_object_was_last_modified_when_it_was_written() {
    let put =
        S3Operation::PutObject { bucket: "box".into(), key: "new".into(), body: "text".into(), tags: BTreeMap::new() };
    let (_, later) = cloud().perform(&Call::Wait(Duration::hours(2)));
    let (written, after) = later.perform(&s3(user(ALICE), put));
    let (_, after) = after.perform(&Call::Wait(Duration::hours(1)));
    let modified = |key: &str| match after.perform(&get(user(ALICE), key)).0.outcome {
        Ok(Output::Object { modified, .. }) => modified,
        other => panic!("{other:?}"),
    };
    assert_eq!(modified("new"), written.answered);
    assert_eq!(modified("b.txt"), cloud().world.start);
}

#[test]
fn the_same_calls_give_the_same_bytes() {
    let calls = [assume(user(ALICE), ask(READER, "s1")), get(session("s1"), "b.txt"), Call::Wait(Duration::hours(2))];
    assert_eq!(play(&cloud(), &calls), play(&cloud(), &calls));
}

#[test]
fn hostile_texts_and_times_break_nothing() {
    let mut world = world();
    world.start = DateTime::<Utc>::MAX_UTC;
    let at_the_end = Cloud::new(Arc::new(world));
    for cloud in [cloud(), at_the_end] {
        for text in
            ["", "\u{0}", "a b\r\nHost: evil", "</Message>", "日本/../..", &"x".repeat(5000), "arn:aws:iam::1:role/"]
        {
            for call in [
                assume(user(ALICE), AssumeRole { external_id: Some(text.into()), ..ask(text, text) }),
                assume(user(text), ask(READER, text)),
                s3(user(ALICE), S3Operation::GetObject { bucket: text.into(), key: text.into() }),
                s3(
                    session(text),
                    S3Operation::PutObject {
                        bucket: "box".into(),
                        key: text.into(),
                        body: text.into(),
                        tags: BTreeMap::new(),
                    },
                ),
                Call::Wait(Duration::MAX),
                Call::Wait(Duration::MIN),
            ] {
                let (exchange, next) = cloud.perform(&call);
                assert!(next.now >= cloud.now);
                let body = exchange.response().map(|answer| answer.body.clone()).unwrap_or_default();
                assert!(!body.contains("</Message></Message>"));
                next.perform(&get(session(text), text));
            }
        }
    }
}

#[test]
fn policies_of_the_organization_bind_the_caller() {
    let mut world = world();
    let unit = |parent: Option<&str>, scps| rolecall::cloud::OrganizationUnit {
        parent: parent.map(Into::into),
        scps,
        rcps: Vec::new(),
    };
    let full = policy("FullAWSAccess", PolicyKind::ServiceControl, r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
    let no_s3 = policy("NoS3", PolicyKind::ServiceControl, r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#);
    world.organization = Some(rolecall::cloud::Organization {
        id: "o-example".into(),
        management_account: AWAY.into(),
        units: BTreeMap::from([
            ("Root".to_owned(), unit(None, vec![full.clone()])),
            ("Sandbox".to_owned(), unit(Some("Root"), vec![full.clone(), no_s3])),
        ])
        .into(),
    });
    let account = world.accounts.get_mut(HOME).expect("the account");
    account.unit = Some("Sandbox".into());
    account.scps = vec![full];
    let (exchange, _) = Cloud::new(Arc::new(world)).perform(&get(user(ALICE), "b.txt"));
    assert_eq!(exchange.authorizations[0].trace.decision, Decision::ExplicitlyDenied);
    let (_, _, text) = refusal(&exchange);
    assert!(text.ends_with("with an explicit deny in a service control policy"), "{text}");
}
