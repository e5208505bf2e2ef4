//! Roles passed to Lambda and EC2: three different reasons why a function has no role.

use super::{body, exchange, form, key, played, proved, refusal};

const LAMBDA: &str = r#"
[world.accounts.111122223333]
name = "Shop"
[world.accounts.444455556666]
name = "Other"
[world.users.dev]
account = "111122223333"
[world.users.dev.policies]
Deploy = '''
{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Create", "Effect": "Allow", "Action": "lambda:CreateFunction", "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:*" },
  { "Sid": "Pass", "Effect": "Allow", "Action": "iam:PassRole", "Resource": ["arn:aws:iam::111122223333:role/app/*", "arn:aws:iam::444455556666:role/*"],
    "Condition": { "StringEquals": { "iam:PassedToService": "lambda.amazonaws.com" } } } ] }
'''
[world.roles.Resize]
account = "111122223333"
path = "/app/"
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }'
[world.roles.Server]
account = "111122223333"
path = "/app/"
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }'
[world.roles.Admin]
account = "111122223333"
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }'
[world.roles.Far]
account = "444455556666"
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }'

[[calls]]
by = "dev"
[calls.create-function]
name = "resize"
role = "Resize"
[calls.expect]
decision = "Allowed"
statement = "Create"

[[what-ifs]]
id = "admin-role"
title = "A stronger role"
lesson = "PassRole names the roles that may be handed on."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
role = "Admin"
[what-ifs.expect]
failed-stage = "evaluate"
decision = "ImplicitlyDenied"
error = "AccessDeniedException"

[[what-ifs]]
id = "server-role"
title = "A role for servers"
lesson = "Who may pass it is one thing, whom it trusts another."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
role = "Server"
[what-ifs.expect]
failed-stage = "evaluate"
decision = "ImplicitlyDenied"
error = "InvalidParameterValueException"

[[what-ifs]]
id = "far-role"
title = "A role of another account"
lesson = "Roles are passed inside an account."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
role = "Far"
[what-ifs.expect]
failed-stage = "evaluate"
error = "AccessDeniedException"

[[what-ifs]]
id = "no-create"
title = "No CreateFunction"
lesson = "The first question comes first."
[[what-ifs.changes]]
[what-ifs.changes.remove-policy]
user = "dev"
policy = "Deploy"
[what-ifs.expect]
failed-stage = "evaluate"
error = "AccessDeniedException"

[[what-ifs]]
id = "unknown-key"
title = "A key that exists nowhere"
lesson = "Lambda has its own words for it."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
by = "unknown-key"
[what-ifs.expect]
failed-stage = "use"
error = "UnrecognizedClientException"
"#;

const USE: [(&str, usize); 2] = [("use", 1), ("evaluate", 1)];

#[test]
fn a_function_takes_three_yeses() {
    let lesson = proved(&USE, LAMBDA);
    let timeline = played(&lesson, &[]);
    let create = exchange(&timeline, 0);
    let actions: Vec<&str> = create.authorizations.iter().map(|one| one.action.as_str()).collect();
    assert_eq!(actions, ["lambda:CreateFunction", "iam:PassRole", "sts:AssumeRole"]);
    assert_eq!(
        create.authorizations[1].trace.request.context.single("iam:PassedToService"),
        Some("lambda.amazonaws.com")
    );
    assert_eq!(key(create, "aws:SourceAccount"), Some("111122223333"));
    let request = create.request.as_ref().expect("a request");
    assert_eq!((request.method, request.target.as_str()), ("POST", "/2015-03-31/functions"));
    assert_eq!(request.host, "lambda.eu-west-1.amazonaws.com");
    assert!(form(create).contains("\"Role\":\"arn:aws:iam::111122223333:role/app/Resize\""));
    assert_eq!(create.response.as_ref().map(|response| response.status), Some(201));
    assert!(body(create).contains("\"FunctionArn\":\"arn:aws:lambda:eu-west-1:111122223333:function:resize\""));
    assert!(create.command.starts_with("aws lambda create-function --function-name resize"));
    assert!(timeline.steps[0].says.starts_with("Lambda knows the caller"));
    for (what_if, code, status, text) in [
        (
            "admin-role",
            "AccessDeniedException",
            403,
            "User: arn:aws:iam::111122223333:user/dev is not authorized to perform: iam:PassRole on resource: \
             arn:aws:iam::111122223333:role/Admin because no identity-based policy allows the iam:PassRole action",
        ),
        (
            "server-role",
            "InvalidParameterValueException",
            400,
            "The role defined for the function cannot be assumed by Lambda.",
        ),
        ("far-role", "AccessDeniedException", 403, "Cross-account pass role is not allowed."),
        ("unknown-key", "UnrecognizedClientException", 403, "The security token included in the request is invalid."),
    ] {
        let timeline = played(&lesson, &[what_if]);
        assert_eq!(refusal(exchange(&timeline, 0)), (code, status, text), "{what_if}");
    }
    let far = played(&lesson, &["server-role"]);
    assert!(far.steps[1].says.contains("sts:AssumeRole"), "{}", far.steps[1].says);
}

