//! Which actions a pattern is tried with: those of the tables that it covers, all of a few and a choice of many.

use super::Home;
use crate::cloud::OF_TRUST;
use crate::iam::catalog::{Action, Catalog, Service};
use crate::iam::{Statement, example_of};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Of a pattern that covers no more, every action is tried.
const FEW: usize = 12;
/// Of a pattern that covers more, so many.
const MOST: usize = 40;

/// Tried first where a pattern covers more than can be tried: with these one reads what is secret, destroys, or helps
/// oneself to more.
const WORTH_ASKING: [&str; 34] = [
    "iam:PutUserPolicy",
    "iam:AttachUserPolicy",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:CreatePolicyVersion",
    "iam:PassRole",
    "iam:CreateAccessKey",
    "iam:CreateUser",
    "iam:CreateRole",
    "iam:DeleteRolePermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:ListBucket",
    "s3:PutBucketPolicy",
    "s3:DeleteBucket",
    "s3:GetObjectVersion",
    "sts:AssumeRole",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "ec2:RunInstances",
    "lambda:CreateFunction",
    // Of services that the tables leave out.
    "ec2:TerminateInstances",
    "ec2:AuthorizeSecurityGroupIngress",
    "lambda:InvokeFunction",
    "lambda:UpdateFunctionCode",
    "kms:Decrypt",
    "secretsmanager:GetSecretValue",
    "dynamodb:Scan",
    "cloudtrail:StopLogging",
    "organizations:LeaveOrganization",
];

/// An action to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tried {
    /// What is asked for.
    pub action: Cow<'static, str>,
    /// How it is told: of an action that stands for a pattern, the pattern.
    pub says: Cow<'static, str>,
}

impl Tried {
    fn known(action: impl Into<Cow<'static, str>>) -> Self {
        let action = action.into();
        Self { says: action.clone(), action }
    }
}

/// An action of the tables.
struct Listed {
    name: String,
    /// Prefix of its service, and its access level there.
    level: (&'static str, &'static str),
}

/// Every action of the tables, by service and name.
static LISTED: LazyLock<Vec<Listed>> = LazyLock::new(|| {
    let of = |service: &'static Service| {
        let listed = move |(name, action): (&&'static str, &'static Action)| Listed {
            name: format!("{}:{name}", service.prefix),
            level: (service.prefix, action.access_level),
        };
        service.actions.iter().map(listed)
    };
    Catalog::shipped().services().flat_map(of).collect()
});

/// The actions that a statement at this place is tried with.
pub(super) fn of(statement: &Statement, home: Home<'_>) -> Vec<Tried> {
    let mut tried: Vec<Tried> = Vec::new();
    let mut add = |one: Tried| {
        if !tried.contains(&one) {
            tried.push(one);
        }
    };
    let Some(patterns) = statement.action_patterns() else {
        return choice(home, |_| true).into_iter().map(Tried::known).collect();
    };
    for pattern in patterns {
        let text = pattern.text();
        if pattern.is_plain() {
            // As AWS writes it, so that the same action written another way is not tried twice.
            let known = Catalog::shipped().action(text);
            add(Tried::known(known.map_or(text.to_owned(), |(service, name, _)| format!("{}:{name}", service.prefix))));
            continue;
        }
        let covered = choice(home, |action| pattern.covers(action));
        if covered.is_empty() {
            add(Tried { action: example_of(text).into(), says: text.to_owned().into() });
        }
        for action in covered {
            add(Tried::known(action));
        }
    }
    tried.retain(|one| match home {
        Home::Trust(_) => OF_TRUST.contains(&one.action.as_ref()),
        Home::Bucket(_) => one.action.starts_with("s3:"),
        Home::Anywhere => true,
    });
    tried
}

/// What is covered of the actions that there are at a place: all of a few; of many those worth asking and then one of
/// each access level of each service.
fn choice(home: Home<'_>, covers: impl Fn(&str) -> bool) -> Vec<&'static str> {
    if let Home::Trust(_) = home {
        return OF_TRUST.into_iter().filter(|action| covers(action)).collect();
    }
    let is_here = |one: &&Listed| home == Home::Anywhere || one.level.0 == "s3";
    let listed: Vec<&Listed> = LISTED.iter().filter(is_here).filter(|one| covers(&one.name)).collect();
    let mut chosen: Vec<&str> = WORTH_ASKING.into_iter().filter(|action| covers(action)).collect();
    let mut levels = Vec::new();
    for one in &listed {
        let is_new = listed.len() <= FEW || !levels.contains(&one.level);
        if is_new && !chosen.contains(&one.name.as_str()) {
            levels.push(one.level);
            chosen.push(&one.name);
        }
    }
    chosen.truncate(MOST);
    chosen
}
