//! What a fix lets in beyond need, in words: one sentence for each principal and resource. It judges nothing; the
//! grants come from [`super::PuzzleState`] or [`super::AccessMatrix`].

use super::matrix::{ANY_OTHER_KEY, Grant, RowKind};
use crate::iam::ANY_OTHER;

/// Actions that one sentence names; of more it tells how many.
const NAMED: usize = 6;

/// One sentence for each principal, resource and way to ask, in the order of the grants.
///
/// `role DataReader may s3:DeleteObject and s3:PutObject on arn:aws:s3:::acme-reports/2026/q1.csv`
pub fn say_grants<'a>(grants: impl IntoIterator<Item = &'a Grant>) -> Vec<String> {
    let mut groups: Vec<(&Grant, Vec<&str>)> = Vec::new();
    for grant in grants {
        let of = |grant: &'a Grant| (grant.kind, &grant.principal, &grant.resource, &grant.keys);
        match groups.iter_mut().find(|(first, _)| of(first) == of(grant)) {
            Some((_, actions)) => actions.push(&grant.action),
            None => groups.push((grant, vec![&grant.action])),
        }
    }
    groups
        .iter()
        .map(|(grant, actions)| format!("{} may {}{}{}", who(grant), list(actions), on(&grant.resource), with(grant)))
        .collect()
}

fn who(grant: &Grant) -> String {
    let name = &grant.principal;
    match grant.kind {
        RowKind::User => format!("user {name}"),
        RowKind::Role => format!("role {name}"),
        RowKind::Session => format!("the session {name}"),
        RowKind::Anonymous => "anybody on the internet, without signing,".to_owned(),
        RowKind::Root => format!("the {name}"),
        RowKind::Stranger => "a stranger from another account".to_owned(),
        RowKind::Member => format!("anybody whom account {name} lets"),
        RowKind::Service => format!("the service {name}"),
        RowKind::Token => format!("a token of {name}"),
    }
}

fn on(resource: &str) -> String {
    if resource == "*" {
        return String::new();
    }
    let object = resource.strip_suffix(ANY_OTHER_KEY).and_then(|bucket| bucket.strip_suffix('/'));
    match object.map(|bucket| bucket.rsplit(':').next().unwrap_or(bucket)) {
        Some(ANY_OTHER) => " on the objects of any other bucket".to_owned(),
        Some(bucket) => format!(" on any other object of {bucket}"),
        None => format!(" on {}", unnamed(resource).unwrap_or_else(|| resource.to_owned())),
    }
}

/// What stands for all that no text names: `any other role`.
fn unnamed(resource: &str) -> Option<String> {
    match resource.split(':').next_back()?.split_once('/') {
        None if resource.starts_with("arn:aws:s3:::") && resource.ends_with(&format!(":{ANY_OTHER}")) => {
            Some("any other bucket".to_owned())
        }
        Some((kind, ANY_OTHER)) if resource.starts_with("arn:aws:iam:") => Some(format!("any other {kind}")),
        _ => None,
    }
}

/// What the request carries, when that is why it is let in.
fn with(grant: &Grant) -> String {
    let pairs: Vec<_> = grant.keys.iter().map(|(key, value)| format!("{key} `{value}`")).collect();
    if pairs.is_empty() { String::new() } else { format!(", with {}", list(&pairs)) }
}

fn list<T: AsRef<str>>(items: &[T]) -> String {
    let named: Vec<&str> = items.iter().map(AsRef::as_ref).take(NAMED).collect();
    let more = items.len() - named.len();
    match named.as_slice() {
        [] => String::new(),
        all if more > 0 => format!("{} and {more} more", all.join(", ")),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(kind: RowKind, action: &'static str, resource: &str) -> Grant {
        Grant {
            kind,
            principal: "DataReader".to_owned(),
            action: action.into(),
            resource: resource.to_owned(),
            keys: Vec::new(),
        }
    }

    #[test]
    fn what_one_may_do_with_one_thing_is_one_sentence() {
        let said = say_grants(&[
            grant(RowKind::Role, "s3:DeleteObject", "arn:aws:s3:::b/k"),
            grant(RowKind::Role, "s3:GetObject", "arn:aws:s3:::b/any-other-key"),
            grant(RowKind::Role, "s3:PutObject", "arn:aws:s3:::b/k"),
            grant(RowKind::Stranger, "s3:ListAllMyBuckets", "*"),
        ]);
        assert_eq!(
            said,
            [
                "role DataReader may s3:DeleteObject and s3:PutObject on arn:aws:s3:::b/k",
                "role DataReader may s3:GetObject on any other object of b",
                "a stranger from another account may s3:ListAllMyBuckets",
            ]
        );
        assert!(say_grants(&[]).is_empty());
    }

    #[test]
    fn what_nobody_named_has_no_name_and_what_a_request_carries_is_told() {
        let many: Vec<_> = ["a", "b", "c", "d", "e", "f", "g", "h"].map(|name| format!("ec2:{name}")).to_vec();
        let many = many.iter().map(|action| Grant { action: action.clone().into(), ..grant(RowKind::Member, "", "*") });
        let with = vec![("sts:ExternalId".to_owned(), "any-other".to_owned())];
        let mut grants = vec![
            grant(RowKind::Role, "s3:GetObject", "arn:aws:s3:::any-other/any-other-key"),
            grant(RowKind::Role, "s3:ListBucket", "arn:aws:s3:::any-other"),
            grant(RowKind::User, "iam:PassRole", "arn:aws:iam::111122223333:role/any-other"),
            Grant { keys: with, ..grant(RowKind::Service, "sts:AssumeRole", "arn:aws:iam::111122223333:role/r") },
        ];
        grants.extend(many);
        assert_eq!(
            say_grants(&grants),
            [
                "role DataReader may s3:GetObject on the objects of any other bucket",
                "role DataReader may s3:ListBucket on any other bucket",
                "user DataReader may iam:PassRole on any other role",
                "the service DataReader may sts:AssumeRole on arn:aws:iam::111122223333:role/r, with sts:ExternalId `any-other`",
                "anybody whom account DataReader lets may ec2:a, ec2:b, ec2:c, ec2:d, ec2:e, ec2:f and 2 more",
            ]
        );
    }
}
