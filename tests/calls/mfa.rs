//! MFA: a role that wants it, the `Bool` that long-term keys slip under, and a user's own temporary credentials.

use super::scenario::{
    ACCOUNT, Scenario, allow, allowed, anything, aws, deny, edit_call, error, explicitly_denied, get_object,
    implicitly_denied, trusts, user, world,
};
use super::{ASSUME_AND_USE, ONE_CALL, exchange, form, key, played, proved, proved_but_warned, refusal, session};
use rolecall::cloud::Output;
use serde_json::{Value, json};

/// A role that wants MFA, and a user who may do all that these tests ask for.
fn shop() -> Scenario {
    let with_mfa = json!({ "Bool": { "aws:MultiFactorAuthPresent": "true" } });
    world()
        .user(
            "ana",
            json!({ "policies": { "All": allow(["sts:AssumeRole", "iam:PutRolePolicy", "s3:GetObject"], "*") } }),
        )
        .role("Admin", json!({ "trust": trusts(user("ana")).sid("Mfa").when(with_mfa) }))
        .bucket("box", json!({ "objects": { "a": "text" } }))
}

fn assume_with_mfa(role: &str, session_name: &str) -> Value {
    json!({ "assume-role": { "role": role, "session-name": session_name, "mfa": true } })
}

fn own_session(name: &str) -> Value {
    json!({ "get-session-token": { "as": name } })
}

fn own_session_with_mfa(name: &str) -> Value {
    json!({ "get-session-token": { "as": name, "mfa": true } })
}

#[test]
fn a_role_may_want_mfa_and_a_session_carries_none_on() {
    let no_mfa = edit_call(1, json!({ "mfa": false }));
    let scenario = shop()
        .call("ana", assume_with_mfa("Admin", "ana-admin"), allowed().by_statement("Mfa"))
        .call("ana-admin", get_object("box", "a"), implicitly_denied())
        .what_if(
            "without",
            "Long-term keys carry no such key: Bool does not match.",
            &[no_mfa],
            implicitly_denied().at("validate"),
        );
    let lesson = proved(ASSUME_AND_USE, &scenario);
    let timeline = played(&lesson, &[]);
    assert!(form(exchange(&timeline, 0)).contains("SerialNumber=arn%3Aaws%3Aiam%3A%3A111122223333%3Amfa%2Fana"));
    assert_eq!(key(exchange(&timeline, 1), "aws:MultiFactorAuthPresent"), Some("false"));
}

#[test]
fn a_users_own_temporary_credentials_keep_the_user_and_the_mfa() {
    let an_hour = json!({ "assume-role": { "role": "Admin", "session-name": "admin", "duration": 3600 } });
    let no_mfa = edit_call(1, json!({ "mfa": false }));
    let scenario = shop()
        .call("ana", own_session_with_mfa("ana-mfa"), anything())
        .call("ana-mfa", an_hour, allowed())
        .call("ana-mfa", get_object("box", "a"), allowed().by_policy("All"))
        .call("ana-mfa", json!({ "revoke-sessions": { "role": "Admin" } }), allowed())
        .call("ana-mfa", own_session("again"), error("AccessDenied"))
        .call("ana-mfa", json!({ "get-caller-identity": {} }), anything())
        .what_if("plain", "Then the key is there and false.", &[no_mfa], error("AccessDenied").at("validate"));
    let lesson = proved(&[("request", 2), ("validate", 2), ("use", 3), ("evaluate", 3)], &scenario);
    let timeline = played(&lesson, &[]);
    let own = session(exchange(&timeline, 0));
    assert_eq!(own.arn, "arn:aws:iam::111122223333:user/ana");
    assert_eq!((own.expires - own.issued).num_seconds(), 43_200);
    assert!(!exchange(&timeline, 0).printed().contains("AssumedRoleUser"));
    assert!(!session(exchange(&timeline, 1)).chained, "a user's credentials start no chain");
    let read = exchange(&timeline, 2);
    assert_eq!(key(read, "aws:MultiFactorAuthPresent"), Some("true"));
    assert_eq!(key(read, "aws:MultiFactorAuthAge"), Some("1"));
    assert_eq!((key(read, "aws:username"), key(read, "aws:PrincipalType")), (Some("ana"), Some("User")));
    assert_eq!(
        refusal(exchange(&timeline, 4)),
        ("AccessDenied", 403, "Cannot call GetSessionToken with session credentials")
    );
    let Ok(Output::Identity { arn, .. }) = &exchange(&timeline, 5).outcome else { panic!("no identity") };
    assert_eq!(arn, "arn:aws:iam::111122223333:user/ana");

    let plain = played(&lesson, &["plain"]);
    assert_eq!(key(exchange(&plain, 1), "aws:MultiFactorAuthPresent"), Some("false"));
    assert!(exchange(&plain, 1).outcome.is_err(), "the trust policy wants MFA");
    let revoke = plain.exchanges.iter().find(|one| one.operation == "PutRolePolicy").expect("it is tried");
    assert_eq!(refusal(revoke).0, "InvalidClientTokenId", "without MFA these are no credentials to IAM");
    assert!(revoke.authorizations.is_empty());
}

