//! Services as callers: the trust policy names them, `aws:SourceArn` keeps them honest, their sessions outlive the role's maximum.

use super::{body, exchange, key, played, proved, refusal};
use rolecall::cloud::Output;

const STAGES: [(&str, usize); 4] = [("request", 1), ("validate", 1), ("use", 2), ("evaluate", 2)];

const INSTANCE: &str = r#"
[world.accounts.111122223333]
name = "Shop"
[world.roles.WebServer]
tags = { app = "web" }
trust = '''
{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow",
    "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }
'''
[world.roles.WebServer.policies]
Read = '''
{ "Version": "2012-10-17", "Statement": [ { "Sid": "Own", "Effect": "Allow", "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::shop-assets/*",
    "Condition": { "ArnLike": { "ec2:SourceInstanceArn": "arn:aws:ec2:eu-west-1:111122223333:instance/*" } } } ] }
'''
[world.buckets.shop-assets.objects]
"logo.svg" = "<svg/>"

[[calls]]
by = "ec2.amazonaws.com"
[calls.assume-role]
role = "WebServer"
as = "instance"
duration = 21600
[calls.expect]
decision = "Allowed"
policy = "trust policy of WebServer"

[[calls]]
by = "instance"
[calls.get-object]
bucket = "shop-assets"
key = "logo.svg"
[calls.expect]
decision = "Allowed"
statement = "Own"

[[what-ifs]]
id = "trusts-lambda"
title = "The role trusts Lambda"
lesson = "EC2 cannot take it."
[[what-ifs.changes]]
[what-ifs.changes.set-policy]
trust-of = "WebServer"
document = '''
{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow",
    "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }
'''
[what-ifs.expect]
failed-stage = "validate"
decision = "ImplicitlyDenied"
error = "AccessDenied"
"#;

#[test]
fn an_instance_profile_gives_an_instance_its_roles_credentials() {
    let lesson = proved(&STAGES, INSTANCE);
    let timeline = played(&lesson, &[]);
    let (ask, read) = (exchange(&timeline, 0), exchange(&timeline, 1));
    let Ok(Output::Session(session)) = &ask.outcome else { panic!("{:?}", ask.outcome) };
    assert!(session.arn.starts_with("arn:aws:sts::111122223333:assumed-role/WebServer/i-0"), "{}", session.arn);
    assert_eq!((session.expires - session.issued).num_seconds(), 21_600, "the role's hour does not bind a service");
    assert!(ask.command.contains("169.254.169.254/latest/meta-data/iam/security-credentials/WebServer"));
    assert!(ask.printed.contains("\"Code\": \"Success\"") && ask.printed.contains(session.access_key_id()));
    assert_eq!(key(ask, "aws:SourceIp"), None, "the network of a service's call is withheld");
    assert_eq!(key(ask, "aws:PrincipalServiceName"), Some("ec2.amazonaws.com"));
    assert!(
        key(read, "ec2:SourceInstanceArn")
            .is_some_and(|arn| session.arn.ends_with(arn.rsplit('/').next().expect("an id")))
    );
    assert_eq!(key(read, "aws:PrincipalTag/app"), Some("web"));
    let instance = session.arn.rsplit('/').next().expect("an id");
    assert_eq!(
        read.shown_command(),
        format!("s3.get_object(Bucket=\"shop-assets\", Key=\"logo.svg\")  # code on the instance {instance}")
    );
    assert_eq!(timeline.variables[0].cells[0].words, "a service, by itself");
    assert!(timeline.steps[2].says.starts_with("S3 knows the caller by the temporary key"));
}

#[test]
fn an_instance_whose_role_trusts_another_service_is_told_by_its_metadata() {
    let lesson = proved(&STAGES, INSTANCE);
    let timeline = played(&lesson, &["trusts-lambda"]);
    assert!(exchange(&timeline, 0).printed.contains("AssumeRoleUnauthorizedAccess"));
    assert_eq!(timeline.exchanges.len(), 1, "without credentials nothing is read");
}

