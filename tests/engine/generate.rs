//! Decision cases by chance, from small pools, so that things meet often. The same seed gives the same case.

use serde_json::{Map, Value, json};

/// `SplitMix64`: small, good enough, and the same everywhere.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x1234_5678))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

const HOME: &str = "111111111111";

const PRINCIPALS: [&str; 13] = [
    "arn:aws:iam::111111111111:user/alice",
    "arn:aws:iam::111111111111:user/dev/bob",
    "arn:aws:sts::111111111111:assumed-role/app/s1",
    "arn:aws:sts::111111111111:assumed-role/app/s2",
    "arn:aws:sts::111111111111:assumed-role/AWSServiceRoleForX/s1",
    "arn:aws:sts::111111111111:federated-user/alice",
    "arn:aws:iam::111111111111:root",
    "arn:aws:iam::222222222222:user/alice",
    "arn:aws:sts::222222222222:assumed-role/app/s1",
    "arn:aws:iam::222222222222:root",
    "arn:aws-cn:iam::111111111111:user/alice",
    "cloudtrail.amazonaws.com",
    "anonymous",
];

const NAMED: [&str; 17] = [
    "111111111111",
    "222222222222",
    "arn:aws:iam::111111111111:root",
    "arn:aws:iam::111111111111:user/alice",
    "arn:aws:iam::111111111111:user/dev/bob",
    "arn:aws:iam::111111111111:role/app",
    "arn:aws:iam::111111111111:role/team/app",
    "arn:aws:iam::111111111111:role/*",
    "arn:aws:sts::111111111111:assumed-role/app/s1",
    "arn:aws:sts::111111111111:federated-user/alice",
    "arn:aws:iam::222222222222:user/alice",
    "arn:aws:iam::222222222222:role/app",
    "arn:aws:sts::222222222222:assumed-role/app/s1",
    "arn:aws-cn:iam::111111111111:user/alice",
    "AIDAALICEALICEALICE1",
    "AROAAPPAPPAPPAPPAPP1",
    "*",
];

