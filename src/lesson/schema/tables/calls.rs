//! Who does what: the calls with the parameters of their operations, and what must come of them.

use super::super::{Form, Key, TableForm};
use super::{ANY_SECONDS, BLOCK, COUNT, PATH, POLICY, TAGS, decisions, key, needed, stages, table};
use crate::lesson::load_calls::CALLS;

/// Who calls. A service may say for which resource and account it does.
pub(super) const CALLER: &[Key] = &[
    key(
        "by",
        Form::Text,
        "A user, an earlier session, a service such as ec2.amazonaws.com, `root of ACCOUNT`, `anonymous` or `unknown-key`.",
    ),
    key("source-arn", Form::Text, "ARN of the resource for which a service calls (aws:SourceArn)."),
    key("source-account", Form::Text, "Account for which a service calls (aws:SourceAccount)."),
];

/// The kinds of call, of which a table has one.
const KINDS: &[Key] = &[
    key("assume-role", Form::Table("assume-role"), "sts:AssumeRole."),
    key(
        "assume-role-with-web-identity",
        Form::Table("assume-role-with-web-identity"),
        "sts:AssumeRoleWithWebIdentity; nobody signs it.",
    ),
    key("get-session-token", Form::Table("get-session-token"), "sts:GetSessionToken."),
    key("get-caller-identity", Form::Table("get-caller-identity"), "sts:GetCallerIdentity."),
    key("list-buckets", Form::Table("list-buckets"), "s3:ListBuckets."),
    key("list-objects", Form::Table("list-objects"), "s3:ListObjectsV2."),
    key("get-object", Form::Table("get-object"), "s3:GetObject."),
    key("head-object", Form::Table("head-object"), "s3:HeadObject."),
    key("put-object", Form::Table("put-object"), "s3:PutObject."),
    key("delete-object", Form::Table("delete-object"), "s3:DeleteObject."),
    key("put-bucket-policy", Form::Table("put-bucket-policy"), "s3:PutBucketPolicy."),
    key("put-public-access-block", Form::Table("put-public-access-block"), "s3:PutBucketPublicAccessBlock."),
    key("create-role", Form::Table("create-role"), "iam:CreateRole."),
    key("put-role-policy", Form::Table("put-role-policy"), "iam:PutRolePolicy."),
    key("attach-role-policy", Form::Table("attach-role-policy"), "iam:AttachRolePolicy."),
    key("revoke-sessions", Form::Table("revoke-sessions"), "The policy AWSRevokeOlderSessions is put on a role."),
    key(
        "put-role-permissions-boundary",
        Form::Table("put-role-permissions-boundary"),
        "iam:PutRolePermissionsBoundary.",
    ),
    key(
        "delete-role-permissions-boundary",
        Form::Table("delete-role-permissions-boundary"),
        "iam:DeleteRolePermissionsBoundary.",
    ),
    key("create-function", Form::Table("create-function"), "lambda:CreateFunction."),
    key("run-instances", Form::Table("run-instances"), "ec2:RunInstances."),
    key("wait", Form::Text, "Time passes, e.g. 1h 5m."),
];

/// A session's name in the file, and how long it may live.
const SESSION: &[Key] = &[
    key("as", Form::Text, "Another name for the session in this file."),
    key("duration", ANY_SECONDS, "DurationSeconds."),
    key("policy", POLICY, "Session policy."),
];
const BUCKET: &[Key] = &[needed("bucket", Form::Text, "Name of the bucket.")];
const OBJECT: &[Key] = &[needed("key", Form::Text, "Key of the object.")];
const ROLE: &[Key] = &[needed("role", Form::Text, "Name of the role, or its ARN.")];

const OUTCOME: &[Key] = &[
    key("decision", Form::Choice(decisions), "The verdict of the policies."),
    key("policy", Form::Text, "Name of the deciding policy."),
    key("statement", Form::Text, "The deciding statement: its Sid, or its number from 1."),
    key("error", Form::Text, "Code of the error."),
];

