//! Edits of the script, and what a row says of its own call when there are several.

use super::scenario::{
    ACCOUNT, Expect, Policy, Scenario, allow, allowed, anything, assume_role, aws, deny, edit_call, error, get_object,
    implicitly_denied, merged, remove_call, trusts, user, world,
};
use super::{ONE_CALL, Stages, exchange, form, played, problems, proved, refusal, sound};
use rolecall::lesson::{Timeline, check};
use serde_json::{Value, json};

const STAGES: Stages = &[("request", 1), ("validate", 1), ("request", 2), ("validate", 2), ("use", 3), ("evaluate", 3)];

/// A role, and one that is reached through it; the first is assumed with these keys.
fn two_hops(first: Value) -> Scenario {
    let assume = ["sts:AssumeRole", "sts:TagSession"];
    let known = json!({ "StringLikeIfExists": { "sts:ExternalId": "shop-*" } });
    let first_role = json!({
        "max-session-duration": 7200,
        "trust": trusts(user("ana")).action(assume).when(known),
        "policies": { "Next": allow(assume, "arn:aws:iam::111122223333:role/Second") },
    });
    let second_role = json!({
        "max-session-duration": 43200,
        "trust": trusts(aws("arn:aws:iam::111122223333:role/First")).action(assume),
        "policies": { "Read": allow("s3:GetObject", "*") },
    });
    let first = merged([json!({ "role": "First", "session-name": "one" }), first]);
    world()
        .user("ana", json!({ "policies": { "First": allow(assume, "*") } }))
        .role("First", first_role)
        .role("Second", second_role)
        .bucket("box", json!({ "objects": { "a": "text" } }))
        .call("ana", json!({ "assume-role": first }), anything())
        .call("one", assume_role("Second", "two"), anything())
}

/// Ana takes one role, from it another, and reads.
fn chain() -> Scenario {
    two_hops(json!({ "external-id": "shop-7" })).call("two", get_object("box", "a"), allowed())
}

/// The chain with what-ifs of every kind.
fn varied_chain() -> Scenario {
    let session_policy = allow("s3:ListBucket", "*");
    let narrow = json!({ "tags": { "team": "data" }, "transitive-tags": ["team"], "policy": session_policy });
    let may_delete = set_read(&allow(["s3:GetObject", "s3:ListBucket", "s3:DeleteObject"], "*"));
    let delete = json!({ "before": 3, "by": "two", "delete-object": { "bucket": "box", "key": "a" } });
    chain()
        .what_if(
            "two-hours",
            "A chain has an hour.",
            &[edit_call(2, json!({ "duration": 7200 }))],
            error("ValidationError").at("validate"),
        )
        .what_if(
            "another-id",
            "It has to fit.",
            &[edit_call(1, json!({ "external-id": "other-9" }))],
            anything().at("validate"),
        )
        .what_if("narrow", "Less than the role.", &[edit_call(2, narrow)], implicitly_denied().at("evaluate"))
        .what_if(
            "no-id",
            "IfExists does not mind.",
            &[edit_call(1, json!({ "without": ["external-id"], "session-name": "anonymous-one" }))],
            allowed(),
        )
        .what_if(
            "overwritten",
            "A call put in between.",
            &[may_delete, json!({ "insert-call": delete })],
            error("NoSuchKey").at("evaluate"),
        )
}

/// A change: the policy with which the second role reads.
fn set_read(document: &Policy) -> Value {
    json!({ "set-policy": { "role": "Second", "policy": "Read", "document": document } })
}

/// Ana, who may do nothing, reads.
fn one_read() -> Scenario {
    world().user("ana", json!({})).bucket("box", json!({ "objects": { "a": "text" } })).call(
        "ana",
        get_object("box", "a"),
        implicitly_denied(),
    )
}

/// The scenario with one what-if more, of which nothing is expected.
fn with(scenario: Scenario, change: Value) -> Scenario {
    scenario.what_if("it", "It.", &[change], anything())
}