/// Actions with the resources they are asked on.
const ASKED: [(&str, &[&str]); 14] = [
    ("kms:Decrypt", &["arn:aws:kms:eu-west-1:111111111111:key/1", "arn:aws:kms:eu-west-1:111111111111:alias/a"]),
    ("iam:GetPolicy", &["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
    ("s3:GetObject", &["arn:aws:s3:::b/k", "arn:aws:s3:::b/alice/x", "arn:aws:s3:::c/data/2026.csv"]),
    ("S3:getobject", &["arn:aws:s3:::b/k", "arn:aws:s3:::b/a*c"]),
    ("s3:PutObject", &["arn:aws:s3:::b/k", "arn:aws-cn:s3:::b/k"]),
    ("s3:ListBucket", &["arn:aws:s3:::b", "arn:aws:s3:::c"]),
    ("s3:ListAllMyBuckets", &["*", "arn:aws:s3:::*"]),
    ("s3:PutBucketPolicy", &["arn:aws:s3:::b"]),
    ("sts:AssumeRole", &["arn:aws:iam::111111111111:role/target", "arn:aws:iam::222222222222:role/target"]),
    ("sts:TagSession", &["arn:aws:iam::111111111111:role/target"]),
    ("iam:GetRole", &["arn:aws:iam::111111111111:role/target"]),
    ("sts:SetSourceIdentity", &["arn:aws:iam::111111111111:role/target"]),
    ("sts:GetCallerIdentity", &["*"]),
    ("sqs:SendMessage", &["arn:aws:sqs:eu-west-1:111111111111:q", "arn:aws:sqs:eu-west-1:111111111111:q:with:colons"]),
];

const ACTIONS: [&str; 17] = [
    "*",
    "*",
    "s3*",
    "kms:Decrypt",
    "s3:*",
    "s3:Get*",
    "s3:GetObject",
    "S3:GETOBJECT",
    "s3:?etObject",
    "s3:*Object",
    "s3:List*",
    "s3:PutBucketPolicy",
    "sts:*",
    "sts:AssumeRole",
    "iam:*",
    "ec2:*",
    "sqs:SendM??sage",
];

const RESOURCES: [&str; 28] = [
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b*",
    "arn:aws:s3:::?",
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:s3:::b/${aws:username, 'k'}",
    "arn:aws:s3:::b/a${*}c",
    "arn:aws:s3:::${aws:PrincipalTag/bucket}/*",
    "arn:aws:s3:::*/data/*.csv",
    "arn:aws:s3:::B/k",
    "arn:aws:s3",
    "arn:aws:s3:*",
    "arn:aws:*:::b/k",
    "arn:*:s3:::b/k",
    "arn:aws:iam::111111111111:role/*",
    "arn:aws:iam::*:role/target",
    "arn:aws:iam::${aws:PrincipalAccount}:role/target",
    "arn:aws:iam::111111111111:*/target",
    "arn:aws:s3:::b/${aws:TagKeys}",
    "arn:aws:s3:::b/${aws:PrincipalTag/none}",
    "arn:aws:s3:::b/${$}{k}${?}",
    "arn:aws:sqs:*:111111111111:q",
    "arn:aws:sqs:eu-*-1:1*1:q*",
    "arn:aws:sqs:eu-west-1:111111111111:*:colons",
    "arn:*",
];

/// Keys with the values they take in requests and in policies.
const KEYS: [(&str, &[&str], &[&str]); 14] = [
    (
        "aws:SourceIp",
        &["203.0.113.7", "10.0.0.1", "2001:db8::7", "::ffff:203.0.113.7", "garbage"],
        &["203.0.113.0/24", "203.0.113.7", "2001:db8::/32", "0.0.0.0/0", "203.0.113.9/29", "2001:db8::7", "::/0"],
    ),
    (
        "aws:PrincipalTag/team",
        &["data", "Data", "", "a*"],
        &["data", "DATA", "d*", "a*", "${aws:PrincipalTag/bucket}", "${aws:PrincipalTag/none, 'data'}"],
    ),
    ("aws:PrincipalTag/bucket", &["b", "data", "*"], &["b", "?", "${aws:PrincipalTag/team}"]),
    ("aws:username", &["alice", "bob"], &["alice", "a*e", "${aws:username}"]),
    ("aws:SecureTransport", &["true", "false", "TRUE"], &["true", "false"]),
    (
        "aws:CurrentTime",
        &["2026-09-01T12:00:00Z", "1788264000", "2026-09-01T14:00:00+02:00", "yesterday"],
        &[
            "2026-09-01",
            "2026-09-01T12:00:00Z",
            "2027-01-01T00:00:00Z",
            "1788264000",
            "2026-09-01T13:59:00.5+02:00",
            "2026",
        ],
    ),
    ("s3:signatureAge", &["10", "10.5", "9", "-1", "ten"], &["10", "9.5", "10.50"]),
    ("s3:prefix", &["", "home/", "home/alice"], &["home/", "home/*", "", "home/${aws:username}"]),
    ("aws:PrincipalOrgID", &["o-1", "o-2"], &["o-1", "o-*"]),
    (
        "aws:PrincipalArn",
        &[
            "arn:aws:iam::111111111111:user/alice",
            "arn:aws:iam::111111111111:role/app",
            "arn:aws:iam::111111111111:role/team/app",
        ],
        &[
            "arn:aws:iam::111111111111:role/*",
            "arn:aws:iam::*:user/alice",
            "arn:aws:iam::111111111111:role/app",
            "role/app",
            "*",
        ],
    ),
    ("aws:TagKeys", &["team", "cost", "secret"], &["team", "cost", "c*"]),
    ("aws:CalledVia", &["athena.amazonaws.com"], &["athena.amazonaws.com", "*.amazonaws.com"]),
    ("app:data", &["aGVsbG8=", "d29ybGQ=", "not base64!"], &["aGVsbG8=", "d29ybGQ="]),
    (
        "aws:userid",
        &["AIDAALICEALICEALICE1", "AROAAPPAPPAPPAPPAPP1:s1"],
        &["AROA*:s1", "AIDAALICEALICEALICE1", "*:${aws:username}"],
    ),
];

const LIST_KEYS: [&str; 2] = ["aws:TagKeys", "aws:CalledVia"];

fn operators(key: &str) -> &'static [&'static str] {
    match key {
        "aws:SourceIp" => &["IpAddress", "NotIpAddress", "StringEquals"],
        "aws:SecureTransport" => &["Bool", "StringEquals"],
        "aws:CurrentTime" => &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ],
        "s3:signatureAge" => &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        "aws:PrincipalArn" => &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringNotEquals"],
        "app:data" => &["BinaryEquals"],
        _ => &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
            "StringMatches",
        ],
    }
}

