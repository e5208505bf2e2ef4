//! The set-up: accounts, organization, users, roles, buckets and their policies.

use super::super::{Form, Key, TableForm};
use super::{ATTACHED, BLOCK, PATH, POLICIES, POLICY, SECONDS, TAGS, key, named, needed, table};

const ACCOUNT: Key = key("account", Form::Text, "Id of its account; may be left out when there is one.");

/// What users and roles share.
const PRINCIPAL: &[Key] = &[
    ACCOUNT,
    key("path", PATH, "Path, e.g. /team/."),
    key("tags", TAGS, "Tags by key."),
    key("boundary", ATTACHED, "Permissions boundary."),
    key("policies", named(&ATTACHED), "Permissions policies, by name."),
];

const OF_ROLE: &[Key] = &[
    needed("trust", POLICY, "Trust policy: who may assume it."),
    key("max-session-duration", SECONDS, "Longest session, in seconds."),
];

const BUCKET: &[Key] = &[
    ACCOUNT,
    key("policy", POLICY, "Bucket policy."),
    key("objects", named(&Form::Either(&Form::Text, &Form::Table("an object"))), "Every object, by key: its text."),
    key("tags", TAGS, "Tags by key."),
    key("abac", Form::Flag, "Whether its tags become condition keys."),
    key("block-public-access", BLOCK, "All switches at once, or each; all are on for a new bucket."),
];

/// A user, role or bucket that a change adds has its name inside.
const NAME: &[Key] = &[needed("name", Form::Text, "Its name.")];

pub(super) static ALL: &[TableForm] = &[
    table(
        "the world",
        "Accounts, users, roles and buckets as they are before the first call.",
        &[&[
            needed("start", Form::Text, "Simulated time of the start, e.g. 2026-03-02T09:00:00Z."),
            key("seed", Form::Integer(0, i64::MAX), "Every id and key follows from it."),
            key("region", Form::Text, "Region; us-east-1 where none is given."),
            key("source-ip", Form::Text, "Address that the callers come from."),
            needed("accounts", named(&Form::Table("an account")), "Accounts by their 12 digits."),
            key("organization", Form::Table("the organization"), "The organization, when there is one."),
            key(
                "managed-policies",
                named(&Form::Table("a managed policy")),
                "Managed policies of an account, by name.",
            ),
            key("oidc-providers", named(&Form::Table("an identity provider")), "OIDC providers by their host."),
            key("users", named(&Form::Table("a user")), "IAM users by name."),
            key("roles", named(&Form::Table("a role")), "IAM roles by name."),
            key("buckets", named(&Form::Table("a bucket")), "S3 buckets by name."),
        ]],
    ),
    table(
        "an account",
        "An AWS account.",
        &[&[
            needed("name", Form::Text, "Name, as people call it."),
            key("unit", Form::Text, "The unit of the organization it is in."),
            key("scps", POLICIES, "Service control policies of the account, by name."),
            key("rcps", POLICIES, "Resource control policies of the account, by name."),
        ]],
    ),
    table(
        "the organization",
        "An organization of AWS Organizations.",
        &[&[
            needed("id", Form::Text, "Its id, e.g. o-exampleorg1."),
            needed("management-account", Form::Text, "Id of the management account."),
            key("units", named(&Form::Table("a unit")), "Root and organizational units, by name."),
        ]],
    ),
    table(
        "a unit",
        "The root or an organizational unit.",
        &[&[
            key("parent", Form::Text, "The unit above; every unit but Root has one."),
            key("scps", POLICIES, "Service control policies, by name."),
            key("rcps", POLICIES, "Resource control policies, by name."),
        ]],
    ),
    table("a managed policy", "A customer managed policy.", &[&[ACCOUNT, needed("document", POLICY, "The policy.")]]),
    table(
        "an identity provider",
        "An OpenID Connect provider that an account trusts.",
        &[&[ACCOUNT, needed("audiences", Form::Texts, "Audiences for which its tokens are taken.")]],
    ),
    table("a user", "An IAM user with a long-term key.", &[PRINCIPAL]),
    table("a role", "An IAM role.", &[PRINCIPAL, OF_ROLE]),
    table("a bucket", "An S3 bucket.", &[BUCKET]),
    table("add-user", "An IAM user that was not there.", &[NAME, PRINCIPAL]),
    table("add-role", "An IAM role that was not there.", &[NAME, PRINCIPAL, OF_ROLE]),
    table("add-bucket", "An S3 bucket that was not there.", &[NAME, BUCKET]),
    table(
        "an object",
        "An object with tags; without, its text alone will do.",
        &[&[needed("body", Form::Text, "Its text."), key("tags", TAGS, "Tags by key.")]],
    ),
    table(
        "Block Public Access",
        "The switches of Block Public Access; those left out are off.",
        &[&[
            key("block-public-acls", Form::Flag, "BlockPublicAcls."),
            key("ignore-public-acls", Form::Flag, "IgnorePublicAcls."),
            key("block-public-policy", Form::Flag, "BlockPublicPolicy."),
            key("restrict-public-buckets", Form::Flag, "RestrictPublicBuckets."),
        ]],
    ),
    table("a policy", "A policy in a file beside the scenario.", &[FILE, ARN]),
    table(
        "an attached policy",
        "A policy in a file beside the scenario, or a managed policy of the world.",
        &[
            &[
                key("file", Form::Text, "Path of the JSON file, beside the scenario or below it."),
                key("managed", Form::Text, "Name or ARN of a managed policy of the world."),
            ],
            ARN,
        ],
    )
    .of_kinds(&["file", "managed"]),
];

const FILE: &[Key] = &[needed("file", Form::Text, "Path of the JSON file, beside the scenario or below it.")];
const ARN: &[Key] = &[key("arn", Form::Text, "ARN of a managed policy that stands in the file.")];
