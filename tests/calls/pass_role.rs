//! Roles passed to Lambda and EC2: three different reasons why a function has no role.

use super::scenario::{
    ACCOUNT, Scenario, allow, allowed, anything, assume_role, edit_call, error, implicitly_denied, service, trusts,
    world,
};
use super::{ONE_CALL, body, exchange, form, key, played, proved, refusal};
use serde_json::{Value, json};

const OTHER: &str = "444455556666";

fn create_function(name: &str, role: &str) -> Value {
    json!({ "create-function": { "name": name, "role": role } })
}

/// A call of Lambda for a function of the account, which takes the function's role.
fn runs(function: &str) -> Value {
    let mut call = assume_role("Resize", function);
    call["source-arn"] = format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:{function}").into();
    call["source-account"] = ACCOUNT.into();
    call
}

/// A developer who creates functions and passes some roles, of four that differ in path, account and trust.
fn function_with_a_role() -> Scenario {
    let roles = ["arn:aws:iam::111122223333:role/app/*", "arn:aws:iam::444455556666:role/*"];
    let to_lambda = json!({ "StringEquals": { "iam:PassedToService": "lambda.amazonaws.com" } });
    let create = allow("lambda:CreateFunction", "arn:aws:lambda:eu-west-1:111122223333:function:*").sid("Create");
    let deploy = create.and(allow("iam:PassRole", roles).sid("Pass").when(to_lambda));
    let (lambda, ec2) = (trusts(service("lambda.amazonaws.com")), trusts(service("ec2.amazonaws.com")));
    world()
        .with("accounts", OTHER, json!({ "name": "Other" }))
        .user("dev", json!({ "account": ACCOUNT, "policies": { "Deploy": deploy } }))
        .role("Resize", json!({ "account": ACCOUNT, "path": "/app/", "trust": lambda }))
        .role("Server", json!({ "account": ACCOUNT, "path": "/app/", "trust": ec2 }))
        .role("Admin", json!({ "account": ACCOUNT, "trust": lambda }))
        .role("Far", json!({ "account": OTHER, "trust": lambda }))
        .call("dev", create_function("resize", "Resize"), allowed().by_statement("Create"))
}

/// What can go wrong with it, each on its own.
fn function_without_a_role(scenario: Scenario) -> Scenario {
    let role = |name: &str| [edit_call(1, json!({ "role": name }))];
    let unknown_key = edit_call(1, json!({ "by": "unknown-key" }));
    scenario
        .what_if(
            "admin-role",
            "PassRole names the roles that may be handed on.",
            &role("Admin"),
            implicitly_denied().error("AccessDeniedException").at("evaluate"),
        )
        .what_if(
            "server-role",
            "Who may pass it is one thing, whom it trusts another.",
            &role("Server"),
            implicitly_denied().error("InvalidParameterValueException").at("evaluate"),
        )
        .what_if(
            "far-role",
            "Roles are passed inside an account.",
            &role("Far"),
            error("AccessDeniedException").at("evaluate"),
        )
        .what_if(
            "no-create",
            "The first question comes first.",
            &[remove_deploy()],
            error("AccessDeniedException").at("evaluate"),
        )
        .what_if(
            "unknown-key",
            "Lambda has its own words for it.",
            &[unknown_key],
            error("UnrecognizedClientException").at("use"),
        )
}

fn remove_deploy() -> Value {
    json!({ "remove-policy": { "user": "dev", "policy": "Deploy" } })
}

#[test]
fn a_function_takes_three_yeses() {
    let lesson = proved(ONE_CALL, &function_without_a_role(function_with_a_role()));
    let timeline = played(&lesson, &[]);
    let create = exchange(&timeline, 0);
    let actions: Vec<&str> = create.authorizations.iter().map(|one| one.action.as_str()).collect();
    assert_eq!(actions, ["lambda:CreateFunction", "iam:PassRole", "sts:AssumeRole"]);
    assert_eq!(
        create.authorizations[1].trace.request.context.single("iam:PassedToService"),
        Some("lambda.amazonaws.com")
    );
    assert_eq!(key(create, "aws:SourceAccount"), Some("111122223333"));
    let request = create.request().expect("a request");
    assert_eq!((request.method, request.target.as_str()), ("POST", "/2015-03-31/functions"));
    assert_eq!(request.host, "lambda.eu-west-1.amazonaws.com");
    assert!(form(create).contains("\"Role\":\"arn:aws:iam::111122223333:role/app/Resize\""));
    assert_eq!(create.response().map(|response| response.status), Some(201));
    assert!(body(create).contains("\"FunctionArn\":\"arn:aws:lambda:eu-west-1:111122223333:function:resize\""));
    assert!(create.command().starts_with("aws lambda create-function --function-name resize"));
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
        "nothing denies iam:PassRole, but no identity-based policy allows iam:PassRole; lambda:CreateFunction is allowed"
    );
    assert_eq!(
        says(&["server-role"]),
        "nothing denies sts:AssumeRole, but the role's trust policy does not let \
         lambda.amazonaws.com assume it; lambda:CreateFunction and iam:PassRole are allowed"
    );
    assert_eq!(played(&lesson, &["server-role"]).steps[1].values.action, "decide sts:AssumeRole");
}

