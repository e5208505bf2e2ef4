//! IAM's own calls: delegated administration under a boundary, attaching and revoking.

use super::{body, exchange, form, key, played, proved, refusal};
use rolecall::cloud::Output;
use rolecall::iam::Layer;

const DELEGATION: &str = r#"
[world.accounts.111122223333]
name = "Team"
[world.managed-policies.TeamBoundary]
document = '''
{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" } ] }
'''
[world.managed-policies.Everything]
document = '''
{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:*", "Resource": "*" } ] }
'''
[world.users.lead.policies]
Delegate = '''
{ "Version": "2012-10-17", "Statement": [
  { "Sid": "OnlyBounded", "Effect": "Allow",
    "Action": ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"],
    "Resource": "arn:aws:iam::111122223333:role/team/*",
    "Condition": { "StringEquals": { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/TeamBoundary" } } },
  { "Sid": "Assume", "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/team/*" } ] }
'''
[world.users.owner.policies]
All = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::111122223333:role/*" } ] }'
[world.buckets.box.objects]
a = "text"

[[calls]]
by = "lead"
[calls.create-role]
name = "App"
path = "/team/"
boundary = "TeamBoundary"
tags = { team = "data" }
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:user/lead" }, "Action": "sts:AssumeRole" } ] }'
[calls.expect]
decision = "Allowed"
statement = "OnlyBounded"

[[calls]]
by = "lead"
[calls.attach-role-policy]
role = "App"
policy = "Everything"
[calls.expect]
decision = "Allowed"

[[calls]]
by = "lead"
[calls.assume-role]
role = "App"
session-name = "app"
[calls.expect]
decision = "Allowed"

[[calls]]
by = "app"
[calls.get-object]
bucket = "box"
key = "a"
[calls.expect]
decision = "Allowed"
policy = "Everything"

[[calls]]
by = "app"
[calls.put-object]
bucket = "box"
key = "b"
body = "x"
[calls.expect]
decision = "ImplicitlyDenied"

[[calls]]
by = "lead"
[calls.delete-role-permissions-boundary]
role = "App"
[calls.expect]
decision = "ImplicitlyDenied"
error = "AccessDenied"

[[calls]]
by = "owner"
[calls.delete-role-permissions-boundary]
role = "App"
[calls.expect]
decision = "Allowed"

[[calls]]
by = "app"
[calls.put-object]
bucket = "box"
key = "b"
body = "x"
[calls.expect]
decision = "Allowed"

[[what-ifs]]
id = "unbounded"
title = "Without a boundary"
lesson = "The condition key is absent."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
without = ["boundary"]
[what-ifs.expect]
failed-stage = "evaluate"
decision = "ImplicitlyDenied"
error = "AccessDenied"

[[what-ifs]]
id = "another-boundary"
title = "With another boundary"
lesson = "Only the named one will do."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
boundary = "Everything"
[what-ifs.expect]
failed-stage = "evaluate"
decision = "ImplicitlyDenied"
"#;

const STAGES: [(&str, usize); 6] =
    [("use", 1), ("evaluate", 1), ("request", 3), ("validate", 3), ("use", 4), ("evaluate", 4)];

#[test]
fn a_lead_makes_roles_that_cannot_outgrow_their_boundary() {
    let lesson = proved(&STAGES, DELEGATION);
    let timeline = played(&lesson, &[]);
    let create = exchange(&timeline, 0);
    let request = create.request.as_ref().expect("a request");
    assert_eq!(request.host, "iam.amazonaws.com");
    assert!(request.signature.as_ref().is_some_and(|signed| signed.scope.ends_with("/us-east-1/iam/aws4_request")));
    assert!(form(create).contains("Action=CreateRole&Version=2010-05-08&RoleName=App&Path=%2Fteam%2F"));
    assert!(form(create).contains("PermissionsBoundary=arn%3Aaws%3Aiam%3A%3A111122223333%3Apolicy%2FTeamBoundary"));
    assert!(body(create).contains("<Arn>arn:aws:iam::111122223333:role/team/App</Arn>"));
    assert!(create.command.contains("--permissions-boundary arn:aws:iam::111122223333:policy/TeamBoundary"));
    assert!(create.printed.contains("\"RoleName\": \"App\"") && create.printed.contains("\"Path\": \"/team/\""));
    let printed: serde_json::Value = serde_json::from_str(&create.printed).expect("JSON");
    assert_eq!(
        printed["Role"]["PermissionsBoundary"],
        serde_json::json!({
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/TeamBoundary",
        })
    );
    assert_eq!(printed["Role"]["Tags"], serde_json::json!([{ "Key": "team", "Value": "data" }]));
    assert!(body(create).contains("<PermissionsBoundaryType>Policy</PermissionsBoundaryType>"));
    assert!(body(create).contains("<Key>team</Key>\n          <Value>data</Value>"));
    let attached = exchange(&timeline, 1);
    assert!(attached.printed.is_empty() && !attached.command.contains("--permissions-boundary"));
    assert_eq!(create.outcome, Ok(Output::Created { arn: "arn:aws:iam::111122223333:role/team/App".into() }));
    assert_eq!(key(create, "aws:RequestedRegion"), Some("us-east-1"));
    assert_eq!(key(create, "aws:RequestTag/team"), Some("data"));
    assert_eq!(key(exchange(&timeline, 1), "iam:PolicyARN"), Some("arn:aws:iam::111122223333:policy/Everything"));
    assert!(!body(exchange(&timeline, 1)).contains("Result"), "attaching gives nothing back");
    // The boundary bit: the attached policy allows, the boundary does not.
    let write = exchange(&timeline, 4);
    assert!(refusal(write).2.ends_with("because no permissions boundary allows the s3:PutObject action"));
    assert_eq!(write.authorizations[0].trace.reasons[0].layer, Layer::Boundary);
    let kept = exchange(&timeline, 5);
    assert_eq!(
        refusal(kept).2,
        "User: arn:aws:iam::111122223333:user/lead is not authorized to perform: iam:DeleteRolePermissionsBoundary on \
         resource: arn:aws:iam::111122223333:role/team/App because no identity-based policy allows the \
         iam:DeleteRolePermissionsBoundary action"
    );
    assert!(timeline.steps[0].says.contains("IAM knows the caller by the long-term key: user/lead"));
    assert_eq!(timeline.flow[1].account.as_deref(), Some("111122223333"));
    // What was refused was not done: nothing after it is possible.
    let unbounded = played(&lesson, &["unbounded"]);
    assert!(unbounded.exchanges.iter().all(|one| one.operation != "GetObject"));
}

const MISTAKES: &str = r#"
[world.accounts.111122223333]
name = "Team"
[world.managed-policies.Some]
document = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" } ] }'
[world.users.owner]
policies = { All = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::111122223333:role/*" } ] }' }
[world.roles.App]
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }'
[[calls]]
by = "owner"
[calls.create-role]
name = "App"
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }'
[calls.expect]
error = "EntityAlreadyExists"
[[calls]]
by = "owner"
[calls.create-role]
name = "Other"
boundary = "arn:aws:iam::111122223333:policy/Gone"
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }'
[calls.expect]
error = "NoSuchEntity"
[[calls]]
by = "owner"
[calls.revoke-sessions]
role = "Other"
[calls.expect]
error = "NoSuchEntity"
[[calls]]
by = "owner"
[calls.delete-role-permissions-boundary]
role = "App"
[calls.expect]
error = "NoSuchEntity"
[[calls]]
by = "anonymous"
[calls.revoke-sessions]
role = "App"
[calls.expect]
error = "MissingAuthenticationToken"
[[calls]]
by = "unknown-key"
[calls.revoke-sessions]
role = "App"
[calls.expect]
error = "InvalidClientTokenId"
[[calls]]
by = "owner"
[calls.attach-role-policy]
role = "App"
policy = "arn:aws:iam::aws:policy/NotHere"
[calls.expect]
error = "NoSuchEntity"
[[calls]]
by = "owner"
[calls.put-role-permissions-boundary]
role = "App"
boundary = "Some"
[calls.expect]
decision = "Allowed"
"#;

#[test]
fn what_is_not_there_or_there_already_is_said_as_iam_says_it() {
    let lesson = proved(&[("use", 1), ("evaluate", 1)], MISTAKES);
    let timeline = played(&lesson, &[]);
    for (index, expected) in [
        (0, ("EntityAlreadyExists", 409, "Role with name App already exists.")),
        (
            1,
            (
                "NoSuchEntity",
                404,
                "Scope ARN: arn:aws:iam::111122223333:policy/Gone does not exist or is not attachable.",
            ),
        ),
        (2, ("NoSuchEntity", 404, "The role with name Other cannot be found.")),
        (6, ("NoSuchEntity", 404, "Policy arn:aws:iam::aws:policy/NotHere does not exist or is not attachable.")),
    ] {
        assert_eq!(refusal(exchange(&timeline, index)), expected);
    }
    assert_eq!(exchange(&timeline, 7).outcome, Ok(Output::Done));
}

const REVOKING: &str = r#"
[world.accounts.111122223333]
name = "Shop"
[world.users.ana]
[world.users.security.policies]
Revoke = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "arn:aws:iam::111122223333:role/Reader" } ] }'
[world.roles.Reader]
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:user/ana" }, "Action": "sts:AssumeRole" } ] }'
policies = { Read = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::box/*" } ] }' }
[world.buckets.box.objects]
a = "text"

[[calls]]
by = "ana"
[calls.assume-role]
role = "Reader"
session-name = "old"
[[calls]]
by = "old"
[calls.get-object]
bucket = "box"
key = "a"
[calls.expect]
decision = "Allowed"
[[calls]]
wait = "10m"
[[calls]]
by = "security"
[calls.revoke-sessions]
role = "Reader"
[calls.expect]
decision = "Allowed"
policy = "Revoke"
[[calls]]
by = "old"
[calls.get-object]
bucket = "box"
key = "a"
[calls.expect]
decision = "ExplicitlyDenied"
policy = "AWSRevokeOlderSessions"
error = "AccessDenied"
[[calls]]
by = "ana"
[calls.assume-role]
role = "Reader"
session-name = "new"
[[calls]]
by = "new"
[calls.get-object]
bucket = "box"
key = "a"
[calls.expect]
decision = "Allowed"

[[what-ifs]]
id = "not-revoked"
title = "Nobody revokes"
lesson = "The session lives on."
[[what-ifs.changes]]
[what-ifs.changes.remove-call]
call = 4
[what-ifs.expect]
decision = "Allowed"
"#;

#[test]
fn revoking_stops_old_sessions_and_not_new_ones() {
    let lesson = proved(&[("request", 1), ("validate", 1), ("use", 5), ("evaluate", 5)], REVOKING);
    let timeline = played(&lesson, &[]);
    let revoke = timeline.exchanges.iter().find(|one| one.service == "iam").expect("a call of IAM");
    assert_eq!(revoke.operation, "PutRolePolicy");
    assert!(
        form(revoke).contains("PolicyName=AWSRevokeOlderSessions") && form(revoke).contains("2026-03-02T09%3A10%3A02Z")
    );
    assert!(revoke.command.contains("--policy-name AWSRevokeOlderSessions"));
    assert_eq!(timeline.failed_step, Some(4));
    let session_is_alive = timeline.steps[3].session_left.expect("a session");
    assert!(session_is_alive > 0, "revoked and expired are two things");
    assert_eq!(played(&lesson, &["not-revoked"]).failed_step, None);
}

#[test]
fn a_role_that_was_made_is_known_to_what_follows_only() {
    let (lesson, problems) = super::loaded(
        &STAGES,
        &DELEGATION.replace("[[calls]]\nby = \"lead\"\n[calls.create-role]", "[[calls]]\nby = \"lead\"\n[calls.revoke-sessions]\nrole = \"App\"\n[[calls]]\nby = \"lead\"\n[calls.create-role]"),
    );
    assert!(lesson.is_none() && problems.contains("there is no role `App`"), "{problems}");
}