/// One value, or a list of up to three.
fn some(chance: &mut Chance, from: &[&str]) -> Value {
    if chance.percent(60) {
        return json!(chance.pick(from));
    }
    json!((0..=chance.below(3)).map(|_| chance.pick(from)).collect::<Vec<_>>())
}

fn conditions(chance: &mut Chance) -> Value {
    let mut block = Map::new();
    for _ in 0..=chance.below(2) {
        let (key, _, values) = KEYS[chance.below(KEYS.len())];
        let base = if chance.percent(10) { "Null" } else { chance.pick(operators(key)) };
        let set = if LIST_KEYS.contains(&key) { 75 } else { 8 };
        let prefix = if chance.percent(set) { chance.pick(&["ForAllValues:", "ForAnyValue:"]) } else { "" };
        let suffix = if base != "Null" && chance.percent(20) { "IfExists" } else { "" };
        let values = match base {
            "Null" => json!(chance.pick(&["true", "false"])),
            _ if chance.percent(4) => json!([]),
            _ => some(chance, values),
        };
        // Names in another case mean the same key.
        let key = if chance.percent(10) { key.to_uppercase() } else { key.to_owned() };
        // Under an operator that is there already the key joins the others.
        block.entry(format!("{prefix}{base}{suffix}")).or_insert_with(|| json!({}))[key] = values;
    }
    Value::Object(block)
}

fn principal(chance: &mut Chance) -> Value {
    match chance.below(10) {
        0..3 => json!("*"),
        3 => json!({ "Service": some(chance, &["cloudtrail.amazonaws.com", "s3.amazonaws.com"]) }),
        4 => json!({ "Service": "cloudtrail.amazonaws.com", "AWS": some(chance, &NAMED) }),
        _ => json!({ "AWS": some(chance, &NAMED) }),
    }
}

/// A statement of the kind of policy that stands under `layer`.
pub fn statement(chance: &mut Chance, layer: &str) -> Value {
    let mut statement = Map::new();
    let deny = chance.percent(if layer == "rcps" { 100 } else { 30 });
    statement.insert("Effect".into(), json!(if deny { "Deny" } else { "Allow" }));
    if ["resource_policy", "trust", "vpc_endpoint_policy", "rcps"].contains(&layer) {
        let may_spare = ["resource_policy", "vpc_endpoint_policy"].contains(&layer);
        let not = may_spare && chance.percent(if deny { 25 } else { 3 });
        let principal = if layer == "rcps" { json!("*") } else { principal(chance) };
        // An endpoint's statement without principal is for everybody.
        if layer != "vpc_endpoint_policy" || chance.percent(85) {
            statement.insert(if not { "NotPrincipal" } else { "Principal" }.into(), principal);
        }
    }
    let not_action = chance.percent(12);
    statement.insert(if not_action { "NotAction" } else { "Action" }.into(), some(chance, &ACTIONS));
    if layer != "trust" {
        let not = chance.percent(10);
        // Wide resources, so that other things decide, too.
        let resource = if chance.percent(35) { json!("*") } else { some(chance, &RESOURCES) };
        statement.insert(if not { "NotResource" } else { "Resource" }.into(), resource);
    }
    if chance.percent(if deny { 60 } else { 35 }) {
        statement.insert("Condition".into(), conditions(chance));
    }
    Value::Object(statement)
}