#[test]
fn a_role_session_has_no_device_and_root_gets_an_hour() {
    let short = json!({ "get-session-token": { "as": "short", "duration": 60 } });
    let scenario = shop()
        .role("Next", json!({ "trust": trusts(aws(ACCOUNT)) }))
        .call("ana", assume_with_mfa("Admin", "admin"), anything())
        .call("admin", assume_with_mfa("Next", "next"), error("AccessDenied"))
        .call("root of 111122223333", own_session("root-session"), anything())
        .call("anonymous", own_session("nobodys"), error("MissingAuthenticationToken"))
        .call("ana", short, error("ValidationError"));
    let lesson = proved(&[("request", 1), ("validate", 1)], &scenario);
    let timeline = played(&lesson, &[]);
    assert!(
        refusal(exchange(&timeline, 1)).2.starts_with("MultiFactorAuthentication failed, unable to validate MFA code.")
    );
    let root = session(exchange(&timeline, 2));
    assert_eq!((root.expires - root.issued).num_seconds(), 3600);
}

#[test]
fn a_code_is_good_once() {
    let short = json!({ "get-session-token": { "as": "short", "duration": 60, "mfa": true } });
    let scenario = shop()
        .user("bo", json!({}))
        // What is wrong in itself uses up no code.
        .call("ana", short, error("ValidationError"))
        .call("ana", own_session_with_mfa("first"), anything())
        .call("ana", assume_with_mfa("Admin", "admin"), error("AccessDenied"))
        .call("bo", own_session_with_mfa("of-another-device"), anything())
        .wait("30s")
        .call("ana", assume_with_mfa("Admin", "admin"), allowed())
        .call("ana", own_session_with_mfa("last"), error("AccessDenied"));
    let lesson = proved(&[("request", 6), ("validate", 6)], &scenario);
    let timeline = played(&lesson, &[]);
    let code = |call: usize| {
        let text = form(exchange(&timeline, call));
        let from = text.find("TokenCode=").expect("a code is sent") + "TokenCode=".len();
        let code = text[from..from + 6].to_owned();
        assert!(exchange(&timeline, call).command().contains(&format!("--token-code {code}")));
        code
    };
    assert!(code(1) == code(2) && code(1) != code(3) && code(1) != code(5) && code(5) == code(6));
    for call in [2, 6] {
        let wanted = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
        assert_eq!(refusal(exchange(&timeline, call)), ("AccessDenied", 403, wanted));
        assert!(exchange(&timeline, call).authorizations.is_empty(), "no policy is asked");
    }
}

#[test]
fn the_bool_trap_is_about_a_key_that_is_not_there() {
    for (operator, decision) in [("Bool", allowed()), ("BoolIfExists", explicitly_denied().by_statement("NoMfa"))] {
        let no_mfa = json!({ operator: { "aws:MultiFactorAuthPresent": "false" } });
        let guard = deny("s3:*", "*").sid("NoMfa").when(no_mfa);
        let policies = json!({ "All": allow("s3:GetObject", "*"), "Guard": guard });
        let scenario =
            shop().user("ana", json!({ "policies": policies })).call("ana", get_object("box", "a"), decision);
        let lesson = proved_but_warned(ONE_CALL, &scenario);
        assert!(played(&lesson, &[]).steps[0].says.contains("by the long-term key"));
    }
}
