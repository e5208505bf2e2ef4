//! Services as callers: the trust policy names them, `aws:SourceArn` keeps them honest, their sessions outlive the role's maximum.

use super::scenario::{
    ACCOUNT, Scenario, allow, allowed, anything, edit_call, error, get_object, implicitly_denied, put_object, service,
    trusts, world,
};
use super::{ASSUME_AND_USE, ONE_CALL, body, exchange, key, played, proved, refusal, session, sound};
use serde_json::{Value, json};

/// An instance that takes its role, here called so by the session's name or by its own, and reads.
fn instance(assume: Value) -> Scenario {
    let of_account = json!({ "ArnLike": { "ec2:SourceInstanceArn": "arn:aws:ec2:eu-west-1:111122223333:instance/*" } });
    let read = allow("s3:GetObject", "arn:aws:s3:::shop-assets/*").sid("Own").when(of_account);
    let trust = trusts(service("ec2.amazonaws.com"));
    world()
        .role("WebServer", json!({ "tags": { "app": "web" }, "trust": trust, "policies": { "Read": read } }))
        .bucket("shop-assets", json!({ "objects": { "logo.svg": "<svg/>" } }))
        .call("ec2.amazonaws.com", assume, allowed().by_policy("trust policy of WebServer"))
        .call("instance", get_object("shop-assets", "logo.svg"), allowed().by_statement("Own"))
}

fn unnamed_instance() -> Scenario {
    instance(json!({ "assume-role": { "role": "WebServer", "as": "instance", "duration": 21600 } }))
}

#[test]
fn an_instance_profile_gives_an_instance_its_roles_credentials() {
    let timeline = played(&proved(ASSUME_AND_USE, &unnamed_instance()), &[]);
    let (ask, read) = (exchange(&timeline, 0), exchange(&timeline, 1));
    let session = session(ask);
    assert!(session.arn.starts_with("arn:aws:sts::111122223333:assumed-role/WebServer/i-0"), "{}", session.arn);
    assert_eq!((session.expires - session.issued).num_seconds(), 21_600, "the role's hour does not bind a service");
    assert!(ask.command().contains("169.254.169.254/latest/meta-data/iam/security-credentials/WebServer"));
    assert!(ask.printed().contains("\"Code\": \"Success\"") && ask.printed().contains(session.access_key_id()));
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
    let document = trusts(service("lambda.amazonaws.com"));
    let trust_lambda = json!({ "set-policy": { "trust-of": "WebServer", "document": document } });
    let scenario = unnamed_instance().what_if(
        "trusts-lambda",
        "EC2 cannot take it.",
        &[trust_lambda],
        implicitly_denied().error("AccessDenied").at("validate"),
    );
    let timeline = played(&proved(ASSUME_AND_USE, &scenario), &["trusts-lambda"]);
    assert!(exchange(&timeline, 0).printed().contains("AssumeRoleUnauthorizedAccess"));
    assert_eq!(timeline.exchanges.len(), 1, "without credentials nothing is read");
}

/// A function that takes its role, which trusts Lambda on behalf of this function only, and writes.
fn function() -> Scenario {
    let arn = "arn:aws:lambda:eu-west-1:111122223333:function:resize";
    let for_it = json!({
        "StringEquals": { "aws:SourceAccount": ACCOUNT },
        "ArnLike": { "aws:SourceArn": arn },
    });
    let trust = trusts(service("lambda.amazonaws.com")).when(for_it);
    let write = allow("s3:PutObject", "arn:aws:s3:::shop-thumbs/*");
    let assume = json!({
        "source-arn": arn, "source-account": ACCOUNT, "assume-role": { "role": "Resize", "session-name": "resize" },
    });
    world()
        .with("accounts", "444455556666", json!({ "name": "Somebody else" }))
        .role("Resize", json!({ "account": ACCOUNT, "trust": trust, "policies": { "Write": write } }))
        .bucket("shop-thumbs", json!({ "account": ACCOUNT }))
        .call("lambda.amazonaws.com", assume, allowed())
        .call("resize", put_object("shop-thumbs", "small.png"), allowed())
}

