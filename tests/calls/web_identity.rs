//! Web identities: a CI runner's token, a Kubernetes service account's, and everything that can be wrong with one.

use super::{body, exchange, form, key, loaded, played, proved, refusal};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall::cloud::Output;

const STAGES: [(&str, usize); 4] = [("request", 1), ("validate", 1), ("use", 2), ("evaluate", 2)];

const RUNNER: &str = r#"
[world.accounts.111122223333]
name = "Deploy"
[world.oidc-providers."token.actions.githubusercontent.com"]
audiences = ["sts.amazonaws.com"]
[world.roles.Deployer]
trust = '''
{ "Version": "2012-10-17", "Statement": [ { "Sid": "MainOnly", "Effect": "Allow",
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": { "StringEquals": {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:octo/site:ref:refs/heads/main" } } } ] }
'''
[world.roles.Deployer.policies]
Publish = '''
{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::octo-site/*" } ] }
'''
[world.buckets.octo-site]

[[calls]]
[calls.assume-role-with-web-identity]
provider = "token.actions.githubusercontent.com"
subject = "repo:octo/site:ref:refs/heads/main"
audience = "sts.amazonaws.com"
role = "Deployer"
session-name = "deploy-42"
expires-in = "5m"
claims = { repository = "octo/site" }
[calls.expect]
decision = "Allowed"
statement = "MainOnly"

[[calls]]
by = "deploy-42"
[calls.put-object]
bucket = "octo-site"
key = "index.html"
body = "<h1>"
[calls.expect]
decision = "Allowed"

[[what-ifs]]
id = "another-branch"
title = "Another branch"
lesson = "The subject names the branch."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
subject = "repo:octo/site:ref:refs/heads/feature"
[what-ifs.expect]
failed-stage = "validate"
decision = "ImplicitlyDenied"
error = "AccessDenied"

[[what-ifs]]
id = "wrong-audience"
title = "A token for somebody else"
lesson = "The provider's audiences come first."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
audience = "https://github.com/octo"
[what-ifs.expect]
failed-stage = "validate"
error = "InvalidIdentityToken"

[[what-ifs]]
id = "no-provider"
title = "A provider that the account does not know"
lesson = "It has to be registered in the role's account."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
provider = "gitlab.com"
[what-ifs.expect]
failed-stage = "validate"
error = "InvalidIdentityToken"

[[what-ifs]]
id = "late"
title = "The job waits too long"
lesson = "Tokens expire, too."
[[what-ifs.changes]]
[what-ifs.changes.wait-before]
call = 1
wait = "5m"
[what-ifs.expect]
failed-stage = "validate"
error = "ExpiredTokenException"

[[what-ifs]]
id = "too-long"
title = "Two hours"
lesson = "The role's maximum binds."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
duration = 7200
[what-ifs.expect]
failed-stage = "validate"
error = "ValidationError"
"#;

#[test]
fn a_runner_assumes_a_role_with_its_token_and_without_any_key() {
    let lesson = proved(&STAGES, RUNNER);
    let timeline = played(&lesson, &[]);
    let ask = exchange(&timeline, 0);
    assert_eq!((ask.key_id.as_deref(), ask.authenticated), (None, true));
    let request = ask.request.as_ref().expect("a request");
    assert!(request.signature.is_none() && !request.headers.iter().any(|(name, _)| name == "authorization"));
    let Ok(Output::Session(session)) = &ask.outcome else { panic!("{:?}", ask.outcome) };
    assert_eq!(session.arn, "arn:aws:sts::111122223333:assumed-role/Deployer/deploy-42");
    assert!(body(ask).contains("<SubjectFromWebIdentityToken>repo:octo/site:ref:refs/heads/main<"));
    assert!(
        body(ask).contains("<Provider>arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com<")
    );
    assert!(ask.printed.contains("\"Audience\": \"sts.amazonaws.com\""));
    assert_eq!(key(ask, "token.actions.githubusercontent.com:repository"), Some("octo/site"));
    let used = exchange(&timeline, 1);
    assert_eq!(key(used, "token.actions.githubusercontent.com:aud"), Some("sts.amazonaws.com"));
    assert_eq!(key(used, "token.actions.githubusercontent.com:repository"), None, "other claims do not live on");
    assert!(key(used, "aws:FederatedProvider").is_some_and(|arn| arn.contains("oidc-provider")));
    assert_eq!(timeline.steps[0].words.action, "repo:octo/site:ref:refs/heads/main", "the subject is the caller");
    assert_eq!(timeline.steps[0].values.result, "sent 09:00:00Z, with a token");
    assert_eq!(timeline.steps[1].values.input, "role/Deployer by repo:octo/site:ref:refs/heads/main");
    let who = &timeline.variables[0].cells[0];
    assert_eq!(
        (who.words.as_str(), who.value.as_str()),
        ("a token of its provider, no key", "repo:octo/site:ref:refs/heads/main")
    );
    assert!(timeline.steps[0].says.contains("a token speaks for the caller"), "{}", timeline.steps[0].says);
}

