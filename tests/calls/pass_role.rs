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
    // The step names every decision: that all allow, or which one denies.
    let says = |what_if: &[&str]| played(&lesson, what_if).steps[1].says.clone();
    assert_eq!(
        says(&[]),
        "lambda:CreateFunction is allowed by Create of Deploy, iam:PassRole by Pass of Deploy, sts:AssumeRole for \
         lambda.amazonaws.com by statement 1 of the trust policy of Resize, and nothing denies any of it"
    );
    assert_eq!(timeline.steps[1].values.action, "decide lambda:CreateFunction, iam:PassRole, sts:AssumeRole");
    assert_eq!(
        says(&["no-create"]),
        "nothing denies lambda:CreateFunction, but no identity-based policy allows lambda:CreateFunction"
    );
    assert_eq!(
        says(&["admin-role"]),
        "lambda:CreateFunction is allowed; nothing denies iam:PassRole, but no identity-based policy allows iam:PassRole"
    );
    assert_eq!(
        says(&["server-role"]),
        "lambda:CreateFunction and iam:PassRole are allowed; for lambda.amazonaws.com: nothing denies sts:AssumeRole, \
         but the role's trust policy does not let this caller assume it"
    );
    assert_eq!(played(&lesson, &["server-role"]).steps[1].values.action, "decide sts:AssumeRole");
}

#[test]
fn what_was_not_created_makes_no_calls() {
    let later = r#"
[[calls]]
by = "lambda.amazonaws.com"
source-arn = "arn:aws:lambda:eu-west-1:111122223333:function:resize"
source-account = "111122223333"
[calls.assume-role]
role = "Resize"
session-name = "resize"
[[calls]]
by = "resize"
[calls.get-caller-identity]
[[calls]]
by = "lambda.amazonaws.com"
source-arn = "arn:aws:lambda:eu-west-1:111122223333:function:other"
source-account = "111122223333"
[calls.assume-role]
role = "Resize"
session-name = "other"
"#;
    let (calls, what_ifs) = LAMBDA.split_once("[[what-ifs]]").expect("both");
    let body = format!("{calls}{later}[[what-ifs]]{what_ifs}");
    let lesson = proved(&[("use", 1), ("evaluate", 1), ("validate", 2), ("validate", 4)], &body);
    let made =
        |what_ifs: &[&str]| played(&lesson, what_ifs).exchanges.iter().map(|one| one.operation).collect::<Vec<_>>();
    assert_eq!(made(&[]), ["CreateFunction", "AssumeRole", "GetCallerIdentity", "AssumeRole"]);
    for refused in ["no-create", "admin-role", "server-role", "unknown-key"] {
        assert_eq!(
            made(&[refused]),
            ["CreateFunction", "AssumeRole"],
            "{refused}: another function is there all the same"
        );
    }
    let timeline = played(&lesson, &["admin-role"]);
    assert_eq!(timeline.steps[2].says, "this never happens: there is no function `resize`, for it was not created");
    assert_eq!(timeline.steps[3].says, "this never happens: an earlier step was refused");
    // Where no step shows the creation, the row of the call says why it is not made.
    let hidden = proved(&[("validate", 2)], &format!("{calls}{later}{HIDDEN}"));
    let timeline = played(&hidden, &["hidden"]);
    assert_eq!(timeline.steps[0].status, rolecall::lesson::Status::Skipped);
    assert!(timeline.steps[0].says.contains("there is no function `resize`"));
    assert_eq!(timeline.steps[1].says, "the process ends: what it is about was never asked for");
    assert!(timeline.variables[0].cells.iter().all(|cell| cell.words != "granted"));
}

const HIDDEN: &str = r#"
[[what-ifs]]
id = "hidden"
title = "No CreateFunction"
lesson = "No function, no calls."
[[what-ifs.changes]]
[what-ifs.changes.remove-policy]
user = "dev"
policy = "Deploy"
"#;

#[test]
fn an_instance_that_was_not_started_gets_no_credentials() {
    let (calls, what_ifs) = EC2.split_once("[[what-ifs]]").expect("both");
    let later = "[[calls]]\nby = \"ec2.amazonaws.com\"\n[calls.assume-role]\nrole = \"Server\"\nas = \"instance\"\n";
    let lesson = proved(&USE, &format!("{calls}{later}[[what-ifs]]{what_ifs}"));
    let made = |what_if: &[&str]| played(&lesson, what_if).exchanges.iter().any(|one| one.operation == "AssumeRole");
    assert!(made(&[]));
    assert!(!made(&["only-instances"]));
    assert!(made(&["admin-role"]), "the instances with another role are not those that were refused");
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
