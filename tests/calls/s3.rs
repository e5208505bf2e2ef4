//! S3: bucket policies put and refused, Block Public Access, tags of objects.

use super::scenario::{
    ACCOUNT, Policy, Scenario, allow, allowed, anything, aws, deny, edit_call, error, explicitly_denied, get_object,
    implicitly_denied, remove_call, world,
};
use super::{ONE_CALL, body, exchange, form, key, played, proved, proved_but_warned, refusal, sound};
use rolecall::cloud::Output;
use serde_json::{Value, json};

fn put_bucket_policy(bucket: &str, document: &Policy) -> Value {
    json!({ "put-bucket-policy": { "bucket": bucket, "document": document } })
}

const AGENCY: &str = "444455556666";

/// A site whose owner and whose agency both want to put its policy; Block Public Access is on until call 4.
fn site() -> Scenario {
    let of_owner = allow(["s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock"], "arn:aws:s3:::site");
    let of_agent = allow("s3:PutBucketPolicy", "arn:aws:s3:::site");
    let bucket = json!({
        "account": ACCOUNT,
        "policy": of_agent.clone().sid("Agency").to(aws(AGENCY)),
        "objects": { "index.html": "<h1>" },
    });
    let read = allow("s3:GetObject", "arn:aws:s3:::site/*");
    let public = read.clone().sid("Public").to("*");
    let for_agency = read.to(aws(AGENCY));
    let unblock = json!({ "put-public-access-block": { "bucket": "site", "block-public-access": false } });
    world()
        .with("accounts", AGENCY, json!({ "name": "Agency" }))
        .user("web", json!({ "account": ACCOUNT, "policies": { "S3": of_owner } }))
        .user("agent", json!({ "account": AGENCY, "policies": { "S3": of_agent } }))
        .bucket("site", bucket)
        .call("web", put_bucket_policy("site", &public), allowed().error("AccessDenied"))
        .call("anonymous", get_object("site", "index.html"), implicitly_denied())
        .call("agent", put_bucket_policy("site", &for_agency), error("MethodNotAllowed"))
        .call("web", unblock, anything())
        .call("web", put_bucket_policy("site", &public), allowed())
        .call("anonymous", get_object("site", "index.html"), allowed().by_statement("Public"))
        .what_if(
            "still-blocked",
            "No public policy, no public bucket.",
            &[remove_call(4)],
            error("AccessDenied").at("evaluate"),
        )
        .what_if(
            "not-public",
            "A policy that names accounts is not public.",
            &[remove_call(4), edit_call(5, json!({ "document": for_agency.sid("Agency") }))],
            implicitly_denied().at("evaluate"),
        )
}

#[test]
fn block_public_access_refuses_a_public_policy_however_much_is_allowed() {
    let lesson = proved_but_warned(&[("use", 5), ("evaluate", 5), ("use", 6), ("evaluate", 6)], &site());
    let timeline = played(&lesson, &[]);
    let put = exchange(&timeline, 0);
    let said = "User: arn:aws:iam::111122223333:user/web is not authorized to perform: s3:PutBucketPolicy on resource: \
                \"arn:aws:s3:::site\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block \
                Public Access.";
    assert_eq!(refusal(put), ("AccessDenied", 403, said));
    let request = put.request().expect("a request");
    assert_eq!((request.method, request.target.as_str()), ("PUT", "/?policy"));
    assert!(request.body.contains("\"Public\""));
    assert_eq!(put.command(), "aws s3api put-bucket-policy --bucket site --policy file://policy.json --profile web");
    assert_eq!(
        refusal(exchange(&timeline, 2)),
        ("MethodNotAllowed", 405, "The specified method is not allowed against this resource.")
    );
    let block = exchange(&timeline, 3);
    assert!(form(block).contains("<BlockPublicPolicy>false</BlockPublicPolicy>"));
    assert!(block.command().contains("BlockPublicAcls=false,IgnorePublicAcls=false"));
    let accepted = exchange(&timeline, 4);
    assert_eq!(accepted.response().map(|response| response.status), Some(204));
    assert!(body(accepted).is_empty() && accepted.printed().is_empty());
    assert!(matches!(&exchange(&timeline, 5).outcome, Ok(Output::Object { body, .. }) if body == "<h1>"));
    assert_eq!(timeline.steps[2].says, "S3 takes the call unsigned: the caller is anonymous");
    assert_eq!(timeline.steps[2].words.action, "anonymous");
}