/// The codes of what `check` finds.
fn findings(scenario: &Scenario) -> Vec<&'static str> {
    check(&sound(STAGES, scenario)).iter().map(|finding| finding.code).collect()
}

/// A row of the tracker of the play, in words.
fn row(timeline: &Timeline, row: usize) -> Vec<&str> {
    timeline.variables[row].cells.iter().map(|cell| cell.words.as_str()).collect()
}

#[test]
fn every_row_speaks_of_its_own_call() {
    let timeline = played(&proved(STAGES, &chain()), &[]);
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
    let lesson = proved(STAGES, &varied_chain());
    let both = played(&lesson, &["narrow", "two-hours"]);
    let request = exchange(&both, 1).request().expect("a request");
    assert!(request.body.contains("DurationSeconds=7200") && request.body.contains("Tags.member.1.Key=team"));
    assert!(request.body.contains("TransitiveTagKeys.member.1=team"));
    let without = played(&lesson, &["no-id"]);
    let request = exchange(&without, 0).request().expect("a request");
    assert!(!request.body.contains("ExternalId") && request.body.contains("RoleSessionName=anonymous-one"));
    assert_eq!(played(&lesson, &["overwritten"]).exchanges.len(), 4);
}

#[test]
fn an_edit_that_does_not_fit_its_call_is_told() {
    for (call, edit, code) in [
        (3, json!({ "mfa": true }), "wrong-call"),
        (1, json!({ "key": "b" }), "wrong-call"),
        (1, json!({}), "missing-key"),
        (9, json!({ "mfa": true }), "unknown-call"),
        (1, json!({ "without": ["mfa"] }), "unknown-name"),
        (1, json!({ "by": "nobody-here" }), "unknown-name"),
        (1, json!({ "role": "Frist" }), "unknown-name"),
        (1, json!({ "source-arn": "arn:aws:s3:::box" }), "wrong-call"),
    ] {
        let problems = problems(STAGES, &with(chain(), edit_call(call, edit.clone())));
        assert!(problems.contains(&format!("error[{code}]")), "{edit}\n{problems}");
    }
}

#[test]
fn a_step_whose_call_is_taken_out_says_so() {
    let timeline = played(&proved(STAGES, &with(varied_chain(), remove_call(3))), &["it"]);
    assert_eq!(timeline.failed_step, None);
    assert_eq!(timeline.steps[4].says, "this never happens: its call is not made");
}

#[test]
fn a_step_whose_call_is_taken_out_names_who_would_make_it() {
    let timeline = played(&proved(STAGES, &with(chain(), remove_call(1))), &["it"]);
    assert_eq!(STAGES[0], ("request", 1));
    assert_eq!(timeline.steps[0].words.action, "ana", "not the caller of a later call");
    assert_eq!(timeline.steps[0].words.input, "First one");
    assert_eq!(timeline.flow[0].label, "ana");
    let timeline = played(&proved(ONE_CALL, &with(one_read(), remove_call(1))), &["it"]);
    assert_eq!(timeline.steps[0].words.action, "ana");
    assert_eq!(timeline.steps[0].status, rolecall::lesson::Status::Skipped);
}

#[test]
fn lessons_without_a_session_do_not_speak_of_one() {
    let timeline = played(&proved(ONE_CALL, &one_read()), &[]);
    assert_eq!(
        row(&timeline, 0),
        ["own long-term credentials", "known by its long-term key", "denied: AccessDenied", "denied: AccessDenied"]
    );
    assert_eq!(row(&timeline, 1), ["none", "none", "none", "none"]);
}