#[test]
fn what_was_not_created_makes_no_calls() {
    let scenario = function_with_a_role()
        .call("lambda.amazonaws.com", runs("resize"), anything())
        .call("resize", json!({ "get-caller-identity": {} }), anything())
        .call("lambda.amazonaws.com", runs("other"), anything());
    let stages = &[("use", 1), ("evaluate", 1), ("validate", 2), ("validate", 4)];
    let lesson = proved(stages, &function_without_a_role(scenario.clone()));
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
    assert_eq!(timeline.steps[3].says, "not reached: the play ends with the refusal at step 2");
    // Where no step shows the creation, the row of the call says why it is not made.
    let hidden = scenario.what_if("hidden", "No function, no calls.", &[remove_deploy()], anything());
    let timeline = played(&proved(&[("validate", 2)], &hidden), &["hidden"]);
    assert_eq!(timeline.steps[0].status, rolecall::lesson::Status::Skipped);
    assert!(timeline.steps[0].says.contains("there is no function `resize`"));
    assert_eq!(timeline.steps[1].says, "the process ends: what it is about was never asked for");
    assert!(timeline.variables[0].cells.iter().all(|cell| cell.words != "granted"));
}

#[test]
fn an_instance_that_was_not_started_gets_no_credentials() {
    let instance = json!({ "assume-role": { "role": "Server", "as": "instance" } });
    let lesson = proved(ONE_CALL, &instances().call("ec2.amazonaws.com", instance, anything()));
    let made = |what_if: &[&str]| played(&lesson, what_if).exchanges.iter().any(|one| one.operation == "AssumeRole");
    assert!(made(&[]));
    assert!(!made(&["only-instances"]));
    assert!(made(&["admin-role"]), "the instances with another role are not those that were refused");
}

/// An instance with a role and one without, and what can go wrong with the first.
fn instances() -> Scenario {
    let to_ec2 = json!({ "StringEquals": { "iam:PassedToService": "ec2.amazonaws.com" } });
    let pass = allow("iam:PassRole", "arn:aws:iam::111122223333:role/Server").sid("Pass").when(to_ec2);
    let launch = allow("ec2:RunInstances", "*").sid("Run").and(pass);
    let only_instances = json!({ "set-policy": {
        "user": "dev", "policy": "Launch", "document": allow("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*"),
    } });
    let ec2 = trusts(service("ec2.amazonaws.com"));
    world()
        .user("dev", json!({ "policies": { "Launch": launch } }))
        .role("Server", json!({ "trust": ec2 }))
        .role("Admin", json!({ "trust": ec2 }))
        .call("dev", json!({ "run-instances": { "instance-profile": "Server" } }), allowed().by_statement("Run"))
        .call("dev", json!({ "run-instances": {} }), allowed())
        .what_if(
            "admin-role",
            "Whoever passes a role can use it.",
            &[edit_call(1, json!({ "role": "Admin" }))],
            implicitly_denied().error("UnauthorizedOperation").at("evaluate"),
        )
        .what_if(
            "only-instances",
            "A new instance takes other resources into use, too.",
            &[only_instances],
            error("UnauthorizedOperation").at("evaluate"),
        )
        .what_if(
            "late",
            "EC2 has its own words, too.",
            &[edit_call(1, json!({ "by": "unknown-key" }))],
            error("AuthFailure").at("use"),
        )
}

#[test]
fn an_instance_takes_its_role_by_way_of_a_profile() {
    let lesson = proved(ONE_CALL, &instances());
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