#[test]
fn the_token_has_the_form_of_one_and_says_that_it_is_none() {
    let lesson = proved(&STAGES, RUNNER);
    let timeline = played(&lesson, &[]);
    let form = form(exchange(&timeline, 0));
    let (_, token) = form.split_once("WebIdentityToken=").expect("a token");
    let parts: Vec<&str> = token.split('&').next().expect("its text").split('.').collect();
    assert_eq!(parts.len(), 3);
    let claims = URL_SAFE_NO_PAD.decode(parts[1]).expect("base64url");
    let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
    assert_eq!(claims["iss"], "https://token.actions.githubusercontent.com");
    assert_eq!(claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(end, start)| end - start), Some(300));
    assert_eq!(claims["repository"], "octo/site");
    assert!(parts[2].starts_with("EXAMPLE-not-a-signature"));
}

#[test]
fn every_refusal_has_the_text_of_sts() {
    let lesson = proved(&STAGES, RUNNER);
    for (what_if, expected) in [
        ("another-branch", ("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity")),
        ("wrong-audience", ("InvalidIdentityToken", 400, "Incorrect token audience")),
        (
            "no-provider",
            ("InvalidIdentityToken", 400, "No OpenIDConnect provider found in your account for https://gitlab.com"),
        ),
        (
            "late",
            (
                "ExpiredTokenException",
                400,
                "Token expired: current date/time 1772442300 must be before the expiration date/time 1772442300",
            ),
        ),
        (
            "too-long",
            ("ValidationError", 400, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."),
        ),
    ] {
        let timeline = played(&lesson, &[what_if]);
        assert_eq!(refusal(exchange(&timeline, timeline.exchanges.len() - 1)), expected, "{what_if}");
    }
}

#[test]
fn a_cluster_has_an_issuer_with_a_path() {
    let body = r#"
[world.accounts.111122223333]
name = "Cluster"
[world.oidc-providers."oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539"]
account = "111122223333"
audiences = ["sts.amazonaws.com"]
[world.roles.Backup]
trust = '''
{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow",
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539" },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": { "StringEquals": {
        "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539:sub": "system:serviceaccount:prod:backup" } } } ] }
'''
[[calls]]
by = "anonymous"
[calls.assume-role-with-web-identity]
provider = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539"
subject = "system:serviceaccount:prod:backup"
audience = "sts.amazonaws.com"
role = "Backup"
session-name = "backup"
[calls.expect]
decision = "Allowed"
[[what-ifs]]
id = "another-namespace"
title = "Another namespace"
lesson = "Its service account is another subject."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
subject = "system:serviceaccount:dev:backup"
[what-ifs.expect]
failed-stage = "validate"
"#;
    proved(&[("request", 1), ("validate", 1)], body);
}

#[test]
fn nobody_signs_such_a_call() {
    let (lesson, problems) = loaded(
        &STAGES,
        &RUNNER.replace("[[calls]]\n[calls.assume", "[[calls]]\nby = \"root of 111122223333\"\n[calls.assume"),
    );
    assert!(lesson.is_none());
    assert!(problems.contains("unsigned-call") && problems.contains("remove `by`"), "{problems}");
}