#[test]
fn the_policies_of_what_a_what_if_adds_are_validated_like_those_of_the_world() {
    let added = |kind: &str, keys: Value| {
        let added = merged([json!({ "name": "extra" }), keys]);
        let changes = [json!({ kind: added }), edit_call(3, json!({ "key": "b" }))];
        findings(&varied_chain().what_if("more", "More.", &changes, anything()))
    };
    let wrong = allow("s3:GetObjet", "*");
    let right = allow("s3:GetObject", "*");
    let trust = trusts(aws(ACCOUNT));
    assert_eq!(added("add-user", json!({ "policies": { "P": wrong } })), ["unknown-action"]);
    assert_eq!(added("add-user", json!({ "boundary": wrong })), ["unknown-action"]);
    assert_eq!(added("add-role", json!({ "trust": trust, "policies": { "P": wrong } })), ["unknown-action"]);
    assert_eq!(added("add-role", json!({ "trust": trust.to(aws("*")) })), ["trust-policy-public"]);
    assert_eq!(added("add-bucket", json!({ "policy": right.clone().to("*") })), ["public-statement"]);
    assert!(added("add-user", json!({ "policies": { "P": right } })).is_empty());
}

#[test]
fn a_policy_at_several_levels_of_the_organization_is_named_once_with_its_levels() {
    let full = allow("*", "*");
    let guard = deny("s3:DeleteBucket", "*");
    let organization = json!({
        "id": "o-example123",
        "management-account": "999988887777",
        "units": {
            "Root": { "scps": { "FullAWSAccess": full } },
            "Freight": { "parent": "Root", "scps": { "FullAWSAccess": full, "Guard": guard } },
        },
    });
    let one = json!({ "name": "One", "unit": "Freight", "scps": { "FullAWSAccess": full } });
    let read = json!({ "FullAWSAccess": allow("s3:GetObject", "*") });
    let scenario = world()
        .organization(organization)
        .with("accounts", "999988887777", json!({ "name": "Head", "unit": "Root" }))
        .with("accounts", ACCOUNT, one)
        .user("ana", json!({ "account": ACCOUNT, "policies": read }))
        .bucket("box", json!({ "account": ACCOUNT, "objects": { "a": "text" } }))
        .call("ana", get_object("box", "a"), anything());
    let timeline = played(&proved(ONE_CALL, &scenario), &[]);
    assert_eq!(
        timeline.steps[1].values.input,
        "FullAWSAccess (Root, Freight, 111122223333), Guard (Freight), FullAWSAccess"
    );
}

#[test]
fn an_unsigned_call_is_known_by_no_key() {
    let scenario = world().bucket("box", json!({ "objects": { "a": "text" } })).call(
        "anonymous",
        get_object("box", "a"),
        anything(),
    );
    let timeline = played(&proved(ONE_CALL, &scenario), &[]);
    assert_eq!(
        row(&timeline, 0),
        ["anonymous: unsigned", "anonymous: unsigned", "denied: AccessDenied", "denied: AccessDenied"]
    );
}

#[test]
fn who_is_refused_by_sts_is_told_in_plain_words() {
    let timeline = played(&proved(STAGES, &varied_chain()), &["two-hours"]);
    assert!(row(&timeline, 0).contains(&"refused by STS: ValidationError"), "{:?}", row(&timeline, 0));
}

#[test]
fn credentials_are_used_when_they_sign_a_call_that_a_step_shows_and_not_before() {
    // No step of `use`: the refused call was signed by the session all the same.
    let stages = &[("request", 2), ("validate", 2), ("evaluate", 3)];
    let no_read = json!({ "remove-policy": { "role": "Second", "policy": "Read" } });
    let lesson = proved(stages, &with(chain(), no_read));
    for what_ifs in [&[] as &[&str], &["it"]] {
        let timeline = played(&lesson, what_ifs);
        assert_eq!(row(&timeline, 1), ["none", "requested", "issued", "used for the call", "still valid"]);
    }
    // A call of somebody else uses nothing of theirs.
    let lesson = proved(stages, &with(chain(), edit_call(3, json!({ "by": "ana" }))));
    assert_eq!(row(&played(&lesson, &["it"]), 1), ["none", "requested", "issued", "issued", "still valid"]);
}

