//! Web identities: a CI runner's token, a Kubernetes service account's, and everything that can be wrong with one.

use super::scenario::{
    ACCOUNT, Policy, Scenario, allow, allowed, anything, edit_call, error, implicitly_denied, put_object, trusts, world,
};
use super::{ASSUME_AND_USE, body, exchange, form, key, played, problems, proved, refusal, session};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const GITHUB: &str = "token.actions.githubusercontent.com";
const MAIN: &str = "repo:octo/site:ref:refs/heads/main";

/// A trust policy for tokens of this provider under conditions.
fn trusts_tokens(provider: &str, conditions: Value) -> Policy {
    let provider = format!("arn:aws:iam::{ACCOUNT}:oidc-provider/{provider}");
    trusts(json!({ "Federated": provider })).action("sts:AssumeRoleWithWebIdentity").when(conditions)
}

/// A CI runner whose token names a branch, signed by nobody or by who is named.
fn runner(by: Option<&str>) -> Scenario {
    let main_only = json!({ "StringEquals": {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com", "token.actions.githubusercontent.com:sub": MAIN,
    } });
    let publish = allow("s3:PutObject", "arn:aws:s3:::octo-site/*");
    let deployer = json!({
        "trust": trusts_tokens(GITHUB, main_only).sid("MainOnly"), "policies": { "Publish": publish },
    });
    let assume = json!({ "assume-role-with-web-identity": {
        "provider": GITHUB, "subject": MAIN, "audience": "sts.amazonaws.com", "role": "Deployer",
        "session-name": "deploy-42", "expires-in": "5m", "claims": { "repository": "octo/site" },
    } });
    world()
        .with("oidc-providers", GITHUB, json!({ "audiences": ["sts.amazonaws.com"] }))
        .role("Deployer", deployer)
        .bucket("octo-site", json!({}))
        .call(by, assume, allowed().by_statement("MainOnly"))
        .call("deploy-42", put_object("octo-site", "index.html"), allowed())
}

/// The runner, and everything that can be wrong with its token.
fn refused_runner() -> Scenario {
    let assume = |key: &str, value: Value| [edit_call(1, json!({ key: value }))];
    let late = json!({ "wait-before": { "call": 1, "wait": "5m" } });
    runner(None)
        .what_if(
            "another-branch",
            "The subject names the branch.",
            &assume("subject", json!("repo:octo/site:ref:refs/heads/feature")),
            implicitly_denied().error("AccessDenied").at("validate"),
        )
        .what_if(
            "wrong-audience",
            "The provider's audiences come first.",
            &assume("audience", json!("https://github.com/octo")),
            error("InvalidIdentityToken").at("validate"),
        )
        .what_if(
            "no-provider",
            "It has to be registered in the role's account.",
            &assume("provider", json!("gitlab.com")),
            error("InvalidIdentityToken").at("validate"),
        )
        .what_if("late", "Tokens expire, too.", &[late], error("ExpiredTokenException").at("validate"))
        .what_if(
            "too-long",
            "The role's maximum binds.",
            &assume("duration", json!(7200)),
            error("ValidationError").at("validate"),
        )
}

#[test]
fn a_runner_assumes_a_role_with_its_token_and_without_any_key() {
    let timeline = played(&proved(ASSUME_AND_USE, &runner(None)), &[]);
    let ask = exchange(&timeline, 0);
    assert_eq!((ask.key_id.as_deref(), ask.authenticated), (None, true));
    let request = ask.request().expect("a request");
    assert!(request.signature.is_none() && !request.headers.iter().any(|(name, _)| name == "authorization"));
    assert_eq!(session(ask).arn, "arn:aws:sts::111122223333:assumed-role/Deployer/deploy-42");
    assert!(body(ask).contains("<SubjectFromWebIdentityToken>repo:octo/site:ref:refs/heads/main<"));
    assert!(
        body(ask).contains("<Provider>arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com<")
    );
    assert!(ask.printed().contains("\"Audience\": \"sts.amazonaws.com\""));
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
    let timeline = played(&proved(ASSUME_AND_USE, &runner(None)), &[]);
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
    let lesson = proved(ASSUME_AND_USE, &refused_runner());
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
    let issuer = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539";
    let backup_only = json!({ "StringEquals": { format!("{issuer}:sub"): "system:serviceaccount:prod:backup" } });
    let assume = json!({ "assume-role-with-web-identity": {
        "provider": issuer, "subject": "system:serviceaccount:prod:backup", "audience": "sts.amazonaws.com",
        "role": "Backup", "session-name": "backup",
    } });
    let of_dev = edit_call(1, json!({ "subject": "system:serviceaccount:dev:backup" }));
    let scenario = world()
        .with("oidc-providers", issuer, json!({ "account": ACCOUNT, "audiences": ["sts.amazonaws.com"] }))
        .role("Backup", json!({ "trust": trusts_tokens(issuer, backup_only) }))
        .call("anonymous", assume, allowed())
        .what_if("another-namespace", "Its service account is another subject.", &[of_dev], anything().at("validate"));
    proved(&[("request", 1), ("validate", 1)], &scenario);
}

#[test]
fn nobody_signs_such_a_call() {
    let problems = problems(ASSUME_AND_USE, &runner(Some("root of 111122223333")));
    assert!(problems.contains("unsigned-call") && problems.contains("remove `by`"), "{problems}");
}