const EC2: &str = r#"
[world.accounts.111122223333]
name = "Shop"
[world.users.dev.policies]
Launch = '''
{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Run", "Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*" },
  { "Sid": "Pass", "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/Server",
    "Condition": { "StringEquals": { "iam:PassedToService": "ec2.amazonaws.com" } } } ] }
'''
[world.roles.Server]
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }'
[world.roles.Admin]
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" } ] }'

[[calls]]
by = "dev"
[calls.run-instances]
instance-profile = "Server"
[calls.expect]
decision = "Allowed"
statement = "Run"
[[calls]]
by = "dev"
[calls.run-instances]
[calls.expect]
decision = "Allowed"

[[what-ifs]]
id = "admin-role"
title = "A stronger role"
lesson = "Whoever passes a role can use it."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
role = "Admin"
[what-ifs.expect]
failed-stage = "evaluate"
decision = "ImplicitlyDenied"
error = "UnauthorizedOperation"

[[what-ifs]]
id = "only-instances"
title = "Only instances are named"
lesson = "A new instance takes other resources into use, too."
[[what-ifs.changes]]
[what-ifs.changes.set-policy]
user = "dev"
policy = "Launch"
document = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*" } ] }'
[what-ifs.expect]
failed-stage = "evaluate"
error = "UnauthorizedOperation"

[[what-ifs]]
id = "late"
title = "No key"
lesson = "EC2 has its own words, too."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
by = "unknown-key"
[what-ifs.expect]
failed-stage = "use"
error = "AuthFailure"
"#;

#[test]
fn an_instance_takes_its_role_by_way_of_a_profile() {
    let lesson = proved(&USE, EC2);
    let timeline = played(&lesson, &[]);
    let run = exchange(&timeline, 0);
    assert_eq!(run.authorizations.last().map(|one| one.action.as_str()), Some("iam:PassRole"));
    assert!(form(run).starts_with("Action=RunInstances&Version=2016-11-15&"));
    assert!(form(run).contains("IamInstanceProfile.Name=Server"));
    assert!(body(run).contains("<requestId>") && body(run).contains("<instanceId>i-0"));
    assert!(exchange(&timeline, 1).authorizations.iter().all(|one| one.action == "ec2:RunInstances"));
    let refused = played(&lesson, &["admin-role"]);
    let (code, status, text) = refusal(exchange(&refused, 0));
    assert_eq!((code, status), ("UnauthorizedOperation", 403));
    assert!(
        text.starts_with(
            "You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/dev is not \
             authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/Admin because no \
             identity-based policy allows the iam:PassRole action. Encoded authorization failure message: EXAMPLE"
        ),
        "{text}"
    );
    assert!(body(exchange(&refused, 0)).contains("<Response>\n  <Errors>"));
    assert_eq!(refusal(exchange(&played(&lesson, &["late"]), 0)).1, 401);
}
