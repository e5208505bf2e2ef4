//! Edits of the script, and what a row says of its own call when there are several.

use super::{exchange, loaded, played, proved};
use rolecall::lesson::check;

const CHAIN: &str = r#"
[world.accounts.111122223333]
name = "One"
[world.users.ana.policies]
First = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Resource": "*" } ] }'
[world.roles.First]
max-session-duration = 7200
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:user/ana" }, "Action": ["sts:AssumeRole", "sts:TagSession"], "Condition": { "StringLikeIfExists": { "sts:ExternalId": "shop-*" } } } ] }'
[world.roles.First.policies]
Next = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Resource": "arn:aws:iam::111122223333:role/Second" } ] }'
[world.roles.Second]
max-session-duration = 43200
trust = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/First" }, "Action": ["sts:AssumeRole", "sts:TagSession"] } ] }'
[world.roles.Second.policies]
Read = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" } ] }'
[world.buckets.box.objects]
a = "text"

[[calls]]
by = "ana"
[calls.assume-role]
role = "First"
session-name = "one"
external-id = "shop-7"
[[calls]]
by = "one"
[calls.assume-role]
role = "Second"
session-name = "two"
[[calls]]
by = "two"
[calls.get-object]
bucket = "box"
key = "a"
[calls.expect]
decision = "Allowed"

[[what-ifs]]
id = "two-hours"
title = "Two hours"
lesson = "A chain has an hour."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 2
duration = 7200
[what-ifs.expect]
failed-stage = "validate"
error = "ValidationError"

[[what-ifs]]
id = "another-id"
title = "Another external ID"
lesson = "It has to fit."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
external-id = "other-9"
[what-ifs.expect]
failed-stage = "validate"

[[what-ifs]]
id = "narrow"
title = "A session policy and a tag"
lesson = "Less than the role."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 2
tags = { team = "data" }
transitive-tags = ["team"]
policy = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*" } ] }'
[what-ifs.expect]
failed-stage = "evaluate"
decision = "ImplicitlyDenied"

[[what-ifs]]
id = "no-id"
title = "No external ID"
lesson = "IfExists does not mind."
[[what-ifs.changes]]
[what-ifs.changes.call]
call = 1
without = ["external-id"]
session-name = "anonymous-one"
[what-ifs.expect]
decision = "Allowed"

[[what-ifs]]
id = "overwritten"
title = "Somebody deletes the file first"
lesson = "A call put in between."
[[what-ifs.changes]]
[what-ifs.changes.set-policy]
role = "Second"
policy = "Read"
document = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket", "s3:DeleteObject"], "Resource": "*" } ] }'
[[what-ifs.changes]]
[what-ifs.changes.insert-call]
before = 3
by = "two"
[what-ifs.changes.insert-call.delete-object]
bucket = "box"
key = "a"
[what-ifs.expect]
failed-stage = "evaluate"
error = "NoSuchKey"
"#;

const STAGES: [(&str, usize); 6] =
    [("request", 1), ("validate", 1), ("request", 2), ("validate", 2), ("use", 3), ("evaluate", 3)];

#[test]
fn every_row_speaks_of_its_own_call() {
    let lesson = proved(&STAGES, CHAIN);
    let timeline = played(&lesson, &[]);
    let rows: Vec<(&str, &str)> =
        timeline.steps.iter().map(|step| (step.words.action.as_str(), step.words.input.as_str())).collect();
    assert_eq!(
        rows,
        [
            ("ana", "First one"),
            ("ana", "First one"),
            ("one", "Second two"),
            ("one", "Second two"),
            ("two", "Second two"),
            ("two", "Second two"),
            ("-", "-"),
        ]
    );
    assert!(timeline.steps[1].values.input.starts_with("role/First by user/ana"), "{:?}", timeline.steps[1].values);
}

