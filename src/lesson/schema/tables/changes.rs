//! What-ifs, and what a change may change.

use super::super::{Form, Key, TableForm};
use super::{ANY_SECONDS, BLOCK, COUNT, POLICY, SECONDS, TAGS, calls, key, needed, table, tables};
use crate::lesson::load_targets::OWNERS;
use crate::lesson::load_what_ifs::{CHANGES, OF_THE_SET_UP};

/// Whose policy: one of the first eight.
pub(super) const TARGET: &[Key] = &[
    key("role", Form::Text, "Role whose permissions policy it is; with `policy`."),
    key("user", Form::Text, "User whose permissions policy it is; with `policy`."),
    key("trust-of", Form::Text, "Role whose trust policy it is."),
    key("boundary-of", Form::Text, "User or role whose boundary it is."),
    key("bucket", Form::Text, "Bucket whose policy it is."),
    key("managed", Form::Text, "Name or ARN of the managed policy that it is, wherever it is attached or named."),
    key("scp-at", Form::Text, "Unit or account whose SCP it is; with `policy`."),
    key("rcp-at", Form::Text, "Unit or account whose RCP it is; with `policy`."),
    key("policy", Form::Text, "Name of the policy."),
];

const OF_WORLD: &[Key] = &[
    key("set-policy", Form::Table("set-policy"), "Adds or replaces a policy."),
    key("remove-policy", Form::Table("remove-policy"), "Removes a policy."),
    key("max-session-duration", Form::Table("max-session-duration"), "Another longest session for a role."),
    key("public-access", Form::Table("public-access"), "Other switches of Block Public Access."),
    key("set-tags", Form::Table("set-tags"), "Other tags for a user, role, bucket or object."),
    key("add-user", Form::Table("add-user"), "An IAM user that was not there."),
    key("add-role", Form::Table("add-role"), "An IAM role that was not there."),
    key("add-bucket", Form::Table("add-bucket"), "An S3 bucket that was not there."),
];

const OF_SCRIPT: &[Key] = &[
    key("wait-before", Form::Table("wait-before"), "Time passes before a call."),
    key("insert-call", Form::Table("insert-call"), "Another call before one of the script."),
    key("remove-call", Form::Table("remove-call"), "A call that is not made."),
    key("call", Form::Table("a changed call"), "Other parameters for a call."),
    key("duration", Form::Table("duration"), "Another DurationSeconds for a call that issues a session."),
];

const CALL: &[Key] = &[needed("call", COUNT, "Number of the call.")];

fn left_out() -> Vec<&'static str> {
    crate::lesson::load_what_ifs::left_out().collect()
}

pub(super) static ALL: &[TableForm] = &[
    table(
        "a what-if",
        "A named change of the set-up or the calls.",
        &[&[
            needed("id", Form::Text, "Stable id."),
            needed("title", Form::Text, "Title."),
            needed("lesson", Form::Text, "What it teaches, in a sentence or two."),
            needed("changes", tables("a change"), "What is changed."),
            key("expect", Form::Table("the expectation of a what-if"), "What must come of it."),
        ]],
    ),
    table("a change", "Exactly one change of the set-up or the calls.", &[OF_WORLD, OF_SCRIPT]).of_kinds(&CHANGES),
    table("a change of the set-up", "Exactly one change of the set-up.", &[OF_WORLD]).of_kinds(OF_THE_SET_UP),
    table("set-policy", "Whose policy, and what it says now.", &[TARGET, &[needed("document", POLICY, "The policy.")]])
        .of_kinds(&OWNERS),
    table("remove-policy", "Whose policy.", &[TARGET]).of_kinds(&OWNERS),
    table(
        "max-session-duration",
        "Another longest session for a role.",
        &[&[needed("role", Form::Text, "Name of the role."), needed("seconds", SECONDS, "Seconds.")]],
    ),
    table(
        "public-access",
        "Other switches of Block Public Access for a bucket.",
        &[&[
            needed("bucket", Form::Text, "Name of the bucket."),
            needed("block-public-access", BLOCK, "All switches at once, or each."),
        ]],
    ),
    table(
        "set-tags",
        "Whose tags, and what they are now.",
        &[&[
            key("user", Form::Text, "The user."),
            key("role", Form::Text, "The role."),
            key("bucket", Form::Text, "The bucket."),
            key("key", Form::Text, "Key of an object in the bucket, when the tags are the object's."),
            key("tags", TAGS, "All tags by key; without it there are none."),
        ]],
    )
    .of_kinds(&["user", "role", "bucket"]),
    table("wait-before", "Time passes before a call.", &[CALL, &[needed("wait", Form::Text, "How long, e.g. 1h 5m.")]]),
    table("remove-call", "The call that is not made.", &[CALL]),
    table(
        "a changed call",
        "Which call, and its other parameters.",
        &[
            CALL,
            calls::CALLER,
            &[
                key("mfa", Form::Flag, "Whether the caller gave an MFA code."),
                key("role", Form::Text, "Name of a role, or an ARN."),
                key("boundary", Form::Text, "Name or ARN of a managed policy."),
                key("duration", ANY_SECONDS, "DurationSeconds."),
                key("session-name", Form::Text, "RoleSessionName."),
                key("external-id", Form::Text, "ExternalId."),
                key("source-identity", Form::Text, "SourceIdentity."),
                key("bucket", Form::Text, "Name of a bucket."),
                key("key", Form::Text, "Key of an object."),
                key("prefix", Form::Text, "Prefix."),
                key("provider", Form::Text, "Host of the identity provider."),
                key("subject", Form::Text, "The token's `sub`."),
                key("audience", Form::Text, "The token's `aud`."),
                key("tags", TAGS, "Tags by key."),
                key("transitive-tags", Form::Texts, "Keys of the tags that go on to chained sessions."),
                key("policy", POLICY, "Session policy."),
                key("document", POLICY, "The policy that the call puts."),
                key("without", Form::Choices(left_out), "Parameters that are left out."),
            ],
        ],
    ),
    table(
        "duration",
        "Another DurationSeconds for a call that issues a session.",
        &[CALL, &[needed("seconds", ANY_SECONDS, "Seconds.")]],
    ),
];
