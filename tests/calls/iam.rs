//! IAM's own calls: delegated administration under a boundary, attaching and revoking.

use super::scenario::{
    Scenario, allow, allowed, anything, assume_role, edit_call, error, explicitly_denied, get_object,
    implicitly_denied, put_object, remove_call, service, trusts, user, world,
};
use super::{ONE_CALL, Stages, body, exchange, form, key, played, problems, proved, refusal};
use rolecall::cloud::Output;
use rolecall::iam::Layer;
use serde_json::json;

const STAGES: Stages = &[("use", 1), ("evaluate", 1), ("request", 3), ("validate", 3), ("use", 4), ("evaluate", 4)];

const TEAM_ROLES: &str = "arn:aws:iam::111122223333:role/team/*";
const BOUNDARY: &str = "arn:aws:iam::111122223333:policy/TeamBoundary";

/// A lead who may make roles under a boundary, and an owner of everything in IAM.
fn team() -> Scenario {
    let manage = ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"];
    let bounded = json!({ "StringEquals": { "iam:PermissionsBoundary": BOUNDARY } });
    let delegate = allow(manage, TEAM_ROLES).sid("OnlyBounded").when(bounded).and(allow("sts:AssumeRole", TEAM_ROLES));
    world()
        .with("managed-policies", "TeamBoundary", json!({ "document": allow("s3:GetObject", "*") }))
        .with("managed-policies", "Everything", json!({ "document": allow("s3:*", "*") }))
        .user("lead", json!({ "policies": { "Delegate": delegate } }))
        .user("owner", json!({ "policies": { "All": allow("iam:*", "arn:aws:iam::111122223333:role/*") } }))
        .bucket("box", json!({ "objects": { "a": "text" } }))
}

/// A role is made, given a policy and used; its boundary holds until the owner takes it away.
fn delegation(team: Scenario) -> Scenario {
    let create = json!({ "create-role": {
        "name": "App", "path": "/team/", "boundary": "TeamBoundary", "tags": { "team": "data" }, "trust": trusts(user("lead")),
    } });
    let remove_boundary = json!({ "delete-role-permissions-boundary": { "role": "App" } });
    let unbounded = implicitly_denied().error("AccessDenied").at("evaluate");
    team.call("lead", create, allowed().by_statement("OnlyBounded"))
        .call("lead", json!({ "attach-role-policy": { "role": "App", "policy": "Everything" } }), allowed())
        .call("lead", assume_role("App", "app"), allowed())
        .call("app", get_object("box", "a"), allowed().by_policy("Everything"))
        .call("app", put_object("box", "b"), implicitly_denied())
        .call("lead", remove_boundary.clone(), implicitly_denied().error("AccessDenied"))
        .call("owner", remove_boundary, allowed())
        .call("app", put_object("box", "b"), allowed())
        .what_if(
            "unbounded",
            "The condition key is absent.",
            &[edit_call(1, json!({ "without": ["boundary"] }))],
            unbounded,
        )
        .what_if(
            "another-boundary",
            "Only the named one will do.",
            &[edit_call(1, json!({ "boundary": "Everything" }))],
            implicitly_denied().at("evaluate"),
        )
}