#[test]
fn edits_add_up() {
    let lesson = proved(&STAGES, CHAIN);
    let both = played(&lesson, &["narrow", "two-hours"]);
    let request = exchange(&both, 1).request.as_ref().expect("a request");
    assert!(request.body.contains("DurationSeconds=7200") && request.body.contains("Tags.member.1.Key=team"));
    assert!(request.body.contains("TransitiveTagKeys.member.1=team"));
    let without = played(&lesson, &["no-id"]);
    let request = exchange(&without, 0).request.as_ref().expect("a request");
    assert!(!request.body.contains("ExternalId") && request.body.contains("RoleSessionName=anonymous-one"));
    assert_eq!(played(&lesson, &["overwritten"]).exchanges.len(), 4);
}

#[test]
fn an_edit_that_does_not_fit_its_call_is_told() {
    for (edit, code) in [
        ("call = 3\nmfa = true", "wrong-call"),
        ("call = 1\nkey = \"b\"", "wrong-call"),
        ("call = 1", "missing-key"),
        ("call = 9\nmfa = true", "unknown-call"),
        ("call = 1\nwithout = [\"mfa\"]", "unknown-name"),
        ("call = 1\nby = \"nobody-here\"", "unknown-name"),
        ("call = 1\nrole = \"Frist\"", "unknown-name"),
        ("call = 1\nsource-arn = \"arn:aws:s3:::box\"", "wrong-call"),
    ] {
        let what_if = format!(
            "[[what-ifs]]\nid = \"odd\"\ntitle = \"Odd\"\nlesson = \"Odd.\"\n[[what-ifs.changes]]\n[what-ifs.changes.call]\n{edit}\n"
        );
        let (lesson, problems) = loaded(&STAGES, &(CHAIN.to_owned() + &what_if));
        assert!(lesson.is_none(), "{edit}");
        assert!(problems.contains(&format!("error[{code}]")), "{edit}\n{problems}");
    }
}

#[test]
fn a_step_whose_call_is_taken_out_says_so() {
    let what_if = "[[what-ifs]]\nid = \"skip\"\ntitle = \"Skip\"\nlesson = \"Skip.\"\n[[what-ifs.changes]]\n\
                   [what-ifs.changes.remove-call]\ncall = 3\n";
    let lesson = proved(&STAGES, &(CHAIN.to_owned() + what_if));
    let timeline = played(&lesson, &["skip"]);
    assert_eq!(timeline.failed_step, None);
    assert_eq!(timeline.steps[4].says, "this never happens: its call is not made");
}

#[test]
fn a_step_whose_call_is_taken_out_names_who_would_make_it() {
    let what_if = "[[what-ifs]]\nid = \"skip\"\ntitle = \"Skip\"\nlesson = \"Skip.\"\n[[what-ifs.changes]]\n\
                   [what-ifs.changes.remove-call]\ncall = 1\n";
    let chain = CHAIN.split("[[what-ifs]]").next().expect("its calls").to_owned();
    let timeline = played(&proved(&STAGES, &(chain + what_if)), &["skip"]);
    assert_eq!(STAGES[0], ("request", 1));
    assert_eq!(timeline.steps[0].words.action, "ana", "not the caller of a later call");
    assert_eq!(timeline.steps[0].words.input, "First one");
    assert_eq!(timeline.flow[0].label, "ana");
    let alone = "[world.accounts.111122223333]\nname = \"One\"\n[world.users.ana]\n[world.buckets.box.objects]\na = \"text\"\n\
                 [[calls]]\nby = \"ana\"\n[calls.get-object]\nbucket = \"box\"\nkey = \"a\"\n";
    let timeline = played(&proved(&[("use", 1), ("evaluate", 1)], &(alone.to_owned() + what_if)), &["skip"]);
    assert_eq!(timeline.steps[0].words.action, "ana");
    assert_eq!(timeline.steps[0].status, rolecall::lesson::Status::Skipped);
}