#[test]
fn a_policy_that_block_public_policy_refuses_is_told_as_refused_by_it() {
    let timeline = played(&sound(ONE_CALL, &site()), &[]);
    let step = timeline.step(2).expect("it evaluates");
    assert_eq!(timeline.failed_step, Some(2));
    assert_eq!(timeline.decision, None, "no policy refused it");
    assert_eq!(step.values.output, "Allowed, refused by BlockPublicPolicy");
    assert_eq!(step.words.output, "allowed by the policies, refused by BlockPublicPolicy AccessDenied");
    let setting = "the bucket's Block Public Access setting BlockPublicPolicy refuses the new policy, because its Public \
                   lets in the public";
    // What refuses comes first: in little room what is allowed is cut.
    let refused = format!("AccessDenied: {setting}; yet s3:PutBucketPolicy is allowed by ");
    assert!(step.says.starts_with(&refused), "{}", step.says);
    let text = rolecall::report::step_text(&timeline, 2).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("arn:aws:s3:::site: allowed by the policies, refused by BlockPublicPolicy."), "{text}");
    assert!(text.contains(&format!("- {setting}")), "{text}");
    assert_eq!(rolecall::report::json(&timeline, 5)["steps"][1]["overruled_by"], "BlockPublicPolicy");
    let tree = rolecall::report::outline::outline(timeline.evidence_of(step));
    assert!(tree.iter().any(|entry| entry.text == setting));
    // A policy that is refused by policies, and one that is accepted, speak of no setting.
    let timeline = played(&sound(&[("use", 5), ("evaluate", 5)], &site()), &[]);
    assert_eq!(timeline.steps[1].values.output, "Allowed");
    assert!(rolecall::report::json(&timeline, 5)["steps"][1].get("overruled_by").is_none());
}

#[test]
fn the_owners_root_can_always_replace_a_policy_that_locks_everybody_out() {
    let put = allow("s3:PutBucketPolicy", "arn:aws:s3:::site");
    let lock = deny("s3:*", json!(["arn:aws:s3:::site", "arn:aws:s3:::site/*"])).sid("Lock").to("*");
    let read = allow("s3:GetObject", "arn:aws:s3:::site/*").to(aws(ACCOUNT));
    let replace = || put_bucket_policy("site", &read);
    let locked_out = world()
        .user("web", json!({ "policies": { "S3": put } }))
        .bucket("site", json!({ "policy": lock }))
        .call("web", replace(), explicitly_denied().by_statement("Lock"))
        .call("root of 111122223333", replace(), allowed())
        .call("web", replace(), allowed());
    proved_but_warned(ONE_CALL, &locked_out);
}

/// Whoever has a project reads and writes what is tagged with it; writing takes the actions given.
fn by_project(write: &[&str]) -> Scenario {
    let own = |key: &str| json!({ "StringEquals": { key: "${aws:PrincipalTag/project}" } });
    let read = allow("s3:GetObject", "arn:aws:s3:::data/*").sid("ReadOwn").when(own("s3:ExistingObjectTag/project"));
    let write = allow(write, "arn:aws:s3:::data/*").when(own("s3:RequestObjectTag/project"));
    let project = |name: &str| json!({ "project": name });
    let objects = json!({
        "heron.csv": { "body": "1", "tags": project("heron") },
        "egret.csv": { "body": "2", "tags": project("egret") },
    });
    let put = json!({ "bucket": "data", "key": "new.csv", "body": "3", "tags": project("heron") });
    let of_user = json!({ "set-tags": { "user": "dora", "tags": project("egret") } });
    let of_object = json!({ "set-tags": { "bucket": "data", "key": "heron.csv", "tags": project("egret") } });
    world()
        .user("dora", json!({ "tags": project("heron"), "policies": { "Own": read.and(write) } }))
        .bucket("data", json!({ "objects": objects }))
        .call("dora", get_object("data", "heron.csv"), allowed().by_statement("ReadOwn"))
        .call("dora", get_object("data", "egret.csv"), implicitly_denied())
        .call("dora", json!({ "put-object": put }), allowed())
        .call("dora", get_object("data", "new.csv"), allowed())
        .what_if("moves", "Her tag decides, not a new policy.", &[of_user], implicitly_denied().at("evaluate"))
        .what_if("retagged", "Tags on the resource count as much.", &[of_object], anything().at("evaluate"))
        .what_if(
            "another-key",
            "It has another tag.",
            &[edit_call(1, json!({ "key": "egret.csv" }))],
            anything().at("evaluate"),
        )
}

#[test]
fn tags_of_objects_decide_and_are_written_with_them() {
    let lesson = proved(ONE_CALL, &by_project(&["s3:PutObject", "s3:PutObjectTagging"]));
    let timeline = played(&lesson, &[]);
    let put = exchange(&timeline, 2);
    let actions: Vec<&str> = put.authorizations.iter().map(|one| one.action.as_str()).collect();
    assert_eq!(actions, ["s3:PutObject", "s3:PutObjectTagging"]);
    assert_eq!(key(put, "s3:RequestObjectTag/project"), Some("heron"));
    let headers = &put.request().expect("a request").headers;
    assert!(headers.contains(&("x-amz-tagging".to_owned(), "project=heron".to_owned())));
    assert!(put.command().contains("--tagging project=heron"));
    assert_eq!(key(exchange(&timeline, 3), "s3:ExistingObjectTag/project"), Some("heron"), "what was put has its tags");
}

#[test]
fn tags_need_a_permission_of_their_own() {
    let timeline = played(&sound(ONE_CALL, &by_project(&["s3:PutObject"])), &[]);
    assert!(refusal(exchange(&timeline, 2)).2.contains("s3:PutObjectTagging"));
    assert_eq!(refusal(exchange(&timeline, 3)).1, 403, "nothing was written");
}