const FUNCTION: &str = r#"
[world.accounts.111122223333]
name = "Shop"
[world.accounts.444455556666]
name = "Somebody else"
[world.roles.Resize]
account = "111122223333"
trust = '''
{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow",
    "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole",
    "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" },
                   "ArnLike": { "aws:SourceArn": "arn:aws:lambda:eu-west-1:111122223333:function:resize" } } } ] }
'''
[world.roles.Resize.policies]
Write = '''
{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::shop-thumbs/*" } ] }
'''
[world.buckets.shop-thumbs]
account = "111122223333"

[[calls]]
by = "lambda.amazonaws.com"
source-arn = "arn:aws:lambda:eu-west-1:111122223333:function:resize"
source-account = "111122223333"
[calls.assume-role]
role = "Resize"
session-name = "resize"
[calls.expect]
decision = "Allowed"

[[calls]]
by = "resize"
[calls.put-object]
bucket = "shop-thumbs"
key = "small.png"
body = "png"
[calls.expect]
decision = "Allowed"

[[what-ifs]]
id = "confused-deputy"
title = "Lambda acts for a stranger"
lesson = "The service is the same; for whom it acts is not."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
source-arn = "arn:aws:lambda:eu-west-1:444455556666:function:resize"
source-account = "444455556666"
[what-ifs.expect]
failed-stage = "validate"
decision = "ImplicitlyDenied"

[[what-ifs]]
id = "nothing-said"
title = "The service does not say for whom"
lesson = "A key that is absent matches no value."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
by = "lambda.amazonaws.com"
[what-ifs.expect]
failed-stage = "validate"

[[what-ifs]]
id = "may-not-write"
title = "The role may not write"
lesson = "The code gets an error."
[[what-ifs.changes]]
[what-ifs.changes.remove-policy]
role = "Resize"
policy = "Write"
[what-ifs.expect]
failed-stage = "evaluate"

[[what-ifs]]
id = "a-user-tries"
title = "A stranger's session name changes nothing"
lesson = "Only a service is a service."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
by = "root of 111122223333"
[what-ifs.expect]
failed-stage = "validate"
error = "AccessDenied"
"#;

#[test]
fn a_function_gets_its_role_only_when_lambda_acts_for_it() {
    let lesson = proved(&STAGES, FUNCTION);
    let timeline = played(&lesson, &[]);
    let ask = exchange(&timeline, 0);
    assert!(ask.command.starts_with("# Lambda assumes Resize"), "{}", ask.command);
    assert!(ask.printed.starts_with("AWS_ACCESS_KEY_ID=ASIA"), "{}", ask.printed);
    assert!(body(ask).contains("<AssumeRoleResult>"));
    assert_eq!(
        key(exchange(&timeline, 1), "lambda:SourceFunctionArn"),
        Some("arn:aws:lambda:eu-west-1:111122223333:function:resize")
    );
    let write = exchange(&timeline, 1);
    assert_eq!(
        write.shown_command(),
        "s3.put_object(Bucket=\"shop-thumbs\", Key=\"small.png\", Body=\"png\")  # code in the function resize"
    );
    let refused = played(&lesson, &["may-not-write"]);
    assert!(
        exchange(&refused, 1).printed.starts_with(
            "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: User: "
        ),
        "{}",
        exchange(&refused, 1).printed
    );
    let fooled = played(&lesson, &["confused-deputy"]);
    let (code, status, text) = refusal(exchange(&fooled, 0));
    assert_eq!((code, status), ("AccessDenied", 403));
    assert_eq!(
        text,
        "User: lambda.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/Resize"
    );
}