#[test]
fn a_lead_makes_roles_that_cannot_outgrow_their_boundary() {
    let lesson = proved(STAGES, &delegation(team()));
    let timeline = played(&lesson, &[]);
    let create = exchange(&timeline, 0);
    let request = create.request().expect("a request");
    assert_eq!(request.host, "iam.amazonaws.com");
    assert!(request.signature.as_ref().is_some_and(|signed| signed.scope.ends_with("/us-east-1/iam/aws4_request")));
    assert!(form(create).contains("Action=CreateRole&Version=2010-05-08&RoleName=App&Path=%2Fteam%2F"));
    assert!(form(create).contains("PermissionsBoundary=arn%3Aaws%3Aiam%3A%3A111122223333%3Apolicy%2FTeamBoundary"));
    assert!(body(create).contains("<Arn>arn:aws:iam::111122223333:role/team/App</Arn>"));
    assert!(create.command().contains("--permissions-boundary arn:aws:iam::111122223333:policy/TeamBoundary"));
    assert!(create.printed().contains("\"RoleName\": \"App\"") && create.printed().contains("\"Path\": \"/team/\""));
    let printed: serde_json::Value = serde_json::from_str(create.printed()).expect("JSON");
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
    assert!(attached.printed().is_empty() && !attached.command().contains("--permissions-boundary"));
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

#[test]
fn what_is_not_there_or_there_already_is_said_as_iam_says_it() {
    let trust = trusts(service("ec2.amazonaws.com"));
    let other = json!({ "name": "Other", "boundary": "arn:aws:iam::111122223333:policy/Gone", "trust": trust });
    let revoke = |role: &str| json!({ "revoke-sessions": { "role": role } });
    let remove_boundary = json!({ "delete-role-permissions-boundary": { "role": "App" } });
    let attach = json!({ "attach-role-policy": { "role": "App", "policy": "arn:aws:iam::aws:policy/NotHere" } });
    let put_boundary = json!({ "put-role-permissions-boundary": { "role": "App", "boundary": "Everything" } });
    let mistakes = team()
        .role("App", json!({ "trust": trust }))
        .call("owner", json!({ "create-role": { "name": "App", "trust": trust } }), error("EntityAlreadyExists"))
        .call("owner", json!({ "create-role": other }), error("NoSuchEntity"))
        .call("owner", revoke("Other"), error("NoSuchEntity"))
        .call("owner", remove_boundary, error("NoSuchEntity"))
        .call("anonymous", revoke("App"), error("MissingAuthenticationToken"))
        .call("unknown-key", revoke("App"), error("InvalidClientTokenId"))
        .call("owner", attach, error("NoSuchEntity"))
        .call("owner", put_boundary, allowed());
    let lesson = proved(ONE_CALL, &mistakes);
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

#[test]
fn revoking_stops_old_sessions_and_not_new_ones() {
    let revoke = allow("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/Reader");
    let read = allow("s3:GetObject", "arn:aws:s3:::box/*");
    let revoked = explicitly_denied().by_policy("AWSRevokeOlderSessions").error("AccessDenied");
    let revoking = world()
        .user("ana", json!({}))
        .user("security", json!({ "policies": { "Revoke": revoke } }))
        .role("Reader", json!({ "trust": trusts(user("ana")), "policies": { "Read": read } }))
        .bucket("box", json!({ "objects": { "a": "text" } }))
        .call("ana", assume_role("Reader", "old"), anything())
        .call("old", get_object("box", "a"), allowed())
        .wait("10m")
        .call("security", json!({ "revoke-sessions": { "role": "Reader" } }), allowed().by_policy("Revoke"))
        .call("old", get_object("box", "a"), revoked)
        .call("ana", assume_role("Reader", "new"), anything())
        .call("new", get_object("box", "a"), allowed())
        .what_if("not-revoked", "The session lives on.", &[remove_call(4)], allowed());
    let lesson = proved(&[("request", 1), ("validate", 1), ("use", 5), ("evaluate", 5)], &revoking);
    let timeline = played(&lesson, &[]);
    let revoke = timeline.exchanges.iter().find(|one| one.service == "iam").expect("a call of IAM");
    assert_eq!(revoke.operation, "PutRolePolicy");
    assert!(
        form(revoke).contains("PolicyName=AWSRevokeOlderSessions") && form(revoke).contains("2026-03-02T09%3A10%3A02Z")
    );
    assert!(revoke.command().contains("--policy-name AWSRevokeOlderSessions"));
    assert_eq!(timeline.failed_step, Some(4));
    let session_is_alive = timeline.steps[3].session_left.expect("a session");
    assert!(session_is_alive > 0, "revoked and expired are two things");
    assert_eq!(played(&lesson, &["not-revoked"]).failed_step, None);
}

#[test]
fn a_role_that_was_made_is_known_to_what_follows_only() {
    let too_early = team().call("lead", json!({ "revoke-sessions": { "role": "App" } }), anything());
    let problems = problems(STAGES, &delegation(too_early));
    assert!(problems.contains("there is no role `App`"), "{problems}");
}