#[test]
fn a_what_if_that_changes_the_deciding_statement_is_not_idle() {
    let reads_by = |document: Policy| findings(&with(chain(), set_read(&document)));
    let same = allow("s3:GetObject", "*");
    let narrower = allow("s3:GetObject", "arn:aws:s3:::box/*");
    let beside = allow("s3:PutObject", "arn:aws:s3:::box/*");
    assert_eq!(reads_by(same.clone()), ["idle-what-if"]);
    assert_eq!(reads_by(same.and(beside)), ["idle-what-if"], "another statement decides nothing");
    assert_eq!(reads_by(narrower), Vec::<&str>::new());
}

#[test]
fn a_session_name_and_transitive_tags_may_be_left_out() {
    let tagged = json!({ "tags": { "team": "a" }, "transitive-tags": ["team"] });
    let chain = || two_hops(tagged.clone()).call("two", get_object("box", "a"), allowed());
    let edited = |edit: Value| with(chain(), edit_call(1, edit));
    let what_if = |edit: Value| played(&sound(STAGES, &edited(edit)), &["it"]);
    let tag = |timeline: &Timeline| {
        let last = exchange(timeline, 2).authorizations.first().expect("a decision").trace.clone();
        last.request.context.single("aws:PrincipalTag/team").map(str::to_owned)
    };
    assert_eq!(tag(&played(&proved(STAGES, &chain()), &[])).as_deref(), Some("a"), "it goes on");
    for edit in [json!({ "without": ["transitive-tags"] }), json!({ "transitive-tags": [] })] {
        let timeline = what_if(edit.clone());
        assert!(!form(exchange(&timeline, 0)).contains("TransitiveTagKeys"), "{edit}");
        assert!(form(exchange(&timeline, 0)).contains("Tags.member.1.Key=team"), "{edit}");
        assert_eq!(tag(&timeline), None, "{edit}");
    }
    let timeline = what_if(json!({ "without": ["session-name"] }));
    let ask = exchange(&timeline, 0);
    assert!(!form(ask).contains("RoleSessionName") && !ask.command().contains("--role-session-name"));
    assert_eq!(
        refusal(ask),
        (
            "ValidationError",
            400,
            "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null"
        )
    );
    let problems = problems(STAGES, &edited(json!({ "transitive-tags": ["taem"] })));
    assert!(problems.contains("did you mean `team`?"), "{problems}");
}

#[test]
fn the_clock_counts_the_session_that_the_steps_show() {
    // A longer session of hidden calls, issued last before the file is read.
    let read_by = |by: &str, expect: Expect| {
        let hidden = json!({ "get-session-token": { "as": "own", "mfa": true } });
        two_hops(json!({})).call("ana", hidden, anything()).call(by, get_object("box", "a"), expect)
    };
    let left = |stages: Stages, scenario: &Scenario| {
        let timeline = played(&proved(stages, scenario), &[]);
        timeline.steps.iter().map(|step| step.session_left).collect::<Vec<_>>()
    };
    let reads = read_by("two", allowed());
    // The request of the second hop is signed with the session of the first.
    let stages = &[("request", 2), ("validate", 2), ("use", 4), ("evaluate", 4)];
    assert_eq!(left(stages, &reads), [Some(3600), Some(3600), Some(3599), Some(3598), Some(3598)]);
    // Of a call that its user signs, no session is shown, whatever hidden calls gave.
    let own = read_by("ana", implicitly_denied());
    assert_eq!(left(&[("use", 4), ("evaluate", 4)], &own), [None, None, None]);
    // A session that a hidden call issued and a step uses is seen.
    assert_eq!(left(&[("use", 4), ("evaluate", 4)], &reads), [Some(3599), Some(3598), Some(3598)]);
}
