//! S3: bucket policies put and refused, Block Public Access, tags of objects.

use super::{body, exchange, form, key, played, proved, refusal};
use rolecall::cloud::Output;
use rolecall::diagnostic::Diagnostic;

const PUBLIC: &str = r#"
[world.accounts.111122223333]
name = "Site"
[world.accounts.444455556666]
name = "Agency"
[world.users.web]
account = "111122223333"
policies = { S3 = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": ["s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock"], "Resource": "arn:aws:s3:::site" } ] }' }
[world.users.agent]
account = "444455556666"
policies = { S3 = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:PutBucketPolicy", "Resource": "arn:aws:s3:::site" } ] }' }
[world.buckets.site]
account = "111122223333"
policy = '{ "Version": "2012-10-17", "Statement": [ { "Sid": "Agency", "Effect": "Allow", "Principal": { "AWS": "444455556666" }, "Action": "s3:PutBucketPolicy", "Resource": "arn:aws:s3:::site" } ] }'
[world.buckets.site.objects]
"index.html" = "<h1>"

[[calls]]
by = "web"
[calls.put-bucket-policy]
bucket = "site"
document = '{ "Version": "2012-10-17", "Statement": [ { "Sid": "Public", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*" } ] }'
[calls.expect]
decision = "Allowed"
error = "AccessDenied"
[[calls]]
by = "anonymous"
[calls.get-object]
bucket = "site"
key = "index.html"
[calls.expect]
decision = "ImplicitlyDenied"
[[calls]]
by = "agent"
[calls.put-bucket-policy]
bucket = "site"
document = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "444455556666" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*" } ] }'
[calls.expect]
error = "MethodNotAllowed"
[[calls]]
by = "web"
[calls.put-public-access-block]
bucket = "site"
block-public-access = false
[[calls]]
by = "web"
[calls.put-bucket-policy]
bucket = "site"
document = '{ "Version": "2012-10-17", "Statement": [ { "Sid": "Public", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*" } ] }'
[calls.expect]
decision = "Allowed"
[[calls]]
by = "anonymous"
[calls.get-object]
bucket = "site"
key = "index.html"
[calls.expect]
decision = "Allowed"
statement = "Public"

[[what-ifs]]
id = "still-blocked"
title = "The switches stay on"
lesson = "No public policy, no public bucket."
[[what-ifs.changes]]
[what-ifs.changes.remove-call]
call = 4
[what-ifs.expect]
failed-stage = "evaluate"
error = "AccessDenied"

[[what-ifs]]
id = "not-public"
title = "For one account"
lesson = "A policy that names accounts is not public."
[[what-ifs.changes]]
[what-ifs.changes.remove-call]
call = 4
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 5
document = '{ "Version": "2012-10-17", "Statement": [ { "Sid": "Agency", "Effect": "Allow", "Principal": { "AWS": "444455556666" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*" } ] }'
[what-ifs.expect]
failed-stage = "evaluate"
decision = "ImplicitlyDenied"
"#;

#[test]
fn block_public_access_refuses_a_public_policy_however_much_is_allowed() {
    let (lesson, problems) = super::loaded(&[("use", 5), ("evaluate", 5), ("use", 6), ("evaluate", 6)], PUBLIC);
    let lesson = lesson.unwrap_or_else(|| panic!("{problems}"));
    let errors: Vec<_> = rolecall::lesson::check(&lesson).into_iter().filter(Diagnostic::is_error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let timeline = played(&lesson, &[]);
    let put = exchange(&timeline, 0);
    let said = "User: arn:aws:iam::111122223333:user/web is not authorized to perform: s3:PutBucketPolicy on resource: \
                \"arn:aws:s3:::site\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block \
                Public Access.";
    assert_eq!(refusal(put), ("AccessDenied", 403, said));
    let request = put.request.as_ref().expect("a request");
    assert_eq!((request.method, request.target.as_str()), ("PUT", "/?policy"));
    assert!(request.body.contains("\"Public\""));
    assert_eq!(put.command, "aws s3api put-bucket-policy --bucket site --policy file://policy.json --profile web");
    assert_eq!(
        refusal(exchange(&timeline, 2)),
        ("MethodNotAllowed", 405, "The specified method is not allowed against this resource.")
    );
    let block = exchange(&timeline, 3);
    assert!(form(block).contains("<BlockPublicPolicy>false</BlockPublicPolicy>"));
    assert!(block.command.contains("BlockPublicAcls=false,IgnorePublicAcls=false"));
    let accepted = exchange(&timeline, 4);
    assert_eq!(accepted.response.as_ref().map(|response| response.status), Some(204));
    assert!(body(accepted).is_empty() && accepted.printed.is_empty());
    assert!(matches!(&exchange(&timeline, 5).outcome, Ok(Output::Object { body, .. }) if body == "<h1>"));
    assert_eq!(timeline.steps[2].says, "S3 takes the call unsigned: the caller is anybody");
    assert_eq!(timeline.steps[2].words.action, "nobody");
}

#[test]
fn a_policy_that_block_public_policy_refuses_is_told_as_refused_by_it() {
    let (lesson, problems) = super::loaded(&[("use", 1), ("evaluate", 1)], PUBLIC);
    let lesson = lesson.unwrap_or_else(|| panic!("{problems}"));
    let timeline = played(&lesson, &[]);
    let step = timeline.step(2).expect("it evaluates");
    assert_eq!(timeline.failed_step, Some(2));
    assert_eq!(timeline.decision, None, "no policy refused it");
    assert_eq!(step.values.output, "Allowed, refused by BlockPublicPolicy");
    assert_eq!(step.words.output, "allowed by the policies, refused by BlockPublicPolicy AccessDenied");
    let setting = "the bucket's Block Public Access setting BlockPublicPolicy refuses the new policy, because its Public \
                   lets in the public";
    assert!(step.says.starts_with("s3:PutBucketPolicy is allowed by "), "{}", step.says);
    assert!(step.says.ends_with(&format!("; but {setting}: AccessDenied")), "{}", step.says);
    let text = rolecall::report::step_text(&timeline, 2).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("arn:aws:s3:::site: allowed by the policies, refused by BlockPublicPolicy."), "{text}");
    assert!(text.contains(&format!("- {setting}")), "{text}");
    assert_eq!(rolecall::report::json(&timeline, 5)["steps"][1]["overruled_by"], "BlockPublicPolicy");
    let tree = rolecall::report::outline::outline(timeline.evidence_of(step));
    assert!(tree.iter().any(|entry| entry.text == setting));
    // A policy that is refused by policies, and one that is accepted, speak of no setting.
    let (lesson, _) = super::loaded(&[("use", 5), ("evaluate", 5)], PUBLIC);
    let timeline = played(&lesson.expect("a lesson"), &[]);
    assert_eq!(timeline.steps[1].values.output, "Allowed");
    assert!(rolecall::report::json(&timeline, 5)["steps"][1].get("overruled_by").is_none());
}

#[test]
fn the_owners_root_can_always_replace_a_policy_that_locks_everybody_out() {
    let body = r#"
[world.accounts.111122223333]
name = "Site"
[world.users.web]
policies = { S3 = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:PutBucketPolicy", "Resource": "arn:aws:s3:::site" } ] }' }
[world.buckets.site]
policy = '{ "Version": "2012-10-17", "Statement": [ { "Sid": "Lock", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::site", "arn:aws:s3:::site/*"] } ] }'
[[calls]]
by = "web"
[calls.put-bucket-policy]
bucket = "site"
document = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*" } ] }'
[calls.expect]
decision = "ExplicitlyDenied"
statement = "Lock"
[[calls]]
by = "root of 111122223333"
[calls.put-bucket-policy]
bucket = "site"
document = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*" } ] }'
[calls.expect]
decision = "Allowed"
[[calls]]
by = "web"
[calls.put-bucket-policy]
bucket = "site"
document = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*" } ] }'
[calls.expect]
decision = "Allowed"
"#;
    let (lesson, problems) = super::loaded(&[("use", 1), ("evaluate", 1)], body);
    let lesson = lesson.unwrap_or_else(|| panic!("{problems}"));
    let errors: Vec<_> = rolecall::lesson::check(&lesson).into_iter().filter(Diagnostic::is_error).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

const TAGS: &str = r#"
[world.accounts.111122223333]
name = "Data"
[world.users.dora]
tags = { project = "heron" }
[world.users.dora.policies]
Own = '''
{ "Version": "2012-10-17", "Statement": [
  { "Sid": "ReadOwn", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*",
    "Condition": { "StringEquals": { "s3:ExistingObjectTag/project": "${aws:PrincipalTag/project}" } } },
  { "Sid": "WriteOwn", "Effect": "Allow", "Action": ["s3:PutObject", "s3:PutObjectTagging"], "Resource": "arn:aws:s3:::data/*",
    "Condition": { "StringEquals": { "s3:RequestObjectTag/project": "${aws:PrincipalTag/project}" } } } ] }
'''
[world.buckets.data.objects]
"heron.csv" = { body = "1", tags = { project = "heron" } }
"egret.csv" = { body = "2", tags = { project = "egret" } }

[[calls]]
by = "dora"
[calls.get-object]
bucket = "data"
key = "heron.csv"
[calls.expect]
decision = "Allowed"
statement = "ReadOwn"
[[calls]]
by = "dora"
[calls.get-object]
bucket = "data"
key = "egret.csv"
[calls.expect]
decision = "ImplicitlyDenied"
[[calls]]
by = "dora"
[calls.put-object]
bucket = "data"
key = "new.csv"
body = "3"
tags = { project = "heron" }
[calls.expect]
decision = "Allowed"
[[calls]]
by = "dora"
[calls.get-object]
bucket = "data"
key = "new.csv"
[calls.expect]
decision = "Allowed"

[[what-ifs]]
id = "moves"
title = "Dora changes projects"
lesson = "Her tag decides, not a new policy."
[[what-ifs.changes]]
[what-ifs.changes.set-tags]
user = "dora"
tags = { project = "egret" }
[what-ifs.expect]
failed-stage = "evaluate"
decision = "ImplicitlyDenied"

[[what-ifs]]
id = "retagged"
title = "The object changes projects"
lesson = "Tags on the resource count as much."
[[what-ifs.changes]]
[what-ifs.changes.set-tags]
bucket = "data"
key = "heron.csv"
tags = { project = "egret" }
[what-ifs.expect]
failed-stage = "evaluate"

[[what-ifs]]
id = "another-key"
title = "She reads the other"
lesson = "It has another tag."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
key = "egret.csv"
[what-ifs.expect]
failed-stage = "evaluate"
"#;

#[test]
fn tags_of_objects_decide_and_are_written_with_them() {
    let lesson = proved(&[("use", 1), ("evaluate", 1)], TAGS);
    let timeline = played(&lesson, &[]);
    let put = exchange(&timeline, 2);
    let actions: Vec<&str> = put.authorizations.iter().map(|one| one.action.as_str()).collect();
    assert_eq!(actions, ["s3:PutObject", "s3:PutObjectTagging"]);
    assert_eq!(key(put, "s3:RequestObjectTag/project"), Some("heron"));
    let headers = &put.request.as_ref().expect("a request").headers;
    assert!(headers.contains(&("x-amz-tagging".to_owned(), "project=heron".to_owned())));
    assert!(put.command.contains("--tagging project=heron"));
    assert_eq!(key(exchange(&timeline, 3), "s3:ExistingObjectTag/project"), Some("heron"), "what was put has its tags");
}

#[test]
fn tags_need_a_permission_of_their_own() {
    let body = TAGS.replace("[\"s3:PutObject\", \"s3:PutObjectTagging\"]", "\"s3:PutObject\"");
    let (lesson, problems) = super::loaded(&[("use", 1), ("evaluate", 1)], &body);
    let lesson = lesson.unwrap_or_else(|| panic!("{problems}"));
    let timeline = played(&lesson, &[]);
    assert!(refusal(exchange(&timeline, 2)).2.contains("s3:PutObjectTagging"));
    assert_eq!(refusal(exchange(&timeline, 3)).1, 403, "nothing was written");
}
