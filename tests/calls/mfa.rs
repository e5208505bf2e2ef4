//! MFA: a role that wants it, the `Bool` that long-term keys slip under, and a user's own temporary credentials.

use super::{exchange, form, key, loaded, played, proved, refusal};
use rolecall::cloud::Output;
use rolecall::diagnostic::Diagnostic;

const WORLD: &str = r#"
[world.accounts.111122223333]
name = "Shop"
[world.users.ana.policies]
All = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": ["sts:AssumeRole", "iam:PutRolePolicy", "s3:GetObject"], "Resource": "*" } ] }'
[world.roles.Admin]
trust = '''
{ "Version": "2012-10-17", "Statement": [ { "Sid": "Mfa", "Effect": "Allow",
    "Principal": { "AWS": "arn:aws:iam::111122223333:user/ana" }, "Action": "sts:AssumeRole",
    "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } } ] }
'''
[world.buckets.box.objects]
a = "text"
"#;

fn with(calls: &str) -> String {
    format!("{WORLD}{calls}")
}

#[test]
fn a_role_may_want_mfa_and_a_session_carries_none_on() {
    let body = with(
        r#"
[[calls]]
by = "ana"
[calls.assume-role]
role = "Admin"
session-name = "ana-admin"
mfa = true
[calls.expect]
decision = "Allowed"
statement = "Mfa"
[[calls]]
by = "ana-admin"
[calls.get-object]
bucket = "box"
key = "a"
[calls.expect]
decision = "ImplicitlyDenied"
[[what-ifs]]
id = "without"
title = "Without MFA"
lesson = "Long-term keys carry no such key: Bool does not match."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
mfa = false
[what-ifs.expect]
failed-stage = "validate"
decision = "ImplicitlyDenied"
"#,
    );
    let lesson = proved(&[("request", 1), ("validate", 1), ("use", 2), ("evaluate", 2)], &body);
    let timeline = played(&lesson, &[]);
    assert!(form(exchange(&timeline, 0)).contains("SerialNumber=arn%3Aaws%3Aiam%3A%3A111122223333%3Amfa%2Fana"));
    assert_eq!(key(exchange(&timeline, 1), "aws:MultiFactorAuthPresent"), Some("false"));
}

#[test]
fn a_users_own_temporary_credentials_keep_the_user_and_the_mfa() {
    let body = with(
        r#"
[[calls]]
by = "ana"
[calls.get-session-token]
as = "ana-mfa"
mfa = true
[[calls]]
by = "ana-mfa"
[calls.assume-role]
role = "Admin"
session-name = "admin"
duration = 3600
[calls.expect]
decision = "Allowed"
[[calls]]
by = "ana-mfa"
[calls.get-object]
bucket = "box"
key = "a"
[calls.expect]
decision = "Allowed"
policy = "All"
[[calls]]
by = "ana-mfa"
[calls.revoke-sessions]
role = "Admin"
[calls.expect]
decision = "Allowed"
[[calls]]
by = "ana-mfa"
[calls.get-session-token]
as = "again"
[calls.expect]
error = "AccessDenied"
[[calls]]
by = "ana-mfa"
[calls.get-caller-identity]
[[what-ifs]]
id = "plain"
title = "Without MFA"
lesson = "Then the key is there and false."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
mfa = false
[what-ifs.expect]
failed-stage = "validate"
error = "AccessDenied"
"#,
    );
    let lesson = proved(&[("request", 2), ("validate", 2), ("use", 3), ("evaluate", 3)], &body);
    let timeline = played(&lesson, &[]);
    let Ok(Output::Session(own)) = &exchange(&timeline, 0).outcome else { panic!("no credentials") };
    assert_eq!(own.arn, "arn:aws:iam::111122223333:user/ana");
    assert_eq!((own.expires - own.issued).num_seconds(), 43_200);
    assert!(!exchange(&timeline, 0).printed.contains("AssumedRoleUser"));
    let Ok(Output::Session(admin)) = &exchange(&timeline, 1).outcome else { panic!("no session") };
    assert!(!admin.chained, "a user's credentials start no chain");
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
    let body = with(
        r#"
[world.roles.Next]
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" } ] }'
[[calls]]
by = "ana"
[calls.assume-role]
role = "Admin"
session-name = "admin"
mfa = true
[[calls]]
by = "admin"
[calls.assume-role]
role = "Next"
session-name = "next"
mfa = true
[calls.expect]
error = "AccessDenied"
[[calls]]
by = "root of 111122223333"
[calls.get-session-token]
as = "root-session"
[[calls]]
by = "anonymous"
[calls.get-session-token]
as = "nobodys"
[calls.expect]
error = "MissingAuthenticationToken"
[[calls]]
by = "ana"
[calls.get-session-token]
as = "short"
duration = 60
[calls.expect]
error = "ValidationError"
"#,
    );
    let lesson = proved(&[("request", 1), ("validate", 1)], &body);
    let timeline = played(&lesson, &[]);
    assert!(
        refusal(exchange(&timeline, 1)).2.starts_with("MultiFactorAuthentication failed, unable to validate MFA code.")
    );
    let Ok(Output::Session(root)) = &exchange(&timeline, 2).outcome else { panic!("no credentials") };
    assert_eq!((root.expires - root.issued).num_seconds(), 3600);
}

#[test]
fn the_bool_trap_is_about_a_key_that_is_not_there() {
    let deny = |operator: &str| {
        with("").replace(
            "[world.users.ana.policies]",
            &format!(
                "[world.users.ana.policies]\nGuard = '{{ \"Version\": \"2012-10-17\", \"Statement\": [ {{ \"Sid\": \"NoMfa\", \"Effect\": \"Deny\", \"Action\": \"s3:*\", \"Resource\": \"*\", \"Condition\": {{ \"{operator}\": {{ \"aws:MultiFactorAuthPresent\": \"false\" }} }} }} ] }}'"
            ),
        )
    };
    for (operator, decision) in [("Bool", "Allowed"), ("BoolIfExists", "ExplicitlyDenied")] {
        let calls = format!(
            "[[calls]]\nby = \"ana\"\n[calls.get-object]\nbucket = \"box\"\nkey = \"a\"\n[calls.expect]\ndecision = \"{decision}\"\n"
        );
        let (lesson, problems) = loaded(&[("use", 1), ("evaluate", 1)], &(deny(operator) + &calls));
        let lesson = lesson.unwrap_or_else(|| panic!("{problems}"));
        let errors: Vec<_> = rolecall::lesson::check(&lesson).into_iter().filter(Diagnostic::is_error).collect();
        assert!(errors.is_empty(), "{operator}: {errors:?}");
        assert!(played(&lesson, &[]).steps[0].says.contains("by the long-term key"));
    }
}