pub fn policy(chance: &mut Chance, layer: &str) -> Value {
    let statements: Vec<Value> = (0..=chance.below(3)).map(|_| statement(chance, layer)).collect();
    let mut document = Map::new();
    match chance.below(10) {
        0 => {}
        1 => drop(document.insert("Version".into(), json!("2008-10-17"))),
        _ => drop(document.insert("Version".into(), json!("2012-10-17"))),
    }
    let one = statements.len() == 1 && chance.percent(50);
    document.insert("Statement".into(), if one { statements[0].clone() } else { json!(statements) });
    json!({ "name": layer, "document": document })
}

fn levels(chance: &mut Chance, layer: &str) -> Value {
    let level = |chance: &mut Chance, number: usize| {
        let mut policies = vec![policy(chance, layer)];
        if layer == "scps" && chance.percent(75) {
            policies.push(json!({ "name": "full", "document": { "Version": "2012-10-17",
                "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] } }));
        }
        json!({ "level": format!("level {number}"), "policies": policies })
    };
    json!((0..=chance.below(2)).map(|number| level(chance, number)).collect::<Vec<_>>())
}

fn context(chance: &mut Chance) -> Value {
    let mut context = Map::new();
    for (key, values, _) in &KEYS {
        if !chance.percent(55) {
            continue;
        }
        let value = if LIST_KEYS.contains(key) {
            let count = chance.below(4);
            if count == 1 && chance.percent(30) {
                json!(chance.pick(values))
            } else {
                json!((0..count).map(|_| chance.pick(values)).collect::<Vec<_>>())
            }
        } else {
            json!(chance.pick(values))
        };
        context.insert((*key).to_owned(), value);
    }
    Value::Object(context)
}

/// A whole case.
pub fn case(seed: u64) -> Value {
    let chance = &mut Chance::new(seed);
    let principal = chance.pick(&PRINCIPALS);
    let (action, resources) = ASKED[chance.below(ASKED.len())];
    let resource = chance.pick(resources);
    let is_trust = resource.contains(":role/") && action.starts_with("sts:");
    let mut request = json!({
        "principal": principal, "action": action, "resource": resource,
        "context": context(chance), "context_is_complete": true,
    });
    if chance.percent(70) {
        let owner = if chance.percent(80) { HOME } else { "222222222222" };
        request["resource_account"] = json!(resource.split(':').nth(4).filter(|id| id.len() == 12).unwrap_or(owner));
    }
    if chance.percent(5) {
        request["principal_is_management_account"] = json!(true);
    }
    if principal.contains(":assumed-role/app/") && chance.percent(30) {
        let account = if principal.contains("222222222222") { "222222222222" } else { HOME };
        let path = chance.pick(&["", "team/", "aws-service-role/x.amazonaws.com/"]);
        request["principal_role"] = json!(format!("arn:aws:iam::{account}:role/{path}app"));
    }
    let mut case = json!({ "id": seed, "request": request });
    let policies = |chance: &mut Chance, layer: &str, most: usize| {
        json!((0..chance.below(most + 1)).map(|_| policy(chance, layer)).collect::<Vec<_>>())
    };
    if chance.percent(85) {
        case["identity_policies"] = policies(chance, "identity_policies", 3);
    }
    if chance.percent(if is_trust { 95 } else { 65 }) {
        case["resource_policy"] = policy(chance, if is_trust { "trust" } else { "resource_policy" });
    }
    if chance.percent(25) {
        case["permissions_boundary"] = policy(chance, "permissions_boundary");
    }
    if chance.percent(25) {
        case["session_policies"] = policies(chance, "session_policies", 2);
    }
    if chance.percent(25) {
        case["scps"] = levels(chance, "scps");
    }
    if chance.percent(15) {
        case["rcps"] = levels(chance, "rcps");
    }
    if chance.percent(10) {
        case["vpc_endpoint_policy"] = policy(chance, "vpc_endpoint_policy");
    }
    if chance.percent(20) {
        case["resource_settings"] = json!({ "block_public_access": { "restrict_public_buckets": chance.percent(80) } });
    }
    case
}
