//! Every table of the format with its keys: the one place to add a row when the loader learns a key.

use super::{Form, Key, POLICY, TableForm};
use crate::iam::Decision;
use crate::lesson::fact;
use crate::lesson::load_script::{CALLS, CHANGES};
use crate::lesson::scenario::{Level, Panel};
use crate::lesson::timeline::Stage;
use crate::lesson::words::Follows;

/// The table that a file is.
pub(super) const TOP: &str = "the file";

const fn table(what: &'static str, says: &'static str, keys: &'static [Key]) -> TableForm {
    TableForm { what, says, keys, kinds: &[] }
}

const fn key(name: &'static str, form: Form, says: &'static str) -> Key {
    Key::new(name, form, says)
}

const fn needed(name: &'static str, form: Form, says: &'static str) -> Key {
    Key::needed(name, form, says)
}

const ID: Form = Form::Pattern("^[a-z0-9-]{1,64}$");
const COUNT: Form = Form::Integer(1, i64::MAX);
const SECONDS: Form = Form::Integer(3600, 43_200);
const POLICIES: Form = Form::Named(&POLICY);
const TAGS: Form = Form::Named(&Form::Text);
const BLOCK: Form = Form::Either(&Form::Flag, &Form::Table("Block Public Access"));

const fn tables(what: &'static str) -> Form {
    Form::Tables(what)
}

fn levels() -> Vec<&'static str> {
    [Level::Beginner, Level::Intermediate, Level::Advanced].map(Level::name).to_vec()
}

fn stages() -> Vec<&'static str> {
    Stage::ALL.map(Stage::id).to_vec()
}

fn panels() -> Vec<&'static str> {
    Panel::ALL.map(Panel::id).to_vec()
}

fn facts() -> Vec<&'static str> {
    fact::Kind::ALL.map(fact::Kind::id).to_vec()
}

fn decisions() -> Vec<&'static str> {
    [Decision::Allowed, Decision::ImplicitlyDenied, Decision::ExplicitlyDenied].map(Decision::name).to_vec()
}

fn followed() -> Vec<&'static str> {
    Follows::ALL.map(Follows::id).to_vec()
}