#[test]
fn a_service_may_be_named_by_a_bucket_policy() {
    let body = r#"
[world.accounts.111122223333]
name = "Logs"
[world.buckets.trail-logs]
policy = '''
{ "Version": "2012-10-17", "Statement": [ { "Sid": "Trail", "Effect": "Allow",
    "Principal": { "Service": "cloudtrail.amazonaws.com" }, "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::trail-logs/*",
    "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } } } ] }
'''
[[calls]]
by = "cloudtrail.amazonaws.com"
source-account = "111122223333"
[calls.put-object]
bucket = "trail-logs"
key = "log.json"
body = "{}"
[calls.expect]
decision = "Allowed"
statement = "Trail"
[[calls]]
by = "config.amazonaws.com"
source-account = "111122223333"
[calls.put-object]
bucket = "trail-logs"
key = "log.json"
body = "{}"
[calls.expect]
decision = "ImplicitlyDenied"
error = "AccessDenied"
"#;
    let timeline = played(&proved(&[("use", 1), ("evaluate", 1)], body), &[]);
    let (written, refused) = (exchange(&timeline, 0), exchange(&timeline, 1));
    assert_eq!(written.shown_command(), "# cloudtrail.amazonaws.com sends PutObject by itself");
    assert_eq!(written.printed, "", "nobody reads an answer there");
    assert_eq!(refused.printed, "403 AccessDenied: Access Denied");
}

#[test]
fn what_a_person_types_stays_a_command() {
    let body = r#"
[world.accounts.111122223333]
name = "Shop"
[world.users.mia]
[world.buckets.shop-assets.objects]
"logo.svg" = "<svg/>"
[[calls]]
by = "mia"
[calls.get-object]
bucket = "shop-assets"
key = "logo.svg"
[calls.expect]
decision = "ImplicitlyDenied"
"#;
    let timeline = played(&proved(&[("use", 1), ("evaluate", 1)], body), &[]);
    let read = exchange(&timeline, 0);
    assert_eq!(
        read.shown_command(),
        "$ aws s3api get-object --bucket shop-assets --key logo.svg logo.svg --profile mia"
    );
    assert!(read.printed.starts_with("aws: [ERROR]: "), "{}", read.printed);
}

#[test]
fn what_a_service_says_of_its_source_may_be_left_out_and_an_instance_needs_no_name() {
    let without = |calls: &str, keys: &str, rest: &str| {
        let what_if = format!(
            "[[what-ifs]]\nid = \"less\"\ntitle = \"Less\"\nlesson = \"Less.\"\n[[what-ifs.changes]]\n\
             [what-ifs.changes.call]\ncall = 1\nwithout = [{keys}]\n{rest}"
        );
        let calls = calls.split("[[what-ifs]]").next().expect("its calls");
        let (lesson, problems) = super::loaded(&STAGES, &format!("{calls}{what_if}"));
        played(&lesson.unwrap_or_else(|| panic!("{problems}")), &["less"])
    };
    for (keys, left) in [("\"source-arn\"", "aws:SourceAccount"), ("\"source-account\"", "aws:SourceArn")] {
        let timeline = without(FUNCTION, keys, "");
        assert_eq!(refusal(exchange(&timeline, 0)).0, "AccessDenied", "{keys}");
        assert!(key(exchange(&timeline, 0), left).is_some(), "the other is still said");
    }
    let named = INSTANCE.replace("as = \"instance\"", "session-name = \"i-0abc123def4567890\"\nas = \"instance\"");
    let timeline = without(&named, "\"session-name\"", "");
    let Ok(Output::Session(session)) = &exchange(&timeline, 0).outcome else { panic!("it is issued") };
    assert!(session.arn.contains("assumed-role/WebServer/i-0") && !session.arn.ends_with("i-0abc123def4567890"));
    assert_eq!(session.arn, {
        let plain = played(&proved(&STAGES, INSTANCE), &[]);
        let Ok(Output::Session(session)) = &exchange(&plain, 0).outcome else { panic!("it is issued") };
        session.arn.clone()
    });
}