#[test]
fn a_function_gets_its_role_only_when_lambda_acts_for_it() {
    let for_a_stranger = edit_call(
        1,
        json!({
            "source-arn": "arn:aws:lambda:eu-west-1:444455556666:function:resize", "source-account": "444455556666",
        }),
    );
    let for_nobody = edit_call(1, json!({ "by": "lambda.amazonaws.com" }));
    let no_write = json!({ "remove-policy": { "role": "Resize", "policy": "Write" } });
    let by_root = edit_call(1, json!({ "by": "root of 111122223333" }));
    let scenario = function()
        .what_if(
            "confused-deputy",
            "The service is the same; for whom it acts is not.",
            &[for_a_stranger],
            implicitly_denied().at("validate"),
        )
        .what_if("nothing-said", "A key that is absent matches no value.", &[for_nobody], anything().at("validate"))
        .what_if("may-not-write", "The code gets an error.", &[no_write], anything().at("evaluate"))
        .what_if("a-user-tries", "Only a service is a service.", &[by_root], error("AccessDenied").at("validate"));
    let lesson = proved(ASSUME_AND_USE, &scenario);
    let timeline = played(&lesson, &[]);
    let ask = exchange(&timeline, 0);
    assert!(ask.command().starts_with("# Lambda assumes Resize"), "{}", ask.command());
    assert!(ask.printed().starts_with("AWS_ACCESS_KEY_ID=ASIA"), "{}", ask.printed());
    assert!(body(ask).contains("<AssumeRoleResult>"));
    assert_eq!(
        key(exchange(&timeline, 1), "lambda:SourceFunctionArn"),
        Some("arn:aws:lambda:eu-west-1:111122223333:function:resize")
    );
    let write = exchange(&timeline, 1);
    assert_eq!(
        write.shown_command(),
        "s3.put_object(Bucket=\"shop-thumbs\", Key=\"small.png\", Body=\"text\")  # code in the function resize"
    );
    let refused = played(&lesson, &["may-not-write"]);
    assert!(
        exchange(&refused, 1).printed().starts_with(
            "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: User: "
        ),
        "{}",
        exchange(&refused, 1).printed()
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
    let for_account = json!({ "StringEquals": { "aws:SourceAccount": ACCOUNT } });
    let trail = allow("s3:PutObject", "arn:aws:s3:::trail-logs/*")
        .sid("Trail")
        .to(service("cloudtrail.amazonaws.com"))
        .when(for_account);
    let mut write = put_object("trail-logs", "log.json");
    write["source-account"] = ACCOUNT.into();
    let scenario = world()
        .bucket("trail-logs", json!({ "policy": trail }))
        .call("cloudtrail.amazonaws.com", write.clone(), allowed().by_statement("Trail"))
        .call("config.amazonaws.com", write, implicitly_denied().error("AccessDenied"));
    let timeline = played(&proved(ONE_CALL, &scenario), &[]);
    let (written, refused) = (exchange(&timeline, 0), exchange(&timeline, 1));
    assert_eq!(written.shown_command(), "# cloudtrail.amazonaws.com sends PutObject by itself");
    assert_eq!(written.printed(), "", "nobody reads an answer there");
    assert_eq!(refused.printed(), "403 AccessDenied: Access Denied");
}

#[test]
fn what_a_person_types_stays_a_command() {
    let scenario = world()
        .user("mia", json!({}))
        .bucket("shop-assets", json!({ "objects": { "logo.svg": "<svg/>" } }))
        .call("mia", get_object("shop-assets", "logo.svg"), implicitly_denied());
    let timeline = played(&proved(ONE_CALL, &scenario), &[]);
    let read = exchange(&timeline, 0);
    assert_eq!(
        read.shown_command(),
        "$ aws s3api get-object --bucket shop-assets --key logo.svg logo.svg --profile mia"
    );
    assert!(read.printed().starts_with("aws: [ERROR]: "), "{}", read.printed());
}

#[test]
fn what_a_service_says_of_its_source_may_be_left_out_and_an_instance_needs_no_name() {
    let without = |scenario: Scenario, key: &str| {
        let scenario = scenario.what_if("less", "Less.", &[edit_call(1, json!({ "without": [key] }))], anything());
        played(&sound(ASSUME_AND_USE, &scenario), &["less"])
    };
    for (key_of_call, left) in [("source-arn", "aws:SourceAccount"), ("source-account", "aws:SourceArn")] {
        let timeline = without(function(), key_of_call);
        assert_eq!(refusal(exchange(&timeline, 0)).0, "AccessDenied", "{key_of_call}");
        assert!(key(exchange(&timeline, 0), left).is_some(), "the other is still said");
    }
    let name = "i-0abc123def4567890";
    let named = instance(json!({
        "assume-role": { "role": "WebServer", "session-name": name, "as": "instance", "duration": 21600 },
    }));
    let timeline = without(named, "session-name");
    let arn = &session(exchange(&timeline, 0)).arn;
    assert!(arn.contains("assumed-role/WebServer/i-0") && !arn.ends_with(name), "{arn}");
    let plain = played(&proved(ASSUME_AND_USE, &unnamed_instance()), &[]);
    assert_eq!(*arn, session(exchange(&plain, 0)).arn);
}