/// All tables, from the whole file inwards.
pub(super) static ALL: &[TableForm] = &[
    table(
        TOP,
        "A scenario: a small cloud, who calls what in it, and the words around it.",
        &[
            needed("format", Form::Integer(1, 1), "Version of the format: 1."),
            needed("id", ID, "Stable id; progress is kept under it."),
            needed("title", Form::Text, "Title of the lesson."),
            needed("topic", Form::Text, "Subject, e.g. cloud."),
            needed("level", Form::Choice(levels), "How much a learner should know beforehand."),
            needed("minutes", Form::Integer(1, 600), "About so many minutes."),
            key("builds-on", Form::Texts, "Ids of the lessons it builds on; the home screen draws its map from them."),
            key("summary", Form::Texts, "The concept snapshot, a line an entry."),
            needed("transcript", Form::Text, "The full text; paragraphs are separated by empty lines."),
            key("sources", tables("a source"), "Pages of AWS that the facts come from."),
            needed("world", Form::Table("the world"), "The set-up."),
            needed("calls", tables("a call"), "Who does what, in order; numbered from 1."),
            needed("steps", tables("a step"), "The words for each row of the process table."),
            needed("flow", tables("a flow node"), "The nodes of the process flow, one for each step."),
            key("execution", tables("an execution line"), "The lines of the execution sample."),
            key("variables", tables("a variable"), "The rows of the status tracker."),
            key("what-ifs", tables("a what-if"), "Named changes of the set-up or the calls."),
            key("key-moments", tables("a key moment"), "Questions that learners ask, with their answers."),
            key("quiz", tables("a question"), "Questions whose key the simulator computes."),
        ],
    ),
    table(
        "a source",
        "A page of AWS's documentation.",
        &[
            needed("title", Form::Text, "Title of the page."),
            needed("url", Form::Pattern("^https://"), "Its https address."),
        ],
    ),
    table(
        "the world",
        "Accounts, users, roles and buckets as they are before the first call.",
        &[
            needed("start", Form::Text, "Simulated time of the start, e.g. 2026-03-02T09:00:00Z."),
            key("seed", Form::Integer(0, i64::MAX), "Every id and key follows from it."),
            key("region", Form::Text, "Region; us-east-1 where none is given."),
            key("source-ip", Form::Text, "Address that the callers come from."),
            needed("accounts", Form::Named(&Form::Table("an account")), "Accounts by their 12 digits."),
            key("organization", Form::Table("the organization"), "The organization, when there is one."),
            key("users", Form::Named(&Form::Table("a user")), "IAM users by name."),
            key("roles", Form::Named(&Form::Table("a role")), "IAM roles by name."),
            key("buckets", Form::Named(&Form::Table("a bucket")), "S3 buckets by name."),
        ],
    ),
    table(
        "an account",
        "An AWS account.",
        &[
            needed("name", Form::Text, "Name, as people call it."),
            key("unit", Form::Text, "The unit of the organization it is in."),
            key("scps", POLICIES, "Service control policies of the account, by name."),
            key("rcps", POLICIES, "Resource control policies of the account, by name."),
        ],
    ),
    table(
        "the organization",
        "An organization of AWS Organizations.",
        &[
            needed("id", Form::Text, "Its id, e.g. o-exampleorg1."),
            needed("management-account", Form::Text, "Id of the management account."),
            key("units", Form::Named(&Form::Table("a unit")), "Root and organizational units, by name."),
        ],
    ),
    table(
        "a unit",
        "The root or an organizational unit.",
        &[
            key("parent", Form::Text, "The unit above; every unit but Root has one."),
            key("scps", POLICIES, "Service control policies, by name."),
            key("rcps", POLICIES, "Resource control policies, by name."),
        ],
    ),
    table(
        "a user",
        "An IAM user with a long-term key.",
        &[
            key("account", Form::Text, "Id of its account; may be left out when there is one."),
            key("path", Form::Pattern("^/.*/$|^/$"), "Path, e.g. /team/."),
            key("tags", TAGS, "Tags by key."),
            key("boundary", POLICY, "Permissions boundary."),
            key("policies", POLICIES, "Permissions policies, by name."),
        ],
    ),
    table(
        "a role",
        "An IAM role.",
        &[
            key("account", Form::Text, "Id of its account; may be left out when there is one."),
            needed("trust", POLICY, "Trust policy: who may assume it."),
            key("path", Form::Pattern("^/.*/$|^/$"), "Path, e.g. /team/."),
            key("tags", TAGS, "Tags by key."),
            key("boundary", POLICY, "Permissions boundary."),
            key("policies", POLICIES, "Permissions policies, by name."),
            key("max-session-duration", SECONDS, "Longest session, in seconds."),
        ],
    ),
    table(
        "a bucket",
        "An S3 bucket.",
        &[
            key("account", Form::Text, "Id of its account; may be left out when there is one."),
            key("policy", POLICY, "Bucket policy."),
            key("objects", Form::Named(&Form::Text), "The text of every object, by key."),
            key("tags", TAGS, "Tags by key."),
            key("abac", Form::Flag, "Whether its tags become condition keys."),
            key("block-public-access", BLOCK, "All switches at once, or each; all are on for a new bucket."),
        ],
    ),
    table(
        "Block Public Access",
        "The switches of Block Public Access; those left out are off.",
        &[
            key("block-public-acls", Form::Flag, "BlockPublicAcls."),
            key("ignore-public-acls", Form::Flag, "IgnorePublicAcls."),
            key("block-public-policy", Form::Flag, "BlockPublicPolicy."),
            key("restrict-public-buckets", Form::Flag, "RestrictPublicBuckets."),
        ],
    ),
    table(
        "a policy",
        "A policy in a file beside the scenario.",
        &[
            needed("file", Form::Text, "Path of the JSON file, beside the scenario or below it."),
            key("arn", Form::Text, "ARN of a managed policy."),
        ],
    ),
    TableForm {
        what: "a call",
        says: "Who does what: exactly one of the calls, or time that passes.",
        keys: &[
            key("by", Form::Text, "A user, an earlier session, `root of ACCOUNT`, `anonymous` or `unknown-key`."),
            key("expect", Form::Table("an expectation"), "What must come of it; `check` fails where it does not."),
            key("assume-role", Form::Table("assume-role"), "sts:AssumeRole."),
            key("get-caller-identity", Form::Table("get-caller-identity"), "sts:GetCallerIdentity."),
            key("list-buckets", Form::Table("list-buckets"), "s3:ListBuckets."),
            key("list-objects", Form::Table("list-objects"), "s3:ListObjectsV2."),
            key("get-object", Form::Table("get-object"), "s3:GetObject."),
            key("head-object", Form::Table("head-object"), "s3:HeadObject."),
            key("put-object", Form::Table("put-object"), "s3:PutObject."),
            key("delete-object", Form::Table("delete-object"), "s3:DeleteObject."),
            key("wait", Form::Text, "Time passes, e.g. 1h 5m."),
        ],
        kinds: &CALLS,
    },
    table(
        "assume-role",
        "Parameters of AssumeRole.",
        &[
            needed("role", Form::Text, "Name of a role, or an ARN."),
            needed("session-name", Form::Text, "RoleSessionName; later calls may be made by it."),
            key("as", Form::Text, "Another name for the session in this file."),
            key("tags", TAGS, "Session tags by key."),
            key("transitive-tags", Form::Texts, "Keys of the tags that go on to chained sessions."),
            key("duration", Form::Integer(i64::MIN, i64::MAX), "DurationSeconds."),
            key("external-id", Form::Text, "ExternalId."),
            key("source-identity", Form::Text, "SourceIdentity."),
            key("mfa", Form::Flag, "Whether the caller gave an MFA code."),
            key("policy", POLICY, "Session policy."),
        ],
    ),
    table("get-caller-identity", "It has no parameters.", &[]),
    table("list-buckets", "It has no parameters.", &[]),
    table(
        "list-objects",
        "Parameters of ListObjectsV2.",
        &[
            needed("bucket", Form::Text, "Name of the bucket."),
            key("prefix", Form::Text, "Prefix."),
            key("delimiter", Form::Text, "Delimiter."),
            key("max-keys", Form::Integer(0, 1000), "MaxKeys."),
        ],
    ),
    table("get-object", "Parameters of GetObject.", OBJECT),
    table("head-object", "Parameters of HeadObject.", OBJECT),
    table("delete-object", "Parameters of DeleteObject.", OBJECT),
    table(
        "put-object",
        "Parameters of PutObject.",
        &[
            needed("bucket", Form::Text, "Name of the bucket."),
            needed("key", Form::Text, "Key of the object."),
            needed("body", Form::Text, "What is written."),
        ],
    ),
    table(
        "an expectation",
        "What must come of a call.",
        &[
            key("decision", Form::Choice(decisions), "The verdict of the policies."),
            key("policy", Form::Text, "Name of the deciding policy."),
            key("statement", Form::Text, "The deciding statement: its Sid, or its number from 1."),
            key("error", Form::Text, "Code of the error."),
        ],
    ),
    table(
        "the expectation of a what-if",
        "What must come of the play under the what-if.",
        &[
            key("decision", Form::Choice(decisions), "The verdict of the policies."),
            key("failed-stage", Form::Choice(stages), "The stage that fails."),
            key("policy", Form::Text, "Name of the deciding policy."),
            key("statement", Form::Text, "The deciding statement: its Sid, or its number from 1."),
            key("error", Form::Text, "Code of the error."),
        ],
    ),
    table(
        "a step",
        "The words of a row of the process table; they may hold placeholders in braces.",
        &[
            needed("stage", Form::Choice(stages), "Which of the five stages it is."),
            key("call", COUNT, "Number of the call it belongs to; only the last step has none."),
            needed("action", Form::Text, "What is done."),
            needed("input", Form::Text, "What goes in."),
            needed("output", Form::Text, "What comes out."),
            needed("result", Form::Text, "How it ends."),
            key("output-failed", Form::Text, "What comes out when the step is refused."),
            key("result-failed", Form::Text, "How it ends when the step is refused."),
        ],
    ),
    table(
        "a flow node",
        "A node of the process flow.",
        &[needed("label", Form::Text, "What stands in the node."), needed("words", Form::Text, "What happens there.")],
    ),
    table(
        "an execution line",
        "A line of the execution sample.",
        &[
            needed("words", Form::Text, "What happens."),
            needed("call", COUNT, "Number of the call."),
            needed("shows", Form::Choice(|| vec!["command", "answer"]), "The command line, or what AWS answers."),
        ],
    ),
    table(
        "a variable",
        "A row of the status tracker.",
        &[
            needed("id", Form::Text, "Stable id."),
            needed("name", Form::Text, "Name of the row."),
            needed("follows", Form::Choice(followed), "What it follows."),
            key("words", Form::Named(&Form::Text), "Your own words for its states."),
        ],
    ),
    table(
        "a pointer",
        "A place that lights up.",
        &[
            needed("panel", Form::Choice(panels), "The panel."),
            key("step", COUNT, "Number of the step."),
            key("cell", Form::Text, "action, input, output or result; or the id of a variable."),
        ],
    ),
    table(
        "a key moment",
        "A question that learners ask at this point.",
        &[
            needed("id", Form::Text, "Stable id."),
            needed("question", Form::Text, "The question."),
            needed("answer", Form::Text, "The answer; paragraphs are separated by empty lines."),
            key("what-if", Form::Text, "Id of the what-if that is played when it is opened."),
            needed("step", COUNT, "Number of the step it jumps to."),
            key("points-at", tables("a pointer"), "What lights up."),
        ],
    ),
    table(
        "a question",
        "A question of the quiz. The simulator computes the fact; the option with that value is right.",
        &[
            needed("id", Form::Text, "Stable id, such as lesson/question; answers are kept under it."),
            needed("prompt", Form::Text, "The question."),
            needed("fact", Form::Choice(facts), "What the simulator computes."),
            key("what-if", Form::Text, "Id of the what-if under which it is computed."),
            key("step", COUNT, "Number of the step it is about."),
            needed("hints", Form::Texts, "Three: a nudge, a pointer, a worked answer."),
            key("points-at", tables("a pointer"), "What the later hints light."),
            needed("options", tables("an option"), "Four options."),
        ],
    ),
    table(
        "an option",
        "An option of a question.",
        &[
            needed("text", Form::Text, "What can be chosen."),
            needed("value", Form::Text, "The value of the fact that it claims."),
            needed("explanation", Form::Text, "Why it is right, or which misconception it is."),
        ],
    ),
    table(
        "a what-if",
        "A named change of the set-up or the calls.",
        &[
            needed("id", Form::Text, "Stable id."),
            needed("title", Form::Text, "Title."),
            needed("lesson", Form::Text, "What it teaches, in a sentence or two."),
            needed("changes", tables("a change"), "What is changed."),
            key("expect", Form::Table("the expectation of a what-if"), "What must come of it."),
        ],
    ),
    TableForm {
        what: "a change",
        says: "Exactly one change.",
        keys: &[
            key("set-policy", Form::Table("set-policy"), "Adds or replaces a policy."),
            key("remove-policy", Form::Table("remove-policy"), "Removes a policy."),
            key("max-session-duration", Form::Table("max-session-duration"), "Another longest session for a role."),
            key("public-access", Form::Table("public-access"), "Other switches of Block Public Access."),
            key("wait-before", Form::Table("wait-before"), "Time passes before a call."),
            key("duration", Form::Table("duration"), "Another DurationSeconds for an assume-role."),
        ],
        kinds: &CHANGES,
    },
    table(
        "set-policy",
        "Whose policy, and what it says now.",
        &[
            key("trust-of", Form::Text, "Role whose trust policy it is."),
            key("boundary-of", Form::Text, "User or role whose boundary it is."),
            key("bucket", Form::Text, "Bucket whose policy it is."),
            key("role", Form::Text, "Role whose permissions policy it is; with `policy`."),
            key("user", Form::Text, "User whose permissions policy it is; with `policy`."),
            key("scp-at", Form::Text, "Unit or account whose SCP it is; with `policy`."),
            key("rcp-at", Form::Text, "Unit or account whose RCP it is; with `policy`."),
            key("policy", Form::Text, "Name of the policy."),
            needed("document", POLICY, "The policy."),
        ],
    ),
    table(
        "remove-policy",
        "Whose policy.",
        &[
            key("trust-of", Form::Text, "Role whose trust policy it is."),
            key("boundary-of", Form::Text, "User or role whose boundary it is."),
            key("bucket", Form::Text, "Bucket whose policy it is."),
            key("role", Form::Text, "Role whose permissions policy it is; with `policy`."),
            key("user", Form::Text, "User whose permissions policy it is; with `policy`."),
            key("scp-at", Form::Text, "Unit or account whose SCP it is; with `policy`."),
            key("rcp-at", Form::Text, "Unit or account whose RCP it is; with `policy`."),
            key("policy", Form::Text, "Name of the policy."),
        ],
    ),
    table(
        "max-session-duration",
        "Another longest session for a role.",
        &[needed("role", Form::Text, "Name of the role."), needed("seconds", SECONDS, "Seconds.")],
    ),
    table(
        "public-access",
        "Other switches of Block Public Access for a bucket.",
        &[
            needed("bucket", Form::Text, "Name of the bucket."),
            needed("block-public-access", BLOCK, "All switches at once, or each."),
        ],
    ),
    table(
        "wait-before",
        "Time passes before a call.",
        &[needed("call", COUNT, "Number of the call."), needed("wait", Form::Text, "How long, e.g. 1h 5m.")],
    ),
    table(
        "duration",
        "Another DurationSeconds for an assume-role.",
        &[
            needed("call", COUNT, "Number of the call."),
            needed("seconds", Form::Integer(i64::MIN, i64::MAX), "Seconds."),
        ],
    ),
];

const OBJECT: &[Key] =
    &[needed("bucket", Form::Text, "Name of the bucket."), needed("key", Form::Text, "Key of the object.")];