pub(super) static ALL: &[TableForm] = &[
    table(
        "a call",
        "Who does what: exactly one of the calls, or time that passes.",
        &[
            CALLER,
            KINDS,
            &[key("expect", Form::Table("an expectation"), "What must come of it; `check` fails where it does not.")],
        ],
    )
    .of_kinds(&CALLS),
    table("a call of a goal", "A call that a goal makes for itself.", &[CALLER, KINDS]).of_kinds(&CALLS),
    table(
        "insert-call",
        "Another call, and before which it is made.",
        &[&[needed("before", COUNT, "Number of the call before which it is made.")], CALLER, KINDS],
    )
    .of_kinds(&CALLS),
    table(
        "assume-role",
        "Parameters of AssumeRole.",
        &[
            ROLE,
            &[
                key(
                    "session-name",
                    Form::Text,
                    "RoleSessionName; later calls may be made by it. Only ec2.amazonaws.com may leave it out.",
                ),
                key("tags", TAGS, "Session tags by key."),
                key("transitive-tags", Form::Texts, "Keys of the tags that go on to chained sessions."),
                key("external-id", Form::Text, "ExternalId."),
                key("source-identity", Form::Text, "SourceIdentity."),
                key("mfa", Form::Flag, "Whether the caller gave an MFA code."),
            ],
            SESSION,
        ],
    ),
    table(
        "assume-role-with-web-identity",
        "Parameters of AssumeRoleWithWebIdentity, and what its token says.",
        &[
            ROLE,
            &[
                needed("session-name", Form::Text, "RoleSessionName; later calls may be made by it."),
                needed("provider", Form::Text, "Host of the identity provider that signed the token."),
                needed("subject", Form::Text, "The token's `sub`."),
                needed("audience", Form::Text, "The token's `aud`."),
                key("claims", TAGS, "More claims of the token."),
                key("expires-in", Form::Text, "When the token expires, counted from the call, e.g. 10m."),
            ],
            SESSION,
        ],
    ),
    table(
        "get-session-token",
        "Parameters of GetSessionToken.",
        &[&[
            needed("as", Form::Text, "Name of the session in this file."),
            key("duration", ANY_SECONDS, "DurationSeconds."),
            key("mfa", Form::Flag, "Whether the caller gave an MFA code."),
        ]],
    ),
    table("get-caller-identity", "It has no parameters.", &[]),
    table("list-buckets", "It has no parameters.", &[]),
    table(
        "list-objects",
        "Parameters of ListObjectsV2.",
        &[
            BUCKET,
            &[
                key("prefix", Form::Text, "Prefix."),
                key("delimiter", Form::Text, "Delimiter."),
                key("max-keys", Form::Integer(0, 1000), "MaxKeys."),
            ],
        ],
    ),
    table("get-object", "Parameters of GetObject.", &[BUCKET, OBJECT]),
    table("head-object", "Parameters of HeadObject.", &[BUCKET, OBJECT]),
    table("delete-object", "Parameters of DeleteObject.", &[BUCKET, OBJECT]),
    table(
        "put-object",
        "Parameters of PutObject.",
        &[
            BUCKET,
            OBJECT,
            &[needed("body", Form::Text, "What is written."), key("tags", TAGS, "Tags of the object, by key.")],
        ],
    ),
    table(
        "put-bucket-policy",
        "Parameters of PutBucketPolicy.",
        &[BUCKET, &[needed("document", POLICY, "The policy.")]],
    ),
    table(
        "put-public-access-block",
        "Parameters of PutPublicAccessBlock.",
        &[BUCKET, &[needed("block-public-access", BLOCK, "All switches at once, or each.")]],
    ),
    table(
        "create-role",
        "Parameters of CreateRole.",
        &[&[
            needed("name", Form::Text, "Name of the role; later calls may name it."),
            needed("trust", POLICY, "Trust policy: who may assume it."),
            key("path", PATH, "Path, e.g. /team/."),
            key("boundary", Form::Text, "Name or ARN of the managed policy that is its boundary."),
            key("tags", TAGS, "Tags by key."),
        ]],
    ),
    table(
        "put-role-policy",
        "Parameters of PutRolePolicy.",
        &[ROLE, &[needed("policy", Form::Text, "Name of the policy."), needed("document", POLICY, "The policy.")]],
    ),
    table(
        "attach-role-policy",
        "Parameters of AttachRolePolicy.",
        &[ROLE, &[needed("policy", Form::Text, "Name or ARN of a managed policy.")]],
    ),
    table("revoke-sessions", "Whose sessions from before this moment lose their permissions.", &[ROLE]),
    table(
        "put-role-permissions-boundary",
        "Parameters of PutRolePermissionsBoundary.",
        &[ROLE, &[needed("boundary", Form::Text, "Name or ARN of a managed policy.")]],
    ),
    table("delete-role-permissions-boundary", "Parameters of DeleteRolePermissionsBoundary.", &[ROLE]),
    table(
        "create-function",
        "Parameters of CreateFunction.",
        &[&[needed("name", Form::Text, "Name of the function.")], ROLE],
    ),
    table(
        "run-instances",
        "Parameters of RunInstances.",
        &[&[key("instance-profile", Form::Text, "Name of the role that the instance gets.")]],
    ),
    table("an expectation", "What must come of a call.", &[OUTCOME]),
    table(
        "the expectation of a what-if",
        "What must come of the play under the what-if.",
        &[OUTCOME, &[key("failed-stage", Form::Choice(stages), "The stage that fails.")]],
    ),
];