#[test]
fn lessons_without_a_session_do_not_speak_of_one() {
    let body = r#"
[world.accounts.111122223333]
name = "One"
[world.users.ana]
[world.buckets.box.objects]
a = "text"
[[calls]]
by = "ana"
[calls.get-object]
bucket = "box"
key = "a"
[calls.expect]
decision = "ImplicitlyDenied"
"#;
    let timeline = played(&proved(&[("use", 1), ("evaluate", 1)], body), &[]);
    let words = |row: usize| timeline.variables[row].cells.iter().map(|cell| cell.words.as_str()).collect::<Vec<_>>();
    assert_eq!(
        words(0),
        ["own long-term credentials", "known by its long-term key", "denied: AccessDenied", "denied: AccessDenied"]
    );
    assert_eq!(words(1), ["none", "none", "none", "none"]);
}

#[test]
fn the_policies_of_what_a_what_if_adds_are_validated_like_those_of_the_world() {
    let policy = |action: &str| {
        format!(
            r#"{{ "Version": "2012-10-17", "Statement": [ {{ "Effect": "Allow", "Action": "{action}", "Resource": "*" }} ] }}"#
        )
    };
    let trust = r#"{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" } ] }"#;
    let added = |change: &str, rest: &str| {
        let what_if = format!(
            "[[what-ifs]]\nid = \"more\"\ntitle = \"More\"\nlesson = \"More.\"\n[[what-ifs.changes]]\n\
             [what-ifs.changes.{change}]\nname = \"extra\"\n{rest}\n\
             [[what-ifs.changes]]\n[what-ifs.changes.call]\ncall = 3\nkey = \"b\"\n"
        );
        let (lesson, problems) = loaded(&STAGES, &(CHAIN.to_owned() + &what_if));
        assert_eq!(problems, "");
        let found = check(&lesson.expect("a lesson"));
        found.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    let wrong = policy("s3:GetObjet");
    let own = |change: &str| format!("[what-ifs.changes.{change}.policies]\nP = '{wrong}'");
    assert_eq!(added("add-user", &own("add-user")), ["unknown-action"]);
    assert_eq!(added("add-user", &format!("boundary = '{wrong}'")), ["unknown-action"]);
    assert_eq!(added("add-role", &format!("trust = '{trust}'\n{}", own("add-role"))), ["unknown-action"]);
    let everybody = trust.replace("111122223333", "*");
    assert_eq!(added("add-role", &format!("trust = '{everybody}'")), ["trust-policy-public"]);
    let public = policy("s3:GetObject").replace("\"Effect\"", "\"Principal\": \"*\", \"Effect\"");
    assert_eq!(added("add-bucket", &format!("policy = '{public}'")), ["public-statement"]);
    assert!(
        added("add-user", &format!("[what-ifs.changes.add-user.policies]\nP = '{}'", policy("s3:GetObject")))
            .is_empty()
    );
}

#[test]
fn a_policy_at_several_levels_of_the_organization_is_named_once_with_its_levels() {
    let full =
        r#"'{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "*", "Resource": "*" } ] }'"#;
    let guard = r#"'{ "Version": "2012-10-17", "Statement": [ { "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*" } ] }'"#;
    let body = format!(
        r#"
[world.organization]
id = "o-example123"
management-account = "999988887777"
[world.organization.units.Root.scps]
FullAWSAccess = {full}
[world.organization.units.Freight]
parent = "Root"
[world.organization.units.Freight.scps]
FullAWSAccess = {full}
Guard = {guard}
[world.accounts.999988887777]
name = "Head"
unit = "Root"
[world.accounts.111122223333]
name = "One"
unit = "Freight"
[world.accounts.111122223333.scps]
FullAWSAccess = {full}
[world.users.ana]
account = "111122223333"
[world.users.ana.policies]
FullAWSAccess = '{{ "Version": "2012-10-17", "Statement": [ {{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }} ] }}'
[world.buckets.box]
account = "111122223333"
[world.buckets.box.objects]
a = "text"
[[calls]]
by = "ana"
[calls.get-object]
bucket = "box"
key = "a"
"#
    );
    let timeline = played(&proved(&[("use", 1), ("evaluate", 1)], &body), &[]);
    assert_eq!(
        timeline.steps[1].values.input,
        "FullAWSAccess (Root, Freight, 111122223333), Guard (Freight), FullAWSAccess"
    );
}

/// A row of the tracker of the play, in words.
fn row(timeline: &rolecall::lesson::Timeline, row: usize) -> Vec<&str> {
    timeline.variables[row].cells.iter().map(|cell| cell.words.as_str()).collect()
}

#[test]
fn an_unsigned_call_is_known_by_no_key() {
    let body = r#"
[world.accounts.111122223333]
name = "One"
[world.buckets.box.objects]
a = "text"
[[calls]]
by = "anonymous"
[calls.get-object]
bucket = "box"
key = "a"
"#;
    let timeline = played(&proved(&[("use", 1), ("evaluate", 1)], body), &[]);
    assert_eq!(
        row(&timeline, 0),
        ["nobody: unsigned", "nobody: unsigned", "denied: AccessDenied", "denied: AccessDenied"]
    );
}

#[test]
fn who_is_refused_by_sts_is_told_in_plain_words() {
    let timeline = played(&proved(&STAGES, CHAIN), &["two-hours"]);
    assert!(row(&timeline, 0).contains(&"refused by STS: ValidationError"), "{:?}", row(&timeline, 0));
}

#[test]
fn credentials_are_used_when_they_sign_a_call_that_a_step_shows_and_not_before() {
    // No step of `use`: the refused call was signed by the session all the same.
    let chain = CHAIN.split("[[what-ifs]]").next().expect("its calls").to_owned();
    let stages = [("request", 2), ("validate", 2), ("evaluate", 3)];
    let refused = "[[what-ifs]]\nid = \"no\"\ntitle = \"No\"\nlesson = \"No.\"\n[[what-ifs.changes]]\n\
                   [what-ifs.changes.remove-policy]\nrole = \"Second\"\npolicy = \"Read\"\n";
    let lesson = proved(&stages, &(chain.clone() + refused));
    for what_ifs in [&[] as &[&str], &["no"]] {
        let timeline = played(&lesson, what_ifs);
        assert_eq!(row(&timeline, 1), ["none", "requested", "issued", "used for the call", "still valid"]);
    }
    // A call of somebody else uses nothing of theirs.
    let others = "[[what-ifs]]\nid = \"ana-reads\"\ntitle = \"Ana\"\nlesson = \"Ana.\"\n[[what-ifs.changes]]\n\
                  [what-ifs.changes.call]\ncall = 3\nby = \"ana\"\n";
    let lesson = proved(&stages, &(chain + others));
    assert_eq!(row(&played(&lesson, &["ana-reads"]), 1), ["none", "requested", "issued", "issued", "still valid"]);
}

#[test]
fn a_what_if_that_changes_the_deciding_statement_is_not_idle() {
    let chain = CHAIN.split("[[what-ifs]]").next().expect("its calls").to_owned();
    let with = |statements: &str| {
        let what_if = format!(
            "[[what-ifs]]\nid = \"other\"\ntitle = \"Other\"\nlesson = \"Other.\"\n[[what-ifs.changes]]\n\
             [what-ifs.changes.set-policy]\nrole = \"Second\"\npolicy = \"Read\"\n\
             document = '{{ \"Version\": \"2012-10-17\", \"Statement\": [ {statements} ] }}'\n"
        );
        let (lesson, problems) = loaded(&STAGES, &(chain.clone() + &what_if));
        assert_eq!(problems, "");
        check(&lesson.expect("a lesson")).iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    let same = r#"{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }"#;
    let narrower = r#"{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::box/*" }"#;
    let beside = r#"{ "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::box/*" }"#;
    assert_eq!(with(same), ["idle-what-if"]);
    assert_eq!(with(&format!("{same}, {beside}")), ["idle-what-if"], "another statement decides nothing");
    assert_eq!(with(narrower), Vec::<&str>::new());
}

#[test]
fn a_session_name_and_transitive_tags_may_be_left_out() {
    let chain = CHAIN.split("[[what-ifs]]").next().expect("its calls");
    let chain = chain.replacen("external-id = \"shop-7\"", "tags = { team = \"a\" }\ntransitive-tags = [\"team\"]", 1);
    let what_if = |edit: &str| {
        let text = format!(
            "[[what-ifs]]\nid = \"less\"\ntitle = \"Less\"\nlesson = \"Less.\"\n[[what-ifs.changes]]\n\
             [what-ifs.changes.call]\ncall = 1\n{edit}\n"
        );
        let (lesson, problems) = loaded(&STAGES, &(chain.clone() + &text));
        played(&lesson.unwrap_or_else(|| panic!("{problems}")), &["less"])
    };
    let tag = |timeline: &rolecall::lesson::Timeline| {
        let last = exchange(timeline, 2).authorizations.first().expect("a decision").trace.clone();
        last.request.context.single("aws:PrincipalTag/team").map(str::to_owned)
    };
    assert_eq!(tag(&played(&proved(&STAGES, &chain), &[])).as_deref(), Some("a"), "it goes on");
    for edit in ["without = [\"transitive-tags\"]", "transitive-tags = []"] {
        let timeline = what_if(edit);
        assert!(!super::form(exchange(&timeline, 0)).contains("TransitiveTagKeys"), "{edit}");
        assert!(super::form(exchange(&timeline, 0)).contains("Tags.member.1.Key=team"), "{edit}");
        assert_eq!(tag(&timeline), None, "{edit}");
    }
    let timeline = what_if("without = [\"session-name\"]");
    let ask = exchange(&timeline, 0);
    assert!(!super::form(ask).contains("RoleSessionName") && !ask.command.contains("--role-session-name"));
    assert_eq!(
        super::refusal(ask),
        (
            "ValidationError",
            400,
            "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null"
        )
    );
    let (none, problems) = loaded(
        &STAGES,
        &format!(
            "{chain}[[what-ifs]]\nid = \"odd\"\ntitle = \"Odd\"\nlesson = \"Odd.\"\n[[what-ifs.changes]]\n[what-ifs.changes.call]\ncall = 1\ntransitive-tags = [\"taem\"]\n"
        ),
    );
    assert!(none.is_none() && problems.contains("did you mean `team`?"), "{problems}");
}

#[test]
fn the_clock_counts_the_session_that_the_steps_show() {
    let chain = CHAIN.split("[[what-ifs]]").next().expect("its calls");
    // A longer session of hidden calls, issued last before the file is read.
    let hidden = "[[calls]]\nby = \"ana\"\n[calls.get-session-token]\nas = \"own\"\nmfa = true\n";
    let (before, read) = chain.rsplit_once("[[calls]]").expect("the last call reads");
    let body = format!("{before}{hidden}[[calls]]{read}");
    let left = |stages: &[(&str, usize)], body: &str| {
        let timeline = played(&proved(stages, body), &[]);
        timeline.steps.iter().map(|step| step.session_left).collect::<Vec<_>>()
    };
    // The request of the second hop is signed with the session of the first.
    let stages = [("request", 2), ("validate", 2), ("use", 4), ("evaluate", 4)];
    assert_eq!(left(&stages, &body), [Some(3600), Some(3600), Some(3599), Some(3598), Some(3598)]);
    // Of a call that its user signs, no session is shown, whatever hidden calls gave.
    let own = body
        .replace("by = \"two\"", "by = \"ana\"")
        .replace("decision = \"Allowed\"", "decision = \"ImplicitlyDenied\"");
    assert_eq!(left(&[("use", 4), ("evaluate", 4)], &own), [None, None, None]);
    // A session that a hidden call issued and a step uses is seen.
    assert_eq!(left(&[("use", 4), ("evaluate", 4)], &body), [Some(3599), Some(3598), Some(3598)]);
}
